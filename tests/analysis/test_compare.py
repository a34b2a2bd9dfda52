"""Ours beside those of a dataset: what is found, what is extra, what could be mended."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.errors import NotFoundError
from cityties.loaders.foreign.links import About, load_links
from cityties.loaders.tables import load_folder
from cityties.loaders.wikidata.load import from_files
from cityties.model.tables import ROW_TYPES, table_bytes

HERE = "Q42053"  # Isfahan, as the small data has it


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


@pytest.fixture
def small(repository: Path) -> Path:
    return repository / "tests" / "fixtures" / "small"


@pytest.fixture
def compared(small: Path, tmp_path: Path) -> cityties.CityGraph:
    """Isfahan with Freiburg (no date, one-sided), Lahore (another year, both), Atlantis."""
    known = load_folder(small)
    items = {place.id: place.wikidata for place in known.places}
    file = answer(
        tmp_path / "a.json",
        {"item": items["isfahan"], "partner": items["freiburg"]},
        {"item": items["isfahan"], "partner": items["lahore"], "start": "1977-01-01T00:00:00Z"},
        {"item": items["lahore"], "partner": items["isfahan"]},
        {"item": items["isfahan"], "partner": "Q777", "partnerLabel": "Atlantis"},
        {"item": items["freiburg"], "partner": "Q777"},
    )
    made = from_files([file], date="2024-05-01", known=known).made
    return cityties.open([small, write(tmp_path / "theirs", made.tables)], shipped=False)


def rows_of(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["partner"]: row for row in found["rows"]}


def test_what_both_have_and_what_only_one_has(compared: cityties.CityGraph) -> None:
    found = compared.compare_wikidata("isfahan", on="2024-06-01")
    rows = rows_of(found)
    assert rows["freiburg"]["result"] == "both"
    assert rows["lahore"]["result"] == "both"
    assert rows["q777"]["result"] == "theirs"
    assert rows["q777"]["partner_name"] == "Atlantis"
    assert rows["lahore"]["theirs_since"] == "1977"
    assert rows["lahore"]["theirs_said_by"] == ["isfahan", "lahore"]
    assert found["source"] == "wikidata-2024-05-01"
    assert found["summary"]["extra"] == 1
    assert found["summary"]["theirs"] == 3


def test_one_sided_only_where_the_other_list_was_read(compared: cityties.CityGraph) -> None:
    rows = rows_of(compared.compare_wikidata("isfahan", on="2024-06-01"))
    assert rows["freiburg"]["theirs_one_sided"] is True
    assert rows["lahore"]["theirs_one_sided"] is False
    assert rows["q777"]["theirs_one_sided"] is None  # its list is not in the dataset


def test_corrections_name_the_statement(compared: cityties.CityGraph) -> None:
    found = compared.compare_wikidata("isfahan", on="2024-06-01")
    what = {(each["what"], each["partner"]) for each in found["corrections"]}
    assert ("add_back", "freiburg") in what
    assert ("no_source", "q777") in what
    (back,) = (each for each in found["corrections"] if each["what"] == "add_back")
    assert (back["item"], back["value"]) == ("Q2833", HERE)
    (look,) = (each for each in found["corrections"] if each["what"] == "no_source")
    assert (look["where"], look["value"]) == ("here", "Q777")


def test_before_a_tie_began_there_it_is_not_theirs(compared: cityties.CityGraph) -> None:
    assert "lahore" not in rows_of(compared.compare_wikidata("isfahan", on="1970-01-01"))


def test_what_is_only_possible_of_ours_is_not_counted(compared: cityties.CityGraph) -> None:
    found = compared.compare_wikidata("isfahan", on="1978-01-01")
    assert rows_of(found)["lahore"]["ours_certainty"] == "possible"
    assert rows_of(found)["lahore"]["result"] == "both"
    assert found["summary"]["found"] == found["summary"]["found_only_attested"] == 0


def test_the_claims_of_the_dataset_are_not_ours(compared: cityties.CityGraph) -> None:
    rows = rows_of(compared.compare_wikidata("isfahan", on="2024-06-01"))
    assert "wikidata-2024-05-01" not in rows["freiburg"]["ours_sources"]


def test_caveats_say_what_limits_it(compared: cityties.CityGraph) -> None:
    words = " | ".join(compared.compare_wikidata("isfahan", on="2026-01-01")["caveats"])
    assert "before the day of the question" in words
    assert "of its 5 statements" in words
    assert "one of several items" in words
    early = " | ".join(compared.compare_wikidata("isfahan", on="2010-01-01")["caveats"])
    assert "after the day of the question" in early


def test_a_city_that_the_dataset_lacks(compared: cityties.CityGraph) -> None:
    found = compared.compare_wikidata("porto", on="2024-06-01")
    assert any("not in the dataset" in line for line in found["caveats"])


def test_without_a_dataset_it_says_how_to_get_one(small: Path) -> None:
    graph = cityties.open(small, shipped=False)
    with pytest.raises(NotFoundError, match="cityties load wikidata"):
        graph.compare_wikidata("isfahan")


@pytest.mark.slow
def test_isfahan_in_the_extract_of_2022(tmp_path: Path, repository: Path) -> None:
    """The figures of the practice report: 5 of 13 found, 4 extra, all 13 partners in it."""
    folder = os.environ.get("CITYTIES_WORLD")
    if not folder:
        pytest.skip("set CITYTIES_WORLD to the folder of the world's data")
    world = Path(folder)
    note = "only items directly of the class city (Q515), population above 10,000"
    about = About("Wikidata 2022", "2022-01", "Wikidata", note=note)
    loaded = load_links(
        world / "twinnings-2022.tsv",
        about,
        places=[world / "places.csv"],
        directed=False,
        known=load_folder(repository / "data"),
    )
    graph = cityties.open(write(tmp_path / "world", loaded.tables))
    found = graph.compare_wikidata("isfahan", on="2021-02-28")
    summary = found["summary"]
    assert (summary["found"], summary["ours"], summary["extra"]) == (5, 13, 4)
    assert summary["theirs"] == 9
    assert summary["partners_in_source"] == 13
    both = {row["partner"] for row in found["rows"] if row["result"] == "both"}
    assert both == {"baalbek", "barcelona", "florence", "kuwait-city", "lahore"}
    extra = {row["partner_name"] for row in found["rows"] if row["result"] == "theirs"}
    assert extra == {"Cairo", "Kathmandu", "Maracaibo", "Venice"}
    words = " | ".join(found["caveats"])
    assert note in words
    assert "11,329 inhabitants or more" in words
    assert "whose list" in words
    # It has no dates at all, so none is missing in it.
    assert {each["what"] for each in found["corrections"]} == {"add", "no_source"}
