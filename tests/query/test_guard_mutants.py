"""Lines of the guard that other tests left free to be anything, found by changing them."""

from __future__ import annotations

import pytest

from cityties.errors import QueryError
from cityties.query import guard

PROLOGUE = "PREFIX service: <urn:x:> PREFIX a: <urn:a:> "


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "service" { ?a ?b ?c } }',
        "SELECT * { ?s ?p 'silent' { ?a ?b ?c } }",
        "SELECT * { ?s ?p ?service { ?a ?b ?c } }",
        "SELECT * { ?s ?p <urn:service> { ?a ?b ?c } }",
        "SELECT * { ?s ?p a:service { ?a ?b ?c } }",
        PROLOGUE + "SELECT * { GRAPH service:x { ?s ?p ?o } }",
        PROLOGUE + "SELECT * { service:x ?p ?o . ?s ?p service:y }",
        PROLOGUE + "SELECT * FROM service:x { ?s ?p ?o }",
        PROLOGUE + "SELECT * FROM NAMED service:x { ?s ?p ?o }",
    ],
)
def test_a_name_is_no_call(text: str) -> None:
    guard.check_text(text)


@pytest.mark.parametrize(
    "text",
    [
        PROLOGUE + "SELECT * { SERVICE:{ ?s ?p ?o } }",
        PROLOGUE + "SELECT * { SERVICEa:x{ ?s ?p ?o } }",
        PROLOGUE + "SELECT * { SERVICEa:x # here\n { ?s ?p ?o } }",
        PROLOGUE + "SELECT * { servicesilenta:x { ?s ?p ?o } }",
        "SELECT * { { } SERVICESILENT<urn:x>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<urn:x>{ ?s ?p ?o } }",
    ],
)
def test_a_call_that_runs_into_a_name_is_seen(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        guard.check_text(text)


def _length(size: int) -> str:
    head = "SELECT * { ?s ?p ?o } #"
    return head + "x" * (size - len(head))


def _depth(size: int) -> str:
    return "SELECT * " + "{" * size + "}" * size


def _groups(size: int) -> str:
    return "SELECT * { ?s ?p ?o " + "FILTER(1) " * (size - 1) + "}"


def _operators(size: int) -> str:
    return "SELECT (1" + "+1" * size + " AS ?x) {}"


@pytest.mark.parametrize(
    ("text", "limit", "says"),
    [
        (_length, guard.MAX_LENGTH, "characters"),
        (_depth, guard.MAX_DEPTH, "nested more than 100 deep"),
        (_groups, guard.MAX_GROUPS, "at most 1,000 groups"),
        (_operators, guard.MAX_OPERATORS, "3,000 operators"),
    ],
)
def test_a_limit_is_where_it_says(text, limit: int, says: str) -> None:
    guard.check_text(text(limit))
    with pytest.raises(QueryError, match=says):
        guard.check_text(text(limit + 1))


def test_brackets_that_close_make_room_again() -> None:
    one = "{" * 60 + "}" * 60
    guard.check_text(f"SELECT * {{ {one} {one} }}")
    # More that close than open do not let a later text be deeper.
    with pytest.raises(QueryError, match="nested"):
        guard.check_text("SELECT * " + "}" * 50 + "{" * 101)


def test_an_opened_bracket_counts_until_it_is_closed() -> None:
    with pytest.raises(QueryError, match="nested"):
        guard.check_text("SELECT * " + "{ {} " * 101)


@pytest.mark.parametrize(
    "more",
    ["FILTER(1) " * 700, "{} " * 700, "FILTER(1" + "+1" * 1_700 + ") ", "?s ?p ?o . " * 3_000],
)
def test_what_two_readings_share_is_counted_once(more: str) -> None:
    """Read as a comparison, the text is deeper than with an IRI, and so is looked at twice."""
    guard.check_text("SELECT * { FILTER(?a<?b[[&&?c>?d) " + more + "}")


def test_many_relative_iris_are_not_too_complex() -> None:
    guard.check_text("SELECT * { VALUES ?a { " + "<a> <b> " * 500 + "} }")


def test_links_are_counted_outside_of_lists() -> None:
    limit = guard.MAX_LINKS
    for sign in ",;.":
        guard.check_text(f"SELECT * {{ ?s ?p ?o {f'{sign} ?o ' * limit}}}")
        with pytest.raises(QueryError, match="commas, semicolons and points"):
            guard.check_text(f"SELECT * {{ ?s ?p ?o {f'{sign} ?o ' * (limit + 1)}}}")
    listed = "?x IN (" + "1," * (limit + 100) + "1)"
    guard.check_text(f"SELECT * {{ FILTER({listed}) ?s ?p ?o }}")
    with pytest.raises(QueryError, match="commas"):
        guard.check_text(f"SELECT * {{ FILTER({listed}) ?s ?p ?o {', ?o ' * (limit + 1)}}}")
    nested = "?x IN ((1)," + "1," * (limit + 100) + "1)"
    guard.check_text(f"SELECT * {{ FILTER({nested}) ?s ?p ?o }}")
    guard.check_text("SELECT * { ?s ?p ?o } # " + "," * (limit + 1))
    guard.check_text("SELECT * { ?s ?p '" + "," * (limit + 1) + "' }")
    other = "@en " * (limit + 1)  # `@` is a sign of no other kind, too
    guard.check_text(f"SELECT * {{ ?s ?p ?o {other} }}")


def test_a_base_of_the_query_goes_before_ours() -> None:
    full = guard.resolver("BASE <http://x.example/y/> ASK {}", base="http://a/")
    assert full("<c>") == "http://x.example/y/c"
    assert full("<urn:d>") == "urn:d"


def test_the_place_in_a_very_long_line_is_shown() -> None:
    text = "x" * 300 + "HERE" + "y" * 300
    message, line, caret = guard.pointed(text, "wrong", 1, 301).split("\n")
    assert message == "line 1, column 301: wrong"
    assert line.startswith("x" * 100 + "HERE")
    assert (len(line), line[caret.index("^") :][:4]) == (200, "HERE")


def test_a_prefix_called_from_names_one_graph() -> None:
    import pyoxigraph as ox

    store = ox.Store()
    for name in ("urn:g:x", "urn:h:x"):
        node = ox.NamedNode(name)
        store.add(ox.Quad(node, node, node, node))
    text = "PREFIX from: <urn:g:> PREFIX : <urn:h:> SELECT ?s FROM from:x { ?s ?p ?o }"
    assert [row["s"].value for row in guard.run(store, text)] == ["urn:g:x"]


def test_what_a_query_computes_takes_no_value() -> None:
    text = "SELECT (STRLEN(?k) as ?n) ?c { ?c ct:kind ?k }"
    assert guard.bind(text, {"k": '"x"'}) == 'SELECT (STRLEN("x") as ?n) ?c { ?c ct:kind "x" }'
    for name in ("n", "c"):
        with pytest.raises(QueryError, match="is bound by the query itself"):
            guard.bind(text, {name: '"x"'})


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("SELECT *\n{ ?s\n  nosuch:d ?o }", "nosuch"),
        ("SELECT * { ?s x.y:d ?o }", "x.y"),
    ],
)
def test_the_prefix_that_is_missing_is_named(text: str, prefix: str) -> None:
    import pyoxigraph as ox

    with pytest.raises(QueryError, match=f"the prefix {prefix}: is not declared"):
        guard.run(ox.Store(), text)


