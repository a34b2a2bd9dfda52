"""Readings as quads: periods of ties and memberships, direct links, conflicts.

Every node names the claims that it is based on. There is no clock in it: a period
says from and until when a status is possible and certain, so plain SPARQL can
ask for any day. An end that is not known is 9999-12-31, a start 0001-01-01.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from cityties import __version__
from cityties.model.dates import DAY_MAX
from cityties.model.identifiers import about_kind, iri, parse_tie_id
from cityties.model.members import member_organizations
from cityties.model.rows import Tables
from cityties.reading.version import RULES_VERSION
from cityties.vocabulary.codes import CONFLICT_SUBJECTS
from cityties.vocabulary.terms import CODE, GRAPH_READING, ID, PREFIXES, ct

if TYPE_CHECKING:
    from cityties.reading import Conflict, MembershipPeriod, Period, Readings, TieReading

_TYPE = PREFIXES["rdf"] + "type"
_REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
_DATE = PREFIXES["xsd"] + "date"
_EDTF = PREFIXES["edtf"] + "EDTF"


def graph_name(known_by: datetime.date | None) -> str:
    """The graph of the readings that are known by a day.

    Parameters
    ----------
    known_by : ``None``: everything known

    Examples
    --------
    >>> graph_name(datetime.date(2007, 10, 12))
    'https://w3id.org/cityties/id/graph/reading/known-by/2007-10-12'
    """
    return GRAPH_READING if known_by is None else f"{GRAPH_READING}/known-by/{known_by}"


def reading_lines(readings: Readings, tables: Tables) -> Iterator[str]:
    """Write readings as lines of N-Quads.

    Parameters
    ----------
    readings : what was read
    tables : the rows that it was read from: direct links join cities only

    Yields
    ------
    Lines with their line feed, without blank nodes.
    """
    graph = graph_name(readings.known_by)
    end = f" <{graph}> .\n"
    # Nodes of readings known by different days must not meet in one union.
    start = f"{ID}reading/" + (f"known-by/{readings.known_by}/" if readings.known_by else "")
    yield f"<{graph}> <{_TYPE}> <{ct.Reading}>{end}"
    yield f'<{graph}> <{ct.rulesVersion}> "{RULES_VERSION}"{end}'
    yield f'<{graph}> <{ct.softwareVersion}> "cityties {__version__}"{end}'
    if readings.known_by:
        yield f'<{graph}> <{ct.knownBy}> "{readings.known_by}"^^<{_DATE}>{end}'
    cities = {place.id for place in tables.places if place.kind == "city"}
    for line in _identities(readings):
        yield line + end
    for tie in readings.pairs():
        numbers: dict[str, int] = {}
        if tie.periods:  # else it is only named, by claims that give no status
            yield f"<{ID}{tie.id}> <{_TYPE}> <{ct.Tie}>{end}"
        for period in tie.periods:
            number = numbers[period.channel] = numbers.get(period.channel, 0) + 1
            node = f"<{start}{state_name(tie, period.channel, number)}>"
            for line in _tie_state(node, period, tie.parties, tie.kind):
                yield line + end
            if tie.kind == "sister_city" and period.channel == "all" and period.concluded:
                for city in tie.parties:
                    if city in cities:
                        yield f"{node} <{ct.twins}> <{ID}{city}>{end}"
            if _links(period, tie.kind):
                for one, other in permutations([p for p in tie.parties if p in cities], 2):
                    yield f"<{ID}{one}> <{ct.sisterCityOf}> <{ID}{other}>{end}"
    organizations = member_organizations(tables)
    for membership in readings.memberships.values():
        member = ct.memberOrganization if membership.city in organizations else ct.memberCity
        for number, run in enumerate(membership.periods, start=1):
            node = f"<{start}{run.membership}/{number}>"
            for line in _membership_state(node, run, member=member):
                yield line + end
    for asking, sure, perhaps in _answers(readings, tables):
        for answer in sure:
            yield f"<{ID}claim/{answer}> <{ct.answers}> <{ID}claim/{asking}>{end}"
        for answer in perhaps:
            yield f"<{ID}claim/{answer}> <{ct.possiblyAnswers}> <{ID}claim/{asking}>{end}"
    for conflict in readings.conflicts:
        for line in _conflict(f"<{start}{conflict.id}>", conflict, readings):
            yield line + end


def _identities(readings: Readings) -> Iterator[str]:
    """The ties that no claim names by their id, and which ids are read as which ties."""
    for old in sorted(readings.moved):
        new = readings.read_as(old)
        yield f"<{ID}{old}> <{_REPLACED}> <{ID}{new}>"
        tie = readings.ties.get(new)
        if tie is not None:
            yield f"<{ID}{new}> <{ct.kind}> <{CODE}{tie.kind}>"
            for party in tie.parties:
                yield f"<{ID}{new}> <{ct.party}> <{ID}{party}>"


def state_name(tie: TieReading, channel: str, number: int) -> str:
    """The local name of a period: tie, of a pact the pair too, channel and number.

    Parameters
    ----------
    tie : the tie, or one pair of a pact
    channel : channel of the period
    number : its place among the periods of the channel, from 1
    """
    name = tie.id.removeprefix("tie/")
    if set(tie.parties) != set(parse_tie_id(tie.id).parties):
        name += "/" + "+".join(tie.parties)
    return f"{name}/{channel}/{number}"


def _answers(
    readings: Readings, tables: Tables
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each claim that asks, the claims that answer it, and those that may."""
    from cityties.reading import Answers, Contacts, city_resolver

    answers = Answers(readings, Contacts(readings, city_resolver(tables)))
    for asking in answers.asked:
        yield asking, *answers.of(asking)


