"""A document as JSON: the tree, each line with its sources and claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cityties.office.document import SOURCE, Document, Line, Note, Picture, Section, Table, TableRow


def tree(document: Document) -> dict[str, Any]:
    """One document as what JSON holds; ``docs/json.md`` says what each key is.

    Parameters
    ----------
    document : the document
    """
    return {
        "document": document.key,
        "lang": document.lang,
        "title": document.title,
        **document.facts,
        "sections": [
            _section(document, section, at) for at, section in enumerate(document.sections, start=1)
        ],
        "sources": [
            {
                "note": number,
                "source": key,
                "title": document.sources[key][0],
                "url": document.sources[key][1],
                "claims": list(document.claims[kind, key]),
            }
            if kind == SOURCE
            else {"note": number, "question": key}
            for (kind, key), number in document.notes.items()
        ],
    }


def json_bytes(documents: Sequence[Document]) -> bytes:
    """The documents as JSON: one object, or a list for several languages.

    Parameters
    ----------
    documents : one for each language

    Returns
    -------
    bytes
        UTF-8.
    """
    import json

    from cityties.language.visible import json_visible

    trees = [tree(document) for document in documents]
    text = json.dumps(trees[0] if len(trees) == 1 else trees, ensure_ascii=False, indent=2)
    return (json_visible(text) + "\n").encode()


def _section(document: Document, section: Section, at: int) -> dict[str, Any]:
    number = 0
    lines: list[dict[str, Any]] = []
    heads: dict[str, list[str]] = {}
    for block in section.blocks:
        if isinstance(block, Table):
            heads = {"heads": list(block.heads)}
            for row in block.rows:
                number += 1
                lines.append(_line(document, row, f"{at}.{number}"))
            continue
        number += 1
        line = block.caption if isinstance(block, Picture) else block
        lines.append(_line(document, line, f"{at}.{number}"))
    return {
        "key": section.key,
        "title": section.title,
        "blank": section.blank,
        **heads,
        "lines": lines,
    }


def _line(document: Document, line: Line | TableRow, number: str) -> dict[str, Any]:
    said = {"cells": list(line.cells)} if isinstance(line, TableRow) else {"text": line.text}
    return {"line": number, **said, "based_on": [_based(document, note) for note in line.notes]}


def _based(document: Document, note: Note) -> dict[str, Any]:
    number = document.notes[note.kind, note.key]
    if note.kind == SOURCE:
        return {"note": number, "source": note.key, "claims": list(note.claims)}
    return {"note": number, "question": note.key}
