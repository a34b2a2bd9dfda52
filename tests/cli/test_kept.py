"""Listings that are asked again."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cityties.cli import kept
from cityties.store.answers import ANSWERS, MOST_KEPT, find_answer, keep_answer
from cityties.store.build import open_or_build
from cityties.store.code import BUILD_ROOMS, seen_code

from .conftest import Run

LISTINGS = [
    ["ties", "freiburg"],
    ["ties", "freiburg", "-f", "csv"],
    ["history", "isfahan", "freiburg"],
    ["officials", "isfahan"],
    ["counts", "isfahan", "-f", "json"],
    ["conflicts"],
    ["cities", "hyder"],
    ["sources", "freiburg", "-f", "tsv"],
    ["--lang", "fa", "ties", "freiburg"],
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without answers, with the graph that was built already."""
    built = open_or_build().version
    assert built is not None
    folder = tmp_path / "cache"
    copied = folder / "graphs" / built.folder.name
    shutil.copytree(built.folder, copied, ignore=shutil.ignore_patterns(ANSWERS))
    monkeypatch.setenv("CITYTIES_CACHE", str(folder))
    return copied / ANSWERS


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the answers that had to be made."""
    made: list[str] = []

    def keep(version: object, key: str, text: str) -> None:
        made.append(key)
        keep_answer(version, key, text)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "keep_answer", keep)
    return made


@pytest.mark.parametrize("words", LISTINGS, ids=" ".join)
def test_the_second_time_says_the_same(
    run: Run, words: list[str], cache: Path, worked: list[str]
) -> None:
    first = run(*words)
    assert first.code == 0 and first.out
    assert len(worked) == len(list(cache.iterdir())) == 1
    assert run(*words) == first
    assert len(worked) == 1


def test_another_question_is_another_answer(
    run: Run, cache: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [
        ["ties", "freiburg"],
        ["ties", "porto"],
        ["ties", "freiburg", "-f", "csv"],
        ["ties", "freiburg", "--on", "2010-01-01"],
        ["ties", "freiburg", "--on", "2010-01-02"],
        ["--lang", "de", "ties", "freiburg"],
        ["--width", "70", "ties", "freiburg"],
        ["history", "freiburg"],
    ]
    for words in calls:
        run(*words)
    assert len(set(worked)) == len(calls)

    class Tomorrow(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:
            return datetime.date(2031, 1, 1)

    monkeypatch.setattr(kept, "date", Tomorrow)
    run("ties", "freiburg")
    assert len(set(worked)) == len(calls) + 1
    monkeypatch.setattr(kept, "seen_code", lambda _rooms: "other code")
    run("ties", "freiburg")
    assert len(set(worked)) == len(calls) + 2


def test_what_has_something_to_say_is_not_kept(run: Run, cache: Path, worked: list[str]) -> None:
    said = run("ties", "freiburg", "--status", "broken", "-f", "json")  # on standard error
    assert said.err
    assert run("ties", "nowhere-at-all").code == 1
    assert run("-v", "ties", "freiburg").code == 0
    assert run("-q", "ties", "freiburg").code == 0
    assert worked == []
    assert run("ties", "freiburg", "--status", "broken", "-f", "json") == said


def test_other_data_has_other_answers(run: Run, small: Path, cache: Path) -> None:
    words = ["cities", "--data", str(small), "--no-shipped", "-f", "csv"]
    before = run(*words)
    places = small / "places.csv"
    text = places.read_text("utf-8")
    name = text.splitlines()[1].split(",")[2]
    places.write_text(text.replace(name, "Elsewhere"), "utf-8")
    assert "Elsewhere" in run(*words).out
    places.write_text(text, "utf-8")
    assert run(*words) == before


def test_a_store_is_left_as_it_is(run: Run, small: Path, tmp_path: Path, worked: list[str]) -> None:
    store = tmp_path / "store"
    run("build", "--data", str(small), "--no-shipped", "--store", str(store))
    before = sorted(store.rglob("*"))
    assert run("cities", "--store", str(store)).code == 0
    assert sorted(store.rglob("*")) == before
    assert find_answer(open_or_build(shipped=False, store_dir=store).version, worked[0]) is None


def test_a_changed_answer_is_made_again(run: Run, cache: Path, worked: list[str]) -> None:
    first = run("ties", "freiburg")
    (file,) = cache.iterdir()
    data = bytearray(file.read_bytes())
    for at in (3, 70, len(data) - 2):
        data[at] ^= 1
        file.write_bytes(data)
        assert run("ties", "freiburg") == first
        data[at] ^= 1
    file.write_bytes(b"")
    assert run("ties", "freiburg") == first
    assert len(worked) == 5


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners")
def test_answers_that_others_may_write_are_not_believed(
    run: Run, cache: Path, worked: list[str]
) -> None:
    first = run("ties", "freiburg")
    cache.chmod(0o777)
    assert run("ties", "freiburg") == first
    assert len(worked) == 2


def test_they_do_not_grow_without_end(cache: Path) -> None:
    version = open_or_build().version
    assert version is not None and version.folder == cache.parent
    for number in range(MOST_KEPT + 3):
        keep_answer(version, f"key{number}", "text")
    assert len(list(cache.iterdir())) == 3
    assert find_answer(version, f"key{MOST_KEPT + 2}") == "text"
    keep_answer(version, "large", "x" * 2**20)
    assert find_answer(version, "large") is None


def test_a_change_of_any_code_that_a_listing_needs_is_seen() -> None:
    code = (
        "import io, json, sys; from cityties.cli import main\n"
        "out, sys.stdout = sys.stdout, io.StringIO()\n"
        "for words in json.loads(sys.argv[1]): main([*words, '-v'])\n"
        "print(json.dumps(sorted(sys.modules)), file=out)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(LISTINGS)],
        capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
    )  # fmt: skip
    names = [name.split(".") for name in json.loads(done.stdout)]
    rooms = {name[1] for name in names if name[0] == "cityties" and len(name) > 1}
    assert rooms <= {*BUILD_ROOMS, *kept.SHOWING, "errors"}


def test_code_that_was_written_again_is_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from cityties.base import resources

    (tmp_path / "room").mkdir()
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)
    file = tmp_path / "room" / "module.py"
    file.write_text("a = 1")
    before = seen_code(["room"])
    assert seen_code(["room"]) == before
    file.write_text("a = 22")
    assert seen_code(["room"]) != before
