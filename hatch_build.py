"""Build hook: compiles the catalogues for the wheel and for editable installs.

Each folder below `locale/` is a language. Run as a script it compiles them in place
(`make messages`), or those of the folders that it is given.
"""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NO_MOMENT = datetime.datetime(2020, 2, 2, tzinfo=datetime.UTC)
LOCALE = "graph/cityties/language/locale"


def compile_catalogues(locale: Path) -> list[Path]:
    """Write a ``.mo`` beside each ``.po`` of a folder of languages; git does not hold them."""
    return [_compiled(source) for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))]


def _compiled(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as stream:
        catalogue = read_po(stream)  # the rule for plurals is that of the file
    # A file without dates in its head would get the moment: other bytes each time.
    catalogue.creation_date = catalogue.revision_date = _NO_MOMENT
    # Replaced whole: a program that runs meanwhile reads the old one or the new one.
    part = target.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as stream:
        write_mo(stream, catalogue)
    part.replace(target)
    return target


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles the catalogues and ships them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Before the wheel is made, an editable one too."""
        for target in compile_catalogues(Path(self.root) / LOCALE):
            build_data["artifacts"].append(target.relative_to(self.root).as_posix())


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:]] or [Path(__file__).parent / LOCALE]
    for folder in folders:
        compile_catalogues(folder)
