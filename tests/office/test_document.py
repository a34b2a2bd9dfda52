"""A line without a source cannot be made, and every format prints its sources."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from docx.oxml.ns import qn

from cityties.language.messages import in_language
from cityties.office.brief import brief
from cityties.office.desk import Desk
from cityties.office.document import Document, Line, Note, TableRow, merged
from cityties.office.forms import FORMS, form_of, written
from cityties.office.report import report
from cityties.office.sheets import calendar_sheet, dormant_sheet, pending_sheet

MAKERS: dict[str, Callable[[Desk], Document]] = {
    "vietnam": lambda desk: brief(desk, "vietnam"),
    "germany": lambda desk: brief(desk, "germany"),
    "russia": lambda desk: brief(desk, "russia"),
    "mayor": lambda desk: brief(desk, "martin-horn"),
    "no ties": lambda desk: brief(desk, "akita"),
    "pending": lambda desk: pending_sheet(desk).document(desk),
    "calendar": lambda desk: calendar_sheet(desk).document(desk),
    "dormant": lambda desk: dormant_sheet(desk, 24).document(desk),
    "report": lambda desk: report(desk, 2023),
}


def in_html(data: bytes) -> tuple[int, int]:
    text = data.decode()
    lines = re.findall(r'<(?:li|tr|figcaption) class="line">.*?</(?:li|tr|figcaption)>', text, re.S)
    return len(lines), sum('<sup class="source"><a ' in line for line in lines)


def in_markdown(data: bytes) -> tuple[int, int]:
    lines = [
        line
        for line in data.decode().splitlines()
        if line.startswith("- ") or re.match(r"\| \u2066?[0-9۰-۹]", line)
    ]
    return len(lines), sum(bool(re.search(r"\[\^[a-z]+\d+\]", line)) for line in lines)


def in_typst(data: bytes) -> tuple[int, int]:
    number = r"\u2066?[0-9۰-۹]+\.[0-9۰-۹]+\u2069?"
    lines = [
        line for line in data.decode().splitlines() if re.match(rf"(?:  \[)?{number}(?:\]| )", line)
    ]
    return len(lines), sum(bool(re.search(r"#super\[\\\[[0-9۰-۹]", line)) for line in lines)


def in_json(data: bytes) -> tuple[int, int]:
    tree = json.loads(data)
    lines = [line for section in tree["sections"] for line in section["lines"]]
    known = {each["note"] for each in tree["sources"]}
    sourced = [
        line
        for line in lines
        if line["based_on"] and {each["note"] for each in line["based_on"]} <= known
    ]
    return len(lines), len(sourced)


def in_docx(data: bytes) -> tuple[int, int]:
    import docx

    file = docx.Document(io.BytesIO(data))
    number = re.compile(r"[\u200e\u200f]*[0-9۰-۹]+\.[0-9۰-۹]+[\u200e\u200f]*")

    def raised(element: object) -> bool:
        found = element.iter(qn("w:vertAlign"))  # type: ignore[attr-defined]
        return any(each.get(qn("w:val")) == "superscript" for each in found)

    lines = [each._p for each in file.paragraphs if number.match(each.text)]
    lines += [
        row._tr
        for table in file.tables
        for row in table.rows
        if number.fullmatch(row.cells[0].text)
    ]
    return len(lines), sum(map(raised, lines))


COUNTS = {
    "html": in_html,
    "md": in_markdown,
    "typst": in_typst,
    "json": in_json,
    "docx": in_docx,
}


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("what", MAKERS)
def test_no_line_is_without_a_source_in_any_format(desk: Desk, what: str, lang: str) -> None:
    with in_language(lang):
        document = MAKERS[what](desk)
    number = len(list(document.lines()))
    assert number > 5
    assert COUNTS.keys() | {"pdf"} == set(FORMS)  # PDF is the Typst source, compiled
    for form, count in COUNTS.items():
        assert count(written([document], form)) == (number, number), form


def test_a_line_without_a_source_is_refused() -> None:
    for make in (lambda: Line("x", ()), lambda: TableRow(("x",), ())):
        with pytest.raises(ValueError, match="without a source"):
            make()


def test_every_source_of_a_line_is_a_source_of_the_data(desk: Desk) -> None:
    document = brief(desk, "germany")
    seen = 0
    for _number, line in document.lines():
        for note in line.notes:
            seen += 1
            if note.kind == "source":
                assert note.key in desk.graph.sources_by_id
                assert all(desk.readings.claims[claim].source == note.key for claim in note.claims)
                assert note.claims
            else:
                assert note.key.startswith("cityties ")
    assert seen > 40


def test_notes_are_numbered_in_the_order_of_their_first_use() -> None:
    first, second = Note("source", "b"), Note("source", "a")
    from cityties.office.document import Section

    document = Document(
        "x", "X", (Section("s", "S", (Line("1", (first,)), Line("2", (second, first)))),), {}
    )
    assert document.notes == {("source", "b"): 1, ("source", "a"): 2}
    assert [document.numbers(line) for _number, line in document.lines()] == [[1], [1, 2]]
    assert merged([first, first]) == (first,)


def test_the_same_document_gives_the_same_bytes(desk: Desk) -> None:
    for form in COUNTS:
        one, other = (written([brief(desk, "dakar")], form) for _time in range(2))
        assert one == other, form


def test_persian_paragraphs_tables_and_runs_of_docx_run_from_the_right(desk: Desk) -> None:
    with in_language("fa"):
        document = brief(desk, "germany")
    data = written([document], "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", xml, re.S)
    with_text = [each for each in paragraphs if "<w:t" in each]
    assert len(with_text) > 60
    assert all("<w:bidi/>" in each for each in with_text)
    tables = re.findall(r"<w:tblPr>.*?</w:tblPr>", xml, re.S)
    assert tables
    assert all("<w:bidiVisual/>" in each for each in tables)
    persian = [
        run
        for run in re.findall(r"<w:r>.*?</w:r>", xml, re.S)
        if re.search(r"<w:t[^>]*>[^<]*[آ-ی]", run)
    ]
    assert len(persian) > 100
    assert all("<w:rtl/>" in run and 'w:cs="' in run and "<w:szCs" in run for run in persian)
    latin = [run for run in re.findall(r"<w:r>.*?</w:r>", xml, re.S) if "https://" in run]
    assert latin
    assert not any("<w:rtl/>" in run for run in latin)


def test_english_docx_has_nothing_from_the_right(desk: Desk) -> None:
    data = written([brief(desk, "germany")], "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "<w:bidi/>" not in xml
    assert "bidiVisual" not in xml


def test_both_languages_are_one_file(desk: Desk) -> None:
    documents = [brief(desk, "dakar", lang) for lang in ("en", "fa")]
    page = written(documents, "html").decode()
    assert page.count("<article") == 2
    assert 'lang="fa" dir="rtl"' in page
    assert [each["lang"] for each in json.loads(written(documents, "json"))] == ["en", "fa"]


def test_html_loads_nothing_and_runs_nothing(desk: Desk) -> None:
    page = written([report(desk, 2023)], "html").decode()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|@import|url\()\s*=?\s*["']?https?:""", page)


def test_forms_by_their_endings() -> None:
    from pathlib import Path

    found = [form_of(Path(f"x.{end}")) for end in ("html", "htm", "DOCX", "typ", "markdown", "odt")]
    assert found == ["html", "html", "docx", "typst", "md", ""]


def test_typst_makes_a_pdf(desk: Desk) -> None:
    pytest.importorskip("typst")
    assert written([brief(desk, "dakar", "fa")], "pdf").startswith(b"%PDF")
