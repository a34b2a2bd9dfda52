"""A candidate: a row of the claims table that is proposed, with its sentence and the reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_OF_ID: Final = (
    "type", "aspect", "kind", "about", "parties", "actor", "target", "status", "channel",
    "when", "number", "of", "certainty", "said_by",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """What is proposed.

    Parameters
    ----------
    cells : cells of the claims table, by column; no id, source or note yet
    sentence : number of the sentence that carries it
    quote : the sentence as printed; it stays in the inbox
    start, end : its place in the text
    confidence : from 0 to 1
    why : which rule found it
    speaker_how : ``named``, ``quote``, ``pronoun`` or ``""``
    proposer : ``rules`` or ``llm``
    flags : what the reviewer should look at
    new : rows of other tables that it needs, by table
    """

    cells: Mapping[str, str]
    sentence: int
    quote: str
    start: int
    end: int
    confidence: float
    why: str
    speaker_how: str = ""
    proposer: str = "rules"
    flags: tuple[str, ...] = ()
    new: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A hash of what is claimed and of the sentence that carries it.

        A changed article re-opens only the candidates whose sentence or meaning changed.
        """
        said = [self.cells.get(name, "") for name in _OF_ID]
        text = json.dumps([said, self.quote, self.proposer], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def as_dict(self) -> dict[str, Any]:
        """As written to the inbox."""
        made = asdict(self)
        made["id"] = self.id
        return made


def from_dict(data: Mapping[str, Any]) -> Candidate:
    """A candidate from what :meth:`Candidate.as_dict` gave."""
    known = {name: data[name] for name in Candidate.__dataclass_fields__ if name in data}
    known["flags"] = tuple(known.get("flags", ()))
    known["new"] = {table: tuple(rows) for table, rows in known.get("new", {}).items()}
    return Candidate(**known)
