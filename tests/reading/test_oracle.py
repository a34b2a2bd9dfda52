"""The readings against the slow oracle, and the oracle against answers known beforehand."""

from __future__ import annotations

import csv
import datetime
import inspect
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, groupby, permutations, product
from pathlib import Path
from typing import Any

import histories
import oracle
import pytest
from histories import Folder, history, list_history
from oracle import BREAKS, CHANNELS, Oracle, OracleState, municipal_bodies

from cityties import reading
from cityties.base import resources
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import parse_tie_id
from cityties.model.rows import Claim, Source, Tables
from cityties.model.tables import row_from_cells

HERE = Path(__file__).parent
CASES = HERE / "cases"
QUICK, SOME, MANY = 250, 1_000, 20_000
"""How many histories are tried always, in CI, and by ``make long``."""
SEEDS = tuple(
    int(line.split()[0])
    for line in (HERE / "seeds.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
"""Seeds whose readings were once wrong: always tried."""

OPEN = datetime.date(2, 1, 1)
"""Earlier days only stand for an open start."""
SOME_CHANNELS = ("all", "official", "political", "civic")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# --- the two implementations, asked in one way ----------------------------------------------


def read_quick(folder: Folder) -> reading.Readings:
    def party_of(agent: str) -> str | None:
        return folder.bodies.get(agent.rpartition("@")[2])

    return reading.read(folder.claims, folder.sources, known_by=folder.known_by, party_of=party_of)


def read_slow(folder: Folder) -> Oracle:
    return Oracle(folder.claims, folder.sources, folder.bodies, folder.known_by)


@dataclass(frozen=True)
class Question:
    """A tie, or a pair of a pact, or a membership; a channel; a day."""

    thing: str
    pair: tuple[str, str] | None
    channel: str
    on: datetime.date

    def __str__(self) -> str:
        pair = f" for {'+'.join(self.pair)}" if self.pair else ""
        return f"{self.thing}{pair}, {self.channel}, {self.on}"


def ask_quick(readings: reading.Readings, question: Question) -> OracleState:
    """The answer of the readings, in the oracle's form; an error is an answer too."""
    try:
        return answer_quick(readings, question)
    except Exception as error:
        return OracleState(repr(error), "error", ())


def answer_quick(readings: reading.Readings, question: Question) -> OracleState:
    """The state on the day; nothing where there is no such tie."""
    nothing = OracleState(None, "certain", ())
    if question.thing.startswith("tie/"):
        if question.thing not in readings.ties:
            return nothing
        tie = readings.ties[question.thing]
        if question.pair:
            tie = next(each for each in tie.pairs if set(each.parties) == set(question.pair))
        found = tie.state(question.on, question.channel)
        return OracleState(
            found.status, found.certainty, found.alternatives, found.side, found.concluded
        )
    if question.thing not in readings.memberships:
        return nothing
    member = readings.memberships[question.thing].state(question.on)
    return OracleState(member.status, member.certainty, member.alternatives)


def ask_slow(slow: Oracle, question: Question) -> OracleState:
    if question.thing.startswith("tie/"):
        return slow.state(question.thing, question.on, question.channel, question.pair)
    return slow.membership(question.thing, question.on)


def differ(quick: OracleState, slow: OracleState) -> bool:
    """Whether the answers differ in what the contract tells.

    Of several sides or conclusions that fit one status, either is right; so is any of the
    statuses where the sure acts cannot all have come on their last days.
    """
    if {quick.status, *quick.alternatives} - {None} != {slow.status, *slow.alternatives} - {None}:
        return True
    if quick.status != slow.status:
        return not slow.unsettled
    if slow.status is None:
        return False
    return (
        quick.certainty != slow.certainty
        # Who announces or drafts may be told; it is so for both. A step or an exit that is only
        # possible is of any side that is told of it.
        or (
            quick.status not in ("announced", "negotiating", "drafted")
            and not (quick.certainty == "possible" and quick.status not in BREAKS)
            and quick.side not in {slow.side, *slow.sides}
        )
        or (
            quick.certainty == "certain"
            and quick.concluded not in {slow.concluded, *slow.conclusions}
        )
    )


def questions(
    slow: Oracle, quick: reading.Readings, chance: random.Random | None, days: int = 0
) -> Iterator[Question]:
    """All questions on turning days, or about some of the days of each tie."""
    things: list[tuple[str, tuple[str, str] | None]] = [
        (tie, None) for tie in sorted({*slow.ties(), *quick.ties})
        if len(parse_tie_id(tie).parties) == 2  # a pact is read pair by pair
    ]  # fmt: skip
    things += slow.pairs()
    for thing, pair in things:
        turning = slow.turning_days(thing, pair)
        turning = [on for on in turning if OPEN < on < datetime.date.max] or [OPEN]
        if chance and len(turning) > days:
            turning = sorted(chance.sample(turning, days))
        for on, channel in product(turning, SOME_CHANNELS if chance else CHANNELS):
            yield Question(thing, pair, channel, on)
    for thing in sorted({*slow.memberships(), *quick.memberships}):
        turning = [on for on in slow.membership_days(thing) if OPEN < on < datetime.date.max]
        if chance and len(turning) > days:
            turning = sorted(chance.sample(turning, days))
        for on in turning:
            yield Question(thing, None, "all", on)


def first_difference(
    folder: Folder, days: int = 6
) -> tuple[Question, OracleState, OracleState] | None:
    """The first question that the two answer differently; an error of the readings is one."""
    slow = read_slow(folder)
    try:
        quick = read_quick(folder)
    except Exception as error:
        failed = OracleState(repr(error), "error", ())
        return Question("the folder", None, "all", OPEN), failed, OracleState(None, "", ())
    for question in questions(slow, quick, random.Random(folder.seed), days):
        answers = ask_quick(quick, question), ask_slow(slow, question)
        if differ(*answers):
            return question, *answers
    return None


def shrink(folder: Folder) -> Folder:
    """Drop claims one by one as long as the two still differ."""
    again = True
    while again:
        again = False
        for claim in folder.claims:
            fewer = folder.without(claim)
            if first_difference(fewer, days=99):
                folder, again = fewer, True
                break
    return folder


def counterexample(folder: Folder) -> str:
    """The fewest claims that the two read differently, in words."""
    small = shrink(folder)
    found = first_difference(small, days=99)
    assert found
    question, quick, slow = found
    known = f", known by {small.known_by}" if small.known_by else ""
    claims = [histories.line(claim, small.sources[claim.source]) for claim in small.claims]
    return "\n".join(
        [f"seed {folder.seed} ({folder.family}): {question}{known}", *claims,
         f"    readings: {quick}", f"    oracle:   {slow}"]
    )  # fmt: skip


def compare(seeds: Iterable[int], most: int = 5, make: Callable[[int], Folder] = history) -> None:
    looked = 0
    wrong: list[str] = []
    for seed in seeds:
        folder = make(seed)
        looked += 1
        if first_difference(folder):
            wrong.append(counterexample(folder))
            if len(wrong) == most:
                break
    assert looked
    assert not wrong, f"of {looked} histories, the first {len(wrong)} that differ:\n" + "\n".join(
        wrong
    )


# --- comparing ---------------------------------------------------------------------------------


def test_a_few_histories() -> None:
    compare(range(QUICK))


def test_a_few_lists() -> None:
    compare(range(QUICK), make=list_history)


@pytest.mark.slow
def test_some_lists() -> None:
    compare(range(QUICK, SOME), make=list_history)


def test_seeds_that_failed_before() -> None:
    for seed in SEEDS:
        assert not first_difference(history(seed), days=99), counterexample(history(seed))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_some_histories(part: int) -> None:
    compare(range(QUICK + part, SOME, 2))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_many_histories(part: int) -> None:
    compare(range(SOME + part, MANY, 20))


@cache
def shipped() -> Tables:
    from cityties.loaders.tables import load_folder

    return load_folder(resources.data_dir())


@pytest.mark.slow
def test_shipped_data() -> None:
    """Every tie, channel and turning day of the shipped data."""
    tables = shipped()
    sources = {source.id: source for source in tables.sources}
    folder = Folder(0, "shipped", tables.claims, sources, municipal_bodies(tables))
    slow, quick = read_slow(folder), read_quick(folder)
    looked, wrong = 0, []
    for question in questions(slow, quick, None):
        looked += 1
        answers = ask_quick(quick, question), ask_slow(slow, question)
        if differ(*answers):
            wrong.append(f"{question}\n    readings: {answers[0]}\n    oracle:   {answers[1]}")
    assert looked > 10_000
    assert not wrong, f"{len(wrong)} of {looked} differ:\n" + "\n".join(wrong[:20])


# --- the oracle itself ---------------------------------------------------------------------------


@cache
def case(folder: str) -> Tables:
    rows = {}
    for table in ("places", "organizations", "sources", "claims"):
        with (CASES / folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows[table] = tuple(row_from_cells(table, row) for row in csv.DictReader(file))
    return Tables(**rows)  # type: ignore[arg-type]


def expected() -> list[dict[str, str]]:
    with (CASES / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["pair"]]


def slow_case(folder: str) -> Oracle:
    tables = case(folder)
    return Oracle(tables.claims, {s.id: s for s in tables.sources}, municipal_bodies(tables))


@pytest.mark.parametrize(
    "row", expected(), ids=lambda row: f"{row['folder']} {row['on']} {row['pair']} {row['kind']}"
)
def test_oracle_on_the_cases(row: dict[str, str]) -> None:
    slow = slow_case(row["folder"])
    tie = f"tie/{row['pair']}/{row['kind']}"
    if tie in slow.ties():
        found = slow.state(tie, day(row["on"]))
    else:
        ((pact, pair),) = [each for each in slow.pairs() if "+".join(each[1]) == row["pair"]]
        found = slow.state(pact, day(row["on"]), pair=pair)
    values = {
        "status": found.status, "certainty": found.certainty, "side": found.side,
        "alternatives": ";".join(found.alternatives),
    }  # fmt: skip
    said = {name: row[name] for name in values if row[name]}
    assert said == {name: values[name] for name in said}


def test_every_case_is_here() -> None:
    folders = {path.name for path in CASES.iterdir() if path.is_dir()}
    with (CASES / "expected.csv").open(encoding="utf-8", newline="") as file:
        assert {row["folder"] for row in csv.DictReader(file)} == folders
    assert len(folders) == 15


def test_the_reply_that_names_nothing_is_a_possible_answer() -> None:
    found = slow_case("reply-that-names-nothing").answers(day("2005-06-01"))
    answer = found["tie/aa+bb/sister_city"]
    assert (answer.answer, answer.proposer, answer.days_open) == ("possible", ("aa",), (2343, 2343))
    before = slow_case("reply-that-names-nothing").answers(day("2003-06-01"))
    assert before["tie/aa+bb/sister_city"].answer == "none"


@cache
def slow_shipped(known_by: str = "") -> Oracle:
    tables = shipped()
    return Oracle(
        tables.claims, {s.id: s for s in tables.sources}, municipal_bodies(tables),
        day(known_by) if known_by else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tie", "on", "channel", "known_by", "status", "certainty"),
    [
        ("freiburg+isfahan/sister_city", "2003-01-01", "political", "", "in_force", "possible"),
        ("freiburg+isfahan/sister_city", "2003-01-01", "civic", "", "in_force", "certain"),
        ("freiburg+isfahan/sister_city", "2010-01-01", "political", "", "suspended", "certain"),
        ("freiburg+isfahan/sister_city", "2010-01-01", "administrative", "", "suspended",
         "certain"),
        ("freiburg+isfahan/sister_city", "2010-01-01", "civic", "", "in_force", "certain"),
        ("freiburg+isfahan/sister_city", "2016-01-01", "political", "", "in_force", "certain"),
        ("freiburg+isfahan/sister_city", "2024-01-01", "political", "", "suspended", "certain"),
        ("freiburg+isfahan/sister_city", "2024-01-01", "administrative", "", "in_force",
         "certain"),
        ("hyderabad-in+isfahan/sister_city", "2019-12-01", "all", "", "negotiating", "possible"),
        ("hyderabad-in+isfahan/sister_city", "2026-01-01", "all", "", "approved", "certain"),
        ("ho-chi-minh-city+isfahan/sister_city", "2025-10-19", "all", "", "proposed", "certain"),
        ("ho-chi-minh-city+isfahan/sister_city", "2023-05-02", "all", "2023-05-02", None,
         "certain"),
        ("isfahan+porto/sister_city", "2021-06-15", "all", "", "submitted", "certain"),
        ("isfahan+porto/sister_city", "2021-07-27", "all", "", "in_force", "certain"),
        ("isfahan+samarkand/sister_city", "2021-06-01", "all", "", "announced", "certain"),
        ("isfahan+samarkand/sister_city", "2021-08-01", "all", "", "in_force", "certain"),
        ("isfahan+samarkand/sister_city", "2021-08-01", "all", "2021-07-15", "announced",
         "certain"),
        ("florence+isfahan/sister_city", "1998-07-01", "all", "", "in_force", "possible"),
        ("florence+isfahan/sister_city", "1998-10-01", "all", "", "in_force", "certain"),
        ("isfahan+yerevan/sister_city", "1997-01-01", "all", "", "in_force", "possible"),
        ("isfahan+yerevan/sister_city", "2000-06-01", "all", "", "in_force", "certain"),
        ("isfahan+saint-petersburg/sister_city", "1998-06-01", "all", "", "in_force", "possible"),
        ("isfahan+saint-petersburg/sister_city", "2004-06-01", "all", "", "in_force", "possible"),
        ("isfahan+saint-petersburg/sister_city", "2005-01-01", "all", "", "in_force", "certain"),
        ("hangzhou+isfahan/cooperation_mou", "2025-06-01", "all", "", "in_force", "certain"),
        ("hangzhou+isfahan/sister_city", "2025-06-01", "all", "", "announced", "certain"),
        ("isfahan+karbala/sister_city", "2026-01-01", "all", "", "approved", "certain"),
        ("isfahan+issy-les-moulineaux/sister_city", "2026-01-01", "all", "", "in_force",
         "certain"),
    ],
)  # fmt: skip
def test_oracle_on_known_answers(
    tie: str, on: str, channel: str, known_by: str, status: str | None, certainty: str
) -> None:
    found = slow_shipped(known_by).state(f"tie/{tie}", day(on), channel)
    assert (found.status, found.certainty) == (status, certainty)


@pytest.mark.parametrize(
    ("on", "known_by", "signed", "attested"),
    [
        ("2000-06-30", "", 7, 0),
        ("2004-05-11", "", 9, 0),
        ("2007-10-12", "", 11, 0),
        ("2021-06-01", "", 13, 1),
        ("2021-08-01", "", 15, 1),
        ("2025-05-01", "", 16, 1),
        ("2007-10-12", "2007-10-12", 0, 11),
    ],
)
def test_oracle_counts_the_sister_cities(
    on: str, known_by: str, signed: int, attested: int
) -> None:
    slow = slow_shipped(known_by)
    found = [
        slow.state(tie, day(on))
        for tie in slow.ties()
        if parse_tie_id(tie).kind == "sister_city" and "isfahan" in parse_tie_id(tie).parties
    ]
    sure = [s.concluded for s in found
            if s.certainty == "certain" and s.status in ("in_force", "suspended")]  # fmt: skip
    assert (sure.count("signed"), sure.count("attested")) == (signed, attested)


def results_by_days(
    found: oracle.History, on: datetime.date, channel: str
) -> set[str | None] | None:
    """What all worlds say, each act tried on each day that can matter; None if too many."""
    one = datetime.timedelta(days=1)
    marks = {on, on + one, *found.bounds()} | {
        bound + one for bound in found.bounds() if bound < datetime.date.max
    }
    results: set[str | None] = set()
    for acts in found.subsets:
        ranges = [[each for each in sorted(marks) if a.first <= each <= a.last] for a in acts]
        size = 1
        for each in ranges:
            size *= len(each)
        if size > 700 or len(acts) > 5:
            return None
        needing = any(a.what in ("break", "strong") and a.presupposes for a in acts)
        if needing and not any(a.what == "begin" for a in acts):
            return None
        kept: set[str | None] = set()
        every: set[str | None] = set()
        for days in product(*ranges):
            for order in orders_on(days, acts):
                said = play_days(found, order, on, channel)
                every |= said
                if keeps_4b(found, order):
                    kept |= said
        if not kept and any(oracle._second_breaks(list(p)) for p in permutations(acts)):
            return None  # resumptions that nobody tells of
        results |= kept or every
    return results


Dated = list[tuple[datetime.date, oracle.Act]]


def orders_on(days: Iterable[datetime.date], acts: list[oracle.Act]) -> Iterator[Dated]:
    """Every order of acts of these days: those of one day either way."""
    dated = sorted(zip(days, acts, strict=True), key=lambda pair: pair[0])
    of_days = [list(group) for _day, group in groupby(dated, key=lambda pair: pair[0])]
    for groups in product(*(permutations(group) for group in of_days)):
        yield list(chain(*groups))


def play_days(
    found: oracle.History, order: Dated,
    on: datetime.date, channel: str,
) -> set[str | None]:  # fmt: skip
    cut = sum(when <= on for when, _act in order)
    acts = [act for _when, act in order]
    world = oracle.World(acts, [], [], found.parties)
    return {status for of, status, _side, _concluded in world.read(cut) if of == channel}


def keeps_4b(found: oracle.History, order: Dated) -> bool:
    acts = [act for _when, act in order]
    if oracle._second_breaks(acts):
        return False
    for index, (when, act) in enumerate(order):
        if not oracle._presupposed(acts[:index], act, acts, found.parties):
            return False
        for broke, other in order[:index]:
            lifted = other.what == "break" and oracle.lifts(act, other)
            if lifted and other.stood and act.follows != other.name and when <= other.stood:
                assert broke <= when
                return False
    return True


def test_orders_are_days() -> None:
    """Each act on each of its days says what orders and cuts say."""
    looked = 0
    for seed in range(240):
        folder = history(seed)
        folder = Folder(seed, folder.family, folder.claims[:4], folder.sources, folder.bodies)
        slow = read_slow(folder)
        for tie in slow.ties():
            found = slow.history(tie)
            assert found
            days = slow.turning_days(tie)
            for on in random.Random(seed).sample(days, min(3, len(days))):
                if on in (datetime.date.min, datetime.date.max):
                    continue
                by_days = results_by_days(found, on, "all")
                if by_days is None:
                    continue
                looked += 1
                state = found.state(on, "all")
                assert by_days - {None} == {state.status, *state.alternatives} - {None}, (
                    seed, tie, on)  # fmt: skip
    assert looked > 200


# --- the rules, one small example each ---------------------------------------------------------

TWINS = "tie/aa+bb/sister_city"
MOU = "tie/aa+bb/cooperation_mou"
ALL_CONTACT = "tie/aa+bb/agreement"
PACT = "tie/aa+bb+cc/multilateral_pact"
SIGNED = "in_force 2000-01-01"


def told(text: str) -> Oracle:
    """What claims in short amount to: ``status date name=value ...``, one a line.

    ``pub`` is the source's publication (2020), ``tie`` the tie (of twins), ``aspect`` change.
    """
    claims, sources = [], {}
    for number, written in enumerate(text.strip().split("\n"), start=1):
        status, when, *more = written.split()
        cells = dict(word.split("=", 1) for word in more)
        source = Source(
            f"s{number}", "news", "title", cells.pop("publisher", "pub"),
            published=parse_edtf(cells.pop("pub", "2020-01-01")),
        )  # fmt: skip
        if cells.pop("doubt", ""):
            source = histories.doubted(source)
        sources[source.id] = source
        about = cells.pop("tie", TWINS)
        parties, kind = parse_tie_id(about) if about.startswith("tie/") else (("aa", "bb"), "")
        dates = {"when": None if when == "undated" else parse_edtf(when)}
        if "actor" in cells:
            cells["actor"] = (cells["actor"],)  # type: ignore[assignment]
        if "until" in cells:
            dates["until"] = parse_edtf(cells.pop("until"))
        row: dict[str, Any] = {
            "type": "tie", "aspect": "change", "kind": kind, "about": about, "parties": parties,
            "status": "" if status == "-" else status, **dates, **cells,
        }  # fmt: skip
        claims.append(Claim(f"c-{number}", source.id, **row))
    return Oracle(claims, sources, histories.BODIES)


def short(state: OracleState) -> str:
    """``status side`` if certain, ``status or other`` if possible."""
    if state.certainty == "certain" or not state.status:
        return f"{state.status} {state.side}".strip()
    return " or ".join((state.status, *state.alternatives)) + ", possible"


RULES = {
    "a plan gives announced at its publication": (
        "in_force 2004 aspect=plan pub=2001-02-03",
        {"2001-02-02": "None", "2001-02-03": "announced both", "2005-01-01": "announced both"},
    ),
    "a plan to break gives nothing": (
        f"{SIGNED}\nsuspended 2004 aspect=plan side=aa act=x pub=2001-02-03",
        {"2005-01-01": "in_force both"},
    ),
    "a change dated after its source is a plan": (
        "in_force 2012-01-01 pub=2010-01-01",
        {"2011-01-01": "announced both", "2013-01-01": "announced both"},
    ),
    "a state may have begun earlier": (
        "in_force 2007-01-01 aspect=state",
        {"1990-01-01": "in_force, possible", "2007-01-01": "in_force both"},
    ),
    "disjoint dates are alternatives": (
        f"{SIGNED}\nin_force 2004-01-01",
        {"2002-01-01": "in_force, possible", "2004-01-01": "in_force both"},
    ),
    "a state that no date agrees with is another date": (
        "in_force 2004-01-01\nin_force 2001-01-01 aspect=state",
        {"2002-01-01": "in_force, possible", "2004-01-01": "in_force both"},
    ),
    "a state never thaws a freeze": (
        f"{SIGNED}\nsuspended 2005-01-01 side=aa act=x\nin_force 2007-01-01 aspect=state",
        {"2008-01-01": "suspended aa"},
    ),
    "signed, ended, signed are two acts": (
        f"{SIGNED}\nended 2005-01-01 act=e\nin_force 2010-01-01\nin_force undated",
        {"2004-01-01": "in_force both", "2006-01-01": "ended", "2010-01-01": "in_force both"},
    ),
    "between includes the exit's own day": (
        f"{SIGNED}\nended 2005-01-01 act=e\nin_force 2005-01-01",
        {"2004-12-31": "in_force both", "2005-01-01": "ended or in_force, possible"},
    ),
    "a doubtful exit makes no two acts": (
        f"{SIGNED}\nended 2005-01-01 act=e doubt=1\nin_force 2010-01-01",
        {"2004-01-01": "in_force, possible", "2011-01-01": "in_force or ended, possible"},
    ),
    "proposals of two sides are two acts": (
        "proposed 2001-01-01 side=aa\nproposed 2004-01-01 side=bb",
        {"2002-01-01": "proposed aa", "2005-01-01": "proposed both"},
    ),
    "a renewal revives what expired": (
        f"{SIGNED} until=2005-01-01\nheld 2008-06-01 type=event kind=renewal about=ev-r",
        {"2007-01-01": "expired both", "2009-01-01": "in_force both"},
    ),
    "a refusal after an ending is the later exit": (
        f"{SIGNED}\nended 2005-01-01 act=e side=aa\ndeclined 2007-01-01 side=bb",
        {"2006-01-01": "ended aa", "2008-01-01": "declined bb"},
    ),
    "breaks stand after an expiry that a sighting refutes": (
        f"{SIGNED} until=2005-01-01\nsuspended 2003-01-01 side=aa act=x\n"
        "in_force 2010-01-01 aspect=state",
        {"2004-01-01": "suspended aa", "2011-01-01": "suspended aa"},
    ),
    "an ending of all contact ends no plan": (
        f"in_force 2012 aspect=plan pub=2003-01-01\nended 2005-01-01 act=e tie={ALL_CONTACT}",
        {"2006-01-01": "announced both"},
    ),
    "suspended and broken by one act": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nbroken 2006-01-01 side=aa act=x",
        {"2005-01-01": "suspended aa", "2007-01-01": "broken aa"},
    ),
    "two words on one signature, ended the same day": (
        "in_force 2005-01-01\nin_force 2005-01-01\nended 2005-01-01 act=e",
        {"2004-12-31": "None", "2005-01-01": "ended"},
    ),
    "an exit does not lie between its own dates": (
        "proposed 2001-01-01 side=aa\ndeclined 2003-01-01 side=bb\ndeclined 2008-01-01 side=bb",
        {"2005-01-01": "proposed or declined, possible", "2009-01-01": "declined bb"},
    ),
    "nothing happened after its source": (
        "in_force 2010 pub=2010-03-01",
        {"2010-02-28": "in_force, possible", "2010-03-01": "in_force both"},
    ),
    "a resumption before the only break is set aside": (
        "resumed 2003-01-01 side=aa act=r\nsuspended 2006-01-01 side=aa act=x",
        {"2005-01-01": "in_force, possible", "2007-01-01": "suspended aa"},
    ),
    "if nothing surely happened, the highest rung": (
        "proposed [2003..2006] side=aa\nnegotiating [2003..2006]",
        {"2004-01-01": "negotiating or proposed, possible"},
    ),
    "what surely happened, each on its last day": (
        f"{SIGNED}\nsuspended [2003..2006] side=aa act=x\nin_force [2004..2005] act=s2",
        {"2007-01-01": "suspended or in_force, possible"},
    ),
    "the party that acts is the side": (
        f"{SIGNED}\nsuspended 2003-01-01 actor=council-bb act=x\n"
        "resumed 2004-01-01 actor=iran act=r",
        {"2003-06-01": "suspended bb", "2005-01-01": "in_force both"},
    ),
    "an ending presupposes the tie": (
        "ended 2005-01-01 act=e side=aa",
        {"2004-01-01": "in_force, possible", "2005-01-01": "ended aa"},
    ),
    "a second break presupposes a resumption": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nsuspended 2006-01-01 side=aa act=y",
        {
            "2003-01-01": "suspended aa", "2003-01-02": "suspended or in_force, possible",
            "2005-12-31": "suspended or in_force, possible", "2006-01-01": "suspended aa",
        },
    ),
    "a second break of the other side does not": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nsuspended 2006-01-01 side=bb act=y",
        {"2005-01-01": "suspended aa", "2006-01-01": "suspended both"},
    ),
    "a resumption that is told is the one presupposed": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nresumed [2002..2009] side=aa act=r\n"
        "suspended 2006-01-01 side=aa act=y",
        {"2005-01-01": "suspended or in_force, possible", "2012-01-01": "suspended aa"},
    ),
    "a resumption of nothing is set aside": (
        f"{SIGNED}\nresumed 2003-01-01 side=aa act=r\nsuspended 2006-01-01 side=aa act=x",
        {"2004-01-01": "in_force both", "2007-01-01": "suspended aa"},
    ),
    "what one has not broken one does not resume": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nresumed 2004-01-01 side=bb act=r",
        {"2005-01-01": "suspended aa"},
    ),
    "if no order fits, nothing is presupposed": (
        "suspended 2003-01-01 side=aa act=x\nin_force 2006-01-01",
        {"2002-01-01": "None", "2004-01-01": "None", "2007-01-01": "in_force both"},
    ),
    "a rung does not lower what is in force": (
        f"{SIGNED}\nnegotiating 2004-01-01 aspect=state\ndeclined 2005-01-01 side=bb",
        {"2006-01-01": "in_force both"},
    ),
    "a term counts its last day": (
        f"{SIGNED} until=2005-01-01",
        {"2005-01-01": "in_force both", "2005-01-02": "expired both"},
    ),
    "a term and a later sighting": (
        f"{SIGNED} until=2005-01-01\nin_force [2010-02..2010-03] aspect=state",
        {
            "2006-01-01": "expired or in_force, possible",
            "2010-02-15": "expired or in_force, possible", "2010-03-31": "in_force both",
        },
    ),
    "a doubtful sighting after a term": (
        f"{SIGNED} until=2005-01-01\nin_force 2010-01-01 aspect=state doubt=1",
        {"2012-01-01": "expired or in_force, possible"},
    ),
    "what ended is not seen back": (
        f"{SIGNED}\nended 2005-01-01 act=e\nin_force 2010-01-01 aspect=state",
        {"2012-01-01": "ended"},
    ),
    "a renewal brings its own term": (
        f"{SIGNED} until=2005-01-01\n- 2004-06-01 type=event kind=renewal about=ev-r "
        "until=2012-12-31",
        {"2006-01-01": "in_force both", "2013-01-01": "expired both"},
    ),
    "a renewal without a term": (
        f"{SIGNED} until=2005-01-01\nheld 2004-06-01 type=event kind=renewal about=ev-r",
        {"2006-01-01": "in_force both"},
    ),
    "a cancelled renewal is none": (
        f"{SIGNED} until=2005-01-01\ncancelled 2004-06-01 type=event kind=renewal about=ev-r",
        {"2006-01-01": "expired both"},
    ),
    "a renewal lifts breaks": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\n"
        "held 2004-06-01 type=event kind=renewal about=ev-r",
        {"2004-01-01": "suspended aa", "2005-01-01": "in_force both"},
    ),
    "a renewal makes no tie": (
        "held 2004-06-01 type=event kind=renewal about=ev-r",
        {"2005-01-01": "None"},
    ),
    "one suspended, the other broke": (
        f"{SIGNED}\nbroken 2003-01-01 side=aa act=x\nsuspended 2004-01-01 side=bb act=y",
        {"2003-06-01": "broken aa", "2005-01-01": "suspended both"},
    ),
    "a resumption of no said side lifts all": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nsuspended 2004-01-01 side=bb act=y\n"
        "resumed 2005-01-01 act=r",
        {"2006-01-01": "in_force both"},
    ),
    "one side resumes a break of unsaid side": (
        f"{SIGNED}\nsuspended 2003-01-01 act=x\nresumed 2005-01-01 side=aa act=r",
        {"2004-01-01": "suspended", "2006-01-01": "suspended or in_force, possible"},
    ),
    "both sides resume a break of unsaid side": (
        f"{SIGNED}\nsuspended 2003-01-01 act=x\nresumed 2005-01-01 side=aa act=r\n"
        "resumed 2006-01-01 side=bb act=t",
        {"2007-01-01": "in_force both"},
    ),
    "a break with an end": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x until=2004-12-31",
        {"2004-12-31": "suspended aa", "2005-01-01": "in_force both"},
    ),
    "a break without a date still stood": (
        f"{SIGNED}\nsuspended undated side=aa act=x pub=2010-06-01\n"
        "resumed [2004..2012] side=aa act=r",
        {"2003-01-01": "in_force or suspended, possible", "2010-06-01": "suspended aa",
         "2011-01-01": "suspended or in_force, possible", "2013-01-01": "in_force both"},
    ),
    "what surely was by then came before": (
        f"{SIGNED}\nsuspended 2002-01-01 side=aa act=x\nresumed 2004-01-01 side=aa act=r\n"
        "suspended undated side=aa act=y pub=2010-06-01",
        {"2003-01-01": "suspended aa", "2011-01-01": "suspended aa"},
    ),
    "a signature stands for both sides": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\nin_force 2005-01-01 act=s2 side=bb",
        {"2004-01-01": "suspended aa", "2006-01-01": "in_force both"},
    ),
    "unless a combination settles it, it is possible": (
        f"{SIGNED}\nsuspended [2003..2006] side=aa act=x\nresumed [2005..2008] side=aa act=r",
        {"2004-01-01": "in_force or suspended, possible",
         "2007-01-01": "suspended or in_force, possible", "2009-01-01": "in_force both"},
    ),
    "breaks and exits are no rungs": (
        "proposed [2003..2006] side=aa\ndeclined [2003..2006] side=bb",
        {"2004-01-01": "proposed or declined, possible"},
    ),
    "a party denies the signature": (
        f"{SIGNED}\nin_force 2000-01-01 certainty=denied said_by=someone@mayor-bb",
        {"2005-01-01": "in_force, possible"},
    ),
    "its own page denies it": (
        f"{SIGNED}\nin_force undated certainty=denied publisher=aa-municipality",
        {"2005-01-01": "in_force, possible"},
    ),
    "a stranger's denial changes nothing": (
        f"{SIGNED}\nin_force 2000-01-01 certainty=denied said_by=cc",
        {"2005-01-01": "in_force both"},
    ),
    "denied, yet seen in force": (
        f"{SIGNED}\nin_force 2000-01-01 certainty=denied said_by=bb\n"
        "in_force 2006-01-01 aspect=state",
        {"2005-01-01": "in_force, possible", "2006-01-01": "in_force both"},
    ),
    "doubtful sources alone": (
        f"{SIGNED} doubt=1", {"1999-01-01": "None", "2005-01-01": "in_force, possible"},
    ),
    "a doubtful break": (
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x doubt=1",
        {"2005-01-01": "in_force or suspended, possible"},
    ),
    "a doubtful and a good source of one act": (
        f"{SIGNED} doubt=1\n{SIGNED}", {"2005-01-01": "in_force both"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "on"), [(n, on) for n, (_t, days) in RULES.items() for on in days]
)
def test_oracle_on_a_rule(name: str, on: str) -> None:
    text, days = RULES[name]
    assert short(told(text).state(TWINS, day(on))) == days[on]


