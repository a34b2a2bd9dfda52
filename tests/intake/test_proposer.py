from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from cityties.intake.mentions import Names
from cityties.intake.proposer import Proposal

Propose = Callable[..., Proposal]
NAMES = ("kind", "parties", "status", "aspect", "certainty")
STRONG = {"in_force", "approved", "held", "member"}


def shown(proposal: Proposal) -> list[tuple[str, ...]]:
    return [
        tuple(one.cells.get(name, "") for name in NAMES)
        for one in proposal.candidates if one.cells["type"] != "role"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Isfahan and Kazan signed a sister city agreement.",
         ("sister_city", "isfahan;kazan", "in_force", "change", "stated")),
        ("Isfahan is about to sign a memorandum of understanding with Lyon.",
         ("cooperation_mou", "isfahan;lyon", "in_force", "plan", "stated")),
        ("Isfahan could become a sister city of Istanbul.",
         ("sister_city", "isfahan;istanbul", "in_force", "plan", "hedged")),
        ("Freiburg suspended its twinning with Isfahan in 2023.",
         ("sister_city", "freiburg;isfahan", "suspended", "change", "stated")),
        ("If the ministry agrees, Isfahan will sign a sister city agreement with Baku.",
         ("sister_city", "baku;isfahan", "in_force", "plan", "stated")),
        ("The council of Isfahan approved the twinning with Karbala.",
         ("sister_city", "isfahan;karbala", "approved", "change", "stated")),
        ("هیئتی از کوالالامپور به اصفهان سفر کرد.",
         ("official_visit", "isfahan;kuala-lumpur", "held", "change", "stated")),
        ("اصفهان با هانوی خواهرخوانده شود.",
         ("sister_city", "hanoi;isfahan", "in_force", "plan", "hedged")),
        ("پیش‌نویس تفاهم‌نامه اصفهان و یاشی آماده شده است.",
         ("cooperation_mou", "iasi;isfahan", "drafted", "change", "stated")),
    ],
)  # fmt: skip
def test_kinds_and_statuses(proposed: Propose, text: str, wanted: tuple[str, ...]) -> None:
    assert shown(proposed(text)) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "Isfahan has not signed a sister city agreement with Baku.",
        "Isfahan denied that it had signed a twinning with Nanjing.",
        "If the council agrees, Isfahan will sign a sister city agreement with Lyon.",
        "Isfahan may sign a twinning with Istanbul.",
        "Rumours that Isfahan is twinned with Doha are false.",
        "Isfahan declined the sister city proposal of Doha.",
        "Isfahan has yet to sign the agreement with Hangzhou.",
        "Isfahan hopes to become a sister city of Belgrade.",
        "Unlike Shiraz, Isfahan has no twinning with Weimar.",
        "اصفهان با باکو قرارداد خواهرخواندگی امضا نکرده است.",
        "شهرداری اصفهان امضای قرارداد خواهرخواندگی با دوحه را تکذیب کرد.",
        "اگر وزارت کشور موافقت کند، اصفهان با لیون خواهرخوانده می‌شود.",
        "شاید اصفهان روزی با استانبول خواهرخوانده شود.",
        "قرار است اصفهان و هانگژو قرارداد خواهرخواندگی امضا کنند.",
    ],
)
def test_what_is_denied_planned_or_hedged_is_never_done(proposed: Propose, text: str) -> None:
    proposal = proposed(text)
    for _kind, _parties, status, aspect, certainty in shown(proposal):
        assert aspect == "plan" or certainty != "stated" or status not in STRONG
    assert proposal.candidates or proposal.not_proposed


def test_each_pair_has_its_own_kind_and_date(proposed: Propose) -> None:
    proposal = proposed(
        "Isfahan signed a sister city agreement with Porto on 27 July 2021 and a memorandum of "
        "understanding with Hangzhou in September 2024."
    )
    assert [(one.cells["kind"], one.cells["parties"], one.cells["when"])
            for one in proposal.candidates] == [
        ("sister_city", "isfahan;porto", "2021-07-27"),
        ("cooperation_mou", "hangzhou;isfahan", "2024-09"),
    ]  # fmt: skip


def test_status_in_the_next_sentence_is_of_the_last_pair(proposed: Propose) -> None:
    proposal = proposed(
        "Hamburg and Saint Petersburg signed a twinning in 1957. It was suspended in 2022."
    )
    assert [row[2] for row in shown(proposal)] == ["in_force", "suspended"]


