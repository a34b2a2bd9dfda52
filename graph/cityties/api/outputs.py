"""Files from the graph: exports, snapshots, pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cityties.api.listings import day_rows
from cityties.api.networks import full_graph, rights_text, shown_graph
from cityties.api.rows import asked_days
from cityties.errors import UsageError
from cityties.language.messages import _, in_languages, language
from cityties.model.asked_days import read_day
from cityties.model.calendars import in_calendars
from cityties.model.rights import rights_of
from cityties.vocabulary.codes import BREAKS, CHANNELS

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from cityties.api.view import View
    from cityties.export.formats import States
    from cityties.model.rows import Tables
    from cityties.page import Map
    from cityties.page.shown import Drawing
    from cityties.reading import Readings
    from cityties.store.build import Graph, Progress


def export(
    view: View, form: str, *, reifiers: bool, guard_formulas: bool, described: str = ""
) -> Iterator[bytes]:
    """The graph, or the ties that are meant, in another format; see `CityGraph.export`.

    Yields
    ------
    Pieces of the file; of RDF they are made one after the other, so that no more is held.
    """
    from cityties.export.formats import Content, find_format

    wanted = find_format(form)
    wanted.check(reifiers=reifiers, guard=guard_formulas)
    if len(view.channels) > 1:
        raise UsageError(_("a file shows one channel at a time"))
    channel = view.channels[0] if view.channels else ""
    # Two rows for one tie make sense in a table, two edges for it in a drawing do not.
    if not channel and wanted.carries not in ("rdf", "tables") and not wanted.each_channel:
        channel = "all"
    graph, day = view.graph, view.file_day
    on_channel = replace(view, channels=(channel,) if channel else ())
    days = asked_days(day, view.known_by)

    def states() -> States:
        from cityties.export.states import network_rows

        chosen = view.selection(channel=channel, on=view.on)
        return chosen.states(*network_rows(view.readings, graph.tables))

    content = Content(
        quads=lambda: _quads_about(view),
        lines=lambda: _lines_about(view),
        rows=lambda: day_rows(on_channel, day),
        graph=lambda: full_graph(on_channel, day),
        states=states,
        places=lambda: graph.tables.places,
        about={name: text for name, text in {**days, "content_id": graph.id}.items() if text},
        title=f"cityties sha256:{graph.id}",
        modified=graph.data_day,
        rights=lambda sources: rights_text(view, sources),
        reifiers=reifiers,
        guard=guard_formulas,
        whole=lambda: _tables_about(view),
        on=day,
    )
    if described:
        if wanted.describe is None:
            raise UsageError(_("{format} has no description of its own").format(format=form))
        return iter([wanted.describe(content, described)])
    return wanted.stream(content)


def _quads_about(view: View) -> Iterator[Any]:
    """The quads that are meant, with IRIs of the folder's own where it has a base."""
    found = _graph_about(view).named_quads()
    publication = view.graph.publication
    return found if publication is None else publication.quads(found)


def _lines_about(view: View) -> Iterator[bytes]:
    """The same as canonical N-Quads."""
    from cityties.rdf.lines import sorted_lines

    if view.graph.publication is None:
        return _graph_about(view).lines.pieces()
    return sorted_lines(f"{quad} .\n" for quad in _quads_about(view)).pieces()


def _graph_about(view: View) -> Graph:
    """The graph that is meant: all of it, or one of fewer claims."""
    from cityties.store.build import build

    tables = _fewer_tables(view, view.on)
    return view.graph.built if tables is None else build(tables, known_by=view.known_by)


def _tables_about(view: View) -> tuple[Tables, Readings]:
    """The tables that are meant, and what is read from them."""
    from cityties.store.build import build

    tables = _fewer_tables(view, None)  # the day is that of the ties: no claim is left out for it
    if tables is None:
        return view.graph.tables, view.readings
    fewer = build(tables, known_by=view.known_by)
    return fewer.tables, fewer.readings


def _fewer_tables(view: View, on: date | None) -> Tables | None:
    """The rows of fewer claims, where not everything is meant."""
    from cityties.export.subset import claims_about, tables_about

    graph = view.graph
    chosen = view.selection(channel=view.channels[0] if view.channels else "", on=on)
    everything = chosen.is_everything and not view.source
    if everything and view.known_by == graph.built.known_by:
        return None
    readings = view.readings
    if everything:
        claims = frozenset(readings.claims)
    else:
        claims = claims_about(readings, graph.tables, chosen.ties(readings))
    return tables_about(graph.tables, claims)


