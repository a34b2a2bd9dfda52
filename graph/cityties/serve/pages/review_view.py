"""What the pages of the review form show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from cityties.intake import review
from cityties.intake.review import CELLS, NAME, Item
from cityties.language.messages import _, language
from cityties.model.dates import parse_edtf
from cityties.model.texts import text_in
from cityties.serve.pages.review_desk import IDS, with_changes
from cityties.serve.pages.review_new import FormError
from cityties.site.texts import direction
from cityties.vocabulary.codes import (
    AGREEMENT_KINDS,
    ALL_CODES,
    CHANNELS,
    CODES,
    COMPARISONS,
    CONFLICT_SUBJECTS,
    REFUSED_IN_CLAIMS,
    STATUSES,
)
from cityties.words.claimed import claim_words
from cityties.words.labels import code_label
from cityties.words.phrases import counted, edtf_words, number
from cityties.words.titles import source_title

if TYPE_CHECKING:
    from cityties.intake.article import Article
    from cityties.intake.known import Compared
    from cityties.model.rows import Claim
    from cityties.serve.pages.review_desk import Desk, Place

_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "tie": ("kind", "status", "aspect", "certainty", "parties", "channel", "when", "said_by"),
    "event": ("kind", "status", "aspect", "certainty", "actor", "target", "when", "said_by"),
    "membership": ("status", "aspect", "certainty", "about", "when", "said_by"),
    "role": ("about", "when", NAME),
    "count": ("about", "number", "op", "when", "said_by"),
}
"""The columns that a claim of a type usually needs; the others are folded."""
_TEXTS: Final = ("gist", "gist_fa", "condition", "condition_fa", "note")
_RTL: Final = ("gist_fa", "condition_fa")
_MOST_CLAIMS: Final = 8


def review_texts() -> dict[str, str]:
    """The words of these pages, by key.

    Examples
    --------
    >>> review_texts()["accept"]
    'Accept'
    """
    return {
        "review": _("Review"),
        "review_how": _("Decide about each candidate: only what you accept is written."),
        "begin": _("Begin"), "go_on": _("Go on"), "to_write": _("Write what was accepted"),
        "nothing_open": _("Nothing is open."), "empty": _("No article is in this inbox."),
        "decided": _("decided"), "left_out": _("Not proposed"),
        "not_proposed_how": _(
            "Sentences of which nothing is proposed, with the reason. What is missing can be "
            "added with: cityties data add"
        ),
        "accept": _("Accept"), "reject": _("Reject"), "later": _("Later"), "undo": _("Undo"),
        "edit": _("Edit"), "compare": _("Compare again"),
        "previous": _("Previous"), "next": _("Next"), "overview": _("All candidates"),
        "candidate": _("Candidate"), "text": _("In the article"), "known": _("What is known"),
        "claim": _("What would be claimed"), "more": _("More fields"),
        "who": _("Who decides"), "confidence": _("Confidence"),
        "proposer": _("Proposed by"), "new_rows": _("Comes with it"),
        "reading": _("Reading"), "nothing": _("nothing"), "conflict": _("Would disagree"),
        "no_claims": _("No claim is about these."), "add_new": _("Add"),
        "wrong": _("This cannot be accepted yet"), "wrong_page": _("This cannot be written yet"),
        "near": _("Did you mean"),
        "keys_how": _(
            "While no field is in focus: a accepts, e goes to the fields, r rejects, l leaves it "
            "for later, u takes the last decision back, n and p go to the next and the previous "
            "candidate. Esc leaves a field."
        ),
        "keys_off": _("Switch keys off"),
        "would_write": _("What would be written"), "written": _("Written"),
        "changes": _("What changes"), "check": _("Check"), "write": _("Write"),
        "no_folder": _("No data folder was given. Write with:"),
        "nothing_new": _("Nothing new to write."),
        "find_city": _("Find a city by its name"), "find": _("Find"),
        "save": _("Add"), "back": _("Back"),
        "said_accept": _("The last candidate was accepted."),
        "said_reject": _("The last candidate was rejected."),
        "said_later": _("The last candidate was left for later."),
        "said_undone": _("The decision about this candidate was taken back."),
        "said_added": _("Added:"), "said_nothing": _("no decision to take back"),
        "into": _("Into"), "rows": _("Rows"), "no_change": _("No reading changes."),
    }  # fmt: skip


def labels() -> dict[str, str]:
    """What the columns are called, by column."""
    return {
        "type": _("Type"), "kind": _("Kind"), "status": _("Status"), "aspect": _("Aspect"),
        "certainty": _("Certainty"), "parties": _("Parties"), "actor": _("Who acts"),
        "target": _("Towards whom"), "about": _("About (id)"), "side": _("Whose act"),
        "channel": _("Channel"), "when": _("When (EDTF)"), "until": _("Until (EDTF)"),
        "said_by": _("Said by (person@post)"), "number": _("Number"), "op": _("Comparison"),
        "of": _("Of what"), "topics": _("Topics"), "gist": _("Gist in English"),
        "gist_fa": _("Gist in Persian"), "condition": _("Condition in English"),
        "condition_fa": _("Condition in Persian"), "note": _("Note"),
        NAME: _("Name in Latin letters"),
    }  # fmt: skip


def _choices(column: str, type_: str, value: str) -> list[tuple[str, str]]:
    """The codes that a column may have for a type of claim, with their names."""
    if column == "kind":
        left_out: frozenset[str] = frozenset()
        if type_ == "tie":
            left_out = frozenset(CODES["kinds"]) - AGREEMENT_KINDS
        elif type_ == "event":
            left_out = AGREEMENT_KINDS - {"renewal"}
        codes = [code for code in CODES["kinds"] if code not in left_out]
    elif column == "status":
        of = {"tie": ("tie",), "membership": ("membership",),
              "event": ("event", "request", "motion")}  # fmt: skip
        codes = list(dict.fromkeys(s for one in of.get(type_, STATUSES) for s in STATUSES[one]))
    elif column == "op":
        return [("", ""), *((written, code_label(code)) for written, code in COMPARISONS.items())]
    else:
        lists = {"type": "claim_types", "aspect": "aspects", "certainty": "certainty"}
        codes = list(CHANNELS) if column == "channel" else list(CODES[lists[column]])
    codes = [code for code in codes if code not in REFUSED_IN_CLAIMS]
    if value and value not in codes:
        codes.append(value)
    made = [(code, code_label(code)) for code in codes]
    if column == "kind":
        made.sort(key=lambda one: one[1].casefold())
    return [("", ""), *made] if column in ("status", "channel", "kind") else made


_CHOSEN: Final = ("type", "kind", "status", "aspect", "certainty", "channel", "op")


def queue_view(desk: Desk) -> dict[str, Any]:
    """The articles with how far each is, and where to begin.

    Parameters
    ----------
    desk : the inbox
    """
    items = review.queue(desk.box, every=True)
    articles = []
    for stored in desk.box.articles():
        mine = [item for item in items if item.stored.key == stored.key]
        opened = [item for item in mine if item.is_open]
        article = stored.article
        articles.append(
            {
                "title": article.title or article.file or stored.key,
                "lang": article.language or "en",
                "dir": direction(article.language or "en"),
                "from": _from(article),
                "decided": len(mine) - len(opened), "of": len(mine),
                "first": (opened or mine)[0].candidate.id if mine else "",
                "left": [(number(one.sentence), one.quote, reason(one.reason))
                         for one in stored.not_proposed],
            }
        )  # fmt: skip
    return {
        "articles": articles,
        "decided": sum(not item.is_open for item in items),
        "of": len(items),
        "next": desk.next_open(),
        "accepted": sum(item.decision is not None and item.decision.verdict == "accept"
                        for item in items),
    }  # fmt: skip


def _from(article: Article) -> list[str]:
    """Who published an article, and when."""
    day = edtf_words(parse_edtf(article.published)) if article.day else article.published
    return [one for one in (article.publisher, day) if one]


def _conflict(text: str) -> str:
    """What sources would disagree on, in words: the codes have labels."""
    what, _colon, values = text.partition(": ")
    words = [code_label(one) if one in ALL_CODES else one for one in values.split(" / ")]
    return f"{code_label(CONFLICT_SUBJECTS.get(what, what))}: {' / '.join(words)}"


def reason(code: str) -> str:
    """Why a sentence was not proposed."""
    return {
        "denial": _("it is denied"), "no-pair": _("the two cities are not clear"),
        "no-status": _("the status is not said"), "nothing-found": _("no rule fits"),
    }.get(code, code)  # fmt: skip


def candidate_view(
    desk: Desk, place: Place, given: Mapping[str, str] | None = None, error: FormError | None = None
) -> dict[str, Any]:
    """A candidate as its page shows it.

    Parameters
    ----------
    desk, place : the inbox, and the candidate in it
    given : the fields of a form that is shown again
    error : what is wrong with them
    """
    item = place.item
    if given is not None and error is None:
        item = with_changes(item, desk.changes(item, given))
    shown = item.as_dict()
    cells = {**item.cells, NAME: (item.decision.changes if item.decision else {}).get(NAME, "")}
    values = {column: cells.get(column, "") for column in (*CELLS, NAME)}
    if error is not None and given is not None:
        values.update({name: text for name, text in given.items() if name in values})
    start, end = shown["mark"]
    paragraph = shown["paragraph"]
    article = item.stored.article
    before, after = _around(article.text, item)
    compared = desk.compared(item)
    decision = place.item.decision
    candidate = item.candidate
    return {
        "id": candidate.id,
        "gist": cells.get(f"gist_{language()}", "") or cells.get("gist", ""),
        "title": article.title, "lang": article.language or "en",
        "dir": direction(article.language or "en"),
        "from": _from(article),
        "sentence": number(candidate.sentence),
        "before": before, "after": after,
        "quote": (paragraph[:start], paragraph[start:end], paragraph[end:]),
        "place": place,
        "why": candidate.why, "proposer": candidate.proposer,
        "confidence": number(candidate.confidence, 2),
        "flags": [_flag(one) for one in candidate.flags],
        "relation": {"adds": _("new"), "repeats": _("repeats what is known"),
                     "contradicts": _("contradicts what is known")}[compared.relation],
        "relation_code": compared.relation,
        "reading": _reading(compared),
        "conflicts": [_conflict(one) for one in compared.conflicts],
        "claims": _claims(desk, compared),
        "new": _new(item),
        "fields": _fields(desk, item, values, error, usual=True),
        "more": _fields(desk, item, values, error, usual=False),
        "wrong": [text for column, many in (error.fields if error else {}).items()
                  for text in many],
        "who_wrong": " ".join((error.fields if error else {}).get("who", ())),
        "who": (given or {}).get("who", "") or desk.who,
        "decision": _decision(decision),
        "missing": (given or {}).get("parties", ""),
    }  # fmt: skip


def _around(text: str, item: Item) -> tuple[str, str]:
    """The paragraphs before and after that of a candidate."""
    start = text.rfind("\n", 0, item.candidate.start) + 1
    end = text.find("\n", item.candidate.end)
    before = text[: max(0, start - 1)].rsplit("\n", 1)[-1] if start else ""
    after = text[end + 1 :].split("\n", 1)[0] if end >= 0 else ""
    return before, after


def _flag(code: str) -> str:
    return {
        "hedged": _("only supposed"), "plan": _("a plan"), "condition": _("under a condition"),
        "new-place": _("a new city"), "new-person": _("a new person"), "new-post": _("a new post"),
        "new-network": _("a new network"),
        "needs-name": _("a new person: write the name in Latin letters"),
        "ends-outside-sentence": _("a city is not named in the sentence: look"),
        "look": _("not sure: look"), "quote-outside": _("not in one sentence: look"),
    }.get(code, code)  # fmt: skip


def _reading(compared: Compared) -> tuple[str, str] | None:
    if not (compared.before or compared.after):
        return None
    ends = [code_label(code) if code else _("nothing")
            for code in (compared.before, compared.after)]  # fmt: skip
    return ends[0], ends[1]


def _claims(desk: Desk, compared: Compared) -> list[dict[str, Any]]:
    tables = desk.known.tables
    wanted = compared.claims[:_MOST_CLAIMS]
    rows = {claim.id: claim for claim in tables.claims if claim.id in wanted}
    sources = {source.id: source for source in tables.sources}

    def line(claim: Claim) -> dict[str, Any]:
        source = sources.get(claim.source)
        return {
            "id": claim.id, "same": claim.id in compared.same,
            "kind": code_label(claim.kind) if claim.kind else "", "status": claim_words(claim),
            "when": edtf_words(claim.when) if claim.when else "", "gist": text_in(claim, "gist"),
            "source": source_title(source, both=False) if source else claim.source,
        }  # fmt: skip

    return [line(rows[id_]) for id_ in wanted if id_ in rows]


def _new(item: Item) -> list[str]:
    names = {"places": _("place"), "people": _("person"), "posts": _("post"),
             "organizations": _("organization")}  # fmt: skip
    return [
        f"{names.get(table, table)}: {row.get('name_en') or row.get('name_fa') or row['id']}"
        for table, rows in item.candidate.new.items() for row in rows
    ]  # fmt: skip


def _fields(
    desk: Desk, item: Item, values: Mapping[str, str], error: FormError | None, *, usual: bool
) -> list[dict[str, Any]]:
    type_ = values["type"]
    wanted = (*_USUAL.get(type_, CELLS), "gist", "gist_fa")
    needs_name = "needs-name" in item.candidate.flags
    names = labels()
    made = []
    for column in (*CELLS, NAME):
        wrong = list((error.fields if error else {}).get(column, ()))
        is_usual = bool(column in wanted or values[column] or wrong)
        if column == NAME:
            is_usual = needs_name
        if column == "type" or (column == "about" and type_ in ("tie", "event") and not wrong):
            is_usual = False
        if is_usual != usual or (column == NAME and not needs_name):
            continue
        value = values[column]
        hint = ""
        if column in IDS and value:
            hint = _(", ").join(desk.name(one) for one in value.split(";"))
        elif column == "topics" and value:
            hint = _(", ").join(code_label(one) for one in value.split(";") if one)
        made.append(
            {
                "name": column, "label": names[column], "value": value,
                "choices": _choices(column, type_, value) if column in _CHOSEN else None,
                "long": column in _TEXTS, "ids": column in IDS,
                "rtl": column in _RTL, "hint": hint if hint != value else "", "wrong": wrong,
                "near": [(one, desk.name(one)) for one in
                         dict.fromkeys((error.near if error else {}).get(column, ()))],
                "changed": value != item.candidate.cells.get(column, ""),
            }
        )  # fmt: skip
    return made


def _decision(decision: review.Decision | None) -> str:
    if decision is None:
        return ""
    text = {
        "accept": _("accepted by {who}, {when}"), "reject": _("rejected by {who}, {when}"),
        "later": _("left for later by {who}, {when}"),
    }[decision.verdict]  # fmt: skip
    return text.format(who=decision.who, when=decision.when[:16].replace("T", " "))


def done_of(n: int, of: int) -> str:
    """How much is decided."""
    return _("{n} of {all} decided").format(n=number(n), all=number(of))


def waits(n: int) -> str:
    """How many candidates wait for a decision."""
    return counted("{n} candidate waits for a decision", "{n} candidates wait for a decision", n)


def counts(errors: int, warnings: int) -> str:
    """What the check found."""
    return _("{errors}, {warnings}").format(
        errors=counted("{n} error", "{n} errors", errors),
        warnings=counted("{n} warning", "{n} warnings", warnings),
    )


def severity_name(severity: str) -> str:
    """What a finding is."""
    return _("error") if severity == "error" else _("warning")
