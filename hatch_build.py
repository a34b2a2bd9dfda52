"""Build hook: compiles the Persian catalogue for the wheel and for editable installs.

Run as a script it compiles the catalogue in place (`make messages`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUE = "graph/cityties/language/locale/fa/LC_MESSAGES/cityties.po"


def compile_catalogue(root: Path) -> Path:
    """Write ``cityties.mo`` beside ``cityties.po``; git does not hold it."""
    source = root / CATALOGUE
    target = source.with_suffix(".mo")
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale="fa")
    # Replaced whole: a program that runs meanwhile reads the old one or the new one.
    part = target.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as stream:
        write_mo(stream, catalogue)
    part.replace(target)
    return target


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles the catalogue and ships it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Before the wheel is made, an editable one too."""
        target = compile_catalogue(Path(self.root))
        build_data["artifacts"].append(target.relative_to(self.root).as_posix())


if __name__ == "__main__":
    compile_catalogue(Path(__file__).parent)
