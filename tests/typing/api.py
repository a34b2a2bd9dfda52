"""Usage that must pass a type checker; `tests/api/test_api.py` runs mypy over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, assert_type

import networkx as nx
import rdflib

import cityties
from cityties import CityGraph, DataError, NotFoundError, QueryError
from cityties.api.rows import Listing, TieRow
from cityties.api.view import View
from cityties.page import Map


def progress(step: str, number: int, of: int) -> None:
    assert step and 0 < number <= of


g = cityties.open()
assert_type(g, CityGraph)
g = cityties.open("folder", store=Path("store"), shipped=False, progress=progress)
g = cityties.open(["one", "two"], known_by=date(2020, 1, 1), cache=False, build=True)
g = cityties.open([Path("one"), Path("two")])

built = cityties.build_parts("claims", into=Path("parts"), engine="pool:2", partitions=4)
assert_type(built.id, str)
rows = g.ties("isfahan", on="2010-01-01", channels="political", concluded="signed")
assert_type(rows, Listing[TieRow])
count: int = g.counts("isfahan")["read"]["signed"]
for row in g.history("isfahan", "freiburg", known_by=date(2020, 1, 1)):
    claim: str = row["claim"]
    assert claim
conflicts: Sequence[Mapping[str, Any]] = g.conflicts()
view = g.view(on="2010-01-01", kinds=["sister_city"], focus="isfahan")
assert_type(view, View)
assert_type(g.ties(view=view, statuses="in_force"), Listing[TieRow])
assert_type(g.find_city("اصفهان"), str)
assert_type(g.dataset, rdflib.Dataset)
graph: nx.Graph[str] = g.to_networkx("isfahan")
assert_type(g.to_networkx(kinds=["sister_city"], source="council-2007"), nx.Graph[str])
assert_type(g.to_networkx(layer="ties"), nx.MultiGraph[str])
assert_type(g.to_networkx(layer="events"), nx.MultiDiGraph[str])
assert_type(g.to_networkx(layer="layers"), nx.MultiGraph[str])
assert_type(g.to_networkx(layer="simple", statuses="in_force"), nx.Graph[str])
strengths: list[dict[str, Any]] = g.strength("isfahan", on=date(2021, 8, 1))
assert_type(g.strength_sensitivity("isfahan", draws=10), dict[str, Any])
assert_type(g.export("trig"), bytes)
assert_type(g.page("isfahan"), str)
assert_type(g.map("isfahan"), Map)
answer = g.query("sister_cities_on", city="isfahan", on=date(2021, 8, 1), timeout=2.0)

try:
    g.query("SELECT")
except (QueryError, NotFoundError, DataError) as fault:
    assert_type(fault.exit_code, int)
assert_type(cityties.__version__, str)
