"""The ties as a network of pyvis, for those who work with pyvis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cityties.language.messages import _, language
from cityties.page.geography import SCALE, equal_earth
from cityties.page.words import Namer
from cityties.vocabulary.colours import DASHES, KINDS, PAGE, STATUS_DASHES
from cityties.words.bounds import date_words

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network

_LOST = 420  # between two cities without coordinates


def pyvis_network(
    graph: nx.MultiGraph[Any],
    *,
    name: Namer,
    label: Namer,
    focus: str = "",
    height: str = "720px",
    width: str = "100%",
    notebook: bool = False,
) -> Network:
    """A network of pyvis with an edge for each tie.

    Parameters
    ----------
    graph : the full graph: ``CityGraph.to_networkx(layer="ties")``; it is not changed
    name, label : the name of a place, of a code, in a language
    focus : id of the city that stands out, or blank
    height, width, notebook : as of pyvis
    """
    from pyvis.network import Network

    said = language()
    # directed: an undirected network of pyvis drops the second tie between two cities.
    network = Network(
        height=height, width=width, directed=True, notebook=notebook, cdn_resources="in_line"
    )
    network.toggle_physics(False)
    lost = 0
    for place, data in graph.nodes(data=True):
        if data.get("latitude") is None or data.get("longitude") is None:
            x, y = float(_LOST * lost), 1.4 * SCALE  # in a row below the map
            lost += 1
        else:
            x, y = equal_earth(data["latitude"], data["longitude"])
            x, y = x * SCALE, -y * SCALE
        shown = name(place, said)
        network.add_node(
            place,
            label=shown,
            title=_plain(shown),
            x=round(x),
            y=round(y),
            size=14 if place == focus else 8,
            color=PAGE["accent" if place == focus else "ink"][0],
            shape="dot",
            country=data.get("country", ""),
        )
    between: Counter[frozenset[str]] = Counter()
    for one, other, data in graph.edges(data=True):
        between[frozenset((one, other))] += 1
        beside = between[frozenset((one, other))] - 1  # the second tie of two cities, the third …
        words = [label(data["kind"], said)]
        if data.get("status"):
            words.append(label(data["status"], said))
        if data["certainty"] == "possible":
            words[-1] = _("possibly {status}").format(status=words[-1])
        if data.get("since"):
            words.append(_("since {date}").format(date=date_words(data["since"])))
        dash = (
            DASHES["possible"]
            if data["certainty"] == "possible"
            else DASHES[STATUS_DASHES[data["status"]] if data.get("status") else "waiting"]
        )
        # Appended: pyvis looks through all its edges for each new one.
        network.edges.append(
            {
                "from": one,
                "to": other,
                "title": _plain(f"{name(one, said)} – {name(other, said)}: {', '.join(words)}"),
                "color": KINDS[data["kind"]][0],
                "dashes": list(dash) or False,
                "width": 2,
                "arrows": "",
                "smooth": {"enabled": beside > 0, "type": "curvedCW", "roundness": 0.15 * beside},
                **{key: data.get(key, "") for key in ("tie", "kind", "status", "sources")},
            }
        )
    return network


def _plain(text: str) -> str:
    """A text that pyvis shows as text.

    As soon as one title of a network holds the letters ``href``, pyvis shows all titles as
    markup, scripts too: they are parted by a sign that nobody sees.
    """
    return text.replace("href", "h\N{ZERO WIDTH NON-JOINER}ref")
