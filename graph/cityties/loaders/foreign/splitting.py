"""The lines of a table of others: which sign separates the cells, and each line as cells.

Python's own csv module splits; here is what it leaves open: which separator, whether a
quotation mark that opens is ever closed, and what becomes of a line that cannot be split.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SEPARATORS: Final = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "blank": " "}
"""What may stand between cells, by the names that options use."""

_QUOTED: Final = frozenset(",;|\t")
_CANDIDATES: Final = ";\t|,"  # where two split alike, the one that stands in texts least
_SAMPLE_LINES: Final = 200
_SAMPLE_SIZE: Final = 1 << 18
_LONGEST_CELL: Final = 200  # lines that a cell in quotation marks may have
_EXCEL: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[Qq]?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Cut:
    """A line of a table: its number from 1, its cells, and what is odd about it.

    ``fault`` says why it cannot be used, ``note`` what was done to read it, ``about`` which cells
    that concerns; blank: the line.
    """

    line: int
    cells: list[str]
    fault: str = ""
    note: str = ""
    about: str = ""


class Split:
    r"""A table as lines of cells; every run over it begins at the first line again.

    Parameters
    ----------
    data : the file
    encoding : as Python calls it
    separator : one of the signs of :data:`SEPARATORS`; blank: found out

    Examples
    --------
    >>> table = Split(b'a;b\n"x;y";1,5\n"open;2\nz;3\n', "utf-8")
    >>> table.separator, [(cut.line, cut.cells, cut.fault) for cut in table][1:3]
    (';', [(2, ['x;y', '1,5'], ''), (3, ['open', '2'], 'unclosed-quote')])
    """

    def __init__(self, data: bytes, encoding: str, separator: str = "") -> None:
        self._data = data
        self._encoding = encoding
        first = self._sample()
        told = _EXCEL.fullmatch(first[0].rstrip("\r\n")) if first else None
        self._skipped = 1 if told else 0  # Excel's own line, which names the separator
        sample = first[self._skipped :]
        self.separator = separator or (told[1] if told else "") or guess(sample)
        self.width = _usual([len(cells) for cells in _naive(sample, self.separator)])

    def _open(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            io.BytesIO(self._data), encoding=self._encoding, errors="replace", newline=""
        )

    def _sample(self) -> list[str]:
        lines, size = [], 0
        for line in self._open():
            lines.append(line[:10_000])
            size += len(line)
            if len(lines) >= _SAMPLE_LINES or size > _SAMPLE_SIZE:
                break
        return lines

    def __iter__(self) -> Iterator[Cut]:
        lines = iter(self._open())
        for _skip in range(self._skipped):
            next(lines, None)
        if self.separator not in _QUOTED:
            for number, text in enumerate(lines, start=1 + self._skipped):
                yield Cut(number, text.split())
            return
        yield from self._quoted(lines)

    def _quoted(self, lines: Iterator[str]) -> Iterator[Cut]:
        faults: dict[int, str] = {}
        feed = _Feed(lines, self.separator, self.width, faults, self._skipped)
        tabs = self.separator == "\t"
        if tabs:
            reader = csv.reader(feed, delimiter=self.separator, quoting=csv.QUOTE_NONE)
        else:
            reader = csv.reader(feed, delimiter=self.separator)
        line = self._skipped
        while True:
            start = line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a cell longer than the reader takes
                line = self._skipped + reader.line_num
                yield Cut(start, [feed.last[:80]], "bad-csv")
                continue
            line = self._skipped + reader.line_num
            if tabs:  # a quotation mark is a letter like others, unless it wraps the whole cell
                cells = [_unquoted(cell) if '"' in cell else cell for cell in cells]
            fault = faults.pop(start, "") if faults else ""
            yield Cut(start, cells, fault, "odd-quote" if start in feed.odd else "")
            feed.odd.discard(start)


class _Feed:
    """The lines of a file for the csv module, those with an open quotation mark made safe."""

    def __init__(
        self, lines: Iterator[str], separator: str, width: int, faults: dict[int, str], skipped: int
    ) -> None:
        self._lines = lines
        self._separator = separator
        self._width = width
        self._faults = faults
        self._number = skipped
        self._ahead: list[str] = []
        self._inside = 0  # lines that belong to a cell that was looked at before
        self._opening = re.compile(rf'(?:^|{re.escape(separator)})"')
        self._cell = re.compile(
            rf'(?P<before>^|{re.escape(separator)})"(?P<text>.*?)"(?={re.escape(separator)}|\r?\n?$)'
        )
        self.odd: set[int] = set()
        self.last = ""

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop(0) if self._ahead else next(self._lines)
        self._number += 1
        self.last = line
        if self._inside:
            self._inside -= 1
            return line
        if self._separator == "\t" or '"' not in line:
            return line
        if not self._is_open(line):
            return self._literal(line)
        more = self._closing(line)
        if more:
            self._inside = more
            return line
        self._faults[self._number] = "unclosed-quote"
        return line.replace('"', "")

    def _is_open(self, line: str) -> bool:
        """Whether a cell begins with a quotation mark that the line does not close."""
        return line.count('"') % 2 == 1 and self._opening.search(line) is not None

    def _literal(self, line: str) -> str:
        """A line whose quotation marks inside a quoted cell are doubled, as they should be."""
        try:
            list(csv.reader([line], strict=True, delimiter=self._separator))
        except csv.Error:
            self.odd.add(self._number)
            return self._cell.sub(
                lambda cell: '{}"{}"'.format(
                    cell["before"], cell["text"].replace('""', '"').replace('"', '""')
                ),
                line,
            )
        return line

    def _closing(self, line: str) -> int:
        """How many lines follow until the cell is closed and the line is like the others."""
        text = line
        for place in range(_LONGEST_CELL):
            if place >= len(self._ahead):
                following = next(self._lines, None)
                if following is None:
                    return 0
                self._ahead.append(following)
            text += self._ahead[place]
            if self._ahead[place].count('"') % 2:
                try:
                    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True,
                                           delimiter=self._separator))  # fmt: skip
                except csv.Error:
                    return 0
                fits = len(rows) == 1 and (len(rows[0]) == self._width or self._width < 2)
                return place + 1 if fits else 0
        return 0


def _unquoted(cell: str) -> str:
    inner = cell.strip()
    if len(inner) > 1 and inner[0] == inner[-1] == '"':
        return inner[1:-1].replace('""', '"')
    return cell


def _naive(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The lines of a sample that have something in them, split one by one."""
    filled = [line.rstrip("\r\n") for line in lines if line.strip(f" \r\n{separator}")]
    filled = [line for line in filled if not line.startswith(("%", "# "))]
    if separator not in _QUOTED:
        return [line.split() for line in filled]
    if separator == "\t":
        return [line.split("\t") for line in filled]
    return list(csv.reader(filled, delimiter=separator))


