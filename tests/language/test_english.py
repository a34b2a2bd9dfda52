"""Texts are in plain technical English: no word of ``terms.csv``, but what stands beside it."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cityties.language import messages

ROOT = Path(__file__).resolve().parents[2]
with (Path(__file__).with_name("terms.csv")).open(encoding="utf-8", newline="") as stream:
    TERMS = {row["word"]: row for row in csv.DictReader(stream)}
BAD = re.compile("|".join(f"(?:{word})" for word in TERMS), re.IGNORECASE)
ENGLISH = re.compile(r'"((?:[^"\\]|\\.)*)"@en')


def catalogue() -> Iterator[str]:
    with (messages.LOCALE_DIR / "fa" / "LC_MESSAGES" / "cityties.po").open("rb") as stream:
        for message in read_po(stream, locale="fa"):
            if message.id:
                yield from [message.id] if isinstance(message.id, str) else message.id


def ontology() -> Iterator[str]:
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        yield from ENGLISH.findall(path.read_text("utf-8"))
    for folder in ("rules", "queries"):
        for path in sorted((ROOT / "ontology" / folder).glob("*.rq")):
            yield from re.findall(r"^#\+?\s+en: (.*)$", path.read_text("utf-8"), re.MULTILINE)


def pages() -> Iterator[str]:
    files = [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs/how-to").glob("*.md"),
    ]
    for path in sorted(files):
        if path.name in {"CHANGELOG.md", "python.md"}:  # history; the docstrings are looked at
            continue
        text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
        yield from re.sub(r"`[^`]*`", "", text).splitlines()


def docstrings() -> Iterator[str]:
    for path in sorted((ROOT / "graph").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (
                text := ast.get_docstring(node)
            ):
                prose = re.sub(r"^\s*(>>>|\.\.\.).*$", "", text, flags=re.MULTILINE)
                yield re.sub(r"``[^`]*``|`[^`]*`", "", prose)


@pytest.mark.parametrize(
    ("texts", "least"),
    [(catalogue, 1500), (ontology, 900), (pages, 2000), (docstrings, 1500)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_texts_use_plain_words(texts, least: int) -> None:
    looked_at, faults = 0, []
    for text in texts():
        looked_at += 1
        for found in BAD.finditer(text):
            word = next(term for term in TERMS if re.fullmatch(term, found[0], re.IGNORECASE))
            faults.append(f"{found[0]!r} (write: {TERMS[word]['instead']}) in {text[:90]!r}")
    assert looked_at >= least, f"looked at {looked_at} texts only"
    assert not faults, f"{len(faults)} in {looked_at} texts:\n" + "\n".join(faults[:40])


@pytest.mark.parametrize(
    "text",
    [
        "this line names no city that can be told from others",
        "nothing found is said aloud; an unknown id is told",
        "goes on where it broke off",
        "if the ending lies",
        "2099-13 is no month of the calendar",
    ],
)
def test_the_worst_of_before_do_not_pass(text: str) -> None:
    assert BAD.search(text)