def test_oracle_on_channels() -> None:
    """A break on a broader channel holds below it; a later word on a narrower one wins there."""
    found = told(
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x channel=official\n"
        "resumed 2005-01-01 side=aa act=r channel=political"
    )
    on = day("2006-01-01")
    read = {channel: found.state(TWINS, on, channel).status for channel in CHANNELS}
    assert read == {
        "all": "in_force", "official": "suspended", "political": "in_force",
        "administrative": "suspended", "civic": "in_force", "economic": "in_force",
        "academic": "in_force", "cultural": "in_force",
    }  # fmt: skip


def test_oracle_on_second_breaks_of_two_channels() -> None:
    """No resumption is presupposed where the second break is on another channel."""
    found = told(
        f"{SIGNED}\nsuspended 2003-01-01 side=aa act=x\n"
        "suspended 2006-01-01 side=aa act=y channel=political"
    )
    for channel in ("all", "political", "civic"):
        assert short(found.state(TWINS, day("2005-01-01"), channel)) == "suspended aa"


def test_oracle_on_breaks_of_all_contact() -> None:
    on = day("2006-01-01")
    broken = f"suspended 2005-01-01 side=aa act=x tie={ALL_CONTACT}"
    alone = told(broken)
    assert alone.ties() == [ALL_CONTACT]
    assert short(alone.state(ALL_CONTACT, on)) == "suspended aa"
    sure = told(f"{SIGNED}\n{broken}")
    assert sure.ties() == [TWINS]
    assert short(sure.state(TWINS, on)) == "suspended aa"
    two = told(f"{SIGNED}\nin_force 2001-01-01 tie={MOU}\n{broken}")
    assert two.ties() == [MOU, TWINS]
    assert {short(two.state(tie, on)) for tie in two.ties()} == {"suspended aa"}
    # no evidence of a tie: the memorandum is only planned, the twinning came later
    later = told(f"in_force 2010-01-01\nin_force undated aspect=plan tie={MOU}\n{broken}")
    assert later.ties() == [ALL_CONTACT, MOU, TWINS]
    assert short(later.state(ALL_CONTACT, on)) == "suspended aa"
    assert short(later.state(TWINS, day("2011-01-01"))) == "in_force both"
    assert short(later.state(TWINS, on)) == "None"
    # a state of kind agreement joins the only narrower tie, not one of two
    assert told(f"{SIGNED}\nin_force 2005-01-01 aspect=state tie={ALL_CONTACT}").ties() == [TWINS]
    assert (
        ALL_CONTACT
        in told(
            f"{SIGNED}\nin_force 2001-01-01 tie={MOU}\nin_force 2005-01-01 tie={ALL_CONTACT}"
        ).ties()
    )


