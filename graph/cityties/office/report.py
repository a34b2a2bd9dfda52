"""A year of a city's ties, partner by partner: what happened, how both ways, and what changed.

The measures are those of `cityties.projection.strength` at the end of the year, and again at
the end of the year before. Silence is "no data": that nothing is recorded is not that nothing
was done.
"""

from __future__ import annotations

import datetime
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cityties.errors import UsageError
from cityties.language.messages import _, in_language, language
from cityties.language.properties import spoken
from cityties.model.asked_days import Year as CalendarYear
from cityties.model.asked_days import read_year
from cityties.model.calendars import SOLAR_HIJRI, in_calendars
from cityties.model.dates import DAY_MIN, from_bounds
from cityties.office.desk import Desk
from cityties.office.document import Block, Document, Line, Note, Picture, Section, Table, TableRow
from cityties.projection.events import CityEvent, city_events
from cityties.projection.strength import Strengths
from cityties.words.bounds import date_words
from cityties.words.labels import code_label
from cityties.words.phrases import counted, digits, number

Row = dict[str, Any]

YEARS = 10
"""Years that the chart shows."""

KEYS = (
    "partner", "year", "events", "events_possible", "before", "given", "received", "topics",
    "reciprocity", "reciprocity_before", "follow_through", "follow_through_before", "kept",
    "overdue", "reply_days", "claims", "sources", "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row of :func:`report_rows`."""


@dataclass(frozen=True)
class Year:
    """What is known of a city and each partner in a year.

    Parameters
    ----------
    year : the year
    rows : a row for each partner, those with most events first
    by_year : number of events of each year of its calendar, certain and possible
    claims : the claims of the events of each year
    """

    year: CalendarYear
    rows: Sequence[Row]
    by_year: Mapping[int, tuple[int, int]]
    claims: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def year_of(desk: Desk, year: int | str | CalendarYear) -> Year:
    """A year of a city.

    Parameters
    ----------
    desk : who asks; what is later than its day is not counted
    year : the year, such as 2023 or ``sh1402`` (Solar Hijri)

    Returns
    -------
    Year
        Its rows have ``events`` (certainly of that year), ``events_possible`` (those too whose
        date allows it), ``before`` (of the year before), ``given`` and ``received``,
        ``topics``, ``reciprocity`` = 1 - |given - received| / (given + received) and
        ``follow_through`` = kept / (kept + overdue) of everything by the end of the year,
        ``reply_days``: the median of the days until a certain answer. ``None``: no data.

    Raises
    ------
    UsageError
        If it is not a year, or has not begun by the day.
    """
    asked = read_year(year)
    if asked.first > desk.day:
        raise UsageError(
            _("{year} has not begun on {day}").format(year=asked.code, day=desk.day.isoformat())
        )
    scope = desk.graph.view(on=desk.day).scope()
    mine = [
        event
        for event in city_events(scope, Counter())
        if desk.city in event.cities and event.happened is not None and event.weight
        and event.happened <= desk.day
    ]  # fmt: skip
    end = min(asked.last, desk.day)
    now = Strengths(replace(scope, on=end))
    before = Strengths(replace(scope, on=asked.first - datetime.timedelta(days=1)))
    partners = {other for event in mine for other in event.cities if other != desk.city}
    for tie in desk.graph.ties(desk.city, on=end):
        if tie["channel"] == "all" and tie["status"] in ("in_force", "suspended", "broken"):
            partners |= {each for each in tie["parties"] if desk.graph.is_city(each)}
    partners -= {desk.city}
    days = {key: desk.facts[key] for key in ("on", "known_by", "withheld")}
    rows = [{**_partner(desk, each, asked, mine, now, before), **days} for each in sorted(partners)]
    rows.sort(key=lambda row: (-row["events_possible"], row["partner"]))
    years = [asked.plus(number) for number in range(1 - YEARS, 1)]
    by_year = {
        each.number: (_number(mine, each, certain=True), _number(mine, each, certain=False))
        for each in years
    }
    claims = {
        each.number: tuple(
            sorted({claim for event in mine if _in(event, each) for claim in event.claims})
        )
        for each in years
    }
    return Year(asked, rows, by_year, claims)


def _in(event: CityEvent, year: CalendarYear) -> bool:
    """Whether an event can have been in a year."""
    assert event.happened is not None
    first = event.happened if event.since == DAY_MIN else event.since
    return first <= year.last and year.first <= event.happened


def _surely(event: CityEvent, year: CalendarYear) -> bool:
    assert event.happened is not None
    return year.first <= event.since and event.happened <= year.last


def _number(events: Sequence[CityEvent], year: CalendarYear, *, certain: bool) -> int:
    return sum(_surely(event, year) if certain else _in(event, year) for event in events)


def _partner(
    desk: Desk,
    partner: str,
    year: CalendarYear,
    events: Sequence[CityEvent],
    now: Strengths,
    before: Strengths,
) -> Row:
    mine = [event for event in events if partner in event.cities]
    this = [event for event in mine if _in(event, year)]
    profile, earlier = now.profile(desk.city, partner), before.profile(desk.city, partner)
    topics = Counter(topic for event in this for topic in event.topics)
    claims = sorted({claim for event in this for claim in event.claims})
    return {
        "partner": partner,
        "year": year.code,
        "events": sum(_surely(event, year) for event in mine),
        "events_possible": len(this),
        "before": sum(_in(event, year.plus(-1)) for event in mine),
        "given": sum(desk.city in event.givers and partner in event.takers for event in this),
        "received": sum(partner in event.givers and desk.city in event.takers for event in this),
        "topics": [
            topic for topic, _n in sorted(topics.items(), key=lambda each: (-each[1], each))
        ],
        "reciprocity": profile.reciprocity,
        "reciprocity_before": earlier.reciprocity,
        "follow_through": profile.follow_through,
        "follow_through_before": earlier.follow_through,
        "kept": profile.evidence.get("kept", 0),
        "overdue": profile.evidence.get("overdue", 0),
        "reply_days": _reply_days(desk, partner, year),
        "claims": claims,
        "sources": sorted({desk.readings.claims[claim].source for claim in claims}),
    }


def _reply_days(desk: Desk, partner: str, year: CalendarYear) -> float | None:
    """The median of the days from asking to a certain answer, where both have a day in the year."""
    found = []
    for asking in desk.answers.asked:
        claim = desk.readings.claims[asking]
        cities = desk.contacts.cities_of(claim)
        if not {desk.city, partner} <= cities:
            continue
        first, last = desk.bounds(claim)
        for answer in desk.answers.of(asking)[0]:
            start, end = desk.bounds(desk.readings.claims[answer])
            if first == last and start == end and start in year and start >= last:
                found.append((start - last).days)
    return statistics.median(found) if found else None


def report(desk: Desk, year: int | str | CalendarYear, lang: str = "") -> Document:
    """The report of a year as a document.

    Parameters
    ----------
    desk : who asks
    year : the year, such as 2023 or ``sh1402`` (Solar Hijri)
    lang : language of the report; that of the messages by default
    """
    with in_language(lang or language()):
        return _document(desk, year_of(desk, year))


def _document(desk: Desk, found: Year) -> Document:
    sections = (
        Section("overview", _("The year in numbers"), _overview(desk, found)),
        Section("partners", _("Partner by partner"), _partners(desk, found)),
        Section("events", _("What happened"), _events(desk, found)),
        Section("silent", _("No data"), _silent(desk, found)),
        Section("formulas", _("How it is computed"), _formulas(desk, found)),
        Section("assessment", _("Assessment and use of money"), blank=True),
    )
    return Document(
        "report",
        _("Report {year}: {city}").format(
            year=_year_words(desk, found.year), city=desk.name(desk.city)
        ),
        sections,
        desk.sources(),
        {"year": found.year.code, "partners": [dict(row) for row in found.rows], **desk.facts},
        desk.foot(),
    )


def _asked(desk: Desk, found: Year) -> Note:
    return desk.asked("report", desk.city, "--year", str(found.year.code))


def _year(year: int) -> str:
    return digits(str(year))


def _year_words(desk: Desk, year: CalendarYear) -> str:
    """A year as a title names it: a Gregorian one in both calendars, if the reader has another."""
    if year.is_solar == (spoken().calendar == SOLAR_HIJRI):
        return _year(year.number)
    with in_calendars({**dict.fromkeys(desk.calendars), SOLAR_HIJRI: None}):
        return date_words(from_bounds(year.first, year.last), both=not year.is_solar)


def _overview(desk: Desk, found: Year) -> tuple[Block, ...]:
    certain, possible = found.by_year[found.year.number]
    before = found.by_year[found.year.number - 1][1]
    note = _asked(desk, found)
    claims = desk.notes(found.claims[found.year.number]) or (note,)
    events = counted("{n} event", "{n} events", possible)
    text = _("{events} with cities, {n} of them certainly in the year; {m} in the year before.")
    lines: list[Block] = [
        Line(text.format(events=events, n=number(certain), m=number(before)), claims)
    ]
    if any(value for _certain, value in found.by_year.values()):
        lines.append(_chart(desk, found))
    return tuple(lines)


def _chart(desk: Desk, found: Year) -> Picture:
    from cityties.charts import Bar, bars

    svg = bars(
        [
            Bar(
                _year(year),
                ((_("certain"), certain), (_("possible"), possible - certain)),
            )
            for year, (certain, possible) in found.by_year.items()
        ],
        title=_("Events a year: {city}").format(city=desk.name(desk.city)),
        axis=_("events"),
        note=_("a year without a bar is one without data, not without contact"),
    )
    caption = _("Events of the {n} years until {year}, with dates that allow another year marked.")
    text = caption.format(n=number(YEARS), year=_year(found.year.number))
    return Picture(svg, Line(text, (_asked(desk, found),)))


def _partners(desk: Desk, found: Year) -> tuple[Block, ...]:
    rows = [row for row in found.rows if row["events_possible"] or row["before"]]
    if not rows:
        return (Line(_("No event of the year is recorded."), (_asked(desk, found),)),)
    heads = (
        _("Partner"), _("Events"), _("Year before"), _("Given / received"), _("Topics"),
        _("Reciprocity"), _("Follow-through"), _("Days to reply"),
    )  # fmt: skip
    made = tuple(
        TableRow(
            (
                desk.name(row["partner"]),
                _range(row["events"], row["events_possible"]),
                number(row["before"]),
                f"{number(row['given'])} / {number(row['received'])}",
                _(", ").join(code_label(topic) for topic in row["topics"][:3]) or _("no data"),
                _changed(row["reciprocity"], row["reciprocity_before"]),
                _changed(row["follow_through"], row["follow_through_before"]),
                _("no data") if row["reply_days"] is None else number(row["reply_days"]),
            ),
            desk.notes(row["claims"]) or (_asked(desk, found),),
        )
        for row in rows
    )
    return (Table(heads, made),)


def _range(certain: int, possible: int) -> str:
    return number(certain) if certain == possible else f"{number(certain)}–{number(possible)}"


def _changed(value: float | None, before: float | None) -> str:
    """A measure and its change; "no data" where nothing is known."""
    if value is None:
        return _("no data")
    text = number(value, 2)
    if before is None or round(value - before, 2) == 0:
        return text
    sign = "+" if value > before else ""
    return f"{text} ({sign}{number(value - before, 2)})"


def _events(desk: Desk, found: Year) -> tuple[Block, ...]:
    claims = [desk.readings.claims[claim] for claim in found.claims[found.year.number]]
    if not claims:
        return (Line(_("No event of the year is recorded."), (_asked(desk, found),)),)
    return tuple(desk.lines(desk.in_order(claims)))


def _silent(desk: Desk, found: Year) -> tuple[Block, ...]:
    """Partners in agreements in force with whom nothing is recorded that year."""
    silent: dict[bool, list[str]] = defaultdict(list)
    for row in found.rows:
        if not row["events_possible"]:
            silent[bool(row["before"])].append(row["partner"])
    names = silent[True] + silent[False]
    if not found.rows:
        return (Line(_("No partner is known."), (_asked(desk, found),)),)
    if not names:
        return (Line(_("An event is recorded with every partner."), (_asked(desk, found),)),)
    text = _("No data, which is not that nothing was done: {names}.")
    return (Line(text.format(names=desk.names(names)), (_asked(desk, found),)),)


def _formulas(desk: Desk, found: Year) -> tuple[Block, ...]:
    note = (_asked(desk, found),)
    return (
        Line(_("Events: what is claimed to have taken place, each once; a range where the date "
               "allows another year."), note),
        Line(_("Reciprocity = 1 − |given − received| / (given + received), of all events by the "
               "end of the year; in brackets the change against the year before."), note),
        Line(_("Follow-through = kept / (kept + overdue), of all promises by the end of the year; "
               "a promise without a date is overdue after a year."), note),
        Line(_("Days to reply: the median of the days from asking to an answer that is certain, "
               "where both have a day."), note),
    )  # fmt: skip
