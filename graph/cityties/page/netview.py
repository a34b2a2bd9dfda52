"""The network view of a page: who is tied to whom, without what holds by construction.

Around a focus city every partner is tied to it, because that is how they were found: a star
says nothing. What says something are the ties among the partners, the cities that several
of them are tied to, and the networks that they are members of. So these are placed by their
ties, the focus in the middle of them; a partner that only the focus leads to stands at
the rim. Measures are not computed here: they are handed in, as the analysis gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, hypot, pi, sin, tau
from typing import Any

from cityties.model.identifiers import parse_agent
from cityties.page.layout import Line, Spot, fitted, grouped, push_apart
from cityties.page.words import Text, Words
from cityties.reading import TieReading

HUBS_UP_TO = 2000
"""On pages of more cities networks are listed, not drawn as hubs."""
_GAP = 34.0  # between two neighbouring cities
_RIM = 3 * _GAP  # between the inner cities and the rim
_WIDE = pi / 8  # how far to both sides the rim keeps away from inner cities
_MOST_OFFICIALS = 80


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the analysis, as the page shows it.

    Parameters
    ----------
    code : its name on the command line
    title, definition : in words
    values : city to value; cities that are not in it were not measured
    whole : whether the values are whole numbers
    """

    code: str
    title: Text
    definition: Text
    values: Mapping[str, float]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What the analysis says of the cities of a page.

    Parameters
    ----------
    measures : in the order in which the page offers them
    groups : cities that certainly belong together, the largest group first
    groups_text : how sure that is
    about : what was measured: boundary, number of cities and ties, statuses, day
    caveats : what speaks against the values, the gravest first: in two words, and whole
    """

    measures: Sequence[Measure] = ()
    groups: Sequence[Sequence[str]] = ()
    groups_text: Text | None = None
    about: Text | None = None
    caveats: Sequence[tuple[Text, Text]] = field(default=())


@dataclass(frozen=True, slots=True)
class NetView:
    """Where everything of the network view stands.

    Parameters
    ----------
    spots : of the cities, in their order
    block : the ``net`` of the page's block
    """

    spots: Sequence[Spot]
    block: dict[str, Any]


def net_view(
    cities: Sequence[str],
    lines: Iterable[Line],
    steps: Mapping[str, int],
    networks: Sequence[Mapping[str, Any]],
    officials: Sequence[Mapping[str, Any]],
    measured: Measured | None,
    *,
    focus: str = "",
    tell: Callable[[float], None] | None = None,
) -> NetView:
    """Place cities, networks and officials.

    Parameters
    ----------
    cities : ids of the cities of the page, in their order
    lines : pairs of places of cities in that order
    steps : by city: how far it is from the focus
    networks : as `cityties.page.networks.networks` gives them
    officials : as `officials_of` gives them
    measured : what the analysis says; ``None``: nothing
    focus : id of the focus city, or blank
    tell : called with the share of the cities that are placed
    """
    count = len(cities)
    pairs = sorted({(min(pair), max(pair)) for pair in lines if pair[0] != pair[1]})
    hubs = _hubs(networks) if count <= HUBS_UP_TO else []
    spokes = [(city, count + number) for number, (_net, its) in enumerate(hubs) for city in its]
    inner: list[int] | None = None
    if focus:
        middle = cities.index(focus)
        spots, inner = _around(count, len(hubs), pairs, spokes, middle, steps, cities)
    else:
        spots = grouped(count + len(hubs), [*pairs, *spokes], tell=tell)
    people = _official_spots(officials, spots, cities.index(focus) if focus else None)
    spots = fitted([*spots, *people])
    block: dict[str, Any] = {
        "hubs": [
            {"network": net, "at": list(spot)}
            for (net, _its), spot in zip(hubs, spots[count:], strict=False)
        ],
        "officials": [
            {**official, "at": list(spot)}
            for official, spot in zip(officials, spots[count + len(hubs) :], strict=False)
        ],
    }
    if inner is not None:
        block["inner"] = inner
    if measured is not None:
        block |= _measured(measured, cities, range(count) if inner is None else inner)
    return NetView(spots[:count], block)


def _hubs(networks: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[int]]]:
    """The networks that cities of the page belong or belonged to, with these cities."""
    found = []
    for number, network in enumerate(networks):
        members = sorted({one["city"] for one in network["members"] if one["city"] is not None})
        if members:
            found.append((number, members))
    return found


def _measured(measured: Measured, cities: Sequence[str], drawn: Collection[int]) -> dict[str, Any]:
    index = {city: number for number, city in enumerate(cities)}
    groups = [sorted(index[city] for city in group if city in index) for group in measured.groups]
    # Those of which the view shows most come first; one city alone is no community to see.
    seen = {tuple(group): sum(city in drawn for city in group) for group in groups}
    groups = sorted(
        (one for one in groups if seen[tuple(one)] > 1), key=lambda one: -seen[tuple(one)]
    )
    made: dict[str, Any] = {
        "measures": [
            {
                "code": one.code,
                "title": one.title,
                "definition": one.definition,
                "values": {
                    str(index[city]): int(value) if one.whole else value
                    for city, value in sorted(one.values.items())
                    if city in index
                },
            }
            for one in measured.measures
        ],
        "groups": groups,
        "caveats": [{"name": name, "text": said} for name, said in measured.caveats],
    }
    if measured.groups_text is not None:
        made["groups_text"] = measured.groups_text
    if measured.about is not None:
        made["about"] = measured.about
    return made


# --- places --------------------------------------------------------------------------------


def _around(
    count: int,
    hubs: int,
    pairs: Sequence[Line],
    spokes: Sequence[Line],
    focus: int,
    steps: Mapping[str, int],
    cities: Sequence[str],
) -> tuple[list[Spot], list[int]]:
    """Spots of all cities and hubs, and the cities that the view begins with.

    These are the partners, and the cities that two or more of them are tied to.
    """
    beside: list[set[int]] = [set() for _city in range(count)]
    for one, other in pairs:
        if focus not in (one, other):
            beside[one].add(other)
            beside[other].add(one)
    partners = {other for pair in pairs if focus in pair for other in pair} - {focus}
    partners |= {city for city in range(count) if steps[cities[city]] == 1}
    shared = {
        city
        for city in range(count)
        if city not in partners and city != focus and len(beside[city] & partners) > 1
    }
    kept = sorted(partners | shared)
    bound = [one for one in kept if beside[one] & set(kept)]
    place = {one: number for number, one in enumerate(bound)}
    among = [
        (place[one], place[other])
        for one in bound
        for other in sorted(beside[one])
        if other in place and one < other
    ]
    spots: dict[int, Spot] = dict(zip(bound, grouped(len(bound), among), strict=True))
    spots[focus] = (0.0, 0.0)
    # Nobody stands upon the focus.
    near = [one for one in bound if hypot(*spots[one]) < 2 * _GAP]
    push_apart(spots, near, 2 * _GAP, origin=(0.0, 0.0))
    _rim(spots, [one for one in kept if one not in place], bound)
    _among(spots, spokes, range(count, count + hubs), focus)
    _behind(spots, beside, count, focus)
    rest = [city for city in range(count) if city not in spots]
    low = max((y for _x, y in spots.values()), default=0.0) + 2 * _RIM
    for number, city in enumerate(rest):
        spots[city] = ((number - (len(rest) - 1) / 2) * 2 * _GAP, low)
    return [spots[one] for one in range(count + hubs)], kept


def _rim(spots: dict[int, Spot], members: Sequence[int], inner: Sequence[int]) -> None:
    """Those that only the focus leads to, evenly around what stands inside."""
    spread = [(atan2(y, x), hypot(x, y)) for x, y in (spots[one] for one in inner)]
    for number, one in enumerate(members):
        angle = -pi / 2 + tau * (number + 0.5) / len(members)
        near = [
            away
            for other, away in spread
            if abs((other - angle + pi) % tau - pi) <= max(_WIDE, pi / len(members))
        ]
        away = max(near, default=_RIM) + _RIM
        spots[one] = (away * cos(angle), away * sin(angle))
    push_apart(spots, members, 1.5 * _GAP, origin=(0.0, 0.0))


def _among(spots: dict[int, Spot], spokes: Sequence[Line], hubs: Sequence[int], focus: int) -> None:
    """Each network in the middle of its members, as far as there is room."""
    far = max((hypot(*spot) for spot in spots.values()), default=0.0)
    for hub in hubs:
        its = [
            spots[city]
            for city, its_hub in spokes
            if its_hub == hub and city != focus and city in spots
        ] or [(0.0, -far)]
        spots[hub] = (sum(x for x, _y in its) / len(its), sum(y for _x, y in its) / len(its))
    push_apart(spots, list(hubs), 1.6 * _GAP, origin=(0.0, 0.0))


def _behind(spots: dict[int, Spot], beside: Sequence[set[int]], count: int, focus: int) -> None:
    """The cities that one partner alone leads to: behind it; they are drawn on demand only."""
    behind: dict[int, list[int]] = {}
    for city in range(count):
        if city not in spots and (near := sorted(beside[city] & spots.keys() - {focus})):
            behind.setdefault(near[0], []).append(city)
    for partner, members in behind.items():
        x, y = spots[partner]
        angle = atan2(y, x)
        for number, city in enumerate(members):
            ring, place = divmod(number, 9)
            turn = angle + (place - 4) * 0.32
            away = (2 + ring) * _GAP
            spots[city] = (x + away * cos(turn), y + away * sin(turn))


def _official_spots(
    officials: Sequence[Mapping[str, Any]], spots: Sequence[Spot], focus: int | None
) -> list[Spot]:
    """Each official between the focus and the cities with which the acts were made."""
    placed = dict(enumerate(spots))
    names = []
    for number, official in enumerate(officials, start=len(spots)):
        its = [spots[city] for city in official["cities"] if city != focus]
        if not its:
            its = [spots[city] for city in official["cities"]]
        x = sum(x for x, _y in its) / len(its)
        y = sum(y for _x, y in its) / len(its)
        away = hypot(x, y) or 1.0
        short = max(0.0, away - 1.6 * _GAP) / away if len(its) == 1 else 0.7
        placed[number] = (x * short, y * short)
        names.append(number)
    push_apart(placed, names, 1.1 * _GAP, origin=(0.0, 0.0))
    return [placed[number] for number in names]


# --- officials -----------------------------------------------------------------------------


def officials_of(
    ties: Iterable[tuple[int, TieReading]],
    index: Mapping[str, int],
    *,
    words: Words,
) -> list[dict[str, Any]]:
    """The officials who made or broke ties: those whom a claim of such an act names.

    Parameters
    ----------
    ties : the place of each tie in the page's list, and its reading
    index : the places of the page's cities in its list, by id
    words : names in all languages

    Returns
    -------
    list of dict
        By id: ``name``, ``post`` where it is known, ``ties`` and ``cities`` by their places.
        People without a name are left out: nobody knows which of them are the same.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, tie in ties:
        for claim in tie.claims:
            if claim.aspect != "change" or not claim.status or claim.certainty == "denied":
                continue
            for agent in claim.people:
                person = parse_agent(agent)
                if person.id.startswith("unnamed/"):
                    continue
                made = found.setdefault(
                    person.id, {"id": person.id, "name": words.who(person.id), "ties": []}
                )
                if person.post and "post" not in made and (post := words.post(person.post)):
                    made["post"] = post
                if number not in made["ties"]:
                    made["ties"].append(number)
                    cities = made.setdefault("cities", [])
                    cities += [
                        index[party]
                        for party in tie.parties
                        if party in index and index[party] not in cities
                    ]
    kept = [found[one] for one in sorted(found) if found[one].get("cities")]
    kept.sort(key=lambda one: -len(one["ties"]))
    return kept[:_MOST_OFFICIALS]
