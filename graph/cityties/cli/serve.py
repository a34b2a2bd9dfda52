"""``cityties serve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cityties.cli.options import data_options, examples, open_graph
from cityties.cli.output import say, write
from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _
from cityties.worker.limits import MEMORY_RANGE

if TYPE_CHECKING:
    from cityties.api import CityGraph

_HOST, _PORT, _SECONDS, _MEMORY, _HEAVY, _ROWS = "127.0.0.1", 8707, 30.0, 512, 4, 100_000


@click.command(
    "serve",
    help=_(
        "Serve the graph over HTTP, read-only: a SPARQL endpoint, a JSON API and pages. Only this "
        "machine can reach it, unless --host says otherwise. With --store, what `cityties build` "
        "writes there later is served as soon as it is there; SIGHUP looks at once. With --inbox, "
        "the candidates of an inbox are reviewed in a browser: see `cityties review`."
    )
    + examples(
        "cityties serve",
        "cityties serve --port 8080 --cors https://example.org",
        "cityties serve --inbox inbox --into my-folder",
        "cityties serve --once < /dev/null",
    ),
)
@click.option("--host", default=_HOST, show_default=True, help=_("The address to listen on."))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    metavar="N",
    help=_("The port to listen on; 0 takes a free one (default: {n}).").format(n=_PORT),
)
@click.option(
    "--url",
    default="",
    metavar="URL",
    help=_("The address that clients use, where a proxy is in between."),
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help=_(
        "Let pages of this origin read answers in a browser, * for all; never with credentials "
        "(repeatable)."
    ),
)
@click.option(
    "--timeout",
    type=float,
    default=_SECONDS,
    metavar="SECONDS",
    help=_("Stop a query after this many seconds (default: {n}).").format(n=f"{_SECONDS:g}"),
)
@click.option(
    "--memory",
    type=click.IntRange(*MEMORY_RANGE),
    default=_MEMORY,
    metavar="MB",
    help=_("Megabytes that each query may use (default: {n}).").format(n=_MEMORY),
)
@click.option(
    "--heavy",
    type=click.IntRange(1, 64),
    default=_HEAVY,
    metavar="N",
    help=_(
        "Queries that may run longer than a second at the same time (default: {n}); one more "
        "process is kept for short ones."
    ).format(n=_HEAVY),
)
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=_ROWS,
    metavar="N",
    help=_("Rows of the largest answer (default: {n}).").format(n=f"{_ROWS:,}"),
)
@click.option("--log-queries", is_flag=True, help=_("Write the texts of queries into the log."))
@click.option(
    "--once",
    is_flag=True,
    help=_(
        "For notebooks and scripts: take a free port, print the address alone, and stop when "
        "standard input ends."
    ),
)
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=_(
        "Review the candidates of this folder in a browser, at /review: the only thing that the "
        "server writes, for this machine alone."
    ),
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Write what was accepted there into this data folder, and serve that too."),
)
@click.option("--who", default="", metavar="NAME", envvar="CITYTIES_WHO", help=_("Who decides."))
@data_options
def serve_command(
    host: str,
    port: int | None,
    url: str,
    cors: tuple[str, ...],
    timeout: float,
    memory: int,
    heavy: int,
    rows: int,
    log_queries: bool,
    once: bool,
    inbox: Path | None,
    into: Path | None,
    who: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Open the graph and serve it."""
    from cityties.base.install import install_hint, installed

    needed = ("starlette", "uvicorn", "prometheus_client")
    if not all(installed(name) for name in needed):
        raise CitytiesError(
            _("this needs {packages}; install them with: {command}").format(
                packages=", ".join(needed), command=install_hint("serve")
            )
        )
    from cityties.language.messages import language
    from cityties.serve import run
    from cityties.serve.settings import Reviewed, Settings

    review = None
    if inbox is not None:
        if store is not None:
            raise UsageError(_("{one} and {other} exclude each other").format(
                one="--inbox", other="--store"))  # fmt: skip
        if into is not None and not into.parent.is_dir():
            raise UsageError(_("the folder {path} does not exist").format(path=into.parent))
        review = Reviewed(inbox, into, who, data, not no_shipped)
    elif into is not None:
        raise UsageError(_("{one} needs {other}").format(one="--into", other="--inbox DIR"))
    if port is None:
        port = 0 if once else _PORT
    settings = Settings(
        host=host, port=port, url=url, cors=cors, language=language(), heavy=heavy,
        seconds=timeout, memory=memory, rows=rows, log_queries=log_queries, review=review,
    )  # fmt: skip

    def reopen() -> CityGraph:
        return open_graph(_with(data, into), no_shipped, store)

    with run.bound(settings) as listening:
        graph = reopen()
        if not settings.is_local:
            say(
                _(
                    "warning: everybody who reaches {host} can ask this graph everything that is "
                    "in it; put a proxy with TLS and limits in front"
                ).format(host=host)
            )
        write(run.address_of(listening) + "\n")
        if review is not None and not once:
            say(_("review: {address}").format(address=run.address_of(listening) + "review"))
        is_followed = store is not None and not data
        if not once:
            say(_("press Ctrl+C to stop"))
        run.serve(
            graph,
            settings,
            listening,
            reopen=reopen if is_followed or into is not None else None,
            watched=store if is_followed else None,
            once=once,
        )


def _with(data: tuple[Path, ...], into: Path | None) -> tuple[Path, ...]:
    """The data folders, and the one that is written into as soon as it has a table."""
    there = {folder.resolve() for folder in data}
    if into is None or into.resolve() in there or not any(into.glob("*.csv")):
        return data
    return (*data, into)
