"""A document as Typst, and as PDF by the compiler of the extra ``pdf``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cityties.base.install import install_hint
from cityties.errors import CitytiesError
from cityties.language.messages import _, in_language
from cityties.language.visible import visible
from cityties.office.document import SOURCE, Document, Line, Picture, Section, Table, TableRow
from cityties.office.typography import Typography, isolated, typography
from cityties.words.phrases import digits

_ACTIVE = re.compile(r"([\\#$*_`<>@\[\]~=/+\"'-])")


def typst(documents: Sequence[Document]) -> bytes:
    """The documents as one Typst source.

    Parameters
    ----------
    documents : one for each language

    Returns
    -------
    bytes
        UTF-8.
    """
    parts = [
        '#set page(paper: "a4", margin: (x: 15mm, y: 16mm))',
        "#set par(leading: 0.55em)",
        "#show heading: it => block(above: 1em, below: 0.5em, it)",
    ]
    for at, document in enumerate(documents):
        if at:
            parts.append("#pagebreak()")
        with in_language(document.lang):
            parts += _document(document, typography(document.lang))
    return ("\n".join(parts) + "\n").encode()


def pdf(documents: Sequence[Document]) -> bytes:
    """The documents as PDF.

    Parameters
    ----------
    documents : one for each language

    Raises
    ------
    CitytiesError
        If typst is missing.
    """
    try:
        import typst as compiler
    except ImportError as error:
        raise CitytiesError(
            _(
                "PDF needs typst: {command}; or write HTML and print it to a file from the browser"
            ).format(command=install_hint("pdf"))
        ) from error
    made: bytes = compiler.compile(typst(documents), format="pdf")
    return made


def _document(document: Document, style: Typography) -> list[str]:
    fonts = ", ".join(f'"{font}"' for font in style.fonts)
    lang = document.lang.partition("-")[0]
    parts = [
        f'#set text(size: 9.5pt, lang: "{lang}", dir: {style.direction}, '
        f"font: ({fonts}), fallback: true)",
        f'#text(size: 15pt, weight: "bold")[{_text(document.title, style)}]',
        "",
    ]
    if document.foot:
        parts += [f"#text(size: 8pt)[{_text(' · '.join(document.foot), style)}]", ""]
    for at, section in enumerate(document.sections, start=1):
        parts += _section(document, section, at, style)
    sources = _("Sources")
    parts += [f"== {_text(sources, style)}", "#set text(size: 7.5pt)"]
    for (kind, key), number in document.notes.items():
        parts += [f"\\[{digits(str(number))}\\] {_note(document, kind, key, style)}", ""]
    return parts


def _section(document: Document, section: Section, at: int, style: Typography) -> list[str]:
    parts = [f"== {digits(str(at))}. {_text(section.title, style)}"]
    if section.blank:
        parts += ["#v(9mm)", "#line(length: 100%, stroke: 0.3pt)"]
    number = 0
    for block in section.blocks:
        if isinstance(block, Table):
            # The first column says what it is about: the longest texts.
            columns = ", ".join(["auto", "2fr", *["1fr"] * (len(block.heads) - 1)])
            parts += [
                "#text(size: 8.5pt)[#table(",
                f"  columns: ({columns}), stroke: 0.3pt, inset: 3pt,",
                "  " + ", ".join(f"[*{_text(head, style)}*]" for head in ("", *block.heads)) + ",",
            ]
            for row in block.rows:
                number += 1
                cells = [_text(cell, style) for cell in row.cells]
                cells[-1] += _marks(document, row)
                cells.insert(0, _no(at, number, style))
                parts.append("  " + ", ".join(f"[{cell}]" for cell in cells) + ",")
            parts += [")]", ""]
            continue
        line = block.caption if isinstance(block, Picture) else block
        number += 1
        parts += [f"{_no(at, number, style)} {_text(line.text, style)}{_marks(document, line)}", ""]
    return parts


def _no(at: int, number: int, style: Typography) -> str:
    return isolated(digits(f"{at}.{number}"), style.direction)


def _text(value: str, style: Typography) -> str:
    text = isolated(visible(value.replace("\n", " ")), style.direction)
    return _ACTIVE.sub(r"\\\1", text)


def _marks(document: Document, line: Line | TableRow) -> str:
    numbers = "".join(f"\\[{digits(str(number))}\\]" for number in document.numbers(line))
    return f" #super[{numbers}]"


def _note(document: Document, kind: str, key: str, style: Typography) -> str:
    if kind != SOURCE:
        asked = _("asked of the graph:")
        return _text(f"{asked} {key}", style)
    title, address = document.sources[key]
    claims = "; ".join(document.claims[kind, key])
    return _text(" · ".join(part for part in (title, address, claims) if part), style)
