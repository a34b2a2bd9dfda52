"""What changed between two loads of one list: ties and memberships added, gone and altered.

Two runs of a source are two sources: each has its day, and so its own ids of claims. They are
compared by what they are about. The order of the lines means nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cityties.model.rows import Claim, Source, Tables
from cityties.model.tables import COLUMN_NAMES, cell_text

ADDED, GONE, ALTERED = "added", "gone", "altered"

FIELDS: Final = ("status", "since", "until", "grade", "wording", "said_by", "sources")
"""What is compared of a tie or membership."""

_PLACE_IGNORED: Final = frozenset(("id", "origin"))  # the origin has the day of the run
_ENDS: Final = frozenset(("ended", "expired", "superseded", "left"))


@dataclass(frozen=True, slots=True)
class Change:
    """A tie, membership or place that one run has and the other has not, or otherwise.

    Parameters
    ----------
    about : id
    change : ``added``, ``gone`` or ``altered``
    facts : what it is like: now, or before it was gone
    fields : for ``altered``: field, before, after
    """

    about: str
    change: str
    facts: Mapping[str, str]
    fields: tuple[tuple[str, str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        made: dict[str, Any] = {"about": self.about, **{k: v for k, v in self.facts.items() if v}}
        if self.fields:
            made["fields"] = [
                {"field": name, "before": before, "after": after}
                for name, before, after in self.fields
            ]
        return made


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed between two runs.

    Parameters
    ----------
    before, after : the main source of each
    ties : ties and memberships
    places : places
    same : how many ties and memberships are as they were
    """

    before: Source | None
    after: Source | None
    ties: tuple[Change, ...]
    places: tuple[Change, ...]
    same: int

    def of(self, change: str) -> list[Change]:
        """The ties and memberships that were added, gone or altered."""
        return [each for each in self.ties if each.change == change]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, as ``docs/json.md`` describes it."""
        return {
            "from": _about(self.before),
            "to": _about(self.after),
            "counts": {
                **{name: len(self.of(name)) for name in (ADDED, GONE, ALTERED)},
                "same": self.same,
            },
            **{name: [each.as_dict() for each in self.of(name)] for name in (ADDED, GONE, ALTERED)},
            "places": {
                name: [each.as_dict() for each in self.places if each.change == name]
                for name in (ADDED, GONE, ALTERED)
            },
        }


def _about(source: Source | None) -> dict[str, str | None] | None:
    if source is None:
        return None
    when = source.published or source.accessed
    return {"source": source.id, "title": source.title, "published": when.text if when else None}


def changes(before: Tables, after: Tables) -> Changes:
    """Compare two loads of a list.

    Parameters
    ----------
    before, after : the rows of the two folders

    Examples
    --------
    >>> from dataclasses import replace
    >>> claim = Claim("c-1", "s", "tie", aspect="state", about="tie/a+b/sister_city",
    ...     status="in_force")
    >>> other = replace(claim, id="c-9", about="tie/a+c/sister_city")
    >>> found = changes(Tables(claims=(claim,)), Tables(claims=(replace(claim, id="c-2"), other)))
    >>> [(each.change, each.about) for each in found.ties], found.same
    ([('added', 'tie/a+c/sister_city')], 1)
    """
    old, new = _facts(before), _facts(after)
    ties = tuple(_compared(old, new, FIELDS))
    same = len(set(old) & set(new)) - sum(each.change == ALTERED for each in ties)
    columns = [name for name in COLUMN_NAMES["places"] if name not in _PLACE_IGNORED]
    places = tuple(_compared(_rows(before, columns), _rows(after, columns), columns))
    return Changes(_main(before), _main(after), ties, places, same)


def _main(tables: Tables) -> Source | None:
    """The source of the run itself: that of most claims, published before read."""
    counted: dict[str, int] = defaultdict(int)
    for claim in tables.claims:
        counted[claim.source] += 1
    dated = [source for source in tables.sources if source.published is not None]
    found = dated or list(tables.sources)
    return max(found, key=lambda each: (counted[each.id], each.id), default=None)


def _rows(tables: Tables, columns: Iterable[str]) -> dict[str, dict[str, str]]:
    return {
        row.id: {name: cell_text(getattr(row, name)) for name in columns} for row in tables.places
    }


def _facts(tables: Tables) -> dict[str, dict[str, str]]:
    """What each tie and membership is like, by its id."""
    sources = {source.id: source for source in tables.sources}
    main = _main(tables)
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in tables.claims:
        if claim.type in ("tie", "membership"):
            groups[claim.about].append(claim)
    return {about: _fact(claims, sources, main) for about, claims in groups.items()}


def _fact(
    claims: Iterable[Claim], sources: Mapping[str, Source], main: Source | None
) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        text = claim.when.text if claim.when is not None else ""
        if claim.status in _ENDS:
            found["until"].add(text or "?")
        elif claim.aspect != "state":
            found["since"].add(text or "?")
        if claim.until is not None:
            found["until"].add(claim.until.text)
        if claim.status in _ENDS or claim.aspect in ("state", "plan"):
            planned = "planned " if claim.aspect == "plan" else ""
            found["status"].add(planned + claim.status)
        for name in ("grade", "wording", "said_by"):
            found[name].add(getattr(claim, name))
        source = sources.get(claim.source)
        if source is not None and source is not main:  # a footnote
            found["sources"].add(source.url or source.title)
    # What was in force, and is told to have ended, has ended.
    status = found["status"]
    if len(status) > 1 and status & _ENDS:
        status -= {"in_force", "member"}
    return {name: "; ".join(sorted(found[name] - {""})) for name in FIELDS}


def _compared(
    old: Mapping[str, Mapping[str, str]],
    new: Mapping[str, Mapping[str, str]],
    columns: Iterable[str],
) -> Iterator[Change]:
    names = tuple(columns)
    for about in sorted({*old, *new}):
        if about not in old:
            yield Change(about, ADDED, new[about])
        elif about not in new:
            yield Change(about, GONE, old[about])
        else:
            fields = tuple(
                (name, old[about][name], new[about][name])
                for name in names
                if old[about][name] != new[about][name]
            )
            if fields:
                yield Change(about, ALTERED, new[about], fields)
