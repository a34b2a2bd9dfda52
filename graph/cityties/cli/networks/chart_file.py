"""``--chart FILE.svg``, for all commands that draw."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, TypeVar

import click

from cityties.base.outputs import is_standard_output, write_output
from cityties.cli.output import say
from cityties.cli.target import TargetFile, check_extension, check_target
from cityties.language.messages import _

_OUTPUT = f"{__name__}.output"
F = TypeVar("F", bound=Callable[..., Any])


def chart_option(text: str) -> Callable[[F], F]:
    """``--chart``.

    Parameters
    ----------
    text : what the chart shows, for the help
    """
    return click.option(
        "--chart",
        type=TargetFile(),
        metavar="FILE.svg",
        help=text,
    )


def check_chart(path: Path | None) -> None:
    """Say before the work begins what is wrong with the file.

    Where it is ``-``, standard output, the table goes to standard error instead.

    Raises
    ------
    UsageError
        For an extension other than ``.svg``.
    NotFoundError
        If the folder is missing.
    OSError
        If it is a folder, a socket or a disk.
    """
    if path is None:
        return
    message = _("{file}: charts are written as SVG; use the extension .svg").format(file=path)
    check_extension(path, ".svg", message)
    check_target(path)
    if is_standard_output(path):  # the table gives way to the chart
        context = click.get_current_context()
        context.meta[_OUTPUT] = sys.stdout
        context.with_resource(redirect_stdout(sys.stderr))


def write_chart(path: Path, svg: str) -> None:
    """Write the chart, and say so."""
    output = click.get_current_context().meta.get(_OUTPUT, sys.stdout)
    with redirect_stdout(output):
        write_output(path, svg.encode())
    say(_("chart: {file}").format(file=path))
