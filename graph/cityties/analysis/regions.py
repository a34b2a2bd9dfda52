"""Countries by continent, so that a city can be ranked inside its own.

The division is that of the United Nations' standard M49 (Statistics Division, *Standard
country or area codes for statistical use*); its Northern America, Central America and
Caribbean are one region here. Codes are ISO 3166-1 alpha-2; XK (Kosovo), which M49 lacks,
is counted with its neighbours, as is TW.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cityties.language.messages import N_

if TYPE_CHECKING:
    from cityties.projection.plain import AnyGraph

REGIONS: Mapping[str, tuple[str, frozenset[str]]] = {
    code: (title, frozenset(codes.split()))
    for code, title, codes in (
        (
            "africa",
            N_("Africa"),
            "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR "
            "LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN "
            "TZ UG YT ZA ZM ZW",
        ),
        (
            "asia",
            N_("Asia"),
            "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB "
            "LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
        ),
        (
            "europe",
            N_("Europe"),
            "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT "
            "JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
        ),
        (
            "north_america",
            N_("North America"),
            "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ "
            "MS MX NI PA PM PR SV SX TC TT US VC VG VI",
        ),
        (
            "south_america",
            N_("South America"),
            "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
        ),
        (
            "oceania",
            N_("Oceania"),
            "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU "
            "WF WS",
        ),
    )
}
"""Code to title (to be translated) and country codes."""

_REGION_OF = {country: code for code, (_title, codes) in REGIONS.items() for country in codes}


def region_of(country: str) -> str:
    """The region of a country; empty if there is none.

    Parameters
    ----------
    country : ISO 3166-1 alpha-2

    Examples
    --------
    >>> region_of("IR"), region_of("RU"), region_of("")
    ('asia', 'europe', '')
    """
    return _REGION_OF.get(country.upper(), "")


GROUPINGS: Mapping[str, Callable[[str], str]] = {"country": str, "region": region_of}
"""What cities can be ranked within: name to what gives the group of a country code."""


def groups(graph: AnyGraph, by: str) -> dict[Any, str]:
    """The group of each node, from its attribute ``country``; nodes without one are left out.

    Parameters
    ----------
    graph : nodes with the attribute ``country``
    by : a key of :data:`GROUPINGS`

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_node("isfahan", country="IR")
    >>> groups(graph, "region")
    {'isfahan': 'asia'}
    """
    find = GROUPINGS[by]
    found = {node: find(str(data.get("country", ""))) for node, data in graph.nodes(data=True)}
    return {node: group for node, group in found.items() if group}
