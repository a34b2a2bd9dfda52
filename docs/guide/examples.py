"""The examples of a page: commands with what they print, files, queries.

A ``console`` block holds commands behind ``$ `` and what they print. What is printed must be
the same, but for the width of blanks and rules; ``…`` stands for anything in a line, and alone
for any lines. A block of another language with ``title="NAME"`` is a file that later commands
read. A ``python`` block is a doctest or a program, a ``sparql`` block must find something; all
blocks of a page run in order in one folder. An HTML comment before a block changes that:
``<!-- exit 1 -->`` expects this exit code, ``<!-- not run: reason -->`` leaves the block out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[^>]*?) -->\n+)?"
    r"^(?P<indent> *)```(?P<lang>[\w-]+)(?P<rest>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: language, title, text, the mark before it, and its line."""

    lang: str
    title: str
    text: str
    mark: str
    line: int

    @property
    def skipped(self) -> bool:
        """Whether a comment says that it is not run."""
        return self.mark.startswith("not run: ")

    @property
    def exit_code(self) -> int:
        """The exit code that the last command should have."""
        found = re.fullmatch(r"exit (\d+)", self.mark)
        return int(found[1]) if found else 0


def blocks(markdown: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for match in _BLOCK.finditer(markdown):
        indent = len(match["indent"])
        text = "".join(line[indent:] for line in match["body"].splitlines(keepends=True))
        title = re.search(r'title="([^"]+)"', match["rest"])
        yield Block(
            lang=match["lang"],
            title=title[1] if title else "",
            text=text,
            mark=(match["mark"] or "").strip(),
            line=markdown.count("\n", 0, match.start("lang")) + 1,
        )


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines it should print."""
    command = ""
    expected: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, expected
            command, expected = line[2:], []
        elif command.endswith("\\"):
            command = command[:-1] + line.strip()
        elif line.strip():
            expected.append(line)
    if command:
        yield command, expected


def mismatch(expected: list[str], printed: str) -> str:
    r"""What is expected and was not printed; empty if all is as expected.

    Examples
    --------
    >>> mismatch(["one", "…", "… is 4"], "one\ntwo\n2 + 2  is 4")
    ''
    >>> mismatch(["one", "two"], "one\nthree\ntwo")
    'two'
    """
    lines = [_squeezed(line) for line in printed.splitlines() if line.strip()]
    place, gap = 0, False
    for wanted in expected:
        if wanted.strip() == "…":
            gap = True
            continue
        parts = re.split(r" ?… ?", _squeezed(wanted))
        pattern = re.compile(".*".join(re.escape(part) for part in parts))
        last = len(lines) if gap else min(place + 1, len(lines))
        found = next((at for at in range(place, last) if pattern.fullmatch(lines[at])), None)
        if found is None:
            return wanted
        place, gap = found + 1, False
    return "" if gap or place == len(lines) or not expected else f"(end, before {lines[place]!r})"


def _squeezed(line: str) -> str:
    """A line without what depends on the widths of columns."""
    return "-" if line and not line.strip("- …") else " ".join(line.split())