def test_oracle_on_pacts() -> None:
    on = day("2006-01-01")
    signed = f"{SIGNED} tie={PACT}"
    one_side = told(f"{signed}\nsuspended 2005-01-01 side=aa act=x tie={PACT}")
    read = {"+".join(pair): short(one_side.state(pact, on, pair=pair))
            for pact, pair in one_side.pairs()}  # fmt: skip
    assert read == {"aa+bb": "suspended aa", "aa+cc": "suspended aa", "bb+cc": "in_force both"}
    third = told(
        f"{signed}\nsuspended 2004-01-01 side=aa act=x channel=civic tie={PACT}\n"
        f"in_force 2005-01-01 side=cc channel=civic tie={PACT}"
    )
    assert short(third.state(PACT, on, "civic", ("aa", "bb"))) == "suspended aa"
    part = "tie/aa+bb/multilateral_pact"
    parted = told(f"{signed}\nended 2005-01-01 side=aa act=x tie={part}")
    assert parted.ties() == [PACT]
    assert short(parted.state(PACT, on, pair=("aa", "bb"))) == "ended aa"
    assert short(parted.state(PACT, on, pair=("aa", "cc"))) == "in_force both"
    assert told(f"{signed}\nin_force 2005-01-01 tie={part}").ties() == [part, PACT]
    contact = told(f"{signed}\nsuspended 2005-01-01 side=bb act=x tie={ALL_CONTACT}")
    assert contact.ties() == [PACT]
    assert short(contact.state(PACT, on, pair=("aa", "bb"))) == "suspended bb"
    assert short(contact.state(PACT, on, pair=("bb", "cc"))) == "in_force both"