def make_map(
    view: View,
    *,
    network: str = "",
    history: bool,
    land: bool,
    since: Path | str | None = None,
    progress: Progress | None,
) -> Map:
    """The interactive page; see `CityGraph.map`."""
    from cityties.api.measured import measured_for
    from cityties.page import Map, PageOptions, check_size, page_block, render_page

    if view.steps not in (1, 2):
        raise UsageError(_("the steps of a page must be 1 or 2, not {n}").format(n=view.steps))
    graph = view.graph
    options = PageOptions(
        on=view.file_day,
        focus=view.focus,
        known_by=view.known_by,
        steps=view.steps,
        kinds=frozenset(view.kinds),
        statuses=frozenset(view.statuses),
        language=language(),
        history=history,
        land=land,
        network=network,
        # A day that was asked for is shown; else the reader's own, as questions do.
        opens_today=view.on is None,
        since=None if since is None else _since(view, since),
    )
    with in_calendars(graph.calendars), in_languages(graph.config.languages):
        block = page_block(
            view.readings,
            graph.tables,
            options,
            name=graph.name,
            label=graph.label,
            content_id=graph.id,
            measured=None if network else measured_for(replace(view, on=view.file_day)),
            tell=progress,
        )
        text = render_page(block)
    check_size(text)
    return Map(text, options.focus or network or "cityties", counts=block["meta"]["counts"])


PICTURES = ("map", "network")


def make_drawing(view: View, *, picture: str, land: bool) -> Drawing:
    """A still picture; see `CityGraph.drawing`."""
    from cityties.page.data import licences
    from cityties.page.shown import Drawing
    from cityties.page.still import Words, draw, network_part
    from cityties.words.phrases import counted, day_words, number

    if picture not in PICTURES:
        raise UsageError(
            _("no picture {name}; choose one of: {names}").format(
                name=picture, names=", ".join(PICTURES)
            )
        )
    if picture == "network" and view.focus:
        view = replace(view, steps=2)  # in one step there is nothing but a star
    graph, day = view.graph, view.file_day
    with in_calendars(graph.calendars), in_languages(graph.config.languages):
        found = shown_graph(view, day)
        dropped = int(found.graph.get("dropped_ties", 0)) if picture == "map" else 0
        if picture == "network" and view.focus:
            found = network_part(found, view.focus)
        if not found.number_of_edges():
            raise UsageError(_("no tie matches: there is nothing to draw"))
        ties = {data["tie"] for _one, _other, data in found.edges(data=True)}
        title = (
            _("Ties of {city}").format(city=graph.name(view.focus))
            if view.focus
            else _("Ties between cities")
        )
        parts = [_("Ties as of {day}").format(day=day_words(day))]
        if view.known_by:
            parts.append(_("as known by {day}").format(day=day_words(view.known_by)))
        parts.append(counted("{n} tie", "{n} ties", len(ties)))
        parts.append(counted("{n} city", "{n} cities", len(found)))
        lost = [
            node for node, data in found.nodes(data=True) if data.get("latitude") is None
        ] if picture == "map" else []  # fmt: skip
        notes = []
        if lost:
            names = _(", ").join(graph.name(one) for one in lost)
            notes.append(_("Without coordinates, so not drawn: {names}").format(names=names))
        if dropped:
            notes.append(
                _("Not drawn, because a party is not a place with a name: {n}").format(
                    n=number(dropped)
                )
            )
        sources = frozenset(
            source
            for _one, _other, data in found.edges(data=True)
            for source in str(data["sources"]).split(";")
            if source
        )
        notes.append(licences(rights_of(graph.tables, sources), land=land and picture == "map",
                              vis_network=False))  # fmt: skip
        notes.append(f"cityties · {graph.id[:12]}")
        words = Words(title, " · ".join(parts), _("possibly"),
                      _("suspended in part"), notes)  # fmt: skip
        svg = draw(
            found, name=graph.name, label=graph.label, words=words, focus=view.focus,
            view=picture, land=land, partly=_partly(view, day),
        )  # fmt: skip
        return Drawing(svg, view.focus or "cityties", caption=f"{title}. {words.subtitle}.",
                       source=notes[-2])  # fmt: skip


def _partly(view: View, day: date) -> frozenset[str]:
    """The ties that are suspended on a channel."""
    channels = tuple(channel for channel in CHANNELS if channel != "all")
    rows = day_rows(replace(view, channels=channels, statuses=()), day)
    return frozenset(row["tie"] for row in rows if row["status"] in BREAKS)


def _since(view: View, text: Path | str) -> Any:
    """What an earlier state of the data knew: a snapshot, a folder, a store or a day."""
    from cityties.page.data import Since
    from cityties.snapshot.diff import open_side

    side = open_side(str(text), lambda: view.graph.built, day=read_day)
    return Since(side.on, frozenset(side.readings.claims))