def test_aid_has_a_direction_and_a_number(proposed: Propose) -> None:
    (one,) = proposed(
        "The mayor of Freiburg sent two consignments of medical supplies to Isfahan."
    ).candidates
    assert (one.cells["actor"], one.cells["target"], one.cells["number"]) == (
        "freiburg",
        "isfahan",
        "2",
    )


def test_a_name_that_nothing_knows_is_not_the_home_city(proposed: Propose) -> None:
    proposal = proposed("Xyzburg City Council ended its twinning with Volgograd.")
    assert shown(proposal) == []


def test_words_that_are_names_need_a_cue(proposed: Propose) -> None:
    assert shown(proposed("خواهرخواندگی با پورتو در آستانهٔ امضا است.")) == [
        ("sister_city", "isfahan;porto", "in_force", "plan", "stated")
    ]


def test_the_speaker_is_blank_unless_plain(proposed: Propose) -> None:
    text = (
        "Ilsur Metshin, the mayor of Kazan, met Ali Ghasemzadeh, the mayor of Isfahan. "
        "“Our tie with Porto was signed in 2021,” Ghasemzadeh said. "
        "A twinning with Lyon will be signed soon, an official said."
    )
    said = {one.cells["parties"]: one.cells.get("said_by", "") for one in proposed(text).candidates
            if one.cells["type"] == "tie"}  # fmt: skip
    assert said == {"isfahan;porto": "ali-ghasemzadeh@mayor-isfahan", "isfahan;lyon": ""}


def test_no_candidate_from_the_furniture(proposed: Propose) -> None:
    text = (
        "Isfahan is a city.\nMost visited: Istanbul and Kazan sign sister city deal\nYour Comment\n"
        "Isfahan and Baku signed a twinning."
    )
    assert shown(proposed(text)) == []


def test_gists_are_our_own_words_in_both_languages(proposed: Propose) -> None:
    (one,) = proposed("Isfahan and Kazan signed a sister city agreement.").candidates
    assert one.cells["gist"] == "Isfahan and Kazan concluded an agreement: sister city."
    assert "اصفهان" in one.cells["gist_fa"] and "کازان" in one.cells["gist_fa"]


def test_nothing_is_asked_of_a_network_and_twice_gives_the_same(
    bench: Any, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    from cityties.intake.proposer import propose

    for _name, article, _gold in bench.load("work"):
        assert propose(article, names) == propose(article, names)


def test_the_articles_that_the_rules_were_written_with(bench: Any, names: Names) -> None:
    scores = [bench.score(name, article, gold, names) for name, article, gold in bench.load("work")]
    assert len(scores) == 15
    assert sum(len(one.overclaims) for one in scores) == 0
    right, found = sum(one.right for one in scores), sum(one.found for one in scores)
    assert right / found >= 0.95
    assert right / sum(one.gold for one in scores) >= 0.85


ENDS = ("kind", "actor", "target", "parties", "status", "aspect")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Isfahan exported handicrafts to Kazan in 2023.",
         ("trade", "isfahan", "kazan", "isfahan;kazan", "held", "change")),
        ("Isfahan sells carpets to Hamburg.",
         ("trade", "isfahan", "hamburg", "hamburg;isfahan", "", "state")),
        ("The ambassador introduced Isfahan to Porto.",
         ("introduction", "", "", "isfahan;porto", "", "change")),
        ("Residents of Freiburg demanded an end to the partnership with Isfahan.",
         ("objection", "", "", "freiburg;isfahan", "open", "change")),
        ("The council of Freiburg voted by 25 to 8 to keep the partnership with Isfahan.",
         ("vote", "", "", "freiburg;isfahan", "carried", "change")),
        ("The council of Freiburg rejected a motion to end the partnership with Isfahan.",
         ("vote", "", "", "freiburg;isfahan", "rejected", "change")),
        ("The Asian Mayors Forum named Isfahan its Capital of Tourism.",
         ("title", "", "isfahan", "", "", "change")),
        ("China plans to open a consulate in Isfahan.",
         ("consular_presence", "china", "isfahan", "china;isfahan", "planned", "plan")),
        ("Russia has a consulate general in Isfahan.",
         ("consular_presence", "russia", "isfahan", "isfahan;russia", "held", "state")),
        ("Isfahan was chosen as host of the meeting of the UNESCO Creative Cities Network.",
         ("hosting", "isfahan", "unesco-uccn", "", "planned", "plan")),
        ("1.3 million people live in Kazan.", ("population", "", "", "", "", "state")),
        ("اصفهان به مسکو فرش صادر کرد.",
         ("trade", "isfahan", "moscow", "isfahan;moscow", "held", "change")),
        ("گروهی به خواهرخواندگی با فرایبورگ اعتراض کردند.",
         ("objection", "", "", "freiburg;isfahan", "open", "change")),
        ("شورای شهر فرایبورگ پیشنهاد پایان پیمان با اصفهان را رد کرد.",
         ("vote", "", "", "freiburg;isfahan", "rejected", "change")),
        ("یونسکو اصفهان را شهر خلاق نامید.", ("title", "", "isfahan", "", "", "change")),
        ("قرار است چین در اصفهان کنسولگری باز کند.",
         ("consular_presence", "china", "isfahan", "china;isfahan", "planned", "plan")),
        ("اصفهان میزبان نشست شبکه شهرهای خلاق یونسکو بود.",
         ("hosting", "isfahan", "unesco-uccn", "", "held", "change")),
    ],
)  # fmt: skip
def test_further_kinds(proposed: Propose, text: str, wanted: tuple[str, ...]) -> None:
    cells = [one.cells for one in proposed(text).candidates]
    assert [tuple(one.get(name, "") for name in ENDS) for one in cells] == [wanted]


