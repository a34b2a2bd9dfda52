"""The full graph: one node per place, one edge per pair of a tie's parties.

Nothing is summed up. Attributes are plain texts and numbers, so that every format
of networkx can write them; missing values are absent, never ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cityties.model.rows import Place
from cityties.model.texts import further_keys
from cityties.model.tie_row import columns, days_text, names, row_keys

if TYPE_CHECKING:
    import networkx as nx

# What an edge carries of its row; lists become texts with `;` between.
EDGE_KEYS = names(columns("state"))


def ties_graph(
    rows: Iterable[Mapping[str, Any]], places: Iterable[Place], **about: str | int
) -> nx.MultiGraph[str]:
    """Make the graph of ties.

    Parameters
    ----------
    rows : one row per tie, in the form of ``ties``
    places : the places that the parties' ids name
    about : what the graph is of (`cityties.projection.BOUNDARY_KEYS`); kept in
        ``graph.graph`` so that a file says it too

    Returns
    -------
    networkx.MultiGraph
        Nodes are place ids with ``name_en``, ``name_fa``, ``name_xx`` in each further
        language that the row has, ``place_kind``,
        ``country``, ``latitude`` and ``longitude`` (degrees). Edge keys are tie
        ids (``#2`` and so on behind it for further pairs of a tie of three or
        more, ``@`` and a channel behind that for further channels). Ties have no
        direction, nor has an edge. Parties that are not places, and unnamed ones,
        become no node.

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> row = {"tie": "tie/a+b/sister_city", "parties": ["b", "a"], "kind": "sister_city"}
    >>> graph = ties_graph([row], [Place("a", "city", "A"), Place("b", "city", "B")])
    >>> list(graph.edges(keys=True))
    [('a', 'b', 'tie/a+b/sister_city')]
    """
    import networkx as nx

    known = {place.id: place for place in places}
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.graph.update(about)
    edges: list[tuple[str, str, str, dict[str, Any]]] = []
    taken: set[tuple[str, str, str]] = set()
    rows = list(rows)
    for row, name in zip(rows, row_keys(rows), strict=True):
        parties = sorted({party for party in row["parties"] if party in known})
        said = {key: row.get(key) for key in EDGE_KEYS}
        attributes = plain({**said, "days_open": days_text(row.get("days_open"))})
        for number, (first, second) in enumerate(combinations(parties, 2), start=1):
            key = name if number == 1 else f"{name}#{number}"
            if (first, second, key) in taken:  # the same tie, on another channel
                key += f"@{row['channel']}"
            taken.add((first, second, key))
            edges.append((first, second, key, {"tie": row["tie"], **attributes}))
    # Sorted, so that networkx names the ends of every edge in the order of their ids.
    for party in sorted({party for edge in edges for party in edge[:2]}):
        graph.add_node(party, **node(known[party]))
    for first, second, key, attributes in edges:
        graph.add_edge(first, second, key=key, **attributes)
    return graph


def node(place: Place) -> dict[str, str | int | float]:
    """A place's attributes, those that are known."""
    return plain(
        {
            "name_en": place.name_en,
            "name_fa": place.name_fa,
            **further_keys(place),
            "place_kind": place.kind,
            "country": place.country,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "wikidata": place.wikidata,
        }
    )


def plain(values: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Only what is said, as text or number: true and false stay, empty goes."""
    made: dict[str, str | int | float] = {}
    for key, value in values.items():
        if value is None or value == "":
            continue
        if isinstance(value, bool | int | float | str):
            made[key] = value
        elif isinstance(value, list | tuple):
            if value:
                made[key] = ";".join(str(item) for item in value)
        else:
            made[key] = str(value)
    return made
