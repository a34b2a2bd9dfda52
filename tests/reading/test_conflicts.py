"""Each kind of disagreement on the claims that show it, and what is none."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Source
from cityties.reading import Readings, read

SOURCE = Source("s", "news", "", "paper", published=parse_edtf("2020-06"))
EARLY = Source("early", "news", "", "paper", published=parse_edtf("2008"))


def claims(*rows: str) -> Readings:
    """Read claims written as ``status when [column=value …]``."""
    found = []
    for number, row in enumerate(rows):
        status, when, *rest = row.split()
        cells: dict[str, Any] = {
            "type": "tie", "aspect": "change", "kind": "sister_city", "certainty": "stated",
            "parties": ("aa", "bb"), "source": "s",
        } | dict(cell.split("=", 1) for cell in rest)  # fmt: skip
        if isinstance(cells["parties"], str):
            cells["parties"] = tuple(cells["parties"].split(";"))
        cells.setdefault("about", f"tie/{'+'.join(cells['parties'])}/{cells['kind']}")
        for name, text in (("when", when), ("until", cells.pop("until", "-"))):
            cells[name] = None if text == "-" else parse_edtf(text)
        found.append(Claim(f"c-{number}", status="" if status == "-" else status, **cells))
    sources = {"s": SOURCE, "early": EARLY}
    whole, parts = read(found, sources), read(found, sources)
    for about in {*whole.ties, *whole.memberships, *(each.about for each in whole.conflicts)}:
        alone = parts.conflicts_about([about])
        assert alone.get(about, ()) == whole.conflicts_by_thing.get(about, ())
        assert {*alone} <= {about}
    return whole


def told(found: Readings) -> list[tuple[str, list[str]]]:
    return [(c.what, sorted(value[0] for value in c.values)) for c in found.conflicts]


CONFLICTS: dict[str, tuple[tuple[str, ...], list[tuple[str, list[str]]]]] = {
    "two days of one signature": (
        ("in_force 2000-01-01", "in_force 2001-01-01"),
        [("when", ["2000-01-01", "2001-01-01"])],
    ),
    "two signatures with an end between": (
        ("in_force 2000-01-01", "ended 2005-01-01 side=aa", "in_force 2010-01-01"),
        [],
    ),
    "seen in force after an end that is told": (
        ("in_force 2000-01-01", "ended 2005-01-01 side=aa", "in_force 2010-01-01 aspect=state"),
        [("stage", ["ended", "in_force"])],
    ),
    "seen in force after its term": (
        ("in_force 2000-01-01 until=2005-01-01", "in_force 2010-01-01 aspect=state"),
        [("stage", ["expired", "in_force"])],
    ),
    "seen in force after a renewal of what had expired": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2006-01-01 kind=renewal act=ev-r about=tie/aa+bb/sister_city",
            "in_force 2010-01-01 aspect=state",
        ),
        [],
    ),
    "said to be coming when it was in force": (
        ("in_force 2000-01-01", "in_force - aspect=plan"),
        [("stage", ["announced", "in_force"])],
    ),
    "a plan to resume": (
        ("in_force 2000-01-01", "suspended 2005-01-01 side=aa act=x", "resumed - aspect=plan"),
        [],
    ),
    "proposed after a signature": (
        ("in_force 2000-01-01", "proposed 2005-01-01 side=aa"),
        [("stage", ["in_force", "proposed"])],
    ),
    "negotiating after a signature": (
        ("in_force 2000-01-01", "negotiating 2005-01-01"),
        [("stage", ["in_force", "negotiating"])],
    ),
    "approved after a signature: a ratification": (
        ("in_force 2000-01-01", "approved 2005-01-01 side=aa"),
        [],
    ),
    "proposed in a year in which it may have been signed": (
        ("in_force [2000..2006]", "proposed 2005-01-01 side=aa"),
        [],
    ),
    "one signing told under two kinds": (
        ("in_force 2000-01-01", "in_force 2000-01-01 kind=friendship_city"),
        [("kind", ["friendship_city", "sister_city"])],
    ),
    "two kinds on two days": (
        ("in_force 2000-01-01", "in_force 2000-01-02 kind=friendship_city"),
        [],
    ),
    "two kinds in a year": (
        ("in_force 2000", "in_force 2000 kind=friendship_city"),
        [],
    ),
    "a kind and an agreement that is not specified": (
        ("in_force 2000-01-01", "in_force 2000-01-01 kind=agreement"),
        [],
    ),
    "two kinds between other parties": (
        ("in_force 2000-01-01", "in_force 2000-01-01 kind=friendship_city parties=aa;cc"),
        [],
    ),
    "an event held and cancelled": (
        (
            "held 2000-01-01 type=event kind=official_visit about=ev-v",
            "cancelled 2000-01-01 type=event kind=official_visit about=ev-v",
        ),
        [("event", ["cancelled", "held"])],
    ),
    "an event of one id on two days": (
        (
            "held 2000-01-01 type=event kind=official_visit about=ev-v",
            "held 2000-02-01 type=event kind=official_visit about=ev-v",
        ),
        [("event", ["2000-01-01", "2000-02-01"])],
    ),
    "an event planned and then cancelled": (
        (
            "planned 2000-01-01 type=event kind=official_visit about=ev-v aspect=plan",
            "cancelled 2000-01-01 type=event kind=official_visit about=ev-v",
        ),
        [],
    ),
    "a denial of what is stated": (
        ("in_force 2000-01-01", "in_force 2000 certainty=denied"),
        [("denied", ["denied", "stated"])],
    ),
    "a denial that is older than the signature": (
        ("in_force 2003-01-01", "in_force 2000 certainty=denied"),
        [],
    ),
    "what could be contradicts nothing": (
        ("in_force 2000-01-01", "in_force 2001-01-01 certainty=hedged"),
        [],
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_disagrees(name: str) -> None:
    rows, expected = CONFLICTS[name]
    assert told(claims(*rows)) == expected


def test_a_conflict_names_its_claims_and_sources() -> None:
    found = claims("in_force 2000-01-01", "in_force 2001-01-01 source=early")
    (conflict,) = found.conflicts
    assert conflict.claims == ("c-0", "c-1")
    assert {value[0]: value[1] for value in conflict.values} == {
        "2000-01-01": ("s",), "2001-01-01": ("early",),
    }  # fmt: skip


def test_a_conflict_has_the_same_id_in_whatever_order_the_rows_come() -> None:
    rows = ("in_force 2000-01-01", "in_force 2001-01-01", "proposed 2005-01-01 side=aa")
    forth, back = claims(*rows), claims(*reversed(rows))
    assert [c.id for c in forth.conflicts] == [c.id for c in back.conflicts]
    assert len(forth.conflicts) == 2


def test_an_act_of_a_day_reads_the_later_of_two_dates_as_possible() -> None:
    found = claims("in_force 2000-01-01", "in_force 2001-01-01")
    state = found.state("tie/aa+bb/sister_city", datetime.date(2000, 6, 1))
    assert (state.status, state.certainty) == ("in_force", "possible")
