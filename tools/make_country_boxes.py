"""Write ``country_boxes.tsv``: rectangles around the parts of each country, from Natural Earth.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_country_boxes.py package/countries-10m.json

A point of a table is checked against them: only gross mistakes, such as latitude and longitude
exchanged, are looked for, so the rectangles are wide, and near ones are joined.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from math import ceil, floor
from pathlib import Path
from typing import Any

from babel.core import get_global

from cityties.base.files import write_atomic
from cityties.loaders.foreign.countries import code_of_country, countries

TARGET = Path(__file__).parents[1] / "graph/cityties/loaders/foreign/country_boxes.tsv"
HEAD = """\
# Rectangles around the parts of each country (south,west,north,east in degrees, with a margin),
# from Natural Earth 1:10m countries (public domain), by way of the npm package world-atlas 2.0.2.
# Written by tools/make_country_boxes.py.
code	boxes
"""
Box = tuple[float, float, float, float]
MARGIN = 0.5  # degrees
NEAR = 6.0  # rectangles with less between them become one


def numbers(geometry: dict[str, Any]) -> Iterator[int]:
    """The arcs of a geometry."""
    stack = [geometry.get("arcs", [])]
    while stack:
        for each in stack.pop():
            if isinstance(each, list):
                stack.append(each)
            else:
                yield each


def boxes_of(topology: dict[str, Any]) -> dict[str, list[Box]]:
    """The rectangles of each polygon, by code."""
    (scale_x, scale_y), (from_x, from_y) = (
        topology["transform"]["scale"], topology["transform"]["translate"],
    )  # fmt: skip
    arcs: list[Box] = []
    for arc in topology["arcs"]:
        x = y = 0
        xs, ys = [], []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            xs.append(x * scale_x + from_x)
            ys.append(y * scale_y + from_y)
        arcs.append((min(ys), min(xs), max(ys), max(xs)))
    aliases = get_global("territory_aliases")
    found: dict[str, list[Box]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        alias = aliases.get(country.get("id", ""), [""])
        code = alias[0] if len(alias) == 1 else ""
        code = code or code_of_country(country["properties"]["name"])
        if code not in countries():
            continue
        polygons = country.get("arcs", [])
        for polygon in polygons if country["type"] == "MultiPolygon" else [polygons]:
            parts = [arcs[n if n >= 0 else ~n] for n in numbers({"arcs": polygon})]
            found.setdefault(code, []).append(_around(parts))
    return found


def _around(boxes: list[Box]) -> Box:
    return (min(b[0] for b in boxes), min(b[1] for b in boxes),
            max(b[2] for b in boxes), max(b[3] for b in boxes))  # fmt: skip


def _joined(boxes: list[Box]) -> list[Box]:
    """Rectangles of which none are near to each other."""
    left = list(boxes)
    done: list[Box] = []
    while left:
        box = left.pop()
        near = [
            other for other in (*left, *done)
            if box[0] - NEAR <= other[2] and other[0] - NEAR <= box[2]
            and box[1] - NEAR <= other[3] and other[1] - NEAR <= box[3]
        ]  # fmt: skip
        if not near:
            done.append(box)
            continue
        left = [other for other in left if other not in near]
        done = [other for other in done if other not in near]
        left.append(_around([box, *near]))
    return sorted(done)


def _text(box: Box) -> str:
    south, west = floor((box[0] - MARGIN) * 2) / 2, floor((box[1] - MARGIN) * 2) / 2
    north, east = ceil((box[2] + MARGIN) * 2) / 2, ceil((box[3] + MARGIN) * 2) / 2
    return ",".join(
        f"{n:g}" for n in (max(south, -90), max(west, -180), min(north, 90), min(east, 180))
    )


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    found = boxes_of(json.loads(parser.parse_args().file.read_text("utf-8")))
    lines = [
        f"{code}\t{';'.join(map(_text, _joined(boxes)))}\n" for code, boxes in sorted(found.items())
    ]
    write_atomic(TARGET, (HEAD + "".join(lines)).encode())
    print(f"{TARGET.name}: {len(lines)} countries")


if __name__ == "__main__":
    main()
