"""From what a table says about a city to a place: known, of the installed names, or new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cityties.language.messages import _
from cityties.language.names import fold, slugify, spelling_key
from cityties.loaders.cells import id_fault
from cityties.loaders.resolve.alike import RESPELT, SAME, alike, is_main, shared_names, variants
from cityties.loaders.resolve.decide import (
    FAR_KM,
    ONE_SPOT_KM,
    SAME_KM,
    Decision,
    Hit,
    decide,
    groups,
)
from cityties.loaders.resolve.ends import NEW, SKIP, Candidate, End, Resolution, key_of
from cityties.loaders.resolve.ids import GEONAMES, Id, read_id
from cityties.loaders.resolve.package import ORIGIN
from cityties.loaders.resolve.spots import Index, Spot, Spots, first_of, spots_of
from cityties.model.earth import distance_km
from cityties.model.rows import Place, Tables

_PROPOSED: Final = 75.0  # how alike a name must be to be proposed
_LIKELY: Final = 85.0  # and to be the likely one where the points agree
_SHOWN: Final = 8
_RESPELT_KM: Final = 5.0  # how near a place in another spelling must be to be the likely one
_SHORT, _SHORT_LIKELY = 5, 90.0  # "Psi" is not "Pi": of few letters one is much
_COMPARED: Final = 20_000_000  # comparisons of names, after which nothing more is proposed


class Resolver:
    """Finds the places that the lines of a table mean; the same input gives the same result.

    Parameters
    ----------
    known : rows that may be referred to
    package : the installed names, see `cityties.loaders.resolve.package.opened`
    brought : places that come with the file; they become rows where a line means them
    answers : what a person decided, by end: an id, ``new`` or ``skip``
    source : id of the source; the register's ids are kept under it

    Examples
    --------
    >>> known = Tables(places=(Place("porto", "city", "Porto", "پورتو", country="PT"),))
    >>> resolver = Resolver(known)
    >>> resolver.resolve(End(name="پورتو", country="PT")).place
    'porto'
    >>> made = resolver.resolve(End(name="Porto", country="IT"))
    >>> made.how, made.id
    ('new', 'porto-it')
    """

    def __init__(
        self,
        known: Tables,
        *,
        package: Index | None = None,
        brought: Iterable[Place] = (),
        answers: Mapping[End, str] | None = None,
        source: str = "",
    ) -> None:
        self._places = {place.id: place for place in known.places}
        self._taken = {row.id for row in known.organizations} | {row.id for row in known.people}
        self._items = {place.wikidata: place.id for place in known.places if place.wikidata}
        self._brought = {place.id: place for place in brought}
        for place in self._brought.values():
            if place.wikidata:
                self._items.setdefault(place.wikidata, place.id)
        self._known = spots_of(known.places)
        self._file = Spots()
        for place in self._brought.values():
            if place.id not in self._places:
                self._note_place(place)
        self._package = package
        self._answers = {key_of(end): answer for end, answer in (answers or {}).items()}
        self._source = source
        self._numbers: dict[str, list[str]] = {}  # other registers' ids, to known places
        for place in known.places:
            for one in place.identifiers:
                self._numbers.setdefault(one, []).append(place.id)
                self._numbers.setdefault(one.partition(":")[2], []).append(place.id)
        self._registers: dict[str, tuple[str, str]] = {}  # to the place and its name
        self._register_of: dict[str, str] = {}
        self._made: dict[str, Place] = {}
        self._done: dict[End, Resolution] = {}
        self._keys: dict[End, Resolution] = {}
        self._listed: set[tuple[str, str]] = set()  # names of this table, with their countries
        self._spelt: dict[str, set[str]] = {}  # to a place, the names that this table has for it
        self._compared = 0

    # --- the outside ---

    def resolve(self, end: End) -> Resolution:
        """What an end means; the same end has the same result.

        Parameters
        ----------
        end : what the table says
        """
        found = self._done.get(end)
        if found is None:
            key = key_of(end)
            found = self._keys.get(key)
            if found is None:
                found = self._keys[key] = self._resolve(end, self._answers.get(key, ""))
                if found.id and end.name:
                    self._spelt.setdefault(found.id, set()).add(fold(end.name))
            self._done[end] = found
        return found

    def resolve_all(self, ends: Iterable[End]) -> dict[End, Resolution]:
        """What each end means; those that say most are decided first, whatever their order.

        So "Hyderabad" without a country is a question where another line of the file has a
        Hyderabad of another country.

        Parameters
        ----------
        ends : of a whole table
        """
        distinct = list(dict.fromkeys(ends))
        for end in (*distinct, *self._answers):  # what is answered is in the table too
            self._listed.update((name, end.country) for name, _region in variants(end.name))
        for end in sorted(distinct, key=_strength):  # stable: else the order of the file
            self.resolve(end)
        return {end: self._done[end] for end in distinct}

    def candidates(self, query: End | str, limit: int = _SHOWN) -> list[Candidate]:
        """Places that may be meant, the likeliest first, with scores from 0 to 100.

        Parameters
        ----------
        query : what is looked for; a text is a name
        limit : how many at most

        Examples
        --------
        >>> known = Tables(places=(Place("porto", "city", "Porto", country="PT"),))
        >>> [(each.id, each.score) for each in Resolver(known).candidates("Oporto")]
        [('porto', 90.9)]
        """
        end = End(name=query) if isinstance(query, str) else query
        hits = list(self._exact(end)[0])
        seen = {hit.spot.id for hit in hits}
        hits += [hit for hit in self._similar(end) if hit.spot.id not in seen]
        return self._shown(end, hits, limit)

    @property
    def made(self) -> tuple[Place, ...]:
        """The new places, in the order in which they were met."""
        return tuple(self._made.values())

    def is_free(self, id: str) -> bool:
        """Whether a new place may have this id.

        Parameters
        ----------
        id : the id
        """
        return (
            id not in self._places
            and id not in self._taken
            and id not in self._made
            and id not in self._brought
            and id_fault("places", id) is None
        )

    # --- one end ---

    def _resolve(self, end: End, answer: str) -> Resolution:
        if answer == SKIP:
            return Resolution(how="answered", told=(("skipped", end.name or end.register),))
        if answer == NEW:
            return replace(self._new(end), how="answered")
        if answer:
            return replace(self._by_id(end, answer), how="answered")
        if end.register and end.register in self._registers:
            return self._by_register(end)
        if end.register and (known := self._by_known_register(end)):
            found = self._checked(end, known)
        else:
            found = self._by_id(end, end.id) if end.id else self._by_name(end)
        if end.register and found.id in self._places:  # its row is another folder's
            told = ("register-known", f"{end.register} = {found.id}")
            found = replace(found, told=(*found.told, told))
        if end.register and found.id:
            self._keep_register(end, found.id)
        return found

    def _by_register(self, end: End) -> Resolution:
        id, name = self._registers[end.register]
        told: tuple[tuple[str, str], ...] = ()
        if end.name and name and fold(end.name) != fold(name):
            told = (("register-name", f"{end.register}: {name}, {end.name}"),)
        return Resolution(id, "id", told=told)

    def _by_known_register(self, end: End) -> str:
        """The place that an earlier list of the register has: if its number and its name fit.

        A number alone does not do: the next register counts from 1 too.
        """
        wanted = fold(end.name)
        for id in self._numbers.get(end.register, ()):
            spot = self._known.spot(id)
            if spot is None or (end.country and spot.country not in (end.country, "")):
                continue
            km = self._km(end, spot)
            if (km is None or km <= FAR_KM) and any(
                alike(wanted, name) >= _LIKELY for name in self._known.names_of(spot)
            ):
                return id
        return ""

    def _keep_register(self, end: End, id: str) -> None:
        self._registers[end.register] = id, end.name
        first = self._register_of.setdefault(id, end.register)
        if first != end.register and (place := self._made.get(id)) is not None:
            own = self._register_id(end)
            self._made[id] = replace(
                place, identifiers=tuple(dict.fromkeys((*place.identifiers, own)))
            )

    # --- by an id ---

    def _by_id(self, end: End, text: str) -> Resolution:
        if text in self._places:
            return self._checked(end, text)
        found = read_id(text)
        if found is None:
            return Resolution(told=(("bad-id", text),))
        known = self._items.get(found.key, "") if found.kind == "item" else found.key
        if known in self._places:
            return self._checked(end, known)
        if known in self._brought:
            return self._use(self._brought[known])
        if found.kind == GEONAMES:
            return self._by_geonames(end, found)
        wanted = found.key.lower()
        if wanted in self._made:
            return Resolution(self._made[wanted], "id")
        if not self.is_free(wanted):
            return Resolution(told=(("bad-id", text),))
        item = found.key if found.kind == "item" else ""
        return self._add(self._row(end, wanted, wikidata=item), "new")

    def _by_geonames(self, end: End, found: Id) -> Resolution:
        id = f"{GEONAMES}:{found.key}"
        if known := self._numbers.get(id):
            return self._checked(end, known[0])
        spot = self._package.spot(id) if self._package is not None else None
        if spot is None:
            if fold(end.name):
                return self._by_name(end)
            return Resolution(told=(("unknown-geonames", id),))
        return self._take(end, Hit(spot), "id")

    def _checked(self, end: End, id: str) -> Resolution:
        """A known place that an id names; a point far from it is reported, the id decides."""
        spot = self._known.spot(id)
        km = self._km(end, spot) if spot else None
        told: tuple[tuple[str, str], ...] = ()
        if km is not None and km > FAR_KM:
            told = (("far-id", _far(end.name or end.id, id, km)),)
        return Resolution(id, "id", km, told=told)

    # --- by a name ---

    def _by_name(self, end: End) -> Resolution:
        if not fold(end.name):
            return self._new(end) if end.register else Resolution(told=(("no-city", end.name),))
        hits, region = self._exact(end)
        decision = decide(end, hits, region)
        if decision.hit is not None and not (end.country or region or end.point):
            decision = self._alone(end, decision)
        exact = decision.hit is not None
        if decision.hit is None and not decision.open:
            decision = self._respelt(end, region, decision)
        told = tuple(
            ("far-name", _far(end.name, hit.spot.id, hit.km or 0.0))
            for hit in sorted(decision.far, key=lambda hit: (hit.spot.rank, hit.km))[:1]
            if hit.spot.rank == 0
            and decision.hit is None
            and (not end.country or hit.spot.country == end.country)
        )
        if decision.hit is not None:
            found = self._take(end, decision.hit, decision.how)
            if not exact:
                told = (*told, ("likely", f"{end.name} = {found.id}"))
            return replace(found, told=(*told, *found.told))
        shown = list(decision.open) or self._similar(end)
        if (end.country or end.point or end.register) and not decision.open:
            shown = [hit for hit in shown if hit.alike >= _LIKELY]  # else it is just another one
        candidates = tuple(self._shown(end, shown, _SHOWN))
        if end.country or end.point or end.register or not candidates:
            made = self._new(end)
            told = (*told, *made.told)
            return replace(made, candidates=candidates, told=told)
        return Resolution(candidates=candidates, told=told)

    @staticmethod
    def _alone(end: End, decision: Decision) -> Decision:
        """A name that cities elsewhere have too decides nothing, even if none of them is known."""
        shared = shared_names()
        if decision.hit and any(name in shared for name, _region in variants(end.name)):
            return Decision(open=(decision.hit,))
        return decision

    def _indexes(self) -> list[Index]:
        return [self._known, self._file, *([self._package] if self._package is not None else [])]

    def _exact(self, end: End) -> tuple[list[Hit], str]:
        """Places of the name, or of what remains of it without a region or a word like "city"."""
        region = fold(end.region)
        for name, behind in variants(end.name):
            hits = self._hits(end, name)
            if any(not end.country or hit.spot.country in (end.country, "") for hit in hits):
                return hits, region or behind
            if hits and end.point is not None:
                return hits, region or behind
        return self._hits(end, fold(end.name)), region

    def _hits(self, end: End, folded: str) -> list[Hit]:
        if not folded:
            return []
        return [
            Hit(spot, SAME, km, is_main(folded, spot.name))
            for index in self._indexes()
            for spot in index.named(folded)
            for km in (self._km(end, spot),)
            if self._may_be(end, spot, km)
        ]

    def _may_be(self, end: End, spot: Spot, km: float | None = None) -> bool:
        """Not so for a place of this file to which its register gives another id.

        On one spot it may be: many registers number the two ends of a link apart.
        """
        own = self._register_of.get(spot.id, "")
        if spot.rank == 0 or not own or not end.register or own == end.register:
            return True
        return km is not None and km <= ONE_SPOT_KM

    def _register_id(self, end: End) -> str:
        """The register's own id, under the source; ``;`` separates ids in a table."""
        return f"{self._source or 'list'}:{end.register}".replace(";", ",")

    def _respelt(self, end: End, region: str, before: Decision) -> Decision:
        """A name in another spelling: likely where nothing speaks against it, else a question."""
        wanted = fold(end.name)
        if end.point is not None:
            near = [
                Hit(spot, max(alike(wanted, name) for name in names), km)
                for index in self._indexes()
                for spot, km in index.near(end.point, SAME_KM)
                if self._may_be(end, spot) and (names := index.names_of(spot))
                and spot.country in (end.country or spot.country, "")
            ]  # fmt: skip
            near = [hit for hit in near if hit.alike >= _LIKELY and _is_near(wanted, hit.alike)]
            close = groups(hit for hit in near if self._is_respelling(end, hit))
            if len(close) == 1:
                return replace(before, hit=close[0].best, how="likely")
            return replace(before, open=tuple(group.best for group in groups(near)))
        if not end.country:
            return before
        hits = [
            Hit(spot, likeness)
            for index in self._indexes()
            for spot in index.rough(spelling_key(end.name))
            if spot.country == end.country and self._may_be(end, spot)
            # A rough form knows nothing of numbers: "Ward II" is another one than "Ward I".
            for likeness in (max(alike(wanted, name) for name in index.names_of(spot)),)
            if likeness >= RESPELT
        ]
        found = decide(end, hits, region)
        if found.hit is None:
            return found
        if self._is_respelling(end, found.hit):
            return replace(found, how="likely")
        return Decision(open=(found.hit,), far=found.far)

    def _is_respelling(self, end: End, hit: Hit) -> bool:
        """Whether a place of a similar name may be taken without a question.

        Mülheim and Müllheim are two towns. So what one table writes in two ways is two places,
        but on one spot; and without a point no known place is meant by another spelling.
        """
        if hit.alike < RESPELT or (hit.km is not None and hit.km > _RESPELT_KM):
            return False
        if hit.km is not None and hit.km <= ONE_SPOT_KM:
            return True
        wanted, id = fold(end.name), self._id_of(hit.spot)
        if self._spelt.get(id, set()) - {wanted}:
            return False
        own = {name for name, _region in variants(end.name)}
        for index in self._indexes():
            for name in index.names_of(hit.spot):
                if name not in own and self._listed & {(name, end.country), (name, "")}:
                    return False
        return (
            hit.km is not None
            or hit.alike >= SAME
            or id not in (self._places.keys() | self._brought.keys())
        )

    def _id_of(self, spot: Spot) -> str:
        """The id of the place that a spot is, or would be."""
        if not spot.id.startswith(f"{GEONAMES}:"):
            return spot.id
        return self._known_at(spot) or f"g{spot.id.partition(':')[2]}"

    def _similar(self, end: End) -> list[Hit]:
        """Names that are nearly the same, in the country, near the point, or anywhere known."""
        from rapidfuzz import fuzz, process

        wanted = fold(end.name)
        if not wanted or self._compared >= _COMPARED:
            return []
        first = first_of(wanted)
        best: dict[str, Hit] = {}
        for index in self._indexes():
            pairs = index.block(end.country, first)
            self._compared += len(pairs)
            for name, _ratio, at in process.extract(
                wanted,
                [name for name, _id in pairs],
                scorer=fuzz.ratio,
                score_cutoff=_PROPOSED,
                limit=4 * _SHOWN,
            ):
                spot = index.spot(pairs[at][1])
                if spot is None:
                    continue
                hit = Hit(spot, alike(wanted, name), self._km(end, spot))
                if (hit.km is not None and hit.km > FAR_KM) or not _is_near(wanted, hit.alike):
                    continue
                if spot.id not in best or best[spot.id].alike < hit.alike:
                    best[spot.id] = hit
        return [group.best for group in groups(best.values())]

    # --- what comes of it ---

    def _take(self, end: End, hit: Hit, how: str) -> Resolution:
        """The place of a spot: a known one, one that the file brings, or one of the package."""
        spot = hit.spot
        km = self._km(end, spot)
        if spot.rank == 0:
            return Resolution(spot.id, how, km)
        if spot.id in self._brought:
            return replace(self._use(self._brought[spot.id]), how=how, km=km)
        if spot.id in self._made:
            return Resolution(self._made[spot.id], how, km)
        same = self._known_at(spot)
        if same is not None:
            return Resolution(same, how, km)
        id = f"g{spot.id.partition(':')[2]}"
        if id in self._made:
            return Resolution(self._made[id], how, km)
        row = self._row(end, id, spot=spot, how=how)
        return replace(self._add(row, how), km=km)

    def _known_at(self, spot: Spot) -> str | None:
        """The known place that a spot of the package is, under whatever name."""
        if known := self._numbers.get(spot.id):
            return known[0]
        if spot.point is None:
            return None
        names = set(self._package.names_of(spot)) if self._package is not None else set()
        near = [
            (km, one.id)
            for one, km in self._known.near(spot.point, SAME_KM)
            if one.country == spot.country and names & set(self._known.names_of(one))
        ]
        return min(near)[1] if near else None

    def _use(self, place: Place) -> Resolution:
        """A place that the file brings becomes a row."""
        self._made.setdefault(place.id, place)
        return Resolution(place, "id")

    def _new(self, end: End) -> Resolution:
        """A place of its own, made of what the table says."""
        try:
            base = slugify(end.name) if end.name else slugify(f"{self._source} {end.register}")
        except ValueError:  # another script
            base = "city-" + hashlib.sha256(fold(end.name).encode()).hexdigest()[:8]
        base = base.removesuffix("-")
        if end.country:
            base += f"-{end.country.lower()}"
        id, number = base, 2
        while not self.is_free(id):
            if number > 1_000_000:
                return Resolution(told=(("no-city", end.name),))
            id = f"{base}-{number}"
            number += 1
        return self._add(self._row(end, id), "new")

    def _add(self, row: Place, how: str) -> Resolution:
        self._made[row.id] = row
        self._note_place(row)
        return Resolution(row, how)

    def _note_place(self, place: Place) -> None:
        """Later lines can mean it too."""
        for spot, names in spots_of_rows([place]):
            self._file.add(spot, names)

    def _row(
        self, end: End, id: str, *, spot: Spot | None = None, wikidata: str = "", how: str = ""
    ) -> Place:
        point = end.point or (spot.point if spot else None)
        name = end.name or (spot.name if spot else "") or wikidata or id
        notes = []
        registers = []
        if spot and spot.id.startswith(f"{GEONAMES}:"):
            registers.append(spot.id)
        elif (given := read_id(end.id)) and given.kind == GEONAMES:
            registers.append(f"{GEONAMES}:{given.key}")
        if end.register:
            registers.append(self._register_id(end))
        if not end.name and spot is None:
            notes.append("no name is known: the id is used instead")
        if how == "likely":
            notes.append("matched: likely")
        return Place(
            id,
            "city",
            name,
            aliases=(spot.name,) if spot and spot.name and fold(spot.name) != fold(name) else (),
            country=end.country or (spot.country if spot else ""),
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            population=spot.population if spot else None,
            wikidata=wikidata,
            origin=ORIGIN if spot else "",
            note="; ".join(notes),
            names=self._written(spot) if spot else (),
            identifiers=tuple(registers),
        )

    def _written(self, spot: Spot) -> tuple[str, ...]:
        """The names of the package, of which nobody says in which language they are."""
        names = self._package.written(spot) if self._package is not None else ()
        return tuple(f"und:{name}" for name in names)

    @staticmethod
    def _km(end: End, spot: Spot) -> float | None:
        if end.point is None or spot.point is None:
            return None
        return distance_km(end.point, spot.point)

    def _shown(self, end: End, hits: Sequence[Hit], limit: int) -> list[Candidate]:
        scored = [
            Candidate(
                hit.spot.id,
                hit.spot.name,
                hit.spot.country,
                _score(end, hit),
                None if hit.km is None else round(hit.km, 1),
                hit.spot.population,
                hit.spot.point,
            )
            for hit in hits
        ]
        scored.sort(key=lambda one: (-one.score, one.km or 0.0, -(one.population or 0), one.id))
        return scored[:limit]


