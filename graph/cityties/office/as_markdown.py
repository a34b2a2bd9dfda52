"""A document as Markdown, for a wiki, a mail, or a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cityties.language.messages import _, in_language
from cityties.language.visible import visible
from cityties.office.document import SOURCE, Document, Line, Picture, Section, Table, TableRow
from cityties.office.typography import Typography, isolated, typography
from cityties.words.phrases import digits

_ACTIVE = re.compile(r"([\\`*_\[\]<>|#])")


def markdown(documents: Sequence[Document]) -> bytes:
    """The documents one after the other, with their notes as footnotes.

    Parameters
    ----------
    documents : one for each language

    Returns
    -------
    bytes
        UTF-8.
    """
    return "\n---\n\n".join(text(document) for document in documents).encode()


def text(document: Document) -> str:
    """One document as Markdown.

    Parameters
    ----------
    document : the document
    """
    style = typography(document.lang)
    with in_language(document.lang):
        parts = [f"# {_plain(document.title, style)}", ""]
        if document.foot:
            parts += [_plain(" · ".join(document.foot), style), ""]
        for at, section in enumerate(document.sections, start=1):
            parts += _section(document, section, at, style)
        sources = _("Sources")
        parts += [f"## {sources}", ""]
        for (kind, key), number in document.notes.items():
            parts.append(f"[^{document.lang}{number}]: {_note(document, kind, key, style)}")
    return "\n".join(parts) + "\n"


def _section(document: Document, section: Section, at: int, style: Typography) -> list[str]:
    parts = [f"## {digits(str(at))}. {_plain(section.title, style)}", ""]
    if section.blank:
        parts += ["______________________________", ""]
    number = 0
    for block in section.blocks:
        if isinstance(block, Table):
            if parts[-1] != "":
                parts.append("")
            heads = "".join(f" {_plain(head, style)} |" for head in ("", *block.heads))
            parts += [f"|{heads}", "|" + " --- |" * (len(block.heads) + 1)]
            for row in block.rows:
                number += 1
                cells = [_cell(cell, style) for cell in row.cells]
                cells[-1] += f" {_marks(document, row)}"
                parts.append(f"| {_no(at, number, style)} | {' | '.join(cells)} |")
            parts.append("")
            continue
        line = block.caption if isinstance(block, Picture) else block
        number += 1
        parts.append(
            f"- {_no(at, number, style)} {_cell(line.text, style)} {_marks(document, line)}"
        )
    if parts[-1] != "":
        parts.append("")
    return parts


def _no(at: int, number: int, style: Typography) -> str:
    return isolated(digits(f"{at}.{number}"), style.direction)


def _plain(value: str, style: Typography) -> str:
    return _ACTIVE.sub(r"\\\1", isolated(visible(value.replace("\n", " ")), style.direction))


def _cell(value: str, style: Typography) -> str:
    return _plain(value, style)


def _marks(document: Document, line: Line | TableRow) -> str:
    return "".join(f"[^{document.lang}{number}]" for number in document.numbers(line))


def _note(document: Document, kind: str, key: str, style: Typography) -> str:
    if kind != SOURCE:
        asked = _("asked of the graph:")
        return f"{asked} `{visible(key)}`"
    title, address = document.sources[key]
    parts = [_plain(title, style)]
    if address.startswith(("https://", "http://")):
        parts.append(f"<{visible(address)}>")
    if claims := document.claims[kind, key]:
        parts.append(f"`{visible('; '.join(claims))}`")
    return " ".join(parts)
