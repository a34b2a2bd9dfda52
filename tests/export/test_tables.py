"""CSV and Parquet, opened by frictionless, pandas, polars, pyarrow and networkx."""

from __future__ import annotations

import csv
import io
import re
import sys
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.base.install import install_hint
from cityties.errors import CitytiesError, UsageError
from cityties.export.columns import EDGES, NODES, Table
from cityties.export.formats import Content, find_format, ours
from cityties.export.states import network_rows, table_csv, table_rows

TABLES = [name for name, form in ours().items() if form.cells]
# Half a character is no text; XML's trouble with control characters is not CSV's.
TRAPS = [
    "=1+1", "+1", "-1", "@x", "\tx", 'a "b", c', "two\nlines", "two\r\nlines", "\u200fاصفهان",
    "\u202ertl", "é🏙", "a;b", "'", "NULL", "NA", "\x07", " blank ", "a\rb", "\x00",
]  # fmt: skip


def export_bytes(form: str, **given: Any) -> bytes:
    return find_format(form).write(Content(**given))


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_claims_that_are_set_aside_are_texts(shipped: CityGraph) -> None:
    """As in every other column: a table has no room for objects, nor has Parquet."""
    rows = shipped.ties(on=shipped.data_day)
    wanted = {f"{each['claim']}:{each['reason']}" for row in rows for each in row["set_aside"]}
    table, made = table_rows(shipped.readings(), shipped.tables, on=shipped.data_day)["ties"]
    assert {text for row in made for text in row["set_aside"]} == wanted
    assert "c-O074:nothing_to_resume" in wanted
    cells = {row["set_aside"] for row in read(table_csv(table, made))}
    assert {text for cell in cells for text in cell.split(";")} == {"", *wanted}


@pytest.mark.parametrize("form", TABLES)
def test_one_header_and_lf(graph: CityGraph, form: str) -> None:
    """RFC 4180 2.3 to 2.5, with LF: a header, and the same number of fields in each line."""
    data = graph.export(form)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert len(set(rows[0])) == len(rows[0])
    assert all(rows[0])
    assert data.endswith(b"\n")
    assert not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("form", TABLES)
def test_frictionless_finds_nothing(graph: CityGraph, form: str, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    (tmp_path / "table.csv").write_bytes(graph.export(form))
    report = frictionless.Resource(
        path="table.csv", basepath=str(tmp_path), encoding="utf-8"
    ).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


@pytest.mark.parametrize(("form", "table"), [("nodes", NODES), ("edges", EDGES)])
def test_frictionless_with_the_types_of_the_codebook(
    graph: CityGraph, form: str, table: Table, tmp_path: Path
) -> None:
    frictionless = pytest.importorskip("frictionless")
    for name in ("nodes", "edges"):
        (tmp_path / f"{name}.csv").write_bytes(graph.export(name))
    schema = {
        "fields": [{"name": field.name, "type": field.type} for field in table.fields],
        "primaryKey": list(table.key),
    }
    report = frictionless.Resource(
        path=f"{form}.csv", basepath=str(tmp_path), encoding="utf-8",
        schema=frictionless.Schema.from_descriptor(schema),
    ).validate()  # fmt: skip
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


def test_pandas_and_polars_read_the_types(shipped: CityGraph) -> None:
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    nodes, edges = network_rows(shipped.readings(), shipped.tables)
    data = shipped.export("nodes")
    frame = pandas.read_csv(io.BytesIO(data), keep_default_na=False, na_values=[""])
    assert list(frame["id"]) == [row["id"] for row in nodes]
    assert frame["latitude"].dtype == float
    assert frame["ties"].dtype == int
    assert list(frame["name_fa"].fillna("")) == [row["name_fa"] for row in nodes]
    assert polars.read_csv(data)["latitude"].to_list() == [row["latitude"] for row in nodes]
    frame = pandas.read_csv(
        io.BytesIO(shipped.export("edges")), parse_dates=["certainly_from", "possibly_until"]
    )
    assert len(frame) == len(edges)
    assert [
        None if pandas.isna(day) else day.date() for day in frame["certainly_from"]
    ] == [row["certainly_from"] for row in edges]  # fmt: skip


def test_the_edge_list_of_pandas_makes_the_same_graph(graph: CityGraph) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(graph.export("pandas")), keep_default_na=False)
    made = nx.from_pandas_edgelist(
        frame, edge_key="key", edge_attr=["tie", "kind", "status"], create_using=nx.MultiGraph
    )
    want: Any = graph.to_networkx(layer="ties", on=graph.data_day)
    assert set(made) == set(want)
    assert {
        (*sorted(edge[:2]), edge[2]): data["status"]
        for *edge, data in made.edges(keys=True, data=True)
    } == {edge: want.edges[edge]["status"] for edge in want.edges(keys=True)}


