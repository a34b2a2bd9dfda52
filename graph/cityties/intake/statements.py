"""What one sentence states about cities: ties with their status, events, counts, posts.

The guard prefers silence: a denied sentence proposes nothing and is listed with the reason; a plan
or a condition never becomes an act, and what could be is hedged.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cityties.intake.dating import Dated, dates
from cityties.intake.lexicon import CITY, NUMBERS, EventRule, Words, event_rules
from cityties.intake.mentions import Marked, Mention
from cityties.vocabulary.codes import AGREEMENT_KINDS, ONE_SIDED, SYMMETRIC_KINDS

_GROUP: Final = re.compile(
    rf"{CITY}(?:(?: ?[,،] ?| and | و | ?[,،] and | ?/ ?)(?:the |of |mayor )?{CITY})*"
)
_PASSIVE: Final = re.compile(r"\b(?:is|was|were|been|being|be|has been) (?:\w+ )?\w+(?:ed|en|wn)\b")
_CANCELLED: Final = re.compile(r"\bcancell?ed\b|\bcalled off\b|لغو", re.IGNORECASE)
_COUNTED: Final = re.compile(r"\b(one|two|three|four|five|six|\d+|دو|سه|یک|چهار|پنج) $", re.I)
_PLURAL: Final = re.compile(r"(?:cities|towns)$", re.IGNORECASE)
_ARE: Final = re.compile(
    r"\b(?:are|were|been|became|become|being|with|has|have|remain|remained)\b(?! \w+ed\b)",
    re.IGNORECASE,
)
_ANNIVERSARY: Final = re.compile(r"\banniversary\b|سالگرد|سالروز", re.IGNORECASE)
_WEAK: Final = frozenset({"agreement"})
_STRONG_ACTS: Final = frozenset({"ended", "suspended", "resumed", "renewal"})


@dataclass(frozen=True)
class Statement:
    """Something that a sentence states.

    Parameters
    ----------
    type, kind, status, aspect, certainty, channel : codes of the claim
    parties : ids of two cities in any order, for what has no direction
    actor, target : ids, for what has one
    about : id of a membership or a term
    number, op, of : of a count
    when, until, basis, when_text : the date
    condition : whether it stands under a condition
    confidence : from 0 to 1
    why : which rule found it
    role : the mention whose post it is
    topics : codes
    votes : of a vote, as the tables write them
    """

    type: str
    kind: str
    status: str = ""
    aspect: str = "change"
    certainty: str = "stated"
    parties: tuple[str, ...] = ()
    actor: str = ""
    target: str = ""
    channel: str = ""
    number: str = ""
    op: str = ""
    of: str = ""
    wording: str = ""
    date: Dated | None = None
    condition: str = ""
    confidence: float = 0.9
    why: str = ""
    role: Mention | None = None
    topics: tuple[str, ...] = ()
    votes: str = ""


@dataclass
class Context:
    """What is known from the sentences before.

    Parameters
    ----------
    words : of the language
    published : day of publication, if known
    solar : whether "last year" is of the Iranian calendar
    home : the city whose news it is, or ``""``
    subject : the city that the sentence before was about
    pair, kind : the last tie that was stated
    speaker_city : the city of who speaks in this sentence
    """

    words: Words
    published: datetime.date | None
    solar: bool
    home: str = ""
    subject: str = ""
    pair: tuple[str, ...] = ()
    kind: str = ""
    speaker_city: str = ""
    roles: set[tuple[str, str]] = field(default_factory=set)

    @property
    def own(self) -> str:
        """The city that "we" and "the city" mean."""
        return self.speaker_city or self.home or self.subject


@dataclass(frozen=True)
class Left:
    """What was seen and is not proposed."""

    reason: str
    text: str = ""


@dataclass
class _Group:
    start: int
    end: int
    ids: list[str]
    use: str  # subject, object, pair, outside


def statements(marked: Marked, context: Context) -> tuple[list[Statement], list[Left]]:
    """What a sentence states, and what is not proposed and why.

    Parameters
    ----------
    marked : the sentence with its marks
    context : what the sentences before said; it is brought up to date
    """
    found: list[Statement] = []
    left: list[Left] = []
    inherited: tuple[list[str], str] = ([], "")
    for part in clauses(marked.text, context.words):
        clause = part
        made, gone = _stated(clause, marked, context), list[Left]()
        if not made:
            made, gone, inherited = _ties(clause, marked, context, inherited)
        events, missed = _events(clause, marked, context)
        if any(one.kind in ("vote", "objection") for one in events):
            # What is voted on or objected to has not come about by that.
            made = [one for one in made if one.aspect == "plan" or one.status == "approved"]
        judged = _opinion(clause, marked, context, made)
        if judged:
            made = [one for one in made if one.aspect != "state"]
        found += [*made, *events, *judged]
        left += [*gone, *missed]
        found += _counts(clause, marked, context)
    countries = {mention.id for mention in marked.mentions if mention.sort in "KD"}
    for one in found:
        ends = one.parties or tuple(sorted(filter(None, (one.actor, one.target))))
        if one.type in ("tie", "event") and len(ends) == 2 and not countries & set(ends):
            if one.type == "event" and set(ends) != set(context.pair):
                context.kind = ""
            context.pair = ends
    found += _roles(marked, context)
    subject = _subject(marked)
    if subject:
        context.subject = subject
    topics = context.words.all("topic", marked.text)
    return [replace(one, topics=topics if one.type != "role" else ()) for one in found], left


def _subject(marked: Marked) -> str:
    match = re.search(CITY, marked.text)
    if match is None or match.start() > 40:
        return ""
    ids = marked.ids(match[0])
    return ids[0] if ids else ""


# --- clauses ------------------------------------------------------------------------------

_VERBS: Final = (
    r"(?:has |have |had |is |was |will )?(?:also )?(?:ended|signed|renewed|suspended|froze|proposed|put|cut|joined"
    r"|terminated|resumed|kept|left|sits|invited|sent|donated|named|approved|accepted|inked|asked|exchanged)"
)


def clauses(text: str, words: Words) -> list[str]:
    """The parts of a sentence that state one thing each.

    Parameters
    ----------
    text : a marked sentence
    words : of its language
    """
    if words.lang == "fa":
        parts = re.split(
            r" ?؛ ?|: ?|،? (?:اما|ولی|در حالی که|درحالیکه|حال آنکه|و فقط|و تنها|بلکه) ", text
        )
        return [part for part in parts if part.strip()]
    text = re.sub(r"\b(?:unlike|by contrast|in contrast to) ?(⟦[CM]\d+⟧)?,? ", "", text, flags=re.I)
    text = re.sub(r", which ([^,;]+), ", r"; which \1; ", text)
    tie = words.source("tie")
    cut = (
        r"; |: (?=\"?⟦)|,? (?:while|whereas|but|although|though) |, which |, and (?=⟦[CM]\d+⟧ )"
        rf"|,? and (?={_VERBS}\b)|,? and (?=(?:we|he|she|they|it|now|others) )|,? and (?=(?:an? |the |its )?(?:\w+ )?(?:{tie})[^⟦]{{0,40}}⟦)"
    )
    parts = [part for part in re.split(cut, text, flags=re.I) if part and part.strip()]
    return parts or [text]


# --- groups and pairs ---------------------------------------------------------------------


def _groups(clause: str, marked: Marked, words: Words) -> list[_Group]:
    preps = {code: pattern.pattern for code, pattern in words.groups["prep"]}
    found = []
    for match in _GROUP.finditer(clause):
        before = clause[: match.start()].rstrip(' "')
        use = "subject"
        for code in ("outside", "pair", "object"):
            if re.search(rf"(?<!\w)(?:{preps[code]})(?: the| its)?(?: \w+ly)?$", before, re.I):
                use = code
        ids = marked.ids(match[0])
        if ids:
            found.append(_Group(match.start(), match.end(), ids, use))
    return found


def _pairs(
    clause: str, marked: Marked, context: Context, subject: list[str], trigger: re.Match[str] | None
) -> tuple[list[tuple[str, str, int, int]], list[str], str]:
    """The pairs of a clause with the place of their second end, its subjects, and how."""
    words = context.words
    groups = _groups(clause, marked, words)
    use = [group for group in groups if group.use != "outside"]
    for group in use:
        if group.use == "pair" and len(group.ids) == 2:
            return [(group.ids[0], group.ids[1], group.start, group.end)], group.ids, "between"
    if trigger is not None:
        for group in use:
            if len(group.ids) == 2 and 0 <= group.start - trigger.end() <= 3:
                return [(group.ids[0], group.ids[1], group.start, group.end)], group.ids, "between"
    if use and use[0].use == "subject":
        for group in use[1:]:  # "a sister city of Istanbul"
            if group.use == "pair" and len(group.ids) == 1 and group.ids != use[0].ids:
                group.use = "object"
    objects = [group for group in use if group.use == "object"]
    subjects = [group for group in use if group.use in ("subject", "pair")]
    own = [id_ for group in subjects[:1] for id_ in group.ids]
    # "a proposal from Lahore": who proposes, declines or is declined
    if objects and own:
        made = [
            (one, other, group.start, group.end)
            for group in objects for one in own for other in group.ids if one != other
        ]  # fmt: skip
        return (made, own, "subject-object") if len(own) <= 2 else ([], own, "")
    if not objects and subjects:
        if len(own) == 2:
            group = subjects[0]
            return [(own[0], own[1], group.start, group.end)], own, "and"
        if len(own) == 1 and len(subjects) > 1 and subjects[1].ids != own:
            second = subjects[1]
            between = clause[subjects[0].end : second.start]
            if words.lang == "en" and re.search(r"\b(?:'s|of|and its)\b", between):
                return [], own, ""
            if trigger and trigger.start() < second.start and words.lang == "en":
                return [], own, ""
        if len(own) == 1 and words.found("pair", clause) and own[0] in context.pair:
            first, second_end = sorted(context.pair)
            return [(first, second_end, subjects[0].start, subjects[0].end)], own, "pair"
    if len(own) == 1 and not objects and own[0] in context.pair and re.search(
        r"\b(?:propos|approv|ratif|accept|sign|suspend|renew|the (?:twinning|agreement|tie|partnership))|پیشنهاد|تصویب",
        clause, re.IGNORECASE,
    ):  # fmt: skip
        other = next(id_ for id_ in context.pair if id_ != own[0])
        return [(own[0], other, subjects[0].start, subjects[0].end)], own, "focus"
    if objects:
        base = subject or ([context.own] if _may_mean_home(clause, words, context) else [])
        made = [
            (one, other, group.start, group.end)
            for group in objects for one in base for other in group.ids if one != other
        ]  # fmt: skip
        return made, base, "inherited" if subject else "home"
    if not groups and len(subject) == 2:
        return [(subject[0], subject[1], 0, 0)], subject, "inherited"
    named = words.found("pair", clause) or words.found("it", clause)
    if len(context.pair) == 2 and not own and named:
        return [(context.pair[0], context.pair[1], 0, 0)], [], "pair"
    return [], own, ""


_FIRST: Final = frozenset(
    [
        "it",
        "he",
        "she",
        "this",
        "that",
        "these",
        "both",
        "they",
        "talks",
        "relations",
        "contacts",
        "twinning",
        "there",
        "who",
        "each",
        "all",
        "one",
        "another",
        "cooperation",
        "negotiations",
        "officials",
        "work",
    ]
)
_COMMON: Final = frozenset(
    [
        "the",
        "city",
        "cities",
        "council",
        "municipality",
        "mayor",
        "ministry",
        "minister",
        "interior",
        "foreign",
        "affairs",
        "islamic",
        "iranian",
        "persian",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mou",
        "mous",
        "iran",
        "european",
        "international",
        "unesco",
        "wego",
        "republic",
    ]
)


def _strangers(clause: str) -> bool:
    """Whether a name that nothing knows may be the city that is meant."""
    if re.search(r"\b(?:we|our|us)\b", clause, re.IGNORECASE):
        return False
    names = re.findall(r"(?<![\w⟦])(?!^)[A-Z][a-z]{2,}(?=\W|$)", clause.strip(' "'))
    start = re.match(r"\W*([A-Z][a-z]{2,})(?= City\b| Municipality\b| Council\b| 's )", clause)
    names += [start[1]] if start else []
    first = re.match(
        r"\W*([A-Z][a-z]{2,}),? (?:ended|signed|has|had|is|was|suspended|joined|will|also|and|cut|froze)\b",
        clause,
    )
    if first and first[1].lower() not in _FIRST:
        names.append(first[1])
    return any(name.lower() not in _COMMON for name in names)


def _may_mean_home(clause: str, words: Words, context: Context) -> bool:
    if not context.own or (words.lang == "en" and _strangers(clause)):
        return False
    return bool(
        words.found("self", clause) or words.found("pronoun", clause)
        or (words.lang == "en" and (_PASSIVE.search(clause) or re.search(
            r"\b(?:talks|agreement|accord|memorandum|he|she|draft)\b", clause, re.I)))
        or words.lang == "fa"
    )  # fmt: skip


# --- ties ---------------------------------------------------------------------------------


def _trigger(clause: str, words: Words) -> tuple[str, re.Match[str]] | None:
    best: tuple[str, re.Match[str]] | None = None
    for code, pattern in words.groups["tie"]:
        match = pattern.search(clause)
        if match and (best is None or (best[0] in _WEAK)):
            best = (code, match)
            if code not in _WEAK:
                break
    return best


def _ties(
    clause: str, marked: Marked, context: Context, inherited: tuple[list[str], str]
) -> tuple[list[Statement], list[Left], tuple[list[str], str]]:
    words = context.words
    subject, verb = inherited
    groups = _groups(clause, marked, words)
    heads = [group for group in groups if group.use == "subject"]
    following = (heads[0].ids if heads else subject, verb)
    found = _trigger(clause, words)
    status = _status(clause, words)
    following = (following[0], status or verb)
    anaphor = False
    if found is None:
        if not (status in _STRONG_ACTS and len(context.pair) == 2 and words.found("it", clause)):
            return [], [], following
        kind, match = context.kind, None
        anaphor = True
    else:
        kind, match = found
        if (
            words.found("it", clause)
            and kind in _WEAK
            and context.kind
            and len(context.pair) == 2
            and not any(group.use == "object" for group in groups)
        ):
            kind = context.kind
            anaphor = True
    if status in _STRONG_ACTS and words.found("motion", clause):
        return [], [Left("no-status", match[0] if match else "")], following
    if words.found("denial", clause):
        pairs, _own, _how = _pairs(clause, marked, context, subject, match)
        return [], [Left("denial", match[0] if match else "")] if pairs or groups else [], following
    pairs, _own, how = _pairs(clause, marked, context, subject, match)
    if anaphor and not pairs:
        pairs = [(context.pair[0], context.pair[1], 0, 0)]
        how = "pair"
    if not pairs:
        return [], ([Left("no-pair", match[0])] if match and groups else []), following
    made = _tie_statements(clause, context, kind, status or verb, match, pairs, how)
    if not made:
        return [], [Left("no-status", match[0] if match else "")], following
    last = made[-1]
    if last.parties:
        context.pair, context.kind = last.parties, last.kind if last.type == "tie" else kind
    return made, [], following


_DATE_WORDS: Final = re.compile(
    r"\b\d{1,2} (?:May|March)\b|\b(?:May|March) \d{1,4}\b|\b(?:in|since|of|for|by|until|last|next) (?:May|March)\b"
)


def _status(clause: str, words: Words) -> str:
    text = clause
    if words.lang == "en":
        text = re.sub(r"\b(?:to|will|and to) (?:approve|become)\b", "", text)
    return words.first("status", text)


def _tie_statements(
    clause: str,
    context: Context,
    kind: str,
    status: str,
    match: re.Match[str] | None,
    pairs: Sequence[tuple[str, str, int, int]],
    how: str,
) -> list[Statement]:
    words = context.words
    hedged = words.found("hedge", _DATE_WORDS.sub(" ", clause)) is not None
    condition = words.found("condition", clause) is not None
    planned = words.found("plan", clause) is not None
    hedged |= words.found("wish", clause) is not None and not planned
    if _ANNIVERSARY.search(clause):
        return _one_status(
            clause, context, kind, "in_force", "state", "stated", match, pairs, how,
            "anniversary", False,
        )  # fmt: skip
    if (
        status == "in_force"
        and not words.found("status", clause)
        and words.lang == "fa"
        and planned
    ):
        planned = True
    aspect = "change"
    cue = status
    if status == "proposed" and planned and re.search(r"\bwill propose\b|پیشنهاد خواه", clause):
        aspect = "plan"
    elif status in ("proposed", "declined", "withdrawn"):
        hedged = False
    elif status in ("drafted", "submitted", "negotiating", "approved"):
        aspect = "change"
        if status == "negotiating" and not re.search(r"آغاز|began|begun|started|opened", clause):
            aspect = "state"
        if planned and status in ("approved", "submitted"):
            aspect = "plan"
        if (
            status == "drafted"
            and planned
            and re.search(r"(?:will|to) be signed|خواهد شد", clause)
            and condition
        ):
            return [
                *_tie_statements(
                    re.sub(r"(?:will be signed.*|و در صورت.*|و پس از.*)", "", clause), context, kind,
                    "drafted", match, pairs, how,
                ),
                *_one_status(clause, context, kind, "in_force", "plan", "stated", match, pairs, how,
                             "plan", condition),
            ]  # fmt: skip
    elif planned or condition:
        aspect = "plan"
        status = status if status in ("ended", "suspended", "resumed") else "in_force"
        cue = "plan"
    elif hedged:
        if kind in _WEAK and not status:
            return []  # "ready to cooperate" is no agreement to come
        aspect, status, cue = "plan", "in_force", "hedge"
    elif not status:
        if not words.found("state", clause):
            return []
        if (
            how != "between"
            and match is not None
            and _PLURAL.search(match[0])
            and not _ARE.search(clause)
        ):
            return []  # "joint events of sister cities" names none of them
        status, aspect, cue = "in_force", "state", "state"
    if hedged and status not in ("in_force",):
        hedged = False
    certainty = "hedged" if hedged else "stated"
    if hedged:
        aspect = "plan"
    return _one_status(
        clause, context, kind, status, aspect, certainty, match, pairs, how, cue, condition
    )


def _one_status(
    clause: str,
    context: Context,
    kind: str,
    status: str,
    aspect: str,
    certainty: str,
    match: re.Match[str] | None,
    pairs: Sequence[tuple[str, str, int, int]],
    how: str,
    cue: str,
    condition: bool,
) -> list[Statement]:
    words = context.words
    found = [] if cue == "anniversary" else _dates(clause, context, plan=aspect == "plan")
    made = []
    for at, (one, other, _start, end) in enumerate(pairs):
        until = pairs[at + 1][2] if at + 1 < len(pairs) and pairs[at + 1][2] > end else len(clause)
        after = [date for date in found if end <= date.start < until]
        day = after[0] if after else (found[0] if found else None)
        own_aspect, type_, own_kind, own_status = aspect, "tie", kind, status
        if status == "renewal":
            type_, own_kind, own_status = "event", "renewal", ""
        if (
            aspect == "state"
            and status == "in_force"
            and day is not None
            and cue != "anniversary"
            and re.search(r"\bsince\b|\bfor (?:more|over|\w+ years)|\byears\b|از|در سال|\d", clause)
        ):
            own_aspect = "change"
        channel = (
            words.first("channel", clause) if status in ("suspended", "resumed", "ended") else ""
        )
        if own_status == "ended":
            channel = ""
        confidence = {"between": 0.95, "subject-object": 0.95, "and": 0.9, "inherited": 0.85,
                      "home": 0.75, "focus": 0.75, "pair": 0.7}.get(how, 0.6)  # fmt: skip
        if certainty == "hedged" or cue == "state":
            confidence -= 0.1
        made.append(
            Statement(
                type_, own_kind, own_status, own_aspect, certainty,
                parties=tuple(sorted((one, other))),
                actor=_side(one, other, how, context)
                if status in ONE_SIDED or status in ("suspended", "ended", "resumed") else "",
                channel=channel,
                wording=match[0].strip() if match else "",
                date=day,
                condition="yes" if condition and own_aspect == "plan" else "",
                confidence=round(confidence, 2),
                why=f"tie:{kind}/{cue or status}/{how}",
            )
        )  # fmt: skip
    return made


def _side(one: str, other: str, how: str, context: Context) -> str:
    """The city that acts: the subject; of two cities named together the speaker's."""
    if how in ("subject-object", "inherited", "home", "focus"):
        return one
    return context.speaker_city if context.speaker_city in (one, other) else ""


