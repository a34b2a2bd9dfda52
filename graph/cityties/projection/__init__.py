"""From readings to networkx: which ties are meant, and the graphs made of them.

:mod:`.ties` makes the full graph, parallel ties kept. The others simplify it, and say
what they leave out in ``graph.graph`` (:mod:`.boundary`):

================  =================================================================
:mod:`.plain`     a simple graph in plain dicts, for rankings: no import of networkx
:mod:`.simple`    one edge per pair of cities; how parallel ties are combined
:mod:`.members`   cities and networks, and cities that share networks
:mod:`.events`    what cities did with one another, the older the weaker
:mod:`.layers`    the layers by name, and all of them in one graph
:mod:`.strength`  how strong a tie is: five parts, one number, how sure that is
================  =================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cityties.projection.boundary import BOUNDARY_KEYS, Scope, boundary_of
    from cityties.projection.layers import LAYERS, layer_graph
    from cityties.projection.selection import COUNTING, Selection
    from cityties.projection.simple import collapse
    from cityties.projection.ties import EDGE_KEYS, ties_graph

_HOMES: Final = {
    "BOUNDARY_KEYS": "boundary",
    "Scope": "boundary",
    "boundary_of": "boundary",
    "LAYERS": "layers",
    "layer_graph": "layers",
    "COUNTING": "selection",
    "Selection": "selection",
    "collapse": "simple",
    "EDGE_KEYS": "ties",
    "ties_graph": "ties",
}


def __getattr__(name: str) -> Any:
    """A name from the module that has it: a listing chooses ties and draws no graph."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


__all__ = [
    "BOUNDARY_KEYS",
    "COUNTING",
    "EDGE_KEYS",
    "LAYERS",
    "Scope",
    "Selection",
    "boundary_of",
    "collapse",
    "layer_graph",
    "ties_graph",
]