def test_oracle_concludes() -> None:
    on = day("2012-01-01")
    assert told(SIGNED).state(TWINS, on).concluded == "signed"
    assert told(f"{SIGNED} basis=list").state(TWINS, on).concluded == "attested"
    assert told("in_force 2000-01-01 aspect=state").state(TWINS, on).concluded == "attested"
    again = told("in_force 2000-01-01 aspect=state\nended 2005-01-01 act=e\nin_force 2010-01-01")
    assert again.state(TWINS, day("2004-01-01")).concluded == "attested"
    assert again.state(TWINS, day("2006-01-01")).concluded is None
    assert again.state(TWINS, on).concluded == "signed"


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("", "none"),
        ("answered 2003-01-01 type=event kind=reply about=ev-p actor=bb", "given"),
        ("answered 2003-01-01 type=event kind=reply about=ev-r actor=bb", "possible"),
        ("answered 2003-01-01 type=event kind=reply about=ev-r actor=aa", "none"),
        ("answered 2003-01-01 type=event kind=reply about=ev-p actor=bb certainty=denied", "none"),
        ("answered 1999-01-01 type=event kind=reply about=ev-r actor=bb", "none"),
        ("negotiating 2003-01-01", "given"),
        ("negotiating undated", "possible"),
        ("in_force 2003-01-01", "given"),
        ("approved 2003-01-01 side=bb", "given"),
        ("approved 2003-01-01 side=aa", "none"),
        ("in_force 2003-01-01 aspect=plan", "none"),
        ("negotiating 2030-01-01 pub=2031-01-01", "none"),
    ],
)
def test_oracle_on_answers(reply: str, answer: str) -> None:
    found = told(f"proposed 2001-02-03 side=aa actor=aa act=ev-p\n{reply}".strip())
    asked = found.answers(day("2010-01-01"))["ev-p"]
    assert (asked.answer, asked.days_open) == (answer, (3254, 3254))


