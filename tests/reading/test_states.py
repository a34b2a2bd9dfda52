"""What acts presuppose, in which orders they can have been, and the periods that follow."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.model.dates import DAY_MAX
from cityties.reading.acts import Act, Alternative
from cityties.reading.orders import make_orders
from cityties.reading.states import History
from cityties.vocabulary.codes import TIE_LADDER

START = datetime.date(2000, 1, 1)
LAST = 4


def day(number: int) -> datetime.date:
    return START + datetime.timedelta(days=number)


def act(
    status: str,
    first: int,
    last: int,
    *,
    signed: bool = True,
    channel: str = "all",
    side: str = "",
    name: str = "",
    **more: Any,
) -> Act:
    bounds = day(first), day(last)
    claims = (f"c-{status}-{name}",)
    sides = (side,) if side else ()
    return Act(
        status, channel, name, *bounds, (Alternative(*bounds, claims),), signed, sides, claims, (),
        **more,
    )  # fmt: skip


def read(acts: list[Act], on: int, channel: str = "all") -> set[str | None]:
    """All that can be true on a day."""
    found = History(acts, TIE_LADDER, ("a", "b")).outcome(day(on), channel)
    return {found.status, *found.others}


@st.composite
def some_act(draw: st.DrawFn) -> Act:
    status = draw(
        st.sampled_from(
            ["proposed", "approved", "in_force", "declined", "refused", "ended", "expired"]
        )
    )
    last = draw(st.integers(0, LAST))
    seen = status in ("proposed", "approved", "in_force", "ended") and draw(st.booleans())
    # A state has no earliest day; here the first day of the little world.
    return act(status, 0 if seen else draw(st.integers(0, last)), last, signed=not seen)


@settings(max_examples=300, deadline=None)
@given(st.lists(some_act(), min_size=1, max_size=5))
def test_periods_agree_with_outcomes_on_every_day(acts: list[Act]) -> None:
    history = History(acts, TIE_LADDER)
    runs = history.stretches("all")
    for on in range(-1, LAST + 2):
        found = history.outcome(day(on))
        possible = {status for status in (found.status, *found.others) if status}
        covering = [run for run in runs if run.possibly_from <= day(on) <= run.possibly_until]
        assert {run.status for run in covering} == possible
        assert len(covering) == len(possible), "periods of one status overlap"
        certain = {
            run.status
            for run in covering
            if run.certainly_from
            and run.certainly_until
            and run.certainly_from <= day(on) <= run.certainly_until
        }
        assert certain == ({found.status} if found.certain and found.status else set())


def test_two_certain_stretches_in_one_possible_one_are_two_periods() -> None:
    """Surely suspended, perhaps resumed, and then seen suspended again."""
    acts = [
        act("in_force", 0, 0),
        act("suspended", 0, 0),
        act("resumed", 1, 2),
        act("suspended", 1, 3, signed=False, stood=day(3)),
    ]
    runs = History(acts, TIE_LADDER, ("a", "b")).stretches("all")
    assert [
        (run.possibly_from, run.certainly_from, run.certainly_until, run.possibly_until)
        for run in runs
        if run.status == "suspended"
    ] == [
        (day(0), day(0), day(0), day(2)),
        (day(3), day(3), DAY_MAX, DAY_MAX),
    ]


@pytest.mark.parametrize("number", [40])
def test_many_possible_acts_do_not_explode(number: int) -> None:
    acts = [act("approved", 0, LAST) for _ in range(number)]
    acts += [act("declined", 0, LAST) for _ in range(number)]
    found = History(acts, TIE_LADDER).outcome(day(2))
    assert {found.status, *found.others} == {None, "approved", "declined"}


def test_a_break_presupposes_that_it_was_in_force() -> None:
    broken = act("suspended", 2, 2, side="a")
    (begun,) = [each for each in make_orders([broken], TIE_LADDER).acts if each.implied]
    assert (begun.status, begun.signed, begun.latest) == ("in_force", False, day(2))
    assert read([broken], 1) == {None, "in_force"}
    assert read([broken], 2) == {"suspended"}
    # Where a beginning is told, nothing is added; a doubtful one does not surely tell of it.
    told = make_orders([act("in_force", 0, 0), broken], TIE_LADDER).acts
    assert not any(each.implied for each in told)
    doubted = act("in_force", 4, 4, optional=True)
    assert read([doubted, broken], 3) == {"suspended"}
    assert read([doubted, broken], 4) == {"suspended", "in_force"}


def test_what_cannot_have_been_presupposes_nothing() -> None:
    history = History([act("suspended", 1, 1, side="a"), act("in_force", 3, 3)], TIE_LADDER)
    assert not history.consistent
    assert history.outcome(day(2)).status is None
    assert history.outcome(day(3)).status == "in_force"


def test_a_resumption_comes_after_a_break() -> None:
    acts = [
        act("in_force", 0, 0), act("suspended", 1, 3, side="a"), act("resumed", 1, 3, side="a"),
    ]  # fmt: skip
    assert read(acts, 2) == {"in_force", "suspended"}
    assert read(acts, 3) == {"in_force"}
    other = [*acts[:2], act("resumed", 1, 3, side="b")]
    assert [each.sides for each in History(other, TIE_LADDER, ("a", "b")).unused] == [("b",)]
    assert read(other, 3) == {"suspended"}


def test_a_second_break_presupposes_a_resumption() -> None:
    acts = [
        act("in_force", 0, 0), act("suspended", 1, 1, side="a", name="x"),
        act("suspended", 4, 4, side="a", name="y"),
    ]  # fmt: skip
    assert read(acts, 1) == {"suspended"}
    assert read(acts, 2) == {"suspended", "in_force"}
    assert read(acts, 4) == {"suspended"}


def test_what_still_stood_was_not_lifted_before() -> None:
    stood = act("suspended", 0, 3, side="a", stood=day(3))
    resumed = act("resumed", 1, 4, side="a")
    begun = act("in_force", 0, 0, signed=False)
    assert read([begun, stood, resumed], 3) == {"suspended"}
    assert read([begun, stood, resumed], 4) == {"in_force"}


def test_a_break_after_a_term_shows_it_in_force() -> None:
    signed = act("in_force", 0, 0)
    term = act("expired", 2, 2, name="until:", ends=signed.claims)
    acts = [signed, term, act("suspended", 4, 4, side="a")]
    assert read(acts, 1) == {"in_force"}
    assert read(acts, 3) == {"expired", "in_force"}
    assert read(acts, 4) == {"suspended"}


def test_all_contact_is_no_evidence() -> None:
    soft = act("suspended", 1, 1, side="a", soft=True, contact=True)
    assert read([soft], 2) == {None}
    assert read([act("in_force", 0, 0), soft], 2) == {"suspended"}
    history = History([act("in_force", 0, 2), soft], TIE_LADDER, ("a", "b"))
    assert not history.surely_in_force_for(soft.claims[0])
    sure = History([act("in_force", 0, 0), soft], TIE_LADDER, ("a", "b"))
    assert sure.surely_in_force_for(soft.claims[0])
