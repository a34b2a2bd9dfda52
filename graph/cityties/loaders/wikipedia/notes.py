"""Footnotes to sources: what a page cites becomes a row of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cityties.language.names import slugify
from cityties.loaders.foreign.links import publisher_of_name
from cityties.loaders.wikipedia.blocks import Note, clean
from cityties.model.dates import Edtf
from cityties.model.days import DayError, read_day
from cityties.model.rows import Organization, Source, Tables

_DAYS = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+[^\W\d_]+\.?\s+\d{4}|[^\W\d_]+\.?\s+\d{1,2},\s+\d{4}"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|[^\W\d_]+\s+\d{4}(?![-\d])",
)
_LONGEST = 48  # letters of an id
_TITLE = 300


def day_in(text: str) -> Edtf | None:
    """The last whole day, else month, that a text names: "Retrieved 12 May 2024".

    Examples
    --------
    >>> day_in("This page was last edited on 12 May 2024, at 10:15 (UTC).").text
    '2024-05-12'
    >>> day_in("no day") is None
    True
    """
    found = []
    for match in _DAYS.finditer(text):
        try:
            value = read_day(clean(match.group())).value
        except DayError:
            continue
        if value is not None:
            found.append(value)
    days = [value for value in found if value.is_day] or found
    return days[-1] if days else None


@dataclass(slots=True)
class Citations:
    """The sources that the footnotes of a page become.

    Parameters
    ----------
    page : id of the source that the page itself is
    day : the day of the page; a footnote that does not say when it was read was by then
    known : rows that may be referred to
    notes : the footnotes by their key
    taken : ids that a new publisher must not have
    """

    page: str
    day: Edtf
    known: Tables
    notes: Mapping[str, Note]
    taken: set[str]
    sources: dict[str, Source] = field(default_factory=dict)
    publishers: dict[str, Organization] = field(default_factory=dict)
    _made: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    def source_of(self, key: str) -> Source | None:
        """The source of a footnote; ``None`` if it cites nothing, or the page has no such one."""
        note = self.notes.get(key)
        if note is None or not (note.url or note.title):
            return None
        if key not in self._made:
            self._made[key] = self._make(note)
        return self.sources[self._made[key]]

    def words_of(self, key: str) -> str:
        """The words of a footnote that cites nothing."""
        note = self.notes.get(key)
        return "" if note is None or note.url or note.title else note.text

    def _make(self, note: Note) -> str:
        host = (urlsplit(note.url).hostname or "").removeprefix("www.")
        title = _text(note.title or host or note.url, _TITLE)
        same = note.url or title
        if same in self._ids:  # a page that is cited twice is one source
            return self._ids[same]
        publisher = self._publisher(_text(note.publisher, 120) or host or title)
        accessed = day_in(note.accessed) or day_in(note.text)
        if accessed is None or accessed.earliest > self.day.latest:
            accessed = self.day
        dated = _text(note.published, 40)
        id = self._id(title)
        self.sources[id] = Source(
            id,
            "official_page" if _is_official(host) else "news",
            title,
            publisher,
            note.url if _is_address(note.url) else "",
            accessed=accessed,
            note=f"cited by {self.page}" + (f"; dated {dated} there" if dated else ""),
        )
        self._ids[same] = id
        return id

    def _id(self, title: str) -> str:
        try:
            wanted = slugify(title)[:_LONGEST].strip("-")
        except ValueError:
            wanted = "note"
        taken = {row.id for row in self.known.sources} | set(self.sources)
        base = id = f"{self.page}-{wanted}"
        number = 2
        while id in taken:
            id, number = f"{base}-{number}", number + 1
        return id

    def _publisher(self, text: str) -> str:
        for row in self.publishers.values():
            if row.name_en == text:
                return row.id
        taken = self.taken | set(self.publishers)
        try:
            id, new = publisher_of_name(text, self.known, taken)
        except ValueError:
            id, new = publisher_of_name("unknown publisher", self.known, taken)
        if new is not None:
            self.publishers[id] = new
        return id


def _text(text: str, most: int) -> str:
    text = clean("".join(sign for sign in text if sign.isprintable() or sign == " "))
    return text if len(text) <= most else text[: most - 1] + "…"


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and text.isprintable() and " " not in text


def _is_official(host: str) -> bool:
    """Whether an address looks like that of a municipality or state."""
    return bool(re.search(r"(^|\.)(gov|gob|gouv|govt|admin|muni|city|stadt|ville|urz|um)\b", host))
