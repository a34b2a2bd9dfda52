"""Communities, and how sure it is that two cities sit in the same one.

A community algorithm starts from a seed, and another seed gives other communities: on the
world's twin towns of 2016 two runs of one method agree to 0.55 … 0.61 only (normalised
mutual information). So no label of a single run is given here. What is given is the share of
runs in which two cities sit together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.base.install import install_hint, installed
from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    import networkx as nx
    import numpy.typing as npt

    from cityties.centrality.csr import Graph

    Labels = npt.NDArray[np.int32]

RUNS = 50
STABLE = 0.9
"""Share of runs from which two tied cities count as certainly together."""
METHODS = ("leiden", "louvain")
"""The first is meant where none is named, and its package is installed; else the second."""
_ROWS = 256  # of a matrix of pairs at a time
_NUDGE = 1e-6  # share by which weights are made to differ


@dataclass(frozen=True, eq=False, slots=True)
class Communities:
    """What the runs gave.

    Parameters
    ----------
    nodes : the cities
    labels : one row per run: the community of each city
    modularity : of each run
    method : ``leiden`` or ``louvain``
    edges : pairs of positions
    """

    nodes: list[Any]
    labels: Labels
    modularity: list[float]
    method: str
    edges: npt.NDArray[np.int64]

    @property
    def counts(self) -> list[int]:
        """Number of communities in each run."""
        return [int(row.max(initial=-1)) + 1 for row in self.labels]

    def together(self, city: Any) -> dict[Any, float]:
        """Share of the runs in which each other city sits with this one, largest first.

        Examples
        --------
        >>> import networkx as nx
        >>> found = communities(nx.barbell_graph(4, 0), runs=5)
        >>> found.together(0)[1], found.together(0)[7]
        (1.0, 0.0)
        """
        place = self.nodes.index(city)
        shares = (self.labels == self.labels[:, [place]]).mean(axis=0)
        order = np.argsort(-shares, kind="stable")
        return {self.nodes[at]: float(shares[at]) for at in order if at != place}

    def sizes(self, city: Any) -> list[int]:
        """Size of the city's community in each run."""
        place = self.nodes.index(city)
        return [int(one) for one in (self.labels == self.labels[:, [place]]).sum(axis=1)]

    def agreement(self) -> float:
        """Mean normalised mutual information of each run with the next; 1 = all runs agree.

        Normalised by the mean of the two entropies (Danon and others 2005, Comparing
        community structure identification, J. Stat. Mech. P09008).

        Examples
        --------
        >>> import networkx as nx
        >>> communities(nx.barbell_graph(4, 0), runs=5).agreement()
        1.0
        """
        pairs = [_shared_information(*pair) for pair in zip(self.labels, self.labels[1:])]  # noqa: B905 - of unlike length
        return round(float(np.mean(pairs)), 12) if pairs else 1.0

    def groups(self, stable: float = STABLE) -> list[tuple[list[Any], float]]:
        """Cities that certainly belong together, the largest group first.

        A group is joined by ties whose two ends sit together in at least a share ``stable``
        of the runs; with it goes the smallest share of any two of its cities. Cities
        that no such tie joins to others are in no group.

        Examples
        --------
        >>> import networkx as nx
        >>> communities(nx.barbell_graph(4, 0), runs=5).groups()
        [([0, 1, 2, 3], 1.0), ([4, 5, 6, 7], 1.0)]
        """
        import networkx as nx

        first, second = self.edges.T if len(self.edges) else (np.zeros(0, int),) * 2
        shares = (self.labels[:, first] == self.labels[:, second]).mean(axis=0)
        kept: nx.Graph[int] = nx.Graph()
        kept.add_edges_from(self.edges[shares >= stable].tolist())
        parts = sorted((sorted(part) for part in nx.connected_components(kept)), key=_by_size)
        return [([self.nodes[at] for at in part], self._least(part)) for part in parts]

    def _least(self, part: list[int]) -> float:
        inside = self.labels[:, part]
        least = 1.0
        for start in range(0, len(part), _ROWS):
            some = inside[:, start : start + _ROWS]
            shares = np.zeros((some.shape[1], len(part)))
            for run in range(len(inside)):
                shares += some[run][:, None] == inside[run][None, :]
            least = min(least, float(shares.min()) / len(inside))
        return least


