"""`cityties centrality`, as somebody in an office and as a program calls it."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.analysis.measures import MEASURES
from cityties.analysis.table import ROW_KEYS

QUICK = ("--no-intervals",)
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of a small world, as a data folder: a ring of cities with Isfahan in it."""
    from cityties.cli import main

    folder = tmp_path_factory.mktemp("links")
    ring = ["isfahan", "freiburg", "florence", "kazan", "porto", "havana", "xian", "yerevan"]
    pairs = [*zip(ring, ring[1:] + ring[:1], strict=True), ("isfahan", "florence")]
    table = folder / "links.tsv"
    table.write_text("source\ttarget\n" + "".join(f"{a}\t{b}\n{b}\t{a}\n" for a, b in pairs))
    out = folder / "ring"
    words = ["load", "links", str(table), "-o", str(out), "--name", "Ring", "--date", "2020-05"]
    assert main(words) == 0
    return out


def _json(run: Run, *words: str) -> dict[str, Any]:
    done = run("centrality", *words, "-f", "json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


# --- the sample -----------------------------------------------------------------------


def test_the_partners_of_isfahan(run: Run) -> None:
    found = _json(run, "isfahan", "--runs", "20")
    network, rows = found["network"], found["rows"]
    assert set(found) == {"network", "rows"}
    for key in (
        "nodes", "edges", "components", "boundary", "coverage", "source", "on", "focus", "steps",
        "content_id", "first_place", "warnings", "intervals", "comparable",
    ):  # fmt: skip
        assert key in network, key
    assert (network["focus"], network["steps"], network["whole"]) == ("isfahan", 2, False)
    assert network["city"] == "isfahan"
    assert network["intervals"] == {"runs": 20, "drop": [0.1, 0.3], "seed": 0}
    assert {row["measure"] for row in rows} == set(MEASURES)
    assert set(rows[0]) <= set(ROW_KEYS)
    own = [row for row in rows if row["city"] == "isfahan"]
    assert all(row["rank"] is None and "by_construction" in row["warnings"] for row in own)
    assert all("not_comparable" in row["warnings"] and not row["comparable"] for row in rows)
    kazan = network["coverage"]["cities"]["kazan"]
    assert kazan["found"] < kazan["claimed"]
    filters = network["first_place"]
    assert [len(row["statuses"]) for row in filters] == [1, 3, 9]
    assert all(row["first"]["closeness"] for row in filters)
    codes = {one["code"] for one in network["warnings"]}
    assert {"not_comparable", "by_construction", "two_steps", "follows_partners"} <= codes


def test_the_table_says_what_must_be_known(run: Run) -> None:
    done = run("centrality", "isfahan", "--runs", "10")
    assert done.code == 0
    lines = done.out.splitlines()
    table = lines[2 : next(at for at, line in enumerate(lines) if line.startswith("likely ranks"))]
    assert len(table) > 15
    assert all("not comparable" in line for line in table)
    assert table[0].startswith("Isfahan")
    assert "by construction" in table[0]
    assert "26 / 68" in done.out
    assert "0.92–0.95" in done.out
    assert "0.54" in done.out
    assert "the first place depends on which ties are counted" in done.out


def test_one_measure_in_full(run: Run) -> None:
    done = run("centrality", "isfahan", "--measure", "closeness", "--runs", "10")
    assert done.code == 0
    assert "Likely rank" in done.out
    assert "With ties left out" in done.out


def test_csv(run: Run) -> None:
    done = run("centrality", "isfahan", "--measure", "degree", *QUICK, "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert rows[0]["city"] == "isfahan"
    assert rows[0]["rank"] == ""
    assert [row["rank"] for row in rows[1:3]] == ["1", "2"]
    assert "not comparable" in done.err


def test_one_step(run: Run) -> None:
    done = run("centrality", "isfahan", "--steps", "1", "--measure", "betweenness")
    assert done.code == 2
    assert "--steps 2" in done.err
    assert "--source" in done.err
    done = run("centrality", "isfahan", "--steps", "1", *QUICK)
    assert done.code == 0
    assert "Betweenness" not in done.out.splitlines()[0]
    assert "only one step was collected" in done.out
    assert "26 / 68" in done.out, "coverage is that of all that was collected"


def test_other_days_and_layers(run: Run) -> None:
    early = _json(run, "isfahan", *QUICK, "--measure", "degree", "--on", "2000-06-30")
    assert early["network"]["on"] == "2000-06-30"
    assert len(early["rows"]) < len(_json(run, "isfahan", *QUICK, "--measure", "degree")["rows"])
    shared = _json(run, "isfahan", *QUICK, "--measure", "degree", "--layer", "exchange")
    assert shared["network"]["layer"] == "exchange"
    assert shared["rows"][0]["found"] is None, "claimed numbers are not of visits"
    assert run("centrality", "isfahan", "--layer", "members").code == 2
    assert run("centrality", "isfahan", "--layer", "events").code == 2


@pytest.mark.parametrize("words", [("--runs", "3"), ("--communities", "--runs", "2")])
def test_an_engine_gives_the_same_table(run: Run, words: tuple[str, ...]) -> None:
    here = run("centrality", "isfahan", *words, "-f", "csv")
    there = run("centrality", "isfahan", *words, "-f", "csv", "--engine", "pool:2")
    assert here.code == there.code == 0, there.err
    assert here.out == there.out
    assert len(here.out.splitlines()) > 20


def test_the_same_seed_gives_the_same_table(run: Run) -> None:
    words = ("isfahan", "--measure", "closeness", "--runs", "15", "--seed")
    assert _json(run, *words, "7") == _json(run, *words, "7")
    assert _json(run, *words, "7") != _json(run, *words, "8")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["isfahan", "--measure", "betwenness"], "betweenness"),
        (["isfahan", "--by", "country"], "--source"),
        (["nowhere-at-all"], "nowhere-at-all"),
        (["isfahan", "--source", "nosuch"], "nosuch"),
        (["isfahan", "--communities", "--structure"], "two tables"),
        (["--measure", "shared-partners"], "need a focus city"),
        (["--explain", "magic"], "closeness"),
    ],
)
def test_wrong_use_is_told(run: Run, words: list[str], text: str) -> None:
    done = run("centrality", *words)
    assert done.code in {1, 2}
    assert text in done.err
    assert "Traceback" not in done.err


