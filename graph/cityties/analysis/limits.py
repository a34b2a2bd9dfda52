"""How large a network may be where the loops are not compiled.

Python then runs the engine's loops (:mod:`cityties.centrality.native`), with the same numbers. For
the networks of single cities that takes seconds at most; for the whole world it could take
hours, so what would pass :data:`LIMIT` is left out or refused, with the line that compiles
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cityties.analysis.options import Options
from cityties.analysis.warnings import Caveat, caveat
from cityties.base.install import compile_hint
from cityties.centrality.fallback import duration
from cityties.centrality.native import ready
from cityties.errors import CitytiesError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.analysis.measures import Measure

LIMIT = 600.0
"""Seconds that a computation may take without compiled loops, by :func:`seconds`."""
SPEED = 1e6
"""Arc visits of a Python loop in a second; measured 0.8 to 1.5 million on one core."""

# Arc visits of the measures that visit arcs one by one, for n nodes and m edges: both ways, out
# and back, from every node; the steps of an iteration. What is not named is a few passes.
_VISITS: Mapping[str, Callable[[int, int], float]] = {
    "betweenness": lambda n, m: 4.0 * n * m,
    "closeness": lambda n, m: n * m / 16,  # 256 sources in a pass
    "harmonic": lambda n, m: n * m / 16,
    "pagerank": lambda _n, m: 80.0 * m,
    "eigenvector": lambda _n, m: 300.0 * m,
}
SAMPLED = ("betweenness", "closeness", "harmonic")
"""Measures that can be estimated (:mod:`cityties.centrality.sampling`)."""
_FEW_PASSES = 20.0
_WEIGHTED = 8.0  # a heap, and lengths to compare: per node and edge
_DRAWN = 400.0  # a random graph: 100 swaps for each edge


def seconds(measure: str, n: int, m: int, *, weighted: bool = False) -> float:
    """About how many seconds a measure takes without compiled loops; good to a factor of three.

    Parameters
    ----------
    measure : name of a measure
    n, m : numbers of nodes and edges
    weighted : whether strength counts

    Examples
    --------
    >>> round(seconds("betweenness", 214, 276), 1), round(seconds("betweenness", 10_055, 17_401))
    (0.2, 700)
    """
    if weighted and measure in ("betweenness", "closeness", "harmonic"):
        return _WEIGHTED * n * m / SPEED
    visits = _VISITS.get(measure)
    return (visits(n, m) if visits else _FEW_PASSES * m) / SPEED


def affordable(
    measures: Sequence[Measure], n: int, m: int, options: Options, *, explicit: bool = False
) -> tuple[list[Measure], Options, list[Caveat]]:
    """What a ranking can compute here: everything if compiled, else what ends within the limit.

    Parameters
    ----------
    measures : what is wanted
    n, m : numbers of nodes and edges
    options : of the ranking
    explicit : the measures were named one by one, so that one that is too slow is an error

    Returns
    -------
    tuple
        The measures; the options, without runs where these take too long; and one warning that
        says what is missing, or none.

    Raises
    ------
    CitytiesError
        Without compiled loops for a measure named or random graphs asked for that take too long.

    Examples
    --------
    >>> kept, options, warnings = affordable([], 10, 20, Options())
    >>> options.runs, warnings
    (200, [])
    """
    if ready():
        return list(measures), options, []
    each = {one.name: seconds(one.name, n, m, weighted=options.weighted) for one in measures}
    if options.approximate:
        each = {name: 0.0 if name in SAMPLED else needed for name, needed in each.items()}
    slow = [one for one in measures if each[one.name] > LIMIT]
    kept = [one for one in measures if one not in slow]
    if slow and explicit:
        raise CitytiesError(_too_slow([_(one.title) for one in slow], each[slow[0].name])["text"])
    missing, lost = [_(one.title) for one in slow], sum(each[one.name] for one in slow)
    once = sum(each[one.name] for one in kept)
    if options.null and (drawn := options.null * (once + _DRAWN * m / SPEED)) > LIMIT:
        raise CitytiesError(_too_slow([_("random graphs")], drawn)["text"])
    if options.runs and options.runs * once > LIMIT:
        lost += options.runs * once
        missing.append(_("likely ranks"))
        options = replace(options, runs=0)
    return kept, options, [_too_slow(missing, lost)] if missing else []


def check_random_graphs(graphs: int, m: int) -> None:
    """Refuse more random graphs than can be drawn within the limit.

    Parameters
    ----------
    graphs : how many
    m : number of edges

    Raises
    ------
    CitytiesError
        Without compiled loops, if they take too long.
    """
    needed = graphs * _DRAWN * m / SPEED
    if needed > LIMIT and not ready():
        raise CitytiesError(_too_slow([_("random graphs")], needed)["text"])


def check_measures(measures: Sequence[Measure], n: int, m: int, *, weighted: bool) -> None:
    """Refuse a measure that cannot be computed within the limit.

    Parameters
    ----------
    measures : what is wanted
    n, m : numbers of nodes and edges
    weighted : whether strength counts

    Raises
    ------
    CitytiesError
        Without compiled loops, if one takes too long.
    """
    affordable(measures, n, m, Options(runs=0, weighted=weighted), explicit=True)


def _too_slow(what: Sequence[str], needed: float) -> Caveat:
    return caveat(
        "too_slow",
        what=_(", ").join(what),
        time=duration(needed),
        limit=round(LIMIT),
        command=compile_hint(),
    )
