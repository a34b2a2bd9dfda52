"""Wikipedia's lists beside ours and Wikidata: in which of the three each pair is, what to send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.analysis.listed import page_of, pages_of
from cityties.loaders.tables import load_folder
from cityties.loaders.wikidata.load import from_files
from cityties.loaders.wikipedia.load import load_wikipedia
from cityties.model.tables import ROW_TYPES, table_bytes

LIST = """\
== [[Isfahan]] ==
* {{flagicon|Germany}} [[Freiburg]], Germany (1988)<ref>[https://a.example/f Partners]</ref>
* [[Porto]], Portugal
* [[Atlantis]], Chad (1999)<ref>[https://a.example/a Twin towns]</ref>
'''Friendship cities'''
* [[Lemuria]], Chad
"""


def write(folder: Path, tables: Any) -> Path:
    folder.mkdir()
    for name in ROW_TYPES:
        if rows := getattr(tables, name):
            (folder / f"{name}.csv").write_bytes(table_bytes(name, rows))
    return folder


def answer(path: Path, *rows: dict[str, str]) -> Path:
    def cell(text: str) -> dict[str, str]:
        if text.startswith("Q"):
            return {"type": "uri", "value": f"http://www.wikidata.org/entity/{text}"}
        return {"type": "literal", "value": text}

    bindings = [{name: cell(text) for name, text in row.items()} for row in rows]
    names = sorted({name for row in rows for name in row})
    path.write_text(json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}))
    return path


def rows_of(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["partner"]: row for row in found["rows"]}


@pytest.fixture
def small(repository: Path) -> Path:
    return repository / "tests" / "fixtures" / "small"


@pytest.fixture
def listed(small: Path, tmp_path: Path) -> Path:
    """Isfahan's list: Freiburg (another year), Porto (no year), two that nobody else has."""
    known = load_folder(small)
    page = tmp_path / "page.wikitext"
    page.write_text(LIST, encoding="utf-8")
    made = load_wikipedia(page, date="2024-05-10", country="IR", known=known, name="Iran's lists")
    return write(tmp_path / "lists", made.tables)


@pytest.fixture
def three(small: Path, listed: Path, tmp_path: Path) -> cityties.CityGraph:
    known = load_folder(small)
    items = {place.id: place.wikidata for place in known.places}
    file = answer(
        tmp_path / "a.json",
        {"item": items["isfahan"], "partner": items["freiburg"]},
        {"item": items["isfahan"], "partner": "Q777", "partnerLabel": "Mu"},
    )
    made = from_files([file], date="2024-05-01", known=known).made
    return cityties.open([small, write(tmp_path / "theirs", made.tables), listed], shipped=False)


def inside(row: dict[str, Any]) -> tuple[Any, Any, Any]:
    return row["in_ours"], row["in_wikidata"], row["in_wikipedia"]


def test_in_which_of_the_three_each_pair_is(three: cityties.CityGraph) -> None:
    rows = rows_of(three.compare_wikidata("isfahan", on="2024-06-01"))
    assert inside(rows["freiburg"]) == (True, True, True)
    assert inside(rows["porto"]) == (True, False, True)
    assert inside(rows["q777"]) == (False, True, False)
    assert inside(rows["atlantis-td"]) == (False, False, True)
    assert rows["atlantis-td"]["result"] == "listed"
    assert rows["freiburg"]["wikipedia_since"] == "1988"
    assert rows["freiburg"]["wikipedia_sources"] == ["https://a.example/f"]
    assert rows["lemuria-td"]["wikipedia_kind"] == "friendship_city"


def test_the_lists_are_not_ours(three: cityties.CityGraph) -> None:
    found = three.compare_wikidata("isfahan", on="2024-06-01")
    rows = rows_of(found)
    assert rows["atlantis-td"]["ours_sources"] == []
    assert not any("a.example" in each for each in rows["freiburg"]["ours_sources"])
    assert found["summary"]["wikipedia"] == 4
    assert found["summary"]["in_all"] == 1
    assert [each["source"] for each in found["wikipedia"]] == ["irans-lists"]


def test_corrections_for_each_of_the_three(three: cityties.CityGraph) -> None:
    found = three.compare_wikidata("isfahan", on="2024-06-01")["corrections"]
    what = {(each["where"], each["what"], each["partner"]) for each in found}
    assert ("wikipedia", "list_year_differs", "freiburg") in what
    assert ("wikipedia", "list_add_year", "porto") in what
    assert ("wikipedia", "list_add_source", "porto") in what
    assert ("wikipedia", "list_check", "q777") in what
    assert ("wikidata", "add_listed", "atlantis-td") in what
    assert ("here", "listed_no_source", "atlantis-td") in what
    # A friendship is no statement of P190.
    assert ("wikidata", "add_listed", "lemuria-td") not in what
    assert ("wikidata", "add", "porto") in what
    (add,) = (each for each in found if each["what"] == "add_listed")
    assert (add["date"], add["sources"]) == ("1999", ["https://a.example/a"])


def test_what_ours_has_and_the_list_lacks_is_to_be_added(three: cityties.CityGraph) -> None:
    found = three.compare_wikidata("isfahan", on="2024-06-01")
    missing = {
        row["partner"]
        for row in found["rows"]
        if row["in_ours"] and row["ours_concluded"] == "signed" and not row["in_wikipedia"]
    }
    added = {each["partner"] for each in found["corrections"] if each["what"] == "list_add"}
    assert added == missing


def test_a_city_without_a_list_of_its_own_lacks_nothing(three: cityties.CityGraph) -> None:
    found = three.compare_wikidata("freiburg", on="2024-06-01")
    assert not [each for each in found["corrections"] if each["what"] == "list_add"]
    assert any("no list of its own" in line for line in found["caveats"])


def test_without_a_dataset_ours_and_the_lists_are_compared(small: Path, listed: Path) -> None:
    graph = cityties.open([small, listed], shipped=False)
    found = graph.compare_wikidata("isfahan", on="2024-06-01")
    assert {row["in_wikidata"] for row in found["rows"]} == {None}
    assert {each["where"] for each in found["corrections"]} <= {"wikipedia", "here"}
    assert rows_of(found)["porto"]["in_wikipedia"] is True


def test_without_lists_nothing_is_said_of_them(small: Path, tmp_path: Path) -> None:
    known = load_folder(small)
    items = {place.id: place.wikidata for place in known.places}
    file = answer(tmp_path / "a.json", {"item": items["isfahan"], "partner": items["freiburg"]})
    made = from_files([file], date="2024-05-01", known=known).made
    graph = cityties.open([small, write(tmp_path / "theirs", made.tables)], shipped=False)
    found = graph.compare_wikidata("isfahan", on="2024-06-01")
    assert found["wikipedia"] == []
    assert {row["in_wikipedia"] for row in found["rows"]} == {None}
    assert "wikipedia" not in {each["where"] for each in found["corrections"]}


def test_hand_made_claims_of_an_encyclopedia_are_ours(small: Path, listed: Path) -> None:
    """Only what was loaded as a list is one: a claim is named after its page."""
    tables = cityties.open([small, listed], shipped=False).tables
    pages = pages_of(tables)
    assert list(pages) == ["irans-lists"]
    assert {page_of(claim, pages) for claim in load_folder(small).claims} == {""}
    assert {page_of(claim, pages) for claim in tables.claims} == {"", "irans-lists"}
