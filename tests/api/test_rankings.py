"""What a ranking is made of: each graph once, and figures when they are read."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

import cityties
from cityties.analysis import summary
from cityties.projection import layers


def test_each_graph_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, frozenset[str], str]] = []
    plain = layers.plain_layer

    def counted(scope: Any, layer: str, weights: Any = None) -> Any:
        made.append((scope.selection.focus, scope.selection.statuses, layer))
        return plain(scope, layer, weights)

    monkeypatch.setattr(layers, "plain_layer", counted)
    found = cityties.open().centrality("isfahan", measures="main", runs=0)
    # Around Isfahan with the ties in force, with those suspended, with those that are unclear;
    # and all that is loaded, to see what it was collected around.
    assert len(made) == len(set(made)) == 4
    assert [focus for focus, _statuses, _layer in made].count("isfahan") == 3
    firsts = found.about["first_place"]
    assert firsts[0]["cities"] == found.about["nodes"]


def test_the_figures_are_computed_when_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    figures = summary.figures

    def counted(graph: Any, **more: Any) -> Any:
        asked.append(len(graph))
        return figures(graph, **more)

    monkeypatch.setattr(summary, "figures", counted)
    found = cityties.open().centrality("isfahan", measures="degree", runs=0, on="2021-08-01")
    assert not asked
    graph = cityties.open().to_networkx("isfahan", layer="simple", steps=2, on="2021-08-01")
    assert found.network["diameter"] == nx.diameter(graph) > 1
    assert found.json()["network"] is found.network
    assert asked == [found.about["nodes"]]
    assert found.about.items() <= found.network.items()


def test_claimed_numbers_are_those_of_counts() -> None:
    from cityties.reading import claimed_rows

    g = cityties.open()
    day = g.data_day
    looked = 0
    for city in ("isfahan", "kazan", "yerevan", "porto"):
        rows = claimed_rows(g.readings(), g.sources_by_id, city, on=day)
        assert rows == g.counts(city, on=day)["claimed"]
        looked += len(rows)
    assert looked > 3
