"""Charts as SVG: bars, lines, intervals, distributions.

Drawn by Vega-Lite (extra ``charts``), from plain rows. Each chart is one text:

- it holds everything, so it opens offline and asks for no address; letters are drawn with
  the fonts of whoever opens it, by a list of families;
- the same rows give the same bytes on every machine: sizes are computed here, from the
  number of letters, and never measured with the fonts that happen to be installed;
- it says what it shows to those who cannot see it (title and description);
- colours are told apart by the colour-blind, and never alone: series carry their name, and
  differ in dash or shape;
- in Persian it runs from right to left, time too, with Persian digits.

Texts come from the caller, in the language that is chosen (`cityties.messages`).
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from cityties.errors import CitytiesError, UsageError
from cityties.install import install_hint
from cityties.messages import _, language

__all__ = [
    "Bar",
    "Interval",
    "Line",
    "bars",
    "check_renderer",
    "distribution",
    "intervals",
    "lines",
]

FONTS = (
    "Vazirmatn, 'Noto Sans', 'Noto Sans Arabic', 'Noto Naskh Arabic', 'Segoe UI', Tahoma, "
    "'DejaVu Sans', sans-serif"
)
COLOURS = ("#0a66b0", "#b8560b", "#0b7d56", "#a8418a", "#7d6800", "#5b5fd6")
"""Those of the page; each stands out from white by 4.5 to 1 or more."""
DASHES = ((1, 0), (7, 3), (2, 3), (9, 3, 2, 3), (4, 2), (1, 4))
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
INK, FAINT, GRID, GROUND = "#1b1f24", "#565e69", "#dedbd3", "#ffffff"

WIDTH = 760  # pixels of the whole chart
_EDGE = 20  # free on both sides
_ROW = 26  # height of a bar or an interval with its gap
_PLOT = 320  # height of a plot of lines
_LABEL = 250  # the widest that names of rows may become
_LINE = 18  # height of a line of text
_TITLE, _TEXT, _SMALL = 17, 13, 12  # sizes of letters


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a whole, or parts one behind another.

    Parameters
    ----------
    label : its name
    parts : value by name of the part; one part without a name for a plain bar
    text : what stands at its end; the sum by default
    mark : a value that is marked on its row (what is claimed, beside what was found)
    """

    label: str
    parts: tuple[tuple[str, float], ...]
    text: str = ""
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with a band where the value is not sure.

    Parameters
    ----------
    label : its name
    points : position, least and largest value; the line runs along the least. A value that
        is not known is ``None`` and leaves a gap.
    """

    label: str
    points: tuple[tuple[float, float | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """One value with the bounds it is known by.

    Parameters
    ----------
    label : its name
    value, low, high : the value and its bounds; without bounds only the dot is drawn
    text : what stands beside it; the value by default
    group : what it belongs to: one colour and shape each
    sure : a hollow dot if not (not comparable with the others)
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    text: str = ""
    group: str = ""
    sure: bool = True


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    subtitle: str = "",
    axis: str = "",
    mark: str = "",
    note: str = "",
) -> str:
    """Draw bars, one under another.

    Parameters
    ----------
    rows : in the order to draw; values of 0 or more
    title, subtitle : above the chart
    axis : what the values are, with their unit
    mark : what the marks of the rows are
    note : below the chart: source, day, boundary

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a row, or for a value that is no number of 0 or more.
    CitytiesError
        Without the extra ``charts``.

    Examples
    --------
    >>> text = bars([Bar("Kazan", (("", 26),)), Bar("Porto", (("", 8),))], title="Ties")
    >>> text.startswith("<svg "), "Kazan" in text
    (True, True)
    """
    _check(rows, [value for row in rows for _name, value in row.parts], least=0)
    _check(rows, [row.mark for row in rows if row.mark is not None], least=0)
    sums = [math.fsum(value for _name, value in row.parts) for row in rows]
    ticks = _ticks(0, max([*sums, *(row.mark for row in rows if row.mark is not None), 0]))
    texts = [row.text or _number(total) for row, total in zip(rows, sums, strict=True)]
    groups = _groups(name for row in rows for name, _value in row.parts)
    frame = _Frame(title, subtitle, note, axis, rows=[row.label for row in rows], texts=texts)
    frame.legend([(name, "bar", number) for number, name in enumerate(groups) if name])
    if mark and any(row.mark is not None for row in rows):
        frame.legend([(mark, "tick", -1)])
    frame.axis(ticks)
    pieces, ends, marks = [], [], []
    for number, row in enumerate(rows):
        start = 0.0
        for name, value in row.parts:
            pieces.append({"row": number, "from": start, "to": start + value,
                           "colour": COLOURS[groups.index(name) % len(COLOURS)]})  # fmt: skip
            start += value
        # The text stands at the end of its bar; after the mark only where it would cover it.
        room = (_wide(texts[number], _SMALL) + 14) / frame.width * (ticks[-1] - ticks[0])
        near = row.mark is not None and start - room / 9 <= row.mark <= start + room
        after = row.mark if near and row.mark is not None else start
        ends.append({"row": number, "at": after, "text": _directed(texts[number])})
        if row.mark is not None:
            marks.append({"row": number, "at": row.mark})
    frame.add(
        pieces,
        {"type": "bar", "height": 15, "stroke": GROUND, "strokeWidth": 0.8},
        y=_field("row"),
        x=_field("from"),
        x2={"field": "to"},
        color=_colour("colour"),
    )
    frame.add(
        marks,
        {"type": "tick", "thickness": 2.5, "height": 21, "color": INK, "orient": "vertical"},
        y=_field("row"),
        x=_field("at"),
    )
    frame.value_texts(ends)
    told = _("; ").join(f"{row.label} {text}" for row, text in zip(rows, texts, strict=True))
    return frame.svg(told)


