"""From readings to networkx: which ties are meant, and the graphs made of them.

:mod:`.ties` makes the full graph, parallel ties kept. The others simplify it, and say
what they leave out in ``graph.graph`` (:mod:`.boundary`):

================  =================================================================
:mod:`.simple`    one edge per pair of cities; how parallel ties are combined
:mod:`.members`   cities and networks, and cities that share networks
:mod:`.events`    what cities did with one another, the older the weaker
:mod:`.layers`    the layers by name, and all of them in one graph
:mod:`.strength`  how strong a tie is: five parts, one number, how sure that is
================  =================================================================
"""

from cityties.projection.boundary import BOUNDARY_KEYS, Scope, boundary_of
from cityties.projection.layers import LAYERS, layer_graph
from cityties.projection.selection import COUNTING, Selection
from cityties.projection.simple import collapse
from cityties.projection.ties import EDGE_KEYS, ties_graph

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
