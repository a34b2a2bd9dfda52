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
