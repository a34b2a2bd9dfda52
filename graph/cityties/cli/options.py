"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.cli.output import FORMATS
from cityties.messages import _

if TYPE_CHECKING:
    from cityties.api import CityGraph

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType):
    """A day: ``2010-01-01``, ``today``, or a Solar Hijri day marked by ``sh``."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the Gregorian day, or fail with what is expected."""
        if isinstance(value, date):
            return value
        from cityties.names import latin_digits

        text = latin_digits(value).strip().lower()
        try:
            if text == "today":
                return date.today()
            if text.startswith("sh"):
                from persiantools.jdatetime import JalaliDate

                year, month, day = (int(part) for part in text[2:].split("-"))
                gregorian: date = JalaliDate(year, month, day).to_gregorian()
                return gregorian
            return date.fromisoformat(text)
        except ValueError:
            self.fail(
                _(
                    "{value!r} is not a day; write it like 2010-01-01, today, "
                    "or sh1388-10-11 (Solar Hijri)"
                ).format(value=value),
                param,
                ctx,
            )


DAY = Day()


def data_options(command: F) -> F:
    """Where the data comes from: ``--data``, ``--no-shipped``, ``--store``."""
    for option in (
        click.option(
            "--store",
            type=click.Path(path_type=Path, file_okay=False),
            envvar="CITYTIES_STORE",
            help=_("Use the graph that `cityties build --store DIR` wrote."),
        ),
        click.option(
            "--no-shipped",
            is_flag=True,
            help=_("Leave out the data that comes with cityties."),
        ),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path, file_okay=False),
            envvar="CITYTIES_DATA",
            help=_("Add a data folder of your own (repeatable)."),
        ),
    ):
        command = option(command)
    return command


def format_option(command: F) -> F:
    """``-f``: one of the five forms of a listing."""
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help=_("Form of the output."),
    )(command)


def day_options(command: F) -> F:
    """``--on`` and ``--known-by``."""
    for option in (
        click.option(
            "--known-by",
            type=DAY,
            metavar="DAY",
            help=_("Use only what was published by this day."),
        ),
        click.option(
            "--on",
            type=DAY,
            metavar="DAY",
            help=_("The day asked about (default: today)."),
        ),
    ):
        command = option(command)
    return command


def open_graph(
    data: tuple[Path, ...], no_shipped: bool, store: Path | None, **more: Any
) -> CityGraph:
    """Open the graph that the data options describe."""
    from cityties.api import open as open_api

    return open_api(data=data, shipped=not no_shipped, store=store, **more)
