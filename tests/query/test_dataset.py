"""What a query searches: the merge, the graphs of FROM, nothing by default."""

from __future__ import annotations

import pytest

from cityties.errors import QueryError
from cityties.query import guard

DATA = b"""<http://e/a> <http://e/p> <http://e/b> <http://g/1> .
<http://e/a> <http://e/p> <http://e/b> <http://g/2> .
<http://e/b> <http://e/p> <http://e/c> <http://g/2> .
<http://e/c> <http://e/p> _:x <http://g/3> .
_:x <http://e/p> <http://e/d> <http://g/3> .
"""


@pytest.fixture
def store():
    import pyoxigraph as ox

    made = ox.Store()
    made.load(DATA, format=ox.RdfFormat.N_QUADS)
    return made


def number(store, text, **more):
    return len(list(guard.run(store, text, **more)))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT * { ?s ?p ?o }", 4),
        ("SELECT * { ?s ?p ?o . ?s ?q ?r }", 4),
        ("SELECT * FROM <http://g/1> { ?s ?p ?o }", 1),
        ("SELECT * FROM <http://g/1> FROM <http://g/1> { ?s ?p ?o }", 1),
        ("SELECT * FROM <http://g/1> FROM <http://g/2> { ?s ?p ?o }", 2),
        ("SELECT * FROM <http://g/1> FROM <http://g/2> { ?s ?p ?o . ?s ?q ?r . ?s ?t ?u }", 2),
        ("PREFIX : <http://g/> SELECT * FROM:1 FROM:2 { ?s ?p ?o }", 2),
        ("BASE <http://g/x> SELECT * FROM <1> FROM <2> { ?s ?p ?o }", 2),
        ("BASE <http://h/> BASE <//g/> SELECT * FROM <1> FROM <2> { ?s ?p ?o }", 2),
        ("BASE <http://g/x> PREFIX : <y> PREFIX g: <.> SELECT * FROM g:1 FROM g:2 { ?s ?p ?o }", 2),
        (r"SELECT * FROM <http://g/\u0031> FROM <http://\U00000067/2> { ?s ?p ?o }", 2),
        ("SELECT * FROM NAMED <http://g/2> { GRAPH ?g { ?s ?p ?o } }", 2),
        ("SELECT * FROM NAMED <http://g/2> { ?s ?p ?o }", 0),
        ("SELECT * FROM <http://g/2> { GRAPH ?g { ?s ?p ?o } }", 0),
        ("SELECT * FROM <http://g/1> FROM <http://g/3> FROM NAMED <http://g/3> "
         "{ ?s ?p ?o GRAPH ?g { ?o ?p ?z } }", 1),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://g/1> FROM <http://g/2> WHERE { ?s ?p ?o }", 2),
    ],
)  # fmt: skip
def test_a_triple_of_several_graphs_is_one(store, text, rows):
    assert number(store, text) == rows


def test_without_the_merge_the_default_graph_is_empty(store):
    assert number(store, "SELECT * { ?s ?p ?o }", union=False) == 0
    assert number(store, "SELECT * { GRAPH ?g { ?s ?p ?o } }", union=False) == 5


def test_from_outside_the_store_is_refused(store):
    for name in ("<http://g/9>", "<9>", "NAMED <http://g/9>", "<file:///etc/passwd>"):
        with pytest.raises(QueryError, match="has no graph"):
            guard.run(store, f"SELECT * FROM {name} {{ ?s ?p ?o }}")


def test_relative_iris_are_relative_to_ids(store):
    [row] = guard.run(store, "SELECT (<isfahan> AS ?x) {}")
    assert row["x"].value == "https://w3id.org/cityties/id/isfahan"
    [row] = guard.run(store, "BASE <http://e/> SELECT (<a> AS ?x) {}")
    assert row["x"].value == "http://e/a"


def test_no_module_asks_the_engine_for_its_union():
    from cityties.base import resources

    texts = [path.read_text("utf-8") for path in resources.PACKAGE.rglob("*.py")]
    assert len(texts) > 100
    assert not [text for text in texts if "default_graph_as_union" in text]
