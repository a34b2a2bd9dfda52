"""The data of a page: one block, from which the page shows everything.

``schema.json`` next to this file defines the structure; this module chooses the
ties and cities and puts the parts together, which have modules of their own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from itertools import combinations
from typing import Any

from cityties.language.messages import _, language
from cityties.model.calendars import in_use
from cityties.model.geometry import Position, crossing
from cityties.model.rights import Rights, rights_of
from cityties.model.rows import Place, Tables
from cityties.page.cities import city_row, countries
from cityties.page.evidence import Evidence, topics
from cityties.page.fold import fold_table
from cityties.page.geography import SCALE, equal_earth, world_map
from cityties.page.netview import Measured, net_view, officials_of
from cityties.page.networks import networks
from cityties.page.packing import pack
from cityties.page.people import people
from cityties.page.shown import check_cities
from cityties.page.versions import Versions, stops
from cityties.page.words import Namer, Text, Words, intern, text
from cityties.projection import Selection
from cityties.reading import Readings, TieReading, city_resolver
from cityties.vocabulary.codes import BROADER, CODES, stage
from cityties.words.rights import rights_line

Block = dict[str, Any]
Progress = Callable[[str, int, int], None]

FULL = 120
"""Up to so many cities that a page begins with (around a city: the city, its partners and the
cities that they share) it is drawn by vis-network; larger ones by our own canvas, from a packed
block. Measured by ``benchmarks/map.py``: up to here vis-network is as quick as on pyvis's own page;
the canvas is twice as quick at 120 cities, and three times at 500."""
COARSE = 2000
"""On pages of more cities spots are whole numbers: nobody sees the difference there."""
_LINES = 3  # lines for each city that these bounds allow: twin towns have 1.7


@dataclass(frozen=True, slots=True)
class Since:
    """An earlier state of the data.

    Parameters
    ----------
    day : its day
    claims : ids of the claims that it knew
    """

    day: date
    claims: Collection[str]


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a page is to hold.

    Parameters
    ----------
    focus : id of the focus city; empty for the ties of all
    on : the day that the page opens on
    known_by : the day of knowledge of the readings; ``None``: everything
    steps : 2 to take in the partners' own ties as well
    kinds : only these kinds of agreement; empty: all
    statuses : only ties that may have one of these statuses on ``on``; empty: all
    language : the language that the page opens in
    history : whether the evidence behind each tie goes in
    land : whether the map shows land
    network : id of a network; its members alone and the ties among them; empty: every city
    opens_today : whether the page, once open with scripts, shows the reader's own day
    since : what was known before: the page then says what is new
    """

    on: date
    focus: str = ""
    known_by: date | None = None
    steps: int = 2
    kinds: Collection[str] = field(default=())
    statuses: Collection[str] = field(default=())
    language: str = "en"
    history: bool = True
    land: bool = True
    network: str = ""
    opens_today: bool = False
    since: Since | None = None


