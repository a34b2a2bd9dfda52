"""The frame around a chart: title, key, axes and note, from the top down."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from cityties.charts.drawing import FAINT, GRID, GROUND, WIDTH, Drawing
from cityties.charts.texts import number_text, shortened, wide, wrapped, year_text

_EDGE: Final = 20  # free on both sides
_ROW: Final = 26  # height of a row with its gap
_PLOT: Final = 320  # height of a plane
_LABEL, _END = 250, 180  # the widest that names of rows and of lines may become
_LINE: Final = 18  # height of a line of the note
_TITLE, _TEXT, SMALL = 17, 13, 12  # sizes of letters

Scale = Callable[[float], float]
Key = tuple[str, str, str]
"""A name, its sign (``bar``, ``band``, ``tick``, ``hollow``, ``line`` and its dashes, or a shape),
its colour."""


class Frame(Drawing):
    """A chart with an empty plot.

    Parameters
    ----------
    title, subtitle : above the plot
    keys : what the key explains
    start, end : room for texts on the two sides of the plot
    height : of the plot
    values : what the values are, above their axis
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        keys: Sequence[Key],
        *,
        start: float,
        end: float,
        height: float,
        values: str = "",
    ) -> None:
        super().__init__()
        self.title, self.subtitle = title, subtitle
        self.start, self.end = _EDGE + start, WIDTH - _EDGE - end
        at = 10.0
        for line in wrapped(title, (WIDTH - 2 * _EDGE) / 1.1, _TITLE):
            at += _TITLE + 7
            self.text(line, _EDGE, at - 3, size=_TITLE, bold=True)
        for line in wrapped(subtitle, WIDTH - 2 * _EDGE, _TEXT):
            at += _TEXT + 7
            self.text(line, _EDGE, at - 3, size=_TEXT, fill=FAINT)
        at = self._keys(keys, at)
        if values:
            at += 22
            self.text(values, _EDGE, at - 2, size=SMALL, fill=FAINT)
        self.top = at + 16
        self.bottom = self.top + height
        self._used = self.bottom + 26

    def finished(self, note: str, told: str) -> str:
        """The finished chart with the note below; ``told`` says in words what it shows."""
        bottom = self._used + 6
        for line in wrapped(note, WIDTH - 2 * _EDGE, SMALL):
            self._used += _LINE
            bottom = self._used + 14
            self.text(line, _EDGE, self._used, size=SMALL, fill=FAINT)
        told = f"{self.subtitle}. {told}" if self.subtitle else told
        return self.svg(bottom, self.title, told)

    def _keys(self, keys: Sequence[Key], at: float) -> float:
        """The key, in as many rows as it needs; the height where it ends."""
        x = float(WIDTH)
        for name, look, colour in keys:
            size = 22 + wide(name, SMALL) + 18
            if x + size > WIDTH - _EDGE:
                x, at = _EDGE, at + 22
            if look == "tick":
                self.line(x + 8, at - 11.5, x + 8, at + 3.5, stroke=colour, width=2.5)
            elif look.startswith("line"):
                dash = list(map(int, look.split()[1:]))
                self.curve([(x - 4, at - 4), (x + 18, at - 4)], stroke=colour, dash=dash)
            elif look == "hollow":
                self.dot("circle", x + 8, at - 4, colour=colour, hollow=True)
            elif look in {"bar", "band"}:
                opacity = "0.2" if look == "band" else "1"
                self.symbol("square", x + 8, at - 4, half=6, fill=colour, fill_opacity=opacity)
            else:
                self.dot(look, x + 8, at - 4, colour=colour)
            self.text(name, x + 22, at, size=SMALL)
            x += size
        return at

    def dot(self, shape: str, x: float, y: float, *, colour: str, hollow: bool = False) -> None:
        """The mark of a value."""
        fill = GROUND if hollow else colour
        self.symbol(shape, x, y, half=4.3, fill=fill, stroke=colour, stroke_width="2")

    def axis_title(self, text: str, below: float) -> None:
        """What an axis below the plot shows."""
        if text:
            middle = (self.start + self.end) / 2
            self.text(text, middle, self.bottom + below, size=SMALL, anchor="middle", fill=FAINT)
            self._used = self.bottom + 44


