"""What the review form works with: the inbox, the tables, decisions, and what is added or written.

Everything that decides is in `cityties.intake.review`, as for the command line and the workbook;
here a form's texts become its arguments.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import DataError, NotFoundError
from cityties.intake import review
from cityties.intake.accept import faults
from cityties.intake.inbox import Inbox
from cityties.intake.known import Compared, Known
from cityties.intake.review import CELLS, NAME, Decision, Item
from cityties.intake.session import all_tables, merged
from cityties.language.messages import _
from cityties.language.names import squeeze
from cityties.loaders.additions import about, add_rows, existing, problem_columns
from cityties.model.rows import Tables
from cityties.model.texts import text_in, texts
from cityties.serve.pages.review_new import FormError, new_rows

if TYPE_CHECKING:
    from cityties.serve.pages.things import PageHolder
    from cityties.serve.settings import Reviewed

SEVERAL: Final = ("parties", "actor", "target")
"""Columns of ids of cities and organizations; ``;`` is between several."""
IDS: Final = (*SEVERAL, "side")
_FOLLOWS: Final = ("type", "kind", "parties", "when")  # what the id of a tie or event is made of
_NEAR: Final = 6
_SURE: Final = 100.0
_NO_FOLDER: Final = Path("/nonexistent")


@dataclass(frozen=True)
class Place:
    """Where a candidate is in the queue.

    Parameters
    ----------
    item : the candidate
    before, after : ids of its neighbours, or ``""``
    decided, of : how many of all are decided, and all
    number_here, of_here : its place among those of its article
    """

    item: Item
    before: str
    after: str
    decided: int
    of: int
    number_here: int
    of_here: int


class Desk:
    """An inbox that is reviewed in a browser.

    Parameters
    ----------
    holder : pages of the graph that is served: they know names
    chosen : what whoever runs the server chose
    """

    def __init__(self, holder: PageHolder, chosen: Reviewed) -> None:
        self.holder = holder
        self.chosen = chosen
        self.box = Inbox(chosen.inbox)
        self.token = secrets.token_urlsafe(32)
        self.who = chosen.who
        self.landed: dict[str, Any] | None = None
        self.foreseen: tuple[tuple[object, ...], Any] | None = None
        self.writing = threading.Lock()
        self._shipped: Tables | None = None
        self._made: tuple[tuple[object, ...], Known] | None = None

    # -- the tables ----------------------------------------------------------------------

    @property
    def folder(self) -> Path | None:
        """The data folder that is written into."""
        return self.chosen.into

    @property
    def shipped(self) -> Tables | None:
        """The rows that come with the package, if they are used."""
        if self._shipped is None and self.chosen.shipped:
            self._shipped = all_tables()
        return self._shipped

    @property
    def known(self) -> Known:
        """All rows; read again when a file of a folder has changed."""
        folders = [*self.chosen.data, *([self.folder] if self.folder else [])]
        mark = tuple(
            (str(file), file.stat().st_mtime_ns, file.stat().st_size)
            for folder in folders for file in sorted(folder.glob("*.csv"))
        )  # fmt: skip
        if self._made is None or self._made[0] != mark:
            parts = [self.shipped] if self.shipped is not None else []
            for folder in folders:
                if any(folder.glob("*.csv")):
                    parts.append(existing(folder, merged(parts) if parts else None))
            self._made = mark, Known(merged(parts))
        return self._made[1]

    def name(self, thing: str) -> str:
        """The name of a thing in the language of the messages; its id if nothing has it."""
        rows = self.known.tables
        named: Sequence[Any] = (*rows.places, *rows.organizations, *rows.people, *rows.posts)
        found = next((row for row in named if row.id == thing), None)
        return (text_in(found, "name") if found is not None else "") or thing

    # -- the queue -----------------------------------------------------------------------

    def place(self, candidate: str) -> Place:
        """Where a candidate is in the queue.

        Parameters
        ----------
        candidate : its id

        Raises
        ------
        NotFoundError
            If there is none.
        """
        items = review.queue(self.box, every=True)
        at = next((n for n, one in enumerate(items) if one.candidate.id == candidate), None)
        if at is None:
            raise NotFoundError(_("no candidate {id} in the inbox").format(id=candidate))
        item = items[at]
        here = [one for one in items if one.stored.key == item.stored.key]
        return Place(
            item,
            items[at - 1].candidate.id if at else "",
            items[at + 1].candidate.id if at + 1 < len(items) else "",
            sum(not one.is_open for one in items),
            len(items),
            here.index(item) + 1,
            len(here),
        )

    def next_open(self, after: str = "") -> str:
        """The next candidate that nobody decided about, from the one after; ``""`` without one.

        What was left for later comes after what nobody has looked at.

        Parameters
        ----------
        after : id of a candidate
        """
        items = review.queue(self.box, every=True)
        at = next((n for n, one in enumerate(items) if one.candidate.id == after), -1)
        ring = [*items[at + 1 :], *items[: at + 1]]
        fresh = [one for one in ring if one.decision is None]
        later = [one for one in items if one.is_open and one.candidate.id != after]
        found = next(iter(fresh or (later if not after else [])), None)
        return found.candidate.id if found else ""

    # -- decisions -----------------------------------------------------------------------

    def compared(self, item: Item) -> Compared:
        """What a candidate means next to what is known."""
        return self.known.compare(item.candidate, item.stored.article, item.cells)

    def decide(self, item: Item, verdict: str, given: Mapping[str, str]) -> Decision:
        """Decide about a candidate as a form says.

        Parameters
        ----------
        item : the candidate
        verdict : of `cityties.intake.review.VERDICTS`
        given : the fields of the form

        Raises
        ------
        FormError
            If a field of what is accepted is wrong.
        """
        who = " ".join(given.get("who", "").split())
        if not who:
            raise FormError({"who": [_("name who decides")]})
        changes = self.changes(item, given) if verdict == "accept" else {}
        if verdict == "accept":
            self.check(with_changes(item, changes))
        with self.writing:
            self.who = who
            return review.decide(self.box, item.candidate.id, verdict, changes, who)

    def changes(self, item: Item, given: Mapping[str, str]) -> dict[str, str]:
        """What a form corrects: the cells that differ from the candidate's.

        Parameters
        ----------
        item : the candidate
        given : the fields of the form; names of cities and people become ids

        Raises
        ------
        FormError
            If a name means nothing, or several things.
        """
        wrong: dict[str, list[str]] = {}
        near: dict[str, list[str]] = {}
        changed: dict[str, str] = {}
        for column in (*CELLS, NAME):
            if column not in given:
                continue
            text = " ".join(given[column].split())
            before = item.candidate.cells.get(column, "")
            if text == " ".join(before.split()):
                continue
            if column in IDS and text:
                made = []
                for piece in filter(None, (one.strip() for one in text.split(";"))):
                    id_, others = self.meant(piece)
                    if not id_:
                        wrong.setdefault(column, []).append(
                            _("{name} is none of the cities and organizations that are known")
                            .format(name=piece))  # fmt: skip
                        near.setdefault(column, []).extend(others)
                    made.append(id_)
                text = ";".join(sorted(made) if column == "parties" else made)
                if text == before:
                    continue
            changed[column] = text
        if wrong:
            raise FormError(wrong, near)
        if "about" not in changed and changed.keys() & set(_FOLLOWS):
            now = {**item.candidate.cells, **changed}
            was = about(item.candidate.cells)
            follows = was and was == item.candidate.cells.get("about")
            if follows and about(now) not in ("", was):
                changed["about"] = about(now)
        return changed

    def check(self, item: Item) -> None:
        """Refuse what would break a rule of the tables.

        Raises
        ------
        FormError
            With the messages by column.
        """
        found = faults(item, self.folder or _NO_FOLDER, self.known.tables, self.shipped)
        if found:
            raise FormError(found)

    def undo(self) -> Decision | None:
        """Take the last decision back."""
        with self.writing:
            return review.undo(self.box)

    # -- names ---------------------------------------------------------------------------

    def meant(self, text: str) -> tuple[str, list[str]]:
        """The id that a text means, and those that it may mean.

        Parameters
        ----------
        text : an id, or a name in any script
        """
        tables = self.known.tables
        rows: Sequence[Any] = (*tables.places, *tables.organizations)
        if any(row.id == text for row in rows):
            return text, []
        key = squeeze(text)
        named = [row for row in rows if key in _names(row)]
        same = [row.id for row in named if row.kind != "country"] or [row.id for row in named]
        if len(same) == 1:
            return same[0], same
        found = self.suggested(text)
        sure = [one["id"] for one in found if one["score"] >= _SURE]
        return (sure[0] if len(sure) == 1 and not same else ""), [one["id"] for one in found]

    def suggested(self, text: str) -> list[dict[str, Any]]:
        """Things that a text may mean, the likeliest first: id, name, what they are, score.

        Parameters
        ----------
        text : a name or a part of one
        """
        from cityties.serve.pages.reconcile import Matches

        if not text.strip():
            return []
        matches = Matches(self.holder.pages)
        answer = matches.batch({"q": {"query": text, "limit": _NEAR}})["q"]["result"]
        key = squeeze(text)
        tables = self.known.tables
        rows: Sequence[Any] = (*tables.places, *tables.organizations, *tables.people)
        own = [
            {"id": row.id, "name": text_in(row, "name"), "description": "", "score": 90.0}
            for row in rows if key and key in _names(row)
        ]  # fmt: skip
        there = {one["id"] for one in answer}
        return [
            *({name: one[name] for name in ("id", "name", "description", "score")}
              for one in answer),
            *(one for one in own if one["id"] not in there),
        ]  # fmt: skip

    # -- new things ----------------------------------------------------------------------

    def add(self, table: str, cells: Mapping[str, str]) -> str:
        """Add a person, place, post or organization to the data folder; its id.

        Parameters
        ----------
        table : ``people``, ``places``, ``posts`` or ``organizations``
        cells : by column; the id is made of them

        Raises
        ------
        FormError
            With the messages by column.
        """
        if self.folder is None:
            raise FormError({"": [_("no data folder to write into: start the server with {option}")
                                  .format(option="--into FOLDER")]})  # fmt: skip
        with self.writing:
            id_, rows = new_rows(table, cells, self)
            try:
                add_rows(self.folder, rows, self.shipped)
            except DataError as error:
                raise FormError(problem_columns(error)) from error
        return id_


def _names(row: Any) -> set[str]:
    """The names of a row as they are compared."""
    return {squeeze(name) for name in texts(row, "name").values() if name}


def with_changes(item: Item, changes: Mapping[str, str]) -> Item:
    """A candidate as it would be with corrections.

    Parameters
    ----------
    item : the candidate
    changes : its corrected cells
    """
    shown = Decision(
        item.stored.key, item.candidate.id, item.stored.article.sha256, "accept", dict(changes)
    )
    return replace(item, decision=shown)
