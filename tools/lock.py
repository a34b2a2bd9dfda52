"""Resolve the environment of the tests, with every extra, into names, versions and hashes.

    python tools/lock.py [FILE]

One file for all systems and Pythons, which ``pip install --require-hashes -r FILE`` installs.
It names no registry: whoever installs it chooses where from, and the hashes say whether that
brought the same files. It is made anew and not kept in the repository: the tests are meant to
meet new versions.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "out" / "lock.txt"
_PACKAGE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def packages(text: str) -> dict[str, int]:
    """``name==version`` of each locked package, and how many hashes it has."""
    found: dict[str, int] = {}
    starts = [*_PACKAGE.finditer(text)]
    ends = [match.start() for match in starts[1:]] + ([len(text)] if starts else [])
    for match, end in zip(starts, ends, strict=True):
        found[match.group().strip()] = text.count("--hash=sha256:", match.start(), end)
    return found


def faults(text: str) -> list[str]:
    """What a lock must not be: empty, without a hash, or bound to a registry."""
    held = packages(text)
    found = [] if held else ["no package"]
    found += [f"no hash: {name}" for name, count in held.items() if not count]
    found += [f"names an address: {line}" for line in text.splitlines() if "://" in line]
    return found


def main(file: Path = FILE) -> int:
    """Resolve, write, count."""
    file.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--all-extras",
         "--group", "test", "--universal", "--generate-hashes", "--upgrade", "--no-header",
         "--no-emit-index-url", "--quiet", "--output-file", str(file)],
        cwd=ROOT, check=False,
    )  # fmt: skip
    if done.returncode:
        print("not resolved")
        return 1
    text = file.read_text("utf-8")
    wrong = faults(text)
    print("\n".join(wrong), end="\n" if wrong else "")
    held = packages(text)
    print(f"{len(held)} packages, {sum(held.values())} hashes in {file}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(*(Path(word) for word in sys.argv[1:2])))
