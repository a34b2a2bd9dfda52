"""Two rows that may be one thing: near names or points, the same item, address or claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final

from cityties.checks.findings import Finding, Part
from cityties.language.messages import CODE_LANGUAGE, _
from cityties.language.names import fold, spelling_key
from cityties.model.earth import distance_km
from cityties.model.rows import Organization, Person, Place, Tables
from cityties.model.texts import texts

NEAR_KM: Final = 3.0
"""Two places of one kind nearer than this are looked at."""

_PATCHES: Final = 5  # patches of ground per degree: two of them are wider than NEAR_KM
_ALIKE: Final = 0.9  # share of letters in common between two spellings of one name


def check(tables: Tables) -> Part:
    """Find near-duplicates among places, organizations, people, sources and claims.

    Places are compared inside a country, organizations inside a kind, claims inside a source.
    The second row of a pair, by id, gets the finding.

    Parameters
    ----------
    tables : checked rows
    """
    pairs = rows = 0
    findings: list[Finding] = []
    for group in _groups(tables):
        rows += len(group)
        for one, other in _candidates(group):
            pairs += 1
            findings += _pair(one, other)
    findings += _same_item((*tables.places, *tables.organizations, *tables.people))
    findings += _same_address(tables)
    findings += _same_claim(tables)
    return Part({"rows_compared": rows, "pairs_compared": pairs}, tuple(findings))


_Row = Place | Organization | Person


def _groups(tables: Tables) -> Iterator[list[_Row]]:
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for place in tables.places:
        groups[f"place {place.kind}", place.country].append(place)
    for body in tables.organizations:
        groups["organization", body.kind].append(body)
    groups["person", ""].extend(tables.people)
    yield from groups.values()


def _candidates(group: Iterable[_Row]) -> list[tuple[_Row, _Row]]:
    """Pairs that share a first letter, a name in another language or a patch of ground.

    All pairs of thousands of places would take minutes; what shares none of these
    is not alike anyway.
    """
    blocks: dict[object, list[_Row]] = defaultdict(list)
    for row in sorted(group, key=lambda row: row.id):
        keys: set[object] = {spelling_key(name)[:1] for name in _names(row)}
        keys.update((tag, fold(name)) for tag, name in _other_names(row))
        if isinstance(row, Place) and row.latitude is not None and row.longitude is not None:
            north, east = round(row.latitude * _PATCHES), round(row.longitude * _PATCHES)
            keys.update(("at", north + a, east + b) for a in (0, 1) for b in (0, 1))
        for key in keys:
            blocks[key].append(row)
    found = {
        (one.id, other.id): (one, other)
        for block in blocks.values()
        for one, other in combinations(block, 2)
    }
    return [found[ids] for ids in sorted(found)]


def _other_names(row: _Row) -> Iterator[tuple[str, str]]:
    """The names in other languages than English, each with its language."""
    return ((tag, name) for tag, name in texts(row, "name").items() if tag != CODE_LANGUAGE)


def _names(row: _Row) -> tuple[str, ...]:
    return tuple(filter(None, (row.name_en, *row.aliases)))


def _pair(one: _Row, other: _Row) -> Iterator[Finding]:
    if isinstance(one, Place) and isinstance(other, Place):
        if one.kind == "country":
            return
        apart = _apart(one, other)
        if apart is not None and apart > 100:
            return  # two Hyderabads are two
        if apart is not None and apart < NEAR_KM:
            yield _finding(
                other,
                _("{n:.1f} km from {other}, of the same kind").format(n=apart, other=one.id),
                "near-point",
            )
            return
    if (
        isinstance(one, Organization)
        and isinstance(other, Organization)
        and (one.acts_for != other.acts_for or (one.seat and other.seat and one.seat != other.seat))
    ):
        return  # two municipalities are named alike, and are of two cities
    same = _alike(one, other)
    if same:
        equal = spelling_key(same[0]) == spelling_key(same[1])
        yield replace(
            _finding(
                other,
                _("“{name}” is similar to “{known}” of {other}").format(
                    name=same[1], known=same[0], other=one.id
                ),
                "near-name",
            ),
            severity="warning" if equal else "note",
        )


def _alike(one: _Row, other: _Row) -> tuple[str, str] | None:
    known = dict(_other_names(one))
    for tag, name in _other_names(other):
        if tag in known and fold(known[tag]) == fold(name):
            return known[tag], name
    for first in _names(one):
        for second in _names(other):
            if _near(first, second):
                return first, second
    return None


def _near(first: str, second: str) -> bool:
    one, other = spelling_key(first), spelling_key(second)
    if min(len(one), len(other)) < 4:
        return fold(first) == fold(second)
    if one == other:
        return True
    if abs(len(one) - len(other)) > 2 or one[0] != other[0]:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _apart(one: Place, other: Place) -> float | None:
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    return distance_km(
        (float(one.latitude or 0), float(one.longitude or 0)),
        (float(other.latitude or 0), float(other.longitude or 0)),
    )


def _same_item(rows: Iterable[_Row]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for row in rows:
        if not row.wikidata:
            continue
        first = seen.setdefault(row.wikidata, row.id)
        if first != row.id:
            yield _finding(
                row,
                _("{item} is also the Wikidata item of {other}").format(
                    item=row.wikidata, other=first
                ),
                "same-wikidata",
            )


def _same_address(tables: Tables) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for source in tables.sources:
        address = source.url.partition("#")[0].rstrip("/")
        address = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
        if not address:
            continue
        first = seen.setdefault(address, source.id)
        if first != source.id:
            yield Finding(
                "note",
                "duplicates",
                source.id,
                _("has the same address as {other}").format(other=first),
                "same-address",
                table="sources",
            )


def _same_claim(tables: Tables) -> Iterator[Finding]:
    """One claim of a source that two people entered, each in their own words."""
    seen: dict[tuple[object, ...], str] = {}
    for claim in sorted(tables.claims, key=lambda claim: claim.id):
        if not claim.about or not (claim.status or claim.number is not None):
            continue
        what = (
            claim.source, claim.about, claim.status, claim.when and claim.when.text,
            claim.type, claim.aspect, claim.channel, claim.side, claim.act,
            frozenset(claim.target), claim.certainty == "denied", claim.number, claim.number_to,
            claim.of, claim.said_by,
        )  # fmt: skip
        first = seen.setdefault(what, claim.id)
        if first != claim.id:
            yield Finding(
                "warning",
                "duplicates",
                claim.id,
                _("{other} is the same claim in other words: source, thing, status and day").format(
                    other=first
                ),
                "same-claim",
                table="claims",
            )


def _finding(row: _Row, message: str, code: str) -> Finding:
    return Finding("warning", "duplicates", row.id, message, code)
