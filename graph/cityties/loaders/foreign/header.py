"""Where the titles of a table of others are: on top, under a title and blank lines, in two rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cityties.language.names import fold
from cityties.loaders.foreign.contents import sort_of
from cityties.loaders.foreign.titles import meanings

_LOOKED_AT: Final = 40
_BELOW: Final = 20
_NARROW: Final = 12
_WIDE: Final = 200  # cells of a line that say whether it has the titles; the rest is like them
_DATA: Final = frozenset(("item", "degrees", "day", "url", "point", "number"))
_STRONG: Final = _DATA | {"country", "id"}

Line = tuple[int, list[str]]
"""A line of a table: its number and its cells."""


@dataclass(frozen=True, slots=True)
class Header:
    """The titles of a table.

    Parameters
    ----------
    titles : of its columns; empty: it has none
    line : the line that they are in
    above : how many lines stand above them
    rows : lines that they take
    """

    titles: tuple[str, ...] = ()
    line: int = 0
    above: int = 0
    rows: int = 0


def find_header(lines: Sequence[Line], known: frozenset[str], width: int) -> Header:
    """Find the titles by what they say.

    Parameters
    ----------
    lines : the first lines of the table that have something in them
    known : titles, folded, that are known without the list of words
    width : cells of most lines

    Examples
    --------
    >>> lines = [(3, ["Members", ""]), (4, ["City", "Land"]), (5, ["Brno", "CZ"])]
    >>> found = find_header(lines, frozenset(), 2)
    >>> found.titles, found.above
    (('City', 'Land'), 1)
    """
    for place, (line, cells) in enumerate(lines[:_LOOKED_AT]):
        if _is_header(cells, known, width):
            below = lines[place + 1][1] if place + 1 < len(lines) else []
            if _continues(cells, below, known):
                return Header(_merged(cells, below), line, place, 2)
            return Header(tuple(cells), line, place, 1)
    if lines and _is_unlike(lines):
        return Header(tuple(lines[0][1]), lines[0][0], 0, 1)
    return Header()


def _is_known(cell: str, known: frozenset[str]) -> bool:
    if fold(cell) in known:
        return True
    short = len(cell.strip()) < 2
    return any(role or not short for _side, role in meanings(cell))


def _is_header(cells: Sequence[str], known: frozenset[str], width: int) -> bool:
    filled = [cell for cell in cells if cell][:_WIDE]
    if len(filled) < min(2, width):
        return False
    right = sum(_is_known(cell, known) for cell in filled)
    # A wide table has many columns of its own: two known titles tell it from its data.
    few = right * 3 < len(filled) and (right < 2 or len(filled) <= _NARROW)
    if not right or few:
        return False
    data = sum(sort_of(cell) in _DATA for cell in filled if not _is_known(cell, known))
    if data:
        return False
    return right > 1 or len(filled) == 1 or fold(filled[0]) in known or right * 2 >= len(filled)


def _continues(cells: Sequence[str], below: Sequence[str], known: frozenset[str]) -> bool:
    """Whether the next line has titles too: what each city is, under which city it is."""
    filled = [cell for cell in below if cell][:_WIDE]
    return (
        len(filled) > 1
        and all(_is_known(cell, known) for cell in filled)
        and not any(sort_of(cell) in _DATA for cell in filled)
        and list(cells) != list(below)
    )


def _merged(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    titles, last = [], ""
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        last = upper or (last if lower else "")
        titles.append(f"{last} {lower}".strip() if lower else upper)
    return tuple(titles)


def _is_unlike(lines: Sequence[Line]) -> bool:
    """Whether the first line is unlike all that follow: "from, to" over Q60, Q84."""
    first = lines[0][1][:_WIDE]
    below = [cells for _line, cells in lines[1:_BELOW]]
    if not below or not any(first):
        return False
    if any(sort_of(cell) in _DATA | {"country"} for cell in first if cell):
        return False
    unlike = 0
    for place, title in enumerate(first):
        sorts = [sort_of(cells[place]) for cells in below if place < len(cells) and cells[place]]
        sorts = [sort for sort in sorts if sort]
        if sorts and all(sort in _STRONG for sort in sorts) and sort_of(title) in ("text", ""):
            unlike += 1
    return unlike > 0
