"""Cities and ties as SVG: what every still picture of them is drawn by.

A picture for a paper (`cityties.page.still`) and the part of a page that needs no scripts
(`cityties.page.inert`) differ in what stands around it and in how colours are written, no more.
Sizes come from the number of letters, never from the fonts that happen to be installed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from cityties.charts.texts import wide
from cityties.language.properties import spoken
from cityties.vocabulary.codes import stage
from cityties.vocabulary.colours import DASHES, STATUS_DASHES

WIDE: Final = 1200
_LOWEST, _HIGHEST = 560, 900  # pixels of the picture
_NAME = 13  # size of letters
_ROOM = 70  # pixels around the outermost cities, for their names
_CLOSEST = 1.1  # pixels for a unit of the map: a few neighbours are not blown up further
_BOW = 0.12
NOT_YET: Final = 0.6  # opacity of ties that are not yet signed

Spot = tuple[float, float]
Box = tuple[float, float, float, float]
Colour = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class City:
    """A dot with its name.

    Parameters
    ----------
    id, name : of the city
    spot : where it is, in units of the map
    weight : its ties: of two names without room for both, that of the heavier one stays
    """

    id: str
    name: str
    spot: Spot
    weight: int


@dataclass(frozen=True, slots=True)
class Line:
    """A tie between two cities.

    Parameters
    ----------
    tie : its id
    ends : the two cities
    kind, status, certain : how it is drawn; a blank status: nothing is known of it
    pieces : the line as one piece, or as two where it goes over 180 degrees
    opacity : of a tie that is not what the picture is about, less than 1
    partly : whether it is suspended on a channel, and in force as a whole
    """

    tie: str
    ends: tuple[str, str]
    kind: str
    status: str
    certain: bool
    pieces: Sequence[tuple[Spot, Spot]]
    opacity: float = 1
    partly: bool = False


def dash_of(status: str, *, certain: bool, partly: bool = False) -> tuple[int, ...]:
    """The dash of a status.

    Parameters
    ----------
    status : a code, or blank where nothing is known
    certain : whether it is certain
    partly : whether the tie is suspended on a channel

    Examples
    --------
    >>> dash_of("in_force", certain=True), dash_of("in_force", certain=False)
    ((), (2, 4))
    """
    if not certain:
        return DASHES["possible"]
    if partly:
        return DASHES["partly"]
    return DASHES[STATUS_DASHES[status] if status else "waiting"]


def is_early(status: str) -> bool:
    """Whether a tie of this status is not yet signed; blank: nothing is known of it.

    Examples
    --------
    >>> is_early("approved"), is_early("in_force"), is_early("")
    (True, False, False)
    """
    return stage(status) == "before"


def draw_cities(
    cities: Sequence[City],
    lines: Iterable[Line],
    *,
    colour: Colour,
    focus: str = "",
    world: Mapping[str, str] | None = None,
) -> tuple[ET.Element, int]:
    """Draw lines, dots and names.

    Parameters
    ----------
    cities : in any order
    lines : in the order to draw
    colour : how the colour of a kind, or of a part of the page, is written
    focus : id of the city that stands out, or blank
    world : ``outline``, ``net`` and ``land`` of the map behind them; ``None``: nothing

    Returns
    -------
    element, height
        An ``svg`` element, `WIDE` pixels wide, and its height.
    """
    sheet = _Sheet([one.spot for one in cities])
    picture = ET.Element("svg")
    if world is not None:
        sheet.world(picture, world, colour)
    _draw_lines(picture, lines, sheet, colour)
    order = sorted(cities, key=lambda one: (one.id != focus, -one.weight, one.id))
    _draw_dots(picture, order, sheet, focus, colour)
    _draw_names(picture, order, sheet, focus, colour)
    return picture, sheet.high


class _Sheet:
    """The window of the picture: fitted to the cities, never to the whole globe."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        spots = list(spots) or [(-2700.0, -1300.0), (2700.0, 1300.0)]
        xs, ys = [x for x, _y in spots], [y for _x, y in spots]
        across, along = max(xs) - min(xs), max(ys) - min(ys)
        room = WIDE - 2 * _ROOM
        self.scale = min(room / (across or 1), (_HIGHEST - 2 * _ROOM) / (along or 1), _CLOSEST)
        self.high = max(_LOWEST, min(_HIGHEST, round(along * self.scale + 2 * _ROOM)))
        self.left = WIDE / 2 - (max(xs) + min(xs)) / 2 * self.scale
        self.top = self.high / 2 - (max(ys) + min(ys)) / 2 * self.scale

    def __call__(self, spot: Spot) -> Spot:
        return spot[0] * self.scale + self.left, spot[1] * self.scale + self.top

    def world(self, picture: ET.Element, made: Mapping[str, str], colour: Colour) -> None:
        """The world behind the cities."""
        # The world repeats to the sides where the window is wider: it just ends there.
        add(picture, "rect", width=WIDE, height=self.high, fill=colour("ground"))
        moved = f"translate({number_text(self.left)} {number_text(self.top)})"
        where = f"{moved} scale({self.scale:.5f})"
        group = add(picture, "g", transform=where)
        thin = number_text(0.8 / self.scale)
        add(group, "path", d=made["outline"], fill=colour("sea"))
        add(group, "path", d=made["net"], fill="none", stroke=colour("net"), stroke_width=thin)
        if made["land"]:
            add(group, "path", d=made["land"], fill=colour("land"), fill_rule="evenodd")


