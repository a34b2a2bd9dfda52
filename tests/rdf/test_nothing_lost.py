"""Nothing that an RDF file says is lost in silence: it is in a row, computed, or reported."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from cityties.errors import DataError, Problem
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.model.tables import canonical_tables
from cityties.rdf.json_ld import OUR_CONTEXT
from cityties.rdf.load import load_rdf
from cityties.rdf.to_quads import nquads_lines
from cityties.vocabulary.terms import CODE, DEF, GRAPH_ONTOLOGY, GRAPH_READING, GRAPH_REGISTRY, ID

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
CITY: dict[str, Any] = {
    "@context": OUR_CONTEXT,
    "iri": "id:turin",
    "type": "City",
    "placeKind": "city",
    "skos:prefLabel": {"@value": "Turin", "@language": "en"},
}
NAME = "skos:prefLabel"


@pytest.fixture(scope="module")
def small() -> Tables:
    return load_folder(SMALL)


@pytest.fixture
def problems(tmp_path: Path) -> Any:
    """Load a text and give its problems; none if it is good."""

    def load(text: str, name: str = "a.jsonld", known: Tables | None = None) -> list[Problem]:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        try:
            load_rdf(file, known=known)
        except DataError as error:
            return list(error.problems)
        return []

    return load


def codes(found: list[Problem]) -> set[str]:
    return {problem.code for problem in found}


def test_a_whole_city_is_good(problems: Any) -> None:
    assert problems(json.dumps(CITY)) == []


INLINE = [OUR_CONTEXT, {"population": None}]
SCOPED = [OUR_CONTEXT, {"partOfPlace": {"@id": "ct:partOfPlace", "@context": {"inner": "ct:note"}}}]
BY_TYPE = [OUR_CONTEXT, {"Person": {"@id": "ct:Person", "@context": {"inner": "ct:note"}}}]

UNMAPPED = {
    "a misspelt key": ({**CITY, "populaton": 5}, "populaton"),
    "a foreign key": ({**CITY, "nosuch": "x"}, "nosuch"),
    "with a space": ({**CITY, "my key": "x"}, "my key"),
    "no text at all": ({**CITY, "": "x"}, ""),
    "with a bracket": ({**CITY, "a<b": "x"}, "a<b"),
    "in a list": ({**CITY, "nosuch": ["x", "y"]}, "nosuch"),
    "a number": ({**CITY, "nosuch": 1.5}, "nosuch"),
    "a truth": ({**CITY, "nosuch": True}, "nosuch"),
    "nested": ({**CITY, "partOfPlace": {"iri": "id:it", "nosuch": 1}}, "nosuch"),
    "under an unmapped key": ({**CITY, "nosuch": {"population": 1}}, "nosuch"),
    "an object": ({**CITY, "nosuch": {"iri": "id:x"}}, "nosuch"),
    "in a graph": ({"@context": OUR_CONTEXT, "graph": [{**CITY, "nosuch": 1}]}, "nosuch"),
    "in a named graph": (
        {"@context": OUR_CONTEXT,
         "graph": [{"iri": "id:graph/registry", "graph": [{**CITY, "x": 1}]}]}, "x",
    ),
    "included": ({**CITY, "@included": [{"iri": "id:rome", "nosuch": 1}]}, "nosuch"),
    "reversed": ({**CITY, "@reverse": {"nosuch": {"iri": "id:rome"}}}, "nosuch"),
    "called like a keyword": ({**CITY, "nosuch": "@index"}, "nosuch"),
    "called so elsewhere": (
        {**CITY, "nosuch": 5, "partOfPlace": {"@context": {"nosuch": "@index"}, "iri": "id:it"}},
        "nosuch",
    ),
    "mapped to null": ({**CITY, "@context": INLINE, "population": 5}, "population"),
    "after a reset": ({**CITY, "@context": [OUR_CONTEXT, None]}, "iri"),
    "reset inside": ({**CITY, "partOfPlace": {"@context": None, "@id": ID + "it", "x": 1}}, "x"),
    "outside its scope": ({**CITY, "@context": SCOPED, "inner": 1}, "inner"),
    "of another type": ({**CITY, "@context": BY_TYPE, "inner": 1}, "inner"),
    "without a context": ({"@id": ID + "turin", "population": 5}, "population"),
    "only with a prefix": (
        {"@context": {"ct": DEF}, "@id": ID + "turin", "population": 5}, "population",
    ),
    "vocab taken away": (
        {**CITY, "@context": [OUR_CONTEXT, {"@vocab": DEF}, {"@vocab": None}], "foo": 5}, "foo",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNMAPPED)
def test_a_key_that_the_context_does_not_map(problems: Any, name: str) -> None:
    document, key = UNMAPPED[name]
    found = problems(json.dumps(document, indent=1))
    about = [each for each in found if each.code in ("unmapped-key", "lost-value")]
    assert any(key in (each.value, each.column.rpartition(".")[2]) for each in about), found


def test_an_unmapped_key_has_its_path_line_and_suggestion(problems: Any) -> None:
    text = json.dumps({**CITY, "partOfPlace": {"iri": "id:it", "populaton": [4, 5]}}, indent=1)
    found = [each for each in problems(text) if each.code == "unmapped-key"]
    lines = text.splitlines()
    assert [each.column for each in found] == [
        "partOfPlace.populaton[0]",
        "partOfPlace.populaton[1]",
    ]
    assert [lines[each.line - 1].strip(" ,") for each in found] == ["4", "5"]
    assert "did you mean population?" in str(found[0])


NOTHING = {
    "null": "no-value", "5": "no-node", '"x"': "no-node", "[]": "says-nothing",
    "{}": "says-nothing", "[null]": "no-value", "[[]]": "no-value", "true": "no-node",
    '{"@context": {}}': "says-nothing", '{"@graph": []}': "no-value",
    f'{{"@id": "{ID}turin"}}': "lost-value",
    f'{{"@context": "{OUR_CONTEXT}"}}': "says-nothing",
    f'[{{"@context": "{OUR_CONTEXT}"}}]': "says-nothing",
}  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_a_document_that_says_nothing(problems: Any, text: str) -> None:
    assert NOTHING[text] in codes(problems(text))


@pytest.mark.parametrize("name", ["a.ttl", "a.trig", "a.nq", "a.nt"])
@pytest.mark.parametrize("text", ["", "\n \n", "# a comment\n"])
def test_an_empty_file(problems: Any, name: str, text: str) -> None:
    assert codes(problems(text, name)) == {"empty-file"}
    if name in ("a.ttl", "a.trig"):
        assert codes(problems(f"@prefix ct: <{DEF}> .", name)) == {"empty-file"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"population": None}, "no-value"),
        ({"population": []}, "no-value"),
        ({"population": {"@value": None}}, "no-value"),
        ({"population": [5, None]}, "no-value"),
        ({"partOfPlace": {}}, "says-nothing"),
        ({"type": "Twon"}, "unmapped-word"),
        ({"type": ["City", "Twon"]}, "unmapped-word"),
        ({"type": ["City", "http://a b"]}, "bad-iri"),
        ({"type": ["City", "@nosuch"]}, "bad-iri"),
        ({"iri": "turin"}, "relative-iri"),
        ({"iri": "http://a b"}, "lost-value"),
        ({"iri": "@turin"}, "relative-iri"),
        ({"partOfPlace": "italy"}, "relative-iri"),
        ({"partOfPlace": {"@id": "id:it aly"}}, "lost-value"),
        ({"population": {"@value": "5", "@type": "integr"}}, "bad-syntax"),
        ({"population": {"@value": "5", "@type": "xsd:date"}}, "wrong-datatype"),
        ({"population": {"@value": "NaN", "@type": "xsd:double"}}, "bad-number"),
        ({"population": {"@value": "INF", "@type": "xsd:double"}}, "bad-number"),
        ({NAME: {"@value": "Turin", "@language": ""}}, "lost-value"),
        ({NAME: {"@value": "Turin", "@language": "e n"}}, "lost-value"),
        ({NAME: {"@value": "", "@language": "en"}}, "empty-text"),
        ({NAME: {"@value": "  ", "@language": "en"}}, "empty-text"),
        ({NAME: {"@value": "Tu\u0007rin", "@language": "en"}}, "control-character"),
        ({NAME: {"@value": "Tu\u202erin", "@language": "en"}}, "control-character"),
        ({NAME: {"@value": "Turin", "@language": "en", "@direction": "rtl"}}, "empty-text"),
        ({NAME: "Turin"}, "wrong-term"),
        ({"@nosuch": 5}, "unknown-keyword"),
        ({"@included": ["x"]}, "bad-syntax"),
        ({"iri": "id:tur\ud800in"}, "bad-text"),
        ({"\udfff": 1}, "bad-text"),
    ],
)
def test_a_value_that_comes_to_nothing(problems: Any, change: dict[str, Any], code: str) -> None:
    assert code in codes(problems(json.dumps({**CITY, **change})))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "9" * 5000 + "}", "too large"),
        ('{"a": 1', "not JSON"),
        ("[" * 200_000 + "]" * 200_000, "nested"),
        ('{"a":' * 200_000, "nested"),
        ("[" * 70 + "]" * 70, "nested"),
    ],
)
def test_json_that_is_none_or_too_much(problems: Any, text: str, said: str) -> None:
    found = problems(text)
    assert said in str(found[0])
    assert len(found) == 1


@pytest.mark.parametrize("name", ["a.ttl", "a.trig", "a.nt", "a.nq", "a.jsonld"])
def test_nesting_and_length_that_the_engine_cannot_bear(problems: Any, name: str) -> None:
    one = "<< <http://a> <http://b> " if name == "a.ttl" else "<<( <http://a> <http://b> "
    end = " >>" if name == "a.ttl" else " )>>"
    deep = "<http://a> <http://b> " + one * 18_000 + "<http://c>" + end * 18_000 + " ."
    if name != "a.jsonld":
        assert codes(problems(deep, name)) == {"too-deep"}
    long = f'<http://a> <http://b> "{"x" * 30_000_000}" .'
    if name == "a.jsonld":
        long = json.dumps({"@id": "http://a", "http://b": "x" * 30_000_000})
    assert codes(problems(long, name)) == {"too-long"}


@pytest.mark.parametrize(
    "text",
    [
        '"' * 1_000_000,
        "<" * 1_000_000,
        "'''" + "(" * 1_000_000,
        '"""' + '("' * 500_000,
        "#" * 1_000_000,
    ],
)
def test_unfinished_texts_take_no_time(problems: Any, text: str) -> None:
    assert problems(f"<http://a> <http://b> {text}", "a.ttl")


