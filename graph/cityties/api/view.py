"""What a question is asked of: a day, what was known, and which ties are meant.

Every method of the graph takes the same keywords (:class:`Asked`), checks them here once
and hands the :class:`View` on.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypedDict

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.asked_days import Day, as_day
from cityties.start.records import dataclass, field, replace

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph
    from cityties.api.rows import Codes
    from cityties.projection import Scope, Selection
    from cityties.reading import Readings


class Asked(TypedDict, total=False):
    """The keywords that methods on ties share.

    Parameters
    ----------
    on : the day of the question. Questions default to today, or to the day of ``source`` if one
        is given; files (exports, snapshots, pages) to the data's own day
    known_by : use only what was published by this day; by default the day that the graph was
        built for (``cityties.open(known_by=…)``), else everything
    source : read the claims of this source alone: its id, or the beginning of its id if no
        other begins so; ``all`` for everything that is loaded
    kinds : only ties of this kind, or of one of several
    statuses : only ties with this status on the day, or with one of several
    channels : the channels that statuses are read on; the whole tie by default
    focus : only the ties of this city, by any of its names
    steps : 2 for the ties of the partners of ``focus`` as well, and so on
    """

    on: Day | None
    known_by: Day | None
    source: str | None
    kinds: Codes
    statuses: Codes
    channels: Codes
    focus: str | None
    steps: int


ALL_SOURCES: Final = "all"
"""As ``source``: everything that is loaded, also where one dataset would be chosen."""

KEYWORDS: Final = tuple(Asked.__annotations__)

_RENAMED: Final = {"kind": "kinds", "status": "statuses", "channel": "channels"}
"""Keywords of version 0.1 that work for one release more."""

_SCHEMES: Final = {"kinds": "kinds", "statuses": "statuses", "channels": "channels"}


@dataclass(frozen=True, slots=True)
class View:
    """A question's frame, checked; made by ``g.view(…)``.

    Parameters
    ----------
    graph : the graph that is asked
    on, known_by : days
    source : id of the only source that is read; blank for all
    kinds, statuses, channels : codes; empty for all
    focus : id of a city; blank for all
    steps : how many steps from the focus

    Examples
    --------
    >>> import cityties
    >>> view = cityties.open().view(on="2010-01-01", focus="isfahan", kinds="sister_city")
    >>> view
    <View of isfahan, sister_city, on 2010-01-01>
    >>> len(view.graph.ties(view=view)) >= 10
    True
    """

    graph: CityGraph = field(repr=False, compare=False)
    on: date | None = None
    known_by: date | None = None
    source: str = ""
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    focus: str = ""
    steps: int = 1

    def __repr__(self) -> str:
        parts = [
            f"of {self.focus}" if self.focus else "of all cities",
            *self.kinds, *self.statuses, *self.channels,
            *([f"in {self.source}"] if self.source else []),
            *([f"on {self.on}"] if self.on else []),
            *([f"known by {self.known_by}"] if self.known_by else []),
            *([f"{self.steps} steps"] if self.steps > 1 else []),
        ]  # fmt: skip
        return f"<View {', '.join(parts)}>"

    @property
    def day(self) -> date:
        """The day of a question: as asked, else that of the only source, else today."""
        if self.on is not None:
            return self.on
        if self.source:
            from cityties.projection.boundary import day_of_source

            return day_of_source(self.readings, self.source) or date.today()
        return date.today()

    @property
    def file_day(self) -> date:
        """The day of a file: as asked, else the data's own, so that bytes repeat."""
        return self.on or self.graph.data_day

    @property
    def readings(self) -> Readings:
        """The readings as known by the day, of all sources or of one."""
        return self.graph.readings(self.known_by, source=self.source or None)

    def selection(self, *, channel: str = "", on: date | None = None) -> Selection:
        """The same as `cityties.projection` takes it, on one channel."""
        from cityties.projection import Selection

        return Selection(
            frozenset(self.kinds), frozenset(self.statuses), channel, on, self.focus, self.steps
        )

    def scope(self) -> Scope:
        """What a network is made of."""
        from cityties.projection import Scope

        return Scope(
            self.readings,
            self.graph.tables,
            self.graph.city_of,
            self.day,
            self.selection(),
            self.channels or ("all",),
            self.known_by,
            self.source,
            self.graph.id,
        )


def make_view(
    graph: CityGraph,
    view: View | None,
    focus: str | None,
    asked: Mapping[str, Any],
    *takes: str,
) -> View:
    """Check what is asked, and frame it.

    Parameters
    ----------
    graph : the graph that is asked
    view : what is asked already; ``asked`` changes it
    focus : a city, named as the first argument of a method
    asked : keywords of :class:`Asked`, and those of version 0.1
    takes : the keywords that the method has a use for; all without any

    Raises
    ------
    TypeError
        For a keyword that the method does not take.
    UsageError
        For an unknown code, a wrong day or steps, or a view that the method cannot honour.
    NotFoundError, AmbiguousNameError
        If no city or source, or several, have the name.
    """
    given = dict(asked)
    for old, new in _RENAMED.items():
        if old in given and new not in given:
            warnings.warn(
                f"the keyword {old!r} is now {new!r}, and goes with the next release",
                DeprecationWarning,
                stacklevel=_callers(),
            )
            given[new] = given.pop(old)
    allowed = takes or KEYWORDS
    for name in given:
        if name not in allowed:
            raise TypeError(f"unexpected keyword {name!r}; there are: {', '.join(allowed)}")
    if focus is not None:
        given["focus"] = focus
    found = replace(view or View(graph), graph=graph, **_checked(graph, given))
    if takes:
        _check_use(found, allowed)
    if found.known_by is None:  # a graph that was built for a day knows no more
        found = replace(found, known_by=graph.built.known_by)
    found.selection()  # refuses steps that are none, or without a focus
    return found


def _callers() -> int:
    """How many calls up the first caller outside this package is, for a warning."""
    frame, level = sys._getframe(2), 2
    while frame.f_back is not None and str(frame.f_globals["__name__"]).startswith("cityties.api"):
        frame, level = frame.f_back, level + 1
    return level


def _checked(graph: CityGraph, given: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in given.items():
        if name in _SCHEMES:
            from cityties.api.rows import check_code, code_list

            made[name] = code_list(value)
            for code in made[name]:
                check_code(code, _SCHEMES[name])
        elif name in ("on", "known_by"):
            made[name] = as_day(value)
        elif name == "steps":
            made[name] = value
        elif name == "focus":
            made[name] = graph.find_city(value) if value else ""
        else:
            made[name] = graph.find_source(value) if value and value != ALL_SOURCES else ""
    return made


def _check_use(view: View, allowed: tuple[str, ...]) -> None:
    """Refuse to leave out silently what a view asks for; a day may be of no use."""
    for name in ("known_by", "source", "kinds", "statuses", "channels", "focus"):
        if name == "known_by" and view.known_by == view.graph.built.known_by:
            continue  # every answer of this graph is as known by that day
        if name not in allowed and getattr(view, name):
            raise UsageError(_("this cannot be narrowed by {name}").format(name=name))
