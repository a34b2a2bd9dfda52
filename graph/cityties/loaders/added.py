"""Loaders of installed packages: each turns a file of its own kind into rows.

A package adds a `Loader` (``docs/how-to/extend.md``); ``cityties load NAME`` runs it. Its
rows are written as tables and read again as strictly as any folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cityties.base import extensions
from cityties.errors import CitytiesError, DataError
from cityties.language.messages import _
from cityties.model.rows import Tables

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """A way to make a data folder.

    Parameters
    ----------
    name : what ``cityties load`` calls it
    help : what it reads, in one sentence
    load : makes the rows of a file; it is given the path, and the rows that the file may
        refer to (the shipped ones and those of ``--data``; ``None`` if there are none). For a
        file that it cannot read it raises an error of `cityties.errors`
    """

    name: str
    help: str
    load: Callable[[Path, Tables | None], Tables]


def find_loader(name: str) -> Loader | None:
    """The loader that an installed package adds under this name, if one does.

    Parameters
    ----------
    name : its name

    Raises
    ------
    ExtensionError
        If it cannot be used, or two packages have the name.
    """
    entry = extensions.only(extensions.LOADERS, name)
    if entry is None:
        return None
    found = extensions.load(entry)
    if not isinstance(found, Loader):
        raise extensions.broken(entry, _("it is not a Loader of cityties.loaders.added"))
    if found.name != name:
        raise extensions.broken(entry, _("its name is {name!r}").format(name=found.name))
    return replace(found, load=_checked(found, entry))


def folder_of(tables: Tables) -> dict[str, bytes]:
    """The files of a data folder with these rows."""
    from cityties.model.tables import ROW_TYPES, table_bytes

    return {
        f"{name}.csv": table_bytes(name, rows)
        for name in ROW_TYPES
        if (rows := getattr(tables, name))
    }


def _checked(added: Loader, entry: EntryPoint) -> Callable[[Path, Tables | None], Tables]:
    """The function of a loader, whose errors are errors that name the package."""

    def load(path: Path, known: Tables | None) -> Tables:
        try:
            made = added.load(path, known)
            return _read_again(made, known)
        except DataError as fault:
            problems = (replace(each, file=Path(each.file).name) for each in fault.problems)
            reason = _("its rows are not valid:") + "\n" + "\n".join(map(str, problems))
            raise extensions.broken(entry, reason) from fault
        except CitytiesError:
            raise
        except Exception as error:  # whatever a stranger's code raises
            raise extensions.broken(entry, f"{type(error).__name__}: {error}") from error

    return load


def _read_again(made: Tables, known: Tables | None) -> Tables:
    from cityties.loaders.tables import load_folder

    with tempfile.TemporaryDirectory(prefix="cityties-") as folder:
        for name, content in folder_of(made).items():
            (Path(folder) / name).write_bytes(content)
        return load_folder(folder, known=known)
