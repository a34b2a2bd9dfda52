"""Write what a user installs with every extra as a bill of materials (CycloneDX).

    python tools/sbom.py [FILE]

The package is installed into an environment of its own, so that the tools of the project
are not in the list.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "out" / "sbom.json"


def describe(python: Path, file: Path) -> None:
    """Write the bill of an environment, the same for the same environment."""
    subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject",
         str(ROOT / "pyproject.toml"), "--output-reproducible", "--output-format", "JSON",
         "--output-file", str(file), str(python)],
        check=True,
    )  # fmt: skip


def without_licence(bill: dict[str, Any]) -> list[str]:
    """The components that state no licence, or one that says nothing."""

    def says(one: dict[str, Any]) -> bool:
        named = one.get("expression") or one.get("license", {})
        text = named if isinstance(named, str) else named.get("id") or named.get("name") or ""
        return text.strip().upper() not in {"", "UNKNOWN"}

    return [
        f"{one['name']} {one.get('version', '')}"
        for one in bill.get("components", [])
        if not any(says(licence) for licence in one.get("licenses", []))
    ]


def report(bill: dict[str, Any]) -> tuple[int, list[str]]:
    """What to say of a bill, and the exit code: an empty one is a failure."""
    count = len(bill.get("components", []))
    bare = without_licence(bill)
    lines = [f"{count} components, {len(bare)} without a stated licence"]
    lines += [f"  look at its files: {name}" for name in bare]
    return (0 if count else 1), lines


def main(file: Path = FILE) -> int:
    """Install, describe, count."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        python = Path(place) / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", "--python", sys.executable, Path(place) / "venv"], check=True)
        subprocess.run(
            [*uv, "pip", "install", "--python", python, f"cityties[all] @ {ROOT.as_uri()}"],
            check=True,
        )
        describe(python, file)
    code, lines = report(json.loads(file.read_bytes()))
    print("\n".join(lines))
    print(file)
    return code


if __name__ == "__main__":
    raise SystemExit(main(*(Path(word) for word in sys.argv[1:2])))
