"""The commands network, profile, path and trend."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from cityties.vocabulary.colours import PAGE

from .conftest import Run

KEYS = (
    "nodes", "edges", "components", "largest_component", "diameter", "radius", "mean_distance",
    "transitivity", "average_clustering", "degree_assortativity", "reciprocity", "density",
)  # fmt: skip


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# --- network ---------------------------------------------------------------------------


def test_network_has_its_figures_its_boundary_and_its_coverage(run: Run) -> None:
    done = run("network", "--on", "2021-08-01", "-f", "json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert list(found)[:3] == ["nodes", "edges", "components"]
    for key in KEYS:
        assert isinstance(found[key], int | float), key
    assert (found["boundary"], found["on"], found["layer"]) == ("lists", "2021-08-01", "simple")
    assert found["coverage"]["cities"] == found["nodes"]
    assert 0 < found["coverage"]["collected"] < found["nodes"]
    assert sum(found["stated"].values()) == found["edges"]
    assert found["warnings"][0]["code"] == "boundary_lists"
    assert sum(cities for _degree, cities in found["degrees"]) == found["nodes"]


def test_network_in_a_table_and_as_csv(run: Run) -> None:
    table = run("network", "--on", "2021-08-01")
    assert re.search(r"^Diameter \(largest component\) +\d+$", table.out, re.MULTILINE)
    assert "boundary: everything in the collected sources" in table.out
    assert "! no single source was chosen" in table.out
    rows = _rows(run("network", "--on", "2021-08-01", "-f", "csv").out)
    assert [row["figure"] for row in rows][:12] != []
    assert {*KEYS} <= {row["figure"] for row in rows}


def test_what_is_not_defined_is_null_and_blank(run: Run) -> None:
    found = json.loads(run("network", "--known-by", "1950-01-01", "-f", "json").out)
    assert (found["nodes"], found["edges"]) == (0, 0)
    assert found["diameter"] is None
    assert found["reciprocity"] is None
    rows = _rows(run("network", "--known-by", "1950-01-01", "-f", "csv").out)
    assert {row["figure"]: row["value"] for row in rows}["density"] == ""


def test_network_beside_random_graphs(run: Run) -> None:
    words = ("network", "--layer", "sister_city", "--null", "3", "--seed", "5")
    found = json.loads(run(*words, "-f", "json").out)
    assert found["random"]["graphs"] == 3
    assert found["random"]["figures"]["transitivity"]["z"] is not None
    table = run(*words)
    assert "compared with 3 random graphs with the same degrees" in table.out
    assert table.out == run(*words).out


def test_an_engine_draws_the_same_random_graphs(run: Run) -> None:
    here = run("network", "--null", "2", "-f", "csv")
    there = run("network", "--null", "2", "-f", "csv", "--engine", "pool:2")
    assert here.code == there.code == 0, there.err
    assert here.out == there.out


def test_network_of_another_layer_and_of_one_source(run: Run) -> None:
    found = json.loads(run("network", "--layer", "co_members", "-f", "json").out)
    assert found["layer"] == "co_members"
    assert found["reciprocity"] is None  # memberships are no pairs that two cities state
    assert found["coverage"]["counted"] == 0  # numbers of ties are of agreements
    table = run("network", "--layer", "members").out
    assert re.search(r"^Cities and networks +\d+$", table, re.MULTILINE)
    assert re.search(r"^Memberships +\d+$", table, re.MULTILINE)
    found = json.loads(run("network", "--source", "isfahaninfo", "-f", "json").out)
    assert (found["source"], found["boundary"]) == ("isfahaninfo", "source")
    assert found["components"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("network", "--layer", "simpel"), "simple"),
        (("network", "--source", "nobody-at-all"), "unknown source"),
        (("network", "--null", "-1"), "--null"),
        (("network", "--chart", "chart.png"), "use the extension .svg"),
        (("network", "--chart", "/no/such/folder/chart.svg"), "does not exist"),
        (("profile", "isfahan", "nowhere-land"), "nowhere-land"),
        (("profile",), "CITY"),
        (("profile", "isfahan", "--measure", "closenes"), "closeness"),
        (("path", "isfahan", "nowhere-land"), "nowhere-land"),
        (("path", "isfahan"), "B"),
        (("trend", "isfahan", "--measure", "shared_partners"), "cannot be shown as a trend"),
        (("trend", "isfahan", "--from", "2020", "--to", "2001"), "is after the last year"),
        (("trend", "isfahan", "--from", "9000"), "the data ends in"),
        (("trend", "isfahan", "--measure", "degree", "--measure", "closeness",
          "--chart", "x.svg"), "one measure"),
    ],
)  # fmt: skip
def test_a_slip_is_told(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.code in {1, 2}
    assert done.out == ""
    assert said in done.err
    assert "Traceback" not in done.err


# --- profile ---------------------------------------------------------------------------


def test_profiles_side_by_side(run: Run) -> None:
    words = ("profile", "isfahan", "Kazan", "--on", "2025-06-01")
    found = json.loads(run(*words, "-f", "json").out)
    isfahan, kazan = found["cities"]
    assert isfahan["by_kind"]["sister_city"]["certain"] == 17  # 16 signed, one only seen
    assert isfahan["oldest"]["partner"] == "xian"
    assert isfahan["newest"]["partner"] == "kazan"
    assert kazan["coverage"]["claimed"] > kazan["coverage"]["found"]
    (pair,) = found["pairs"]
    assert (pair["cities"], pair["hops"]) == (["isfahan", "kazan"], 1)
    assert "unesco-uccn" in pair["shared_networks"]
    # nothing that is collected unevenly can be compared
    assert {row["comparable"] for one in found["cities"] for row in one["measures"]} == {False}
    table = run(*words).out
    assert re.search(r"^ +Isfahan +Kazan$", table, re.MULTILINE)
    assert "* not comparable" in table


def test_profile_as_rows_for_a_spreadsheet(run: Run) -> None:
    done = run("profile", "isfahan", "freiburg", "--on", "2021-08-01", "-f", "csv")
    rows = _rows(done.out)
    assert list(rows[0]) == ["city", "part", "item", "value", "of"]
    assert {row["city"] for row in rows} == {"isfahan", "freiburg", "isfahan;freiburg"}
    kinds = {row["item"]: row["value"] for row in rows
             if (row["city"], row["part"]) == ("isfahan", "kind certain")}  # fmt: skip
    assert kinds["sister_city"] == "16"


# --- path ------------------------------------------------------------------------------


def test_path_names_the_evidence_of_each_step(run: Run) -> None:
    done = run("path", "isfahan", "carrara", "--on", "2021-08-01")
    assert done.code == 0
    assert done.out.startswith("Isfahan – Yerevan – Carrara: 2 ties, length")
    rows = _rows(run("path", "isfahan", "carrara", "--on", "2021-08-01", "-f", "csv").out)
    assert [(row["from"], row["to"]) for row in rows] == [
        ("isfahan", "yerevan"), ("yerevan", "carrara"),
    ]  # fmt: skip
    assert rows[0]["tie"] == "tie/isfahan+yerevan/sister_city"
    assert "isfahaninfo" in rows[0]["sources"].split(";")


def test_all_paths_and_weighted(run: Run) -> None:
    found = json.loads(run("path", "freiburg", "kazan", "--all", "-f", "json").out)
    assert found["count"] == len(found["paths"])
    assert {way["hops"] for way in found["paths"]} == {found["hops"]}
    weighted = json.loads(run("path", "freiburg", "kazan", "--weighted", "-f", "json").out)
    assert weighted["weighted"]
    assert weighted["length"] <= found["length"]


def test_no_path_is_an_answer(run: Run) -> None:
    # nothing was published by then
    done = run("path", "isfahan", "kazan", "--known-by", "1950-01-01")
    assert done.code == 0
    assert done.out.startswith(
        "no path from Isfahan to Kazan: no such tie of Isfahan and Kazan is known"
    )
    csv_done = run("path", "isfahan", "kazan", "--known-by", "1950-01-01", "-f", "csv")
    assert (csv_done.code, len(csv_done.out.splitlines())) == (0, 1)
    assert "no path" in csv_done.err
    found = json.loads(
        run("path", "isfahan", "kazan", "--known-by", "1950-01-01", "-f", "json").out
    )
    assert (found["paths"], found["reason"]) == ([], "not_in_network")
    apart = run("path", "isfahan", "yazd")
    assert (apart.code, "no chain of ties" in apart.out) == (0, True)
    assert "name two cities" in run("path", "isfahan", "Isfahan").out


# --- trend -----------------------------------------------------------------------------


def test_trend_has_certain_and_possible_of_each_year(run: Run) -> None:
    words = ("trend", "isfahan", "--kind", "sister_city")
    rows = _rows(run(*words, "-f", "csv").out)
    years = {int(row["year"]): row for row in rows}
    assert min(years) == 1989
    # Freiburg (2000 or 2001) and Saint Petersburg are possible; one was only seen in 2019
    assert (years[2000]["certain"], years[2000]["possible"]) == ("7", "9")
    assert (years[2021]["certain"], years[2025]["certain"]) == ("16", "17")
    assert years[2021]["on"] == "2021-12-31"
    found = json.loads(run(*words, "-f", "json").out)
    assert found["first_certain"] == "1989-05-07"
    assert len(found["rows"]) == len(rows)
    assert "first tie 7 May 1989 or earlier" in run(*words).out


def test_trend_in_solar_years(run: Run, tmp_path: Path) -> None:
    words = ("trend", "isfahan", "--kind", "sister_city")
    rows = _rows(run(*words, "--from", "sh1398", "--to", "sh۱۴۰۱", "-f", "csv").out)
    assert [(row["year"], row["on"]) for row in rows] == [
        ("sh1398", "2020-03-19"), ("sh1399", "2021-03-20"), ("sh1400", "2022-03-20"),
        ("sh1401", "2023-03-20"),
    ]  # fmt: skip
    chart = tmp_path / "solar.svg"
    assert run(*words, "--from", "sh1398", "--chart", str(chart)).code == 0
    drawn = chart.read_text("utf-8")
    assert "year (Solar Hijri)" in drawn
    assert ">1400<" in drawn
    for wrong, says in (
        (("--from", "1398"), "write it as sh1398"),
        (("--from", "sh1398", "--to", "2022"), "different calendars: sh1398, 2022"),
        (("--from", "sh1499"), "before the first year sh1499"),
    ):
        done = run(*words, *wrong)
        assert done.code == 2
        assert says in done.err


def test_trend_of_several_measures_and_some_years(run: Run) -> None:
    words = ("trend", "isfahan", "--measure", "closeness", "--measure", "degree")
    rows = _rows(run(*words, "--from", "2020", "--to", "2021", "-f", "csv").out)
    assert [(row["year"], row["measure"]) for row in rows] == [
        ("2020", "closeness"), ("2020", "degree"), ("2021", "closeness"), ("2021", "degree"),
    ]  # fmt: skip
    table = run(*words, "--from", "2020").out
    assert "a change may only reflect the data" in table


# --- charts and Persian ----------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [("network",), ("profile", "isfahan", "freiburg"), ("trend", "isfahan", "--from", "2015"),
     ("path", "isfahan", "kyoto", "--all"),
     ("trend", "isfahan", "--from", "2020", "--measure", "closeness")],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_chart(run: Run, tmp_path: Path, words: tuple[str, ...], lang: str) -> None:
    file = tmp_path / "chart.svg"
    done = run("--lang", lang, *words, "--chart", str(file))
    assert done.code == 0, done.err
    assert done.out
    assert str(file) in done.err
    text = file.read_text("utf-8")
    assert text.startswith("<svg ")
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", text)
    assert drawn
    if lang == "fa":
        assert not [one for one in drawn if re.search("[0-9]", one)]
    run("--lang", lang, *words, "--chart", str(file))
    assert file.read_text("utf-8") == text


def _drawn(file: Path) -> list[str]:
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", file.read_text("utf-8"))
    return [text.strip("\u2067\u2069") for text in texts]


def _hollow(file: Path) -> int:
    """The hollow dots of the plot, without that of the key."""
    found = ET.parse(file).iter("{http://www.w3.org/2000/svg}circle")
    return sum(one.get("fill") == PAGE["box"][0] for one in found) - 1


def test_the_chart_of_a_trend_names_what_changed_and_shows_what_is_claimed(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "trend.svg"
    words = ("trend", "isfahan", "--kind", "sister_city", "--chart", str(file))
    assert run(*words).code == 0
    texts = _drawn(file)
    for said in ("+ Kazan", "+ Porto, Samarkand", "+ Baalbek", "as claimed by a source"):
        assert said in texts
    note = " ".join(texts)
    # What has no room at its step is in the note, which names all of them.
    assert "+ Barcelona, Kuwait City, Yerevan" not in texts
    assert "2000 + Barcelona, Kuwait City, Yerevan" in note
    claimed = json.loads(run("counts", "isfahan", "-f", "json").out)["claimed"]
    dated = [(one["date"] or one["published"], one["count"]) for one in claimed if one["op"] == "="]
    exact = {(re.findall(r"\d{4}", date)[0], count) for date, count in dated if date}
    assert _hollow(file) == len(exact) > 5
    run("--lang", "fa", *words)
    texts = _drawn(file)
    assert "+ کازان" in texts and "به گفتهٔ یک منبع" in texts
    assert "۱۴۰۴ + کازان" in " ".join(texts), "in the Solar year in which 2025 ends"
    assert _hollow(file) == len(exact)


def test_the_chart_of_some_years_shows_the_claims_of_these_years(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "trend.svg"
    run("trend", "isfahan", "--kind", "sister_city", "--from", "2000", "--to", "2008",
        "--chart", str(file))  # fmt: skip
    texts = _drawn(file)
    assert "+ Kazan" not in texts and "+ Lahore, Saint Petersburg" in texts
    assert _hollow(file) == 2, "10 in 2004 and 11 in 2007"
    assert "Xi'an" not in " ".join(texts), "a partner since 1989 did not come in 2000"


def test_the_chart_of_a_path(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "path.svg"
    done = run("path", "isfahan", "kyoto", "--all", "--chart", str(file))
    assert (done.code, done.out.count("2 ties, length")) == (0, 2)
    texts = _drawn(file)
    assert texts[:2] == ["Shortest paths from Isfahan to Kyoto", f"2 ties · {_today(done.out)}"]
    for stop in ("Isfahan", "Florence", "Xi'an", "Kyoto"):
        assert texts.count(stop) == 1, "each once, however many paths pass it"
    note = " ".join(texts)
    assert "Isfahan – Florence: " in note and "boundary: everything" in note
    assert "council-2007" not in note, "sources by their titles"
    none = run("path", "isfahan", "yazd", "--chart", str(tmp_path / "none.svg"))
    assert none.code == 2 and "no chart: no path from Isfahan to Yazd" in none.err
    assert none.out.startswith("no path"), "the answer is given all the same"
    assert not (tmp_path / "none.svg").exists()


def _today(out: str) -> str:
    found = re.search(r"on \d+ \w+ \d{4}", out)
    assert found
    return found[0]


@pytest.mark.parametrize(
    "words",
    [("network",), ("network", "--null", "1"), ("profile", "isfahan", "kazan"),
     ("path", "isfahan", "carrara"), ("path", "isfahan", "yazd"), ("trend", "isfahan")],
    ids=" ".join,
)  # fmt: skip
def test_persian_has_persian_digits(run: Run, words: tuple[str, ...]) -> None:
    done = run("--lang", "fa", *words)
    assert done.code == 0
    # ids, codes of countries and addresses hold letters and keep theirs
    assert not re.findall(r"(?<![\w./+-])[0-9]+(?![\w./+-])", done.out)


def test_json_keeps_latin_digits(run: Run) -> None:
    english: dict[str, Any] = json.loads(run("network", "-f", "json").out)
    persian: dict[str, Any] = json.loads(run("--lang", "fa", "network", "-f", "json").out)
    assert {key: english[key] for key in KEYS} == {key: persian[key] for key in KEYS}
