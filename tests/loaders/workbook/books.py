"""Workbooks from their parts: as a spreadsheet writes them, and with one thing wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from cityties.errors import DataError, Problem
from cityties.loaders.workbook import load_workbook
from cityties.loaders.workbook.form import column_letter
from cityties.model.rows import Tables

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET1 = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"

PEOPLE = [["id", "name_en", "note"], ["anna", "Anna", ""], ["ali", "Ali", "a note"]]
"""A small table, which loads."""


def inline(place: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def shared(place: str, at: int) -> str:
    """A cell with a text of the list."""
    return f'<c r="{place}" t="s"><v>{at}</v></c>'


def row_xml(number: int, cells: Iterable[str]) -> str:
    """A row of cells."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet_xml(rows: Iterable[str], after: str = "", before: str = "") -> str:
    """A worksheet; ``after`` and ``before`` stand around its rows."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}'
        f"<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"
    )


def table_rows(table: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table of texts; nothing for a text that is empty."""
    return [
        row_xml(
            line,
            [inline(f"{column_letter(at)}{line}", text) for at, text in enumerate(row) if text],
        )
        for line, row in enumerate(table, start=1)
    ]


def strings_xml(texts: Sequence[str], attributes: str | None = None) -> str:
    """The shared strings; each text is XML."""
    if attributes is None:
        attributes = f'count="{len(texts)}" uniqueCount="{len(texts)}"'
    return f'{HEAD}<sst xmlns="{MAIN}" {attributes}>{"".join(texts)}</sst>'


@dataclass
class Parts:
    """The parts of a workbook; what is given in ``changes`` replaces or adds, None deletes."""

    sheets: Mapping[str, str]
    strings: str | None = None
    styles: str | None = None
    changes: Mapping[str, str | bytes | None] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """Every part by its name, in the order in which spreadsheets write them."""
        numbers = range(1, len(self.sheets) + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>'
            for n in numbers
        )
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        for name, xml in (("sharedStrings", self.strings), ("styles", self.styles)):
            if xml is not None:
                types += f'<Override PartName="/xl/{name}.xml" ContentType="{KIND}.{name}+xml"/>'
                relations += (
                    f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
                )
        listed = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(self.sheets, start=1)
        )
        parts: dict[str, str | bytes | None] = {
            "[Content_Types].xml": (
                f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
                '<Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
                f"{types}</Types>"
            ),
            "_rels/.rels": (
                f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": (
                f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
                "</workbook>"
            ),
            "xl/_rels/workbook.xml.rels": (
                f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
            ),
            **{
                f"xl/worksheets/sheet{n}.xml": xml
                for n, xml in enumerate(self.sheets.values(), start=1)
            },
            STRINGS: self.strings,
            "xl/styles.xml": self.styles,
            **self.changes,
        }
        return {
            name: data.encode() if isinstance(data, str) else data
            for name, data in parts.items()
            if data is not None
        }


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of parts, in this order; a name may occur twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return stream.getvalue()


def people(
    cells: str = "", *, after: str = "", strings: str | None = None, styles: str | None = None,
    **changes: str | bytes | None,
) -> bytes:  # fmt: skip
    """The small table, with more cells in a fourth row: ``cells`` is their XML."""
    rows = table_rows(PEOPLE)
    if cells:
        rows.append(cells if cells.lstrip().startswith("<row") else row_xml(4, [cells]))
    made = Parts({"people": sheet_xml(rows, after)}, strings, styles, changes)
    return zipped(made.files().items())


def with_sheet(xml: str, name: str = "people") -> bytes:
    """A workbook of one sheet."""
    return zipped(Parts({name: xml}).files().items())


def load(folder: Path, data: bytes, known: Tables | None = None) -> Tables:
    """Load the bytes of a workbook."""
    file = folder / "x.xlsx"
    file.write_bytes(data)
    return load_workbook(file, known=known)


def problems(folder: Path, data: bytes, known: Tables | None = None) -> list[Problem]:
    """The problems of a workbook that must be refused."""
    with pytest.raises(DataError) as caught:
        load(folder, data, known)
    assert all(problem.file.startswith(f"{folder / 'x.xlsx'}") for problem in caught.value.problems)
    return list(caught.value.problems)


def codes(folder: Path, data: bytes) -> set[str]:
    """The codes of its problems."""
    return {problem.code for problem in problems(folder, data)}
