"""The competency questions of the ontology, as a page in one language."""

from __future__ import annotations

import re
from pathlib import Path

_ROW = re.compile(
    r"\| (?P<no>\d+) \| (?P<en>[^|]+) \| (?P<fa>[^|]+) \| \[`(?P<name>\w+)`\]\([^)]+\) "
    r"\| (?P<answer_en>[^|]+) \| (?P<answer_fa>[^|]+) \|"
)

_WORDS = {
    "en": (
        "Competency questions",
        "What the ontology must be able to answer, and the named question that answers it on the "
        "shipped data.",
        ("question", "answered by", "the answer is"),
    ),
    "fa": (
        "پرسش‌های آزمون هستان‌نگاری",
        "آنچه هستان‌نگاری باید بتواند پاسخ دهد، و پرسش نام‌داری که آن را روی داده‌های همراه برنامه "
        "پاسخ می‌دهد.",
        ("پرسش", "پرس‌وجو", "پاسخ"),
    ),
}


def competency_rows(file: Path) -> list[dict[str, str]]:
    """The rows of the table: ``no``, ``en``, ``fa``, ``name``, ``answer_en``, ``answer_fa``.

    Parameters
    ----------
    file : ``ontology/competency-questions.md``
    """
    found = map(_ROW.fullmatch, file.read_text(encoding="utf-8").splitlines())
    return [{name: text.strip() for name, text in row.groupdict().items()} for row in found if row]


def competency_page(file: Path, lang: str) -> str:
    """The page in one language.

    Parameters
    ----------
    file : ``ontology/competency-questions.md``
    lang : ``en`` or ``fa``; only the English half has a page to link to
    """
    title, says, heads = _WORDS[lang]
    lines = [f"# {title}", "", says, "", f"| | {' | '.join(heads)} |", "| --- " * 4 + "|"]
    for row in competency_rows(file):
        name = f"`{row['name']}`"
        link = f"[{name}](questions.md#{row['name']})" if lang == "en" else name
        lines.append(f"| {row['no']} | {row[lang]} | {link} | {row[f'answer_{lang}']} |")
    return "\n".join(lines) + "\n"
