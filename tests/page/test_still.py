"""Still pictures without a browser, and the network of pyvis."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import cityties
from cityties.charts.texts import wide
from cityties.errors import UsageError
from cityties.language.messages import in_language
from cityties.vocabulary.colours import DASHES, KINDS

DAY = "2021-08-01"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def graph() -> Any:
    return cityties.open()


def names(root: ET.Element) -> Iterator[tuple[str, float, float, float, float]]:
    """The names on the picture, each with the box that it may take."""
    picture = root.find(f"{SVG}svg")
    assert picture is not None
    for one in picture.iter(f"{SVG}text"):
        size = int(one.attrib["font-size"])
        across = wide(one.text or "", size)
        x, y = float(one.attrib["x"]), float(one.attrib["y"])
        yield one.text or "", x - across / 2, y - size * 0.9, x + across / 2, y + size * 0.3


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("picture", ["map", "network"])
def test_every_tie_is_drawn_and_no_names_meet(graph: Any, picture: str, language: str) -> None:
    with in_language(language):
        drawing = graph.drawing("isfahan", on=DAY, picture=picture)
    root = ET.fromstring(drawing.svg)
    paths = [one for one in root.iter(f"{SVG}path") if "data-tie" in one.attrib]
    said = re.findall(r"[\d۰-۹]+", root.findtext(f"{SVG}desc") or "")
    digits = {int(one) for one in said}
    assert len({one.attrib["data-tie"] for one in paths}) in digits, "as many as it says"
    boxes = list(names(root))
    assert len(boxes) > 15
    for one, other in itertools.combinations(boxes, 2):
        apart = one[3] < other[1] or other[3] < one[1] or one[4] < other[2] or other[4] < one[2]
        assert apart, (one[0], other[0])
    wide_, high = float(root.attrib["width"]), float(root.attrib["height"])
    texts = list(root.findall(f"{SVG}text"))
    for one in texts:
        across = wide(one.text or "", int(one.attrib["font-size"]))
        x = float(one.attrib["x"])
        left = x - across if one.attrib["text-anchor"] == "end" else x
        assert left >= -1 and left + across * 0.9 <= wide_, one.text
        assert 0 < float(one.attrib["y"]) < high
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|url\(", drawing.svg)
    assert "Natural Earth" in drawing.svg or picture == "network"
    with in_language(language):
        assert graph.drawing("isfahan", on=DAY, picture=picture).svg == drawing.svg


def test_a_tie_that_is_suspended_on_a_channel_is_marked_and_named(graph: Any) -> None:
    freiburg = "tie/freiburg+isfahan/sister_city"

    def dashes(drawing: Any) -> dict[str, str]:
        paths = ET.fromstring(drawing.svg).iter(f"{SVG}path")
        return {
            one.attrib["data-tie"]: one.attrib.get("stroke-dasharray", "")
            for one in paths
            if "data-tie" in one.attrib
        }

    rows = graph.ties("isfahan", on="2026-01-01", channels="political", statuses="suspended")
    assert [row["tie"] for row in rows] == [freiburg]
    drawing = graph.drawing("isfahan", on="2026-01-01")
    partly = " ".join(map(str, DASHES["partly"]))
    assert [tie for tie, dash in dashes(drawing).items() if dash == partly] == [freiburg]
    assert "suspended in part" in drawing.svg
    before = graph.drawing("isfahan", on="2003-01-01")
    assert partly not in dashes(before).values()
    assert "suspended in part" not in before.svg


def test_from_right_to_left_texts_begin_on_the_right_and_the_map_stays(graph: Any) -> None:
    english = graph.drawing("isfahan", on=DAY).svg
    with in_language("fa"):
        persian = graph.drawing("isfahan", on=DAY).svg
    dots = [
        [(one.attrib["cx"], one.attrib["cy"]) for one in ET.fromstring(text).iter(f"{SVG}circle")]
        for text in (english, persian)
    ]
    assert sorted(dots[0]) == sorted(dots[1])
    anchors = {one.attrib["text-anchor"] for one in ET.fromstring(persian).findall(f"{SVG}text")}
    assert anchors == {"end"}


def test_the_network_is_more_than_a_star(graph: Any) -> None:
    root = ET.fromstring(graph.drawing("isfahan", on=DAY, picture="network").svg)
    ties = [one.attrib["data-tie"] for one in root.iter(f"{SVG}path") if "data-tie" in one.attrib]
    assert sum("isfahan" not in tie for tie in ties) > 60


def test_a_png_is_an_image(graph: Any) -> None:
    pytest.importorskip("resvg_py", reason="needs the extra png")
    made = graph.drawing("isfahan", on=DAY).png()
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(made[16:20], "big") == 2400


def test_a_fragment_for_another_page(graph: Any) -> None:
    drawing = graph.drawing("isfahan", on=DAY)
    text = drawing.figure("https://example.org/?a=1&b=<2>")
    root = ET.fromstring(text)
    assert root.tag == "figure" and root.attrib["dir"] == "ltr"
    assert "Ties of Isfahan" in text and "CC BY 4.0" in text
    assert 'href="https://example.org/?a=1&amp;b=&lt;2&gt;"' in text
    assert "<script" not in text and "href" not in drawing.figure()
    with pytest.raises(UsageError, match="not an address"):
        drawing.figure("javascript:alert(1)")


def test_mistakes_are_said(graph: Any) -> None:
    with pytest.raises(UsageError, match="choose one of: map, network"):
        graph.drawing("isfahan", picture="globe")
    with pytest.raises(UsageError, match="nothing to draw"):
        graph.drawing("paris", kinds="renewal")


def test_a_network_of_pyvis_that_can_be_changed(graph: Any) -> None:
    from pyvis.network import Network

    full = graph.to_networkx("isfahan", layer="ties", on=DAY)
    network = graph.to_pyvis("isfahan", on=DAY, height="400px")
    assert isinstance(network, Network)
    assert len(network.edges) == full.number_of_edges() > 20, "parallel ties are kept"
    assert {node["id"] for node in network.nodes} == set(full)
    assert {edge["color"] for edge in network.edges} <= {light for light, _dark in KINDS.values()}
    titles = [edge["title"] for edge in network.edges]
    assert any("since 14 January 2000" in title for title in titles)
    assert any("between" in title for title in titles), "dates in words, not as they are stored"
    assert not any(re.search(r"\[|\.\.|\d{4}-\d\d", title) for title in titles)
    edges = graph.to_pyvis("isfahan", on="2026-11-21").edges
    pairs = Counter(frozenset((edge["from"], edge["to"])) for edge in edges)
    assert max(pairs.values()) == 2, "Hangzhou: a memorandum and an announced sister-city tie"
    shapes = {(edge["from"], edge["to"], edge["smooth"]["roundness"]) for edge in edges}
    assert len(shapes) == len(edges), "two ties of two cities lie side by side"
    network.add_node("mine", label="Mine")
    network.add_edge("mine", "isfahan")
    html = network.generate_html()
    assert "Mine" in html and "400px" in html
    with in_language("fa"):
        assert graph.to_pyvis("isfahan", on=DAY).get_node("porto")["label"] == "پورتو"
    assert not any("href" in str(node["title"]) for node in network.nodes if "title" in node)


def test_a_title_never_turns_into_markup() -> None:
    from cityties.page.vis import _plain

    assert "href" not in _plain("<a href=javascript:alert(1)>")


def test_statuses_that_are_drawn_alike_share_a_sample(graph: Any) -> None:
    root = ET.fromstring(graph.drawing("isfahan", on=DAY).svg)
    samples = [(one.get("stroke"), one.get("stroke-dasharray"), one.get("stroke-opacity"))
               for one in root.findall(f"{SVG}path")]  # fmt: skip
    assert len(samples) == len(set(samples)) > 4
    said = [one.text or "" for one in root.findall(f"{SVG}text")]
    assert any("proposed, " in one for one in said) and "in force" in said


def test_what_is_not_yet_signed_is_fainter(graph: Any) -> None:
    drawn = ET.fromstring(graph.drawing("isfahan", on=DAY, statuses="in_force").svg)
    ahead = ET.fromstring(graph.drawing("isfahan", on=DAY, statuses="proposed").svg)
    opacities = [
        {
            one.attrib["stroke-opacity"]
            for one in root.iter(f"{SVG}path")
            if "data-tie" in one.attrib
        }
        for root in (drawn, ahead)
    ]
    assert opacities[0] and opacities[1] == {f"{float(one) * 0.6:.3g}" for one in opacities[0]}


def test_in_persian_a_font_with_latin_letters_too_comes_first(graph: Any) -> None:
    with in_language("fa"):
        persian = ET.fromstring(graph.drawing("isfahan", on=DAY).svg).attrib["font-family"]
    english = ET.fromstring(graph.drawing("isfahan", on=DAY).svg).attrib["font-family"]
    assert sorted(persian.split(", ")) == sorted(english.split(", "))
    order = [persian.index(one) for one in ("DejaVu Sans", "Noto Sans", "Noto Sans Arabic")]
    assert order == sorted(order)


def test_a_status_on_one_channel_chooses_the_whole_tie(graph: Any) -> None:
    drawing = graph.drawing("isfahan", on="2026-01-01", statuses="suspended")
    ties = re.findall(r'data-tie="([^"]+)"', drawing.svg)
    assert ties == ["tie/freiburg+isfahan/sister_city"]
    assert "suspended in part" in drawing.svg and "Not drawn" not in drawing.svg
