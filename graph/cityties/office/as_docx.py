"""A document as DOCX (extra ``office``), with what a right-to-left language needs.

python-docx has no switch for the direction of a paragraph, a table or a run, nor for the font
of complex scripts: these are set in the XML.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from cityties.base.install import install_hint
from cityties.errors import CitytiesError
from cityties.language.messages import _, in_language
from cityties.language.visible import visible
from cityties.office.document import SOURCE, Document, Line, Picture, Section, Table, TableRow
from cityties.office.typography import Run, Typography, runs, typography
from cityties.words.phrases import digits

_MARKS = {"ltr": "\u200e", "rtl": "\u200f"}
"""Marks around a foreign run, for programs that follow the letters and not the file."""


def docx(documents: Sequence[Document]) -> bytes:
    """The documents as one file, each language on pages of its own.

    Parameters
    ----------
    documents : one for each language

    Returns
    -------
    bytes
        A DOCX file; the same documents give the same bytes.

    Raises
    ------
    CitytiesError
        If python-docx is missing.
    """
    try:
        import docx as library
    except ImportError as error:
        raise CitytiesError(
            _("DOCX needs python-docx: {command}").format(command=install_hint("office"))
        ) from error
    from docx.shared import Mm, Pt

    file = library.Document()
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(17)
    page.top_margin = page.bottom_margin = Mm(16)
    file.styles["Normal"].font.size = Pt(10)
    file.styles["Normal"].paragraph_format.space_after = Pt(2)
    for at, document in enumerate(documents):
        if at:
            file.add_page_break()  # type: ignore[no-untyped-call]
        with in_language(document.lang):
            _Writer(file, document).write()
    properties = file.core_properties
    properties.title = visible(documents[0].title)
    properties.author = "cityties"
    properties.comments = ""
    # No clock in the file: the same input gives the same bytes.
    properties.created = properties.modified = datetime.datetime(2000, 1, 1)
    made = io.BytesIO()
    file.save(made)
    return _settled(made.getvalue())


def _settled(data: bytes) -> bytes:
    """The archive with one time for all its parts."""
    import zipfile

    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


class _Writer:
    """Writes one document into a file of python-docx."""

    def __init__(self, file: Any, document: Document) -> None:
        self._file = file
        self._document = document
        self._style: Typography = typography(document.lang)

    def write(self) -> None:
        document = self._document
        self._paragraph(document.title, "Title", size=16)
        if document.foot:
            self._paragraph(" · ".join(document.foot), size=8)
        for at, section in enumerate(document.sections, start=1):
            self._section(section, at)
        self._paragraph(_("Sources"), "Heading 2", size=11)
        for (kind, key), number in document.notes.items():
            text = f"[{digits(str(number))}] {self._note(kind, key)}"
            self._paragraph(text, size=8)

    def _section(self, section: Section, at: int) -> None:
        self._paragraph(f"{digits(str(at))}. {section.title}", "Heading 2", size=11)
        if section.blank:
            self._paragraph("…" * 30)
        number = 0
        for block in section.blocks:
            if isinstance(block, Table):
                number = self._table(block, at, number)
                continue
            line = block.caption if isinstance(block, Picture) else block
            number += 1
            found = self._paragraph(f"{digits(f'{at}.{number}')}  {line.text}")
            self._marks(found, line)

    def _table(self, block: Table, at: int, number: int) -> int:
        from docx.oxml import OxmlElement
        from docx.shared import Mm

        table = self._file.add_table(rows=1, cols=len(block.heads) + 1)
        table.style = "Table Grid"
        if self._style.is_rtl:
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
        for cell, head in zip(table.rows[0].cells, ("", *block.heads), strict=True):
            self._fill(cell.paragraphs[0], head, size=9, bold=True)
        for row in block.rows:
            number += 1
            cells = table.add_row().cells
            for cell, text in zip(cells, (digits(f"{at}.{number}"), *row.cells), strict=True):
                self._fill(cell.paragraphs[0], text, size=9)
            self._marks(cells[-1].paragraphs[0], row)
        # The first column says what it is about: the longest texts.
        shares = [2.0, *[1.0] * (len(block.heads) - 1)]
        widths = [_NUMBER_MM, *((_TEXT_MM - _NUMBER_MM) * each / sum(shares) for each in shares)]
        table.autofit = False
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        self._paragraph("", size=4)
        return number

    def _paragraph(self, text: str, style: str = "Normal", *, size: float = 10) -> Any:
        found = self._file.add_paragraph(style=style)
        self._fill(found, text, size=size)
        return found

    def _fill(self, paragraph: Any, text: str, *, size: float, bold: bool = False) -> None:
        if self._style.is_rtl:
            # Its place among the properties is fixed by the schema: before what aligns.
            paragraph._p.get_or_add_pPr().insert_element_before(
                _element("w:bidi"),
                "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
                "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection",
                "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle",
                "w:rPr", "w:sectPr", "w:pPrChange",
            )  # fmt: skip
        self._add(paragraph, text, size=size, bold=bold)

    def _add(
        self, paragraph: Any, text: str, *, size: float, bold: bool = False, raised: bool = False
    ) -> None:
        for part in runs(visible(text.replace("\n", " ")), self._style.direction):
            made = paragraph.add_run(self._marked(part))
            rtl = self._style.is_rtl != part.foreign
            self._set(made, size=size, bold=bold, raised=raised, rtl=rtl)

    def _marked(self, part: Run) -> str:
        """A foreign run between marks of its direction, then one of the line's own.

        Without the last one two foreign runs next to each other, "10.3" and "11 Bahman", would
        be one run, and change places.
        """
        if not part.foreign:
            return part.text
        mark = _MARKS[self._style.other]
        return f"{mark}{part.text}{mark}{_MARKS[self._style.direction]}"

    def _set(self, made: Any, *, size: float, bold: bool, raised: bool, rtl: bool) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        made.font.size = Pt(size)
        made.font.bold = bold or None
        made.font.superscript = raised or None
        made.font.name = self._style.office_font
        properties = made._r.get_or_add_rPr()
        properties.rFonts.set(qn("w:cs"), self._style.office_font)
        # In the order of the schema: bCs after b, szCs after sz, then rtl and cs.
        if bold:
            properties.insert_element_before(_element("w:bCs"), *_AFTER_BOLD)
        size_cs = _element("w:szCs")
        size_cs.set(qn("w:val"), str(int(size * 2)))
        properties.insert_element_before(size_cs, *_AFTER_SIZE)
        if rtl:
            properties.insert_element_before(_element("w:rtl"), *_AFTER_RTL)

    def _marks(self, paragraph: Any, line: Line | TableRow) -> None:
        numbers = "".join(f"[{digits(str(each))}]" for each in self._document.numbers(line))
        self._add(paragraph, f" {numbers}", size=10, raised=True)

    def _note(self, kind: str, key: str) -> str:
        if kind != SOURCE:
            asked = _("asked of the graph:")
            return f"{asked} {key}"
        title, address = self._document.sources[key]
        claims = "; ".join(self._document.claims[kind, key])
        return " · ".join(part for part in (title, address, claims) if part)


_TEXT_MM, _NUMBER_MM = 176.0, 12.0
"""Width of the lines of a page, and of the column of line numbers."""

_AFTER_RTL = ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_SIZE = (
    "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl",
    *_AFTER_RTL,
)  # fmt: skip
_AFTER_BOLD = (
    "w:i", "w:iCs", "w:caps", "w:smallCaps", "w:strike", "w:dstrike", "w:outline", "w:shadow",
    "w:emboss", "w:imprint", "w:noProof", "w:snapToGrid", "w:vanish", "w:webHidden", "w:color",
    "w:spacing", "w:w", "w:kern", "w:position", "w:sz", "w:szCs", *_AFTER_SIZE,
)  # fmt: skip


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)
