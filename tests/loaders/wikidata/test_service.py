"""From a real SPARQL server to rows: statements in Wikidata's own shape."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.base import resources
from cityties.errors import CitytiesError, NotFoundError, StoreError
from cityties.loaders.tables import load_folder
from cityties.loaders.wikidata.client import Client, ServiceError
from cityties.loaders.wikidata.collect import collect
from cityties.loaders.wikidata.load import QUERIES, RUN, SURPRISES_FILE, Fetched, fetch
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.rows import Claim, Tables
from cityties.reading import read

Serve = Callable[[Path], str]
DAY = datetime.date(2026, 11, 1)


@pytest.fixture(scope="module")
def known() -> Tables:
    return load_folder(resources.data_dir())


@pytest.fixture(scope="module")
def endpoint(sparql_server: Serve, wikidata_fixture: Path) -> str:
    return sparql_server(wikidata_fixture)


@pytest.fixture(scope="module")
def fetched(endpoint: str, known: Tables) -> Fetched:
    return fetch(endpoint, cache=None, keep=False, known=known, pause=0, today=DAY)


def claim(
    fetched: Fetched, about: str, status: str = "in_force", by: str = "", aspect: str = ""
) -> Claim:
    (found,) = (
        each
        for each in fetched.made.tables.claims
        if each.about == about
        and each.status == status
        and (not by or each.said_by == by)
        and (not aspect or each.aspect == aspect)
    )
    return found


def test_each_statement_is_said_by_the_city_whose_item_holds_it(fetched: Fetched) -> None:
    tie = "tie/freiburg+isfahan/sister_city"
    ours = claim(fetched, tie, by="isfahan", aspect="change")
    theirs = claim(fetched, tie, by="freiburg", aspect="change")
    assert (ours.when.text, ours.basis) == ("2000-10-27", "list")  # type: ignore[union-attr]
    assert (theirs.when.text, theirs.basis) == ("2000", "list")  # type: ignore[union-attr]
    for city in ("isfahan", "freiburg"):
        seen = claim(fetched, tie, by=city, aspect="state")
        assert (seen.when, seen.basis) == (None, "publication")
    assert ours.locator == "Q42053$a1"
    assert ours.note == "reference: https://example.org/isfahan/sisters"
    assert theirs.note == ""
    assert ours.wording == "twinned administrative body"


def test_an_end_is_a_claim_of_its_own(fetched: Fetched) -> None:
    tie = "tie/isfahan+q9005/sister_city"
    assert claim(fetched, tie).when.text == "1990"  # type: ignore[union-attr]
    ended = claim(fetched, tie, "ended")
    assert (ended.aspect, ended.when.text) == ("change", "2005")  # type: ignore[union-attr]
    assert ended.act == "ev-list-end-isfahan-q9005"


def test_an_end_on_an_unknown_day_is_an_end(fetched: Fetched) -> None:
    tie = "tie/freiburg+q9002/sister_city"
    assert claim(fetched, tie, "ended").when is None
    tables = fetched.made.tables
    readings = read(tables.claims, {source.id: source for source in tables.sources})
    state = readings.state(tie, datetime.date(2026, 12, 1))
    assert (state.status, state.certainty) == ("ended", "certain")
    assert not readings.conflicts_by_thing.get(tie)


def test_precision_becomes_edtf_and_the_future_a_plan(fetched: Fetched) -> None:
    decade = claim(fetched, "tie/q9002+q9005/sister_city", aspect="change")
    assert decade.when.text == "[1980..1989]"  # type: ignore[union-attr]
    planned = claim(fetched, "tie/q9003+q9005/sister_city")
    assert (planned.aspect, planned.when.text) == ("plan", "2999-05")  # type: ignore[union-attr]


def test_one_value_of_several_by_rank_then_date(fetched: Fetched) -> None:
    places = {place.id: place for place in fetched.made.tables.places}
    town = places["q9005"]
    assert (town.name_en, town.name_fa, town.wikidata) == ("Neustadt", "نوی‌اشتات", "Q9005")
    assert (town.latitude, town.longitude) == (50.5, 11.5)
    assert town.population == 1200
    assert town.country == "DE"
    assert town.origin == "Wikidata 2026-11-01 (CC0)"


def test_cities_of_the_shipped_data_keep_their_ids(fetched: Fetched) -> None:
    assert "isfahan" not in {place.id for place in fetched.made.tables.places}
    assert {place.id for place in fetched.made.tables.places} == {"q9002", "q9003", "q9005"}


def test_memberships_and_heads_of_government(fetched: Fetched) -> None:
    tables = fetched.made.tables
    networks = {row.id: row for row in tables.organizations}
    assert networks["q9201"].name_en == "League of New Towns"
    assert networks["q9201"].kind == "city_network"
    member = claim(fetched, "q9005@q9201", "member", aspect="change")
    assert member.when.text == "2010"  # type: ignore[union-attr]
    assert claim(fetched, "q9005@q9202", "left").when.text == "2005"  # type: ignore[union-attr]
    (role,) = (each for each in tables.claims if each.type == "role")
    assert role.about == "q9302@mayor-q9005"
    assert [person.name_en for person in tables.people] == ["Nora Neu"]
    assert [post.holders for post in tables.posts] == [("q9302",)]


SURPRISES = {
    "deprecated": ("Q42053 Q9003",),
    "unknown-partner": ("Q42053",),
    "no-value": ("Q9002",),
    "loop": ("Q2833", "Q9005"),
    "duplicate": ("Q42053 Q2833",),
    "not-best-rank": ("Q9005 Q9003", "Q9005 Q9004"),
    "one-directional": ("Q2833 Q9002", "Q9005 Q9002", "Q42053 Q9005"),
    "end-unknown": ("Q2833 Q9002",),
    "in-future": ("Q9005 Q9003",),
    "redirect": ("Q9004 Q9005",),
    "replaced": ("Q9001 Q9005",),
    "bad-label": ("Q9002",),
    "other-language": ("Q9002",),
    "no-label": ("Q9003",),
    "bad-coordinates": ("Q9002",),
    "no-country": ("Q9002", "Q9003"),
    "not-described": ("Q9003",),
}


@pytest.mark.parametrize("kind", SURPRISES)
def test_what_is_odd_is_counted_with_its_items(fetched: Fetched, kind: str) -> None:
    assert fetched.surprises.ids(kind) == SURPRISES[kind]
    stored = json.loads(fetched.files[SURPRISES_FILE])
    assert tuple(stored[kind]["ids"]) == SURPRISES[kind]


def test_the_run_is_a_source_with_its_day_and_its_queries(
    fetched: Fetched, endpoint: str, tmp_path: Path, known: Tables
) -> None:
    source = fetched.made.source
    assert (source.id, source.kind, source.publisher) == (
        "wikidata-2026-11-01",
        "dataset",
        "wikidata",
    )
    assert source.published.text == "2026-11-01"  # type: ignore[union-attr]
    assert endpoint in source.note
    assert QUERIES in source.note
    text = fetched.files[QUERIES].decode()
    assert "p:P190 ?statement" in text
    assert "VALUES ?item { wd:Q42053 }" in text
    for name, content in fetched.files.items():
        (tmp_path / name).write_bytes(content)
    assert load_folder(tmp_path, known=known).claims


def test_the_same_server_gives_the_same_bytes(
    fetched: Fetched, endpoint: str, known: Tables
) -> None:
    again = fetch(endpoint, cache=None, keep=False, known=known, pause=0, batch=1, today=DAY)
    assert again.files == fetched.files


def test_one_country_only(endpoint: str, known: Tables) -> None:
    found = fetch(
        endpoint, cache=None, keep=False, countries=["Q794"], known=known, pause=0, today=DAY
    )
    assert found.made.source.id == "wikidata-q794-2026-11-01"
    assert {each.said_by for each in found.made.tables.claims if each.type == "tie"} == {"isfahan"}
    # What the partners' items say was not read, so nothing is one-sided.
    assert found.surprises.count("one-directional") == 0


def test_a_country_without_twin_towns(endpoint: str) -> None:
    with pytest.raises(NotFoundError, match="Q99999"):
        fetch(endpoint, cache=None, keep=False, countries=["Q99999"], pause=0)


def test_a_batch_that_is_too_much_is_halved(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cityties.loaders.wikidata.client import TooSlowError

    whole = Client.ask
    sizes: list[int] = []

    def ask(self: Client, query: str) -> Any:
        size = query.count("wd:Q") if "VALUES ?item" in query else 0
        sizes.append(size)
        if size > 2:
            raise TooSlowError("too slow")
        return whole(self, query)

    monkeypatch.setattr(Client, "ask", ask)
    odd, said = Surprises(), list[str]()
    found = collect(Client(endpoint, pause=0), surprises=odd, say=said.append, batch=50, day=DAY)
    assert found.read == {"Q42053", "Q2833", "Q9005", "Q9002"}
    assert max(sizes) > 2
    assert any("retrying with half" in line for line in said)


class BrokenError(CitytiesError):
    """Stands for a kill."""


def test_a_run_that_broke_off_goes_on(
    endpoint: str,
    fetched: Fetched,
    known: Tables,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = tmp_path / "cache"
    whole, asked = Client._once, []

    def once(self: Client, query: str) -> Any:
        asked.append(query)
        if len(asked) == 5:
            raise BrokenError("killed")
        return whole(self, query)

    monkeypatch.setattr(Client, "_once", once)
    with pytest.raises(BrokenError):
        fetch(endpoint, cache=cache, keep=False, known=known, pause=0, today=DAY)
    kept = {file.name for file in cache.glob("*.json")} - {RUN}
    assert len(kept) == 4
    said: list[str] = []
    found = fetch(
        endpoint, cache=cache, keep=False, known=known, pause=0, today=DAY, say=said.append
    )
    assert found.files == fetched.files
    assert len(asked) == len(set(asked)) + 1  # only the one that broke off was asked twice
    assert "not requested again" in said[0]


def test_a_finished_run_of_another_day_is_begun_anew(
    endpoint: str, known: Tables, tmp_path: Path
) -> None:
    for today in (DAY, DAY, DAY + datetime.timedelta(days=1)):
        found = fetch(endpoint, cache=tmp_path, keep=False, known=known, pause=0, today=today)
        assert found.made.source.published.text == today.isoformat()  # type: ignore[union-attr]


def test_a_cache_of_ones_own_is_used_however_old(
    endpoint: str, fetched: Fetched, known: Tables, tmp_path: Path
) -> None:
    fetch(endpoint, cache=tmp_path, keep=True, known=known, pause=0, today=DAY)
    later = DAY + datetime.timedelta(days=400)
    found = fetch(endpoint, cache=tmp_path, keep=True, known=known, pause=0, today=later)
    assert found.files == fetched.files
    with pytest.raises(StoreError, match="another run"):
        fetch(endpoint, cache=tmp_path, keep=True, countries=["Q794"], pause=0, today=later)


def test_a_server_that_is_none(rude_server: Any, reply: Any, tmp_path: Path) -> None:
    rude_server.answer = lambda _query: reply(body=b"<html>Welcome to my shop</html>")
    with pytest.raises(ServiceError, match="a web page"):
        fetch(rude_server.address, cache=tmp_path, keep=False, pause=0)


@pytest.mark.slow
def test_the_world_of_2016(
    sparql_server: Serve, world: Path, tmp_path: Path, known: Tables
) -> None:
    """Generated from the real pairs: what comes out is what went in."""
    lines = (world / "twinnings-2016.tsv").read_text("utf-8").splitlines()[1:]
    names = dict(
        line.split("\t") for line in (world / "names-2016.tsv").read_text("utf-8").splitlines()[1:]
    )
    entity = "<http://www.wikidata.org/entity/%s>"
    file = tmp_path / "world.nt"
    with file.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            one, other = line.split("\t")
            node = f"<http://www.wikidata.org/entity/statement/{one}-{number}>"
            out.write(
                f"{entity % one} <http://www.wikidata.org/prop/P190> {node} .\n"
                f"{node} <http://www.wikidata.org/prop/statement/P190> {entity % other} .\n"
                f"{node} <http://wikiba.se/ontology#rank> "
                "<http://wikiba.se/ontology#NormalRank> .\n"
            )
        for qid, name in names.items():
            label = json.dumps(name, ensure_ascii=False)
            out.write(f"{entity % qid} <http://www.w3.org/2000/01/rdf-schema#label> {label}@de .\n")
    found = fetch(
        sparql_server(file),
        cache=None,
        keep=False,
        date="2016-09",
        known=known,
        pause=0,
        batch=500,
    )
    numbers = found.made.numbers
    assert numbers["statements"] == 34_178
    assert found.surprises.count("duplicate") == 4
    assert numbers["pairs"] == 17_401
    assert numbers["pairs_from_one_side"] == 624
    assert numbers["cities"] == 10_055
    isfahan = {
        party
        for each in found.made.tables.claims
        if each.said_by == "isfahan"
        for party in each.parties
    }
    assert len(isfahan - {"isfahan"}) == 18
