"""Listings as rows: what `ties`, `history`, `counts` and `conflicts` show.

Pure functions; every row is a dict with the keys of the documented JSON forms,
days as ``YYYY-MM-DD``. Keys are only ever added.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.rows import Claim, Source
from cityties.model.tie_row import columns, names
from cityties.reading.activity import Contacts, activity
from cityties.reading.acts import counts
from cityties.reading.answers import Answer, Answers, answer_to
from cityties.reading.conflicts import counted_thing
from cityties.reading.histories import published_text
from cityties.reading.identity import CityOf
from cityties.reading.readings import Readings, State, TieReading
from cityties.vocabulary.codes import BREAKS, CHANNELS, KINDS

Day = datetime.date
Row = dict[str, Any]

# All that follows from the readings; the day and the day of knowledge are the asker's.
_READ = names(columns("tie", "partner", "state"))


def _iso(day: Day | None) -> str | None:
    return None if day is None or day in (DAY_MIN, DAY_MAX) else day.isoformat()


def _ties(readings: Readings, city: str | None, kind: str | None) -> list[TieReading]:
    """Ties pair by pair: all of them, or those of a city."""
    if city is None:
        pairs = list(readings.pairs())
    else:
        pairs = [
            pair
            for tie in readings.by_party.get(city, ())
            for pair in readings.ties[tie].pairs
            if city in pair.parties
        ]
    return [pair for pair in pairs if kind is None or pair.kind == kind]


def tie_rows(
    readings: Readings,
    sources: Mapping[str, Source],  # noqa: ARG001 - the call form of all listings
    *,
    on: Day,
    city: str | None = None,
    channel: str | None = None,
    status: str | None = None,
    concluded: str | None = None,
    kind: str | None = None,
    city_of: CityOf | None = None,
) -> list[Row]:
    """The ties on a day, sorted by partner.

    Parameters
    ----------
    readings, sources : what was read, and the sources by id
    on : the day
    city : only ties of this city; without it ``partner`` names the last party
    channel : one row per tie as it stands on this channel; without it a row
        for the whole tie and one for each channel that differs from it
    status, concluded, kind : only rows with this status code, ``signed`` or
        ``attested``, this kind of agreement
    city_of : see :func:`city_resolver`; without it only cities themselves act

    Returns
    -------
    list of dict : the keys of :mod:`cityties.model.rows.tie_row` without those of the question

    Raises
    ------
    UsageError : for an unknown channel or concluded
    """
    if concluded not in (None, "signed", "attested"):
        raise UsageError(
            _("concluded must be signed or attested, not {value}").format(value=concluded)
        )
    contacts = Contacts(readings, city_of)
    answers = Answers(readings, contacts)
    asked = _ties(readings, city, kind)
    conflicts = (
        readings.conflicts_by_thing
        if city is None
        else readings.conflicts_about({tie.id for tie in asked})
    )
    aside = (
        readings.set_aside
        if city is None
        else readings.set_aside_of(claim.id for tie in asked for claim in tie.claims)
    )
    rows = []
    for tie in asked:
        whole = tie.state(on, channel or "all")
        states = [whole]
        if channel is None and whole.status is not None:
            for narrower in CHANNELS[1:] if len(tie.history.channels()) > 1 else ():
                state = tie.state(on, narrower)
                if (state.status, state.certainty, state.alternatives, state.side) != (
                    whole.status,
                    whole.certainty,
                    whole.alternatives,
                    whole.side,
                ):
                    states.append(state)
        for state in states:
            if state.status is None or (status is not None and state.status != status):
                continue
            if concluded is not None and state.concluded != concluded:
                continue
            values = _tie_values(readings, tie, state, answers, contacts, on=on, city=city)
            values["conflicts"] = [each.id for each in conflicts.get(tie.id, ())]
            values["set_aside"] = [
                {"claim": claim.id, "reason": aside[claim.id]}
                for claim in tie.claims
                if claim.id in aside
            ]
            rows.append({name: values[name] for name in _READ})
    rows.sort(key=lambda row: (row["partner"], row["tie"], CHANNELS.index(row["channel"])))
    return rows


def _tie_values(
    readings: Readings,
    tie: TieReading,
    state: State,
    answers: Answers,
    contacts: Contacts,
    *,
    on: Day,
    city: str | None,
) -> Row:
    """The values of `cityties.model.rows.tie_row` but conflicts and what is set aside."""
    others = [party for party in tie.parties if party != city]
    answer = answer_to(tie, state, answers, on)
    seen = state.last_attested
    return {
        "tie": tie.id,
        "partner": ";".join(others if city is not None else others[1:]),
        "parties": list(tie.parties),
        "kind": tie.kind,
        "channel": state.channel,
        "side": state.side,
        "status": state.status,
        "certainty": state.certainty,
        "alternatives": list(state.alternatives),
        "since": state.since,
        "concluded": state.concluded,
        "last_attested": None if seen is None else seen.text,
        "last_attested_earliest": None if seen is None else _iso(seen.earliest),
        "last_attested_latest": None if seen is None else _iso(seen.latest),
        "last_attested_basis": None if seen is None else seen.basis,
        "activity": activity(tie, contacts, on),
        "unanswered": answer is not None and answer.answer == "none",
        "answer": None if answer is None else answer.answer,
        "days_open": None if answer is None else _days_open(answer),
        "sources": sorted({readings.claims[claim].source for claim in state.claims}),
    }


def _days_open(answer: Answer) -> int | list[int | None] | None:
    """One number where the asking has a day, else the least and the most."""
    if answer.days_open is None:
        return None
    least, most = answer.days_open
    return least if least == most else [least, most]


def plan_occasions(readings: Readings, tie: str) -> list[str]:
    """The months in which sources said that the tie was about to come.

    Two sources of one month report one occasion; an estimated date counts as
    the month that it names.
    """
    reading = readings.tie(tie)
    months = set()
    for claim in reading.claims:
        if claim.aspect == "plan" and counts(claim):
            first, last = readings.publications[claim.source]
            middle = first if first == DAY_MIN else first + (last - first) // 2
            months.add(middle.isoformat()[:7])
    return sorted(months)


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def count_rows(
    readings: Readings,
    sources: Mapping[str, Source],
    city: str,
    *,
    on: Day,
    kind: str = "sister_city",
) -> dict[str, Any]:
    """How many ties of a kind a city had on a day: as claimed, and as read.

    Parameters
    ----------
    city : id of a place
    on : the day
    kind : kind of agreement

    Returns
    -------
    dict : ``claimed`` is a list of ``count, count_to, op, of, excluding, said_by, source,
        published, date, list, claim``, only what can refer to that day or an
        earlier one; ``read`` has ``on, known_by, kind, signed, attested,
        possible, partners, rule`` and the partners of the other two numbers.

        ``signed``: certain, and the signing is claimed; ``attested``: certain,
        but the tie was only observed; both include suspended ties. ``possible``:
        ties whose signing is claimed that may or may not have been there (a
        tie that was only observed could be as old as the city, so it is not
        counted before it was seen). ``partners`` are those of ``signed``.
    """
    claimed = claimed_rows(readings, sources, city, on=on, kind=kind)
    found: dict[str, list[str]] = {"signed": [], "attested": [], "possible": []}
    here = {"in_force", "suspended"}
    for tie in _ties(readings, city, kind):
        state = tie.state(on)
        statuses = {state.status, *state.alternatives}
        if not statuses & {*here, *BREAKS}:
            continue
        partner = ";".join(party for party in tie.parties if party != city)
        outcome = tie.history.outcome(on)
        if {outcome.status, *outcome.others} <= here and state.concluded:
            found[state.concluded].append(partner)
        elif tie.history.concluded(on) == "signed":
            found["possible"].append(partner)
    return {
        "claimed": claimed,
        "read": {
            "on": on.isoformat(),
            "known_by": _iso(readings.known_by),
            "kind": kind,
            "signed": len(found["signed"]),
            "attested": len(found["attested"]),
            "possible": len(found["possible"]),
            "partners": sorted(found["signed"]),
            "attested_partners": sorted(found["attested"]),
            "possible_partners": sorted(found["possible"]),
            "withheld": readings.withheld,
            "rule": _(
                "signed: certainly in force or suspended on the day, and the signing is claimed; "
                "attested: the same, but only observed in force; possible: a signing is claimed, "
                "but it is not certain that the tie existed on the day"
            ),
        },
    }


def claimed_rows(
    readings: Readings,
    sources: Mapping[str, Source],
    city: str,
    *,
    on: Day,
    kind: str = "sister_city",
) -> list[dict[str, Any]]:
    """The numbers of ties that are claimed for a city; see `count_rows`.

    Parameters
    ----------
    city : id of a place
    on : the day
    kind : kind of agreement
    """
    claimed = []
    listed: dict[str, set[str]] = {}  # the kinds of the lines of each list
    for claim in readings.claims.values():
        if claim.type == "tie" and claim.part_of:
            listed.setdefault(claim.part_of, set()).add(readings.kind_of(claim))
    for claim in readings.claims.values():
        if claim.number is None or claim.certainty == "denied":
            continue
        if claim.type == "count":
            mine = claim.about == city and claim.kind in (kind, "")
        else:
            of = {*claim.parties, *claim.actor, *claim.target}
            mine = claim.kind == "list" and city in of and _lists(claim, kind, listed)
        if not mine:
            continue
        published_first, published_last = readings.publications[claim.source]
        first = published_first if claim.when is None else claim.when.earliest
        last = published_last if claim.when is None else claim.when.latest
        if first > on:
            continue
        source = sources.get(claim.source)
        number = claim.number
        claimed.append(
            (
                (last, first, claim.id),
                {
                    "count": _whole(number),
                    "count_to": None if claim.number_to is None else _whole(claim.number_to),
                    "op": claim.op or "=",
                    "of": claim.of,
                    "excluding": list(claim.excluding),
                    "said_by": claim.said_by or (source.publisher if source is not None else None),
                    "source": claim.source,
                    "published": published_text(source),
                    "date": None if claim.when is None else claim.when.text,
                    "list": claim.part_of
                    or (claim.about if claim.kind == "list" else None)
                    or None,
                    "claim": claim.id,
                    "count_claim": claim.type == "count",
                },
            )
        )
    # A list's own number said once more as a count: one row, that of the count.
    counted = {
        (row["list"], row["count"], row["count_to"])
        for _order, row in claimed
        if row["count_claim"]
    }
    claimed = [
        (order, row)
        for order, row in claimed
        if row.pop("count_claim") or (row["list"], row["count"], row["count_to"]) not in counted
    ]
    claimed.sort(key=lambda row: row[0])
    return [row for _order, row in claimed]


def _lists(claim: Claim, kind: str, listed: Mapping[str, set[str]]) -> bool:
    """Whether a list is one of agreements of a kind: by its words or its lines, if it has any."""
    thing = counted_thing(claim)
    kinds = listed.get(claim.about, set())
    return thing == kind or kind in kinds or (not kinds and thing not in KINDS)


def conflict_rows(
    readings: Readings,
    *,
    city: str | None = None,
    tie: str | None = None,
    city_of: CityOf | None = None,
) -> list[Row]:
    """What the sources disagree on: all of it, of one city, or of one tie.

    Returns
    -------
    list of dict : ``about, what, values`` (each ``value, sources, claims``),
        ``id, status, channel, act``
    """
    rows = []
    for conflict in readings.conflicts:
        if tie is not None and conflict.about != tie:
            continue
        if city is not None and not _concerns(
            readings, conflict.about, conflict.claims, city, city_of
        ):
            continue
        rows.append(
            {
                "about": conflict.about,
                "what": conflict.what,
                "values": [
                    {"value": value, "sources": list(its), "claims": list(claims)}
                    for value, its, claims in conflict.values
                ],
                "id": conflict.id,
                "status": conflict.status or None,
                "channel": conflict.channel or None,
                "act": conflict.act or None,
            }
        )
    return rows


def _concerns(
    readings: Readings, about: str, claims: Iterable[str], city: str, city_of: CityOf | None
) -> bool:
    if about == city or about in readings.by_party.get(city, ()):
        return True
    if "@" in about:
        return about.partition("@")[0] == city
    for claim_id in claims:
        claim = readings.claims[claim_id]
        agents = {*claim.parties, *claim.actor, *claim.target}
        if city in agents or (city_of and city in {city_of(agent) for agent in agents}):
            return True
    return False
