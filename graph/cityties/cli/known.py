"""The day of knowledge of an answer, and how many claims it leaves out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cityties.cli.output import say
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.api import CityGraph


def say_withheld(graph: CityGraph, known_by: date | None, source: str | None = None) -> None:
    """Print, where a day of knowledge is given, how many claims it leaves out.

    Parameters
    ----------
    graph : the graph that is asked
    known_by : the day that was given; ``None`` takes the day that the graph was built for
    source : the only source that is read, if one was given
    """
    day = known_by or graph.built.known_by
    if day is None:
        return
    from cityties.words.phrases import counted, day_words

    one = source if source != "all" else None
    number = graph.readings(day, source=one).withheld if one else graph.withheld(day)
    withheld = counted(
        "{n} claim is withheld, as its source may be newer",
        "{n} claims are withheld, as their sources may be newer",
        number,
    )
    known = _("known by {day}").format(day=day_words(day))
    say(_("{head}: {text}").format(head=known, text=withheld))
