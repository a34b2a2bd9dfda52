"""The page's data block against its JSON Schema."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import cityties
from cityties.page import PageOptions, page_block, page_schema

Row = dict[str, Any]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(page_schema())
    return Draft202012Validator(page_schema())


@pytest.fixture(scope="module")
def make() -> Callable[..., Row]:
    graph = cityties.open()

    def block(focus: str = "isfahan", **options: Any) -> Row:
        chosen = PageOptions(**{"on": graph.data_day, "focus": focus, **options})
        return page_block(
            graph.readings(chosen.known_by), graph.tables, chosen,
            name=graph.name, label=graph.label, content_id=graph.id,
        )  # fmt: skip

    return block


def _faults(validator: Draft202012Validator, block: Row) -> list[str]:
    # As the browser reads it: a tuple or a date would not be seen otherwise.
    read = json.loads(json.dumps(block))
    assert read == block
    return [f"{fault.json_path}: {fault.message[:200]}" for fault in validator.iter_errors(read)]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"focus": ""},
        {"steps": 1, "history": False, "land": False, "language": "fa"},
        {"known_by": datetime.date(2007, 10, 12), "on": datetime.date(2000, 1, 1)},
        {"kinds": frozenset({"sister_city"}), "statuses": frozenset({"in_force", "proposed"})},
        {"focus": "", "kinds": frozenset({"renewal"})},
    ],
)
def test_blocks_fit_the_schema(
    validator: Draft202012Validator, make: Callable[..., Row], options: Row
) -> None:
    assert _faults(validator, make(**options)) == []


@pytest.mark.parametrize("focus", ["", "isfahan"])
def test_a_packed_block_fits_the_schema(
    validator: Draft202012Validator,
    make: Callable[..., Row],
    focus: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cityties.page.data.FULL", 10)
    monkeypatch.setattr("cityties.page.data.COARSE", 10)
    assert _faults(validator, make(focus)) == []


def test_the_sample_of_the_other_tests_fits_the_schema(
    validator: Draft202012Validator, make_block: Callable[..., Row]
) -> None:
    assert _faults(validator, json.loads(json.dumps(make_block()))) == []


def _drop(*path: str | int) -> Callable[[Row], None]:
    def change(block: Row) -> None:
        part: Any = block
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]

    return change


def _put(value: Any, *path: str | int) -> Callable[[Row], None]:
    def change(block: Row) -> None:
        part: Any = block
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _drop("sources"),
        _drop("ties", 0, "parties"),
        _put("2001", "meta", "on"),
        _put("1", "cities", 0, "at"),
        _put([1, 2, 3], "cities", 0, "net"),
        _put(-1, "ties", 0, "step"),
        _put("a wish", "meta", "renderer"),
        _put({"de": "Stadt"}, "cities", 0, "name"),
        _put("more", "something else"),
    ],
)
def test_the_schema_sees_what_is_wrong(
    validator: Draft202012Validator, make: Callable[..., Row], change: Callable[[Row], None]
) -> None:
    block = copy.deepcopy(make(steps=1))
    change(block)
    assert _faults(validator, block)


def test_indices_point_into_their_lists(
    make: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityties.page.data.FULL", 1000)  # the lists as they are, not packed
    block = make("")
    sources, words = len(block["sources"]), len(block["words"])
    for tie in block["ties"]:
        for line in tie["history"]:
            assert line["source"] < sources
            assert not isinstance(line["what"], int) or line["what"] < words
    for line in block["lines"]:
        assert line["from"] < line["to"] < len(block["cities"])
        assert line["tie"] < len(block["ties"])
    for city in block["cities"]:
        assert city["country"] is None or city["country"] < len(block["countries"])
        assert all(network < len(block["networks"]) for network in city.get("networks", ()))
    codes = {key: {entry["code"] for entry in found} for key, found in block["codes"].items()}
    for tie in block["ties"]:
        assert tie["kind"] in codes["kind"]
        assert set(tie.get("topics", ())) <= codes["topic"]
        for version in tie["readings"]:
            for period in version["periods"]:
                assert period["status"] in codes["status"]
                assert period["channel"] in codes["channel"]
