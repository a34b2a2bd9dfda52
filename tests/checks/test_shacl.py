"""Every shape passes its example, fails its wrong twin, and both engines agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cityties.base import resources
from cityties.checks import shacl as shapes
from cityties.checks import shape_groups
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


def all_in_one() -> tuple[str, dict[str, Path]]:
    """All files as N-Triples, and which file each id belongs to: none sees another's."""
    import pyoxigraph as ox

    lines: list[str] = []
    by_number: dict[str, Path] = {}
    for number, path in enumerate(files(EXAMPLES) + files(TWINS)):
        text = path.read_text(encoding="utf-8")
        if "a skos:Concept" in text:  # concepts have no ids to tell them apart by
            continue
        by_number[f"{ID}n{number}/"] = path
        lines += [
            f"{triple} .\n".replace(f"<{ID}", f"<{ID}n{number}/")
            for triple in map(
                str, (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
            )
        ]
    return "".join(lines), by_number


def found_in_all(engine: str) -> dict[Path, list[shapes.Finding]]:
    """Validate all files, as many as possible in one go."""
    together, by_number = all_in_one()
    findings: dict[Path, list[shapes.Finding]] = {path: [] for path in by_number.values()}
    for path in files(EXAMPLES) + files(TWINS):
        if path not in findings:
            text = path.read_text(encoding="utf-8")
            findings[path] = list(shapes.validate(text, data_format="ttl", engine=engine).findings)
    for finding in shapes.validate(together, engine=engine).findings:
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


Rows = set[tuple[str, str, str, str, str]]


def in_whole(triples: str, engine: str) -> Rows:
    """What an engine finds in a whole graph with the shapes as they are written."""
    rules = (resources.ontology_dir() / "shapes.ttl").read_text(encoding="utf-8")
    if engine == "shacl-rust":
        import shacl_rust

        results = shacl_rust.validate(
            triples, rules, data_format="nt", shapes_format="turtle"
        )["results"]  # fmt: skip
        keys = ("focusNode", "resultPath", "sourceShape", "sourceConstraintComponent", "severity")
        rows = [[result.get(key, "").strip("<>") for key in keys] for result in results]
    else:
        import pyshacl
        from rdflib import RDF, SH, Graph

        graph = Graph().parse(data=triples, format="nt")
        _conforms, report, _text = pyshacl.validate(
            graph, shacl_graph=Graph().parse(data=rules, format="turtle")
        )
        terms = (
            SH.focusNode, SH.resultPath, SH.sourceShape, SH.sourceConstraintComponent,
            SH.resultSeverity,
        )  # fmt: skip
        rows = [
            [str(report.value(result, term) or "") for term in terms]
            for result in report.subjects(RDF.type, SH.ValidationResult)
        ]
    sh = PREFIXES["sh"]
    return {
        (focus, path, shape, component.removeprefix(sh), severity.removeprefix(sh))
        for focus, path, shape, component, severity in rows
    }


def in_groups(triples: str, engine: str) -> Rows:
    return {
        (f.focus, f.path, f.shape, f"{f.component}ConstraintComponent", f.severity)
        for f in shapes.validate(triples, engine=engine).findings
    }


def shipped_with_faults() -> str:
    """The shipped graph as triples: some are missing, some have a value of another node as well."""
    import pyoxigraph as ox

    from cityties.store.build import open_or_build

    lines = open_or_build().canonical_nquads().splitlines()
    triples: dict[str, None] = {}
    others: dict[str, str] = {}  # the last value of each property
    for number, line in enumerate(lines):
        (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
        before = others.get(quad.predicate.value, "")
        others[quad.predicate.value] = str(quad.object)
        if number % 37:
            triples[f"{quad.triple} .\n"] = None
        if line.startswith(b"_:"):  # engines name blank nodes each in their own way
            continue
        if before and not number % 41:
            triples[f"{quad.subject} {quad.predicate} {before} .\n"] = None
        if not number % 101:  # an IRI that is no such thing
            triples[f"{quad.subject} {quad.predicate} {quad.subject} .\n"] = None
    return "".join(triples)


@pytest.mark.parametrize("engine", shapes.ENGINES)
def test_groups_find_what_the_whole_has_in_examples_and_twins(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(shapes.ENGINES[engine])
    together, _by_number = all_in_one()
    monkeypatch.setattr(shapes, "GROUP", 100)
    found = in_groups(together, engine)
    assert found == in_whole(together, engine)
    assert len(found) >= 150


@pytest.fixture(scope="module")
def with_faults() -> str:
    return shipped_with_faults()


def test_groups_find_what_the_whole_has_in_the_shipped_graph(with_faults: str) -> None:
    pytest.importorskip("shacl_rust")
    found = in_whole(with_faults, "shacl-rust")
    assert len(found) >= 1000
    assert len({shape for _focus, _path, shape, _component, _severity in found}) >= 80
    assert in_groups(with_faults, "shacl-rust") == found


@pytest.mark.slow
def test_pyshacl_in_groups_finds_the_same_in_the_shipped_graph(with_faults: str) -> None:
    found = in_groups(with_faults, "pyshacl")
    assert found == in_whole(with_faults, "pyshacl")
    pytest.importorskip("shacl_rust")
    assert found == in_groups(with_faults, "shacl-rust")


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


def test_a_store_is_checked_as_its_text_is(tmp_path: Path) -> None:
    import pyoxigraph as ox

    text, _by_number = all_in_one()
    made = ox.Store(tmp_path)
    made.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"{ID}graph"))
    del made
    assert shapes.validate(ox.Store.read_only(str(tmp_path))) == shapes.validate(text)


COUNTRY = f"""
<{ID}c> a <{DEF}Country> ; <{DEF}placeKind> <{CODE}country> .
<{ID}x> a <{DEF}Realm> .
<{DEF}Realm> <{PREFIXES["rdfs"]}subClassOf> <{DEF}Kingdom> .
<{DEF}Kingdom> <{PREFIXES["rdfs"]}subClassOf> <{DEF}Country> .
_:blank a <{DEF}City> ; <{DEF}inCountry> <{ID}x> .
<{ID}y> a <{DEF}City> ; <{DEF}inCountry> <{ID}y> .
"""


@pytest.mark.parametrize("engine", shapes.ENGINES)
def test_subclasses_and_blank_nodes_count(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(shapes.ENGINES[engine])
    monkeypatch.setattr(shapes, "GROUP", 1)  # what y lies in is in no group with y
    report = shapes.validate(COUNTRY, data_format="ttl", engine=engine)
    found = {(f.focus, f.shape.removeprefix(CTS)) for f in report.findings}
    assert report.focus_nodes == 4
    assert (f"{ID}x", "Place-kind") in found  # a Realm is a Country
    assert (f"{ID}y", "Place-country") in found
    (blank,) = {focus for focus, _shape in found if focus.startswith("_:")}
    assert (blank, "Place-kind") in found
    assert (blank, "Place-country") not in found


def groups_of(text: str | bytes) -> shape_groups.Groups:
    import pyoxigraph as ox

    found = ox.parse(text, format=ox.RdfFormat.TURTLE)
    lines = sorted(f"{quad.triple} <{ID}g> .\n" for quad in found)
    return shape_groups.Groups(
        lambda: [lines[:2], lines[2:]],
        shape_groups.read_shapes(resources.ontology_dir() / "shapes.ttl"),
    )


def test_a_group_holds_its_nodes_and_the_classes_of_their_values() -> None:
    import pyoxigraph as ox

    groups = groups_of((EXAMPLES / "term-of-office.ttl").read_bytes())
    number = 0
    for text, alike in groups.cut(1):
        number += 1
        triples = set(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
        ((node,),) = {tuple(names) for lists in alike.values() for names in lists}
        own = {t for t in triples if t.subject == ox.NamedNode(node)}
        values = {t.object for t in own}
        others = triples - own
        assert {t.predicate.value for t in others} <= {PREFIXES["rdf"] + "type"}
        assert {t.subject for t in others} <= values
    assert number == groups.focus_nodes > 3


def test_nodes_that_look_alike_to_a_shape_are_shown_once_and_all_found() -> None:
    import pyoxigraph as ox

    text = "".join(
        f"<{ID}{name}> a <{DEF}Country> ; <{DEF}placeKind> <{CODE}{kind}> .\n"
        for name, kind in (("a", "realm"), ("b", "realm"), ("c", "country"))
    )
    ((triples, alike),) = groups_of(text).cut(shapes.GROUP)
    assert alike[CTS + "Place-kind", f"{ID}a"] == [[f"{ID}a", f"{ID}b"]]
    marker = f"urn:focus:{CTS}Place-kind"
    shown = {
        t.subject.value
        for t in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
        if t.predicate.value == marker
    }
    assert shown == {f"{ID}a", f"{ID}c"}
    found = shapes.validate(text, data_format="ttl").findings
    assert {f.focus for f in found if f.shape == CTS + "Place-kind"} == {f"{ID}a", f"{ID}b"}


def test_values_count_by_what_is_asked_of_them() -> None:
    """Two texts of a language, and two things of a class, are one to most shapes."""
    text = f"""
<{ID}a> a <{DEF}Country> ; <{PREFIXES["skos"]}prefLabel> "A"@en ; <{DEF}countryCode> "AA" .
<{ID}b> a <{DEF}Country> ; <{PREFIXES["skos"]}prefLabel> "B"@en ; <{DEF}countryCode> "BB" .
<{ID}c> a <{DEF}Country> ; <{PREFIXES["skos"]}prefLabel> "C"@fa ; <{DEF}countryCode> "C" .
<{ID}x> a <{DEF}City> ; <{DEF}inCountry> <{ID}a> .
<{ID}y> a <{DEF}City> ; <{DEF}inCountry> <{ID}b> .
<{ID}z> a <{DEF}City> ; <{DEF}inCountry> <{ID}x> .
"""
    ((_triples, alike),) = groups_of(text).cut(shapes.GROUP)

    def nodes(shape: str, first: str) -> set[str]:
        lists = alike.get((CTS + shape, ID + first), [])
        return {name.removeprefix(ID) for names in lists for name in names}

    assert nodes("Place-name-en", "a") == {"a", "b"}
    assert nodes("Place-name-en", "c") == {"c"}
    assert nodes("Place-country-code", "b") == {"b"}  # a pattern looks at the text itself
    assert nodes("Place-country", "x") == {"x", "y"}
    assert nodes("Place-country", "z") == {"z"}


def test_what_was_shown_before_is_found_in_later_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(
        f"<{ID}{number}> a <{DEF}Country> ; <{DEF}placeKind> <{CODE}realm> .\n"
        for number in range(5)
    )
    assert [bool(shown.count("focus")) for shown, _alike in groups_of(text).cut(2)] == [
        True,
        False,
        False,
    ]
    monkeypatch.setattr(shapes, "GROUP", 2)
    whole = shapes.validate(text, data_format="ttl")
    assert len({f.focus for f in whole.findings if f.shape == CTS + "Place-kind"}) == 5
    monkeypatch.setattr(shape_groups, "_KNOWN", 0)  # each group forgets those before it
    assert shapes.validate(text, data_format="ttl") == whole


def test_literals_that_end_like_a_graph_are_read_whole() -> None:
    values = ('"a <b>"', '"a \\" <b>"@en', '"x"^^<urn:t>', "<urn:a>", "_:b", '"\\\\"')
    lines = [f"<urn:s> <urn:p{n}> {value} <{ID}g> .\n" for n, value in enumerate(values)]
    shapes_ = shape_groups.read_shapes(resources.ontology_dir() / "shapes.ttl")
    ((_subject, terms),) = shape_groups.Groups(lambda: [lines], shapes_)._subjects()
    assert [value for (value,) in terms.values()] == list(values)


@pytest.mark.parametrize(
    "shape",
    [
        "a sh:PropertyShape ; sh:path [ sh:inversePath ct:about ]",
        "a sh:PropertyShape ; sh:path ( ct:about ct:tieKind )",
        "a sh:PropertyShape ; sh:path ct:about ; sh:property [ sh:path ct:tieKind ]",
        "a sh:PropertyShape ; sh:path ct:about ; sh:node cts:Tie",
        "a sh:NodeShape ; sh:targetObjectsOf ct:about",
        "a sh:NodeShape ; sh:targetClass ct:Tie ; sh:nodeKind sh:IRI",
        "a sh:NodeShape ; sh:targetClass ct:Tie ; sh:sparql [ sh:select '' ]",
    ],
)
def test_a_shape_that_looks_further_than_a_group_is_refused(shape: str, tmp_path: Path) -> None:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    path = tmp_path / "shapes.ttl"
    path.write_text(f"{prefixes}@prefix cts: <{CTS}> .\ncts:X {shape} .", encoding="utf-8")
    with pytest.raises(ValueError, match="a group does not show all"):
        shape_groups.read_shapes(path)


def test_progress_is_told_of_each_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "GROUP", 2)
    told: list[tuple[int, int]] = []
    text = "".join(f"<{ID}{number}> a <{DEF}Reading> .\n" for number in range(5))
    report = shapes.validate(
        text, data_format="ttl", progress=lambda _step, number, of: told.append((number, of))
    )
    assert report.focus_nodes == 5
    assert told == [(1, 3), (2, 3), (3, 3)]


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
