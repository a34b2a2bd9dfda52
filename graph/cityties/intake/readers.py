"""Files of articles to text."""
from __future__ import annotations
from cityties.intake.article import Article
from cityties.intake.lexicon import rows
import re
from functools import lru_cache

@lru_cache(maxsize=1)
def _furniture() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((what, re.compile(pattern, re.IGNORECASE)) for what, pattern in rows("furniture.tsv"))

def without_furniture(text: str) -> str:
    kept = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        short = line.strip()
        what = next((w for w, p in _furniture() if p.search(short)), "")
        if what == "end":
            break
        if what == "line" and len(short.split()) <= 14 and not short.endswith("."):
            continue
        kept.append(short)
    return "\n".join(line for line in kept if line)

def read_text(text: str, *, published: str = "", publisher: str = "", language: str = "") -> Article:
    from cityties.intake.text import is_persian
    text = without_furniture(text)
    return Article(text, publisher=publisher, published=published, language=language or ("fa" if is_persian(text) else "en"))
