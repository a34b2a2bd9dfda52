"""What a line of a list says: its claims, and what they read as."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.foreign.list_claims import ALLOWED, LIST_FINDINGS, ListLine, Said, claims_of
from cityties.model.dates import DAY_MAX, Edtf, parse_edtf
from cityties.model.rows import Organization, Place, Source, Tables
from cityties.model.tables import row_cells
from cityties.reading import Contacts, Readings, activity, read_tables

DAY = parse_edtf("2024-05")
TIE, MEMBERSHIP = "tie/aa+bb/sister_city", "aa@net"
LINE = ListLine("c-l_aa_bb", "l", ("aa", "bb"), locator="line 2", said_by="aa")
MEMBER = ListLine("c-l_aa", "l", ("aa",), network="net")


def line(of: ListLine = LINE, **given: Any) -> ListLine:
    """A line; dates may be texts."""
    dates = {
        name: parse_edtf(given[name])
        for name in ("since", "until")
        if isinstance(given.get(name), str)
    }
    return replace(of, **(given | dates))


def tables(said: Said, day: Edtf = DAY) -> Tables:
    """The claims, checked as strictly as a file of ours."""
    made = Tables(
        places=(Place("aa", "city", "Aa"), Place("bb", "city", "Bb")),
        organizations=(
            Organization("net", "city_network", "Net"), Organization("p", "publisher", "P"),
        ),
        sources=(Source("l", "dataset", "List", "p", published=day),),
    )  # fmt: skip
    raw = [
        RawRow(table, "list", 0, row_cells(table, row))
        for table in ("places", "organizations", "sources")
        for row in getattr(made, table)
    ]
    raw += [RawRow("claims", "list", 0, dict(cells)) for cells in said.claims]
    found, faults = Checker(raw, Tables()).run()
    assert not faults, [str(fault) for fault in faults]
    return found


def readings(one: ListLine, day: Edtf = DAY) -> Readings:
    return read_tables(tables(claims_of(one, day), day))


def shown(one: ListLine, on: str, day: Edtf = DAY) -> tuple[str | None, str, tuple[str, ...]]:
    found = readings(one, day)
    when = datetime.date.fromisoformat(on)
    state = found.memberships[MEMBERSHIP].state(when) if one.network else found.state(TIE, when)
    return state.status, state.certainty, state.alternatives


def brief(said: Said) -> list[tuple[str, str, str, str]]:
    return [
        (cells["aspect"], cells["status"], cells.get("when", ""), cells.get("basis", ""))
        for cells in said.claims
    ]


# --- the claims --------------------------------------------------------------------------------


def test_a_start_is_two_claims() -> None:
    assert brief(claims_of(line(since="1998-05-12"), DAY)) == [
        ("state", "in_force", "", "publication"),
        ("change", "in_force", "1998-05-12", "list"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("state", "in_force", "", "publication")]),
        ({"until": "2010"}, [
            ("state", "in_force", "[..2010]", "inferred"), ("change", "ended", "2010", "list"),
        ]),
        ({"since": "1990", "until": "2010"}, [
            ("change", "in_force", "1990", "list"), ("change", "ended", "2010", "list"),
        ]),
        ({"since": "1990", "until": "2024"}, [
            ("change", "in_force", "1990", "list"), ("change", "ended", "2024", "list"),
        ]),
        ({"ended": True}, [("change", "ended", "", "")]),
        ({"since": "1990", "ended": True}, [
            ("change", "in_force", "1990", "list"), ("change", "ended", "", ""),
        ]),
        ({"status": "expired", "until": "2010"}, [
            ("state", "in_force", "[..2010]", "inferred"),
            ("change", "expired", "2010", "list"),
        ]),
        ({"since": "2030"}, [("plan", "in_force", "2030", "list")]),
        ({"until": "2030"}, [("state", "in_force", "", "publication")]),
        ({"status": "ended", "until": "2030"}, [("change", "ended", "", "")]),
        ({"status": "proposed", "since": "2020"}, [
            ("state", "proposed", "", "publication"), ("change", "proposed", "2020", "list"),
        ]),
        ({"status": "ended", "until": "2024"}, [
            ("state", "in_force", "[..2024-05]", "inferred"),
            ("change", "ended", "[2024-01..2024-05]", "list"),
        ]),
        ({"status": "announced"}, [("plan", "in_force", "", "")]),
        ({"status": "declined", "until": "2010"}, [("change", "declined", "2010", "list")]),
        ({"status": "suspended", "since": "1990"}, [
            ("state", "in_force", "", "publication"), ("state", "suspended", "", "publication"),
            ("change", "in_force", "1990", "list"),
        ]),
    ],
)  # fmt: skip
def test_what_a_line_becomes(given: dict[str, Any], expected: list[tuple[str, ...]]) -> None:
    said = claims_of(line(**given), DAY)
    assert brief(said) == expected
    tables(said)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"since": "2010", "until": "2005"}, "start-after-end"),
        ({"since": "2030"}, "start-in-future"),
        ({"until": "2030"}, "end-in-future"),
        ({"ended": True}, "ended-undated"),
        ({"ended": True, "until": "2030"}, "ended-later"),
    ],
)
def test_what_is_odd_is_said(given: dict[str, Any], code: str) -> None:
    assert code in claims_of(line(**given), DAY).findings
    assert code in LIST_FINDINGS


def test_an_end_that_cannot_be_used_keeps_its_wording() -> None:
    (cells,) = claims_of(line(status="ended", until="2030"), DAY).claims
    assert cells["when_text"] == "2030"


def test_ids_do_not_depend_on_what_else_the_line_says() -> None:
    """So that a second run of a list can be compared with the first."""
    without = claims_of(line(), DAY).claims
    dated = claims_of(line(since="1998"), DAY).claims
    assert without[0] == dated[0]
    assert dated[1]["id"] == "c-l_aa_bb_since"


def test_a_status_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="held"):
        claims_of(line(status="held"), DAY)
    with pytest.raises(ValueError, match="suspended"):
        claims_of(line(MEMBER, status="suspended"), DAY)


# --- what they read as ---------------------------------------------------------------------------


def test_a_start_is_no_signing_and_the_tie_is_attested_by_the_lists_day() -> None:
    found = readings(line(since="1998-05-12"))
    state = found.state(TIE, datetime.date(2024, 6, 1))
    assert (state.status, state.certainty, state.since) == ("in_force", "certain", "1998-05-12")
    assert state.concluded == "attested"
    assert state.last_attested is not None
    assert state.last_attested.text == "2024-05"


@pytest.mark.parametrize("given", [{}, {"since": "1998"}, {"since": "2024"}])
def test_a_list_tells_of_no_contact(given: dict[str, Any]) -> None:
    found = readings(line(**given))
    for on in (datetime.date(2024, 6, 1), datetime.date(2050, 1, 1)):
        assert activity(found.tie(TIE), Contacts(found), on) == "unknown"


@pytest.mark.parametrize(
    ("given", "on", "expected"),
    [
        # An imprecise end counts when its span is over.
        ({"since": "1990", "until": "2024"}, "2023-12-31", ("in_force", "certain", ())),
        ({"since": "1990", "until": "2024"}, "2024-05-31", ("in_force", "possible", ("ended",))),
        ({"since": "1990", "until": "2024"}, "2024-12-30", ("in_force", "possible", ("ended",))),
        ({"since": "1990", "until": "2024"}, "2024-12-31", ("ended", "certain", ())),
        ({"until": "2024"}, "2024-05-31", ("in_force", "possible", ("ended",))),
        ({"until": "2024"}, "2025-01-01", ("ended", "certain", ())),
        ({"since": "1990", "until": "2022-03"}, "2022-03-31", ("ended", "certain", ())),
        ({"until": "2024-05-03"}, "2024-05-03", ("ended", "certain", ())),
        # What is to end is in force, for its term.
        ({"since": "1990", "until": "2030"}, "2030-12-31", ("in_force", "possible", ("expired",))),
        ({"since": "1990", "until": "2030"}, "2031-01-01", ("expired", "certain", ())),
        ({"since": "2030"}, "2035-01-01", ("announced", "certain", ())),
        ({"ended": True, "since": "1990"}, "2024-06-01", ("ended", "certain", ())),
        ({"status": "suspended", "since": "1990"}, "2024-06-01", ("suspended", "certain", ())),
    ],
)
def test_what_a_line_reads_as(
    given: dict[str, Any], on: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    assert shown(line(**given), on) == expected


@pytest.mark.parametrize(
    ("given", "on", "expected"),
    [
        ({"since": "1998"}, "2024-06-01", ("member", "certain", ())),
        ({"since": "1998", "until": "2024"}, "2024-05-31", ("member", "possible", ("left",))),
        ({"since": "1998", "until": "2024"}, "2024-12-31", ("left", "certain", ())),
        ({"until": "2030"}, "2024-06-01", ("member", "certain", ())),
        ({"until": "2030"}, "2031-01-01", ("left", "certain", ())),
        ({"status": "left"}, "2024-06-01", ("left", "certain", ())),
        ({"status": "candidate"}, "2024-06-01", ("candidate", "certain", ())),
        ({"since": "2010", "until": "2005"}, "2024-06-01", (None, "certain", ())),
    ],
)
def test_what_a_line_of_members_reads_as(
    given: dict[str, Any], on: str, expected: tuple[str | None, str, tuple[str, ...]]
) -> None:
    assert shown(line(MEMBER, **given), on) == expected


@pytest.mark.parametrize(
    "given",
    [{"since": "2010", "until": "2005"}, {"since": "2030", "until": "2005"},
     {"since": "2010", "until": "2005", "status": "expired"}],
)  # fmt: skip
def test_a_start_after_its_end_is_a_conflict_and_no_state(given: dict[str, Any]) -> None:
    found = readings(line(**given))
    for on in ("2004-01-01", "2007-01-01", "2015-01-01", "2024-06-01", "2040-01-01"):
        assert shown(line(**given), on)[0] is None
    (conflict,) = found.conflicts
    assert conflict.what == "stated"
    assert conflict.about == TIE
    assert conflict.claims == ("c-l_aa_bb", "c-l_aa_bb_until")
    assert set(found.set_aside) == set(conflict.claims)


def test_the_rest_of_the_list_still_holds() -> None:
    """The other city's line, without dates, is not touched by the one that contradicts itself."""
    odd = claims_of(line(since="2010", until="2005"), DAY)
    plain = claims_of(line(id="c-l_bb_aa", said_by="bb"), DAY)
    both = Said((*odd.claims, *plain.claims), (), is_over=False)
    state = read_tables(tables(both)).state(TIE, datetime.date(2024, 6, 1))
    assert (state.status, state.concluded) == ("in_force", "attested")


