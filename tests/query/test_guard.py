"""What is not allowed before an engine sees it, and errors that point at the place."""

from __future__ import annotations

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.errors import QueryError
from cityties.query import guard as sparql
from cityties.vocabulary.terms import PREFIXES


@pytest.fixture
def store():
    import pyoxigraph as ox

    made = ox.Store()
    for number in range(3):
        made.add(
            ox.Quad(
                ox.NamedNode(PREFIXES["id"] + f"c{number}"),
                ox.NamedNode(PREFIXES["ct"] + "party"),
                ox.Literal(str(number)),
                ox.NamedNode(f"http://example.org/g{number}"),
            )
        )
    return made


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://x> {" } # SERVICE <http://x> {',
        "SELECT * { ?s ?p '''SERVICE\n<http://x> {''' }",
        "SELECT * { <http://example.org/SERVICE> ?p ?from }",
        "SELECT ?service ?load { ?service ct:SERVICE ?load }",
        "SELECT * { ?s ?p <http://example.org/it's_(here)> }",
        "SELECT * { ?s ?p ?o FILTER(?a<?b && ?c>?d) }",
        "SELECT * { VALUES (?a ?b) {" + "(1 2)" * 5000 + "} }",
        "SELECT * { VALUES ?a {" + "<http://example.org/a-b_(c)> " * 2500 + "} }",
        "SELECT * { " + "(" * 90 + "1" + ")" * 90 + " ?p ?o }",
    ],
)
def test_harmless_texts_pass(text):
    sparql.check_text(text, graphs=())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service<http://127.0.0.1:9/>{ ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { SERVICE#comment\nid:a#comment\n{ ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:9/\\u0061> { ?s ?p ?o } }",
        "SELECT * { SERVICE <\\U00000068ttp://127.0.0.1:9/> { ?s ?p ?o } }",
        "BASE <http://127.0.0.1:9/> SELECT * { SERVICE SILENT <\\u0061> { ?s ?p ?o } }",
        # `<` is the operator here, and what looks like an IRI hides the rest.
        "SELECT * { FILTER(1<2#>'''\n) SERVICE <http://127.0.0.1:9/> {?s ?p ?o} #'''\n }",
        "SELECT * { FILTER(1<'''>''') SERVICE <http://127.0.0.1:9/> {?s ?p ?o} #'''\n }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/>{?s ?p ?o} }",
    ],
)
def test_service_is_refused_however_it_is_written(text):
    with pytest.raises(QueryError, match="SERVICE is not allowed") as caught:
        sparql.check_text(text)
    assert caught.value.line > 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("INSERT DATA { <a:b> <a:c> 1 }", "INSERT"),
        ("prefix a: <b:> delete where { ?s ?p ?o }", "DELETE"),
        ("LOAD <file:///etc/hostname>", "LOAD"),
        ("# a comment\nCLEAR ALL", "CLEAR"),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
    ],
)
def test_updates_are_refused(text, word):
    with pytest.raises(QueryError, match=f"{word} is not allowed"):
        sparql.check_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM ct:nowhere { ?s ?p ?o }",
        "SELECT * FROM <file:///etc/p\\u0061sswd> { ?s ?p ?o }",
    ],
)
def test_from_outside_the_store_is_refused(store, text):
    with pytest.raises(QueryError, match="the store has no graph"):
        sparql.run(store, text)


def test_from_a_graph_of_the_store_narrows(store):
    text = "PREFIX e: <http://example.org/> SELECT ?s FROM e:g1 { ?s ?p ?o }"
    assert len(list(sparql.run(store, text))) == 1
    assert len(list(sparql.run(store, "SELECT ?s { ?s ?p ?o }"))) == 3
    assert len(list(sparql.run(store, "SELECT ?s { ?s ?p ?o }", union=False))) == 0


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 20_000,
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "SELECT * { FILTER(1<" + "(" * 5_000 + "1" + ")" * 5_000 + "&&2>1) }",
        "SELECT * { FILTER(" + "!" * 90_000 + "?x) }",
        "SELECT (1" + "+1" * 30_000 + " AS ?x) {}",
        "SELECT * { " + "".join(f"BIND(1 AS ?x{n}) " for n in range(4_000)) + "}",
        "SELECT * { ?s ?p ?o " + "MINUS {?s ?p ?o}" * 5_000 + "}",
        "SELECT * { FILTER(" + "&&".join("1<" + "1&&" * 30 + "2>1" for _ in range(900)) + ") }",
        "x" * 100_001,
    ],
)
def test_texts_that_end_the_engines_stack_are_refused(text):
    with pytest.raises(QueryError):
        sparql.check_text(text)


