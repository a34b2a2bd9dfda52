"""Who can introduce a city to another: the best routes, each step with its status and reason.

Routes go over agreements in force on the channel that is asked for, over networks, embassies
and people. What is suspended or broken there is no step of a route; it is named, so that
nobody takes it for forgotten. The effort of a step is a stated number, not a measurement.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.rows import Organization
from cityties.office.desk import Desk
from cityties.office.document import Note
from cityties.vocabulary.codes import BREAKS
from cityties.words.bounds import date_words
from cityties.words.labels import code_label

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, Any]

KEYS = (
    "rank", "route", "effort", "closed", "certainty", "steps", "claims", "sources", "channel",
    "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""

TIE, OTHER_KIND, POSSIBLE = 1.0, 0.2, 0.6
"""Effort of a sister-city tie; what another kind, and what is only possible, adds."""
NETWORK = 0.75
"""Effort of each of the two steps over a network; a large one adds a quarter per tenfold."""
BODY, PERSON, COUNTRY = 1.0, 1.0, 0.7
"""Effort of a step to an embassy or consulate, to a person, and from these to the target."""
LONGEST = 5
"""Steps of a route at most."""

_MISSIONS = frozenset({"embassy", "consulate"})


def introduction_rows(
    desk: Desk, target: str, *, channel: str = "all", routes: int = 5
) -> list[Row]:
    """The best routes from the city to another, the least effort first.

    Parameters
    ----------
    desk : who asks, and the day
    target : id of the city to reach
    channel : the channel that agreements must be open on
    routes : how many

    Returns
    -------
    list of dict
        Routes by ``rank``; then, with ``closed`` true and without a rank, steps that would
        lead there but stand still on the channel. ``steps`` has the ends, way, status, since,
        certainty, claims and sources of each step; the other keys are in ``docs/json.md``.

    Raises
    ------
    UsageError
        If the target is the city itself.
    """
    if target == desk.city:
        raise UsageError(
            _("{first} and {second} are the same city").format(first=desk.city, second=target)
        )
    import networkx as nx

    graph, closed = _network(desk, target, channel)
    rows = []
    if desk.city in graph and target in graph and nx.has_path(graph, desk.city, target):
        found = nx.shortest_simple_paths(graph, desk.city, target, weight="effort")
        short = (path for path in islice(found, 200) if len(path) - 1 <= LONGEST)
        for rank, path in enumerate(islice(short, routes), start=1):
            steps = [
                graph.edges[first, second]["step"](first, second)
                for first, second in pairwise(path)
            ]
            effort = sum(graph.edges[first, second]["effort"] for first, second in pairwise(path))
            rows.append(_row(desk, path, steps, round(effort, 2), rank, channel))
    rows += [
        _row(desk, [step["from"], step["to"]], [step], None, None, channel)
        for step in _useful(desk, graph, closed, target)
    ]
    return rows


def _row(
    desk: Desk,
    path: list[str],
    steps: list[Row],
    effort: float | None,
    rank: int | None,
    channel: str,
) -> Row:
    claims = sorted({claim for step in steps for claim in step["claims"]})
    sure = all(step["certainty"] == "certain" for step in steps)
    return {
        "rank": rank,
        "route": list(path),
        "effort": effort,
        "closed": rank is None,
        "certainty": "certain" if sure else "possible",
        "steps": steps,
        "claims": claims,
        "sources": sorted({desk.readings.claims[claim].source for claim in claims}),
        "channel": channel,
        **{key: desk.facts[key] for key in ("on", "known_by", "withheld")},
    }


def _network(desk: Desk, target: str, channel: str) -> tuple[nx.Graph[str], list[Row]]:
    """Everything that a route can go over, and what is closed on the channel."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    closed: list[Row] = []
    _ties(desk, graph, closed, channel)
    _networks(desk, graph)
    # An embassy of one's own country leads to no city at home.
    if _country(desk, target) != _country(desk, desk.city):
        _missions(desk, graph, target)
        _people(desk, graph, target)
    return graph, closed


def _link(graph: nx.Graph[str], first: str, second: str, effort: float, **step: Any) -> None:
    """An edge, if there is none with less effort."""
    if graph.has_edge(first, second) and graph.edges[first, second]["effort"] <= effort:
        return

    def made(start: str, end: str) -> Row:
        return {"from": start, "to": end, **step}

    graph.add_edge(first, second, effort=effort, step=made)


def _ties(desk: Desk, graph: nx.Graph[str], closed: list[Row], channel: str) -> None:
    for pair in desk.readings.pairs():
        if len(pair.parties) != 2 or any(each.startswith("unnamed/") for each in pair.parties):
            continue
        state = pair.state(desk.day, channel)
        first, second = pair.parties
        if not (desk.graph.is_city(first) and desk.graph.is_city(second)):
            continue
        step = {
            "way": "tie",
            "thing": pair.id,
            "kind": pair.kind,
            "status": state.status,
            "certainty": state.certainty,
            "since": state.since,
            "side": state.side,
            "claims": list(state.claims),
        }
        if state.status in BREAKS or set(state.alternatives) & BREAKS:
            # What may stand still on the channel is no step either.
            closed.append({"from": first, "to": second, **step})
        elif state.status == "in_force":
            effort = TIE + (0 if pair.kind == "sister_city" else OTHER_KIND)
            effort += 0 if state.certainty == "certain" else POSSIBLE
            _link(graph, first, second, effort, **step)


