"""Items in their own JSON form, and answers that somebody saved."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.base import resources
from cityties.errors import CitytiesError, DataError, NotFoundError
from cityties.loaders.tables import load_folder
from cityties.loaders.wikidata import queries
from cityties.loaders.wikidata.client import Client
from cityties.loaders.wikidata.facts import read_point
from cityties.loaders.wikidata.items import Collection
from cityties.loaders.wikidata.load import Fetched, from_files
from cityties.loaders.wikidata.saved import read_saved
from cityties.loaders.wikidata.surprises import Surprises
from cityties.reading import read_tables, tie_rows

Answer = Callable[..., bytes]


def load(*paths: Path, date: str = "2020-06", **more: Any) -> Fetched:
    return from_files(paths, date=date, **more)


def time(text: str, precision: int) -> dict[str, Any]:
    calendar = "http://www.wikidata.org/entity/Q1985727"
    value = {"time": text, "precision": precision, "calendarmodel": calendar}
    return {"snaktype": "value", "datavalue": {"value": value, "type": "time"}}


def statement(number: int, value: Any, rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    snak: dict[str, Any] = {"snaktype": "value", "datavalue": {"value": value}}
    if value in ("somevalue", "novalue"):
        snak = {"snaktype": value}
    return {
        "mainsnak": snak,
        "id": f"Q9005${number}",
        "rank": rank,
        "qualifiers": {name: [snak] for name, snak in qualifiers.items()},
    }


def item(qid: str) -> dict[str, Any]:
    return {"entity-type": "item", "numeric-id": int(qid[1:]), "id": qid}


@pytest.fixture
def entity() -> dict[str, Any]:
    return {
        "id": "Q9005",
        "labels": {"en": {"language": "en", "value": "Neustadt"}},
        "claims": {
            "P190": [
                statement(1, item("Q1"), P580=time("+1995-02-18T00:00:00Z", 11)),
                statement(2, item("Q2"), "deprecated"),
                statement(3, "somevalue"),
                statement(4, {"entity-type": "item", "numeric-id": 3}),
                statement(5, item("Q4"), P582=time("+2019-04-00T00:00:00Z", 10)),
            ],
            "P17": [statement(6, item("Q183"))],
            "P625": [statement(7, {"latitude": 50.5, "longitude": 11.5, "globe": None})],
            "P1082": [statement(8, {"amount": "+1200", "unit": "1"})],
        },
    }


def test_an_item_in_its_json_form(entity: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "Q9005.json"
    file.write_text(json.dumps({"entities": {"Q9005": entity}}), encoding="utf-8")
    found = load(file)
    claims = {each.id: each for each in found.made.tables.claims}
    assert sorted(claims) == [
        "c-wikidata-2020-06_q9005_q1",
        "c-wikidata-2020-06_q9005_q1_since",
        "c-wikidata-2020-06_q9005_q3",
        "c-wikidata-2020-06_q9005_q4",
        "c-wikidata-2020-06_q9005_q4_until",
    ]
    assert claims["c-wikidata-2020-06_q9005_q1_since"].when.text == "1995-02-18"  # type: ignore[union-attr]
    assert claims["c-wikidata-2020-06_q9005_q4_until"].when.text == "2019-04"  # type: ignore[union-attr]
    place = next(row for row in found.made.tables.places if row.id == "q9005")
    assert (place.latitude, place.longitude, place.population) == (50.5, 11.5, 1200)
    assert found.surprises.count("deprecated") == 1
    assert found.surprises.count("unknown-partner") == 1


def test_a_bare_entity_and_a_list_say_the_same(entity: dict[str, Any], tmp_path: Path) -> None:
    wanted = None
    for content in (entity, [entity], {"entities": {"Q9005": entity}, "success": 1}):
        file = tmp_path / "it.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        claims = load(file).made.tables.claims
        wanted = wanted or claims
        assert claims == wanted


def dated(start: str = "", end: str = "", precision: int = 9) -> dict[str, Any]:
    """Qualifiers; ``?``: said to be unknown, ``-``: said to be none."""
    kinds = {"?": {"snaktype": "somevalue"}, "-": {"snaktype": "novalue"}}
    return {
        name: kinds.get(text) or time(text, precision)
        for name, text in (("P580", start), ("P582", end))
        if text
    }


@pytest.mark.parametrize(
    ("qualifiers", "on", "expected"),
    [
        # The day of the data is May 2024. A start alone: in force, by the item's word, today.
        (dated("+1998-05-12T00:00:00Z", precision=11), "2024-06-01",
         ("in_force", "certain", [], "1998-05-12", "attested", "2024-05", "unknown")),
        (dated("+1998-00-00T00:00:00Z", "-"), "2024-06-01",
         ("in_force", "certain", [], "1998", "attested", "2024-05", "unknown")),
        (dated("?"), "2024-06-01",
         ("in_force", "certain", [], "[..2024-05]", "attested", "2024-05", "unknown")),
        # An end "2024" is not over in May.
        (dated("+1990-00-00T00:00:00Z", "+2024-00-00T00:00:00Z"), "2024-05-31",
         ("in_force", "possible", ["ended"], "1990", "attested", "1990", "unknown")),
        (dated("+1990-00-00T00:00:00Z", "+2024-00-00T00:00:00Z"), "2024-12-31",
         ("ended", "certain", [], "2024", None, None, "unknown")),
        (dated("", "+2022-03-00T00:00:00Z", 10), "2024-06-01",
         ("ended", "certain", [], "2022-03", None, None, "unknown")),
        (dated("", "?"), "2024-06-01",
         ("ended", "certain", [], "[..2024-05]", None, None, "unknown")),
        (dated("", "+2030-00-00T00:00:00Z"), "2024-06-01",
         ("in_force", "certain", [], "[..2024-05]", "attested", "2024-05", "unknown")),
    ],
)  # fmt: skip
def test_a_start_and_an_end_read_as_a_list_says(
    qualifiers: dict[str, Any], on: str, expected: tuple[Any, ...], tmp_path: Path
) -> None:
    claims = {"P190": [statement(1, item("Q1"), **qualifiers)]}
    entity = {"id": "Q9005", "labels": {}, "claims": claims}
    file = tmp_path / "Q9005.json"
    file.write_text(json.dumps(entity), encoding="utf-8")
    found = load(file, date="2024-05")
    day = datetime.date.fromisoformat(on)
    (row,) = tie_rows(read_tables(found.made.tables), {}, on=day, city="q9005")
    shown = (row["status"], row["certainty"], row["alternatives"], row["since"], row["concluded"])
    assert shown == expected[:5]
    if expected[5]:
        assert row["last_attested"] == expected[5]
    assert row["activity"] == expected[6]


def test_a_start_after_the_end_is_a_conflict_and_no_state(tmp_path: Path) -> None:
    qualifiers = dated("+2010-00-00T00:00:00Z", "+2005-00-00T00:00:00Z")
    entity = {"id": "Q9005", "labels": {}, "claims": {"P190": [
        statement(1, item("Q1"), **qualifiers), statement(2, item("Q2")),
    ]}}  # fmt: skip
    file = tmp_path / "Q9005.json"
    file.write_text(json.dumps(entity), encoding="utf-8")
    found = load(file, date="2024-05")
    assert found.surprises.ids("end-before-start") == ("Q9005 Q1",)
    tables = found.made.tables
    readings = read_tables(tables)
    (conflict,) = readings.conflicts
    assert conflict.about == "tie/q1+q9005/sister_city"
    assert readings.state(conflict.about, datetime.date(2024, 6, 1)).status is None
    assert readings.state("tie/q2+q9005/sister_city", datetime.date(2024, 6, 1)).status


def test_a_real_item_of_2016(world: Path) -> None:
    known = load_folder(resources.data_dir())
    found = load(world / "wikidata-entity-weimar-2016.json", date="2016-09-07", known=known)
    ties = [claim for claim in found.made.tables.claims if claim.type == "tie"]
    begun = [claim for claim in ties if claim.aspect == "change"]
    assert len(begun) == len({claim.about for claim in ties}) == 5
    assert all(claim.basis == "list" and claim.when.is_day for claim in begun)  # type: ignore[union-attr]
    assert sum(claim.aspect == "state" for claim in ties) == 5
    assert all(claim.note.startswith("reference: http://stadt.weimar.de/") for claim in ties)
    assert {claim.when.text for claim in begun} >= {"1995-02-18", "1970-09-06", "1994-04-15"}  # type: ignore[union-attr]
    from cityties.loaders.wikidata.choose import choose
    from cityties.loaders.wikidata.entity import add_entity

    collection = Collection()
    entities = json.loads((world / "wikidata-entity-weimar-2016.json").read_bytes())["entities"]
    add_entity(collection, entities["Q3955"], Surprises())
    weimar = collection.items["Q3955"]
    day = datetime.date(2016, 9, 7)
    assert len(weimar.statements["P17"]) > 1
    assert [each.value for each in choose(weimar.statements["P17"], day)] == ["Q183"]
    assert [each.value for each in choose(weimar.statements["P1082"], day)] == ["+64131"]
    (head,) = choose(weimar.statements["P6"], day)
    assert head.start.when.text == "2006"  # type: ignore[union-attr]


def test_our_own_answers_can_be_saved_and_read(
    sparql_server: Callable[[Path], str], wikidata_fixture: Path, tmp_path: Path
) -> None:
    client = Client(sparql_server(wikidata_fixture), pause=0, cache=tmp_path)
    items = ["Q42053", "Q2833", "Q9005", "Q9002"]
    for query in (queries.twins_query(items), queries.names_query([*items, "Q9001"])):
        client.ask(query)
    found = load(*sorted(tmp_path.glob("*.json")), date="2026-11-01")
    assert found.made.numbers["items_read"] == 4
    assert found.made.numbers["pairs"] == 6  # nobody was asked what has replaced what


def test_an_answer_of_another_query(answer: Answer, tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_bytes(
        answer(
            {
                "city": "Q42053",
                "cityLabel": "Isfahan",
                "twin": "Q85",
                "twinLabel": "Cairo",
                "twinCoord": "Point(31.25 30.05)",
                "start": "1990-01-01T00:00:00Z",
                "mood": "good",
            },
            {"city": "Q42053", "twin": "Q641", "twinLabel": "Q641", "end": "?b1"},
            {"city": "Q42053", "twin": "?b0"},
            {"city": "nowhere", "twin": "Q1"},
        )
    )
    found = load(file)
    places = {place.id: place for place in found.made.tables.places}
    assert (places["q85"].name_en, places["q85"].latitude) == ("Cairo", 30.05)
    assert places["q641"].note  # the label service gave the id as its name
    claims = {each.id.rpartition("_q42053_")[2]: each for each in found.made.tables.claims}
    assert claims["q85_since"].when.text == "1990"  # type: ignore[union-attr]
    assert claims["q641"].when is None
    assert found.surprises.ids("ignored-column") == ("mood",)
    assert found.surprises.ids("unreadable-row") == ("nowhere",)
    assert found.surprises.count("unknown-partner") == 1
    assert found.surprises.count("no-precision") == 1


def test_older_answers_say_typed_literal(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    wkt = "http://www.opengis.net/ont/geosparql#wktLiteral"
    entity = "http://www.wikidata.org/entity/"
    row = {
        "item": {"type": "uri", "value": entity + "Q1"},
        "partner": {"type": "uri", "value": entity + "Q2"},
        "coord": {"type": "typed-literal", "datatype": wkt, "value": "Point(-0.12 51.5)"},
    }
    content = {"head": {"vars": list(row)}, "results": {"bindings": [row]}}
    file.write_text(json.dumps(content), encoding="utf-8")
    places = {place.id: place for place in load(file).made.tables.places}
    assert (places["q1"].latitude, places["q1"].longitude) == (51.5, -0.12)


def test_a_table_of_cities_fills_what_is_not_said(answer: Answer, tmp_path: Path) -> None:
    file, table = tmp_path / "query.json", tmp_path / "places.csv"
    file.write_bytes(answer({"item": "Q1", "partner": "Q2"}))
    table.write_text("id,name,lat,lng,countrycd\nQ2,Twotown,1.5,2.5,NZ\n", encoding="utf-8")
    places = {place.id: place for place in load(file, places=[table]).made.tables.places}
    assert (places["q2"].name_en, places["q2"].country) == ("Twotown", "NZ")
    assert "country-nz" in places


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "this is not JSON"),
        (b"<!doctype html><html>", "a web page"),
        (b"\xff\xfe\x00", "this is not JSON"),
        (b'{"head": {"vars": ["item", "par', "truncated or damaged JSON"),
        (b"[]", "not SPARQL results"),
        (b'{"a": 1}', "not SPARQL results"),
        (b'{"head": {}, "boolean": true}', "not SPARQL results"),
        (b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}', "no columns for an item"),
        (b'{"head": {"vars": ["item", "partner"]}, "results": {"bindings": []}}', "no twin town"),
        (b'{"head": {"vars": ["item"]}, "results": {"bindings": [{"item": 3}]}}', "not SPARQL"),
    ],
)
def test_files_that_are_none_of_these(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(DataError, match=words) as fault:
        load(file)
    assert str(fault.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_saved(tmp_path / "none.json", Collection(), Surprises())


@pytest.mark.parametrize(
    "damage",
    [
        lambda entity: entity["claims"]["P190"].append({"id": "x"}),
        lambda entity: entity["claims"]["P190"].append("x"),
        lambda entity: entity["claims"].update(P17=[{"mainsnak": {"snaktype": "odd"}, "id": "y"}]),
        lambda entity: entity["claims"].update(P1082=[statement(9, {"amount": "many"})]),
        lambda entity: entity.update(labels=[]),
    ],
)
def test_a_damaged_item_loses_no_more_than_its_damage(
    damage: Callable[[dict[str, Any]], None], entity: dict[str, Any], tmp_path: Path
) -> None:
    damage(entity)
    file = tmp_path / "it.json"
    file.write_text(json.dumps(entity), encoding="utf-8")
    found = load(file)
    assert found.made.numbers["pairs"] == 3
    assert found.surprises.as_json()


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("Point(51.66 32.65)", (32.65, 51.66)),
        ("POINT(-0.12 51.5)", (51.5, -0.12)),
        ("<http://www.wikidata.org/entity/Q2> Point(1 2)", (2.0, 1.0)),
        ("<http://www.wikidata.org/entity/Q111> Point(1 2)", None),
        ("Point(32.65)", None),
        ("Point(51.66 132.65)", None),
        ("somewhere", None),
        ("Point(1e-05 2)", (2.0, 0.00001)),
        ("Point(1.2.3 2)", None),
    ],
)
def test_points_have_the_longitude_first(text: str, point: tuple[float, float] | None) -> None:
    assert read_point(text) == point


def test_a_bad_date_of_the_data_is_said_so(answer: Answer, tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_bytes(answer({"item": "Q1", "partner": "Q2"}))
    with pytest.raises(CitytiesError, match="--date"):
        load(file, date="2016-13")


def test_a_hostile_answer_breaks_nothing(answer: Answer, tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_bytes(
        answer(
            {
                "item": "Q1",
                "partner": "Q2",
                "statement": "x\n\u202e;=cmd",
                "itemLabel": "=HYPERLINK(1)",
                "partnerLabel": "<script>alert(1)</script>",
                "reference": "javascript:\u202ealert(1)",
                "start": "9999999-99-99T00:00:00Z",
                "partnerPopulation": "1e99",
                "partnerCoord": "Point(NaN inf)",
                "rank": "odd",
            }
        )
    )
    found = load(file)
    (claim,) = found.made.tables.claims
    assert claim.locator == "Q1 P190"
    assert claim.aspect == "state"
    assert "\u202e" not in claim.note
    assert {place.id: place.name_en for place in found.made.tables.places}["q1"] == "Q1"


def test_json_that_is_nested_without_end(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(DataError):
        load(file)
