"""What a cell with a small grammar becomes in the graph: a thing with properties.

People type ``for=8;against=25`` into one cell; in RDF the same is a ``ct:Vote`` with a number
for each part, so that a majority can be asked for. Which parts there are is said here once:
:mod:`cityties.rdf` writes and reads by it, and the test of the schemas compares the ontology,
the shapes and the JSON-LD context with it. Each grammar has its own module
(:mod:`~cityties.model.votes`, :mod:`~cityties.model.kind_maps`,
:mod:`~cityties.model.expectations`, and :func:`~cityties.model.identifiers.parse_agent` for
people).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from cityties.model.columns import Column
from cityties.model.expectations import Expected, parse_expected
from cityties.model.identifiers import Agent, parse_agent
from cityties.model.kind_maps import MappedWord, parse_mapped_word
from cityties.model.votes import BALLOTS, parse_votes
from cityties.start.records import dataclass
from cityties.vocabulary.terms import REPLACED, ct

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Unfolding:
    """How one kind of column becomes a thing of its own.

    Parameters
    ----------
    class_ : IRI of the class; blank if the parts are properties of the row itself
    folder : where the IRIs of these things begin, after the common start
    parts : a column for each part, in the order of ``unfold``
    required : names of the parts that every one has
    derived : what follows from the row: written, never read back
    unfold : the cell (one item of it) to the values of its parts; ``None`` or "": not said
    fold : texts of the parts by name to the cell
    """

    class_: str
    folder: str
    parts: tuple[Column, ...]
    required: tuple[str, ...]
    derived: tuple[Column, ...]
    unfold: Callable[[str], Values]
    fold: Callable[[Mapping[str, str]], str]

    def local(self, row: str, item: str, *, many: bool) -> str:
        """The local name of a thing: folder and row, and the item where a cell has several.

        Parameters
        ----------
        row : id of the row
        item : the cell, or one item of it, in its canonical form
        many : whether the column can hold several

        Examples
        --------
        >>> UNFOLDINGS["kind_map"].local("council-2007", "sister city=sister_city", many=True)
        'kind-mapping/council-2007/sister%20city=sister_city'
        """
        return f"{self.folder}{row}" + (f"/{quote(item, safe='@:/=')}" if many else "")


def _fold_votes(texts: Mapping[str, str]) -> str:
    return str(parse_votes(";".join(f"{n}={texts[n]}" for n in BALLOTS if n in texts)))


def _fold_agent(texts: Mapping[str, str]) -> str:
    return str(Agent(texts["person"], texts.get("post", ""), texts.get("capacity", "")))


def _fold_expected(texts: Mapping[str, str]) -> str:
    return str(Expected(int(texts["least"]), int(texts["most"])))


UNFOLDINGS: Final[Mapping[str, Unfolding]] = {
    "votes": Unfolding(
        ct.Vote,
        "vote/",
        (
            Column("for", "integer", ct.votesFor, low=0),
            Column("against", "integer", ct.votesAgainst, low=0),
            Column("abstain", "integer", ct.abstentions, low=0),
            Column("absent", "integer", ct.absent, low=0),
            Column("invalid", "integer", ct.invalidVotes, low=0),
        ),
        (),
        (
            Column("result", "code", ct.computedResult, codes="vote_results"),
            Column("body", "organization", ct.votingBody),
        ),
        parse_votes,
        _fold_votes,
    ),
    "involvement": Unfolding(
        ct.Participation,
        "participation/",
        (
            Column("person", "thing", ct.participant),
            Column("post", "post", ct.participantPost),
            Column("capacity", "code", ct.capacity, codes="capacities"),
        ),
        ("person",),
        (Column("term", "agent", ct.participantTerm),),
        parse_agent,
        _fold_agent,
    ),
    "kind_map": Unfolding(
        ct.KindMapping,
        "kind-mapping/",
        (
            Column("word", "text", ct.mappedWord),
            Column("kind", "code", ct.mappedKind, codes="kinds"),
        ),
        ("word", "kind"),
        (),
        parse_mapped_word,
        lambda texts: str(MappedWord(texts["word"], texts["kind"])),
    ),
    "expected": Unfolding(
        "",
        "",
        (
            Column("least", "integer", ct.expectedAtLeast, low=0),
            Column("most", "integer", ct.expectedAtMost, low=0),
        ),
        ("least", "most"),
        (),
        parse_expected,
        _fold_expected,
    ),
}
"""The unfoldings by the kind of their column."""

CLASS_KINDS: Final = {found.class_: kind for kind, found in UNFOLDINGS.items() if found.class_}
"""The kind of column behind each class of things that cells unfold into."""

OLD_PROPERTIES: Final[Mapping[str, str]] = {
    new: old for old, found in REPLACED.items() for new in found
}
"""The deprecated property, by the name of each that replaces it."""


def canonical_cell(kind: str, text: str) -> str:
    """The one way in which a cell of a grammar is written.

    A text that does not follow its grammar stays as it is: the loaders report it.

    Parameters
    ----------
    kind : kind of the column
    text : the cell, or one item of it

    Examples
    --------
    >>> canonical_cell("votes", "against=25;for=8"), canonical_cell("expected", "13..13")
    ('for=8;against=25', '13')
    """
    try:
        # A named tuple writes itself as its cell.
        return str(UNFOLDINGS[kind].unfold(text))
    except ValueError:
        return text
