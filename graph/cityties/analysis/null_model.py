"""The same measures in random graphs of the same degrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cityties.analysis.measures import MEASURES, Prepared, prepare
from cityties.analysis.options import Options, Report, Row
from cityties.language.messages import _

if TYPE_CHECKING:
    import networkx as nx

    from cityties.centrality.csr import Floats

SAME_BY_DEGREE = frozenset({"degree", "strength", "participation"})
"""Measures that a random graph of the same degrees cannot change, or does not have."""


def drawn_values(
    graph: nx.Graph[Any],
    prepared: Prepared,
    focus: Any,
    options: Options,
    report: Report | None,
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Per measure: mean and spread over random graphs, and how many are not larger."""
    import numpy as np

    from cityties.analysis.random_graphs import degree_preserving

    names = [name for name in prepared.compute if name not in SAME_BY_DEGREE]
    full = {name: prepared.compute[name](prepared.graph) for name in names}
    drawn: dict[str, list[Floats]] = {name: [] for name in names}
    for number in range(options.null):
        one = degree_preserving(graph, options.seed + number)
        again = prepare(one, [MEASURES[name] for name in names], focus=focus)
        order = np.array([again.graph.index[node] for node in prepared.graph.nodes], np.int64)
        for name in names:
            drawn[name].append(again.compute[name](again.graph)[order])
        if report:
            report(_("random graphs"), number + 1, options.null)
    made = {}
    for name, values in drawn.items():
        table = np.array(values)
        share = (table <= full[name] * (1 + 1e-9)).mean(axis=0)
        made[name] = table.mean(axis=0), table.std(axis=0, ddof=min(1, len(table) - 1)), share
    return made


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