def test_what_the_limits_allow_does_not_end_the_process():
    """At the limits, in a process of its own: none of these may die of a signal."""
    depth = sparql.MAX_DEPTH - 5
    chain = sparql.MAX_GROUPS - 10
    plus = sparql.MAX_OPERATORS - 10
    code = f"""
import pyoxigraph as ox
from cityties.query import guard as sparql
for text in (
    "SELECT * " + "{{" * {depth} + "?s ?p ?o" + "}}" * {depth},
    "SELECT * {{ FILTER(" + "(" * {depth} + "1" + ")" * {depth} + ") }}",
    "SELECT * {{ FILTER(" + "!" * {plus} + "?x) }}",
    "SELECT (1" + "+1" * {plus} + " AS ?x) {{}}",
    "SELECT * {{ " + "".join("BIND(1 AS ?x%d) " % n for n in range({chain} // 2)) + "}}",
    "SELECT * {{ ?s ?p ?o " + "MINUS {{?s ?p ?o}}" * ({chain} // 2) + "}}",
):
    sparql.run(ox.Store(), text)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_request_leaves_the_process(store):
    seen = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def do_POST(self):
            self.do_GET()

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    try:
        for text in (
            f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"LOAD <{url}>",
        ):
            with pytest.raises(QueryError):
                list(sparql.run(store, text))
    finally:
        server.shutdown()
        server.server_close()
    assert seen == []


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT ?s WHERE {\n ?s ?p ?o \n FILTER(?x = }", 3, 15, "cannot be parsed"),
        ("SELECT ?s WHERE { ?s foo:bar ?o }", 1, 29, "prefix foo: is not declared"),
        ("SELEC ?s { ?s ?p ?o }", 1, 1, "must start with SELECT"),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 40, "does not bind"),
        ("", 1, 1, "cannot be parsed"),
    ],
)
def test_syntax_errors_show_the_place(store, text, line, column, words):
    with pytest.raises(QueryError, match=words) as caught:
        sparql.run(store, text)
    assert (caught.value.line, caught.value.column) == (line, column)
    _message, shown, caret = str(caught.value).split("\n")
    assert shown == (text.split("\n")[line - 1] if text else "")
    assert caret == " " * (column - 1) + "^"


def test_prefixes_are_there_and_can_be_declared_anew(store):
    assert len(list(sparql.run(store, "SELECT ?s { ?s ct:party ?o }"))) == 3
    own = "PREFIX ct: <http://example.org/> SELECT ?s { ?s ct:party ?o }"
    assert list(sparql.run(store, own)) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["SERVICE", " ", "<", ">", "'", '"', "'''", '"""', "#", "\n", "(", ")", "{", "}",
             "<http://x>", "?a", "ex:b", "\\", "&&", "1", "FROM", "ASK", "<a>", "SILENT", "^"]
        ),
        max_size=60,
    ).map("".join)
)  # fmt: skip
def test_any_text_is_accepted_or_refused_and_never_ends_otherwise(text):
    """And whatever the engine would read as a SERVICE call is not allowed."""
    import pyoxigraph as ox

    try:
        sparql.check_text("ASK " + text)
    except QueryError:
        return
    try:
        ox.Store().query("ASK " + text, prefixes={"ex": "http://example.org/"})
    except (SyntaxError, ValueError):
        return
    except (RuntimeError, OSError) as error:  # only a service call can fail at run time
        raise AssertionError(text) from error


def test_the_guard_is_quick_on_hostile_texts():
    for text in ("<'" * 45_000, "'" * 90_000, "<a>" * 33_000, "<a#" * 33_000, "\"'" * 45_000):
        try:
            sparql.check_text(text)
        except QueryError:
            continue
