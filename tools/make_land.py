"""Make the page's land from Natural Earth's figures.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_land.py package/land-110m.json

``land-110m.json`` is a TopoJSON file: arcs of whole numbers, each the difference to the
one before, that rings share. The rings run across the date line, which a flat map cannot
show: they are cut there, projected, simplified and written as one path with whole numbers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from math import ceil, hypot
from pathlib import Path
from typing import Any

from cityties.base.files import write_atomic
from cityties.page.geography import SCALE, equal_earth

Point = tuple[float, float]
OUTPUT = Path(__file__).parents[1] / "graph" / "cityties" / "page" / "land.json"
# Along a cut or around a pole a straight line would leave the map's edge.
STEP = 3.0
# Points nearer than this to the line between their neighbours go (thousandths of the radius).
TOLERANCE = 0.8


def rings(topology: dict[str, Any]) -> list[list[Point]]:
    """The rings of the land, as longitude and latitude in degrees."""
    (scale_x, scale_y), (from_x, from_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + from_x, y * scale_y + from_y))
        arcs.append(points)
    made = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points = []
                for number in ring:
                    # ~n is the arc n, backwards; an arc begins where the one before ends.
                    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                    points += arc[1:] if points else arc
                made.append(points)
    return made


def unwrapped(ring: Sequence[Point]) -> list[Point]:
    """A ring without jumps: longitudes run on beyond 180 degrees."""
    made = [ring[0]]
    for longitude, latitude in ring[1:]:
        before = made[-1][0]
        turns = round((before - longitude) / 360)
        made.append((longitude + 360 * turns, latitude))
    return made


def around_pole(ring: list[Point]) -> list[Point]:
    """Close a ring that runs once around the world over the pole that it encloses."""
    first, last = ring[0], ring[-1]
    if abs(last[0] - first[0]) < 180:
        return ring
    pole = -90.0 if sum(latitude for _x, latitude in ring) < 0 else 90.0
    return [*ring, (last[0], pole), (first[0], pole), first]


def clipped(ring: Sequence[Point], edge: float, *, keep_east: bool) -> list[Point]:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman's way)."""

    def inside(point: Point) -> bool:
        return point[0] >= edge if keep_east else point[0] <= edge

    made: list[Point] = []
    for before, point in zip([ring[-1], *ring[:-1]], ring, strict=True):
        if inside(point) != inside(before):
            share = (edge - before[0]) / (point[0] - before[0])
            made.append((edge, before[1] + share * (point[1] - before[1])))
        if inside(point):
            made.append(point)
    return made


def cut(ring: list[Point]) -> list[list[Point]]:
    """A ring as rings between 180 degrees west and 180 degrees east."""
    ring = around_pole(unwrapped(ring))
    if ring[0] == ring[-1]:
        ring = ring[:-1]
    made = []
    for turn in (-1, 0, 1):
        part = clipped(ring, 360 * turn - 180, keep_east=True) if ring else []
        part = clipped(part, 360 * turn + 180, keep_east=False) if part else []
        if len(part) > 2:
            made.append([(longitude - 360 * turn, latitude) for longitude, latitude in part])
    return made


def projected(ring: Sequence[Point]) -> list[Point]:
    """A ring on the map; long straight runs along meridians and parallels are bent with it."""
    made = []
    for (x, y), (to_x, to_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        parts = max(1, ceil(max(abs(to_x - x), abs(to_y - y)) / STEP))
        for part in range(parts):
            longitude = min(180.0, max(-180.0, x + (to_x - x) * part / parts))
            east, north = equal_earth(y + (to_y - y) * part / parts, longitude)
            made.append((east * SCALE, -north * SCALE))
    return made


def simplified(line: Sequence[Point], tolerance: float) -> list[Point]:
    """A line without the points that hardly bend it (Douglas and Peucker's way)."""
    keep = {0, len(line) - 1}
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        (x, y), (to_x, to_y) = line[first], line[last]
        length = hypot(to_x - x, to_y - y)
        worst, far = 0.0, first
        for number in range(first + 1, last):
            px, py = line[number]
            off = (
                abs((to_x - x) * (y - py) - (x - px) * (to_y - y)) / length
                if length
                else hypot(px - x, py - y)
            )
            if off > worst:
                worst, far = off, number
        if worst > tolerance:
            keep.add(far)
            stack += [(first, far), (far, last)]
    return [line[number] for number in sorted(keep)]


def simplified_ring(ring: Sequence[Point]) -> list[tuple[int, int]]:
    """A ring in whole numbers, without points that hardly bend it."""
    whole = [*ring, ring[0]]
    middle = max(
        range(len(whole)),
        key=lambda n: hypot(whole[n][0] - whole[0][0], whole[n][1] - whole[0][1]),
    )
    halves = simplified(whole[: middle + 1], TOLERANCE)[:-1] + simplified(whole[middle:], TOLERANCE)
    made: list[tuple[int, int]] = []
    for x, y in halves[:-1]:
        point = (round(x), round(y))
        if not made or point != made[-1]:
            made.append(point)
    while len(made) > 1 and made[0] == made[-1]:
        made.pop()
    return made


def split_long(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A ring none of whose edges is longer than a fifth of the map's width."""
    limit = 1000
    made = []
    for (x, y), (to_x, to_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        parts = max(1, ceil(abs(to_x - x) / limit))
        made += [
            (round(x + (to_x - x) * part / parts), round(y + (to_y - y) * part / parts))
            for part in range(parts)
        ]
    return made


def path(found: Iterable[Sequence[tuple[int, int]]]) -> str:
    """Closed rings as an SVG path: a start each, then differences."""
    parts = []
    for ring in found:
        x, y = ring[0]
        steps = []
        for to_x, to_y in ring[1:]:
            dx, dy = to_x - x, to_y - y
            steps.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
            x, y = to_x, to_y
        line = " ".join(steps).replace(" -", "-")
        parts.append(f"M{ring[0][0]} {ring[0][1]}l{line}z")
    return "".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", type=Path, help="land-110m.json of the npm package world-atlas")
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    given = parser.parse_args()
    topology = json.loads(given.file.read_text("utf-8"))
    made = [simplified_ring(projected(part)) for ring in rings(topology) for part in cut(ring)]
    made = sorted(split_long(ring) for ring in made if len(ring) > 2)
    land = {
        "origin": "Natural Earth 1:110m land, by way of the npm package world-atlas 2.0.2",
        "url": "https://www.naturalearthdata.com/",
        "licence": "public domain",
        "made": "cut at the date line, Equal Earth projection, simplified, in thousandths of "
        "the sphere's radius with y downwards, by tools/make_land.py",
        "path": path(made),
    }
    text = json.dumps(land, indent=1) + "\n"
    write_atomic(given.output, text.encode())
    points = sum(len(ring) for ring in made)
    print(f"{given.output}: {len(made)} rings, {points} points, {len(text)} bytes")


if __name__ == "__main__":
    main()
