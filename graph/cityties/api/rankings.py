"""Cities ranked, with what a rank is worth; which sit together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cityties.api.days import Day, as_day
from cityties.api.networks import Networks
from cityties.api.rows import Codes, Row, code_list
from cityties.language.messages import _
from cityties.store.build import Progress

if TYPE_CHECKING:
    import networkx as nx

    from cityties.analysis.communities import Communities
    from cityties.analysis.report import Centrality


@dataclass(frozen=True, slots=True)
class _Sample:
    """What is measured: a sample around a city, or a whole network."""

    focus: str | None
    source: str
    by_default: bool
    whole: bool
    graph: Callable[..., Any]
    asked: Mapping[str, Any]


class Rankings(Networks):
    """Cities ranked, with what a rank is worth; which sit together."""

    def centrality(
        self,
        city: str | None = None,
        *,
        measures: Codes = None,
        layer: str = "simple",
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        source: str | None = None,
        steps: int = 2,
        weighted: bool = False,
        runs: int = 200,
        seed: int = 0,
        null: int = 0,
        top: int | None = None,
        by: str = "",
        progress: Progress | None = None,
    ) -> Centrality:
        """Rank cities, with all that must be known to read the ranks.

        With a city and no source of the whole world, its partners are ranked on a sample of
        ``steps`` steps around it, and the city itself gets no rank. With a source of kind
        *dataset* that reaches beyond these steps (given, or the largest one that is loaded)
        the city is ranked among all cities of that source.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id; all cities without one
        measures : names of `cityties.analysis.measures.MEASURES`; all by default
        layer, on, known_by, kinds, statuses, channels : see :meth:`to_networkx`
        source : rank inside this source alone; ``all`` for everything that is loaded. By
            default the dataset that :meth:`whole_source` finds, else everything
        steps : how far the sample reaches
        weighted : let the strength of ties count where a measure can
        runs : graphs with 10 to 30 % of the ties left out, for the likely range; 0 = none
        seed : of what is drawn at random
        null : random graphs of the same degrees to compare with
        top, by : see `cityties.analysis.table.Options`
        progress : called with what is done, how far it is, and of how much

        Returns
        -------
        Centrality
            ``network`` and ``rows``, in the form of ``docs/json.md``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name, or the city has no tie.
        UsageError
            For an unknown measure, layer or code, or betweenness asked of one step.
        CitytiesError
            Without the extra ``fast``.

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> found = g.centrality("isfahan", measures="degree", runs=0, on="2021-08-01")
        >>> found.rows[0]["city"], found.rows[0]["rank"], found.rows[0]["warnings"][0]
        ('isfahan', None, 'by_construction')
        """
        from cityties.analysis.measures import GROUPS, chosen
        from cityties.analysis.report import centrality
        from cityties.analysis.table import Options, collected_around
        from cityties.projection.layers import AGREEMENTS
        from cityties.vocabulary.codes import CODES

        names = code_list(measures) or ("all",)
        wanted = chosen(names)
        sample = self._sample(
            city, source, steps, on=on, known_by=known_by, kinds=kinds, channels=channels
        )
        made = sample.graph(layer, statuses)
        by_status = layer == "simple" or layer in AGREEMENTS
        layered = any(measure.name == "participation" for measure in wanted)
        several = len({data.get("kinds") for _u, _v, data in made.edges(data=True)}) > 1
        day = made.graph.get("on")

        def claims(one: str) -> Sequence[Mapping[str, Any]]:
            kind = layer if layer in AGREEMENTS and layer != "agreement" else "sister_city"
            counted = self.counts(one, on=day, known_by=known_by, kind=kind)
            claimed: list[Row] = counted["claimed"]
            return claimed

        around = None
        if not sample.source:
            whole = made if sample.whole else self.to_networkx(layer=layer, **sample.asked)
            around = collected_around(whole)

        found = centrality(
            made,
            wanted,
            focus=sample.focus,
            options=Options(
                whole=sample.whole, one_source=bool(sample.source) and sample.whole, steps=steps,
                weighted=weighted, runs=runs, seed=seed, null=null, top=top, by=by,
            ),
            claims=claims if by_status or layer in CODES["channels"] else None,
            filtered=(
                (lambda each: sample.graph(layer, each)) if by_status and not statuses else None
            ),
            layers=(
                sample.graph("layers", statuses)
                if layered and by_status and (several or not sample.whole)
                else None
            ),
            lists=sample.graph(layer, statuses, 2) if steps < 2 and not sample.whole else None,
            around=around,
            explicit=not GROUPS.keys() & set(names),
            name=self.name,
            report=progress,
        )  # fmt: skip
        found.network["source_by_default"] = sample.by_default
        return found

    def communities(
        self,
        city: str | None = None,
        *,
        layer: str = "simple",
        source: str | None = None,
        steps: int = 2,
        method: str = "leiden",
        runs: int = 50,
        seed: int = 0,
        weighted: bool = False,
        progress: Progress | None = None,
        **asked: Any,
    ) -> Communities:
        """Communities of the network in which :meth:`centrality` ranks, over many runs.

        Parameters
        ----------
        city, layer, source, steps, weighted, progress : see :meth:`centrality`
        method, runs, seed : see `cityties.analysis.communities.communities`
        asked : ``on``, ``known_by``, ``kinds``, ``statuses``, ``channels`` of
            :meth:`to_networkx`

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().communities("isfahan", runs=3, on="2021-08-01")
        >>> 0 <= found.together("isfahan")["florence"] <= 1
        True
        """
        from cityties.analysis.communities import communities

        statuses = asked.pop("statuses", None)
        graph = self._sample(city, source, steps, **asked).graph(layer, statuses)
        said = _("communities")
        report = None if progress is None else (lambda done, of: progress(said, done, of))
        return communities(
            graph, method=method, runs=runs, seed=seed, weighted=weighted, report=report
        )

    def structure(
        self,
        city: str | None = None,
        *,
        layer: str = "simple",
        source: str | None = None,
        steps: int = 2,
        **asked: Any,
    ) -> Row:
        """Parts of the network in which :meth:`centrality` ranks.

        Parameters
        ----------
        city, layer, source, steps : see :meth:`centrality`
        asked : ``on``, ``known_by``, ``kinds``, ``statuses``, ``channels`` of
            :meth:`to_networkx`

        Returns
        -------
        dict
            See `cityties.analysis.structure.structure`.
        """
        from cityties.analysis.structure import structure

        statuses = asked.pop("statuses", None)
        return structure(self._sample(city, source, steps, **asked).graph(layer, statuses))

    def _sample(self, city: str | None, source: str | None, steps: int, **asked: Any) -> _Sample:
        """The sample around a city, or the whole network, that is to be measured."""
        focus = self.find_city(city) if city else None
        known_by = asked.get("known_by")
        default = self.whole_source(focus, known_by=known_by) if source is None else ""
        only = default or (self.find_source(source) if source and source != "all" else "")
        whole = focus is None or bool(only and self._reaches_beyond(only, focus, known_by))
        asked["source"] = only or None

        def graph(layer: str, statuses: Codes = None, reach: int = steps) -> nx.Graph[str]:
            if whole:
                return self.to_networkx(layer=layer, statuses=statuses, **asked)
            return self.to_networkx(focus, layer=layer, statuses=statuses, steps=reach, **asked)

        return _Sample(focus, only, bool(default), whole, graph, asked)

    def whole_source(self, city: str | None = None, *, known_by: Day | None = None) -> str:
        """The dataset in which cities are ranked unless another is named.

        Parameters
        ----------
        city : the dataset must reach more than two steps from this city
        known_by : only among what was published by this day

        Returns
        -------
        str
            The id of the source of kind *dataset* with the most ties; blank if there is none.
        """
        from collections import Counter

        focus = self.find_city(city) if city else None
        ties = Counter(
            claim.source
            for claim in self.readings(known_by).claims.values()
            if claim.type == "tie" and self._sources[claim.source].kind == "dataset"
        )
        for source, _number in sorted(ties.items(), key=lambda item: (-item[1], item[0])):
            if self._reaches_beyond(source, focus, known_by):
                return source
        return ""

    def ranks_whole(
        self, city: str | None = None, *, source: str | None = None, known_by: Day | None = None
    ) -> bool:
        """Whether :meth:`centrality` ranks in a whole network, or on a sample around the city.

        Parameters
        ----------
        city, source, known_by : see :meth:`centrality`

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> g.ranks_whole("isfahan"), g.ranks_whole()
        (False, True)
        """
        return self._sample(city, source, 1, known_by=known_by).whole

    def _reaches_beyond(self, source: str, focus: str | None, known_by: Day | None) -> bool:
        """Whether a dataset has ties further than two steps from a city.

        Without a city: from the city of which it has most ties.
        """
        if self._sources[source].kind != "dataset":
            return False
        key = source, as_day(known_by)
        if key not in self._reach:
            made: dict[str, set[str]] = {}
            for claim in self.readings(known_by).claims.values():
                if claim.source == source and claim.type == "tie":
                    for party in claim.parties:
                        made.setdefault(party, set()).update(claim.parties)
            self._reach[key] = made
        near = self._reach[key]
        if not near:
            return False
        middle = focus or max(near, key=lambda one: len(near[one]))
        reached = {middle} | near.get(middle, set())
        for party in tuple(reached):
            reached |= near.get(party, set())
        return middle in near and len(reached) < len(near)