def _links(period: Period, kind: str) -> bool:
    """Only what is certain and has no known end: on some channel it may rest."""
    return (
        kind == "sister_city"
        and period.channel == "all"
        and period.status in ("in_force", "suspended")
        and period.certainly_until == DAY_MAX
    )


def _tie_state(node: str, period: Period, parties: Iterable[str], kind: str) -> Iterator[str]:
    yield f"{node} <{_TYPE}> <{ct.TieState}>"
    yield f"{node} <{ct.stateOf}> <{ID}{period.tie}>"
    yield f"<{ID}{period.tie}> <{ct.hasState}> {node}"
    for party in parties:
        yield f"{node} <{ct.party}> <{ID}{party}>"
    yield f"{node} <{ct.kind}> <{CODE}{kind}>"
    yield f"{node} <{ct.status}> <{CODE}{period.status}>"
    yield f"{node} <{ct.channel}> <{CODE}{period.channel}>"
    # "both" sides are all parties; one side alone is named, if the claims name it.
    sides = parties if period.side == "both" else filter(None, period.side.split(";"))
    for side in sides:
        yield f"{node} <{ct.side}> <{ID}{side}>"
    if period.concluded:
        yield f"{node} <{ct.conclusion}> <{CODE}{period.concluded}>"
    yield from _span(node, period)


def _membership_state(node: str, period: MembershipPeriod, *, member: str) -> Iterator[str]:
    yield f"{node} <{_TYPE}> <{ct.MembershipState}>"
    yield f"{node} <{ct.stateOf}> <{ID}membership/{period.membership}>"
    yield f"<{ID}membership/{period.membership}> <{ct.hasState}> {node}"
    yield f"{node} <{member}> <{ID}{period.city}>"
    yield f"{node} <{ct.network}> <{ID}{period.network}>"
    yield f"{node} <{ct.status}> <{CODE}{period.status}>"
    if period.grade:
        yield f"{node} <{ct.memberGrade}> <{CODE}{period.grade}>"
    yield from _span(node, period)


def _span(node: str, period: Period | MembershipPeriod) -> Iterator[str]:
    for predicate, day in (
        (ct.possiblyFrom, period.possibly_from),
        (ct.certainlyFrom, period.certainly_from),
        (ct.certainlyUntil, period.certainly_until),
        (ct.possiblyUntil, period.possibly_until),
    ):
        if day is not None:
            yield f'{node} <{predicate}> "{day.isoformat()}"^^<{_DATE}>'
    if (seen := period.last_attested) is not None:
        yield f'{node} <{ct.lastAttested}> "{seen.text}"^^<{_EDTF}>'
        for predicate, day in (
            (ct.lastAttestedEarliest, seen.earliest),
            (ct.lastAttestedLatest, seen.latest),
        ):
            yield f'{node} <{predicate}> "{day.isoformat()}"^^<{_DATE}>'
    for claim in period.claims:
        yield f"{node} <{ct.basedOn}> <{ID}claim/{claim}>"


def _conflict(node: str, conflict: Conflict, readings: Readings) -> Iterator[str]:
    from pyoxigraph import Literal

    yield f"{node} <{_TYPE}> <{ct.Conflict}>"
    if conflict.about:
        kind = about_kind(
            conflict.about, "membership" if conflict.about in readings.memberships else ""
        )
        yield f"{node} <{ct.conflictAbout}> <{iri(kind, conflict.about)}>"
    yield f"{node} <{ct.conflictSubject}> <{CODE}{CONFLICT_SUBJECTS[conflict.what]}>"
    if conflict.status:
        yield f"{node} <{ct.status}> <{CODE}{conflict.status}>"
    for value, _sources, claims in conflict.values:
        yield f"{node} <{ct.conflictValue}> {Literal(value)}"
        for claim in claims:
            yield f"{node} <{ct.betweenClaim}> <{ID}claim/{claim}>"
