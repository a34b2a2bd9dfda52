"""GEXF 1.3 by its own schema, by the rules of its primer, and by another reader.

The schema is the format's (`gexf-1.3/README.md`). What a schema cannot say is in
the primer, gephi/gexf:primer/1.3/gexf-13-primer.tex; each test names the section.
"""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cityties.api import CityGraph
from cityties.errors import UsageError
from cityties.export.gexf import gexf_bytes
from cityties.export.states import network_rows

NS = "{http://gexf.net/1.3}"
FIRST, LAST = date.min, date.max


def tree(graph: CityGraph, **more: Any) -> Any:
    return etree.fromstring(graph.export("gexf", **more))


def spans(elements: Any) -> list[tuple[date, date]]:
    return [
        (
            date.fromisoformat(one.get("start")) if one.get("start") else FIRST,
            date.fromisoformat(one.get("end")) if one.get("end") else LAST,
        )
        for one in elements
    ]


def everything(graph: CityGraph) -> Any:
    """All channels, as a snapshot has them."""
    return etree.fromstring(gexf_bytes(*network_rows(graph.readings(), graph.tables)))


def test_schema_of_the_format(graph: CityGraph) -> None:
    schema = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "gexf-1.3/gexf.xsd")))
    for root in (tree(graph), everything(graph), tree(graph, focus="isfahan", steps=2)):
        schema.assertValid(root)


def test_networkx_would_have_failed(shipped: CityGraph) -> None:
    """Why it is written by hand; if networkx mends this, think again."""
    schema = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "gexf-1.3/gexf.xsd")))
    buffer = io.BytesIO()
    nx.write_gexf(shipped.to_networkx(layer="ties"), buffer, version="1.3")
    assert not schema.validate(etree.fromstring(buffer.getvalue()))


def test_namespace_and_version(graph: CityGraph) -> None:
    """2.1 Header: namespace http://gexf.net/1.3, version 1.3, ISO day of change, UTF-8."""
    root = tree(graph)
    assert root.tag == f"{NS}gexf"
    assert root.get("version") == "1.3"
    date.fromisoformat(root.find(f"{NS}meta").get("lastmodifieddate"))
    assert graph.export("gexf").startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')


def test_nodes_have_their_own_ids_and_edges_known_ends(graph: CityGraph) -> None:
    """2.2.2 and 2.2.3: ids are unique in the document; source and target are nodes."""
    root = everything(graph)
    nodes = [node.get("id") for node in root.iter(f"{NS}node")]
    edges = [edge.get("id") for edge in root.iter(f"{NS}edge")]
    assert len(set(nodes)) == len(nodes) > 5
    assert len(set(edges)) == len(edges) > 5
    ends = {edge.get(end) for edge in root.iter(f"{NS}edge") for end in ("source", "target")}
    assert ends <= set(nodes)


def test_parallel_edges_differ_in_kind(graph: CityGraph) -> None:
    """2.2.4: the triplet source-target-kind is unique; the graph is undirected."""
    root = everything(graph)
    assert root.find(f"{NS}graph").get("defaultedgetype") == "undirected"
    triplets = [
        (*sorted((edge.get("source"), edge.get("target"))), edge.get("kind"))
        for edge in root.iter(f"{NS}edge")
    ]
    assert len(set(triplets)) == len(triplets)
    pairs = [triplet[:2] for triplet in triplets]
    assert len(set(pairs)) < len(pairs), "there are parallel ties in both graphs"


def test_counts_are_right(graph: CityGraph) -> None:
    """Parser optimization: count refers to direct children."""
    for name in ("nodes", "edges"):
        found = tree(graph).find(f".//{NS}{name}")
        assert int(found.get("count")) == len(found)


