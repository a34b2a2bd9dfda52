"""A calendar as iCalendar (RFC 5545): whole days, the same bytes for the same input."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from cityties.base.install import install_hint
from cityties.errors import CitytiesError
from cityties.language.messages import _, in_language, language
from cityties.office.calendar import Row, day_of, entry_words
from cityties.office.desk import Desk


def ics(desk: Desk, rows: Sequence[Row], langs: Sequence[str] = ()) -> bytes:
    """The rows of a calendar as a file that calendars open.

    Parameters
    ----------
    desk : who asks
    rows : as `cityties.office.calendar.calendar_rows` gives them
    langs : the languages of the summary, the first also of the description; that of the
        messages by default

    Raises
    ------
    CitytiesError
        If icalendar is missing.
    """
    try:
        import icalendar
    except ImportError as error:
        raise CitytiesError(
            _("a calendar file needs icalendar: {command}").format(command=install_hint("office"))
        ) from error
    langs = langs or (language(),)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//cityties//office calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"cityties: {desk.graph.name(desk.city, langs[0])}")
    # A time stamp is required; that of the data, so that nothing depends on the clock.
    stamp = datetime.datetime.combine(desk.graph.data_day, datetime.time(), tzinfo=datetime.UTC)
    for row in rows:
        event = icalendar.Event()
        day = datetime.date.fromisoformat(row["day"])
        event.add("uid", row["uid"])
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + datetime.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", " / ".join(dict.fromkeys(_summary(desk, row, each) for each in langs)))
        with in_language(langs[0]):
            event.add("description", _description(desk, row))
        event.add("categories", [row["what"], *(["round"] if row["round"] else [])])
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _summary(desk: Desk, row: Row, lang: str) -> str:
    with in_language(lang):
        return entry_words(desk, row)


def _description(desk: Desk, row: Row) -> str:
    """The day in the calendars of the city, and each source."""
    lines = [day_of(desk, row)]
    for source in row["sources"]:
        found = desk.graph.sources_by_id[source]
        lines.append(" ".join(part for part in (desk.source_words(found), found.url) if part))
    return "\n".join(lines)