def intervals(
    rows: Sequence[Interval],
    *,
    title: str,
    subtitle: str = "",
    axis: str = "",
    unsure: str = "",
    note: str = "",
) -> str:
    """Draw values with their bounds, one under another.

    Parameters
    ----------
    rows : in the order to draw
    title, subtitle : above the chart
    axis : what the values are, with their unit
    unsure : what a hollow dot means
    note : below the chart: source, day, boundary

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a row, or for a value that is no finite number.
    CitytiesError
        Without the extra ``charts``.

    Examples
    --------
    >>> text = intervals([Interval("Kazan", 0.41, 0.39, 0.42)], title="Closeness")
    >>> text.startswith("<svg "), "Kazan" in text
    (True, True)
    """
    values = [one for row in rows for one in (row.value, row.low, row.high) if one is not None]
    _check(rows, values)
    ticks = _ticks(min(values), max(values))
    texts = [row.text or _number(row.value) for row in rows]
    groups = _groups(row.group for row in rows)
    frame = _Frame(title, subtitle, note, axis, rows=[row.label for row in rows], texts=texts)
    frame.legend([(name, SHAPES[at % len(SHAPES)], at) for at, name in enumerate(groups) if name])
    if unsure and not all(row.sure for row in rows):
        frame.legend([(unsure, "hollow", -1)])
    frame.axis(ticks)
    made = []
    for number, row in enumerate(rows):
        at = groups.index(row.group)
        colour = COLOURS[at % len(COLOURS)]
        low = row.value if row.low is None else min(row.low, row.value)
        high = row.value if row.high is None else max(row.high, row.value)
        made.append({
            "row": number, "at": row.value, "from": low, "to": high, "colour": colour,
            "fill": colour if row.sure else GROUND, "shape": SHAPES[at % len(SHAPES)],
            "text": _directed(texts[number]),
        })  # fmt: skip
    frame.add(
        [row for row in made if row["from"] != row["to"]],
        {"type": "rule", "strokeWidth": 3, "opacity": 0.45, "strokeCap": "round"},
        y=_field("row"),
        x=_field("from"),
        x2={"field": "to"},
        color=_colour("colour"),
    )
    frame.add(
        made,
        {"type": "point", "size": 75, "strokeWidth": 2, "opacity": 1},
        y=_field("row"),
        x=_field("at"),
        stroke=_colour("colour"),
        fill=_colour("fill"),
        shape={"field": "shape", "type": "nominal", "scale": None},
    )
    frame.value_texts([{**row, "at": row["to"]} for row in made])
    told = _("; ").join(
        f"{row.label} {text}"
        + ("" if row.low is None or row.high is None
           else f" ({_number(row.low)} – {_number(row.high)})")
        for row, text in zip(rows, texts, strict=True)
    )  # fmt: skip
    return frame.svg(told)


