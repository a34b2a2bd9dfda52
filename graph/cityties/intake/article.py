"""An article as it is worked with: its text, what is known about it, its sentences."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from cityties.intake.text import Sentence, split


@dataclass(frozen=True)
class Article:
    """The text of an article and what was found about it.

    Parameters
    ----------
    text : one paragraph a line; the title is the first line
    title, publisher, url, language : as found; ``""`` if not
    published : day of publication as ISO 8601, or ``""``
    published_from : ``user``, ``page`` or ``""``
    file : name of the file that it came from
    """

    text: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    published: str = ""
    published_from: str = ""
    file: str = ""

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text, as UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, numbered from 1."""
        return split(self.text)

    @property
    def day(self) -> datetime.date | None:
        """The day of publication, if it is known."""
        try:
            return datetime.date.fromisoformat(self.published)
        except ValueError:
            return None

    def as_dict(self) -> dict[str, Any]:
        """As written to the inbox."""
        return asdict(self)
