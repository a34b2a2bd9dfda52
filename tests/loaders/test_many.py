"""Any number of mistakes, and odd rows and columns: all counted, in time that grows no faster."""

from __future__ import annotations

import csv
import pickle
import time
from pathlib import Path

import pytest

from cityties.errors import KEPT, SHOWN, AmbiguousNameError, DataError, Problem, Problems, cut
from cityties.language.names import closest, did_you_mean, few_guesses
from cityties.loaders.foreign.links import About, load_links
from cityties.loaders.foreign.provenance import finding_lines
from cityties.loaders.tables import load_folder
from cityties.model.formulas import looks_like_formula, may_be_formula
from cityties.vocabulary.codes import CODES

SECONDS = 40  # a machine under load; without the bounds each of these takes minutes


@pytest.fixture(autouse=True)
def _in_time() -> object:
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < SECONDS


def refused(folder: Path, **tables: str) -> DataError:
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_folder(folder)
    return caught.value


N = 20_000


def test_bad_references(tmp_path: Path) -> None:
    rows = "".join(f"c-x{n},src-{n},count,city-{n},who-{n},{n}\n" for n in range(N))
    error = refused(tmp_path, claims="id,source,type,about,said_by,number\n" + rows)
    assert error.total == 3 * N
    assert [problem.line for problem in error.problems[:4]] == [2, 2, 2, 3]
    lines = str(error).splitlines()
    assert len(lines) == SHOWN + 1
    assert str(3 * N) in lines[-1]


def test_bad_references_among_many_names(tmp_path: Path) -> None:
    rows = "".join(f"city-{n},city,City {n},cities-{n * 7 % N}x\n" for n in range(N))
    error = refused(tmp_path, places="id,kind,name_en,part_of\n" + rows)
    assert error.total == N
    assert "did you mean city-" in str(error.problems[0])


def test_unknown_columns(tmp_path: Path) -> None:
    columns = 300_000
    header = "id,kind,name_en," + ",".join(f"population{n}" for n in range(columns))
    error = refused(tmp_path, places=f"{header}\nx,city,X{',' * columns}\n")
    assert error.total == columns
    assert len(error.problems) == KEPT
    assert "did you mean population?" in str(error.problems[0])


def test_bad_codes_and_events(tmp_path: Path) -> None:
    rows = "".join(f"p{n},citty{n},X\n" for n in range(N))
    assert refused(tmp_path / "a", places="id,kind,name_en\n" + rows).total == N
    rows = "".join(f"c-{n},s,event,ev-a-{n},ev-b-{n}\n" for n in range(N))
    error = refused(tmp_path / "b", claims="id,source,type,about,part_of\n" + rows)
    assert error.total >= N


def test_a_chain_of_parts_is_climbed_once(tmp_path: Path) -> None:
    head = "id,kind,name_en,part_of\n"
    rows = "".join(f"p{n},city,P,p{(n + 1) % N}\n" for n in range(N))
    error = refused(tmp_path, places=f"{head}outside,city,P,p0\n{rows}")
    assert {problem.code for problem in error.problems} == {"part-of-cycle"}
    assert error.total == N, "what only leads into the circle is not part of it"


def test_columns_of_others(tmp_path: Path) -> None:
    table = tmp_path / "links.tsv"
    columns = 100_000
    header = "\t".join(["from", "to", *(f"column {n}" for n in range(columns))])
    table.write_text(f"{header}\nQ1\tQ2{chr(9) * columns}\n", encoding="utf-8")
    loaded = load_links(table, About("A", "2016"))
    left = loaded.record.by_code()["unknown-column"]
    assert len(left) == columns
    assert len("".join(finding_lines(loaded.record))) < 6000
    assert loaded.tables.claims


def test_a_second_column_of_one_meaning_is_written_down(tmp_path: Path) -> None:
    table = tmp_path / "links.tsv"
    table.write_text("from\tto\ttarget\nQ1\tQ2\tQ3\n", encoding="utf-8")
    loaded = load_links(table, About("A", "2016"))
    assert [found.value for found in loaded.record.by_code()["column-again"]] == ["target (to)"]


def test_a_name_among_sixty_thousand() -> None:
    names = [f"{a}{b}{c}{n % 9}" for n, (a, b, c) in enumerate(_syllables(60_000))]
    began = time.perf_counter()
    assert closest("esfehan", [*names, "isfahan"])[0] == "isfahan"
    with few_guesses():
        for n in range(2_000):
            did_you_mean(f"nowhere{n}", names)
    assert time.perf_counter() - began < SECONDS / 2


def _syllables(count: int) -> list[tuple[str, str, str]]:
    parts = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
    every = [(a, b, c) for a in parts for b in parts for c in parts]
    return every[:count]


def test_few_guesses_say_what_many_say() -> None:
    codes = CODES["kinds"]
    alone = did_you_mean("sister_citty", codes)
    with few_guesses():
        assert did_you_mean("sister_citty", codes) == alone
        for n in range(50_000):
            did_you_mean(f"sister_citty{n}", codes)
        assert did_you_mean("sister_citty", codes) == alone, "it was asked before"
        assert did_you_mean("twin_citty", codes) == "", "the bound is reached"
    assert did_you_mean("sister_citty9", codes)


