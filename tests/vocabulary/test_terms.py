"""The plain lists of terms and codes say what the ontology says, and nothing misspelt passes."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from cityties.base import resources
from cityties.errors import UnknownTermError
from cityties.vocabulary import codes as lists
from cityties.vocabulary import terms
from cityties.vocabulary.codes import CODES, broader_codes, covering, find_kind
from cityties.vocabulary.terms import CODE, DEF, ct

SCHEME = CODE + "scheme/"


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(resources.ontology_dir() / "cityties.ttl")


@pytest.fixture(scope="module")
def codes() -> rdflib.Graph:
    return rdflib.Graph().parse(resources.ontology_dir() / "codes.ttl")


def term(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(DEF + name)


def code(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(CODE + name)


def names(graph: rdflib.Graph, *types: rdflib.URIRef) -> set[str]:
    return {
        str(subject).removeprefix(DEF)
        for type_ in types
        for subject in graph.subjects(RDF.type, type_)
        if str(subject).startswith(DEF) and str(subject) != DEF
    }


def values(graph: rdflib.Graph, subject: str, predicate: rdflib.URIRef) -> set[str]:
    return {str(value).removeprefix(CODE) for value in graph.objects(code(subject), predicate)}


def test_classes_properties_and_datatypes_are_those_of_the_ontology(ontology) -> None:
    assert len(terms.CLASSES) >= 19
    assert len(terms.PROPERTIES) >= 90
    assert names(ontology, OWL.Class) == set(terms.CLASSES)
    properties = {*terms.PROPERTIES, *terms.REPLACED}
    assert names(ontology, OWL.ObjectProperty, OWL.DatatypeProperty) == properties
    assert names(ontology, RDFS.Datatype) == set(terms.DATATYPES)
    every = (*terms.CLASSES, *terms.PROPERTIES, *terms.DATATYPES, *terms.REPLACED)
    assert len(every) == len(set(every))
    defined = {
        str(subject).removeprefix(DEF)
        for subject in ontology.subjects(RDFS.isDefinedBy, rdflib.URIRef(DEF))
    }
    assert defined == set(every)


def test_deprecated_terms_are_those_of_the_ontology_and_name_what_replaces_them(ontology) -> None:
    deprecated = {
        str(subject).removeprefix(DEF)
        for subject in ontology.subjects(OWL.deprecated, rdflib.Literal(True))
    }
    assert deprecated == set(terms.REPLACED)
    assert len(deprecated) >= 8
    for name, new in terms.REPLACED.items():
        found = {
            str(v).removeprefix(DEF) for v in ontology.objects(term(name), DCTERMS.isReplacedBy)
        }
        assert found == set(new)
        assert found <= set(terms.PROPERTIES)


def test_code_lists_are_the_schemes_of_the_ontology(codes) -> None:
    schemes = {
        str(scheme).removeprefix(SCHEME): {
            str(concept).removeprefix(CODE) for concept in codes.subjects(SKOS.inScheme, scheme)
        }
        for scheme in codes.subjects(RDF.type, SKOS.ConceptScheme)
    }
    assert schemes == {name: set(listed) for name, listed in CODES.items()}
    assert all(len(listed) == len(set(listed)) for listed in CODES.values())
    concepts = {str(c).removeprefix(CODE) for c in codes.subjects(RDF.type, SKOS.Concept)}
    assert concepts == lists.ALL_CODES
    assert len(concepts) > 200


def test_order_of_codes_is_that_of_the_ontology(codes) -> None:
    broader = {
        str(one).removeprefix(CODE): str(other).removeprefix(CODE)
        for one, other in codes.subject_objects(SKOS.broader)
    }
    assert broader == lists.BROADER
    narrower = {
        (str(other).removeprefix(CODE), str(one).removeprefix(CODE))
        for one, other in codes.subject_objects(SKOS.narrower)
    }
    assert narrower == set(broader.items())
    assert len(CODES["topics"]) == 31


def test_statuses_say_what_the_ontology_says(codes) -> None:
    rungs = {
        str(one).removeprefix(CODE): rung.toPython()
        for one, rung in codes.subject_objects(term("rung"))
    }
    assert rungs == lists.RUNGS
    assert sorted(rungs.values()) == list(range(1, 8))
    listed = {status for group in lists.STATUSES.values() for status in group}
    assert listed | {*lists.COMPUTED_STATUSES} == set(CODES["statuses"])
    assert not listed & {*lists.COMPUTED_STATUSES}
    assert set(lists.STATUSES) == set(CODES["status_subjects"])
    for status in CODES["statuses"]:
        applies = values(codes, status, term("appliesTo"))
        if status in listed:
            assert applies == {s for s, group in lists.STATUSES.items() if status in group}
        assert applies, status
        follows = values(codes, status, term("mayFollow"))
        assert follows <= listed, status
        for earlier in follows:  # a move stays within one sort of thing
            assert values(codes, earlier, term("appliesTo")) & applies, (earlier, status)


def test_computed_and_directed_marks_are_those_of_the_ontology(codes) -> None:
    def marked(predicate: str) -> set[str]:
        true = rdflib.Literal(True)
        return {str(s).removeprefix(CODE) for s in codes.subjects(term(predicate), true)}

    assert marked("computed") == lists.REFUSED_IN_CLAIMS
    assert marked("directed") == set(CODES["kinds"]) - lists.SYMMETRIC_KINDS
    assert set(CODES["kinds"]) >= lists.SYMMETRIC_KINDS
    assert {"sister_city", "meeting"} <= lists.SYMMETRIC_KINDS
    assert {"proposal", "humanitarian_aid"} <= marked("directed")


@pytest.mark.parametrize("name", ["partner", "Citty", "claimedstatus", "__wrapped__", ""])
def test_a_misspelt_term_raises(name: str) -> None:
    with pytest.raises(UnknownTermError, match="no term"):
        getattr(ct, name)
    assert not hasattr(ct, name)


@pytest.mark.parametrize("name", ["sistercity", "Sister_City", "scheme/kinds", "digital"])
def test_an_unknown_code_raises(name: str) -> None:
    for asked in (find_kind, broader_codes, covering, lists.TIE_LADDER.height):
        with pytest.raises(UnknownTermError, match=re.escape(repr(name))):
            asked(name)


def test_known_terms_have_iris_and_codes_a_broader_one() -> None:
    assert ct.party == DEF + "party"
    assert lists.broader_codes("termination_act") == ("suspension_act", "break")
    assert lists.broader_codes("all") == ()


# --- every term that is used anywhere exists ---------------------------------

TEXT_TERM = re.compile(r"(?<![\w:/.@-])ct:([A-Za-z]\w*)")
TEXT_CODE = re.compile(r"(?<![\w:/.@-])code:([a-z]\w*)(?![\w(])")
IRI_TERM = re.compile(re.escape(DEF) + r"([A-Za-z]\w*)(?![\w.])")
IRI_CODE = re.compile(re.escape(CODE) + r"([a-z]\w*)(?![\w/])")
PYTHON_TERM = re.compile(r"(?<![\w.\"'])ct\.([A-Za-z]\w*)")

_NAMES = {*terms.CLASSES, *terms.PROPERTIES, *terms.DATATYPES}

# Who may still name a deprecated term: what defines it, what reads files that have it, and what
# tells people about it. Nothing writes one, and no question or page uses one.
_OF_FORMER_TERMS = {
    "ontology/cityties.ttl", "ontology/context.jsonld", "graph/cityties/rdf/from_quads.py",
    "graph/cityties/query/slips.py", "ontology/README.md",
}  # fmt: skip


def used(text: str, suffix: str) -> Iterator[tuple[str, str]]:
    """Terms and codes that a text names, each with what it is."""
    if suffix == ".rq":  # in the header of a question `type: code:topics` names a code list
        text = re.sub(r"(?m)^#\+.*$", "", text)
    patterns = [("term", TEXT_TERM), ("term", IRI_TERM), ("code", IRI_CODE)]
    patterns.append(("code", TEXT_CODE))
    if suffix == ".py":
        patterns.append(("term", PYTHON_TERM))
    for sort, pattern in patterns:
        for match in pattern.finditer(text):
            yield sort, match[1]


def unknown(text: str, suffix: str, former: Collection[str] = ()) -> tuple[int, set[str]]:
    """How many names a text uses, and which of them do not exist."""
    count, wrong = 0, set()
    for sort, name in used(text, suffix):
        count += 1
        if name not in ({*_NAMES, *former} if sort == "term" else lists.ALL_CODES):
            wrong.add(f"{sort} {name}")
    return count, wrong


def sources(repository: Path) -> list[Path]:
    wanted = {".py", ".rq", ".ttl", ".md", ".csv", ".json", ".jsonld", ".html", ".j2", ".js"}
    folders = ["graph", "ontology", "data", "docs", "benchmarks", "tests/shapes"]
    found = [
        path
        for folder in folders
        for path in (repository / folder).rglob("*")
        if path.suffix in wanted and path.is_file() and path.name != "editor.js"  # built, of others
    ]
    # The recipes of CONTRIBUTING.md add terms; tests/docs/test_recipes.py follows them.
    pages = {*repository.glob("*.md")} - {repository / "CONTRIBUTING.md"}
    return sorted([*found, *pages])


def test_the_scan_sees_what_is_misspelt() -> None:
    text = f"?x ct:claimedStatuss code:signd . <{DEF}Citty> <{CODE}twin> ct:party code:mayor"
    assert unknown(text, ".rq") == (
        6,
        {"term claimedStatuss", "term Citty", "code signd", "code twin"},
    )
    assert unknown("ct.parti", ".py") == (1, {"term parti"})


def test_every_term_used_in_code_data_queries_and_docs_exists(repository, record_property) -> None:
    looked_at: dict[str, int] = {}
    wrong: dict[str, set[str]] = {}
    for path in sources(repository):
        allowed = str(path.relative_to(repository)) in _OF_FORMER_TERMS
        text = path.read_text(encoding="utf-8")
        count, bad = unknown(text, path.suffix, terms.REPLACED if allowed else ())
        looked_at[path.suffix] = looked_at.get(path.suffix, 0) + count
        if bad:
            wrong[str(path.relative_to(repository))] = bad
    record_property("names looked at", str(looked_at))
    assert not wrong, f"of the names looked at, by kind of file: {looked_at}"
    for suffix in (".py", ".rq", ".ttl", ".jsonld"):
        assert looked_at.get(suffix, 0) > 0, f"no {suffix} file names a term: {looked_at}"
    assert sum(looked_at.values()) > 1000


TABLE_CODES = {
    "places": {"kind": "place_kinds"},
    "organizations": {"kind": "organization_kinds"},
    "posts": {"role": "roles"},
    "sources": {"kind": "source_kinds"},
    "approval_rules": {"step": "statuses", "kinds": "kinds"},
    "claims": {
        "type": "claim_types", "aspect": "aspects", "kind": "kinds", "status": "statuses",
        "channel": "channels", "basis": "bases", "certainty": "certainty", "grade": "grades",
        "topics": "topics",
    },
}  # fmt: skip


@pytest.mark.parametrize("table", TABLE_CODES)
def test_every_code_in_the_tables_exists_and_may_be_claimed(table: str) -> None:
    seen = 0
    with (resources.data_dir() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, listed in TABLE_CODES[table].items():
                for value in filter(None, row[column].split(";")):
                    assert value in CODES[listed], (row["id"], column)
                    assert value not in lists.REFUSED_IN_CLAIMS, (row["id"], column)
                    seen += 1
    assert seen > 0
