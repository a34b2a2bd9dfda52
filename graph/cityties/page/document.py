"""From rows to one HTML file: pyvis holds the graph and runs our template.

What the reader sees is ours (``template.html``, ``page.css``, ``page.js``); of
pyvis we use the network that holds the data, the template runner and the copy of
vis-network that it installs. Its own page is not used: in no mode is it free of
outside addresses, and some of its fields run text as script.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from cityties.messages import LANGUAGES, _, in_language
from cityties.page.geography import REGIONS, equal_earth, graticule, world_outline
from cityties.terms import AGREEMENT_KINDS, CODES

# Pixels of the canvas's own space per radius of the Equal Earth map.
SCALE = 1000
# Cities without coordinates stand in rows below the others, not on the map.
_ASIDE_STEP, _ASIDE_ROW, _ASIDE_BELOW = 420, 10, 320
# The language that the other one is offered in; each names itself.
_OTHER_LANGUAGE = {"en": "فارسی", "fa": "English"}


@dataclass(frozen=True, slots=True)
class PageData:
    """All that a page shows.

    Texts per language are mappings ``{"en": …, "fa": …}``.

    Parameters
    ----------
    title : the title per language
    focus : id of the city in the middle of attention, or ""
    on : the day shown, as ISO text
    cities : rows with ``id``, ``name`` and ``country`` (per language), ``latitude`` and
        ``longitude`` (degrees, or None); ``aliases`` (texts, optional) are found by the search.
        Those without a tie on the page are left out, except the focus.
    ties : one row for each **pair** of cities that a tie joins, with

        - ``id``: of the pair, unique on the page: the tie's id for its first pair, and the same
          with ``#2``, ``#3`` … behind it for further ones;
        - ``tie``: the tie's id; rows that share it are one tie: several lines in the picture,
          one row in the table, counted once. ``id`` if left out;
        - ``pair``: two ids of ``cities``; None for a tie without two such parties, which
          then stands in the table only;
        - what is the same in all rows of a tie: ``parties`` (ids), ``names`` (id to name per
          language, for parties that are no city on the page; optional), ``kind``, ``status`` (or
          None), ``certainty``, ``since`` (EDTF text or None), ``sources`` (ids),
          ``unanswered``, ``days_open``, ``labels`` (``kind``, ``status``, ``since``, each
          per language), ``channels`` and ``conflicts`` (sentences per language), and
          ``history``: rows with ``date``, ``what``, ``said_by``, ``source``,
          ``published`` and ``gist`` (per language), ``locator`` and ``url`` (texts or "").
    meta : what the header and footer name: ``id`` (content id), ``day``, ``counts``,
        ``licences`` and, if there is such a day, ``known_by`` (per language)
    known_by : the day of knowledge as ISO text, or ""
    texts : replaces words of `page_texts`, per language
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
        If a language is unknown, a tie names a city that is not among the cities,
        two rows share an id, the rows of one tie differ, or the page would lose
        a tie. All such faults are named at once.

    Examples
    --------
    >>> data = PageData(
    ...     title={"en": "Ties", "fa": "پیوندها"}, focus="", on="2026-01-01",
    ...     cities=[], ties=[], meta={"id": "none"},
    ... )
    >>> render_page(data).splitlines()[0]
    '<!doctype html>'
    """
    from jinja2 import DictLoader, Environment
    from pyvis.network import Network

    if language not in LANGUAGES:
        raise ValueError(f"no page in {language!r}; there are: {', '.join(LANGUAGES)}")
    rows = [{**row, "tie": row.get("tie") or row["id"]} for row in data.ties]
    drawn = [row for row in rows if row["pair"] is not None]
    cities = sorted(data.cities, key=lambda row: str(row["id"]))
    ties = _ties(rows, {str(city["id"]) for city in cities})

    # directed=True: an undirected pyvis network silently drops parallel ties.
    network = Network(directed=True, cdn_resources="in_line")
    wanted = {city for row in drawn for city in row["pair"]} | {data.focus}
    wanted |= {party for row in rows for party in row["parties"]}
    _add_cities(network, [city for city in cities if city["id"] in wanted])
    _add_lines(network, drawn)
    if len(network.edges) != len(drawn):
        raise ValueError(f"the page would hold {len(network.edges)} of {len(drawn)} lines")

    folder = resources.files("cityties.page")
    # Everything is escaped, other than in pyvis' own environment.
    environment = Environment(
        loader=DictLoader({"page": folder.joinpath("template.html").read_text("utf-8")}),
        autoescape=True,
    )
    network.templateEnv = environment
    network.path = "page"
    scripts = [_vis_network(), folder.joinpath("page.js").read_text("utf-8")]
    words = page_texts()
    environment.globals.update(
        language=language,
        title=data.title,
        style=folder.joinpath("page.css").read_text("utf-8"),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
        no_script=words[language]["no_script"],
        payload={
            "focus": data.focus,
            "on": data.on,
            "knownBy": data.known_by,
            "language": language,
            "title": dict(data.title),
            "texts": {code: {**words[code], **data.texts.get(code, {})} for code in LANGUAGES},
            "meta": dict(data.meta),
            "ties": ties,
            "order": _orders(),
            "world": [round(-equal_earth(pole, 0)[1] * SCALE) for pole in (90, -90)],
            "outline": world_outline(SCALE),
            "net": graticule(SCALE),
            "regions": _regions(),
        },
    )
    return str(network.generate_html("page.html"))


def _ties(rows: list[dict[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """Each tie once, without what belongs to its pairs; finds the faults of the rows."""
    faults: list[str] = []
    ties: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for row in rows:
        pair = row["pair"]
        missing = sorted(set(pair or ()) - known)
        if missing:
            faults.append(f"{row['id']}: no such city: {', '.join(missing)}")
        if pair is not None and len(set(pair)) != 2:
            faults.append(f"{row['id']}: a pair is two cities, not {list(pair)}")
        if row["id"] in seen:
            faults.append(f"{row['id']}: two rows have this id")
        seen.add(row["id"])
        tie = {key: value for key, value in row.items() if key not in ("id", "pair")}
        if ties.setdefault(row["tie"], tie) != tie:
            faults.append(f"{row['id']}: differs from another row of {row['tie']}")
    if faults:
        raise ValueError("; ".join(faults))
    return list(ties.values())


def _add_cities(network: Any, cities: list[Mapping[str, Any]]) -> None:
    """Add the cities at their place on the map, those without one in rows below."""
    spots: dict[str, tuple[float, float]] = {}
    for city in cities:
        if city["latitude"] is not None and city["longitude"] is not None:
            x, y = equal_earth(city["latitude"], city["longitude"])
            spots[city["id"]] = (round(x * SCALE, 1), round(-y * SCALE, 1))
    lost = [city["id"] for city in cities if city["id"] not in spots]
    xs = [x for x, _y in spots.values()] or [0.0]
    top = max((y for _x, y in spots.values()), default=0.0) + _ASIDE_BELOW
    middle = (min(xs) + max(xs)) / 2 - (min(len(lost), _ASIDE_ROW) - 1) * _ASIDE_STEP / 2
    located = set(spots)
    for number, lost_id in enumerate(lost):
        row, column = divmod(number, _ASIDE_ROW)
        spots[lost_id] = (
            round(middle + column * _ASIDE_STEP, 1),
            round(top + row * _ASIDE_BELOW / 2, 1),
        )
    for city in cities:
        x, y = spots[city["id"]]
        network.add_node(
            city["id"],
            label=city["name"].get("en", ""),
            names=dict(city["name"]),
            aliases=list(city.get("aliases", ())),
            country=dict(city["country"]),
            located=city["id"] in located,
            x=x,
            y=y,
        )


def _add_lines(network: Any, rows: list[dict[str, Any]]) -> None:
    """Add each pair as an edge of its own; those of one pair get a rank, to lie side by side."""
    among = Counter(tuple(sorted(row["pair"])) for row in rows)
    ranks: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        pair = tuple(sorted(row["pair"]))
        # Append, not add_edge: that scans the whole list for every edge.
        network.edges.append(
            {
                "id": row["id"],
                "tie": row["tie"],
                "from": pair[0],
                "to": pair[1],
                "rank": ranks[pair],
                "of": among[pair],
            }
        )
        ranks[pair] += 1


def _orders() -> dict[str, list[str]]:
    """The order of the codes in the legend; the place of a kind also gives its colour."""
    kinds = [kind for kind in CODES["kinds"] if kind in AGREEMENT_KINDS and kind != "agreement"]
    return {
        "kind": [*kinds, "agreement"],
        "status": list(CODES["statuses"]),
        "certainty": ["certain", "possible"],
    }


def _regions() -> list[dict[str, Any]]:
    """The names of continents and oceans with their places on the map."""
    regions = []
    for name, latitude, longitude in REGIONS:
        x, y = equal_earth(latitude, longitude)
        texts = {}
        for code in LANGUAGES:
            with in_language(code):
                texts[code] = _(name)
        regions.append({"name": texts, "x": round(x * SCALE), "y": round(-y * SCALE)})
    return regions


def _vis_network() -> str:
    """The text of vis-network, as pyvis installs it (MIT or Apache-2.0; its banner stays)."""
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = sorted(folder.glob("vis-9*/vis-network.min.js"), key=lambda path: path.parent.name)
    if not found:
        raise ValueError(f"pyvis brings no vis-network in {folder}")
    text = found[-1].read_text("utf-8")
    # These end a script, or hide its end: a later version might hold one.
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError(f"{found[-1]} cannot stand inside a page")
    return text


def _hash(script: str) -> str:
    """The hash of a script as a content security policy names it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def page_texts() -> dict[str, dict[str, str]]:
    """The page's own words, per language; ``{…}`` stands for what the page puts in.

    Examples
    --------
    >>> page_texts()["en"]["as_of"]
    'Ties as they stood on {day}'
    """
    texts = {}
    for code in LANGUAGES:
        with in_language(code):
            texts[code] = {
                "as_of": _("Ties as they stood on {day}"),
                "known_by": _("as known by {day}"),
                "map": _("Map"),
                "table": _("Table"),
                "evidence": _("Evidence"),
                "choose": _("Choose a city or a tie in the picture or in the table."),
                "search": _("Search a city"),
                "no_match": _("No city of that name on this page."),
                "no_such": _("This page has no such city or tie."),
                "partner": _("Partner"),
                "parties": _("Parties"),
                "country": _("Country"),
                "kind": _("Kind"),
                "status": _("Status"),
                "since": _("Since"),
                "certainty": _("Certainty"),
                "sources": _("Sources"),
                "said_by": _("Said by"),
                "source": _("Source"),
                "published": _("Published"),
                "channels": _("Channels"),
                "conflicts": _("Sources disagree"),
                "possible": _("possibly"),
                "certain": _("certain"),
                "not_said": _("not said"),
                "unanswered": _("days without an answer: {n}"),
                "not_located": _("Cities without coordinates"),
                "legend": _("Legend: tick to show"),
                "count": _("Ties shown: {n} of {all}"),
                "not_drawn": _("Only in the table, since a party is not a city of this page: {n}"),
                "unknown_date": _("date not said"),
                "nearer": _("Zoom in"),
                "farther": _("Zoom out"),
                "fit": _("Show all"),
                "how": _("How to read this page"),
                "how_text": _(
                    "Each line is a tie between cities, drawn as the claims of its sources are "
                    "read for the day above. Its colour tells the kind; a dashed line is a tie "
                    "that is not, not yet or not any more in force, a dotted one is only "
                    "possible. Choose a line to see who says so. News articles are entered by "
                    "hand, full lists of partners are rare: a tie that is missing here may well "
                    "exist."
                ),
                "how_map": _(
                    "The map is the Equal Earth projection, with a net of 30 degrees; coast "
                    "lines and borders are not drawn. A hollow dot is a city whose "
                    "coordinates are not known."
                ),
                "how_keys": _(
                    "Keys: / goes to the search, Escape clears the choice; in the map, the "
                    "arrow keys move and + and - zoom. Every tie of the map is in the table too."
                ),
                "snapshot": _("Content id"),
                "language": _OTHER_LANGUAGE[code],
                "colon": _(": "),
                "comma": _(", "),
                "link": _("open the source"),
                "close": _("Clear the choice"),
                "nothing": _("No tie is shown: tick a kind and a status."),
                "no_script": _(
                    "This page draws its map and its table with scripts, which are turned off."
                ),
            }
    return texts
