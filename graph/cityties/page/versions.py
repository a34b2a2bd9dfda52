"""Each tie as it was known by each day: the reading's own periods, version by version.

Nothing is judged here: every version is what :func:`cityties.reading.read` makes
of the claims that were published by a day. Only ties of the same parties bear
upon one another there, so that each such group is read by itself, once for each
day on which one of its sources was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.rows import Claim, Source
from cityties.page.words import Words
from cityties.reading import (
    Answers,
    CityOf,
    Contacts,
    Period,
    Readings,
    State,
    TieReading,
    answer_to,
    read,
)

Version = dict[str, Any]
FIRST_STOP = date(1900, 1, 1)
"""No stop of the handles is earlier: nobody drags through centuries of nothing."""
_ONE_DAY = timedelta(days=1)
_OPEN = DAY_MAX.isoformat()


class Versions:
    """Reads the ties of a graph version by version.

    Parameters
    ----------
    readings : everything that the page may know
    sources : the sources by id
    city_of : the place that somebody acts for
    words : puts dates into words
    """

    def __init__(
        self,
        readings: Readings,
        sources: Mapping[str, Source],
        *,
        city_of: CityOf,
        words: Words,
    ) -> None:
        self._readings = readings
        self._sources = sources
        self._city_of = city_of
        self._words = words
        self.contacts = Contacts(readings, city_of)
        """The events between cities, found by the tie that they belong to."""
        self._made: dict[tuple[str, ...], dict[str, list[Version]]] = {}

    def of(self, tie: TieReading) -> list[Version]:
        """The versions of a tie, in the form of the page's schema.

        Parameters
        ----------
        tie : a tie of the readings
        """
        if tie.parties not in self._made:
            self._made[tie.parties] = self._group(tie.parties)
        return self._made[tie.parties][tie.id]

    def _group(self, parties: tuple[str, ...]) -> dict[str, list[Version]]:
        """The versions of all ties of the same parties."""
        readings = self._readings
        ties = [
            readings.ties[one]
            for one in readings.by_party[parties[0]]
            if readings.ties[one].parties == parties
        ]
        claims = {claim.id: claim for tie in ties for claim in tie.claims}
        claims.update((claim.id, claim) for claim in self._replies(claims.values(), ties))
        days = sorted({readings.publications[claim.source][1] for claim in claims.values()})
        found: dict[str, list[Version]] = {tie.id: [] for tie in ties}
        for day in days:
            if day == days[-1]:
                known, contacts = readings, self.contacts
            else:
                known = read(claims.values(), self._sources, known_by=day, party_of=self._city_of)
                contacts = Contacts(known, self._city_of)
            for tie in ties:
                # A tie that was known as "an agreement" only is another one there.
                there = next((one for one in (tie.id, *tie.joined) if one in known.ties), None)
                if there is None:
                    continue
                version = self._version(known.ties[there], known, contacts)
                if known.ties[there].kind != tie.kind:
                    version["kind"] = known.ties[there].kind
                before = found[tie.id][-1] if found[tie.id] else {"periods": []}
                if version != {key: value for key, value in before.items() if key != "known"}:
                    found[tie.id].append({"known": day.isoformat(), **version})
        return found

    def _replies(self, claims: Iterable[Claim], ties: Iterable[TieReading]) -> list[Claim]:
        """The events that can be the answer to a proposal of these ties."""
        claims = list(claims)
        if not any(claim.status == "proposed" for claim in claims):
            return []
        things = {tie.id for tie in ties} | {one for tie in ties for one in tie.joined}
        things |= {thing for claim in claims for thing in (claim.act, claim.part_of)} - {""}
        named = [
            event.claim
            for thing in sorted(things)
            for event in self.contacts.about(thing)
            if event.claim.kind == "reply"
        ]
        answers = Answers(self._readings, self.contacts)
        unnamed = {
            self._readings.claims[answer]
            for claim in claims
            if claim.status == "proposed"
            for answer in answers.of(claim.id)[1]
        }
        return [*named, *sorted(unnamed - set(named), key=lambda claim: claim.id)]

    def _version(self, tie: TieReading, known: Readings, contacts: Contacts) -> Version:
        states = _states(tie)
        leads = _leads(states)
        version: Version = {"periods": [self._period(tie, period) for period in tie.periods]}
        for period, made in zip(tie.periods, version["periods"], strict=True):
            made["claims"] = _claims(period, states[period.channel])
            if _is_celebrated(tie, period):
                made["signed_on"] = period.possibly_from.isoformat()
            days = [
                run
                for run in leads.get((period.channel, period.status), ())
                if run[0] <= period.possibly_until and period.possibly_from <= run[1]
            ]
            if days:
                made["leads"] = [[_outer(first), _outer(last)] for first, last in days]
        if open_ := _unanswered(tie, known, contacts):
            version["unanswered"] = open_
        return version

    def _period(self, tie: TieReading, period: Period) -> dict[str, Any]:
        made: dict[str, Any] = {"channel": period.channel, "status": period.status}
        if period.side != "both":
            made["side"] = period.side
        if period.concluded:
            made["concluded"] = period.concluded
        made["bounds"] = [
            _outer(period.possibly_from),
            None if period.certainly_from is None else period.certainly_from.isoformat(),
            None if period.certainly_until is None else period.certainly_until.isoformat(),
            _outer(period.possibly_until),
        ]
        state = tie.state(
            period.certainly_from or max(period.possibly_from, FIRST_STOP), period.channel
        )
        if state.status == period.status and state.since:
            made["since"] = self._words.date(state.since, both=False)
        if (seen := period.last_attested) is not None:
            made["attested"] = seen.latest.isoformat()
            made["attested_words"] = self._words.dated(seen.text, seen.basis)
        return made


def _outer(day: date) -> str | None:
    return None if day in (DAY_MIN, DAY_MAX) else day.isoformat()


States = Mapping[str, list[tuple[date, date, State]]]
"""By channel: the first and last day of each stretch on which nothing changes, and the state."""


def _states(tie: TieReading) -> States:
    turns = tie.history.turning_days()
    lasts = [*(day - _ONE_DAY for day in turns[1:]), DAY_MAX]
    return {
        channel: [
            (day, until, tie.state(day, channel)) for day, until in zip(turns, lasts, strict=True)
        ]
        for channel in sorted({period.channel for period in tie.periods})
    }


def _claims(period: Period, states: Iterable[tuple[date, date, State]]) -> list[list[Any]]:
    """The claims that the status is based on: from which day of the period on which ones."""
    runs: list[list[Any]] = []
    for day, until, state in states:
        if until < period.possibly_from or day > period.possibly_until:
            continue
        found = sorted(state.claims if state.status == period.status else period.claims)
        if not runs or runs[-1][1] != found:
            runs.append([day.isoformat() if runs else None, found])
    return runs


def _is_celebrated(tie: TieReading, period: Period) -> bool:
    """Whether the question ``anniversaries`` has this signing: a day that nobody disputes."""
    if tie.kind != "sister_city" or period.channel != "all" or period.concluded != "signed":
        return False
    if period.status != "in_force" or period.possibly_from in (DAY_MIN, DAY_MAX):
        return False
    # A state before it that was one of the same agreement: then this is no first signing.
    return period.certainly_from == period.possibly_from and not any(
        other.channel == "all" and other.concluded and other.possibly_from < period.possibly_from
        for other in tie.periods
    )


def _leads(states: States) -> dict[tuple[str, str], list[tuple[date, date]]]:
    """By channel and status: the days on which several are possible and this one is given first."""
    found: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for channel, stretches in states.items():
        for day, until, state in stretches:
            if state.status is None or not state.alternatives:
                continue
            runs = found.setdefault((channel, state.status), [])
            if runs and runs[-1][1] == day - _ONE_DAY:
                runs[-1] = (runs[-1][0], until)
            else:
                runs.append((day, until))
    return found


def _unanswered(tie: TieReading, known: Readings, contacts: Contacts) -> list[dict[str, Any]]:
    """The runs of days on which a proposal certainly had no reply."""
    if not any(act.status == "proposed" for act in tie.history.acts):
        return []
    turns = set(tie.history.turning_days())
    answers = Answers(known, contacts)
    asking = {claim for act in tie.history.acts if act.status == "proposed" for claim in act.claims}
    for claim in asking:
        for sure_or_possible in answers.of(claim):
            turns.update(day for each in sure_or_possible for day in answers.bounds(each))
    days = sorted(turns)
    found: list[dict[str, Any]] = []
    for number, day in enumerate(days):
        answer = answer_to(tie, tie.state(day), answers, day)
        if answer is None or answer.answer != "none" or answer.days_open is None:
            continue
        least, most = answer.days_open
        until = days[number + 1] - _ONE_DAY if number + 1 < len(days) else DAY_MAX
        run = {
            "from": day.isoformat(),
            "until": _outer(until),
            "since": (day - timedelta(days=least)).isoformat(),
        }
        if most != least:
            run["earliest"] = None if most is None else (day - timedelta(days=most)).isoformat()
        before = (day - _ONE_DAY).isoformat() if day != DAY_MIN else None
        last = found[-1] if found else None
        same = last is not None and all(
            last.get(key) == run.get(key) for key in ("since", "earliest")
        )
        if last and same and last["until"] == before:
            last["until"] = run["until"]
        else:
            found.append(run)
    return found


def stops(versions: Iterable[list[Version]], on: date) -> tuple[list[str], list[str]]:
    """The days that the two handles stop at.

    Parameters
    ----------
    versions : the versions of every tie of the page
    on : the day that the page opens on: a stop of the first handle

    Returns
    -------
    tuple of two lists of str
        ISO days, ascending: on which something begins or has just ended, and by
        which the reading of a tie had changed (``on``, if none did).
    """
    days, known = {on}, set()
    for each in versions:
        for version in each:
            known.add(date.fromisoformat(version["known"]))
            runs = version.get("unanswered", ())
            starts = [run["from"] for run in runs]
            ends = [run["until"] for run in runs]
            for period in version["periods"]:
                starts += period["bounds"][:2]
                ends += period["bounds"][2:]
            days.update(date.fromisoformat(day) for day in starts if day)
            # The first day after an end is the one that looks different.
            days.update(date.fromisoformat(day) + _ONE_DAY for day in ends if day and day != _OPEN)
    return (
        [day.isoformat() for day in sorted(days) if day >= FIRST_STOP],
        [day.isoformat() for day in sorted((known - {DAY_MAX}) or {on}) if day >= FIRST_STOP],
    )
