"""Days, numbers, addresses and labels of the page's script."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from cityties.language.messages import in_language
from cityties.model.calendars import in_calendars
from cityties.page.texts import page_texts
from cityties.words.phrases import day_words

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

DAYS = ["2000-10-27", "1989-03-20", "1989-03-21", "2026-11-21", "2021-03-20", "1900-01-01"]
DAYS += [f"2010-{month:02}-03" for month in range(1, 13)]


@pytest.fixture
def block(make_block: Callable[..., Any]) -> Any:
    return make_block(texts=page_texts())


@pytest.mark.parametrize("language", ["en", "fa"])
def test_days_are_written_as_the_program_writes_them(
    js: Callable[..., Any], block: Any, language: str
) -> None:
    block["meta"]["language"] = language
    run = js("words.js", "dayWords", block=block)
    with in_language(language), in_calendars(block["meta"]["calendars"]):
        wanted = [day_words(datetime.date.fromisoformat(day)) for day in DAYS]
    assert run(f"{json.dumps(DAYS)}.map(tested.dayWords)") == wanted


def test_texts_may_be_words_or_one_string_or_a_number(js: Callable[..., Any], block: Any) -> None:
    block["words"] = [{"en": "one", "fa": "یک"}]
    run = js("words.js", "local", "fill", "digits", block=block)
    assert run("[0, 'plain', {en: 'two', fa: 'دو'}, null, undefined].map(tested.local)") == [
        "one", "plain", "two", "", "",
    ]  # fmt: skip
    assert run("tested.fill('count', {n: 3, all: 12})") == "Ties shown: 3 of 12"
    block["meta"]["language"] = "fa"
    run = js("words.js", "local", "fill", "digits", block=block)
    assert run("tested.local(0)") == "یک"
    assert "۱۲" in run("tested.fill('count', {n: 3, all: 12})")


ADDRESSES = [
    "", "#city=xian", "#tie=tie%2Fisfahan%2Bxian%2Fsister_city&view=network&on=2003-01-01",
    "#network=old-cities&known=2010-01-01&undated=no&absent=yes", "#kind=sister_city",
    "#no-status=ended", "#topic=-", "#kind=none", "#compare=xian,porto&lang=fa&theme=dark",
    "#city=porto&others=yes",
]  # fmt: skip


def test_addresses_there_and_back(js: Callable[..., Any], block: Any) -> None:
    run = js("state.js", "fromHash", "addressOf", "change", block=block)
    for address in ADDRESSES:
        found = run(
            f"(() => {{ const {{ said, unknown }} = tested.fromHash({address!r});"
            " tested.change(said, { address: false }); return [tested.addressOf(), unknown]; })()"
        )
        assert found == [address, []]


def test_what_an_address_does_not_mean_is_named(js: Callable[..., Any], block: Any) -> None:
    run = js("state.js", "fromHash", "addressOf", "change", block=block)
    found = run(
        "tested.fromHash('#city=atlantis&on=yesterday&view=globe&lang=qq&x=%E0%A4%A&tie=').unknown"
    )
    assert found == ["atlantis", "yesterday", "globe", "qq", "%E0%A4%A", "tie"] or len(found) == 6


def test_labels_lie_over_nothing(js: Callable[..., Any]) -> None:
    run = js("labels.js", "placeLabels")
    wanted = [
        {"key": n, "x": 40 + 37 * (n % 9), "y": 30 + 21 * (n // 9), "r": 4, "text": "x" * 9,
         "size": 12, "w": 60}
        for n in range(60)
    ]  # fmt: skip
    frame = "{wide: 400, high: 200, rtl: false}"
    placed = run(f"tested.placeLabels({json.dumps(wanted)}, {frame})")
    assert 5 < len(placed) < 60
    assert placed[0]["key"] == 0, "the most important one comes first"
    for number, one in enumerate(placed):
        assert one["x"] >= 0 and one["x"] + one["w"] <= 400
        for other in placed[number + 1 :]:
            assert (
                one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
                or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
            )  # fmt: skip
    alone = json.dumps([{**wanted[0], "x": 200, "y": 100, "lean": -1}])
    assert run(f"tested.placeLabels({alone}, {frame})")[0]["x"] < 200


def test_the_second_calendar_is_shown_where_it_is_in_use(
    js: Callable[..., Any], block: Any
) -> None:
    block["meta"]["calendars"] = ["gregorian"]
    run = js("words.js", "dayWords", block=block)
    assert run('tested.dayWords("2026-11-28")') == "28 November 2026"