def lines(
    series: Sequence[Line],
    *,
    title: str,
    subtitle: str = "",
    axis: str = "",
    across: str = "",
    band: str = "",
    note: str = "",
    steps: bool = False,
) -> str:
    """Draw values over time, or over any other number.

    Parameters
    ----------
    series : one line each; positions ascend
    title, subtitle : above the chart
    axis, across : what the values are, and the positions
    band : what lies between the least and the largest value
    note : below the chart: source, day, boundary
    steps : a value holds until the next position (counts on days)

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a point, or for a value that is no finite number.
    CitytiesError
        Without the extra ``charts``.

    Examples
    --------
    >>> text = lines([Line("Isfahan", ((2000, 7, 8), (2001, 9, 10)))], title="Ties", steps=True)
    >>> text.startswith("<svg "), "2001" in text
    (True, True)
    """
    points = [point for line in series for point in line.points]
    values = [value for point in points for value in point[1:] if value is not None]
    _check(values, values)
    _check(points, [point[0] for point in points])
    ticks = _ticks(min(0, *values), max(values))
    begin, end = min(point[0] for point in points), max(point[0] for point in points)
    frame = _Frame(title, subtitle, note, axis, across=across, ends=[line.label for line in series])
    if band and any(point[1] != point[2] for point in points):
        frame.legend([(band, "band", 0)])
    frame.plane(_positions(begin, end), (begin, end), ticks)
    made, areas, dots, last = [], [], [], []
    for number, line in enumerate(series):
        look = {"line": number, "colour": COLOURS[number % len(COLOURS)]}
        for x, low, high in line.points:
            made.append({**look, "x": x, "y": low, "part": _part(line, x)})
            areas.append({**look, "x": x, "y": low, "to": high, "part": _part(line, x)})
        known = [(x, low) for x, low, _high in line.points if low is not None]
        if len(known) <= 40 and not steps:  # more would be a second line
            dots += [{**look, "x": x, "y": y, "shape": SHAPES[number % len(SHAPES)]}
                     for x, y in known]  # fmt: skip
        if known:
            last.append((known[-1][1], number))
    interpolate = "step-after" if steps else "linear"
    detail = [_field("line", "nominal"), _field("part", "nominal")]
    frame.add(
        [row for row in areas if row["y"] is not None and row["to"] is not None],
        {"type": "area", "opacity": 0.2, "interpolate": interpolate, "line": False},
        x=_field("x"),
        y=_field("y"),
        y2={"field": "to"},
        color=_colour("colour"),
        detail=detail,
    )
    for number in range(len(series)):
        frame.add(
            [row for row in made if row["line"] == number and row["y"] is not None],
            {"type": "line", "strokeWidth": 2.2, "interpolate": interpolate,
             "strokeDash": list(DASHES[number % len(DASHES)])},
            x=_field("x"), y=_field("y"), color=_colour("colour"),
            detail=[_field("part", "nominal")],
        )  # fmt: skip
    frame.add(
        dots,
        {"type": "point", "filled": True, "size": 28, "opacity": 1},
        x=_field("x"),
        y=_field("y"),
        color=_colour("colour"),
        shape={"field": "shape", "type": "nominal", "scale": None},
    )
    frame.end_labels(last, [line.label for line in series], ticks)
    told = _("; ").join(
        f"{line.label}: {_year(x)} {_number(low)}"
        for line in series
        for x, low, _high in [point for point in line.points if point[1] is not None][:1]
        + [point for point in line.points if point[1] is not None][1:][-1:]
        if low is not None
    )
    return frame.svg(told)


