"""The code lists, and what each code is: the one home of kinds, statuses and channels.

Everything that asks what a kind, status or channel *is* asks here: the readings, the
RDF, the networks, the page, the exports, the enumerations in ``shapes.ttl`` and
``datapackage.json`` (written by ``tools/write_enumerations.py``).
``ontology/codes.ttl`` is the published form; ``tests/vocabulary/test_codes.py``
compares the two both ways.

Codes are closed lists: an unknown one raises
:class:`~cityties.errors.UnknownTermError`, wherever it is met.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from cityties.errors import UnknownTermError
from cityties.start.records import dataclass

# --- kinds --------------------------------------------------------------------------------

MUTUAL: Final = "mutual"
DIRECTED: Final = "directed"
BOTH: Final = "both"
ACTOR: Final = "actor"
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of agreement, event or record.

    Parameters
    ----------
    code : the code
    broader : the next broader kind; blank at the top
    direction : ``mutual``, or ``directed`` from an actor to a target
    contact : whose contact an event of this kind is: ``both`` sides' (a visit has a host),
        the ``actor``'s alone, or ``none`` (what is decided or said about a tie, and records)
    repeatable : whether several on different days can answer the same thing, so that two
        days are no conflict
    promise : whether something offered or announced by it is a promise to be kept
    weight : what an event counts in the strength of a tie; ``None``: as the broader kind does
    formality : what an agreement counts in the strength of a tie, from 0 to 1
    derived : whether it follows from other rows: computed, refused in claims
    """

    code: str
    broader: str
    direction: Literal["mutual", "directed"]
    contact: Literal["both", "actor", "none"]
    repeatable: bool = False
    promise: bool = False
    weight: float | None = None
    formality: float | None = None
    derived: bool = False


