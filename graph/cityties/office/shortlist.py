"""Which cities could become partners: a fitted model with reasons, never a single winner.

The coefficients in ``shortlist.json`` are those of a logistic regression on the twin towns of
2022, fitted and tried by ``benchmarks/shortlist.py`` on ties that were hidden from it. The file
says on which data, when, and under which licence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

FEATURES: Final = (
    "distance", "far", "smaller", "larger", "gap", "same_country", "degree", "own_degree", "common",
    "adamic_adar", "paths_3", "ours_there", "theirs_here", "affinity", "near_partner",
)  # fmt: skip
"""The features of a pair, in the order of the coefficients; :meth:`World.features` has them."""

_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class Spot:
    """What the model knows of a city.

    Parameters
    ----------
    id : its id
    latitude, longitude : in degrees
    country : code of the country
    population : inhabitants; ``None`` if nobody says
    """

    id: str
    latitude: float
    longitude: float
    country: str
    population: float | None


class World:
    """Cities and the ties between them, as the model sees them.

    Parameters
    ----------
    spots : the cities; those without a point cannot be in it
    ties : pairs of ids; others than of these cities are left out

    Examples
    --------
    >>> spots = [Spot(each, at, at, "AA", 1e5) for each, at in (("a", 1), ("b", 2), ("c", 3))]
    >>> world = World(spots, [("a", "b"), ("b", "c")])
    >>> column = FEATURES.index("common")
    >>> world.features(0)[1:, column].round(3).tolist()
    [0.0, 0.693]
    """

    def __init__(self, spots: Sequence[Spot], ties: Iterable[tuple[str, str]]) -> None:
        import numpy as np

        self.spots = tuple(spots)
        self.index: Mapping[str, int] = {spot.id: at for at, spot in enumerate(self.spots)}
        self.latitude = np.radians(np.array([spot.latitude for spot in self.spots]))
        self.longitude = np.radians(np.array([spot.longitude for spot in self.spots]))
        known = [math.log10(spot.population) for spot in self.spots if spot.population]
        middle = sorted(known)[len(known) // 2] if known else 5.0
        self.size = np.array(
            [math.log10(spot.population) if spot.population else middle for spot in self.spots]
        )
        codes = {code: at for at, code in enumerate(sorted({spot.country for spot in self.spots}))}
        self.country = np.array([codes[spot.country] for spot in self.spots])
        self.neighbours: list[set[int]] = [set() for _spot in self.spots]
        for first, second in ties:
            one, other = self.index.get(first), self.index.get(second)
            if one is not None and other is not None and one != other:
                self.neighbours[one].add(other)
                self.neighbours[other].add(one)
        self._arrays: dict[int, npt.NDArray[np.int64]] = {}
        self.degree = np.array([len(each) for each in self.neighbours], dtype=float)
        self.between = np.zeros((len(codes), len(codes)))
        for one, others in enumerate(self.neighbours):
            for other in others:
                self.between[self.country[one], self.country[other]] += 1
        # How many partners each city has in each country.
        self.abroad = np.zeros((len(self.spots), len(codes)))
        for one, others in enumerate(self.neighbours):
            for other in others:
                self.abroad[one, self.country[other]] += 1

    @property
    def ties(self) -> int:
        """How many pairs are tied."""
        return int(self.degree.sum()) // 2

    def base_rate(self) -> float:
        """The share of all pairs that are tied."""
        pairs = len(self.spots) * (len(self.spots) - 1) / 2
        return self.ties / pairs if pairs else 0.0

    def link(self, one: int, other: int, *, tied: bool) -> None:
        """Tie two cities, or take their tie away.

        Parameters
        ----------
        one, other : numbers of the cities
        tied : whether they are tied from now on
        """
        change = 1 if tied else -1
        for first, second in ((one, other), (other, one)):
            if tied:
                self.neighbours[first].add(second)
            else:
                self.neighbours[first].discard(second)
            self.degree[first] += change
            self.between[self.country[first], self.country[second]] += change
            self.abroad[first, self.country[second]] += change
            self._arrays.pop(first, None)

    def _array(self, one: int) -> npt.NDArray[np.int64]:
        """The neighbours of a city, as an array that is kept until they change."""
        import numpy as np

        if one not in self._arrays:
            self._arrays[one] = np.fromiter(self.neighbours[one], dtype=np.int64)
        return self._arrays[one]

    def kilometres(self, one: int) -> Floats:
        """The distance of a city to all of them."""
        import numpy as np

        half = (
            np.sin((self.latitude - self.latitude[one]) / 2) ** 2
            + np.cos(self.latitude[one])
            * np.cos(self.latitude)
            * np.sin((self.longitude - self.longitude[one]) / 2) ** 2
        )
        found: Floats = 2 * _KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        return found

    def features(self, one: int) -> Floats:
        """The features of a city with every city, a row each.

        Parameters
        ----------
        one : number of the city
        """
        import numpy as np

        number = len(self.spots)
        km = self.kilometres(one)
        mine = self.neighbours[one]
        common, adamic, paths = (np.zeros(number) for _each in range(3))
        second = np.zeros(number)
        for partner in mine:
            theirs = self._array(partner)
            common[theirs] += 1
            adamic[theirs] += 1 / math.log(max(len(theirs), 2) + 1)
            second[theirs] += 1 / math.sqrt(max(len(theirs), 1))
        second[one] = 0
        for each in np.flatnonzero(second):
            third = self._array(int(each))
            paths[third] += second[each] / math.sqrt(max(len(third), 1))
        here = int(self.country[one])
        of_country = self.between.sum(axis=1)
        whole = max(of_country.sum(), 1.0)
        expected = of_country[here] * of_country / whole
        affinity = np.log((self.between[here] + 1) / (expected + 1))[self.country]
        ours = self.abroad[one]
        near = np.full(number, 20_000.0)
        for partner in mine:
            distances = self.kilometres(partner)
            distances[partner] = 20_000.0  # what is tied already is not near to itself
            near = np.minimum(near, distances)
        size = self.size
        return np.column_stack(
            [
                np.log1p(km),
                km / 10_000,
                np.minimum(size, size[one]),
                np.maximum(size, size[one]),
                np.abs(size - size[one]),
                (self.country == here).astype(float),
                np.log1p(self.degree),
                np.full(number, math.log1p(self.degree[one])),
                np.log1p(common),
                adamic,
                np.log1p(paths),
                np.log1p(ours[self.country]),
                np.log1p(self.abroad[:, here]),
                affinity,
                np.log1p(near),
            ]
        )


@dataclass(frozen=True)
class Model:
    """A fitted model: what it was fitted on, and its numbers.

    Parameters
    ----------
    intercept, coefficients : of the standardized features
    means, deviations : of the features in the training data
    about : training data, date, licence and what it reached
    """

    intercept: float
    coefficients: tuple[float, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    about: Mapping[str, Any]

    def scores(self, features: Floats) -> Floats:
        """The log-odds of each row of features.

        Parameters
        ----------
        features : as :meth:`World.features` gives them
        """
        import numpy as np

        scaled = (features - np.array(self.means)) / np.array(self.deviations)
        found: Floats = self.intercept + scaled @ np.array(self.coefficients)
        return found


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that comes with the package."""
    path = Path(__file__).with_name("shortlist.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    by_name = found["features"]
    if tuple(by_name) != FEATURES:
        raise ValueError("shortlist.json is of other features: run benchmarks/shortlist.py")
    return Model(
        found["intercept"],
        tuple(each["coefficient"] for each in by_name.values()),
        tuple(each["mean"] for each in by_name.values()),
        tuple(each["deviation"] for each in by_name.values()),
        found["about"],
    )
