"""GRAPH ?g: what we answer is what SPARQL says, graph by graph, or it is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from cityties.errors import QueryError
from cityties.query import guard

DATA = """<urn:a> <urn:p> <urn:b> <urn:g1> .
<urn:a> <urn:p> <urn:b> <urn:g2> .
<urn:b> <urn:p> <urn:c> <urn:g2> .
<urn:b> <urn:q> "1" <urn:g2> .
<urn:c> <urn:q> "2" <urn:g3> .
"""

RIGHT = [
    "?s <urn:p> ?o",
    "?s <urn:p> ?o OPTIONAL { ?o <urn:q> ?n }",
    "{ ?s <urn:p> ?o } UNION { ?s <urn:q> ?o }",
    "?s <urn:p> ?o FILTER EXISTS { ?x <urn:q> ?y }",
    "?s <urn:p> ?o FILTER NOT EXISTS { ?o <urn:p> ?y }",
    "?s <urn:p>+ ?o",
    "VALUES ?s { <urn:a> } ?s <urn:p> ?o",
    "?s <urn:p> ?o VALUES (?s ?o) { (<urn:a> <urn:b>) (<urn:c> UNDEF) }",
    "BIND (1 AS ?x)",
    "?s <urn:p> ?o BIND (STR(?s) AS ?x)",
    "{ SELECT ?s { ?s <urn:p> ?o } }",
    "{ SELECT DISTINCT ?s WHERE { ?s ?p ?o } }",
    "{ SELECT * { ?s <urn:p> ?o } } ?o <urn:p> ?z",
    "{ SELECT ?s $g { ?s <urn:p> ?o } }",
    "{ SELECT ?s { { SELECT ?s ?o { ?s ?p ?o } } ?o <urn:p> ?z } }",
    "",
]
WRONG = [
    "?s <urn:p> ?o MINUS { ?a <urn:q> ?b }",
    "VALUES ?x { 1 2 }",
    "{ VALUES ?x { 1 } } UNION { ?s <urn:p> ?x }",
    "{ SELECT (COUNT(*) AS ?n) { ?s <urn:q> ?o } }",
    "{ SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s }",
    "{ SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1 }",
    "{ SELECT DISTINCT * { ?s <urn:p> ?o } }",
    "{ SELECT ?s { ?s <urn:p> ?g } }",
    "{ SELECT ?s { ?s <urn:p> $g } }",
    "GRAPH ?h { ?s <urn:p> ?o }",
    "GRAPH <urn:g1> { ?s <urn:p> ?o }",
    "?s <urn:p> ?o OPTIONAL { ?s <urn:p> ?z MINUS { ?z <urn:q> ?n } }",
]


def _store():
    import pyoxigraph as ox

    made = ox.Store()
    made.load(DATA.encode(), format=ox.RdfFormat.N_QUADS)
    return made


def _rows(answer):
    names = [variable.value for variable in answer.variables]
    return Counter(
        tuple(sorted((n, str(row[n])) for n in names if row[n] is not None)) for row in answer
    )


def _graph_by_graph(pattern):
    """What SPARQL says: the group evaluated in each graph by itself."""
    import pyoxigraph as ox

    store, found = _store(), Counter()
    for graph in store.named_graphs():
        alone = ox.Store()
        alone.extend(ox.Quad(*q.triple) for q in store.quads_for_pattern(None, None, None, graph))
        for row, times in _rows(alone.query(f"SELECT * {{ {pattern} }}")).items():
            found[tuple(sorted([*row, ("g", str(graph))]))] += times
    return found


@pytest.mark.parametrize("pattern", RIGHT)
@pytest.mark.parametrize("form", ["SELECT * {{ GRAPH ?g {{ {} }} }}", "select*{{graph ?g{{ {}}}}}"])
def test_what_is_answered_is_right(pattern, form):
    expected = _graph_by_graph(pattern)
    assert _rows(guard.run(_store(), form.format(pattern))) == expected
    assert expected or not pattern


@pytest.mark.parametrize("pattern", WRONG)
def test_what_would_be_wrong_is_refused(pattern):
    with pytest.raises(QueryError, match="inside GRAPH") as caught:
        guard.run(_store(), f"SELECT * {{\n GRAPH ?g {{ {pattern} }} }}")
    assert caught.value.line == 2


@pytest.mark.parametrize("pattern", WRONG)
def test_outside_and_in_a_named_graph_all_is_allowed(pattern):
    store = _store()
    if "GRAPH" not in pattern:
        guard.run(store, f"SELECT * {{ GRAPH <urn:g2> {{ {pattern} }} }}")
    guard.run(store, f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} {{ {pattern} }} }}")


def test_words_in_texts_and_comments_are_no_keywords():
    text = 'SELECT * { GRAPH ?g { ?s ?p "MINUS { SELECT" # MINUS { VALUES\n } }'
    assert _rows(guard.run(_store(), text)) == Counter()
