"""The listings and the questions: rows from readings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cityties.api.days import Day, as_day
from cityties.api.opened import Opened
from cityties.api.rows import Row, asked_days, check_code
from cityties.errors import NotFoundError, UsageError
from cityties.messages import _

if TYPE_CHECKING:
    from cityties.questions import Question
    from cityties.reading import Readings
    from cityties.results import Answer


class Listings(Opened):
    """The listings and the questions: rows from readings."""

    def cities(self, text: str | None = None, *, country: str | None = None) -> list[Row]:
        """The cities of the graph.

        Parameters
        ----------
        text : only those one of whose names holds this text (case and marks do not count)
        country : only this country, as ISO 3166-1 alpha-2

        Returns
        -------
        list of dict
            In the form of ``docs/json.md``, by English name.
        """
        from cityties.names import fold

        wanted = fold(text) if text else ""
        by_party = self.readings().by_party
        gazetteer = self._graph.gazetteer
        return [
            {
                "city": place.id,
                "name_en": place.name_en,
                "name_fa": place.name_fa,
                "kind": place.kind,
                "country": place.country,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "wikidata": place.wikidata,
                "ties": len(by_party.get(place.id, ())),
            }
            for place in sorted(self.tables.places, key=lambda one: (one.name_en, one.id))
            if place.kind == "city"
            and (not country or place.country == country.upper())
            and (not wanted or any(wanted in fold(name) for name in gazetteer.names(place.id)))
        ]

    def suggest_cities(self, text: str) -> tuple[str, ...]:
        """Ids of cities that a mistyped name may have meant, the likeliest first."""
        return self._graph.gazetteer.suggest(text, ("city",))

    def ties(
        self,
        city: str | None = None,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        channel: str | None = None,
        status: str | None = None,
        concluded: str | None = None,
        kind: str | None = None,
        source: str | None = None,
    ) -> list[Row]:
        """The ties of a city (or all) as they stood on a day.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        on : the day asked about; today by default
        known_by : use only what was published by this day
        channel : one row per tie, with its status in this channel; without it one row for
            the whole tie and one for each channel that differs
        status, kind : only rows with this code
        concluded : only ``signed`` (an act is claimed) or ``attested`` (only seen in force)
        source : read the claims of this source alone; see `readings`

        Returns
        -------
        list of dict
            In the form of ``docs/json.md``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name.
        UsageError
            For an unknown code or a wrong day.
        """
        from cityties.reading import tie_rows

        for value, scheme in ((channel, "channels"), (status, "statuses"), (kind, "kinds")):
            check_code(value, scheme)
        day, known = as_day(on) or date.today(), as_day(known_by)
        rows = tie_rows(
            self.readings(known, source=source),
            self._sources,
            on=day,
            city=self.find_city(city) if city else None,
            channel=channel,
            status=status,
            concluded=concluded,
            kind=kind,
            city_of=self._city_of,
        )
        return [{**row, **asked_days(day, known)} for row in rows]

    def history(
        self,
        what: str,
        other: str | None = None,
        *,
        kind: str | None = None,
        known_by: Day | None = None,
    ) -> list[Row]:
        """Everything that is claimed of a tie, of a city, or between two cities, in order.

        Parameters
        ----------
        what : the id of a tie (``tie/…``), or a city
        other : a second city: only what passed between the two
        kind : only this kind
        known_by : use only what was published by this day

        Returns
        -------
        list of dict
            In the form of ``docs/json.md``.
        """
        from cityties.reading import history_rows

        check_code(kind, "kinds")
        known = as_day(known_by)
        readings = self.readings(known)
        if what.startswith("tie/"):
            if other:
                raise UsageError(_("a tie has its parties in its id: leave out the second city"))
            self._check_tie(what, readings)
            rows = history_rows(readings, self._sources, tie=what, city_of=self._city_of)
        else:
            cities = [self.find_city(name) for name in (what, other) if name]
            rows = history_rows(readings, self._sources, parties=cities, city_of=self._city_of)
        return [
            {
                **row,
                "gist": readings.claims[row["claim"]].gist,
                "gist_fa": readings.claims[row["claim"]].gist_fa,
                **asked_days(None, known),
            }
            for row in rows
            if kind is None or row["kind"] == kind
        ]

    def _check_tie(self, tie: str, readings: Readings) -> None:
        """Refuse a tie that no claim speaks of; name those of the same parties."""
        if tie in readings.ties:
            return
        from cityties.identifiers import parse_tie_id

        first, *others = parse_tie_id(tie).parties
        near = [
            other
            for other in readings.by_party.get(first, ())
            if set(others) & set(readings.ties[other].parties)
        ]
        text = _("no claim speaks of {tie}").format(tie=tie)
        if near:
            text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
        raise NotFoundError(text)

    def counts(
        self,
        city: str,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kind: str = "sister_city",
    ) -> Row:
        """How many partners a city has: the numbers claimed, and the number read.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        on : the day asked about; today by default
        known_by : use only what was published by this day
        kind : kind of agreement to count

        Returns
        -------
        dict
            ``claimed`` and ``read``, in the form of ``docs/json.md``.
        """
        from cityties.reading import count_rows

        check_code(kind, "kinds")
        return count_rows(
            self.readings(known_by),
            self._sources,
            self.find_city(city),
            on=as_day(on) or date.today(),
            kind=kind,
        )

    def conflicts(self, city: str | None = None, *, known_by: Day | None = None) -> list[Row]:
        """Where claims contradict one another.

        Parameters
        ----------
        city : only what concerns this city
        known_by : use only what was published by this day

        Returns
        -------
        list of dict
            ``about``, ``what``, ``values``, in the form of ``docs/json.md``.
        """
        from cityties.reading import conflict_rows

        rows = conflict_rows(
            self.readings(known_by),
            city=self.find_city(city) if city else None,
            city_of=self._city_of,
        )
        return [{**row, **asked_days(None, as_day(known_by))} for row in rows]

    def sources(self, text: str | None = None) -> list[Row]:
        """The sources, with the number of their claims.

        Parameters
        ----------
        text : only those whose id, title or publisher holds this text
        """
        from collections import Counter

        from cityties.names import fold

        claims = Counter(claim.source for claim in self.tables.claims)
        wanted = fold(text) if text else ""
        return [
            {
                "source": source.id,
                "kind": source.kind,
                "title": source.title,
                "publisher": source.publisher,
                "published": source.published.text if source.published else None,
                "accessed": source.accessed.text if source.accessed else None,
                "language": source.language,
                "url": source.url,
                "claims": claims[source.id],
                "expected": source.expected,
            }
            for source in self.tables.sources
            if not wanted
            or any(
                wanted in fold(name)
                for name in (source.id, source.title, self.name(source.publisher, "en"))
            )
        ]

    def query(
        self, text: str, /, *, timeout: float | None = None, union: bool = True, **params: object
    ) -> Answer:
        """Ask a named question, or run SPARQL.

        Parameters
        ----------
        text : the name of a question, or SPARQL (SELECT, ASK, CONSTRUCT, DESCRIBE); our and
            the usual prefixes need no declaration
        timeout : seconds after which the query is ended (it then runs in a child process)
        union : search all graphs together; otherwise only the default graph, which is empty
        params : the parameters of a named question, cities by any of their names; or the
            values of variables of a SPARQL text: dates, numbers, ``"id:isfahan"``

        Returns
        -------
        Rows, Truth or Triples
            Rows have ``.to_pandas()`` and ``.to_polars()`` (extra ``frames``).

        Raises
        ------
        QueryError
            If the text is refused or cannot be parsed, with line and column.
        QueryTimeoutError
            If it took too long.

        Examples
        --------
        >>> import cityties
        >>> bool(cityties.open().query("ASK { id:isfahan a ct:City }"))
        True
        """
        from cityties.questions import query

        return query(
            self._graph,
            text,
            params=params,
            timeout=timeout,
            union=union,
            gazetteer=self._graph.gazetteer if params else None,
            today=date.today(),
        )

    def questions(self) -> tuple[Question, ...]:
        """The questions that have a name."""
        from cityties.questions import list_questions

        return list_questions()
