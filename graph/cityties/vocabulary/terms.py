"""The vocabulary as plain strings: IRIs of terms, codes and things.

Closed lists: a misspelt term or code raises at once. ``tests/vocabulary/test_terms.py``
compares them with ``ontology/cityties.ttl`` and ``ontology/codes.ttl``, both
ways. Nothing is read or parsed here, so that listings start fast.
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
    "twins",
    "conflictAbout", "conflictOn", "conflictValue", "betweenClaim", "lastAttested",
    # concepts of the code lists
    "appliesTo", "mayFollow", "rung", "computed", "directed",
)

# fmt: on

DATATYPES = ("cameo", "plover", "sdg")
"""Datatypes of the foreign notations that concepts carry beside their own code."""

VOCABULARY = frozenset(CLASSES) | frozenset(PROPERTIES) | frozenset(DATATYPES)
"""The names of all terms, without namespace."""

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


# --- code lists -------------------------------------------------------------
# One SKOS scheme per key; a code that two lists share is one concept.

# fmt: off
CODES: dict[str, tuple[str, ...]] = {
    "claim_types": ("tie", "event", "membership", "role", "count", "attribute", "opinion"),
    "aspects": ("change", "state", "plan"),
    "kinds": (
        "agreement", "sister_city", "friendship_city", "project_partnership", "cooperation_mou",
        "letter_of_intent", "action_plan", "renewal", "regional_agreement", "multilateral_pact",
        "institutional_agreement",
        "demarche", "proposal", "invitation", "reply", "introduction", "approval_act",
        "objection", "cooperation_offer", "review",
        "exchange", "meeting", "meeting_with_diplomat", "online_meeting", "official_visit",
        "joint_event", "exhibition", "festival", "expert_exchange", "civic_exchange", "trade",
        "support", "humanitarian_aid", "development_aid", "statement_of_support",
        "common_frame", "membership", "co_membership", "shared_partner", "consular_presence",
        "break", "suspension_act", "termination_act",
        "signing", "vote", "place_naming", "title", "hosting", "programme", "statement",
        "cooperation", "diplomatic_relations",
        "record", "list", "holds_post", "located_in", "population", "characteristic",
    ),
    "statuses": (
        "announced", "proposed", "negotiating", "drafted", "submitted", "approved", "in_force",
        "declined", "refused", "withdrawn", "superseded", "expired", "ended",
        "suspended", "resumed", "broken",
        "planned", "held", "cancelled",
        "asked", "offered", "answered", "dispatched", "delivered",
        "open", "carried", "rejected",
        "candidate", "member", "left",
        "unanswered", "lapsed", "active", "one_sided", "quiet", "dormant", "unknown",
    ),
    "status_subjects": ("tie", "event", "request", "motion", "membership"),
    "channels": (
        "all", "official", "political", "administrative", "civic", "economic", "academic",
        "cultural",
    ),
    "certainty": ("stated", "hedged", "implied", "denied"),
    "bases": ("stated", "relative", "calendar", "publication", "inferred", "estimated"),
    "grades": ("observer", "member", "board", "host", "founder", "candidate"),
    "topics": (
        "culture_heritage", "handicrafts_creative", "museums_archives", "tourism",
        "film_books_media", "music_performing_arts", "religion_interfaith", "language_education",
        "universities_science", "youth_children", "sport", "women_inclusion", "health_pandemic",
        "humanitarian_relief", "peace_reconciliation", "urban_planning", "public_transport",
        "smart_city", "water_rivers", "waste_cleanliness", "energy_solar", "climate_air",
        "parks_green", "trade_investment", "municipal_finance_administration",
        "citizen_diplomacy",
    ),
    "roles": (
        "mayor", "deputy_mayor", "council_chair", "council_member", "council_spokesperson",
        "head_of_international_affairs", "desk_officer", "department_head", "governor",
        "ministry_desk", "foreign_ministry_office", "ambassador", "consul_general",
        "honorary_consul", "charge_d_affaires", "diplomat", "network_secretariat", "focal_point",
        "friendship_association_head", "association_head", "chamber_president",
        "university_rector", "adviser", "speaker_of_parliament", "minister", "party_leader",
        "delegation_head", "citizen_diplomat", "interpreter", "journalist",
    ),
    "capacities": (
        "signatory", "host", "guest", "speaker", "participant", "mediator", "witness",
    ),
    "source_kinds": (
        "news", "official_page", "official_list", "archived_page", "encyclopedia", "blog",
        "leaflet", "dataset",
    ),
    "place_kinds": (
        "city", "country", "province", "county", "district", "quarter", "cemetery", "site",
    ),
    "organization_kinds": (
        "municipality", "city_council", "council_group", "ministry", "embassy", "consulate",
        "city_network", "international_organization", "university", "chamber", "association",
        "company", "club", "government", "parliament", "department", "publisher",
    ),
}

ALL_CODES = frozenset(code for codes in CODES.values() for code in codes)

BROADER: dict[str, str] = {
    **dict.fromkeys(
        ("sister_city", "friendship_city", "project_partnership", "cooperation_mou",
         "letter_of_intent", "action_plan", "renewal", "regional_agreement", "multilateral_pact",
         "institutional_agreement"), "agreement"),
    **dict.fromkeys(
        ("proposal", "invitation", "reply", "introduction", "approval_act", "objection",
         "cooperation_offer", "review"), "demarche"),
    **dict.fromkeys(
        ("meeting", "official_visit", "joint_event", "expert_exchange", "civic_exchange",
         "trade"), "exchange"),
    **dict.fromkeys(("meeting_with_diplomat", "online_meeting"), "meeting"),
    **dict.fromkeys(("exhibition", "festival"), "joint_event"),
    **dict.fromkeys(("humanitarian_aid", "development_aid", "statement_of_support"), "support"),
    **dict.fromkeys(
        ("membership", "co_membership", "shared_partner", "consular_presence"), "common_frame"),
    "suspension_act": "break",
    "termination_act": "suspension_act",
    **dict.fromkeys(
        ("list", "holds_post", "located_in", "population", "characteristic"), "record"),
    **dict.fromkeys(("official", "civic", "economic", "academic", "cultural"), "all"),
    **dict.fromkeys(("political", "administrative"), "official"),
}
"""The next broader code, for kinds and channels; the others are flat."""
# fmt: on

AGREEMENT_KINDS = frozenset(
    {"agreement"} | {code for code, broader in BROADER.items() if broader == "agreement"}
)
"""Kinds that a tie can have."""

DERIVED_KINDS = frozenset({"co_membership", "shared_partner"})
"""Kinds that follow from other rows: computed, refused in claims."""

SYMMETRIC_KINDS = AGREEMENT_KINDS | {
    "meeting",
    "online_meeting",
    "joint_event",
    "exhibition",
    "festival",
    "signing",
    "cooperation",
    "diplomatic_relations",
    "co_membership",
    "shared_partner",
    "exchange",
    "common_frame",
    "list",
    "characteristic",
    "population",
}
"""Kinds without a giver and a taker; all others go from an actor to a target."""

LADDER = ("announced", "proposed", "negotiating", "drafted", "submitted", "approved", "in_force")
RUNGS: dict[str, int] = {status: rung for rung, status in enumerate(LADDER, start=1)}
EXITS = ("declined", "refused", "withdrawn", "superseded", "expired", "ended")
BREAKS = ("suspended", "resumed", "broken")

STATUSES: dict[str, tuple[str, ...]] = {
    "tie": LADDER + EXITS + BREAKS,
    "event": ("planned", "held", "cancelled"),
    "request": ("asked", "offered", "answered", "dispatched", "delivered"),
    "motion": ("open", "carried", "rejected"),
    "membership": ("candidate", "member", "left"),
}
"""Statuses that a claim may give, by what they apply to."""

COMPUTED_STATUSES = frozenset(
    {"unanswered", "lapsed", "active", "one_sided", "quiet", "dormant", "unknown"}
)
"""Statuses that only a reading with a stated parameter gives: refused in claims."""

MAY_FOLLOW: dict[str, tuple[str, ...]] = {
    # Up the ladder steps may be skipped; after an exit it may be climbed again.
    **{status: LADDER[:rung] + EXITS for rung, status in enumerate(LADDER)},
    **dict.fromkeys(("declined", "refused", "withdrawn"), LADDER[:-1]),
    **dict.fromkeys(("superseded", "expired", "ended"), ("in_force", *BREAKS)),
    "suspended": ("in_force", "resumed", "suspended"),  # again, on another channel
    "resumed": ("suspended", "broken"),
    "broken": ("in_force", "resumed"),
    "planned": ("cancelled",),
    "held": ("planned",),
    "cancelled": ("planned",),
    "asked": (),
    "offered": ("asked",),
    "answered": ("asked", "offered"),
    "dispatched": ("asked", "offered", "answered"),
    "delivered": ("asked", "offered", "answered", "dispatched"),
    "open": (),
    "carried": ("open",),
    "rejected": ("open",),
    "candidate": ("left",),
    "member": ("candidate", "left"),
    "left": ("member",),
}
"""The statuses after which each status may come; a blank history is always allowed."""

REFUSED_IN_CLAIMS = DERIVED_KINDS | COMPUTED_STATUSES
"""Codes that exist but that no table may carry: they are always computed."""

OPERATORS = ("=", ">", ">=", "<", "~")
COMPLETENESS = ("yes", "no", "unknown")
CONCLUDED = ("signed", "attested")
CONFLICTS_ON = ("when", "stage", "denied", "count", "stated")


def code_iri(code: str) -> str:
    """Return the IRI of a code.

    Parameters
    ----------
    code : str
        a code of any list, such as ``sister_city``

    Returns
    -------
    The IRI of its SKOS concept.

    Raises
    ------
    UnknownTermError
        If no list has the code.

    >>> code_iri("sister_city")
    'https://w3id.org/cityties/code/sister_city'
    """
    if code in ALL_CODES:
        return CODE + code
    raise UnknownTermError(f"no code {code!r} in the cityties code lists")


def scheme_iri(name: str) -> str:
    """Return the IRI of the SKOS scheme of a code list such as ``kinds``.

    >>> scheme_iri("kinds")
    'https://w3id.org/cityties/code/scheme/kinds'
    """
    if name in CODES:
        return f"{CODE}scheme/{name}"
    raise UnknownTermError(f"no code list {name!r} in cityties")


def broader_codes(code: str) -> tuple[str, ...]:
    """Return the codes broader than a kind or channel, nearest first.

    >>> broader_codes("political")
    ('official', 'all')
    """
    found: list[str] = []
    while code in BROADER:
        code = BROADER[code]
        found.append(code)
    return tuple(found)
