"""Files from the graph: exports, snapshots, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cityties.api.days import read_day
from cityties.api.listings import day_rows
from cityties.api.networks import full_graph, rights_text
from cityties.api.rows import asked_days
from cityties.errors import UsageError
from cityties.language.messages import _, in_languages, language
from cityties.model.calendars import in_calendars

if TYPE_CHECKING:
    from pathlib import Path

    from cityties.api.view import View
    from cityties.export.formats import States
    from cityties.page import Map
    from cityties.store.build import Progress


def export(view: View, form: str, *, reifiers: bool, guard_formulas: bool) -> bytes:
    """The graph, or the ties that are meant, in another format; see `CityGraph.export`."""
    from cityties.export.formats import Content, find_format

    wanted = find_format(form)
    wanted.check(reifiers=reifiers, guard=guard_formulas)
    if len(view.channels) > 1:
        raise UsageError(_("a file shows one channel at a time"))
    channel = view.channels[0] if view.channels else ""
    # Two rows for one tie make sense in a table, two edges for it in a drawing do not.
    if not channel and wanted.carries != "rdf" and not wanted.each_channel:
        channel = "all"
    graph, day = view.graph, view.file_day
    on_channel = replace(view, channels=(channel,) if channel else ())
    days = asked_days(day, view.known_by)

    def states() -> States:
        from cityties.export.states import network_rows

        chosen = view.selection(channel=channel, on=view.on)
        return chosen.states(*network_rows(view.readings, graph.tables))

    return wanted.write(
        Content(
            quads=lambda: _quads_about(view),
            rows=lambda: day_rows(on_channel, day),
            graph=lambda: full_graph(on_channel, day),
            states=states,
            places=graph.tables.places,
            about={name: text for name, text in {**days, "content_id": graph.id}.items() if text},
            title=f"cityties sha256:{graph.id}",
            modified=graph.data_day,
            rights=lambda sources: rights_text(view, sources),
            reifiers=reifiers,
            guard=guard_formulas,
        )
    )


def _quads_about(view: View) -> Any:
    """The quads that are meant, with IRIs of the folder's own where it has a base."""
    found = _inner_quads(view)
    publication = view.graph.publication
    return found if publication is None else list(publication.quads(found))


def _inner_quads(view: View) -> Any:
    """The quads that are meant: all of them, or those of a graph of fewer claims."""
    from cityties.export.subset import claims_about, tables_about
    from cityties.store.build import build

    graph = view.graph
    chosen = view.selection(channel=view.channels[0] if view.channels else "", on=view.on)
    everything = chosen.is_everything and not view.source
    if everything and view.known_by == graph.built.known_by:
        return list(graph.built.named_quads())
    readings = view.readings
    if everything:
        claims = frozenset(readings.claims)
    else:
        claims = claims_about(readings, graph.tables, chosen.ties(readings))
    fewer = build(tables_about(graph.tables, claims), known_by=view.known_by)
    return list(fewer.named_quads())


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


def _since(view: View, text: Path | str) -> Any:
    """What an earlier state of the data knew: a snapshot, a folder, a store or a day."""
    from cityties.page.data import Since
    from cityties.snapshot.diff import open_side

    side = open_side(str(text), lambda: view.graph.built, day=read_day)
    return Since(side.on, frozenset(side.readings.claims))
