"""Every claim is read, or set aside for a reason (rule 13)."""

from __future__ import annotations

import datetime
from collections import Counter

import histories
import pytest
from test_oracle import read_quick

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Source
from cityties.reading import Readings, read, read_tables
from cityties.reading.account import REASONS
from cityties.reading.acts import published


def read_claims(found: Readings) -> set[str]:
    """The claims that an act or a state of some tie or membership rests on."""
    used = {
        claim
        for tie in found.ties.values()
        for pair in tie.pairs
        for act in pair.history.acts
        if act not in pair.history.unused
        for claim in act.told_by
    }
    return used | {
        claim
        for member in found.memberships.values()
        for act in member.history.acts
        for claim in act.told_by
    }


def account(found: Readings) -> Counter[str]:
    """How many claims were read, or set aside for which reason; fails where one is neither."""
    used = read_claims(found)
    counted: Counter[str] = Counter()
    lost = []
    for claim in found.claims.values():
        reason = found.set_aside.get(claim.id, "")
        if reason:
            assert reason in REASONS
            assert claim.id not in used, f"{claim.id} is read, and set aside as {reason}"
        elif claim.type in ("tie", "membership") and claim.id not in used:
            lost.append(claim.id)
        counted[reason or "read"] += 1
    assert not lost, f"neither read nor set aside: {lost}"
    assert counted.total() == len(found.claims)
    return counted


def test_random_folders_add_up() -> None:
    counted: Counter[str] = Counter()
    for seed in range(1_500):
        folder = histories.history(seed)
        found = read_quick(folder)
        try:
            counted += account(found)
        except AssertionError as error:
            lines = (histories.line(c, folder.sources[c.source]) for c in folder.claims)
            raise AssertionError(f"seed {seed}: {error}\n" + "\n".join(lines)) from error
        later = sum(
            folder.known_by is not None and published(folder.sources[c.source])[0] > folder.known_by
            for c in folder.claims
        )
        assert len(found.claims) + found.withheld + later == len(folder.claims)
    assert counted["read"] > 4_000
    for reason in ("hedged", "denied", "plan_to_end", "nothing_to_resume", "renews_nothing"):
        assert counted[reason], reason


def test_the_shipped_claims_add_up() -> None:
    counted = account(read_tables(load_folder(resources.data_dir())))
    assert counted["read"] > 700
    assert counted["denied"]


def test_some_claims_are_told_as_all_are() -> None:
    idle = 0
    for seed in range(200):
        folder = histories.history(seed)
        whole = read_quick(folder)
        ids = [*whole.claims]
        for asked in (ids[::2], ids[:1], ids[-1:], ids, []):
            part = read_quick(folder)  # nothing of it is read yet
            aside, used = part.set_aside_of(asked), part.used_of(asked)
            assert [*aside.items()] == [
                each for each in whole.set_aside.items() if each[0] in asked
            ]
            assert used == whole.used & {*asked}
            idle += "nothing_to_resume" in aside.values()
            assert part.set_aside == whole.set_aside and part.used == whole.used
            assert (part.set_aside_of(asked), part.used_of(asked)) == (aside, used)
    assert idle > 10


SOURCE = {"s": Source("s", "news", "t", "p", published=None, accessed=None)}
PARTIES = {"parties": ("aa", "bb"), "kind": "sister_city", "about": "tie/aa+bb/sister_city"}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"certainty": "hedged", "status": "in_force"}, "hedged"),
        ({"certainty": "denied", "status": "in_force"}, "denied"),
        ({"type": "opinion", "status": "in_force"}, "opinion"),
        ({}, "no_status"),
        ({"aspect": "plan", "status": "ended"}, "plan_to_end"),
        ({"parties": ("aa",), "about": "", "status": "in_force"}, "one_party"),
        ({"status": "resumed"}, "nothing_to_resume"),
        ({"type": "event", "kind": "renewal", "about": "ev-r", "status": "held"}, "renews_nothing"),
        ({"type": "membership", "kind": "membership", "about": "aa@net", "aspect": "plan",
          "status": "member", "parties": ()}, "plan"),
    ],
)  # fmt: skip
def test_each_reason(cells: dict[str, object], reason: str) -> None:
    base: dict[str, object] = {"type": "tie", "aspect": "change", "certainty": "stated", **PARTIES}
    claim = Claim("c-1", "s", **(base | cells))  # type: ignore[arg-type]
    assert read([claim], SOURCE).set_aside == {"c-1": reason}


def test_every_reason_is_tried() -> None:
    (mark,) = test_each_reason.pytestmark  # type: ignore[attr-defined]
    tried = {reason for _cells, reason in mark.args[1]}
    assert tried | {"torn"} == set(REASONS)


def test_a_line_that_contradicts_itself() -> None:
    shared: dict[str, object] = {
        "type": "tie", "aspect": "change", "certainty": "stated", "basis": "list", **PARTIES,
    }  # fmt: skip
    begin = {"status": "in_force", "when": parse_edtf("2010"), "contradicts": ("c-2",)}
    end = {"status": "ended", "when": parse_edtf("2005"), "act": "ev-end"}
    claims = [
        Claim("c-1", "s", **(shared | begin)),  # type: ignore[arg-type]
        Claim("c-2", "s", **(shared | end)),  # type: ignore[arg-type]
    ]
    assert read(claims, SOURCE).set_aside == {"c-1": "torn", "c-2": "torn"}


def test_what_is_not_yet_known_is_withheld() -> None:
    source = Source("s", "news", "t", "p", published=None, accessed=None)
    later = Source("l", "news", "t", "p", published=None, accessed=None)
    claims = [
        Claim("c-1", "s", "tie", aspect="change", certainty="stated", status="in_force", **PARTIES),  # type: ignore[arg-type]
    ]
    found = read(claims, {"s": source, "l": later}, known_by=datetime.date(2000, 1, 1))
    assert found.withheld == 1
    assert not found.claims
