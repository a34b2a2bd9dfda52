"""Running the command line in this process and in one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cityties.cli import main
from cityties.language import messages


@dataclass(frozen=True)
class Done:
    """What a call gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Call ``cityties WORDS`` in this process."""
    for name in ("CITYTIES_DATA", "CITYTIES_STORE", "CITYTIES_LANG", "CITYTIES_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str) -> Done:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["cityties", *words])
        code = main(words)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    yield call
    messages.set_language("en")


@pytest.fixture
def spawn() -> Run:
    """Call ``python -m cityties WORDS`` in a process of its own; bytes are UTF-8."""

    def call(*words: str, env: dict[str, str] | None = None, **more: Any) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "cityties", *words],
            capture_output=True,
            env={**os.environ, **(env or {})},
            check=False,
            **more,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def small(repository: Path, tmp_path: Path) -> Path:
    """A copy of the small data folder."""
    return Path(shutil.copytree(repository / "tests" / "fixtures" / "small", tmp_path / "small"))
