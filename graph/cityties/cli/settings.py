"""The ``cityties.toml`` of a call: found once, read once, and where each setting is from.

An option wins over a variable of the environment, that over the file, the file over the default.
A file that cannot be read is an error of the first command that needs it, so that ``--help``
works in every folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from cityties.model.calendars import set_calendars
from cityties.model.config_file import VARIABLE, find_config

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

    from cityties.model.config import Config

_found: list[Config | Exception | None] = [None]


def settle(words: Sequence[str], *, completing: bool = False) -> None:
    """Find and read the file for a call; what is wrong with it is kept for :func:`in_force`.

    Parameters
    ----------
    words : the words of the call; ``--config FILE`` among them names the file
    completing : whether the shell asks what may follow: then a wrong file says nothing
    """
    try:
        file: Path | str | None = _named(words) or find_config()
        _found[0] = _read(file) if file else None
    except Exception as fault:  # raised again by the command that needs it
        _found[0] = None if completing else fault
    set_calendars(_said("calendars"))


def _read(file: Path | str) -> Config:
    from cityties.model.config import read_config

    return read_config(file)


def _said(name: str) -> tuple[str, ...]:
    """What the file says for a setting with several values; nothing where it cannot be read."""
    said: tuple[str, ...] = getattr(_found[0], name, ())
    return said


def _named(words: Sequence[str]) -> str:
    found = os.environ.get(VARIABLE, "")
    for place, word in enumerate(words):
        if word == "--":
            break
        if word.startswith("--config="):
            found = word.removeprefix("--config=")
        elif word == "--config" and place + 1 < len(words):
            found = words[place + 1]
    return found


def in_force() -> Config:
    """What the file says; nothing where there is none.

    Raises
    ------
    NotFoundError, DataError, OSError
        What is wrong with the file.
    """
    found = _found[0]
    if isinstance(found, Exception):
        raise found
    if found is None:
        from cityties.model.config import Config

        return Config()
    return found


def default_language() -> str:
    """The first language of the folder that has texts; English without one."""
    from cityties.language.messages import CODE_LANGUAGE, languages

    return next((one for one in _said("languages") if one in languages()), CODE_LANGUAGE)


def data_default() -> tuple[Path, ...]:
    """The folders of ``--data`` where neither it nor its variable is given."""
    return in_force().data


def no_shipped_default() -> bool:
    """``--no-shipped`` where it is not given."""
    return in_force().shipped is False


def folder_default() -> Path | None:
    """The first data folder of the file, for commands that work on one; ``None`` without it."""
    return next((path for path in in_force().data if path.is_dir()), None)


def is_given(ctx: click.Context | None, name: str) -> bool:
    """Whether an option was given in the call or by its variable.

    Parameters
    ----------
    ctx : of the command; ``None``: it has none
    name : the parameter
    """
    if ctx is None:
        return False
    from click.core import ParameterSource

    given = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
    return ctx.get_parameter_source(name) in given