def communities(
    graph: nx.Graph[Any],
    *,
    method: str = "",
    runs: int = RUNS,
    seed: int = 0,
    weighted: bool = False,
    report: Callable[[int, int], None] | None = None,
) -> Communities:
    """Run a community algorithm many times.

    Parameters
    ----------
    graph : undirected; ``weight`` on its edges where ``weighted``
    method : ``leiden`` (Traag, Waltman and van Eck 2019) by graspologic-native, of the extra
        ``fast``, or ``louvain`` (Blondel and others 2008) by
        ``nx.community.louvain_communities``; both maximise modularity. Louvain takes about ten
        times as long. By default Leiden where it is installed, else Louvain
    runs : how often, each with a seed of its own
    seed : of the first run; the next ones follow
    weighted : let strength count
    report : called with the number of runs done and their total

    Raises
    ------
    UsageError
        For an unknown method or no run.
    CitytiesError
        For ``leiden`` by name where graspologic-native is not installed.

    Examples
    --------
    >>> import networkx as nx
    >>> communities(nx.barbell_graph(4, 0), runs=3).counts
    [2, 2, 2]
    """
    method = method or METHODS[not installed("graspologic_native")]
    if method not in METHODS:
        known = _(", ").join(METHODS)
        raise UsageError(
            _("unknown method {value!r}; available: {names}").format(value=method, names=known)
        )
    if runs < 1:
        raise UsageError(_("runs must be at least 1"))
    from cityties.centrality import parallel
    from cityties.centrality.csr import from_networkx
    from cityties.centrality.iterative import arc_weights

    weight = "weight" if weighted else None
    compact = from_networkx(graph, {"weight": 1.0})
    run_once = {"leiden": _leiden, "louvain": _louvain}[method]
    labels = np.zeros((runs, compact.n), np.int32)
    with parallel.progress(report):
        parallel.each(
            run_once, range(seed, seed + runs), (compact, weight), labels.__setitem__
        )  # fmt: skip
    mask = compact.indices >= compact.tails
    edges = np.stack((compact.tails[mask], compact.indices[mask]), axis=1).astype(np.int64)
    weights = arc_weights(compact, weight)[mask]
    quality = [_modularity(row, edges, weights) for row in labels]
    apart = edges[:, 0] != edges[:, 1]
    return Communities(list(compact.nodes), labels, quality, method, edges[apart])


def _leiden(shared: tuple[Graph, str | None], seed: int) -> Labels:
    from cityties.centrality.communities import leiden_labels

    compact, weight = shared
    try:
        return leiden_labels(compact, weight=weight, seed=seed)
    except ModuleNotFoundError:
        raise CitytiesError(
            _("Leiden needs graspologic-native; install it with: {command}").format(
                command=install_hint("fast")
            )
        ) from None


def _louvain(shared: tuple[Graph, str | None], seed: int) -> Labels:
    import networkx as nx

    from cityties.centrality.iterative import arc_weights

    compact, weight = shared
    weights = arc_weights(compact, weight)
    mask = (compact.indices >= compact.tails) & (weights != 0)
    weights = weights[mask]
    if not _exact(weights):
        # networkx may move a node for ever between communities that are equal up to
        # rounding; weights that differ a little leave no two of them equal.
        weights = weights * (1 + _NUDGE * np.random.default_rng(seed).random(len(weights)))
    ends = compact.tails[mask].tolist(), compact.indices[mask].tolist()
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(compact.n))
    plain.add_weighted_edges_from(zip(*ends, weights.tolist(), strict=True))
    labels = np.zeros(compact.n, np.int32)
    parts = nx.community.louvain_communities(plain, seed=seed, backend="networkx")
    for number, part in enumerate(parts):
        labels[list(part)] = number
    return labels


def _exact(weights: Any) -> bool:
    """Whether networkx's Louvain compares whole numbers: from 3.7 on, if the weights are whole."""
    import networkx as nx

    newer = tuple(map(int, nx.__version__.split(".")[:2])) >= (3, 7)
    return newer and bool((weights == np.rint(weights)).all())


def _by_size(part: list[int]) -> tuple[int, int]:
    return -len(part), part[0]


def _modularity(labels: Labels, edges: Any, weights: Any) -> float:
    """Newman's modularity of a partition."""
    mass = float(weights.sum())
    if not mass:
        return 0.0
    ends = labels[edges]
    inner = float(weights[ends[:, 0] == ends[:, 1]].sum()) / mass
    held = np.bincount(ends.ravel(), np.repeat(weights, 2)) / (2 * mass)
    return inner - float((held**2).sum())


def _shared_information(first: Labels, second: Labels) -> float:
    """Normalised mutual information of two partitions."""
    n = len(first)
    if not n:
        return 1.0
    joint = np.unique(first.astype(np.int64) * n + second, return_counts=True)[1] / n
    one, other = (np.unique(labels, return_counts=True)[1] / n for labels in (first, second))

    def entropy(shares: Any) -> float:
        return float(-(shares * np.log(shares)).sum())

    whole = entropy(one) + entropy(other)
    return 1.0 if whole < 1e-12 else 2 * (whole - entropy(joint)) / whole