# Weights of events: visit, joint event, expert exchange and aid 2, on-line meeting 1 and
# letter 1/2 are those of the proposal that the strength follows; the other kinds were put
# beside the nearest of these. Formality likewise.
# fmt: off
_KINDS = (
    # agreements
    Kind("agreement", "", MUTUAL, BOTH, weight=1.0, formality=0.5),
    Kind("sister_city", "agreement", MUTUAL, ACTOR, formality=1.0),
    Kind("friendship_city", "agreement", MUTUAL, ACTOR, formality=0.7),
    Kind("project_partnership", "agreement", MUTUAL, BOTH, formality=0.6),
    Kind("cooperation_mou", "agreement", MUTUAL, BOTH, formality=0.5),
    Kind("letter_of_intent", "agreement", MUTUAL, ACTOR, formality=0.35),
    Kind("action_plan", "agreement", MUTUAL, BOTH, formality=0.5),
    Kind("renewal", "agreement", MUTUAL, ACTOR, weight=2.0, formality=0.5),
    Kind("regional_agreement", "agreement", MUTUAL, ACTOR, formality=0.5),
    Kind("multilateral_pact", "agreement", MUTUAL, ACTOR, formality=0.5),
    Kind("institutional_agreement", "agreement", MUTUAL, BOTH, formality=0.35),
    # steps towards a tie
    Kind("demarche", "", DIRECTED, ACTOR, weight=0.5),
    Kind("proposal", "demarche", DIRECTED, ACTOR),
    Kind("invitation", "demarche", DIRECTED, ACTOR),
    Kind("reply", "demarche", DIRECTED, ACTOR, repeatable=True),
    Kind("introduction", "demarche", DIRECTED, ACTOR),
    Kind("approval_act", "demarche", DIRECTED, NONE, repeatable=True, weight=0.0),
    Kind("objection", "demarche", DIRECTED, NONE, repeatable=True, weight=0.0),
    Kind("cooperation_offer", "demarche", DIRECTED, ACTOR, promise=True),
    Kind("review", "demarche", DIRECTED, NONE, repeatable=True, weight=0.0),
    # contact
    Kind("exchange", "", MUTUAL, BOTH, weight=2.0),
    Kind("meeting", "exchange", MUTUAL, BOTH, weight=2.0),
    Kind("meeting_with_diplomat", "meeting", DIRECTED, ACTOR, weight=1.0),
    Kind("online_meeting", "meeting", MUTUAL, BOTH, weight=1.0),
    Kind("official_visit", "exchange", DIRECTED, BOTH, weight=2.0),
    Kind("joint_event", "exchange", MUTUAL, BOTH, weight=2.0),
    Kind("exhibition", "joint_event", MUTUAL, BOTH),
    Kind("festival", "joint_event", MUTUAL, BOTH),
    Kind("expert_exchange", "exchange", DIRECTED, BOTH, weight=2.0),
    Kind("civic_exchange", "exchange", DIRECTED, BOTH),
    Kind("trade", "exchange", DIRECTED, BOTH, weight=1.0),
    # support
    Kind("support", "", DIRECTED, ACTOR, promise=True, weight=2.0),
    Kind("humanitarian_aid", "support", DIRECTED, ACTOR, promise=True),
    Kind("development_aid", "support", DIRECTED, ACTOR, promise=True),
    Kind("statement_of_support", "support", DIRECTED, ACTOR, weight=0.5),
    # common frames
    Kind("common_frame", "", MUTUAL, NONE),
    Kind("membership", "common_frame", DIRECTED, NONE),
    Kind("co_membership", "common_frame", MUTUAL, ACTOR, derived=True),
    Kind("shared_partner", "common_frame", MUTUAL, ACTOR, derived=True),
    Kind("consular_presence", "common_frame", DIRECTED, NONE),
    # breaks
    Kind("break", "", DIRECTED, NONE),
    Kind("suspension_act", "break", DIRECTED, NONE),
    Kind("termination_act", "suspension_act", DIRECTED, NONE),
    # acts and other events
    Kind("signing", "", MUTUAL, BOTH, weight=2.0),
    Kind("vote", "", DIRECTED, NONE),
    Kind("place_naming", "", DIRECTED, ACTOR),
    Kind("title", "", DIRECTED, NONE),
    Kind("hosting", "", DIRECTED, ACTOR, weight=2.0),
    Kind("programme", "", DIRECTED, BOTH, weight=2.0),
    Kind("statement", "", DIRECTED, NONE, repeatable=True),
    Kind("cooperation", "", MUTUAL, BOTH, weight=1.0),
    Kind("diplomatic_relations", "", MUTUAL, NONE),
    # records
    Kind("record", "", DIRECTED, NONE),
    Kind("list", "record", MUTUAL, NONE, repeatable=True),
    Kind("holds_post", "record", DIRECTED, ACTOR),
    Kind("located_in", "record", DIRECTED, ACTOR),
    Kind("population", "record", MUTUAL, ACTOR),
    Kind("characteristic", "record", MUTUAL, ACTOR),
)
# fmt: on

KINDS: Final[Mapping[str, Kind]] = {kind.code: kind for kind in _KINDS}
"""The kinds by their code."""


# --- statuses -----------------------------------------------------------------------------

LADDER: Final = (
    "announced", "proposed", "negotiating", "drafted", "submitted", "approved", "in_force",
)  # fmt: skip
"""The rungs that lead to an agreement in force."""

RUNGS: Final[Mapping[str, int]] = {status: rung for rung, status in enumerate(LADDER, start=1)}

WEAK_EXITS: Final = ("declined", "refused", "withdrawn")
"""Exits from below the top: a refused proposal ends no agreement."""

STRONG_EXITS: Final = ("superseded", "expired", "ended")
"""Exits that end what is in force."""

EXITS: Final = WEAK_EXITS + STRONG_EXITS

BREAKS: Final = frozenset({"suspended", "broken"})
"""Statuses of an agreement whose contact stands still."""

RESUMED: Final = "resumed"
"""The act that lifts a break."""

MUNICIPAL_BODIES: Final = ("municipality", "city_council", "council_group", "department")
"""Kinds of organization that, acting for a city, count as the city when they are a party."""

CHANNEL_STATUSES: Final = ("suspended", "resumed", "broken", "in_force")
"""Statuses that a claim may give to one channel alone."""

ONE_SIDED: Final = frozenset({"proposed", "submitted", "approved", *WEAK_EXITS})
"""Statuses that belong to the side that acted: two sides' proposals are two acts."""

STATUSES: Final[Mapping[str, tuple[str, ...]]] = {
    "tie": (*LADDER, *EXITS, "suspended", "resumed", "broken"),
    "event": ("planned", "held", "cancelled"),
    "request": ("asked", "offered", "answered", "accepted", "dispatched", "delivered"),
    "motion": ("open", "carried", "rejected"),
    "membership": ("candidate", "member", "left"),
}
"""Statuses that a claim may give, by what they apply to."""

