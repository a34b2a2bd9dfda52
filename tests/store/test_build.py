"""The build: same rows, same bytes; what stands in which graph; direct links."""

from __future__ import annotations

import datetime
import hashlib
import random
from dataclasses import replace

import pytest

from cityties.model import tables as formats
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.rdf import lines as rdf_lines
from cityties.rdf import to_quads as mapping
from cityties.reading.quads import graph_name
from cityties.store import build, graphs
from cityties.vocabulary.terms import CODE, GRAPH_ONTOLOGY, GRAPH_READING, GRAPH_REGISTRY, ID, ct


@pytest.fixture(scope="module")
def shipped():
    return build.open_or_build()


def small_tables(*claims: Claim) -> Tables:
    return Tables(
        places=(
            Place("aba", "city", "Aba"),
            Place("caba", "city", "Caba"),
            Place("daba", "city", "Daba"),
            Place("eba", "province", "Eba"),
        ),
        organizations=(Organization("paper", "publisher", "The Paper"),),
        sources=(
            Source("page", "news", "A page", "paper", published=parse_edtf("2010-05-01")),
            Source("list", "official_list", "A list", "paper", published=parse_edtf("2012-01-01")),
        ),
        claims=claims,
    )


def tie_claim(id: str, parties: tuple[str, ...], status: str, **fields: object) -> Claim:
    kind = str(fields.pop("kind", "sister_city"))
    claim = Claim(
        id, "page", "tie", aspect="change", kind=kind,
        about=f"tie/{'+'.join(sorted(parties))}/{kind}", parties=tuple(sorted(parties)),
        status=status, when=parse_edtf("2001-02-03"),
    )  # fmt: skip
    return replace(claim, **fields)  # type: ignore[arg-type]


def asked(graph: build.Graph, text: str) -> list[tuple[str, ...]]:
    from cityties.query import questions

    return sorted(graph_row for graph_row in questions.query(graph, text).cells())


# --- the same bytes ------------------------------------------------------------------------


def test_the_order_of_rows_does_not_matter(shipped):
    rng = random.Random(11)
    tables = shipped.tables

    def shuffled(rows):
        rows = list(rows)
        rng.shuffle(rows)
        return tuple(rows)

    other = Tables(**{table: shuffled(getattr(tables, table)) for table in formats.ROW_TYPES})
    again = build.build(other)
    assert again.content_id == shipped.content_id
    assert again.canonical_nquads() == shipped.canonical_nquads()


def test_the_content_id_is_that_of_the_rdfc_form(shipped):
    """Against the engine's own canonical form of the whole dataset."""
    import pyoxigraph as ox

    dataset = ox.Dataset(shipped.named_quads())
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in dataset)
    whole = "".join(lines).encode("utf-8")
    assert hashlib.sha256(whole).hexdigest() == shipped.content_id
    assert whole == shipped.canonical_nquads()
    assert len(lines) == shipped.counts["quads"]


def test_odd_characters_are_escaped_as_the_canonical_form_asks():
    import pyoxigraph as ox

    odd = "".join(map(chr, range(0x21))) + '"\\\x7f\x85\u200c é 𐎠'
    graph = build.build(small_tables(tie_claim("c-1", ("aba", "caba"), "in_force", gist=odd)))
    dataset = ox.Dataset(graph.named_quads())
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    whole = "".join(sorted(f"{quad} .\n" for quad in dataset)).encode("utf-8")
    assert whole == graph.canonical_nquads()
    assert odd in {str(quad.object.value) for quad in graph.quads if hasattr(quad.object, "value")}


def test_one_claim_less_is_another_graph(shipped):
    tables = shipped.tables
    other = build.build(replace(tables, claims=tables.claims[1:]))
    assert other.content_id != shipped.content_id


# --- what stands where ------------------------------------------------------------------------


def test_every_source_has_its_graph_and_only_the_ontology_has_blank_nodes(shipped):
    graphs: dict[str, int] = {}
    for quad in shipped.named_quads():
        name = quad.graph_name.value
        graphs[name] = graphs.get(name, 0) + 1
        if name != GRAPH_ONTOLOGY:
            assert "_:" not in f"{quad.subject}"[:2] + f"{quad.object}"[:2]
    sources = {claim.source for claim in shipped.tables.claims}
    wanted = {mapping.source_graph(source) for source in sources}
    assert set(graphs) == wanted | {GRAPH_REGISTRY, GRAPH_READING, GRAPH_ONTOLOGY}
    assert len(graphs) == shipped.counts["graphs"]
    assert all(count > 3 for count in graphs.values())


def test_every_reading_reaches_a_claim(shipped):
    text = """SELECT ?node WHERE {
      { ?node a ct:TieState } UNION { ?node a ct:MembershipState }
      FILTER NOT EXISTS { ?node ct:basedOn ?claim . ?claim a ct:Claim ; ct:source ?source }
    }"""
    assert asked(shipped, text) == []
    text = """SELECT ?node WHERE { ?node a ct:Conflict
      FILTER NOT EXISTS { ?node ct:betweenClaim ?one, ?other FILTER (?one != ?other) } }"""
    assert asked(shipped, text) == []
    states = asked(shipped, "SELECT (COUNT(?s) AS ?n) { ?s a ct:TieState }")
    assert int(states[0][0]) > 100


