"""A candidate against what is known: repeats, adds or contradicts, and what would be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from cityties.errors import NotFoundError
from cityties.intake.article import Article
from cityties.intake.candidates import Candidate
from cityties.model.dates import Edtf, disjoint, parse_edtf
from cityties.model.row_ids import NEW_CLAIM
from cityties.model.rows import Claim, Source, Tables
from cityties.model.tables import row_from_cells
from cityties.reading import Readings, read_tables

_SOURCE: Final = "article"
_CITED: Final = 12  # claims that are shown


@dataclass(frozen=True)
class Compared:
    """What a candidate means next to the claims that exist.

    Parameters
    ----------
    relation : ``adds``, ``repeats`` or ``contradicts``
    claims : ids of the claims of the same thing, those that say the same first
    same : ids of those that say the same
    before, after : status of the tie or membership on the day of publication, without the
        candidate and with it; ``""`` where nothing is read
    conflicts : what would be disagreed on
    """

    relation: str
    claims: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    conflicts: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For a form."""
        return {
            "relation": self.relation, "claims": list(self.claims), "same": list(self.same),
            "before": self.before, "after": self.after, "conflicts": list(self.conflicts),
        }  # fmt: skip


class Known:
    """The claims that exist, by what they are about; made once for many candidates.

    Parameters
    ----------
    tables : all rows
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    @cached_property
    def _by_party(self) -> Mapping[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for claim in self.tables.claims:
            for thing in {*claim.parties, *claim.actor, *claim.target, *claim.about.split("@")}:
                if thing:
                    found.setdefault(thing, []).append(claim)
        return found

    @cached_property
    def _events(self) -> frozenset[str]:
        return frozenset(claim.about for claim in self.tables.claims if claim.type == "event")

    def has_event(self, id_: str) -> bool:
        """Whether a claim is about this event."""
        return id_ in self._events

    def near(self, cells: Mapping[str, str]) -> list[Claim]:
        """The claims on the same pair, membership, post or count."""
        ends = _ends(cells)
        if not ends:
            return []
        lists = [{claim.id: claim for claim in self._by_party.get(end, ())} for end in ends]
        common = set(lists[0]).intersection(*lists[1:])
        same_type = [lists[0][id_] for id_ in sorted(common)]
        if cells.get("type") == "count":
            return [one for one in same_type if one.type == "count" and one.about == ends[0]]
        return same_type

    def compare(
        self, candidate: Candidate, article: Article, cells: Mapping[str, str] | None = None
    ) -> Compared:
        """What a candidate means next to the claims that exist.

        Parameters
        ----------
        candidate, article : the candidate and its article
        cells : its cells with corrections; else its own
        """
        cells = dict(cells or candidate.cells)
        near = self.near(cells)
        same = [claim.id for claim in near if _repeats(cells, claim)]
        before, after, conflicts = self._readings(cells, article, near)
        relation = "contradicts" if conflicts else "repeats" if same else "adds"
        ids = tuple(dict.fromkeys((*same, *(claim.id for claim in near))))[:_CITED]
        return Compared(relation, ids, tuple(same), before, after, conflicts)

    def _readings(
        self, cells: Mapping[str, str], article: Article, near: Iterable[Claim]
    ) -> tuple[str, str, tuple[str, ...]]:
        if cells.get("type") not in ("tie", "membership", "count"):
            return "", "", ()
        day = article.day or datetime.date.today()
        claim = _claim(cells)
        if claim is None:
            return "", "", ()
        source = Source(_SOURCE, "news", "article", "", published=parse_edtf(day.isoformat()))
        few = replace(self.tables, sources=(*self.tables.sources, source))
        old = list(near)
        one = read_tables(few, claims=old)
        two = read_tables(few, claims=[*old, claim])
        about = cells.get("about", "")
        later = day + datetime.timedelta(days=1)
        fresh = {c.id: c for c in two.conflicts if c.id not in {each.id for each in one.conflicts}}
        named = tuple(
            f"{c.what}: " + " / ".join(value[0] if isinstance(value[0], str) else str(value[0])
                                       for value in c.values)
            for c in fresh.values()
        )  # fmt: skip
        return _state(one, about, later), _state(two, about, later), named


def _state(readings: Readings, about: str, day: datetime.date) -> str:
    try:
        if about.startswith("tie/"):
            return readings.state(about, day).status or ""
        if "@" in about and about in readings.memberships:
            return readings.memberships[about].state(day).status or ""
    except NotFoundError:
        return ""
    return ""


def _claim(cells: Mapping[str, str]) -> Claim | None:
    from cityties.errors import CitytiesError

    try:
        row = row_from_cells("claims", {**cells, "id": NEW_CLAIM, "source": _SOURCE})
    except (CitytiesError, ValueError, KeyError):
        return None
    return row if isinstance(row, Claim) else None


def _ends(cells: Mapping[str, str]) -> list[str]:
    parties = [one for one in cells.get("parties", "").split(";") if one]
    if parties:
        return parties
    if "@" in cells.get("about", ""):
        return cells["about"].split("@")
    return [one for one in (cells.get("actor"), cells.get("target"), cells.get("about")) if one][:2]


def _repeats(cells: Mapping[str, str], claim: Claim) -> bool:
    """Whether a claim says the same: the same thing, status and aspect, on a day that agrees."""
    if claim.type != cells.get("type") or claim.certainty == "denied":
        return False
    if claim.type in ("tie", "event") and claim.kind != cells.get("kind"):
        return False
    if claim.type == "event" and claim.actor and cells.get("actor") and cells["actor"] not in {
        *claim.actor, *(one.partition("@")[0] for one in claim.actor)
    }:  # fmt: skip
        return False
    if claim.status != cells.get("status", ""):
        return False
    if (claim.aspect == "plan") != (cells.get("aspect") == "plan"):
        return False
    if claim.type == "count":
        return claim.number is not None and f"{claim.number:g}" == cells.get("number")
    mine = _date(cells)
    if claim.type == "event" and (mine is None or claim.when is None):
        return False  # two meetings without a day may be two
    return mine is None or claim.when is None or not disjoint(mine, claim.when)


def _date(cells: Mapping[str, str]) -> Edtf | None:
    try:
        return parse_edtf(cells["when"]) if cells.get("when") else None
    except ValueError:
        return None


def same_act(cells: Mapping[str, str], near: Iterable[Claim]) -> str:
    """The id of an event that a claim of another source reports, so that it becomes a further
    source of one act; ``""`` without one.

    Parameters
    ----------
    cells : of a candidate of type event
    near : claims on the same parties
    """
    if cells.get("type") != "event" or not cells.get("when"):
        return ""
    for claim in near:
        if claim.about.startswith("ev-") and _repeats(cells, claim):
            return claim.about
    return ""
