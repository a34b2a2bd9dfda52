"""Ask for known vulnerabilities of the locked packages; say so where nobody could be asked.

    python tools/audit.py [FILE] [OPTION OF pip-audit …]

Exit code 0: all were looked up, none has one. 1: some have. 3: not all could be looked up.
``pip-audit`` itself ends with 0 and "no known vulnerabilities" where the data base knows none
of the packages, as behind a mirror.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "out" / "lock.txt"
FOUND, NOT_AUDITED = 1, 3
_UNREACHED = re.compile("ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|resolve")


def verdict(output: str, errors: str) -> tuple[int, list[str]]:
    """What a run of pip-audit means: the exit code and what to say."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = [line for line in errors.splitlines() if line.strip()][-1:]
        reached = not _UNREACHED.search(errors)
        why = "pip-audit gave no answer" if reached else "no data base could be reached"
        return NOT_AUDITED, [f"not audited: {why}", *last]
    asked = [one for one in packages if "skip_reason" not in one]
    skipped = [one for one in packages if "skip_reason" in one]
    found = [
        f"{one['name']} {one['version']}: {bad['id']}, mended in "
        f"{', '.join(bad.get('fix_versions') or []) or 'no version yet'}"
        for one in asked
        for bad in one.get("vulns", [])
    ]
    lines = [f"{len(asked)} packages looked up, {len(found)} vulnerabilities", *found]
    lines += [f"not looked up: {one['name']}: {one['skip_reason']}" for one in skipped[:5]]
    if skipped or not asked:
        lines.append(f"not audited: {len(skipped)} of {len(packages)} packages were not looked up")
    return (FOUND if found else NOT_AUDITED if skipped or not asked else 0), lines


def main(words: Sequence[str]) -> int:
    """Ask, and say what came of it."""
    file, options = FILE, list(words)
    if options and not options[0].startswith("-"):
        file = Path(options.pop(0))
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--requirement", str(file), "--disable-pip",
         "--require-hashes", "--format", "json", "--progress-spinner", "off", *options],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    code, lines = verdict(done.stdout, done.stderr)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