def _draw_lines(picture: ET.Element, lines: Iterable[Line], sheet: _Sheet, colour: Colour) -> None:
    group = add(picture, "g", fill="none", stroke_linecap="round")
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        pair = (min(line.ends), max(line.ends))
        rank = seen[pair] = seen.get(pair, -1) + 1
        # The first runs straight north of the chord, further ones beside it.
        bow = _BOW + rank * 0.14
        path = ""
        for one, other in line.pieces:
            (ax, ay), (bx, by) = sorted((sheet(one), sheet(other)))
            cx, cy = (ax + bx) / 2 + (by - ay) * bow, (ay + by) / 2 - (bx - ax) * bow
            path += f"M{number_text(ax)} {number_text(ay)}Q{number_text(cx)} {number_text(cy)} "
            path += f"{number_text(bx)} {number_text(by)}"
        opacity = line.opacity * (NOT_YET if is_early(line.status) else 1)
        look = {
            "d": path, "stroke": colour(line.kind),
            "stroke-width": "2" if opacity == 1 else "1.3",
            "stroke-opacity": f"{opacity:.3g}", "data-tie": line.tie,
        }  # fmt: skip
        if dash := dash_of(line.status, certain=line.certain, partly=line.partly):
            look["stroke-dasharray"] = " ".join(map(str, dash))
        ET.SubElement(group, "path", look)


def _radius(one: City, focus: str) -> float:
    return 7.0 if one.id == focus else min(6.0, 3 + 0.5 * sqrt(one.weight))


def _draw_dots(
    picture: ET.Element, order: Sequence[City], sheet: _Sheet, focus: str, colour: Colour
) -> None:
    group = add(picture, "g", stroke=colour("box"), stroke_width=1.5)
    for one in reversed(order):
        x, y = sheet(one.spot)
        fill = colour("accent" if one.id == focus else "ink")
        made = add(group, "circle", cx=x, cy=y, r=_radius(one, focus), fill=fill)
        made.set("data-city", one.id)


def _draw_names(
    picture: ET.Element, order: Sequence[City], sheet: _Sheet, focus: str, colour: Colour
) -> None:
    """Names by their dots, the most important first; one that finds no room is left out."""
    group = add(
        picture, "g", fill=colour("ink"), stroke=colour("box"), stroke_width=3,
        stroke_linejoin="round", paint_order="stroke", text_anchor="middle",
    )  # fmt: skip
    places = {one.id: sheet(one.spot) for one in order}
    dots = []
    for one in order:
        (x, y), r = places[one.id], _radius(one, focus)
        dots.append((x - r, y - r, x + r, y + r))
    board = _Board()
    for box in dots:
        board.take(box)
    middle = places.get(focus)
    for one, own in zip(order, dots, strict=True):
        size = 16 if one.id == focus else _NAME
        x, y = places[one.id]
        gap = _radius(one, focus) + 4
        across, half = wide(one.name, size) + 2, size * 0.68
        leftward = x < middle[0] if middle and one.id != focus else spoken().is_rtl
        after, before = (x + gap, x + gap + across), (x - gap - across, x - gap)
        spots: list[Box] = [
            (low, y - half, high, y + half)
            for low, high in ((before, after) if leftward else (after, before))
        ]
        for top in (y + gap, y - gap - 2 * half):
            spots += [
                (low, top, low + across, top + 2 * half)
                for low in (x - across / 2, x - across + gap, x - gap)
            ]
        for box in spots:
            inside = box[0] > 2 and box[2] < WIDE - 2 and box[1] > 2 and box[3] < sheet.high - 2
            if inside and board.is_free(box, own):
                board.take(box)
                bold = one.id == focus
                x, y = (box[0] + box[2]) / 2, box[3] - half * 0.55
                add_text(group, one.name, x, y, size, bold=bold)
                break


class _Board:
    """What is taken of the picture, found without looking at everything."""

    _CELL = 60.0

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def _of(self, box: Box) -> Iterable[tuple[int, int]]:
        left, top, right, bottom = (int(one // self._CELL) for one in box)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))

    def take(self, box: Box) -> None:
        for cell in self._of(box):
            self._cells.setdefault(cell, []).append(box)

    def is_free(self, box: Box, own: Box) -> bool:
        return not any(
            other != own
            and box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in self._of(box)
            for other in self._cells.get(cell, ())
        )  # fmt: skip


# --- elements -----------------------------------------------------------------------------


def add_text(
    parent: ET.Element,
    text: str,
    x: float,
    y: float,
    size: int,
    *,
    anchor: str = "",
    bold: bool = False,
    fill: str = "",
) -> None:
    """Add a text to a drawing."""
    made = add(parent, "text", x=x, y=y, font_size=size)
    if anchor:
        made.set("text-anchor", anchor)
    if bold:
        made.set("font-weight", "bold")
    if fill:
        made.set("fill", fill)
    # Isolated from right to left, so that full stop and brackets stand where a reader expects
    # them. The direction of the drawing stays: not every renderer turns the anchors with it.
    turned = f"\N{RIGHT-TO-LEFT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    made.text = turned if spoken().is_rtl else text


def add(parent: ET.Element, tag: str, **attributes: str | float) -> ET.Element:
    """Add an element to a drawing; ``stroke_width`` stands for ``stroke-width``."""
    texts = {
        key.replace("_", "-"): value if isinstance(value, str) else number_text(value)
        for key, value in attributes.items()
    }
    return ET.SubElement(parent, tag, texts)


def number_text(value: float) -> str:
    """A number of pixels, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