def test_the_edge_list_of_igraph_makes_the_same_graph(graph: CityGraph) -> None:
    """``graph_from_data_frame`` in R: the first two columns are the ends; see test_graphml."""
    igraph = pytest.importorskip("igraph")
    pandas = pytest.importorskip("pandas")
    edges = pandas.read_csv(io.BytesIO(graph.export("igraph")), keep_default_na=False)
    nodes = pandas.read_csv(io.BytesIO(graph.export("nodes")), keep_default_na=False)
    assert list(edges.columns[:2]) == ["from", "to"]
    made = igraph.Graph.DataFrame(edges, directed=False, vertices=nodes, use_vids=False)
    want: Any = graph.to_networkx(layer="ties", on=graph.data_day)
    assert sorted(made.es["key"]) == sorted(key for _a, _b, key in want.edges(keys=True))
    degrees = dict(zip(made.vs["name"], made.degree(), strict=True))
    assert {node: degree for node, degree in degrees.items() if degree} == dict(want.degree())


def test_the_edge_list_of_gephi_has_its_columns(graph: CityGraph) -> None:
    """Gephi's import asks for Source and Target; Type, Id, Kind (of parallel edges) are its own."""
    rows = read(graph.export("gephi"))
    assert {"Source", "Target", "Type", "Id", "Kind"} <= rows[0].keys()
    assert {row["Type"] for row in rows} == {"Undirected"}
    assert len({row["Id"] for row in rows}) == len(rows)
    # Gephi's nodes table: a column Id, in any case of letters.
    nodes = {row["id"] for row in read(graph.export("nodes"))}
    assert {row[end] for row in rows for end in ("Source", "Target")} <= nodes


def test_a_tie_of_three_is_three_pairs(hostile: CityGraph) -> None:
    rows = [row for row in read(hostile.export("pandas")) if "+porto+quito" in row["tie"]]
    assert [(row["source"], row["target"]) for row in rows] == list(
        combinations(["isfahan", "porto", "quito"], 2)
    )
    assert len({row["key"] for row in rows}) == 3


# --- what breaks cells ----------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "pandas", "igraph", "gephi", "nodes", "edges"])
@pytest.mark.parametrize("text", TRAPS)
def test_any_text_comes_back(form: str, text: str) -> None:
    data = trapped(form, text)
    assert text in read(data)[0].values()
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(data), keep_default_na=False, dtype=str, lineterminator="\n")
    assert text in set(frame.iloc[0])


def trapped(form: str, text: str, **more: Any) -> bytes:
    """One row with a text in it, in each format."""
    if form in ("nodes", "edges"):
        table = NODES if form == "nodes" else EDGES
        row: dict[str, Any] = dict.fromkeys((field.name for field in table.fields), "")
        row["kind"] = text
        return export_bytes(form, states=([row], [row]), **more)
    row = {"tie": "tie/a+b/sister_city", "parties": ["a", "b"], "kind": text, "days_open": -5}
    return export_bytes(form, rows=[row], **more)


@pytest.mark.parametrize("form", ["csv", "pandas", "igraph", "gephi", "nodes", "edges"])
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_guarded_if_asked(form: str, text: str) -> None:
    cells = read(trapped(form, text, guard=True))[0].values()
    assert "'" + text in cells
    assert text not in cells
    if form not in ("nodes", "edges"):
        assert "-5" in cells, "a number is no formula"


def test_guarding_changes_nothing_else(hostile: CityGraph) -> None:
    plain, guarded = (read(hostile.export("nodes", guard_formulas=g)) for g in (False, True))
    for before, after in zip(plain, guarded, strict=True):
        for key, text in before.items():
            is_formula = text.startswith(("=", "+", "-", "@")) and key not in (
                "latitude", "longitude",
            )  # fmt: skip
            assert after[key] == ("'" + text if is_formula else text)


