"""The ``cityties.toml`` of a call: found once, read once, and where each setting is from.

An option wins over a variable of the environment, that over the file, the file over the default.
A file that cannot be read is an error of the first command that needs it, so that ``--help``
works in every folder.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cityties.model.calendars import set_calendars
from cityties.model.config import VARIABLE, Config, find_config, read_config

if TYPE_CHECKING:
    import click

_found: list[Config | Exception] = [Config()]


def settle(words: Sequence[str], *, completing: bool = False) -> None:
    """Find and read the file for a call; what is wrong with it is kept for :func:`in_force`.

    Parameters
    ----------
    words : the words of the call; ``--config FILE`` among them names the file
    completing : whether the shell asks what may follow: then a wrong file says nothing
    """
    try:
        file: Path | str | None = _named(words) or find_config()
        _found[0] = read_config(file) if file else Config()
    except Exception as fault:  # raised again by the command that needs it
        _found[0] = Config() if completing else fault
    found = _found[0]
    set_calendars(found.calendars if isinstance(found, Config) else ())


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
    return found


def default_language() -> str:
    """The first language of the folder that has texts; English without one."""
    from cityties.language.messages import CODE_LANGUAGE, languages

    found = _found[0]
    wanted = found.languages if isinstance(found, Config) else ()
    return next((one for one in wanted if one in languages()), CODE_LANGUAGE)


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
    from click.core import ParameterSource

    given = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
    return ctx is not None and ctx.get_parameter_source(name) in given
