"""The door through which everything printed goes: streams that show what came from outside.

Whatever a command, click, a warning or a log prints, the text passes :func:`visible` here,
once. Our own styling and the marks of lines from the right pass because they are not yet what
they will be: the functions of :mod:`cityties.cli.output` write a noncharacter for each, and
the door puts the sequence in its place. So no text from outside can become one: the most
that a noncharacter in a name can do is to switch our own styling.

What is for programs goes by :meth:`Door.write_data`, which adds nothing; a document that we made,
with isolates of our own and none from outside, by :meth:`Door.write_document`.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager

from cityties.language.visible import visible
from cityties.start.patterns import regex

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import SimpleNamespace
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
_ISOLATES: Final = regex("([\u2066-\u2069])")
# An option, a file extension or a path after Persian words: its sign belongs to the Latin letters
# behind it, but would be drawn on their other side.
_RTL: Final = "[\u0590-\u08ff]"
_SIGNED: Final = regex(
    rf"(?:(?<={_RTL} )|(?<={_RTL}[:;.] )|(?<={_RTL} [(«]))(?=(?:--?|[./?])[A-Za-z])"
)
_FROM_LEFT: Final = "\N{LEFT-TO-RIGHT MARK}"


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

    def write_data(self, text: str) -> None:
        """Write what programs read as it can be shown, and add nothing to it."""
        self.exact.write(visible(text))

    @property
    def for_data(self) -> SimpleNamespace:
        """What ``csv`` can write to, by :meth:`write_data`."""
        from types import SimpleNamespace

        return SimpleNamespace(write=self.write_data)

    def write_document(self, text: str) -> None:
        r"""Write a text that we made, in which what came from outside is shown already.

        Examples
        --------
        >>> import io
        >>> there = io.StringIO()
        >>> Door(there).write_document("از \u20662005–2022\u2069")
        >>> there.getvalue() == "از \u20662005–2022\u2069"
        True
        """
        parts = _ISOLATES.split(text)
        parts[::2] = map(visible, parts[::2])
        self.exact.write("".join(parts))

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
    if text.isascii():
        return visible(text)
    from cityties.language.properties import spoken

    is_rtl = spoken().is_rtl
    shown = _directed if is_rtl else visible
    if not _MARK.search(text):
        return shown(text)
    passing = {**_STYLES} if _is_terminal(stream) else {}
    if is_rtl:
        passing |= _DIRECTIONS
    return "".join(passing.get(part) or shown(part) for part in _MARK.split(text))


def _directed(text: str) -> str:
    return _SIGNED.sub(_FROM_LEFT, visible(text))


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
    return through(stream).for_data if _is_terminal(stream) else behind(stream)


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
