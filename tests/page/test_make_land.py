"""The script that makes the land: rings are joined, unwrapped, cut and simplified."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def tool(repository: Path) -> ModuleType:
    path = repository / "tools" / "make_land.py"
    spec = importlib.util.spec_from_file_location("make_land", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _area(ring: list[tuple[float, float]]) -> float:
    """Twice the area inside, as the surveyors have it."""
    return abs(
        sum(a * d - b * c for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True))
    )


def test_arcs_are_joined_to_rings_also_backwards(tool: ModuleType) -> None:
    topology = {
        "transform": {"scale": [2, 1], "translate": [10, 20]},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [0, 1], [1, 0]]],
        "objects": {"land": {"geometries": [{"type": "MultiPolygon", "arcs": [[[0, -2]]]}]}},
    }
    assert tool.rings(topology) == [[(10, 20), (12, 20), (12, 21), (10, 21), (10, 20)]]


def test_a_ring_across_the_date_line_becomes_two(tool: ModuleType) -> None:
    ring = [(170, 60), (-170, 60), (-170, 70), (170, 70), (170, 60)]
    parts = tool.cut(ring)
    assert len(parts) == 2
    west, east = sorted(parts, key=min)
    assert {x for x, _y in west} == {-180, -170}
    assert {x for x, _y in east} == {170, 180}
    assert _area(west) == _area(east) == pytest.approx(2 * 10 * 10)


def test_a_ring_that_does_not_cross_it_stays(tool: ModuleType) -> None:
    ring = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    assert [sorted(part) for part in tool.cut(ring)] == [sorted(ring[:-1])]


def test_land_around_a_pole_is_closed_over_it(tool: ModuleType) -> None:
    ring = [(longitude, -70) for longitude in range(-180, 180, 30)]
    parts = tool.cut([*ring, ring[0]])
    assert sum(_area(part) for part in parts) == pytest.approx(2 * 360 * 20)
    points = [point for part in parts for point in tool.projected(part)]
    assert max(y for _x, y in points) == pytest.approx(1317, abs=1)


def test_what_hardly_bends_a_ring_goes(tool: ModuleType) -> None:
    ring = [(0.0, 0.0), (50.0, 0.3), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    assert tool.simplified_ring(ring) == [(0, 0), (100, 0), (100, 100), (0, 100)]


def test_long_edges_are_split_and_paths_are_differences(tool: ModuleType) -> None:
    ring = tool.split_long([(-1500, 10), (1500, 10), (0, 20)])
    assert all(
        abs(a - b) <= 1000 for (a, _), (b, _) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    assert tool.path([[(1, 2), (4, 1), (0, 0)]]) == "M1 2l3-1-4-1z"
