"""The process that runs commands in forks, and what a command leaves."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commands import DATA, SMALL, Command

MEMORY = Path("/dev/shm")
OWN = re.compile(r"^\.lock$|\.lock$|^cityties-\w+\.json$")
"""Locks, and the marker of a folder that holds no entry yet, are no content."""


@dataclass(frozen=True)
class Ended:
    """How a command ended: a negative code is the signal that killed it."""

    code: int
    struck: bool
    calls: list[str]
    out: str
    err: str


class Runner:
    """Runs commands in a folder, in forks of one process that has imported everything."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def run(self, folder: Path, *words: str, at: int = -1, how: str = "", look: str = "") -> Ended:
        """Run a command; its call number ``at`` fails or is its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        env = {"CITYTIES_CACHE": str(folder / "cache")}
        job: dict[str, Any] = {
            "folder": str(folder), "words": words, "at": at, "how": how, "env": env, "look": look,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))

    def look(self, folder: Path, what: str) -> Any:
        """What a store or the cache holds; every byte of it is looked at."""
        ended = self.run(folder, str(folder / what), look=what)
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: the engine flushes often, which takes long."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="cityties-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def inputs(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that the commands read, and a cache that knows their data."""
    folder = tmp_path_factory.mktemp("inputs")
    shutil.copytree(SMALL, folder / "data")
    for words in (
        ("export", "graph.trig", *DATA),
        ("data", "workbook", "book.xlsx", "--folder", "data", "--no-shipped"),
    ):
        ended = runner.run(folder, *words)
        assert ended.code == 0, ended.err
    return folder


class Trial:
    """A command in a folder of its own, made afresh for each plan."""

    def __init__(
        self, runner: Runner, inputs: Path, place: Path, command: Command, *, warm: bool
    ) -> None:
        self.runner, self.command = runner, command
        self._start, self.folder = place / "start", place / "work"
        shutil.copytree(inputs, self._start)
        if not warm:
            shutil.rmtree(self._start / "cache")
        command.before(self._start)
        if command.first:
            ended = runner.run(self._start, *command.first)
            assert ended.code == 0, ended.err
        self.renew()
        self.old = self.state()
        dry = self.run()
        assert dry.code == 0, dry.err
        self.calls = dry.calls
        self.new = self.state()
        assert self.new != self.old or command.kind == "cache"

    def renew(self) -> None:
        """The folder as it is before the command."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._start, self.folder, symlinks=True)

    def run(self, at: int = -1, how: str = "") -> Ended:
        """Run the command, with a strike if one is named."""
        return self.runner.run(self.folder, *self.command.words, at=at, how=how)

    def state(self) -> Any:
        """What readers see of the target."""
        kind, target = self.command.kind, self.folder / self.command.target
        if kind in ("store", "cache", "cleared"):
            return self.runner.look(self.folder, "store" if kind == "store" else "cache")
        if kind == "snapshot":
            current = target / "CURRENT"
            if not current.exists():
                return []
            name = current.read_text().strip()
            return [name, contents(target / name)]
        return contents(target)

    def leftovers(self) -> list[str]:
        """Hidden names that are still there."""
        return sorted(str(path) for path in self.folder.rglob(".*.part"))

    def is_right(self, found: Any, how: str) -> bool:
        """Whether a state is the old or the new one; of several files each must be."""
        if self.command.kind != "files":
            return bool(found in (self.old, self.new))
        return found.keys() <= self.old.keys() | self.new.keys() and all(
            found.get(name) in (self.old.get(name), self.new.get(name))
            for name in self.old.keys() | self.new.keys()
        )


def contents(target: Path) -> Mapping[str, str]:
    """Checksums of a file, or of all files of a folder, by name."""
    if target.is_file():
        return {"": hashlib.sha256(target.read_bytes()).hexdigest()}
    return {
        str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.rglob("*"))
        if path.is_file() and not OWN.search(path.name) and not path.name.endswith(".part")
    }
