"""The command that installs an extra: the one place that knows where the package comes from."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def install_hint(extra: str) -> str:
    """The shell command that brings what an extra needs, for the Python that runs now.

    In a clone it installs the clone again, with the extra; elsewhere it names the extra's own
    requirements. Both work from any folder, and before the package is on an index.

    Parameters
    ----------
    extra : name of an extra in ``pyproject.toml``, such as ``fast``

    Examples
    --------
    >>> "pip install" in install_hint("fast")
    True
    """
    import shlex

    clone = _PACKAGE.parent.parent
    if _PACKAGE.parent.name == "graph" and (clone / "pyproject.toml").is_file():
        return shlex.join([*_pip(), "install", "-e", f"{clone}[{extra}]"])
    # Once the package is on an index, this line alone will do: ["install", f"cityties[{extra}]"]
    return shlex.join([*_pip(), "install", *_requirements(extra)])


def compile_hint() -> str:
    """The shell command that builds cityties again, which compiles its loops; needs a C compiler.

    Examples
    --------
    >>> "pip install" in compile_hint()
    True
    """
    import shlex

    clone = _PACKAGE.parent.parent
    if _PACKAGE.parent.name == "graph" and (clone / "pyproject.toml").is_file():
        return shlex.join([*_pip(), "install", "-e", str(clone)])
    return shlex.join(
        [*_pip(), "install", "--force-reinstall", "--no-deps", "--no-binary", "cityties",
         "cityties"]
    )  # fmt: skip


def installed(module: str) -> bool:
    """Whether a module can be imported; does not import it.

    Examples
    --------
    >>> installed("networkx"), installed("no_such_module")
    (True, False)
    """
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # something stands in its way
        return False


def _pip() -> list[str]:
    """The pip of this Python: by its short name only where the shell finds that one."""
    import shutil

    found = shutil.which("pip")
    if found and Path(found).parent == Path(sys.executable).parent:
        return ["pip"]
    return [sys.executable, "-m", "pip"]


def _requirements(extra: str) -> list[str]:
    """What the installed package asks for with an extra; markers aside."""
    import re
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = requires("cityties") or []
    except PackageNotFoundError:  # a bare copy of the folder
        lines = []
    wanted = re.compile(rf"""extra\s*==\s*(['"]){re.escape(extra)}\1""")
    parts = (line.partition(";") for line in lines)
    return [name.strip() for name, _semicolon, marker in parts if wanted.search(marker)] or [
        f"cityties[{extra}]"
    ]
