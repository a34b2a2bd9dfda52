"""The kinds of charts, from rows to SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Any, Final

from cityties.charts.drawing import INK, SHAPES
from cityties.charts.frame import SMALL, Key, Plane, Rows
from cityties.charts.texts import number_text, positions, powers, ticks, wide, year_text
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.vocabulary.colours import SERIES

DASHES: Final = ((), (7, 3), (2, 3), (9, 3, 2, 3), (4, 2), (1, 4))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a whole, or parts one behind another.

    Parameters
    ----------
    label : its name
    parts : value by name of the part; one part without a name for a plain bar
    text : the label at its end; the sum by default
    mark : a value that is marked on its row (what is claimed, next to what was found)
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
    text : the label next to it; the value by default
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
    colours: Mapping[str, str] | None = None,
) -> str:
    """Draw bars, one under another.

    Parameters
    ----------
    rows : in the order to draw; values of 0 or more
    title, subtitle : above the chart
    axis : what the values are, with their unit
    mark : what the marks of the rows are
    note : below the chart: source, day, boundary
    colours : by name of the part, where a part has a colour of its own

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a row, or for a value that is not a number of 0 or more.

    Examples
    --------
    >>> text = bars([Bar("Kazan", (("", 26),)), Bar("Porto", (("", 8),))], title="Ties")
    >>> text.startswith("<svg "), "Kazan" in text
    (True, True)
    """
    _check(rows, [value for row in rows for _name, value in row.parts], least=0)
    marked = [row.mark for row in rows if row.mark is not None]
    _check(rows, marked, least=0)
    sums = [math.fsum(value for _name, value in row.parts) for row in rows]
    texts = [row.text or number_text(total) for row, total in zip(rows, sums, strict=True)]
    names = list(dict.fromkeys(name for row in rows for name, _value in row.parts))
    fills = {name: _colour(at) for at, name in enumerate(names)} | dict(colours or {})
    keys: list[Key] = [(name, "bar", fills[name]) for name in names if name]
    if mark and marked:
        keys.append((mark, "tick", INK))
    labels = [row.label for row in rows]
    frame = Rows(
        title, subtitle, keys,
        labels=labels, texts=texts, ticks=ticks(0, max([*sums, *marked])), axis=axis,
    )  # fmt: skip
    for number, (row, text) in enumerate(zip(rows, texts, strict=True)):
        y, total = frame.y(number), 0.0
        for name, value in row.parts:
            start, total = total, total + value
            frame.bar(frame.x(start), frame.x(total), y, height=15, fill=fills[name])
        # The text is at the end of its bar; after the mark only where it would cover it.
        after = frame.x(total)
        if row.mark is not None:
            at, room = frame.x(row.mark), wide(text, SMALL) + 14
            frame.line(at, y - 10.5, at, y + 10.5, stroke=INK, width=2.5)
            if after - room / 9 <= at <= after + room:
                after = at
        frame.value_text(number, after, text)
    told = (f"{label} {text}" for label, text in zip(labels, texts, strict=True))
    return frame.finished(note, _("; ").join(told))


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
        Without a row, or for a value that is not a finite number.

    Examples
    --------
    >>> text = intervals([Interval("Kazan", 0.41, 0.39, 0.42)], title="Closeness")
    >>> text.startswith("<svg "), "Kazan" in text
    (True, True)
    """
    values = [one for row in rows for one in (row.value, row.low, row.high) if one is not None]
    _check(rows, values)
    texts = [row.text or number_text(row.value) for row in rows]
    groups = list(dict.fromkeys(row.group for row in rows))
    keys: list[Key] = [(name, _shape(at), _colour(at)) for at, name in enumerate(groups) if name]
    if unsure and not all(row.sure for row in rows):
        keys.append((unsure, "hollow", INK))
    frame = Rows(
        title, subtitle, keys,
        labels=[row.label for row in rows], texts=texts,
        ticks=ticks(min(values), max(values)), axis=axis,
    )  # fmt: skip
    told = []
    for number, (row, text) in enumerate(zip(rows, texts, strict=True)):
        y, group = frame.y(number), groups.index(row.group)
        bounds = [one for one in (row.low, row.value, row.high) if one is not None]
        low, high = frame.x(min(bounds)), frame.x(max(bounds))
        if low != high:
            look = {"stroke_opacity": "0.45", "stroke_linecap": "round"}
            frame.line(low, y, high, y, stroke=_colour(group), width=3, **look)
        frame.dot(_shape(group), frame.x(row.value), y, colour=_colour(group), hollow=not row.sure)
        frame.value_text(number, high, text)
        told.append(f"{row.label} {text}")
        if row.low is not None and row.high is not None:
            told[-1] += f" ({number_text(row.low)} – {number_text(row.high)})"
    return frame.finished(note, _("; ").join(told))


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
    changes: Sequence[tuple[float, float, str]] = (),
    dots: Sequence[tuple[float, float]] = (),
    dots_name: str = "",
    shift: int = 0,
) -> str:
    """Draw values over time, or over any other number.

    Parameters
    ----------
    series : one line each; positions ascend
    title, subtitle : above the chart
    axis, across : what the values are, and the positions
    band : the area between the smallest and the largest value
    note : below the chart: source, day, boundary
    steps : a value holds until the next position (counts on days)
    changes : position, value and what changed there: named where there is room, and marked
    dots, dots_name : single values besides the lines (position, value), and what they are
    shift : what is taken from a position where it is written: 621 for Solar years

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a point, or for a value that is not a finite number.

    Examples
    --------
    >>> text = lines([Line("Isfahan", ((2000, 7, 8), (2001, 9, 10)))], title="Ties", steps=True)
    >>> text.startswith("<svg "), "2001" in text
    (True, True)
    """
    points = [point for line in series for point in line.points]
    values = [value for point in points for value in point[1:] if value is not None]
    values += [value for _at, value in dots]
    _check(values, values)
    _check(points, [point[0] for point in points])
    begin, end = min(point[0] for point in points), max(point[0] for point in points)
    wavers = band and any(low != high for _at, low, high in points)
    frame = Plane(
        title, subtitle,
        [
            *([(band, "band", _colour(0))] if wavers else []),
            *([(dots_name, "hollow", _colour(1))] if dots else []),
        ],
        across=[at + shift for at in positions(begin - shift, end - shift)],
        bounds=(begin, end), shift=shift,
        up=ticks(min(0, *values), max(values)),
        axis=axis, positions=across, ends=[line.label for line in series],
    )  # fmt: skip

    def placed(pairs: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        places = [(frame.x(at), frame.y(value)) for at, value in pairs]
        if not steps:
            return places
        corners = [(x, y) for (_x, y), (x, _y) in pairwise(places)]
        return [*chain(*zip(places, corners, strict=False)), places[-1]]

    runs = [_unbroken((at, low) for at, low, _high in line.points) for line in series]
    for number, line in enumerate(series):
        lows = dict(chain(*runs[number]))
        for run in _unbroken((at, high if at in lows else None) for at, _low, high in line.points):
            if any(high != lows[at] for at, high in run):
                under = placed((at, lows[at]) for at, _high in run)
                frame.area([*under, *reversed(placed(run))], fill=_colour(number))
    ends, told = [], []
    for number, line in enumerate(series):
        known = [*chain(*runs[number])]
        for run in runs[number]:
            frame.curve(placed(run), stroke=_colour(number), dash=DASHES[number % len(DASHES)])
            # Dots on many points would be a second line; a lone point has no other sign.
            if len(run) == 1 or (len(known) <= 40 and not steps):
                for at, value in run:
                    frame.symbol(
                        _shape(number), frame.x(at), frame.y(value), half=2.7, fill=_colour(number)
                    )
        if known:
            ends.append((known[-1][1], line.label, _colour(number)))
        for at, value in dict.fromkeys([*known[:1], *known[-1:]]):
            told.append(f"{line.label}: {year_text(at - shift)} {number_text(value)}")
    for at, value in dots:
        frame.dot("circle", frame.x(at), frame.y(value), colour=_colour(1), hollow=True)
    frame.name_changes([(at, value, said) for at, value, said in changes], colour=_colour(0))
    frame.end_names(ends)
    return frame.finished(note, _("; ").join([*told, *(said for _at, _value, said in changes)]))


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

    Examples
    --------
    >>> text = distribution([(1, 60), (2, 20), (9, 1)], title="Partners")
    >>> text.startswith("<svg "), "Partners" in text
    (True, True)
    """
    kept = sorted((value, many) for value, many in counts if value >= 1 and many >= 1)
    _check(kept, [value for value, _many in kept])
    left = [*accumulate(many for _value, many in reversed(kept))][::-1]
    last = kept[-1][0]
    frame = Plane(
        title, subtitle, [],
        across=powers(last), bounds=(1, last), up=powers(left[0]), top=left[0],
        axis=axis, positions=across,
    )  # fmt: skip
    rows = [(value, many) for (value, _many), many in zip(kept, left, strict=True)]
    for value, many in rows:
        frame.symbol("circle", frame.x(value), frame.y(many), half=3.1, fill=_colour(0))
    told = (f"≥ {number_text(value)}: {number_text(many)}" for value, many in rows[:40])
    return frame.finished(note, _("; ").join(told))


# --- what they share ---


def _check(rows: Sequence[Any], values: Iterable[Any], least: float = -math.inf) -> None:
    if not rows:
        raise UsageError(_("nothing to draw"))
    wrong = [value for value in values if not math.isfinite(value) or value < least]
    if wrong:
        raise UsageError(_("a chart cannot show {value}").format(value=wrong[0]))


def _colour(number: int) -> str:
    return SERIES[number % len(SERIES)]


def _shape(number: int) -> str:
    return SHAPES[number % len(SHAPES)]


def _unbroken(points: Iterable[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The runs of known values: one that is not known ends a run."""
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in points:
        if value is not None:
            runs[-1].append((at, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