def test_brackets_in_texts_do_not_count(problems: Any) -> None:
    text = turtle(f'ct:origin """{"(" * 3000}""" # {"[" * 3000}\n')
    assert problems(text, "a.ttl") == []


@pytest.mark.parametrize(
    ("literal", "population"),
    [
        ("5", 5), ("05", 5), ("+5", 5), ('"5"^^xsd:int', 5), ('"5"^^xsd:nonNegativeInteger', 5),
        ("5.0", 5), ("5e3", 5000), ('"5.0E0"^^xsd:double', 5), ('"1.5E6"^^xsd:double', 1_500_000),
        ('" 7 "^^xsd:integer', 7), ('"5"', 5), ('"5"^^xsd:unsignedByte', 5),
    ],
)  # fmt: skip
def test_numbers_in_every_form(tmp_path: Path, literal: str, population: int) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(turtle(f"ct:population {literal}"), encoding="utf-8")
    assert load_rdf(file).places[0].population == population


@pytest.mark.parametrize(
    ("literal", "latitude"),
    [("45.07", 45.07), ("45.07e0", 45.07), ('"-45.070"^^xsd:decimal', -45.07), (".5", 0.5),
     ('"4.507E1"^^xsd:float', 45.07), ("45", 45.0), ("-0.0", 0.0)],
)  # fmt: skip
def test_degrees_in_every_form(tmp_path: Path, literal: str, latitude: float) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(turtle(f"geo:lat {literal} ; geo:long 7"), encoding="utf-8")
    assert load_rdf(file).places[0].latitude == latitude


