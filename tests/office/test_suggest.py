"""The shortlist: the model is the one that was fitted, and each line has its reasons."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from cityties.errors import UsageError
from cityties.office import shortlist, suggest
from cityties.office.desk import Desk
from cityties.office.shortlist import FEATURES, Spot, World, model


def small() -> World:
    spots = [
        Spot("a", 0.0, 0.0, "AA", 1e5),
        Spot("b", 0.0, 1.0, "AA", 1e6),
        Spot("c", 0.0, 2.0, "BB", None),
        Spot("d", 0.0, 3.0, "BB", 1e4),
    ]
    return World(spots, [("a", "b"), ("b", "c"), ("c", "d"), ("x", "a"), ("a", "a")])


def test_features_have_their_known_values() -> None:
    world = small()
    rows = [dict(zip(FEATURES, row, strict=True)) for row in world.features(0)]
    assert rows[2]["common"] == pytest.approx(math.log1p(1))
    assert rows[3]["common"] == 0
    assert rows[3]["paths_3"] > 0
    assert rows[1]["same_country"] == 1
    assert rows[2]["ours_there"] == 0
    assert rows[3]["distance"] == pytest.approx(math.log1p(333.6), rel=1e-3)
    assert rows[3]["gap"] == pytest.approx(1)
    assert world.ties == 3
    assert world.base_rate() == pytest.approx(3 / 6)


def test_a_tie_that_is_taken_away_and_put_back_changes_nothing() -> None:
    world = small()
    before = world.features(1)
    world.link(0, 1, tied=False)
    assert world.features(1)[2].tolist() != before[2].tolist()
    world.link(0, 1, tied=True)
    assert np.array_equal(world.features(1), before)


def test_the_committed_model_says_what_it_was_fitted_on() -> None:
    about = model().about
    assert about["auc"] >= 0.86
    assert about["hits_100"] >= 0.26
    assert {"training_data", "fitted", "licence", "baselines"} <= about.keys()
    path = Path(shortlist.__file__).with_name("shortlist.json")
    assert path.stat().st_size < 5000
    assert list(json.loads(path.read_text())["features"]) == list(FEATURES)


def test_every_line_has_reasons_and_no_partner_is_suggested(desk: Desk) -> None:
    rows = suggest.suggestion_rows(desk, top=12)
    assert len(rows) == 12
    partners = {
        party
        for tie in desk.graph.ties("isfahan", on=desk.day, statuses="in_force")
        for party in tie["parties"]
    }
    for row in rows:
        assert len(row["reasons"]) >= 2
        assert row["city"] not in partners
        assert suggest.row_notes(desk, row)
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_never_a_single_winner(desk: Desk) -> None:
    with pytest.raises(UsageError, match="10 cities at least"):
        suggest.suggestion_rows(desk, top=1)


def test_the_base_rate_is_printed(desk: Desk) -> None:
    assert "base rate: one of" in suggest.caveats(desk)[0]
