"""Differences by fact: claims, readings, conflicts, and their words."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cityties.api import read_day
from cityties.api.changes import words_of
from cityties.errors import NotFoundError
from cityties.language.messages import in_language
from cityties.loaders.tables import load_folder
from cityties.model.dates import parse_edtf
from cityties.snapshot.diff import Diff, Side, compare, open_side, table_rows
from cityties.snapshot.release import create_snapshot
from cityties.snapshot.story import changelog, summary, tell
from cityties.store.build import Graph, build

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
FREIBURG = "tie/freiburg+isfahan/sister_city"


def side(text: str, graph: Graph, on: str = "") -> Side:
    return open_side(text, lambda: graph, on=read_day(on) if on else None, day=read_day)


def changed(graph: Graph, claim: str, **fields: object) -> Graph:
    claims = tuple(
        replace(each, **fields) if each.id == claim else each  # type: ignore[arg-type]
        for each in graph.tables.claims
    )
    return build(replace(graph.tables, claims=claims))


def diff_of(one: Graph, other: Graph, on: str = "2021-07-28") -> Diff:
    return compare(side("all", one, on), side("all", other, on))


def test_nothing_differs_from_itself(graph, made):
    diff = compare(side(str(made.folder), graph), side("all", graph))
    assert diff.is_empty
    assert table_rows(diff) == []
    assert next(tell(diff, words_of(graph))).endswith("0 conflicts closed.")


def test_a_changed_claim_is_told_by_its_fields(graph):
    other = changed(graph, "c-T04", when=parse_edtf("2000-10"), gist="They signed.")
    diff = diff_of(graph, other)
    [claim] = diff.claims
    assert (claim.id, claim.change) == ("c-T04", "changed")
    assert claim.fields == (
        ("when", "2000-10-27", "2000-10"),
        ("gist", "The two cities signed.", "They signed."),
    )
    [state] = diff.states
    assert (state.about, state.channel, state.how) == (FREIBURG, "all", "dated")
    assert (state.before.since, state.after.since) == ("2000-10-27", "2000-10")


def test_the_order_inside_a_cell_is_no_difference(graph):
    claim = next(each for each in graph.tables.claims if each.id == "c-T04")
    other = changed(graph, "c-T04", parties=tuple(reversed(claim.parties)))
    assert diff_of(graph, other).is_empty


def test_claims_added_withdrawn_and_what_follows(graph):
    tables = graph.tables
    kept = tuple(each for each in tables.claims if each.id not in ("c-T05", "c-T06"))
    fewer = build(replace(tables, claims=kept))
    diff = diff_of(graph, fewer, on="2010-01-01")
    assert {each.id: each.change for each in diff.claims} == {
        "c-T05": "withdrawn",
        "c-T06": "withdrawn",
    }
    [state] = diff.states
    assert (state.channel, state.before.status, state.after.status) == (
        "political",
        "suspended",
        "in_force",
    )
    assert state.how == "withdrawn"
    back = diff_of(fewer, graph, on="2010-01-01")
    assert {each.change for each in back.claims} == {"added"}


def test_rows_of_the_registry_are_compared_too(graph):
    places = tuple(
        replace(each, population=7) if each.id == "porto" else each for each in graph.tables.places
    )
    diff = diff_of(graph, build(replace(graph.tables, places=places)))
    assert [(each.table, each.id, each.change) for each in diff.rows] == [
        ("places", "porto", "changed")
    ]
    assert diff.rows[0].fields[0][0] == "population"
    assert "Other rows:" in list(tell(diff, words_of(graph)))


def test_days_of_knowledge(graph):
    diff = compare(side("2007-10-12", graph), side("2021-07-28", graph))
    assert all(each.change == "added" for each in diff.claims)
    states = {each.about: each for each in diff.states if each.channel == "all"}
    porto = states["tie/isfahan+porto/sister_city"]
    assert porto.before is None
    assert porto.after.status == "in_force"
    assert porto.how == "happened"


def test_what_was_learned_of_the_old_day_is_told_apart_from_what_happened_since(graph):
    claim = next(each for each in graph.tables.claims if each.id == "c-T08")
    proposal = replace(
        claim, id="c-T98", status="proposed", side="isfahan", when=parse_edtf("2005"), facts=()
    )
    more = build(replace(graph.tables, claims=(*graph.tables.claims, proposal)))
    diff = compare(side("2007-10-12", more), side("2021-07-28", more))
    text = "\n".join(tell(diff, words_of(more), claims=False))
    assert "Isfahan – Porto (sister city): already proposed then; now in force" in text


def test_one_day_for_both_sides_leaves_only_knowledge(graph):
    diff = compare(side("2007-10-12", graph, "2021-07-28"), side("2021-07-28", graph, "2021-07-28"))
    assert {each.how for each in diff.states} <= {"learned", "dated"}


def test_conflicts_open_and_close(graph):
    claim = next(each for each in graph.tables.claims if each.id == "c-T04")
    other = replace(
        claim, id="c-T99", source="imna-porto", when=parse_edtf("2001-05-01"), facts=("T99",)
    )
    more = build(replace(graph.tables, claims=(*graph.tables.claims, other)))
    diff = diff_of(graph, more)
    [conflict] = diff.conflicts
    assert (conflict.change, conflict.about, conflict.what) == ("opened", FREIBURG, "when")
    assert [value for value, _sources in conflict.after] == ["2000-10-27", "2001-05-01"]
    assert [each.change for each in diff_of(more, graph).conflicts] == ["closed"]
    third = build(replace(more.tables, claims=tuple(
        replace(each, when=parse_edtf("2002")) if each.id == "c-T99" else each
        for each in more.tables.claims
    )))  # fmt: skip
    assert [each.change for each in diff_of(more, third).conflicts] == ["changed"]
    text = "\n".join(tell(diff, words_of(more)))
    assert "Sources now disagree:" in text
    assert "27 October 2000 (Partnerstadt Isfahan)" in text


def test_only_one_city(graph):
    diff = compare(side("2007-10-12", graph), side("all", graph), city="porto")
    assert {each.about for each in diff.states} == {"tie/isfahan+porto/sister_city"}
    assert diff.claims
    assert all("porto" in each.about or each.id for each in diff.claims)
    assert "c-T05" not in {each.id for each in diff.claims}


def test_sides_are_found(graph, made, tmp_path):
    from cityties.store.build import open_or_build

    open_or_build([SMALL], shipped=False, store_dir=tmp_path / "store")
    for text in (str(made.folder), str(made.folder.parent), str(tmp_path / "store"), str(SMALL)):
        found = side(text, graph)
        assert found.graph.content_id == graph.content_id
        assert found.on == datetime.date(2021, 7, 28)
    assert side(str(made.folder), graph).version == "2021.07.28"
    with pytest.raises(NotFoundError, match="nowhere is neither a folder"):
        side("nowhere", graph)


def test_the_same_from_tables_in_another_order(graph):
    tables = graph.tables
    turned = build(replace(tables, claims=tuple(reversed(tables.claims))))
    assert diff_of(graph, turned).is_empty


def test_json_and_rows_hold_the_same(graph):
    diff = compare(side("2007-10-12", graph), side("all", graph))
    found = json.loads(json.dumps(diff.as_dict(), default=str))
    rows = table_rows(diff)
    assert len(found["states"]) == sum(row["part"] == "states" for row in rows)
    assert len(found["claims"]["added"]) == sum(row["part"] == "claims" for row in rows)
    assert found["from"]["known_by"] == "2007-10-12"
    assert found["to"]["known_by"] is None


def test_words_in_both_languages(graph):
    diff = compare(side("2007-10-12", graph), side("all", graph))
    english = "\n".join(tell(diff, words_of(graph)))
    assert "Isfahan – Porto (sister city): in force" in english
    with in_language("fa"):
        persian = "\n".join(tell(diff, words_of(graph)))
    assert "اصفهان" in persian
    assert "Isfahan – Porto" not in persian
    assert persian.startswith("تفاوت آنچه تا ۲۰ مهر ۱۳۸۶ منتشر شده بود با ")


def test_the_changelog_of_a_release(graph, tmp_path):
    old = create_snapshot(build(load_folder(SMALL), known_by=datetime.date(2007, 10, 12)), tmp_path)
    new = create_snapshot(graph, tmp_path, version="2.0")
    diff = compare(side(str(old.folder), graph), side(str(tmp_path), graph))
    text = changelog(diff, words_of(graph))
    assert text.startswith("## 2.0 – 2021-07-28\n")
    assert f"`{new.id}`" in text
    assert "### Claims added" in text
    assert summary(diff) in text
    assert text == changelog(diff, words_of(graph))
    assert "c-T04" not in changelog(diff, words_of(graph), claims=False)
