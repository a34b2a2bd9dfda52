"""Fit the model of ``partners suggest``, and try it on ties that it never saw.

    CITYTIES_WORLD=folder python benchmarks/shortlist.py [--write] [--seeds 3]

The folder holds ``twinnings-2022.tsv`` (pairs of Wikidata ids) and ``places.csv``. A tenth of the
ties is hidden; the model is fitted on others, with the own tie taken away when its features are
computed, against five random pairs that are not tied. *AUC*: 300 hidden ties of each seed against
five random pairs each.
*hits@k*: how often the hidden partner is among the first k of all cities that are not partners
already, for 360 hidden ties. Both for each baseline too.

Exit code 1 if a target is missed: AUC 0.86, hits@100 26 %.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from cityties.office.shortlist import FEATURES, Model, Spot, World

AUC, HITS = 0.86, 0.26
NEGATIVES, RANKED, TRAINED, JUDGED = 5, 360, 700, 300
ABOUT = {
    "training_data": "Twin towns of cities above 10,000 people, Wikidata (P190), January 2022: "
    "8,182 pairs of 4,566 cities; albertoursino/graphs-comparison, e6e3612",
    "licence": "data CC0 1.0; coefficients MIT, as the package",
    "method": "logistic regression with a ridge of 1, standardized features; a tenth of the ties "
    "hidden, five random pairs for each tie",
}


def read(folder: Path) -> tuple[list[Spot], list[tuple[str, str]]]:
    """The cities with a point, and the pairs between them."""
    with (folder / "twinnings-2022.tsv").open(encoding="utf-8") as file:
        pairs = [(row["source"], row["target"]) for row in csv.DictReader(file, delimiter="\t")]
    wanted = {each for pair in pairs for each in pair}
    spots = []
    with (folder / "places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["id"] in wanted and row["lat"] and row["lng"]:
                people = float(row["population"] or 0) or None
                spots.append(
                    Spot(row["id"], float(row["lat"]), float(row["lng"]), row["countrycd"], people)
                )
    return spots, pairs


def sample(
    world: World, pairs: list[tuple[int, int]], chance: random.Random, *, hidden: bool
) -> tuple[Any, Any]:
    """Features of ties and of random pairs that are not tied, and which is which."""
    rows, truth = [], []
    number = len(world.spots)
    for first, second in pairs:
        one, other = (first, second) if chance.random() < 0.5 else (second, first)
        if not hidden:
            world.link(one, other, tied=False)
        found = world.features(one)
        if not hidden:
            world.link(one, other, tied=True)
        rows.append(found[other])
        truth.append(1)
        # Random pairs: both ends are drawn, so that what cities of many ties have in common counts.
        third = chance.randrange(number)
        others: list[int] = []
        while len(others) < NEGATIVES:
            drawn = chance.randrange(number)
            if drawn != third and drawn not in world.neighbours[third]:
                others.append(drawn)
        apart = world.features(third)
        rows += [apart[each] for each in others]
        truth += [0] * NEGATIVES
    return np.array(rows), np.array(truth, dtype=float)


def fit(rows: Any, truth: Any, *, ridge: float = 1.0) -> Model:
    """A logistic regression by Newton's method."""
    means, deviations = rows.mean(axis=0), rows.std(axis=0)
    deviations[deviations == 0] = 1.0
    x = np.column_stack([np.ones(len(rows)), (rows - means) / deviations])
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 0
    for _step in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (truth - p) - penalty * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return Model(
        float(weights[0]), tuple(weights[1:].tolist()), tuple(means.tolist()),
        tuple(deviations.tolist()), {},
    )  # fmt: skip


def auc(scores: Any, truth: Any) -> float:
    """How often a tie has a higher score than a random pair; equal ones count half."""
    order = np.argsort(scores, kind="mergesort")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        same = scores == value
        if same.sum() > 1:
            ranks[same] = ranks[same].mean()
    ties = truth == 1
    return float(
        (ranks[ties].sum() - ties.sum() * (ties.sum() + 1) / 2) / (ties.sum() * (~ties).sum())
    )


