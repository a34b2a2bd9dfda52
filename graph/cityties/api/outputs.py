"""Files from the graph: exports, snapshots, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cityties.api.listings import day_rows
from cityties.api.networks import full_graph, rights_text
from cityties.api.rows import asked_days
from cityties.errors import UsageError
from cityties.language.messages import _, in_languages, language
from cityties.model.calendars import in_calendars

if TYPE_CHECKING:
    from datetime import date

    from cityties.api.view import View
    from cityties.export.formats import States
    from cityties.model.rows import Tables
    from cityties.page import Map
    from cityties.reading import Readings
    from cityties.store.build import Progress


def export(
    view: View, form: str, *, reifiers: bool, guard_formulas: bool, described: str = ""
) -> bytes:
    """The graph, or the ties that are meant, in another format; see `CityGraph.export`."""
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
        whole=lambda: _tables_about(view),
        on=day,
    )
    if described:
        if wanted.describe is None:
            raise UsageError(_("{format} has no description of its own").format(format=form))
        return wanted.describe(content, described)
    return wanted.write(content)


def _quads_about(view: View) -> Any:
    """The quads that are meant, with IRIs of the folder's own where it has a base."""
    found = _inner_quads(view)
    publication = view.graph.publication
    return found if publication is None else list(publication.quads(found))


def _inner_quads(view: View) -> Any:
    """The quads that are meant: all of them, or those of a graph of fewer claims."""
    from cityties.store.build import build

    tables = _fewer_tables(view, view.on)
    if tables is None:
        return list(view.graph.built.named_quads())
    return list(build(tables, known_by=view.known_by).named_quads())


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
    view: View, *, network: str = "", history: bool, land: bool, progress: Progress | None
) -> Map:
    """The interactive page; see `CityGraph.map`."""
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
    )
    with in_calendars(graph.calendars), in_languages(graph.config.languages):
        block = page_block(
            view.readings,
            graph.tables,
            options,
            name=graph.name,
            label=graph.label,
            content_id=graph.id,
            tell=progress,
        )
        text = render_page(block)
    check_size(text)
    return Map(text, options.focus or network or "cityties", counts=block["meta"]["counts"])
