"""A service that fails half-way: what came is kept, and what is missing is said and asked later."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cityties.loaders.wikidata import client as client_module
from cityties.loaders.wikidata.client import ServiceError
from cityties.loaders.wikidata.collect import FACTS, LISTS, NAMES
from cityties.loaders.wikidata.load import Fetched, fetch
from cityties.model.folder import LOADING

TRACE = (
    b'{"head": {"vars": ["item"]}, "results": {"bindings": [ {"item": {"type": "uri", "value": '
    b'"SPARQL-QUERY: queryStr=SELECT\njava.util.concurrent.TimeoutException\n\tat java.util'
)
HTML = b"<html>Please set a user-agent</html>"
ITEMS = [f"Q{number}" for number in range(1, 9)]


def entity(qid: str) -> dict[str, str]:
    return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}


def text(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value, "xml:lang": "en"}


@dataclass
class World:
    """A small Wikidata: eight cities of one country, each with a twin town of its own.

    ``trouble`` may answer a query before the world does.
    """

    trouble: Callable[[str, list[str], int], Any] = lambda _kind, _items, _time: None
    times: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def kind_of(self, query: str) -> str:
        if "GROUP BY ?country" in query:
            return "countries"
        if "VALUES ?item" not in query:
            return "items"
        return LISTS if 'BIND("P190"' in query else NAMES if "rdfs:label" in query else FACTS

    def rows(self, kind: str, query: str, items: list[str]) -> list[dict[str, Any]]:
        if kind == "countries":
            return [{"country": entity("Q794")}]
        if kind == "items":
            page = re.search(r"LIMIT (\d+) OFFSET (\d+)", query)
            first, size = (int(page[2]), int(page[1])) if page else (0, 99)
            found = ITEMS[first : first + size] if "Q794" in query else []
            return [{"item": entity(each)} for each in found]
        if kind == LISTS:
            return [
                {
                    "item": entity(each),
                    "property": text("P190"),
                    "statement": entity(f"statement/{each}-s"),
                    "value": entity(f"Q10{each[1:]}"),
                }
                for each in items
            ]
        if kind == NAMES:
            return [
                {"item": entity(each), "property": text("label"), "value": text(f"City {each}")}
                for each in items
            ]
        return []


@pytest.fixture
def world(rude_server: Any, reply: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made = World()

    def answer(query: str) -> Any:
        values = re.search(r"VALUES \?item \{ ([^}]*) \}", query)
        items = re.findall(r"wd:(Q\d+)", values[1]) if values else []
        kind = made.kind_of(query)
        made.asked.append((kind, items))
        made.times[kind] = made.times.get(kind, 0) + 1
        trouble = made.trouble(kind, items, made.times[kind])
        if trouble is not None:
            return trouble
        content = {"head": {"vars": []}, "results": {"bindings": made.rows(kind, query, items)}}
        return reply(body=json.dumps(content).encode())

    rude_server.answer = answer
    made.address = rude_server.address  # type: ignore[attr-defined]
    made.reply = reply  # type: ignore[attr-defined]
    monkeypatch.setattr(client_module, "_BACK_OFF", 0.001)
    yield made


def run(world: Any, cache: Path | None = None, **more: Any) -> Fetched:
    return fetch(world.address, cache=cache, keep=False, pause=0, batch=4, **more)


def pairs(found: Fetched) -> set[str]:
    return {claim.said_by for claim in found.made.tables.claims if claim.type == "tie"}


def test_a_good_service_leaves_nothing_missing(world: Any) -> None:
    found = run(world)
    assert not found.missing
    assert found.missing.lines() == []
    assert pairs(found) == {each.lower() for each in ITEMS}


@pytest.mark.parametrize("kind", ["countries", "items", LISTS, NAMES, FACTS])
@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "headers": {"Retry-After": "0"}},
        {"status": 500, "body": b"oops"},
        {"status": 500, "body": b"java.util.concurrent.TimeoutException"},
        {"status": 504},
        {"body": TRACE},
        {"body": HTML},
        {"body": b'{"head": {"vars": ["item"]}, "results": {"bind'},
        {"body": b'{"head": {"vars": ["item"]}, "results": {"bind', "cut": 60},
        {"body": b'{"exception": "busy"}'},
    ],
    ids=lambda each: f"{each.get('status', 200)} {each.get('body', b'')[:9]!r}",
)
def test_a_fault_that_passes_costs_nothing(world: Any, kind: str, trouble: dict[str, Any]) -> None:
    """Whatever is asked for: once or twice wrong, then right."""
    world.trouble = lambda asked, _items, time: (
        world.reply(**trouble) if asked == kind and time <= 2 else None
    )
    found = run(world)
    assert not found.missing
    assert pairs(found) == {each.lower() for each in ITEMS}
    assert all(place.note == "" for place in found.made.tables.places)


@pytest.mark.parametrize("body", [TRACE, HTML])
def test_one_item_that_is_never_answered_is_left_out_and_said(world: Any, body: bytes) -> None:
    world.trouble = lambda kind, items, _time: (
        world.reply(body=body) if kind == LISTS and "Q3" in items else None
    )
    said: list[str] = []
    found = run(world, say=said.append)
    assert pairs(found) == {each.lower() for each in ITEMS} - {"q3"}
    assert found.missing.items == ("Q3",)
    assert any("Q3" in line for line in found.missing.lines())
    assert any("retrying with half" in line for line in said)
    loading = json.loads(found.files[LOADING])["findings"]["not-answered"]
    assert loading["count"] == 1
    assert loading["lines"][0]["value"] == f"Q3: {LISTS}"


def test_a_run_with_something_missing_asks_only_for_that_the_next_time(
    world: Any, tmp_path: Path
) -> None:
    world.trouble = lambda kind, items, _time: (
        world.reply(body=TRACE) if kind == LISTS and "Q3" in items else None
    )
    assert run(world, tmp_path).missing
    world.trouble = lambda _kind, _items, _time: None
    world.asked.clear()
    found = run(world, tmp_path)
    assert not found.missing
    assert pairs(found) == {each.lower() for each in ITEMS}
    lists = [items for kind, items in world.asked if kind == LISTS]
    assert lists == [["Q1", "Q2", "Q3", "Q4"]]


def test_a_service_that_goes_away_leaves_what_it_gave(world: Any) -> None:
    """After the first lists nothing but refusals: they are kept, the rest is missing."""
    world.trouble = lambda kind, _items, time: (
        world.reply(status=403, body=b"banned") if (kind, time) > (LISTS, 1) else None
    )
    found = run(world)
    assert pairs(found) == {"q1", "q2", "q3", "q4"}
    assert found.missing.asked[LISTS] == ["Q5", "Q6", "Q7", "Q8"]
    assert "banned" in found.missing.reason
    assert set(found.missing.asked[NAMES]) >= {"Q1", "Q101"}
    assert any("banned" in line for line in found.missing.lines())


def test_a_ban_that_is_too_long_to_wait_for_keeps_what_came(world: Any) -> None:
    world.trouble = lambda kind, _items, _time: (
        world.reply(status=429, headers={"Retry-After": "86400"}) if kind == NAMES else None
    )
    found = run(world)
    assert pairs(found) == {each.lower() for each in ITEMS}
    assert "asks for a pause" in found.missing.reason


def test_a_service_that_is_down_is_not_asked_for_every_item(world: Any) -> None:
    world.trouble = lambda kind, _items, _time: world.reply(status=504) if kind == NAMES else None
    found = run(world)
    assert set(found.missing.asked) == {NAMES, FACTS}
    assert found.missing.reason
    assert world.times[NAMES] <= 3 * 5 + 5  # five items three times, and the halves above them
    assert FACTS not in world.times


def test_a_service_that_never_answers_well_is_an_error(world: Any) -> None:
    world.trouble = lambda kind, _items, _time: world.reply(body=HTML) if kind == LISTS else None
    with pytest.raises(ServiceError, match="a web page"):
        run(world)


def test_a_country_is_asked_page_by_page(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cityties.loaders.wikidata import collect

    monkeypatch.setattr(collect, "_PAGES", (5, 3))
    world.trouble = lambda kind, _items, time: (
        world.reply(status=504) if kind == "items" and time <= 4 else None
    )
    found = run(world, countries=["Q794"])
    assert not found.missing
    assert pairs(found) == {each.lower() for each in ITEMS}
    assert world.times["items"] == 4 + 3  # three pages of three


def test_a_country_without_an_answer_is_left_out(world: Any) -> None:
    rows = world.rows

    def some(kind: str, query: str, items: list[str]) -> list[dict[str, Any]]:
        if kind == "countries":
            return [{"country": entity("Q183")}, {"country": entity("Q794")}]
        return rows(kind, query, items)

    world.rows = some
    world.trouble = lambda kind, _items, time: (
        world.reply(body=TRACE) if kind == "items" and time <= 6 else None
    )
    found = run(world)
    assert found.missing.countries == ["Q183"]
    assert pairs(found) == {each.lower() for each in ITEMS}
    assert any("Q183" in line for line in found.missing.lines())
