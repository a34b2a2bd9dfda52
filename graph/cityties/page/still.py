"""A still picture of ties: SVG, drawn without a browser, for papers, posters and other pages.

The same graph gives the same bytes on every machine: sizes come from the number of letters,
never from the fonts that happen to be installed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from cityties.charts.drawing import FONTS
from cityties.charts.texts import wide, wrapped
from cityties.language.messages import language
from cityties.language.properties import spoken
from cityties.model.geometry import crossing
from cityties.page.geography import SCALE, equal_earth, world_map
from cityties.page.netview import net_view
from cityties.page.words import Namer
from cityties.vocabulary.colours import DASHES, KINDS, PAGE, STATUS_DASHES

if TYPE_CHECKING:
    import networkx as nx

WIDE: Final = 1200
_LOWEST, _HIGHEST = 560, 900  # pixels of the picture, without head and legend
_EDGE = 24
_ROW = 24
_COLUMN = 280
_NAME = 13  # size of letters
_ROOM = 70  # pixels around the outermost cities, for their names
_CLOSEST = 1.1  # pixels for a unit of the map: a few neighbours are not blown up further
_BOW = 0.12

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says, in the language that is chosen.

    Parameters
    ----------
    title, subtitle : above it
    possible : the name of what is only possible
    notes : below it: sources, licence, what could not be drawn
    """

    title: str
    subtitle: str
    possible: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    one: str
    other: str
    kind: str
    status: str
    certain: bool
    tie: str


def draw(
    graph: nx.MultiGraph[Any],
    *,
    name: Namer,
    label: Namer,
    words: Words,
    focus: str = "",
    view: str = "map",
    land: bool = True,
) -> str:
    """Draw the ties of a day.

    Parameters
    ----------
    graph : the full graph: ``CityGraph.to_networkx(layer="ties")``
    name, label : the name of a place, of a code, in a language
    words : title, notes and so on
    focus : id of the city that stands out, or blank
    view : ``map`` or ``network``
    land : whether the map shows land

    Returns
    -------
    str
        SVG. In a language written from right to left texts and legend begin on the right; the
        map is never mirrored.
    """
    said = language()
    places = _places(graph) if view == "map" else _network(graph, focus)
    lines = [
        _Line(
            one, other, data["kind"], data.get("status") or "", data["certainty"] != "possible",
            data["tie"],
        )
        for one, other, data in graph.edges(data=True)
        if one in places and other in places
    ]  # fmt: skip
    lines.sort(key=lambda line: (line.tie, line.one, line.other))
    sheet = _Sheet(places.values())
    root = _element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": _fonts()})
    rtl = spoken().is_rtl
    ground = _add(root, "rect", fill=PAGE["box"][0])
    start, anchor = (WIDE - _EDGE, "end") if rtl else (_EDGE, "start")
    _add(root, "title").text = words.title
    _add(root, "desc").text = words.subtitle
    at = _EDGE + 6.0
    for size, text, bold in ((22, words.title, True), (14, words.subtitle, False)):
        for line in wrapped(text, WIDE - 2 * _EDGE, size):
            at += size * 1.35
            _text(root, line, start, at - size * 0.35, size, anchor=anchor, bold=bold,
                  fill=PAGE["ink" if bold else "faint"][0])  # fmt: skip
    at += 10
    picture = _add(root, "svg", x=0, y=at, width=WIDE, height=sheet.high)
    if view == "map":
        sheet.world(picture, land=land)
    weights = {place: graph.degree(place) for place in places}
    _draw_lines(picture, lines, graph, sheet, places, focus, view)
    order = sorted(places, key=lambda one: (one != focus, -weights[one], one))
    _draw_dots(picture, order, sheet, places, weights, focus)
    _draw_names(picture, [(one, name(one, said)) for one in order], sheet, places, weights, focus)
    at += sheet.high + 14
    at = _legend(root, lines, at, start, rtl, lambda code: label(code, said), words.possible)
    at += 6
    for note in words.notes:
        for line in wrapped(note, WIDE - 2 * _EDGE, 12):
            at += 17
            _text(root, line, start, at, 12, anchor=anchor, fill=PAGE["faint"][0])
    at += 16
    ground.attrib |= {"width": str(WIDE), "height": _number(at)}
    root.attrib |= {
        "width": str(WIDE), "height": _number(at), "viewBox": f"0 0 {WIDE} {_number(at)}",
        "role": "img", "xml:lang": said, "direction": "ltr", "font-weight": "normal",
    }  # fmt: skip
    return ET.tostring(root, "unicode") + "\n"


# --- where everything is --------------------------------------------------------------------