def spots_of_rows(places: Iterable[Place]) -> list[tuple[Spot, tuple[str, ...]]]:
    """Rows of a file as spots, with their names."""
    index = spots_of(places, rank=1)
    return [(spot, index.names_of(spot)) for place in places if (spot := index.spot(place.id))]


def _is_near(folded: str, likeness: float) -> bool:
    return len(folded) >= _SHORT or likeness >= _SHORT_LIKELY


def _strength(end: End) -> int:
    """0 for what says most about its city, 4 for a name alone."""
    if end.id:
        return 0
    if end.point is not None:
        return 1
    if end.register:
        return 2
    return 3 if end.country else 4


def _score(end: End, hit: Hit) -> float:
    """How well a place fits: the likeness of the name, less what speaks against it."""
    score = hit.alike
    if end.country and hit.spot.country and hit.spot.country != end.country:
        score -= 30
    if hit.km is not None:
        score -= min(40.0, 40 * hit.km / FAR_KM) if hit.km > SAME_KM else 0
    if end.region and hit.spot.regions and fold(end.region) not in hit.spot.regions:
        score -= 20
    return round(max(0.0, min(100.0, score)), 1)


def _far(name: str, id: str, km: float) -> str:
    return _("{name} is {n} km from {id}").format(name=name, n=round(km), id=id)
