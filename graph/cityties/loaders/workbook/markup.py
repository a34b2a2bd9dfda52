"""The parts of a workbook as a stream of XML, by expat, with what no workbook needs refused."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import IO, Final
from xml.parsers import expat

from cityties.language.messages import _
from cityties.loaders.workbook import form
from cityties.loaders.workbook.form import BrokenBookError, TooLargeError, save_again

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
"""The namespace of workbooks and sheets; names come as namespace, space, name."""

_STRICT: Final = "http://purl.oclc.org/ooxml/"
_CHUNK: Final = 1 << 16
_MAX_DEPTH: Final = 64
_MAX_TAG: Final = 1 << 18  # a parser that waits for the end of a tag reads it again and again


class DeclarationError(BrokenBookError):
    """A document type or an entity, which no workbook has."""


Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def read_part(
    stream: IO[bytes], part: str, start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Parse one part.

    Parameters
    ----------
    stream : its bytes
    part : its name, for messages
    start, end, text : called with each tag, the end of each, and text, all of one run at once

    Raises
    ------
    BrokenBookError
        If it is not well-formed, is not UTF-8, is nested very deep, or has a very long tag.
    DeclarationError
        If it declares a document type or an entity.
    TooLargeError
        If it has more text than all cells together may have.

    Examples
    --------
    >>> import io
    >>> found = []
    >>> read_part(io.BytesIO(b"<a><b x='1'/></a>"), "a.xml", lambda *tag: found.append(tag))
    >>> found
    [('a', {}), ('b', {'x': '1'})]
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    depth = 0
    left = form.MAX_TEXT

    def refuse(reason: str) -> None:
        raise BrokenBookError(f"{part}: {reason}", save_again())

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            refuse(_("nested too deep"))
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            refuse(_("this is not UTF-8"))

    def doctype(*_rest: object) -> None:
        raise DeclarationError(
            f"{part}: " + _("a document type or an entity, which workbooks do not have")
        )

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed

    def said(run: str) -> None:
        nonlocal left
        left -= len(run)
        if left < 0:
            raise TooLargeError(_("too much text"), _("at most {n}").format(n=form.MAX_TEXT))
        if text is not None:
            text(run)

    parser.CharacterDataHandler = said
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    try:
        fed = 0
        while chunk := stream.read(_CHUNK):
            if not fed and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                refuse(_("this is not UTF-8"))
            if b"\0" in chunk:
                refuse(_("this is not UTF-8"))
            fed += len(chunk)
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > _MAX_TAG:
                refuse(_("a tag or comment is too long"))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        refuse(str(error))


def main_name(name: str, part: str) -> str:
    """The name of a root without the namespace of workbooks, which it must be in.

    Parameters
    ----------
    name : namespace, space, name
    part : the part, for messages

    Raises
    ------
    BrokenBookError
        If it is in another namespace.

    Examples
    --------
    >>> main_name(f"{MAIN} worksheet", "sheet1.xml")
    'worksheet'
    """
    space, _blank, local = name.rpartition(" ")
    if space == MAIN:
        return local
    if space.startswith(_STRICT):
        raise BrokenBookError(
            _("the strict form of Open XML"),
            _('choose "Excel Workbook (.xlsx)" when you save it, not the strict form'),
        )
    raise BrokenBookError(
        _("{part}: this is not part of a workbook").format(part=part),
        _("open it in a spreadsheet and save it as .xlsx"),
    )