def test_persian(run: Run) -> None:
    done = run("--lang", "fa", "centrality", "isfahan", "--measure", "closeness", "--runs", "5")
    assert done.code == 0
    assert "کازان" in done.out
    assert "۲۶ / ۶۸" in done.out
    head = done.out.splitlines()[0]
    assert not any(letter.isascii() and letter.isalpha() for letter in head)


# --- explanations, communities, structure, chart --------------------------------------


def test_explanations(run: Run) -> None:
    done = run("centrality", "--explain")
    assert done.code == 0
    for measure in MEASURES.values():
        assert f"({measure.name})" in done.out
        assert measure.formula in done.out
        assert measure.source in done.out
        assert measure.networkx in done.out
    one = run("centrality", "--explain", "katz", "-f", "json")
    assert [row["measure"] for row in json.loads(one.out)["measures"]] == ["katz"]


def test_communities(run: Run) -> None:
    found = _json(run, "isfahan", "--communities", "--runs", "4")
    assert found["network"]["runs"] == 4
    assert found["network"]["communities"][0] <= found["network"]["communities"][1]
    shares = [row["share"] for row in found["rows"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(row["partner"] for row in found["rows"]) == 18
    assert "nearly all runs" in run("centrality", "isfahan", "--communities", "--runs", "2").out
    groups = _json(run, "--communities", "--runs", "4")["rows"]
    assert all(row["size"] == len(row["cities"]) for row in groups)


def test_structure(run: Run) -> None:
    found = _json(run, "isfahan", "--structure")
    assert {"components", "bridges", "cut_cities", "main_core"} <= set(found)
    assert "innermost core" in run("centrality", "isfahan", "--structure").out


def test_chart(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ranks.svg"
    words = ("isfahan", "--measure", "closeness", "--runs", "5", "--chart", str(path))
    assert run("centrality", *words).code == 0
    assert ET.fromstring(path.read_text("utf-8")).tag.endswith("svg")
    assert "Kazan" in path.read_text("utf-8")


# --- a whole network ------------------------------------------------------------------


def test_a_data_set_is_taken_by_itself(run: Run, links: Path) -> None:
    done = run("centrality", "isfahan", "--data", str(links), "--runs", "10")
    assert done.code == 0
    assert "ranked inside ring" in done.err
    assert "--source all" in done.err
    assert "by construction" not in done.out
    found = _json(run, "isfahan", "--data", str(links), "--runs", "10")
    network = found["network"]
    assert (network["source"], network["source_by_default"]) == ("ring", True)
    assert (network["nodes"], network["edges"], network["boundary"]) == (8, 9, "dataset")
    own = {row["measure"]: row for row in found["rows"] if row["city"] == "isfahan"}
    assert (own["degree"]["value"], own["degree"]["rank"], own["degree"]["tied"]) == (3, 1, 2)
    assert own["degree"]["comparable"]
    assert own["degree"]["country_rank"] == 1
    partners = {row["city"] for row in found["rows"]} - {"isfahan"}
    assert partners == {"freiburg", "florence", "yerevan"}


def test_the_choice_can_be_undone(run: Run, links: Path) -> None:
    words = ("isfahan", "--data", str(links), "--measure", "degree", *QUICK)
    every = _json(run, *words, "--source", "all")
    assert every["network"]["source"] == ""
    assert not every["network"]["whole"]
    assert every["rows"][0]["rank"] is None
    named = _json(run, *words, "--source", "ring")
    assert named["network"]["whole"]
    assert not named["network"]["source_by_default"]


def test_every_city_of_a_data_set(run: Run, links: Path) -> None:
    words = ("--data", str(links), "--measure", "degree", *QUICK)
    assert len(_json(run, *words)["rows"]) == 8
    assert len(_json(run, *words, "--top", "1")["rows"]) == 2
    regions = _json(run, *words, "--by", "region")["rows"]
    assert {row["region"] for row in regions} == {"asia", "europe", "north_america"}
    assert all(row["region_rank"] == 1 for row in regions)
    done = run("centrality", *words, "--by", "country")
    assert "Iran" in done.out
    assert "1 of 1" in done.out


def test_random_graphs(run: Run, links: Path) -> None:
    words = ("isfahan", "--data", str(links), *QUICK, "--null", "5", "--measure", "closeness")
    found = _json(run, *words)
    assert found["network"]["random_graphs"] == 5
    assert found["rows"][0]["random_mean"] > 0
    assert "In random graphs" in run("centrality", *words).out


def test_all_data_together_was_collected_around_somebody(run: Run) -> None:
    found = _json(run, *QUICK, "--measure", "closeness")
    assert found["network"]["focus"] == ""
    own = [row for row in found["rows"] if row["city"] == "isfahan"]
    assert [row["rank"] for row in own] == [None]
    done = run("centrality", *QUICK)
    assert len(done.out.splitlines()) > 20
    assert "by construction" in done.out.splitlines()[2]


def test_a_source_that_is_one_list_is_no_whole_network(run: Run) -> None:
    found = _json(run, "isfahan", *QUICK, "--measure", "degree", "--source", "isfahaninfo")
    assert not found["network"]["whole"]
    assert found["rows"][0]["rank"] is None
