"""The vocabulary as plain strings: IRIs of terms, codes and things.

A closed list: a misspelt term raises at once. ``tests/test_terms.py`` compares
it with ``ontology/cityties.ttl`` and ``ontology/codes.ttl``, both ways. It imports nothing, so
that listings start fast.
"""

from __future__ import annotations

from cityties.errors import UnknownTermError

DEF = "https://w3id.org/cityties/def/"
CODE = "https://w3id.org/cityties/code/"
ID = "https://w3id.org/cityties/id/"

CLASSES = (
    "Place", "City", "Country", "Organization", "CityNetwork", "Person", "Post",
    "TermOfOffice", "Tie", "Event", "Proposal", "NetworkMembership", "Source", "Claim",
    "ApprovalRule", "Reading", "TieState", "MembershipState", "Conflict",
)

PROPERTIES = (
    # registry: places, organizations, people, posts
    "placeKind", "countryCode", "inCountry", "partOfPlace", "population", "origin",
    "organizationKind", "actsFor", "seat", "role", "postOf", "accreditedTo", "holder", "heldPost",
    # registry: sources
    "sourceKind", "published", "publishedEarliest", "publishedLatest", "publishedNote",
    "accessed", "kindMapping", "expectedClaims", "expectedReason",
    # registry: approval rules
    "ruleCountry", "ruleOrder", "ruleStep", "ruleBody", "ruleKind", "ruleSource",
    # claims (in the graph of their source)
    "source", "claimType", "fact", "locator", "aspect", "claimedKind", "wording", "about", "act",
    "partOfEvent", "claimedParty", "claimedActor", "claimedTarget", "claimedStatus",
    "claimedChannel", "claimedSide", "when", "earliest", "latest", "until", "untilEarliest",
    "untilLatest", "dateBasis", "dateText", "saidBy", "via", "certainty", "number", "comparison",
    "countOf", "excluding", "votes", "grade", "listComplete", "involvement", "involves", "topic",
    "contradicts", "gist",
    # things that claims are about
    "party", "kind", "memberCity", "network",
    # the reading graph
    "knownBy", "stateOf", "status", "channel", "side", "possiblyFrom", "certainlyFrom",
    "certainlyUntil", "possiblyUntil", "concluded", "basedOn", "memberGrade", "sisterCityOf",
    "conflictAbout", "conflictOn", "conflictValue", "betweenClaim", "lastAttested",
)

_NAMES = frozenset(CLASSES) | frozenset(PROPERTIES)

GRAPH_REGISTRY = ID + "graph/registry"
GRAPH_ONTOLOGY = ID + "graph/ontology"
GRAPH_READING = ID + "graph/reading"

PREFIXES = {
    "ct": DEF,
    "code": CODE,
    "id": ID,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "time": "http://www.w3.org/2006/time#",
    "sh": "http://www.w3.org/ns/shacl#",
    "vann": "http://purl.org/vocab/vann/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}


class _Terms:
    """``ct.party`` is the IRI of the term; an unknown name raises."""

    def __getattr__(self, name: str) -> str:
        if name in _NAMES:
            return DEF + name
        raise UnknownTermError(f"no term {name!r} in the cityties ontology")


ct = _Terms()