def distribution(
    counts: Sequence[tuple[int, int]],
    *,
    title: str,
    subtitle: str = "",
    axis: str = "",
    across: str = "",
    note: str = "",
) -> str:
    """Draw how many have at least so much, both axes logarithmic.

    Parameters
    ----------
    counts : value (1 or more) and how many have it
    title, subtitle : above the chart
    axis, across : what is counted, and the values
    note : below the chart: source, day, boundary

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a value of 1 or more.
    CitytiesError
        Without the extra ``charts``.

    Examples
    --------
    >>> text = distribution([(1, 60), (2, 20), (9, 1)], title="Partners")
    >>> text.startswith("<svg "), "Partners" in text
    (True, True)
    """
    kept = sorted((value, many) for value, many in counts if value >= 1 and many >= 1)
    _check(kept, [value for value, _many in kept])
    rows, left = [], sum(many for _value, many in kept)
    for value, many in kept:
        rows.append({"x": value, "y": left})
        left -= many
    frame = _Frame(title, subtitle, note, axis, across=across)
    frame.plane(_powers(rows[-1]["x"]), (1, rows[-1]["x"]), _powers(rows[0]["y"]), top=rows[0]["y"])
    frame.add(
        rows,
        {"type": "point", "filled": True, "size": 38, "opacity": 1, "color": COLOURS[0]},
        x=_field("x"),
        y=_field("y"),
    )
    told = _("; ").join(f"≥ {_number(row['x'])}: {_number(row['y'])}" for row in rows[:40])
    return frame.svg(told)


# --- the frame around a chart ----------------------------------------------------------


