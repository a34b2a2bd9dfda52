"""What two cities share: partners, networks, topics, people and bodies, as it was on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from cityties.language.messages import _
from cityties.model.rows import Claim
from cityties.office.desk import Desk
from cityties.office.document import Note
from cityties.reading.acts import counts
from cityties.vocabulary.codes import BREAKS
from cityties.words.labels import code_label

Row = dict[str, Any]

KEYS = (
    "what", "shared", "kind", "first", "second", "certainty", "claims", "sources", "on",
    "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""

_HELD = frozenset({"in_force", *BREAKS})


def partners(desk: Desk, city: str, channel: str = "all") -> Mapping[str, Row]:
    """The partners of a city by agreements in force, or standing still, on the day.

    Parameters
    ----------
    desk : who asks, and the day
    city : id of the city
    channel : the channel that the status is read on

    Returns
    -------
    Mapping
        Partner to its strongest row of `CityGraph.ties`, with ``claims``.
    """
    found: dict[str, Row] = {}
    for tie_id in desk.readings.by_party.get(city, ()):
        for pair in desk.readings.ties[tie_id].pairs:
            if city not in pair.parties:
                continue
            state = pair.state(desk.day, channel)
            if state.status not in _HELD:
                continue
            row = {
                "tie": tie_id,
                "kind": pair.kind,
                "status": state.status,
                "certainty": state.certainty,
                "side": state.side,
                "since": state.since,
                "concluded": state.concluded,
                "claims": state.claims,
            }
            for partner in pair.parties:
                if partner != city and _better(row, found.get(partner)):
                    found[partner] = row
    return found


def _better(row: Row, before: Row | None) -> bool:
    return before is None or _rank(row) < _rank(before)


def _rank(row: Row) -> tuple[bool, bool, bool, str]:
    return (
        row["status"] in BREAKS,
        row["certainty"] != "certain",
        row["kind"] != "sister_city",
        row["tie"],
    )


def networks(desk: Desk, city: str) -> Mapping[str, Row]:
    """The networks that a city is a member of on the day."""
    found = {}
    for membership in desk.readings.memberships.values():
        if membership.city != city:
            continue
        state = membership.state(desk.day)
        if state.status == "member":
            found[membership.network] = {
                "status": "member",
                "certainty": state.certainty,
                "since": state.since,
                "claims": state.claims,
                "grade": state.grade,
            }
    return found


def shared_rows(desk: Desk, first: str, second: str) -> list[Row]:
    """What two cities have in common.

    Parameters
    ----------
    desk : who asks, and the day
    first, second : ids of the cities

    Returns
    -------
    list of dict
        ``what`` is ``partner``, ``network``, ``topic``, ``person`` or ``body``; the other keys
        are in ``docs/json.md``.
    """
    rows = [
        *_both("partner", partners(desk, first), partners(desk, second), {first, second}),
        *_both("network", networks(desk, first), networks(desk, second), set()),
        *_topics(desk, first, second),
        *_agents(desk, first, second),
    ]
    claims = desk.readings.claims
    days = {key: desk.facts[key] for key in ("on", "known_by", "withheld")}
    return [
        {**row, "sources": sorted({claims[each].source for each in row["claims"]}), **days}
        for row in rows
    ]


def _both(
    what: str, first: Mapping[str, Row], second: Mapping[str, Row], without: set[str]
) -> Iterable[Row]:
    for thing in sorted(first.keys() & second.keys() - without):
        ours, theirs = first[thing], second[thing]
        sure = {ours["certainty"], theirs["certainty"]} == {"certain"}
        yield {
            "what": what,
            "shared": thing,
            "kind": ours.get("kind", "membership"),
            "first": ours["status"],
            "second": theirs["status"],
            "certainty": "certain" if sure else "possible",
            "claims": sorted({*ours["claims"], *theirs["claims"]}),
        }


def _own_claims(desk: Desk, city: str) -> list[Claim]:
    return [
        claim
        for claim in desk.histories.of(desk.histories.keys(city))
        if counts(claim) and desk.by_now(claim)
    ]


def _topics(desk: Desk, first: str, second: str) -> Iterable[Row]:
    """Topics of claims that involve both."""
    ids = {claim.id for claim in _own_claims(desk, first)}
    found: dict[str, list[str]] = defaultdict(list)
    for claim in _own_claims(desk, second):
        if claim.id in ids:
            for topic in claim.topics:
                found[topic].append(claim.id)
    order = Counter({topic: len(claims) for topic, claims in found.items()})
    for topic, _number in sorted(order.items(), key=lambda each: (-each[1], each[0])):
        yield {
            "what": "topic",
            "shared": topic,
            "kind": None,
            "first": None,
            "second": None,
            "certainty": "certain",
            "claims": sorted(found[topic]),
        }


def _agents(desk: Desk, first: str, second: str) -> Iterable[Row]:
    """People and bodies of neither city that claims of both name."""
    gazetteer = desk.graph.built.gazetteer
    found: list[dict[str, set[str]]] = []
    for city in (first, second):
        mine: dict[str, set[str]] = defaultdict(set)
        for claim in _own_claims(desk, city):
            for agent in (*claim.actor, *claim.target, *claim.people, *claim.parties):
                mine[agent.partition(":")[0].partition("@")[0]].add(claim.id)
        found.append(mine)
    ours, theirs = found
    for agent in sorted(ours.keys() & theirs.keys()):
        if agent not in gazetteer or desk.graph.city_of(agent) in (first, second):
            continue
        kind = gazetteer.kind(agent)
        if kind in ("city", "country", "province", "city_network"):
            continue
        yield {
            "what": "person" if kind == "person" else "body",
            "shared": agent,
            "kind": None if kind == "person" else kind,
            "first": None,
            "second": None,
            "certainty": "certain",
            "claims": sorted(ours[agent] | theirs[agent]),
        }


def what_words(row: Row) -> str:
    """What is shared, in a word."""
    return {
        "partner": _("partner city"),
        "network": _("network"),
        "topic": _("topic"),
        "person": _("person"),
        "body": _("body"),
    }[row["what"]]


def thing_words(desk: Desk, row: Row) -> str:
    """The name of what is shared."""
    return code_label(row["shared"]) if row["what"] == "topic" else desk.name(row["shared"])


def status_words(row: Row, side: str) -> str:
    """How one of the two stands to it."""
    return code_label(row[side]) if row[side] else ""


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on."""
    return desk.notes(row["claims"])
