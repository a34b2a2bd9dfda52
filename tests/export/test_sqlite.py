"""The SQLite file, as those who ask it open it: sqlite3, sqlite-utils, Datasette."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.export.columns import DERIVED
from cityties.model.tables import COLUMN_NAMES

DAY = date(2025, 5, 1)


@pytest.fixture(scope="module")
def graph() -> Any:
    return cityties.open()


@pytest.fixture(scope="module")
def data(graph: Any) -> bytes:
    made: bytes = graph.export("sqlite", on=DAY)
    return made


@pytest.fixture(scope="module")
def file(data: bytes, graph: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "ties.sqlite"
    path.write_bytes(data)
    described = graph.export("sqlite", on=DAY, described="ties")
    path.with_suffix(".metadata.json").write_bytes(described)
    return path


@pytest.fixture
def store(file: Path) -> Any:
    found = sqlite3.connect(file)
    yield found
    found.close()


def test_the_same_graph_gives_the_same_bytes(graph: Any, data: bytes) -> None:
    assert data == graph.export("sqlite", on=DAY)
    assert data != graph.export("sqlite", on=date(2000, 1, 1))


def test_it_is_whole_and_all_links_lead_somewhere(store: Any) -> None:
    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert store.execute("PRAGMA foreign_key_check").fetchall() == []
    links = [
        row
        for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in store.execute(f'PRAGMA foreign_key_list("{name}")')
    ]
    assert len(links) > 15


def test_every_row_and_column_of_the_folder_is_in_it(graph: Any, store: Any) -> None:
    for table, names in COLUMN_NAMES.items():
        rows = store.execute(f'SELECT * FROM "{table}"')
        there = {column[0] for column in rows.description}
        assert set(names) <= there, table
        assert len(rows.fetchall()) == len(getattr(graph.tables, table)), table
    for derived in DERIVED[1:]:
        rows = store.execute(f'SELECT * FROM "{derived.name}"')
        assert {field.name for field in derived.fields} <= {one[0] for one in rows.description}
        assert rows.fetchall(), derived.name


def test_known_answers(graph: Any, store: Any) -> None:
    signed = store.execute(
        "SELECT count(*) FROM sister_cities WHERE city = 'isfahan' AND certainty = 'certain' "
        "AND concluded = 'signed'"
    ).fetchone()
    assert signed == (graph.counts("isfahan", on=DAY)["read"]["signed"],) == (16,)
    freiburg = store.execute(
        "SELECT status, side FROM ties WHERE tie = 'tie/freiburg+isfahan/sister_city' "
        "AND channel = 'political'"
    ).fetchall()
    assert freiburg == [("suspended", "freiburg")]


def test_a_bound_is_a_column_of_its_own_and_never_a_day(store: Any) -> None:
    text, earliest, latest = store.execute(
        'SELECT "when", when_earliest, when_latest FROM claims WHERE "when" LIKE \'[..%\' LIMIT 1'
    ).fetchone()
    assert text.startswith("[..") and earliest is None and latest is not None
    assert store.execute("SELECT count(*) FROM claims WHERE \"when\" = ''").fetchone() == (0,)


def test_no_claimed_status_is_without_its_doubt(store: Any) -> None:
    doubted = store.execute(
        "SELECT claimed, claimed_fa, is_read, not_read_why FROM claims "
        "WHERE certainty IN ('hedged', 'denied') AND status IS NOT NULL"
    ).fetchall()
    assert len(doubted) >= 3
    for claimed, persian, read, why in doubted:
        assert ":" in claimed and persian and not read and why


@pytest.mark.parametrize("typed", ["كازان", "کازان", "Kazan", "KAZAN", "kazan*"])
def test_a_name_is_found_however_it_is_typed(store: Any, typed: str) -> None:
    text = typed if typed.endswith("*") else f'"{typed}"'
    found = store.execute(
        "SELECT id FROM search WHERE search MATCH ? AND \"table\" = 'places'", (text,)
    ).fetchall()
    assert ("kazan",) in found


def test_filters_choose_the_claims(graph: Any) -> None:
    store = sqlite3.connect(":memory:")
    store.deserialize(graph.export("sqlite", on=DAY, focus="porto"))
    ties = {row[0] for row in store.execute("SELECT tie FROM ties")}
    assert "tie/isfahan+porto/sister_city" in ties
    assert all("porto" in tie for tie in ties)
    assert store.execute("PRAGMA foreign_key_check").fetchall() == []


def test_sqlite_utils_knows_types_and_search(file: Path) -> None:
    sqlite_utils = pytest.importorskip("sqlite_utils")
    found = sqlite_utils.Database(file)
    claims = found["claims"]
    assert claims.pks == ["id"]
    assert {key.column: key.other_table for key in claims.foreign_keys}["source"] == "sources"
    assert found["places"].columns_dict["latitude"] is float
    assert found["search"].virtual_table_using.upper() == "FTS5"
    assert "sister_cities" in found.view_names()
    assert next(iter(found["about"].rows_where("key = 'on'")))["value"] == DAY.isoformat()


def test_datasette_shows_titles_units_facets_and_the_licence(file: Path) -> None:
    app = pytest.importorskip("datasette.app")
    described = json.loads(file.with_suffix(".metadata.json").read_text("utf-8"))
    datasette = app.Datasette([str(file)], metadata=described)

    async def asked() -> list[Any]:
        await datasette.invoke_startup()
        return [
            await datasette.client.get(path)
            for path in (
                "/ties.json", "/ties/ties.json?_shape=array&_size=3", "/ties/claims",
                "/ties/sister_cities.json?city=isfahan&_shape=array", "/ties/places.json",
            )
        ]  # fmt: skip

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests has a loop in this one
        database, ties, claims, sisters, places = thread.submit(asyncio.run, asked()).result()
    assert all(one.status_code == 200 for one in (database, ties, claims, sisters, places))
    assert {"claims", "ties", "sources"} <= {table["name"] for table in database.json()["tables"]}
    assert len(ties.json()) == 3
    assert len(sisters.json()) > 10
    assert "Claims" in claims.text and "Creative Commons" in claims.text
    assert {"kind", "country"} <= places.json()["facet_results"].keys()
    tables = described["databases"]["ties"]["tables"]
    assert tables["ties"]["units"]["days_open_least"] == "day"
    assert set(tables) >= {table["name"] for table in database.json()["tables"]} - {
        name["name"] for name in database.json()["tables"] if name["hidden"]
    }
