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


def test_a_sign_that_may_begin_an_iri_is_counted_once() -> None:
    text = "SELECT * { FILTER(?a<?b && ?c>?d) " + "FILTER(1) " * 700 + "}"
    guard.check_text(text)


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