def test_values_are_declared_and_of_their_type(graph: CityGraph) -> None:
    """2.3: every attvalue is for a declared attribute of its class and has its type."""
    root = everything(graph)
    declared: dict[str, tuple[str, str, str]] = {}
    for group in root.iter(f"{NS}attributes"):
        for one in group:
            assert one.get("id") not in declared
            declared[one.get("id")] = (group.get("class"), group.get("mode"), one.get("type"))
    readers = {"string": str, "double": float, "integer": int}
    for kind in ("node", "edge"):
        for element in root.iter(f"{NS}{kind}"):
            for value in element.iter(f"{NS}attvalue"):
                of, mode, type_ = declared[value.get("for")]
                assert of == kind
                readers[type_](value.get("value"))
                if mode == "static":
                    assert value.get("start") is None is value.get("end")


def test_one_time_representation(graph: CityGraph) -> None:
    """5.2, 5.3: intervals throughout, no timestamps; days as xsd:date."""
    root = everything(graph)
    about = root.find(f"{NS}graph")
    assert (about.get("mode"), about.get("timeformat"), about.get("timerepresentation")) == (
        "dynamic", "date", "interval",
    )  # fmt: skip
    assert not [one for one in root.iter() if one.get("timestamp") or one.get("timestamps")]
    for start, end in spans(one for one in root.iter() if one.get("start") or one.get("end")):
        assert start <= end, "5.4.1: the end is equal to or later than the start"


def test_spells_do_not_overlap(graph: CityGraph) -> None:
    """5.4.2: intervals cannot overlap for an element; both ends are inclusive."""
    for spells in everything(graph).iter(f"{NS}spells"):
        found = spans(spells)
        assert len(found) >= 1
        for (_start, end), (start, _end) in pairwise(found):
            assert end < start


def test_values_over_time_do_not_overlap_and_lie_in_spells(graph: CityGraph) -> None:
    """5.5.3: what lies outside any spell is ignored, so nothing may."""
    for edge in everything(graph).iter(f"{NS}edge"):
        spells = spans(edge.iter(f"{NS}spell")) or [(FIRST, LAST)]
        by_name: dict[str, list[tuple[date, date]]] = {}
        for value in edge.iter(f"{NS}attvalue"):
            if value.get("for").startswith("t-"):
                by_name.setdefault(value.get("for"), []).extend(spans([value]))
        for name, found in by_name.items():
            for (_start, end), (start, _end) in pairwise(found):
                assert end < start, name
            for start, end in found:
                assert any(first <= start and end <= last for first, last in spells), name


def test_time_is_that_of_the_readings(graph: CityGraph) -> None:
    """On each day on which anything changes: certain status and possible statuses are right."""
    readings = graph.readings()
    for edge in everything(graph).iter(f"{NS}edge"):
        said = {value.get("for"): value.get("value") for value in edge.iter(f"{NS}attvalue")}
        tie = readings.ties[said["e-tie"]]
        periods = tie.periods_on(said["e-channel"])
        days = {one.possibly_from for one in periods} | {one.possibly_until for one in periods}
        days |= {one.certainly_from for one in periods if one.certainly_from}
        for day in sorted(days):
            possible = {p.status for p in periods if p.possibly_from <= day <= p.possibly_until}
            certain = {
                p.status for p in periods
                if p.certainly_from and p.certainly_from <= day <= p.certainly_until  # type: ignore[operator]
            }  # fmt: skip
            here: dict[str, set[str]] = {"t-status": set(), "t-possible": set()}
            for value in edge.iter(f"{NS}attvalue"):
                (start, end) = spans([value])[0]
                if value.get("for") in here and start <= day <= end:
                    here[value.get("for")] |= set(value.get("value").split(";"))
            assert here == {"t-status": certain, "t-possible": possible}


def test_networkx_reads_the_same(graph: CityGraph) -> None:
    nodes, edges = network_rows(graph.readings(), graph.tables)
    found: Any = nx.read_gexf(io.BytesIO(graph.export("gexf")), version="1.3")
    assert not found.is_directed()
    assert set(found) == {row["id"] for row in nodes}
    for row in nodes:
        got = found.nodes[row["id"]]
        said = {key: value for key, value in row.items() if value not in ("", None)}
        assert {key: value for key, value in got.items() if key != "label"} == {
            key: value for key, value in said.items() if key != "id"
        }
    want = {(row["source"], row["target"], row["tie"]) for row in edges if row["channel"] == "all"}
    got_edges = list(found.edges(data=True))
    assert {(*sorted(e[:2]), e[2]["tie"]) for e in got_edges} == {
        (*sorted(e[:2]), e[2]) for e in want
    }
    assert len(got_edges) == len(want), "parallel ties stay apart"