def test_readings_and_claims_do_not_share_words(shipped):
    """Over the union of graphs a claimed status must never look like a read one."""
    assert asked(shipped, "SELECT ?c { ?c a ct:Claim ; ct:status ?s }") == []
    assert asked(shipped, "SELECT ?c { ?c a ct:TieState ; ct:claimedStatus ?s }") == []


def test_the_graph_says_what_the_reading_says(shipped):
    """The periods in the graph, asked for a day, against the reading of that day."""
    on = datetime.date(2021, 8, 1)
    rows = asked(
        shipped,
        f"""SELECT ?tie ?status WHERE {{
          ?state a ct:TieState ; ct:stateOf ?tie ; ct:channel code:all ; ct:status ?status ;
            ct:certainlyFrom ?from ; ct:certainlyUntil ?until .
          FILTER (?from <= "{on}"^^xsd:date && "{on}"^^xsd:date <= ?until) }}""",
    )
    wanted = sorted(
        (f"id:{pair.id}", f"code:{state.status}")
        for pair in shipped.readings.pairs()
        if (state := pair.state(on)).status and state.certainty == "certain"
    )
    assert rows == wanted
    assert len(rows) > 50


# --- direct links -------------------------------------------------------------------------------

LINKS = "SELECT ?a ?b { ?a ct:sisterCityOf ?b }"


def links(*claims: Claim) -> list[tuple[str, ...]]:
    return asked(build.build(small_tables(*claims), ontology=False), LINKS)


def test_a_signed_tie_links_both_ways():
    assert links(tie_claim("c-1", ("aba", "caba"), "in_force")) == [
        ("id:aba", "id:caba"),
        ("id:caba", "id:aba"),
    ]


def test_three_parties_make_three_pairs():
    assert len(links(tie_claim("c-1", ("aba", "caba", "daba"), "in_force"))) == 6


@pytest.mark.parametrize(
    "claim",
    [
        tie_claim("c-1", ("aba", "caba"), "approved"),
        tie_claim("c-1", ("aba", "caba"), "in_force", aspect="plan"),
        tie_claim("c-1", ("aba", "caba"), "in_force", certainty="hedged"),
        tie_claim("c-1", ("aba", "caba"), "in_force", certainty="denied"),
        tie_claim("c-1", ("aba", "caba"), "in_force", kind="friendship_city"),
        tie_claim("c-1", ("aba", "eba"), "in_force"),
        tie_claim("c-1", ("aba", "unnamed/c-1"), "in_force"),
    ],
    ids=["approved", "plan", "hedged", "denied", "friendship", "province", "unnamed"],
)
def test_nothing_else_links(claim):
    assert links(claim) == []


def test_an_ended_tie_links_no_more():
    ended = tie_claim("c-2", ("aba", "caba"), "ended", act="ev-end", when=parse_edtf("2005"))
    assert links(tie_claim("c-1", ("aba", "caba"), "in_force"), ended) == []


def test_a_frozen_channel_leaves_the_link():
    frozen = tie_claim(
        "c-2", ("aba", "caba"), "suspended", act="ev-freeze", channel="political", side="caba",
        when=parse_edtf("2005"),
    )  # fmt: skip
    graph = build.build(small_tables(tie_claim("c-1", ("aba", "caba"), "in_force"), frozen))
    assert len(asked(graph, LINKS)) == 2
    sides = asked(
        graph,
        "SELECT ?side { ?s ct:status code:suspended ; ct:channel code:political ; ct:side ?side }",
    )
    assert sides == [("id:caba",)]


# --- known by ------------------------------------------------------------------------------------


def test_a_reading_known_by_a_day_has_its_own_graph_and_nodes():
    claims = (
        tie_claim("c-1", ("aba", "caba"), "proposed"),
        replace(tie_claim("c-2", ("aba", "caba"), "in_force"), source="list"),
    )
    day = datetime.date(2011, 1, 1)
    everything = build.build(small_tables(*claims), ontology=False)
    then = build.build(small_tables(*claims), known_by=day, ontology=False)
    assert then.known_by == day
    assert asked(then, LINKS) == []
    assert len(asked(everything, LINKS)) == 2
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s a ct:TieState } }"
    assert asked(then, text) == [("id:graph/reading/known-by/2011-01-01",)]
    assert asked(everything, text) == [("id:graph/reading",)]
    nodes = "SELECT ?s { ?s a ct:TieState }"
    assert not set(asked(then, nodes)) & set(asked(everything, nodes))
    assert then.content_id != everything.content_id


def test_names_of_reading_graphs():
    assert graph_name(None) == GRAPH_READING
    assert graph_name(datetime.date(2007, 10, 12)) == GRAPH_READING + "/known-by/2007-10-12"


# --- the rest -------------------------------------------------------------------------------------


