"""The city whose office asks, where none is named: one place to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.api import CityGraph

_ASKED_BY = "anniversaries"
"""A question about one city: what it takes without a city is the home of all of them."""


def home_city(graph: CityGraph, named: str | None = None) -> str:
    """The id of the city that is named, else of the home that the questions have.

    Parameters
    ----------
    graph : the graph
    named : what the user wrote

    Raises
    ------
    UsageError
        If no city is named and there is no home.
    NotFoundError, AmbiguousNameError
        If no city, or several, have the name.
    """
    if named is not None:
        return graph.find_city(named)
    question = next(each for each in graph.questions() if each.name == _ASKED_BY)
    default = next((each.default for each in question.parameters if each.name == "city"), None)
    if not default:
        raise UsageError(_("name a city"))
    return graph.find_city(default)
