"""Place connected cities by springs as long as the shortest path between them.

Source of the method: J. X. Zheng, S. Pawar, D. F. M. Goodman, "Graph Drawing by
Stochastic Gradient Descent", IEEE Transactions on Visualization and Computer
Graphics 25 (2019) 2738-2748, https://doi.org/10.1109/TVCG.2018.2859997: two cities are
moved at a time, towards the length of the shortest path between them, by steps that
become smaller. For many cities only the ways to some of them (pivots) count, weighted
as in M. Ortmann, M. Klimenta, U. Brandes, "A Sparse Stress Model", Journal of Graph
Algorithms and Applications 21 (2017) 791-821, https://doi.org/10.7155/jgaa.00440.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from math import cos, exp, hypot, log, pi, sin, sqrt

Spot = tuple[float, float]
Line = tuple[int, int]
# A term: two cities, the length that they should be apart, how much each yields to it.
Term = tuple[int, int, float, float, float]

PLAIN_LIMIT = 2000
"""More cities than this are placed with numpy."""
_ALL_PAIRS = 420  # cities up to which each pair counts
_PIVOTS = 60
_ROUNDS = 30
_LENGTH = 60.0  # a line between two small cities


def springs(
    radii: Sequence[float], lines: Sequence[Line], tell: Callable[[float], None] | None = None
) -> list[Spot]:
    """Place the cities of one connected part.

    Parameters
    ----------
    radii : the room that each city needs around it
    lines : pairs of cities, each pair once
    tell : called with the share that is done, of many cities

    Returns
    -------
    list of (x, y)
        Always the same for the same input.

    Raises
    ------
    CitytiesError
        For more than `PLAIN_LIMIT` cities without numpy.

    Examples
    --------
    >>> (ax, ay), (bx, by) = springs([10.0, 10.0], [(0, 1)])
    >>> round(hypot(bx - ax, by - ay))
    80
    """
    count = len(radii)
    if count < 2:
        return [(0.0, 0.0)] * count
    if count > PLAIN_LIMIT:
        from cityties.page.forceatlas2 import fields

        return fields(radii, lines, tell)
    ways: list[list[tuple[int, float]]] = [[] for _city in range(count)]
    for one, other in lines:
        length = radii[one] + radii[other] + _LENGTH
        ways[one].append((other, length))
        ways[other].append((one, length))
    terms = _all_pairs(ways) if count <= _ALL_PAIRS else _to_pivots(ways)
    spots = _descend(count, terms)
    return _apart(spots, radii)


def _distances(start: int, ways: Sequence[Sequence[tuple[int, float]]]) -> list[float]:
    """The length of the shortest path from a city to each other one."""
    far = [float("inf")] * len(ways)
    far[start] = 0.0
    heap = [(0.0, start)]
    while heap:
        length, city = heappop(heap)
        if length > far[city]:
            continue
        for other, step in ways[city]:
            if length + step < far[other]:
                far[other] = length + step
                heappush(heap, (far[other], other))
    return far


def _all_pairs(ways: Sequence[Sequence[tuple[int, float]]]) -> list[Term]:
    terms = []
    for one in range(len(ways)):
        far = _distances(one, ways)
        terms += [
            (one, other, far[other], far[other] ** -2, far[other] ** -2) for other in range(one)
        ]
    return terms


def _to_pivots(ways: Sequence[Sequence[tuple[int, float]]]) -> list[Term]:
    """Each city with its neighbours, and with pivots that stand for what is near them."""
    count = len(ways)
    terms = [
        (one, other, length, length**-2, length**-2)
        for one in range(count)
        for other, length in ways[one]
        if one < other
    ]
    # Each pivot is the city that is farthest from those before it.
    pivot = max(range(count), key=lambda one: (len(ways[one]), -one))
    nearest = [float("inf")] * count
    found: list[tuple[int, list[float]]] = []
    for _number in range(min(_PIVOTS, count)):
        far = _distances(pivot, ways)
        found.append((pivot, far))
        nearest = [min(a, b) for a, b in zip(nearest, far, strict=True)]
        pivot = max(range(count), key=lambda one: (nearest[one], -one))
    owner = [min((far[one], place) for place, (_pivot, far) in enumerate(found))[1]
             for one in range(count)]  # fmt: skip
    for place, (pivot, far) in enumerate(found):
        region = sorted(far[one] for one in range(count) if owner[one] == place)
        beside = {other for other, _length in ways[pivot]} | {pivot}
        for one in range(count):
            if one in beside:
                continue
            # As many cities of the pivot's region as are nearer to it than half the way.
            weight = sum(1 for near in region if near <= far[one] / 2)
            terms.append((one, pivot, far[one], max(1, weight) * far[one] ** -2, 0.0))
    return terms


def _descend(count: int, terms: list[Term]) -> list[Spot]:
    """Move the two cities of one term after the other, in an order that is mixed each time."""
    chance = random.Random(count)
    size = max(length for _one, _other, length, *_weights in terms)
    xs = [size / 2 * sqrt(n / count) * cos(n * pi * (3 - sqrt(5))) for n in range(count)]
    ys = [size / 2 * sqrt(n / count) * sin(n * pi * (3 - sqrt(5))) for n in range(count)]
    heaviest = max(max(term[3], term[4]) for term in terms)
    lightest = min(min(weight for weight in term[3:] if weight) for term in terms)
    first, last = 1 / lightest, 0.1 / heaviest
    fall = log(first / last) / (_ROUNDS - 1)
    for number in range(_ROUNDS):
        rate = first * exp(-fall * number)
        chance.shuffle(terms)
        for one, other, length, weight, back in terms:
            dx, dy = xs[one] - xs[other], ys[one] - ys[other]
            apart = sqrt(dx * dx + dy * dy) or 1e-9
            pull = (apart - length) / (2 * apart)
            share = min(1.0, rate * weight) * pull
            xs[one] -= share * dx
            ys[one] -= share * dy
            if back:
                share = min(1.0, rate * back) * pull
                xs[other] += share * dx
                ys[other] += share * dy
    return list(zip(xs, ys, strict=True))


def _apart(spots: Sequence[Spot], radii: Sequence[float]) -> list[Spot]:
    """Push cities apart until the rooms that they need do not overlap (or hardly)."""
    made = [list(spot) for spot in spots]
    count = len(made)
    cell = 2 * max(radii)
    for _round in range(60):
        cells: dict[tuple[int, int], list[int]] = {}
        for city in range(count):
            x, y = made[city]
            cells.setdefault((int(x // cell), int(y // cell)), []).append(city)
        moved = False
        for (column, row), here in sorted(cells.items()):
            near = [
                other
                for a in (column - 1, column, column + 1)
                for b in (row - 1, row, row + 1)
                for other in cells.get((a, b), ())
            ]
            for one in here:
                for other in near:
                    if other <= one:
                        continue
                    dx, dy = made[other][0] - made[one][0], made[other][1] - made[one][1]
                    need, apart = radii[one] + radii[other], hypot(dx, dy)
                    if apart >= need * 0.999:
                        continue
                    moved = True
                    if apart < 1e-6:
                        dx, dy, apart = 1.0, 0.0, 1.0
                        push = need / 2
                    else:
                        push = (need - apart) / 2
                    # The smaller room gives way.
                    share = radii[other] ** 2 / (radii[one] ** 2 + radii[other] ** 2)
                    for city, part in ((one, -2 * share), (other, 2 * (1 - share))):
                        made[city][0] += part * push * dx / apart
                        made[city][1] += part * push * dy / apart
        if not moved:
            break
    return [(x, y) for x, y in made]


__all__ = ["PLAIN_LIMIT", "springs"]
