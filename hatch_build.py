"""Build hook: compiles the catalogues and the loops of the engine, for wheel and editable install.

Each folder below `locale/` is a language. The loops are one file of C; where no C compiler is
found, a wheel for any system is built without them, and Python runs its own. Run as a script it
compiles both in place (`make messages`), or the catalogues of the folders that it is given.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NO_MOMENT = datetime.datetime(2020, 2, 2, tzinfo=datetime.UTC)
LOCALE = "graph/cityties/language/locale"
_MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C))
LOOPS = "graph/cityties/centrality/kernels.c"
LIBRARY = "graph/cityties/centrality/kernels.shared"
# For every processor of the kind: wider vectors are chosen when the library is used. No
# contraction: a sum is the same on machines that can multiply and add at once.
_FLAGS = ["-O3", "-shared", "-fPIC", "-fvisibility=hidden", "-ffp-contract=off"]


def compile_catalogues(locale: Path) -> list[Path]:
    """Write a ``.mo`` beside each ``.po`` of a folder of languages; git does not hold them."""
    return [_compiled(source) for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))]


def _compiled(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as stream:
        catalogue = read_po(stream)  # the rule for plurals is that of the file
    for message in catalogue:
        message.string = _unmarked(message.string)
    # A file without dates in its head would get the moment: other bytes each time.
    catalogue.creation_date = catalogue.revision_date = _NO_MOMENT
    # Replaced whole: a program that runs meanwhile reads the old one or the new one.
    part = target.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as stream:
        write_mo(stream, catalogue)
    part.replace(target)
    return target


def _unmarked(said: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A text without marks of direction.

    They are for who reads the file: which way a text runs is set where it is shown, and what
    prints takes no such mark from a text, as it could be from outside.
    """
    if isinstance(said, str):
        return said.translate(_MARKS)
    return tuple(one.translate(_MARKS) for one in said)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def compile_loops(root: Path) -> Path | None:
    """Compile the loops beside their source; None where no C compiler works.

    The compiler is that of the environment variable ``CC``, else ``cc``, ``gcc`` or ``clang``.
    ``CITYTIES_KERNELS=no`` leaves it out.
    """
    source, target = root / LOOPS, root / LIBRARY
    if os.environ.get("CITYTIES_KERNELS", "").lower() in {"no", "0"} or not source.is_file():
        return None
    named = shlex.split(os.environ.get("CC", ""))
    found = [named] if named else [[name] for name in ("cc", "gcc", "clang") if shutil.which(name)]
    if not found:
        _say("no C compiler (CC, cc, gcc, clang): large networks will be slow")
        return None
    part = target.with_suffix(f".{os.getpid()}.part")
    checksum = hashlib.sha256(source.read_bytes()).hexdigest()
    try:
        done = subprocess.run(
            [*found[0], *_FLAGS, f'-DCITYTIES_SOURCE="{checksum}"', "-o", str(part), source.name,
             "-lm"],
            cwd=source.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = done.stderr if done.returncode else ""
    except OSError as error:
        said = str(error)
    if said or not part.is_file():
        part.unlink(missing_ok=True)
        _say(f"{found[0][0]} could not compile {LOOPS}: {said}")
        return None
    part.replace(target)
    return target


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles the catalogues and the loops, and ships them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Before the wheel is made, an editable one too."""
        for target in compile_catalogues(Path(self.root) / LOCALE):
            build_data["artifacts"].append(target.relative_to(self.root).as_posix())
        if compile_loops(Path(self.root)) is not None:
            build_data["artifacts"].append(LIBRARY)
            # No part of it depends on the version of Python, only on the system.
            system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{system}"


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:]] or [Path(__file__).parent / LOCALE]
    for folder in folders:
        compile_catalogues(folder)
    if not sys.argv[1:]:
        compile_loops(Path(__file__).parent)
