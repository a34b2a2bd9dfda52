"""Whom a brief is about: a country, city, person, organization, and the places behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.rows import Organization

if TYPE_CHECKING:
    from cityties.office.desk import Desk


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a document is about.

    Parameters
    ----------
    id : its id
    kind : kind of thing, as `CityGraph.find` gives it
    places : the places that it stands for: of a person, those of the posts
    keys : what a claim may name to belong to it
    """

    id: str
    kind: str
    places: tuple[str, ...]
    keys: frozenset[str]


def subject_of(desk: Desk, who: str) -> Subject:
    """What a name stands for.

    Parameters
    ----------
    desk : who asks
    who : a name in any language, an alias or an id

    Raises
    ------
    NotFoundError, AmbiguousNameError
        If nothing, or several things, have the name.
    UsageError
        If it is the city itself, or no country, city, person, organization or post.
    """
    entity = desk.graph.find(who)
    if entity.kind not in ("place", "organization", "person", "post", "term"):
        raise UsageError(
            _(
                "{who} is not a country, city, person or organization: name one, or see "
                "`cityties history`"
            ).format(who=repr(who))
        )
    if entity.id == desk.city:
        raise UsageError(
            _("{who} is the city that asks; name whom you meet, or ask as another with --city")
            .format(who=repr(who))
        )  # fmt: skip
    places = _places(desk, entity)
    keys = set(desk.histories.keys(entity.key, within=entity.kind == "place"))
    for place in places:
        keys |= desk.histories.keys(place, within=True)
    if entity.kind in ("person", "post", "term"):
        keys |= {entity.id, entity.id.partition("@")[0]}
    return Subject(entity.id, entity.kind, tuple(places), frozenset(keys - desk.own))


def _places(desk: Desk, entity: Any) -> list[str]:
    gazetteer = desk.graph.built.gazetteer
    if entity.kind == "place":
        return [entity.id]
    if entity.kind == "organization":
        return _of_body(desk, entity.id)
    if entity.kind in ("post", "term"):
        post = desk.graph.posts_by_id.get(entity.id.rpartition("@")[2])
        return _of_post(desk, post) if post else []
    rows = desk.graph.officials(entity.id)
    found: list[str] = []
    for row in rows:
        post = desk.graph.posts_by_id.get(row["post"])
        found += _of_post(desk, post) if post else []
    return [each for each in dict.fromkeys(found) if each in gazetteer]


def _of_post(desk: Desk, post: Any) -> list[str]:
    entry = desk.graph.built.gazetteer.entry(post.of)
    return _of_body(desk, post.of) if isinstance(entry, Organization) else [post.of]


def _of_body(desk: Desk, body: str) -> list[str]:
    entry = desk.graph.built.gazetteer.entry(body)
    assert isinstance(entry, Organization)
    place = entry.acts_for or entry.seat
    return [place] if place and place != desk.city else []
