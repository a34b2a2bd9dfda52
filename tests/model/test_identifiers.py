"""Ids are built, taken apart and turned into IRIs and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.errors import UsageError
from cityties.model.identifiers import (
    KINDS_OF_IRI,
    Agent,
    about_kind,
    check_slug,
    holding_id,
    iri,
    is_claim_id,
    is_event_id,
    is_slug,
    is_unnamed,
    membership_id,
    parse_agent,
    parse_iri,
    parse_pair,
    parse_tie_id,
    tie_id,
)

slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
claims = st.from_regex(r"c-[A-Z][0-9]{3}[a-c]?", fullmatch=True)
parties = slugs | st.builds("unnamed/{}.{}".format, claims, st.integers(1, 3))
codes = st.from_regex(r"[a-z]{1,8}(_[a-z]{1,5})?", fullmatch=True)


@pytest.mark.parametrize("text", ["", "Isfahan", "a--b", "-a", "a-", "a_b", "ا", "a b", "a\n"])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)
    with pytest.raises(UsageError):
        check_slug(text)


def test_a_bad_slug_gets_a_proposal() -> None:
    with pytest.raises(UsageError, match="ho-chi-minh"):
        check_slug("Ho Chi Minh")


@given(st.lists(parties, min_size=2, max_size=4, unique=True), codes, st.randoms())
def test_tie_ids_round_trip_in_any_order(names: list[str], kind: str, chance: object) -> None:
    text = tie_id(names, kind)
    assert parse_tie_id(text) == (tuple(sorted(names)), kind)
    assert tie_id(reversed(names), kind) == text
    assert parse_iri(iri("tie", text)) == ("tie", text)


@pytest.mark.parametrize(
    "text",
    [
        "tie/isfahan+freiburg/sister_city",  # not sorted
        "tie/isfahan/sister_city",
        "tie/isfahan+isfahan/sister_city",
        "isfahan+freiburg/sister_city",
        "tie/freiburg+isfahan",
        "tie/freiburg+isfahan/Sister",
        "tie/freiburg+unnamed:c-O1/sister_city",
    ],
)
def test_malformed_tie_ids(text: str) -> None:
    with pytest.raises(UsageError):
        parse_tie_id(text)


def test_ties_need_two_parties_and_a_kind() -> None:
    with pytest.raises(UsageError):
        tie_id(["isfahan", "isfahan"], "sister_city")
    with pytest.raises(UsageError):
        tie_id(["isfahan", "Freiburg"], "sister_city")
    with pytest.raises(UsageError):
        tie_id(["isfahan", "freiburg"], "sister city")


@given(parties, slugs | st.just(""), codes | st.just(""))
def test_agents_round_trip(id: str, post: str, capacity: str) -> None:
    agent = Agent(id, post, capacity)
    assert parse_agent(str(agent)) == agent


@pytest.mark.parametrize("text", ["", "unnamed", "unnamed:c-O1", "a@", "@b", "a@b@c", "a:", "A@b"])
def test_malformed_agents(text: str) -> None:
    with pytest.raises(UsageError):
        parse_agent(text)


def test_pairs() -> None:
    assert membership_id("isfahan", "wego") == "isfahan@wego"
    assert parse_pair(holding_id("mehdi-jamalinejad", "mayor-isfahan")).second == "mayor-isfahan"
    for bad in ("isfahan", "a@b@c", "A@b"):
        with pytest.raises(UsageError):
            parse_pair(bad)


def test_other_ids() -> None:
    assert is_claim_id("c-O149b")
    assert not is_claim_id("O149")
    assert is_event_id("ev-visit-hue-2023")
    assert is_event_id("list-council-2007")
    assert not is_event_id("visit")
    assert is_unnamed("unnamed/c-O048.2")
    assert not is_unnamed("unnamed/c-O048.0")


@given(st.sampled_from(sorted(set(KINDS_OF_IRI) - {"tie", "unnamed"})), slugs)
def test_iris_round_trip(kind: str, id: str) -> None:
    assert parse_iri(iri(kind, id)) == (kind, id)


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        ("term", "mehdi-jamalinejad@mayor-isfahan"),
        ("membership", "isfahan@wego"),
        ("unnamed", "unnamed/c-O048.2"),
        ("graph", "reading/known-by/2007-10-12"),
        ("reading", "freiburg+isfahan/sister_city/political/1"),
        ("code", "sister_city"),
        ("def", "Tie"),
    ],
)
def test_iris_of_each_kind(kind: str, id: str) -> None:
    assert parse_iri(iri(kind, id)) == (kind, id)


def test_foreign_and_impossible_iris() -> None:
    for text in ("", "https://example.org/x", "https://w3id.org/cityties/id/", "isfahan"):
        with pytest.raises(UsageError):
            parse_iri(text)
    with pytest.raises(UsageError):
        parse_iri("https://w3id.org/cityties/id/elsewhere/x")
    with pytest.raises(UsageError):
        iri("thing", "a b")
    with pytest.raises(UsageError):
        iri("elsewhere", "a")
    with pytest.raises(UsageError):
        iri("thing", "")


def test_what_a_claim_is_about() -> None:
    assert about_kind("tie/a+b/sister_city") == "tie"
    assert about_kind("a@b", "role") == "term"
    assert about_kind("a@b", "membership") == "membership"
    assert about_kind("unnamed/c-O1") == "unnamed"
    assert about_kind("list-x") == "event"
    assert about_kind("isfahan") == "thing"
