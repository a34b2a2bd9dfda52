"""What the sources say of a tie: its history, what they disagree on, who took part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cityties.language.messages import _
from cityties.model.dates import DAY_MAX
from cityties.model.identifiers import parse_agent
from cityties.model.rows import Claim, Source, Tables
from cityties.model.texts import texts
from cityties.page.words import Text, Words, same, text
from cityties.reading import (
    CityOf,
    Conflict,
    Contacts,
    Readings,
    TieReading,
    about_ties,
    history_rows,
)
from cityties.vocabulary.codes import ALL_CODES
from cityties.words.claimed import all_claimed_words, claim_words
from cityties.words.durations import term_words
from cityties.words.phrases import digits
from cityties.words.reasons import reason_words
from cityties.words.titles import source_title

Row = dict[str, Any]
Line = dict[str, Any]

_SAID_BY_PHRASE = frozenset({"hedged", "denied", "opinion", "plan"})
"""Reasons for setting a claim aside that the phrase of its status says already."""


class Evidence:
    """Lines of evidence in the form of the page's schema.

    Parameters
    ----------
    readings, tables : everything that the page may know
    contacts : the events between cities
    city_of : the place that somebody acts for
    words : names, codes and dates in both languages
    """

    def __init__(
        self,
        readings: Readings,
        tables: Tables,
        *,
        contacts: Contacts,
        city_of: CityOf,
        words: Words,
    ) -> None:
        self._readings = readings
        self._contacts = contacts
        self._said_of = about_ties(readings)
        self._city_of = city_of
        self._words = words
        self._tables = {source.id: source for source in tables.sources}
        self._order: dict[str, int] = {}
        # A conflict may show the claims' own sentences: each in its languages.
        self._gists = {claim.gist: texts(claim, "gist") for claim in tables.claims if claim.gist}

    def source(self, source: str) -> int:
        """The place of a source in the block's list; it is added if it is new."""
        return self._order.setdefault(source, len(self._order))

    def sources(self) -> list[dict[str, Any]]:
        """The sources that were asked for, in the order of their places."""
        return [self._source(one, self._tables.get(one)) for one in self._order]

    def _source(self, id_: str, source: Source | None) -> dict[str, Any]:
        if source is None:
            return {
                "id": id_, "title": same(id_), "publisher": same(""), "url": "",
                "published": same(""), "known": None, "language": "",
            }  # fmt: skip
        publisher = self._words.who(source.publisher) if source.publisher else same("")
        return {
            "id": id_,
            "title": _title(source) or publisher,
            "publisher": publisher,
            "url": source.url,
            "published": self._words.date(source.published) if source.published else same(""),
            "known": self._known(id_),
            "language": source.language,
        }

    def _known(self, source: str) -> str | None:
        """The day by which a source was certainly published."""
        last = self._readings.publications[source][1]
        return None if last == DAY_MAX else last.isoformat()

    # --- history ---------------------------------------------------------------------------

    def rows(self, tie: TieReading) -> list[tuple[Row, Claim]]:
        """All that is claimed of a tie, in the order of time, with the claims.

        Parameters
        ----------
        tie : a tie of the readings
        """
        rows = history_rows(
            self._readings, self._tables, tie=tie.id, city_of=self._city_of,
            contacts=self._contacts, about=self._said_of,
        )  # fmt: skip
        return [(row, self._readings.claims[row["claim"]]) for row in rows]

    def history(self, rows: Iterable[tuple[Row, Claim]]) -> list[Line]:
        """The same as lines of the page."""
        return [self._line(row, claim) for row, claim in rows]

    def _line(self, row: Row, claim: Claim) -> Line:
        words = self._words
        line: Line = {"id": claim.id}
        if row["date"]:
            line["date"] = words.date(row["date"])
        line["from"], line["until"] = row["earliest"], row["latest"]
        line["what"] = self._what(row, claim)
        line["kind"] = row["kind"]
        if row["status"]:
            line["status"] = row["status"]
        if row["channel"] != "all":
            line["channel"] = row["channel"]
        if row["aspect"]:
            line["aspect"] = row["aspect"]
        line["certainty"] = row["certainty"] or "stated"
        if row["set_aside"]:
            line["aside"] = row["set_aside"]
        if claim.gist:
            line["gist"] = Text(texts(claim, "gist"))
        if row["said_by"]:
            line["said_by"] = words.who(row["said_by"])
        line["source"] = self.source(row["source"])
        if row["locator"]:
            line["locator"] = row["locator"]
        line["known"] = self._known(row["source"])
        if claim.people:
            line["people"] = [self._person_words(agent) for agent in claim.people]
        return line

    def _what(self, row: Row, claim: Claim) -> Text:
        words = self._words

        def what() -> str:
            made = str(words.code(row["kind"]))
            if claimed := claim_words(claim):
                made += f": {claimed}"
            if row["channel"] not in {None, "", "all"}:
                made += f" ({words.code(row['channel'])!s})"
            if row["side"] not in {None, "", "both"}:
                made += " · " + _("by {side}").format(side=str(words.who(row["side"])))
            if row["duration"]:
                made += " · " + term_words(
                    row["until"], row["duration"], computed=row["until_computed"]
                )
            if row["certainty"] == "implied":
                made += f" · {words.code(row['certainty'])!s}"
            if row["set_aside"] and row["set_aside"] not in _SAID_BY_PHRASE:
                made += " · " + _("not read: {reason}").format(
                    reason=reason_words(row["set_aside"])
                )
            return made

        return text(what)

    # --- disagreements ---------------------------------------------------------------------

    def conflicts(
        self, tie: TieReading, rows: Iterable[tuple[Row, Claim]] = ()
    ) -> list[dict[str, Any]]:
        """What the sources disagree on about a tie, version next to version.

        Parameters
        ----------
        tie : a tie of the readings
        rows : as `rows` gives them: each version then names its lines among them
        """
        places = {claim.id: place for place, (_row, claim) in enumerate(rows)}
        found = self.conflicts_of(tie.id)
        known = self._readings.conflicts_by_thing.get(tie.id, ())
        for made, conflict in zip(found, known, strict=True):
            for version, (_value, _sources, claims) in zip(
                made["versions"], conflict.values, strict=True
            ):
                if lines := sorted(places[claim] for claim in claims if claim in places):
                    version["lines"] = lines
        return found

    def conflicts_of(self, thing: str) -> list[dict[str, Any]]:
        """The same of anything that sources disagree on.

        Parameters
        ----------
        thing : id of a tie, event, membership or city
        """
        return [
            {
                "what": conflict.what,
                "text": text(lambda one=conflict: self._about(one)),  # type: ignore[misc]  # bound at once
                "known": self._conflict_known(conflict),
                "versions": [
                    {
                        "value": self._value(conflict, value, claims),
                        "sources": [self.source(one) for one in sources],
                    }
                    for value, sources, claims in conflict.values
                ],
            }
            for conflict in self._readings.conflicts_by_thing.get(thing, ())
        ]

    def _about(self, conflict: Conflict) -> str:
        what = {
            "when": _("the date"),
            "stage": _("the stage"),
            "kind": _("the kind"),
            "event": _("whether it was held"),
            "denied": _("whether it happened"),
            "count": _("the number"),
            "stated": _("what happened"),
        }[conflict.what]
        if not conflict.status:
            return what
        status = str(self._words.code(conflict.status))
        if conflict.channel not in {"", "all"}:
            status += f" ({self._words.code(conflict.channel)!s})"
        return _("{what} of “{status}”").format(what=what, status=status)

    def _conflict_known(self, conflict: Conflict) -> str | None:
        """The day by which two of its values were said."""
        first = sorted(
            min(self._readings.publications[one][1] for one in sources)
            for _value, sources, _claims in conflict.values
        )[1:2]
        return None if not first or first[0] == DAY_MAX else first[0].isoformat()

    def _value(self, conflict: Conflict, value: str, claims: Iterable[str]) -> Text:
        """What one side says: dates in words, statuses with their doubt, sentences as they are."""
        told = [self._readings.claims[one] for one in claims]
        if any(one.status == value for one in told):
            return text(lambda: all_claimed_words(told, value))
        if value in self._gists:
            return Text(self._gists[value])
        if conflict.what == "count":
            return text(lambda: digits(value))
        try:
            return self._words.date(value)
        except ValueError:
            if value in ALL_CODES:
                return self._words.code(value)
        return text(lambda: digits(str(self._words.who(value))))

    def lines_of(self, claims: Iterable[Claim]) -> list[Line]:
        """Claims that belong to no tie of the page, as lines of a history, in the order of time.

        Parameters
        ----------
        claims : the claims
        """
        rows = history_rows(
            self._readings, self._tables, claims=claims, city_of=self._city_of,
            contacts=self._contacts,
        )  # fmt: skip
        return [self._line(row, self._readings.claims[row["claim"]]) for row in rows]

    # --- people ----------------------------------------------------------------------------

    def people(self, rows: Iterable[tuple[Row, Claim]]) -> list[dict[str, Any]]:
        """The officials whom the claims name, each post and capacity once.

        Parameters
        ----------
        rows : as `rows` gives them
        """
        found: dict[str, dict[str, Any]] = {}
        for row, claim in rows:
            for agent in claim.people:
                if agent in found:
                    continue
                person = parse_agent(agent)
                made: dict[str, Any] = {"name": self._words.who(person.id)}
                if person.id.startswith("unnamed/") and person.post:
                    made["name"] = self._words.who(agent.partition(":")[0])
                elif person.post and (post := self._words.post(person.post)):
                    made["post"] = post
                if person.capacity:
                    made["capacity"] = self._words.code(person.capacity)
                if side := self._city_of(agent):
                    made["side"] = side
                made["source"] = self.source(row["source"])
                if row["date"]:
                    made["date"] = self._words.date(row["date"])
                found[agent] = made
        return list(found.values())

    def _person_words(self, agent: str) -> Text:
        """A person with the post held: "Ghodratollah Norouzi (mayor of Isfahan)"."""
        person = parse_agent(agent)
        name = self._words.who(agent.partition(":")[0])
        post = self._words.post(person.post) if person.post else None
        if post is None or person.id.startswith("unnamed/"):
            return name
        return text(lambda: f"{name} ({post})")


def topics(claims: Iterable[Claim], order: Sequence[str]) -> list[str]:
    """The topics of some claims, in the order of their scheme.

    Parameters
    ----------
    claims : the claims
    order : the codes of the scheme
    """
    found = {topic for claim in claims for topic in claim.topics}
    return [topic for topic in order if topic in found]


def _title(source: Source) -> Text | None:
    """The title in all languages, each with that which is printed."""
    return text(lambda: source_title(source)) if source.title else None
