"""Listings that are asked again: what was printed the last time is printed again.

What the text depends on is its key: the graph, the code that prints, the values of the options,
the settings of the folder, language and day, and the terminal. With ``-v`` or ``-q`` nothing is
kept, nor of a listing that had something to say on standard error.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from cityties.base.files import sha256
from cityties.cli import door, options, output
from cityties.language.messages import has_more_languages, language
from cityties.start.records import fields
from cityties.store.answers import find_answer, keep_answer
from cityties.store.code import seen_code

TYPE_CHECKING = False  # typing is not needed for a plain call
if TYPE_CHECKING:
    from typing import Any

    from cityties.api import CityGraph

SHOWING = ("api", "cli", "office", "projection")
"""The rooms whose code a listing needs besides those that decide what is built."""


def of_graph(*, knowing: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hand the graph of the data options to a listing, or print what it printed of it before.

    Parameters
    ----------
    knowing : whether the graph is opened for the day of ``known_by``
    """

    def decorate(listing: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(listing)
        def run(*, data: Any, no_shipped: bool, store: Any, **asked: Any) -> None:
            more = {"known_by": asked["known_by"]} if knowing else {}
            graph = options.open_graph(data, no_shipped, store, **more)
            work = functools.partial(listing, graph=graph, **asked)
            if output.option("verbose") or output.option("quiet") or has_more_languages():
                work()
                return
            version = graph.built.version
            key = _key(listing.__name__, graph, asked)
            if (text := find_answer(version, key)) is not None:
                door.behind(sys.stdout).write(text)
                return
            with _recorded() as (printed, said):
                work()
            if not said:
                keep_answer(version, key, "".join(printed))

        return run

    return decorate


def _key(name: str, graph: CityGraph, asked: dict[str, Any]) -> str:
    shown = language(), output.room(), output.is_terminal(), output.colour()
    settings = [getattr(graph.config, each.name) for each in fields(graph.config)]
    return sha256(
        json.dumps(
            [seen_code(SHOWING), name, asked, settings, shown, date.today()],
            default=repr,
            sort_keys=True,
        ).encode()
    )


class _Recorder:
    """A stream whose texts are written down too."""

    def __init__(self, stream: Any, texts: list[str]) -> None:
        self._stream = stream
        self._texts = texts

    def write(self, text: str) -> int:
        """Write a text."""
        self._texts.append(text)
        written: int = self._stream.write(text)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _recorded() -> Iterator[tuple[list[str], list[str]]]:
    """What goes to standard output and to standard error, as it passed the door."""
    before = sys.stdout, sys.stderr
    texts: tuple[list[str], list[str]] = ([], [])
    streams = (_Recorder(door.behind(each), texts[at]) for at, each in enumerate(before))
    sys.stdout, sys.stderr = map(door.through, streams)
    try:
        yield texts
    finally:
        sys.stdout, sys.stderr = before
