"""The plain graph: what networkx shows of the same graph, in the same order."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.api import CityGraph
from cityties.projection.layers import plain_layer
from cityties.projection.plain import PlainGraph, as_networkx
from cityties.projection.simple import agreements, collapse


@st.composite
def pairs(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Edges in any order, each once, with its ends either way."""
    end = st.integers(0, 7)
    found: dict[frozenset[int], tuple[int, int]] = {}
    for one, other in draw(st.lists(st.tuples(end, end))):
        if one != other:
            found.setdefault(frozenset((one, other)), (one, other))
    return list(found.values())


def same(plain: Any, theirs: nx.Graph[Any]) -> None:
    """All that the plain graph can be asked."""
    assert list(plain) == list(plain.nodes()) == list(theirs)
    assert list(plain.nodes(data=True)) == list(theirs.nodes(data=True))
    assert list(plain.edges()) == list(theirs.edges())
    assert list(plain.edges(data=True)) == list(theirs.edges(data=True))
    assert len(plain) == plain.number_of_nodes() == len(theirs)
    assert plain.number_of_edges() == theirs.number_of_edges()
    assert plain.graph == theirs.graph
    assert not plain.is_directed()
    assert not plain.is_multigraph()
    for node in theirs:
        assert list(plain.neighbors(node)) == list(plain[node]) == list(theirs[node])
        assert plain.degree(node) == theirs.degree(node)
        assert node in plain
        assert [plain.has_edge(node, other) for other in theirs] == [
            theirs.has_edge(node, other) for other in theirs
        ]


@given(pairs())
def test_it_is_the_same_as_a_graph_of_networkx(edges: list[tuple[int, int]]) -> None:
    said = [(one, other, {"weight": number}) for number, (one, other) in enumerate(edges)]
    plain = PlainGraph({node: {"name": str(node)} for node in range(8)}, said, {"layer": "x"})
    theirs: nx.Graph[int] = nx.Graph(layer="x")
    theirs.add_nodes_from((node, {"name": str(node)}) for node in range(8))
    theirs.add_edges_from(said)
    same(plain, theirs)
    same(plain, plain.networkx)
    assert as_networkx(plain) is plain.networkx
    assert as_networkx(theirs) is theirs
    assert 8 not in plain
    assert not plain.has_edge(8, 0)


@pytest.mark.parametrize("asked", [{}, {"focus": "isfahan", "steps": 2}, {"on": "2010-01-01"}])
def test_agreements_are_put_together_as_networkx_lists_them(
    shipped: CityGraph, asked: dict[str, Any]
) -> None:
    from cityties.api.view import make_view

    scope = make_view(shipped, None, None, asked).scope()
    parallel = agreements(scope)
    assert any(parallel.number_of_edges(*pair) > 1 for pair in parallel.edges())
    wanted = collapse(parallel)
    made = plain_layer(scope, "simple")
    assert isinstance(made, PlainGraph)
    same(made, wanted)
    assert [list(made[node]) for node in made] == [list(wanted[node]) for node in wanted]


def test_scopes_of_one_reading_share_what_follows_from_it(shipped: CityGraph) -> None:
    from dataclasses import replace

    from cityties.api.view import make_view
    from cityties.projection.selection import Selection

    scope = make_view(shipped, None, None, {}).scope()
    near = replace(scope, selection=Selection(focus="isfahan", steps=2))
    assert near.lists is scope.lists
    assert near.places is scope.places
    other = replace(scope, source="elsewhere")
    assert other.kept is not scope.kept, "another source has other lists"
