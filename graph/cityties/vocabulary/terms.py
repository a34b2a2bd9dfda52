"""The terms of the ontology as plain strings: IRIs of classes, properties and things.

A closed list: a misspelt term raises at once. ``tests/vocabulary/test_terms.py``
compares it with ``ontology/cityties.ttl``, both ways; the codes are in
:mod:`cityties.vocabulary.codes`. Nothing is read or parsed here, so that listings
start fast.
"""

from __future__ import annotations

from cityties.errors import UnknownTermError

DEF = "https://w3id.org/cityties/def/"
CODE = "https://w3id.org/cityties/code/"
ID = "https://w3id.org/cityties/id/"

# Lists are set by hand, several names a line.
# fmt: off

CLASSES = (
    "Place", "City", "Country", "Organization", "CityNetwork", "Person", "Post",
    "TermOfOffice", "Tie", "Event", "Proposal", "NetworkMembership", "Source", "Claim",
    "ApprovalRule", "Reading", "TieState", "MembershipState", "Conflict",
    "Vote", "Participation", "KindMapping",
)

PROPERTIES = (
    # registry: places, organizations, people, posts
    "placeKind", "countryCode", "inCountry", "partOfPlace", "population", "origin",
    "organizationKind", "actsFor", "seat", "role", "postOf", "accreditedTo", "holder", "heldPost",
    # registry: sources
    "sourceKind", "published", "publishedEarliest", "publishedLatest", "publishedNote",
    "accessed", "attribution", "originalTitle", "expectedReason", "doubt",
    "wordMapping", "mappedWord", "mappedKind", "expectedAtLeast", "expectedAtMost",
    # registry: approval rules
    "ruleCountry", "ruleOrder", "ruleStep", "ruleBody", "ruleKind", "ruleSource",
    "lawOf",
    # claims (in the graph of their source)
    "source", "claimType", "fact", "locator", "aspect", "claimedKind", "wording", "about", "act",
    "partOfEvent", "claimedParty", "claimedActor", "claimedTarget", "claimedStatus",
    "claimedChannel", "claimedSide", "when", "earliest", "latest", "until", "untilEarliest",
    "untilLatest", "duration", "dateBasis", "dateText", "saidBy", "via", "certainty", "condition",
    "conditionOn", "number", "numberTo", "countOf", "excluding", "grade", "involves", "topic",
    "contradicts", "gist", "countComparison", "countedKind", "completeness",
    # the parts of a claim that are things of their own
    "vote", "votesFor", "votesAgainst", "abstentions", "absent", "invalidVotes", "votingBody",
    "computedResult", "participation", "participant", "participantTerm", "participantPost",
    "capacity",
    # things that claims are about
    "party", "kind", "memberCity", "memberOrganization", "network",
    # the reading graph
    "knownBy", "rulesVersion", "softwareVersion", "stateOf", "hasState", "status", "channel",
    "side", "possiblyFrom", "certainlyFrom", "certainlyUntil", "possiblyUntil", "conclusion",
    "basedOn", "memberGrade", "sisterCityOf",
    "twins",
    "conflictAbout", "conflictSubject", "conflictValue", "betweenClaim", "lastAttested",
    "lastAttestedEarliest", "lastAttestedLatest", "answers", "possiblyAnswers",
    # concepts of the code lists
    "appliesTo", "mayFollow", "rung", "computed", "directed",
)

# fmt: on

DATATYPES = ("cameo", "plover", "sdg", "cell")
"""Datatypes of the notations that concepts have in addition to their own code: those of other
systems, and the short form of the tables."""

# Each of these held a small grammar or a code in a text. They stay in the ontology, files that
# use them are read, and nothing writes them.
REPLACED = {
    "kindMapping": ("wordMapping",),
    "expectedClaims": ("expectedAtLeast", "expectedAtMost"),
    "comparison": ("countComparison",),
    "votes": ("vote",),
    "listComplete": ("completeness",),
    "involvement": ("participation",),
    "concluded": ("conclusion",),
    "conflictOn": ("conflictSubject",),
}
"""Deprecated properties, and those that replace each."""

PLAIN_TEXTS = {
    "countryCode": "a code of another system, ISO 3166-1; ct:inCountry is the country as a thing",
    "ruleCountry": "a code of another system, ISO 3166-1; ct:lawOf is the country as a thing",
    "origin": "the name of a gazetteer in words; it is no thing that the data describes",
    "fact": "an id of the lists in which facts were collected, which are not published",
    "locator": "where in a source, in the words of that source: row, sentence, page",
    "wording": "the word of a source, kept as it was found",
    "mappedWord": "the word of a source, kept as it was found",
    "dateText": "the words of a source for a date; ct:when is what they mean",
    "countOf": "what is counted, in words; ct:countedKind is the kind that they name",
    "attribution": "a name as it is to be given, which need not be an organization of the data",
    "rulesVersion": "a number of a version, as versions are written",
    "softwareVersion": "a name and number of a version, as versions are written",
    "publishedNote": "a sentence of the editors",
    "expectedReason": "a sentence of the editors",
    "doubt": "a sentence of the editors",
    "ruleBody": "who decides, in words: no organization, as each country and city has its own",
    "conflictValue": "one of the answers, of any sort (date, status, number, name), for display; "
    "ct:betweenClaim has the claims that give it",
}
"""The properties whose values are plain texts, each with the reason why it is neither a code nor a
thing."""

VOCABULARY = frozenset(CLASSES) | frozenset(PROPERTIES) | frozenset(DATATYPES) | frozenset(REPLACED)
"""The names of all terms, without namespace; the deprecated ones too."""

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
        if name in VOCABULARY:
            return DEF + name
        raise UnknownTermError(f"no term {name!r} in the cityties ontology")


ct = _Terms()
