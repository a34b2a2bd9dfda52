"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from cityties.cli import output, settings
from cityties.cli.declared import Kind, Parameter, argument, decorated, one_of, option
from cityties.language.messages import _

TYPE_CHECKING = False  # typing is not needed for a plain call
if TYPE_CHECKING:
    from typing import Any, Final, TypeVar

    import click

    from cityties.api import CityGraph

    F = TypeVar("F", bound=Callable[..., Any])


def examples(*lines: str) -> str:
    """The examples under a help text, unwrapped."""
    return "\n\n\b\n" + _("Examples:") + "".join(f"\n  {line}" for line in lines)


def _day(text: str) -> date:
    from cityties.api import read_day

    return read_day(text)


def _day_of_click() -> Any:
    from cityties.cli.types import DAY

    return DAY


DAY: Final = Kind(_day, _day_of_click)
"""``2010-01-01``, ``today``, or a Solar Hijri day marked by ``sh``."""


def code_of(scheme: str) -> Kind:
    """A code of a scheme.

    Parameters
    ----------
    scheme : a key of `cityties.vocabulary.codes.CODES`
    """

    def plain(text: str) -> str:
        from cityties.vocabulary.codes import CODES

        if text not in CODES[scheme]:
            raise ValueError(text)
        return text

    def of_click() -> Any:
        from cityties.cli.types import Code

        return Code(scheme)

    return Kind(plain, of_click)


def _folder_of_click() -> Any:
    import click

    return click.Path(path_type=Path, file_okay=False)


_FOLDER: Final = Kind(None, _folder_of_click)


def code_parameter(name: str, scheme: str, text: str, **more: Any) -> Parameter:
    """An option whose value is one of a scheme's codes."""
    return option(name, kind=code_of(scheme), metavar="CODE", help=text, **more)


def code_option(name: str, scheme: str, text: str, **more: Any) -> Callable[[F], F]:
    """An option whose value is one of a scheme's codes, passed under the name of the option."""
    return code_parameter(name, scheme, text, **more).decorate


def _codes(name: str, scheme: str, text: str) -> Parameter:
    """An option for several codes of a scheme, passed under the name of the scheme."""
    return option(name, scheme, kind=code_of(scheme), metavar="CODE", help=text, multiple=True)


def _seconds_of_click() -> Any:
    return float


def _megabytes(text: str) -> int:
    from cityties.worker.limits import MEMORY_RANGE

    number = int(text)
    if not MEMORY_RANGE[0] <= number <= MEMORY_RANGE[1]:
        raise ValueError(text)
    return number


def _megabytes_of_click() -> Any:
    import click

    from cityties.worker.limits import MEMORY_RANGE

    return click.IntRange(*MEMORY_RANGE)


def worker_parameters() -> tuple[Parameter, ...]:
    """The limits of the confined process: ``--timeout`` and ``--memory``."""
    from cityties.worker.limits import MEMORY, SECONDS

    return (
        option(
            "--timeout",
            kind=Kind(float, _seconds_of_click),
            default=None,
            is_eager=True,  # a named pipe is read while the arguments are
            metavar="SECONDS",
            help=_("Stop after this many seconds (default: {n}).").format(n=f"{SECONDS:g}"),
        ),
        option(
            "--memory",
            kind=Kind(_megabytes, _megabytes_of_click),
            default=MEMORY,
            metavar="MB",
            help=_("Megabytes that it may use (default: {n}).").format(n=MEMORY),
        ),
    )


def worker_options(command: F) -> F:
    """The options of `worker_parameters`, for a command of click."""
    return decorated(command, worker_parameters())


def engine_option(command: F) -> F:
    """Who does the work: ``--engine``."""
    import click

    from cityties.cli.types import Engine

    return click.option(
        "--engine",
        type=Engine(),
        default="serial",
        metavar="ENGINE",
        help=_(
            "Who does the work: serial (this process), pool:N (N processes), dask://HOST:PORT, "
            "spark://HOST:PORT (default: serial)."
        ),
    )(command)


def data_parameters() -> tuple[Parameter, ...]:
    """Where the data comes from: ``--data``, ``--no-shipped``, ``--store``.

    What is not given is that of the folder's ``cityties.toml``.
    """
    return (
        option(
            "--data",
            kind=_FOLDER,
            multiple=True,
            envvar="CITYTIES_DATA",
            default=settings.data_default,
            help=_("Add a data folder of your own (repeatable)."),
        ),
        option(
            "--no-shipped/--shipped",
            "no_shipped",
            default=settings.no_shipped_default,
            help=_("Leave out the data that comes with cityties, or take it in."),
        ),
        option(
            "--store",
            kind=_FOLDER,
            envvar="CITYTIES_STORE",
            help=_("Use the graph that `cityties build --store DIR` wrote."),
        ),
    )


def data_options(command: F) -> F:
    """The options of `data_parameters`, for a command of click."""
    return decorated(command, data_parameters())


def no_shipped_option(text: str) -> Callable[[F], F]:
    """``--no-shipped`` of a command that reads one folder or file.

    Parameters
    ----------
    text : the help text
    """
    return option(
        "--no-shipped/--shipped", "no_shipped", default=settings.no_shipped_default, help=text
    ).decorate


