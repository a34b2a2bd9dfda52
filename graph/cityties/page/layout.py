"""Positions of cities in the network picture: computed at build time, the same each time.

Each component by itself, the largest in the middle; in a component,
cities with one tie are placed around the city that they are tied to, and
springs place the rest (:mod:`cityties.page.stress`).

Spots are in the units of the page's map, y downwards, round ``(0, 0)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from math import atan2, cos, hypot, pi, sin, sqrt, tau

Spot = tuple[float, float]
Line = tuple[int, int]

WIDTH, HEIGHT = 5200.0, 2560.0
"""Room for a picture: about that of the map, so that switching keeps the scale."""
_GAP = 34.0  # between two neighbouring cities of a bouquet
_ARC = 62.0  # between two cities that are tied to each other alone
_STRETCH = 1.3  # names run from left to right: so does the room between cities
_LARGEST = 2.0  # a picture of few cities is blown up so much at most
_SIDES = 48  # of a disc, at which another one may be placed
_GOLDEN = pi * (3 - sqrt(5))
_DRAWN = 0.7  # of the work, before the parts are placed beside one another
_TOLD = 20  # parts that are placed between two reports


def grouped(
    count: int, lines: Iterable[Line], *, tell: Callable[[float], None] | None = None
) -> list[Spot]:
    """Place cities by their ties alone, each connected part by itself, around ``(0, 0)``.

    Parameters
    ----------
    count : how many cities there are
    lines : pairs of places of cities in the list; parallel lines count once
    tell : called with the share of the cities that are placed

    Returns
    -------
    list of (x, y)
        In units of their own: see `fitted`.
    """
    beside: list[set[int]] = [set() for _city in range(count)]
    for one, other in lines:
        if one != other:
            beside[one].add(other)
            beside[other].add(one)
    neighbours = [sorted(each) for each in beside]
    placed, parts = 0, []
    for part in _components(neighbours):
        drawn = _share(_DRAWN * placed / count, _DRAWN * len(part) / count, tell)
        parts.append(_component(part, neighbours, drawn))
        placed += len(part)
    return _packed(parts, count, _share(_DRAWN, 1 - _DRAWN, tell))


# --- bouquets ------------------------------------------------------------------------------


def _bouquet_radius(count: int) -> float:
    return 0.0 if count == 0 else 0.62 * _GAP * sqrt(count)


def _bouquet(count: int) -> list[Spot]:
    """So many spots evenly in a disc, as in a sunflower."""
    return [
        (
            0.62 * _GAP * sqrt(number + 0.5) * cos(number * _GOLDEN),
            0.62 * _GAP * sqrt(number + 0.5) * sin(number * _GOLDEN),
        )
        for number in range(count)
    ]


def push_apart(spots: dict[int, Spot], movable: Sequence[int], gap: float, *, origin: Spot) -> None:
    """Move some cities outwards and aside until none is nearer to another than the gap.

    Parameters
    ----------
    spots : of all cities; those of the movable ones are changed
    movable : which may move
    gap : the least distance
    origin : what they move away from
    """
    cells: dict[tuple[int, int], list[int]] = {}

    def cell(spot: Spot) -> tuple[int, int]:
        return int(spot[0] // gap), int(spot[1] // gap)

    free = set(movable)
    for city, spot in spots.items():
        if city not in free:
            cells.setdefault(cell(spot), []).append(city)
    for city in movable:
        x, y = spots[city]
        angle, away = atan2(y - origin[1], x - origin[0]), hypot(x - origin[0], y - origin[1])
        for attempt in range(4000):
            # Alternately to both sides, farther out with every few attempts.
            ring, side = divmod(attempt, 9)
            here_angle = angle + (side - 4) * gap / max(away, gap) * (1 if ring % 2 else -1)
            here_away = away + ring * gap * 0.5
            spot = (
                origin[0] + here_away * cos(here_angle),
                origin[1] + here_away * sin(here_angle),
            )
            column, row = cell(spot)
            if all(
                hypot(spot[0] - spots[other][0], spot[1] - spots[other][1]) >= gap
                for a in (column - 1, column, column + 1)
                for b in (row - 1, row, row + 1)
                for other in cells.get((a, b), ())
            ):
                break
        spots[city] = spot
        cells.setdefault(cell(spot), []).append(city)


# --- everything ----------------------------------------------------------------------------


def _components(neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
    """The connected parts, the largest first."""
    found: list[list[int]] = []
    seen = [False] * len(neighbours)
    for start in range(len(neighbours)):
        if seen[start]:
            continue
        seen[start] = True
        part = [start]
        for city in part:
            for other in neighbours[city]:
                if not seen[other]:
                    seen[other] = True
                    part.append(other)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part[0]))


def _share(
    begin: float, width: float, tell: Callable[[float], None] | None
) -> Callable[[float], None] | None:
    """Tells the share of a part as a share of the whole."""
    return None if tell is None else lambda share: tell(begin + share * width)


def _component(
    part: Sequence[int],
    neighbours: Sequence[Sequence[int]],
    tell: Callable[[float], None] | None = None,
) -> dict[int, Spot]:
    """The spots of a connected part, round its own middle."""
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    if len(part) == 2:
        return {part[0]: (-_ARC / 2, 0.0), part[1]: (_ARC / 2, 0.0)}
    from cityties.page.stress import springs

    leaves: dict[int, list[int]] = {}
    for city in part:
        if len(neighbours[city]) == 1:
            leaves.setdefault(neighbours[city][0], []).append(city)
    gone = {leaf for each in leaves.values() for leaf in each}
    core = [city for city in part if city not in gone]
    place = {city: number for number, city in enumerate(core)}
    radii = [_GAP / 2 + _bouquet_radius(len(leaves.get(city, ()))) for city in core]
    lines = [
        (place[city], place[other])
        for city in core
        for other in neighbours[city]
        if other in place and city < other
    ]
    spots: dict[int, Spot] = {}
    for city, (x, y) in zip(core, springs(radii, lines, tell), strict=True):
        spots[city] = (x, y)
        around = leaves.get(city, [])
        # The first spot of a bouquet is the hub's own.
        for leaf, (dx, dy) in zip(around, _bouquet(len(around) + 1)[1:], strict=True):
            spots[leaf] = (x + dx, y + dy)
    middle_x = (min(x for x, _y in spots.values()) + max(x for x, _y in spots.values())) / 2
    middle_y = (min(y for _x, y in spots.values()) + max(y for _x, y in spots.values())) / 2
    return {city: (x - middle_x, y - middle_y) for city, (x, y) in spots.items()}


def _packed(
    parts: Sequence[dict[int, Spot]], count: int, tell: Callable[[float], None] | None
) -> list[Spot]:
    """Place the components: the first in the middle, each next as near as possible."""
    spots: list[Spot] = [(0.0, 0.0)] * count
    room = _Room()
    for number, part in enumerate(parts):
        if tell is not None and number % _TOLD == 0:
            tell(number / len(parts))
        radius = max((hypot(x, y) for x, y in part.values()), default=0.0) + _GAP
        x, y = room.place(radius)
        for city, (dx, dy) in part.items():
            spots[city] = (x + dx, y + dy)
    return spots


class _Room:
    """Discs round a middle, each as near to it as it can be without touching another.

    A disc is tried next to each of those that are there, at so many angles. What is taken stays
    taken, so for discs of one size (thousands of pairs, say) no spot is looked at twice.
    """

    def __init__(self) -> None:
        self.discs: list[tuple[float, float, float]] = []
        self.cells: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
        self.radius = -1.0
        self.waiting: list[tuple[float, int, float, float]] = []
        self.seen = 0  # discs next to which spots of this size are waiting

    def place(self, radius: float) -> Spot:
        """Add a disc; where its middle is."""
        x, y = self._nearest(radius) if self.discs else (0.0, 0.0)
        disc = (x, y, radius)
        self.discs.append(disc)
        for cell in _cells(*disc):
            self.cells.setdefault(cell, []).append(disc)
        return x, y

    def _nearest(self, radius: float) -> Spot:
        if radius != self.radius:
            self.radius, self.waiting, self.seen = radius, [], 0
        for number in range(self.seen, len(self.discs)):
            x, y, other = self.discs[number]
            away = (other + radius) * 1.0001
            for turn, (across, along) in enumerate(_TURNED):
                here = (x + away * across, y + away * along)
                # The room is wider than high.
                far = hypot(here[0] * HEIGHT / WIDTH, here[1])
                heappush(self.waiting, (far, number * _SIDES + turn, *here))
        self.seen = len(self.discs)
        while True:  # the outermost disc always has a free side
            _far, _number, x, y = heappop(self.waiting)
            if self._free(x, y, radius):
                return x, y

    def _free(self, x: float, y: float, radius: float) -> bool:
        for cell in _cells(x, y, radius):
            for a, b, r in self.cells.get(cell, ()):
                if hypot(x - a, y - b) < r + radius:
                    return False
        return True


_CELL = 4 * _GAP  # about as wide as the disc of a pair, which most are
_TURNED = [(cos(turn * tau / _SIDES), sin(turn * tau / _SIDES)) for turn in range(_SIDES)]


def _cells(x: float, y: float, radius: float) -> Iterator[tuple[int, int]]:
    """The cells that the square around a disc touches."""
    low, high = int((y - radius) // _CELL), int((y + radius) // _CELL)
    for column in range(int((x - radius) // _CELL), int((x + radius) // _CELL) + 1):
        for row in range(low, high + 1):
            yield column, row


def fitted(spots: Sequence[Spot]) -> list[Spot]:
    """The same picture, made to fit the room; small ones are blown up a little only.

    Parameters
    ----------
    spots : around ``(0, 0)``
    """
    wide = max((abs(x) * _STRETCH for x, _y in spots), default=0.0)
    high = max((abs(y) for _x, y in spots), default=0.0)
    scale = min(_LARGEST, WIDTH / 2 / max(wide, 1.0), HEIGHT / 2 / max(high, 1.0))
    return [(round(x * scale * _STRETCH, 1) + 0.0, round(y * scale, 1) + 0.0) for x, y in spots]


__all__ = ["HEIGHT", "WIDTH", "Line", "Spot", "fitted", "grouped", "push_apart"]
