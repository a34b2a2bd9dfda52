"""``cityties serve``."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli.options import data_options, examples, open_graph
from cityties.cli.output import say, write
from cityties.errors import CitytiesError
from cityties.language.messages import _

_HOST, _PORT = "127.0.0.1", 8707


@click.command(
    "serve",
    help=_(
        "Serve the graph over HTTP, read-only: a SPARQL endpoint, a JSON API and pages. Only this "
        "machine can reach it, unless --host says otherwise."
    )
    + examples("cityties serve", "cityties serve --port 0 --data my-data"),
)
@click.option("--host", default=_HOST, show_default=True, help=_("The address to listen on."))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    show_default=True,
    help=_("The port to listen on; 0 takes a free one."),
)
@data_options
def serve_command(
    host: str, port: int, data: tuple[Path, ...], no_shipped: bool, store: Path | None
) -> None:
    """Open the graph and serve it."""
    from cityties.base.install import install_hint, installed

    if not (installed("starlette") and installed("uvicorn")):
        raise CitytiesError(
            _("this needs starlette and uvicorn; install them with: {command}").format(
                command=install_hint("serve")
            )
        )
    from cityties.language.messages import language
    from cityties.serve import run
    from cityties.serve.settings import Settings

    settings = Settings(host=host, port=port, language=language())
    bound = run.bind(settings)
    graph = open_graph(data, no_shipped, store)
    write(run.address_of(bound) + "\n")
    say(_("press Ctrl+C to stop"))
    run.serve(graph, settings, bound)
