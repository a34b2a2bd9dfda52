"""Files from the graph: exports, snapshots, pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityties.api.analysis import Analysis
from cityties.api.days import Day, as_day
from cityties.api.rows import Codes, check_code, code_list
from cityties.errors import UsageError
from cityties.language.messages import _, language
from cityties.store.build import Progress

if TYPE_CHECKING:
    import networkx as nx

    from cityties.export.formats import States
    from cityties.page import Map
    from cityties.projection import Selection
    from cityties.store.snapshots import Snapshot


class Outputs(Analysis):
    """Files from the graph: exports, snapshots, pages."""

    def export(
        self,
        form: str,
        *,
        focus: str | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channel: str | None = None,
        on: Day | None = None,
        known_by: Day | None = None,
        steps: int = 1,
        reifiers: bool = False,
        guard_formulas: bool = False,
    ) -> bytes:
        """The graph, or the ties that are meant, in a format of others.

        Parameters
        ----------
        form : a format of ``docs/exports.md``. Some carry the claims (RDF), some the ties as
            they stood on a day, some the ties through time.
        focus : only the ties of this city, by any of its names
        kinds, statuses : only ties with this code, or one of several
        channel : the channel that statuses are read on; the whole tie by default
        on : the day (the data's own by default); claims and states: only of ties, and only
            states, that are possible on it
        known_by : use only what was published by this day
        steps : 2 for the ties of the partners of ``focus`` as well, and so on
        reifiers : turtle, trig and nquads: add what each claim says as RDF 1.2
        guard_formulas : tables: put an apostrophe before a cell that a spreadsheet would
            run as a formula

        Returns
        -------
        bytes
            UTF-8, or Parquet; the same graph gives the same bytes.

        Raises
        ------
        UsageError
            If the format is unknown, has no such option, or cannot hold one of the texts.
        NotFoundError, AmbiguousNameError
            If no city, or several, have the name.
        CitytiesError
            For Parquet without pyarrow, or a broken format of an installed package.
        """
        from cityties.export.formats import Content, find_format

        wanted = find_format(form)
        wanted.check(reifiers=reifiers, guard=guard_formulas)
        day, known = as_day(on), as_day(known_by)
        # Two rows for one tie make sense in a table, two edges for it in a drawing do not.
        if not channel and wanted.carries != "rdf" and not wanted.each_channel:
            channel = "all"
        chosen = self._selection(
            focus, kinds, statuses, channel, None if wanted.carries == "day" else day, steps
        )

        def drawn() -> nx.MultiDiGraph[str]:
            return self.to_networkx(
                focus,
                on=day,
                known_by=known,
                kinds=kinds,
                statuses=statuses,
                channels=channel,
                steps=steps,
            )

        def states() -> States:
            from cityties.export.states import network_rows

            return chosen.states(*network_rows(self.readings(known), self.tables))

        return wanted.write(
            Content(
                quads=lambda: self._quads_about(chosen, known),
                rows=lambda: self._rows(chosen, day, known),
                graph=drawn,
                states=states,
                places=self.tables.places,
                about=self._about(day, known),
                title=f"cityties sha256:{self.id}",
                modified=self.data_day,
                reifiers=reifiers,
                guard=guard_formulas,
            )
        )

    def _quads_about(self, chosen: Selection, known_by: date | None) -> Any:
        """The quads that are meant: all of them, or those of a graph of fewer claims."""
        from cityties.export.subset import claims_about, tables_about
        from cityties.store.build import build

        if chosen.is_everything and known_by == self._graph.known_by:
            return self.store
        readings = self.readings(known_by)
        if chosen.is_everything:
            claims = frozenset(readings.claims)
        else:
            claims = claims_about(readings, self.tables, chosen.ties(readings))
        return build(tables_about(self.tables, claims), known_by=known_by).quads

    def snapshot(
        self,
        folder: Path | str,
        *,
        on: Day | None = None,
        title: str = "",
        version: str = "",
        authors: Sequence[str] = (),
        licence: str = "",
        keep: int | None = None,
        progress: Progress | None = None,
    ) -> Snapshot:
        """Write a snapshot that a paper can cite.

        Parameters
        ----------
        folder : the folder of snapshots; this one becomes its current one
        on : the day that the tables of one day show; the data's own day by default
        title, version : of the release; the version is the day of the data by default
        authors : whom to cite; by default the authors of the shipped data
        licence : SPDX id of the data's licence; ``CC-BY-4.0`` by default
        keep : how many snapshots to keep, this one included; all by default
        progress : called with the name of a step, its number and how many there are

        Returns
        -------
        Snapshot
            With its ``folder``, ``id`` and ``manifest``.

        Raises
        ------
        StoreError
            If the folder is not ours, in use, or cannot be written.
        """
        from cityties.snapshot.release import create_snapshot

        return create_snapshot(
            self._graph,
            folder,
            on=as_day(on),
            title=title,
            version=version,
            authors=authors,
            licence=licence,
            keep=keep,
            tell=progress,
        )

    def page(
        self,
        city: str | None = None,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        steps: int = 2,
        history: bool = True,
        land: bool = True,
        progress: Progress | None = None,
    ) -> str:
        """The interactive page of a city's ties, or of all.

        Parameters
        ----------
        city : the city in the middle of attention
        on : the day that the page opens on; the data's own day by default
        known_by : use only what was published by this day
        kinds : only ties of this kind, or of one of several
        statuses : only ties that may have this status on the day, or one of several
        steps : 1 for the ties of ``city`` alone; 2 (the default) for those of its partners too
        history : whether the evidence behind each tie goes in
        land : whether the map shows land
        progress : called with the name of a step, its number and how many there are

        Returns
        -------
        str
            One HTML document; the same graph gives the same text.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city, or several, have the name.
        UsageError
            For an unknown code, or a page that would be too large to be used.
        CitytiesError
            For more than 2,000 cities without the extra ``cityties[fast]``.
        """
        return self.map(
            city,
            on=on,
            known_by=known_by,
            kinds=kinds,
            statuses=statuses,
            steps=steps,
            history=history,
            land=land,
            progress=progress,
        ).text

    def map(
        self,
        city: str | None = None,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        steps: int = 2,
        history: bool = True,
        land: bool = True,
        progress: Progress | None = None,
    ) -> Map:
        """The page of `page` as an object that a notebook shows.

        Parameters
        ----------
        city, on, known_by, kinds, statuses, steps, history, land, progress : as of `page`

        Returns
        -------
        Map
            With ``.save(path)`` and ``.open()``; its ``text`` is the HTML document, its
            ``counts`` say how many ties, cities and sources it shows.

        Raises
        ------
        NotFoundError, AmbiguousNameError, UsageError, CitytiesError
            As `page`.
        """
        from cityties.page import Map, PageOptions, check_size, page_block, render_page

        if steps not in (1, 2):
            raise UsageError(_("steps of a page are 1 or 2, not {n}").format(n=steps))
        chosen = {"kinds": code_list(kinds), "statuses": code_list(statuses)}
        for scheme, values in chosen.items():
            for value in values:
                check_code(value, scheme)
        options = PageOptions(
            on=as_day(on) or self.data_day,
            focus=self.find_city(city) if city else "",
            known_by=as_day(known_by),
            steps=steps,
            kinds=frozenset(chosen["kinds"]),
            statuses=frozenset(chosen["statuses"]),
            language=language(),
            history=history,
            land=land,
        )
        block = page_block(
            self.readings(options.known_by),
            self.tables,
            options,
            name=self.name,
            label=self.label,
            content_id=self.id,
            tell=progress,
        )
        text = render_page(block)
        check_size(text)
        return Map(text, options.focus or "cityties", counts=block["meta"]["counts"])