def test_names_are_those_behind_the_prologue() -> None:
    text = "BASE <urn:b> PREFIX a: <urn:a:> PREFIX b: <urn:b:> SELECT ?x { a:x b:y ?x . a:z b:y 1 }"
    assert guard.prefixed_names(text) == ["a:x", "b:y", "a:z", "b:y"]
    assert guard.prefixed_names("ASK { ?s ?p 'a:x' } # a:x") == []


def test_only_our_namespaces_have_slips() -> None:
    slip = "part" + "ie"
    text = f"PREFIX o: <https://example.org/{slip}/> ASK {{ o:{slip} ct:{slip} code:{slip} }}"
    assert guard.unknown_terms(text) == [f"ct:{slip}", f"code:{slip}"]
    assert guard.unknown_terms(f"PREFIX x: <urn:> ASK {{ ?s no:{slip} ct: }}") == []


def test_a_value_stands_where_its_variable_stood() -> None:
    text = "SELECT ?c (1 AS ?n) { ?c ct:kind ?k , ?kk FILTER(?k=?c||?k<?n) } GROUP BY ?c"
    bound = guard.bind(text, {"k": "code:x"})
    wanted = (
        "SELECT ?c (1 AS ?n) { ?c ct:kind code:x , ?kk FILTER(code:x=?c||code:x <?n) } GROUP BY ?c"
    )
    assert bound == wanted
