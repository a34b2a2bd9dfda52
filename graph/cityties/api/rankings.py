"""Rankings of cities with their uncertainty; communities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cityties.api.networks import to_networkx
from cityties.api.rows import Codes, Row, code_list
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from datetime import date

    from cityties.analysis.communities import Communities
    from cityties.analysis.report import Centrality
    from cityties.api.graph import CityGraph
    from cityties.api.view import View
    from cityties.projection import Scope
    from cityties.projection.plain import AnyGraph
    from cityties.store.build import Progress


@dataclass(frozen=True)
class Sample:
    """What is measured: a sample around a city, or a whole network.

    Parameters
    ----------
    view : what is asked, with the source that was chosen
    by_default : whether the source was chosen, not asked for
    whole : whether the network is measured whole
    """

    view: View
    by_default: bool
    whole: bool

    def graph(self, layer: str) -> Any:
        """One layer of it, as networkx has it."""
        return to_networkx(self._asked(), layer=layer, weights=None)

    def plain(
        self, layer: str, statuses: Sequence[str] | None = None, reach: int | None = None
    ) -> AnyGraph:
        """The same to be ranked, with other statuses or steps if these are given."""
        return self._plain(self._asked(statuses, reach), layer)

    def everything(self, layer: str) -> AnyGraph:
        """The same layer of all that is loaded, not of a sample."""
        return self._plain(replace(self.view, focus="", steps=1, statuses=()), layer)

    def _asked(self, statuses: Sequence[str] | None = None, reach: int | None = None) -> View:
        return replace(
            self.view,
            focus="" if self.whole else self.view.focus,
            steps=1 if self.whole else reach or self.view.steps,
            statuses=self.view.statuses if statuses is None else tuple(statuses),
        )

    def _plain(self, view: View, layer: str) -> AnyGraph:
        from cityties.projection.layers import FULL, plain_layer
        from cityties.projection.selection import COUNTING

        if layer == FULL:
            return to_networkx(view, layer=layer, weights=None)
        # Those that count unless others are asked for: the same graph, made once.
        statuses = view.statuses if set(view.statuses) != set(COUNTING) else ()
        asked = layer, view.focus, view.steps, frozenset(statuses)
        if asked not in self._made:
            scope = replace(self._scope, selection=view.selection())
            self._made[asked] = plain_layer(scope, layer)
        return self._made[asked]

    @cached_property
    def _made(self) -> dict[tuple[Any, ...], AnyGraph]:
        return {}

    @cached_property
    def _scope(self) -> Scope:
        """What all its graphs are made of."""
        return self.view.scope()


def sample(view: View, *, everything: bool) -> Sample:
    """The sample around a city, or the whole network, that is to be measured.

    Parameters
    ----------
    view : what is asked
    everything : whether all sources together were asked for
    """
    graph = view.graph
    default = ""
    if not view.source and not everything:
        default = whole_source(graph, view.focus, view.known_by)
    only = view.source or default
    whole = not view.focus or bool(only and reaches_beyond(graph, only, view.focus, view.known_by))
    return Sample(replace(view, source=only), bool(default), whole)


def whole_source(graph: CityGraph, focus: str, known_by: date | None) -> str:
    """The dataset in which cities are ranked; see `CityGraph.whole_source`."""
    ties = Counter(
        claim.source
        for claim in graph.readings(known_by).claims.values()
        if claim.type == "tie" and graph.sources_by_id[claim.source].kind == "dataset"
    )
    for source, _number in sorted(ties.items(), key=lambda item: (-item[1], item[0])):
        if reaches_beyond(graph, source, focus, known_by):
            return source
    return ""


def reaches_beyond(graph: CityGraph, source: str, focus: str, known_by: date | None) -> bool:
    """Whether a dataset has ties further than two steps from a city.

    Without a city: from the city of which it has most ties.
    """
    if graph.sources_by_id[source].kind != "dataset":
        return False
    near = graph.partners_in(source, known_by)
    if not near:
        return False
    middle = focus or max(near, key=lambda one: len(near[one]))
    reached = {middle} | near.get(middle, set())
    for party in tuple(reached):
        reached |= near.get(party, set())
    return middle in near and len(reached) < len(near)


def centrality(
    view: View,
    *,
    everything: bool,
    measures: Codes,
    layer: str,
    steps: int,
    weighted: bool,
    runs: int,
    seed: int,
    null: int,
    top: int | None,
    by: str,
    approximate: float,
    confidence: float,
    engine: str,
    progress: Progress | None,
) -> Centrality:
    """Rank cities; see `CityGraph.centrality`."""
    from cityties.analysis.measures import GROUPS, chosen
    from cityties.analysis.report import centrality as rank
    from cityties.analysis.table import Options, collected_around
    from cityties.centrality import parallel
    from cityties.engines.address import open_executor
    from cityties.projection.layers import AGREEMENTS
    from cityties.reading import claimed_rows
    from cityties.vocabulary.codes import CHANNELS

    graph, names = view.graph, code_list(measures) or ("all",)
    wanted = chosen(names)
    found = sample(view, everything=everything)
    made = found.plain(layer)
    by_status = layer == "simple" or layer in AGREEMENTS
    layered = any(measure.name == "participation" for measure in wanted)
    several = len({data.get("kinds") for _u, _v, data in made.edges(data=True)}) > 1
    day = found.view.day

    def claims(one: str) -> Sequence[Mapping[str, Any]]:
        kind = layer if layer in AGREEMENTS and layer != "agreement" else "sister_city"
        readings = graph.readings(view.known_by)
        return claimed_rows(readings, graph.sources_by_id, one, on=day, kind=kind)

    around = None
    if not found.view.source:
        around = collected_around(made if found.whole else found.everything(layer))

    with open_executor(engine) as executor, parallel.engine(executor):
        ranked = rank(
            made,
            wanted,
            focus=view.focus or None,
            options=Options(
                whole=found.whole, one_source=bool(found.view.source) and found.whole,
                steps=steps, weighted=weighted, runs=runs, seed=seed, null=null, top=top, by=by,
                approximate=approximate, confidence=confidence,
            ),
            claims=claims if by_status or layer in CHANNELS else None,
            filtered=(
                (lambda each: found.plain(layer, each)) if by_status and not view.statuses else None
            ),
            layers=(
                found.graph("layers")
                if layered and by_status and (several or not found.whole)
                else None
            ),
            lists=found.plain(layer, None, 2) if steps < 2 and not found.whole else None,
            around=around,
            explicit=not GROUPS.keys() & set(names),
            name=graph.name,
            report=progress,
        )  # fmt: skip
        if executor.name != "serial":
            _ = ranked.network  # its figures are work for the engine too
    ranked.about["source_by_default"] = found.by_default
    return ranked


def communities(
    view: View,
    *,
    everything: bool,
    layer: str,
    method: str,
    runs: int,
    seed: int,
    weighted: bool,
    engine: str,
    progress: Progress | None,
) -> Communities:
    """Communities over many runs; see `CityGraph.communities`."""
    from cityties.analysis.communities import communities as find
    from cityties.centrality import parallel
    from cityties.engines.address import open_executor

    graph = sample(view, everything=everything).graph(layer)
    said = _("communities")
    report = None if progress is None else (lambda done, of: progress(said, done, of))
    with open_executor(engine) as executor, parallel.engine(executor):
        return find(graph, method=method, runs=runs, seed=seed, weighted=weighted, report=report)


def structure(view: View, *, everything: bool, layer: str) -> Row:
    """Parts of the network; see `CityGraph.structure`."""
    from cityties.analysis.structure import structure as parts

    return parts(sample(view, everything=everything).graph(layer))