def test_problems_are_counted_beyond_those_kept() -> None:
    one = Problem("a.csv", 1, "", "", "wrong")
    found = Problems([one] * (KEPT + 5))
    more = Problems([one])
    more.extend(found)
    assert (len(found), len(list(found)), len(more)) == (KEPT + 5, KEPT, KEPT + 6)
    error = DataError(more)
    assert (error.total, len(error.problems)) == (KEPT + 6, KEPT)


def test_errors_come_whole_through_a_pipe() -> None:
    error = DataError(Problem("a.csv", line, "x", "v", "wrong") for line in range(80))
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, again.total, str(again)) == (error.problems, error.total, str(error))
    named = pickle.loads(pickle.dumps(AmbiguousNameError("which?", ["b", "a"])))
    assert (str(named), named.candidates) == ("which?", ("a", "b"))


def test_long_values_are_cut_in_messages() -> None:
    assert cut("x" * 201) == "x" * 200 + "…"
    assert len(str(Problem("a", 1, "y" * 5000, "x" * 5000, "wrong", "z" * 5000))) < 1500


# --- rows, cells, columns and files that are there twice, or beyond what is named ---

ODD = [
    ({"people": "id,name_en\nali,Ali\nali,Ali\n"}, "duplicate-id", 3),
    ({"people": "id,name_en\nali,Ali\nali,Other\n"}, "duplicate-id", 3),
    ({"people": "id,name_en\nali,Ali,more\n"}, "ragged-row", 2),
    ({"people": "id,name_en\nali,Ali,\n"}, "ragged-row", 2),
    ({"people": "id,name_en\nali\n"}, "ragged-row", 2),
    ({"people": "id,name_en,\nali,Ali,data\n"}, "unknown-column", 1),
    ({"people": "id,name_en, \nali,Ali,\n"}, "unknown-column", 1),
    ({"people": "id,name_en,name_en\nali,Ali,Ali\n"}, "duplicate-column", 1),
    ({"people": "id,name_en, name_en \nali,Ali,B\n"}, "duplicate-column", 1),
    ({"people": "id,name_en,Name_en\nali,Ali,B\n"}, "unknown-column", 1),
    ({"people": "id,name_en\nali,Ali\n,\n"}, "blank-row", 3),
    ({"people": "id,name_en\n", "People": "id,name_en\nali,Ali\n"}, "unknown-file", 0),
    ({"people": "id,name_en\nali,Ali\n", "peopel": "id\n"}, "unknown-file", 0),
    ({"people": "\nid,name_en\nali,Ali\n"}, "missing-header", 1),
    ({"people": 'id,name_en\nali,"A\n' + "x" * 200_000 + '"\n'}, "bad-csv", 2),
    ({"people": 'id,name_en\nali,"Ali\n'}, "bad-csv", 2),
    ({"people": f"id,name_en\n{'9' * 5000},{'x' * 9000}\n", "places": "id\n"}, "missing-column", 1),
    ({"places": f"id,kind,name_en,population\na,city,A,{'9' * 5000}\n"}, "bad-number", 2),
    ({"places": f"id,kind,name_en,latitude\na,city,A,{'9' * 5000}\n"}, "bad-number", 2),
    ({"places": "id,kind,name_en,population\na,city,A,²\n"}, "bad-number", 2),
    ({"sources": f"id,kind,title,expected\na,news,A,{'9' * 5000}\n"}, "bad-expected", 2),
    ({"sources": f"id,kind,title,published\na,news,A,{'9' * 5000}\n"}, "bad-date", 2),
    ({"people": "id,name_en\nali,A\x00li\n"}, "control-character", 2),
    ({"people": "id,name_en\nali,A\ufeffli\n"}, "control-character", 2),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "code", "line"), ODD)
def test_what_is_odd_is_reported(
    tmp_path: Path, tables: dict[str, str], code: str, line: int
) -> None:
    csv.field_size_limit(131_072)  # Python's own; frictionless, which others test with, lifts it
    error = refused(tmp_path, **tables)
    assert (code, line) in {(problem.code, problem.line) for problem in error.problems}


def test_files_that_differ_by_case_alone(tmp_path: Path) -> None:
    (tmp_path / "people.CSV").write_text("id,name_en\nali,Ali\n", encoding="utf-8")
    error = refused(tmp_path, people="id,name_en\nali,Ali\n")
    assert [problem.code for problem in error.problems] == ["unknown-file"]


def test_a_data_package_that_is_nested_too_deeply(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("[" * 200_000, encoding="utf-8")
    error = refused(tmp_path, people="id,name_en\nali,Ali\n")
    assert {problem.code for problem in error.problems} == {"bad-datapackage"}


FORMULAS = [
    "=1+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "+1+cmd|'x'!A0", " =1", "\t=1", "'=1", '"=1"',
    "\u200b=1", "＝1", "＋a", "-cmd|x", "-A1", "+A1", "“=x", "-1=2", "- =1", "−A1", "\r=1",
]  # fmt: skip
TEXTS = ["-9.5", "+98 31 3222 4444", "- a note", "-", "Porto", "a=b", "1-2", "+49", "–", "(=)", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula(text: str) -> None:
    assert looks_like_formula(text)
    assert may_be_formula(text)


@pytest.mark.parametrize("text", TEXTS)
def test_no_formula(text: str) -> None:
    assert not looks_like_formula(text)
