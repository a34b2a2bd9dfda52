"""What the title of a column means, in the languages of tables: words from a list of data.

A title is made of words: which of two cities (``a``, ``b``) and what of it (``name``, ``country``).
"Partner city country", "Land der Partnerstadt" and ``stat2`` all mean the country of the second.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cityties.language.names import fold

SIDES: Final = ("a", "b")
"""Which of the two cities of a pair."""

_MARKS: Final = {"1": "a", "a": "a", "2": "b", "b": "b"}
_JOINING: Final = "of"
_BELOW: Final = "total"
_CAMEL: Final = re.compile(
    r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"
)
_NUMBERING: Final = frozenset(("#", "№"))  # of the lines; no word of any language
_LONGEST: Final = 8  # words of a title


class Meaning(NamedTuple):
    """What a title can mean: which city, blank if it does not say; and what, blank likewise."""

    side: str
    role: str


@lru_cache(maxsize=1)
def _words() -> tuple[dict[tuple[str, ...], frozenset[str]], frozenset[str]]:
    """Meanings by the words of a title, and how lines below a table begin."""
    text = Path(__file__).with_name("column_names.tsv").read_text("utf-8")
    found: dict[tuple[str, ...], set[str]] = {}
    below: set[str] = set()
    for line in [line for line in text.splitlines() if not line.startswith("#")][1:]:
        meaning, _language, words = line.split("\t")
        for word in words.split(";"):
            if meaning == _BELOW:
                below.add(word.casefold())
            else:
                found.setdefault(words_of(word), set()).add(meaning)
    return {words: frozenset(meanings) for words, meanings in found.items() if words}, frozenset(
        below
    )


def words_of(title: str) -> tuple[str, ...]:
    """The folded words of a title: ``startLat``, ``start_lat`` and ``Start Lat.`` are two each.

    Examples
    --------
    >>> words_of("obec1"), words_of("startLat"), words_of("Země_2")
    (('obec', '1'), ('start', 'lat'), ('zeme', '2'))
    """
    return tuple(fold(_CAMEL.sub(" ", title)).split())


@lru_cache(maxsize=4096)
def meanings(title: str) -> tuple[Meaning, ...]:
    """What a title can mean, the likeliest first; nothing if a word of it is not known.

    Parameters
    ----------
    title : of a column

    Examples
    --------
    >>> meanings("stat2"), meanings("Land der Partnerstadt")
    ((Meaning(side='b', role='country'),), (Meaning(side='b', role='country'),))
    >>> meanings("end_state")[0], meanings("mayor")
    (Meaning(side='b', role='state'), ())
    """
    if title.strip() in _NUMBERING:
        return (Meaning("", "ignored"),)
    words = words_of(title)
    if not words or len(words) > _LONGEST:
        return ()
    known, _below = _words()
    if whole := known.get(words):
        return tuple(
            dict.fromkeys(
                _meaning(found) for found in sorted(whole, key=_rank) if found != _JOINING
            )
        )
    if len(words) > 1 and words[-1] in _MARKS:  # "sister city 1": the number decides
        found = meanings(" ".join(words[:-1]))
        return tuple(Meaning(_MARKS[words[-1]], role) for _side, role in found if role)
    parts = _cut(words, known)
    return _combined(parts) if parts else ()


def _rank(meaning: str) -> tuple[int, str]:
    return ("." not in meaning, meaning)


def _meaning(word: str) -> Meaning:
    if word in SIDES:
        return Meaning(word, "")
    side, dot, role = word.partition(".")
    return Meaning(side, role) if dot else Meaning("", word)


def _cut(
    words: tuple[str, ...], known: dict[tuple[str, ...], frozenset[str]]
) -> list[frozenset[str]] | None:
    """The title as known phrases, as few as possible; ``None`` if a word is left."""
    best: list[list[frozenset[str]] | None] = [[]] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - 4), end):
            before = best[start]
            phrase = known.get(words[start:end])
            if before is None or phrase is None:
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = [*before, phrase]
    return best[-1]


def _combined(parts: list[frozenset[str]]) -> tuple[Meaning, ...]:
    """The meaning of a title of several phrases: at most one side, and one role."""
    sides: set[str] = set()
    roles: list[set[str]] = []
    for part in parts:
        words = set(part) - {_JOINING}
        if not words:
            continue
        sided = {word for word in words if word in SIDES or "." in word}
        if {"start", "end"} & words:
            roles.append({f"{word}?" for word in words & {"start", "end"}})
            continue
        if sided:
            sides |= {word[0] for word in sided}
            if any("." in word for word in sided):
                roles.append({"name"})
            elif words - sided:
                roles.append(words - sided)
            continue
        roles.append(words)
    marks = [role for role in roles if role & {"start?", "end?"}]
    others = [role for role in roles if role not in marks]
    if marks and others:  # "start_id" is the first city's, "start date" stands in the list
        sides |= {"a" if "start?" in mark else "b" for mark in marks}
    elif marks:
        return ()
    if len(sides) > 1:
        return ()
    side = next(iter(sides), "")
    firm = [role for role in others if role != {"name"}] or others[:1]
    if not firm:
        return (Meaning(side, ""),) if side else ()
    common = set.intersection(*firm)
    if not common and len(firm) == 2 and {"id"} in firm:  # "country id", "city code"
        common = next(role for role in firm if role != {"id"})
    if not common:
        return ()
    return tuple(Meaning(side, role) for role in sorted(common))


def begins_below(cell: str) -> bool:
    """Whether a line that begins so stands below a table: a total, a note, a source.

    Examples
    --------
    >>> begins_below("Total"), begins_below("Quelle: Amt"), begins_below("Totalville")
    (True, True, False)
    """
    small = cell.strip().casefold()
    if small.startswith(("*", "©", "¹", "†")):
        return True
    below = _words()[1]
    first = small.split(":")[0].strip()
    return (
        small in below
        or first in below
        or (":" in small and f"{first}:" in below)
        or re.sub(r"[\s:=\d.,]+$", "", small) in below
    )
