"""Each call that writes fails once and is the end once: readers see the old state or the new one.

A plan that does not strike is a failure: nothing was tried then.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from commands import COMMANDS, Command
from striker import HOW

from conftest import Runner, Trial

SEED = 16
SHORT = 1  # places of each kind of strike in the short run
MOST = int(os.environ.get("CITYTIES_PLANS", "400"))  # of one command in the long run
KILLS = 500  # that the long run strikes at least, over all commands

CASES = [
    pytest.param(command, warm, id=f"{command.name}-{'warm' if warm else 'cold'}")
    for command in COMMANDS
    for warm in ((False, True) if command.cached else (True,))
]

Plan = tuple[int, str]


@pytest.fixture
def trial(command: Command, warm: bool, runner: Runner, inputs: Path, place: Path) -> Trial:
    return Trial(runner, inputs, place, command, warm=warm)


def plans(trial: Trial) -> list[Plan]:
    return [(at, how) for at in range(len(trial.calls)) for how in HOW]


def strike(trial: Trial, plan: Plan) -> None:
    """Follow one plan, look at what is left, and do it again."""
    at, how = plan
    trial.renew()
    ended = trial.run(at, how)
    where = f"{trial.command.name}: {how} at {trial.calls[at]}\n{ended.err}"
    assert ended.struck, f"did not strike: {where}"
    found = trial.state()
    assert trial.is_right(found, how), f"neither old nor new: {where}"
    assert "Traceback" not in ended.err, where
    assert ".part" not in ended.err, where
    if how in ("before", "after"):
        assert ended.code == -9, where
    elif ended.code == 0:  # what failed was the cache, or deleting what nobody needs
        in_memory = trial.command.kind == "cache" and "in memory" in ended.out
        assert found == trial.new or in_memory, f"done, but nothing is there: {where}"
    else:
        assert ended.code == 1, where
        errors = [line for line in ended.err.splitlines() if line.startswith("Error: ")]
        assert len(errors) == 1, where
        in_cache = trial.calls[at].partition(" ")[2].startswith("/cache/")
        assert ("cache" if in_cache else trial.command.target) in errors[0], where
        certain = "did not confirm" not in errors[0] and trial.command.kind != "cleared"
        if trial.command.kind != "files" and certain:
            assert found == trial.old, f"an error, but the old state is gone: {where}"
        if trial.command.kind != "cleared":
            assert not trial.leftovers(), where
    if found != trial.new or trial.command.again:
        ended = trial.run()
        assert ended.code == 0, f"the next run fails: {where}\n{ended.err}"
        assert trial.state() == trial.new, f"the next run is not right: {where}"
        assert not trial.leftovers(), f"left over: {where}"


@pytest.mark.parametrize(("command", "warm"), CASES)
def test_some_strikes(trial: Trial) -> None:
    chosen = random.Random(f"{SEED} {trial.command.name}")
    for how in HOW:
        for at in chosen.sample(range(len(trial.calls)), min(SHORT, len(trial.calls))):
            strike(trial, (at, how))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("command", "warm"), CASES)
def test_every_strike(trial: Trial, record_property) -> None:
    every = plans(trial)
    chosen = random.Random(SEED).sample(every, min(len(every), MOST))
    struck: Counter[str] = Counter()
    for plan in chosen:
        strike(trial, plan)
        struck[plan[1]] += 1
    assert struck.total() == len(chosen) >= 4 * len(trial.calls) * (len(every) <= MOST)
    record_property("struck", dict(struck))
    print(f"{trial.command.name}: {dict(struck)} of {len(every)} plans")  # noqa: T201


def test_the_long_run_kills_often_enough(runner: Runner, inputs: Path, place: Path) -> None:
    planned = 0
    for number, case in enumerate(CASES):
        command, warm = case.values
        made = Trial(runner, inputs, place / str(number), command, warm=warm)
        planned += min(2 * len(made.calls), max(MOST, 400) // 2)
    assert planned >= KILLS
