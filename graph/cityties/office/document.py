"""A document as a tree: sections of lines and tables, each line with what it is based on.

A line without a note cannot be made, so that no format can print one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from cityties.language.messages import language
from cityties.start.records import dataclass

SOURCE = "source"
QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Note:
    """What a line is based on.

    Parameters
    ----------
    kind : ``source``; or ``question``: what was asked of the graph and found nothing, or is
        computed from more claims than can be named
    key : id of the source; the command that asks the question again
    claims : ids of the claims of that source
    """

    kind: str
    key: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its notes.

    Parameters
    ----------
    text : the sentence, in the language of the document
    notes : what it is based on; never empty

    Raises
    ------
    ValueError
        If there is no note.

    Examples
    --------
    >>> Line("Porto signed in 2021.", (Note("source", "imna-510860", ("c-1",)),)).text
    'Porto signed in 2021.'
    >>> Line("Everybody knows it.", ())
    Traceback (most recent call last):
    ...
    ValueError: a line without a source: Everybody knows it.
    """

    text: str
    notes: tuple[Note, ...]

    def __post_init__(self) -> None:
        if not self.notes:
            raise ValueError(f"a line without a source: {self.text}")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, and what it is based on; raises ValueError without a note."""

    cells: tuple[str, ...]
    notes: tuple[Note, ...]

    def __post_init__(self) -> None:
        if not self.notes:
            raise ValueError(f"a row without a source: {self.cells}")

    @property
    def text(self) -> str:
        """The cells in one line."""
        return " · ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings and rows."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG, with the sentence that says the same."""

    svg: str
    caption: Line


Block = Line | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is under it.

    Parameters
    ----------
    key : a word that is the same in every language, such as ``waits``
    title : the heading
    blocks : lines and tables
    blank : whether it is left empty on purpose, with room to write
    """

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    blank: bool = False

    def lines(self) -> Iterator[Line | TableRow]:
        """Each line and each row of a table, in order."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from block.rows
            elif isinstance(block, Picture):
                yield block.caption
            else:
                yield block


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Parameters
    ----------
    key : what it is, such as ``brief``
    title : its title
    sections : in order
    sources : the title and address of each source in its language, by id
    facts : days, content id and the like, for JSON and the foot of a page
    foot : the same in words
    lang : code of the language; that of the messages by default
    """

    key: str
    title: str
    sections: tuple[Section, ...]
    sources: Mapping[str, tuple[str, str]]
    facts: Mapping[str, object] = field(default_factory=dict)
    foot: tuple[str, ...] = ()
    lang: str = field(default_factory=language)

    def lines(self) -> Iterator[tuple[str, Line | TableRow]]:
        """Each line with its number, such as ``3.2``: the second line of the third section."""
        for at, section in enumerate(self.sections, start=1):
            for number, line in enumerate(section.lines(), start=1):
                yield f"{at}.{number}", line

    @cached_property
    def notes(self) -> Mapping[tuple[str, str], int]:
        """The number of each note, by its kind and key, in the order of their first use."""
        numbers: dict[tuple[str, str], int] = {}
        for _number, line in self.lines():
            for note in line.notes:
                numbers.setdefault((note.kind, note.key), len(numbers) + 1)
        return numbers

    def numbers(self, line: Line | TableRow) -> list[int]:
        """The numbers of the notes of a line, sorted."""
        return sorted({self.notes[note.kind, note.key] for note in line.notes})

    @cached_property
    def claims(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The claims of each note, sorted."""
        found: dict[tuple[str, str], set[str]] = {}
        for _number, line in self.lines():
            for note in line.notes:
                found.setdefault((note.kind, note.key), set()).update(note.claims)
        return {key: tuple(sorted(claims)) for key, claims in found.items()}

    def section(self, key: str) -> Section:
        """The section of a key; raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


def merged(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes, each source or question once with all its claims.

    Parameters
    ----------
    notes : in the order of the line

    Examples
    --------
    >>> merged([Note("source", "a", ("c-2",)), Note("source", "a", ("c-1",))])
    (Note(kind='source', key='a', claims=('c-1', 'c-2')),)
    """
    found: dict[tuple[str, str], set[str]] = {}
    for note in notes:
        found.setdefault((note.kind, note.key), set()).update(note.claims)
    return tuple(Note(kind, key, tuple(sorted(claims))) for (kind, key), claims in found.items())


def joined(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Several documents for one file; raises ValueError for none."""
    if not documents:
        raise ValueError("no document")
    return tuple(documents)