class _Frame:
    """Margins, texts and axes; positions of texts count from the side where reading starts."""

    def __init__(
        self,
        title: str,
        subtitle: str,
        note: str,
        axis: str,
        *,
        across: str = "",
        rows: Sequence[str] | None = None,
        texts: Sequence[str] = (),
        ends: Sequence[str] = (),
    ) -> None:
        self.persian = language() == "fa"
        self.title, self.note = title, note
        self.subtitle = subtitle
        self.axis_title, self.across = axis, across
        self.rows = None if rows is None else [_shortened(label, _LABEL) for label in rows]
        self.layers: list[dict[str, Any]] = []
        self.keys: list[tuple[str, str, int]] = []
        self.x_scale: dict[str, Any] = {}
        self.y_scale: dict[str, Any] = {}
        if self.rows is None:
            self.start = _EDGE + 58.0
            widest = max((_wide(_shortened(label, 180)) for label in ends), default=0)
            self.end = _EDGE + (widest + 16 if widest else 10)
            self.height: float = _PLOT
        else:
            self.start = _EDGE + max((_wide(label) for label in self.rows), default=0) + 12
            self.end = _EDGE + max((_wide(text) for text in texts), default=0) + 12
            self.height = _ROW * len(self.rows)
        self.width = WIDTH - self.start - self.end
        self.axes: list[dict[str, Any]] = []

    def legend(self, keys: Iterable[tuple[str, str, int]]) -> None:
        """Keep what the key above the plot explains: name, look, number of the colour."""
        self.keys += keys

    def axis(self, ticks: Sequence[float]) -> None:
        """The value axis of rows, below them."""
        self.x_scale = {"domain": [ticks[0], ticks[-1]], "zero": False}
        self.y_scale = {"domain": [-0.5, len(self.rows or ()) - 0.5], "zero": False,
                        "reverse": True}  # fmt: skip
        span = ticks[-1] - ticks[0]
        for value in ticks:
            at = self.start + (value - ticks[0]) / span * self.width
            self._grid(at, 0, at, self.height)
            self._text(_number(value), at, self.height + 16, anchor="middle", size=_SMALL)
        for number, label in enumerate(self.rows or ()):
            self._text(label, self.start - 8, _ROW * (number + 0.5) + 4.5, anchor="end")
        if self.axis_title:
            self._text(
                self.axis_title, self.start + self.width / 2, self.height + 36,
                anchor="middle", size=_SMALL, colour=FAINT,
            )  # fmt: skip

    def plane(
        self,
        across: Sequence[float],
        bounds: tuple[float, float],
        up: Sequence[float],
        *,
        top: float | None = None,
    ) -> None:
        """Two axes: positions across, values upwards; logarithmic if their top is given."""
        logarithmic = top is not None
        kind = "log" if logarithmic else "linear"
        if top is not None:
            bounds = (0.85, max(across[-1], bounds[1]) * 1.15)
            low, high = 0.85, max(up[-1], top) * 1.15
        else:
            if bounds[0] == bounds[1]:
                bounds = (bounds[0] - 1, bounds[1] + 1)
            low, high = up[0], up[-1]
        self.x_scale = {"type": kind, "domain": list(bounds), "zero": False}
        self.y_scale = {"type": kind, "domain": [low, high], "zero": False}
        if logarithmic:
            del self.x_scale["zero"], self.y_scale["zero"]
        turn = math.log if logarithmic else float
        for value in up:
            share = (turn(value) - turn(low)) / (turn(high) - turn(low))
            at = self.height * (1 - share)
            self._grid(self.start, at, self.start + self.width, at)
            self._text(_number(value), self.start - 8, at + 4, anchor="end", size=_SMALL)
        for value in across:
            share = (turn(value) - turn(bounds[0])) / (turn(bounds[1]) - turn(bounds[0]))
            at = self.start + share * self.width
            self._grid(at, self.height, at, self.height + 5, colour=FAINT)
            text = _number(value) if logarithmic else _year(value)
            self._text(text, at, self.height + 20, anchor="middle", size=_SMALL)
        self._grid(self.start, self.height, self.start + self.width, self.height, colour=FAINT)
        if self.across:
            self._text(
                self.across, self.start + self.width / 2, self.height + 40,
                anchor="middle", size=_SMALL, colour=FAINT,
            )  # fmt: skip

    def add(self, rows: Sequence[dict[str, Any]], mark: dict[str, Any], **encoding: Any) -> None:
        """A layer of marks; nothing for no row."""
        if rows:
            self.layers.append({"data": {"values": rows}, "mark": mark, "encoding": encoding})

    def value_texts(self, rows: Sequence[dict[str, Any]]) -> None:
        """The values at the ends of the rows."""
        self.add(
            rows,
            {"type": "text", "align": "right" if self.persian else "left", "fill": INK,
             "dx": -8 if self.persian else 8, "baseline": "middle", "fontSize": _SMALL},
            x=_field("at"), y=_field("row"), text=_field("text", "nominal"),
        )  # fmt: skip

    def end_labels(
        self, last: Sequence[tuple[float, int]], labels: Sequence[str], ticks: Sequence[float]
    ) -> None:
        """Names at the ends of lines, pushed apart where they would lie on one another."""
        span = ticks[-1] - ticks[0]
        places = sorted((self.height * (1 - (y - ticks[0]) / span), number) for y, number in last)
        spread: list[tuple[float, int]] = []
        for at, number in places:
            spread.append((max(at, spread[-1][0] + 16) if spread else at, number))
        over = spread[-1][0] - self.height if spread else 0
        if over > 0:  # the lowest stays inside; those above make room
            moved: list[tuple[float, int]] = []
            for at, number in reversed(spread):
                limit = moved[-1][0] - 16 if moved else self.height
                moved.append((min(at, limit), number))
            spread = moved
        for at, number in spread:
            self._text(
                _shortened(labels[number], 180), self.start + self.width + 10, at + 4,
                colour=COLOURS[number % len(COLOURS)], weight="bold", size=_SMALL,
            )  # fmt: skip

    def svg(self, told: str) -> str:
        """The finished chart; ``told`` says in words what it shows."""
        top = self._head()
        under = 44 + (0 if self.axis_title or self.across else -18)
        for number, line in enumerate(_wrapped(self.note, WIDTH - 2 * _EDGE, _SMALL)):
            self._text(
                line, _EDGE, self.height + under + _LINE * (number + 1), size=_SMALL, colour=FAINT
            )
            last = under + _LINE * (number + 1) + 14
        if not self.note:
            last = under + 6
        left, right = (self.end, self.start) if self.persian else (self.start, self.end)
        x_scale = {**self.x_scale, "reverse": self.persian}
        for layer in self.layers:
            for channel, scale in (("x", x_scale), ("y", self.y_scale)):
                encoded = layer["encoding"].get(channel)
                if encoded and "field" in encoded:
                    exact = {**scale, "nice": False, "padding": 0}
                    layer["encoding"][channel] = {**encoded, "scale": exact, "axis": None}
        spec = {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": round(self.width, 2),
            "height": self.height,
            "autosize": {"type": "none"},
            "padding": {"left": round(left, 2), "right": round(right, 2), "top": top,
                        "bottom": last},
            "background": GROUND,
            "config": {"aria": False, "font": FONTS, "view": {"stroke": None},
                       "text": {"font": FONTS}},
            "layer": self.layers,
        }  # fmt: skip
        told = f"{self.subtitle}. {told}" if self.subtitle else told
        return _finished(_drawn(spec), self.title, told)

    def _head(self) -> float:
        """Title, subtitle and key, from the top down; returns the height above the plot."""
        room = WIDTH - 2 * _EDGE
        lines_of: list[tuple[str, dict[str, Any]]] = [
            *((line, {"size": _TITLE, "weight": "bold"})
              for line in _wrapped(self.title, room, _TITLE)),
            *((line, {"size": _TEXT, "colour": FAINT})
              for line in _wrapped(self.subtitle, room, _TEXT)),
        ]  # fmt: skip
        keyed = self._key_rows(room)
        values_title = self.axis_title if self.rows is None else ""
        high = 14.0 + float(sum(look["size"] + 7 for _line, look in lines_of))
        high += 22 * len(keyed) + (22 if values_title else 0) + 12
        at = -high + 10
        for line, look in lines_of:
            at += look["size"] + 7
            self._text(line, _EDGE, at - 3, **look)
        for row in keyed:
            at += 22
            for x, key in row:
                self._key(key, x, at)
        if values_title:
            self._text(values_title, _EDGE, at + 20, size=_SMALL, colour=FAINT)
        return round(high, 2)

    def _key_rows(self, room: float) -> list[list[tuple[float, tuple[str, str, int]]]]:
        """The entries of the key with their places, in as many rows as they need."""
        rows: list[list[tuple[float, tuple[str, str, int]]]] = []
        x = 0.0
        for key in self.keys:
            size = 22 + _wide(key[0], _SMALL) + 18
            if not rows or x + size > room:
                rows.append([])
                x = 0.0
            rows[-1].append((_EDGE + x, key))
            x += size
        return rows

    def _key(self, key: tuple[str, str, int], x: float, y: float) -> None:
        name, look, number = key
        colour = INK if number < 0 else COLOURS[number % len(COLOURS)]
        place = {"x": {"value": self._x(x + 8)}, "y": {"value": y - 4}}
        marks: dict[str, dict[str, Any]] = {
            "bar": {"type": "square", "size": 140, "color": colour, "opacity": 1},
            "band": {"type": "square", "size": 140, "color": colour, "opacity": 0.2},
            "tick": {"type": "tick", "thickness": 2.5, "height": 15, "color": colour,
                     "orient": "vertical"},
            "hollow": {"type": "point", "size": 75, "stroke": colour, "fill": GROUND,
                       "strokeWidth": 2, "opacity": 1},
        }  # fmt: skip
        shape = {"type": "point", "shape": look, "size": 75, "filled": True, "color": colour,
                 "opacity": 1}  # fmt: skip
        self.layers.append(
            {"data": {"values": [{}]}, "mark": marks.get(look, shape), "encoding": place}
        )
        self._text(name, x + 22, y, size=_SMALL)

    def _x(self, at: float) -> float:
        """Pixels from the plot's left side, of a place counted from where reading starts."""
        if self.persian:
            return round(WIDTH - at - self.end, 2)
        return round(at - self.start, 2)

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        anchor: str = "start",
        size: int = _TEXT,
        colour: str = INK,
        weight: str = "normal",
    ) -> None:
        sides = {"start": "left", "end": "right", "middle": "center"}
        turned = {"start": "right", "end": "left", "middle": "center"}
        self.layers.append({
            "data": {"values": [{}]},
            "mark": {"type": "text", "text": _directed(text), "fontSize": size, "fill": colour,
                     "align": (turned if self.persian else sides)[anchor],
                     "baseline": "alphabetic", "fontWeight": weight},
            "encoding": {"x": {"value": self._x(x)}, "y": {"value": round(y, 2)}},
        })  # fmt: skip

    def _grid(self, x: float, y: float, x2: float, y2: float, *, colour: str = GRID) -> None:
        self.layers.append({
            "data": {"values": [{}]},
            "mark": {"type": "rule", "stroke": colour, "strokeWidth": 1},
            "encoding": {"x": {"value": self._x(x)}, "y": {"value": round(y, 2)},
                         "x2": {"value": self._x(x2)}, "y2": {"value": round(y2, 2)}},
        })  # fmt: skip


