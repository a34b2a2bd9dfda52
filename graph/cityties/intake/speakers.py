"""Who says a sentence: only where the article makes it plain; else it is left blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cityties.intake.lexicon import words
from cityties.intake.mentions import Marked, Mention

_QUOTE: Final = re.compile(r'["“”«»]')


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, and how that is known: ``named``, ``quote`` (the same quotation) or
    ``pronoun``.
    """

    mention: Mention
    how: str


@lru_cache(maxsize=8)
def _patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    say = words(lang).source("say")
    who = r"(?P<who>⟦[MD]\d+⟧)"
    pronoun = f"(?P<pronoun>{words(lang).source('pronoun')})"
    if lang == "fa":
        gap = r"(?:(?!⟦[MD]\d+⟧)[^.\"؛]){0,90}?"
        return (
            re.compile(rf"(?:به گفته|به نقل از) {who}"),
            re.compile(rf"{who}،?{gap}(?:{say})(?!\w)"),
            re.compile(rf"(?<!\w){pronoun}{gap}(?:{say})(?!\w)"),
        )
    gap = r"(?:(?!⟦[MD]\d+⟧)[^.\"]){0,60}?"
    return (
        re.compile(rf"according to {who}", re.I),
        re.compile(rf"\b(?:{say}) {who}", re.I),
        re.compile(
            rf"{who},?(?: (?:has|have|also|further|then|in turn))* ?,?{gap}\b(?:{say})\b(?! by)",
            re.I,
        ),
        re.compile(rf"{pronoun}(?: (?:has|have|also|further|then))* ?(?:{say})\b", re.I),
        re.compile(rf"\b(?:{say}) {pronoun}", re.I),
    )


_STRANGER: Final = re.compile(
    r"(?P<name>(?-i:[A-Z][a-z]+(?: [A-Z][\w'-]+){1,2}))(?:, [^⟦,]{3,60},)? (?:said|told|added|noted|stated)\b"
    r"|(?:said|added) (?P<name2>(?-i:[A-Z][a-z]+ [A-Z][a-z]+))"
)


def speakers(sentences: Sequence[Marked], lang: str) -> list[Speaker | None]:
    """The speaker of each sentence; ``None`` where the article says it, or it is not plain.

    Parameters
    ----------
    sentences : of an article, marked
    lang : its language
    """
    own: list[Speaker | None] = []
    last: Mention | None = None
    since = 9
    for marked in sentences:
        found = _own(marked, lang)
        since += 1
        if found == "pronoun":
            others = {m.id + m.name for m in marked.mentions if m.sort in "MD" and m.role}
            one = last if since <= 2 and last is not None and not (
                others - {last.id + last.name}) else None  # fmt: skip
            own.append(Speaker(one, "pronoun") if one else None)
            since = 0 if one else since
        elif isinstance(found, Mention):
            own.append(Speaker(found, "named"))
            last, since = found, 0
        else:
            own.append(None)
            people = [m for m in marked.mentions if m.sort in "MD" and m.role and m.id]
            # One person who is the subject of a sentence is who "he" is in the next one.
            match = re.match(r"[^⟦]{0,30}⟦([MD])(\d+)⟧", marked.text)
            if match and len({m.id + m.name for m in people}) == 1:
                last, since = marked.mentions[int(match[2])], 0
            elif len({m.id for m in people}) > 1:
                last = None
    return _quoted(sentences, own)


_ASIDE: Final = re.compile(
    r"(?:در|طی|در جریان|پس از|در حاشیه) (?:این |نشست |دیدار |گفت ?و ?گو |جلسه |ملاقات )+(?:مشترک |خود )?(?:با|و) ⟦[MD]\d+⟧"
    r"|\b(?:in|during|at|after) (?:a|the|his|her|their) (?:\w+ )?(?:meeting|talks?|conversation|session) with (?:the )?⟦[MD]\d+⟧",
    re.IGNORECASE,
)
"""Whom somebody met is not who speaks."""


def _own(marked: Marked, lang: str) -> Mention | str | None:
    text = _ASIDE.sub("", marked.text)
    for pattern in _patterns(lang):
        match = pattern.search(text)
        if match is None:
            continue
        if match.groupdict().get("pronoun"):
            return "pronoun"
        mention = marked.of(match["who"])
        return mention if mention.id or mention.person else None
    if lang == "en":
        match = _STRANGER.search(marked.text)
        if match:
            name = match["name"] or match["name2"]
            return Mention("M", "", name, "", "", "", name)
    return None


def _quoted(sentences: Sequence[Marked], own: list[Speaker | None]) -> list[Speaker | None]:
    """A sentence inside a quotation has the speaker of the rest of the quotation."""
    made = list(own)
    paragraphs: dict[int, list[int]] = {}
    for at, marked in enumerate(sentences):
        paragraphs.setdefault(marked.sentence.paragraph, []).append(at)
    for places in paragraphs.values():
        inside: list[bool] = []
        is_open = False
        for at in places:
            text = sentences[at].text
            was = is_open
            for _sign in _QUOTE.finditer(text):
                is_open = not is_open
            stripped = text.strip()
            inside.append(was or stripped.startswith('"'))
        named = [own[at] for at in places if own[at]]
        people = {one.mention.id + one.mention.name for one in named if one}
        if len(people) == 1:
            for at, quoted in zip(places, inside, strict=True):
                if quoted and made[at] is None and named[0] is not None:
                    made[at] = Speaker(named[0].mention, "quote")
    # A line that is one quotation follows who spoke in the line before.
    for at, marked in enumerate(sentences):
        if made[at] is None and at and marked.text.startswith('"') and made[at - 1] is not None:
            before = made[at - 1]
            if before is not None and sentences[at - 1].text.rstrip().endswith((":", ':"')):
                made[at] = Speaker(before.mention, "quote")
    return made
