"""``cityties partitions``."""

from __future__ import annotations

import json
from pathlib import Path


def test_it_says_how_far_it_is_and_what_came_of_it(tmp_path: Path, run) -> None:
    into = str(tmp_path / "parts")
    words = ("partitions", "--into", into, "--partitions", "2", "-f", "json")
    done = run(*words)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["claims"] > 500
    assert (found["partitions"], found["kept"]) == (2, 0)
    for line in ("partitions 1/3, ", "partitions 3/3, "):
        assert line in done.err
    done = run("-q", *words)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == {**found, "kept": 3}
    assert json.loads(run("build", "--no-cache", "-f", "json").out)["id"] == found["id"]


def test_the_day_of_knowledge_is_heard(tmp_path: Path, run) -> None:
    day = ("--known-by", "2010-01-01")
    words = ("--into", str(tmp_path / "parts"), "--partitions", "3", "-f", "json")
    done = run("partitions", *words, *day)
    assert done.code == 0, done.err
    single = run("build", "--no-cache", "-f", "json", *day)
    assert json.loads(done.out)["id"] == json.loads(single.out)["id"]


def test_mistakes_end_with_one_line(tmp_path: Path, run) -> None:
    into = str(tmp_path / "parts")
    for words, status, text in (
        (("nowhere", "--into", into), 1, "nowhere does not exist"),
        (("--into", into, "--engine", "cloud"), 2, "serial"),
        ((), 2, "--into"),
        (("--into", into, "--parquet", "--whole"), 2, "N-Quads"),
    ):
        done = run("partitions", *words)
        assert (done.code, "Traceback" in done.err) == (status, False), words
        assert text in done.err
