"""`cityties.open()` and what it returns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties import CityGraph
from cityties.api import ROW_KEYS, read_day
from cityties.errors import (
    AmbiguousNameError,
    CitytiesError,
    DataError,
    NotFoundError,
    QueryError,
    StoreError,
    UsageError,
)
from cityties.query.results import Rows, Truth


@pytest.fixture(scope="module")
def g() -> CityGraph:
    return cityties.open()


@pytest.fixture
def small(repository: Path) -> Path:
    return repository / "tests" / "fixtures" / "small"


def test_the_public_names_are_there() -> None:
    for name in cityties.__all__:
        assert getattr(cityties, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'clsoe'"):
        _ = cityties.clsoe  # type: ignore[attr-defined]


def test_types_of_the_interface(repository: Path) -> None:
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "tests/typing/api.py"],
        cwd=repository,
        capture_output=True,
        text=True,
        env={**os.environ, "MYPYPATH": str(repository / "graph")},
        check=False,
    )
    ours = [line for line in done.stdout.splitlines() if line.startswith("tests/typing")]
    assert not ours, done.stdout
    assert "checked 1 source file" in done.stdout or "Success" in done.stdout, done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "2010-01-01", "۲۰۱۰-۰۱-۰۱", "sh1388-10-11", "SH1388-10-11", date(2010, 1, 1),
        datetime(2010, 1, 1, 12), "2010-1-1", "20100101", "01.01.2010", "1 January 2010",
    ],
)  # fmt: skip
def test_days(text: date | str) -> None:
    found = read_day(text)
    assert found == date(2010, 1, 1)
    assert type(found) is date


def test_today() -> None:
    assert read_day("today") == date.today()


@pytest.mark.parametrize(
    "text",
    ["", "2010", "2010-02-30", "sh1388", "sh1388-0-0", "sh9999999-1-1"],
)
def test_no_days(text: str) -> None:
    with pytest.raises(UsageError, match="is not a day"):
        read_day(text)


def test_a_solar_day_without_its_mark_is_a_slip() -> None:
    with pytest.raises(UsageError, match="write it as sh1388-10-11"):
        read_day("1388-10-11")


def test_freiburg(g: CityGraph) -> None:
    def status(on: str, channel: str) -> list[str]:
        rows = g.ties("freiburg", on=on, channels=channel, kinds="sister_city")
        return [row["status"] for row in rows if row["partner"] == "isfahan"]

    assert status("2010-01-01", "political") == ["suspended"]
    assert status("2010-01-01", "civic") == ["in_force"]
    assert status("2016-01-01", "political") == ["in_force"]


def test_listings_have_their_keys_and_follow_the_filters(g: CityGraph) -> None:
    rows = g.ties(
        "isfahan", on="2021-08-01", statuses="in_force", concluded="signed", kinds="sister_city"
    )
    assert rows
    for row in rows:
        assert tuple(row) == ROW_KEYS["ties"]
        assert (row["kind"], row["status"], row["concluded"]) == (
            "sister_city",
            "in_force",
            "signed",
        )
    assert len(g.ties()) > len(g.ties("isfahan")) > len(rows)
    for country in ("cn", "China", "چین"):
        assert {row["country"] for row in g.cities(country=country)} == {"CN"}
    assert [row["city"] for row in g.cities("اصفهان")] == ["isfahan"]
    assert all("freiburg" in str(row).lower() for row in g.sources("freiburg"))
    assert {row["kind"] for row in g.history("isfahan", kinds="vote")} == {"vote"}


def test_known_by_leaves_out_what_was_published_later(g: CityGraph) -> None:
    day = "2007-10-12"
    assert g.counts("isfahan", on=day)["read"]["signed"] == 11
    read = g.counts("isfahan", on=day, known_by=day)["read"]
    assert (read["signed"], read["attested"]) == (0, 11)
    assert read["known_by"] == day
    assert {row["known_by"] for row in g.ties("isfahan", known_by=day)} == {day}
    assert g.readings(day) is g.readings(date(2007, 10, 12))
    earlier = cityties.open(known_by=day)
    assert earlier.readings(day) is earlier.readings(day)
    assert earlier.id != g.id


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda g: g.ties("Isfahn"), NotFoundError, "did you mean isfahan"),
        (lambda g: g.ties("isfahan", on="soon"), UsageError, "is not a day"),
        (lambda g: g.ties("isfahan", channels="politcal"), UsageError, "did you mean political"),
        (lambda g: g.ties("isfahan", statuses="agreed"), UsageError, "unknown code 'agreed'"),
        (lambda g: g.ties("isfahan", kinds="sister-city"), UsageError, "did you mean sister_city"),
        (lambda g: g.ties("isfahan", concluded="yes"), UsageError, "signed or attested"),
        (lambda g: g.cities(country="XX"), UsageError, "its two letters"),
        (lambda g: g.history("Vietnm"), NotFoundError, "no city, country, .*mean vietnam"),
        (lambda g: g.history("ev-offer-vn-2026"), NotFoundError, "mean ev-offer-vn-2025"),
        (lambda g: g.history("Mayor"), NotFoundError, "person, post, event"),
        (lambda g: g.history("Cordoba"), AmbiguousNameError, r"cordoba-ar \(Argentina\)"),
        (lambda g: g.history("isfahan", "اصفهان"), UsageError, "are the same"),
        (lambda g: g.officials("nobody"), NotFoundError, "is called 'nobody'"),
        (lambda g: g.history("tie/isfahan+porto/vote"), NotFoundError, "did you mean tie/isfahan"),
        (
            lambda g: g.history("tie/isfahan+porto/sister_city", "porto"),
            UsageError,
            "omit the second city",
        ),
        (lambda g: g.counts("isfahan", kinds="x"), UsageError, "unknown code 'x'"),
        (lambda g: g.query("SELECT"), QueryError, "line 1"),
        (lambda g: g.query("no_such_question"), NotFoundError, "no_such_question"),
        (lambda g: g.export("pdf"), UsageError, "pdf"),
        (lambda g: g.export("trig", steps=2), UsageError, "need a focus city"),
        (lambda g: g.page("Isfahn"), NotFoundError, "isfahan"),
    ],
)
def test_errors(g: CityGraph, call: object, error: type[CitytiesError], says: str) -> None:
    with pytest.raises(error, match=says):
        call(g)  # type: ignore[operator]


def test_names(g: CityGraph) -> None:
    assert g.find_city("Ho Chi Minh City") == "ho-chi-minh-city"
    assert (g.name("isfahan"), g.name("isfahan", "fa")) == ("Isfahan", "اصفهان")
    assert g.name("unnamed/c-O048") == "an unnamed party"
    assert g.name("unnamed/c-O173") == "a city in Poland (not named)"
    assert g.name("unnamed/c-O173", "fa") == "شهری در لهستان (نام برده نشده)"
    assert g.name("unnamed/c-S019@mayor-florence") == "Mayor of Florence"
    assert g.name("nothing-known") == "nothing-known"
    assert g.title("tie/isfahan+porto/sister_city") == "Isfahan – Porto (sister city)"
    assert g.title("isfahan@wego").startswith("Isfahan – ")
    assert g.label("sister_city", "fa") == "خواهرخواندگی"
    assert g.suggest_cities("Esfehan") == ("isfahan",)


@pytest.mark.parametrize(
    ("text", "kind", "id"),
    [
        ("Vietnam", "place", "vietnam"),
        ("استان اصفهان", "place", "isfahan-province"),
        ("Dakar-Plateau", "place", "dakar-plateau"),
        ("wego", "organization", "wego"),
        ("University of Isfahan", "organization", "university-of-isfahan"),
        ("Martin Horn", "person", "martin-horn"),
        ("mayor-isfahan", "post", "mayor-isfahan"),
        ("Mayor of Isfahan", "post", "mayor-isfahan"),
        ("شهردار اصفهان", "post", "mayor-isfahan"),
        ("ev-offer-vn-2025", "event", "ev-offer-vn-2025"),
        ("list-council-2007", "event", "list-council-2007"),
        ("tie/isfahan+porto/sister_city", "tie", "tie/isfahan+porto/sister_city"),
        ("isfahan@wego", "membership", "isfahan@wego"),
        ("martin-horn@mayor-freiburg", "term", "martin-horn@mayor-freiburg"),
        ("c-S039", "claim", "c-S039"),
        ("imna-916523", "source", "imna-916523"),
        ("source/imna-916523", "source", "imna-916523"),
        ("council-2007", "source", "council-2007"),
        ("unnamed/c-O173", "unnamed", "unnamed/c-O173"),
        ("https://w3id.org/cityties/id/isfahan", "place", "isfahan"),
        ("https://w3id.org/cityties/id/post/mayor-isfahan", "post", "mayor-isfahan"),
    ],
)
def test_anything_is_found(g: CityGraph, text: str, kind: str, id: str) -> None:
    assert g.find(text) == (kind, id)
    assert g.history(text)
    assert g.ties(text) is not None


def test_an_organization_and_a_source_can_share_an_id(g: CityGraph) -> None:
    shared = sorted({one.id for one in g.tables.organizations} & set(g.sources_by_id))
    assert shared
    assert g.find(shared[0]).kind == "organization"
    assert g.find(f"source/{shared[0]}").kind == "source"
    claims = {claim.id for claim in g.tables.claims if claim.source == shared[0]}
    assert {row["claim"] for row in g.history(f"source/{shared[0]}")} == claims


def test_the_history_of_anything(g: CityGraph) -> None:
    def claims(*names: str, **asked: object) -> set[str]:
        return {row["claim"] for row in g.history(*names, **asked)}  # type: ignore[arg-type]

    assert "c-S039" in claims("foreign-ministry-ir") & claims("isfahan")  # the praise
    assert "c-S024" in claims("florence") & claims("isfahan", "florence")  # the tramline
    assert {"c-S062", "c-O178"} <= claims("iran", "vietnam")
    assert claims("iran") <= claims("iran", within=True)
    assert claims("isfahan") <= claims("iran", within=True)
    assert not claims("isfahan") <= claims("iran")
    assert claims("mayor-isfahan", said=False) < claims("mayor-isfahan")
    assert claims("vietnam") < claims("vietnam", said=True)
    for row in g.history("isfahan"):
        assert tuple(row) == ROW_KEYS["history"]
        claim = g.claims_by_id[row["claim"]]
        assert (row["basis"] or "", row["when_text"] or "", row["wording"] or "") == (
            claim.basis, claim.when_text, claim.wording,
        )  # fmt: skip


def test_acts_have_a_history(g: CityGraph) -> None:
    acts = {claim.act for claim in g.tables.claims if claim.act}
    assert len(acts) > 15
    for act in acts:
        own = {claim.id for claim in g.tables.claims if claim.act == act}
        assert own <= {row["claim"] for row in g.history(act)}, act


def test_a_tie_is_found_by_the_id_that_its_claims_give(g: CityGraph) -> None:
    moved = {
        claim.about: claim.id
        for claim in g.tables.claims
        if claim.about.startswith("tie/") and claim.about not in g.readings().ties
    }
    assert "tie/isfahan-municipality+jci-iran/action_plan" in moved
    for tie, claim in moved.items():
        assert claim in {row["claim"] for row in g.history(tie)}, tie
        assert {row["tie"] for row in g.ties(tie)} == {g.readings().read_as(tie)}, tie


def test_set_aside_claims_are_marked(g: CityGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(g.readings(), "set_aside", {"c-S039": "opinion"}, raising=False)
    marked = {row["claim"]: row["set_aside"] for row in g.history("foreign-ministry-ir")}
    assert marked.pop("c-S039") == "opinion"
    assert set(marked.values()) == {None}


def test_ties_of_what_is_no_city(g: CityGraph) -> None:
    (row,) = g.ties("tatarstan")
    assert "tatarstan" in row["parties"]
    assert row["partner"] not in ("", "tatarstan")
    cities = {place.id for place in g.tables.places if place.country == "DE"}
    rows = g.ties("germany", within=True)
    assert len(rows) > len(g.ties("germany")) > -1
    assert all(cities & set(row["parties"]) for row in rows)
    assert {row["tie"] for row in g.ties("c-O173")} == {"tie/isfahan+unnamed/c-O173/sister_city"}
    assert {row["status"] for row in g.ties("imna-510860", statuses="in_force")} <= {"in_force"}
    with pytest.raises(UsageError, match="focus city"):
        g.ties("iran", steps=2)


def test_officials(g: CityGraph) -> None:
    rows = g.officials()
    assert len(rows) > 60
    for row in rows:
        assert tuple(row) == ROW_KEYS["officials"]
        assert row["official"] == f"{row['person']}@{row['post']}".rstrip("@")
        assert {g.claims_by_id[claim].source for claim in row["claims"]} == set(row["sources"])
    named = {person.id for person in g.tables.people}
    assert named <= {row["person"] for row in rows}
    assert {row["of"] for row in g.officials("vietnam")} == {"vietnam"}
    assert {row["to"] for row in g.officials("vietnam")} == {"iran", ""}
    assert {row["person"] for row in g.officials("Martin Horn")} == {"martin-horn"}
    (norouzi,) = (row for row in g.officials("mayor-isfahan") if row["since"] == "2017")
    assert (norouzi["until"], norouzi["name_fa"]) == ("2021", "قدرت‌الله نوروزی")
    assert len(g.officials("germany", within=True)) > len(g.officials("germany"))
    assert {row["known_by"] for row in g.officials(known_by="2021-01-01")} == {"2021-01-01"}


def test_queries(g: CityGraph) -> None:
    assert g.query("ASK { id:isfahan a ct:City }") == Truth(True)
    rows = g.query("sister_cities_on", city="اصفهان", on=date(2021, 8, 1))
    assert isinstance(rows, Rows)
    signed = {row.partner.id for row in rows if row.concluded == "signed"}  # type: ignore[union-attr]
    assert len(signed) >= 15
    assert {question.name for question in g.questions()} >= {"sister_cities_on", "who_says"}


def test_the_dataset_is_a_copy_that_can_be_changed_without_harm(small: Path) -> None:
    import rdflib

    g = cityties.open(small, shipped=False)
    dataset = g.dataset
    assert isinstance(dataset, rdflib.Dataset)
    assert len(list(dataset.quads())) == len(list(g.built.named_quads()))
    query = "SELECT ?c { ?c ct:sisterCityOf id:isfahan }"
    assert {str(row[0]) for row in dataset.query(query)} == {str(row.c) for row in g.query(query)}
    before = len(g.store)
    dataset.add((rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.URIRef("urn:c")))
    assert len(g.store) == before
    assert not g.query("ASK { <urn:a> ?p ?o }")
    assert g.dataset is dataset


def test_the_store_on_disk_is_read_only(g: CityGraph) -> None:
    import pyoxigraph as ox

    assert g.summary()["where"] is not None
    with pytest.raises((OSError, RuntimeError, ValueError)):
        g.store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))


def test_networkx_export_and_page_agree(g: CityGraph) -> None:
    graph = g.to_networkx("isfahan", layer="ties", on="2021-08-01")
    rows = g.ties("isfahan", on="2021-08-01", channels="all")
    assert graph.graph["on"] == "2021-08-01"
    places = {place.id for place in g.tables.places}
    named = [row for row in rows if places.issuperset(row["parties"])]
    assert len(named) < len(rows), "with a body, and with unnamed cities"
    assert graph.number_of_edges() == len(named) > 15
    assert g.export("csv", focus="isfahan") == g.export("csv", focus="isfahan")
    assert b"isfahan" in g.export("graphml", focus="isfahan")
    page = g.page("isfahan")
    assert page == g.page("isfahan")
    assert page.startswith("<!DOCTYPE html>") or page.lstrip().lower().startswith("<!doctype")


@pytest.mark.parametrize("kind", [str, Path, tuple, list])
def test_data_may_be_one_folder_or_several(kind: type, small: Path, tmp_path: Path) -> None:
    given: str | Path | Sequence[str | Path]
    given = kind(small) if kind in {str, Path} else kind([str(small), _empty(small, tmp_path)])
    g = cityties.open(given, shipped=False)
    assert g.summary()["claims"] == 14
    assert g.summary()["triples"] == len(list(g.built.named_quads()))
    assert len(g.id) == 64
    assert g.id[:12] in repr(g)


def _empty(small: Path, folder: Path) -> Path:
    """A data folder whose tables have no rows."""
    for path in small.iterdir():
        (folder / path.name).write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    return folder


def test_store(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with pytest.raises(NotFoundError, match="contains no graph"):
        cityties.open(store=folder)
    built = cityties.open(small, shipped=False, store=folder)
    again = cityties.open(store=folder)
    assert again.id == built.id
    assert again.ties() == built.ties()
    (folder / "CURRENT").write_text("nothing\n")
    with pytest.raises(StoreError):
        cityties.open(store=folder)


def test_bad_data_comes_with_every_problem(small: Path, tmp_path: Path) -> None:
    bad = Path(shutil.copytree(small, tmp_path / "bad"))
    text = (bad / "claims.csv").read_text("utf-8")
    (bad / "claims.csv").write_text(text.replace("sister_city", "sister_citty"), "utf-8")
    with pytest.raises(DataError) as caught:
        cityties.open(bad, shipped=False)
    assert len(caught.value.problems) > 3
    assert any("sister_city" in problem.suggestion for problem in caught.value.problems)


def test_no_data_at_all() -> None:
    with pytest.raises(UsageError, match="no data"):
        cityties.open(shipped=False)
    with pytest.raises(NotFoundError, match="does not exist"):
        cityties.open("nowhere-at-all")


def test_progress_is_told_of_each_step(small: Path) -> None:
    told: list[tuple[str, int, int]] = []
    cityties.open(small, shipped=False, cache=False, progress=lambda *step: told.append(step))
    assert [number for _step, number, _of in told] == list(range(1, told[0][2] + 1))


@pytest.mark.parametrize("value", [5, 2.5, b"isfahan", ["isfahan"]])
def test_a_name_that_is_no_text_is_wrong_usage(g: CityGraph, value: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: g.ties(value),
        lambda: g.history(value),
        lambda: g.officials(value),
        lambda: g.counts(value),
        lambda: g.trend(value),
        lambda: g.members(value),
        lambda: g.find(value),
        lambda: g.find_city(value),
        lambda: g.name(value),
        lambda: g.cities(value),
        lambda: g.path(value, "isfahan"),
        lambda: g.query(value),
        lambda: g.ties("isfahan", source=value),
        lambda: g.ties("isfahan", kinds=[value]),
        lambda: g.ties("isfahan", on=value),
        lambda: g.ties("isfahan", known_by=value),
    ]
    for call in calls:
        with pytest.raises(UsageError):
            call()


def test_codes_that_are_none_are_wrong_usage(g: CityGraph) -> None:
    with pytest.raises(UsageError, match="neither a code nor several"):
        g.ties("isfahan", kinds=5)  # type: ignore[call-overload]  # what somebody may pass


def test_a_summary_has_one_order_built_or_from_the_cache(tmp_path: Path) -> None:
    first, second = (
        tuple(cityties.open(store=tmp_path, build=again).summary()) for again in (True, False)
    )
    assert first == second
    assert first[:3] == ("triples", "graphs", "places") and first[-2:] == ("id", "where")
