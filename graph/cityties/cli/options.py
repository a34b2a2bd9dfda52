"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click

from cityties.cli import settings
from cityties.cli.output import FORMATS
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cityties.api import CityGraph
    from cityties.model.asked_days import Year as AskedYear

    _DayType = click.ParamType[date]
    _YearType = click.ParamType[AskedYear]
    _CodeType = click.ParamType[str]
else:  # older releases of click have it not generic
    _DayType = _YearType = _CodeType = click.ParamType

F = TypeVar("F", bound=Callable[..., Any])


def examples(*lines: str) -> str:
    """The examples under a help text, unwrapped."""
    return "\n\n\b\n" + _("Examples:") + "".join(f"\n  {line}" for line in lines)


class Day(_DayType):
    """A day: ``2010-01-01``, ``today``, or a Solar Hijri day marked by ``sh``."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the Gregorian day, or fail with what is expected."""
        from cityties.api import read_day

        try:
            return read_day(value)
        except UsageError as fault:
            raise click.BadParameter(str(fault), ctx, param) from fault


class Year(_YearType):
    """A year: ``2023``, or a Solar Hijri year marked by ``sh``."""

    name = "year"

    def convert(
        self, value: str | AskedYear, param: click.Parameter | None, ctx: click.Context | None
    ) -> AskedYear:
        """Return the year, or fail with what is expected."""
        from cityties.api import read_year

        try:
            return read_year(value)
        except UsageError as fault:
            raise click.BadParameter(str(fault), ctx, param) from fault


class Code(_CodeType):
    """A code of a scheme; blanks and hyphens may stand for the underscores.

    Parameters
    ----------
    scheme : a key of `cityties.vocabulary.codes.CODES`
    """

    name = "code"

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code, or fail with the nearest ones."""
        from cityties.vocabulary.codes import CODES

        codes = CODES[self.scheme]
        code = value.strip().lower().replace("-", "_").replace(" ", "_")
        if code in codes:
            return code
        from cityties.language.names import closest

        near = closest(value, codes)
        text = _("unknown code {value!r} in {scheme}").format(value=value, scheme=self.scheme)
        if near:
            text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
        else:
            text += _("; ") + _("available: {names}").format(names=_(", ").join(sorted(codes)))
        raise click.BadParameter(text, ctx, param)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete the codes."""
        from click.shell_completion import CompletionItem

        from cityties.vocabulary.codes import CODES

        return [CompletionItem(code) for code in CODES[self.scheme] if code.startswith(incomplete)]


def code_option(name: str, scheme: str, text: str, **more: Any) -> Callable[[F], F]:
    """An option whose value is one of a scheme's codes, passed under the name of the option."""
    return click.option(name, type=Code(scheme), metavar="CODE", help=text, **more)


def _codes_option(name: str, scheme: str, text: str) -> Callable[[F], F]:
    """An option for several codes of a scheme, passed under the name of the scheme."""
    return click.option(name, scheme, type=Code(scheme), metavar="CODE", help=text, multiple=True)


DAY = Day()
YEAR = Year()


def worker_options(command: F) -> F:
    """The limits of the confined process: ``--timeout`` and ``--memory``."""
    from cityties.worker.limits import MEMORY, MEMORY_RANGE, SECONDS

    for option in (
        click.option(
            "--memory",
            type=click.IntRange(*MEMORY_RANGE),
            default=MEMORY,
            metavar="MB",
            help=_("Megabytes that it may use (default: {n}).").format(n=MEMORY),
        ),
        click.option(
            "--timeout",
            type=float,
            default=None,
            is_eager=True,  # a named pipe is read while the arguments are
            metavar="SECONDS",
            help=_("Stop after this many seconds (default: {n}).").format(n=f"{SECONDS:g}"),
        ),
    ):
        command = option(command)
    return command