# --- numbers and texts -----------------------------------------------------------------


def _check(rows: Sequence[Any], values: Iterable[Any], least: float = -math.inf) -> None:
    if not rows:
        raise UsageError(_("there is nothing to draw"))
    wrong = [value for value in values if not math.isfinite(value) or value < least]
    if wrong:
        raise UsageError(_("a chart cannot show {value}").format(value=wrong[0]))


def _groups(names: Iterable[str]) -> list[str]:
    """The names in the order of their first appearance."""
    return list(dict.fromkeys(names))


def _field(name: str, kind: str = "quantitative") -> dict[str, Any]:
    return {"field": name, "type": kind}


def _colour(name: str) -> dict[str, Any]:
    """A colour that stands in the rows."""
    return {"field": name, "type": "nominal", "scale": None, "legend": None}


def _part(line: Line, x: float) -> int:
    """The unbroken part of a line that a position lies in: a gap begins the next."""
    return sum(1 for at, low, _high in line.points if at < x and low is None)


def _ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round values from at or below the least to at or above the largest.

    Examples
    --------
    >>> _ticks(0, 26), _ticks(0, 3)
    ([0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0], [0.0, 1.0, 2.0, 3.0])
    """
    if high <= low:
        low, high = (0.0, 1.0) if high == 0 else (min(0.0, low), max(0.0, high))
    raw = (high - low) / about
    unit = math.pow(10, math.floor(math.log10(raw)))
    step = next(size * unit for size in (1, 2, 5, 10) if size * unit >= raw * (1 - 1e-9))
    if step < 1 and float(low).is_integer() and float(high).is_integer():
        step = 1.0  # counts have no halves
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def _positions(begin: float, end: float) -> list[float]:
    """Round positions inside the bounds."""
    if begin == end:
        return [begin]
    return [value for value in _ticks(begin, end, about=9) if begin <= value <= end]


def _powers(high: float) -> list[float]:
    """1, 2, 5, 10, … up to the largest value; only powers of ten where they are many."""
    steps = (1,) if high > 2_000 else (1, 2, 5)
    values = [step * 10**power for power in range(12) for step in steps]
    kept = [float(value) for value in values if value <= high]
    return kept if len(kept) > 1 else [1.0, 2.0]


def _number(value: float) -> str:
    """A number in the digits of the language, at most four places that count."""
    from cityties.wording import number

    if value == int(value):
        return number(int(value))
    places = min(6, max(1, 3 - math.floor(math.log10(abs(value)))))
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    return number(value, decimals)


def _year(value: float) -> str:
    """A year (without separators) in the digits of the language."""
    from cityties.wording import digits

    return digits(f"{value:g}")


def _wide(text: str, size: int = _TEXT) -> float:
    """About how many pixels a text takes: an estimate on the safe side, the same everywhere."""
    ems = 0.0
    for letter in text:
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
            continue
        if unicodedata.east_asian_width(letter) in "WF":
            ems += 1.0
        elif letter in " .,:;|'!()[]ijlftI":
            ems += 0.36
        elif letter.isupper() or letter in "mw%":
            ems += 0.75
        else:
            ems += 0.58
    return ems * size


def _shortened(text: str, room: float, size: int = _TEXT) -> str:
    """The text, cut with an ellipsis where it is longer than the room."""
    text = " ".join(text.split())
    if _wide(text, size) <= room:
        return text
    while text and _wide(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _wrapped(text: str, room: float, size: int) -> list[str]:
    """The text in lines that fit the room; a longer word stays whole."""
    made: list[str] = []
    for word in text.split():
        longer = f"{made[-1]} {word}" if made else word
        if made and _wide(longer, size) <= room:
            made[-1] = longer
        else:
            made.append(word)
    return made


def _directed(text: str) -> str:
    """A text that keeps its own order of letters whatever surrounds it.

    In a Persian chart a text is isolated as right-to-left, so that its full stop and its
    brackets stand where the reader expects them.
    """
    if language() != "fa" or not text:
        return text
    return f"\N{RIGHT-TO-LEFT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


# --- from the description to SVG -------------------------------------------------------


def check_renderer() -> None:
    """Say before the work begins if nothing can draw.

    Raises
    ------
    CitytiesError
        Without the extra ``charts``.
    """
    import importlib.util

    if importlib.util.find_spec("vl_convert") is None:
        raise CitytiesError(
            _("charts need vl-convert-python; install it with: {command}").format(
                command=install_hint("charts")
            )
        )


def _drawn(spec: dict[str, Any]) -> str:
    """The SVG of a Vega-Lite chart; nothing may be fetched for it."""
    check_renderer()
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(spec, vl_version="6.1", allowed_base_urls=[])
    return text


_OPENING = re.compile(r"<svg [^>]*>")
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_ROLES = re.compile(r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"')
_EMPTY = re.compile(
    r'<path d="M0,0h0v0h0Z"/>|<path d="" display="none"/>|<path d="M0,0h[\d.]+v[\d.]+h-[\d.]+Z"/>'
)


def _finished(svg: str, title: str, told: str) -> str:
    """The SVG with title and description, and without what only a browser's script needs."""
    opening = _OPENING.match(svg)
    size = _SIZE.search(svg)
    if opening is None or size is None:
        raise CitytiesError(_("the renderer gave no SVG"))
    wide, high = (f"{float(one):g}" for one in size.groups())
    body = _EMPTY.sub("", _ROLES.sub("", svg[opening.end() :]))
    name = hashlib.sha256((title + told + body).encode()).hexdigest()[:8]
    direction = ' direction="ltr"' if language() == "fa" else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" xml:lang="{language()}"{direction} role="img" '
        f'aria-labelledby="t{name} d{name}">\n'
        f'<title id="t{name}">{escape(title)}</title>\n'
        f'<desc id="d{name}">{escape(told)}</desc>\n{body}\n'
    )