def turtle(more: str, kind: str = "ct:City") -> str:
    return f"""
        @prefix ct: <{DEF}> . @prefix code: <{CODE}> . @prefix id: <{ID}> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        id:turin a {kind} ; ct:placeKind code:city ; skos:prefLabel "Turin"@en ; {more} .
    """


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("ct:nosuch 5", "unknown-property"),
        ("ct:saidBy id:rome", "unknown-property"),
        ('rdfs:label "Turin"', "unknown-property"),
        ('<https://example.org/x> "y"', "unknown-property"),
        ("ct:population 5 . ct:Citty a ct:City", "unknown-term"),
        ('ct:population 5 . code:youth_camp skos:prefLabel "youth camp"@en', "unknown-term"),
        ("ct:party id:rome", "not-derived"),
        ('ct:earliest "2000-01-01"^^xsd:date', "not-derived"),
        ("a ct:Country", "not-derived"),
        (f"ct:population 5 . <{ID}tie/rome+turin/sister_city> a ct:Tie", "not-claimed"),
        (f"ct:population 5 . <{ID}event/ev-a> a ct:Event", "not-claimed"),
        (f"ct:population 5 . <{ID}unnamed/c-1> skos:prefLabel 'x'@en", "not-claimed"),
        ("ct:population 5 . id:rome ct:population 6", "no-class"),
        ('ct:population "5"^^xsd:date', "wrong-datatype"),
        ('ct:population "5"^^<http://example.org/x>', "wrong-datatype"),
        ("ct:population true", "wrong-datatype"),
        ("ct:origin 5", "wrong-datatype"),
        ('ct:origin ""', "empty-text"),
        ('ct:origin "a\\u0007b"', "control-character"),
        ('ct:population "NaN"^^xsd:double', "bad-number"),
        ('geo:lat "INF"^^xsd:double ; geo:long 5', "bad-number"),
        ('ct:population "1e400"^^xsd:double', "bad-number"),
        ('ct:population "' + "9" * 5000 + '"^^xsd:integer', "bad-number"),
    ],
)  # fmt: skip
def test_a_triple_that_no_table_takes(problems: Any, more: str, code: str) -> None:
    assert code in codes(problems(turtle(more), "a.ttl"))


