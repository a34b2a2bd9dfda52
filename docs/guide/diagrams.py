"""Drawings in SVG that need no program and follow the colours of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from cityties.vocabulary.colours import GUIDE

LINE = 30  # height of a row of boxes, in pixels
# Inline styles reach the whole page, so each rule names the class of our drawings.
_RULES = {
    "text": "font:13px system-ui,'Noto Sans','Noto Naskh Arabic',Vazirmatn,sans-serif;"
    "fill:currentColor",
    "text.s": "font-size:11px;opacity:.8",
    "rect": "fill:none;stroke:currentColor;stroke-opacity:.45",
    "rect.m": "stroke-width:2;stroke-opacity:1",
    "path,.drawing line": "stroke:currentColor;stroke-opacity:.45;fill:none",
    "path.h": "fill:currentColor;fill-opacity:.45;stroke:none",
    "rect.on": f"fill:{GUIDE['in_force']};fill-opacity:.75;stroke:none",
    "rect.off": f"fill:{GUIDE['suspended']};fill-opacity:.8;stroke:none",
    "rect.maybe": f"fill:{GUIDE['unsure']};fill-opacity:.6;stroke:none",
    "rect.step": f"fill:{GUIDE['proposed']};fill-opacity:.6;stroke:none",
}
STYLE = (
    "<style>" + "".join(f".drawing {name}{{{rule}}}" for name, rule in _RULES.items()) + "</style>"
)


def _svg(width: int, height: int, parts: Iterable[str], title: str) -> str:
    name = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {width} {height}" '
        f'width="{width}" style="max-width:100%;height:auto" role="img" aria-label="{name}">'
        f"<title>{name}</title>{STYLE}{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "middle", cls: str = "") -> str:
    attribute = f' class="{cls}"' if cls else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" direction="ltr"{attribute}>'
        f"{escape(text)}</text>"
    )


def _box(x: float, y: float, width: float, text: str, link: str = "", main: bool = False) -> str:
    body = (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="24" rx="5"'
        f"{' class=' + chr(34) + 'm' + chr(34) if main else ''}/>"
        + _text(x + width / 2, y + 17, text)
    )
    return f'<a href="{escape(link)}">{body}</a>' if link else body


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x1 + x2) / 2
    return (
        f'<path d="M{x1:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {x2 - 6:g} {y2:g}"/>'
        f'<path class="h" d="M{x2:g} {y2:g}l-8 -4v8z"/>'
    )


@dataclass(frozen=True)
class Edge:
    """A property at a class: its label, and the thing at the other end with its page."""

    label: str
    other: str
    link: str = ""


def neighbourhood(main: str, incoming: Sequence[Edge], outgoing: Sequence[Edge]) -> str:
    """A class in the middle, what points to it on the left, what it points to on the right.

    Parameters
    ----------
    main : the class's name
    incoming, outgoing : the properties with the classes at their other end

    Returns
    -------
    str
        An SVG element.
    """
    rows = max(len(incoming), len(outgoing), 1)
    height = rows * LINE + 10
    middle = height / 2
    start = 310 if incoming else 0
    parts = [_box(start, middle - 12, 140, main, main=True)]
    shift = 0 if incoming else -310
    width = (760 if outgoing else 450) + shift
    for edges, left in ((incoming, True), (outgoing, False)):
        top = middle - len(edges) * LINE / 2
        for index, edge in enumerate(edges):
            y = top + index * LINE + LINE / 2
            if left:
                parts += [_box(0, y - 12, 130, edge.other, edge.link), _arrow(130, y, 310, middle)]
                parts.append(_text(138, y - 3, edge.label, "start", "s"))
            else:
                parts += [_box(630 + shift, y - 12, 130, edge.other, edge.link)]
                parts += [_arrow(450 + shift, middle, 630 + shift, y)]
                parts.append(_text(620 + shift, y - 3, edge.label, "end", "s"))
    return _svg(width, int(height), parts, main)


def ladder(rungs: Sequence[str], groups: Sequence[tuple[str, Sequence[str]]], title: str) -> str:
    """The rungs of a life cycle in a row, other statuses under them.

    Parameters
    ----------
    rungs : labels in order
    groups : rows under the ladder, each with its name
    title : what the drawing shows, for who cannot see it
    """
    width = 760
    step = width / len(rungs)
    parts = []
    for index, rung in enumerate(rungs):
        parts.append(_box(index * step, 8, step - 16, rung, main=index == len(rungs) - 1))
        if index:
            parts.append(_arrow(index * step - 16, 20, index * step, 20))
    for row, (name, members) in enumerate(groups):
        y = 58 + row * 38
        parts.append(_text(0, y + 17, name, "start", "s"))
        for index, member in enumerate(members):
            parts.append(_box(110 + index * 108, y, 102, member))
    return _svg(width, 58 + len(groups) * 38, parts, title)


def model(names: dict[str, str], links: dict[str, str], labels: dict[str, str], title: str) -> str:
    """How sources, claims, things and readings hang together.

    Parameters
    ----------
    names : what stands in the boxes, by class
    links : pages of the classes
    labels : names of the properties between them
    title : what the drawing shows, for who cannot see it
    """
    places = {
        "Source": (0, 60),
        "Claim": (225, 60),
        "Tie": (450, 20),
        "Event": (450, 100),
        "City": (650, 20),
        "TieState": (225, 150),
        "Conflict": (0, 150),
    }
    parts = []
    for key, (x, y) in places.items():
        parts.append(_box(x, y, 110, names[key], links.get(key, ""), main=key == "Claim"))
    for start, end, label in (
        ("Claim", "Source", "source"),
        ("Claim", "Tie", "about"),
        ("Claim", "Event", "about"),
        ("Tie", "City", "party"),
        ("TieState", "Claim", "basedOn"),
        ("TieState", "Tie", "stateOf"),
        ("Conflict", "Claim", "betweenClaim"),
    ):
        (x1, y1), (x2, y2) = places[start], places[end]
        if x1 == x2:
            parts.append(f'<path d="M{x1 + 40} {y1}L{x2 + 40} {y2 + 30}"/>')
            parts.append(f'<path class="h" d="M{x2 + 40} {y2 + 24}l-4 8h8z"/>')
            parts.append(_text(x1 + 46, (y1 + y2 + 24) / 2 + 4, labels[label], "start", "s"))
        elif x1 > x2:
            parts.append(f'<path d="M{x1} {y1 + 12}L{x2 + 116} {y2 + 12}"/>')
            parts.append(f'<path class="h" d="M{x2 + 110} {y2 + 12}l8 -4v8z"/>')
            parts.append(_text((x1 + x2 + 110) / 2, y1 + 5, labels[label], "middle", "s"))
        else:
            low = y1 > 140
            parts.append(
                _arrow(x1 + 110, y1 + 12, x2 + (20 if low and x2 > 300 else 0), y2 + 24)
                if low
                else _arrow(x1 + 110, y1 + 12, x2, y2 + 12)
            )
            right, down = (0, 42) if low and x2 > 300 else (-30, 24) if low else (0, -8)
            if y2 > y1:
                right, down = 30, 8
            at = (x1 + x2 + 110) / 2 + right
            parts.append(_text(at, (y1 + y2 + 24) / 2 + down, labels[label], "middle", "s"))
    return _svg(760, 185, parts, title)


@dataclass(frozen=True)
class Bar:
    """A period in one row: days, its class of colour, its text for screen readers."""

    start: date
    end: date
    cls: str
    text: str


def timeline(
    rows: Sequence[tuple[str, Sequence[Bar]]],
    first: int,
    last: int,
    legend: Sequence[tuple[str, str]],
    title: str,
) -> str:
    """Bars over years.

    Parameters
    ----------
    rows : names of the rows with their bars
    first, last : years at the two ends
    legend : class of colour and its meaning
    title : what the drawing shows, for who cannot see it
    """
    left, width = 120, 630
    start, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()

    def x(day: date) -> float:
        return left + width * (min(max(day.toordinal(), start), end) - start) / (end - start)

    parts = []
    bottom = len(rows) * 34
    for year in range(first, last + 1, 5):
        at = x(date(year, 1, 1))
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{bottom}"/>')
        parts.append(_text(round(at, 1), bottom + 16, str(year), cls="s"))
    for index, (name, bars) in enumerate(rows):
        y = index * 34 + 6
        parts.append(_text(0, y + 16, name, "start"))
        for bar in bars:
            wide = max(x(bar.end) - x(bar.start), 2)
            parts.append(
                f'<rect class="{bar.cls}" x="{x(bar.start):.1f}" y="{y}" width="{wide:.1f}" '
                f'height="22"><title>{escape(bar.text)}</title></rect>'
            )
    at = left
    for cls, meaning in legend:
        parts.append(f'<rect class="{cls}" x="{at}" y="{bottom + 28}" width="14" height="14"/>')
        parts.append(_text(at + 20, bottom + 40, meaning, "start", "s"))
        at += 34 + 7 * len(meaning)
    return _svg(760, bottom + 50, parts, title)
