"""Exports, read again by other readers than the writer."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from cityties.api import ROW_KEYS
from cityties.errors import UsageError
from cityties.export.formats import Content, find_format, format_of, ours
from cityties.model.rows import Place
from cityties.projection import ties_graph
from cityties.vocabulary.terms import CODE, DEF, GRAPH_ONTOLOGY, GRAPH_READING, ID, PREFIXES

RDF = {
    "turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
}  # fmt: skip
XSD = PREFIXES["xsd"]
A = NamedNode(PREFIXES["rdf"] + "type")


def export_bytes(form: str, **given: Any) -> bytes:
    return find_format(form).write(Content(**given))


def quads() -> list[Quad]:
    """Each way of writing a term, in two named graphs and the default one."""
    tie = NamedNode(ID + "tie/freiburg+isfahan/sister_city")
    claim = NamedNode(ID + "claim/c-O001")
    source, reading = NamedNode(ID + "source/a-2"), NamedNode(GRAPH_READING)
    values: list[Any] = [
        Literal('a "quoted" \\ text\nof two lines\t\x01'), Literal("اصفهان", language="fa"),
        Literal("2000-10-27", datatype=NamedNode(PREFIXES["edtf"] + "EDTF")), Literal(14),
        Literal("007", datatype=NamedNode(XSD + "integer")), Literal(True), Literal("True"),
        Literal("1", datatype=NamedNode(XSD + "boolean")), Literal(""), Literal("https://x"),
        Literal("32.6525", datatype=NamedNode(XSD + "decimal")),
        Literal("1e3", datatype=NamedNode(XSD + "double")),
        NamedNode(ID + "isfahan"), NamedNode(ID + "isfahan@wego"), NamedNode(ID + "term/a@b"),
        NamedNode(ID + "a/../b"), NamedNode(ID + "a//b"), NamedNode(ID + "x:y"), NamedNode(ID),
        NamedNode(ID + "1a"), NamedNode(ID + "a."), NamedNode(ID + "-a"),
        NamedNode(ID + "unnamed/c-1.2"), NamedNode("urn:x:y"),
        NamedNode(CODE + "scheme/kinds"), NamedNode("http://www.wikidata.org/entity/Q42053"),
        NamedNode("geo:32.65,51.68"), NamedNode("https://example.org/%20?q=1#ü"),
    ]  # fmt: skip
    made = [Quad(claim, NamedNode(DEF + "gist"), value, source) for value in values]
    made += [
        Quad(tie, A, NamedNode(DEF + "Tie"), source),
        Quad(tie, NamedNode(DEF + "party"), NamedNode(ID + "isfahan"), source),
        Quad(tie, NamedNode(DEF + "party"), NamedNode(ID + "isfahan"), reading),
        Quad(tie, NamedNode(PREFIXES["geo"] + "lat"), Literal(1), DefaultGraph()),
        Quad(tie, NamedNode(DEF + "kind"), BlankNode("b1"), reading),
    ]
    return made


def parsed(form: str, data: bytes) -> set[Quad]:
    return set(parse(data, format=RDF[form], base_iri="http://wrong.example/"))


# --- which format -----------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "ending"), [(f.name, e) for f in ours().values() for e in f.endings]
)
def test_format_by_ending_or_name(form: str, ending: str) -> None:
    assert format_of(Path(f"out/x{ending}")).name == form
    assert format_of(Path(f"X{ending.upper()}")).name == form
    assert format_of(Path("anything"), form).name == form


@pytest.mark.parametrize(
    ("path", "name", "parts"),
    [
        ("x.tll", None, (".tll", ".ttl", "did you mean")),
        ("x", None, (".graphml", ".csv")),
        ("x.ttl", "turtel", ("turtel", "did you mean turtle")),
        ("x.ttl", "rdfxml", ("rdfxml", "nquads")),
    ],
)
def test_no_such_format(path: str, name: str | None, parts: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        format_of(Path(path), name)
    for part in parts:
        assert part in str(caught.value)


def test_a_new_file_is_a_new_format(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing else is edited: the file alone reaches exports, messages, help and docs."""
    import cityties
    from cityties import export
    from cityties.cli.files.export import _formats_of, _formats_with

    (tmp_path / "made_up.py").write_text(
        "from cityties.export.formats import Format\n"
        'FORMATS = (Format(name="tally", title="a number", endings=(".tally",), cells=True,\n'
        '    media_type="text/plain", carries="day", readers="eyes",\n'
        "    make=lambda content: str(len(content.rows)).encode()),)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(export, "__path__", [*export.__path__, str(tmp_path)])
    ours.cache_clear()
    try:
        assert format_of(Path("x.tally")).name == "tally"
        g = cityties.open()
        made = int(g.export("tally", focus="isfahan", on="2021-08-01"))
        assert made == len(g.ties("isfahan", on="2021-08-01", channels="all"))
        assert "tally" in _formats_of("day").split(", ")
        assert "tally" in _formats_with("cells").split(", ")
        with pytest.raises(UsageError, match="did you mean tally"):
            find_format("taly")
    finally:
        ours.cache_clear()
        sys.modules.pop("cityties.export.made_up", None)


def test_nothing_is_computed_that_the_format_does_not_carry() -> None:
    def never() -> Any:
        raise AssertionError("computed in vain")

    content = Content(quads=never, graph=never, states=never, rows=list)
    for form in ("csv", "geojson", "pandas"):
        assert find_format(form).write(content)
    with pytest.raises(AssertionError, match="in vain"):
        find_format("dot").write(content)


def test_the_list_of_formats_is_in_order() -> None:
    names = [*ours()]
    assert len(names) == len(set(names)) == 18
    assert [one.carries for one in ours().values()] == sorted(
        (one.carries for one in ours().values()), key=("rdf", "day", "states", "tables").index
    )
    assert all("/" in one.media_type and one.title and one.readers for one in ours().values())
    endings = [ending for one in ours().values() for ending in one.endings]
    assert len(endings) == len(set(endings))


def test_unknown_format_of_bytes() -> None:
    with pytest.raises(UsageError, match="did you mean trig"):
        export_bytes("trigg", quads=quads())


# --- RDF ----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_every_quad_comes_back(form: str) -> None:
    want = quads()
    blank = [quad for quad in want if isinstance(quad.object, BlankNode)]
    got = parsed(form, export_bytes(form, quads=want))
    assert {quad for quad in got if not isinstance(quad.object, BlankNode)} == set(want) - set(
        blank
    )
    assert len(got) == len(set(want))


def test_turtle_is_the_union_of_all_graphs() -> None:
    want = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads()}
    got = {quad.triple for quad in parsed("turtle", export_bytes("turtle", quads=quads()))}
    plain = {triple for triple in want if not isinstance(triple.object, BlankNode)}
    assert {triple for triple in got if not isinstance(triple.object, BlankNode)} == plain
    assert len(got) == len(want)


