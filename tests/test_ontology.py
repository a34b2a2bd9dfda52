"""The ontology says everything that a reader needs, in both languages, and nothing by accident."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, VANN, XSD

from cityties.base import resources
from cityties.vocabulary import codes as lists
from cityties.vocabulary import terms
from cityties.vocabulary.terms import CODE, DEF, PREFIXES

FOLDER = resources.ontology_dir()
HOME = rdflib.URIRef(DEF)
LANGUAGES = {"en", "fa"}
FILES = ("cityties.ttl", "codes.ttl", "alignments.ttl", "shapes.ttl")


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "cityties.ttl")


@pytest.fixture(scope="module")
def codes() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "codes.ttl")


@pytest.fixture(scope="module")
def everything() -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in FILES:
        graph.parse(FOLDER / name)
    return graph


def own_terms(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    found = sorted(set(graph.subjects(RDFS.isDefinedBy, HOME)))
    assert len(found) > 100
    return found


def by_language(graph: rdflib.Graph, subject: rdflib.term.Node, predicate) -> dict[str, str]:
    found = list(graph.objects(subject, predicate))
    texts = {value.language or "": str(value) for value in found}
    assert len(texts) == len(found), f"{subject} says {predicate} twice in one language"
    return texts


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def says_itself(label: str, definition: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(label)}(?!\w)", definition))


def test_every_term_has_label_and_definition_in_both_languages(ontology) -> None:
    for term in own_terms(ontology):
        labels = by_language(ontology, term, RDFS.label)
        definitions = by_language(ontology, term, SKOS.definition)
        assert set(labels) == set(definitions) == LANGUAGES, term
        for language in LANGUAGES:
            assert not says_itself(labels[language], definitions[language]), (term, language)
            assert not definitions[language].endswith("."), term
        notes = by_language(ontology, term, SKOS.scopeNote)
        assert set(notes) in (set(), LANGUAGES), term
        assert not set(notes.values()) & set(definitions.values())


def test_labels_tell_the_terms_apart(ontology) -> None:
    for language in LANGUAGES:
        labels = Counter(
            by_language(ontology, term, RDFS.label)[language] for term in own_terms(ontology)
        )
        assert [label for label, count in labels.items() if count > 1] == []


def test_names_follow_the_usual_form(ontology) -> None:
    for term in own_terms(ontology):
        name = str(term).removeprefix(DEF)
        is_class = (term, RDF.type, OWL.Class) in ontology
        assert re.fullmatch(r"[A-Z][A-Za-z]+" if is_class else r"[a-z][A-Za-z]+", name), name


def test_the_header_is_complete(ontology) -> None:
    for predicate in (
        OWL.versionIRI, OWL.versionInfo, DCTERMS.license, DCTERMS.created, DCTERMS.modified,
        DCTERMS.issued, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri,
    ):  # fmt: skip
        assert len(list(ontology.objects(HOME, predicate))) == 1, predicate
    for predicate in (
        DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.bibliographicCitation,
    ):  # fmt: skip
        assert set(by_language(ontology, HOME, predicate)) == LANGUAGES, predicate
    assert str(ontology.value(HOME, VANN.preferredNamespacePrefix)) == "ct"
    assert str(ontology.value(HOME, VANN.preferredNamespaceUri)) == DEF
    version = ontology.value(HOME, OWL.versionInfo)
    assert ontology.value(HOME, OWL.versionIRI) == rdflib.URIRef(f"{DEF}{version}/")
    assert "by/4.0" in str(ontology.value(HOME, DCTERMS.license))
    for predicate in (DCTERMS.created, DCTERMS.modified, DCTERMS.issued):
        assert ontology.value(HOME, predicate).datatype == XSD.date


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_a_header_of_the_same_version(name: str, ontology) -> None:
    graph = rdflib.Graph().parse(FOLDER / name)
    (home,) = graph.subjects(RDF.type, OWL.Ontology)
    version = graph.value(home, OWL.versionInfo)
    assert version == ontology.value(HOME, OWL.versionInfo)
    assert graph.value(home, OWL.versionIRI) == rdflib.URIRef(f"{home}{version}/")
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.creator):
        assert set(by_language(graph, home, predicate)) == LANGUAGES
    for predicate in (DCTERMS.license, DCTERMS.created, DCTERMS.modified, DCTERMS.issued):
        assert graph.value(home, predicate), predicate


@pytest.mark.parametrize("name", FILES)
def test_texts_for_people_name_their_language(name: str) -> None:
    graph = rdflib.Graph().parse(FOLDER / name)
    spoken = [
        RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, SKOS.editorialNote,
        DCTERMS.title, DCTERMS.description, DCTERMS.creator, VANN.usageNote,
        rdflib.URIRef(PREFIXES["sh"] + "message"),
    ]  # fmt: skip
    seen = 0
    for predicate in spoken:
        for subject, value in graph.subject_objects(predicate):
            assert value.language in LANGUAGES, (subject, value)
            seen += 1
    assert seen > 0


@pytest.mark.parametrize("name", FILES)
def test_persian_texts_are_written_as_persian(name: str) -> None:
    graph = rdflib.Graph().parse(FOLDER / name)
    texts = [str(o) for o in graph.objects() if getattr(o, "language", None) == "fa"]
    assert texts
    for text in texts:
        assert re.search("[\u0600-\u06ff]", text), text
        assert not re.search("[\u0643\u064a\u0649]", text), f"Arabic letters: {text}"
        assert not re.search(r"(?<!\w)(ن?می) (?=\w)", text), f"half-space missing: {text}"
        assert not re.search(r"\w (ها|های|هایی|تر|ترین)(?!\w)", text), f"half-space: {text}"
        assert not re.search("\u200c(?!\\w)|(?<!\\w)\u200c|[\u200e\u200f]", text), text
        assert not re.search("[\u0600-\u06ff][,;?]", text), f"Latin punctuation: {text}"


def test_every_class_has_an_example_that_is_turtle_and_uses_known_terms(ontology) -> None:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for name in terms.CLASSES:
        (example,) = ontology.objects(rdflib.URIRef(DEF + name), SKOS.example)
        graph = rdflib.Graph().parse(data=prefixes + str(example), format="turtle")
        assert rdflib.URIRef(DEF + name) in set(graph.objects(None, RDF.type)), name


def test_every_class_has_an_example_file_and_every_term_is_used_in_one() -> None:
    files = {path.stem for path in (FOLDER / "examples").glob("*.ttl")}
    assert {kebab(name) for name in terms.CLASSES} <= files
    used: set[str] = set()
    for stem in files:
        graph = rdflib.Graph().parse(FOLDER / "examples" / f"{stem}.ttl")
        for triple in graph:
            for node in triple:
                used.add(str(getattr(node, "datatype", None) or node).removeprefix(DEF))
    # A deprecated term is in no example.
    assert {*terms.CLASSES, *terms.PROPERTIES, *terms.DATATYPES} <= used
    assert not used & set(terms.REPLACED)


def test_no_term_is_mentioned_that_is_not_defined(everything) -> None:
    names = (*terms.CLASSES, *terms.PROPERTIES, *terms.DATATYPES, *terms.REPLACED)
    known = {DEF + name for name in names}
    known |= {CODE + code for code in lists.ALL_CODES} | {CODE + f"scheme/{n}" for n in lists.CODES}
    homes = {str(home) for home in everything.subjects(RDF.type, OWL.Ontology)}
    for version in (OWL.versionIRI, OWL.priorVersion):
        homes |= {str(one) for one in everything.objects(None, version)}
    mentioned = {
        str(node)
        for triple in everything
        for node in triple
        if isinstance(node, rdflib.URIRef) and str(node).startswith((DEF, CODE))
    }
    assert len(mentioned) > 300
    assert mentioned - known - homes == set()


def test_properties_say_what_they_join(ontology) -> None:
    schema = rdflib.Namespace(PREFIXES["schema"])
    for name in terms.PROPERTIES:
        term = rdflib.URIRef(DEF + name)
        # One domain that may be inferred, or several that are only meant.
        for strict, meant in (
            (RDFS.domain, schema.domainIncludes),
            (RDFS.range, schema.rangeIncludes),
        ):
            one, many = list(ontology.objects(term, strict)), list(ontology.objects(term, meant))
            assert (len(one) == 1 and not many) or (not one and len(many) > 1), (name, strict)


def test_what_is_apart_is_declared_apart(ontology) -> None:
    from rdflib.collection import Collection

    (node,) = ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    members = {
        str(m).removeprefix(DEF) for m in Collection(ontology, ontology.value(node, OWL.members))
    }
    assert members >= {"Place", "Organization", "Person", "Event", "Source", "Claim", "Tie"}
    city, country = rdflib.URIRef(DEF + "City"), rdflib.URIRef(DEF + "Country")
    assert (city, OWL.disjointWith, country) in ontology
    assert (city, RDFS.subClassOf, rdflib.URIRef(DEF + "Place")) in ontology
    # No class inherits from two that are apart.
    for name in terms.CLASSES:
        above = set(ontology.transitive_objects(rdflib.URIRef(DEF + name), RDFS.subClassOf))
        assert len({str(c).removeprefix(DEF) for c in above} & members) == 1, name


def test_sister_cities_are_so_both_ways_and_claims_are_no_readings(ontology) -> None:
    sister = rdflib.URIRef(DEF + "sisterCityOf")
    assert (sister, RDF.type, OWL.SymmetricProperty) in ontology
    claimed, status = rdflib.URIRef(DEF + "claimedStatus"), rdflib.URIRef(DEF + "status")
    assert (claimed, OWL.propertyDisjointWith, status) in ontology


def test_terms_of_others_are_listed_with_their_home_and_use(ontology) -> None:
    from cityties.model.tables import COLUMNS

    listed = set(ontology.subjects(VANN.usageNote))
    assert len(listed) >= 15
    for term in listed:
        home = str(ontology.value(term, RDFS.isDefinedBy))
        assert str(term).startswith(home), term
        assert set(by_language(ontology, term, VANN.usageNote)) == LANGUAGES
    foreign = {
        rdflib.URIRef(column.predicate)
        for columns in COLUMNS.values()
        for column in columns
        if not column.predicate.startswith(DEF)
    }
    assert foreign
    assert foreign <= listed


def test_every_code_has_name_definition_and_notation(codes) -> None:
    found = sorted(set(codes.subjects(RDF.type, SKOS.Concept)))
    assert len(found) == len(lists.ALL_CODES)
    for concept in found:
        labels = by_language(codes, concept, SKOS.prefLabel)
        definitions = by_language(codes, concept, SKOS.definition)
        assert set(labels) == set(definitions) == LANGUAGES, concept
        for language in LANGUAGES:
            assert not says_itself(labels[language], definitions[language]), concept
        plain = [str(n) for n in codes.objects(concept, SKOS.notation) if n.datatype is None]
        assert plain == [str(concept).removeprefix(CODE)]
        assert (concept, RDFS.isDefinedBy, rdflib.URIRef(CODE)) in codes


def test_schemes_have_names_and_tops_and_no_name_twice(codes) -> None:
    schemes = sorted(set(codes.subjects(RDF.type, SKOS.ConceptScheme)))
    assert len(schemes) == len(lists.CODES)
    for scheme in schemes:
        assert set(by_language(codes, scheme, SKOS.prefLabel)) == LANGUAGES
        assert set(by_language(codes, scheme, SKOS.definition)) == LANGUAGES
        tops = set(codes.objects(scheme, SKOS.hasTopConcept))
        assert tops == set(codes.subjects(SKOS.topConceptOf, scheme))
        members = set(codes.subjects(SKOS.inScheme, scheme))
        without_broader = {m for m in members if not set(codes.objects(m, SKOS.broader)) & members}
        assert tops == without_broader
        for language in LANGUAGES:
            labels = Counter(by_language(codes, m, SKOS.prefLabel)[language] for m in members)
            assert max(labels.values()) == 1, labels.most_common(1)


def test_foreign_notations_are_typed_and_well_formed(codes) -> None:
    forms = {
        "cameo": r"[0-9]{3,4}",
        "plover": r"[A-Z]+(-[a-z]+)?",
        "sdg": r"[0-9]{1,2}(\.([0-9]{1,2}|[a-d]))?",
        "cell": r"[=<>~]|>=|[a-z]+",
    }
    seen: Counter[str] = Counter()
    for value in codes.objects(None, SKOS.notation):
        if value.datatype is not None:
            name = str(value.datatype).removeprefix(DEF)
            assert re.fullmatch(forms[name], str(value)), value
            seen[name] += 1
    assert set(seen) == set(forms)
    assert seen["sdg"] >= 26
    sdg = rdflib.URIRef(DEF + "sdg")
    for topic in lists.CODES["topics"]:
        notations = codes.objects(rdflib.URIRef(CODE + topic), SKOS.notation)
        assert any(value.datatype == sdg for value in notations), topic


def test_short_forms_are_those_of_the_tables(codes) -> None:
    cell = rdflib.URIRef(DEF + "cell")
    found = {
        str(concept).removeprefix(CODE): str(value)
        for concept, value in codes.subject_objects(SKOS.notation)
        if value.datatype == cell
    }
    maps = (*lists.CELL_CODES.values(), lists.CONFLICT_SUBJECTS)
    assert found == {code: short for each in maps for short, code in each.items()}
    assert len(found) >= 15


def test_alignments_name_real_terms_and_the_promised_properties() -> None:
    graph = rdflib.Graph().parse(FOLDER / "alignments.ttl")
    closed = (SDO, ORG, PROV, SKOS, TIME, FOAF, DCTERMS)
    seen: Counter[str] = Counter()
    for subject, predicate, value in graph:
        if not str(subject).startswith((DEF, CODE, PREFIXES["geo"])) or subject == HOME:
            continue
        if predicate == RDF.type:  # a declaration
            continue
        for namespace in closed:
            if str(value).startswith(str(namespace)):
                assert str(value) in namespace, f"{value} does not exist"
                seen[str(namespace)] += 1
        assert predicate in {
            RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso, SKOS.closeMatch, SKOS.relatedMatch,
        }  # fmt: skip
    assert set(seen) == {str(namespace) for namespace in closed}
    wikidata = {str(v).removeprefix(PREFIXES["wd"]) for v in graph.objects()}
    assert {"P190", "P463", "P39", "P6", "P580", "P582", "P625", "P17"} <= wikidata
    assert any("geonames.org" in str(value) for value in graph.objects())


def test_every_alignment_has_a_reason_and_stands_on_one_line() -> None:
    """Above each statement is a comment "because: ..."; nothing stands outside of this form."""
    text = (FOLDER / "alignments.ttl").read_text("utf-8")
    header = text.index("skos:editorialNote")
    lines = text[text.index("\n####", header) : text.index("\n# Declarations\n")].splitlines()
    prefixes = "".join(line + "\n" for line in text.splitlines() if line.startswith("@prefix"))
    reasons: list[str] = []
    found = rdflib.Graph()
    for line in lines:
        if not line or line.startswith("###"):
            reasons = []
        elif line.startswith("#   "):
            reasons[-1] += line[3:]
        elif line.startswith("# because: "):
            reasons = [line.removeprefix("# because: ")]
        elif line.startswith("#"):
            reasons = []
        else:
            assert reasons, f"no reason above: {line}"
            assert len(reasons[0].split()) >= 5, line
            # A reason for a pointer says that it is one, and what differs.
            pointer = " rdfs:seeAlso " in line
            assert reasons[0].startswith("only a pointer: ") == pointer, line
            found.parse(data=prefixes + line, format="turtle")
            reasons = []
    assert len(found) > 80
    graph = rdflib.Graph().parse(FOLDER / "alignments.ttl")
    stated = {
        triple
        for triple in graph
        if triple[1] in {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.relatedMatch}
        or (triple[1] == RDFS.seeAlso and (triple[0], RDF.type, OWL.Ontology) not in graph)
    }
    assert stated == set(found)
    declared = {RDF.type, SKOS.inScheme}
    headers = set(graph.subjects(RDF.type, OWL.Ontology))
    assert {p for s, p, _o in set(graph) - stated if s not in headers} == declared


def test_skos_matches_join_concepts_alone(codes) -> None:
    graph = rdflib.Graph().parse(FOLDER / "alignments.ttl")
    matches = [
        (one, other)
        for match in (SKOS.closeMatch, SKOS.relatedMatch, SKOS.exactMatch, SKOS.broadMatch)
        for one, other in graph.subject_objects(match)
    ]
    assert matches
    for one, other in matches:
        assert (one, RDF.type, SKOS.Concept) in codes, one
        # Codes of others are concepts by the range of the match; ours alone have our shapes.
        scheme = graph.value(other, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in graph, other


def test_properties_with_codes_name_their_list_and_the_shapes_agree(ontology, codes) -> None:
    """OWL, SKOS, SHACL and ``codes.py`` give one property the same codes."""
    from rdflib.collection import Collection

    scheme_home = CODE + "scheme/"
    lists_of = {
        str(term).removeprefix(DEF): str(scheme).removeprefix(scheme_home)
        for term, range_ in ontology.subject_objects(RDFS.range)
        if (scheme := ontology.value(range_, OWL.hasValue)) is not None
        and ontology.value(range_, OWL.onProperty) == SKOS.inScheme
    }
    assert len(lists_of) >= 21
    assert set(lists_of.values()) <= set(lists.CODES)
    # No property has codes without a list.
    assert list(ontology.subjects(RDFS.range, SKOS.Concept)) == []
    shapes = rdflib.Graph().parse(FOLDER / "shapes.ttl")
    sh = rdflib.Namespace(PREFIXES["sh"])
    checked = set()
    for shape, listed in shapes.subject_objects(sh["in"]):
        path = str(shapes.value(shape, sh.path)).removeprefix(DEF)
        values = {str(v) for v in Collection(shapes, listed) if isinstance(v, rdflib.URIRef)}
        if not values:
            continue
        assert path in lists_of, f"{path} has codes in SHACL and no list in OWL"
        members = {
            str(c)
            for c in codes.subjects(SKOS.inScheme, rdflib.URIRef(scheme_home + lists_of[path]))
        }
        assert values <= members, (path, values - members)
        assert members == {CODE + code for code in lists.CODES[lists_of[path]]}
        checked.add(path)
    assert len(checked) >= 19
    # The other two are about codes themselves; no table has them.
    assert set(lists_of) - checked <= {"appliesTo", "mayFollow"}


def test_parts_of_lists_are_stated_in_skos_too(codes) -> None:
    """A shape that takes a part of a list takes what the codes say of themselves."""

    def asked(pattern: str) -> set[str]:
        prefixes = "".join(f"PREFIX {n}: <{i}>\n" for n, i in PREFIXES.items())
        rows = codes.query(f"{prefixes}SELECT ?c {{ {pattern} }}")
        return {str(row[0]).removeprefix(CODE) for row in rows}

    scheme = f"<{CODE}scheme/{{}}>"
    for name in ("kinds", "statuses"):
        claimed = set(lists.CODES[name]) - set(lists.REFUSED_IN_CLAIMS)
        home = scheme.format(name)
        assert asked(f"?c skos:inScheme {home} MINUS {{ ?c ct:computed true }}") == claimed
    for thing, statuses in lists.STATUSES.items():
        assert asked(f"?c ct:appliesTo code:{thing}") >= set(statuses), thing
    assert asked("?c skos:broader* code:agreement") == set(lists.AGREEMENT_KINDS)


def test_the_context_knows_every_term_and_two_readers_agree_on_it() -> None:
    import pyoxigraph as ox

    jsonld = pytest.importorskip("pyld.jsonld")
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))
    assert set(terms.CLASSES) | set(terms.PROPERTIES) <= set(context["@context"])
    document = {
        **context,
        "graph": [
            {
                "iri": "id:claim/c-1", "type": "Claim", "claimType": "role", "gist": {"en": "so"},
                "claimedKind": "title", "about": "id:tie/freiburg+isfahan/sister_city",
                "when": "2000-10", "earliest": "2000-10-01", "topic": ["sport", "tourism"],
                "number": "15.5", "claimedParty": ["id:freiburg", "id:isfahan"],
            },
            {
                "iri": "id:isfahan", "type": "City", "placeKind": "city",
                "prefLabel": {"en": "Isfahan", "fa": "اصفهان"}, "altLabel": {"en": ["Esfahan"]},
                "latitude": "32.65", "population": 2000000, "url": "https://isfahan.ir/",
            },
            {"iri": "id:event/ev-x", "type": "Event", "kind": "population"},
        ],
    }  # fmt: skip
    text = json.dumps(document)
    one = {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}
    nquads = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"})
    two = {str(quad.triple) for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS)}
    assert one == two
    claim = f"<{PREFIXES['id']}claim/c-1>"
    # A code that is also the name of a property still means the code.
    assert f"{claim} <{DEF}claimedKind> <{CODE}title>" in one
    assert f"{claim} <{DEF}claimType> <{CODE}role>" in one
    assert f'{claim} <{DEF}when> "2000-10"^^<{PREFIXES["edtf"]}EDTF>' in one
    assert len(one) == 22


def test_what_the_ontology_infers_of_the_examples_is_not_contradictory(ontology) -> None:
    """Domains, ranges and superclasses put no thing into two classes that are apart."""
    from rdflib.collection import Collection

    (node,) = ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    apart = [
        set(Collection(ontology, ontology.value(node, OWL.members))),
        {rdflib.URIRef(DEF + "City"), rdflib.URIRef(DEF + "Country")},
    ]
    seen = 0
    for path in sorted((FOLDER / "examples").glob("*.ttl")):
        graph = rdflib.Graph().parse(path)
        types: dict[rdflib.term.Node, set[rdflib.term.Node]] = {}
        for subject, predicate, value in graph:
            if predicate == RDF.type:
                types.setdefault(subject, set()).add(value)
            types.setdefault(subject, set()).update(ontology.objects(predicate, RDFS.domain))
            if isinstance(value, rdflib.URIRef):
                types.setdefault(value, set()).update(ontology.objects(predicate, RDFS.range))
        for thing, found in types.items():
            above = {
                up for one in found for up in ontology.transitive_objects(one, RDFS.subClassOf)
            }
            for group in apart:
                assert len(above & group) <= 1, (path.name, thing, above & group)
            seen += 1
    assert seen > 100


def test_deprecated_terms_stay_and_name_what_replaces_them(ontology) -> None:
    deprecated = set(ontology.subjects(OWL.deprecated, rdflib.Literal(True)))
    replaced = {
        term for term in ontology.subjects(DCTERMS.isReplacedBy) if str(term).startswith(DEF)
    }
    assert deprecated == replaced
    assert {str(term).removeprefix(DEF) for term in deprecated} == set(terms.REPLACED)
    assert len(deprecated) >= 8
    for term in deprecated:
        assert (term, RDFS.isDefinedBy, HOME) in ontology
        successors = set(ontology.objects(term, DCTERMS.isReplacedBy))
        assert {str(one).removeprefix(DEF) for one in successors} == set(
            terms.REPLACED[str(term).removeprefix(DEF)]
        )
        for one in successors:
            assert (one, RDFS.isDefinedBy, HOME) in ontology, one
            assert one not in deprecated, f"{term} is replaced by a deprecated term: {one}"


def test_a_named_inverse_joins_the_same_classes_the_other_way(ontology) -> None:
    schema = rdflib.Namespace(PREFIXES["schema"])
    pairs = list(ontology.subject_objects(OWL.inverseOf))
    assert pairs
    for one, other in pairs:
        assert set(ontology.objects(one, schema.domainIncludes)) == set(
            ontology.objects(other, schema.rangeIncludes)
        )
        assert set(ontology.objects(one, schema.rangeIncludes)) == set(
            ontology.objects(other, schema.domainIncludes)
        )


def test_states_are_found_from_both_ends_in_the_graph() -> None:
    from cityties.store.build import open_or_build

    quads = open_or_build().quads
    import pyoxigraph as ox

    of = quads.quads_for_pattern(None, ox.NamedNode(DEF + "stateOf"), None, None)
    has = quads.quads_for_pattern(None, ox.NamedNode(DEF + "hasState"), None, None)
    forward = {(q.subject, q.object) for q in of}
    assert len(forward) > 400
    assert forward == {(q.object, q.subject) for q in has}
