"""One source alone, and what a graph says of where it ends."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.errors import AmbiguousNameError, NotFoundError
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import tie_id
from cityties.model.rows import Claim, Place, Source, Tables
from cityties.projection import BOUNDARY_KEYS, Scope, boundary_of, layer_graph
from cityties.reading import city_resolver, read
from cityties.store.build import build


def test_one_source_alone(small: CityGraph) -> None:
    graph = small.to_networkx(layer="simple", source="world-2016")
    assert {frozenset(edge) for edge in graph.edges} == {
        frozenset(("alfa", "bravo")), frozenset(("delta", "echo")),
    }  # fmt: skip
    assert graph.graph["on"] == "2016-09-12", "its own day"
    assert graph.graph["source"] == graph.graph["source_ids"] == "world-2016"
    assert (graph.graph["sources"], graph.graph["boundary"]) == (1, "dataset")
    assert graph.graph["collected"] == "", "no list of another source"
    full = small.to_networkx(layer="ties", source="world-2016")
    assert full.number_of_edges() == 2
    assert full.graph["source"] == "world-2016"


def test_inside_a_data_set_every_place_is_a_node() -> None:
    tables = Tables(
        places=(Place("alfa", "city", "Alfa"), Place("landia", "country", "Landia")),
        sources=(Source("world", "dataset", "World", "", published=parse_edtf("2016-09-12")),
                 Source("news", "news", "News", "", published=parse_edtf("2016-09-12"))),
        claims=tuple(
            Claim(f"c-{source}", source, "tie", aspect="state", kind="sister_city",
                  parties=("alfa", "landia"), about="tie/alfa+landia/sister_city",
                  status="in_force")
            for source in ("world", "news")
        ),
    )  # fmt: skip
    graph = CityGraph(build(tables))
    world, news = (graph.to_networkx(layer="simple", source=name) for name in ("world", "news"))
    assert (list(world.edges), world.graph["node_kind"]) == ([("alfa", "landia")], "place")
    assert (list(news.edges), news.graph["node_kind"]) == ([], "city")
    assert news.graph["dropped_parties"] == 1


def test_a_source_on_another_day_and_in_another_layer(small: CityGraph) -> None:
    assert small.to_networkx(layer="simple", source="world-2016", on="2020-01-01").size() == 2
    assert small.to_networkx(layer="simple", source="world-2016", on="2016-01-01").size() == 0
    assert small.to_networkx(layer="members", source="s-lists").size() == 5
    assert small.to_networkx(layer="members", source="s-news").size() == 0
    news = small.to_networkx(layer="simple", source="s-news")
    assert (news.graph["boundary"], news.graph["on"]) == ("source", "2019-05-01")
    near = small.to_networkx("echo", layer="simple", source="world-2016")
    assert (near.graph["boundary"], near.size()) == ("focus", 1)


def test_as_known_by_a_day_before_the_source(small: CityGraph) -> None:
    assert not small.to_networkx(layer="simple", source="world-2016", known_by="2016-01-01")


def test_names_of_sources(small: CityGraph) -> None:
    assert small.find_source("s-n") == small.find_source("s-news") == "s-news"
    with pytest.raises(AmbiguousNameError, match="world-2016, world-2017") as fault:
        small.to_networkx(source="world")
    assert fault.value.candidates == ("world-2016", "world-2017")
    with pytest.raises(NotFoundError, match="did you mean world-2016"):
        small.to_networkx(source="wrold-2016")
    with pytest.raises(NotFoundError):
        small.ties(source="nothing of the kind")


def test_readings_and_ties_of_one_source(small: CityGraph) -> None:
    readings = small.readings(source="world-2016")
    assert {claim.source for claim in readings.claims.values()} == {"world-2016"}
    assert readings is small.readings(source="world-2016"), "read once"
    assert len(small.ties(source="world-2016", on="2017-01-01")) == 2


def test_boundary(small: CityGraph) -> None:
    said = boundary_of(small.to_networkx(layer="simple", on="2019-01-02", known_by="2019-12-31"))
    assert list(said)[: len(BOUNDARY_KEYS)] == list(BOUNDARY_KEYS)
    assert said["boundary"] == "lists"
    assert (said["collected"], said["collected_complete"]) == ("alfa;bravo", "alfa")
    assert said["collected_on"] == "alfa=2016-05-01;bravo=2019-06-01"
    assert (said["focus"], said["steps"], said["known_by"]) == ("", 0, "2019-12-31")
    assert said["content_id"] == small.id
    assert said["source_ids"] == "s-news;world-2016"
    earlier = small.to_networkx(layer="simple", known_by="2019-05-15")
    assert earlier.graph["collected"] == "", "the lists came out in June"


def test_boundary_of_any_graph() -> None:
    assert set(boundary_of(nx.Graph(title="x"))) == set(BOUNDARY_KEYS)


def test_the_world_of_2016() -> None:
    """The graph is the file: the same cities, the same pairs, the same degrees."""
    folder = os.environ.get("CITYTIES_WORLD")
    if not folder:
        pytest.skip("set CITYTIES_WORLD to the folder of the world's data")
    with (Path(folder) / "twinnings-2016.tsv").open(encoding="utf-8") as file:
        links = [
            (row["source"].lower(), row["target"].lower())
            for row in csv.DictReader(file, delimiter="\t")
        ]
    claims = [
        Claim(
            f"c-{number}", "world", "tie", aspect="state", kind="sister_city", status="in_force",
            parties=(a, b), about=tie_id((a, b), "sister_city"), actor=(one,), target=(other,),
        )
        for number, (one, other) in enumerate(links) if one != other
        for a, b in (sorted((one, other)),)
    ]  # fmt: skip
    cities = {city for link in links for city in link}
    tables = Tables(
        places=tuple(Place(city, "city", city) for city in sorted(cities)),
        sources=(Source("world", "dataset", "World", "", published=parse_edtf("2016-09-12")),),
        claims=tuple(claims),
    )
    readings = read(claims, {"world": tables.sources[0]})
    day = tables.sources[0].published
    assert day is not None
    graph = layer_graph(
        Scope(readings, tables, city_resolver(tables), day.latest, source="world"), "simple"
    )
    pairs = {frozenset(link) for link in links if link[0] != link[1]}
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (10_055, 17_401)
    assert {frozenset(edge) for edge in graph.edges} == pairs
    assert dict(graph.degree) == Counter(city for pair in pairs for city in pair)
    assert graph.graph["boundary"] == "dataset"
