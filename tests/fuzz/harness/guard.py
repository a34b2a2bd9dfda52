"""The guard against the engine: what passes calls nobody, and what is right passes."""

from __future__ import annotations

import atexit
import random
import re
from functools import cache

from cityties.errors import QueryError
from cityties.query.guard import MAX_DEPTH, check_text
from harness import engine, sparql
from harness.base import FaultError, Target

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPEN = re.compile(r"[(\[{]")


@cache
def _asker() -> engine.Asker:
    made = engine.asker()
    atexit.register(made.close)
    return made


def _letters(text: str) -> str:
    """The text as one sees it who undoes the escapes first."""

    def one(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number < 0x110000 else ""

    return _ESCAPE.sub(one, text)


def _check_reason(text: str, error: QueryError) -> None:
    """The reason of a refusal must be true at least by the letters of the text.

    What is not SPARQL may be refused for any reason.
    """
    said = str(error)
    seen = _letters(text).upper()
    if "SERVICE is not allowed" in said and "SERVICE" not in seen and _answered(text):
        raise FaultError(f"refused for a SERVICE that is not there: {text!r}")
    if "nested more than" in said and len(_OPEN.findall(seen)) <= MAX_DEPTH and _answered(text):
        raise FaultError(f"refused for a depth that it has not: {text!r}")


def _answered(text: str) -> bool:
    return _asker().ask(text) == "answered"


def check_disguised(data: bytes) -> str:
    """A text that passes must call nobody."""
    text = data.decode("utf-8", "replace").replace(sparql.HERE, _asker().here)
    try:
        check_text(text, graphs=())
    except QueryError as error:
        _check_reason(text, error)
        return "refused"
    word = _asker().ask(text)
    if word.startswith(engine.CALLED_OUT):
        raise FaultError(f"passed the guard and called out: {data.decode('utf-8', 'replace')!r}")
    return f"passed, {word}"


def check_plain(data: bytes) -> str:
    """A text that is right must pass, and be answered."""
    text = data.decode("utf-8").replace(sparql.HERE, _asker().here)
    word = _asker().ask(text)
    if word == "not SPARQL":
        return word
    try:
        check_text(text)
    except QueryError as error:
        if "is answered wrongly by the engine" in str(error):
            return "refused, as the engine is wrong about it"
        raise FaultError(f"a plain query is refused ({error}): {data.decode()!r}") from error
    if word.startswith(engine.CALLED_OUT):
        raise FaultError(f"a plain query called out: {data.decode()!r}")
    return f"passed, {word}"


def make_disguised(draw: random.Random) -> bytes:
    """A near-valid text with a call in it."""
    return sparql.disguised(draw).encode("utf-8", "replace")


def make_plain(draw: random.Random) -> bytes:
    """A valid query without a call."""
    return sparql.plain(draw).encode("utf-8")


TARGETS = (
    Target("guard", make_disguised, check_disguised, seconds=30),
    Target("plain", make_plain, check_plain, seconds=30),
)