def test_oracle_bounds_the_days_open() -> None:
    found = told("proposed 2001 side=aa actor=aa").answers(day("2002-01-01"))[TWINS]
    assert found.days_open == (1, 365)


def test_oracle_on_memberships() -> None:
    found = told(
        "member 2000-01-01 type=membership about=aa@net\n"
        "left 2005-01-01 type=membership about=aa@net\n"
        "member 2010-01-01 type=membership about=aa@net"
    )
    read = [found.membership("aa@net", day(f"{year}-06-01")).status
            for year in (1999, 2001, 2006, 2011)]  # fmt: skip
    assert read == [None, "member", "left", "member"]


# --- histories and the harness ----------------------------------------------------------------


def test_a_seed_gives_the_same_folder() -> None:
    assert history(7) == history(7)
    assert history(7).claims != history(7 + len(histories.FAMILIES)).claims


def test_histories_hold_what_they_promise() -> None:
    """Enough of every rule in some hundred histories."""
    made = [history(seed) for seed in range(QUICK)]
    claims = [claim for folder in made for claim in folder.claims]
    assert {folder.family for folder in made} == set(histories.FAMILIES)
    assert max(len(folder.claims) for folder in made) == 8
    counts = {
        "undated": sum(c.when is None for c in claims),
        "vague": sum(c.when is not None and not c.when.is_day for c in claims),
        "sided": sum(bool(c.side) for c in claims),
        "on a channel": sum(bool(c.channel) for c in claims),
        "with an end": sum(c.until is not None for c in claims),
        "planned": sum(c.aspect == "plan" for c in claims),
        "denied": sum(c.certainty == "denied" for c in claims),
        "hedged": sum(c.certainty == "hedged" for c in claims),
        "doubtful": sum(
            bool(getattr(f.sources[c.source], "doubt", "")) for f in made for c in f.claims
        ),
        "renewals": sum(c.kind == "renewal" for c in claims),
        "of three": sum(len(c.parties) == 3 for c in claims),
        "with a body": sum("aa-municipality" in c.parties for c in claims),
    }
    assert not [name for name, number in counts.items() if number < 20], counts


def test_a_difference_is_found_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(folder: Folder) -> reading.Readings:
        """Readings that never hear of a resumption, to see that the harness finds it."""
        heard = tuple(claim for claim in folder.claims if claim.status != "resumed")
        return hear(replace(folder, claims=heard))

    hear = read_quick
    here = inspect.getmodule(test_a_difference_is_found_and_made_small)
    monkeypatch.setattr(here, "read_quick", deaf)
    seeds = [seed for seed in range(1, 400, 8) if first_difference(history(seed))]
    assert len(seeds) > 5
    text = counterexample(history(seeds[0]))
    assert " resumed " in text
    assert text.count("\n  c-") <= 4
    assert "readings:" in text
    assert "oracle:" in text
