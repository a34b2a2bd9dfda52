"""Nothing of the collected material is lost on its way into the shipped data.

``tests/data/facts.csv`` says for every collected fact which claims carry it, or
why it was left out; ``tests/data/disagreements.csv`` says what became of every
disagreement that was marked when the facts were collected.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from cityties.base.resources import data_dir
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.reading import Readings, read

TABLES = Path(__file__).parent / "data"
FACT_FILES = ("seed-facts.csv", "isfahan-facts.csv", "partner-ties.csv")
MARKS = ("DISAGREES", "disagreement", "conflicts on the face")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, str]]:
    rows = _rows(TABLES / "facts.csv")
    assert len({row["fact"] for row in rows}) == len(rows)
    return {row["fact"]: row for row in rows}


@pytest.fixture(scope="module")
def disagreements() -> list[dict[str, str]]:
    return _rows(TABLES / "disagreements.csv")


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return load_folder(data_dir())


@pytest.fixture(scope="module")
def readings(shipped: Tables) -> Readings:
    return read(shipped.claims, {source.id: source for source in shipped.sources})


@pytest.fixture(scope="module")
def collected() -> dict[str, str]:
    """Every collected fact and its note, where the fact files are at hand."""
    folder = os.environ.get("CITYTIES_FACTS", "")
    if not folder:
        pytest.skip("CITYTIES_FACTS does not name the folder with the collected fact files")
    return {row["id"]: row["note"] for name in FACT_FILES for row in _rows(Path(folder) / name)}


def test_there_is_something_to_check(
    facts: dict[str, dict[str, str]], disagreements: list[dict[str, str]]
) -> None:
    assert len(facts) >= 91 + 244 + 434
    assert len(disagreements) >= 50


def test_every_fact_has_claims_or_a_reason(facts: dict[str, dict[str, str]]) -> None:
    wrong = [fact for fact, row in facts.items() if bool(row["claims"]) == bool(row["reason"])]
    assert wrong == []


def test_the_table_and_the_claims_agree_both_ways(
    facts: dict[str, dict[str, str]], shipped: Tables
) -> None:
    said_by_table = {
        (fact, claim) for fact, row in facts.items() for claim in row["claims"].split(";") if claim
    }
    said_by_claims = {(fact, claim.id) for claim in shipped.claims for fact in claim.facts}
    assert said_by_table == said_by_claims


def test_every_claim_carries_a_fact(shipped: Tables) -> None:
    assert [claim.id for claim in shipped.claims if not claim.facts] == []


def test_every_claim_has_a_gist_in_a_sentence(shipped: Tables) -> None:
    wrong = [
        claim.id
        for claim in shipped.claims
        if not claim.gist.endswith((".", "?", "!")) or not 15 <= len(claim.gist) <= 400
    ]
    assert wrong == []


def test_each_source_has_as_many_claims_as_expected(shipped: Tables) -> None:
    found: dict[str, int] = {}
    for claim in shipped.claims:
        found[claim.source] = found.get(claim.source, 0) + 1
    wrong = {
        source.id: (source.expected, found.get(source.id, 0))
        for source in shipped.sources
        if source.expected != str(found.get(source.id, 0)) or not source.expected_why
    }
    assert wrong == {}


def test_no_change_or_state_is_dated_after_its_source(shipped: Tables) -> None:
    sources = {source.id: source for source in shipped.sources}
    wrong = []
    for claim in shipped.claims:
        source = sources[claim.source]
        published = source.published or source.accessed
        assert published is not None, source.id
        if claim.aspect != "plan" and claim.when and claim.when.latest > published.latest:
            wrong.append(claim.id)
    assert wrong == []


def test_every_disagreement_is_a_conflict_or_has_a_reason(
    disagreements: list[dict[str, str]], facts: dict[str, dict[str, str]], readings: Readings
) -> None:
    between: dict[tuple[str, str], set[str]] = {}
    for conflict in readings.conflicts:
        of_conflict = between.setdefault((conflict.about, conflict.what), set())
        for _value, _sources, claims in conflict.values:
            of_conflict.update(claims)
    wrong = []
    for row in disagreements:
        carried_by = set(facts[row["fact"]]["claims"].split(";"))
        if row["about"]:
            found = between.get((row["about"], row["what"]), set())
            right = bool(found & carried_by) and not row["reason"]
        else:
            right = bool(row["reason"])
        if not right:
            wrong.append(row)
    assert wrong == []


def test_a_list_has_no_more_lines_than_it_counts(shipped: Tables) -> None:
    lines: dict[str, set[str]] = {}
    for claim in shipped.claims:
        if claim.part_of and claim.type == "tie":
            lines.setdefault(claim.part_of, set()).add(claim.about)
    lists = [claim for claim in shipped.claims if claim.kind == "list"]
    assert lists
    wrong = {}
    for claim in lists:
        count = len(lines.get(claim.about, set()))
        if claim.number is None or claim.op == ">" or not count:
            continue
        if count > claim.number or (claim.complete == "yes" and count != claim.number):
            wrong[claim.about] = (count, claim.number, claim.complete)
    assert wrong == {}


def test_every_collected_fact_is_in_the_table(
    collected: dict[str, str], facts: dict[str, dict[str, str]]
) -> None:
    from_files = {fact for fact in facts if not fact.startswith("X")}
    assert from_files == set(collected)


def test_every_marked_disagreement_is_in_the_table(
    collected: dict[str, str], disagreements: list[dict[str, str]]
) -> None:
    marked = {fact for fact, note in collected.items() if any(mark in note for mark in MARKS)}
    assert {row["fact"] for row in disagreements} == marked
