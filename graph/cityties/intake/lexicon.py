"""The word lists of the intake, compiled once: what is said in which words is data, not code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cityties.errors import DataError, Problem
from cityties.language.messages import _
from cityties.language.names import fold

WORDS: Final = Path(__file__).with_name("words")
CITY: Final = r"⟦[CM]\d+⟧"
NUMBERS: Final = {
    **{word: n for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])},
    **{word: n for n, word in enumerate(
        ["صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده", "بیست"])},
}  # fmt: skip


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of a word list without its header and comments.

    Parameters
    ----------
    name : the file, such as ``en.tsv``

    Raises
    ------
    DataError
        If a row has another number of cells than the header.
    """
    file = WORDS / name
    found: list[tuple[str, ...]] = []
    width = 0
    for line, text in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if not text or text.startswith("# "):
            continue
        cells = tuple(text.split("\t"))
        if not width:
            width = len(cells)
            continue
        if len(cells) != width:
            raise DataError(
                [Problem(str(file), line, "", text, _("{n} cells").format(n=len(cells)),
                         _("{n} cells").format(n=width))]
            )  # fmt: skip
        found.append(cells)
    return found


@dataclass(frozen=True)
class Words:
    """The words of a language.

    Parameters
    ----------
    lang : code of the language
    groups : for each group the codes in the order of the file, each with its pattern
    """

    lang: str
    groups: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]

    def first(self, group: str, text: str) -> str:
        """The first code of a group whose pattern is in the text; ``""`` without one."""
        return next((code for code, pattern in self.groups.get(group, ())
                     if pattern.search(text)), "")  # fmt: skip

    def all(self, group: str, text: str) -> tuple[str, ...]:
        """All codes of a group whose pattern is in the text."""
        return tuple(dict.fromkeys(code for code, pattern in self.groups.get(group, ())
                                   if pattern.search(text)))  # fmt: skip

    def found(self, group: str, text: str) -> re.Match[str] | None:
        """Where the first pattern of a group that fits is."""
        for _code, pattern in self.groups.get(group, ()):
            if match := pattern.search(text):
                return match
        return None

    def source(self, group: str) -> str:
        """The patterns of a group as one."""
        return "|".join(f"(?:{pattern.pattern})" for _code, pattern in self.groups[group])


@lru_cache(maxsize=8)
def words(lang: str) -> Words:
    """The words of a language; those of English where there is no list.

    Parameters
    ----------
    lang : code of a language
    """
    name = f"{lang}.tsv" if (WORDS / f"{lang}.tsv").is_file() else "en.tsv"
    groups: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for group, code, pattern in rows(name):
        groups.setdefault(group, []).append((code, re.compile(pattern, re.IGNORECASE)))
    return Words(lang, {group: tuple(found) for group, found in groups.items()})


@lru_cache(maxsize=1)
def traps() -> Mapping[str, re.Pattern[str]]:
    """Names that are also words, and what must be before them."""
    return {fold(name): re.compile(before, re.IGNORECASE) for name, before in rows("traps.tsv")}


@lru_cache(maxsize=1)
def networks() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Networks of cities: id, name, how they are written."""
    return tuple((id_, name, re.compile(rf"(?:the )?(?<!\w)(?:{pattern})", re.IGNORECASE))
                 for id_, name, pattern in rows("networks.tsv"))  # fmt: skip


@lru_cache(maxsize=1)
def demonyms() -> Mapping[str, str]:
    """Words for what is of a country, to its id."""
    return {word: country for country, many in rows("demonyms.tsv") for word in many.split("|")}


@dataclass(frozen=True)
class EventRule:
    """A rule for an event: what is said in which form."""

    id: str
    kind: str
    status: str
    pattern: re.Pattern[str]


def _expanded(pattern: str) -> str:
    group = rf"{CITY}(?:(?: ?[,،] ?| and | و | ?[,،] and | ?/ ?)(?:the |of )?{CITY})*"
    pattern = pattern.replace("{_}", r"(?:(?!⟦[CM]\d+⟧)[^;؛])*?")
    pattern = pattern.replace("{...}", r"[^;؛]*?")
    for name in ("A", "B"):
        pattern = pattern.replace(f"{{{name}}}", rf"(?P<{name}>{group})")
    pattern = pattern.replace("{P}", rf"(?P<P>{group.removesuffix('*')}+)")
    return (
        pattern.replace("{K}", r"(?P<K>⟦K\d+⟧)")
        .replace("{D}", r"(?P<D>⟦D\d+⟧)")
        .replace("{N}", r"(?P<N>⟦N\d+⟧)")
    )


@lru_cache(maxsize=8)
def event_rules(lang: str) -> tuple[EventRule, ...]:
    """The rules for events in a language, the likeliest first."""
    return tuple(
        EventRule(id_, kind, status, re.compile(_expanded(pattern), re.IGNORECASE))
        for id_, language, kind, status, pattern in rows("events.tsv")
        if language == lang
    )
