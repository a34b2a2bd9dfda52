r"""Text that came from outside, made safe to show: a name must not steer a terminal.

Control characters move the cursor, rewrite what stands above or talk to the terminal;
bidirectional controls and characters without width let a text look like another one.
They are shown as what they are. The command line applies :func:`visible` to everything
that it prints (:mod:`cityties.cli.door`); data and exports keep their bytes.
"""

from __future__ import annotations

from cityties.start.patterns import regex

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    import re
    from typing import Final

_ARABIC = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_JOINED = rf"{_ARABIC}\u0900-\u0dff\u1780-\u17ff\u1800-\u18af"
"""Scripts in which joiners belong to words: the half-space of Persian is one."""

_HIDDEN: Final = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]"
    rf"|(?<![{_JOINED}\u200d\ufe0f\u2190-\u2bff\U0001f000-\U0001faff])[\u200c\u200d]"
    rf"|\u200c(?![{_JOINED}])"
)
"""What is not seen: C0 and C1 without tab and line feed, bidirectional controls, spaces
without width, fillers, tags, noncharacters, halves of surrogate pairs, and joiners outside
the scripts that need them."""

_KEPT: Final = {ord("\t"): None, ord("\n"): None}


def visible(text: str) -> str:
    r"""Show characters that act on a terminal, or are not seen, as escapes.

    Line feeds and tabs stay; the half-space stays where it joins Persian letters.

    Parameters
    ----------
    text : anything

    Examples
    --------
    >>> print(visible("a\x1b[2Jb"), visible("Turin\u202e"), visible("می\u200cرود") == "می\u200cرود")
    a\x1b[2Jb Turin<U+202E> True
    """
    return text if _is_plain(text) else _HIDDEN.sub(_escape, text)


def _is_plain(text: str) -> bool:
    """Whether nothing of it needs to be looked at: the expression takes long to compile."""
    return text.isascii() and text.translate(_KEPT).isprintable()


def _escape(found: re.Match[str]) -> str:
    number = ord(found.group())
    return f"\\x{number:02x}" if number < 0x100 else f"<U+{number:04X}>"


_MARKDOWN: Final = regex(r"[\\`*\[\]<>|]|(?<![^\s])[#_~](?=\S|\s)|&(?=[#A-Za-z])")


def in_markdown(text: str) -> str:
    r"""A text as one line of Markdown that is read as it is: no heading, link, image or HTML.

    Parameters
    ----------
    text : anything, such as the title of a source

    Examples
    --------
    >>> print(in_markdown("A [link](x) <script>"), in_markdown("# Two\nlines, snake_case"))
    A \[link\](x) \<script\> \# Two lines, snake_case
    """
    return _MARKDOWN.sub(lambda found: "\\" + found.group(), visible(" ".join(text.split())))


def json_visible(text: str) -> str:
    r"""The same for JSON, where an escape means the character: nothing is changed.

    Parameters
    ----------
    text : JSON; only its strings can contain such characters

    Examples
    --------
    >>> print(json_visible('{"name": "a\u202eb"}'))
    {"name": "a\u202eb"}
    """
    return text if _is_plain(text) else _HIDDEN.sub(_json_escape, text)


def _json_escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
