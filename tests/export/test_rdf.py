"""RDF exports by other readers: PyLD and its framing, pyoxigraph, rdflib; RDF 1.2 and filters."""

from __future__ import annotations

import json
import random
from typing import Any

import pyoxigraph as ox
import pytest

from cityties.api import CityGraph
from cityties.base import resources
from cityties.errors import UsageError
from cityties.export import rdf
from cityties.export.formats import ours
from cityties.export.reifiers import REIFIES
from cityties.vocabulary.terms import CODE, GRAPH_ONTOLOGY, GRAPH_READING, ID, PREFIXES, ct

RDF = {
    "turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD, "framed": ox.RdfFormat.JSON_LD,
}  # fmt: skip


def refuse(url: str, options: object) -> None:
    raise AssertionError(f"wanted to fetch {url}")


def quads(graph: CityGraph, form: str, **more: Any) -> set[ox.Quad]:
    return set(ox.parse(graph.export(form, **more), format=RDF[form]))


def data_of(graph: CityGraph) -> set[ox.Quad]:
    return {
        quad for quad in graph.store  # its default graph is the merge of the others
        if getattr(quad.graph_name, "value", "") not in ("", GRAPH_ONTOLOGY)
    }  # fmt: skip


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld", "framed"])
def test_pyoxigraph_reads_every_quad(graph: CityGraph, form: str) -> None:
    assert quads(graph, form) == data_of(graph)


@pytest.mark.parametrize("form", ["jsonld", "framed"])
def test_pyld_reads_every_quad_without_fetching(
    hostile: CityGraph, shipped: CityGraph, form: str
) -> None:
    graph = shipped if form == "framed" else hostile  # PyLD takes its time
    jsonld = pytest.importorskip("pyld").jsonld
    options = {"documentLoader": refuse, "format": "application/n-quads"}
    text = jsonld.to_rdf(json.loads(graph.export(form)), options)
    assert set(ox.parse(text, format=ox.RdfFormat.N_QUADS)) == data_of(graph)


def test_pyld_frames_it_with_our_context(graph: CityGraph) -> None:
    """Our context and a frame give the claims in the words of the framed export."""
    jsonld = pytest.importorskip("pyld").jsonld
    context = json.loads((resources.ontology_dir() / "context.jsonld").read_bytes())["@context"]
    data = json.loads(graph.export("jsonld", focus="isfahan"))
    frame = {"@context": context, "type": "Claim", "@embed": "@never"}
    framed = jsonld.frame(data, frame, {"documentLoader": refuse})
    claims = {claim["iri"]: claim for claim in framed["graph"]}
    ours = json.loads(graph.export("framed", focus="isfahan"))
    assert ours["@context"] == context
    mine = {
        thing["iri"]: thing
        for part in ours["graph"]
        for thing in part.get("graph", [])
        if thing.get("type") == "Claim"
    }
    assert claims.keys() == mine.keys() != set()
    for iri, claim in mine.items():
        for word in ("claimedStatus", "claimedKind", "when", "source", "certainty"):
            assert claims[iri].get(word) == claim.get(word), (iri, word)


def test_rdflib_reads_every_quad(shipped: CityGraph) -> None:
    import rdflib

    for form, name in (("trig", "trig"), ("framed", "json-ld")):
        dataset = rdflib.Dataset()
        dataset.parse(data=shipped.export(form, focus="porto"), format=name)
        found = sum(1 for _quad in dataset.quads())
        assert found == len(quads(shipped, form, focus="porto"))


# --- RDF 1.2 ---------------------------------------------------------------------


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads"])
def test_each_claim_and_state_reifies_what_it_says(
    hostile: CityGraph, shipped: CityGraph, form: str
) -> None:
    graph = shipped if form == "trig" else hostile
    plain, more = quads(graph, form), quads(graph, form, reifiers=True)
    extra = more - plain
    assert plain < more, "nothing is taken away"
    assert {quad.predicate.value for quad in extra} == {REIFIES}
    said = {(quad.subject.value, str(quad.object)) for quad in extra}
    readings = graph.readings()
    for claim in graph.tables.claims:
        if claim.type == "tie" and claim.status:
            triple = (
                f"<{ID}{claim.about}> <{ct.status}> <https://w3id.org/cityties/code/{claim.status}>"
            )
            assert (f"{ID}claim/{claim.id}", triple) in said
    states = [one for one in said if one[0].startswith(f"{ID}reading/") and "@" not in one[0]]
    assert len(states) == sum(len(pair.periods) for pair in readings.pairs())


def test_reified_triples_are_not_asserted(hostile: CityGraph) -> None:
    """RDF 1.2 Concepts 1.5: a reified triple need not be true; nor is a denied claim."""
    store = ox.Store()
    store.extend(quads(hostile, "trig", reifiers=True))
    denied = (
        f"SELECT ?t WHERE {{ GRAPH ?g {{ ?c <{ct.about}> ?t ; <{ct.certainty}> <{CODE}denied> }} }}"
    )
    (tie,) = [row["t"] for row in store.query(denied)]  # type: ignore[union-attr]
    ask = f"ASK {{ GRAPH ?g {{ {tie} <{ct.status}> ?status }} }}"
    assert not store.query(ask)