class _Engine(_CodeType):
    """The address of an engine; `cityties.engines.address` says which there are."""

    name = "engine"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address, or fail with the forms that there are."""
        from cityties.engines.address import check_address

        try:
            return check_address(value)
        except UsageError as fault:
            raise click.BadParameter(str(fault), ctx, param) from fault


def engine_option(command: F) -> F:
    """Who does the work: ``--engine``."""
    return click.option(
        "--engine",
        type=_Engine(),
        default="serial",
        metavar="ENGINE",
        help=_(
            "Who does the work: serial (this process), pool:N (N processes), dask://HOST:PORT, "
            "spark://HOST:PORT (default: serial)."
        ),
    )(command)


def data_options(command: F) -> F:
    """Where the data comes from: ``--data``, ``--no-shipped``, ``--store``.

    What is not given is that of the folder's ``cityties.toml``.
    """
    for option in (
        click.option(
            "--store",
            type=click.Path(path_type=Path, file_okay=False),
            envvar="CITYTIES_STORE",
            help=_("Use the graph that `cityties build --store DIR` wrote."),
        ),
        click.option(
            "--no-shipped/--shipped",
            "no_shipped",
            default=settings.no_shipped_default,
            help=_("Leave out the data that comes with cityties, or take it in."),
        ),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path, file_okay=False),
            envvar="CITYTIES_DATA",
            default=settings.data_default,
            help=_("Add a data folder of your own (repeatable)."),
        ),
    ):
        command = option(command)
    return command


def no_shipped_option(text: str) -> Callable[[F], F]:
    """``--no-shipped`` of a command that reads one folder or file.

    Parameters
    ----------
    text : the help text
    """
    return click.option(
        "--no-shipped/--shipped", "no_shipped", default=settings.no_shipped_default, help=text
    )


def folder_argument(command: F) -> F:
    """The data folder that a command works on: without one that of ``cityties.toml``."""
    return click.argument(
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=settings.folder_default,
        required=True,
    )(command)


def city_argument(command: F) -> F:
    """``CITY``: without one, the command takes the home; see `cityties.api.homes`."""
    return click.argument("city", required=False)(command)


def format_option(command: F) -> F:
    """``-f``: one of the five forms of a listing, the same at a terminal and in a pipe."""
    return format_choice()(command)


def format_choice(*more: str, first: str = "table", text: str = "") -> Callable[[F], F]:
    """``-f`` of a command that knows more forms than those of every listing.

    Parameters
    ----------
    more : the other forms
    first : the form without ``-f``, at a terminal and in a pipe
    text : the help text, if there is more to say
    """
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(tuple(dict.fromkeys((*FORMATS, *more)))),
        default=first,
        show_default=True,
        help=text or _("Output format, the same at a terminal and in a pipe."),
    )


def known_by_option(command: F) -> F:
    """``--known-by``."""
    return click.option(
        "--known-by",
        type=DAY,
        metavar="DAY",
        help=_("Use only what was published by this day."),
    )(command)


def _on_option(default: str) -> Callable[[F], F]:
    """``--on``."""
    return click.option(
        "--on",
        type=DAY,
        metavar="DAY",
        help=_(
            "The day of the question: 2010-01-01, sh1388-10-11 (Solar Hijri) or today (default: "
            "{default})."
        ).format(default=default),
    )


def day_options(default: str) -> Callable[[F], F]:
    """``--on`` and ``--known-by``.

    Parameters
    ----------
    default : the day of the question without ``--on``, in words
    """

    def decorate(command: F) -> F:
        return _on_option(default)(known_by_option(command))

    return decorate


_VIEW: Final[Mapping[str, Callable[[str], Callable[[F], F]]]] = {
    "on": _on_option,
    "known_by": lambda _default: known_by_option,
    "source": lambda _default: click.option(
        "--source",
        metavar="NAME",
        help=_("Use this source only; all for everything that is loaded."),
    ),
    "kinds": lambda _default: _codes_option("--kind", "kinds", _("Only this kind (repeatable).")),
    "statuses": lambda _default: _codes_option(
        "--status", "statuses", _("Only this status (repeatable).")
    ),
    "channels": lambda _default: _codes_option(
        "--channel", "channels", _("The channel that statuses are read on.")
    ),
}
"""The options of what is asked, by the keywords of `cityties.api.view.Asked`."""


def view_options(*names: str, day: str = "") -> Callable[[F], F]:
    """The options that say what is asked, handed to the command as ``asked``.

    Parameters
    ----------
    names : keywords of `cityties.api.view.Asked`
    day : the day of the question without ``--on``, in words
    """

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def run(*args: Any, **values: Any) -> Any:
            asked = {name: values.pop(name) for name in names}
            return command(*args, asked={k: v for k, v in asked.items() if v}, **values)

        decorated = cast("F", run)
        for name in reversed(names):
            decorated = _VIEW[name](day)(decorated)
        return decorated

    return decorate


def _say_withheld(graph: CityGraph, known_by: date | None) -> None:
    """One sentence for each command that is given a day of knowledge, in every output format."""
    context = click.get_current_context(silent=True)
    given = {} if context is None else context.params
    known_by = known_by or given.get("known_by")
    if known_by or graph.built.known_by:
        from cityties.cli.known import say_withheld

        say_withheld(graph, known_by, given.get("source"))


def of_store(
    data: tuple[Path, ...], no_shipped: bool, store: Path | None, *, build: bool = False
) -> tuple[tuple[Path, ...], bool]:
    """The data options as they were given where a store is: it is opened as it is.

    The folder's ``cityties.toml`` says what a graph is built from, not what a store has.

    Parameters
    ----------
    data, no_shipped, store : the data options
    build : whether the store is to be built
    """
    context = click.get_current_context(silent=True)
    if store is None or build or settings.is_given(context, "data"):
        return data, no_shipped
    return (), no_shipped


def open_graph(
    data: tuple[Path, ...], no_shipped: bool, store: Path | None, **more: Any
) -> CityGraph:
    """Open the graph that the data options describe, with a progress bar if it is built."""
    from cityties.api import open as open_api
    from cityties.cli.output import Steps, option
    from cityties.model.calendars import set_calendars

    verbose = option("verbose")
    start = time.perf_counter() if verbose else 0.0
    config = settings.in_force()
    data, no_shipped = of_store(data, no_shipped, store, build=more.get("build", False))
    with Steps() as progress:
        graph = open_api(
            data=data,
            shipped=not no_shipped,
            store=store,
            progress=progress,
            config=config,
            **more,
        )
    set_calendars(graph.calendars)
    _say_withheld(graph, more.get("known_by"))
    if verbose:
        import logging

        logging.getLogger("cityties").info(
            "graph %s, %s, opened in %.3f s",
            graph.id[:12],
            graph.summary()["where"] or "in memory",
            time.perf_counter() - start,
        )
    return graph
