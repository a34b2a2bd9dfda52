"""Run the tests on every supported Python that this machine has.

    python tests/all_interpreters.py [pytest options]
    python tests/all_interpreters.py --other-networkx [pytest options]

Each gets a virtual environment of its own (``.venv-3.12`` and so on) with the newest
dependencies that it can have, so that both lines of networkx are tested: 3.6 is the last
for Python 3.11, later ones take 3.7.

With ``--other-networkx`` the tests run once, in ``.venv-networkx``: with the line of networkx
that the Python which runs this script does not have.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
NEWER = (3, 7)  # the first networkx of the newer line
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


def find(versions: tuple[str, ...]) -> dict[str, str]:
    """The versions of Python that this machine has, each with a command that starts it."""
    found = {}
    for version in versions:
        command = next((one for one in candidates(version) if runs(one, version)), None)
        if command is None:
            print(f"== Python {version}: not on this machine", flush=True)
        else:
            found[version] = command
    return found


def version_of(python: str, package: str) -> str:
    """The version of a package that a Python has."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_on(
    version: str,
    command: str,
    options: list[str],
    *,
    name: str = "",
    requirements: Sequence[str] = (),
) -> tuple[int, str]:
    """Make the environment, run the tests; exit code and the version of networkx.

    Parameters
    ----------
    version, command : of the Python
    options : for pytest
    name : of the environment; the version by default
    requirements : what else is asked for, such as ``networkx<3.7``
    """
    venv = ROOT / f".venv-{name or version}"
    python = str(venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    subprocess.run([command, "-m", "venv", "--clear", str(venv)], check=True)
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--upgrade", "pip"], check=True)  # one that knows groups
    subprocess.run(
        [*pip, "--editable", f"{ROOT}[all]", "--group", f"{ROOT / 'pyproject.toml'}:test",
         *requirements],
        check=True,
    )  # fmt: skip
    networkx = version_of(python, "networkx")
    print(f"== Python {version} ({command}), networkx {networkx}", flush=True)
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-n", "auto", *options], cwd=ROOT, check=False
    )
    return done.returncode, networkx


def other_networkx(options: list[str]) -> int:
    """Run the tests on the other line of networkx; one that cannot be had is no failure."""
    ours = version_of(sys.executable, "networkx")
    newer = tuple(map(int, ours.split(".")[:2])) >= NEWER
    border = ".".join(map(str, NEWER))
    wanted = f"networkx{'<' if newer else '>='}{border}"
    # 3.6 runs on every Python here; 3.7 asks for 3.12.
    found = find(SUPPORTED[:-1] if newer else SUPPORTED[1:-1])
    if not found:
        print(f"tested on networkx {ours} alone: no Python here can have {wanted}")
        return 0
    version, command = list(found.items())[-1]
    code, theirs = test_on(version, command, options, name="networkx", requirements=[wanted])
    print(f"networkx {theirs} (the project's own environment has {ours}): "
          f"{'FAILED' if code else 'passed'}: {' '.join(options) or 'all tests'}")  # fmt: skip
    return code


def main() -> int:
    """Run all; print a line for each; fail if one fails or none was found."""
    if sys.argv[1:2] == ["--other-networkx"]:
        return other_networkx(sys.argv[2:])
    results = {
        version: test_on(version, command, sys.argv[1:])
        for version, command in find(SUPPORTED).items()
    }
    for version, (code, networkx) in results.items():
        print(f"Python {version}, networkx {networkx}: {'passed' if code == 0 else 'FAILED'}")
    print(f"{len(results)} of {len(SUPPORTED)} interpreters found")
    return int(not results or any(code for code, _networkx in results.values()))


if __name__ == "__main__":
    raise SystemExit(main())