@pytest.mark.parametrize("form", ["csv", "pandas", "nodes", "edges"])
def test_half_a_character_is_refused(form: str) -> None:
    with pytest.raises(UsageError, match="half"):
        trapped(form, "\ud800")


def test_half_a_character_is_refused_by_parquet() -> None:
    pytest.importorskip("pyarrow")
    row: dict[str, Any] = {**dict.fromkeys(field.name for field in NODES.fields), "kind": "\ud800"}
    with pytest.raises(UsageError, match="half"):
        export_bytes("nodes-parquet", states=([row], []))


# --- Parquet -----------------------------------------------------------------------


@pytest.mark.parametrize(("form", "table"), [("nodes-parquet", NODES), ("parquet", EDGES)])
def test_parquet_by_pyarrow_and_polars(graph: CityGraph, form: str, table: Table) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    polars = pytest.importorskip("polars")
    want = network_rows(graph.readings(), graph.tables)[0 if table is NODES else 1]
    data = graph.export(form)
    found = parquet.read_table(io.BytesIO(data)).to_pylist()
    other = polars.read_parquet(io.BytesIO(data)).to_dicts()
    names = {field.name: field for field in table.fields}
    for rows in (found, other):
        assert len(rows) == len(want)
        for got, row in zip(rows, want, strict=True):
            assert list(got) == list(names)
            for name, field in names.items():
                value = row[name]
                if field.several:
                    expected: Any = value.split(";") if isinstance(value, str) else list(value)
                    assert got[name] == (expected if value else [])
                else:
                    assert got[name] == (None if value in ("", None) else value)
    if table is EDGES:
        assert any(isinstance(row["certainly_from"], date) for row in found)


@pytest.mark.parametrize("form", ["parquet", "nodes-parquet"])
def test_parquet_twice_is_the_same(graph: CityGraph, form: str) -> None:
    pytest.importorskip("pyarrow")
    assert graph.export(form) == graph.export(form)


def test_without_pyarrow_the_line_that_installs_it(
    hostile: CityGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CitytiesError, match=re.escape(install_hint("parquet"))):
        hostile.export("parquet")


@pytest.mark.parametrize("which", ["hostile", "shipped"])
def test_the_derived_tables_have_unique_keys_and_plain_cells(
    which: str, request: pytest.FixtureRequest
) -> None:
    """A pact has a row for each of its pairs; what is set aside is text with its reason."""
    graph: CityGraph = request.getfixturevalue(which)
    reasons = []
    derived = table_rows(graph.readings(), graph.tables, on=date(2026, 11, 21))
    for name, (table, rows) in derived.items():
        keys = [tuple(str(row[column]) for column in table.key) for row in rows]
        assert keys or name == "memberships" or which == "hostile"
        assert len(set(keys)) == len(keys), name
        cells = [cell for row in rows for field in table.fields for cell in _each(row[field.name])]
        assert [cell for cell in cells if isinstance(cell, dict)] == [], name
        reasons += [each for row in rows for each in row.get("set_aside", ())]
    assert which == "hostile" or "c-O074:nothing_to_resume" in reasons


def _each(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def test_the_derived_tables_are_written_as_parquet(shipped: CityGraph) -> None:
    pytest.importorskip("pyarrow", reason="install it with: pip install '.[parquet]'")
    from pyarrow import parquet

    from cityties.export.parquet import table_parquet

    derived = table_rows(shipped.readings(), shipped.tables, on=date(2026, 11, 21))
    for name, (table, rows) in derived.items():
        written = parquet.read_table(io.BytesIO(table_parquet(table, rows)))
        assert written.num_rows == len(rows) > 0, name


def test_a_day_that_is_only_a_publication_is_told_from_one_that_is_claimed(
    shipped: CityGraph,
) -> None:
    """2024-06-24 alone would be a day on which somebody saw the tie."""
    _nodes, edges = network_rows(shipped.readings(), shipped.tables)
    basis = {row["state"]: row["last_attested_basis"] for row in edges}
    assert basis["alexandria-eg+saint-petersburg/sister_city/all/1"] == "publication"
    assert basis["alexandria-eg+saint-petersburg/sister_city/all/2"] == "claim"
    for row in edges:
        assert bool(row["last_attested"]) == bool(row["last_attested_basis"])
    gexf = shipped.export("gexf").decode()
    assert gexf.count('for="e-last_attested"') == gexf.count('for="e-last_attested_basis"') > 300
