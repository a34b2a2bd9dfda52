"""Named questions and SPARQL, asked of a graph; apart, so that a query needs no listing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

TYPE_CHECKING = False  # typing is not needed to ask
if TYPE_CHECKING:
    from cityties.api.graph import CityGraph
    from cityties.query.results import Answer


def query(
    graph: CityGraph,
    text: str,
    *,
    timeout: float | None,
    memory: int | None,
    union: bool,
    params: Mapping[str, object],
    slips: Callable[[str], None] | None,
) -> Answer:
    """Ask a named question, or run SPARQL; see `CityGraph.query`."""
    from cityties.query.questions import Question, find_text
    from cityties.query.questions import query as ask

    found = find_text(text)
    parameters = found.parameters if isinstance(found, Question) else ()
    at_home = any(one.is_home and params.get(one.name) is None for one in parameters)
    return ask(
        graph.built,
        text,
        params=params,
        timeout=timeout,
        memory=memory,
        union=union,
        # a default is looked up as what is given: a home that the graph lacks is an error
        gazetteer=graph.built.gazetteer if parameters else None,
        today=date.today(),
        homes=graph.homes if at_home else None,
        slips=slips,
    )