def _dates(clause: str, context: Context, *, plan: bool) -> list[Dated]:
    found = dates(clause, context.words.lang, context.published, solar=context.solar, plan=plan)
    return [one for one in found if one.basis != "none"]


# --- events -------------------------------------------------------------------------------

_SEEN: Final = frozenset({"member-is", "member-is-fa", "member-board", "member-among"})
"""Rules for a membership that is seen, not begun."""

_NEVER_PLAN: Final = frozenset({"invitation", "cooperation_offer", "statement_of_support", "reply"})
_ABOUT_TIES: Final = frozenset({"introduction", "objection", "vote"})
"""Kinds that are about two cities, and done by somebody else."""
_TO_COME: Final = re.compile(
    r"\b(?:will|would|may|might|could|if|unless|is to|are to|plans? to|wants? to) "
    r"|خواهد|خواهند|شاید|اگر|قرار است|ممکن",
    re.IGNORECASE,
)
_REJECTED: Final = re.compile(r"رد (?:کرد|شد)")
_VOTES: Final = re.compile(
    r"(?P<for>\d+) (?:votes? |رای |رای موافق )?(?:in favou?r |موافق )?"
    r"(?:to|against|and|در برابر|و) (?P<against>\d+)(?! (?:million|per))"
)


def _only_proposed(words: Words, clause: str, match: re.Match[str]) -> bool:
    """Whether an event is proposed or planned and so is not shown as held: one rule for all kinds.

    "He proposed a festival" and "a visit is proposed" are plans; in "at a meeting with B he
    proposed …" the meeting took place.
    """
    if words.found("within", match[0]):
        return False
    before = clause if words.lang == "fa" else clause[: match.end()]
    return bool(words.found("proposed", before) or words.found("proposed_after", clause))


