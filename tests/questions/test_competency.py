"""What the ontology must be able to answer: each question in words has a query, and rows."""

from __future__ import annotations

import datetime
import re

import pytest

from cityties.base import resources
from cityties.query import questions
from cityties.store import build

TODAY = datetime.date(2026, 11, 21)
TABLE = resources.ontology_dir() / "competency-questions.md"
ROW = re.compile(
    r"\| (\d+) \| ([^|]+) \| ([^|]+) \| \[`(\w+)`\]\(queries/(\w+)\.rq\) \| ([^|]+) \| ([^|]+) \|"
)
NO_ROWS = ("no rows in the shipped data", "در داده‌های همراه برنامه سطری ندارد")
"""What the answer says, in both languages, where the shipped data has none."""


def rows() -> list[tuple[str, ...]]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    found = [ROW.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return [match.groups() for match in found if match]


@pytest.fixture(scope="module")
def shipped():
    return build.open_or_build()


def test_there_are_forty_and_each_is_said_once() -> None:
    found = rows()
    assert len(found) >= 40
    assert [int(row[0]) for row in found] == list(range(1, len(found) + 1))
    for column in (1, 2, 3):
        assert len({row[column] for row in found}) == len(found)


def test_each_is_a_question_in_both_languages_and_names_one_query() -> None:
    known = {question.name for question in questions.list_questions()}
    for _number, english, persian, name, file, answer, answer_fa in rows():
        assert english.endswith("?") and persian.endswith("؟"), english
        assert re.search("[\u0600-\u06ff]", answer_fa) and not re.search("[\u0600-\u06ff]", answer)
        assert name == file and name in known, name
        assert (resources.ontology_dir() / "queries" / f"{file}.rq").is_file()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[3])
def test_it_is_answered_on_the_shipped_data(row: tuple[str, ...], shipped) -> None:
    (question,) = (one for one in questions.list_questions() if one.name == row[3])
    params = {parameter.name: parameter.example for parameter in question.parameters}
    answer = questions.query(
        shipped, question.name, params=params, gazetteer=shipped.gazetteer, today=TODAY
    )
    empty = [text in row[column] for text, column in zip(NO_ROWS, (5, 6), strict=True)]
    assert empty == [len(answer) == 0] * 2


PROMISED = {
    "certain": {"certain", "certainty"}, "possible": {"possible", "answer"},
    "possibly": {"possibly", "answer"}, "announced": {"announced"}, "planned": {"status"},
    "ended": {"ended"}, "channel": {"channel"}, "certainty": {"certainty"}, "status": {"status"},
    "since": {"from", "since", "days", "when"}, "side": {"side"}, "sides": {"side"},
    "days": {"days"},
    "actor": {"actor", "by"}, "speaker": {"speaker"}, "source": {"source"},
    "publisher": {"publisher"}, "kind": {"kind"}, "person": {"person"}, "post": {"post", "mayor"},
    "role": {"role"}, "capacity": {"capacity"}, "margin": {"margin"}, "grade": {"grade"},
    "network": {"network"}, "diplomat": {"guest"}, "country": {"country"}, "body": {"body"},
    "giver": {"giver"}, "consignments": {"number"}, "reason": {"reason"}, "length": {"duration"},
    "bounds": {"from_earliest", "days_at_least"}, "members": {"member"}, "level": {"level"},
    "goal": {"goal"}, "target": {"target"}, "topic": {"topic"}, "years": {"years"},
}  # fmt: skip
"""Words of the answers, each with the columns of which one must hold what it promises."""
GIVEN = {"channel": "one channel", "certain": "certain days only", "network": "one network"}
"""Where a word names what is chosen or kept to, and promises no column."""


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[3])
def test_the_answer_has_the_columns_that_its_words_promise(row: tuple[str, ...], shipped) -> None:
    (question,) = (one for one in questions.list_questions() if one.name == row[3])
    params = {parameter.name: parameter.example for parameter in question.parameters}
    answer = questions.query(
        shipped, question.name, params=params, gazetteer=shipped.gazetteer, today=TODAY
    )
    words = set(re.findall(r"[a-z]+", row[5]))
    chosen = {word for word, given in GIVEN.items() if re.search(given, row[5])}
    missing = {
        word
        for word in (words & PROMISED.keys()) - chosen
        if not PROMISED[word] & set(answer.columns)
    }
    assert not missing, f"{row[3]}: {sorted(missing)} of “{row[5]}” have no column"


def test_many_words_of_the_answers_are_looked_at() -> None:
    words = [set(re.findall(r"[a-z]+", row[5])) for row in rows()]
    assert sum(bool(found & PROMISED.keys()) for found in words) >= 30
    assert set().union(*words) >= set(PROMISED) - {"sides", "kind", "planned"}
