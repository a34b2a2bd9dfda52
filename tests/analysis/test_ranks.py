"""Shared ranks and rank correlations, beside numpy and scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")

from cityties.analysis.ranks import shared_ranks, spearman  # noqa: E402
from cityties.centrality.resample import ranks  # noqa: E402

VALUES = st.lists(st.sampled_from([0.0, 1.0, 1.0 + 1e-12, 2.5, -3.0, 1e6]), min_size=1)


@given(VALUES)
def test_ranks_are_those_of_the_runs(values: list[float]) -> None:
    found = shared_ranks(values)
    assert [rank for rank, _tied in found] == ranks(np.array(values)).tolist()
    for rank, tied in found:
        assert tied == rank + sum(other == (rank, tied) for other in found) - 1


def test_what_has_no_value_has_no_rank_and_takes_none() -> None:
    assert shared_ranks([2.0, math.nan, 3.0, math.inf]) == [(2, 2), (0, 0), (1, 1), (0, 0)]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
def test_the_correlation_of_ranks_is_that_of_scipy(pairs: list[tuple[int, int]]) -> None:
    stats = pytest.importorskip("scipy.stats", reason="install it with: pip install scipy")
    first, second = zip(*pairs, strict=True)
    found = spearman(first, second)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(stats.spearmanr(first, second).statistic, abs=1e-12)