class Rows(Frame):
    """Rows one under another, their names at the start, values along an axis below.

    Parameters
    ----------
    title, subtitle, keys : as in `Frame`
    labels, texts : names of the rows, and what stands behind their values
    ticks : of the axis
    axis : what the values are
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        keys: Sequence[Key],
        *,
        labels: Sequence[str],
        texts: Sequence[str],
        ticks: Sequence[float],
        axis: str,
    ) -> None:
        labels = [shortened(label, _LABEL, _TEXT) for label in labels]
        super().__init__(
            title, subtitle, keys,
            start=max(wide(label, _TEXT) for label in labels) + 12,
            end=max(wide(text, _TEXT) for text in texts) + 12,
            height=_ROW * len(labels),
        )  # fmt: skip
        self.x = scale(ticks[0], ticks[-1], self.start, self.end)
        for value in ticks:
            at = self.x(value)
            self.line(at, self.top, at, self.bottom, stroke=GRID)
            self.text(number_text(value), at, self.bottom + 16, size=SMALL, anchor="middle")
        for row, label in enumerate(labels):
            self.text(label, self.start - 8, self.y(row) + 4.5, size=_TEXT, anchor="end")
        self.axis_title(axis, 36)

    def y(self, row: int) -> float:
        """The middle of a row."""
        return self.top + _ROW * (row + 0.5)

    def value_text(self, row: int, x: float, text: str) -> None:
        """What stands behind a value."""
        self.text(text, x + 8, self.y(row) + 4, size=SMALL)


class Plane(Frame):
    """Positions across, values upwards.

    Parameters
    ----------
    title, subtitle, keys : as in `Frame`
    across, up : ticks of the two axes
    bounds : least and largest position
    top : the largest value; if given, both axes are logarithmic
    axis, positions : what the values are, and the positions
    ends : names that will are at the ends of lines
    shift : what is taken from a position where it is written
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        keys: Sequence[Key],
        *,
        across: Sequence[float],
        bounds: tuple[float, float],
        up: Sequence[float],
        top: float | None = None,
        axis: str,
        positions: str,
        ends: Sequence[str] = (),
        shift: int = 0,
    ) -> None:
        widest = max((wide(shortened(name, _END, _TEXT), _TEXT) for name in ends), default=-6.0)
        super().__init__(
            title, subtitle, keys, start=58, end=widest + 16, height=_PLOT, values=axis
        )
        if top is None:
            margin = 1 if bounds[0] == bounds[1] else 0
            self.x = scale(bounds[0] - margin, bounds[1] + margin, self.start, self.end)
            self.y = scale(up[0], up[-1], self.bottom, self.top)
        else:
            most = max(across[-1], bounds[1]) * 1.15
            self.x = scale(0.85, most, self.start, self.end, math.log)
            self.y = scale(0.85, max(up[-1], top) * 1.15, self.bottom, self.top, math.log)
        for value in up:
            at = self.y(value)
            self.line(self.start, at, self.end, at, stroke=GRID)
            self.text(number_text(value), self.start - 8, at + 4, size=SMALL, anchor="end")
        for value in across:
            at = self.x(value)
            self.line(at, self.bottom, at, self.bottom + 5, stroke=FAINT)
            text = number_text(value) if top is not None else year_text(value - shift)
            self.text(text, at, self.bottom + 20, size=SMALL, anchor="middle")
        self.line(self.start, self.bottom, self.end, self.bottom, stroke=FAINT)
        self.axis_title(positions, 40)

    def name_changes(self, changes: Sequence[tuple[float, float, str]], *, colour: str) -> None:
        """A mark at each change of a line, and its name before it where there is room."""
        taken: list[tuple[float, float, float, float]] = []
        for at, value, said in changes:
            x, y = self.x(at), self.y(value)
            self.dot("circle", x, y, colour=colour)
            name = shortened(said, _LABEL, SMALL - 1)
            across = wide(name, SMALL - 1)
            for rise in (6, 22, 38, 54):
                box = (x - across - 4, y - rise - 11, x - 2, y - rise + 3)
                if box[0] < self.start or box[1] < self.top - 14:
                    continue
                if not any(
                    box[0] < two[2] and two[0] < box[2] and box[1] < two[3] and two[1] < box[3]
                    for two in taken
                ):
                    taken.append(box)
                    self.text(name, x - 6, y - rise, size=SMALL - 1, anchor="end", fill=FAINT)
                    break

    def end_names(self, ends: Sequence[tuple[float, str, str]]) -> None:
        """Names at the ends of lines (value, name, colour), pushed apart where they would meet."""
        places = sorted((self.y(value), name, colour) for value, name, colour in ends)
        tops = [self.bottom - 16 * left for left in range(len(places) - 1, -1, -1)]
        before = -math.inf
        for (at, name, colour), lowest in zip(places, tops, strict=True):
            before = max(min(at, lowest), before + 16)
            self.text(
                shortened(name, _END, _TEXT), self.end + 10, before + 4,
                size=SMALL, fill=colour, bold=True,
            )  # fmt: skip


def scale(
    low: float, high: float, begin: float, end: float, turn: Callable[[float], float] = float
) -> Scale:
    """From values between two bounds to pixels between two places."""
    first, whole = turn(low), turn(high) - turn(low)
    return lambda value: begin + (turn(value) - first) / whole * (end - begin)
