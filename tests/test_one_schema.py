"""Ontology, shapes, JSON-LD context and data package say what the columns say, and no more.

``model/rows.py`` is the schema of the house; what cells unfold into is in
``model/unfolding.py``. The other descriptions are written for their readers, by hand or by
``tools/write_schemas.py``: here each is compared with the columns, one by one, both ways.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD

from cityties.base import resources
from cityties.model.columns import CLASS_TABLES, REFERENCE_FOLDERS, Column
from cityties.model.tables import COLUMNS
from cityties.model.unfolding import UNFOLDINGS
from cityties.vocabulary.codes import CELL_CODES, CODES
from cityties.vocabulary.terms import CODE, DEF, PLAIN_TEXTS, PREFIXES, PROPERTIES, REPLACED, ct

SCHEMA = rdflib.Namespace(PREFIXES["schema"])
EDTF = rdflib.URIRef(PREFIXES["edtf"] + "EDTF")
CLASS_OF = {table: iri for iri, table in reversed(CLASS_TABLES.items())}
DATATYPES = {
    "text": XSD.string, "names": XSD.string, "country": XSD.string, "language": XSD.string,
    "integer": XSD.integer, "decimal": XSD.decimal, "edtf": EDTF, "url": XSD.anyURI,
    "duration": XSD.duration,
    "licence": XSD.string,  # or an address, where the licence has one: the context says no type
}  # fmt: skip
THINGS = {*REFERENCE_FOLDERS, "agent", "about", "act_or_tie", "wikidata"}

# What the registry says of a post is said of its holders' terms of office.
ELSEWHERE = {ct.holder: ct.TermOfOffice}
# Remarks that may be on anything; SHACL has nothing to say about them.
UNSHAPED = {PREFIXES["skos"] + "note"}

# Properties that no column and no part has: they follow from rows, or only readings have them.
FOLLOWS = {
    "inCountry", "publishedEarliest", "publishedLatest", "earliest", "latest", "untilEarliest",
    "untilLatest", "involves", "party", "kind", "memberCity", "memberOrganization",
    "network", "heldPost", "lawOf",
    "countedKind",
}  # fmt: skip
OF_READINGS = {
    "knownBy", "stateOf", "status", "channel", "side", "possiblyFrom", "certainlyFrom",
    "certainlyUntil", "possiblyUntil", "conclusion", "basedOn", "memberGrade", "sisterCityOf",
    "twins", "conflictAbout", "conflictSubject", "conflictValue", "betweenClaim", "lastAttested",
    "lastAttestedEarliest", "lastAttestedLatest", "answers", "possiblyAnswers", "hasState",
    "rulesVersion", "softwareVersion",
}  # fmt: skip
OF_CONCEPTS = {"appliesTo", "mayFollow", "rung", "computed", "directed"}


def described() -> Iterator[tuple[str, str, Column]]:
    """Table (blank for a part of a cell), class and column of everything that rows say."""
    for table, columns in COLUMNS.items():
        for column in columns:
            unfolding = UNFOLDINGS.get(column.kind)
            if unfolding is None or unfolding.class_:
                yield table, ELSEWHERE.get(column.predicate, CLASS_OF[table]), column
            if unfolding is not None:
                for part in (*unfolding.parts, *unfolding.derived):
                    yield "", unfolding.class_ or CLASS_OF[table], part


DESCRIBED = list(described())


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(resources.ontology_dir() / "cityties.ttl")


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(resources.ontology_dir() / "shapes.ttl")


@pytest.fixture(scope="module")
def context() -> dict[str, list[dict[str, Any]]]:
    """The definitions of terms by the IRI that each stands for."""
    path = resources.ontology_dir() / "context.jsonld"
    given = json.loads(path.read_text(encoding="utf-8"))["@context"]
    prefixes = {
        name: value["@id"]
        for name, value in given.items()
        if isinstance(value, dict) and value.get("@prefix")
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for name, value in given.items():
        definition = {"@id": value} if isinstance(value, str) else value
        if name in prefixes or name.startswith("@") or not isinstance(definition, dict):
            continue
        if definition["@id"].startswith("@"):
            continue
        for key in ("@id", "@type"):
            prefix, _colon, local = definition.get(key, "").partition(":")
            if prefix in prefixes:
                definition[key] = prefixes[prefix] + local
        found.setdefault(definition["@id"], []).append(definition)
    return found


def is_thing(column: Column) -> bool:
    return column.kind in THINGS or bool(UNFOLDINGS.get(column.kind))


def is_code(column: Column) -> bool:
    return column.kind == "code" or column.kind in CELL_CODES


def values_of(column: Column) -> set[str]:
    """The codes that a column may have in the graph."""
    if column.kind in CELL_CODES:
        return set(CELL_CODES[column.kind].values())
    if column in {part for _table, _class, part in DESCRIBED if not _table}:
        return set(CODES[column.codes])
    return set(column.allowed)


# The numbers are in the report of the tests (`--junit-xml`), and in the message of a failure.
def compare(name: str, faults: list[str], compared: Counter[str], record: Any) -> None:
    record(f"compared with {name}", str(dict(compared)))
    assert not faults, f"{len(faults)} of {sum(compared.values())} compared: {faults}"


def test_every_column_is_a_property_of_its_class(ontology, record_property) -> None:
    faults: list[str] = []
    compared: Counter[str] = Counter()
    for table, class_, column in DESCRIBED:
        where = f"{table or class_}.{column.name} {column.predicate}"
        term = rdflib.URIRef(column.predicate)
        compared["properties"] += 1
        kinds = set(ontology.objects(term, RDF.type))
        if not kinds:
            faults.append(f"{where}: not in the ontology")
        if not column.predicate.startswith(DEF):
            continue  # of others: it has no domain of ours
        right = OWL.ObjectProperty if is_thing(column) or is_code(column) else OWL.DatatypeProperty
        if right not in kinds:
            faults.append(f"{where}: not a {right}")
        domains = {*ontology.objects(term, RDFS.domain)}
        domains |= {*ontology.objects(term, SCHEMA.domainIncludes)}
        above = set(ontology.transitive_objects(rdflib.URIRef(class_), RDFS.subClassOf))
        compared["domains"] += 1
        if not domains & above:
            faults.append(f"{where}: its domain is not {class_}")
        if right == OWL.DatatypeProperty:
            compared["datatypes"] += 1
            datatype = RDF.langString if column.tag or column.tag_from else DATATYPES[column.kind]
            if set(ontology.objects(term, RDFS.range)) != {datatype}:
                faults.append(f"{where}: its range is not {datatype}")
    compare("the ontology", faults, compared, record_property)
    assert compared["properties"] >= 100
    assert compared["domains"] >= 75


def shaped(shapes: rdflib.Graph, class_: str) -> dict[str, set[rdflib.term.Node]]:
    """The property shapes of a class by their path."""
    found: dict[str, set[rdflib.term.Node]] = {}
    for node in shapes.subjects(SH.targetClass, rdflib.URIRef(class_)):
        for shape in shapes.objects(node, SH.property):
            for path in shapes.objects(shape, SH.path):
                found.setdefault(str(path), set()).add(shape)
    return found


def test_every_column_has_a_shape_with_its_values(shapes, record_property) -> None:
    from rdflib.collection import Collection

    faults: list[str] = []
    compared: Counter[str] = Counter()
    for table, class_, column in DESCRIBED:
        if column.predicate in UNSHAPED:
            continue
        where = f"{table or class_}.{column.name} {column.predicate}"
        found = shaped(shapes, class_).get(column.predicate, set())
        compared["paths"] += 1
        if not found:
            faults.append(f"{where}: no shape of {class_} has this path")
            continue
        several = {
            shape for shape in found if shapes.value(shape, SH.maxCount) == rdflib.Literal(1)
        }
        compared["single values"] += 1
        if column.many and several and column.predicate not in ELSEWHERE:
            faults.append(f"{where}: several values, and the shape allows one")
        if is_code(column):
            compared["code lists"] += 1
            lists = [head for shape in found for head in shapes.objects(shape, SH["in"])]
            codes = [
                {str(value).removeprefix(CODE) for value in Collection(shapes, head)}
                for head in lists
            ]
            if codes != [values_of(column)]:
                faults.append(f"{where}: not the codes of the column")
        elif column.kind in ("integer", "decimal", "edtf"):
            compared["datatypes"] += 1
            datatypes = {kind for one in found for kind in shapes.objects(one, SH.datatype)}
            if datatypes != {DATATYPES[column.kind]}:
                faults.append(f"{where}: not the datatype of the column")
        for limit, value in ((SH.minInclusive, column.low), (SH.maxInclusive, column.high)):
            if value is not None:
                compared["limits"] += 1
                if {one.toPython() for shape in found for one in shapes.objects(shape, limit)} != {
                    value
                }:
                    faults.append(f"{where}: another {limit}")
    compare("the shapes", faults, compared, record_property)
    assert compared["paths"] >= 100
    assert compared["code lists"] >= 20


def test_every_column_is_a_term_of_the_context(context, record_property) -> None:
    faults: list[str] = []
    compared: Counter[str] = Counter()
    for table, class_, column in DESCRIBED:
        where = f"{table or class_}.{column.name} {column.predicate}"
        compared["terms"] += 1
        found = context.get(column.predicate, [])
        if len(found) != 1:
            faults.append(f"{where}: {len(found)} terms of the context")
            continue
        (definition,) = found
        compared["types"] += 1
        if is_code(column):
            right = "@vocab"
        elif is_thing(column):
            right = "@id"
        elif DATATYPES[column.kind] == XSD.string:
            right = ""
        else:
            right = str(DATATYPES[column.kind])
        if definition.get("@type", "") != right:
            faults.append(f"{where}: {definition.get('@type')} instead of {right}")
        if column.tag:
            compared["languages"] += 1
            if "@language" not in definition.get("@container", ()):
                faults.append(f"{where}: its texts have a language")
    compare("the context", faults, compared, record_property)
    assert compared["terms"] >= 100


def test_every_column_is_a_field_of_the_data_package(repository: Path, record_property) -> None:
    package = json.loads((repository / "data" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        resource["name"]: {field["name"]: field for field in resource["schema"]["fields"]}
        for resource in package["resources"]
    }
    faults: list[str] = []
    compared: Counter[str] = Counter()
    assert set(fields) == set(COLUMNS)
    for table, columns in COLUMNS.items():
        names = ["id", *(column.name for column in columns)]
        if list(fields[table]) != names:
            faults.append(f"{table}: {sorted(set(fields[table]) ^ set(names))}")
            continue
        header = (repository / "data" / f"{table}.csv").read_text("utf-8").partition("\n")[0]
        if header.split(",") != names:
            faults.append(f"{table}.csv: another header")
        for column in columns:
            compared["fields"] += 1
            field = fields[table][column.name]
            if not field["description"].startswith(column.en):
                faults.append(f"{table}.{column.name}: another description")
            if column.allowed and not column.many:
                compared["code lists"] += 1
                if field["constraints"]["enum"] != list(column.allowed):
                    faults.append(f"{table}.{column.name}: other codes")
    compare("the data package", faults, compared, record_property)
    assert compared["fields"] >= 90


def test_every_property_belongs_to_a_column_or_follows() -> None:
    """The other way round: nothing in the ontology that no row, rule or reading gives."""
    own = {
        column.predicate.removeprefix(DEF)
        for _table, _class, column in DESCRIBED
        if column.predicate.startswith(DEF)
    }
    assert own | FOLLOWS | OF_READINGS | OF_CONCEPTS == set(PROPERTIES)
    for one, other in ((own, FOLLOWS), (own, OF_READINGS), (FOLLOWS, OF_READINGS)):
        assert not one & other
    assert not own & set(REPLACED)


def test_shapes_look_at_nothing_that_no_row_gives(shapes, ontology) -> None:
    paths = {str(path) for path in shapes.objects(None, SH.path)}
    known = {column.predicate for _table, _class, column in DESCRIBED}
    known |= {DEF + name for name in FOLLOWS | OF_READINGS | OF_CONCEPTS}
    known |= {str(SKOS.notation), str(SKOS.inScheme), str(SKOS.prefLabel)}
    assert len(paths) >= 100
    assert paths - known == set()


def test_texts_that_stay_texts_are_listed_with_their_reason(ontology, record_property) -> None:
    """A property that holds a small grammar or a code in a text is not added unseen."""
    deprecated = set(ontology.subjects(OWL.deprecated, rdflib.Literal(True)))
    texts = {
        str(term).removeprefix(DEF)
        for term in ontology.subjects(RDFS.range, XSD.string)
        if term not in deprecated
    }
    before = {str(term).removeprefix(DEF) for term in ontology.subjects(RDFS.range, XSD.string)} - {
        "mappedWord"
    }
    record_property("text properties", f"{len(before)} before, {len(texts)} now")
    assert texts == set(PLAIN_TEXTS)
    # Not of this change: whom a source wants to be named, and what a reading was made with.
    others = {"attribution", "rulesVersion", "softwareVersion"}
    assert (len(before - others), len(texts - others)) == (21, 14)
    assert all(len(reason) > 15 for reason in PLAIN_TEXTS.values())
