"""Files from the graph: exports, snapshots, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cityties.api.listings import day_rows
from cityties.api.networks import full_graph
from cityties.api.rows import ROW_KEYS, asked_days
from cityties.errors import UsageError
from cityties.language.messages import _, language

if TYPE_CHECKING:
    from cityties.api.view import View
    from cityties.page import Map
    from cityties.store.build import Progress


# Their rows say which channel they are of, so that one tie can have several.
_ALL_CHANNELS = frozenset({"csv", "edges", "nodes", "parquet", "nodes-parquet"})


def export(view: View, form: str, *, reifiers: bool, guard_formulas: bool) -> bytes:
    """The graph, or the ties that are meant, in another format; see `CityGraph.export`."""
    from cityties.export.formats import FORMATS, check_options, export_bytes

    check_options(form, reifiers=reifiers, guard=guard_formulas)
    if len(view.channels) > 1:
        raise UsageError(_("a file shows one channel at a time"))
    carries = FORMATS[form].carries
    channel = view.channels[0] if view.channels else ""
    # Two rows for one tie make sense in a table, two edges for it in a drawing do not.
    if not channel and carries != "rdf" and form not in _ALL_CHANNELS:
        channel = "all"
    chosen = view.selection(channel=channel, on=None if carries == "day" else view.on)
    graph, day = view.graph, view.file_day
    if carries == "rdf":
        return export_bytes(form, quads=_quads_about(view), reifiers=reifiers)
    if carries == "states":
        from cityties.export.states import network_rows

        return export_bytes(
            form,
            states=chosen.states(*network_rows(view.readings, graph.tables)),
            title=f"cityties sha256:{graph.id}",
            modified=graph.data_day,
            guard=guard_formulas,
        )
    on_channel = replace(view, channels=(channel,) if channel else ())
    if form in {"graphml", "dot"}:
        return export_bytes(form, graph=full_graph(on_channel, day))
    days = asked_days(day, view.known_by)
    return export_bytes(
        form,
        rows=[{**row, **days} for row in day_rows(on_channel, day)],
        columns=ROW_KEYS["ties"],
        places=graph.tables.places,
        about={
            "on": day.isoformat(),
            "content_id": graph.id,
            **({"known_by": view.known_by.isoformat()} if view.known_by else {}),
        },
        guard=guard_formulas,
    )


def _quads_about(view: View) -> Any:
    """The quads that are meant: all of them, or those of a graph of fewer claims."""
    from cityties.export.subset import claims_about, tables_about
    from cityties.store.build import build

    graph = view.graph
    chosen = view.selection(channel=view.channels[0] if view.channels else "", on=view.on)
    everything = chosen.is_everything and not view.source
    if everything and view.known_by == graph.built.known_by:
        return graph.store
    readings = view.readings
    if everything:
        claims = frozenset(readings.claims)
    else:
        claims = claims_about(readings, graph.tables, chosen.ties(readings))
    return build(tables_about(graph.tables, claims), known_by=view.known_by).quads


def make_map(view: View, *, history: bool, land: bool, progress: Progress | None) -> Map:
    """The interactive page; see `CityGraph.map`."""
    from cityties.page import Map, PageOptions, check_size, page_block, render_page

    if view.steps not in (1, 2):
        raise UsageError(_("steps of a page are 1 or 2, not {n}").format(n=view.steps))
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
    )
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
    return Map(text, options.focus or "cityties", counts=block["meta"]["counts"])