@pytest.mark.parametrize("form", list(RDF))
def test_the_ontology_is_left_out(form: str) -> None:
    term = Quad(
        NamedNode(DEF + "Tie"), A, NamedNode(PREFIXES["owl"] + "Class"), NamedNode(GRAPH_ONTOLOGY)
    )
    assert export_bytes(form, quads=[*quads(), term]) == export_bytes(form, quads=quads())


@pytest.mark.parametrize("form", list(RDF))
def test_nothing_to_write_is_still_a_file(form: str) -> None:
    assert parsed(form, export_bytes(form, quads=[])) == set()


@pytest.mark.parametrize("form", list(RDF))
def test_order_of_quads_does_not_matter(form: str) -> None:
    shuffled = quads()
    random.Random(7).shuffle(shuffled)
    assert export_bytes(form, quads=shuffled + shuffled[:3]) == export_bytes(form, quads=quads())


def test_same_bytes_in_other_processes(repository: Path) -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import test_formats as t;"
        "made = [t.export_bytes(form, quads=t.quads()) for form in t.RDF];"
        "made += [t.export_bytes('graphml', graph=t.small_graph())];"
        "print([hashlib.sha256(one).hexdigest() for one in made])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, str(repository / "tests" / "export")],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(said) == 1


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads"])
def test_triple_terms_come_back(form: str) -> None:
    one = NamedNode(ID + "tie/a+b/sister_city")
    inner = Triple(one, A, Literal('a ")>> <<( b', language="en"))
    outer = Triple(BlankNode("b"), NamedNode(DEF + "gist"), inner)
    reifies = NamedNode(PREFIXES["rdf"] + "reifies")
    for triple in (inner, Triple(one, reifies, inner), Triple(one, A, Literal(14))):
        want = {Quad(one, reifies, triple, DefaultGraph())}
        assert parsed(form, export_bytes(form, quads=want)) == want
    (found,) = parsed(form, export_bytes(form, quads={Quad(one, reifies, outer)}))
    assert found.object.object == inner  # type: ignore[union-attr]
    text = export_bytes("turtle", quads={Quad(one, reifies, Triple(one, A, one))}).decode()
    assert "rdf:reifies <<( <tie/a+b/sister_city> rdf:type <tie/a+b/sister_city> )>> ." in text


