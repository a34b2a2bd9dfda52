"""Workbooks as other programs write them: openpyxl, XlsxWriter, LibreOffice, Excel."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from books import HEAD, MAIN, OFFICE, PACKAGE, load, problems, strings_xml, zipped
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.loaders.workbook import load_workbook, workbook_bytes
from cityties.model.rows import Tables
from cityties.model.tables import canonical_tables

TABLE = [
    ["id", "name_en", "name_fa", "note"],
    ["anna", "Anna", "آنا", "<f>1</f> & \"more\" 'x'"],
    ["ali-noruzi", "Ali Noruzi", "علی‌نوروزی", "😀 emoji"],
    ["zoe", "Zoe", None, 2014],
]


def checked(tables: Tables) -> None:
    assert [person.id for person in tables.people] == ["anna", "ali-noruzi", "zoe"]
    assert tables.people[1].name_fa == "علی‌نوروزی"
    assert [person.note for person in tables.people] == [TABLE[1][3], TABLE[2][3], "2014"]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_openpyxl_with_all_that_a_sheet_can_have(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "people"
    for row in TABLE:
        sheet.append(row)
    sheet.freeze_panes = "B2"
    sheet["A1"].font = Font(bold=True)
    sheet["F9"].fill = PatternFill("solid", fgColor="FF0000")  # an empty cell with a look
    sheet["A2"].comment = Comment("a note of somebody", "somebody")
    sheet["D2"].hyperlink = "https://example.org/"
    sheet["D2"].value = TABLE[1][3]
    sheet.add_table(Table(displayName="Persons", ref="A1:D4"))
    offered = DataValidation(type="list", formula1='"a,b"')
    offered.add("D2:D9")
    sheet.add_data_validation(offered)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("H1:J3")
    book.create_sheet("codes").sheet_state = "hidden"
    checked(load(tmp_path, saved(book)))


def test_openpyxl_that_only_writes(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("people")
    for row in TABLE:
        sheet.append(row)
    checked(load(tmp_path, saved(book)))


@pytest.mark.parametrize("constant_memory", [True, False])
def test_xlsxwriter(constant_memory: bool, tmp_path: Path) -> None:
    """With texts in the cells, and with texts in a list."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": constant_memory})
    sheet = book.add_worksheet("people")
    bold = book.add_format({"bold": True})
    for at, row in enumerate(TABLE):
        sheet.write_row(at, 0, row)
    sheet.write_rich_string(4, 0, bold, "z", "ed")
    sheet.write_rich_string(4, 1, "Zed ", bold, "of Zurich")
    sheet.write_blank(4, 5, None, bold)
    sheet.add_sparkline("Z1", {"range": "people!A1:B1"})
    sheet.insert_textbox("K9", "a text box")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=people!$D$4:$D$4"})
    sheet.insert_chart("M9", chart)
    book.define_name("all", "=people!$A$1:$D$4")
    book.close()
    tables = load(tmp_path, stream.getvalue())
    checked(Tables(people=tables.people[:3]))
    assert (tables.people[3].id, tables.people[3].name_en) == ("zed", "Zed of Zurich")


def test_formulas_of_other_writers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "people"
    for row in TABLE:
        sheet.append(row)
    sheet["D3"] = "=1+1"
    (problem,) = problems(tmp_path, saved(book))
    assert (problem.code, problem.line, problem.column) == ("formula", 3, "D")


def test_the_same_data_through_openpyxl_comes_back(tmp_path: Path) -> None:
    """Our workbook, opened and saved by another program."""
    shipped = load_folder(resources.data_dir())
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(shipped)))
    (tmp_path / "x.xlsx").write_bytes(saved(book))
    assert canonical_tables(load_workbook(tmp_path / "x.xlsx")) == canonical_tables(shipped)