def test_sparql_1_2_finds_claims_through_their_reifiers(shipped: CityGraph) -> None:
    store = ox.Store()
    store.extend(quads(shipped, "trig", reifiers=True))
    rows = store.query(
        f"SELECT ?claim WHERE {{ GRAPH ?g {{ ?claim a <{ct.Claim}> ; <{REIFIES}> "
        f"<<( <{ID}tie/freiburg+isfahan/sister_city> <{ct.status}> "
        "<https://w3id.org/cityties/code/suspended> )>> } }"
    )
    want = {
        claim.id for claim in shipped.tables.claims
        if claim.about == "tie/freiburg+isfahan/sister_city" and claim.status == "suspended"
    }  # fmt: skip
    assert {row["claim"].value.removeprefix(f"{ID}claim/") for row in rows} == want != set()  # type: ignore[union-attr]


def test_formats_without_triple_terms_refuse(hostile: CityGraph) -> None:
    for form, known in ours().items():
        if not known.reifiers:
            with pytest.raises(UsageError, match="nquads, trig, turtle"):
                hostile.export(form, reifiers=True)


# --- filtered ----------------------------------------------------------------------


def test_a_focus_keeps_its_claims_and_readings_as_they_were(shipped: CityGraph) -> None:
    whole, part = data_of(shipped), quads(shipped, "nquads", focus="freiburg")
    assert part < whole, "nothing is said that the whole graph does not say"
    ties = {row["tie"] for row in shipped.ties("freiburg", on="2026-01-01")}
    for tie in ties:
        name = f"{ID}reading/{tie.removeprefix('tie/')}/"
        assert {quad for quad in part if quad.subject.value.startswith(name)} == {
            quad for quad in whole if quad.subject.value.startswith(name)
        }
        claims = {f"{ID}claim/{row['claim']}" for row in shipped.history(tie)}
        assert claims <= {quad.subject.value for quad in part}
    states = {quad.subject.value for quad in part if quad.subject.value.startswith(f"{ID}reading/")}
    assert all("freiburg" in one for one in states)


def test_everything_that_a_kept_claim_names_is_described(shipped: CityGraph) -> None:
    whole, part = data_of(shipped), quads(shipped, "nquads", focus="freiburg", kinds="sister_city")
    described = {quad.subject for quad in part}
    known = {quad.subject for quad in whole}
    claims = {one for one in described if one.value.startswith(f"{ID}claim/")}
    named = {
        quad.object for quad in part
        if quad.subject in claims and quad.object in known
        and not quad.object.value.startswith((f"{ID}claim/", f"{ID}event/", f"{ID}term/"))
    }  # fmt: skip
    assert named <= described


def test_known_by_leaves_out_later_sources(shipped: CityGraph) -> None:
    part = quads(shipped, "nquads", known_by="2014-01-01")
    graphs = {quad.graph_name.value for quad in part}
    assert f"{GRAPH_READING}/known-by/2014-01-01" in graphs
    assert f"{ID}source/freiburg-de-2023" not in graphs
    claims = {quad.subject.value for quad in part if str(quad.object) == f"<{ct.Claim}>"}
    assert claims == {f"{ID}claim/{claim}" for claim in shipped.readings("2014-01-01").claims}


@pytest.mark.parametrize("form", list(RDF))
def test_filtered_twice_is_the_same(shipped: CityGraph, form: str) -> None:
    more = {"focus": "porto", "statuses": "in_force", "known_by": "2024-01-01"}
    assert shipped.export(form, **more) == shipped.export(form, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads"])
@pytest.mark.parametrize("held", [10, 1 << 24])
def test_sorted_lines_give_the_same_bytes_as_quads_in_any_order(
    graph: CityGraph, form: str, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdf, "_HELD", held)
    monkeypatch.setattr(rdf, "_CHUNK", 97)
    monkeypatch.setattr(rdf, "_KNOWN", 7)
    mixed = list(graph.built.named_quads())
    random.Random(3).shuffle(mixed)
    right = rdf.rdf_bytes(form, mixed)
    assert graph.export(form) == right
    assert len(right) > 1000
    pieces = [line for piece in graph.built.lines.pieces() for line in piece.splitlines(True)]
    assert b"".join(rdf.rdf_pieces(form, pieces)) == right


def test_terms_that_begin_alike_come_in_the_same_order() -> None:
    """One literal is the beginning of another one, and a triple is in two graphs."""
    objects = ['"a"', '"a"@en', '"a"^^<urn:t>', '"a b"', "<urn:a>", "<urn:ab>", "_:b1", "_:b10"]
    lines = sorted(
        f"{subject} <urn:{predicate}> {value} <urn:{graph}> .\n"
        for subject in ("<urn:s>", "<urn:s1>", "_:b1", "_:b10")
        for predicate in ("p", "p1")
        for value in objects
        for graph in ("g", "g1")
    )
    lines += [f"<urn:s1> <{PREFIXES['rdf']}type> <urn:c> <urn:{graph}> .\n" for graph in "gh"]
    text = "".join(sorted(lines)).encode()
    quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    for form in ("turtle", "trig", "nquads"):
        assert b"".join(rdf.rdf_pieces(form, [text])) == rdf.rdf_bytes(form, quads)
