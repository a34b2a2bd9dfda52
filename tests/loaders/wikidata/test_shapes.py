"""Saved answers of any shape: used, left out and written down, or refused in one sentence."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from cityties.errors import CitytiesError, DataError
from cityties.loaders.wikidata.items import Collection, Statement
from cityties.loaders.wikidata.load import from_files
from cityties.loaders.wikidata.saved import read_saved
from cityties.loaders.wikidata.surprises import Surprises


def snak(value: Any) -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": value}}


MOMENT = {"time": "+2000-00-00T00:00:00Z", "precision": 9}
ENTITIES: dict[str, Any] = {
    "entities": {
        "Q1": {
            "id": "Q1",
            "labels": {"en": {"language": "en", "value": "Aville"}},
            "redirects": {"from": "Q9"},
            "claims": {
                "P190": [
                    {
                        "id": "Q1$a",
                        "rank": "normal",
                        "mainsnak": snak({"entity-type": "item", "id": "Q2"}),
                        "qualifiers": {
                            "P580": [snak({"time": "+2000-00-00T00:00:00Z", "precision": 9})]
                        },
                        "references": [{"snaks": {"P854": [snak("https://example.org/")]}}],
                    }
                ],
                "P1082": [{"id": "Q1$b", "mainsnak": snak({"amount": "+500"})}],
                "P625": [{"id": "Q1$c", "mainsnak": snak({"latitude": 1, "longitude": 2})}],
            },
        },
        "Q2": {"id": "Q2", "labels": {"en": {"value": "Btown"}}, "claims": []},
    }
}
ITEM = "http://www.wikidata.org/entity/"
RESULTS: dict[str, Any] = {
    "head": {"vars": ["item", "partner", "itemLabel", "population", "start"]},
    "results": {
        "bindings": [
            {
                "item": {"type": "uri", "value": f"{ITEM}Q1"},
                "partner": {"type": "uri", "value": f"{ITEM}Q2"},
                "itemLabel": {"type": "literal", "value": "Aville", "xml:lang": "en"},
                "population": {"type": "literal", "value": "500"},
                "start": {"type": "literal", "value": "2000-01-01T00:00:00Z"},
            }
        ]
    },
}
ODD = (
    None, 5, 1.5, True, "x", "", [], {}, [None], [[]], {"x": None}, "9" * 5000, 10**300, -1,
    "\ud800", "Q1", {"value": 5}, float("inf"), ["x"], "Q" + "9" * 50, "\x1b[2J",
)  # fmt: skip


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each part of some JSON."""
    parts = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(more for key, part in parts for more in paths(part, (*path, key)))]


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    made = deepcopy(document)
    node = made
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return made


@pytest.mark.parametrize("name", ["entities", "results"])
def test_any_part_may_be_anything(tmp_path: Path, name: str) -> None:
    document = ENTITIES if name == "entities" else RESULTS
    file = tmp_path / "saved.json"
    tried = refused = 0
    for path in paths(document):
        for value in ODD:
            file.write_text(json.dumps(changed(document, path, value)), encoding="utf-8")
            tried += 1
            try:
                from_files([file], date="2020")
            except CitytiesError as error:
                refused += 1
                assert str(error)
    assert tried > 500
    assert 0 < refused < tried


@pytest.mark.parametrize("value", [None, 5, "x", {}, {"a": 1}])
def test_a_property_that_is_no_list_names_file_and_item(tmp_path: Path, value: Any) -> None:
    file = tmp_path / "saved.json"
    document = changed(ENTITIES, ("entities", "Q1", "claims", "P190"), value)
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        from_files([file], date="2020")
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert (problem.code, problem.column) == ("not-an-item", "Q1")
    assert str(file) in str(problem)


def test_a_statement_that_cannot_be_read_is_written_down(tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    file.write_text(json.dumps(changed(ENTITIES, ("entities", "Q1", "claims", "P1082", 0), 5)))
    fetched = from_files([file], date="2020")
    assert fetched.surprises.ids("unreadable-row") == ("Q1",)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"a":' * 200_000,
        "9" * 5000,
        '{"a": ' + "9" * 5000 + "}",
        '"\\ud800"',
        "nul",
        "",
    ],
)
def test_json_that_is_none_or_too_much(tmp_path: Path, text: str) -> None:
    file = tmp_path / "saved.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_saved(file, Collection(), Surprises())
    assert len(caught.value.problems) == 1


def test_any_number_of_statements_of_one_item() -> None:
    item = Collection().item("Q1")
    for number in range(200_000):
        item.add(Statement(f"Q1${number}", "Q1", "P190", value="Q2"))
        item.add(Statement(f"Q1${number}", "Q1", "P190", value="Q3"))
    assert len(item.statements["P190"]) == 200_000
