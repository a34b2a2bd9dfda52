"""The graph that was opened: what it is, and the names in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cityties.api.days import Day, as_day
from cityties.api.rows import Row
from cityties.errors import AmbiguousNameError, NotFoundError
from cityties.language.messages import _, language
from cityties.store.build import Graph

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from cityties.model.rows import Tables
    from cityties.reading import Readings


# How many candidates of an ambiguous name are shown.
_SHOWN = 5


class Opened:
    """The graph that was opened: what it is, and the names in it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._readings: dict[tuple[date | None, str], Readings] = {}
        self._reach: dict[tuple[str, date | None], dict[str, set[str]]] = {}

    def __repr__(self) -> str:
        return f"<CityGraph {self.id[:12]}: {self._graph.counts['claims']} claims>"

    @property
    def built(self) -> Graph:
        """The built graph behind this face: rows, readings, quads."""
        return self._graph

    @property
    def id(self) -> str:
        """The content id: SHA-256 of the graph's canonical form (RDFC-1.0)."""
        return self._graph.content_id

    @property
    def tables(self) -> Tables:
        """The rows that the graph was built from."""
        return self._graph.tables

    @property
    def data_day(self) -> date:
        """The data's own day: the latest publication among the sources."""
        return self._graph.data_day or date.today()

    @property
    def store(self) -> pyoxigraph.Store:
        """The quads, as a pyoxigraph store (read-only where it is on disk)."""
        return self._graph.quads

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The whole graph as an rdflib Dataset; its default graph is the union of all."""
        return self._graph.dataset()

    def summary(self) -> Row:
        """Counts, content id and where the graph is kept.

        Returns
        -------
        dict
            ``triples``, ``graphs``, a count per table, ``ties``, ``conflicts``, ``id``,
            ``where`` (a folder, or ``None`` in memory).
        """
        counts = dict(self._graph.counts)
        version = self._graph.version
        return {
            "triples": counts.pop("quads"),
            **counts,
            "id": self.id,
            "where": None if version is None else str(version.folder),
        }

    def find_city(self, text: str) -> str:
        """The id of a place, from a name in English or Persian, an alias or an id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With what may have been meant.
        """
        return self._graph.gazetteer.get(text, kinds=("city",))

    def name(self, thing: str, lang: str = "") -> str:
        """The name of a place, organization, person, holding or unnamed thing.

        Parameters
        ----------
        thing : an id, also ``person@post`` and ``unnamed/…``
        lang : ``en`` or ``fa``; the language chosen for messages by default
        """
        lang = lang or language()
        who, _at, post = thing.partition("@")
        if who.startswith("unnamed/"):
            return self._posts.get(post, {}).get(lang) or _("unnamed ({claim})").format(
                claim=who.removeprefix("unnamed/")
            )
        gazetteer = self._graph.gazetteer
        return gazetteer.name(who, lang=lang) if who in gazetteer else thing

    @cached_property
    def _posts(self) -> Mapping[str, Mapping[str, str]]:
        return {
            post.id: {"en": post.name_en, "fa": post.name_fa or post.name_en}
            for post in self.tables.posts
        }

    def label(self, code: str, lang: str = "") -> str:
        """The name of a code: ``sister city`` for ``sister_city``."""
        from cityties.words.labels import code_label

        return code_label(code, lang)

    def title(self, thing: str, lang: str = "") -> str:
        """The name of anything a claim can be about; ties by their parties and kind."""
        if thing.startswith("tie/"):
            from cityties.model.identifiers import parse_tie_id

            tie = parse_tie_id(thing)
            names = " – ".join(self.name(party, lang) for party in tie.parties)
            return f"{names} ({self.label(tie.kind, lang)})"
        if "@" in thing:
            first, second = thing.split("@", 1)
            post = self._posts.get(second)
            other = post[lang or language()] if post else self.name(second, lang)
            return f"{self.name(first, lang)} – {other}"
        return self.name(thing, lang)

    def readings(self, known_by: Day | None = None, *, source: str | None = None) -> Readings:
        """The readings of the claims, as known by a day.

        Parameters
        ----------
        known_by : use only what was published by this day; everything by default
        source : read the claims of this source alone: its id, or the beginning of its id if
            no other begins so

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no source, or several, have the name.
        """
        day = as_day(known_by)
        only = self.find_source(source) if source else ""
        if not only and day == self._graph.known_by:
            return self._graph.readings
        if (day, only) not in self._readings:
            from cityties.reading import read

            self._readings[day, only] = read(
                (claim for claim in self.tables.claims if claim.source == only)
                if only
                else self.tables.claims,
                self._sources,
                known_by=day,
            )
        return self._readings[day, only]

    def find_source(self, text: str) -> str:
        """The id of a source, from its id or the beginning of its id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With what may have been meant.

        Examples
        --------
        >>> import cityties
        >>> cityties.open().find_source("council-2007")
        'council-2007'
        """
        if text in self._sources:
            return text
        found = sorted(each for each in self._sources if text and each.startswith(text))
        if len(found) == 1:
            return found[0]
        if found:
            shown = _(", ").join([*found[:_SHOWN], *(["…"] if len(found) > _SHOWN else [])])
            raise AmbiguousNameError(
                _("{n} sources begin with {text!r}: {names}").format(
                    n=len(found), text=text, names=shown
                ),
                found,
            )
        from cityties.language.names import closest

        message = _("no source {text!r}").format(text=text)
        if near := closest(text, self._sources):
            message += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
        raise NotFoundError(message)

    @cached_property
    def _sources(self) -> Mapping[str, Any]:
        return {source.id: source for source in self.tables.sources}

    @cached_property
    def _city_of(self) -> Callable[[str], str | None]:
        """The place that an organization or person acts for."""
        from cityties.reading import city_resolver

        return city_resolver(self.tables)
