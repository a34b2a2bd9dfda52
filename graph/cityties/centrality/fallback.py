"""Where nothing is compiled: another engine, with a word on how long it may take.

rustworkx, if it is installed, computes the measures that take long and that it defines as
networkx does; networkx computes all others, but PageRank where scipy is missing too. Functions
here take a networkx graph, and are found by name: ``fallback.betweenness_centrality``. Before a
run that may take more than a few seconds they warn with :class:`SlowEngineWarning`.

igraph is quick too, but under the GPL: it is never called.

Long runs of networkx report progress where :func:`.parallel.progress` listens, and hear
Ctrl-C at any moment; rustworkx reports nothing, and hears it only when it has finished.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any

from cityties.base.install import compile_hint, installed
from cityties.centrality import parallel
from cityties.language.messages import _, ngettext

if TYPE_CHECKING:
    import networkx as nx

PATIENCE = 5.0
"""Seconds below which there is no warning."""

VISITS: dict[str, dict[str, float]] = {
    "networkx": {
        "betweenness_centrality": 0.43e6,
        "edge_betweenness_centrality": 0.4e6,
        "betweenness_centrality_subset": 0.43e6,
        "edge_betweenness_centrality_subset": 0.4e6,
        "closeness_centrality": 2.1e6,
        "harmonic_centrality": 1.3e6,
        "average_shortest_path_length": 2.1e6,
        "eccentricity": 2.1e6,
        "diameter": 2.1e6,
        "radius": 2.1e6,
    },
    "rustworkx": {"betweenness_centrality": 20e6, "closeness_centrality": 28e6},
}
"""Edges that an engine looks at in a second of one core, measured on the world graph of
2016 (10,055 cities; 2 x ties x cities visits). What is not listed is quick everywhere."""


class SlowEngineWarning(UserWarning):
    """A long computation starts on a slow engine."""


def engine(function: str) -> str:
    """Which engine runs a networkx function here: ``rustworkx`` or ``networkx``.

    Examples
    --------
    >>> engine("clustering")
    'networkx'
    """
    if function in VISITS["rustworkx"] and installed("rustworkx"):
        return "rustworkx"
    return "networkx"


def estimate(function: str, n: int, m: int, engine: str = "networkx") -> float:
    """About how many seconds of one core a function takes: visits over visits per second.

    Good to a factor of two or three; 0 = negligible.

    Parameters
    ----------
    function : name of the networkx function
    n, m : numbers of nodes and edges
    engine : ``networkx`` or ``rustworkx``

    Examples
    --------
    >>> round(estimate("betweenness_centrality", 10_055, 17_401) / 60)
    14
    """
    speed = VISITS.get(engine, {}).get(function)
    return 2.0 * n * m / speed if speed else 0.0


def notice(function: str, n: int, m: int) -> str:
    """The line to show before a long run: how long it may take, and how to make it fast.

    Returns
    -------
    str
        "" if it takes no more than a few seconds

    Examples
    --------
    >>> notice("betweenness_centrality", 30, 50)
    ''
    """
    name = engine(function)
    seconds = estimate(function, n, m, name)
    if seconds < PATIENCE:
        return ""
    return _("{function} on {n} nodes and {m} edges with {engine} may take {time}; {fast}").format(
        function=function,
        n=n,
        m=m,
        engine=name,
        time=duration(seconds),
        fast=_("much faster once compiled (needs a C compiler): {command}").format(
            command=compile_hint()
        ),
    )


def duration(seconds: float) -> str:
    """A length of time in words: about so many seconds, minutes or hours."""
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("about {count} second", "about {count} seconds", count).format(count=count)
    if seconds < 90 * 60:
        count = round(seconds / 60)
        return ngettext("about {count} minute", "about {count} minutes", count).format(count=count)
    count = round(seconds / 3600)
    return ngettext("about {count} hour", "about {count} hours", count).format(count=count)


def __getattr__(name: str) -> Callable[..., Any]:
    if name.startswith("__"):  # Python's own questions, at each import
        raise AttributeError(name)
    from cityties.centrality.backend import FALLBACKS

    if name not in FALLBACKS:
        raise AttributeError(name)

    def run(G: nx.Graph[Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N803
        line = notice(name, G.number_of_nodes(), G.number_of_edges())
        if line:
            warnings.warn(line, SlowEngineWarning, stacklevel=2)
        if engine(name) == "rustworkx" or (name == "pagerank" and not installed("scipy")):
            found = RUNNERS[name](G, *args, **kwargs)
            if found is not None:
                return found
        report = parallel.reporter()
        if line and report and name in STEPS and not args:
            found = STEPS[name](G, report, **kwargs)
            if found is not None:
                return found
        return _networkx_function(name)(G, *args, backend="networkx", **kwargs)

    run.__name__ = name
    return run


def _networkx_function(name: str) -> Callable[..., Any]:
    import networkx as nx

    found = getattr(nx, name, None) or getattr(nx.community, name, None)
    if found is None:
        raise AttributeError(name)
    return found  # type: ignore[no-any-return]


# --- networkx in steps, so that progress can be shown --------------------


def _pieces(graph: nx.Graph[Any], report: parallel.Progress) -> Iterator[list[Hashable]]:
    """The nodes in about a hundred lists; reports when the work on each has ended."""
    nodes = list(graph)
    size = max(1, len(nodes) // 100)
    for start in range(0, len(nodes), size):
        yield nodes[start : start + size]
        report(min(start + size, len(nodes)), len(nodes))


def _betweenness_steps(
    G: nx.Graph[Any],  # noqa: N803
    report: parallel.Progress,
    *,
    normalized: bool = True,
    weight: str | None = None,
    **others: Any,
) -> dict[Hashable, float] | None:
    if any(others.values()):
        return None
    import networkx as nx

    scores: dict[Hashable, float] = dict.fromkeys(G, 0.0)
    for sources in _pieces(G, report):
        part = nx.betweenness_centrality_subset(
            G, sources, list(G), normalized=normalized, weight=weight, backend="networkx"
        )
        for node, value in part.items():
            scores[node] += value
    return scores


def _closeness_steps(
    G: nx.Graph[Any],  # noqa: N803
    report: parallel.Progress,
    *,
    u: Hashable | None = None,
    **options: Any,
) -> dict[Hashable, float] | None:
    if u is not None:
        return None
    import networkx as nx

    one: Callable[..., Any] = nx.closeness_centrality
    return {
        node: one(G, u=node, backend="networkx", **options)
        for nodes in _pieces(G, report)
        for node in nodes
    }


def _harmonic_steps(
    G: nx.Graph[Any],  # noqa: N803
    report: parallel.Progress,
    *,
    nbunch: Any = None,
    sources: Any = None,
    distance: str | None = None,
) -> dict[Hashable, float] | None:
    if nbunch is not None or sources is not None:
        return None
    import networkx as nx

    scores: dict[Hashable, float] = dict.fromkeys(G, 0.0)
    for nodes in _pieces(G, report):
        part = nx.harmonic_centrality(G, sources=nodes, distance=distance, backend="networkx")
        for node, value in part.items():
            scores[node] += value
    return scores


STEPS: dict[str, Callable[..., dict[Hashable, float] | None]] = {
    "betweenness_centrality": _betweenness_steps,
    "closeness_centrality": _closeness_steps,
    "harmonic_centrality": _harmonic_steps,
}
"""Sums over sources can be taken piece by piece; None = not with these arguments."""


# --- rustworkx ------------------------------------------------------------------------


def _rustworkx_graph(graph: nx.Graph[Any]) -> Any:
    """Nodes by position; no loops, no parallel edges: shortest paths do not see them."""
    import rustworkx

    index = {node: place for place, node in enumerate(graph)}
    made = rustworkx.PyDiGraph() if graph.is_directed() else rustworkx.PyGraph()
    made.add_nodes_from(range(len(index)))
    pairs = {(index[u], index[v]) for u, v in graph.edges() if u != v}
    made.extend_from_edge_list(sorted(pairs))
    return made


def _betweenness(
    G: nx.Graph[Any],  # noqa: N803
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: Any = None,  # noqa: ARG001 - only for a sample of k
) -> dict[Hashable, float] | None:
    """As networkx; None = this call is beyond rustworkx."""
    if k is not None or weight is not None or len(G) < 3:
        return None
    import rustworkx

    values = rustworkx.betweenness_centrality(
        _rustworkx_graph(G), normalized=normalized, endpoints=endpoints
    )
    return {node: float(values[place]) for place, node in enumerate(G)}


def _closeness(
    G: nx.Graph[Any],  # noqa: N803
    u: Hashable | None = None,
    distance: str | None = None,
    wf_improved: bool = True,
) -> dict[Hashable, float] | None:
    """As networkx; None = this call is beyond rustworkx."""
    if u is not None or distance is not None:
        return None
    import rustworkx

    values = rustworkx.closeness_centrality(_rustworkx_graph(G), wf_improved=wf_improved)
    return {node: float(values[place]) for place, node in enumerate(G)}


def _pagerank(
    G: nx.Graph[Any],  # noqa: N803
    *args: Any,
    **kwargs: Any,
) -> dict[Hashable, float] | None:
    """As networkx, which needs scipy for it: the engine's own steps, run by Python."""
    import inspect

    from cityties.centrality import csr, iterative

    call = inspect.signature(iterative.pagerank).bind(G, *args, **kwargs)
    call.apply_defaults()
    weight = call.arguments["weight"]
    call.arguments["G"] = csr.from_networkx(G, {} if weight is None else {weight: 1.0})
    return iterative.pagerank(*call.args, **call.kwargs)


RUNNERS: dict[str, Callable[..., dict[Hashable, float] | None]] = {
    "pagerank": _pagerank,
    "betweenness_centrality": _betweenness,
    "closeness_centrality": _closeness,
}
