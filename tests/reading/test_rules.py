"""Each rule on the smallest claims that show it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from cityties.errors import NotFoundError, UsageError
from cityties.model.dates import DAY_MAX, DAY_MIN, parse_edtf
from cityties.model.rows import Claim, Source
from cityties.reading import Answers, Contacts, Readings, read

TIE = "tie/aba+caba/sister_city"
SOURCES = {
    year: Source(year, "news", "", "paper", published=parse_edtf(year))
    for year in ("1995", "2003", "2005", "2010", "2020-06", "2020-06-15")
} | {
    "undated": Source("undated", "news", "", "paper", accessed=parse_edtf("2026-01-05")),
    "spread": Source("spread", "news", "", "paper", published=parse_edtf("[2004..2012]")),
}
_counter = iter(range(10_000))


def claim(status: str, when: str = "", **given: Any) -> Claim:
    until = given.pop("until", "")
    fields: dict[str, Any] = {
        "id": f"c-{next(_counter):04}", "source": "2020-06", "type": "tie", "aspect": "change",
        "kind": "sister_city", "about": TIE, "parties": ("aba", "caba"), "status": status,
        "when": parse_edtf(when) if when else None,
        "until": parse_edtf(until) if until else None,
    }  # fmt: skip
    return Claim(**(fields | given))


def seen(status: str, when: str = "", **given: Any) -> Claim:
    return claim(status, when, aspect="state", **given)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def reading(*claims: Claim, known_by: str = "") -> Readings:
    return read(claims, SOURCES, known_by=day(known_by) if known_by else None)


def on(
    readings: Readings, text: str, channel: str = "all", tie: str = TIE
) -> tuple[str | None, str]:
    state = readings.state(tie, day(text), channel)
    return state.status, state.certainty


def test_1_only_what_was_surely_published_is_known() -> None:
    claims = (
        claim("proposed", "2001", source="2003"),
        claim("approved", "2002", source="spread"),
        claim("in_force", "2003", source="undated"),
    )
    found = reading(*claims, known_by="2005-01-01")
    assert on(found, "2005-01-01") == ("proposed", "certain")
    assert found.withheld == 2
    assert on(reading(*claims), "2005-01-01") == ("in_force", "certain")
    assert reading(*claims, known_by="2002-12-31").withheld == 1  # "spread" began in 2004


def test_2_a_plan_is_announced_at_its_publication_and_repeating_it_is_no_conflict() -> None:
    found = reading(
        claim("in_force", "2011", aspect="plan", source="2003"),
        claim("in_force", aspect="plan", source="2010"),
    )
    assert on(found, "2002-12-31") == (None, "certain")
    assert on(found, "2003-05-01") == ("announced", "possible")
    assert on(found, "2025-01-01") == ("announced", "certain")
    assert not found.conflicts


@pytest.mark.parametrize("status", ["suspended", "ended"])
def test_2_a_plan_to_break_or_end_gives_nothing(status: str) -> None:
    found = reading(claim("in_force", "2001"), claim(status, "2020", aspect="plan", act="a"))
    assert {period.status for period in found.periods(TIE)} == {"in_force"}


def test_3_no_change_is_later_than_its_source() -> None:
    found = reading(claim("in_force", "2020-06", source="2020-06-15"))
    assert on(found, "2020-06-14") == ("in_force", "possible")
    assert on(found, "2020-06-15") == ("in_force", "certain")


def test_3_a_state_holds_from_its_day_on_and_possibly_before() -> None:
    found = reading(seen("in_force", "2005", source="2010"))
    (period,) = found.periods(TIE)
    assert (period.possibly_from, period.certainly_from) == (DAY_MIN, day("2005-12-31"))
    assert (period.certainly_until, period.possibly_until) == (DAY_MAX, DAY_MAX)
    assert period.concluded == "attested"


def test_3_a_list_does_not_thaw_a_freeze() -> None:
    found = reading(
        claim("in_force", "2000"),
        claim("suspended", "2001", act="freeze", channel="official", side="aba"),
        seen("in_force", source="2010"),
    )
    state = found.state(TIE, day("2011-01-01"), "political")
    assert (state.status, state.certainty, state.side) == ("suspended", "certain", "aba")
    assert found.state(TIE, day("2011-01-01"), "civic").status == "in_force"
    assert not found.conflicts


def test_3_a_state_on_one_channel_shows_that_the_tie_was_in_force() -> None:
    assert on(reading(seen("in_force", "2005", channel="civic")), "2006-01-01") == (
        "in_force", "certain",
    )  # fmt: skip


def test_3_a_change_to_in_force_on_a_channel_is_a_resumption() -> None:
    found = reading(
        claim("in_force", "2000"),
        claim("suspended", "2001", act="freeze", channel="official"),
        claim("in_force", "2004", act="thaw", channel="official"),
    )
    assert on(found, "2002-01-01", "political") == ("suspended", "certain")
    assert on(found, "2005-01-01", "political") == ("in_force", "certain")
    assert found.state(TIE, day("2005-01-01"), "political").since == "2004"
    assert found.state(TIE, day("2005-01-01")).since == "2000"


def test_4_overlapping_dates_meet_and_disjoint_ones_conflict() -> None:
    found = reading(claim("in_force", "1998"), claim("in_force", "1998-05-29"))
    assert found.state(TIE, day("2000-01-01")).since == "1998-05-29"
    assert not found.conflicts
    found = reading(
        claim("in_force", "1998", id="c-vague"),
        claim("in_force", "1998-05-29", id="c-may"),
        claim("in_force", "1998-09-18", id="c-sep"),
    )
    (conflict,) = found.conflicts
    assert [(value, claims) for value, _sources, claims in conflict.values] == [
        ("1998-05-29", ("c-may", "c-vague")), ("1998-09-18", ("c-sep", "c-vague")),
    ]  # fmt: skip
    assert on(found, "1998-07-01") == ("in_force", "possible")
    assert on(found, "1998-09-18") == ("in_force", "certain")
    assert parse_edtf(found.state(TIE, day("2000-01-01")).since or "")


def test_4_a_state_seen_before_the_claimed_change_conflicts() -> None:
    found = reading(claim("in_force", "2004-11-10"), seen("in_force", "2003"))
    assert [conflict.what for conflict in found.conflicts] == ["when"]
    assert on(found, "2004-06-01") == ("in_force", "possible")


def test_4_two_sides_approvals_are_two_acts() -> None:
    found = reading(claim("approved", "2001", side="aba"), claim("approved", "2003", side="caba"))
    assert not found.conflicts
    assert found.state(TIE, day("2002-01-01")).side == "aba"
    assert found.state(TIE, day("2004-01-01")).side == "both"
    # The one named side is meant by a claim that names none.
    found = reading(claim("approved", "2001", side="aba"), claim("approved", "2003"))
    assert [conflict.what for conflict in found.conflicts] == ["when"]


def test_4_a_renewal_does_not_conflict_with_older_lists() -> None:
    found = reading(seen("in_force", "2003"), claim("in_force", "2019", act="renewal-2019"))
    assert not found.conflicts
    assert on(found, "2004-01-01") == ("in_force", "certain")


def test_4_a_break_seen_after_a_resumption_is_a_new_one() -> None:
    found = reading(
        claim("in_force", "2000"),
        claim("suspended", "2001", act="first"),
        claim("resumed", "2004", act="first"),
        seen("suspended", "2010"),
    )
    assert on(found, "2002-01-01") == ("suspended", "certain")
    assert on(found, "2003-06-01") == ("suspended", "certain")
    assert on(found, "2007-01-01") == ("in_force", "possible")
    assert on(found, "2011-01-01") == ("suspended", "certain")


def test_4_nothing_ends_before_it_began() -> None:
    found = reading(claim("in_force", "2000-05-01"), seen("ended", "2010"))
    assert on(found, "1999-01-01") == (None, "certain")
    assert on(found, "2005-01-01") == ("in_force", "possible")
    assert on(found, "2011-01-01") == ("ended", "certain")


def test_4b_an_exit_without_a_date_can_be_before_a_proposal() -> None:
    proposed = claim("proposed", "2000-05-01")
    found = reading(proposed, claim("declined", act="a", side="aba"))
    assert on(found, "2000-04-30") == (None, "possible")
    assert on(found, "2000-05-02") == ("proposed", "possible")
    # What ended had been in force: nobody tells since when.
    found = reading(proposed, claim("ended", act="a", side="aba"))
    assert on(found, "2000-04-30") == ("in_force", "possible")
    assert found.state(TIE, day("2000-04-30")).concluded == "attested"


def test_6_rungs_may_be_skipped_and_lower_ones_never_replace_higher_ones() -> None:
    found = reading(
        claim("approved", "2001", side="aba"), claim("drafted", "2003"), claim("proposed", "2004")
    )
    assert on(found, "2005-01-01") == ("approved", "certain")


def test_6_a_new_proposal_follows_an_exit() -> None:
    found = reading(
        claim("proposed", "2000", act="first", side="aba"),
        claim("declined", "2001", side="caba"),
        claim("proposed", "2003", act="second", side="aba"),
    )
    assert [on(found, f"{year}-12-31")[0] for year in (2000, 2001, 2002, 2003)] == [
        "proposed", "declined", "declined", "proposed",
    ]  # fmt: skip


def test_6_a_refusal_ends_no_agreement() -> None:
    found = reading(claim("in_force", "2000"), claim("refused", "2003", side="aba"))
    assert on(found, "2004-01-01") == ("in_force", "certain")


def test_6_stages_that_do_not_fit_conflict() -> None:
    found = reading(claim("in_force", "2000"), seen("proposed", "2005"))
    (conflict,) = found.conflicts
    assert (conflict.what, [value[0] for value in conflict.values]) == (
        "stage", ["proposed", "in_force"],
    )  # fmt: skip
    # Perhaps the tie was not in force yet.
    assert not reading(claim("in_force", "[2000..2006]"), seen("proposed", "2005")).conflicts
    # Seen in force after its end.
    found = reading(
        claim("in_force", "2000"), claim("ended", "2003", act="end"), seen("in_force", "2010")
    )
    assert [conflict.what for conflict in found.conflicts] == ["stage"]
    assert on(found, "2011-01-01") == ("ended", "certain")


def test_7_broader_breaks_hold_for_narrower_channels_and_later_acts_win() -> None:
    found = reading(
        claim("in_force", "2000"),
        claim("suspended", "2001", act="a"),
        claim("resumed", "2003", act="a", channel="civic"),
    )
    assert on(found, "2004-01-01") == ("suspended", "certain")
    assert on(found, "2004-01-01", "civic") == ("in_force", "certain")
    assert on(found, "2004-01-01", "political") == ("suspended", "certain")


def test_7_a_new_agreement_ends_an_old_break() -> None:
    found = reading(
        claim("in_force", "2000"),
        claim("suspended", "2001", act="a"),
        claim("in_force", "2005", act="renewal"),
    )
    assert on(found, "2006-01-01") == ("in_force", "certain")


def test_7_broken_is_suspended_or_ended() -> None:
    found = reading(claim("in_force", "2000"), claim("broken", "2003", act="a"))
    assert on(found, "2004-01-01") == ("broken", "certain")


def test_8_the_sure_status_comes_first() -> None:
    found = reading(claim("proposed", "2000"), claim("in_force", "[2001..2005]"))
    state = found.state(TIE, day("2003-01-01"))
    assert (state.status, state.alternatives) == ("proposed", ("in_force",))
    found = reading(
        claim("proposed", "[2000..2004]"), claim("approved", "[2001..2005]", side="aba")
    )
    state = found.state(TIE, day("2003-01-01"))
    assert (state.status, state.certainty, state.alternatives) == (
        "approved", "possible", ("proposed",),
    )  # fmt: skip


def test_9_nothing_ends_by_itself_but_until_does() -> None:
    assert on(reading(claim("in_force", "1900")), "2026-01-01") == ("in_force", "certain")
    found = reading(claim("in_force", "2014-02-27", until="2019-02-27"))
    assert on(found, "2019-02-27") == ("in_force", "certain")
    assert on(found, "2019-02-28") == ("expired", "certain")
    found = reading(claim("in_force", "2001", until="2005"))
    assert on(found, "2005-06-01") == ("in_force", "possible")
    found = reading(
        claim("in_force", "2001", until="2005-12-31"), claim("in_force", "2004", act="renewal")
    )
    assert on(found, "2010-01-01") == ("in_force", "certain")


def test_9_a_break_with_an_end_is_resumed() -> None:
    found = reading(
        claim("in_force", "2000"), claim("suspended", "2001", act="a", until="2003-12-31")
    )
    assert on(found, "2003-12-31") == ("suspended", "certain")
    assert on(found, "2004-01-01") == ("in_force", "certain")


def test_9_seen_until_now_is_no_end() -> None:
    now = seen("in_force", "2001", until="2020-06", source="2020-06")
    assert on(reading(now), "2021-01-01") == ("in_force", "certain")
    over = seen("in_force", "2001", until="2004", source="2020-06")
    assert on(reading(over), "2021-01-01") == ("expired", "certain")


def test_9_a_length_alone_ends_what_began_on_a_known_day() -> None:
    signed = claim("in_force", "2003-02-27", duration="P5Y", source="2005")
    assert on(reading(signed), "2008-02-27") == ("in_force", "certain")
    assert on(reading(signed), "2008-02-28") == ("expired", "certain")
    in_a_year = claim("in_force", "2003", duration="P5Y", source="2005")
    assert on(reading(in_a_year), "2008-06-01") == ("in_force", "possible")
    assert on(reading(in_a_year), "2009-01-01") == ("expired", "certain")


@pytest.mark.parametrize("aspect", ["change", "state"])
@pytest.mark.parametrize(
    ("when", "still", "over"), [("", "2010", "2011"), ("2003", "2008", "2009")]
)
def test_9_a_length_without_a_beginning_is_over_at_the_latest_after_the_claim(
    aspect: str, when: str, still: str, over: str
) -> None:
    """It had begun when it was seen, or when its source came out."""
    found = reading(claim("in_force", when, aspect=aspect, source="2005", duration="P5Y"))
    assert on(found, f"{still}-06-01") == ("in_force", "possible")
    assert on(found, f"{over}-01-01") == ("expired", "certain")


def test_9_what_was_seen_was_in_force_then_whatever_its_length() -> None:
    found = reading(seen("in_force", "2003-05-01", duration="P1Y", source="2005"))
    assert on(found, "2003-05-01") == ("in_force", "certain")
    frozen = claim("suspended", source="2020-06-15", duration="P1Y", act="a")
    assert on(reading(claim("in_force", "2000"), frozen), "2020-06-15") == ("suspended", "certain")


@pytest.mark.parametrize(
    "length",
    [
        claim("in_force", duration="P5Y"),
        claim("in_force", "2003", duration="P5Y"),
        seen("in_force", "2005", duration="P5Y"),
    ],
)
def test_9_a_length_counts_from_the_day_that_another_claim_gives(length: Claim) -> None:
    signed = claim("in_force", "2003-02-27")
    for claims in ((signed, length), (length, signed)):
        assert on(reading(*claims), "2008-02-27") == ("in_force", "certain")
        assert on(reading(*claims), "2008-02-28") == ("expired", "certain")


def test_9_a_length_seen_after_the_first_term_counts_from_the_sighting() -> None:
    found = reading(claim("in_force", "2000-01-01"), seen("in_force", "2010-01-01", duration="P2Y"))
    assert on(found, "2010-01-01") == ("in_force", "certain")
    assert on(found, "2012-01-02") == ("expired", "certain")


def test_9_the_length_of_a_break_counts_from_the_day_that_another_claim_gives() -> None:
    found = reading(
        claim("in_force", "2000"),
        claim("suspended", "2010-01-01", act="a", side="aba"),
        claim("suspended", duration="P2Y", act="a", side="aba"),
    )
    assert on(found, "2012-01-01") == ("suspended", "certain")
    assert on(found, "2012-01-02") == ("in_force", "certain")


def test_9_a_stated_end_of_another_claim_is_kept() -> None:
    found = reading(
        claim("in_force", "2003-02-27", until="2006-12-31"), claim("in_force", duration="P20Y")
    )
    assert on(found, "2006-12-31")[0] == "in_force"
    assert found.state(TIE, day("2030-01-01")).status == "expired"


def test_9_nobody_attests_an_end_that_is_computed() -> None:
    computed = reading(claim("in_force", "2003-02-27", duration="P5Y", source="2005"))
    assert computed.state(TIE, day("2010-01-01")).last_attested is None
    assert computed.state(TIE, day("2005-01-01")).last_attested.text == "2003-02-27"
    stated = reading(claim("in_force", "2003-02-27", until="2008-02-27", source="2005"))
    assert stated.state(TIE, day("2010-01-01")).last_attested.text == "2008-02-27"


def test_9_a_length_without_a_beginning_contradicts_nothing_seen_before() -> None:
    found = reading(
        seen("in_force", "2001", source="2003"),
        claim("in_force", source="2010", duration="P2Y"),
    )
    assert not found.conflicts
    assert on(found, "2013-01-01") == ("expired", "certain")
    assert on(found, "2001-01-01")[0] == "in_force"
    after = reading(claim("in_force", "2000-01-01", duration="P2Y"), seen("in_force", "2004"))
    assert after.conflicts
    assert on(after, "2004-12-31")[0] == "in_force"


def test_9_a_suspension_for_a_length_is_lifted_after_it() -> None:
    frozen = claim("suspended", "2003-01-31", duration="P2Y", act="ev-freeze", side="aba")
    found = reading(claim("in_force", "2000"), frozen)
    assert on(found, "2005-01-31") == ("suspended", "certain")
    assert on(found, "2005-02-01") == ("in_force", "certain")


def test_2_a_plan_under_a_condition_gives_what_any_plan_gives() -> None:
    plain = claim("in_force", aspect="plan", source="2005")
    under = claim("in_force", aspect="plan", source="2005", condition="the council agrees")
    assert on(reading(under), "2006-01-01") == on(reading(plain), "2006-01-01")
    assert on(reading(under), "2006-01-01")[0] == "announced"


def test_9_last_attested_is_the_newest_word_up_to_the_day() -> None:
    found = reading(claim("in_force", "2000"), seen("in_force", "2005"), seen("in_force", "2010"))
    assert found.state(TIE, day("2007-01-01")).last_attested.text == "2005"
    assert found.state(TIE, day("2020-01-01")).last_attested.text == "2010"


def test_10_concluded() -> None:
    assert reading(claim("in_force", "2000")).state(TIE, day("2001-01-01")).concluded == "signed"
    found = reading(seen("in_force", "2000"))
    assert found.state(TIE, day("2001-01-01")).concluded == "attested"
    assert reading(claim("approved", "2000")).state(TIE, day("2001-01-01")).concluded is None


def test_11_a_denial_conflicts_with_what_is_stated_of_the_same_thing() -> None:
    stated = claim("in_force", "2000", id="c-yes")
    denial = seen("in_force", "2005", certainty="denied", id="c-no")
    (conflict,) = reading(stated, denial).conflicts
    assert (conflict.what, conflict.claims) == ("denied", ("c-no", "c-yes"))
    assert on(reading(stated, denial), "2010-01-01") == ("in_force", "certain")
    assert not reading(denial).conflicts
    assert on(reading(denial), "2010-01-01") == (None, "certain")
    # A denial of 2005 says nothing of a signature of 2010.
    assert not reading(claim("in_force", "2010"), denial).conflicts


def count(number: float, **given: Any) -> Claim:
    fields: dict[str, Any] = {
        "type": "count", "aspect": "state", "about": "aba", "number": number, "op": "=",
        "of": "sister cities", "parties": (), "source": "2020-06-15",
    }  # fmt: skip
    return claim("", **(fields | given))


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        (count(13), count(14), True),
        (count(13), count(13), False),
        (count(13), count(12, op=">"), False),
        (count(13), count(13, op=">"), True),
        (count(13), count(13, op=">="), False),
        (count(13), count(13, op="<"), True),
        (count(13), count(14, op="~"), False),
        (count(13), count(20, op="~"), True),
        (count(15), count(14, excluding=("porto",)), False),
        (count(14), count(14, excluding=("porto",)), True),
        (count(13), count(14, of="networks"), False),
        (count(13), count(14, about="caba"), False),
        (count(13), count(14, source="2010"), False),
        (count(13), count(14, source="undated"), False),
        (count(13), count(14, certainty="hedged"), False),
        (count(13), count(14, source="2020-06"), True),
        (count(10, number_to=12), count(11), False),
        (count(10, number_to=12), count(12), False),
        (count(10, number_to=12), count(13), True),
        (count(10, number_to=12), count(9), True),
        (count(10, number_to=12), count(11, number_to=15), False),
        (count(10, number_to=12), count(13, number_to=15), True),
        (count(10, number_to=12, excluding=("porto",)), count(13), False),
        (count(10, number_to=12, op="~"), count(13), False),
        (count(10, number_to=12), count(12, op=">"), True),
    ],
)
def test_11_counts(one: Claim, other: Claim, conflicts: bool) -> None:
    assert [conflict.what for conflict in reading(one, other).conflicts] == ["count"] * conflicts


def test_11_claims_that_say_they_contradict() -> None:
    one = claim("", type="event", about="ev-x", kind="proposal", actor=("aba",), id="c-a")
    other = claim(
        "", type="event", about="ev-x", kind="proposal", actor=("caba",), id="c-b",
        contradicts=("c-a", "c-missing"),
    )  # fmt: skip
    (conflict,) = reading(one, other).conflicts
    assert (conflict.what, [value[0] for value in conflict.values]) == ("stated", ["aba", "caba"])


def test_11_one_event_on_two_days() -> None:
    visits = [
        claim("", when, type="event", about="ev-visit", kind="official_visit")
        for when in ("2003-08-09", "2003-08-11")
    ]
    (conflict,) = reading(*visits).conflicts
    assert (conflict.about, conflict.what) == ("ev-visit", "event")


def agreement(status: str, when: str) -> Claim:
    return claim(status, when, kind="agreement", about="tie/aba+caba/agreement")


def test_identity_a_broader_kind_joins_the_only_narrower_tie() -> None:
    found = reading(agreement("in_force", "2000"), claim("approved", "1999"))
    assert list(found.ties) == [TIE]
    assert on(found, "2001-01-01") == ("in_force", "certain")
    assert found.tie(TIE).joined == ("tie/aba+caba/agreement",)
    memorandum = claim(
        "approved", "1999", kind="cooperation_mou", about="tie/aba+caba/cooperation_mou"
    )
    found = reading(agreement("in_force", "2000"), claim("approved", "1999"), memorandum)
    assert len(found.ties) == 3
    assert len(reading(agreement("in_force", "2000")).ties) == 1


@pytest.mark.parametrize(
    "unsure",
    [
        claim("in_force", aspect="plan"),
        claim("in_force", "1999", certainty="hedged"),
        claim("in_force", "1999", certainty="denied"),
    ],
)
def test_identity_a_plan_makes_no_sister_city_of_an_agreement(unsure: Claim) -> None:
    found = reading(agreement("in_force", "2000"), unsure)
    assert found.state(TIE, day("2021-01-01")).status != "in_force"
    assert on(found, "2021-01-01", tie="tie/aba+caba/agreement")[0] == "in_force"


def test_identity_three_parties_make_one_tie() -> None:
    about = "tie/aba+caba+dada/multilateral_pact"
    pact = claim("in_force", "1998", about=about, parties=("aba", "caba", "dada"))
    found = reading(pact)
    assert [pair.parties for pair in found.tie(about).pairs] == [
        ("aba", "caba"), ("aba", "dada"), ("caba", "dada"),
    ]  # fmt: skip
    assert found.by_party["dada"] == (about,)


def test_identity_supersedes() -> None:
    memorandum = "tie/aba+caba/cooperation_mou"
    found = reading(
        claim("in_force", "2000", about=memorandum, kind="cooperation_mou"),
        claim("superseded", "2004", about=memorandum, kind="cooperation_mou", act="end"),
        claim("in_force", "2004"),
    )
    assert found.supersedes(TIE) == (memorandum,)
    assert found.supersedes(memorandum) == ()
    assert on(found, "2005-01-01", tie=memorandum) == ("superseded", "certain")


def member(status: str, when: str, **given: Any) -> Claim:
    return claim(
        status, when, type="membership", about="aba@net", kind="membership", parties=(), **given
    )


def test_memberships() -> None:
    found = reading(
        member("candidate", "2000"), member("", "2002", grade="board"), member("left", "2009")
    )
    its = found.memberships["aba@net"]
    assert [its.state(day(f"{year}-12-31")).status for year in (1999, 2000, 2005, 2010)] == [
        None, "candidate", "member", "left",
    ]  # fmt: skip
    assert its.state(day("2005-01-01")).grade == "board"
    assert (its.city, its.network) == ("aba", "net")
    assert [period.status for period in its.periods] == ["candidate", "member", "left"]
    assert [c.what for c in reading(member("member", "2002"), member("member", "2005")).conflicts]


def test_unknown_ties_and_channels_are_errors() -> None:
    found = reading(claim("in_force", "2000"))
    with pytest.raises(NotFoundError, match="nowhere"):
        found.state("tie/nowhere+aba/sister_city", day("2001-01-01"))
    with pytest.raises(UsageError, match="political"):
        found.state(TIE, day("2001-01-01"), "politics")


def test_nothing_can_be_changed() -> None:
    found = reading(claim("in_force", "2000"))
    with pytest.raises(TypeError):
        found.ties["x"] = found.tie(TIE)  # type: ignore[index]
    with pytest.raises(AttributeError):
        found.periods(TIE)[0].status = "ended"  # type: ignore[misc]


@pytest.mark.parametrize("make", [lambda: read([], {}), reading])
def test_no_claims_give_no_readings(make: Callable[[], Readings]) -> None:
    found = make()
    assert (len(found.ties), found.conflicts, found.withheld) == (0, (), 0)


@pytest.mark.parametrize(("status", "answered"), [("accepted", True), ("offered", False)])
def test_12_an_accepted_invitation_is_an_answer(status: str, answered: bool) -> None:
    event: dict[str, Any] = {"type": "event", "kind": "invitation", "about": "ev-invitation"}
    invited = claim(
        "offered", "2003-05-01", id="c-invited", actor=("aba",), target=("caba",), **event
    )
    later = claim(status, "2003-06-01", id="c-later", actor=("aba",), target=("caba",), **event)
    answers = Answers(reading(invited, later), Contacts(reading(invited, later)))
    given, possible = answers.of("c-invited")
    assert (given, possible) == (("c-later",) if answered else (), ())
    found = answers.on(["c-invited"], day("2004-01-01"))
    assert found.answer == ("given" if answered else "none")
    # An acceptance asks for no answer itself.
    assert ("c-later" in answers.asked) != answered
