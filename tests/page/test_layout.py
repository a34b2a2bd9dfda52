"""The network picture: the same each time, nobody upon another."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import hypot

import pytest

from cityties.page.layout import HEIGHT, WIDTH, _Room, fitted, grouped
from cityties.page.stress import springs

Line = tuple[int, int]
Spots = Sequence[tuple[float, float]]


def star(count: int) -> list[Line]:
    return [(0, city) for city in range(1, count)]


def tree(count: int, seed: int = 1) -> list[Line]:
    chance = random.Random(seed)
    return [(chance.randrange(city), city) for city in range(1, count)]


def web(count: int, lines: int, seed: int = 2) -> list[Line]:
    """A tree with further lines: cities with many and cities with one."""
    chance = random.Random(seed)
    made = set(tree(count, seed))
    while len(made) < lines:
        one, other = (int(count * chance.random() ** 2) for _end in range(2))
        if one != other:
            made.add((min(one, other), max(one, other)))
    return sorted(made)


def nearest(spots: Spots) -> float:
    return min(
        hypot(spots[a][0] - spots[b][0], spots[a][1] - spots[b][1])
        for a in range(len(spots))
        for b in range(a)
    )


def mean_length(spots: Spots, pairs: Sequence[Line]) -> float:
    return sum(hypot(spots[a][0] - spots[b][0], spots[a][1] - spots[b][1]) for a, b in pairs) / len(
        pairs
    )


def layout(
    count: int, lines: Sequence[Line], tell: Callable[[float], None] | None = None
) -> list[tuple[float, float]]:
    return fitted(grouped(count, lines, tell=tell))


@pytest.mark.parametrize(
    ("count", "lines"),
    [
        (0, []),
        (1, []),
        (2, [(0, 1)]),
        (2, [(0, 1), (0, 1), (1, 0)]),
        (3, [(0, 0), (1, 2)]),
        (40, star(40)),
        (60, tree(60)),
        (200, web(200, 330)),
        (30, [(a, b) for a in range(30) for b in range(a)]),
        (30, [(a, a + 1) for a in range(29)]),
        (30, [(a, a + 1) for a in range(0, 30, 2)]),
    ],
)
def test_everybody_has_a_spot_of_its_own_inside_the_room(count: int, lines: list[Line]) -> None:
    spots = layout(count, lines)
    assert len(spots) == count
    assert all(abs(x) <= WIDTH / 2 and abs(y) <= HEIGHT / 2 for x, y in spots)
    assert count < 2 or nearest(spots) > 10
    assert spots == layout(count, list(reversed(lines)))


def test_what_is_tied_stands_nearer_than_what_is_not() -> None:
    lines = web(150, 260)
    spots = layout(150, lines)
    chance = random.Random(3)
    others = [(chance.randrange(150), chance.randrange(75)) for _pair in range(400)]
    assert mean_length(spots, lines) < 0.6 * mean_length(spots, others)


def test_parts_that_nothing_joins_stand_apart() -> None:
    lines = [*star(30), *((a + 30, b + 30) for a, b in star(12)), (42, 43)]
    spots = layout(45, lines)  # and 44 alone
    parts = [range(30), range(30, 42), range(42, 44), range(44, 45)]
    boxes = [
        (min(spots[c][0] for c in part), max(spots[c][0] for c in part),
         min(spots[c][1] for c in part), max(spots[c][1] for c in part))
        for part in parts
    ]  # fmt: skip
    for number, (left, right, top, bottom) in enumerate(boxes):
        for other in boxes[:number]:
            assert right < other[0] or other[1] < left or bottom < other[2] or other[3] < top


def test_parts_are_packed_as_if_each_were_compared_with_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(4)
    radii = sorted(chance.choice([30.0, 65.0, 65.0, 90.5, 400.0]) for _disc in range(120))[::-1]
    room, plain = _Room(), _Room()
    spots = [room.place(radius) for radius in radii]
    monkeypatch.setattr(
        _Room,
        "_free",
        lambda self, x, y, radius: all(hypot(x - a, y - b) >= r + radius for a, b, r in self.discs),
    )
    assert spots == [plain.place(radius) for radius in radii]


@pytest.mark.parametrize("limit", [50, 2000])
def test_progress_never_goes_back(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    pytest.importorskip("numpy")
    monkeypatch.setattr("cityties.page.stress.PLAIN_LIMIT", limit)
    told: list[float] = []
    pairs = [(a, a + 1) for a in range(200, 400, 2)]
    layout(400, [*web(200, 330), *pairs], tell=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
    assert len(told) > 4


def test_springs_find_the_lengths_of_a_path() -> None:
    spots = springs([10.0] * 6, [(a, a + 1) for a in range(5)])
    assert hypot(spots[0][0] - spots[5][0], spots[0][1] - spots[5][1]) == pytest.approx(
        400, rel=0.03
    )


def test_pivots_give_about_the_same_picture_as_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = web(120, 190)
    whole = springs([10.0] * 120, lines)
    monkeypatch.setattr("cityties.page.stress._ALL_PAIRS", 10)
    sparse = springs([10.0] * 120, lines)
    assert mean_length(sparse, lines) == pytest.approx(mean_length(whole, lines), rel=0.35)


def test_thousands_are_placed_by_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numpy")
    monkeypatch.setattr("cityties.page.stress.PLAIN_LIMIT", 50)
    lines = web(900, 1500)
    spots = layout(900, lines)
    assert len(set(spots)) == 900
    assert nearest(spots) > 1
    chance = random.Random(3)
    others = [(chance.randrange(900), chance.randrange(450)) for _pair in range(900)]
    assert mean_length(spots, lines) < 0.7 * mean_length(spots, others)
    assert spots == layout(900, lines)
