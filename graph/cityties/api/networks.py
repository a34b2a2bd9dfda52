"""The graph as networkx sees it, and how strong ties are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from cityties.api.listings import day_rows
from cityties.api.rows import Row
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from datetime import date

    import networkx as nx

    from cityties.api.view import View
    from cityties.projection.strength import Weights


def to_networkx(view: View, *, layer: str, weights: Weights | None) -> nx.Graph[str]:
    """The ties of a day as a networkx graph; see `CityGraph.to_networkx`."""
    from cityties.projection import layer_graph
    from cityties.projection.layers import FULL, check_layer

    if layer == FULL:
        if weights is not None:
            raise UsageError(_("weights apply to layers only; the full graph has no strength"))
        return full_graph(view, view.day)
    check_layer(layer)
    return layer_graph(view.scope(), layer, weights)


def shown_graph(view: View, day: date) -> nx.MultiGraph[str]:
    """The whole ties that a picture shows; of a status, also those that have it on one channel."""
    if not view.statuses or view.channels:
        return full_graph(view, day)
    chosen = view.selection(on=day).ties(view.readings)
    return full_graph(replace(view, statuses=()), day, only=chosen)


def full_graph(view: View, day: date, *, only: Collection[str] | None = None) -> nx.MultiGraph[str]:
    """All ties that a view means, on one day, parallel ties kept; of them only some, by id."""
    from cityties.projection import ties_graph
    from cityties.projection.layers import FULL

    scope = replace(view.scope(), on=day)
    rows = [
        row
        for channel in scope.channels
        for row in day_rows(replace(view, channels=(channel,)), day)
        if only is None or row["tie"] in only
    ]
    graph = ties_graph(rows, view.graph.tables.places)
    drawn = {data["tie"] for _first, _second, data in graph.edges(data=True)}
    sources = frozenset(each for row in rows for each in row["sources"])
    graph.graph.update(
        scope.about(FULL, sources, {"dropped_ties": len({row["tie"] for row in rows} - drawn)})
    )
    graph.graph["rights"] = rights_text(view, sources)
    return graph


def rights_text(view: View, sources: frozenset[str]) -> str:
    """Whose the data of some sources is: in English, as all of a file."""
    from cityties.language.messages import in_language
    from cityties.model.rights import rights_of
    from cityties.words.rights import rights_line

    with in_language("en"):
        return rights_line(rights_of(view.graph.tables, sources))


def strength(view: View, weights: Weights | None) -> list[Row]:
    """How strong the ties of a city are; see `CityGraph.strength`."""
    from cityties.projection.strength import strength_rows

    return strength_rows(replace(view, focus="").scope(), view.focus, weights)


def strength_sensitivity(view: View, *, draws: int, seed: int, weights: Weights | None) -> Row:
    """How far the order by strength depends on the weights; see `CityGraph`."""
    from cityties.projection.strength import PARTS, sensitivity

    rows = strength(view, weights)
    return {
        "city": view.focus,
        "on": rows[0]["on"] if rows else None,
        **sensitivity(rows, draws=draws, seed=seed, parts=weights.parts if weights else PARTS),
    }
