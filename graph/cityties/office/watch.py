"""An office's routine: what is new since the last time, and the papers of the day in a folder.

Nothing is sent anywhere. The state is one file in the folder: the content id and the claims of
the last time, each with its words, so that what is new is said by fact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cityties.errors import DataError, Problem
from cityties.language.messages import _, in_language, language
from cityties.model.rows import Claim
from cityties.office.desk import Desk
from cityties.office.document import Block, Document, Line, Section
from cityties.office.forms import written
from cityties.office.sheets import calendar_sheet, pending_sheet

STATE: Final = ".cityties-watch.json"
"""The file that remembers the last time."""

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class News:
    """What changed since the last time.

    Parameters
    ----------
    first : whether there was no last time
    added, changed, removed : ids of claims
    gone : the words of claims that were removed, by id
    """

    first: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    gone: Mapping[str, str] | None = None

    @property
    def number(self) -> int:
        """How many facts are new, changed or gone."""
        return len(self.added) + len(self.changed) + len(self.removed)


def read_state(folder: Path) -> dict[str, Any] | None:
    """What the last time left; ``None`` for the first time.

    Parameters
    ----------
    folder : the folder of the papers

    Raises
    ------
    DataError
        If the file is not what we wrote.
    """
    path = folder / STATE
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        fits = found["format"] == FORMAT and isinstance(found["claims"], dict)
    except (ValueError, KeyError, TypeError):
        fits = False
    if fits:
        return dict(found)
    raise DataError(
        [
            Problem(
                str(path),
                0,
                "",
                "",
                _("this is not what `cityties watch` wrote"),
                suggestion=_("delete it: the next time is then a first time"),
            )
        ]
    )


def _print_of(claim: Claim) -> str:
    """A short sum of all that a claim says."""
    return hashlib.sha256(repr(claim).encode()).hexdigest()[:16]


def state_of(desk: Desk) -> dict[str, Any]:
    """What is to be remembered: each claim by its sum and its words.

    Parameters
    ----------
    desk : who asks
    """
    return {
        "format": FORMAT,
        "id": desk.graph.id,
        "claims": {
            claim.id: [_print_of(claim), claim.gist]
            for claim in sorted(desk.readings.claims.values(), key=lambda each: each.id)
        },
    }


def news_of(before: dict[str, Any] | None, now: dict[str, Any]) -> News:
    """What is new between two states.

    Parameters
    ----------
    before, now : as :func:`read_state` and :func:`state_of` give them

    Examples
    --------
    >>> old = {"claims": {"c-1": ["a", "They met."], "c-2": ["b", "It rained."]}}
    >>> new = {"claims": {"c-1": ["z", "They met twice."], "c-3": ["c", "It was signed."]}}
    >>> news = news_of(old, new)
    >>> news.added, news.changed, news.removed, news.number
    (('c-3',), ('c-1',), ('c-2',), 3)
    """
    if before is None:
        return News(first=True)
    old, new = before["claims"], now["claims"]
    return News(
        False,
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(each for each in new.keys() & old.keys() if new[each][0] != old[each][0])),
        tuple(sorted(old.keys() - new.keys())),
        {each: old[each][1] for each in old.keys() - new.keys()},
    )


def news_document(desk: Desk, news: News) -> Document:
    """What is new, in words.

    Parameters
    ----------
    desk : who asks
    news : what changed
    """
    note = desk.asked("sources", on=False)
    sections = []
    for key, title, ids in (
        ("added", _("New"), news.added),
        ("changed", _("Changed"), news.changed),
        ("removed", _("No longer claimed"), news.removed),
    ):
        blocks: list[Block] = []
        for claim in ids:
            found = desk.readings.claims.get(claim)
            if found is not None:
                blocks.append(desk.line(found))
            else:
                words = (news.gone or {}).get(claim) or claim
                blocks.append(Line(f"{words} ({claim})", (note,)))
        if not blocks:
            blocks.append(
                Line(_("the first time: nothing to compare with") if news.first else _("nothing"),
                     (note,))
            )  # fmt: skip
        sections.append(Section(key, title, tuple(blocks)))
    return Document(
        "news", _("What is new: {city}").format(city=desk.name(desk.city)), tuple(sections),
        desk.sources(), {**desk.facts}, desk.foot(),
    )  # fmt: skip


def papers(
    desk: Desk, news: News, whom: Sequence[str], langs: Sequence[str], *, dated: bool = True
) -> dict[str, bytes]:
    """The files of the day, by their names.

    Parameters
    ----------
    desk : who asks, and the day
    news : what changed
    whom : whom to write briefs on
    langs : the languages of the papers
    dated : whether a calendar file is wanted (extra ``office``)
    """
    from cityties.office.brief import brief
    from cityties.office.calendar import calendar_rows

    made: dict[str, bytes] = {
        "news.html": written(_each(langs, lambda: news_document(desk, news)), "html"),
        "pending.html": written(_each(langs, lambda: pending_sheet(desk).document(desk)), "html"),
        "calendar.html": written(_each(langs, lambda: calendar_sheet(desk).document(desk)), "html"),
    }
    for who in whom:
        documents = _each(langs, lambda who=who: brief(desk, who))
        name = str(documents[0].facts["who"]).replace("/", "-")
        made[f"brief-{name}.html"] = written(documents, "html")
    if dated:
        from cityties.office.ics import ics

        made["calendar.ics"] = ics(desk, calendar_rows(desk), langs)
    return made


def _each(langs: Sequence[str], make: Any) -> list[Document]:
    documents = []
    for lang in langs or (language(),):
        with in_language(lang):
            documents.append(make())
    return documents