def test_two_of_another_source_that_contradict_each_other_are_read() -> None:
    """Only a line speaks against itself: what two lines say is a history."""
    ended = claims_of(line(since="1990", until="2005"), DAY)
    began = claims_of(line(id="c-l_again", since="2010"), DAY)
    both = read_tables(tables(Said((*ended.claims, *began.claims), (), is_over=False)))
    assert both.state(TIE, datetime.date(2024, 6, 1)).status == "in_force"
    assert not both.set_aside


# --- whatever the line says ----------------------------------------------------------------------

DATES = st.sampled_from(
    ("", "836", "1998", "1998-05", "1998-05-12", "[1990..1999]", "[..2007]", "[2020..]", "2024",
     "2024-05", "2024-05-31", "2024-06", "2030", "2023~")
).map(lambda text: parse_edtf(text.zfill(4)) if text else None)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> ListLine:
    of = draw(st.sampled_from((LINE, MEMBER)))
    allowed = ALLOWED["membership" if of.network else "tie"]
    return replace(
        of,
        since=draw(DATES),
        until=draw(DATES),
        ended=draw(st.booleans()),
        status=draw(st.sampled_from(("", "", "", *allowed))),
    )


@settings(max_examples=300, deadline=None)
@given(lines())
def test_every_line_keeps_the_rules(one: ListLine) -> None:
    said = claims_of(one, DAY)
    found = tables(said)
    assert len(found.claims) == len(said.claims) >= 1
    assert all(claim.basis != "stated" for claim in found.claims)
    read = read_tables(found)
    for tie in read.ties.values():
        for period in tie.periods:
            assert period.concluded != "signed"
    after = DAY.latest + datetime.timedelta(days=1)
    status, certainty, _others = shown(one, after.isoformat())
    until = one.until
    if until is not None and until.earliest <= DAY.latest < until.latest:
        assert not (status in ("ended", "left") and certainty == "certain") or (
            one.ended or one.status in ("ended", "left", "expired", "superseded")
        )
    if "start-after-end" in said.findings:
        assert status is None
        assert read.conflicts
    elif not one.status and not said.is_over and "start-in-future" not in said.findings:
        assert status in ("in_force", "member")
    elif said.is_over and certainty == "certain":
        assert status not in ("in_force", "member")


@settings(max_examples=100, deadline=None)
@given(DATES, DATES)
def test_a_certain_end_is_over(since: Edtf | None, until: Edtf | None) -> None:
    """No day before the last of its span is certainly after the end."""
    if until is None or until.latest in (datetime.date.min, DAY_MAX):
        return
    before = until.latest - datetime.timedelta(days=1)
    if before < until.earliest:
        return
    one = line(since=since, until=until)
    status, certainty, _others = shown(one, before.isoformat())
    assert not (status in ("ended", "expired") and certainty == "certain")
