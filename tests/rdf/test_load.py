"""RDF files: what is read, what is refused and why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cityties.errors import DataError, NotFoundError, UsageError
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.model.tables import canonical_tables
from cityties.rdf.json_ld import OUR_CONTEXT
from cityties.rdf.load import load_rdf
from cityties.rdf.to_quads import nquads_lines
from cityties.vocabulary.terms import DEF, GRAPH_ONTOLOGY, GRAPH_READING, ID

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"

TURTLE = """
@prefix ct: <https://w3id.org/cityties/def/> .
@prefix code: <https://w3id.org/cityties/code/> .
@prefix id: <https://w3id.org/cityties/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:turin a ct:City ; ct:placeKind code:city ; skos:prefLabel "Turin"@en , "تورین"@fa .
"""


@pytest.fixture(scope="module")
def small() -> Tables:
    return load_folder(SMALL)


def dump(small: Tables, file: Path, form: str) -> Path:
    import pyoxigraph

    store = pyoxigraph.Store()
    store.load("".join(nquads_lines(small)).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    store.dump(str(file), format=getattr(pyoxigraph.RdfFormat, form))
    return file


@pytest.mark.parametrize(
    ("end", "form"), [("trig", "TRIG"), ("nq", "N_QUADS"), ("jsonld", "JSON_LD")]
)
def test_what_was_written_reads_back(small: Tables, tmp_path: Path, end: str, form: str) -> None:
    file = dump(small, tmp_path / f"all.{end}", form)
    assert canonical_tables(load_rdf(file)) == canonical_tables(small)


def test_an_export_without_graphs_reads_back(tmp_path: Path) -> None:
    """With everything that readings say of claims and ties, in one graph."""
    import cityties

    shipped = cityties.open()
    file = tmp_path / "all.ttl"
    file.write_bytes(shipped.export("turtle"))
    text = file.read_text("utf-8")
    assert all(term in text for term in ("ct:answers", "ct:possiblyAnswers", "isReplacedBy"))
    read, there = canonical_tables(load_rdf(file)), canonical_tables(shipped.tables)
    # Without graphs, whom a claim puts into a post and whom the registry does is one.
    assert replace(read, posts=()) == replace(there, posts=())


def test_turtle_without_graphs(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(TURTLE, encoding="utf-8")
    assert [(place.id, place.name_fa) for place in load_rdf(file).places] == [("turin", "تورین")]
    assert load_rdf(file, "turtle") == load_rdf(file)


def test_the_graphs_of_readings_and_of_the_ontology_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.nq"
    file.write_text(
        f'<{ID}reading/x> <{DEF}nonsense> "x" <{GRAPH_READING}> .\n'
        f'<{ID}reading/x> <{DEF}nonsense> "x" <{GRAPH_READING}/known-by/2007-10-12> .\n'
        f'<{DEF}City> <{DEF}nonsense> "x" <{GRAPH_ONTOLOGY}> .\n',
        encoding="utf-8",
    )
    assert load_rdf(file) == Tables()


def test_readings_and_terms_are_left_out_also_without_graphs(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text(
        f'<{ID}reading/x> <{DEF}status> "x" .\n<{DEF}City> <{DEF}nonsense> "x" .\n',
        encoding="utf-8",
    )
    assert load_rdf(file) == Tables()


def test_the_examples_of_the_ontology_speak_our_vocabulary(repository: Path) -> None:
    """They stand alone, so their references dangle; but every term has a column."""
    import pyoxigraph as ox

    from cityties.rdf.from_quads import cells_from_quads

    computed_only = {"concept", "reading", "conflict", "tie-state", "membership-state", "city"}
    found = 0
    for file in sorted((repository / "ontology" / "examples").glob("*.ttl")):
        cells, problems = cells_from_quads(ox.parse(path=str(file)), file.name)
        found += sum(len(rows) for rows in cells.values())
        codes = {problem.code for problem in problems}
        assert codes <= ({"computed-term"} if file.stem in computed_only else set()), problems
    assert found >= 10


def codes(file: Path, text: str, form: str | None = None) -> dict[str, str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rdf(file, form)
    return {problem.code: str(problem) for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("ct:placeKind", "ct:placeKynd", "unknown-property", "ct:placeKind"),
        ("a ct:City", "a ct:Town", "unknown-class", ""),
        ("a ct:City", "a ct:City, ct:TieState", "computed-term", "ct:TieState"),
        ('"Turin"@en', '"Turin"@en ; ct:sisterCityOf id:x', "computed-term", "write a claim"),
        ("a ct:City ;", "", "no-class", ""),
        ("a ct:City", "a ct:City, ct:Person", "several-classes", "people, places"),
        ("id:turin", "<https://example.org/turin>", "foreign-iri", ID),
        ("id:turin", "[]", "blank-node", ""),
        ("id:turin a", "id:Turin a", "bad-id", "turin"),
        ("code:city", '"city"', "wrong-term", "https://w3id.org/cityties/code/"),
        ("code:city", "code:citty", "unknown-code", "city"),
        ('"Turin"@en', '"Turin"@it', "blank-required", "name_en"),
        ('"Turin"@en', '"Turin"@en, "Torino"@en', "several-values", "Torino"),
        ('"Turin"@en', "id:turin", "wrong-term", ""),
        ('"Turin"@en', '"Turin"@en ; skos:altLabel "a;b"@en', "separator", ""),
        ('"Turin"@en', '"Turin"@en ; ct:partOfPlace id:italia', "unknown-id", "places/turin"),
        ('"Turin"@en', '"Turin"@en ; ct:population "many"', "bad-number", ""),
        ("a ct:City ;", "a ct:City", "bad-syntax", "line 6, column"),
    ],
)
def test_a_mistake_in_turtle(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in TURTLE
    found = codes(tmp_path / "a.ttl", TURTLE.replace(old, new, 1))
    assert code in found, found
    assert said in found[code]


def test_a_claim_in_a_graph_that_is_not_its_sources(small: Tables, tmp_path: Path) -> None:
    text = "".join(nquads_lines(small)).replace(
        f"<{ID}source/council-2007> .\n", f"<{ID}source/imna-porto> .\n"
    )
    assert "wrong-graph" in codes(tmp_path / "a.nq", text)


def test_rdf_xml_is_refused_by_name_and_by_look(tmp_path: Path) -> None:
    file = tmp_path / "a.rdf"
    file.write_text("<rdf:RDF/>", encoding="utf-8")
    with pytest.raises(UsageError, match="convert"):
        load_rdf(file)
    bomb = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF/>'
    assert set(codes(tmp_path / "b.ttl", bomb)) == {"xml-refused"}
    assert set(codes(tmp_path / "c.ttl", "\n<!DOCTYPE x>")) == {"xml-refused"}


def test_other_formats_and_files(tmp_path: Path) -> None:
    file = tmp_path / "a.n3"
    file.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="ttl"):
        load_rdf(file)
    with pytest.raises(NotFoundError):
        load_rdf(tmp_path / "nothing.ttl")


CITY = {
    "@id": ID + "turin",
    "@type": DEF + "City",
    DEF + "placeKind": {"@id": "https://w3id.org/cityties/code/city"},
}
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def test_json_ld_with_its_context_inside(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    document = {
        "@context": {"name": {"@id": LABEL, "@language": "en"}},
        "@graph": [{**CITY, "name": "Turin"}],
    }
    file.write_text(json.dumps(document), encoding="utf-8")
    assert [place.name_en for place in load_rdf(file).places] == ["Turin"]


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org/",
        "file:///etc/passwd",
        "other.jsonld",
        ["https://example.org/a"],
        {"@import": "https://example.org/a"},
        {"x": {"@id": LABEL, "@context": "https://example.org/b"}},
    ],
)
def test_a_context_that_would_have_to_be_fetched(tmp_path: Path, context: object) -> None:
    document = {"@context": context, "@graph": [CITY]}
    found = codes(tmp_path / "a.jsonld", json.dumps(document))
    assert set(found) == {"remote-context"}
    assert "fetched" in found["remote-context"]


@pytest.mark.parametrize("address", [OUR_CONTEXT, "context.jsonld"])
def test_our_own_context_comes_from_the_package(tmp_path: Path, address: str) -> None:
    file = tmp_path / "a.jsonld"
    document = {
        "@context": address,
        "iri": "id:turin",
        "type": "City",
        "placeKind": "city",
        "skos:prefLabel": {"@value": "Turin", "@language": "en"},
    }
    file.write_text(json.dumps(document), encoding="utf-8")
    places = load_rdf(file).places
    assert [(place.id, place.kind, place.name_en) for place in places] == [
        ("turin", "city", "Turin")
    ]


def test_json_ld_that_is_no_json_or_too_deep(tmp_path: Path) -> None:
    assert set(codes(tmp_path / "a.jsonld", "{")) == {"bad-syntax"}
    assert set(codes(tmp_path / "b.jsonld", "[" * 100 + "]" * 100)) == {"too-deep"}
    assert set(codes(tmp_path / "c.jsonld", "[" * 100_000 + "]" * 100_000)) <= {
        "too-deep",
        "bad-syntax",
    }


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityties.rdf.load.MAX_QUADS", 2)
    assert set(codes(tmp_path / "a.ttl", TURTLE)) == {"too-large"}
    monkeypatch.setattr("cityties.rdf.load.MAX_BYTES", 2)
    assert set(codes(tmp_path / "b.ttl", TURTLE)) == {"too-large"}


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(b"\xff\xff")
    with pytest.raises(DataError, match="UTF-8"):
        load_rdf(file)


def test_an_export_with_rows_in_another_version_names_the_option(
    small: Tables, tmp_path: Path
) -> None:
    file = dump(small, tmp_path / "small.nq", "N_QUADS")
    known = replace(small, people=(replace(small.people[0], note="newer"), *small.people[1:]))
    said: list[str] = []
    with pytest.raises(DataError) as caught:
        load_rdf(file, known=known, say=said.append)
    assert {problem.code for problem in caught.value.problems} == {"duplicate-id"}
    assert len(said) == 1
    assert "1 row " in said[0]
    assert "--no-shipped" in said[0]
