"""The data folder that a command works on: the one that is named, or that of ``cityties.toml``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.cli import settings
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.model.config import Config
    from cityties.model.rows import Tables

F = TypeVar("F", bound=Callable[..., Any])


def own_folder_options(command: F) -> F:
    """``--folder`` and ``--no-shipped``."""
    for option in (
        click.option(
            "--no-shipped", is_flag=True, help=_("The folder does not refer to the shipped data.")
        ),
        click.option(
            "--folder",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            envvar="CITYTIES_DATA",
            help=_("The data folder (default: that of cityties.toml, else the current folder)."),
        ),
    ):
        command = option(command)
    return command


def config_of(folder: Path | None = None) -> Config:
    """The ``cityties.toml`` of a folder, or of the nearest one above it; else that of the call.

    Parameters
    ----------
    folder : where to look first
    """
    from cityties.model.config import read_config
    from cityties.model.config_file import find_config

    file = find_config(folder) if folder is not None else None
    return read_config(file) if file is not None else settings.in_force()


def folder_and_known(folder: Path | None, no_shipped: bool) -> tuple[Path, Tables | None]:
    """The folder, and the rows that it may refer to.

    Parameters
    ----------
    folder : the one that was named
    no_shipped : whether it does not refer to the shipped data

    Raises
    ------
    UsageError
        If no folder is named and the current one is none.
    """
    from cityties.base import resources
    from cityties.loaders.tables import load_folder
    from cityties.model.folder import table_files

    config = config_of(folder)
    place = folder or (config.data[0] if config.data else Path())
    if not table_files(place)[0]:
        raise UsageError(
            _("{folder} contains no tables: name the data folder with --folder").format(
                folder=place.resolve()
            )
        )
    shipped = resources.data_dir()
    alone = no_shipped or config.shipped is False or place.resolve() == shipped.resolve()
    return place, None if alone else load_folder(shipped)
