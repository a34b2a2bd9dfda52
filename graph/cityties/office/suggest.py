"""A shortlist of cities that could become partners: reasons first, the score second.

The list is made of the ties that are loaded; what the model was fitted on, and how often it was
right on hidden ties, is printed with it. There is never a single winner: the list has ten cities
at least, in the order of the score, and no score is a probability for a city.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.office.desk import Desk
from cityties.office.document import Note
from cityties.office.shortlist import FEATURES, Spot, World, model
from cityties.words.phrases import counted, number

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, Any]

LEAST: Final = 10
"""Cities of a list at least: one name would be read as an answer."""

NEAR_KM: Final = 300
"""A partner nearer than this to a city is a reason."""

KEYS = (
    "rank", "city", "country", "score", "reasons", "common", "ours_there", "theirs_here", "km",
    "near_partner", "source", "claims", "sources", "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""


def suggestion_rows(desk: Desk, *, source: str | None = None, top: int = 20) -> list[Row]:
    """Cities that could become partners, by the score of the model.

    Parameters
    ----------
    desk : who asks, and the day
    source : use the ties of this source alone; by default the largest dataset that is loaded,
        else everything
    top : how many

    Returns
    -------
    list of dict
        ``reasons`` is a list of sentences, two at least; ``common`` the partners of both,
        ``ours_there`` and ``theirs_here`` how many partners each has in the other's country,
        ``near_partner`` a partner of the city near to it. The other keys are in ``docs/json.md``.

    Raises
    ------
    UsageError
        For fewer cities than ten, or if the city has no point on the map.
    """
    import numpy as np

    if top < LEAST:
        raise UsageError(
            _("a shortlist has {n} cities at least: one name would be read as an answer").format(
                n=number(LEAST)
            )
        )
    graph = desk.graph
    chosen = source or graph.whole_source(desk.city) or ""
    asked: dict[str, Any] = {"source": chosen} if chosen else {}
    network = graph.to_networkx(on=desk.day, **asked)
    world = _world(desk, network)
    if desk.city not in world.index:
        raise UsageError(
            _("{city} has no coordinates in the data, so nothing can be compared").format(
                city=desk.name(desk.city)
            )
        )
    one = world.index[desk.city]
    found = world.features(one)
    scores = model().scores(found)
    closed = {one, *world.neighbours[one]}
    days = {key: desk.facts[key] for key in ("on", "known_by", "withheld")}
    rows: list[Row] = []
    for other in np.argsort(-scores, kind="stable"):
        if int(other) in closed:
            continue
        row = _row(desk, world, one, int(other), found[int(other)])
        rows.append(
            {
                "rank": len(rows) + 1,
                **row,
                "score": round(float(scores[int(other)]), 3),
                "source": chosen or None,
                **days,
            }
        )
        if len(rows) == top:
            break
    return [{key: row[key] for key in KEYS} for row in rows]


def _world(desk: Desk, network: nx.Graph[str]) -> World:
    spots = [
        Spot(place.id, place.latitude, place.longitude, place.country, place.population)
        for place in desk.graph.tables.places
        if place.latitude is not None
        and place.longitude is not None
        and (place.id in network or place.id == desk.city)
    ]
    return World(spots, network.edges())


def _row(desk: Desk, world: World, one: int, other: int, features: Any) -> Row:
    value = dict(zip(FEATURES, features.tolist(), strict=True))
    mine, theirs = world.neighbours[one], world.neighbours[other]
    common = sorted(world.spots[each].id for each in mine & theirs)
    here, there = int(world.country[one]), int(world.country[other])
    ours_there = sorted(world.spots[each].id for each in mine if world.country[each] == there)
    theirs_here = sorted(world.spots[each].id for each in theirs if world.country[each] == here)
    distances = world.kilometres(other)
    near = min(mine - {other}, key=lambda each: distances[each], default=None)
    near_id = None
    if near is not None and distances[near] <= NEAR_KM:
        near_id = world.spots[near].id
    km = float(distances[one])
    row = {
        "city": world.spots[other].id,
        "country": world.spots[other].country,
        "common": common,
        "ours_there": ours_there,
        "theirs_here": theirs_here,
        "km": round(km),
        "near_partner": near_id,
    }
    row["reasons"] = _reasons(desk, world, one, other, row, value)
    partners = {*common, *ours_there, *([near_id] if near_id else [])}
    claims = _claims(desk, partners)
    row["claims"] = claims
    row["sources"] = sorted({desk.readings.claims[claim].source for claim in claims})
    return row


def _claims(desk: Desk, partners: set[str]) -> list[str]:
    """What the ties of the city with the partners that are reasons are based on."""
    found: set[str] = set()
    for tie in desk.readings.by_party.get(desk.city, ()):
        if partners & set(desk.readings.ties[tie].parties):
            found.update(desk.readings.ties[tie].state(desk.day).claims)
    return sorted(found)


def _reasons(
    desk: Desk, world: World, one: int, other: int, row: Row, value: dict[str, float]
) -> list[str]:
    """Sentences that say what the score is based on; the most telling first."""
    reasons = []
    if row["common"]:
        text = counted("{n} partner of both", "{n} partners of both", len(row["common"]))
        reasons.append(f"{text}: {_some(desk, row['common'])}")
    if row["ours_there"]:
        text = counted(
            "{n} partner of ours in its country", "{n} partners of ours in its country",
            len(row["ours_there"]),
        )  # fmt: skip
        reasons.append(f"{text}: {_some(desk, row['ours_there'])}")
    if row["theirs_here"]:
        text = counted(
            "it has {n} partner in our country", "it has {n} partners in our country",
            len(row["theirs_here"]),
        )  # fmt: skip
        reasons.append(f"{text}: {_some(desk, row['theirs_here'])}")
    if row["near_partner"]:
        reasons.append(
            _("near a partner of ours: {name}").format(name=desk.name(row["near_partner"]))
        )
    if value["affinity"] > 0.7:
        reasons.append(_("cities of the two countries are tied more often than by chance"))
    if world.spots[one].population and world.spots[other].population and value["gap"] < 0.3:
        reasons.append(_("of similar size"))
    partners = counted("it has {n} partner", "it has {n} partners", len(world.neighbours[other]))
    reasons += [partners, _("{n} km away").format(n=number(row["km"]))]
    return reasons


def _some(desk: Desk, cities: list[str]) -> str:
    shown = desk.names(cities[:4])
    return shown if len(cities) <= 4 else f"{shown}, …"


def caveats(desk: Desk, source: str | None = None) -> list[str]:
    """What must be known to read the list: base rate, test, training data.

    Parameters
    ----------
    desk : who asks
    source : as for :func:`suggestion_rows`
    """
    about = model().about
    chosen = source or desk.graph.whole_source(desk.city) or ""
    asked: dict[str, Any] = {"source": chosen} if chosen else {}
    world = _world(desk, desk.graph.to_networkx(on=desk.day, **asked))
    rate = world.base_rate()
    cities = number(len(world.spots))
    return [
        _("base rate: one of {n} pairs of the {cities} cities loaded is tied").format(
            n=number(round(1 / rate)), cities=cities
        )
        if rate
        else _("base rate: no pair of the cities loaded ({cities}) is tied").format(cities=cities),
        _(
            "in the test on hidden ties the true partner was among the first 10 in {ten} % and "
            "among the first 100 in {hundred} % of the cases (AUC {auc})"
        ).format(
            ten=number(about["hits_10"] * 100, 1),
            hundred=number(about["hits_100"] * 100, 1),
            auc=number(about["auc"], 3),
        ),
        _("fitted on {data}").format(data=about["training_data"]),
    ]


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on."""
    words = ["partners", "suggest", desk.city]
    if row["source"]:
        words += ["--source", row["source"]]
    return (*desk.notes(row["claims"]), desk.asked(*words))
