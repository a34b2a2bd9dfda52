"""What a person has to decide, and the answers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.loaders.resolve.ends import Candidate, End, key_of
from cityties.loaders.resolve.questions import (
    COLUMNS,
    Answers,
    Question,
    check_answers,
    questions_file,
    read_answers,
)

BERN = End(name="Bern", country="CH", point=(46.948, 7.4474512345))
ULM = End(name="Ulm; and more", register="=D-7")
ASKED = [
    Question(
        BERN,
        (
            Candidate("geonames:1", "Berne", "CH", 100.0, 0.4, 130_000),
            Candidate("bern", "Bern", "CH", 90.5),
        ),
        (3, 17),
        "bern-ch",
    ),
    Question(ULM, (), tuple(range(2, 30))),
]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def answered(path: Path, answer: str, row: int = 0, *, delimiter: str = ",") -> Path:
    rows = rows_of(questions_file("a-list", ASKED, Answers()))
    rows[row]["answer"] = answer
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    file = path / "unresolved.csv"
    file.write_text(out.getvalue(), encoding="utf-8")
    return file


def test_a_line_for_each_candidate() -> None:
    content = questions_file("a-list", ASKED, Answers())
    assert content.startswith(b"\xef\xbb\xbf")  # or a spreadsheet garbles the names
    rows = rows_of(content)
    assert [row["candidate"] for row in rows] == ["geonames:1", "bern", ""]
    assert [row["km"] for row in rows] == ["0.4", "", ""]
    assert [row["score"] for row in rows] == ["100", "90.5", ""]
    assert rows[0]["lines"] == "3 17"
    assert [row["loaded_as"] for row in rows] == ["bern-ch", "bern-ch", ""]
    assert rows[2]["lines"].endswith("(+20)")
    assert rows[2]["register_id"] == "'=D-7"  # no formula in the spreadsheet of who answers


@pytest.mark.parametrize(
    ("answer", "row", "found"),
    [
        ("x", 0, "geonames:1"),
        ("X", 1, "bern"),
        ("بله", 1, "bern"),
        ("Berne", 1, "geonames:1"),
        ("BERNE", 0, "geonames:1"),
        ("BERN", 0, "bern"),
        ("GeoNames:1", 1, "geonames:1"),
        ("bern", 0, "bern"),
        ("Q70", 0, "Q70"),
        ("https://www.wikidata.org/wiki/Q70", 0, "Q70"),
        ("https://www.geonames.org/2661552/bern.html", 1, "geonames:2661552"),
        ("new", 0, "new"),
        ("skip", 0, "skip"),
        ("تازه", 0, "new"),
    ],
)
def test_answers(tmp_path: Path, answer: str, row: int, found: str) -> None:
    read = read_answers(answered(tmp_path, answer, row), "a-list")
    assert read.answers == {key_of(BERN): found}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_as_a_spreadsheet_saves_it(tmp_path: Path, delimiter: str) -> None:
    read = read_answers(answered(tmp_path, "new", 2, delimiter=delimiter), "a-list")
    assert read.answers == {key_of(ULM): "new"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_as_a_spreadsheet_saves_it_as_unicode_text(tmp_path: Path, encoding: str) -> None:
    file = answered(tmp_path, "new", 2, delimiter="\t")
    text = file.read_text("utf-8")
    file.write_bytes(
        ("" if encoding == "utf-16" else "\ufeff").encode(encoding) + text.encode(encoding)
    )
    assert read_answers(file, "a-list").answers == {key_of(ULM): "new"}


def test_a_name_that_two_candidates_have_is_no_answer(tmp_path: Path) -> None:
    asked = [
        Question(
            ULM, (Candidate("g1", "Ulm am See", "", 90.0), Candidate("g2", "Ulm am See", "", 90.0))
        )
    ]
    rows = rows_of(questions_file("a-list", asked, Answers()))
    rows[0]["answer"] = "Ulm am See"
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    file = tmp_path / "unresolved.csv"
    file.write_text(out.getvalue(), encoding="utf-8")
    with pytest.raises(DataError, match="is not an answer"):
        read_answers(file, "a-list")


def test_coordinates_come_back_shortened(tmp_path: Path) -> None:
    file = answered(tmp_path, "x")
    text = file.read_text("utf-8").replace("7.44745", "7.447450").replace("46.948,", '"46,948",')
    file.write_text(text, encoding="utf-8")
    assert read_answers(file, "a-list").answers == {key_of(BERN): "geonames:1"}


@pytest.mark.parametrize(
    ("answer", "text"), [("Bern!", "is not an answer"), ("perhaps this one", "is not an answer")]
)
def test_no_answer(tmp_path: Path, answer: str, text: str) -> None:
    with pytest.raises(DataError, match=text) as caught:
        read_answers(answered(tmp_path, answer), "a-list")
    problem = caught.value.problems[0]
    assert (problem.line, problem.column, problem.value) == (2, "answer", answer)


def test_x_where_there_is_no_candidate(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not an answer"):
        read_answers(answered(tmp_path, "x", 2), "a-list")


def test_two_answers_disagree(tmp_path: Path) -> None:
    file = answered(tmp_path, "x")
    text = file.read_text("utf-8").replace(",3 17,,bern", ",3 17,new,bern")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="another answer on line 2: geonames:1"):
        read_answers(file, "a-list")


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "unresolved.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="lacks the columns"):
        read_answers(file, "a-list")


def test_no_file_has_no_answers(tmp_path: Path) -> None:
    assert read_answers(tmp_path / "none.csv", "a-list").answers == {}


def test_ids_that_nothing_has() -> None:
    answers = Answers("u.csv", {BERN: "berne"}, {BERN: 4})
    with pytest.raises(DataError, match="no city has this id") as caught:
        check_answers(answers, ["bern", "ulm"], None)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.value) == ("u.csv", 4, "berne")
    assert "bern" in problem.suggestion
    check_answers(Answers("u.csv", {BERN: "bern"}, {BERN: 4}), ["bern"], None)


def test_numbers_of_geonames_need_the_names() -> None:
    answers = Answers("u.csv", {BERN: "geonames:1"}, {BERN: 4})
    check_answers(answers, [], ["geonames:1"])
    with pytest.raises(DataError, match="no city has this id"):
        check_answers(answers, [], [])
    with pytest.raises(DataError, match="ids need --gazetteer"):
        check_answers(answers, [], None)


def test_answers_and_other_sources_stay_in_the_file(tmp_path: Path) -> None:
    file = answered(tmp_path, "x")
    other = questions_file("b-list", ASKED, read_answers(file, "b-list"))
    file.write_bytes(other)
    before = read_answers(file, "a-list")
    assert len(before.others) == 3
    again = rows_of(questions_file("a-list", ASKED[1:], before))
    assert [row["source"] for row in again] == ["b-list"] * 3 + ["a-list"] * 3
    assert again[3]["answer"] == "x"
    file.write_bytes(questions_file("a-list", ASKED[1:], before))
    assert read_answers(file, "a-list").answers == before.answers


def test_answers_about_what_is_no_longer_asked_are_stale(tmp_path: Path) -> None:
    before = read_answers(answered(tmp_path, "x"), "a-list")
    assert before.stale([ULM]) == [key_of(BERN)]
    assert before.stale([ULM, BERN]) == []
