"""What every document asks of the graph: claims of both sides, their words and their notes."""

from __future__ import annotations

import datetime
import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cityties.language.messages import _, language
from cityties.model.calendars import in_calendars
from cityties.model.dates import DAY_MIN
from cityties.model.rows import Claim, Source
from cityties.office.document import QUESTION, SOURCE, Line, Note, TableRow, merged
from cityties.reading import Answers, Contacts, Histories
from cityties.reading.activity import is_contact
from cityties.words.bounds import date_words, published_words, said_words
from cityties.words.claimed import claim_words, doubts
from cityties.words.labels import code_label
from cityties.words.phrases import day_words

if TYPE_CHECKING:
    from cityties.api import CityGraph

Day = datetime.date
Row = dict[str, Any]


class Desk:
    """A graph as one office asks it: from a city, on a day.

    Parameters
    ----------
    graph : the graph, built for the day of knowledge if there is one
    city : id of the city that asks
    on : the day; today without one
    """

    def __init__(self, graph: CityGraph, city: str, on: Day | None = None) -> None:
        self.graph = graph
        self.city = city
        self.day = on or datetime.date.today()
        self.readings = graph.readings()
        self.calendars = graph.calendars_of(city)

    # -- what is asked ------------------------------------------------------------------

    @cached_property
    def histories(self) -> Histories:
        """Which claims belong to what."""
        return Histories(self.readings, self.graph.tables)

    @cached_property
    def contacts(self) -> Contacts:
        """The events between cities."""
        return Contacts(self.readings, self.graph.city_of)

    @cached_property
    def answers(self) -> Answers:
        """What answers what."""
        return Answers(self.readings, self.contacts)

    @cached_property
    def own(self) -> frozenset[str]:
        """The city, its bodies and posts: what a claim may name to be of this side."""
        return self.histories.keys(self.city)

    def is_own(self, agent: str) -> bool:
        """Whether somebody is, or acts for, the city."""
        return agent in self.own or self.graph.city_of(agent) == self.city

    def bounds(self, claim: Claim) -> tuple[Day, Day]:
        """The days between which something was, by its claim or the publication."""
        return self.answers.bounds(claim.id)

    def by_now(self, claim: Claim) -> bool:
        """Whether what a claim says can have been by the day."""
        return self.bounds(claim)[0] <= self.day or self.bounds(claim)[0] == DAY_MIN

    def happened(self, claim: Claim) -> bool:
        """Whether a claim is word of a contact that can have been by the day."""
        return claim.type == "event" and is_contact(claim) and self.by_now(claim)

    def shared_claims(self, keys: frozenset[str], *, said: bool = False) -> list[Claim]:
        """The claims that belong to the city and to another thing, oldest first.

        Parameters
        ----------
        keys : of the other, as `Histories.keys` gives them
        said : also what the other says
        """
        own = {claim.id for claim in self.histories.of(self.own)}
        mine = [claim for claim in self.histories.of(keys, said=said) if claim.id in own]
        return self.in_order(mine)

    def in_order(self, claims: Iterable[Claim]) -> list[Claim]:
        """Claims by time, oldest first."""
        return sorted(claims, key=lambda claim: (*reversed(self.bounds(claim)), claim.id))

    def ask(self, question: str, **params: object) -> list[Row]:
        """The rows of a named question; IRIs as ids.

        Parameters
        ----------
        question : its name
        params : its parameters; those that are the home by default are the city
        """
        from cityties.query.questions import get_question

        homes = {one.name: self.city for one in get_question(question).parameters
                 if one.default == "home"}  # fmt: skip
        given: dict[str, Any] = {**homes, **params}
        answer: Any = self.graph.query(question, **given)
        return [
            {name: getattr(value, "id", value) for name, value in row.items()} for row in answer
        ]

    # -- notes --------------------------------------------------------------------------

    def notes(self, claims: Iterable[str | Claim]) -> tuple[Note, ...]:
        """The sources of claims, each with its claims.

        Parameters
        ----------
        claims : claims or their ids; ids that are not known are left out
        """
        found = []
        for each in claims:
            claim = self.readings.claims.get(each) if isinstance(each, str) else each
            if claim is not None:
                found.append(Note(SOURCE, claim.source, (claim.id,)))
        return merged(found)

    def asked(self, *words: str, on: bool = True) -> Note:
        """The command that asks the same: the note of a line that says that nothing was found.

        Parameters
        ----------
        words : of the command, after ``cityties``
        on : whether the command takes the day
        """
        given = [*words]
        if on:
            given += ["--on", self.day.isoformat()]
        if self.readings.known_by:
            given += ["--known-by", self.readings.known_by.isoformat()]
        return Note(QUESTION, shlex.join(["cityties", *given]))

    def question(self, name: str, **params: str) -> Note:
        """The note of a named question; the day is put in where it takes one."""
        known = next(each for each in self.graph.questions() if each.name == name)
        given = dict(params)
        if any(each.name == "on" for each in known.parameters):
            given.setdefault("on", self.day.isoformat())
        words = ["query", name, *(f"{key}={value}" for key, value in given.items())]
        return self.asked(*words, on=False)

    # -- words --------------------------------------------------------------------------

    def name(self, thing: str) -> str:
        """The name of anything."""
        return self.graph.name(thing)

    def names(self, things: Iterable[str]) -> str:
        """Names with commas."""
        return _(", ").join(dict.fromkeys(self.name(each) for each in things))

    def speaker(self, agent: str) -> str:
        """A speaker by name and post."""
        person, at, post = agent.partition("@")
        if not at:
            return self.name(agent)
        held = self.graph.posts_by_id.get(post)
        words = worded(held, "name") if held is not None else self.name(post)
        if person.startswith("unnamed/"):
            return words or self.name(agent)
        return f"{self.name(person)} ({words})" if words else self.name(person)

    def gist(self, claim: Claim) -> str:
        """What a claim says, in our own words."""
        if text := worded(claim, "gist"):
            return text
        label = code_label(claim.kind or claim.type)
        return f"{self.graph.title(claim.about)}: {label}" if claim.about else label

    def when(self, claim: Claim) -> str:
        """When a claim says that it was; else its publication, marked as such."""
        source = self.graph.sources_by_id[claim.source]
        return said_words(claim.when, source.published or source.accessed)

    def sentence(self, claim: Claim) -> str:
        """A claim as a line: date, what it says, its doubt, and whose word it is."""
        text = f"{self.when(claim)}: {self.gist(claim)}"
        if doubts(aspect=claim.aspect, certainty=claim.certainty, type=claim.type):
            text += f" ({claim_words(claim)})"
        if claim.said_by:
            text += " " + _("– said by {speaker}").format(speaker=self.speaker(claim.said_by))
        return text

    def line(self, claim: Claim) -> Line:
        """A claim as a line with its source."""
        return Line(self.sentence(claim), self.notes([claim]))

    def lines(self, claims: Iterable[Claim]) -> list[Line]:
        """Claims as lines; those of one event or act that say the same are one line."""
        groups: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            groups[self.sentence(claim)].append(claim)
        return [Line(text, self.notes(same)) for text, same in groups.items()]

    def day_words(self, day: Day) -> str:
        """A day in the calendars of the city."""
        with in_calendars(self.calendars):
            return day_words(day)

    # -- the frame of a document --------------------------------------------------------

    @property
    def facts(self) -> dict[str, object]:
        """Days, city and content id, the same in every language."""
        known_by = self.readings.known_by
        return {
            "city": self.city,
            "on": self.day.isoformat(),
            "known_by": known_by.isoformat() if known_by else None,
            "withheld": self.readings.withheld,
            "id": self.graph.id,
        }

    def foot(self) -> tuple[str, ...]:
        """The days of the question and the content id, in words."""
        parts = [_("on {day}").format(day=self.day_words(self.day))]
        if self.readings.known_by is not None:
            parts.append(_("known by {day}").format(day=self.day_words(self.readings.known_by)))
        if self.readings.withheld:
            from cityties.words.phrases import counted

            parts.append(
                counted(
                    "{n} claim left out, since its source may be newer",
                    "{n} claims left out, since their sources may be newer",
                    self.readings.withheld,
                )
            )
        parts.append(_("content id {id}").format(id=self.graph.id[:12]))
        return tuple(parts)

    def sources(self) -> Mapping[str, tuple[str, str]]:
        """Title, publisher and date of each source, and its address, in the language."""
        return _Sources(self)

    def source_words(self, source: Source) -> str:
        """A source as a note names it."""
        parts = [worded(source, "title")]
        if source.publisher:
            parts.append(self.name(source.publisher))
        if source.published is not None:
            parts.append(published_words(source.published))
        elif source.accessed is not None:
            parts.append(_("accessed {date}").format(date=date_words(source.accessed)))
        return _(", ").join(part for part in parts if part)


class _Sources(Mapping[str, tuple[str, str]]):
    """Words of sources, made when a document asks for them, in the language it was made in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lang = language()

    def __getitem__(self, source: str) -> tuple[str, str]:
        from cityties.language.messages import in_language

        found = self._desk.graph.sources_by_id[source]
        with in_language(self._lang):
            return self._desk.source_words(found), found.url

    def __iter__(self) -> Any:
        return iter(self._desk.graph.sources_by_id)

    def __len__(self) -> int:
        return len(self._desk.graph.sources_by_id)


def worded(row: object, field: str) -> str:
    """A text of a row in the language of the messages, else as it is in the table.

    Parameters
    ----------
    row : a row of a table
    field : name of the field without a language

    Examples
    --------
    >>> worded(Claim("c-1", "s", "event", gist="They met."), "gist")
    'They met.'
    """
    own = getattr(row, f"{field}_{language()}", "")
    return own or getattr(row, field, "") or getattr(row, f"{field}_en", "")


def row_of(cells: Iterable[str], notes: tuple[Note, ...]) -> TableRow:
    """A row of a table from its cells."""
    return TableRow(tuple(cells), notes)