def test_votes_inhabitants_and_opinions_keep_their_numbers_and_speaker(proposed: Propose) -> None:
    vote = proposed("The council of Freiburg voted by 25 to 8 to keep the tie with Isfahan.")
    assert vote.candidates[0].cells["votes"] == "for=25;against=8"
    for text in (
        "Kazan has about 1.3 million inhabitants.",
        "جمعیت کازان حدود ۱٫۳ میلیون نفر است.",
    ):
        (one,) = proposed(text).candidates
        assert [one.cells[name] for name in ("about", "number", "op")] == ["kazan", "1300000", "~"]
    said = 'Ali Ghasemzadeh, mayor of Isfahan, said: "The tie with Kazan is important."'
    opinion = next(c for c in proposed(said).candidates if c.cells["type"] == "opinion")
    assert opinion.cells["said_by"] == "ali-ghasemzadeh@mayor-isfahan"
    assert opinion.cells["parties"] == "isfahan;kazan"
    assert not proposed("The tie with Kazan is important.").candidates  # nobody says it


@pytest.mark.parametrize(
    "text",
    [
        "Isfahan has proposed an online meeting with Kazan.",
        "A visit of the mayor of Kazan to Isfahan was suggested.",
        "The mayor proposed to send aid to Kabul.",
        "Isfahan proposed a festival. It was proposed that Isfahan and Kazan hold a festival.",
        "A motion was made that Isfahan and Kazan open an exhibition in Kazan.",
        "It is proposed that Isfahan exported saffron to Kazan.",
        "Freiburg proposed to end the partnership with Isfahan.",
        "The council of Freiburg rejected a motion to end the partnership with Isfahan.",
        "Isfahan may host the assembly of WeGO.",
        "If the ministry agrees, China opens a consulate in Isfahan.",
        "پیشنهاد سفر شهردار کازان به اصفهان داده شد.",
        "شهردار گفت: «پیشنهاد کردیم دو شهر اصفهان و کازان جشنواره برگزار کنند.»",
        "پیشنهاد شد نمایشگاهی از اصفهان و کازان برگزار شود.",
        "پیشنهاد شد اصفهان به کابل دارو بفرستد.",
        "قرار است اصفهان میزبان نشست شبکه شهرهای خلاق باشد.",
    ],
)
def test_what_is_proposed_is_never_held(proposed: Propose, text: str) -> None:
    for one in proposed(text).candidates:
        if one.cells["type"] != "role" and one.cells.get("kind") != "vote":
            assert one.cells["aspect"] == "plan", dict(one.cells)


def test_a_meeting_in_which_something_is_proposed_took_place(proposed: Propose) -> None:
    for text in (
        "In a meeting with the mayor of Kazan, Isfahan proposed an exhibition.",
        "شهردار اصفهان در دیدار با سفیر چین پیشنهاد کرد نمایشگاه برگزار شود.",
    ):
        assert [one.cells["status"] for one in proposed(text).candidates] == ["held"]