def _usual(widths: Sequence[int]) -> int:
    """The number of cells that most lines have; of two the larger."""
    if not widths:
        return 0
    counts = Counter(widths)
    return max(counts, key=lambda width: (counts[width], width))


def guess(lines: Sequence[str]) -> str:
    """The separator that splits most lines of a sample into the same number of cells.

    Blanks only where they separate nothing but ids and numbers; a comma, as in a file of one
    column, if nothing separates anything.

    Examples
    --------
    >>> guess(["id;lat;lng", "Q1;50,94;6,96", "Q2;41,9;12,5"]), guess(["Q60 Q61"]), guess(["Bad X"])
    (';', ' ', ',')
    """
    best, most = "", 0.0
    for sign in _CANDIDATES:
        widths = [len(cells) for cells in _naive(lines, sign)]
        usual = _usual([width for width in widths if width > 1])
        if not usual:
            continue
        share = sum(width == usual for width in widths) / len(widths)
        near = sum(1 < width != usual for width in widths) / len(widths)
        score = (share + near / 4) * (1 + math.log2(usual))
        if score > most * 1.001:
            best, most = sign, score
    if best:
        return best
    rows = _naive(lines, " ")
    if rows and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
        cells = [cell for row in rows[1:] or rows for cell in row]
        if all(_PLAIN.fullmatch(cell) for cell in cells):
            return " "
    return ","
