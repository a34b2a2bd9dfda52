"""What a calendar of an office holds: anniversaries in two calendars, plans, terms that end.

Anniversaries are those of the named question ``anniversaries``: of signings whose day the
claims agree on. A bare year, a month or a disputed day gives no entry.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from cityties.language.messages import _
from cityties.model.calendars import GREGORIAN
from cityties.model.dates import to_solar_hijri
from cityties.model.durations import until_of
from cityties.office.desk import Desk
from cityties.office.document import Note
from cityties.reading.acts import counts
from cityties.words.phrases import counted

Day = datetime.date
Row = dict[str, Any]

ROUND = 5
"""An anniversary is round if its years are a multiple of this."""

KEYS = (
    "day", "days", "what", "calendar", "years", "round", "partner", "thing", "kind", "since",
    "uid", "claims", "sources", "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""


def calendar_rows(desk: Desk, days: int = 365) -> list[Row]:
    """What falls due in the days to come, the next first.

    Parameters
    ----------
    desk : who asks, and the day
    days : how many days ahead

    Returns
    -------
    list of dict
        ``what`` is ``anniversary``, ``term`` (an agreement or a term of office that ends) or
        ``plan``; ``calendar`` is ``gregorian``, ``solar_hijri`` or ``both``; ``uid`` stays the
        same in every build. The other keys are in ``docs/json.md``.
    """
    last = desk.day + datetime.timedelta(days=days)
    rows = [*_anniversaries(desk, days), *_terms(desk), *_plans(desk)]
    made = [row for row in rows if desk.day <= row["day"] <= last]
    made.sort(key=lambda row: (row["day"], row["what"], row["thing"], row["calendar"]))
    asked = {key: desk.facts[key] for key in ("on", "known_by", "withheld")}
    for row in made:
        row["days"] = (row["day"] - desk.day).days
        row["uid"] = _uid(row)
        row["day"] = row["day"].isoformat()
    return [{**{key: row[key] for key in KEYS if key in row}, **asked} for row in made]


def _uid(row: Row) -> str:
    """An id that depends on what it is and on its day, and on nothing of the build."""
    calendar = "gregorian" if row["calendar"] == "both" else row["calendar"]
    parts = (row["what"], row["thing"], calendar, row["day"].isoformat())
    return f"{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:32]}@cityties"


def _anniversaries(desk: Desk, days: int) -> Iterable[Row]:
    # A Solar Hijri year can begin later than the Gregorian one: both are found within a year.
    found = desk.ask(
        "anniversaries", city=desk.city, on=desk.day.isoformat(), within=max(days, 366)
    )
    for each in found:
        signed: Day = each["signed"]
        tie, claims = _signing(desk, each["partner"], signed)
        base = {
            "what": "anniversary",
            "partner": [each["partner"]],
            "thing": tie,
            "kind": "sister_city",
            "since": signed.isoformat(),
            "claims": claims,
            "sources": sorted({desk.readings.claims[claim].source for claim in claims}),
        }
        seen: dict[Day, Row] = {}
        for calendar, day, years in _yearly(signed, desk.day, days):
            if calendar not in (GREGORIAN, *desk.calendars):
                continue
            if (same := seen.get(day)) is not None and same["years"] == years:
                same["calendar"] = "both"  # the two calendars agree: one entry
                continue
            seen[day] = {
                **base,
                "calendar": calendar,
                "day": day,
                "years": years,
                "round": years > 0 and years % ROUND == 0,
            }
        yield from seen.values()


def _signing(desk: Desk, partner: str, signed: Day) -> tuple[str, list[str]]:
    """The tie that was signed on a day, and the claims that say so."""
    for tie in desk.readings.by_party.get(desk.city, ()):
        for pair in desk.readings.ties[tie].pairs:
            if {desk.city, partner} != set(pair.parties) or pair.kind != "sister_city":
                continue
            for period in pair.periods:
                if period.channel == "all" and period.certainly_from == signed:
                    claims = [
                        claim
                        for claim in period.claims
                        if (when := desk.readings.claims[claim].when) is not None
                        and when.earliest <= signed <= when.latest
                    ]
                    return tie, claims or list(period.claims)
    return f"tie/{partner}", []


def _yearly(signed: Day, on: Day, days: int) -> Iterable[tuple[str, Day, int]]:
    """The anniversaries of a day from another day on, in both calendars."""
    last = on + datetime.timedelta(days=days)
    for year in range(on.year, last.year + 1):
        if on <= (day := _in_year(signed, year)) <= last and year > signed.year:
            yield "gregorian", day, year - signed.year
    solar = to_solar_hijri(signed)
    if solar is None:
        return
    from persiantools.jdatetime import JalaliDate

    start, end = to_solar_hijri(on), to_solar_hijri(last)
    if start is None or end is None:
        return
    for year in range(start[0], end[0] + 1):
        month, number = solar[1:]
        try:
            found = JalaliDate(year, month, number)  # type: ignore[no-untyped-call]
        except ValueError:  # the 30th of Esfand, in a year that has none
            found = JalaliDate(year, month, number - 1)  # type: ignore[no-untyped-call]
        solar_day: Day = found.to_gregorian()
        if on <= solar_day <= last and year > solar[0]:
            yield "solar_hijri", solar_day, year - solar[0]


def _in_year(day: Day, year: int) -> Day:
    """A day in another year; the 28th where that has no 29 February, as the question has it."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _terms(desk: Desk) -> Iterable[Row]:
    """Agreements, memberships and terms of office with a certain last day."""
    for claim in desk.readings.claims.values():
        if claim.type not in ("tie", "membership", "role", "event") or not counts(claim):
            continue
        if claim.aspect == "plan" or (claim.type == "event" and claim.kind != "renewal"):
            continue
        end = claim.until if claim.type == "role" else until_of(claim)
        if end is None or end.earliest != end.latest:
            continue
        agents = (*claim.parties, *claim.actor, *claim.target, claim.about.partition("@")[0])
        post = desk.graph.posts_by_id.get(claim.about.partition("@")[2])
        if not any(desk.is_own(agent) for agent in agents) and not (
            post and (desk.is_own(post.of) or post.of in desk.own)
        ):
            continue
        yield {
            "what": "term",
            "calendar": "gregorian",
            "day": end.earliest,
            "years": None,
            "round": False,
            "partner": [party for party in claim.parties if not desk.is_own(party)],
            "thing": claim.about,
            "kind": claim.kind,
            "since": claim.when.text if claim.when else None,
            "claims": [claim.id],
            "sources": [claim.source],
        }