def _places(graph: nx.Graph[Any]) -> dict[str, Spot]:
    """The spots of the places with coordinates, on the map of the page."""
    found = {}
    for place, data in graph.nodes(data=True):
        if data.get("latitude") is not None and data.get("longitude") is not None:
            x, y = equal_earth(data["latitude"], data["longitude"])
            found[place] = (x * SCALE, -y * SCALE)
    return found


def _network(graph: nx.Graph[Any], focus: str) -> dict[str, Spot]:
    cities = sorted(graph.nodes)
    index = {city: number for number, city in enumerate(cities)}
    lines = [(index[one], index[other]) for one, other in graph.edges()]
    near = set(graph[focus]) if focus in graph else set()
    steps = {city: 0 if city == focus else 1 if city in near or not near else 2 for city in cities}
    view = net_view(cities, lines, steps, [], [], None, focus=focus if focus in graph else "")
    return dict(zip(cities, view.spots, strict=True))


def network_part(graph: nx.MultiGraph[Any], focus: str) -> nx.MultiGraph[Any]:
    """What a network picture shows of two steps around a city.

    Parameters
    ----------
    graph : the full graph of two steps
    focus : id of the city

    Returns
    -------
    networkx.MultiGraph
        The city, its partners, and the cities that two or more of them are tied to.
    """
    partners = set(graph[focus]) if focus in graph else set()
    shared = {city for city in graph if len(partners & set(graph[city])) > 1}
    return graph.subgraph({focus, *partners, *shared} & set(graph))


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

    def world(self, picture: ET.Element, *, land: bool) -> None:
        """The world behind the cities."""
        made = world_map(land=land)
        # The world repeats to the sides where the window is wider: it just ends there.
        _add(picture, "rect", width=WIDE, height=self.high, fill=PAGE["ground"][0])
        where = f"translate({_number(self.left)} {_number(self.top)}) scale({self.scale:.5f})"
        group = _add(picture, "g", transform=where)
        thin = _number(0.8 / self.scale)
        _add(group, "path", d=made["outline"], fill=PAGE["sea"][0])
        _add(group, "path", d=made["net"], fill="none", stroke=PAGE["net"][0], stroke_width=thin)
        if made["land"]:
            _add(group, "path", d=made["land"], fill=PAGE["land"][0], fill_rule="evenodd")


# --- lines, dots, names -------------------------------------------------------------------


def _dash(line: _Line) -> tuple[int, ...]:
    if not line.certain:
        return DASHES["possible"]
    return DASHES[STATUS_DASHES[line.status] if line.status else "waiting"]


def _draw_lines(
    picture: ET.Element,
    lines: Sequence[_Line],
    graph: nx.Graph[Any],
    sheet: _Sheet,
    places: Mapping[str, Spot],
    focus: str,
    view: str,
) -> None:
    group = _add(picture, "g", fill="none", stroke_linecap="round")
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        pair = (min(line.one, line.other), max(line.one, line.other))
        rank = seen[pair] = seen.get(pair, -1) + 1
        # The first runs straight north of the chord, further ones beside it.
        bow = _BOW + rank * 0.14
        # On the map the focus's own ties are meant; in the network those that it does not explain.
        second = bool(focus) and (focus in pair) == (view == "network")
        path = ""
        for one, other in (
            _pieces(line, graph, places)
            if view == "map"
            else [(places[line.one], places[line.other])]
        ):
            (ax, ay), (bx, by) = sorted((sheet(one), sheet(other)))
            cx, cy = (ax + bx) / 2 + (by - ay) * bow, (ay + by) / 2 - (bx - ax) * bow
            path += f"M{_number(ax)} {_number(ay)}Q{_number(cx)} {_number(cy)} "
            path += f"{_number(bx)} {_number(by)}"
        look = {
            "d": path, "stroke": KINDS[line.kind][0], "stroke-width": "1.3" if second else "2",
            "stroke-opacity": "1" if not second else "0.3" if view == "network" else "0.55",
            "data-tie": line.tie,
        }  # fmt: skip
        if dash := _dash(line):
            look["stroke-dasharray"] = " ".join(map(str, dash))
        ET.SubElement(group, "path", look)


def _pieces(
    line: _Line, graph: nx.Graph[Any], places: Mapping[str, Spot]
) -> list[tuple[Spot, Spot]]:
    """The line as one piece, or as two where it goes over 180 degrees."""
    ends = [
        (graph.nodes[one]["longitude"], graph.nodes[one]["latitude"])
        for one in (line.one, line.other)
    ]
    found = crossing(ends[0], ends[1])
    if found is None:
        return [(places[line.one], places[line.other])]
    edges = [equal_earth(latitude, longitude) for longitude, latitude in found]
    leave, back = ((x * SCALE, -y * SCALE) for x, y in edges)
    return [(places[line.one], leave), (back, places[line.other])]


