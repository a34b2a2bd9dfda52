"""A still picture of ties: SVG, drawn without a browser, for papers, posters and other pages.

The same graph gives the same bytes on every machine: sizes come from the number of letters,
never from the fonts that happen to be installed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from cityties.charts.drawing import fonts
from cityties.charts.texts import wide, wrapped
from cityties.language.messages import _, language
from cityties.language.properties import spoken
from cityties.model.geometry import crossing
from cityties.page.geography import SCALE, equal_earth, world_map
from cityties.page.netview import net_view
from cityties.page.sketch import (
    NOT_YET,
    WIDE,
    City,
    Line,
    Spot,
    add,
    add_text,
    draw_cities,
    is_early,
    number_text,
)
from cityties.page.words import Namer
from cityties.vocabulary.codes import LADDER
from cityties.vocabulary.colours import DASHES, KINDS, PAGE, STATUS_DASHES

if TYPE_CHECKING:
    import networkx as nx

_EDGE = 24
_ROW = 24
_COLUMN = 280
_LEGEND = 13


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says, in the language that is chosen.

    Parameters
    ----------
    title, subtitle : above it
    possible, partly : the names of what is only possible, and of what is suspended on a channel
    notes : below it: sources, licence, what could not be drawn
    """

    title: str
    subtitle: str
    possible: str
    partly: str
    notes: Sequence[str] = ()


def draw(
    graph: nx.MultiGraph[Any],
    *,
    name: Namer,
    label: Namer,
    words: Words,
    partly: Collection[str] = (),
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
    partly : ids of ties that are suspended on a channel
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
    drawn = [
        (one, other, data)
        for one, other, data in graph.edges(data=True)
        if one in places and other in places
    ]
    drawn.sort(key=lambda edge: (edge[2]["tie"], edge[0], edge[1]))
    lines = [
        Line(
            data["tie"], (one, other), data["kind"], data.get("status") or "",
            data["certainty"] != "possible",
            _pieces(one, other, graph, places) if view == "map" else [(places[one], places[other])],
            _opacity((one, other), focus, view),
            data["tie"] in partly and data.get("status") == LADDER[-1],
        )
        for one, other, data in drawn
    ]  # fmt: skip
    cities = [City(one, name(one, said), spot, graph.degree(one)) for one, spot in places.items()]
    picture, high = draw_cities(
        cities, lines, colour=_colour, focus=focus,
        world=world_map(land=land) if view == "map" else None,
    )  # fmt: skip
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": fonts()})
    rtl = spoken().is_rtl
    ground = add(root, "rect", fill=PAGE["box"][0])
    start, anchor = (WIDE - _EDGE, "end") if rtl else (_EDGE, "start")
    add(root, "title").text = words.title
    add(root, "desc").text = words.subtitle
    at = _EDGE + 6.0
    for size, text, bold in ((22, words.title, True), (14, words.subtitle, False)):
        for line in wrapped(text, WIDE - 2 * _EDGE, size):
            at += size * 1.35
            add_text(root, line, start, at - size * 0.35, size, anchor=anchor, bold=bold,
                  fill=PAGE["ink" if bold else "faint"][0])  # fmt: skip
    at += 10
    picture.attrib |= {"x": "0", "y": number_text(at), "width": str(WIDE), "height": str(high)}
    root.append(picture)
    at += high + 14
    at = _legend(root, lines, at, start, rtl, lambda code: label(code, said), words)
    at += 6
    for note in words.notes:
        for line in wrapped(note, WIDE - 2 * _EDGE, 12):
            at += 17
            add_text(root, line, start, at, 12, anchor=anchor, fill=PAGE["faint"][0])
    at += 16
    ground.attrib |= {"width": str(WIDE), "height": number_text(at)}
    root.attrib |= {
        "width": str(WIDE), "height": number_text(at), "viewBox": f"0 0 {WIDE} {number_text(at)}",
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


def _pieces(
    one: str, other: str, graph: nx.Graph[Any], places: Mapping[str, Spot]
) -> list[tuple[Spot, Spot]]:
    """The line as one piece, or as two where it goes over 180 degrees."""
    ends = [
        (graph.nodes[city]["longitude"], graph.nodes[city]["latitude"]) for city in (one, other)
    ]
    found = crossing(ends[0], ends[1])
    if found is None:
        return [(places[one], places[other])]
    edges = [equal_earth(latitude, longitude) for longitude, latitude in found]
    leave, back = ((x * SCALE, -y * SCALE) for x, y in edges)
    return [(places[one], leave), (back, places[other])]


def _opacity(ends: tuple[str, str], focus: str, view: str) -> float:
    """Fainter what the picture is not about."""
    # On the map the focus's own ties are meant; in the network those that it does not explain.
    if not focus or (focus in ends) != (view == "network"):
        return 1
    return 0.3 if view == "network" else 0.55


def _colour(name: str) -> str:
    """Light colours: paper is white."""
    return (KINDS.get(name) or PAGE[name])[0]


# --- legend -------------------------------------------------------------------------------


def _legend(
    root: ET.Element,
    lines: Sequence[Line],
    at: float,
    start: float,
    rtl: bool,
    label: Any,
    words: Words,
) -> float:
    """Kinds by colour and statuses by dash, in columns; the height where it ends."""
    kinds = [kind for kind in KINDS if any(line.kind == kind for line in lines)]
    statuses = [
        status
        for status in STATUS_DASHES
        if any(line.certain and line.status == status for line in lines)
    ]
    ink = PAGE["ink"][0]
    looks: dict[tuple[str, tuple[int, ...], bool], list[str]] = {}
    for kind in kinds:
        looks[KINDS[kind][0], (), False] = [label(kind)]
    for status in statuses:  # those that are drawn alike share a sample
        look = (ink, DASHES[STATUS_DASHES[status]], is_early(status))
        looks.setdefault(look, []).append(label(status))
    if any(line.certain and line.partly for line in lines):
        looks[ink, DASHES["partly"], False] = [words.partly]
    if any(not line.certain for line in lines):
        looks[ink, DASHES["possible"], False] = [words.possible]
    columns = max(1, (WIDE - 2 * _EDGE) // _COLUMN)
    on = -1 if rtl else 1
    column = row = 0
    for (colour, dash, early), names in looks.items():
        said = _(", ").join(names)
        across = min(columns, -(-(42 + ceil(wide(said, _LEGEND))) // _COLUMN))
        if column + across > columns:
            column, row = 0, row + 1
        x, y = start + on * column * _COLUMN, at + row * _ROW
        made = add(root, "path", d=f"M{number_text(x)} {number_text(y)}h{on * 34}", stroke=colour,
                    stroke_width=2.5, fill="none")  # fmt: skip
        if dash:
            made.set("stroke-dasharray", " ".join(map(str, dash)))
        if early:
            made.set("stroke-opacity", number_text(NOT_YET))
        add_text(root, said, x + on * 42, y + 4.5, _LEGEND, anchor="end" if rtl else "start")
        column += across
    return at + (row + 1) * _ROW
