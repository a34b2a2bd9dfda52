"""Cities and their networks (two modes), and cities that share networks."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cityties.projection.boundary import Dropped, Scope
from cityties.projection.ties import node, plain

if TYPE_CHECKING:
    import networkx as nx

MEMBER = ("member",)
"""The statuses with which a membership counts, unless others are requested."""


def members_graph(scope: Scope, *, layer: str = "members") -> nx.Graph[str]:
    """The two-mode graph of cities and the networks they are in on the day.

    Parameters
    ----------
    scope : the question. Its statuses are those of memberships (``candidate``, ``member``,
        ``left``) if it names any of them; ``member`` otherwise. A focus within two steps:
        1 gives its networks, 2 their members too
    layer : name of the layer, to be repeated

    Returns
    -------
    networkx.Graph
        Cities have ``bipartite`` 0 and the attributes of places; networks have ``bipartite``
        1, ``name_en``, ``name_fa`` (and ``name_xx`` for further languages), ``members`` (how
        many are known here) and, if a claim gives its own number,
        ``members_claimed`` and ``members_claimed_by`` (the claim).
        Edges have ``status``, ``certainty``, ``grade``, ``since``, ``last_attested`` and
        ``sources``.
    """
    import networkx as nx

    from cityties.model.texts import further_keys

    dropped: Dropped = Counter()
    wanted = scope.selection.statuses & {"candidate", "member", "left"} or frozenset(MEMBER)
    networks = {each.id: each for each in scope.tables.organizations if each.kind == "city_network"}
    claims = scope.readings.claims
    found: dict[str, tuple[str, str, dict[str, Any], set[str]]] = {}
    for membership in scope.readings.memberships.values():
        state = membership.state(scope.on)
        if state.status not in wanted:
            dropped["dropped_status"] += 1
            continue
        city = scope.city(membership.city)
        # A network that is a member of another is no city, and no path between cities.
        if not city or membership.network not in networks:
            dropped["dropped_parties"] += 1
            continue
        dropped["mapped"] += city != membership.city
        named = {claims[claim].source for claim in state.claims}
        found[membership.id] = (
            city,
            membership.network,
            plain(
                {
                    "status": state.status,
                    "certainty": state.certainty,
                    "grade": state.grade,
                    "since": state.since,
                    "last_attested": None
                    if state.last_attested is None
                    else state.last_attested.text,
                    "sources": sorted(named),
                }
            ),
            named,
        )
    near = scope.selection.near({key: (city, net) for key, (city, net, *_x) in found.items()})
    dropped["dropped_steps"] += len(found) - len(near)
    sizes = Counter(net for _city, net, *_x in found.values())
    graph: nx.Graph[str] = nx.Graph()
    sources: set[str] = set()
    for key in sorted(near):
        city, network, data, named = found[key]
        sources |= named
        graph.add_node(city, bipartite=0, **node(scope.places[city]))
        if network not in graph:
            each = networks[network]
            number, by = claimed_size(scope, network)
            graph.add_node(
                network,
                bipartite=1,
                **plain(
                    {
                        "name_en": each.name_en,
                        "name_fa": each.name_fa,
                        **further_keys(each),
                        "members": sizes[network],
                        "members_claimed": number,
                        "members_claimed_by": by,
                    }
                ),
            )
        graph.add_edge(city, network, **data)
    graph.graph.update(scope.about(layer, sources, dropped))
    graph.graph["statuses"] = ";".join(sorted(wanted))
    graph.graph["channels"] = ""
    return graph


def claimed_size(scope: Scope, network: str) -> tuple[int | None, str]:
    """How many members a network has by a claim, and the claim: the newest up to the day.

    A count about the network that is exact or approximate; "more than" gives no number, and
    neither does a range.
    """
    found: list[tuple[Any, str, int]] = []
    for claim in scope.readings.claims.values():
        if (
            claim.type == "count"
            and claim.about == network
            and claim.number is not None
            and claim.number_to is None
            and claim.op in ("", "=", "~")
            and claim.certainty != "denied"
        ):
            last = scope.readings.publications[claim.source][1]
            day = claim.when.latest if claim.when else last
            if day <= scope.on:
                found.append((day, claim.id, int(claim.number)))
    if not found:
        return None, ""
    _day, by, number = max(found)
    return number, by


def co_members_graph(scope: Scope, *, layer: str = "co_members") -> nx.Graph[str]:
    """Cities that share networks, each network counting the less the larger it is.

    Parameters
    ----------
    scope : see `members_graph`; a focus gives the cities that share a network with it
        (``steps`` 1), with those in turn (2), and so on
    layer : name of the layer, to be repeated

    Returns
    -------
    networkx.Graph
        Edges have ``weight``: the sum of 1/(size - 1) over the networks that both are in,
        where size is the number of members known here; ``weight_claimed``: the same with the
        number that a network is claimed to have, where one is (and it is the larger);
        ``distance``: 1/weight; ``networks``: their ids; ``shared``: how many.

    Notes
    -----
    Newman, M. E. J. (2001). Scientific collaboration networks II. Physical Review E 64,
    016132, equation 3: without 1/(size - 1) one network of thousands outweighs all others.
    Memberships are known in part only, so the known size is too small and the weight too
    large; ``weight_claimed`` corrects that where a number is claimed.
    """
    from dataclasses import replace

    import networkx as nx

    from cityties.projection.selection import Selection

    whole = replace(scope, selection=Selection(statuses=scope.selection.statuses))
    two = members_graph(whole, layer=layer)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    claimed: dict[tuple[str, str], float] = defaultdict(float)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for network in sorted(two):
        data = two.nodes[network]
        cities = sorted(two[network])
        if data["bipartite"] == 0 or len(cities) < 2:
            continue
        size = max(len(cities), data.get("members_claimed", 0))
        for pair in combinations(cities, 2):
            weights[pair] += 1 / (len(cities) - 1)
            claimed[pair] += 1 / (size - 1)
            shared[pair].append(network)
    near = scope.selection.near({f"{a} {b}": (a, b) for a, b in weights})
    graph: nx.Graph[str] = nx.Graph()
    sources: set[str] = set()
    for first, second in weights:
        if f"{first} {second}" not in near:
            continue
        pair = (first, second)
        for city in pair:
            graph.add_node(
                city, **{key: value for key, value in two.nodes[city].items() if key != "bipartite"}
            )
            for network in shared[pair]:
                sources.update(two.edges[city, network]["sources"].split(";"))
        graph.add_edge(
            first,
            second,
            weight=weights[pair],
            weight_claimed=claimed[pair],
            distance=1 / weights[pair],
            networks=";".join(shared[pair]),
            shared=len(shared[pair]),
        )
    dropped = {
        key: int(value)
        for key, value in two.graph.items()
        if key == "mapped" or key.startswith("dropped_")
    }
    dropped["dropped_steps"] = len(weights) - graph.number_of_edges()
    graph.graph.update(scope.about(layer, sources, dropped))
    graph.graph["statuses"] = two.graph["statuses"]
    graph.graph["channels"] = ""
    return graph
