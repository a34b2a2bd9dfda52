"""What a page of a list is made of: the common form of both readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from cityties.errors import NotFoundError
from cityties.language.messages import _


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of text.

    Parameters
    ----------
    text : what is shown; of a flag the country as the page writes it
    kind : ``text``, ``link``, ``flag``, ``note`` (the key of a footnote in ``text``), ``break``
        or ``struck`` (crossed out)
    target : of a link the title of the page that it leads to
    bold : whether it is set in bold
    """

    text: str
    kind: str = "text"
    target: str = ""
    bold: bool = False


Run = tuple[Piece, ...]


@dataclass(slots=True)
class Cell:
    """A cell of a table: its own text, and the items of lists inside."""

    run: Run = ()
    items: list[Run] = field(default_factory=list)
    is_head: bool = False


@dataclass(slots=True)
class Block:
    """A heading, a paragraph, an item of a list, a row of a table, or the end of a list.

    Parameters
    ----------
    kind : ``heading``, ``paragraph``, ``item``, ``row`` or ``term`` (of a list of definitions)
    line : in the file, as far as it is known
    level : of a heading, 1 to 6; of an item, how deep it is
    run : the text
    cells : of a row
    table : the number of the table that a row is of
    """

    kind: str
    line: int = 0
    level: int = 0
    run: Run = ()
    cells: list[Cell] = field(default_factory=list)
    table: int = 0


@dataclass(slots=True)
class Note:
    """A footnote.

    Parameters
    ----------
    key : how the page refers to it
    title, url, publisher, accessed, published : as far as it says them
    text : its words
    """

    key: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    accessed: str = ""
    published: str = ""
    text: str = ""


@dataclass(slots=True)
class Page:
    """A page.

    Parameters
    ----------
    title : of the page
    url : its address, if the file says it
    edited : the day of its last change as the page writes it
    lang : the language of the page
    blocks : in their order
    notes : footnotes by their key
    """

    title: str = ""
    url: str = ""
    edited: str = ""
    lang: str = ""
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)


_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""A text with single blanks, without invisible marks.

    Examples
    --------
    >>> clean(" Freiburg\u00a0 im\u200e ")
    'Freiburg im'
    """
    text = re.sub("[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff\\u00ad]", "", text)
    return _SPACE.sub(" ", text).strip()


def words(run: Run) -> str:
    """The text of a run without flags and footnotes."""
    return clean("".join(p.text if p.kind in ("text", "link") else " " for p in run))


def notes(run: Run) -> tuple[str, ...]:
    """The keys of the footnotes of a run, each once."""
    return tuple(dict.fromkeys(piece.text for piece in run if piece.kind == "note"))


def parts(run: Run) -> Iterator[Run]:
    """A run, cut at its line breaks."""
    part: list[Piece] = []
    for piece in run:
        if piece.kind == "break":
            if words(tuple(part)):
                yield tuple(part)
            part = []
        else:
            part.append(piece)
    if words(tuple(part)):
        yield tuple(part)


def struck(run: Run) -> str:
    """The words of a run that are crossed out."""
    return clean(" ".join(piece.text for piece in run if piece.kind == "struck"))


def is_all_bold(run: Run) -> bool:
    """Whether everything that is to be read in a run is bold: a heading in all but name."""
    seen = [piece for piece in run if piece.kind in ("text", "link") and clean(piece.text)]
    return bool(seen) and all(p.bold or not any(c.isalnum() for c in p.text) for p in seen)


def parser_of(module: str) -> Any:
    """A module that reads one form of pages.

    Parameters
    ----------
    module : its name

    Raises
    ------
    NotFoundError
        If it is not installed; the message says how to.
    """
    try:
        return import_module(module)
    except ImportError as error:
        from cityties.base.install import install_hint

        message = _("pages of Wikipedia need {package}; install it with: {command}")
        raise NotFoundError(
            message.format(package=module.partition(".")[0], command=install_hint("wikipedia"))
        ) from error