def test_turtle_reads_like_a_text() -> None:
    lines = export_bytes("trig", quads=quads()).decode().splitlines()
    heads = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert heads == sorted(heads)
    assert "wdt:" not in heads, "only prefixes that are used"
    text = "\n".join(lines)
    assert "\n<source/a-2> {\n" in text
    assert (
        "    <tie/freiburg+isfahan/sister_city> a ct:Tie ;\n        ct:party id:isfahan .\n" in text
    )
    assert '"2000-10-27"^^edtf:EDTF' in text


def test_rdflib_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # it makes "1" and true the same
    want = len(set(quads()))
    for form, name in (("trig", "trig"), ("nquads", "nquads"), ("jsonld", "json-ld")):
        dataset = rdflib.Dataset()
        dataset.parse(data=export_bytes(form, quads=quads()), format=name)
        assert sum(1 for _quad in dataset.quads()) == want, form


def test_pyld_reads_json_ld_without_fetching() -> None:
    jsonld = pytest.importorskip("pyld").jsonld

    def refuse(url: str, options: object) -> None:
        raise AssertionError(f"wanted to fetch {url}")

    data = export_bytes("jsonld", quads=quads())
    dataset = jsonld.to_rdf(
        json.loads(data), {"documentLoader": refuse, "format": "application/n-quads"}
    )
    # PyLD gives blank nodes other names and writes doubles its own way.
    got = {str(quad) for quad in parse(dataset, format=RdfFormat.N_QUADS)}
    want = {str(quad) for quad in parsed("jsonld", data)}
    odd = re.compile(r"_:|#double")
    assert {quad for quad in got if not odd.search(quad)} == {
        quad for quad in want if not odd.search(quad)
    }
    assert len(got) == len(want)


texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
iris = st.one_of(
    st.from_regex(r"[A-Za-z0-9/@+.:#_-]{0,12}", fullmatch=True)
    .filter(lambda rest: rest.count("#") < 2)  # two would be no IRI
    .map(lambda rest: ID + rest),
    st.from_regex(r"[A-Za-z0-9/._-]{0,8}", fullmatch=True).map(lambda rest: DEF + rest),
)


@given(
    st.lists(st.tuples(iris, iris, st.one_of(iris.map(NamedNode), texts.map(Literal))), max_size=5)
)
def test_any_term_comes_back(rows: list[tuple[str, str, Any]]) -> None:
    want = {Quad(NamedNode(a), NamedNode(b), c, NamedNode(a)) for a, b, c in rows}
    for form in ("trig", "nquads", "jsonld"):
        assert parsed(form, export_bytes(form, quads=want)) == want, form


# --- GraphML and CSV --------------------------------------------------------------


