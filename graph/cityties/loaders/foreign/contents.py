"""What the cells of a column are, whatever its title says: ids, names, countries, degrees, days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from cityties.loaders.foreign.countries import read_country
from cityties.loaders.foreign.points import read_degrees, split_pair
from cityties.loaders.foreign.refs import read_ref
from cityties.model.days import DayError, DayForm, read_day
from cityties.model.unknown import is_unknown

_SAMPLE: Final = 200
_MOST: Final = 0.6  # of the cells of a column must be of one sort
_REGISTER: Final = re.compile(r"[A-Za-z]{1,6}[-_:/. ]?[0-9][0-9A-Za-z-]*|[a-z]_.+|[0-9]{1,12}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]+")
_URL: Final = re.compile(r"https?://\S+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_YEARS: Final = range(800, 2100)
_GREGORIAN: Final = DayForm(calendar="gregorian", order="dmy")


def sort_of(cell: str) -> str:
    """What one cell is: ``item``, ``url``, ``degrees``, ``point``, ``day``, ``country``, ``id``,
    ``number``, ``text``, or blank.

    Examples
    --------
    >>> [sort_of(cell) for cell in ("Q60", "49.87", "2009", "Německo", "S-1", "Nová Ves", "n/a")]
    ['item', 'degrees', 'day', 'country', 'id', 'text', '']
    """
    if is_unknown(cell, zero=False):
        return ""
    ref = read_ref(cell)
    if ref is not None and ref.kind == "item":
        return "item"
    if _URL.match(cell):
        return "url"
    if _DECIMAL.fullmatch(cell):
        return "degrees" if read_degrees(cell, 180) is not None else "number"
    if cell.isdigit():
        return "day" if len(cell) == 4 and int(cell) in _YEARS else "number"
    if split_pair(cell) is not None and not cell.replace("-", "").isalnum():
        try:
            read_day(cell, _GREGORIAN)
        except DayError:
            return "point"
    if len(cell) > 1 and any(read_country(cell)):
        return "country"
    if re.search(r"\d", cell):
        try:
            read_day(cell, _GREGORIAN)
        except DayError:
            pass
        else:
            return "day"
    if _REGISTER.fullmatch(cell):
        return "id"
    return "text" if _LETTER.search(cell) else "number"


def sort_of_column(cells: Iterable[str]) -> str:
    """What most cells of a column are, as :func:`sort_of` says; blank if they are mixed or empty.

    Examples
    --------
    >>> sort_of_column(["2009", "0", "1999"]), sort_of_column(["Brno", "Italia", "Neustadt"])
    ('day', 'text')
    """
    counts = Counter(sort_of(cell) for _place, cell in zip(range(_SAMPLE), cells, strict=False))
    counts.pop("", None)
    total = sum(counts.values())
    if not total:
        return ""
    if counts["day"] and counts["day"] + counts["number"] == total and counts["day"] * 2 >= total:
        return "day"
    if counts["point"] + counts["degrees"] + counts["number"] == total and counts["degrees"]:
        return "degrees"
    (best, most), *_others = counts.most_common(1)
    if best == "country" and most == total:
        return best
    if (
        best in ("text", "country")
        and counts["text"] + counts["country"] + counts["id"] >= _MOST * total
    ):
        return "country" if counts["country"] >= _MOST * total and total > 2 else "text"
    return best if most >= _MOST * total else ""


def are_ids(cells: Sequence[str]) -> bool:
    """Whether a column that may hold ids or names holds ids: items, numbers or slugs.

    Examples
    --------
    >>> are_ids(["Q60", "Q84", "New York"]), are_ids(["Porto", "Q84", "Roma"]), are_ids(["porto"])
    (True, False, True)
    """
    filled = [cell for cell in cells[:_SAMPLE] if cell]
    refs = [read_ref(cell) for cell in filled]
    kinds = Counter("" if ref is None else ref.kind for ref in refs)
    if not filled:
        return False
    strong = kinds["item"] + kinds["number"]
    wrong_items = sum(bool(re.match("[Qq][0-9]", cell)) for cell in filled) - kinds["item"]
    return strong + wrong_items >= len(filled) / 2 or kinds["slug"] + strong >= 0.9 * len(filled)


def are_countries(cells: Sequence[str]) -> bool:
    """Whether most cells name countries, and not their parts.

    Examples
    --------
    >>> are_countries(["Germania", "Francia"]), are_countries(["Texas", "Ohio", "Iowa"])
    (True, False)
    """
    filled = [cell for cell in cells[:_SAMPLE] if cell and not is_unknown(cell)]
    return sum(any(read_country(cell)) for cell in filled) * 2 >= len(filled) > 0
