"""Cells of tables of others: countries, points, titles; and any table reads back the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.loaders.foreign.countries import countries, read_country
from cityties.loaders.foreign.encoding import find_encoding
from cityties.loaders.foreign.points import lies_in, read_degrees, read_point, split_pair
from cityties.loaders.foreign.splitting import Split, guess
from cityties.loaders.foreign.tables import Choices, Record, Wanted, read_outside
from cityties.loaders.foreign.titles import Meaning, begins_below, meanings, words_of

ROOT = Path(__file__).parents[3] / "graph/cityties/loaders/foreign"


def lines_of(file: str) -> list[list[str]]:
    text = (ROOT / file).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]


# --- countries -----------------------------------------------------------------------------


def test_every_spelling_means_its_country() -> None:
    looked_at = 0
    for code, names in lines_of("country_spellings.tsv"):
        for name in names.split(";"):
            right = ("", code[1:]) if code.startswith("-") else (code, "")
            assert read_country(name) == right, name
            looked_at += 1
    assert looked_at > 700


def test_names_of_all_languages_and_codes_of_three_letters_are_known() -> None:
    pytest.importorskip("babel", reason="pip install babel")
    from babel import Locale

    wrong = []
    looked_at = 0
    for language in (
        "cs",
        "de",
        "fr",
        "it",
        "es",
        "pl",
        "ru",
        "bg",
        "uk",
        "el",
        "tr",
        "ar",
        "zh",
        "ja",
        "hu",
        "sv",
    ):
        for code, name in Locale.parse(language).territories.items():
            if code in countries():
                looked_at += 1
                if read_country(name)[0] not in (code, "") or (
                    not read_country(name)[0] and "ongo" not in name
                ):
                    wrong.append((language, code, name, read_country(name)))
    assert looked_at > 3_000
    assert not [each for each in wrong if each[1] not in ("MF", "SX")], wrong


def test_what_is_no_country_or_two_is_none() -> None:
    for text in ("Narnia", "Korea", "Kongo", "Virgin Islands", "Texas", "XX", "", "Georgia, USA"):
        assert read_country(text) == ("", ""), text


def test_every_country_has_its_box_and_its_capital_is_in_it() -> None:
    assert len(lines_of("country_boxes.tsv")) > 230
    point = read_point("35.7", "51.4", "IR")
    assert point is not None
    assert not point.is_swapped


# --- points --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "value"),
    [
        ("50.94", 90, 50.94), ("50,94", 90, 50.94), ("-6,96", 180, -6.96), ("−6.96", 180, -6.96),
        ("50°56′24″N", 90, 50.94), ("50° 56' 24\" N", 90, 50.94), ("N 50° 56.4'", 90, 50.94),
        ("6°57'36\"W", 180, -6.96), ("50 56 24 N", 90, 50.94), ("۵۰٫۹۴", 90, 50.94),
        ("12°30'", 180, 12.5), ("50d56m24s N", 90, 50.94),
    ],
)  # fmt: skip
def test_degrees(text: str, limit: int, value: float) -> None:
    assert read_degrees(text, limit) == value


@pytest.mark.parametrize(
    "text",
    ["", "x", "91", "50.940.000", "1,234.5", "50°61'N", "6°E", "50-56", "nan", "1e5", "9" * 200],
)
def test_what_is_no_latitude(text: str) -> None:
    assert read_degrees(text, 90) is None


@pytest.mark.parametrize(
    "text",
    ["50.94, 6.96", "50,94; 6,96", "50,94, 6,96", "50.94 6.96", "POINT(6.96 50.94)",
    "Point (6.96 50.94)",
     "SRID=4326;POINT(6.96 50.94)", "[50.94, 6.96]", "(50.94,6.96)", "50°56′24″N 6°57′36″E",
     "6°57′36″E 50°56′24″N", "N50.94 E6.96", "geo:50.94,6.96"],
)  # fmt: skip
def test_two_numbers_in_one_cell(text: str) -> None:
    pair = split_pair(text)
    assert pair is not None
    point = read_point(*pair)
    assert point is not None
    assert (point.latitude, point.longitude) == (50.94, 6.96)


def test_a_pair_in_the_wrong_order_is_exchanged_only_where_the_country_says_so() -> None:
    point = read_point("6.96", "50.94", "DE")
    assert point is not None
    assert (point.latitude, point.is_swapped) == (50.94, True)
    unsure = read_point("6.96", "50.94")
    assert unsure is not None
    assert (unsure.latitude, unsure.is_swapped) == (6.96, False)
    outside = read_point("0", "0", "DE")
    assert outside is not None
    assert not outside.is_swapped
    assert not lies_in(outside, "DE")
    assert read_degrees("50,94", 90, "point") is None
    assert split_pair("50,6", "comma") is None


# --- titles --------------------------------------------------------------------------------


def test_every_word_of_the_list_is_understood() -> None:
    looked_at = 0
    for meaning, _language, words in lines_of("column_names.tsv"):
        if meaning in ("of", "total", "start", "end", "a", "b"):
            continue
        for word in words.split(";"):
            assert words_of(word), word
            assert meanings(word), word
            looked_at += 1
    assert looked_at > 700


@pytest.mark.parametrize(
    ("title", "side", "role"),
    [
        ("obec1", "a", "name"), ("stat2", "b", "country"), ("start_lat", "a", "latitude"),
        ("endName", "b", "name"), ("Land der Partnerstadt", "b", "country"), ("start date", "",
        "since"),
        ("end_year", "", "until"), ("Sister city 1", "a", "name"), ("کشور خواهرخوانده", "b",
        "country"),
        ("Date of signature", "", "since"), ("source", "a", ""), ("to", "b", ""), ("№", "",
        "ignored"),
    ],
)  # fmt: skip
def test_titles(title: str, side: str, role: str) -> None:
    assert meanings(title)[0] == Meaning(side, role)


def test_unknown_words_make_an_unknown_title() -> None:
    assert meanings("mayor of the city") == ()
    assert not begins_below("Totalville")
    assert begins_below("Celkem: 12")


# --- letters and cells ---------------------------------------------------------------------


def test_bytes_that_are_no_text_are_not_guessed() -> None:
    assert find_encoding(b"Q60\xff61") is None
    found = find_encoding("Wien;Köln\n".encode() * 9 + b"\xff\n")
    assert found is not None
    assert (found.name, found.bad_bytes) == ("utf-8", True)
    assert find_encoding(b"a", "utf-8-sig").name == "utf-8-sig"  # type: ignore[union-attr]


def test_separators() -> None:
    assert guess(["a;1,5;2,5", "b;3,5;4,5"]) == ";"
    assert guess(["a|b, c|d", "e|f|g"]) == "|"
    assert guess(["Q1 Q2", "Q3 Q4"]) == " "
    assert guess(["New York", "Bad X"]) == ","


CELL = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)


def plain(text: str) -> str:
    return " ".join(text.split())


FORMS: dict[str, dict[str, Any]] = {
    "commas": {"separator": ",", "encoding": "utf-8"},
    "semicolons, mark": {"separator": ";", "encoding": "utf-8-sig"},
    "tabs, UTF-16": {"separator": "\t", "encoding": "utf-16"},
    "pipes": {"separator": "|", "encoding": "utf-8"},
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12))
def test_any_table_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, form: str, rows: list[tuple[str, str, str]]
) -> None:
    """Whatever its cells hold, a table that we write in a supported form reads back the same."""
    separator, encoding = FORMS[form]["separator"], FORMS[form]["encoding"]
    rows = [(f"Q{n}", plain(row[0]), plain(row[1])) for n, row in enumerate(rows, start=1)]
    if separator == "\t":  # a quotation mark in TSV is a letter: wrapped cells lose it
        rows = [(a, b.replace('"', "'"), c.replace('"', "'")) for a, b, c in rows]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(["qid", "name", "note"])
    writer.writerows(rows)
    file = tmp_path_factory.mktemp("t") / "t.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    table = read_outside(
        file, Wanted({"id": (), "name": (), "note": ()}, required=("id",)), Choices(), Record()
    )
    assert [tuple(cells) for _line, cells in table.lines] == rows
    assert len(table.lines) == len(rows)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_any_sheet_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="pip install xlsxwriter")
    pytest.importorskip("python_calamine", reason="pip install python-calamine")
    rows = [(f"Q{number}", plain(row[0])) for number, row in enumerate(rows, start=1)]
    file = tmp_path_factory.mktemp("t") / "t.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("t")
        for at, row in enumerate([("qid", "name"), *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    table = read_outside(
        file, Wanted({"id": (), "name": ()}, required=("id",)), Choices(), Record()
    )
    assert [tuple(cells) for _line, cells in table.lines] == rows


def test_lines_can_be_read_twice_and_are_recorded_once(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("qid,name\nQ1,a\n\nQ2,b,c\n", "utf-8")
    record = Record()
    table = read_outside(file, Wanted({"id": (), "name": ()}, required=("id",)), Choices(), record)
    assert list(table.lines) == list(table.lines) == [(2, ["Q1", "a"])]
    assert [finding.code for finding in record.findings] == ["blank-line", "ragged-line"]
    assert len(Split(file.read_bytes(), "utf-8").separator) == 1
