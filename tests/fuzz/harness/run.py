"""Run the fuzzers, say what came out, and fail on a fault, a crash, a hang or no case at all.

    python tests/fuzz/harness/run.py --minutes 10 [--target guard …] [--guided]

Each target runs in a process of its own, for its share of the time. A case that fails is
written to ``out/fuzz/TARGET/`` and can be tried again by ``--case FILE``; once it is
understood it moves to ``tests/fuzz/corpus/TARGET/``, where every run of the tests tries it.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import faulthandler
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.path.append(str(Path(__file__).resolve().parents[3] / "graph"))

from harness.base import ROOT, Choices, FaultError, Target

OUT = ROOT / "out" / "fuzz"
SHOWN = 5  # failures in the text; all are in the folder
ENOUGH = 20  # failures of one target; after that it stops


class HangError(Exception):
    """A case took longer than its target may."""


@dataclass
class Tally:
    """What a run of one target came to."""

    name: str
    executions: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        """Whether the run fails: a failure, or nothing tried."""
        return bool(self.failures) or not self.executions

    def __str__(self) -> str:
        said = ", ".join(f"{count:,} {word}" for word, count in self.outcomes.most_common())
        each = self.executions / self.seconds if self.seconds else 0
        head = f"{self.name}: {self.executions:,} cases in {self.seconds:.0f} s ({each:,.0f}/s)"
        head += f": {said or 'none'}"
        shown = [f"  FAILED {failure}" for failure in self.failures[:SHOWN]]
        more = len(self.failures) - SHOWN
        return "\n".join([head, *shown, *([f"  and {more} more failures"] if more > 0 else [])])


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    """End a case that takes too long; where Python does not come to it, the whole process."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise HangError(f"longer than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(seconds * 2, exit=True)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGALRM, before)


def keep(target: Target, data: bytes, out: Path = OUT) -> Path:
    """Write a case that failed, named by its content."""
    file = out / target.name / hashlib.sha256(data).hexdigest()[:16]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def attempt(target: Target, data: bytes, tally: Tally, out: Path = OUT) -> None:
    """Try one case and note what came out."""
    tally.executions += 1
    try:
        with _within(target.seconds):
            word = target.check(data)
    except Exception as error:
        kind = {FaultError: "fault", HangError: "hang"}.get(type(error), "crash")
        tally.outcomes[kind] += 1
        where = "" if kind == "fault" else traceback.format_exc(limit=-3)
        tally.failures.append(f"{keep(target, data, out)}: {kind}: {error!r}"[:600] + "\n" + where)
    else:
        tally.outcomes[word] += 1


def run_target(
    target: Target,
    seed: int,
    go_on: Callable[[int], bool],
    note: Callable[[bytes], Any] = lambda data: None,
    out: Path = OUT,
) -> Tally:
    """Try the corpus, and then cases of one seed after the other as long as ``go_on`` says."""
    tally = Tally(target.name)
    begin = time.monotonic()
    for file in target.corpus():
        note(file.read_bytes())
        attempt(target, file.read_bytes(), tally, out)
    number = 0
    while go_on(number) and len(tally.failures) < ENOUGH:
        data = target.make(random.Random(f"{seed}-{number}"))
        note(data)
        attempt(target, data, tally, out)
        number += 1
    tally.seconds = time.monotonic() - begin
    return tally


def _guided(target: Target, seconds: float, seed: int, note: Callable[[bytes], Any]) -> None:
    """Let atheris choose: its bytes are the choices of ``make``."""
    import atheris

    tally = Tally(target.name)
    begin = time.monotonic()

    def one(data: bytes) -> None:
        case = target.make(Choices(data))
        note(case)
        attempt(target, case, tally)
        if len(tally.failures) >= ENOUGH or time.monotonic() - begin > seconds:
            tally.seconds = time.monotonic() - begin
            _report(tally)
            sys.stdout.flush()
            atexit._run_exitfuncs()
            os._exit(0)  # atheris ends by itself only where a case fails

    target.make(random.Random(seed))  # what is made once is no part of a case
    # The limit of a case is ours: libFuzzer would take the same signal for its own.
    words = [sys.argv[0], "-max_len=4096", "-verbosity=0", "-timeout=0", "-rss_limit_mb=0"]
    words += [f"-seed={seed % 2**32 or 1}", f"-artifact_prefix={tempfile.gettempdir()}/"]
    atheris.Setup(words, one)
    atheris.Fuzz()


