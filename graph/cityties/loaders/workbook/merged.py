"""Merged cells: a spreadsheet shows the first one, and what is in the others is hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set

from cityties.language.messages import _
from cityties.loaders.workbook import form
from cityties.loaders.workbook.form import BrokenBookError
from cityties.loaders.workbook.sheets import Range


class Merged:
    """The merged ranges of a sheet, asked for row after row.

    Parameters
    ----------
    ranges : in any order

    Examples
    --------
    >>> merged = Merged([(1, 1, 2, 2)])
    >>> sorted(merged.hidden(1)), sorted(merged.hidden(2)), sorted(merged.hidden(3))
    ([2], [1, 2], [])
    """

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._starting: dict[int, list[Range]] = defaultdict(list)
        for merged in ranges:
            self._starting[merged[0]].append(merged)
        self._until: dict[int, int] = {}  # the last row that a merged cell of a column reaches

    def hidden(self, row: int) -> Set[int]:
        """The columns of a row, from 1, that are under a merged cell; rows in rising order.

        Raises
        ------
        BrokenBookError
            If two merged cells overlap.
        """
        if not self._starting:
            return frozenset()
        firsts = set()
        for _row, left, last, right in self._starting.get(row, ()):
            firsts.add(left)
            for column in range(left, min(right, form.MAX_COLUMNS) + 1):
                if self._until.get(column, 0) >= row:
                    raise BrokenBookError(_("merged cells that overlap"))
                self._until[column] = last
        return {column for column, last in self._until.items() if last >= row} - firsts
