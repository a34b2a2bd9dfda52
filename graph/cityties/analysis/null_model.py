"""The same measures in random graphs of the same degrees."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from cityties.analysis.measures import MEASURES, Prepared, prepare
from cityties.analysis.options import Options, Report, Row
from cityties.language.messages import _
from cityties.projection.plain import as_networkx

if TYPE_CHECKING:
    import networkx as nx

    from cityties.centrality.csr import Floats
    from cityties.projection.plain import AnyGraph

SAME_BY_DEGREE = frozenset({"degree", "strength", "participation"})
"""Measures that a random graph of the same degrees cannot change, or does not have."""


def drawn_values(
    graph: AnyGraph,
    prepared: Prepared,
    focus: Any,
    options: Options,
    report: Report | None,
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Per measure: mean and spread over random graphs, and how many are not larger."""
    import numpy as np

    from cityties.centrality import parallel

    names = [name for name in prepared.compute if name not in SAME_BY_DEGREE]
    full = {name: prepared.compute[name](prepared.graph) for name in names}
    drawn = {name: np.empty((options.null, prepared.graph.n)) for name in names}

    def take(number: int, found: Mapping[str, Floats]) -> None:
        for name, values in found.items():
            drawn[name][number] = values

    seeds = range(options.seed, options.seed + options.null)
    tell = None if report is None else partial(report, _("random graphs"))
    with parallel.progress(tell):
        parallel.each(_drawn, seeds, (as_networkx(graph), names, focus, prepared.graph.nodes), take)
    made = {}
    for name, table in drawn.items():
        share = (table <= full[name] * (1 + 1e-9)).mean(axis=0)
        made[name] = table.mean(axis=0), table.std(axis=0, ddof=min(1, len(table) - 1)), share
    return made


def _drawn(shared: tuple[nx.Graph[Any], list[str], Any, list[Any]], seed: int) -> dict[str, Floats]:
    """The measures in one random graph, in the order of the nodes."""
    import numpy as np

    from cityties.analysis.random_graphs import degree_preserving

    graph, names, focus, nodes = shared
    made = prepare(degree_preserving(graph, seed), [MEASURES[name] for name in names], focus=focus)
    order = np.array([made.graph.index[node] for node in nodes], np.int64)
    return {name: made.compute[name](made.graph)[order] for name in names}


def add_random(
    rows: list[Row], random: Mapping[str, tuple[Floats, Floats, Floats]], prepared: Prepared
) -> None:
    """Put the figures of the random graphs into the rows."""
    for row in rows if random else ():
        row |= {"random_mean": None, "random_sd": None, "z": None, "percentile": None}
        if row["measure"] not in random or row["value"] is None:
            continue
        mean, spread, share = (
            float(part[prepared.graph.index[row["city"]]]) for part in random[row["measure"]]
        )
        row |= {
            "random_mean": mean,
            "random_sd": spread,
            "z": (row["value"] - mean) / spread if spread > 1e-15 else None,
            "percentile": round(100 * share, 1),
        }