def _events(clause: str, marked: Marked, context: Context) -> tuple[list[Statement], list[Left]]:
    words = context.words
    made: list[Statement] = []
    left: list[Left] = []
    kinds: set[str] = set()
    for rule in event_rules(words.lang):
        family = {"online_meeting": "meeting", "meeting_with_diplomat": "meeting"}.get(
            rule.kind, rule.kind
        )
        if family in kinds or (False):
            continue
        if rule.kind in AGREEMENT_KINDS and rule.kind != "renewal":
            continue
        if rule.kind == "membership" and "hosting" in kinds:
            continue  # a host of a network's meeting is not its member by that
        match = rule.pattern.search(clause)
        if match is None:
            continue
        denied = words.found(
            "denial", _REJECTED.sub(" ", clause) if rule.kind == "vote" else clause
        )
        if denied and rule.kind != "reply":
            left.append(Left("denial", rule.kind))
            kinds.add(family)
            continue
        for one in _event(rule, match, clause, marked, context):
            kinds.add(family)
            made.append(one)
    return made, left


def _event(
    rule: EventRule, match: re.Match[str], clause: str, marked: Marked, context: Context
) -> Iterator[Statement]:
    groups = match.groupdict()
    words = context.words
    first = marked.ids(groups["A"]) if groups.get("A") else []
    second = marked.ids(groups["B"]) if groups.get("B") else []
    two = marked.ids(groups["P"]) if groups.get("P") else []
    # What comes after the words of an event in English says something else: "came to sign".
    near = clause if words.lang == "fa" else clause[max(0, match.start() - 25) : match.end()]
    planned = words.found("plan", near) is not None
    hedged = words.found("hedge", _DATE_WORDS.sub(" ", near)) is not None
    condition = words.found("condition", clause) is not None
    status = rule.status.strip(".~")
    aspect = "state" if rule.status.endswith("~") else "change"
    certainty = "stated"
    if rule.kind not in (*_NEVER_PLAN, *_ABOUT_TIES) and status not in ("offered", "accepted"):
        planned |= _only_proposed(words, clause, match)
        if rule.kind == "membership" and status != "member":
            pass
        elif _CANCELLED.search(clause):
            status = "cancelled"
        elif hedged and rule.kind not in ("place_naming",):
            aspect, certainty = "plan", "hedged"
        elif planned or condition or status == "planned":
            aspect = "plan"
        if aspect == "plan" and status in ("held", "dispatched", "delivered", ""):
            status = "planned"
    elif rule.kind in _ABOUT_TIES and _TO_COME.search(clause):
        return  # a vote that is planned or possible has not been held
    found = _dates(clause, context, plan=aspect == "plan")
    day = found[0] if found else None
    own = context.own
    base = Statement(
        "event", rule.kind, status, aspect, certainty, date=day,
        condition="yes" if condition and aspect == "plan" else "", why=f"event:{rule.id}",
    )  # fmt: skip
    if rule.kind == "membership":
        first = first or ([own] if own and "A" not in groups else [])
        for network in [marked.of(m).id for m in re.findall(r"⟦N\d+⟧", clause[match.start("N") :])]:
            for city in first:
                yield replace(base, type="membership", actor=city, target=network,
                              aspect="state" if rule.id in _SEEN and aspect != "plan"
                              else aspect)  # fmt: skip
        return
    if rule.kind == "population":
        yield from _population(base, groups, first, clause, match)
        return
    if rule.kind == "title":
        for city in second[:1]:
            yield replace(base, target=city)
        return
    if rule.kind == "hosting":
        host = first[:1] or ([own] if own and "A" not in groups else [])
        for city in host:
            yield replace(base, actor=city, target=marked.of(groups["N"]).id)
        return
    if rule.kind == "consular_presence":
        for city in second[:1]:
            yield replace(base, actor=marked.of(groups["K"]).id, target=city)
        return
    if rule.kind in _ABOUT_TIES:
        ends_ = two or [*first[:1], *second[:1]]
        if len(ends_) == 1 and own:
            ends_ = [own, *ends_]
        if len(set(ends_)) == 2:
            counted = _VOTES.search(clause) if rule.kind == "vote" else None
            votes = f"for={counted['for']};against={counted['against']}" if counted else ""
            yield replace(base, parties=tuple(sorted(ends_)), votes=votes,
                          confidence=0.85 if two or (first and second) else 0.75)  # fmt: skip
        return
    if groups.get("D"):
        diplomat = marked.of(groups["D"])
        cities = first or ([own] if own else [])
        if diplomat.id and len(cities) == 1:
            yield replace(base, parties=tuple(sorted((cities[0], diplomat.id))), actor=diplomat.id,
                          target=cities[0])  # fmt: skip
        return
    if groups.get("K"):
        if first:
            yield replace(base, actor=first[0], target=marked.of(groups["K"]).id)
        return
    if rule.kind in SYMMETRIC_KINDS:
        pair = two
        if not pair and (first or second):
            pair = [*first[:1], *second[:1]] if first and second else [own, *(first or second)[:1]]
        if not pair:
            pair = list(context.pair)
        if len(pair) == 1 and own:
            pair = [own, pair[0]]
        pair = list(dict.fromkeys(filter(None, pair)))
        if len(pair) == 2:
            yield replace(base, parties=tuple(sorted(pair)), confidence=0.85 if two else 0.75)
        elif rule.id == "exhibition-in" and len(second) > 1 and first:
            for city in second:
                yield replace(base, parties=tuple(sorted((first[0], city))))
        if rule.id == "exhibition-in" and len(second) > 1 and first and len(pair) == 2:
            for city in second[1:]:
                yield replace(base, parties=tuple(sorted((first[0], city))), confidence=0.8)
        return
    if rule.kind == "reply":
        others = first
        if others and own and others[0] != own:
            yield replace(base, actor=others[0], target=own, certainty="denied", date=None)
        return
    if rule.kind == "expert_exchange":
        if len(context.pair) == 2:
            yield replace(base, parties=context.pair, confidence=0.7)
        return
    actors = first or ([own] if own else [])
    targets = second or ([own] if own else [])
    number = ""
    if rule.kind == "humanitarian_aid":
        counted = re.search(
            r"\b(one|two|three|four|five|\d+|یک|دو|سه|چهار|پنج) (?:consignments?|محموله)",
            clause,
            re.I,
        )
        if counted:
            number = str(NUMBERS.get(counted[1].lower(), counted[1]))
    for actor in actors[:2]:
        for target in targets[:3]:
            if actor and target and actor != target:
                yield replace(
                    base, actor=actor, target=target, number=number,
                    of="consignments" if number else "", op="=" if number else "",
                    confidence=0.9 if first and second else 0.75,
                )  # fmt: skip