def small_graph() -> Any:
    places = [Place(slug, "city", slug, latitude=1.5) for slug in ("a", "b", "c")]
    rows = [
        {
            "tie": f"tie/a+{slug}/sister_city",
            "parties": ["a", slug],
            "kind": kind,
            "unanswered": True,
        }
        for slug, kind in (("c", "sister_city"), ("b", "<&>\"' اصفهان"))
    ]
    return ties_graph(rows, places, on="2020-01-01")


def test_graphml_is_xml_for_others() -> None:
    etree = pytest.importorskip("lxml.etree")
    data = export_bytes("graphml", graph=small_graph())
    space = "{http://graphml.graphdrawing.org/xmlns}"
    for root in (ET.fromstring(data), etree.fromstring(data)):
        assert root.tag == f"{space}graphml"
        edges = root.findall(f".//{space}edge")
        assert [edge.get("id") for edge in edges] == ["tie/a+b/sister_city", "tie/a+c/sister_city"]
        texts = {value.text for value in edges[0].iter(f"{space}data")}
        assert {"<&>\"' اصفهان", "true"} <= texts, "booleans in small letters, as XML has them"


def test_graphml_does_not_depend_on_the_order() -> None:
    graph = small_graph()
    import networkx as nx

    turned: Any = nx.MultiDiGraph()
    turned.graph.update(graph.graph)
    for edge in reversed(list(graph.edges(keys=True))):
        turned.add_edge(*edge, **dict(reversed(list(graph.edges[edge].items()))))
    for node, data in graph.nodes(data=True):
        turned.add_node(node, **dict(reversed(list(data.items()))))
    assert export_bytes("graphml", graph=turned) == export_bytes("graphml", graph=graph)


def test_graphml_refuses_what_xml_cannot_hold() -> None:
    graph = small_graph()
    graph.nodes["a"]["name_en"] = "bad\x00name"
    graph.edges["a", "b", "tie/a+b/sister_city"]["kind"] = "\ufffe"
    graph.graph["on"] = "\x1b[0m"
    with pytest.raises(UsageError) as caught:
        export_bytes("graphml", graph=graph)
    for part in ("a: name_en", "tie/a+b/sister_city: kind", "graph: on"):
        assert part in str(caught.value), "all faults at once"
    with pytest.raises(ValueError, match="needs a graph"):
        export_bytes("graphml")


ROWS = [
    {"tie": "tie/a+b/sister_city", "parties": ["a", "b"], "days_open": None, "unanswered": False,
     "note": 'a "b", c\nd', "number": 2.50, "conflicts": [{"what": "when"}]},
    {"tie": "tie/a+c/sister_city", "parties": ("a", "c"), "days_open": 12, "unanswered": True,
     "note": "=1+1", "number": 14.0, "conflicts": [], "new": "اصفهان"},
]  # fmt: skip


def test_csv_by_the_standard_reader() -> None:
    data = export_bytes("csv", rows=ROWS)
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert [row["parties"] for row in rows] == ["a;b", "a;c"]
    assert [row["days_open"] for row in rows] == ["", "12"]
    assert [row["unanswered"] for row in rows] == ["false", "true"]
    assert [row["number"] for row in rows] == ["2.5", "14"]
    assert rows[0]["note"] == 'a "b", c\nd'
    assert rows[1]["note"] == "=1+1", "data are not altered"
    assert json.loads(rows[0]["conflicts"]) == {"what": "when"}
    assert [row["new"] for row in rows] == ["", "اصفهان"], "a column of a later row is kept"
    assert b"\r" not in data


def test_csv_by_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(export_bytes("csv", rows=ROWS)))
    assert list(frame["days_open"].fillna(0)) == [0, 12]
    assert frame["unanswered"].dtype == bool
    assert list(frame["new"].fillna("")) == ["", "اصفهان"]
    assert {*ROW_KEYS["ties"], *ROWS[1]} == {*frame.columns}


def test_csv_without_rows_has_a_header() -> None:
    assert re.fullmatch(rb"[a-z_,]+\n", export_bytes("csv"))
