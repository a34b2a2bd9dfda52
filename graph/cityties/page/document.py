"""From rows to one HTML file: pyvis holds the graph and runs our template.

What the reader sees is ours (``template.html``, ``page.css``, ``page.js``); of
pyvis we use the network that holds the data, the template runner and the copy of
vis-network that it installs. Its own page is not used: in no mode is it free of
outside addresses, and some of its fields run text as script.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from cityties.messages import _, in_language
from cityties.page.geography import equal_earth

# Pixels of the canvas's own space per radius of the Equal Earth map.
SCALE = 1000
# Where cities without coordinates stand: a column to the left of the world.
ASIDE_X, ASIDE_STEP = -3100, 120


@dataclass(frozen=True, slots=True)
class PageData:
    """All that a page shows.

    Parameters
    ----------
    title : the title in each language, ``{"en": …, "fa": …}``
    focus : id of the city in the middle of attention, or ""
    on : the day shown, as ISO text
    known_by : the day of knowledge, or ""
    cities : rows with ``id``, ``name`` (per language), ``latitude``, ``longitude``, ``country``
    ties : rows as `ties` gives them, each with ``id``, ``pair`` (two city ids),
        ``label`` (kind and status per language) and ``history`` (rows of `history`)
    meta : what the footer names: ``id`` (content id), ``counts``, ``licences``
    """

    title: Mapping[str, str]
    focus: str
    on: str
    cities: Iterable[Mapping[str, Any]]
    ties: Iterable[Mapping[str, Any]]
    meta: Mapping[str, Any]
    known_by: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def render_page(data: PageData, *, language: str = "en") -> str:
    """Render the page.

    Parameters
    ----------
    data : what to show
    language : the language that the page opens in, ``en`` or ``fa``

    Returns
    -------
    str
        The whole HTML document: no outside address, a content security policy
        with the hash of each script, the same text for the same data.

    Raises
    ------
    ValueError
        If a tie names a city that is not among the cities, or the page would
        lose a tie.
    """
    from jinja2 import Environment, FileSystemLoader, select_autoescape
    from pyvis.network import Network

    # directed=True: an undirected pyvis network silently drops parallel ties.
    network = Network(directed=True, cdn_resources="in_line")
    ties = list(data.ties)
    _add_cities(network, data.cities, {city for tie in ties for city in tie["pair"]} | {data.focus})
    _add_ties(network, ties)
    if len(network.edges) != len(ties):
        raise ValueError(f"the page would hold {len(network.edges)} of {len(ties)} ties")

    folder = resources.files("cityties.page")
    with resources.as_file(folder) as path:
        environment = Environment(
            loader=FileSystemLoader(path), autoescape=select_autoescape(default=True)
        )
    network.templateEnv = environment
    network.path = "template.html"
    scripts = [_vis_network(), folder.joinpath("page.js").read_text("utf-8")]
    environment.globals.update(
        language=language,
        title=data.title,
        style=folder.joinpath("page.css").read_text("utf-8"),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
        payload={
            "focus": data.focus,
            "on": data.on,
            "knownBy": data.known_by,
            "language": language,
            "title": dict(data.title),
            "texts": {**page_texts(), **data.texts},
            "meta": dict(data.meta),
        },
    )
    return str(network.generate_html("page.html"))


def _add_cities(network: Any, cities: Iterable[Mapping[str, Any]], wanted: set[str]) -> None:
    """Add the wanted cities at their place on the map, those without one aside."""
    aside = 0
    for city in sorted(cities, key=lambda row: str(row["id"])):
        if city["id"] not in wanted:
            continue
        located = city["latitude"] is not None and city["longitude"] is not None
        if located:
            x, y = equal_earth(city["latitude"], city["longitude"])
            x, y = round(x * SCALE, 1), round(-y * SCALE, 1)
        else:
            x, y = ASIDE_X, aside * ASIDE_STEP - SCALE
            aside += 1
        network.add_node(
            city["id"],
            label=city["name"]["en"],
            names=dict(city["name"]),
            country=dict(city["country"]),
            located=located,
            x=x,
            y=y,
        )


def _add_ties(network: Any, ties: Iterable[Mapping[str, Any]]) -> None:
    """Add each tie as an edge of its own; ties of one pair get a rank, to lie side by side."""
    known = set(network.get_nodes())
    ranks: dict[tuple[str, ...], int] = defaultdict(int)
    for tie in ties:
        first, second = tie["pair"]
        missing = {first, second} - known
        if missing:
            raise ValueError(f"{tie['id']}: no such city: {', '.join(sorted(missing))}")
        pair = tuple(sorted((first, second)))
        # Append, not add_edge: that scans the whole list for every edge.
        network.edges.append(
            {**tie, "from": pair[0], "to": pair[1], "rank": ranks[pair], "arrows": ""}
        )
        ranks[pair] += 1


def _vis_network() -> str:
    """The text of vis-network, as pyvis installs it (MIT or Apache-2.0; its banner stays)."""
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = sorted(folder.glob("vis-9*/vis-network.min.js"), key=lambda path: path.parent.name)
    if not found:
        raise ValueError(f"pyvis brings no vis-network in {folder}")
    text = found[-1].read_text("utf-8")
    if "</script" in text.lower():
        raise ValueError("this vis-network cannot stand inside a page")
    return text


def _hash(script: str) -> str:
    """The hash of a script as a content security policy names it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def page_texts() -> dict[str, dict[str, str]]:
    """The page's own words in both languages."""
    texts = {}
    for code in ("en", "fa"):
        with in_language(code):
            texts[code] = {
                "as_of": _("Ties as they stood on"),
                "known_by": _("as known by"),
                "map": _("Map"),
                "table": _("Table"),
                "evidence": _("Evidence"),
                "choose": _("Choose a city or a tie in the picture or in the table."),
                "search": _("Search a city"),
                "no_match": _("No city of that name on this page."),
                "partner": _("Partner"),
                "parties": _("Parties"),
                "country": _("Country"),
                "kind": _("Kind"),
                "status": _("Status"),
                "since": _("Since"),
                "certainty": _("Certainty"),
                "sources": _("Sources"),
                "date": _("Date"),
                "what": _("What"),
                "said_by": _("Said by"),
                "source": _("Source"),
                "locator": _("Place in the source"),
                "published": _("Published"),
                "channels": _("Channels"),
                "conflicts": _("Sources disagree"),
                "possible": _("possibly"),
                "certain": _("certain"),
                "unanswered": _("unanswered for {n} days"),
                "not_located": _("Cities without coordinates"),
                "legend": _("Legend: tick to show"),
                "ties": _("Ties"),
                "unknown_date": _("date not said"),
                "how": _("How to read this page"),
                "how_text": _(
                    "Each line is a tie between cities, drawn as the claims of its sources are "
                    "read for the day above. A dashed line is a tie that is not (or not any "
                    "more, or only possibly) in force. Choose a line to see who says so. News "
                    "articles are entered by hand, full lists of partners are rare: a tie that "
                    "is missing here may well exist."
                ),
                "snapshot": _("Content id"),
                "language": _("فارسی") if code == "en" else "English",
                "colon": _(": "),
                "link": _("open the source"),
                "close": _("Clear the choice"),
                "nothing": _("No tie is shown: tick a kind and a status."),
            }
    return texts


