"""The queue of candidates and what a person decides: the part that a form, a terminal and a
workbook share.

A decision is bound to the article and to the candidate, whose id is a hash of its meaning and its
sentence: a changed article re-opens only what changed. Who decided and when is kept.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from cityties.base.files import write_atomic
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.intake.candidates import Candidate
from cityties.intake.inbox import Inbox, Stored
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.loaders.additions import alone
from cityties.model.tables import COLUMN_NAMES

VERDICTS: Final = ("accept", "reject", "later")
NAME: Final = "name_en"
"""The change that gives a new person a name in Latin letters."""
CELLS: Final[tuple[str, ...]] = (
    "type", "kind", "status", "aspect", "certainty", "parties", "actor", "target", "about",
    "side", "channel", "when", "until", "said_by", "number", "op", "of", "topics", "gist",
    "gist_fa", "condition", "condition_fa", "note",
)  # fmt: skip
"""Columns of the claims table that a form or a workbook shows to be corrected."""


@dataclass(frozen=True)
class Decision:
    """What was decided about a candidate.

    Parameters
    ----------
    article, candidate : their ids in the inbox
    sha256 : of the text that was read
    verdict : ``accept``, ``reject`` or ``later``
    changes : cells that the person corrected, by column
    who, when : the person, and the time as ISO 8601
    """

    article: str
    candidate: str
    sha256: str
    verdict: str
    changes: Mapping[str, str] = field(default_factory=dict)
    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Item:
    """A candidate in the queue.

    Parameters
    ----------
    stored : its article
    candidate : the candidate
    decision : what was decided, or ``None``
    number, of : its place in the queue
    """

    stored: Stored
    candidate: Candidate
    decision: Decision | None
    number: int
    of: int

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.decision is None or self.decision.verdict == "later"

    @property
    def cells(self) -> dict[str, str]:
        """Its cells with the corrections."""
        made = dict(self.candidate.cells)
        if self.decision is not None:
            made.update({k: v for k, v in self.decision.changes.items() if k != NAME})
        return {name: text for name, text in made.items() if text}

    def as_dict(self) -> dict[str, Any]:
        """For a form: the candidate, its sentence in its paragraph, the decision."""
        text = self.stored.article.text
        start = text.rfind("\n", 0, self.candidate.start) + 1
        end = text.find("\n", self.candidate.end)
        end = len(text) if end < 0 else end
        return {
            "article": self.stored.key,
            "title": self.stored.article.title,
            "language": self.stored.article.language,
            "published": self.stored.article.published,
            "publisher": self.stored.article.publisher,
            "number": self.number,
            "of": self.of,
            "paragraph": text[start:end],
            "mark": [self.candidate.start - start, self.candidate.end - start],
            "candidate": self.candidate.as_dict(),
            "cells": self.cells,
            "decision": asdict(self.decision) if self.decision else None,
        }


def decisions(inbox: Inbox) -> list[Decision]:
    """All decisions in the order in which they were made.

    Raises
    ------
    DataError
        If a line is not a decision.
    """
    file = inbox.decisions_file
    if not file.is_file():
        return []
    made: list[Decision] = []
    one: Decision | None
    for line, text in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            one = Decision(**json.loads(text))
        except (ValueError, TypeError):
            one = None
        if one is None or one.verdict not in VERDICTS:
            raise DataError(
                [Problem(str(file), line, "", text[:80], _("not a decision"), ", ".join(VERDICTS))]
            )
        made.append(one)
    return made


def queue(inbox: Inbox, *, every: bool = False) -> list[Item]:
    """What has to be decided, in the order of the articles and their sentences.

    Parameters
    ----------
    inbox : the inbox
    every : also what was decided
    """
    last = {(one.article, one.candidate): one for one in decisions(inbox)}
    found = [
        (stored, candidate, last.get((stored.key, candidate.id)))
        for stored in inbox.articles()
        for candidate in stored.candidates
    ]
    items = [Item(*one, number, len(found)) for number, one in enumerate(found, start=1)]
    return items if every else [item for item in items if item.is_open]


def find(inbox: Inbox, candidate: str) -> Item:
    """The candidate with an id, or with the beginning of one.

    Raises
    ------
    NotFoundError
        If there is none, or several begin so.
    """
    items = queue(inbox, every=True)
    found = [item for item in items if item.candidate.id.startswith(candidate)] if candidate else []
    if len(found) != 1:
        hint = did_you_mean(candidate, [item.candidate.id for item in items]) if not found else ""
        raise NotFoundError(
            _("{n} candidates begin with {id!r}").format(n=len(found), id=candidate)
            + (f"; {hint}" if hint else "")
        )
    return found[0]


def decide(
    inbox: Inbox,
    candidate: str,
    verdict: str,
    changes: Mapping[str, str] | None = None,
    who: str = "",
    when: str = "",
) -> Decision:
    """Decide about a candidate; the same decision twice is one.

    Parameters
    ----------
    inbox : the inbox
    candidate : its id, or the beginning of it
    verdict : ``accept``, ``reject`` or ``later``
    changes : cells to correct, by column of the claims table
    who : who decides
    when : ISO 8601; now if blank

    Raises
    ------
    UsageError
        If the verdict or a column is unknown, or nobody is named.
    """
    return decide_all(inbox, [(candidate, verdict, changes or {})], who, when)[0]


def decide_all(
    inbox: Inbox,
    many: Iterable[tuple[str, str, Mapping[str, str]]],
    who: str,
    when: str = "",
) -> list[Decision]:
    """Decide about several candidates in one step: all of them or none.

    Parameters
    ----------
    inbox, who, when : as for :func:`decide`
    many : candidate, verdict and changes of each

    Raises
    ------
    UsageError
        Without a name, for an unknown verdict or column, or two decisions about one candidate
        that differ.
    """
    if not who.strip():
        raise UsageError(_("name who decides: --who NAME"))
    with alone(inbox.folder):  # a form and a terminal may decide at the same time
        return _decide_all(inbox, many, who, when or now())


def now() -> str:
    """The time of a decision, as ISO 8601 in UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _decide_all(
    inbox: Inbox, many: Iterable[tuple[str, str, Mapping[str, str]]], who: str, stamp: str
) -> list[Decision]:
    kept = decisions(inbox)
    last = {(one.article, one.candidate): one for one in kept}
    made = []
    said: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
    for candidate, verdict, changes in many:
        if verdict not in VERDICTS:
            raise UsageError(
                _("unknown verdict {verdict!r}; expected {known}").format(
                    verdict=verdict, known=", ".join(VERDICTS)
                )
            )
        for column in changes:
            if column == NAME:
                continue
            if column not in COLUMN_NAMES["claims"] or column in ("id", "source"):
                hint = did_you_mean(column, COLUMN_NAMES["claims"])
                raise UsageError(
                    _("{column!r} is not a column that can be changed").format(column=column)
                    + (f"; {hint}" if hint else "")
                )
        item = find(inbox, candidate)
        real = {
            name: text for name, text in sorted(changes.items())
            if text != item.candidate.cells.get(name, "")
        }  # fmt: skip
        one = Decision(
            item.stored.key, item.candidate.id, item.stored.article.sha256, verdict, real,
            who.strip(), stamp,
        )  # fmt: skip
        own = (one.article, one.candidate)
        if said.setdefault(own, (verdict, real)) != (verdict, real):
            raise UsageError(
                _("{id} has two decisions that differ: {first} and {second}").format(
                    id=one.candidate, first=said[own][0], second=verdict
                )
            )
        before = last.get(own)
        if before is not None and (before.verdict, dict(before.changes)) == (verdict, real):
            made.append(before)
            continue
        last[own] = one
        kept.append(one)
        made.append(one)
    _write(inbox, kept)
    return made


def undo(inbox: Inbox) -> Decision | None:
    """Take the last decision back; what was decided before about the candidate counts again.

    Parameters
    ----------
    inbox : the inbox
    """
    with alone(inbox.folder):
        kept = decisions(inbox)
        if not kept:
            return None
        gone = kept.pop()
        _write(inbox, kept)
    return gone


def _write(inbox: Inbox, kept: Iterable[Decision]) -> None:
    inbox.folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) + "\n" for one in kept]
    write_atomic(inbox.decisions_file, "".join(lines).encode())
