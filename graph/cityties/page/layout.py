"""Positions of cities in the network picture: computed at build time, the same each time.

Around a focus: its partners in a circle, those that share partners next to one
another, and behind each partner a bouquet of the cities that only it leads to.
Without a focus: each component by itself, the largest in the middle; in a component,
cities with one tie are placed around the city that they are tied to, and
springs place the rest (:mod:`cityties.page.stress`).

Spots are in the units of the page's map, y downwards, round ``(0, 0)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from math import asin, atan2, cos, hypot, pi, sin, sqrt, tau

Spot = tuple[float, float]
Line = tuple[int, int]

WIDTH, HEIGHT = 5200.0, 2560.0
"""Room for a picture: about that of the map, so that switching keeps the scale."""
_GAP = 34.0  # between two neighbouring cities of a bouquet
_ARC = 62.0  # between two partners on their circle
_STRETCH = 1.3  # names run from left to right: so does the room between cities
_LARGEST = 2.0  # a picture of few cities is blown up so much at most
_SIDES = 48  # of a disc, at which another one may be placed
_GOLDEN = pi * (3 - sqrt(5))
_DRAWN = 0.7  # of the work, before the parts are placed beside one another
_TOLD = 20  # parts that are placed between two reports


def layout(
    count: int,
    lines: Iterable[Line],
    *,
    focus: int | None = None,
    tell: Callable[[float], None] | None = None,
) -> list[Spot]:
    """Place the cities of a page.

    Parameters
    ----------
    count : how many cities there are
    lines : pairs of places of cities in the list; parallel lines count once
    focus : the place of the focus city, if there is one
    tell : called with the share of the cities that are placed

    Returns
    -------
    list of (x, y)
        One spot for each city, no two alike.

    Examples
    --------
    >>> [(round(x), round(y)) for x, y in layout(3, [(0, 1), (0, 2)], focus=0)]
    [(0, 0), (0, -600), (0, 600)]
    """
    beside: list[set[int]] = [set() for _city in range(count)]
    for one, other in lines:
        if one != other:
            beside[one].add(other)
            beside[other].add(one)
    neighbours = [sorted(each) for each in beside]
    spots = _grouped(neighbours, tell) if focus is None else _around(focus, neighbours)
    return fitted(spots)


def grouped(
    count: int, lines: Iterable[Line], *, tell: Callable[[float], None] | None = None
) -> list[Spot]:
    """Place cities by their ties alone, each connected part by itself, around ``(0, 0)``.

    Parameters
    ----------
    count, lines, tell : as of `layout`

    Returns
    -------
    list of (x, y)
        In units of their own: see `fitted`.
    """
    beside: list[set[int]] = [set() for _city in range(count)]
    for one, other in lines:
        beside[one].add(other)
        beside[other].add(one)
    return _grouped([sorted(each) for each in beside], tell)


def _grouped(
    neighbours: Sequence[Sequence[int]], tell: Callable[[float], None] | None
) -> list[Spot]:
    count, placed, parts = len(neighbours), 0, []
    for part in _components(neighbours):
        drawn = _share(_DRAWN * placed / count, _DRAWN * len(part) / count, tell)
        parts.append(_component(part, neighbours, drawn))
        placed += len(part)
    return _packed(parts, count, _share(_DRAWN, 1 - _DRAWN, tell))


# --- a city and its surroundings -----------------------------------------------------------


def _around(focus: int, neighbours: Sequence[Sequence[int]]) -> list[Spot]:
    """The focus, its partners in a circle, and what lies behind them."""
    partners = list(neighbours[focus])
    inner = {focus, *partners}
    spots: dict[int, Spot] = {focus: (0.0, 0.0)}
    parents: dict[int, list[int]] = {}
    for partner in partners:
        for city in neighbours[partner]:
            if city not in inner:
                parents.setdefault(city, []).append(partner)
    bouquets: dict[int, list[int]] = {partner: [] for partner in partners}
    for city in sorted(parents):
        if len(parents[city]) == 1:
            bouquets[parents[city][0]].append(city)
    shared = [city for city in sorted(parents) if len(parents[city]) > 1]
    order = _circle_order(partners, neighbours, [parents[city] for city in shared])
    radius, angles = _circle(order, {partner: len(bouquets[partner]) for partner in partners})
    for partner, angle in zip(order, angles, strict=True):
        spots[partner] = (radius * sin(angle), -radius * cos(angle))
        size = _bouquet_radius(len(bouquets[partner]))
        away = radius + 2 * _GAP + size
        middle = (away * sin(angle), -away * cos(angle))
        for city, (x, y) in zip(
            bouquets[partner], _bouquet(len(bouquets[partner]), angle), strict=True
        ):
            spots[city] = (middle[0] + x, middle[1] + y)
    for city in shared:
        x = sum(spots[parent][0] for parent in parents[city])
        y = sum(spots[parent][1] for parent in parents[city])
        angle = atan2(x, -y)
        spots[city] = ((radius + 2 * _GAP) * sin(angle), -(radius + 2 * _GAP) * cos(angle))
    push_apart(spots, shared, _GAP, origin=spots[focus])
    # Unconnected cities are in a row below.
    low = max(y for _x, y in spots.values()) + 4 * _GAP
    lost = [city for city in range(len(neighbours)) if city not in spots]
    for number, city in enumerate(lost):
        spots[city] = ((number - (len(lost) - 1) / 2) * _ARC, low)
    return [spots[city] for city in range(len(neighbours))]


_ORDERED = 600  # more partners than this stand by their ids: the order takes their square


def _circle_order(
    partners: Sequence[int], neighbours: Sequence[Sequence[int]], shared: Sequence[Sequence[int]]
) -> list[int]:
    """The partners in such an order that those with ties in common stand side by side."""
    place = {partner: number for number, partner in enumerate(partners)}
    count = len(partners)
    if count > _ORDERED:
        return list(partners)
    common = [[0.0] * count for _partner in partners]

    def join(one: int, other: int, weight: float) -> None:
        common[one][other] += weight
        common[other][one] += weight

    for partner in partners:
        for other in neighbours[partner]:
            if other in place and other > partner:
                join(place[partner], place[other], 2.0)
    for parents in shared:
        for number, one in enumerate(parents):
            for other in parents[number + 1 :]:
                join(place[one], place[other], 1.0 / (len(parents) - 1))
    totals = [sum(weights) for weights in common]
    left = set(range(count))
    order: list[int] = []
    near = [0.0] * count
    while left:
        # What is tied to the last ones comes next; of equals the one with most ties.
        best = max(left, key=lambda one: (near[one], totals[one], -one))
        left.discard(best)
        order.append(best)
        for one in left:
            near[one] = near[one] * 0.6 + common[best][one]
    return [partners[number] for number in _turned(order, common)]


_TURNS = 160  # more partners than this keep the first order: turning stretches is cubic


def _turned(order: list[int], common: Sequence[Sequence[float]]) -> list[int]:
    """Turn stretches of the order round as long as that shortens the lines."""
    count = len(order)
    if not 3 < count <= _TURNS:
        return order

    def length(of: Sequence[int]) -> float:
        total = 0.0
        for a, one in enumerate(of):
            weights = common[one]
            for b in range(a + 1, count):
                if weights[of[b]]:
                    total += weights[of[b]] * min(b - a, count - b + a)
        return total

    best = length(order)
    # Neighbours change places first; what is left is small.
    for _pass in range(4):
        before = best
        for number in range(count):
            for step in (1, 2, 5):
                tried = list(order)
                other = (number + step) % count
                tried[number], tried[other] = tried[other], tried[number]
                if (found := length(tried)) < best - 1e-9:
                    order, best = tried, found
        if best >= before:
            break
    return order


def _circle(order: Sequence[int], sizes: dict[int, int]) -> tuple[float, list[float]]:
    """The radius of the partners' circle, and the angle of each, from the top clockwise."""

    def widths(radius: float) -> list[float]:
        made = []
        for partner in order:
            size = _bouquet_radius(sizes[partner])
            away = radius + 2 * _GAP + size
            made.append(max(_ARC / radius, 2 * asin(min(1.0, (size + _GAP / 2) / away))))
        return made

    low, high = 300.0, 300.0
    while sum(widths(high)) > tau:
        low, high = high, high * 1.5
    for _halving in range(40 if high > low else 0):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) > tau else (low, middle)
    taken = widths(high)
    spare = (tau - sum(taken)) / max(1, len(taken))
    angles = []
    angle = -(taken[0] + spare) / 2 if taken else 0.0
    for width in taken:
        angles.append(angle + (width + spare) / 2)
        angle += width + spare
    return high, angles


# --- bouquets ------------------------------------------------------------------------------


def _bouquet_radius(count: int) -> float:
    return 0.0 if count == 0 else 0.62 * _GAP * sqrt(count)


def _bouquet(count: int, turn: float = 0.0) -> list[Spot]:
    """So many spots evenly in a disc, as in a sunflower."""
    return [
        (
            0.62 * _GAP * sqrt(number + 0.5) * cos(number * _GOLDEN + turn),
            0.62 * _GAP * sqrt(number + 0.5) * sin(number * _GOLDEN + turn),
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


__all__ = ["HEIGHT", "WIDTH", "Line", "Spot", "fitted", "grouped", "layout", "push_apart"]
