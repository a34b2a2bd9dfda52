"""What a claim and a source must be as a whole, beyond each cell: the rules of the model."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cityties.language.messages import _
from cityties.language.names import did_you_mean, fold
from cityties.model.dates import DAY_MIN, Edtf
from cityties.model.durations import after, parse_duration
from cityties.model.identifiers import is_event_id, parse_pair, parse_tie_id, tie_id
from cityties.model.kind_maps import parse_mapped_word
from cityties.model.rows import Claim, Source
from cityties.model.tables import cell_text, number_text
from cityties.vocabulary.codes import AGREEMENT_KINDS, CHANNEL_STATUSES, STATUSES

if TYPE_CHECKING:
    from cityties.loaders.checker import Checked, Registry, Report

_NEEDED = {
    "tie": ("aspect", "kind", "about", "parties", "status"),
    "event": ("aspect", "kind"),
    "membership": ("aspect", "about", "status"),
    "role": ("about",),
    "count": ("about", "number"),
    "attribute": ("about",),
    "opinion": (),
}
"""Columns that a claim of each type must fill."""

ACT_NEEDED = ("suspended", "resumed", "ended")
"""Statuses that can come twice: only the id of the act tells two of them apart."""

_ONE_DAY = datetime.timedelta(days=1)
_EVENT_STATUSES = (*STATUSES["event"], *STATUSES["request"], *STATUSES["motion"])


def check_claim(checked: Checked, registry: Registry, report: Report) -> None:
    """Report everything about a claim that breaks a rule of the model.

    Parameters
    ----------
    checked : the claim; its references were checked before
    registry : the ids that exist
    report : notes a problem of this row
    """
    claim: Claim = checked.row
    bad = checked.bad
    if "type" in bad:
        return
    for column in _NEEDED[claim.type]:
        if column not in bad and getattr(claim, column) in ("", (), None):
            report(
                "blank-required",
                column,
                "",
                _("a claim of the type {type} needs this value").format(type=claim.type),
            )
            bad.add(column)
    _check_kind(claim, bad, report)
    _check_about(claim, bad, report)
    _check_parties(claim, bad, registry, report)
    _check_status(claim, bad, report)
    _check_channel(claim, bad, report)
    _check_act(claim, bad, report)
    _check_number(claim, bad, report)
    _check_condition(claim, bad, report)
    _check_duration(claim, bad, report)
    _check_rest(claim, bad, report)
    _check_dates(claim, bad, registry.sources.get(claim.source), report)
    _check_wording(claim, bad, registry.sources.get(claim.source), report)


def _check_kind(claim: Claim, bad: set[str], report: Report) -> None:
    if "kind" in bad or not claim.kind:
        return
    expected = {"membership": "membership", "role": "holds_post"}.get(claim.type)
    if claim.type == "tie" and claim.kind not in AGREEMENT_KINDS:
        report(
            "kind-not-applicable",
            "kind",
            claim.kind,
            _("a tie is a kind of agreement; anything else between cities is an event"),
            suggestion=did_you_mean(claim.kind, AGREEMENT_KINDS),
        )
        bad.add("kind")
    elif expected and claim.kind != expected:
        report(
            "kind-not-applicable",
            "kind",
            claim.kind,
            _("not a kind for a claim of the type {type}").format(type=claim.type),
            expected,
        )


def _check_about(claim: Claim, bad: set[str], report: Report) -> None:
    if "about" in bad or not claim.about:
        return
    about = claim.about
    fits = {
        "tie": about.startswith("tie/"),
        "membership": "@" in about,
        "role": "@" in about,
        "event": "@" not in about,
    }.get(claim.type, True)
    if not fits:
        expected = {
            "tie": "tie/freiburg+porto/sister_city",
            "membership": "porto@wego",
            "role": "rui-moreira@mayor-porto",
            "event": "ev-visit-hue-2023",
        }[claim.type]
        report(
            "about-mismatch",
            "about",
            about,
            _("a claim of the type {type} cannot be about this").format(type=claim.type),
            expected,
        )
        bad.add("about")
    elif claim.type == "membership" and "@" in about:
        pair = parse_pair(about)
        if pair.first == pair.second:
            report("self-reference", "about", about, _("nothing can be a member of itself"))


def _check_parties(claim: Claim, bad: set[str], registry: Registry, report: Report) -> None:
    if "parties" not in bad and len(claim.parties) == 1:
        report(
            "too-few-parties",
            "parties",
            claim.parties[0],
            _("parties need at least two values; if one acts on another, use actor and target"),
        )
        bad.add("parties")
    if "about" in bad or not claim.about.startswith("tie/"):
        return
    tie = parse_tie_id(claim.about)
    if tie.kind not in AGREEMENT_KINDS:
        report(
            "tie-mismatch",
            "about",
            claim.about,
            _("the id does not end in a kind of agreement"),
            suggestion=did_you_mean(tie.kind, AGREEMENT_KINDS),
        )
    elif claim.type == "tie" and not {"parties", "kind"} & bad:
        right = tie_id(claim.parties, claim.kind)
        # A municipal body counts as its city, in the id and among the parties.
        if _cities(tie.parties, registry) != _cities(claim.parties, registry) or (
            tie.kind != claim.kind
        ):
            report(
                "tie-mismatch",
                "about",
                claim.about,
                _("the id of the tie does not match parties and kind"),
                right,
            )
    side = registry.city_of(claim.side)
    if (
        "side" not in bad
        and claim.side
        and claim.type == "tie"
        and side not in _cities(tie.parties, registry)
    ):
        report(
            "side-not-party",
            "side",
            claim.side,
            _("the side must be one of the parties of the tie"),
            _(" or ").join(tie.parties),
        )


def _cities(parties: Iterable[str], registry: Registry) -> set[str]:
    return {registry.city_of(party) for party in parties}


def _statuses(claim: Claim) -> tuple[str, ...]:
    """The statuses that a claim may give, by its type."""
    if claim.type == "tie":
        return STATUSES["tie"]
    if claim.type == "membership":
        return STATUSES["membership"]
    if claim.type == "event":
        # An agreement that is not a tie between places (two universities) is an event with steps.
        return (*_EVENT_STATUSES, *(STATUSES["tie"] if claim.kind in AGREEMENT_KINDS else ()))
    if claim.type == "opinion":
        return (*STATUSES["tie"], *_EVENT_STATUSES, *STATUSES["membership"])
    return ()


def _check_status(claim: Claim, bad: set[str], report: Report) -> None:
    if "status" in bad or not claim.status:
        return
    allowed = _statuses(claim)
    if claim.status not in allowed:
        report(
            "status-not-applicable",
            "status",
            claim.status,
            _("a claim of the type {type} cannot have this status").format(type=claim.type),
            ", ".join(allowed) if allowed else _("an empty cell"),
        )
        bad.add("status")
    elif claim.status == "announced" and "aspect" not in bad and claim.aspect != "plan":
        report(
            "announced-not-plan",
            "status",
            claim.status,
            _("“announced” follows only from plans"),
            suggestion=_("set the aspect to plan, and the status to what is planned"),
        )


def _check_channel(claim: Claim, bad: set[str], report: Report) -> None:
    if {"channel", "status", "aspect"} & bad or not claim.channel or claim.channel == "all":
        return
    in_force_change = claim.status == "in_force" and claim.aspect == "change"
    if claim.type == "tie" and (claim.status not in CHANNEL_STATUSES or in_force_change):
        report(
            "channel-not-applicable",
            "channel",
            claim.channel,
            _("only breaks, resumptions and states of being in force can be about one channel"),
            _("an empty cell"),
        )
    elif claim.type not in ("tie", "event", "opinion"):
        report(
            "channel-not-applicable",
            "channel",
            claim.channel,
            _("a claim of the type {type} has no channel").format(type=claim.type),
            _("an empty cell"),
        )


def _check_act(claim: Claim, bad: set[str], report: Report) -> None:
    if {"act", "status", "aspect", "kind"} & bad or claim.act or claim.aspect == "plan":
        return
    if claim.type == "tie" and (claim.status in ACT_NEEDED or claim.kind == "renewal"):
        report(
            "act-needed",
            "act",
            "",
            _("{what} can happen twice: name the act").format(
                what=claim.status if claim.status in ACT_NEEDED else claim.kind
            ),
            _("an id of your choice, the same in all claims about this act"),
            suggestion="ev-freiburg-freeze-1",
        )


def _check_number(claim: Claim, bad: set[str], report: Report) -> None:
    if "number" in bad:
        return
    if claim.number is not None:
        if not {"number_to", "op"} & bad and claim.number_to is not None:
            _check_range(claim, claim.number, claim.number_to, report)
        return
    for column in ("op", "excluding", "number_to"):
        if column not in bad and getattr(claim, column) not in ("", (), None):
            report(
                f"{column}-without-number".replace("_", "-"),
                column,
                cell_text(getattr(claim, column)),
                _("this needs a number"),
            )


def _check_range(claim: Claim, number: float, number_to: float, report: Report) -> None:
    if number_to <= number:
        report(
            "number-range",
            "number_to",
            number_text(number_to),
            _("a range goes up: this must be greater than the number {n}").format(
                n=number_text(number)
            ),
            suggestion=_("for one number leave the cell empty"),
        )
    elif claim.op not in ("", "=", "~"):
        report(
            "number-range",
            "op",
            claim.op,
            _("a range has no other comparison than = or ~"),
            _("an empty cell"),
        )


def _check_condition(claim: Claim, bad: set[str], report: Report) -> None:
    """Only plans, and what could be, have a condition."""
    if {"condition", "condition_fa", "condition_on", "aspect", "certainty"} & bad:
        return
    for column in ("condition_fa", "condition_on"):
        if getattr(claim, column) and not claim.condition:
            report(
                "condition-missing",
                "condition",
                "",
                _("{column} needs the condition in words, in English").format(column=column),
                suggestion=_("write what follows “if”, such as: the council agrees"),
            )
            return
    if not claim.condition:
        return
    if claim.aspect != "plan" and claim.certainty != "hedged" and claim.type != "opinion":
        report(
            "condition-not-plan",
            "condition",
            claim.condition,
            _("only what is planned, or could be, has a condition: this claim reports"),
            suggestion=_("set the aspect to plan, or put the text into the note"),
        )
    for column, text, words in (
        ("condition", claim.condition, _IF),
        ("condition_fa", claim.condition_fa, _IF_FA),
    ):
        if match := words.match(text):
            report(
                "condition-form",
                column,
                text,
                _("write only what follows “{word}”: that word is added").format(word=match[1]),
                text[match.end() :],
            )


_IF = re.compile(r"(if|provided that|on condition that) ", re.IGNORECASE)
_IF_FA = re.compile(r"(اگر|به شرطی? ?آنکه|به شرط آن‌که|مشروط بر آن‌که) ")


def _check_duration(claim: Claim, bad: set[str], report: Report) -> None:
    if {"duration", "when", "until", "aspect"} & bad or not claim.duration:
        return
    if claim.type not in ("tie", "membership", "event", "role"):
        report(
            "duration-not-applicable",
            "duration",
            claim.duration,
            _("a claim of the type {type} has no length").format(type=claim.type),
            _("an empty cell"),
        )
    elif claim.when is not None and claim.until is not None and claim.aspect != "state":
        end = after(claim.when, parse_duration(claim.duration))
        # Some count the anniversary as the last day, some the day before it.
        first = end.earliest if end.earliest == DAY_MIN else end.earliest - _ONE_DAY
        if claim.until.latest < first or end.latest < claim.until.earliest:
            report(
                "duration-mismatch",
                "until",
                claim.until.text,
                _("the length {length} from {when} ends at another date, {end}").format(
                    length=claim.duration, when=claim.when.text, end=end.text
                ),
                suggestion=_("leave “until” empty where the source only gives the length"),
            )


def _check_rest(claim: Claim, bad: set[str], report: Report) -> None:
    if not {"complete", "kind"} & bad and claim.complete and claim.kind != "list":
        report(
            "complete-not-list",
            "complete",
            claim.complete,
            _("only lists can be complete or incomplete"),
            _("an empty cell"),
        )
    if not {"grade"} & bad and claim.grade and claim.type not in ("membership", "event"):
        report(
            "grade-not-membership",
            "grade",
            claim.grade,
            _("only memberships have grades"),
            _("an empty cell"),
        )
    if "contradicts" not in bad and claim.id in claim.contradicts:
        report("self-reference", "contradicts", claim.id, _("a claim cannot contradict itself"))
    if "act" not in bad and claim.act and is_event_id(claim.about) and claim.act == claim.about:
        report(
            "self-reference",
            "act",
            claim.act,
            _("the claim is already about this event"),
            _("an empty cell"),
        )


def _publication(source: Source | None) -> Edtf | None:
    return None if source is None else source.published or source.accessed


def _check_dates(claim: Claim, bad: set[str], source: Source | None, report: Report) -> None:
    for column in ("when", "until"):
        value: Edtf | None = getattr(claim, column)
        if column in bad or value is None:
            continue
        published = _publication(source)
        if (
            column == "when"
            and claim.aspect in ("change", "state")
            and published is not None
            and value.earliest > published.latest
        ):
            report(
                "dated-after-source",
                "when",
                value.text,
                _("dated later than its source ({published}): that is a plan").format(
                    published=published.text
                ),
                suggestion=_("set the aspect to plan, or correct one of the dates"),
            )
    if (
        not {"when", "until"} & bad
        and claim.when is not None
        and claim.until is not None
        and claim.until.latest < claim.when.earliest
    ):
        report("until-before-when", "until", claim.until.text, _("it ends before it begins"))
    undated = claim.when is None and claim.until is None
    if not {"basis", "when", "until"} & bad and claim.basis not in ("", "publication") and undated:
        report(
            "basis-without-date",
            "basis",
            claim.basis,
            _("there is no date that this basis could belong to"),
        )


def kind_of_wording(source: Source) -> Iterator[tuple[str, str]]:
    """The words of a source, folded, and the kind that each means there."""
    for entry in source.kind_map:
        meaning = parse_mapped_word(entry)
        yield fold(meaning.word), meaning.kind


def _check_wording(claim: Claim, bad: set[str], source: Source | None, report: Report) -> None:
    if source is None or {"wording", "kind"} & bad or claim.type != "tie" or not claim.wording:
        return
    meant = dict(kind_of_wording(source)).get(fold(claim.wording))
    if meant and claim.kind and meant != claim.kind:
        report(
            "wording-mismatch",
            "kind",
            claim.kind,
            _("“{wording}” means something else in the kind_map of this source").format(
                wording=claim.wording
            ),
            meant,
        )


def check_source(checked: Checked, report: Report) -> None:
    """Report what does not fit together in a source."""
    source: Source = checked.row
    bad = checked.bad
    if not {"published", "accessed"} & bad:
        if source.published is None and source.accessed is None:
            report(
                "undated-source",
                "accessed",
                "",
                _("a source without a date needs an access date"),
            )
        elif (
            source.published is not None
            and source.accessed is not None
            and source.published.earliest > source.accessed.latest
        ):
            report(
                "published-after-access",
                "published",
                source.published.text,
                _("published after it was accessed ({accessed})").format(
                    accessed=source.accessed.text
                ),
            )
    if not {"title_original", "language"} & bad and source.title_original and not source.language:
        report(
            "language-missing",
            "language",
            "",
            _("a title as printed needs the language of the source"),
            "fa, en, zh-Hant",
        )
    if "kind_map" not in bad:
        words: dict[str, str] = {}
        for wording, kind in kind_of_wording(source):
            if words.setdefault(wording, kind) != kind:
                report(
                    "bad-kind-map",
                    "kind_map",
                    wording,
                    _("one word with two kinds"),
                )
