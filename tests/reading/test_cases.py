"""Small folders made to break a rule, with their right answers (``cases/expected.csv``)."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cityties.checks import account
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.reading import Readings, city_resolver, read_tables
from cityties.reading.rows import tie_rows

CASES = Path(__file__).parent / "cases"
ROWS = tuple(csv.DictReader((CASES / "expected.csv").open(encoding="utf-8", newline="")))


@cache
def tables(folder: str) -> Tables:
    return load_folder(CASES / folder)


@cache
def readings(folder: str) -> Readings:
    return read_tables(tables(folder))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def rows(folder: str, on: str, city: str = "aa") -> list[dict[str, object]]:
    sources = {source.id: source for source in tables(folder).sources}
    resolver = city_resolver(tables(folder))
    return tie_rows(readings(folder), sources, on=day(on), city=city, city_of=resolver)


def conflicts(folder: str) -> list[tuple[str, list[str]]]:
    return [(c.what, sorted(value[0] for value in c.values)) for c in readings(folder).conflicts]


def findings(folder: str) -> dict[str, str]:
    found = account.check(tables(folder), readings(folder)).findings
    return {finding.code: finding.where for finding in found}


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["pair"]],
    ids=lambda row: f"{row['folder']} {row['on']} {row['pair']} {row['kind']}",
)
def test_the_reading_of_a_case(row: dict[str, str]) -> None:
    (pair,) = (
        pair
        for pair in readings(row["folder"]).pairs()
        if (pair.parties, pair.kind) == (tuple(row["pair"].split("+")), row["kind"])
    )
    state = pair.state(day(row["on"]))
    assert not row["status"] or state.status == row["status"]
    assert not row["certainty"] or state.certainty == row["certainty"]
    assert not row["side"] or state.side == row["side"]
    if row["certainty"]:
        assert ";".join(state.alternatives) == row["alternatives"]


def each_side_broke() -> None:
    assert [row["side"] for row in rows("sides-apart", "2011-01-01")] == ["both"]


def expired_and_seen() -> None:
    assert conflicts("expired-then-seen") == [("stage", ["expired", "in_force"])]


def other_pairs_are_untouched() -> None:
    found = {row["partner"]: row["status"] for row in rows("pair-of-a-pact", "2011-01-01")}
    assert found == {"bb": "suspended", "cc": "in_force"}


def only_attested() -> None:
    (row,) = rows("break-without-beginning", "2006-01-01")
    assert row["concluded"] == "attested"


def the_row_names_the_body() -> None:
    found = readings("municipality-is-its-city")
    assert list(found.ties) == ["tie/aa+bb/sister_city"]
    assert ("aa-municipality", "bb") in {claim.parties for claim in found.claims.values()}


def the_break_stands() -> None:
    found = rows("break-of-all-contact", "2005-01-01")
    assert {(row["kind"], row["status"]) for row in found} == {
        ("cooperation_mou", "suspended"),
        ("sister_city", "suspended"),
    }


def proposed_in_two_acts() -> None:
    assert conflicts("proposed-again") == []


def signed_in_two_acts() -> None:
    (row,) = rows("signed-again", "2011-01-01")
    assert (row["since"], row["concluded"]) == ("2010-01-01", "signed")
    assert conflicts("signed-again") == []


def planned_when_in_force() -> None:
    assert conflicts("plan-after-signature") == [("stage", ["announced", "in_force"])]


def perhaps_answered() -> None:
    (row,) = rows("reply-that-names-nothing", "2005-06-01")
    assert (row["answer"], row["unanswered"]) == ("possible", False)
    assert findings("reply-that-names-nothing") == {"reply-not-linked": "c-5"}


def resumed_after_the_break() -> None:
    (pair,) = readings("undated-acts").pairs()
    last = pair.state(day("2021-01-01"))
    assert (last.status, last.certainty) == ("in_force", "certain")
    broken = [act.status for act in pair.history.acts if act.status in ("suspended", "resumed")]
    assert sorted(broken) == ["resumed", "suspended"]


def three_numbers() -> None:
    assert conflicts("counts-of-one-day") == [("count", ["10", "12", ">15"])]


def a_side_that_signs() -> None:
    assert "signature-with-a-side" in findings("signature-with-a-side")


def denied_by_nobody() -> None:
    assert conflicts("denied-signature") == [("denied", ["denied", "stated"])]
    (pair,) = readings("denied-signature").pairs()
    assert pair.state(day("2006-01-01")).certainty == "certain"


def a_short_list() -> None:
    assert "list-short" in findings("short-complete-list")


ALSO: dict[str, Callable[[], None]] = {
    "sides-apart": each_side_broke,
    "expired-then-seen": expired_and_seen,
    "pair-of-a-pact": other_pairs_are_untouched,
    "break-without-beginning": only_attested,
    "municipality-is-its-city": the_row_names_the_body,
    "break-of-all-contact": the_break_stands,
    "proposed-again": proposed_in_two_acts,
    "signed-again": signed_in_two_acts,
    "plan-after-signature": planned_when_in_force,
    "reply-that-names-nothing": perhaps_answered,
    "undated-acts": resumed_after_the_break,
    "counts-of-one-day": three_numbers,
    "signature-with-a-side": a_side_that_signs,
    "denied-signature": denied_by_nobody,
    "short-complete-list": a_short_list,
}
"""What the column ``also`` of a folder says, as a check."""


@pytest.mark.parametrize("folder", ALSO)
def test_what_a_case_also_shows(folder: str) -> None:
    ALSO[folder]()


def test_every_folder_is_looked_at() -> None:
    assert set(ALSO) == {row["folder"] for row in ROWS if row["also"]}
    assert {path.name for path in CASES.iterdir() if path.is_dir()} == {r["folder"] for r in ROWS}
    assert len(ROWS) > 25


def test_a_signature_that_a_party_denies_may_never_have_been() -> None:
    from dataclasses import replace

    from cityties.reading import read

    found = tables("denied-signature")
    claims = [
        replace(claim, said_by="bb") if claim.certainty == "denied" else claim
        for claim in found.claims
    ]
    read_again = read(claims, {source.id: source for source in found.sources})
    (pair,) = read_again.pairs()
    state = pair.state(day("2006-01-01"))
    assert (state.status, state.certainty) == ("in_force", "possible")


def test_a_body_is_its_city_in_id_parties_and_side(tmp_path: Path) -> None:
    """Whichever of the three names the body, it is one tie, broken by that city."""
    import shutil

    folder = tmp_path / "data"
    shutil.copytree(CASES / "municipality-is-its-city", folder)
    path = folder / "claims.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    assert [row["parties"] for row in rows] == ["aa-municipality;bb", "aa;bb"]
    rows[0]["about"] = "tie/aa+bb/sister_city"
    rows[1]["side"] = "aa-municipality"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = read_tables(load_folder(folder))
    assert list(found.ties) == ["tie/aa+bb/sister_city"]
    state = found.state("tie/aa+bb/sister_city", day("2006-01-01"))
    assert (state.status, state.side) == ("suspended", "aa")
