"""The inbox: articles, their candidates and the decisions, in a folder of the user.

The texts stay here; the data gets our own words and the number of a sentence. Files are JSON and
written whole. ::

    articles/KEY.json     an article as read, and what was proposed from it
    decisions.jsonl       who decided what, when; the last line about a candidate counts
    files.tsv             the files of folders that were read, by their SHA-256
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cityties.base.files import write_atomic
from cityties.errors import DataError, NotFoundError, Problem
from cityties.intake.article import Article
from cityties.intake.candidates import Candidate, from_dict
from cityties.intake.proposer import NotProposed, Proposal
from cityties.intake.text import plain
from cityties.language.messages import _

FORM: Final = "intake/1"
NEAR: Final = 0.75
"""Share of common word groups from which two texts are the same article."""

_GROUP: Final = 4  # words
_OWN: Final = ("articles", "decisions.jsonl", "files.tsv")


@dataclass(frozen=True)
class Stored:
    """An article in the inbox.

    Parameters
    ----------
    key : its name in the inbox: the same for a changed text of one address
    article : as read
    candidates, not_proposed, home : what was proposed
    same_as : key of an article that it repeats in other words of order, or ``""``
    """

    key: str
    article: Article
    candidates: tuple[Candidate, ...]
    not_proposed: tuple[NotProposed, ...]
    home: str = ""
    same_as: str = ""


@dataclass(frozen=True)
class Added:
    """What became of an article that was put in.

    Parameters
    ----------
    stored : the article
    how : ``new``, ``same`` (the same bytes were there), ``changed`` (another text of the same
        address) or ``near`` (nearly the text of another article)
    """

    stored: Stored
    how: str


def key_of(article: Article) -> str:
    """The name of an article in the inbox: by its address, else by its title and publisher.

    Parameters
    ----------
    article : as read
    """
    named = article.url or f"{plain(article.title)}|{article.publisher}|{article.published}"
    if not article.url and not article.title:
        named = article.sha256
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1, by groups of four words.

    Parameters
    ----------
    one, other : the texts

    Examples
    --------
    >>> likeness("one two three four five", "one two three four five")
    1.0
    """
    first, second = _groups(one), _groups(other)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def _groups(text: str) -> set[str]:
    words = re.findall(r"\w+", plain(text).lower())
    return {" ".join(words[at : at + _GROUP]) for at in range(max(0, len(words) - _GROUP + 1))}


class Inbox:
    """A folder with articles under review.

    Parameters
    ----------
    folder : the folder; it is made when something is put in
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    @property
    def decisions_file(self) -> Path:
        """The file with the decisions."""
        return self.folder / "decisions.jsonl"

    def require(self) -> Inbox:
        """The inbox itself, if the folder is one.

        Raises
        ------
        NotFoundError
            If nothing was ever put in.
        """
        if not any((self.folder / name).exists() for name in _OWN):
            raise NotFoundError(
                _("{path} is not an inbox: `cityties intake` makes one").format(path=self.folder)
            )
        return self

    def seen(self) -> frozenset[str]:
        """SHA-256 of the files of folders that were read."""
        file = self.folder / "files.tsv"
        lines = file.read_text("utf-8").splitlines() if file.is_file() else []
        return frozenset(line.partition("\t")[0] for line in lines)

    def note_seen(self, mark: str, name: str) -> None:
        """Keep that a file of a folder was read, so that the next call goes on after it.

        Parameters
        ----------
        mark : SHA-256 of the file
        name : its name
        """
        file = self.folder / "files.tsv"
        self.folder.mkdir(parents=True, exist_ok=True)
        before = file.read_bytes() if file.is_file() else b""
        write_atomic(file, before + f"{mark}\t{' '.join(name.split())}\n".encode())

    def find(self, article: Article) -> tuple[str, str]:
        """Whether an article is there already: how (see :class:`Added`), and the key of which.

        Parameters
        ----------
        article : as read
        """
        key = key_of(article)
        near = ""
        for stored in self.articles():
            if stored.article.sha256 == article.sha256:
                return "same", stored.key
            if stored.key == key:
                return "changed", key
            if not near and likeness(stored.article.text, article.text) >= NEAR:
                near = stored.key
        return ("near", near) if near else ("new", "")

    def put(self, article: Article, proposal: Proposal) -> Added:
        """Keep an article with what was proposed from it.

        Parameters
        ----------
        article, proposal : the article, and what the proposers found
        """
        how, other = self.find(article)
        key = other if how in ("same", "changed") else key_of(article)
        stored = Stored(
            key, article, proposal.candidates, proposal.not_proposed, proposal.home,
            other if how == "near" else "",
        )  # fmt: skip
        self._write(stored)
        return Added(stored, how)

    def _write(self, stored: Stored) -> None:
        place = self.folder / "articles"
        place.mkdir(parents=True, exist_ok=True)
        data = {
            "form": FORM,
            "key": stored.key,
            "sha256": stored.article.sha256,
            "home": stored.home,
            "same_as": stored.same_as,
            "article": stored.article.as_dict(),
            "candidates": [one.as_dict() for one in stored.candidates],
            "not_proposed": [
                {"sentence": one.sentence, "quote": one.quote, "reason": one.reason}
                for one in stored.not_proposed
            ],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_atomic(place / f"{stored.key}.json", text.encode())

    def articles(self) -> Iterator[Stored]:
        """The articles, in the order of their keys.

        Raises
        ------
        DataError
            If a file is not one of ours, or its text was changed.
        """
        for file in sorted((self.folder / "articles").glob("*.json")):
            yield self._read(file)

    def article(self, key: str) -> Stored:
        """The article with a key.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        file = self.folder / "articles" / f"{key}.json"
        if not re.fullmatch("[0-9a-f]{12}", key) or not file.is_file():
            raise NotFoundError(_("no article {key} in {path}").format(key=key, path=self.folder))
        return self._read(file)

    def _read(self, file: Path) -> Stored:
        try:
            data: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
            article = Article(**data["article"])
            candidates = tuple(from_dict(one) for one in data["candidates"])
            left = tuple(NotProposed(**one) for one in data["not_proposed"])
            stored = Stored(data["key"], article, candidates, left, data["home"], data["same_as"])
            sha = data["sha256"]
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                [Problem(str(file), 0, "", "", _("not an article of an inbox"), FORM,
                         _("read the article once more with: cityties intake FILE"))]
            ) from error  # fmt: skip
        if article.sha256 != sha:
            raise DataError(
                [Problem(str(file), 0, "", "", _("the text of the article was changed"),
                         _("the text as it was read"),
                         _("read the article once more with: cityties intake FILE"))]
            )  # fmt: skip
        return stored
