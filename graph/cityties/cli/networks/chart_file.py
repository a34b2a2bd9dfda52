"""``--chart FILE.svg``, for all commands that draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cityties.cli.output import say
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _

F = TypeVar("F", bound=Callable[..., Any])


def chart_option(text: str) -> Callable[[F], F]:
    """``--chart``.

    Parameters
    ----------
    text : what the chart shows, for the help
    """
    return click.option(
        "--chart",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE.svg",
        help=text,
    )


def check_chart(path: Path | None) -> None:
    """Say before the work begins what is wrong with the file.

    Raises
    ------
    UsageError
        For an ending other than ``.svg``.
    NotFoundError
        If the folder is missing.
    """
    if path is None:
        return
    if path.suffix.lower() != ".svg":
        raise UsageError(
            _("{file}: charts are written as SVG; use the extension .svg").format(file=path)
        )
    if not path.parent.is_dir():
        raise NotFoundError(_("the folder {path} does not exist").format(path=path.parent))


def write_chart(path: Path, svg: str) -> None:
    """Write the chart, and say so."""
    from cityties.base.files import write_atomic

    write_atomic(path, svg.encode())
    say(_("chart: {file}").format(file=path))
