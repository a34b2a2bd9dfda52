"""What networkx talks to: the backend ``cityties`` and its description.

networkx loads :func:`get_info` whenever it is imported and :data:`backend` at the first
call that may be dispatched, so this module imports nothing heavy: numpy and the
compiled loops come with the module of the measure that is requested.

A measure is one row of :data:`IMPLEMENTED` and one function of the same name in the named
module of this package. That function takes a :class:`cityties.centrality.csr.Graph` where
networkx's takes a graph, then the same parameters, and returns the same built-in types
(no numpy numbers). A module may hold ``DECLINES: dict[str, Callable[..., str]]``; such a
function gets all arguments of the call by name, defaults filled in, before anything is
converted (the graph may be networkx's or ours), and returns why the measure cannot run
with them, or "".
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

    from cityties.centrality.csr import Graph

NAME = "cityties"


@dataclass(frozen=True, slots=True)
class Function:
    """One accelerated networkx function.

    Parameters
    ----------
    module : module of this package that holds it
    about : what a reader of networkx's documentation should know, one or two sentences
    compiled : it needs compiled loops
    smallest : number of nodes below which networkx is left to run, because starting the
        engine costs more than it saves; a call with ``backend="cityties"`` ignores it
    """

    module: str
    about: str
    compiled: bool = True
    smallest: int = 300


IMPLEMENTED: dict[str, Function] = {
    "betweenness_centrality": Function(
        "betweenness",
        "Exact, on all cores; trees are folded into weighted nodes first. Weights must be "
        "positive numbers.",
        smallest=100,
    ),
    "edge_betweenness_centrality": Function(
        "betweenness",
        "Exact, on all cores. Weights must be positive numbers; multigraphs without weight only.",
        smallest=100,
    ),
    "betweenness_centrality_subset": Function(
        "betweenness", "Exact, on all cores. Weights must be positive numbers.", smallest=100
    ),
    "edge_betweenness_centrality_subset": Function(
        "betweenness",
        "Exact, on all cores. Weights must be positive numbers; multigraphs without weight only.",
        smallest=100,
    ),
    "closeness_centrality": Function(
        "distances", "Exact, several hundred sources in one pass. Without distances on edges."
    ),
    "harmonic_centrality": Function(
        "distances", "Exact, several hundred sources in one pass. Without distances on edges."
    ),
    "average_shortest_path_length": Function(
        "distances", "Exact, several hundred sources in one pass. Without weight."
    ),
    "eccentricity": Function(
        "distances", "Exact, several hundred sources in one pass. Without weight."
    ),
    "diameter": Function(
        "distances", "Exact, several hundred sources in one pass. Without weight."
    ),
    "radius": Function("distances", "Exact, several hundred sources in one pass. Without weight."),
    "pagerank": Function(
        "iterative", "The same iterations as networkx: the same numbers at the same tolerance."
    ),
    "eigenvector_centrality": Function(
        "iterative",
        "The steps of networkx: the same numbers at the same tolerance. ``nstart`` must name "
        "all nodes.",
    ),
    "core_number": Function("structure", "Exact, in one pass over the edges."),
    "clustering": Function("structure", "Exact; directed graphs and weights too."),
    "average_clustering": Function("structure", "Exact; directed graphs and weights too."),
    "triangles": Function("structure", "Exact."),
    "transitivity": Function("structure", "Exact, undirected graphs."),
    "connected_components": Function(
        "structure", "The same sets in the same order.", smallest=5_000
    ),
    "number_connected_components": Function("structure", "Exact.", smallest=5_000),
    "is_connected": Function("structure", "Exact.", smallest=5_000),
    "node_connected_component": Function("structure", "Exact.", smallest=5_000),
    "leiden_communities": Function(
        "communities",
        "By graspologic-native, for networkx 3.6, which has no Leiden; modularity only, "
        "undirected graphs, without ``max_level``. Weights must not be negative.",
        smallest=0,
    ),
}
"""The functions of networkx that run here; see the module's text for how to add one."""

FALLBACKS: dict[str, str] = {
    name: "fallback" for name in IMPLEMENTED if name != "leiden_communities"
}
"""Function name to the module that runs it where nothing is compiled, on networkx's graph."""


def get_info() -> dict[str, Any]:
    """The description of the backend that networkx reads at its import."""
    return {
        "backend_name": NAME,
        "project": "cityties",
        "package": "cityties",
        "short_summary": "Exact centrality on all cores, several hundred sources at a time.",
        "functions": {
            name: {"additional_docs": function.about} for name, function in IMPLEMENTED.items()
        },
    }


def has_kernels() -> bool:
    """Whether the loops are compiled; loads them."""
    from cityties.centrality.native import ready

    return ready()


class Backend:
    """The object that networkx dispatches to; one attribute per accelerated function."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in IMPLEMENTED:
            raise AttributeError(name)
        found = getattr(_module(name), name)

        @functools.wraps(found)
        def run(*args: Any, **kwargs: Any) -> Any:
            return found(*args, **_known(found, kwargs))

        # Kept, so that the next call does not look again; tests that hide the loops
        # make a new Backend.
        setattr(self, name, run)
        return run

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *IMPLEMENTED})

    def can_run(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Whether this call gives what networkx gives; if not, a text that says why."""
        function = IMPLEMENTED.get(name)
        if function is None:
            return f"{name} is not implemented"
        if function.compiled and name not in FALLBACKS and not has_kernels():
            from cityties.base.install import compile_hint

            return f"{name} needs the compiled loops: {compile_hint()}"
        module = _module(name)
        found = getattr(module, name)
        try:
            call = inspect.signature(found).bind(*args, **_known(found, kwargs))
        except TypeError:
            return f"{name} was given a parameter that is not known here"
        call.apply_defaults()
        declines = getattr(module, "DECLINES", {}).get(name)
        reason = declines(**call.arguments) if declines else ""
        return reason or True

    def should_run(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Whether it pays: small graphs are left to networkx."""
        graph = args[0] if args else kwargs.get("G")
        smallest = IMPLEMENTED[name].smallest
        if graph is not None and len(graph) < smallest:
            return f"networkx is quick enough below {smallest} nodes"
        return True

    def convert_from_nx(
        self,
        graph: nx.Graph[Any],
        *,
        edge_attrs: dict[str, Any] | None = None,
        **_other: Any,
    ) -> Graph | nx.Graph[Any]:
        """A networkx graph as compact arrays; what networkx wants kept of it in ``edge_attrs``.

        Raises
        ------
        NotImplementedError : if an edge attribute asked for is not a plain number;
            networkx then runs the function itself
        """
        if not has_kernels():
            return graph  # the fallback takes it as it is, and numpy may be missing too
        from cityties.centrality import csr

        return csr.from_networkx(graph, weights=edge_attrs)

    def convert_to_nx(self, result: Any, **_other: Any) -> Any:
        """A compact graph as a networkx graph; other results as they are."""
        if not has_kernels():
            return result
        from cityties.centrality import csr

        return csr.to_networkx(result) if isinstance(result, csr.Graph) else result


def _module(name: str) -> Any:
    function = IMPLEMENTED[name]
    module = function.module
    if function.compiled and name in FALLBACKS and not has_kernels():
        module = FALLBACKS[name]
    return importlib.import_module(f"cityties.centrality.{module}")


def _known(function: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Leave out parameters that a newer networkx has, as long as they say nothing (None)."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in kwargs.items() if value is not None or name in names}


backend = Backend()
