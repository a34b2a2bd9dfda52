"""``benchmarks/resolver.py``: what it counts as matched and as right."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cityties.loaders.resolve import Candidate, Resolution
from cityties.loaders.resolve.package import PackageSpots

FILE = Path(__file__).resolve().parents[3] / "benchmarks" / "resolver.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_resolver", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_resolver"] = module
    spec.loader.exec_module(module)
    return module


def test_matched_right_and_asked(script: ModuleType, package: PackageSpots) -> None:
    prague = script.Truth("Q1085", "Prag", "CZ", (50.09, 14.42), "1")
    truths = [prague] * 5
    results = [
        Resolution("g1", "name+country"),  # the same number
        Resolution("g2", "likely"),  # Brno is far from it
        Resolution("prag-cz", "new"),
        Resolution("prag-cz", "new", candidates=(Candidate("geonames:1", "Prague", "CZ", 100),)),
        Resolution("", ""),
    ]
    score = script.judge(truths, results, package)
    assert (score.cities, score.matched, score.right, score.likely, score.asked) == (5, 2, 1, 1, 1)
    assert (score.share, score.precision) == (0.4, 0.5)
    assert (score.numbered, score.same_number) == (2, 1)
    assert len(score.wrong) == 1
    assert "Brno" in score.wrong[0]


def test_a_place_near_the_true_point_is_right(script: ModuleType, package: PackageSpots) -> None:
    truth = script.Truth("Q1", "Altstadt", "DE", (48.5, 9.0))
    score = script.judge([truth], [Resolution("g8", "name+country")], package)
    assert (score.right, score.numbered) == (1, 0)


def test_points_help(script: ModuleType, package: PackageSpots) -> None:
    truths = [
        script.Truth("Q1", "Springfield", "US", (39.8, -89.64), "3"),
        script.Truth("Q2", "Springfield", "US", (42.1, -72.59), "4"),
        script.Truth("Q3", "Brno", "CZ", (49.2, 16.61), "2"),
    ]
    without = script.measure(truths, package, points=False)
    with_points = script.measure(truths, package, points=True)
    assert (without.matched, without.right, without.asked) == (1, 1, 2)
    assert (with_points.matched, with_points.right, with_points.asked) == (3, 3, 0)


def test_places_of_a_year(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        "id,name,lng,lat,country,countrycd,geonameid\n"
        "Q1,Rome,12.5,41.9,Italy,IT,77\nQ2,Nowhere,,,,,\nQ3,Other,1,2,X,XX,\n",
        encoding="utf-8",
    )
    (tmp_path / "twinnings-2016.tsv").write_text("source\ttarget\nQ1\tQ2\n", encoding="utf-8")
    (tmp_path / "names-2016.tsv").write_text("qid\tlabel\nQ1\tRom\n", encoding="utf-8")
    found = script.read_truths(tmp_path, 2016)
    assert found == [script.Truth("Q1", "Rom", "IT", (41.9, 12.5), "77")]