_MILLION: Final = {"million": 1_000_000, "میلیون": 1_000_000, "thousand": 1000, "هزار": 1000}


def _population(
    base: Statement, groups: dict[str, str], cities: list[str], clause: str, match: re.Match[str]
) -> Iterator[Statement]:
    text = groups["n"].replace("٫", ".").strip(".,٬")
    factor = _MILLION.get((groups.get("m") or "").lower(), 1)
    text = text.replace("٬", "").replace(",", "") if factor == 1 else text.replace(",", ".")
    try:
        number = round(float(text) * factor)
    except ValueError:
        return
    if len(cities) != 1 or number < 1000:
        return
    lead = clause[max(0, match.start() - 12) : match.end()]
    more = re.search(r"\bmore than\b|\bover\b|بیش از", lead, re.IGNORECASE)
    about = re.search(r"\b(?:about|around|some|nearly|almost)\b|حدود|نزدیک", lead, re.IGNORECASE)
    yield replace(base, type="attribute", status="", aspect="state", actor=cities[0], date=None,
                  number=str(number), op=">" if more else "~" if about else "=",
                  of="inhabitants")  # fmt: skip


def _opinion(
    clause: str, marked: Marked, context: Context, ties: Sequence[Statement]
) -> list[Statement]:
    """What somebody thinks of a tie: a judgement in words of the list, and a tie of two cities.

    Who says it is the speaker of the sentence; without one it is nobody's opinion.
    """
    words = context.words
    found = _trigger(clause, words)
    if found is None or words.found("opinion", clause) is None or words.found("denial", clause):
        return []
    if any(one.aspect != "state" for one in ties) or _status(clause, words):
        return []
    kind, match = found
    pairs, _own, how = _pairs(clause, marked, context, [], match)
    ends_ = {tuple(sorted(pair[:2])) for pair in pairs}
    if len(ends_) != 1:
        return []
    return [
        Statement("opinion", kind, "", "state", parties=ends_.pop(),
                  confidence=0.7, why=f"opinion:{how}")
    ]  # fmt: skip