COMPUTED_STATUSES: Final = (
    "unanswered", "lapsed", "active", "one_sided", "quiet", "dormant", "unknown",
)  # fmt: skip
"""Statuses that only a reading with a stated parameter gives: refused in claims."""

ACT_KINDS: Final[Mapping[str, str]] = {
    "proposed": "proposal",
    "approved": "approval_act",
    "in_force": "signing",
    "suspended": "suspension_act",
    "broken": "suspension_act",
    "ended": "termination_act",
}
"""The kind of the act that brings a status about."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which statuses a kind of thing goes through, and what each can undo.

    Parameters
    ----------
    rungs : status to its height; all below ``top``
    top : the status of a thing that is in force
    weak : exits that only replace rungs (a refused proposal ends no agreement)
    strong : exits that end what is in force
    """

    rungs: Mapping[str, int]
    top: str
    weak: frozenset[str]
    strong: frozenset[str]

    def height(self, status: str) -> int:
        """The height of a status: rungs, then the top, then breaks and exits.

        Raises
        ------
        UnknownTermError
            If the status is none of these.
        """
        if status in self.rungs:
            return self.rungs[status]
        if status == self.top:
            return len(LADDER)
        if status in self.weak | self.strong | BREAKS or status == RESUMED:
            return len(LADDER) + 1
        raise UnknownTermError(f"no status {status!r} on this ladder")


TIE_LADDER: Final = Ladder(
    {status: rung for status, rung in RUNGS.items() if status != LADDER[-1]},
    LADDER[-1],
    frozenset(WEAK_EXITS),
    frozenset(STRONG_EXITS),
)
MEMBERSHIP_LADDER: Final = Ladder({"candidate": 1}, "member", frozenset(), frozenset({"left"}))


# --- channels -----------------------------------------------------------------------------

_CHANNELS: Final[Mapping[str, str]] = {
    "all": "",
    "official": "all",
    "political": "official",
    "administrative": "official",
    "civic": "all",
    "economic": "all",
    "academic": "all",
    "cultural": "all",
}
CHANNELS: Final = tuple(_CHANNELS)
"""The channels of a tie; ``all`` is the whole tie."""


# --- short forms of the tables ------------------------------------------------------------

# In a table these are one sign or word; in the graph each is a concept, whose typed notation
# (ct:cell) is that sign or word.
COMPARISONS: Final[Mapping[str, str]] = {
    "=": "exactly", ">": "more_than", ">=": "at_least", "<": "less_than", "~": "approximately",
}  # fmt: skip
"""How a count is meant, by its sign."""

OPERATORS: Final = tuple(COMPARISONS)

LIST_COMPLETENESS: Final[Mapping[str, str]] = {
    "yes": "complete", "no": "incomplete", "unknown": "completeness_unknown",
}  # fmt: skip
"""Whether a list names everything, by the word in the column ``complete``."""

COMPLETENESS: Final = tuple(LIST_COMPLETENESS)

CELL_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "op": COMPARISONS,
    "yes_no": LIST_COMPLETENESS,
}
"""The codes of the values of a column, by the kind of the column."""

CONCLUDED: Final = ("signed", "attested")
"""How an agreement in force is known; the codes and the words of rows are the same."""

CONFLICT_SUBJECTS: Final[Mapping[str, str]] = {
    "when": "date_conflict", "stage": "stage_conflict", "kind": "kind_conflict",
    "event": "event_conflict", "denied": "denial_conflict", "count": "count_conflict",
    "stated": "stated_conflict",
}  # fmt: skip
"""On what claims disagree, by the word that rows have for it."""

CONFLICTS_ON: Final = tuple(CONFLICT_SUBJECTS)

VOTE_RESULTS: Final = ("carried", "rejected", "tied_vote")
"""What votes for and against add up to: computed, next to what a source says."""


# --- all lists ----------------------------------------------------------------------------

