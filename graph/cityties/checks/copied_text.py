"""Gists that copy a source's wording, looked for when the source's text is at hand.

Claims are summarized in our own words. Names, numbers and short phrases recur by
nature, so only a run of words that is long is a copy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.language.names import fold
from cityties.model.rows import Tables
from cityties.model.texts import gists

RUN: Final = 8
"""So many words in a row, or more, are a copy."""

_WORD = re.compile(r"\S+")
_TAG = re.compile(r"<(?:html|body|p|div|article|!doctype)\b", re.IGNORECASE)


class _Text(HTMLParser):
    """The words of a page, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._skipped += tag in ("script", "style")
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= bool(self._skipped) and tag in ("script", "style")
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(data)


def plain_text(text: str) -> str:
    """The words of a text, or of a page if it is HTML.

    Examples
    --------
    >>> plain_text("<html><p>One <b>two</b><script>three</script>").split()
    ['One', 'two']
    """
    if not _TAG.search(text[:2000]):
        return text
    parser = _Text()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


def _words(text: str) -> list[tuple[str, str]]:
    """Each word folded, with the word as it stands."""
    words = ((fold(found), found) for found in _WORD.findall(text))
    return [pair for pair in words if pair[0]]


def _index(text: str) -> dict[str, list[int]]:
    """The places of each word of a text."""
    index: dict[str, list[int]] = defaultdict(list)
    for at, (word, _shown) in enumerate(_words(text)):
        index[word].append(at)
    return index


def _run(index: Mapping[str, list[int]], gist: list[tuple[str, str]]) -> tuple[str, ...]:
    best: tuple[int, int] = (0, 0)  # length, end in the gist
    lengths: dict[int, int] = {}
    for at, (word, _shown) in enumerate(gist):
        now = {place: lengths.get(place - 1, 0) + 1 for place in index.get(word, ())}
        for length in now.values():
            best = max(best, (length, at + 1), key=lambda pair: pair[0])
        lengths = now
    length, end = best
    return tuple(shown for _word, shown in gist[end - length : end])


def check(tables: Tables, texts: Mapping[str, str], *, run: int = RUN) -> Part:
    """Compare gists and notes with texts of sources.

    Parameters
    ----------
    tables : checked rows
    texts : name of the file to its text; a name that is a source's id (its file
        without the extension) is compared with the claims of that source only
    run : so many words in a row are a copy

    Returns
    -------
    Findings; ``gists_compared`` counts pairs of claim and text.
    """
    ids = {source.id for source in tables.sources}
    findings = []
    compared = 0
    for name, raw in texts.items():
        index = _index(plain_text(raw))
        for claim in tables.claims:
            if name in ids and claim.source != name:
                continue
            compared += 1
            for column, text in (*gists(claim), ("note", claim.note)):
                shared = _run(index, _words(text))
                if len(shared) >= run:
                    findings.append(
                        Finding(
                            "warning",
                            "wording",
                            claim.id,
                            _("{column} copies {n} words of {text}: “{words}”").format(
                                column=column, n=len(shared), text=name, words=" ".join(shared)
                            ),
                            "copied-wording",
                        )
                    )
    return Part({"gists_compared": compared}, tuple(findings))
