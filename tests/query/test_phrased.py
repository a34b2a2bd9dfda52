"""The phrases, dates and bounds that are added to the rows of a named question."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from cityties.query.phrased import loses_doubt, phrased, table_of
from cityties.query.results import Rows
from cityties.vocabulary.terms import CODE, PREFIXES

EDTF = PREFIXES["edtf"] + "EDTF"
DATE = PREFIXES["xsd"] + "date"
INTEGER = PREFIXES["xsd"] + "integer"


def rows(columns: str, **values: tuple[str, str]) -> Rows:
    """One row; a value is its kind and its text."""
    terms: dict[str, Any] = {}
    for name, (kind, text) in values.items():
        if kind == "code":
            terms[name] = {"type": "uri", "value": CODE + text}
        else:
            terms[name] = {"type": "literal", "value": text}
            terms[name] |= {"datatype": kind} if kind else {}
    found = {"head": {"vars": columns.split()}, "results": {"bindings": [terms]}}
    return Rows(json.dumps(found).encode())


def test_a_claimed_status_gets_its_phrase_after_it() -> None:
    made = phrased(
        rows(
            "tie status aspect certainty",
            status=("code", "in_force"), aspect=("code", "plan"), certainty=("code", "hedged"),
        )
    )  # fmt: skip
    assert made.columns == ("tie", "status", "claimed", "aspect", "certainty")
    assert made[0].claimed == "planned, could be: in force"
    assert table_of(made) == (["tie", "claimed"], [("", "planned, could be: in force")])


def test_the_phrase_is_in_the_language_of_the_question() -> None:
    made = phrased(
        rows("status aspect certainty", status=("code", "answered"), certainty=("code", "denied")),
        lang="fa",
    )
    assert str(made[0].claimed).startswith("انکارشده")


def test_a_reading_beside_a_claim_keeps_its_status() -> None:
    made = phrased(
        rows(
            "status claimed_status aspect certainty", status=("code", "announced"),
            claimed_status=("code", "in_force"), aspect=("code", "plan"),
        )
    )  # fmt: skip
    assert table_of(made) == (
        ["status", "claimed"],
        [("code:announced", "planned: in force")],
    )


def test_the_status_of_a_reading_gets_no_phrase() -> None:
    given = rows("status certainty", status=("code", "in_force"), certainty=("", "possible"))
    assert phrased(given) is given


@pytest.mark.parametrize(
    ("earliest", "latest", "text", "words"),
    [
        ("0001-01-01", "2007-12-31", "[..2007]", "2007 or earlier"),
        ("2010-01-01", "2010-12-31", "2010", "2010"),
        ("2000-10-27", "2000-10-27", "2000-10-27", "27 October 2000"),
        ("2000-10-27", "9999-12-31", "[2000-10-27..]", "27 October 2000 or later"),
    ],
)
def test_bounds_become_a_date(earliest: str, latest: str, text: str, words: str) -> None:
    made = phrased(
        rows(
            "from_earliest from_latest",
            from_earliest=(DATE, earliest), from_latest=(DATE, latest),
        )
    )  # fmt: skip
    assert made.columns == ("from", "from_earliest", "from_latest")
    assert made[0]["from"] == text
    assert datetime.date.min != made[0]["from_earliest"]
    assert datetime.date.max != made[0]["from_latest"]
    assert table_of(made) == (["from"], [(words,)])


def test_nothing_known_is_empty_not_a_day() -> None:
    made = phrased(
        rows(
            "until_earliest until_latest",
            until_earliest=(DATE, "9999-12-31"), until_latest=(DATE, "9999-12-31"),
        )
    )  # fmt: skip
    assert list(made[0].values()) == [None, None, None]


def test_a_free_query_shows_no_open_bound_as_a_day() -> None:
    made = rows("a b", a=(DATE, "0001-01-01"), b=(DATE, "9999-12-31"))
    assert table_of(made) == (["a", "b"], [("no first day", "no last day")])


def test_what_an_act_ended_lasted_until_the_date_of_the_act() -> None:
    made = phrased(
        rows(
            "until_earliest until_latest",
            until_earliest=(DATE, "2000-10-26"), until_latest=(DATE, "2001-12-30"),
        )
    )  # fmt: skip
    assert made[0]["until"] == "[2000-10-27..2001]"


def test_a_date_gets_its_bounds_and_says_whose_it_is() -> None:
    made = phrased(rows("day dated_by", day=(EDTF, "2007-10"), dated_by=("", "publication")))
    assert made.columns == ("day", "day_earliest", "day_latest", "dated_by")
    assert str(made[0].day_latest) == "2007-10-31"
    assert table_of(made) == (["day"], [("published October 2007",)])


@pytest.mark.parametrize(
    ("least", "most", "text", "words"),
    [
        ("697", "1062", "697..1062", "22–34 months"),
        ("697", "697", "697", "22 months"),
        ("697", "", "697..", "at least 22 months"),
    ],
)
def test_days_are_two_bounds(least: str, most: str, text: str, words: str) -> None:
    given = {"days_at_least": (INTEGER, least), "days_at_most": (INTEGER, most)}
    made = phrased(
        rows("days_at_least days_at_most", **{key: each for key, each in given.items() if each[1]})
    )
    assert str(made[0].days) == text
    assert table_of(made) == (["days"], [(words,)])


def test_a_question_that_looks_at_no_doubt_is_seen() -> None:
    assert loses_doubt("SELECT ?x { ?c ct:claimedStatus ?x }")
    assert not loses_doubt("SELECT ?c { ?c ct:claimedStatus ?x }")
    assert not loses_doubt("SELECT ?x ?y { ?c ct:claimedStatus ?x ; ct:certainty ?y }")
