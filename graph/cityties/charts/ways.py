"""Ways from one place to another: stops in columns, one line for each thing that links two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cityties.charts.drawing import GROUND, INK, WIDTH
from cityties.charts.frame import SMALL, Frame, Key
from cityties.charts.marks import DASHES
from cityties.charts.texts import shortened, wide
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.vocabulary.colours import SERIES

_ROW: Final = 46  # height of a stop with its name
_EDGE: Final = 20  # free on both sides
_GAP: Final = 6  # between lines of the same two stops


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a way.

    Parameters
    ----------
    start, end : the names of its two stops
    names : what links them, one line each
    """

    start: str
    end: str
    names: tuple[str, ...]


def ways(
    found: Sequence[Sequence[Link]],
    *,
    title: str,
    subtitle: str = "",
    note: str = "",
    colours: Mapping[str, str] | None = None,
) -> str:
    """Draw ways that lead from the same first stop to the same last one.

    A stop that several ways pass is drawn once, so that one sees where they part and meet.

    Parameters
    ----------
    found : the ways, each its steps in order; none comes back to a stop
    title, subtitle : above the chart
    note : below the chart: source, day, boundary
    colours : of all names of links, in the order of the key; the first is drawn without gaps

    Returns
    -------
    str
        SVG.

    Raises
    ------
    UsageError
        Without a step.

    Examples
    --------
    >>> way = [Link("Isfahan", "Florence", ("sister city",)), Link("Florence", "Kyoto", ("MoU",))]
    >>> text = ways([way], title="From Isfahan to Kyoto")
    >>> text.startswith("<svg "), "Florence" in text
    (True, True)
    """
    links = {(link.start, link.end): link.names for way in found for link in way}
    if not links:
        raise UsageError(_("nothing to draw"))
    used = dict.fromkeys(name for each in links.values() for name in each)
    names = sorted(used, key=list(colours or used).index)
    looks = {
        name: ((colours or {}).get(name, SERIES[at % len(SERIES)]), DASHES[at % len(DASHES)])
        for at, name in enumerate(names)
    }
    keys: list[Key] = [
        (name, " ".join(("line", *map(str, dash))), colour)
        for name, (colour, dash) in looks.items()
    ]
    columns = _columns(links)
    frame = Frame(
        title, subtitle, keys, start=0, end=0, height=_ROW * max(map(len, columns))
    )  # fmt: skip
    room = (WIDTH - 2 * _EDGE) / len(columns)
    middle = (frame.top + frame.bottom) / 2 - 6
    places: dict[_Place, tuple[float, float]] = {
        stop: (_EDGE + room * (across + 0.5), middle + _ROW * (row - (len(stops) - 1) / 2))
        for across, stops in enumerate(columns)
        for row, stop in enumerate(stops)
    }
    for (start, end), each in links.items():
        bends = [(start, end, row) for row in range(len(columns)) if (start, end, row) in places]
        line: list[_Place] = [start, *bends, end]
        for number, name in enumerate(each):
            aside = _GAP * (number - (len(each) - 1) / 2)
            colour, dash = looks[name]
            course = [(x, y + aside) for x, y in (places[stop] for stop in line)]
            frame.curve(course, stroke=colour, dash=dash)
    for stop, (x, y) in places.items():
        if isinstance(stop, str):
            text = shortened(stop, room - 8, SMALL)
            half = wide(text, SMALL) / 2 + 2
            frame.bar(x - half, x + half, y + 17, height=15, fill=GROUND)
            frame.dot("circle", x, y, colour=INK)
            frame.text(text, x, y + 21, size=SMALL, anchor="middle")
    return frame.finished(note, _("; ").join(map(_told, found)))


_Place = str | tuple[str, str, int]
"""A stop, or where a line passes a column that has no stop of it."""


def _columns(links: Mapping[tuple[str, str], tuple[str, ...]]) -> list[list[_Place]]:
    """What is in which column: each stop after all that lead to it."""
    stops = list(dict.fromkeys(stop for pair in links for stop in pair))
    at = dict.fromkeys(stops, 0)
    for _round in stops:  # as often as the longest way can have steps
        for start, end in links:
            at[end] = max(at[end], at[start] + 1)
    columns: list[list[_Place]] = [[] for _column in range(max(at.values()) + 1)]
    for stop in stops:
        columns[at[stop]].append(stop)
    for start, end in links:
        for column in range(at[start] + 1, at[end]):
            columns[column].append((start, end, column))
    return columns


def _told(way: Sequence[Link]) -> str:
    """A way in words."""
    stops = [way[0].start, *(link.end for link in way)]
    said = [f"{one} – {other}" for one, other in pairwise(stops)]
    return _("; ").join(
        f"{pair}: {_(', ').join(link.names)}" for pair, link in zip(said, way, strict=True)
    )
