"""The smallest workbook that holds the same cells, for the readers.

The parts with cells go in as they are; what leads to them is written new, from what was
found: no looks, links, names, notes or macros, over which readers stumble or disagree.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import quoteattr

from cityties.language.messages import _
from cityties.loaders.workbook.archive import Archive, packed
from cityties.loaders.workbook.form import BrokenBookError
from cityties.loaders.workbook.markup import MAIN, main_name, read_part
from cityties.loaders.workbook.parts import CONTENT, OFFICE, RELATIONS, TYPES, Book

_CHUNK: Final = 1 << 16
_MAX_LOOKS: Final = 100_000
_MAX_FORMAT: Final = 1000  # characters; spreadsheets keep 255


@dataclass(slots=True)
class Formats:
    """How numbers are shown: formats of the workbook's own, and the format of each look."""

    codes: dict[int, str] = field(default_factory=dict)
    looks: list[int] = field(default_factory=list)


def read_formats(archive: Archive, part: str) -> Formats:
    """Read which looks of cells show a number as a day.

    Parameters
    ----------
    archive : the parts
    part : the part with the looks; "" if there is none

    Raises
    ------
    BrokenBookError
        If it is another part, or has more looks than any spreadsheet.
    """
    formats = Formats()
    if not part:
        return formats
    path: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if not path and main_name(name, part) != "styleSheet":
            raise BrokenBookError(_("{part}: this is not part of a workbook").format(part=part))
        path.append(name)
        if path[1:] == [f"{MAIN} numFmts", f"{MAIN} numFmt"]:
            code = attributes.get("formatCode", "")
            formats.codes[number(attributes.get("numFmtId", ""))] = code
            if len(code) > _MAX_FORMAT:
                raise BrokenBookError(_("{part}: this part is too large").format(part=part))
        elif path[1:] == [f"{MAIN} cellXfs", f"{MAIN} xf"]:
            formats.looks.append(number(attributes.get("numFmtId", "0")))
        if len(formats.looks) + len(formats.codes) > _MAX_LOOKS:
            raise BrokenBookError(_("{part}: this part is too large").format(part=part))

    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise BrokenBookError(
                _("{part}: not the number of a format: {value!r}").format(part=part, value=text)
            )
        return int(text)

    def end(_name: str) -> None:
        path.pop()

    with archive.open(part) as stream:
        read_part(stream, part, start, end)
    return formats


def cells_alone(archive: Archive, book: Book) -> bytes:
    """Pack the sheets and texts of a workbook into a new one.

    Parameters
    ----------
    archive : the parts
    book : which of them are needed

    Returns
    -------
    The bytes of an ``.xlsx`` file with the same sheets, by number.
    """
    formats = read_formats(archive, book.styles)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, text in _written(book, formats):
            new.writestr(packed(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
        copied = [(sheet.part, f"xl/{_sheet(at)}") for at, sheet in enumerate(book.sheets)]
        for part, name in [*copied, (book.strings, "xl/sharedStrings.xml")]:
            if part:
                with archive.open(part) as old, new.open(packed(name), "w") as target:
                    while data := old.read(_CHUNK):
                        target.write(data)
    return stream.getvalue()


def _sheet(at: int) -> str:
    return f"worksheets/sheet{at + 1}.xml"


def _written(book: Book, formats: Formats) -> Iterator[tuple[str, str]]:
    """The parts around the cells, with their names."""
    parts = [(f"s{at}", "worksheet", _sheet(at)) for at, one in enumerate(book.sheets) if one.part]
    parts.append(("styles", "styles", "styles.xml"))
    if book.strings:
        parts.append(("strings", "sharedStrings", "sharedStrings.xml"))
    types = "".join(
        f'<Override PartName="/xl/{target}" ContentType="{CONTENT}{kind}+xml"/>'
        for _id, kind, target in parts
    )
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}sheet.main+xml"/>'
            f"{types}</Types>"
        ),
    )
    yield "_rels/.rels", _relations([("book", "officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", _relations(parts)
    sheets = "".join(
        f'<sheet name={quoteattr(one.name)} sheetId="{at + 1}" r:id="s{at}"/>'
        for at, one in enumerate(book.sheets)
        if one.part
    )
    yield (
        "xl/workbook.xml",
        (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f'<workbookPr date1904="{int(book.since_1904)}"/><sheets>{sheets}</sheets></workbook>'
        ),
    )
    codes = "".join(
        f'<numFmt numFmtId="{id_}" formatCode={quoteattr(code)}/>'
        for id_, code in formats.codes.items()
    )
    looks = "".join(f'<xf numFmtId="{id_}"/>' for id_ in formats.looks)
    yield (
        "xl/styles.xml",
        (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
            f"<cellXfs>{looks or '<xf/>'}</cellXfs></styleSheet>"
        ),
    )


def _relations(parts: list[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for id_, kind, target in parts
    )
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'
