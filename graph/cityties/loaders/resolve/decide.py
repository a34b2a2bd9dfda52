"""Which of several places is meant: by distance, by region, by population, or by a person.

The rules, in their order (:func:`decide`):

- Places of one name within 25 km of each other are one place: a city and its municipality.
- Where the table gives a point, only what is at most 50 km away can be meant.
- By a name alone, without country, region and point, nothing is decided among several.
- Of several in one country the one with ten times the population of every other is *likely*.
- All else is a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cityties.loaders.resolve.ends import End
from cityties.loaders.resolve.spots import Spot
from cityties.model.earth import distance_km

SAME_KM: Final = 25.0
"""Places of one name nearer than this are one place."""

ONE_SPOT_KM: Final = 2.0
"""Places of one name nearer than this are one even if a register gives them two ids."""

FAR_KM: Final = 50.0
"""A place farther than this from the table's point is another one."""

TIMES: Final = 10
"""How many times the population of every other makes a place the likely one."""

_VERY_NEAR_KM = 10.0
_LEAST = 500  # people: what a gazetteer leaves out, or gives no number for, has fewer


@dataclass(frozen=True, slots=True)
class Hit:
    """A spot that an end may mean.

    Parameters
    ----------
    spot : the place
    alike : how alike the names are, from 0 to 100
    km : how far it is from the table's point
    main : whether it is shown under this name, and not only known under it as well
    """

    spot: Spot
    alike: float = 100.0
    km: float | None = None
    main: bool = True


@dataclass(slots=True)
class Group:
    """Hits that are one place."""

    hits: list[Hit] = field(default_factory=list)

    @property
    def best(self) -> Hit:
        """The known one, else the most populous."""
        return min(self.hits, key=_order)

    @property
    def people(self) -> int | None:
        """The largest population of its spots; ``None`` if none says."""
        found = [hit.spot.population for hit in self.hits if hit.spot.population]
        if found:
            return max(found)
        # A gazetteer gives no number for the smallest places.
        return _LEAST if any(hit.spot.rank == 2 for hit in self.hits) else None

    @property
    def km(self) -> float:
        """The distance of its nearest spot from the table's point."""
        return min((hit.km for hit in self.hits if hit.km is not None), default=float("inf"))


def _order(hit: Hit) -> tuple[int, float, int, str]:
    return hit.spot.rank, -hit.alike, -(hit.spot.population or 0), hit.spot.id


def groups(hits: Iterable[Hit]) -> list[Group]:
    """Put hits that are one place together; those without a point join the only other group.

    Parameters
    ----------
    hits : of one name
    """
    made: list[Group] = []
    loose: list[Hit] = []
    for hit in sorted(hits, key=_order):
        if hit.spot.point is None:
            loose.append(hit)
            continue
        for group in made:
            centre = group.hits[0].spot.point
            if centre and distance_km(centre, hit.spot.point) <= SAME_KM:
                group.hits.append(hit)
                break
        else:
            made.append(Group([hit]))
    for hit in loose:
        same = [g for g in made if g.hits[0].spot.country == hit.spot.country]
        if len(made) == 1 and same and same[0].hits[0].spot.rank != hit.spot.rank:
            made[0].hits.append(hit)
        else:
            made.append(Group([hit]))
    return made


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: the hit and how; or what a person has to choose from.

    Parameters
    ----------
    hit : the place; ``None``: not decided, or nothing fits
    how : see `cityties.loaders.resolve.ends.Resolution`
    open : the hits among which a person has to decide
    far : hits of that name that lie too far from the point
    """

    hit: Hit | None = None
    how: str = ""
    open: tuple[Hit, ...] = ()
    far: tuple[Hit, ...] = ()


def decide(end: End, hits: Sequence[Hit], region: str = "") -> Decision:
    """Choose among places of one name.

    Parameters
    ----------
    end : what the table says
    hits : places of the name, of any country
    region : the folded region, if the table gives one

    Examples
    --------
    >>> one = Spot("a", "Springfield", "US", point=(39.8, -89.6), population=114_000)
    >>> other = Spot("b", "Springfield", "US", point=(42.1, -72.5), population=155_000)
    >>> decide(End(name="Springfield", country="US"), [Hit(one), Hit(other)]).hit is None
    True
    >>> end = End(name="Springfield", country="US", point=(39.7, -89.5))
    >>> decide(end, [Hit(one, km=14.0), Hit(other, km=1477.0)]).how
    'point'
    """
    if end.point is not None:
        return _by_point(end, hits)
    fitting = [h for h in hits if not end.country or h.spot.country in (end.country, "")]
    if region:
        inside = [hit for hit in fitting if region in hit.spot.regions]
        # What does not say where it lies in its country may be the one.
        fitting = inside or [hit for hit in fitting if not hit.spot.regions]
    if not fitting:
        return Decision()
    found = groups(fitting)
    if len(found) == 1:
        best = found[0].best
        sure = end.country and best.spot.country == end.country
        return Decision(best, "name+country" if sure else "likely")
    if end.country or region:
        largest = _largest(found)
        if largest is not None:
            return Decision(largest.best, "likely")
    return Decision(open=tuple(group.best for group in found))


def _largest(found: Sequence[Group]) -> Group | None:
    """The group with ten times the people of every other one."""
    if any(group.people is None for group in found):
        return None
    first, second = sorted(found, key=lambda group: -(group.people or 0))[:2]
    times = TIMES
    if not any(hit.main for hit in first.hits) and any(hit.main for hit in second.hits):
        times *= TIMES  # an old or foreign name of a large city, and the name of a small one
    return first if (first.people or 0) >= times * (second.people or 1) else None


def _by_point(end: End, hits: Sequence[Hit]) -> Decision:
    near = [hit for hit in hits if hit.km is not None and hit.km <= FAR_KM]
    far = tuple(hit for hit in hits if hit.km is not None and hit.km > FAR_KM)
    if not near:
        loose = [hit for hit in hits if hit.km is None and hit.spot.country == end.country]
        found = groups(loose)
        if len(found) == 1 and end.country:
            return Decision(found[0].best, "name+country", far=far)
        return Decision(open=tuple(group.best for group in found), far=far)
    found = sorted(groups(near), key=lambda group: group.km)
    first = found[0]
    best = first.best
    at_home = not end.country or best.spot.country in (end.country, "")
    how = "point" if at_home else "likely"
    if len(found) == 1:
        return Decision(best, how, far=far)
    # The nearest, where it is much nearer than the next one.
    if first.km <= _VERY_NEAR_KM and found[1].km >= max(SAME_KM, 3 * first.km):
        return Decision(best, how, far=far)
    largest = _largest(found)
    if largest is not None and largest.km <= SAME_KM:
        return Decision(largest.best, "likely", far=far)
    return Decision(open=tuple(group.best for group in found), far=far)