def _radius(place: str, weights: Mapping[str, int], focus: str) -> float:
    return 7.0 if place == focus else min(6.0, 3 + 0.5 * sqrt(weights[place]))


def _draw_dots(
    picture: ET.Element,
    order: Sequence[str],
    sheet: _Sheet,
    places: Mapping[str, Spot],
    weights: Mapping[str, int],
    focus: str,
) -> None:
    group = _add(picture, "g", stroke=PAGE["box"][0], stroke_width=1.5)
    for place in reversed(order):
        x, y = sheet(places[place])
        fill = PAGE["accent" if place == focus else "ink"][0]
        made = _add(group, "circle", cx=x, cy=y, r=_radius(place, weights, focus), fill=fill)
        made.set("data-city", place)


def _draw_names(
    picture: ET.Element,
    named: Sequence[tuple[str, str]],
    sheet: _Sheet,
    places: Mapping[str, Spot],
    weights: Mapping[str, int],
    focus: str,
) -> None:
    """Names by their dots, the most important first; one that finds no room is left out."""
    group = _add(
        picture, "g", fill=PAGE["ink"][0], stroke=PAGE["box"][0], stroke_width=3,
        stroke_linejoin="round", paint_order="stroke", text_anchor="middle",
    )  # fmt: skip
    dots = []
    for place, _said in named:
        x, y = sheet(places[place])
        r = _radius(place, weights, focus)
        dots.append((x - r, y - r, x + r, y + r))
    board = _Board()
    for box in dots:
        board.take(box)
    middle = sheet(places[focus]) if focus in places else None
    for (place, said), own in zip(named, dots, strict=True):
        size = 16 if place == focus else _NAME
        x, y = sheet(places[place])
        gap = _radius(place, weights, focus) + 4
        across, half = wide(said, size) + 2, size * 0.68
        leftward = x < middle[0] if middle and place != focus else spoken().is_rtl
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
                bold = place == focus
                _text(group, said, (box[0] + box[2]) / 2, box[3] - half * 0.55, size, bold=bold)
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


# --- legend -------------------------------------------------------------------------------


def _legend(
    root: ET.Element,
    lines: Sequence[_Line],
    at: float,
    start: float,
    rtl: bool,
    label: Any,
    possible: str,
) -> float:
    """Kinds by colour and statuses by dash, in columns; the height where it ends."""
    kinds = [kind for kind in KINDS if any(line.kind == kind for line in lines)]
    statuses = [
        status
        for status in STATUS_DASHES
        if any(line.certain and line.status == status for line in lines)
    ]
    ink = PAGE["ink"][0]
    entries: list[tuple[str, tuple[int, ...], str]] = [
        (KINDS[kind][0], (), label(kind)) for kind in kinds
    ]
    entries += [(ink, DASHES[STATUS_DASHES[one]], label(one)) for one in statuses]
    if any(not line.certain for line in lines):
        entries.append((ink, DASHES["possible"], possible))
    columns = max(1, (WIDE - 2 * _EDGE) // _COLUMN)
    on = -1 if rtl else 1
    for place, (colour, dash, said) in enumerate(entries):
        x = start + on * (place % columns) * _COLUMN
        y = at + (place // columns) * _ROW
        made = _add(root, "path", d=f"M{_number(x)} {_number(y)}h{on * 34}", stroke=colour,
                    stroke_width=2.5, fill="none")  # fmt: skip
        if dash:
            made.set("stroke-dasharray", " ".join(map(str, dash)))
        _text(root, said, x + on * 42, y + 4.5, 13, anchor="end" if rtl else "start")
    return at + -(-len(entries) // columns) * _ROW


# --- elements -----------------------------------------------------------------------------


def _text(
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
    made = _add(parent, "text", x=x, y=y, font_size=size)
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


def _fonts() -> str:
    """The fonts of the charts; where Persian is written, those that have its letters come first.

    Some renderers take the first font that is there, and any other for letters that it lacks.
    """
    families = FONTS.split(", ")
    return ", ".join(
        sorted(families, key=lambda one: "Arabic" not in one) if spoken().is_rtl else families
    )


def _element(tag: str, attributes: Mapping[str, str]) -> ET.Element:
    return ET.Element(tag, dict(attributes))


def _add(parent: ET.Element, tag: str, **attributes: str | float) -> ET.Element:
    texts = {
        key.replace("_", "-"): value if isinstance(value, str) else _number(value)
        for key, value in attributes.items()
    }
    return ET.SubElement(parent, tag, texts)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