BASELINES: dict[str, Any] = {
    "Adamic-Adar": lambda rows: rows[:, FEATURES.index("adamic_adar")],
    "distance": lambda rows: -rows[:, FEATURES.index("distance")],
    "degree of the other": lambda rows: rows[:, FEATURES.index("degree")],
    "affinity of countries": lambda rows: rows[:, FEATURES.index("affinity")],
}


def main() -> int:
    """Fit, try, print, and write the coefficients."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write shortlist.json")
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    folder = os.environ.get("CITYTIES_WORLD")
    if not folder:
        print("CITYTIES_WORLD names no folder", file=sys.stderr)
        return 2
    spots, pairs = read(Path(folder))
    results: dict[str, list[list[float]]] = {}
    start = time.perf_counter()
    made: Model | None = None
    for seed in range(given.seeds):
        chance = random.Random(seed)
        index = {spot.id: at for at, spot in enumerate(spots)}
        every = [(index[a], index[b]) for a, b in pairs if a in index and b in index]
        chance.shuffle(every)
        cut = len(every) // 10
        hidden, seen = every[:cut], every[cut:]
        world = World(spots, [(spots[a].id, spots[b].id) for a, b in seen])
        made = fit(*sample(world, seen[:TRAINED], chance, hidden=False))
        rows, truth = sample(world, hidden[:JUDGED], chance, hidden=True)
        ways: dict[str, Any] = {"model": made.scores, **BASELINES}
        ranks: dict[str, list[int]] = {name: [] for name in ways}
        for first, second in hidden[: RANKED // given.seeds]:
            found = world.features(first)
            closed = [first, *world.neighbours[first]]
            for name, way in ways.items():
                scores = np.array(way(found), dtype=float)
                scores[closed] = -np.inf
                better = (scores > scores[second]).sum()
                same = (scores == scores[second]).sum() - 1
                ranks[name].append(int(better + same / 2) + 1)
        print(f"seed {seed}: {time.perf_counter() - start:.0f} s", flush=True)
        for name, way in ways.items():
            places = np.array(ranks[name])
            results.setdefault(name, []).append(
                [auc(np.array(way(rows), dtype=float), truth),
                 *(float((places <= k).mean()) for k in (10, 50, 100)), float(np.median(places))]
            )  # fmt: skip
    print(f"{len(spots)} cities, {len(every)} ties, {given.seeds} seeds, "
          f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    print(f"{'':24}{'AUC':>7}{'hits@10':>9}{'@50':>7}{'@100':>7}{'median rank':>13}")
    means = {name: np.mean(values, axis=0) for name, values in results.items()}
    for name, (area, ten, fifty, hundred, median) in means.items():
        print(f"{name:24}{area:7.3f}{ten:9.1%}{fifty:7.1%}{hundred:7.1%}{median:13.0f}")
    area, ten, fifty, hundred, median = means["model"]
    if given.write and made is not None:
        _write(made, area, ten, fifty, hundred, median, len(spots), len(every), means)
    return 0 if area >= AUC and hundred >= HITS else 1


def _write(
    made: Model, area: float, ten: float, fifty: float, hundred: float, median: float,
    cities: int, ties: int, means: dict[str, Any],
) -> None:  # fmt: skip
    """Write the coefficients with all that must be known of them."""
    about = {
        **ABOUT,
        "fitted": datetime.date.today().isoformat(),
        "cities": cities,
        "ties": ties,
        "auc": round(float(area), 3),
        "hits_10": round(float(ten), 3),
        "hits_50": round(float(fifty), 3),
        "hits_100": round(float(hundred), 3),
        "median_rank": round(float(median)),
        "baselines": {
            name: {"auc": round(float(row[0]), 3), "hits_100": round(float(row[3]), 3)}
            for name, row in means.items()
            if name != "model"
        },
    }
    features = {
        name: {"coefficient": round(c, 6), "mean": round(m, 6), "deviation": round(d, 6)}
        for name, c, m, d in zip(
            FEATURES, made.coefficients, made.means, made.deviations, strict=True
        )
    }
    path = Path(__file__).parents[1] / "graph" / "cityties" / "office" / "shortlist.json"
    text = json.dumps(
        {"about": about, "intercept": round(made.intercept, 6), "features": features}, indent=1
    )
    path.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    sys.exit(main())
