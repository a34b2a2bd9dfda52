"""People in posts: terms as claimed, and nobody seen who was only spoken of."""

from __future__ import annotations

from typing import Any

import pytest

from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.reading import official_rows, read

SOURCES = {
    "page": Source("page", "news", "A page", "paper", published=parse_edtf("2021-10")),
    "old": Source("old", "news", "Old", "paper", published=parse_edtf("2019")),
}
ADA = "ada@mayor-aba"


def rows(*claims: Claim, **more: Any) -> dict[str, dict[str, Any]]:
    tables = Tables(
        (
            Place("aba", "city", "Aba"),
            Place("caba", "city", "Caba"),
            Place("far", "country", "Far"),
        ),
        (Organization("aba-hall", "municipality", "Hall", acts_for="aba"),),
        (Person("ada", "Ada", "آدا"), Person("bob", "Bob"), Person("eve", "Eve")),
        (
            Post("mayor-aba", "mayor", "aba", name_en="Mayor of Aba", holders=("ada", "bob")),
            Post("ambassador-far", "ambassador", "far", to="aba"),
        ),
        tuple(SOURCES.values()),
        claims,
    )
    found = official_rows(read(claims, SOURCES), tables, **more)
    return {row["official"]: row for row in found}


def role(id: str, when: str = "", until: str = "", **more: Any) -> Claim:
    fields = {"source": "page", "aspect": "state", "about": ADA} | more
    source = fields.pop("source")
    return Claim(
        id, source, "role", kind="holds_post",
        when=parse_edtf(when) if when else None,
        until=parse_edtf(until) if until else None,
        **fields,
    )  # fmt: skip


def meeting(id: str, when: str = "", **more: Any) -> Claim:
    fields = {"aspect": "change", "kind": "meeting"} | more
    return Claim(id, "page", "event", when=parse_edtf(when) if when else None, **fields)


def test_a_holder_of_whom_nobody_tells_is_listed_too() -> None:
    found = rows()
    assert set(found) == {ADA, "bob@mayor-aba"}
    row = found[ADA]
    assert (row["name_en"], row["name_fa"], row["post_en"], row["role"], row["of"]) == (
        "Ada", "آدا", "Mayor of Aba", "mayor", "aba",
    )  # fmt: skip
    assert (row["claims"], row["sources"], row["last_seen"], row["since"]) == ([], [], None, None)


@pytest.mark.parametrize(
    ("terms", "since", "until"),
    [
        ([role("c-1", "2017")], None, None),  # only seen
        ([role("c-1", "2017", "2021")], "2017", "2021"),
        ([role("c-1", "2017-05", aspect="change")], "2017-05", None),
        ([role("c-1", "2017", aspect="change"), role("c-2", "2017-05-03", aspect="change")],
         "2017-05-03", None),
        ([role("c-1", "2017", aspect="change"), role("c-2", "2018-05", aspect="change")],
         "[2017,2018-05]", None),
        ([role("c-1", "[..2017]", "2020-01", aspect="state")], "[..2017]", "2020-01"),
        ([role("c-1", "2022", aspect="plan")], None, None),
        ([role("c-1", "2017", aspect="change", certainty="denied")], None, None),
        ([role("c-1", "2017", aspect="change", certainty="hedged")], None, None),
    ],
)  # fmt: skip
def test_terms(terms: list[Claim], since: str | None, until: str | None) -> None:
    row = rows(*terms)[ADA]
    assert (row["since"], row["until"]) == (since, until)
    assert [term["claim"] for term in row["terms"]] == [term.id for term in terms]
    assert [term["certainty"] for term in row["terms"]] == [term.certainty for term in terms]
    assert row["claims"] == [term.id for term in terms]


def test_last_seen_is_a_date_that_a_source_gives() -> None:
    row = rows(
        role("c-1", source="old"),
        meeting("c-2", "2021-05-03", people=(f"{ADA}:host",), parties=("aba", "caba")),
        meeting("c-3", "2021", people=(f"{ADA}:host",), parties=("aba", "caba")),
        meeting("c-4", "2022", people=(f"{ADA}:host",), aspect="plan"),
        meeting("c-5", "2021-08", people=(f"{ADA}:host",), certainty="denied"),
    )[ADA]
    assert (row["first_seen"], row["last_seen"], row["last_seen_basis"]) == (
        "2019", "2021-05-03", "date",
    )  # fmt: skip
    assert (row["last_seen_earliest"], row["last_seen_latest"]) == ("2021-05-03", "2021-05-03")
    assert len(row["claims"]) == 5


def test_who_speaks_is_seen_when_it_is_published() -> None:
    row = rows(meeting("c-1", "2001", actor=("caba",), said_by=ADA))[ADA]
    assert (row["last_seen"], row["last_seen_basis"]) == ("2021-10", "published")
    assert (row["last_seen_earliest"], row["last_seen_latest"]) == ("2021-10-01", "2021-10-31")
    assert row["contacts"] == []


def test_contacts_are_the_others_newest_first() -> None:
    row = rows(
        meeting("c-1", "2020", people=(f"{ADA}:host", "eve@ambassador-far:guest"), actor=("far",),
                target=("aba-hall",)),
        meeting("c-2", "2021", actor=(ADA,), target=("caba",)),
        meeting("c-3", "2021-02", actor=(ADA,), target=("dada",), status="planned"),
    )[ADA]  # fmt: skip
    assert row["contacts"] == ["caba", "eve@ambassador-far", "far"]


def test_a_person_without_a_post_acts_in_the_only_one_or_in_none() -> None:
    found = rows(meeting("c-1", "2020", actor=("ada",)), meeting("c-2", "2020", actor=("eve",)))
    assert found[ADA]["claims"] == ["c-1"]
    assert found["eve"]["post"] == ""
    assert found["eve"]["last_seen"] == "2020"
    assert "ada" not in found


def test_only_those_of_a_place_or_a_person() -> None:
    claims = [meeting("c-1", "2020", people=("eve@ambassador-far:guest", "unnamed/c-1@mayor-aba"))]
    everybody = {"ada@mayor-aba", "bob@mayor-aba", "unnamed/c-1@mayor-aba"}
    assert set(rows(*claims, keys={"aba"})) == everybody | {"eve@ambassador-far"}
    assert set(rows(*claims, keys={"far"})) == {"eve@ambassador-far"}
    assert set(rows(*claims, keys={"post/mayor-aba"})) == everybody
    assert set(rows(*claims, keys={"ada"})) == {ADA}
