"""The same checkout gives the same wheel and sdist, byte for byte, wherever it is built."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


def _copy(root: Path, place: Path, moment: int) -> Path:
    """What the sdist is made of, in another folder and of another time."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    names = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    made = place / "checkout"
    made.mkdir(parents=True)
    unwanted = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in [*names, "pyproject.toml", ".gitignore"]:
        if (root / name).is_dir():
            shutil.copytree(
                root / name, made / name, ignore=unwanted, copy_function=shutil.copyfile
            )
        elif (root / name).is_file():
            shutil.copyfile(root / name, made / name)
    for path in made.rglob("*"):
        os.utime(path, (moment, moment))
    return made


def _build(root: Path, place: Path, moment: int, mask: int, **more: str) -> dict[str, str]:
    """The files that are built, by name, with their checksums."""
    before = os.umask(mask)
    try:
        made = _copy(root, place, moment)
        env = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-d", str(place / "dist")],
            cwd=made, env={**env, **more}, check=True, capture_output=True,
        )  # fmt: skip
    finally:
        os.umask(before)
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (place / "dist").iterdir()
    }


@pytest.mark.slow
def test_wheel_and_sdist_are_the_same_bytes(repository: Path, tmp_path: Path) -> None:
    one = _build(
        repository, tmp_path / "one", 1_600_000_000, 0o022, TZ="UTC", PYTHONHASHSEED="1", LANG="C"
    )
    other = _build(
        repository, tmp_path / "deeper" / "other place", 1_700_000_001, 0o077,
        TZ="Asia/Tehran", PYTHONHASHSEED="2", LANG="C.UTF-8",
    )  # fmt: skip
    assert {name.rpartition(".")[2] for name in one} == {"whl", "gz"}
    assert one == other