def folder_argument(command: F) -> F:
    """The data folder that a command works on: without one that of ``cityties.toml``."""
    return argument(
        "folder", kind=_FOLDER, default=settings.folder_default, required=True
    ).decorate(command)


def city_argument() -> Parameter:
    """``CITY``: without one, the command takes the home; see `cityties.api.homes`."""
    return argument("city", required=False)


def format_option(command: F) -> F:
    """``-f`` of a listing, for a command of click."""
    return format_choice()(command)


def format_choice(*more: str, first: str = "table", text: str = "") -> Callable[[F], F]:
    """The option of `format_parameter`, for a command of click."""
    return format_parameter(*more, first=first, text=text).decorate


def format_parameter(*more: str, first: str = "table", text: str = "") -> Parameter:
    """``-f``: one of the five forms of a listing, the same at a terminal and in a pipe.

    Parameters
    ----------
    more : other forms that a command knows too
    first : the form without ``-f``
    text : the help text, if there is more to say
    """
    return option(
        "-f",
        "--format",
        "form",
        kind=one_of(*dict.fromkeys((*output.FORMATS, *more))),
        default=first,
        show_default=True,
        help=text or _("Output format, the same at a terminal and in a pipe."),
    )


def known_by_parameter() -> Parameter:
    """``--known-by``."""
    return option(
        "--known-by",
        kind=Kind(None, _day_of_click),  # what is withheld is said with all that click has read
        metavar="DAY",
        help=_("Use only what was published by this day."),
    )


def _on_parameter(default: str) -> Parameter:
    """``--on``."""
    return option(
        "--on",
        kind=DAY,
        metavar="DAY",
        help=_(
            "The day of the question: 2010-01-01, sh1388-10-11 (Solar Hijri) or today (default: "
            "{default})."
        ).format(default=default),
    )


def day_parameters(default: str) -> tuple[Parameter, ...]:
    """``--on`` and ``--known-by``.

    Parameters
    ----------
    default : the day of the question without ``--on``, in words
    """
    return _on_parameter(default), known_by_parameter()


def day_options(default: str) -> Callable[[F], F]:
    """The options of `day_parameters`, for a command of click."""

    def decorate(command: F) -> F:
        return decorated(command, day_parameters(default))

    return decorate


_VIEW: Final[Mapping[str, Callable[[str], Parameter]]] = {
    "on": _on_parameter,
    "known_by": lambda _default: known_by_parameter(),
    "source": lambda _default: option(
        "--source",
        metavar="NAME",
        help=_("Use this source only; all for everything that is loaded."),
    ),
    "kinds": lambda _default: _codes("--kind", "kinds", _("Only this kind (repeatable).")),
    "statuses": lambda _default: _codes(
        "--status", "statuses", _("Only this status (repeatable).")
    ),
    "channels": lambda _default: _codes(
        "--channel", "channels", _("The channel that statuses are read on.")
    ),
}
"""The options of what is asked, by the keywords of `cityties.api.view.Asked`."""


def view_parameters(*names: str, day: str = "") -> tuple[Parameter, ...]:
    """The options that say what is asked; :func:`asking` gathers their values.

    Parameters
    ----------
    names : keywords of `cityties.api.view.Asked`
    day : the day of the question without ``--on``, in words
    """
    return tuple(_VIEW[name](day) for name in names)


def asking(command: F) -> F:
    """Hand a command the values of `view_parameters` as ``asked``, those that were given."""

    @functools.wraps(command)
    def run(*args: Any, **values: Any) -> Any:
        asked = {name: values.pop(name) for name in _VIEW if name in values}
        return command(*args, asked={k: v for k, v in asked.items() if v}, **values)

    return run  # type: ignore[return-value]


def view_options(*names: str, day: str = "") -> Callable[[F], F]:
    """The options of `view_parameters`, for a command of click that takes ``asked``.

    Parameters
    ----------
    names, day : as there
    """

    def decorate(command: F) -> F:
        return decorated(asking(command), view_parameters(*names, day=day))

    return decorate


def _context() -> click.Context | None:
    """The running command of click; ``None`` in a plain call, which does without."""
    if "click" not in sys.modules:
        return None
    import click

    return click.get_current_context(silent=True)


def _say_withheld(graph: CityGraph, known_by: date | None) -> None:
    """One sentence for each command that is given a day of knowledge, in every output format."""
    context = _context()
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
    if store is None or build or settings.is_given(_context(), "data"):
        return data, no_shipped
    return (), no_shipped


def open_graph(
    data: tuple[Path, ...], no_shipped: bool, store: Path | None, **more: Any
) -> CityGraph:
    """Open the graph that the data options describe, with a progress bar if it is built."""
    from cityties.api import open as open_api
    from cityties.model.calendars import set_calendars

    verbose = output.option("verbose")
    start = time.perf_counter() if verbose else 0.0
    config = settings.in_force()
    data, no_shipped = of_store(data, no_shipped, store, build=more.get("build", False))
    with output.Steps() as progress:
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