def _networks(desk: Desk, graph: nx.Graph[str]) -> None:
    members: dict[str, list[Any]] = defaultdict(list)
    for membership in desk.readings.memberships.values():
        state = membership.state(desk.day)
        if state.status == "member":
            members[membership.network].append(state)
    for network, states in members.items():
        for state in states:
            effort = NETWORK + math.log10(max(len(states), 1)) / 4
            effort += 0 if state.certainty == "certain" else POSSIBLE / 2
            _link(
                graph, state.city, network, effort, way="network", thing=state.membership,
                kind=state.grade or "membership", status="member", certainty=state.certainty,
                since=state.since, side="", claims=list(state.claims),
            )  # fmt: skip


def _country(desk: Desk, city: str) -> str:
    """The country of a city, as a place of the data."""
    gazetteer = desk.graph.built.gazetteer
    code = getattr(gazetteer.entry(city), "country", "")
    for place in desk.graph.tables.places:
        if place.kind == "country" and code and place.country == code:
            return place.id
    return ""


def _met(desk: Desk) -> dict[str, list[str]]:
    """Whom the city had contact with: people and bodies, with the claims."""
    found: dict[str, list[str]] = defaultdict(list)
    for claim in desk.histories.of(desk.own):
        if not desk.happened(claim):
            continue
        agents = (*claim.parties, *claim.actor, *claim.target, *claim.people)
        for agent in {each.partition(":")[0].partition("@")[0] for each in agents}:
            if not desk.is_own(agent) and not agent.startswith("unnamed/"):
                found[agent].append(claim.id)
    return found


def _missions(desk: Desk, graph: nx.Graph[str], target: str) -> None:
    """Embassies and consulates of the target's country that the city had contact with."""
    country = _country(desk, target)
    met = _met(desk)
    for body in desk.graph.tables.organizations:
        if body.kind not in _MISSIONS or body.acts_for != country or not country:
            continue
        if claims := met.get(body.id):
            _through(graph, desk, body.id, body.kind, claims, target, BODY)


def _people(desk: Desk, graph: nx.Graph[str], target: str) -> None:
    """People in posts of the target, or of its country, whom the city met."""
    country = _country(desk, target)
    gazetteer = desk.graph.built.gazetteer
    met = _met(desk)
    for post in desk.graph.tables.posts:
        entry = gazetteer.entry(post.of) if post.of in gazetteer else None
        place = (entry.acts_for if isinstance(entry, Organization) else "") or post.of
        if place not in (target, country):
            continue
        for person in post.holders:
            if claims := met.get(person):
                effort = PERSON if place == target else PERSON + 0.2
                _through(graph, desk, person, post.role, claims, target, effort)


def _through(
    graph: nx.Graph[str],
    desk: Desk,
    agent: str,
    kind: str,
    claims: list[str],
    target: str,
    effort: float,
) -> None:
    newest = desk.in_order([desk.readings.claims[claim] for claim in claims])[-1]
    since = newest.when.text if newest.when else None
    way = "person" if desk.graph.built.gazetteer.kind(agent) == "person" else "mission"
    step = {
        "way": way, "thing": agent, "kind": kind, "certainty": "certain", "since": since,
        "side": "",
    }  # fmt: skip
    _link(graph, desk.city, agent, effort, status="met", claims=[newest.id], **step)
    _link(graph, agent, target, COUNTRY, status="speaks_for", claims=[newest.id], **step)


def _useful(desk: Desk, graph: nx.Graph[str], closed: list[Row], target: str) -> Iterable[Row]:
    """Closed steps that would lead from the city towards the target."""
    reached = set(graph[target]) if target in graph else set()
    reached |= {end for step in closed for end in (step["from"], step["to"])
                if target in (step["from"], step["to"])}  # fmt: skip
    for step in closed:
        ends = {step["from"], step["to"]}
        if desk.city in ends and (ends - {desk.city}) & (reached | {target}):
            first, second = desk.city, (ends - {desk.city}).pop()
            yield {**step, "from": first, "to": second}


def route_words(desk: Desk, row: Row) -> str:
    """A route by the names of what it goes over."""
    arrow = _(" → ")
    text = arrow.join(desk.name(each) for each in row["route"])
    return _("closed: {route}").format(route=text) if row["closed"] else text


def step_words(desk: Desk, step: Row) -> str:
    """One step: its ends, its present status, and why it counts."""
    first, second = desk.name(step["from"]), desk.name(step["to"])
    if step["way"] == "tie":
        status = code_label(step["status"])
        if step["certainty"] == "possible":
            status = _("possibly {status}").format(status=status)
        text = _("{first} – {second}: {kind}, {status}").format(
            first=first, second=second, kind=code_label(step["kind"]), status=status
        )
    elif step["way"] == "network":
        text = _("{first} – {second}: member").format(first=first, second=second)
    elif step["status"] == "met":
        text = _("{first} had contact with {second} ({kind})").format(
            first=first, second=second, kind=code_label(step["kind"])
        )
        if step["since"]:
            return text + _(", last {date}").format(date=date_words(step["since"]))
        return text
    else:
        return _("{first} speaks for {second} or its country").format(first=first, second=second)
    if step["since"]:
        text += _(", since {date}").format(date=date_words(step["since"]))
    if step["side"] and step["side"] != "both" and step["status"] in BREAKS:
        text += " " + _("(by {side})").format(side=desk.name(step["side"]))
    return text


def steps_words(desk: Desk, row: Row) -> str:
    """All steps of a route."""
    return _("; ").join(step_words(desk, step) for step in row["steps"])


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on."""
    return desk.notes(row["claims"])
