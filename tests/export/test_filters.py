"""Which ties go out: kind, status, channel, day, knowledge, focus and steps."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cityties
from cityties.api import CityGraph
from cityties.errors import NotFoundError, UsageError
from cityties.export.formats import ours
from cityties.projection import Selection


def rows(graph: CityGraph, form: str = "pandas", **more: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(graph.export(form, **more).decode(), newline="")))


def ties(graph: CityGraph, **more: Any) -> set[str]:
    return {row["tie"] for row in rows(graph, "csv", **more)}


@pytest.mark.parametrize("city", ["isfahan", "freiburg", "porto"])
def test_a_focus_has_the_rows_of_the_listing(shipped: CityGraph, city: str) -> None:
    got = rows(shipped, "csv", focus=city, on="2021-01-01")
    want = shipped.ties(city, on="2021-01-01")
    assert sorted((row["tie"], row["channel"], row["partner"]) for row in got) == sorted(
        (row["tie"], row["channel"], row["partner"]) for row in want
    )


def test_two_steps_are_the_ties_of_the_partners(shipped: CityGraph) -> None:
    day = "2021-01-01"
    one = ties(shipped, focus="porto", on=day)
    partners = {
        party for row in shipped.ties("porto", on=day) for party in row["parties"]
        if not party.startswith("unnamed/")
    }  # fmt: skip
    known = {place.id for place in shipped.tables.places if place.kind == "city"}
    want = {row["tie"] for city in partners & known for row in shipped.ties(city, on=day)}
    two = ties(shipped, focus="porto", steps=2, on=day)
    assert one < two
    assert want <= two
    assert ties(shipped, focus="porto", steps=99, on=day) >= two


def test_steps_go_along_the_ties_that_are_meant() -> None:
    found = [
        {"tie": "1", "parties": ["a", "b"], "kind": "sister_city", "status": "in_force"},
        {"tie": "2", "parties": ["b", "c"], "kind": "cooperation_mou", "status": "in_force"},
        {"tie": "3", "parties": ["c", "d"], "kind": "sister_city", "status": "in_force"},
    ]
    two = Selection(focus="a", steps=2)
    assert [row["tie"] for row in two.rows(found)] == ["1", "2"]
    only = Selection(kinds=frozenset({"sister_city"}), focus="a", steps=3)
    assert [row["tie"] for row in only.rows(found)] == ["1"], "the bridge is of another kind"


names = st.sampled_from("abcdef")


@settings(deadline=None)
@given(st.lists(st.sets(names, min_size=2, max_size=3), max_size=12), names, st.integers(1, 4))
def test_steps_are_distances(parties: list[set[str]], focus: str, steps: int) -> None:
    """A tie is within n steps if one of its parties is at most n - 1 ties away."""
    import networkx as nx

    found = [
        {"tie": str(number), "parties": sorted(each), "kind": "k", "status": "s"}
        for number, each in enumerate(parties)
    ]
    graph: Any = nx.Graph()
    graph.add_node(focus)
    for each in parties:
        graph.add_edges_from((a, b) for a in each for b in each if a < b)
    away = nx.single_source_shortest_path_length(graph, focus)
    want = [
        row["tie"] for row in found
        if min((away.get(party, 99) for party in row["parties"]), default=99) < steps
    ]  # fmt: skip
    assert [row["tie"] for row in Selection(focus=focus, steps=steps).rows(found)] == want


def test_kind_and_status_are_any_of_several(shipped: CityGraph) -> None:
    one = ties(shipped, kinds="sister_city")
    other = ties(shipped, kinds="cooperation_mou")
    assert one and other
    assert ties(shipped, kinds=["sister_city", "cooperation_mou"]) == one | other
    assert {row["status"] for row in rows(shipped, statuses=["suspended", "proposed"])} == {
        "suspended", "proposed",
    }  # fmt: skip


def test_channel(shipped: CityGraph) -> None:
    more = {"focus": "freiburg", "on": "2010-01-01"}
    by_tie = {
        channel: {row["tie"]: row["status"] for row in rows(shipped, channel=channel, **more)}
        for channel in ("political", "civic")
    }
    tie = "tie/freiburg+isfahan/sister_city"
    assert by_tie["political"][tie] == "suspended"
    assert by_tie["civic"][tie] == "in_force"
    states = [row for row in rows(shipped, "edges", channel="political") if row["tie"] == tie]
    assert {row["channel"] for row in states} == {"political"}
    others = rows(shipped, "edges", channel="political", focus="hangzhou")
    assert {row["channel"] for row in others} == {"all"}, "these have no history of their own"


def test_a_day_keeps_the_states_that_are_possible_on_it(shipped: CityGraph) -> None:
    for row in rows(shipped, "edges", on="2010-01-01"):
        assert (row["possibly_from"] or "0") <= "2010-01-01" <= (row["possibly_until"] or "9")
    assert len(rows(shipped, "edges", on="2010-01-01")) < len(rows(shipped, "edges"))


def test_known_by(hostile: CityGraph) -> None:
    tie = "tie/isfahan+porto/sister_city"
    status = {
        known: next(r["status"] for r in rows(hostile, known_by=known, on="2023-01-01")
                    if r["tie"] == tie)
        for known in ("2021-01-01", "2023-01-01")
    }  # fmt: skip
    assert status == {"2021-01-01": "in_force", "2023-01-01": "ended"}


@pytest.mark.parametrize("form", list(ours()))
def test_every_format_takes_every_filter(shipped: CityGraph, form: str) -> None:
    made = shipped.export(
        form, focus="isfahan", steps=2, kinds=["sister_city"], statuses="in_force",
        channels="political", on="2015-01-01", known_by="2024-01-01",
    )  # fmt: skip
    assert b"isfahan" in made or "parquet" in form, "which is compressed"
    assert len(made) < len(shipped.export(form))


@pytest.mark.parametrize("form", ["nquads", "nodes"])
def test_a_channel_alone_loses_nothing(shipped: CityGraph, form: str) -> None:
    assert shipped.export(form, channels="civic") == shipped.export(form)


@pytest.mark.parametrize("form", list(ours()))
def test_nothing_left_is_still_a_file(hostile: CityGraph, form: str) -> None:
    made = hostile.export(form, kinds="renewal")
    assert made
    if form == "geojson":
        assert json.loads(made)["features"] == []
    if ours()[form].cells:
        assert made == hostile.export(form).splitlines(keepends=True)[0], "the header alone"


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"steps": 2}, UsageError, "need a focus city"),
        ({"steps": 0, "focus": "isfahan"}, UsageError, "at least 1"),
        ({"kinds": "sister_citty"}, UsageError, "did you mean sister_city"),
        ({"statuses": ["in_force", "signed"]}, UsageError, "signed"),
        ({"channels": "politics"}, UsageError, "political"),
        ({"focus": "Isfahn"}, NotFoundError, "isfahan"),
        ({"guard_formulas": True}, UsageError, "no cells"),
    ],
)
def test_wrong_filters(
    shipped: CityGraph, more: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        shipped.export("graphml", **more)


def test_same_bytes_in_other_processes(shipped: CityGraph, repository: Path) -> None:
    forms = [form for form in ours() if "parquet" not in form]
    program = (
        "import sys, hashlib, cityties; g = cityties.open();"
        "[print(hashlib.sha256(g.export(f, focus='porto')).hexdigest()) for f in sys.argv[1:]]"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, *forms], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONHASHSEED": "12345"}, cwd=repository,
    ).stdout  # fmt: skip
    again = [hashlib.sha256(shipped.export(form, focus="porto")).hexdigest() for form in forms]
    assert said.split() == again


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cityties", "export", *words],
        check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("form", ["framed", "gexf", "geojson", "gephi", "nodes-parquet"])
def test_command(form: str, tmp_path: Path) -> None:
    file = tmp_path / ("x" + ours()[form].endings[0])
    words = ["--focus", "اصفهان", "--steps", "2", "--kind", "sister-city", "--status", "in_force"]
    done = command(str(file), *words)
    assert done.returncode == 0, done.stderr
    want = cityties.open().export(
        form, focus="isfahan", steps=2, kinds="sister_city", statuses="in_force"
    )
    assert file.read_bytes() == want


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["x.jsonld", "--reifiers"], "nquads, trig, turtle"),
        (["x.gexf", "--guard-formulas"], "no cells"),
        (["x.csv", "--steps", "2"], "need a focus city"),
        (["x.csv", "--steps", "0", "--focus", "isfahan"], "steps"),
        (["x.nodes.cvs"], "did you mean"),
    ],
)
def test_command_refuses(words: list[str], says: str, tmp_path: Path) -> None:
    done = command(str(tmp_path / words[0]), *words[1:])
    assert done.returncode == 2
    assert says in done.stderr
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_what_a_condition_is_about_comes_along(tmp_path: Path) -> None:
    """A filtered file loads again: the vote that a plan depends on is in it."""
    from cityties.rdf.load import load_rdf

    graph = cityties.open()
    (plan,) = (claim for claim in graph.tables.claims if claim.id == "c-P402")
    (vote,) = plan.condition_on
    file = tmp_path / "pasadena.trig"
    file.write_bytes(graph.export("trig", focus="pasadena-us"))
    tables = load_rdf(file)
    claims = {claim.id: claim for claim in tables.claims}
    assert claims[plan.id].condition_on == (vote,)
    assert any(claim.about == vote for claim in tables.claims)
