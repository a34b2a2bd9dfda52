"""The file that a command writes: ``-`` is standard output, and what is not a file stays."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from cityties.base.outputs import check_output, is_standard_output, write_output
from cityties.cli.output import write
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _


class TargetFile(click.Path):
    """The type of an option or argument that names the file to write."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False, allow_dash=True)


def check_target(path: Path) -> None:
    """Say before the work begins what is wrong with the file to write.

    Parameters
    ----------
    path : what the user named

    Raises
    ------
    NotFoundError
        If its folder is missing.
    OSError
        If it is a folder, a socket or a disk, or standard output is closed.
    """
    check_output(path)
    if not path.parent.is_dir():
        raise NotFoundError(_("the folder {path} does not exist").format(path=path.parent))


def check_extension(path: Path, extension: str, message: str) -> None:
    """Refuse a file name with another extension; what is not a file has none.

    Parameters
    ----------
    path : what the user named
    extension : the right one, with its dot
    message : what to say

    Raises
    ------
    UsageError
    """
    if path.suffix.lower() != extension and not is_standard_output(path) and not is_special(path):
        raise UsageError(message)


def is_special(path: Path) -> bool:
    """Whether something is there that is not a file: a pipe, a device."""
    return path.exists() and not path.is_file() and not path.is_dir()


def write_target(path: Path, data: bytes | Iterable[bytes]) -> bool:
    """Write the file, and print its name where that does not get between the data.

    Parameters
    ----------
    path : what the user named
    data : its content, or pieces of it

    Returns
    -------
    bool
        Whether it went somewhere else than to standard output.
    """
    write_output(path, data)
    if is_standard_output(path):
        return False
    write(f"{path}\n")
    return True
