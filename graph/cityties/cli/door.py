"""The door through which everything printed goes: streams that show what came from outside.

Whatever a command, click, a warning or a log prints, the text passes :func:`visible` here,
once. Our own styling and the marks of lines from the right pass because they are not yet what
they will be: the functions of :mod:`cityties.cli.output` write a noncharacter for each, and
the door puts the sequence in its place. So no text from outside can become one: the most
that a noncharacter in a name can do is to switch our own styling.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager

from cityties.language.visible import visible
from cityties.start.patterns import regex

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Final, TextIO

BOLD, DIM, ALARM, PLAIN = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Styles; only written where a stream has colour."""

ISOLATE, END_ISOLATE, FROM_RIGHT = "\ufdd4", "\ufdd5", "\ufdd6"
"""Directions; only written in languages that are written from the right."""

_STYLES: Final = {BOLD: "\x1b[1m", DIM: "\x1b[2m", ALARM: "\x1b[31m\x1b[1m", PLAIN: "\x1b[0m"}
_DIRECTIONS: Final = {
    ISOLATE: "\N{FIRST STRONG ISOLATE}",
    END_ISOLATE: "\N{POP DIRECTIONAL ISOLATE}",
    FROM_RIGHT: "\N{RIGHT-TO-LEFT MARK}",
}
MARKS: Final = frozenset({*_STYLES, *_DIRECTIONS})
"""What takes no room on a terminal."""

_MARK: Final = regex(f"([{''.join(sorted(MARKS))}])")


class Door:
    r"""A text stream that shows what acts on a terminal instead of passing it.

    Parameters
    ----------
    stream : where the text goes; everything but writing is its own

    Examples
    --------
    >>> import io
    >>> there = io.StringIO()
    >>> size = Door(there).write("Turin\x1b[2J")
    >>> print(there.getvalue())
    Turin\x1b[2J
    """

    def __init__(self, stream: TextIO) -> None:
        self.exact = stream

    def write(self, text: str) -> int:
        """Write a text as it can be shown."""
        self.exact.write(_passed(text, self.exact))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.exact, name)


_STYLE: Final = regex(f"[{BOLD}{DIM}{ALARM}{PLAIN}]")


def unstyled(text: str) -> str:
    """A text without the marks of styles."""
    return _STYLE.sub("", text)


def _passed(text: str, stream: TextIO) -> str:
    if text.isascii() or not _MARK.search(text):
        return visible(text)
    from cityties.language.properties import spoken

    passing = {**_STYLES} if _is_terminal(stream) else {}
    if spoken().is_rtl:
        passing |= _DIRECTIONS
    return "".join(passing.get(part) or visible(part) for part in _MARK.split(text))


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def through(stream: Any) -> Door:
    """A stream with the door before it; once, however often it is asked for."""
    return stream if isinstance(stream, Door) else Door(stream)


def exact(stream: Any) -> Any:
    """The stream for data that must keep its bytes: behind the door, unless people look at it."""
    return through(stream) if _is_terminal(stream) else behind(stream)


def behind(stream: Any) -> Any:
    """The stream behind the door, for what draws on a terminal itself."""
    return stream.exact if isinstance(stream, Door) else stream


@contextmanager
def closed() -> Iterator[None]:
    """Put the door before standard output and standard error."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = through(sys.stdout), through(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