def test_a_freeze_and_a_thaw(hostile: CityGraph) -> None:
    root = tree(hostile, channel="political", focus="suva")
    edge = next(one for one in root.iter(f"{NS}edge") if one.get("target") == "suva")
    status = [
        (value.get("value"), value.get("start"), value.get("end"))
        for value in edge.iter(f"{NS}attvalue")
        if value.get("for") == "t-status"
    ]
    assert ("suspended", "2005-12-31", "2010-02-28") in status
    assert ("in_force", "2010-03-01", None) in status
    spells = [
        (one.get("start"), one.get("end"))
        for one in tree(hostile, channel="political", statuses="in_force", focus="suva").iter(
            f"{NS}spell"
        )
    ]
    assert spells == [("1998-05-29", "2005-12-30"), ("2010-03-01", None)], (
        "with a status, the spells are its own"
    )


def test_order_of_rows_does_not_matter(hostile: CityGraph) -> None:
    nodes, edges = network_rows(hostile.readings(), hostile.tables)
    assert gexf_bytes(nodes[::-1], edges[::-1]) == gexf_bytes(nodes, edges)


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_refused(sign: str) -> None:
    nodes = [{"id": "a", "name_en": f"A{sign}"}, {"id": "b", "name_fa": f"{sign}B"}]
    with pytest.raises(UsageError) as caught:
        gexf_bytes(nodes, [])
    assert "a: name_en" in str(caught.value)
    assert "b: name_fa" in str(caught.value), "all faults at once"


def test_line_ends_and_tabs_survive() -> None:
    data = gexf_bytes([{"id": "a", "name_en": "A", "name_fa": "one\r\ntwo\tthree"}], [])
    value = next(
        v for v in etree.fromstring(data).iter(f"{NS}attvalue") if v.get("for") == "n-name_fa"
    )
    assert value.get("value") == "one\r\ntwo\tthree"


days = st.one_of(st.none(), st.integers(730_000, 730_030).map(date.fromordinal))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(["in_force", "suspended", "proposed"]), days, days), max_size=5
    )
)
def test_any_periods(periods: list[tuple[str, date | None, date | None]]) -> None:
    """5.4.2 and 5.5: whatever may hold when, no two intervals overlap, and no day is lost."""
    rows = []
    for number, (status, one, other) in enumerate(periods):
        first, last = (one, other) if (one or FIRST) <= (other or LAST) else (other, one)
        rows.append({
            "source": "a", "target": "b", "tie": "tie/a+b/sister_city", "parties": ("a", "b"),
            "kind": "sister_city", "channel": "all", "side": "both", "status": status,
            "state": str(number), "possibly_from": first, "certainly_from": None,
            "certainly_until": None, "possibly_until": last, "concluded": None,
            "last_attested": None, "last_attested_basis": None, "claims": (), "sources": (),
        })  # fmt: skip
    root = etree.fromstring(gexf_bytes([{"id": "a"}, {"id": "b"}], rows))
    possible = [v for v in root.iter(f"{NS}attvalue") if v.get("for") == "t-possible"]
    for found in (spans(root.iter(f"{NS}spell")), spans(possible)):
        assert all(end < start for (_start, end), (start, _end) in pairwise(found))
    for number in range(729_999, 730_032):
        day = date.fromordinal(number)
        want = {
            row["status"] for row in rows
            if (row["possibly_from"] or FIRST) <= day <= (row["possibly_until"] or LAST)
        }  # fmt: skip
        got = [v.get("value") for v in possible if (s := spans([v])[0])[0] <= day <= s[1]]
        assert got == ([";".join(sorted(want))] if want else [])
        spells = spans(root.iter(f"{NS}spell"))
        exists = any(start <= day <= end for start, end in spells)
        assert exists == bool(want) or not spells