def _report(tally: Tally) -> None:
    """The tally as a line of JSON, which the parent reads."""
    print(json.dumps({**vars(tally), "outcomes": dict(tally.outcomes)}))


def _child(target: Target, seconds: float, seed: int, last: Path, guided: bool) -> None:
    """Run one target in this process; ``last`` holds the case that is being tried."""
    with last.open("wb", buffering=0) as stream:

        def note(data: bytes) -> None:
            stream.seek(0)
            stream.write(data)
            stream.truncate()

        if guided:
            _guided(target, seconds, seed, note)
            return
        end = time.monotonic() + seconds
        _report(run_target(target, seed, lambda _number: time.monotonic() < end, note))


def _in_child(target: Target, seconds: float, seed: int, guided: bool) -> Tally:
    """Run one target in a process of its own, and say so where it dies."""
    with tempfile.TemporaryDirectory() as place:
        last = Path(place) / "case"
        words = [sys.executable, __file__, "--child", str(last), "--seconds", str(seconds)]
        words += ["--target", target.name, "--seed", str(seed), *(["--guided"] if guided else [])]
        done = subprocess.run(
            words, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        for line in reversed(done.stdout.splitlines()):
            with contextlib.suppress(ValueError, TypeError):
                found = json.loads(line)
                return Tally(**{**found, "outcomes": Counter(found["outcomes"])})
        tally = Tally(target.name, seconds=seconds)
        if last.is_file() and last.stat().st_size:
            tally.executions = 1
            file = keep(target, last.read_bytes())
            tally.failures.append(
                f"{file}: the process ended ({done.returncode})\n{done.stderr[-2000:]}"
            )
        else:
            tally.failures.append(f"did not start ({done.returncode})\n{done.stderr[-2000:]}")
        return tally


def main(targets: Mapping[str, Target]) -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--minutes", type=float, default=5.0, help="for all targets together")
    options.add_argument(
        "--target", action="append", choices=sorted(targets), help="only this one (repeatable)"
    )
    options.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    options.add_argument(
        "--guided", action="store_true", help="let atheris steer the choices by what is reached"
    )
    options.add_argument("--case", type=Path, help="try one file with the one --target")
    options.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--seconds", type=float, help=argparse.SUPPRESS)
    asked = options.parse_args()
    chosen = [targets[name] for name in asked.target or targets]
    if asked.child:
        _child(chosen[0], asked.seconds, asked.seed, asked.child, asked.guided)
        return 0
    if asked.case:
        if len(chosen) != 1:
            options.error("--case needs one --target")
        print(chosen[0].check(asked.case.read_bytes()))
        return 0
    share = asked.minutes * 60 / len(chosen)
    print(f"{len(chosen)} targets, {share:.0f} s each, seed {asked.seed}", flush=True)
    tallies = []
    for target in chosen:
        tallies.append(_in_child(target, share, asked.seed, asked.guided))
        print(tallies[-1], flush=True)
    total = sum(tally.executions for tally in tallies)
    failed = [tally.name for tally in tallies if tally.bad]
    print(f"{total:,} cases of {len(tallies)} targets; failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _load(*, instrumented: bool) -> Mapping[str, Target]:
    """The targets; ``instrumented``: with our modules as atheris follows them."""
    if not instrumented:
        from harness.targets import TARGETS

        return TARGETS
    import atheris

    with atheris.instrument_imports(include=["cityties"]):
        from harness.targets import TARGETS
    return TARGETS


if __name__ == "__main__":
    raise SystemExit(main(_load(instrumented="--guided" in sys.argv and "--child" in sys.argv)))