def test_the_datas_own_day():
    assert build.data_day(small_tables()) == datetime.date(2012, 1, 1)
    assert build.data_day(Tables()) is None
    read_early = Source(
        "s", "news", "t", "paper", published=parse_edtf("2026"), accessed=parse_edtf("2026-03-01")
    )
    assert build.data_day(Tables(sources=(read_early,))) == datetime.date(2026, 3, 1)


def test_an_empty_graph_can_be_built():
    graph = build.build(Tables(), ontology=False)
    assert graph.counts["claims"] == 0
    # The reading graph names itself, the version of its rules and that of the software.
    assert len(list(graph.named_quads())) == 3


def test_the_default_graph_is_the_merge_of_all_graphs(shipped):
    import pyoxigraph as ox

    named = [quad.triple for quad in shipped.quads if str(quad.graph_name) != "DEFAULT"]
    default = shipped.quads.quads_for_pattern(None, None, None, ox.DefaultGraph())
    merge = [quad.triple for quad in default]
    assert set(merge) == set(named)
    assert len(merge) == len(set(merge)) < len(named)
    assert len(named) == shipped.counts["quads"]
    nodes = {t.subject for t in merge if isinstance(t.subject, ox.BlankNode)}
    assert nodes and nodes == {t.subject for t in named if isinstance(t.subject, ox.BlankNode)}


def test_blank_nodes_stay_one_where_a_graph_is_loaded_in_pieces(monkeypatch):
    import pyoxigraph as ox

    from cityties.store import merge

    monkeypatch.setattr(merge, "_LOAD", 2)
    lines = sorted(
        [
            "<urn:a> <urn:p> _:c14n0 <urn:g> .\n", "_:c14n0 <urn:p> <urn:z> <urn:g> .\n",
            *(f"<urn:b{n}> <urn:p> <urn:c> <urn:g> .\n" for n in range(6)),
        ]
    )  # fmt: skip
    store = ox.Store()
    batches = [lines[at : at + 2] for at in range(0, len(lines), 2)]
    for piece in merge.pieces_to_load(batches):
        store.bulk_load(piece, format=ox.RdfFormat.N_QUADS)
    assert len(store) == 2 * len(lines)
    both = "ASK { <urn:a> <urn:p> ?b . GRAPH <urn:g> { ?b <urn:p> <urn:z> } }"
    assert store.query(both)


def test_a_superclass_is_written_with_its_class(shipped):
    """Also in the named graphs, so that every export answers the same in every engine."""
    query = """SELECT DISTINCT ?thing {
      ?below rdfs:subClassOf ?above . ?thing a ?below FILTER (STRSTARTS(STR(?above), STR(ct:)))
      FILTER NOT EXISTS { GRAPH ?any { ?thing a ?above } }
    }"""
    from cityties.query import guard

    assert not list(guard.run(shipped.quads, query))
    counts = {}
    for name, table in (("Place", "places"), ("Organization", "organizations")):
        row = next(iter(guard.run(shipped.quads, f"SELECT (COUNT(*) AS ?n) {{ ?s a ct:{name} }}")))
        counts[table] = int(row["n"].value)
    assert counts == {table: len(getattr(shipped.tables, table)) for table in counts}


def test_there_is_one_number_of_ties(shipped):
    """A tie is what a reading gives a status; one that is only denied is named, and no tie."""
    import cityties
    from cityties.query import guard

    row = next(iter(guard.run(shipped.quads, "SELECT (COUNT(*) AS ?n) { ?t a ct:Tie }")))
    listed = {tie["tie"] for tie in cityties.open().ties()}
    assert int(row["n"].value) == shipped.counts["ties"] == len(listed) > 300


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    build.build(Tables(), progress=lambda _step, number, of: told.append((number, of)))
    assert told == [(n, 4) for n in range(1, 5)]


def test_a_store_holds_the_lines_that_are_kept(tmp_path, shipped):
    """What is exported and what is asked are one graph, the same as before it was on disk."""
    shipped.write(tmp_path)
    version = graphs.read_version(tmp_path)
    quads = (quad for quad in version.open_quads() if str(quad.graph_name) != "DEFAULT")
    plain = [f"{quad} .\n" for quad in quads if quad.graph_name.value != GRAPH_ONTOLOGY]
    whole = shipped.canonical_nquads()
    kept = [line for line in rdf_lines.split_lines(whole) if f"<{GRAPH_ONTOLOGY}> ." not in line]
    assert sorted(plain) == kept
    assert len(kept) > 10_000
    lines = version.lines()
    assert lines.whole() == whole
    assert hashlib.sha256(whole).hexdigest() == lines.id == shipped.content_id


def test_the_rdflib_dataset_holds_the_same_quads(shipped):
    rdflib = pytest.importorskip("rdflib")
    dataset = shipped.dataset()
    assert len(list(dataset.quads((None, None, None, None)))) == shipped.counts["quads"]
    state = rdflib.URIRef(ct.TieState)
    in_force = rdflib.URIRef(CODE + "in_force")
    found = set(dataset.subjects(rdflib.RDF.type, state)) & set(
        dataset.subjects(rdflib.URIRef(ct.status), in_force)
    )
    assert len(found) > 20
    assert (rdflib.URIRef(ID + "isfahan"), None, None) in dataset
