"""Charts: what they hold, that they are the same everywhere, and both directions."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from cityties import charts
from cityties.charts import Bar, Interval, Line, bars, distribution, intervals, lines
from cityties.errors import CitytiesError, UsageError
from cityties.messages import in_language

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


MAKERS = pytest.mark.parametrize("make", [_bars, _intervals, _lines, _distribution])
BOTH = pytest.mark.parametrize("lang", ["en", "fa"])


def _texts(svg: str) -> list[str]:
    return [(one.text or "").strip("\u2067\u2069") for one in ET.fromstring(svg).iter(f"{SVG}text")]


def _places(svg: str, label: str) -> float:
    """Where a text stands, in pixels from the left of the plot."""
    for one in ET.fromstring(svg).iter(f"{SVG}text"):
        if label in (one.text or ""):
            found = re.search(r"translate\((-?[\d.]+)", one.get("transform", ""))
            assert found
            return float(found.group(1))
    raise AssertionError(f"no text {label}")


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


def test_bytes_do_not_depend_on_the_fonts_of_the_machine() -> None:
    # A process that finds no font gives the same text as one that finds many.
    script = (
        "import sys; from cityties.charts import *;"
        "sys.stdout.buffer.write(bars([Bar('Kazan', (('', 26),))], title='Ties').encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        env={"HOME": "/nowhere", "FONTCONFIG_FILE": "/nowhere", "XDG_DATA_DIRS": "/nowhere"},
    )
    assert done.stdout.decode() == bars([Bar("Kazan", (("", 26),))], title="Ties")


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
    assert _places(english, "کازان") < 0 < _places(english, "26")
    assert _places(persian, "کازان") > _places(persian, "۲۶")
    assert not [text for text in _texts(persian) if re.search("[0-9]", text)]
    assert "۸٫۵" in _texts(persian)
    # each text keeps its own direction, so that its full stop stands on the left
    assert "\u2067(یادداشت).\u2069" in persian
    assert "\u2067" not in english


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

    def strokes(svg: str) -> int:
        return len(
            [
                one
                for one in ET.fromstring(svg).iter(f"{SVG}path")
                if one.get("stroke-width") == "2.2"
            ]
        )

    assert (strokes(whole), strokes(broken)) == (1, 2)


def test_names_at_the_ends_do_not_lie_on_one_another() -> None:
    svg = lines(
        [Line(f"line {n}", ((0, 1, 1), (1, 5 + n / 100, 5 + n / 100))) for n in range(5)], title="t"
    )
    at = []
    for one in ET.fromstring(svg).iter(f"{SVG}text"):
        if (one.text or "").startswith("line "):
            found = re.search(r",(-?[\d.]+)\)", one.get("transform", ""))
            assert found
            at.append(float(found.group(1)))
    at.sort()
    assert len(at) == 5
    assert min(second - first for first, second in pairwise(at)) >= 15
    assert at[-1] <= charts._PLOT + 5


def test_series_differ_in_more_than_colour() -> None:
    root = ET.fromstring(_lines())
    dashes = {
        one.get("stroke-dasharray")
        for one in root.iter(f"{SVG}path")
        if one.get("stroke-width") == "2.2"
    }
    assert len(dashes) == 2
    assert len({charts.DASHES[n] for n in range(len(charts.COLOURS))}) == len(charts.COLOURS)
    assert len(charts.SHAPES) == len(charts.COLOURS)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [*charts.COLOURS, charts.INK, charts.FAINT])
def test_colours_stand_out_from_the_ground(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


def test_hollow_dots_for_what_is_not_sure() -> None:
    root = ET.fromstring(_intervals())
    fills = [one.get("fill") for one in root.iter(f"{SVG}path") if one.get("stroke-width") == "2"]
    assert fills.count(charts.GROUND) >= 2  # the dot, and the one of the key
    assert charts.COLOURS[0] in fills


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
    found = charts._ticks(low, high)
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


def test_without_the_renderer_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CitytiesError, match=r"pip install .*\[charts\]"):
        _bars()
