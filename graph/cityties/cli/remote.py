"""``cityties push`` and ``cityties doctor``: stores of others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.options import data_options, examples, format_option, open_graph
from cityties.cli.output import Column, emit, say, write
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.words.phrases import counted

if TYPE_CHECKING:
    from cityties.api import CityGraph
    from cityties.query.results import Answer
    from cityties.remote.push import Sent


@click.command(
    "push",
    help=_(
        "Send the graph to a SPARQL server by the Graph Store Protocol: each named graph "
        "replaces the one of its name there and is counted; their merge becomes the default "
        "graph, so that queries there count each triple once, as they do here. URL is the "
        "address of the server's Graph Store. User and password are those of CITYTIES_USER and "
        "CITYTIES_PASSWORD (or CITYTIES_TOKEN), otherwise of the file .netrc. With --files, "
        "files for a server that is filled from files are written instead."
    )
    + examples(
        "cityties push http://localhost:7878/store",
        "cityties push http://localhost:8890/sparql-graph-crud-auth",
        "cityties push --files bulk",
    ),
)
@click.argument("url", required=False)
@click.option(
    "--endpoint",
    metavar="URL",
    default="",
    help=_(
        "Where the same server answers queries, to count by (default: known for Oxigraph, "
        "Virtuoso and Fuseki; otherwise each graph is fetched and counted)."
    ),
)
@click.option(
    "--files",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Write one N-Triples file for each graph, and all as N-Quads, into this new folder."),
)
@click.option(
    "--limit",
    type=click.FloatRange(1, 86400),
    default=600.0,
    show_default=True,
    help=_("Time limit of one request with its retries, in seconds."),
)
@data_options
def push_command(
    url: str | None,
    endpoint: str,
    files: Path | None,
    limit: float,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Send the graph."""
    from cityties.remote.http import STORE_EXAMPLE, Http, check_address
    from cityties.remote.push import push, write_bulk

    if (url is None) == (files is None):
        raise UsageError(_("give the address of a Graph Store, or --files with a folder"))
    if url is not None:
        check_address(url, STORE_EXAMPLE)
    graph = open_graph(data, no_shipped, store)
    if files is not None:
        number = write_bulk(graph.store, files)
        write(f"{files}\n")
        say(counted("{n} graph", "{n} graphs", number))
        return
    assert url is not None
    from cityties.cli.output import Steps

    of = 1 + sum(1 for _graph in graph.store.named_graphs())
    with Steps() as progress:
        number = 0

        def each(_sent: Sent) -> None:
            nonlocal number
            number += 1
            progress(_("sending graphs"), number, of)

        kind, sent = push(
            graph.store, url, endpoint=endpoint, http=Http(url, limit=limit), each=each
        )
    triples = sum(one.counted for one in sent)
    write(
        _("{url} ({kind}): {n} graphs, {triples} triples, each graph counted there").format(
            url=url, kind=kind.name, n=f"{len(sent):,}", triples=f"{triples:,}"
        )
        + "\n"
    )


@click.command(
    "doctor",
    help=_(
        "Ask every named question of a SPARQL server and of the graph here, with the examples of "
        "their parameters, and show which rows differ. URL is where the server answers queries. "
        "The exit code is 1 if a question differs or fails. Questions that this kind of server "
        "is known to answer wrongly are not asked of it (unsupported)."
    )
    + examples(
        "cityties doctor http://localhost:7878/query",
        "cityties doctor http://localhost:8890/sparql --all -f json",
    ),
)
@click.argument("url")
@click.option("--all", "every", is_flag=True, help=_("Show the questions that are the same too."))
@click.option(
    "--limit",
    type=click.FloatRange(1, 3600),
    default=60.0,
    show_default=True,
    help=_("Time limit of one request with its retries, in seconds."),
)
@format_option
@data_options
def doctor_command(
    url: str,
    every: bool,
    limit: float,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print what differs."""
    from collections import Counter

    from cityties.query.questions import list_questions
    from cityties.remote.compare import DIFFERS, FAILS, SAME, UNASKED, UNSUPPORTED, compare
    from cityties.remote.http import check_address
    from cityties.remote.store import Remote

    check_address(url)
    graph = open_graph(data, no_shipped, store)
    remote = Remote.open(url, limit=limit)
    try:
        found = list(
            compare(
                list_questions(),
                lambda name, params: graph.query(name, **dict[str, Any](params)),
                lambda name, params: ask_remote(remote, graph, name, params),
            )
        )
    finally:
        remote.close()
    words = {
        SAME: _("same"),
        DIFFERS: _("differs"),
        FAILS: _("fails"),
        UNSUPPORTED: _("unsupported"),
        UNASKED: _("not asked"),
    }
    columns = [
        Column("question", _("Question")),
        Column("result", _("Result"), lambda row: words[row["result"]]),
        Column("here", _("Rows here")),
        Column("there", _("Rows there")),
        Column("missing", _("Only here")),
        Column("extra", _("Only there")),
        Column("reason", _("Reason"), rank=1),
    ]
    keys = ("question", "result", "here", "there", "missing", "extra", "reason")
    emit([one.as_row() for one in found if every or one.result != SAME], columns, form, keys=keys)
    numbers = Counter(one.result for one in found)
    say(
        _("{url} ({kind}): {numbers}").format(
            url=url,
            kind=remote.kind.name,
            numbers=_(", ").join(
                f"{words[each]}: {numbers[each]}" for each in words if numbers[each]
            ),
        )
    )
    if numbers[DIFFERS] or numbers[FAILS]:
        click.get_current_context().exit(1)


def ask_remote(remote: Any, graph: CityGraph, text: str, params: dict[str, str]) -> Answer:
    """Ask a server, with the names and the home of the graph here.

    Parameters
    ----------
    remote : the server
    graph : finds cities by name
    text, params : the question
    """
    answer: Answer = remote.query(
        text, params=params, gazetteer=graph.built.gazetteer, homes=graph.homes
    )
    return answer
