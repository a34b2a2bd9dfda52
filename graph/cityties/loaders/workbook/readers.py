"""Two libraries read each table, and must agree on every cell.

openpyxl follows the definition of the format with Python's XML parser, python-calamine is
a reader of its own in Rust. What both find at a place is what a spreadsheet shows there;
where they differ nobody can say what it is.
"""

from __future__ import annotations

import datetime
import io
import itertools
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from cityties.language.messages import _
from cityties.loaders.workbook.form import BrokenBookError, module, save_again
from cityties.loaders.workbook.sheets import Extent
from cityties.loaders.workbook.texts import unescaped

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta

Result = TypeVar("Result")


class Different:
    """A cell that the two readers do not read in the same way."""

    def __init__(self, one: object, two: object) -> None:
        self.one, self.two = one, two


class Readers:
    """A workbook that is open in both libraries.

    Parameters
    ----------
    data : the archive, checked and packed again
    names : the names of its sheets, in order

    Raises
    ------
    BrokenBookError
        If one of them cannot open it, or finds other sheets.
    NotFoundError
        If one of them is not installed.
    """

    def __init__(self, data: bytes, names: Sequence[str]) -> None:
        openpyxl = module("openpyxl", "openpyxl")
        calamine = module("python_calamine", "python-calamine")
        self._one: Any = _guarded(
            lambda: openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        )
        self._two: Any = _guarded(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
        if [sheet.title for sheet in self._one.worksheets] != list(names) or (
            self._two.sheet_names != list(names)
        ):
            raise BrokenBookError(
                _("two readers find different sheets in it"),
                save_again(),
            )

    def rows(self, at: int, extent: Extent) -> Iterator[list[Value | Different]]:
        """The rows of a sheet from the first to the last that is filled; "" is an empty cell.

        Parameters
        ----------
        at : the number of the sheet, from 0
        extent : how far it reaches, and the texts in it with escapes

        Raises
        ------
        BrokenBookError
            If one of the readers fails.
        """
        sheet = _guarded(lambda: self._two.get_sheet_by_index(at))
        both = zip(self._rows_of_one(at), _rows_of_two(sheet), strict=False)
        for line in range(1, max(extent.rows, sheet.total_height) + 1):
            one, two = _guarded(lambda: next(both))
            row = []
            for column, (left, right) in enumerate(itertools.zip_longest(one, two, fillvalue="")):
                raw = extent.escaped.get((line, column + 1)) if extent.escaped else None
                row.append(_agreed(left, right) if raw is None else _escaped(left, right, raw))
            yield row

    def _rows_of_one(self, at: int) -> Iterator[Sequence[Any]]:
        sheet = self._one.worksheets[at]
        sheet.reset_dimensions()  # a sheet may claim other dimensions than it has
        yield from sheet.iter_rows(values_only=True)
        yield from itertools.repeat(())


def _rows_of_two(sheet: Any) -> Iterator[Sequence[Any]]:
    above, left = sheet.start or (0, 0)
    yield from itertools.repeat((), above)
    for row in sheet.iter_rows():
        yield [""] * left + row if left else row
    yield from itertools.repeat(())


def _guarded(read: Callable[[], Result]) -> Result:
    """Whatever goes wrong in a library is a file that cannot be read, never the end of us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except BaseException as error:
        # An error in a compiled part of a library is not an Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise BrokenBookError(
            f"{type(error).__name__}: {error}"[:300],
            save_again(),
        ) from error


def _agreed(one: object, two: Any) -> Value | Different:
    """What both found; of a number that one of them shows as a day, the day: it is refused."""
    if one is None:
        one = ""
    if isinstance(two, str):
        if isinstance(one, str):
            one, two = one.strip(), two.strip()
            if one == two:
                return one
        return Different(one, two)
    if isinstance(two, datetime.date | datetime.time | datetime.timedelta):
        return two
    if isinstance(one, datetime.date | datetime.time | datetime.timedelta):
        return one
    if isinstance(one, bool) == isinstance(two, bool) and isinstance(one, int | float):
        try:
            if float(one) == float(two):
                return one
        except OverflowError:
            pass
    return Different(one, two)


def _escaped(one: object, two: object, raw: str) -> Value | Different:
    """A text with escapes, which neither reader undoes everywhere: any of their ways will do."""
    right = unescaped(raw)
    known = {text.strip() for text in (raw, raw.replace("x005F_", ""), right)}
    if {str(one).strip(), str(two).strip()} <= known:
        return right.strip()
    return Different(one, two)
