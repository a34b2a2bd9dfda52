"""Build the wheel and the sdist of the last commit into ``dist/``, and try both.

    python tools/release.py

Both are built from a clean clone and installed into environments of their own, which build
the graph, list, draw and speak Persian. Nothing is uploaded.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def run(*words: str | Path, cwd: Path) -> str:
    """Run a command and return what it printed; a failure ends the release."""
    # Nothing of this checkout or of the user's cache may answer.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env["CITYTIES_CACHE"] = str(cwd / "cache")
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(folder: Path) -> list[Path]:
    """Build from a clone of the last commit, so that only what git holds is in the files."""
    if changed := run("git", "status", "--porcelain", cwd=ROOT):
        sys.exit(f"commit or remove first:\n{changed}")
    clone = folder / "clone"
    run("git", "clone", "--quiet", "--no-hardlinks", ROOT, clone, cwd=folder)
    run(sys.executable, "-m", "hatchling", "build", "-d", folder / "dist", cwd=clone)
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.copytree(folder / "dist", DIST)
    return sorted(DIST.iterdir())


def names(file: Path) -> dict[str, int]:
    """The files in a wheel or an sdist, with their sizes."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as archive:
            return {one.filename: one.file_size for one in archive.infolist()}
    with tarfile.open(file) as archive:
        # The first folder is the name of the sdist.
        return {m.name.partition("/")[2]: m.size for m in archive if m.isfile()}


def show(file: Path) -> None:
    """Print the size of a file and what it holds, by folder."""
    held = names(file)
    print(f"{file.name}: {file.stat().st_size / 1e6:.2f} MB, {len(held)} files")
    count: Counter[str] = Counter()
    size: Counter[str] = Counter()
    depth = 2 if file.suffix == ".whl" else 1
    for name, length in held.items():
        parts = name.split("/")
        place = "/".join(parts[:depth]) + "/" if len(parts) > depth else name
        count[place] += 1
        size[place] += length
    for place, total in sorted(size.items(), key=lambda one: -one[1]):
        if total >= 20_000 or place.endswith("/"):
            print(f"  {total / 1e3:8.0f} kB  {count[place]:4} {place}")


def try_out(file: Path, folder: Path) -> None:
    """Install a file as a user would, and use it."""
    place = folder / f"try-{file.suffix.removeprefix('.')}"
    venv.create(place / "venv", with_pip=True)
    scripts = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", file, cwd=place)
    command = scripts / "cityties"
    version = run(command, "--version", cwd=place).split()[-1]
    run(command, "build", cwd=place)
    ties = json.loads(run(command, "ties", "isfahan", "-f", "json", cwd=place))
    run(command, "map", "isfahan", "--output", place / "isfahan.html", cwd=place)
    page = (place / "isfahan.html").stat().st_size
    told = run(command, "--lang", "fa", "--help", cwd=place).splitlines()[0]
    faults = [
        text
        for wrong, text in (
            (f"-{version}" not in file.name, f"says that it is {version}"),
            (len(ties) < 10, f"{len(ties)} ties of Isfahan"),
            (page < 100_000, f"a map of {page} bytes"),
            ("کاربرد" not in told, f"no Persian: {told}"),
        )
        if wrong
    ]
    if faults:
        sys.exit(f"{file.name}: {'; '.join(faults)}")
    print(f"{file.name} installed: version {version}, built, {len(ties)} ties of Isfahan, "
          f"a map of {page / 1e6:.2f} MB, help in Persian")  # fmt: skip


def main() -> int:
    """Build, show and try."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = build(folder)
        kinds = {file.suffix for file in files}
        if kinds != {".whl", ".gz"}:
            sys.exit(f"not a wheel and an sdist: {[file.name for file in files]}")
        for file in files:
            show(file)
        for file in files:
            try_out(file, folder)
    print(f"{len(files)} files built and tried in {DIST}; nothing was uploaded")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