def _stated(clause: str, marked: Marked, context: Context) -> list[Statement]:
    """A tie that is named in passing ("Freiburg, the sister city of Isfahan, will host …")."""
    if context.words.found("denial", clause):
        return []
    made = []
    for rule in event_rules(context.words.lang):
        if rule.kind not in AGREEMENT_KINDS or rule.kind == "renewal":
            continue
        match = rule.pattern.search(clause)
        if match is None:
            continue
        groups = match.groupdict()
        first = marked.ids(groups["A"]) if groups.get("A") else [context.own]
        second = marked.ids(groups["B"]) if groups.get("B") else [context.own]
        for one in first:
            for other in second:
                if one and other and one != other:
                    made.append(
                        Statement(
                            "tie", rule.kind, "in_force", "state",
                            parties=tuple(sorted((one, other))), confidence=0.85,
                            why=f"tie:{rule.id}",
                        )
                    )  # fmt: skip
        if made:
            break
    return made


# --- counts and posts ---------------------------------------------------------------------


def _counts(clause: str, marked: Marked, context: Context) -> Iterator[Statement]:
    words = context.words
    match = words.found("count", clause)
    if match is None or words.found("denial", clause) or words.found("plan", clause):
        return
    text = match["n"]
    number = NUMBERS.get(text.lower(), 0) if not text.isdecimal() else int(text)
    if number < 2 or (number == 2 and words.lang == "fa"):
        return
    before = list(_groups(clause[: match.start()], marked, words))
    cities = before[-1].ids if before else []
    if len(cities) > 1:
        return
    city = cities[0] if cities else context.own
    if not city:
        return
    lead = clause[: match.end()]
    more = re.search(r"\bmore than\b|\bover\b|بیش از", lead[match.start() :], re.I)
    about = re.search(r"\babout\b|\baround\b|\bsome\b|حدود", lead[match.start() :], re.I)
    yield Statement(
        "count", "sister_city", "", "state", number=str(number), of="sister cities",
        op=">" if more else "~" if about else "=", actor=city,
        confidence=0.9 if cities else 0.8, why="count:sister_city",
        date=next(iter(_dates(clause, context, plan=False)), None),
    )  # fmt: skip


def _roles(marked: Marked, context: Context) -> Iterator[Statement]:
    for mention in marked.mentions:
        if not mention.role or not mention.name or not mention.id:
            continue
        key = (mention.role, mention.id)
        if (key[0], key[1] + mention.name) in context.roles or key in context.roles:
            continue
        context.roles.add(key)
        yield Statement(
            "role",
            "holds_post",
            "",
            "state",
            role=mention,
            confidence=0.9,
            why=f"post:{mention.role}",
        )