# fmt: off
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "claim_types": ("tie", "event", "membership", "role", "count", "attribute", "opinion"),
    "aspects": ("change", "state", "plan"),
    "kinds": tuple(KINDS),
    "statuses": (
        *dict.fromkeys(status for statuses in STATUSES.values() for status in statuses),
        *COMPUTED_STATUSES,
    ),
    "status_subjects": tuple(STATUSES),
    "channels": CHANNELS,
    "certainty": ("stated", "hedged", "implied", "denied"),
    "bases": ("stated", "relative", "calendar", "publication", "inferred", "estimated", "list"),
    "grades": ("observer", "member", "board", "host", "founder", "candidate"),
    "topics": (
        "culture_heritage", "handicrafts_creative", "museums_archives", "tourism",
        "film_books_media", "music_performing_arts", "religion_interfaith", "language_education",
        "universities_science", "youth_children", "sport", "women_inclusion", "health_pandemic",
        "humanitarian_relief", "peace_reconciliation", "urban_planning", "public_transport",
        "smart_city", "water_rivers", "waste_cleanliness", "energy_solar", "climate_air",
        "parks_green", "trade_investment", "municipal_finance_administration",
        "citizen_diplomacy", "transport", "industry", "rights", "consular_services", "gastronomy",
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
    "comparisons": tuple(COMPARISONS.values()),
    "completeness": tuple(LIST_COMPLETENESS.values()),
    "conclusions": CONCLUDED,
    "conflict_subjects": tuple(CONFLICT_SUBJECTS.values()),
    "vote_results": VOTE_RESULTS,
}
# fmt: on
"""The codes of each SKOS scheme; a code that two lists share is one concept."""

ALL_CODES: Final = frozenset(code for codes in CODES.values() for code in codes)

BROADER: Final[Mapping[str, str]] = {
    **{kind.code: kind.broader for kind in _KINDS if kind.broader},
    **{channel: broader for channel, broader in _CHANNELS.items() if broader},
}
"""The next broader code, for kinds and channels; the others are flat."""

AGREEMENT_KINDS: Final = frozenset(kind.code for kind in _KINDS if kind.formality is not None)
"""Kinds that a tie can have."""

SYMMETRIC_KINDS: Final = frozenset(kind.code for kind in _KINDS if kind.direction == MUTUAL)
"""Kinds without a giver and a taker; all others go from an actor to a target."""

REFUSED_IN_CLAIMS: Final = frozenset(
    {*COMPUTED_STATUSES, *(kind.code for kind in _KINDS if kind.derived)}
)
"""Codes that exist but that no table may carry: they are always computed."""


def find_kind(code: str) -> Kind | None:
    """The kind of a code; ``None`` where a claim names no kind.

    Raises
    ------
    UnknownTermError
        If there is no such kind.

    Examples
    --------
    >>> find_kind("official_visit").contact, find_kind("")
    ('both', None)
    """
    if not code:
        return None
    if code not in KINDS:
        raise UnknownTermError(f"no kind {code!r} in the cityties code lists")
    return KINDS[code]


def broader_codes(code: str) -> tuple[str, ...]:
    """The codes broader than a kind or channel, nearest first.

    Raises
    ------
    UnknownTermError
        If no list has the code.

    Examples
    --------
    >>> broader_codes("political")
    ('official', 'all')
    """
    if code and code not in ALL_CODES:
        raise UnknownTermError(f"no code {code!r} in the cityties code lists")
    found: list[str] = []
    while code in BROADER:
        code = BROADER[code]
        found.append(code)
    return tuple(found)


def covering(channel: str) -> tuple[str, ...]:
    """The channel and every broader one, narrowest first.

    Raises
    ------
    UnknownTermError
        If there is no such channel.

    Examples
    --------
    >>> covering("political")
    ('political', 'official', 'all')
    """
    if channel not in _CHANNELS:
        raise UnknownTermError(f"no channel {channel!r} in the cityties code lists")
    return (channel, *broader_codes(channel))


def stage(status: str) -> str:
    """Where a status stands: ``before`` an agreement, in ``force``, a ``break`` or ``over``.

    Parameters
    ----------
    status : code of a status of a tie

    Examples
    --------
    >>> stage("approved"), stage("in_force"), stage("suspended"), stage("expired")
    ('before', 'force', 'break', 'over')
    """
    if status in BREAKS:
        return "break"
    if status in EXITS:
        return "over"
    return "before" if status in LADDER[:-1] else "force"
