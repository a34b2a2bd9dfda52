"""What must hold for any claims, however they contradict one another."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Source
from cityties.reading import Readings, read

DATES = ["1999", "2000", "2000-06~", "2001-03-05", "2003", "2003-07-01", "[2002..2004]", "[..2001]",
         "2005", "2006-02"]  # fmt: skip
SOURCES = {
    f"s{n}": Source(f"s{n}", "news", "", "p", published=parse_edtf(text))
    for n, text in enumerate(["2001-06", "2004", "2004-02-03", "2007", "2010-01-01"])
} | {"s9": Source("s9", "news", "", "p", accessed=parse_edtf("2011-01-01"))}
TIES = ["tie/aba+caba/sister_city", "tie/aba+caba/cooperation_mou", "tie/aba+caba/agreement"]
DAYS = [datetime.date(year, month, 2) for year in range(1998, 2013) for month in (1, 5, 9)]
PROFILE = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

STATUSES = ["announced", "proposed", "negotiating", "approved", "in_force", "declined",
            "withdrawn", "expired", "ended", "suspended", "resumed", "broken"]  # fmt: skip


@st.composite
def claim_lists(
    draw: st.DrawFn,
    *,
    statuses: list[str] = STATUSES,
    certainties: tuple[str, ...] = ("stated", "stated", "implied", "hedged", "denied"),
    aspects: tuple[str, ...] = ("change", "change", "state", "plan"),
    types: tuple[str, ...] = ("tie", "tie", "tie", "tie", "opinion", "count"),
    most: int = 7,
) -> list[Claim]:
    claims = []
    for number in range(draw(st.integers(0, most))):
        status = draw(st.sampled_from(statuses))
        named = status in ("suspended", "resumed", "broken", "ended", "in_force")
        kind = draw(st.sampled_from(types))
        when = draw(st.sampled_from(["", *DATES]))
        claim = Claim(
            f"c-{number:02}",
            draw(st.sampled_from(sorted(SOURCES))),
            kind,
            aspect=draw(st.sampled_from(aspects)),
            kind="sister_city",
            about=draw(st.sampled_from(TIES)) if kind != "count" else "aba",
            act=draw(st.sampled_from(["", "one", "two"])) if named else "",
            parties=("aba", "caba"),
            actor=draw(st.sampled_from([(), ("aba",), ("caba",)])),
            status=status,
            channel=draw(st.sampled_from(["", "official", "political", "civic"]))
            if status in ("suspended", "resumed", "broken", "in_force")
            else "",
            side=draw(st.sampled_from(["", "aba", "caba"])),
            when=parse_edtf(when) if when else None,
            certainty=draw(st.sampled_from(certainties)),
            number=float(draw(st.integers(3, 6))) if kind == "count" else None,
            op=draw(st.sampled_from(["=", ">", "<", "~"])) if kind == "count" else "",
            of="sister cities",
        )
        claims.append(claim)
    for index, claim in enumerate(claims):
        if draw(st.integers(0, 9)) == 0:
            other = draw(st.sampled_from(claims)).id
            claims[index] = replace(claim, contradicts=(other,))
    return claims


def everything(readings: Readings) -> tuple[object, ...]:
    return (
        readings.withheld,
        readings.conflicts,
        tuple(readings.iter_periods()),
        tuple(
            tie.state(day, channel)
            for tie in readings.ties.values()
            for day in DAYS[::5]
            for channel in ("all", "political")
        ),
    )


@PROFILE
@given(claim_lists(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(claims: list[Claim], chance: object) -> None:
    shuffled = list(claims)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert everything(read(claims, SOURCES)) == everything(read(shuffled, SOURCES))


def opposed(readings: Readings) -> set[tuple[str, str, str]]:
    """Pairs of claims that stand for different values of one conflict, and for none together."""
    found = set()
    for conflict in readings.conflicts:
        values = [set(claims) for _value, _sources, claims in conflict.values]
        for one, other in combinations(values, 2):
            for a in one:
                for b in other:
                    if not any({a, b} <= value for value in values):
                        found.add((conflict.what, *sorted((a, b))))
    return found


@settings(PROFILE, max_examples=200)
@given(claim_lists())
def test_leaving_out_one_claim_loses_no_conflict_among_the_others(claims: list[Claim]) -> None:
    # Of one tie: which tie a claim of a broader kind joins can depend on a claim about another.
    claims = [claim for claim in claims if claim.about in (TIES[0], "aba")]
    by_id = {claim.id: claim for claim in claims}

    def direct(pair: tuple[str, str, str]) -> bool:
        """Conflicts of counts and by `contradicts` also link claims through a third one."""
        what, *ids = pair
        if what == "stage":  # judged against all that is sure: see the next test
            return False
        alone = [replace(by_id[claim]) for claim in ids]
        return what not in ("count", "stated") or pair in opposed(read(alone, SOURCES))

    before = {pair for pair in opposed(read(claims, SOURCES)) if direct(pair)}
    for left_out in claims:
        after = opposed(read([c for c in claims if c is not left_out], SOURCES))
        assert {pair for pair in before if left_out.id not in pair[1:]} <= after


@PROFILE
@given(claim_lists(aspects=("change", "state"), types=("tie",), certainties=("stated",)))
def test_a_conflict_stands_on_the_claims_that_it_names(claims: list[Claim]) -> None:
    claims = [c for c in claims if c.about == TIES[0]]
    for conflict in read(claims, SOURCES).conflicts:
        if conflict.what == "stage" and conflict.values[1][0] in ("suspended", "broken"):
            continue  # that also needs to know that the tie was in force
        named = [c for c in claims if c.id in conflict.claims]
        kept = read(named, SOURCES).conflicts
        assert (conflict.about, conflict.what) in {(c.about, c.what) for c in kept}


@PROFILE
@given(
    claim_lists(certainties=("hedged", "denied"), types=("tie",)),
    claim_lists(types=("opinion",), certainties=("stated",)),
    claim_lists(aspects=("plan",), types=("tie",), certainties=("stated", "implied")),
)
def test_what_may_not_count_never_gives_in_force(
    unsure: list[Claim], opinions: list[Claim], plans: list[Claim]
) -> None:
    claims = [
        replace(claim, id=f"{claim.id}{letter}")
        for letter, group in zip("abc", (unsure, opinions, plans), strict=True)
        for claim in group
    ]
    for period in read(claims, SOURCES).iter_periods():
        assert period.status == "announced"
        assert set(period.claims) <= {claim.id for claim in claims if claim.aspect == "plan"}


@PROFILE
@given(claim_lists(), st.sampled_from(DAYS))
def test_hedged_claims_change_nothing_but_what_conflicts(
    claims: list[Claim], known_by: datetime.date
) -> None:
    sure = [c for c in claims if c.type == "tie" and c.certainty in ("stated", "implied")]
    assert tuple(read(sure, SOURCES).iter_periods()) == tuple(read(claims, SOURCES).iter_periods())


@PROFILE
@given(claim_lists(), st.sampled_from(DAYS))
def test_nothing_published_after_known_by_is_used(
    claims: list[Claim], known_by: datetime.date
) -> None:
    def latest(claim: Claim) -> datetime.date:
        source = SOURCES[claim.source]
        value = source.published or source.accessed
        assert value is not None
        return value.latest

    then = read(claims, SOURCES, known_by=known_by)
    only = read([c for c in claims if latest(c) <= known_by], SOURCES)
    assert everything(only)[1:] == everything(then)[1:]
    assert all(latest(claim) <= known_by for claim in then.claims.values())
    assert then.withheld <= len(claims) - len(then.claims)


@PROFILE
@given(
    claim_lists(
        statuses=["in_force", "suspended", "resumed"],
        aspects=("change",),
        types=("tie",),
        certainties=("stated",),
    ),
    st.sampled_from(sorted(SOURCES)),
    st.sampled_from(["", *DATES]),
    st.sampled_from(["", "official", "civic"]),
)
def test_a_state_never_undoes_a_break(
    claims: list[Claim], source: str, when: str, channel: str
) -> None:
    claims = [replace(claim, about=TIES[0]) for claim in claims]
    seen = Claim(
        "c-seen", source, "tie", aspect="state", kind="sister_city", about=TIES[0],
        parties=("aba", "caba"), status="in_force", channel=channel,
        when=parse_edtf(when) if when else None,
    )  # fmt: skip
    without, added = read(claims, SOURCES), read([*claims, seen], SOURCES)
    if TIES[0] not in without.ties:
        return
    for on in DAYS:
        for name in ("all", "official", "political", "civic"):
            before = without.state(TIES[0], on, name)
            after = added.state(TIES[0], on, name)
            if before.status == "suspended" and before.certainty == "certain":
                # The state can sharpen when the tie began. A signing of that year can then have
                # come after the break, where before it had to come first: so both are possible.
                assert "suspended" in (after.status, *after.alternatives)


@PROFILE
@given(claim_lists(types=("tie",), certainties=("stated",)))
def test_raising_the_day_never_removes_a_certain_exit(claims: list[Claim]) -> None:
    """Unless a new act may have come since; what was only seen is none."""
    exits = {"ended", "expired", "superseded"}
    readings = read(claims, SOURCES)
    for tie in readings.ties.values():
        new = [
            act.latest
            for act in tie.history.acts
            if act.signed and act.status not in ("suspended", "resumed", "broken")
        ]
        for earlier, later in combinations(DAYS[::3], 2):
            state = tie.state(earlier)
            if (
                state.certainty == "certain"
                and state.status in exits
                and not any(earlier < day for day in new)
            ):
                assert tie.state(later).status == state.status


@PROFILE
@given(claim_lists())
def test_periods_agree_with_states_on_every_day(claims: list[Claim]) -> None:
    for tie in read(claims, SOURCES).ties.values():
        for channel in tie.history.channels():
            periods = tie.periods_on(channel)
            for on in DAYS:
                state = tie.state(on, channel)
                assert state.since is None or parse_edtf(state.since)
                here = [p for p in periods if p.possibly_from <= on <= p.possibly_until]
                possible = {*state.alternatives, *([state.status] if state.status else [])}
                assert {p.status for p in here} == possible
                assert len(here) == len(possible)
                sure = [
                    p
                    for p in here
                    if p.certainly_from
                    and p.certainly_until
                    and p.certainly_from <= on <= p.certainly_until
                ]
                if state.certainty == "certain" and state.status:
                    assert [(p.status, p.side, p.concluded) for p in sure] == [
                        (state.status, state.side, state.concluded)
                    ]
                else:
                    assert not sure


@PROFILE
@given(claim_lists(statuses=["in_force", "in_force", "in_force", "suspended"],
                   aspects=("state", "state", "state", "change"), types=("tie",)))  # fmt: skip
def test_ties_that_are_only_seen_in_force_have_no_conflict(claims: list[Claim]) -> None:
    """They are left out of the search for conflicts; the search would find none."""
    from cityties.reading.readings import TieReading

    found = read(claims, SOURCES).conflicts
    rule = TieReading.is_only_seen
    TieReading.is_only_seen = property(lambda _tie: False)  # type: ignore[assignment,method-assign]
    try:
        assert read(claims, SOURCES).conflicts == found
    finally:
        TieReading.is_only_seen = rule  # type: ignore[method-assign]
