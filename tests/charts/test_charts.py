"""Charts: what they hold, that they are the same everywhere, and both directions."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cityties.charts import Bar, Interval, Line, Link, bars, distribution, intervals, lines, ways
from cityties.charts.drawing import GROUND, SHAPES
from cityties.charts.marks import DASHES
from cityties.charts.texts import ticks, wide
from cityties.errors import UsageError
from cityties.language.messages import in_language
from cityties.vocabulary.colours import KINDS, SERIES

SVG = "{http://www.w3.org/2000/svg}"


def _bars(**more: Any) -> str:
    rows = [
        Bar("Saint Petersburg", (("sister city", 30), ("friendship", 9)), mark=91),
        Bar("Kazan & Köln <x>", (("sister city", 20),), mark=21),
        Bar("no tie", ()),
    ]
    return bars(rows, title="Ties & cities", axis="ties", mark="claimed", note="Note.", **more)


def _intervals() -> str:
    rows = [
        Interval("Kazan", 0.409, 0.39, 0.42, group="EU"),
        Interval("Yerevan", 0.392, 0.36, 0.4, sure=False, group="other"),
        Interval("Porto", 0.31),
    ]
    return intervals(rows, title="Closeness", axis="closeness", unsure="not comparable")


def _lines() -> str:
    return lines(
        [
            Line("Isfahan", tuple((year, year - 1990, year - 1988) for year in range(1990, 2026))),
            Line("Freiburg", ((1990, None, None), (1995, 3, 3), (2000, None, 4), (2025, 5, 5))),
        ],
        title="Ties year by year",
        axis="ties",
        across="year",
        band="possible",
        steps=True,
    )


def _distribution() -> str:
    return distribution([(1, 4277), (2, 1900), (9, 300), (98, 1)], title="Partners", across="k")


def _ways() -> str:
    city, pact = ("sister city",), ("sister city", "memorandum")
    return ways(
        [
            [Link("Isfahan", "Havana", city), Link("Havana", "Glasgow", pact)],
            [Link("Isfahan", "Lahore", city), Link("Lahore", "Kraków & x", city),
             Link("Kraków & x", "Glasgow", city)],
        ],
        title="Shortest paths", subtitle="2 ties", note="Isfahan – Havana: a, b",
    )  # fmt: skip


MAKERS = pytest.mark.parametrize("make", [_bars, _intervals, _lines, _distribution, _ways])
BOTH = pytest.mark.parametrize("lang", ["en", "fa"])


def _texts(svg: str) -> list[str]:
    return [(one.text or "").strip("\u2067\u2069") for one in ET.fromstring(svg).iter(f"{SVG}text")]


def _places(svg: str, label: str) -> float:
    """Where a text stands, in pixels from the left."""
    for one in ET.fromstring(svg).iter(f"{SVG}text"):
        if label in (one.text or ""):
            return float(one.get("x", "nan"))
    raise AssertionError(f"no text {label}")


def _curves(svg: str) -> list[list[tuple[float, float]]]:
    """The points of each line, from where reading starts: mirrored back if Persian."""
    root = ET.fromstring(svg)
    made = []
    for one in root.iter(f"{SVG}polyline"):
        points = [tuple(map(float, point.split(","))) for point in one.get("points", "").split()]
        made.append([(760 - x if root.get("direction") else x, y) for x, y in points])
    return made


@MAKERS
@BOTH
def test_chart_is_one_file_that_asks_for_nothing(make: Callable[[], str], lang: str) -> None:
    with in_language(lang):
        svg = make()
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert svg.endswith("</svg>\n")
    # the name of the namespace is the only address
    assert re.findall(r"[a-z]+://[^\s\"<]*", svg) == ["http://www.w3.org/2000/svg"]
    for one in root.iter():
        assert one.tag not in {f"{SVG}script", f"{SVG}image", f"{SVG}style", f"{SVG}use"}
        assert not [key for key in one.attrib if key.endswith("href") or key.startswith("on")]


@MAKERS
@BOTH
def test_chart_says_what_it_shows(make: Callable[[], str], lang: str) -> None:
    with in_language(lang):
        root = ET.fromstring(make())
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert title.text
    assert told.text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    # nothing else is read out
    assert not [one for one in root.iter() if one is not root and "aria-label" in one.attrib]


@MAKERS
def test_same_rows_give_the_same_bytes(make: Callable[[], str]) -> None:
    assert make() == make()


def test_another_process_gives_the_same_bytes(repository: Path) -> None:
    script = (
        "import sys; from cityties.charts import *;"
        "rows = [Bar('Kazan', (('a', 26), ('b', 3), ('c', 4)))];"
        "sys.stdout.buffer.write(bars(rows, title='Ties').encode())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            env={"PYTHONPATH": str(repository / "graph"), "PYTHONHASHSEED": seed},
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert found == {bars([Bar("Kazan", (("a", 26), ("b", 3), ("c", 4)))], title="Ties")}


def test_texts_are_whole_and_escaped() -> None:
    texts = _texts(_bars(subtitle="In force, by kind"))
    wanted = "Ties & cities|In force, by kind|Saint Petersburg|Kazan & Köln <x>|39|20|0|ties"
    for one in [*wanted.split("|"), "claimed", "sister city", "friendship", "Note."]:
        assert one in texts, one


def test_persian_runs_from_right_to_left_with_its_digits() -> None:
    rows = [Bar("کازان", (("", 26),)), Bar("پورتو", (("", 8.5),))]
    english = bars(rows, title="Ties")
    with in_language("fa"):
        persian = bars(rows, title="پیوندها", note="(یادداشت).")
    assert _places(english, "کازان") < _places(english, "26")
    assert _places(persian, "کازان") > _places(persian, "۲۶")
    assert not [text for text in _texts(persian) if re.search("[0-9]", text)]
    assert "۸٫۵" in _texts(persian)
    # each text keeps its own direction, so that its full stop stands on the left
    assert "\u2067(یادداشت).\u2069" in persian
    assert "\u2067" not in english
    anchors = [
        next(one.get("text-anchor") for one in ET.fromstring(svg).iter(f"{SVG}text"))
        for svg in (english, persian)
    ]
    assert anchors == ["start", "end"], "the title begins at the margin"


def test_time_runs_from_right_to_left_too() -> None:
    series = [Line("x", ((1990, 1, 1), (2020, 5, 5)))]
    english = lines(series, title="t")
    with in_language("fa"):
        persian = lines(series, title="t")
    assert _places(english, "1990") < _places(english, "2020")
    assert _places(persian, "۱۹۹۰") > _places(persian, "۲۰۲۰")
    assert "۱٬۹۹۰" not in persian  # a year has no separator


def test_gaps_stay_gaps() -> None:
    points: tuple[tuple[float, float | None, float | None], ...] = (
        (2000, 1, 1), (2001, 2, 2), (2002, None, None), (2003, 3, 3), (2004, 4, 4),
    )  # fmt: skip
    whole = lines([Line("x", tuple(p for p in points if p[1] is not None))], title="t")
    broken = lines([Line("x", points)], title="t")

    assert [len(curve) for curve in _curves(whole)] == [4]
    assert [len(curve) for curve in _curves(broken)] == [2, 2]
    # The band has the same gap, and one more where its own bound is not known.
    banded: tuple[tuple[float, float | None, float | None], ...] = (
        (2000, 1, 2), (2001, 2, 3), (2002, None, 9), (2003, 3, 4), (2004, 4, None), (2005, 5, 6),
        (2006, 6, 7),
    )  # fmt: skip
    svg = lines([Line("x", banded)], title="t", band="possible")
    areas = [
        len(one.get("points", "").split())
        for one in ET.fromstring(svg).iter(f"{SVG}polygon")
        if one.get("fill-opacity") == "0.2"
    ]
    assert sorted(areas) == [2, 4, 4, 4], "the key, and three runs"


def test_a_lone_year_is_seen_among_many() -> None:
    many = tuple((float(year), 5.0, 5.0) for year in range(1900, 1990))
    points = (*many, (1990.0, None, None), (1995.0, 2.0, 2.0), (1996.0, None, None))
    for steps in (True, False):
        root = ET.fromstring(lines([Line("x", points)], title="t", steps=steps))
        assert len(list(root.iter(f"{SVG}circle"))) == 1


def test_a_value_holds_until_the_next_position_in_both_directions() -> None:
    series = [Line("x", ((2000, 1, 1), (2010, 3, 3), (2020, 2, 2)))]
    english = _curves(lines(series, title="t", steps=True))
    with in_language("fa"):
        persian = _curves(lines(series, title="t", steps=True))
    for (curve,) in (english, persian):
        (begin, one), (until, same), (jump, three) = curve[:3]
        assert one == same > three, "the first value runs on to 2010"
        assert begin < until == jump
        assert len(curve) == 5
        assert [x for x, _y in curve] == sorted(x for x, _y in curve)


def test_names_at_the_ends_do_not_lie_on_one_another() -> None:
    svg = lines(
        [Line(f"line {n}", ((0, 9, 9), (1, n / 100, n / 100))) for n in range(5)], title="t"
    )
    texts = list(ET.fromstring(svg).iter(f"{SVG}text"))
    at = [float(one.get("y", "")) for one in texts if (one.text or "").startswith("line ")]
    (zero,) = (float(one.get("y", "")) for one in texts if one.text == "0" and one.get("x") == "70")
    at.sort()
    assert len(at) == 5
    assert min(second - first for first, second in pairwise(at)) >= 15
    assert at[-1] <= zero, "the lowest name stands beside the plot"


def test_series_differ_in_more_than_colour() -> None:
    root = ET.fromstring(_lines())
    dashes = {one.get("stroke-dasharray") for one in root.iter(f"{SVG}polyline")}
    assert len(dashes) == 2
    assert len(set(SERIES)) == len(set(DASHES)) == len(set(SHAPES)) == len(SERIES)


def test_kinds_have_the_colours_of_the_page() -> None:
    rows = [Bar("x", (("action plan", 1), ("other", 2)))]
    svg = bars(rows, title="t", colours={"action plan": KINDS["action_plan"][0]})
    fills = [one.get("fill") for one in ET.fromstring(svg).iter(f"{SVG}rect")]
    assert fills == [GROUND, KINDS["action_plan"][0], SERIES[1]]


def test_hollow_dots_for_what_is_not_sure() -> None:
    root = ET.fromstring(_intervals())
    fills = [one.get("fill") for one in root.iter() if one.get("stroke-width") == "2"]
    # the key (two groups, the hollow dot), then the rows
    assert fills == [SERIES[0], SERIES[1], GROUND, SERIES[0], GROUND, SERIES[2]]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 26, [0, 5, 10, 15, 20, 25, 30]),
        (0, 3, [0, 1, 2, 3]),
        (0, 0, [0, 1]),
        (0.28, 0.42, [0.25, 0.3, 0.35, 0.4, 0.45]),
        (5, 5, [0, 1, 2, 3, 4, 5]),
        (-0.2, 0.4, [-0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4]),
        (0, 1e-7, [0, 2e-8, 4e-8, 6e-8, 8e-8, 1e-7]),
    ],
)
def test_ticks_are_round_and_hold_all_values(
    low: float, high: float, expected: list[float]
) -> None:
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    if expected[1] - expected[0] != 0.05:
        assert found == pytest.approx(expected)


def test_long_names_are_cut_and_long_notes_folded() -> None:
    rows = [Bar("A very long name of a city that nobody could ever read in a chart", (("", 1),))]
    svg = bars(rows, title="t", note="word " * 60)
    texts = _texts(svg)
    assert any(text.startswith("A very long") and text.endswith("…") for text in texts)
    assert sum(text.startswith("word") for text in texts) > 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: bars([], title="t"),
        lambda: intervals([], title="t"),
        lambda: lines([Line("x", ((1, None, None),))], title="t"),
        lambda: distribution([(0, 5)], title="t"),
    ],
)
def test_nothing_to_draw_is_said(make: Callable[[], str]) -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        make()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_what_cannot_be_drawn_is_said(value: float) -> None:
    with pytest.raises(UsageError, match="cannot show"):
        bars([Bar("x", (("", value),))], title="t")


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\ufffeb"])
def test_what_xml_cannot_hold_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="XML does not allow"):
        bars([Bar(text, (("", 1),))], title="Ties")


# --- what changed, and what is claimed ------------------------------------------------------


def _trend(**more: Any) -> str:
    points = tuple((year, max(0, year - 1999), max(0, year - 1999)) for year in range(1998, 2008))
    return lines([Line("Isfahan", points)], title="Partners", axis="partners", steps=True, **more)


def _circles(svg: str) -> list[tuple[float, float, str]]:
    return [(float(one.get("cx", "")), float(one.get("cy", "")), one.get("fill", ""))
            for one in ET.fromstring(svg).iter(f"{SVG}circle")]  # fmt: skip


@BOTH
def test_a_change_is_marked_at_its_step_and_named_before_it(lang: str) -> None:
    with in_language(lang):
        svg = _trend(changes=[(2004, 5, "+ Porto")])
    ((x, y, _fill),) = _circles(svg)
    (curve,) = _curves(svg)
    mark = 760 - x if lang == "fa" else x
    assert (mark, y) in [(round(at, 2), up) for at, up in curve], "on the line, where it rises"
    name = next(one for one in ET.fromstring(svg).iter(f"{SVG}text") if "+ Porto" in one.text)
    assert name.get("text-anchor") == ("start" if lang == "fa" else "end")
    gap = float(name.get("x", "")) - x
    assert 0 < (gap if lang == "fa" else -gap) < 10 and 0 < y - float(name.get("y", "")) < 60


def test_names_of_changes_do_not_cover_one_another_and_all_are_told() -> None:
    said = [(2000 + at, 1 + at, f"+ A city with a long name, number {at}") for at in range(8)]
    svg = _trend(changes=said)
    assert len(_circles(svg)) == 8, "each is marked"
    boxes = []
    for one in ET.fromstring(svg).iter(f"{SVG}text"):
        if (one.text or "").startswith("+ A"):
            x, y, size = (float(one.get(key, "")) for key in ("x", "y", "font-size"))
            boxes.append((x - wide(one.text or "", int(size)), x, y - 9, y + 2))
    assert 2 <= len(boxes) < 8, "where there is room"
    for number, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 60, "inside of the chart"
        for two in boxes[:number]:
            assert right <= two[0] or two[1] <= left or bottom <= two[2] or two[3] <= top
    told = ET.fromstring(svg).find(f"{SVG}desc")
    assert told is not None and all(name in (told.text or "") for _at, _value, name in said)


def test_claimed_numbers_are_hollow_dots_on_the_scale_of_the_line() -> None:
    svg = _trend(dots=[(2003, 4), (2003, 19), (2005, 6)], dots_name="as claimed by a source")
    key, *dots = _circles(svg)
    assert "as claimed by a source" in _texts(svg)
    assert {fill for _x, _y, fill in (key, *dots)} == {GROUND}
    (curve,) = _curves(svg)
    assert [(x, y) in curve for x, y, _fill in dots] == [True, False, True]
    assert dots[0][0] == dots[1][0] and dots[1][1] < dots[0][1]
    assert "20" in _texts(svg), "the scale goes up to what is claimed"
    assert not _circles(_trend(dots_name="as claimed by a source")), "no key without a dot"


def test_solar_years_are_written_where_the_gregorian_ones_end() -> None:
    gregorian, solar = _trend(), _trend(shift=621)
    assert _curves(gregorian) == _curves(solar)
    years = [text for text in _texts(solar) if text.startswith("13")]
    assert set(years) >= {"1378", "1384"} and not {"2000", "2005"} & set(_texts(solar))
    assert _places(solar, "1384") == _places(gregorian, "2005")


# --- ways ---------------------------------------------------------------------------------


@BOTH
def test_ways_part_and_meet_at_stops_that_are_drawn_once(lang: str) -> None:
    with in_language(lang):
        svg = _ways()
    stops = ["Isfahan", "Lahore", "Havana", "Kraków & x", "Glasgow"]
    assert sorted(one for one in _texts(svg) if one in stops) == sorted(stops)
    across = {stop: _places(svg, stop) for stop in stops}
    across = {stop: 760 - x if lang == "fa" else x for stop, x in across.items()}
    # Havana lies one step before the end, and its line passes the column of Kraków.
    assert across["Isfahan"] < across["Havana"] == across["Lahore"] < across["Kraków & x"]
    assert across["Kraków & x"] < across["Glasgow"]
    drawn = [line for line in _curves(svg) if line[-1][0] - line[0][0] > 40]
    assert len(drawn) == 6, "five steps, one of them with two ties"
    assert sorted(len(line) for line in drawn) == [2, 2, 2, 2, 3, 3]
    beside = [line for line in drawn if len(line) == 3]
    assert beside[0] != beside[1] and beside[0][0][0] == beside[1][0][0]


def test_a_line_by_a_stop_that_it_does_not_pass_keeps_off_it() -> None:
    root = ET.fromstring(_ways())
    dots = {
        (float(one.get("cx", "")), float(one.get("cy", ""))) for one in root.iter(f"{SVG}circle")
    }
    assert len(dots) == 5
    (column,) = {x for line in _curves(_ways()) if len(line) == 3 for x, _y in line[1:2]}
    bends = [y for line in _curves(_ways()) if len(line) == 3 for _x, y in line[1:2]]
    there = [y for x, y in dots if x == column]
    assert len(there) == 1 and all(abs(y - there[0]) > 30 for y in bends)


def test_the_key_of_ways_names_each_kind_with_its_colour_and_dashes() -> None:
    looks = {
        (one.get("stroke"), one.get("stroke-dasharray"))
        for one in ET.fromstring(_ways()).iter(f"{SVG}polyline")
    }
    assert looks == {(SERIES[0], None), (SERIES[1], " ".join(map(str, DASHES[1])))}
    top = [line for line in _curves(_ways()) if abs(line[1][0] - line[0][0] - 22) < 0.1]
    assert len(top) == 2, "a sample of each"
    texts = _texts(_ways())
    assert texts.count("sister city") == texts.count("memorandum") == 1


def test_no_way_is_no_chart() -> None:
    for none in ([], [[]]):
        with pytest.raises(UsageError, match="nothing to draw"):
            ways(none, title="x")
