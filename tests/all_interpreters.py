"""Run the tests on every supported Python that this machine has.

    python tests/all_interpreters.py [pytest options]

Each gets a virtual environment of its own (``.venv-3.12`` and so on) with the newest
dependencies that it can have, so that both lines of networkx are tested: 3.6 is the last
for Python 3.11, later ones take 3.7.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
ROOT = Path(__file__).resolve().parents[1]


def candidates(version: str) -> list[str]:
    """Commands and files that may be this version of Python."""
    found = [shutil.which(f"python{version}") or ""]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found += [str(path) for path in sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"))]
    return [path for path in found if path]


def runs(command: str, version: str) -> bool:
    """Whether the command starts and is that version (a shim of pyenv may not)."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([command, "-c", code], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version


def test_on(version: str, command: str, options: list[str]) -> tuple[int, str]:
    """Make the environment, run the tests; exit code and the version of networkx."""
    venv = ROOT / f".venv-{version}"
    python = str(venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    subprocess.run([command, "-m", "venv", str(venv)], check=True)
    for words in (["--upgrade", "pip"], ["--editable", f"{ROOT}[dev]"]):
        subprocess.run([python, "-m", "pip", "install", "--quiet", *words], check=True)
    networkx = subprocess.run(
        [python, "-c", "import networkx; print(networkx.__version__)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    print(f"== Python {version} ({command}), networkx {networkx}", flush=True)
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-n", "auto", *options], cwd=ROOT, check=False
    )
    return done.returncode, networkx


def main() -> int:
    """Run all; print a line for each; fail if one fails or none was found."""
    results = {}
    for version in SUPPORTED:
        command = next((one for one in candidates(version) if runs(one, version)), None)
        if command is None:
            print(f"== Python {version}: not on this machine", flush=True)
            continue
        results[version] = test_on(version, command, sys.argv[1:])
    for version, (code, networkx) in results.items():
        print(f"Python {version}, networkx {networkx}: {'passed' if code == 0 else 'FAILED'}")
    print(f"{len(results)} of {len(SUPPORTED)} interpreters found")
    return int(not results or any(code for code, _networkx in results.values()))


if __name__ == "__main__":
    raise SystemExit(main())
