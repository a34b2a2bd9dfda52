"""What is meant where no city or network is named: the home of ``cityties.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph


def city_or_home(graph: CityGraph, named: str | None) -> str:
    """The city that was named, else the home where that is one.

    Parameters
    ----------
    graph : the graph
    named : what the user wrote; ``None``: nothing

    Returns
    -------
    str
        The name as it was written, or the id of the home.

    Raises
    ------
    UsageError
        If there is neither.

    Examples
    --------
    >>> import cityties
    >>> city_or_home(cityties.open(), "Porto")
    'Porto'
    """
    if named is not None:
        return named
    if graph.config.city:
        return graph.home
    example = graph.built.gazetteer.example(("city",))
    raise UsageError(
        _("no CITY given, and no home is set: name one, such as {example}").format(example=example)
        + _("; ")
        + _("or set [home] city in {file}").format(file="cityties.toml")
    )


def network_or_home(graph: CityGraph, named: str | None) -> str:
    """The network that was named, else the home where that is one.

    Parameters
    ----------
    graph, named : as of `city_or_home`

    Raises
    ------
    UsageError
        If there is neither.
    """
    if named is not None:
        return named
    if graph.config.network:
        return graph.home
    raise UsageError(
        _("no NETWORK given, and no network is the home: name one")
        + _("; ")
        + _("or set [home] network in {file}").format(file="cityties.toml")
    )