def _plans(desk: Desk) -> Iterable[Row]:
    """Events that are planned for a certain day to come."""
    for claim in desk.readings.claims.values():
        if claim.type != "event" or claim.aspect != "plan" or not counts(claim):
            continue
        if claim.when is None or claim.when.earliest != claim.when.latest:
            continue
        agents = (*claim.parties, *claim.actor, *claim.target)
        if not any(desk.is_own(agent) for agent in agents):
            continue
        yield {
            "what": "plan",
            "calendar": "gregorian",
            "day": claim.when.earliest,
            "years": None,
            "round": False,
            "partner": [agent for agent in agents if not desk.is_own(agent)],
            "thing": claim.about,
            "kind": claim.kind,
            "since": None,
            "claims": [claim.id],
            "sources": [claim.source],
        }


def entry_words(desk: Desk, row: Row) -> str:
    """What falls on the day, in one sentence."""
    partner = desk.names(row["partner"])
    if row["what"] == "anniversary":
        years = counted("{n} year", "{n} years", row["years"])
        text = _("{years} since the signature with {partner}").format(years=years, partner=partner)
        if row["calendar"] == "solar_hijri":
            text += " " + _("(by the Solar Hijri calendar)")
        return text + (" – " + _("a round one") if row["round"] else "")
    claim = desk.readings.claims[row["claims"][0]]
    if row["what"] == "term":
        return _("the term ends: {what}").format(what=desk.gist(claim))
    return _("planned: {what}").format(what=desk.gist(claim))


def day_of(desk: Desk, row: Row) -> str:
    """The day of a row, in the calendars of the city."""
    return desk.day_words(Day.fromisoformat(row["day"]))


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on."""
    found = desk.notes(row["claims"])
    return found or (desk.question("anniversaries", city=desk.city),)
