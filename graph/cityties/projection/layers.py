"""The layers by name: one graph each, or all of them in one.

Only ``events`` is directed, since some events have one who acts and one it is for.

``simple``
    agreements of every kind (:mod:`.simple`)
a kind of agreement, or a group of kinds
    the same for that kind alone, or for the kinds of the group: ``sister_city``,
    ``agreement`` (all of them)
a channel
    the same, for ties that count on that channel: a tie whose political channel is
    suspended is missing from ``political``
a kind of event, or a group of them
    ``exchange``, ``demarche``, ``support``: the events of these kinds, added up per pair
``events``
    all events, each an edge of its own (:mod:`.events`)
``members``, ``co_members``
    cities and networks; cities that share networks (:mod:`.members`)
``layers``
    all of them in one: see `layers_graph`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.language.names import closest
from cityties.projection.boundary import Scope
from cityties.projection.events import EVENT_WEIGHTS, event_weight, events_graph
from cityties.projection.members import co_members_graph, members_graph
from cityties.projection.plain import as_networkx
from cityties.projection.selection import COUNTING
from cityties.projection.simple import collapse, plain_graph, simple_graph
from cityties.projection.strength import Weights
from cityties.vocabulary.codes import AGREEMENT_KINDS, BROADER, CODES, broader_codes

if TYPE_CHECKING:
    import networkx as nx

    from cityties.projection.plain import AnyGraph

EVENT_FAMILIES = ("exchange", "demarche", "support")
"""The groups of kinds of event that are layers of their own in ``layers``."""

AGREEMENTS = tuple(kind for kind in CODES["kinds"] if kind in AGREEMENT_KINDS)
_EVENTS = tuple(
    kind
    for kind in CODES["kinds"]
    if kind not in AGREEMENT_KINDS and (event_weight(kind) or kind in EVENT_WEIGHTS)
)
LAYERS = ("simple", *AGREEMENTS, *CODES["channels"], "events", *_EVENTS, "members", "co_members",
          "layers")  # fmt: skip
"""The names of all layers."""
FULL = "ties"
"""The name of the full graph (`cityties.projection.ties_graph`): every tie and status."""


def check_layer(layer: str) -> None:
    """Refuse a layer that is not there, with suggestions.

    Raises
    ------
    UsageError
        If there is no such layer.
    """
    if layer in LAYERS:
        return
    text = _("unknown layer {value!r}").format(value=layer)
    if near := closest(layer, (*LAYERS, FULL)):
        text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
    else:
        text += _("; ") + _("available: {names}").format(
            names=_(", ").join(
                ("simple", FULL, "agreement", "events", "members", "co_members", "layers")
            )
        )
    raise UsageError(text)


def narrower_kinds(kind: str) -> frozenset[str]:
    """A kind and all kinds below it.

    Examples
    --------
    >>> sorted(narrower_kinds("support"))
    ['development_aid', 'humanitarian_aid', 'statement_of_support', 'support']
    """
    return frozenset({kind} | {code for code in BROADER if kind in broader_codes(code)})


def layer_graph(scope: Scope, layer: str, weights: Weights | None = None) -> nx.Graph[str]:
    """The graph of a layer.

    Parameters
    ----------
    scope : the question
    layer : a name of :data:`LAYERS`
    weights : the numbers of the strength

    Returns
    -------
    networkx.Graph
        ``events`` is a MultiDiGraph and ``layers`` a MultiGraph; all others are simple, with
        ``weight`` and ``distance`` (``members``: without).

    Raises
    ------
    UsageError
        If there is no such layer, or its kinds and those asked for have nothing in common.
    """
    return as_networkx(plain_layer(scope, layer, weights))


def plain_layer(scope: Scope, layer: str, weights: Weights | None = None) -> AnyGraph:
    """The same for a ranking: layers of agreements without networkx.

    Parameters
    ----------
    scope, layer, weights : see `layer_graph`
    """
    check_layer(layer)
    made: dict[str, Callable[[], AnyGraph]] = {
        "simple": lambda: plain_graph(scope, weights=weights),
        "events": lambda: _events(scope, "events", weights),
        "members": lambda: members_graph(scope),
        "co_members": lambda: co_members_graph(scope),
        "layers": lambda: layers_graph(scope, weights),
    }
    if layer in made:
        return made[layer]()
    if layer in CODES["channels"]:
        return plain_graph(replace(scope, channels=(layer,)), layer=layer, weights=weights)
    if layer in AGREEMENT_KINDS:
        kinds = narrower_kinds(layer)
        if scope.selection.kinds:
            kinds &= scope.selection.kinds
            if not kinds:
                raise UsageError(
                    _("layer {layer} has none of these kinds: {kinds}").format(
                        layer=layer, kinds=_(", ").join(sorted(scope.selection.kinds))
                    )
                )
        chosen = replace(scope.selection, kinds=kinds)
        return plain_graph(replace(scope, selection=chosen), layer=layer, weights=weights)
    return collapse(_events(scope, layer, weights), combine="sum", count="events")


def _events(scope: Scope, layer: str, weights: Weights | None) -> nx.MultiDiGraph[str]:
    numbers = weights or Weights()
    return events_graph(
        scope,
        layer=layer,
        kinds=() if layer == "events" else (layer,),
        weights=numbers.events,
        mayor_visit=numbers.mayor_visit,
        half_life=numbers.half_life,
    )


def layers_graph(scope: Scope, weights: Weights | None = None) -> nx.MultiGraph[str]:
    """Every layer in one graph: the kinds of agreement, families of events, shared networks.

    Parameters
    ----------
    scope : the question
    weights : the numbers of the strength

    Returns
    -------
    networkx.MultiGraph
        Edge keys are layers (``sister_city``, ``exchange``, ``co_members``), so two cities have
        at most one edge per layer, with ``weight`` and ``distance`` in the measure of that
        layer: weights of different layers are not to be added up without saying how. Steps
        are taken within each layer. ``graph.graph["layers"]`` names the layers that have
        edges.
    """
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiGraph()
    sources: set[str] = set()
    present = []
    about: dict[str, str | int] = {}
    kinds = scope.selection.kinds
    for layer in (*AGREEMENTS, *EVENT_FAMILIES, "co_members"):
        # "agreement" here is the kind alone: what is no more than that.
        if layer in AGREEMENTS:
            if kinds and layer not in kinds:
                continue
            chosen = replace(scope.selection, kinds=frozenset({layer}))
            one = simple_graph(replace(scope, selection=chosen), layer=layer, weights=weights)
        else:
            if kinds and not kinds & narrower_kinds(
                "co_membership" if layer == "co_members" else layer
            ):
                continue
            one = layer_graph(scope, layer, weights)
        for name, value in one.graph.items():
            if name.startswith("dropped_") or name in ("mapped", "merged"):
                about[name] = int(about.get(name, 0)) + int(value)
        if not one.number_of_edges():
            continue
        present.append(layer)
        sources.update(filter(None, str(one.graph["source_ids"]).split(";")))
        graph.add_nodes_from(one.nodes(data=True))
        for first, second, data in one.edges(data=True):
            graph.add_edge(first, second, key=layer, layer=layer, **data)
    graph.graph.update(scope.about("layers", sources, {name: int(n) for name, n in about.items()}))
    graph.graph["statuses"] = ";".join(sorted(scope.selection.statuses or COUNTING))
    graph.graph["layers"] = ";".join(present)
    return graph
