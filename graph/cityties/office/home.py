"""The city whose office asks, where none is named: the home of the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.api import CityGraph


def home_city(graph: CityGraph, named: str | None = None) -> str:
    """The id of the city that is named, else of the home of the folder's ``cityties.toml``.

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
    if graph.config.city:
        return graph.home
    raise UsageError(
        _("whose office asks? name its city (CITY or --city)")
        + _("; ")
        + _("or set [home] city in {file}").format(file="cityties.toml")
    )
