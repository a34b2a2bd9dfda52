"""The drawing of the worked case: the channels of the tie of Freiburg and Isfahan over time."""

from __future__ import annotations

from datetime import date, timedelta

from guide.diagrams import Bar, timeline

TIE = "tie/freiburg+isfahan/sister_city"
CHANNELS = ("all", "political", "administrative", "civic")
COLOURS = {"in_force": "on", "suspended": "off", "proposed": "step"}
FIRST, LAST = 2000, 2027


def freiburg_drawing() -> str:
    """What the graph says of the tie, drawn: surely so in colour, not sure in grey.

    Returns
    -------
    str
        An SVG element.
    """
    import cityties

    readings = cityties.open().readings()
    rows = []
    for channel in CHANNELS:
        rows.append((_name(channel), list(_bars(readings, channel))))
    return timeline(
        rows,
        FIRST,
        LAST,
        [
            ("step", "proposed"),
            ("on", "in force"),
            ("off", "suspended by Freiburg"),
            ("maybe", "not sure: dates differ or are wide"),
        ],
        "The tie of Freiburg and Isfahan by channel, 2000 to 2026",
    )


def _name(channel: str) -> str:
    return "whole tie" if channel == "all" else channel


def _bars(readings: object, channel: str) -> list[Bar]:
    """Runs of days with the same answer; months are fine enough for a drawing."""
    found: list[Bar] = []
    day = date(FIRST, 1, 1)
    while day < date(LAST, 1, 1):
        state = readings.state(TIE, day, channel)  # type: ignore[attr-defined]
        after = (day + timedelta(days=32)).replace(day=1)
        if state.status:
            sure = state.certainty == "certain"
            cls = COLOURS[state.status] if sure else "maybe"
            words = [state.status, *state.alternatives]
            text = " or ".join(word.replace("_", " ") for word in words)
            last = found[-1] if found else None
            if last and last.end == day and (last.cls, last.text) == (cls, text):
                found[-1] = Bar(last.start, after, cls, text)
            else:
                found.append(Bar(day, after, cls, text))
        day = after
    return found
