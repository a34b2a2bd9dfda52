"""The closed form against trying every day of every act, in every order."""

from __future__ import annotations

import datetime
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.model.dates import DAY_MAX
from cityties.reading.acts import Act, Alternative
from cityties.reading.states import History
from cityties.vocabulary.codes import BREAKS, TIE_LADDER

START = datetime.date(2000, 1, 1)
LAST = 4


def day(number: int) -> datetime.date:
    return START + datetime.timedelta(days=number)


def act(status: str, first: int, last: int, *, signed: bool = True, channel: str = "all") -> Act:
    bounds = day(first), day(last)
    return Act(
        status, channel, "", *bounds, (Alternative(*bounds, ("c-1",)),), signed, (), ("c-1",), ()
    )


def outcome_of(order: list[Act]) -> str | None:
    """What one course of events leads to."""
    high = low = None
    height = 0
    for each in order:
        status = each.status
        if status == TIE_LADDER.top:
            high = status
        elif status in TIE_LADDER.strong:
            high, low, height = status, None, 0
        elif status in TIE_LADDER.weak:
            if each.signed or high not in TIE_LADDER.strong:
                low, height = status, 0
        elif TIE_LADDER.rungs[status] > height:
            low, height = status, TIE_LADDER.rungs[status]
    return high if high == TIE_LADDER.top else low or high


def every_outcome(acts: list[Act], on: int) -> set[str | None]:
    found: set[str | None] = set()
    spans = [range((each.earliest - START).days, (each.latest - START).days + 1) for each in acts]
    for dates in product(*spans):
        # What was seen to have ended had been in force before, if that was sure by then.
        befores = [
            (a, b)
            for a, top in enumerate(acts)
            for b, end in enumerate(acts)
            if top.status == TIE_LADDER.top
            and top.signed
            and not end.signed
            and end.status in TIE_LADDER.strong
            and top.latest <= end.latest
        ]
        if any(dates[a] > dates[b] for a, b in befores):
            continue
        here = [(date, each) for date, each in zip(dates, acts, strict=True) if date <= on]
        # What was only seen came before everything that undoes it.
        first = [
            each
            for _date, each in here
            if not each.signed and each.status in (*TIE_LADDER.rungs, TIE_LADDER.top)
        ]
        rest = [pair for pair in here if pair[1] not in first]
        for order in permutations(rest):
            places = {id(each): place for place, (_date, each) in enumerate(order)}
            if any(
                id(acts[b]) in places and places[id(acts[a])] > places[id(acts[b])]
                for a, b in befores
            ):
                continue
            if all(a[0] <= b[0] for a, b in pairwise(order)):
                found.add(outcome_of([*first, *(each for _date, each in order)]))
    return found


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


@settings(max_examples=250, deadline=None)
@given(st.lists(some_act(), min_size=1, max_size=4))
def test_closed_form_finds_every_possible_status(acts: list[Act]) -> None:
    history = History(acts, TIE_LADDER)
    for on in range(LAST + 1):
        found = history.outcome(day(on))
        assert {found.status, *found.others} == every_outcome(acts, on)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["suspended", "resumed", "broken"]),
            st.sampled_from(["all", "official", "political", "civic"]),
            st.integers(0, LAST),
            st.integers(0, LAST),
        ),
        max_size=4,
    ),
    st.sampled_from(["all", "official", "political", "administrative", "civic"]),
)
def test_breaks_in_every_order(raw: list[tuple[str, str, int, int]], channel: str) -> None:
    wider = {
        "all": {"all"},
        "official": {"all", "official"},
        "civic": {"all", "civic"},
        "political": {"all", "official", "political"},
        "administrative": {"all", "official"},
    }[channel]
    breaks = [act(s, min(a, b), max(a, b), channel=c) for s, c, a, b in raw]
    history = History([act("in_force", 0, 0), *breaks], TIE_LADDER)
    relevant = [each for each in breaks if each.channel in wider]
    for on in range(LAST + 1):
        expected = set()
        spans = [range((e.earliest - START).days, (e.latest - START).days + 1) for e in relevant]
        for dates in product(*spans):
            here = [(d, e.status) for d, e in zip(dates, relevant, strict=True) if d <= on]
            newest = max((d for d, _s in here), default=None)
            last = {s for d, s in here if d == newest} or {"resumed"}
            expected |= {s if s in BREAKS else "in_force" for s in last}
        found = history.outcome(day(on), channel)
        assert {found.status, *found.others} == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(some_act(), min_size=1, max_size=5))
def test_periods_agree_with_outcomes_on_every_day(acts: list[Act]) -> None:
    history = History(acts, TIE_LADDER)
    runs = history.stretches("all", ("a", "b"))
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
        act("suspended", 1, 3, signed=False),
    ]
    runs = History(acts, TIE_LADDER).stretches("all", ("a", "b"))
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
