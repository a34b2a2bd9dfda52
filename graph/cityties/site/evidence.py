"""Who says what of a thing: its history, on whose word a state rests, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cityties.language.messages import _
from cityties.page.evidence import Evidence
from cityties.page.words import Words as PageWords
from cityties.reading import Contacts, Histories, history_rows
from cityties.site.names import Names
from cityties.site.parts import Answer, Fact, Line, Link, Words, words
from cityties.vocabulary.codes import BREAKS, CHANNELS
from cityties.words.bounds import date_words

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph
    from cityties.api.names import Entity
    from cityties.api.rows import OfficialRow, TieRow
    from cityties.model.rows import Claim
    from cityties.reading import MembershipReading, Readings, TieReading


class Sayings:
    """The claims of a graph, put into lines.

    Parameters
    ----------
    graph : the graph that is shown
    names : what everything is called
    many : whether all pages will be made, rather than one now and then
    """

    def __init__(self, graph: CityGraph, names: Names, *, many: bool = False) -> None:
        self._graph = graph
        self._names = names
        self._many = many
        self._rows: tuple[date, dict[str, list[TieRow]]] | None = None

    @cached_property
    def readings(self) -> Readings:
        """What the claims amount to."""
        return self._graph.readings()

    @cached_property
    def histories(self) -> Histories:
        """The claims by what they belong to."""
        return Histories(self.readings, self._graph.tables, many=self._many)

    @cached_property
    def _evidence(self) -> Evidence:
        graph = self._graph
        return Evidence(
            self.readings,
            graph.tables,
            contacts=Contacts(self.readings, graph.city_of),
            city_of=graph.city_of,
            words=PageWords(graph.name, graph.label, graph.tables),
        )

    @cached_property
    def _every_official(self) -> list[OfficialRow]:
        return list(self._graph.officials())

    def officials(self, thing: str = "") -> list[OfficialRow]:
        """People in posts, as :meth:`cityties.api.graph.CityGraph.officials` gives them.

        Parameters
        ----------
        thing : id of a place, body or person; everybody without one
        """
        if not thing:
            return self._every_official
        keys = self.histories.keys(thing)
        return [
            row
            for row in self._every_official
            if row["person"] in keys
            or (row["post"] and not keys.isdisjoint((row["of"], row["to"], f"post/{row['post']}")))
        ]

    def rows_of(self, tie: str, day: date) -> list[TieRow]:
        """The rows of ``ties`` for a tie, on all channels.

        Parameters
        ----------
        tie : its id
        day : the day that they are of
        """
        if self._rows is None or self._rows[0] != day:
            found: dict[str, list[TieRow]] = {}
            for row in self._graph.ties(on=day):
                found.setdefault(str(row["tie"]), []).append(row)
            self._rows = day, found
        return self._rows[1].get(tie, [])

    # --- lines ---

    def claims_of(self, entity: Entity) -> list[Claim]:
        """All claims that belong to a thing, in no order that matters."""
        keys = self.histories.keys(entity.key)
        return self.histories.of(keys, said=entity.speaks)

    def lines(self, claims: Iterable[Claim], *, about: str = "") -> list[Line]:
        """Claims as lines, the newest first.

        Parameters
        ----------
        claims : the claims
        about : id of the thing that the page is about, which is not named in each line
        """
        rows = history_rows(self.readings, self._graph.sources_by_id, claims=claims)
        found = [(row, self.readings.claims[row["claim"]]) for row in rows]
        found.sort(key=lambda each: (each[0]["latest"] or "", each[0]["earliest"] or "",
                                     each[0]["claim"]), reverse=True)  # fmt: skip
        told = self._evidence.history(found)
        return [
            self._line(row, claim, line, about)
            for (row, claim), line in zip(found, told, strict=True)
        ]

    def _line(self, row: dict[str, Any], claim: Claim, line: dict[str, Any], about: str) -> Line:
        names = self._names
        thing = row["tie"] or row["about"] or ""
        return Line(
            date=self.dated(row),
            what=str(line["what"]),
            about=Link("") if thing in ("", about) else self.about(thing, claim.type),
            gist=str(line["gist"]) if "gist" in line else "",
            said_by=names.thing(row["said_by"]) if row["said_by"] else Link(""),
            source=names.source(row["source"]),
            claim=names.claim(claim.id),
            locator=row["locator"] or "",
            counts=bool(row["counts_for_reading"]),
        )

    def dated(self, row: dict[str, Any]) -> str:
        """The date of a claim, or that of its publication, marked as such."""
        if row["date"]:
            return date_words(row["date"], both=True)
        if row["published"]:
            return _("published {date}").format(date=date_words(row["published"], both=True))
        return _("undated")

    def about(self, thing: str, type: str = "") -> Link:
        """What a claim is about."""
        from cityties.model.identifiers import about_kind, iri

        return self._names.link(iri(about_kind(thing, type), thing))

    # --- states ---

    def word_of(self, claim: str) -> Words:
        """Who says a claim, and where."""
        row = self.readings.claims[claim]
        source = self._graph.sources_by_id.get(row.source)
        who = row.said_by or (source.publisher if source else "")
        title = self._names.source(row.source)
        said = (self._names.thing(who), _(", ")) if who else ()
        return words(*said, title, " (", self._names.claim(claim), ")")

    def state_words(self, state: Any) -> str:
        """A state of a tie or membership: "in force since 27 October 2000"."""
        label = self._graph.label
        if state.status is None:
            if not state.alternatives:
                return _("nothing known")
            return _("possibly {status}").format(status=_or(map(label, state.alternatives)))
        status = label(state.status)
        if state.certainty != "certain":
            others = _or(map(label, state.alternatives))
            status = (
                _("possibly {status}, or {others}").format(status=status, others=others)
                if others
                else _("possibly {status}").format(status=status)
            )
        if state.since:
            date = date_words(state.since, both=True)
            status = _("{status} since {date}").format(status=status, date=date)
        side = getattr(state, "side", "both")
        if side not in ("", "both"):
            named = _(", ").join(self._names.thing(one).text for one in side.split(";"))
            status += " · " + _("by {side}").format(side=named)
        concluded = getattr(state, "concluded", None)
        if concluded and state.status == "in_force":
            status += " · " + (
                _("signed") if concluded == "signed" else _("attested, no signature known")
            )
        grade = getattr(state, "grade", "")
        if grade and grade != state.status:
            status += f" · {label(grade)}"
        return status

    def tie_answers(self, tie: TieReading, day: date) -> list[Answer]:
        """How a tie stands on a day: as a whole, then each channel that differs."""
        made = []
        for pair in tie.pairs:
            with_pair = ""
            if len(tie.pairs) > 1:
                with_pair = " – ".join(self._names.thing(one).text for one in pair.parties)
            whole = pair.state(day)
            states = [whole]
            if whole.status is not None and len(pair.history.channels()) > 1:
                states += [
                    state
                    for channel in CHANNELS[1:]
                    for state in (pair.state(day, channel),)
                    if (state.status, state.certainty, state.alternatives, state.side)
                    != (whole.status, whole.certainty, whole.alternatives, whole.side)
                ]
            for state in states:
                channel = "" if state.channel == "all" else self._graph.label(state.channel)
                label = " · ".join(filter(None, (with_pair, channel)))
                made.append(
                    Answer(
                        label,
                        words(self.state_words(state)),
                        tuple(map(self.word_of, _deciding(pair, state, day))),
                        self.against(tie.id) if state is whole and pair is tie.pairs[0] else (),
                    )
                )
        return made

    def membership_answer(self, membership: MembershipReading, day: date) -> Answer:
        """How a membership stands on a day."""
        state = membership.state(day)
        return Answer(
            "",
            words(self.state_words(state)),
            tuple(map(self.word_of, state.claims)),
            self.against(membership.id),
        )

    # --- what speaks against it ---

    def conflicts(self, thing: str, *, claim: str = "") -> list[Fact]:
        """What the sources disagree on about a thing, version by version.

        Parameters
        ----------
        thing : its id
        claim : only disagreements that this claim has part in
        """
        told = self._evidence.conflicts_of(thing)
        known = self.readings.conflicts_by_thing.get(thing, ())
        made = []
        for line, conflict in zip(told, known, strict=True):
            if claim and claim not in conflict.claims:
                continue
            values = tuple(
                self._version(str(version["value"]), claims)
                for version, (_value, _sources, claims) in zip(
                    line["versions"], conflict.values, strict=True
                )
            )
            made.append(Fact(str(line["text"]), values))
        return made

    def _version(self, value: str, claims: Iterable[str]) -> Words:
        parts: list[str | Link] = [value, _(": ")]
        for number, claim in enumerate(claims):
            if number:
                parts.append(_("; "))
            parts.extend(self.word_of(claim))
        return words(*parts)

    def against(self, thing: str, *, claim: str = "") -> tuple[Words, ...]:
        """The same as runs of words, for the answer."""
        made = []
        for fact in self.conflicts(thing, claim=claim):
            parts: list[str | Link] = [fact.label, _(": ")]
            for number, value in enumerate(fact.values):
                if number:
                    parts.append(" / ")
                parts.extend(value)
            made.append(words(*parts))
        return tuple(made)


def _deciding(pair: TieReading, state: Any, day: date) -> tuple[str, ...]:
    """The claims that a state is based on; of a break those of the break alone."""
    if state.status not in BREAKS:
        return tuple(state.claims)
    acts = pair.history.deciding(state.status, day, state.channel)
    return tuple(sorted({claim for act in acts for claim in act.told_by})) or tuple(state.claims)


def _or(names: Iterable[str]) -> str:
    from cityties.words.phrases import list_words

    return list_words(list(names), either=True)