def page_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the block that `page_block` gives.

    Examples
    --------
    >>> page_schema()["title"]
    'The data block of a page'
    """
    file = resources.files("cityties.page") / "schema.json"
    made: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return made


def page_block(
    readings: Readings,
    tables: Tables,
    options: PageOptions,
    *,
    name: Namer,
    label: Namer,
    content_id: str,
    measured: Measured | None = None,
    tell: Progress | None = None,
) -> Block:
    """The data block of a page, as `page_schema` describes it.

    Parameters
    ----------
    readings : what the claims amount to, as known by the page's day of knowledge
    tables : the rows of the graph
    options : what the page is to hold
    name, label : the name of a thing, the name of a code, in a language
    content_id : id of the graph
    measured : what the analysis says of the cities, for the network view
    tell : called with the name of a step, its number and how many there are

    Returns
    -------
    dict
        Plain lists, mappings, strings and numbers, ready for JSON; the same
        input gives the same block. ``texts`` is not in it.
    """
    tell = tell or (lambda _step, _number, _of: None)
    tell(_("selecting ties"), 1, _STEPS)
    near, far = chosen_ties(readings, options)
    places = {place.id: place for place in tables.places}
    steps = _city_steps(near, far, options.focus, places)
    for city in _without_ties(readings, options, places, steps):
        steps[city] = 1
    shown = sorted(steps)
    index = {city: number for number, city in enumerate(shown)}
    check_cities(len(shown))

    tell(_("reading"), 2, _STEPS)
    words = Words(name, label, tables)
    city_of = city_resolver(tables)
    sources = {source.id: source for source in tables.sources}
    versions = Versions(readings, sources, city_of=city_of, words=words)
    evidence = Evidence(readings, tables, contacts=versions.contacts, city_of=city_of, words=words)
    rows = []
    wanted = sorted((tie, step) for step, its in ((1, near), (2, far)) for tie in its)
    for number, (tie, step) in enumerate(wanted):
        if number % _TOLD == 0:
            tell(_("reading: {n}").format(n=f"{number:,} / {len(wanted):,}"), 2, _STEPS)
        rows.append(
            _tie(readings.ties[tie], step, index, versions, evidence, words, options.history)
        )
    lines = _lines(rows, steps, index, focus=options.focus)
    large = len(shown) > COARSE or len(lines) > _LINES * COARSE
    member = networks(readings, index, steps, words=words, source=evidence.source)
    persons = (
        people(readings, tables, rows, focus=options.focus, evidence=evidence, words=words)
        if options.history
        else []
    )
    source_rows = evidence.sources()

    tell(_("placing cities"), 3, _STEPS)
    countries_, country_index = countries([places[city] for city in shown], tables.places)
    own = [
        (number, readings.ties[row["id"]]) for number, row in enumerate(rows) if row["step"] == 1
    ]
    view = net_view(
        shown,
        [(line["from"], line["to"]) for line in lines],
        steps,
        member,
        officials_of(own, index, words=words) if options.history else [],
        measured,
        focus=options.focus,
        tell=lambda share: tell(
            _("placing cities: {n}").format(n=f"{round(100 * share)} %"), 3, _STEPS
        ),
    )
    begins = {*range(len(shown))}
    if "inner" in view.block:
        begins = {index[options.focus], *view.block["inner"]}
    among = sum(line["from"] in begins and line["to"] in begins for line in lines)
    full = not large and len(begins) <= FULL and among <= _LINES * FULL
    joined = _joined(member)
    city_rows = []
    for number, city in enumerate(shown):
        row = city_row(
            places[city],
            words=words,
            country=country_index.get(places[city].country),
            digits=0 if large else 1,
        )
        row["net"] = [round(one) if large else one for one in view.spots[number]]
        if number in joined:
            row["networks"] = joined[number]
        row["step"] = steps[city]
        city_rows.append(row)

    tell(_("writing"), 4, _STEPS)
    days, known_days = stops((row["readings"] for row in rows if row["step"] == 1), options.on)
    block: Block = {
        "days": days,
        "known_days": known_days,
        "codes": _codes(rows, words),
        "countries": countries_,
        "networks": member,
        "people": persons,
    }
    if not full:
        block |= pack(city_rows, rows)
    else:
        block |= {"cities": city_rows, "ties": rows, "lines": lines}
    if over := _over(lines, shown, places):
        block["over"] = over
    block["net"] = view.block
    block |= {"sources": source_rows, "map": world_map(land=options.land), "fold": fold_table()}
    inside = {source["id"] for source in source_rows}
    inside |= {claim.source for tie in (*near, *far) for claim in readings.ties[tie].claims}
    origins = dict.fromkeys(places[city].origin for city in shown if _has_terms(places[city]))
    rights = rights_of(tables, inside)
    foot = text(
        lambda: licences(rights, origins=sorted(origins), land=options.land, vis_network=full)
    )
    alone = [options.network] if options.network else [each["id"] for each in member if not rows]
    meta = _meta(options, content_id, name, foot, alone)
    meta["renderer"] = "full" if full else "canvas"
    if options.since is not None:
        known = options.since.claims
        ids = {line["id"] for row in rows for line in row["history"]} - set(known)
        meta["since"] = {"day": options.since.day.isoformat(), "claims": sorted(ids)}
    meta["counts"] = {
        "ties": len(rows),
        "cities": len(shown),
        "sources": len(source_rows),
        "unlocated": sum(row["at"] is None for row in city_rows),
        "without_ties": len(shown) - len({end for line in lines for end in _ends(line)}),
        "withheld": readings.withheld,
    }
    return intern(block, {"meta": meta})


_STEPS = 4
_TOLD = 500  # ties between two lines of progress


def chosen_ties(readings: Readings, options: PageOptions) -> tuple[list[str], list[str]]:
    """The ids of the ties of a page: those of the focus, and those one step farther.

    Parameters
    ----------
    readings : what the claims amount to
    options : what the page is to hold; only ``statuses`` looks at the day

    Returns
    -------
    tuple of two lists
        Sorted; without a focus all are in the first.
    """

    def within(steps: int) -> frozenset[str]:
        return Selection(
            kinds=frozenset(options.kinds),
            statuses=frozenset(options.statuses),
            on=options.on if options.statuses else None,
            focus=options.focus,
            steps=steps,
        ).ties(readings)

    near = within(1)
    if options.network:
        inside = _members(readings, options.network)
        near = frozenset(tie for tie in near if inside.issuperset(readings.ties[tie].parties))
    far = within(2) - near if options.focus and options.steps > 1 else frozenset()
    return sorted(near), sorted(far)


def _members(readings: Readings, network: str) -> frozenset[str]:
    """The cities that belong or belonged to a network, or all networks together."""
    return frozenset(
        one.city
        for one in readings.memberships.values()
        if one.periods and network in ("", one.network)
    )


def _city_steps(
    near: Iterable[str], far: Iterable[str], focus: str, places: Collection[str]
) -> dict[str, int]:
    """How many steps each city of the page is from the focus; 1 without one."""
    from cityties.model.identifiers import parse_tie_id

    steps = {focus: 0} if focus else {}
    for number, ties in ((1, near), (2, far)):
        for tie in ties:
            for party in parse_tie_id(tie).parties:
                if party in places:
                    steps.setdefault(party, number)
    return steps


def _without_ties(
    readings: Readings, options: PageOptions, places: Mapping[str, Place], steps: Collection[str]
) -> list[str]:
    """The cities that a page of everything shows for something else than a tie.

    Members of networks; where the data has neither ties nor members, its cities.
    """
    if options.focus or ((options.kinds or options.statuses) and not options.network):
        return []
    members = set(_members(readings, options.network) & places.keys())
    if not members and not steps and not options.network:
        members = {place.id for place in places.values() if place.kind == "city"}
    return sorted(members - set(steps))


def _over(
    lines: Iterable[Mapping[str, Any]], shown: Sequence[str], places: Mapping[str, Place]
) -> list[list[Any]]:
    """The pairs of cities whose line crosses 180 degrees, each with where it leaves the map.

    The same points as in GeoJSON, on the map of the page.
    """
    found = []
    for one, other in sorted({(line["from"], line["to"]) for line in lines}):
        ends = [_position(places[shown[city]]) for city in (one, other)]
        if ends[0] is None or ends[1] is None:
            continue
        points = crossing(ends[0], ends[1])
        if points is not None:
            spots = [equal_earth(latitude, longitude) for longitude, latitude in points]
            found.append([one, other, *([round(x * SCALE), round(-y * SCALE)] for x, y in spots)])
    return found


def _ends(line: Mapping[str, Any]) -> tuple[int, int]:
    return line["from"], line["to"]


def _position(place: Place) -> Position | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.longitude, place.latitude


def _tie(
    tie: TieReading,
    step: int,
    cities: Collection[str],
    versions: Versions,
    evidence: Evidence,
    words: Words,
    history: bool,
) -> dict[str, Any]:
    row: dict[str, Any] = {"id": tie.id, "parties": list(tie.parties)}
    names = {party: words.who(party) for party in tie.parties if party not in cities}
    if names:
        row["names"] = names
    row["kind"] = tie.kind
    told = evidence.rows(tie)
    if found := topics((claim for _row, claim in told), CODES["topics"]):
        row["topics"] = found
    row["step"] = step
    row["readings"] = versions.of(tie)
    row["history"] = evidence.history(told) if history else []
    places = {claim.id: place for place, (_row, claim) in enumerate(told)}
    for period in (each for version in row["readings"] for each in version["periods"]):
        if history:
            period["claims"] = [
                [day, sorted(places[one] for one in based_on if one in places)]
                for day, based_on in period["claims"]
            ]
        else:
            del period["claims"]
    if history:
        if conflicts := evidence.conflicts(tie, told):
            row["conflicts"] = conflicts
        if people := evidence.people(told):
            row["people"] = people
    return row


def _lines(
    rows: Sequence[dict[str, Any]],
    steps: dict[str, int],
    index: dict[str, int],
    *,
    focus: str,
) -> list[dict[str, Any]]:
    """A line for each pair of a tie's cities; those between the same two get a rank.

    Around a focus a tie of many parties is drawn towards the focus (a tie of the
    second step: towards its partners) only: the rest would hide the picture.
    """
    lines: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        cities = [index[party] for party in row["parties"] if party in index]
        order = [steps[party] for party in row["parties"] if party in index]
        pairs = [
            (cities[a], cities[b])
            for a, b in combinations(range(len(cities)), 2)
            if not focus or min(order[a], order[b]) < row["step"]
        ]
        for count, pair in enumerate(pairs, start=1):
            id_ = row["id"] if count == 1 else f"{row['id']}#{count}"
            lines.append({"id": id_, "tie": number, "from": min(pair), "to": max(pair)})
    among = Counter((line["from"], line["to"]) for line in lines)
    ranks: Counter[tuple[Any, Any]] = Counter()
    for line in lines:
        ends = line["from"], line["to"]
        line["rank"], line["of"] = ranks[ends], among[ends]
        ranks[ends] += 1
    return lines


def _joined(networks_: Iterable[dict[str, Any]]) -> dict[int, list[int]]:
    """The networks of each city of the page."""
    found: dict[int, list[int]] = {}
    for number, network in enumerate(networks_):
        for member in network["members"]:
            if member["city"] is not None:
                found.setdefault(member["city"], []).append(number)
    return found


def _codes(rows: Iterable[dict[str, Any]], words: Words) -> dict[str, list[dict[str, Any]]]:
    """The codes that occur, in the order of their schemes."""
    used: dict[str, set[str]] = {key: set() for key in _SCHEMES}
    for row in rows:
        used["kind"].add(row["kind"])
        used["topic"].update(row.get("topics", ()))
        for version in row["readings"]:
            used["kind"].add(version.get("kind", row["kind"]))
            for period in version["periods"]:
                used["status"].add(period["status"])
                used["channel"].add(period["channel"])
        for line in row["history"]:
            used["certainty"].add(line["certainty"])
            if "channel" in line:
                used["channel"].add(line["channel"])
    made: dict[str, list[dict[str, Any]]] = {}
    for key, scheme in _SCHEMES.items():
        made[key] = []
        for code in CODES[scheme]:
            if code not in used[key]:
                continue
            entry: dict[str, Any] = {"code": code, "label": words.code(code)}
            if key == "kind":
                entry["badge"] = badge(code)
            if code in BROADER:
                entry["group"] = BROADER[code]
            if key == "status":
                entry["stage"] = stage(code)
            made[key].append(entry)
    return made


_SCHEMES = {
    "kind": "kinds",
    "status": "statuses",
    "channel": "channels",
    "topic": "topics",
    "certainty": "certainty",
}


def badge(kind: str) -> str:
    """Two letters for a kind: its sign in addition to its colour.

    Parameters
    ----------
    kind : code of a kind of agreement

    Examples
    --------
    >>> badge("sister_city"), badge("letter_of_intent"), badge("renewal")
    ('SC', 'LI', 'RE')
    """
    parts = [part for part in kind.split("_") if part != "of"]
    return ("".join(part[0] for part in parts[:2]) if len(parts) > 1 else kind[:2]).upper()


def _has_terms(place: Place) -> bool:
    """Whether the origin of a place names a licence that asks for a word on the page."""
    return "(" in place.origin and "public domain" not in place.origin


def _meta(
    options: PageOptions, content_id: str, name: Namer, foot: Text, alone: Sequence[str]
) -> dict[str, Any]:
    from cityties import __version__

    def title() -> str:
        if options.focus:
            return _("Ties of {city}").format(city=name(options.focus, language()))
        if len(alone) == 1:
            return _("Members of {name}").format(name=name(alone[0], language()))
        return _("Members of city networks") if alone else _("Ties between cities")

    meta: dict[str, Any] = {
        "title": text(title),
        "focus": options.focus,
        "language": options.language,
        "calendars": list(in_use()),
        "on": options.on.isoformat(),
        "known_by": options.known_by.isoformat() if options.known_by else "",
        "id": content_id,
        "renderer": "full",
        "counts": {},
        "licences": foot,
        "steps": 2 if options.focus and options.steps > 1 else 1,
    }
    if options.kinds:
        meta["kinds"] = sorted(options.kinds)
    if options.statuses:
        meta["statuses"] = sorted(options.statuses)
    if options.opens_today:
        meta["today"] = True
    meta["version"] = f"cityties {__version__}"
    return meta


def licences(rights: Rights, *, origins: Sequence[str] = (), land: bool, vis_network: bool) -> str:
    """Under which terms the parts of a page stand, in the chosen language.

    Parameters
    ----------
    rights : the licences of the sources on the page, each with whom to name
    origins : where the places come from
    land : whether the map shows land
    vis_network : whether the page is drawn with vis-network

    Examples
    --------
    >>> licences((), land=True, vis_network=False).endswith("Natural Earth (public domain).")
    True
    """
    parts = [rights_line(rights)]
    if origins:
        parts.append(_("Places: {origins}.").format(origins=_("; ").join(origins)))
    if land:
        parts.append(_("Land: Natural Earth (public domain)."))
    if vis_network:
        parts.append(_("Drawn with vis-network (MIT)."))
    return " ".join(parts)