@pytest.mark.parametrize(
    "graph", [GRAPH_READING, GRAPH_ONTOLOGY, "https://example.org/g", ID + "source/a"]
)
def test_a_row_in_a_graph_where_it_cannot_be(problems: Any, graph: str) -> None:
    good = "".join(line for line in turtle("ct:population 5").strip().splitlines(keepends=True))
    prefixes, _id, row = good.partition("id:turin a")
    inside = f"{prefixes} <{graph}> {{ id:turin a {row} }}"
    assert "wrong-graph" in codes(problems(inside, "a.trig"))
    right = f"{prefixes} <{GRAPH_REGISTRY}> {{ id:turin a {row} }}"
    assert problems(right, "a.trig") == []


def test_a_claim_in_the_readings_is_reported(problems: Any, small: Tables) -> None:
    lines = [line for line in nquads_lines(small) if f"<{ID}claim/" in line.split(" ")[0]]
    moved = "".join(line[: line.rindex("<")] + f"<{GRAPH_READING}> .\n" for line in lines[:20])
    assert "wrong-graph" in codes(problems(moved, "a.nq", small))


def test_what_claims_describe_must_be_theirs(problems: Any, small: Tables) -> None:
    """An event or tie whose claim was taken out of the file is reported, with what it says."""
    lines = list(nquads_lines(small))
    assert problems("".join(lines), "a.nq") == []
    of_claims = tuple(f"<{ID}{folder}/" for folder in ("claim", "vote", "participation"))
    taken = [line for line in lines if not line.startswith(of_claims)]
    found = problems("".join(taken), "a.nq")
    # The registry still describes a term of office, but not in the graph of a source.
    assert codes(found) == {"not-claimed", "not-derived"}
    assert len(found) > 5
    event = next(line for line in lines if "/event/" in line.split(" ")[0] and "code/" in line)
    wrong = event.replace(event.split(" ")[2], f"<{CODE}wedding>")
    assert codes(problems("".join([*lines, wrong]), "a.nq")) == {"not-derived"}
    elsewhere = event[: event.rindex("<")] + f"<{ID}source/another> .\n"
    assert codes(problems("".join([*lines, elsewhere]), "a.nq")) == {"not-derived"}


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld", "framed"])
@pytest.mark.parametrize("reifiers", [False, True])
def test_our_own_exports_load_whole(tmp_path: Path, form: str, reifiers: bool) -> None:
    import cityties

    if reifiers and form in ("jsonld", "framed"):
        pytest.skip("JSON-LD has no triple terms")
    shipped = cityties.open()
    end = {"nquads": "nq", "framed": "jsonld"}.get(form, form)
    file = tmp_path / f"a.{end}"
    file.write_bytes(shipped.export(form, reifiers=reifiers))
    assert canonical_tables(load_rdf(file)) == canonical_tables(shipped.tables)


def test_what_turtle_cannot_keep_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without graphs nobody knows who put a person into a post: the registry or a claim."""
    import cityties

    file = tmp_path / "a.ttl"
    file.write_bytes(cityties.open().export("turtle"))
    caplog.set_level(logging.INFO)  # a command that ran here before may have changed it
    load_rdf(file)
    assert "holders of posts may be known from claims alone" in caplog.text
    caplog.clear()
    file = tmp_path / "a.trig"
    file.write_bytes(cityties.open().export("trig"))
    load_rdf(file)
    assert not caplog.text


def test_any_number_of_problems_takes_seconds(problems: Any) -> None:
    found = problems(json.dumps({**CITY, **{f"populaton{n}": n for n in range(20_000)}}, indent=1))
    assert len([each for each in found if each.code == "unmapped-key"]) == 20_000
    assert "did you mean population?" in str(found[0])
