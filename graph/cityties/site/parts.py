"""The parts of a page, as data: what a template shows and a test can read.

A text that leads somewhere is a :class:`Link`; where it leads is a *key*, such as
``id/isfahan``, which :mod:`cityties.site.links` turns into an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Link(NamedTuple):
    """A text that leads to another page.

    Parameters
    ----------
    text : what is shown
    key : key of the page, or an address that begins with ``http``; empty: leads nowhere
    lang : language of the text, where it is not that of the page
    """

    text: str
    key: str = ""
    lang: str = ""


Words = tuple[Link, ...]
"""A run of texts and links, set one after the other."""


def words(*parts: str | Link) -> Words:
    """Texts and links as a run.

    Examples
    --------
    >>> words("by ", Link("Freiburg", "id/freiburg"))[0].text
    'by '
    """
    return tuple(Link(part) if isinstance(part, str) else part for part in parts)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the panel: a label and its values.

    Parameters
    ----------
    label : what it is
    values : each a run of texts and links
    """

    label: str
    values: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said first.

    Parameters
    ----------
    label : what is answered, such as "Political"; empty for the thing as a whole
    text : the answer
    on_word_of : the claims that it is based on, each with who says so
    against : what speaks against it, each linked to its claim
    """

    label: str
    text: Words
    on_word_of: tuple[Words, ...] = ()
    against: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in a history.

    Parameters
    ----------
    date : the date in words; that of the publication is marked as such
    what : kind, status with its doubt, side; the reason where no reading uses it
    about : what the claim is about, where the page is about something else
    gist : the claim in our own words
    said_by, source, claim : links
    locator : sentence, page or row in the source
    counts : whether a reading uses it
    """

    date: str
    what: str
    about: Link
    gist: str
    said_by: Link
    source: Link
    claim: Link
    locator: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page.

    Parameters
    ----------
    id : for links to it
    title : its heading
    head : names of the columns
    rows : cells, each a run of texts and links
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple, as RDFa writes it and a reader understands it.

    Parameters
    ----------
    predicate : IRI
    label : its name
    value : IRI, label of a blank node (``_:b0``) or text of a literal
    is_node : whether the value is an IRI or a blank node
    datatype, language : of a literal
    shown : what a reader sees, and where it leads
    """

    predicate: str
    label: Link
    value: str
    is_node: bool
    datatype: str
    language: str
    shown: Link


@dataclass(frozen=True, slots=True)
class Subject:
    """All statements of a page about one subject."""

    iri: str
    shown: Link
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Cite:
    """How to cite a page.

    Parameters
    ----------
    text : the whole citation
    content_id : id of the graph
    day : the day that the answer is of, ``YYYY-MM-DD``
    """

    text: str
    content_id: str
    day: str


@dataclass(slots=True)
class Page:
    """A page of one thing in one language.

    Parameters
    ----------
    key : such as ``id/isfahan``
    iri : the thing
    language : of the page
    kind : ``city``, ``tie``, ``claim`` …
    kind_label : the same in words
    title : name of the thing
    names : its names in other languages and spellings
    """

    key: str
    iri: str
    language: str
    kind: str
    kind_label: str
    title: str
    summary: str = ""
    names: tuple[Link, ...] = ()
    answers: list[Answer] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    conflicts: list[Fact] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    code: str = ""
    refers: list[Fact] = field(default_factory=list)
    subjects: Sequence[Subject] = ()
    cite: Cite | None = None
    day: str = ""