def office(rows: str, strings: list[str], more: dict[str, str]) -> bytes:
    """A workbook in the words of LibreOffice and Excel."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'mc:Ignorable="x15" '
            'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
            '<fileVersion appName="Calc"/><workbookPr backupFile="false" showObjects="all" '
            'date1904="false"/><mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath '
            'url="C:\\a\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/'
            '11/ac"/></mc:Choice></mc:AlternateContent><workbookProtection/><bookViews>'
            '<workbookView showHorizontalScroll="true" tabRatio="500" firstSheet="0" '
            'activeTab="0"/></bookViews><sheets><sheet name="people" sheetId="1" state="visible" '
            'r:id="rId3"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" '
            'localSheetId="0" hidden="1">people!$A$1:$D$4</definedName></definedNames>'
            '<calcPr iterateCount="100" refMode="A1" iterate="false" iterateDelta="0.001"/>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/theme" Target="theme/theme1.xml"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId3" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId5" Type="{OFFICE}/externalLink" '
            'Target="file:///C:/a.xlsx" TargetMode="External"/></Relationships>'
        ),
        "xl/theme/theme1.xml": f'{HEAD}<a:theme xmlns:a="urn:theme" name="Office"/>',
        "xl/styles.xml": (
            f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" '
            'formatCode="General"/><numFmt numFmtId="165" formatCode="@"/></numFmts><cellXfs '
            'count="2"><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0">'
            '<alignment horizontal="general" vertical="bottom"/></xf><xf numFmtId="165"/></cellXfs>'
            "</styleSheet>"
        ),
        "xl/sharedStrings.xml": strings_xml(strings),
        "xl/worksheets/sheet1.xml": (
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" '
            'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
            '<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr>'
            '<dimension ref="A1:D1048576"/><sheetViews><sheetView tabSelected="true" '
            'workbookViewId="0" rightToLeft="true"><pane ySplit="1" state="frozen"/></sheetView>'
            '</sheetViews><sheetFormatPr defaultRowHeight="12.8" x14ac:dyDescent="0.15"/><cols>'
            '<col collapsed="false" customWidth="false" hidden="false" min="1" max="1024" '
            f'style="0" width="11.52"/></cols><sheetData>{rows}</sheetData><autoFilter '
            'ref="A1:D4"/><phoneticPr fontId="1"/><printOptions headings="false"/><pageMargins '
            'left="0.78" right="0.78" top="1.02" bottom="1.02" header="0.78" footer="0.78"/>'
            '<pageSetup paperSize="9" r:id="rId1"/><headerFooter differentFirst="false"/>'
            "</worksheet>"
        ),
        **more,
    }
    return zipped((name, text.encode()) for name, text in files.items())


def test_the_words_of_libreoffice_and_excel(tmp_path: Path) -> None:
    texts: list[str] = []
    rows = []
    for line, row in enumerate(TABLE, start=1):
        cells = []
        for letter, value in zip("ABCD", row, strict=True):
            if isinstance(value, str):
                safe = value.replace("&", "&amp;").replace("<", "&lt;")
                texts.append(f'<si><t xml:space="preserve">{safe}</t></si>')
                cells.append(f'<c r="{letter}{line}" s="1" t="s"><v>{len(texts) - 1}</v></c>')
            elif value is None:
                cells.append(f'<c r="{letter}{line}" s="1"/>')
            else:
                cells.append(f'<c r="{letter}{line}" s="0" t="n"><v>{value}</v></c>')
        rows.append(
            f'<row r="{line}" spans="1:4" customFormat="false" ht="12.8" hidden="false" '
            f'customHeight="false" outlineLevel="0" collapsed="false" x14ac:dyDescent="0.15">'
            f"{''.join(cells)}</row>"
        )
    rows.append('<row r="1048576" customFormat="false" ht="12.8" hidden="false"/>')
    more = {
        "docProps/core.xml": "<a/>",
        "docProps/app.xml": "<a/>",
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>',
        "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>",
        "xl/printerSettings/printerSettings1.bin": "\0\1",
    }
    checked(load(tmp_path, office("".join(rows), texts, more)))


def test_looks_and_names_that_a_reader_stumbles_over(tmp_path: Path) -> None:
    """Fonts of a family that openpyxl does not know, and a print title that was deleted."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "people"
    for row in TABLE:
        sheet.append(row)
    with zipfile.ZipFile(io.BytesIO(saved(book))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    right = {
        "xl/styles.xml": (rb'<family val="2" ?/>', b'<family val="34"/>'),
        "xl/workbook.xml": (
            rb"<definedNames ?/>",
            b'<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">#REF!'
            b"</definedName></definedNames>",
        ),
    }
    for part, (old, new) in right.items():
        files[part], times = re.subn(old, new, files[part])
        assert times
    with pytest.raises(Exception, match=r"Unable to read|Max value"):
        openpyxl.load_workbook(io.BytesIO(zipped(files.items())), read_only=True)
    checked(load(tmp_path, zipped(files.items())))


@pytest.mark.parametrize(("since", "day"), [(False, "1998-05-29"), (True, "2002-05-30")])
def test_a_day_is_named_as_the_spreadsheet_shows_it(since: bool, day: str, tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": since})
    sheet = book.add_worksheet("people")
    for at, row in enumerate(TABLE):
        sheet.write_row(at, 0, row)
    sheet.write_number(3, 3, 35944, book.add_format({"num_format": "[$-fa-IR]dd mmmm yyyy;@"}))
    book.close()
    (problem,) = problems(tmp_path, stream.getvalue())
    assert (problem.code, problem.value) == ("changed-by-spreadsheet", day)
