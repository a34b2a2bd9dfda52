"""No claim loses its doubt: every output that shows a claimed status shows it with its doubt."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

import cityties
from cityties.cli import main
from cityties.language.messages import in_language
from cityties.model.rows import Claim
from cityties.query import questions
from cityties.query.phrased import table_of
from cityties.words.claimed import claim_words, doubts

TODAY = datetime.date(2026, 11, 21)

# Rows that only count claims, or list things, not what is claimed of them.
WITHOUT_CLAIMS = {
    "approval_steps", "co_membership", "facts_on_one_publisher", "introductions", "list_coverage",
    "partners_by_topic", "partners_per_city", "publishers", "shared_partners", "source_coverage",
    "speakers", "ties_on_one_publisher", "topics_between", "two_mode_edges", "what_two_share",
}  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> cityties.CityGraph:
    return cityties.open()


@pytest.fixture(scope="module")
def claims(graph: cityties.CityGraph) -> dict[str, Claim]:
    return {claim.id: claim for claim in graph.tables.claims}


def doubtful(claim: Claim) -> bool:
    return bool(doubts(aspect=claim.aspect, certainty=claim.certainty, type=claim.type))


def params(question: questions.Question) -> Iterator[dict[str, str]]:
    """The example of a question, and other values that fit its parameters."""
    example = {each.name: each.example for each in question.parameters}
    others = {
        "partner": ("hyderabad-in", "ho-chi-minh-city", "freiburg", "porto", "hangzhou", "karbala"),
        "country": ("india", "vietnam", "germany", "china", "russia", "italy", "spain"),
        "year": ("2021", "2023", "2025"),
        "since": ("1990-01-01",),
        "on": ("2021-08-01", "2026-01-01"),
    }
    varied = [name for name in example if name in others and name != "on"]
    yield example
    for values in product(*(others[name] for name in varied)):
        yield {**example, **dict(zip(varied, values, strict=True))}


def claim_of(row: dict[str, Any], by_gist: dict[tuple[str, str], Claim], claims: Any) -> Any:
    """The claim that a row shows: by its id, else by its source and its sentence."""
    value = str(row.get("claim") or row.get("role_claim") or "")
    if "/claim/" in value:
        return claims[value.rpartition("/")[2]]
    source = str(row.get("source") or "").rpartition("/")[2]
    return by_gist.get((source, str(row.get("gist") or "")))


@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_question_shows_a_doubtful_status_bare(
    graph: cityties.CityGraph, claims: dict[str, Claim], language: str
) -> None:
    by_gist = {(claim.source, claim.gist): claim for claim in claims.values() if claim.gist}
    looked = found = 0
    for question in questions.list_questions():
        for values in params(question):
            with in_language(language):
                lang = {"lang": "en"} if "lang" in values else {}
                rows = questions.query(
                    graph.built, question.name, params={**values, **lang},
                    gazetteer=graph.built.gazetteer, today=TODAY,
                )  # fmt: skip
                assert isinstance(rows, questions.results.Rows)
                columns, cells = table_of(rows)
            for row, shown in zip(rows, cells, strict=True):
                looked += 1
                claim = claim_of(dict(row), by_gist, claims)
                if claim is None or not doubtful(claim):
                    continue
                found += 1
                where = (question.name, values, claim.id)
                assert row.get("claimed") == claim_words(claim, lang="en"), where
                assert claim_words(claim, lang=language) in shown, where
                if claim.status:
                    assert f"code:{claim.status}" not in shown, where
                assert {"aspect", "certainty"} <= set(rows.columns), where
                of_reading = {"status"} if "claimed_status" in rows.columns else set()
                assert not ({"status", "aspect", "certainty"} - of_reading) & set(columns), where
    assert looked > 1500
    assert found > 100


def test_every_question_that_takes_a_claimed_status_is_asked_with_its_doubt() -> None:
    """Whoever selects it selects what the phrase is made of, or keeps only reports."""
    looked = 0
    for question in questions.list_questions():
        text = question.text
        if "ct:claimedStatus ?" not in text:
            continue
        looked += 1
        selected = text.partition("SELECT")[2].partition("WHERE")[0]
        if "?aspect" in selected and "?certainty" in selected:
            continue
        if "ct:basedOn ?claim" in text:  # readings are never based on what is only supposed
            continue
        assert "code:stated, code:implied" in text, question.name
        assert "code:plan" in text, question.name
    assert looked >= 15


def test_history_gives_the_phrase_in_every_form(
    graph: cityties.CityGraph, claims: dict[str, Claim]
) -> None:
    looked = 0
    cities = {
        party
        for tie in graph.readings().by_party["isfahan"]
        for party in tie.split("/")[1].split("+")
    }
    for city in sorted(each for each in cities if each != "unnamed")[:60]:
        try:
            rows = graph.history(city)
        except cityties.errors.NotFoundError:
            continue
        for row in rows:
            assert row["claimed"] == claim_words(claims[row["claim"]])
            looked += doubtful(claims[row["claim"]])
    assert looked > 50


def test_the_table_of_a_history_has_no_bare_doubtful_status(
    claims: dict[str, Claim], capsys: pytest.CaptureFixture[str]
) -> None:
    looked = 0
    for form in ("table", "csv", "json"):
        assert main(["history", "isfahan", "-f", form]) == 0
        output = capsys.readouterr().out
        if form == "table":
            assert output.count("planned: in force") >= 6
            assert "denied: answered" in output
            continue
        rows = json.loads(output) if form == "json" else csv.DictReader(io.StringIO(output))
        for row in rows:
            assert row["claimed"] == claim_words(claims[row["claim"]])
            looked += 1
    assert looked > 100


def test_conflicts_name_statuses_with_their_doubt(
    graph: cityties.CityGraph, claims: dict[str, Claim]
) -> None:
    looked = 0
    for row in graph.conflicts():
        for value in row["values"]:
            its = [claims[claim] for claim in value["claims"]]
            if any(claim.status == value["value"] for claim in its):
                looked += 1
                expected = {claim_words(one) for one in its if one.status == value["value"]}
                assert set(value["claimed"].split("; ")) == expected
    assert looked > 3


def test_the_table_of_conflicts_and_the_manifest_carry_the_phrase(
    graph: cityties.CityGraph, claims: dict[str, Claim]
) -> None:
    from cityties.export.states import table_rows
    from cityties.snapshot.manifest import counts

    looked = 0
    derived = table_rows(graph.readings(), graph.tables, on=TODAY)
    for row in derived["conflicts"][1]:
        its = [claims[claim] for claim in row["claims"]]
        wanted = {claim_words(one) for one in its if one.status == row["value"]}
        assert set(filter(None, row["claimed"].split("; "))) == wanted
        looked += bool(wanted)
    assert looked > 3
    with in_language("fa"):
        counted = counts(graph.built, derived["ties"][1], derived["edges"][1])
    assert counted["claims_by_claimed"]["planned: in force"] > 20
    assert sum(counted["claims_by_claimed"].values()) == sum(counted["claims_by_status"].values())


def test_the_page_names_every_claim_with_its_doubt(graph: cityties.CityGraph) -> None:
    from cityties.page.data import PageOptions, page_block

    block = page_block(
        graph.readings(), graph.tables, PageOptions(on=TODAY, focus="isfahan"),
        name=graph.name, label=graph.label, content_id=graph.id,
    )  # fmt: skip
    words = block["words"]
    looked = 0
    for tie in block["ties"]:
        for line in tie["history"]:
            aspect, certainty = line.get("aspect", ""), line["certainty"]
            if not doubts(aspect=aspect, certainty=certainty):
                continue
            what = words[line["what"]] if isinstance(line["what"], int) else line["what"]
            for language in ("en", "fa"):
                with in_language(language):
                    said = claim_words(
                        Claim("c", "s", "tie", aspect=aspect, certainty=certainty,
                              status=line.get("status", ""))
                    )  # fmt: skip
                assert said in (what if isinstance(what, str) else what[language])
            looked += 1
    assert looked > 50
