"""Every shape passes its example, fails its wrong twin, and both engines agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cityties.base import resources
from cityties.checks import shacl as shapes
from cityties.errors import CitytiesError, UsageError
from cityties.vocabulary.codes import CODES
from cityties.vocabulary.terms import CODE, DEF, ID, PREFIXES

TWINS = Path(__file__).parents[1] / "shapes"
EXAMPLES = resources.ontology_dir() / "examples"
CTS = "https://w3id.org/cityties/shapes/"
EXPECT = re.compile(r"^# expect: (\S+) (\S+)$", re.MULTILINE)

Found = set[tuple[str, str]]


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ttl"))


def expected(text: str) -> list[tuple[str, str]]:
    return [(name, component) for name, component in EXPECT.findall(text)]


def found_in_all(engine: str) -> dict[Path, list[shapes.Finding]]:
    """Validate all files in one go: each gets ids of its own, so that none sees another's."""
    import pyoxigraph as ox

    findings: dict[Path, list[shapes.Finding]] = {}
    lines: list[str] = []
    by_number: dict[str, Path] = {}
    for number, path in enumerate(files(EXAMPLES) + files(TWINS)):
        text = path.read_text(encoding="utf-8")
        findings[path] = []
        if "a skos:Concept" in text:  # concepts have no ids to tell them apart by
            findings[path] = list(shapes.validate(text, data_format="ttl", engine=engine).findings)
            continue
        by_number[f"{ID}n{number}/"] = path
        lines += [
            f"{triple} .\n".replace(f"<{ID}", f"<{ID}n{number}/")
            for triple in map(
                str, (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
            )
        ]
    for finding in shapes.validate("".join(lines), engine=engine).findings:
        start = re.match(re.escape(ID) + r"n[0-9]+/", finding.focus)
        assert start, finding
        findings[by_number[start[0]]].append(finding)
    return findings


@pytest.fixture(scope="module")
def by_rust() -> dict[Path, list[shapes.Finding]]:
    pytest.importorskip("shacl_rust")
    return found_in_all("shacl-rust")


@pytest.fixture(scope="module")
def by_pyshacl() -> dict[Path, list[shapes.Finding]]:
    pytest.importorskip("pyshacl")
    return found_in_all("pyshacl")


def test_every_example_conforms(by_rust) -> None:
    assert len(files(EXAMPLES)) >= 19
    for path in files(EXAMPLES):
        assert by_rust[path] == [], path.name


def test_every_twin_fails_for_its_named_reason(by_rust) -> None:
    assert len(files(TWINS)) >= 150
    for path in files(TWINS):
        names = expected(path.read_text(encoding="utf-8"))
        found = {(finding.shape.removeprefix(CTS), finding.component) for finding in by_rust[path]}
        assert names, f"{path.name} does not say what it expects"
        assert found == set(names), path.name


def test_both_engines_find_the_same(by_rust, by_pyshacl) -> None:
    total = 0
    for path, findings in by_rust.items():
        one = {(f.focus, f.path, f.component, f.severity, f.shape) for f in findings}
        two = {(f.focus, f.path, f.component, f.severity, f.shape) for f in by_pyshacl[path]}
        assert one == two, path.name
        total += len(one)
    assert total >= 150


def test_every_shape_has_a_twin_and_every_twin_a_shape() -> None:
    firsts = [expected(path.read_text(encoding="utf-8"))[0][0] for path in files(TWINS)]
    known = {iri.removeprefix(CTS) for iri in shapes.shape_messages()}
    assert known
    assert len(firsts) == len(set(firsts))
    assert set(firsts) == known


def test_every_shape_speaks_both_languages_and_names_its_severity() -> None:
    import rdflib

    graph = rdflib.Graph().parse(resources.ontology_dir() / "shapes.ttl")
    sh = rdflib.Namespace(PREFIXES["sh"])
    messages = shapes.shape_messages()
    assert len(messages) >= 150
    for iri, texts in messages.items():
        assert set(texts) == {"en", "fa"}, iri
        assert re.search("[\u0600-\u06ff]", texts["fa"]), iri
        assert graph.value(rdflib.URIRef(iri), sh.severity), iri
    constraints = set(graph.objects(None, sh.property)) - {
        node for node in graph.objects(None, sh.property) if isinstance(node, rdflib.BNode)
    }
    assert constraints <= {rdflib.URIRef(iri) for iri in messages}
    assert not list(graph.objects(None, sh.sparql))


def test_every_class_has_a_shape() -> None:
    import rdflib

    from cityties.vocabulary.terms import CLASSES

    graph = rdflib.Graph().parse(resources.ontology_dir() / "shapes.ttl")
    targets = set(graph.objects(None, rdflib.URIRef(PREFIXES["sh"] + "targetClass")))
    assert {rdflib.URIRef(DEF + name) for name in CLASSES} <= targets


def test_lists_of_codes_in_shapes_are_the_code_lists() -> None:
    import rdflib
    from rdflib.collection import Collection

    from cityties.vocabulary import codes as lists

    graph = rdflib.Graph().parse(resources.ontology_dir() / "shapes.ttl")
    allowed = [
        *(set(codes) for codes in CODES.values()),
        *(set(codes) for codes in lists.STATUSES.values()),
        set(lists.AGREEMENT_KINDS),
        set(CODES["kinds"]) - lists.REFUSED_IN_CLAIMS,
        set(CODES["statuses"]) - lists.REFUSED_IN_CLAIMS,
        set(lists.OPERATORS),
        set(lists.COMPLETENESS),
        set(lists.CONCLUDED),
        set(lists.CONFLICTS_ON),
    ]
    seen = 0
    for head in graph.objects(None, rdflib.URIRef(PREFIXES["sh"] + "in")):
        values = {str(value).removeprefix(CODE) for value in Collection(graph, head)}
        assert values in allowed, sorted(values)
        seen += 1
    assert seen >= 20


def test_edtf_pattern_of_the_shapes_accepts_what_the_parser_accepts() -> None:
    import rdflib

    from cityties.model.dates import parse_edtf

    graph = rdflib.Graph().parse(resources.ontology_dir() / "shapes.ttl")
    pattern = str(
        graph.value(rdflib.URIRef(CTS + "Claim-when"), rdflib.URIRef(PREFIXES["sh"] + "pattern"))
    )
    good = ["2000", "2000-10", "2000-10-27", "2021-05~", "2000?", "[..2007]", "[2007..]"]
    good += ["[1988..1990]", "[1998-05-29,1998-09-18]", "[..2019-05-18]"]
    for text in good:
        parse_edtf(text)
        assert re.search(pattern, text), text
    for text in ("2007/2009", "200", "[..]", "[]", "", "last year", "2007-1"):
        assert not re.search(pattern, text), text
        with pytest.raises(ValueError, match=r"."):
            parse_edtf(text)


BAD = f"<{ID}x> a <{DEF}Country> ; <{DEF}placeKind> <{CODE}country> ; <{DEF}countryCode> 'Iran' ."


def test_a_report_is_sorted_counts_what_it_looked_at_and_speaks() -> None:
    report = shapes.validate(BAD, data_format="ttl")
    assert [f.shape.removeprefix(CTS) for f in report.findings] == [
        "Place-name-en",
        "Place-country-code",
    ]
    assert list(report.findings) == sorted(report.findings)
    assert (report.focus_nodes, report.shapes) == (1, len(shapes.shape_messages()))
    assert not report.conforms
    assert report.by_severity("Violation") == report.findings
    first = report.findings[1]
    assert first.message("en") == "Write the country as two capital letters, like IR."
    assert first.message("fa").startswith("کشور را")


def test_graphs_of_a_dataset_are_checked_as_one() -> None:
    text = (EXAMPLES / "term-of-office.ttl").read_text(encoding="utf-8")
    import pyoxigraph as ox

    quads = [
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(f"{ID}graph/{number % 3}"))
        for number, q in enumerate(ox.parse(text, format=ox.RdfFormat.TURTLE))
    ]
    nquads = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert nquads is not None
    report = shapes.validate(nquads, data_format="nq")
    assert report.conforms
    assert report.findings == ()


def test_an_empty_graph_does_not_conform() -> None:
    report = shapes.validate("", data_format="nt")
    assert report.focus_nodes == 0
    assert not report.conforms


def test_wrong_use_and_unreadable_text_are_told() -> None:
    with pytest.raises(UsageError, match="xml"):
        shapes.validate("", data_format="xml")
    with pytest.raises(UsageError, match="jena"):
        shapes.validate("", engine="jena")
    with pytest.raises(CitytiesError, match="cannot be read"):
        shapes.validate("<a> <b>", data_format="nt")


def test_pyshacl_steps_in_and_its_absence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyshacl")
    import importlib.util

    real = importlib.util.find_spec
    hidden = {"shacl_rust"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in hidden else real(name)
    )
    report = shapes.validate(BAD, data_format="ttl")
    assert report.engine == "pyshacl"
    assert len(report.findings) == 2
    hidden.add("pyshacl")
    with pytest.raises(CitytiesError, match="pip install"):
        shapes.validate(BAD, data_format="ttl")
