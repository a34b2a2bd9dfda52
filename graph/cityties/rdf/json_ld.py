"""JSON-LD before the engine reads it, and what the engine made nothing of.

A reader of JSON-LD drops in silence whatever its rules give no meaning: keys that the
context does not map, relative addresses, a bad language tag, a stray text. Which rules apply
where is not guessed here. The engine itself reads the document a second time, with a mark
in each of its values: a value whose mark does not come back is lost. In this copy the
context has a sentinel for what it does not map, so that the reason can be given too.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from cityties.base.resources import ontology_dir
from cityties.errors import DataError, Problem, Problems
from cityties.language.messages import _
from cityties.language.names import did_you_mean

OUR_CONTEXT = "https://w3id.org/cityties/def/context.jsonld"
"""The address by which a file may name our context; it is read from the package."""

MAX_DEPTH = 64
"""Deepest nesting of JSON-LD; ours has three levels."""

UNMAPPED: Final = "urn:x-cityties-unmapped:"
"""The sentinel: what begins so is mapped by no context."""

RELATIVE: Final = "https://relative.invalid/"
"""The base that a document does not have: what begins so is a relative address."""

_KEYWORD = re.compile("@[A-Za-z]+")
_NODE = frozenset(
    {"@id", "@type", "@graph", "@included", "@reverse", "@nest", "@index", "@context"}
)
_KNOWN = _NODE | {"@value", "@language", "@direction", "@list", "@set", "@none", "@json"}
_ALIASED = frozenset({"@type", "@graph", "@included"})
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(
    r'(?P<text>"(?:[^"\\]++|\\.)*+")\s*+(?P<key>:)?|(?P<bare>[-+0-9A-Za-z.]++)', re.DOTALL
)

Parse = Callable[[str, str], Iterable[Any]]
"""Gives the quads of a JSON-LD text; the second argument is its base."""


class Document:
    """A JSON-LD document that was read strictly.

    Parameters
    ----------
    file : where it stands
    text : its content

    Raises
    ------
    DataError : if it is not JSON, or names a context that would have to be fetched
    """

    def __init__(self, file: Path, text: str) -> None:
        self._file = str(file)
        self._source = text
        self._problems = Problems()
        self._content = self._read(text)
        filled = self._with_our_context(self._content, 0)
        if len(self._problems):
            raise DataError(self._problems)
        self._filled = filled
        self.text = json.dumps(filled, ensure_ascii=False)

    def lost(self, parse: Parse) -> Problems:
        """Everything in the document of which no quad comes.

        Parameters
        ----------
        parse : the engine
        """
        found = _Marked(self._filled, self._source)
        problems = Problems(self._told(*each) for each in found.nothing)
        seen: set[int] = set()
        told: set[tuple[int | None, tuple[str, str]]] = set()
        for quad in parse(found.text, RELATIVE):
            for number, code in found.of(quad):
                if number is not None:
                    seen.add(number)
                if code and (number, code) not in told:
                    told.add((number, code))
                    problems.append(self._unmapped(found, number, *code))
        for number, (path, value) in enumerate(found.values):
            if number not in seen:
                problems.append(
                    self._problem(
                        "lost-value",
                        found.line(number),
                        path,
                        value,
                        _("nothing is made of this value"),
                        _("a key that the context maps, and a value of the kind that it expects"),
                    )
                )
        return problems

    # --- reading ---

    def _read(self, text: str) -> Any:
        try:
            return json.loads(
                text,
                object_pairs_hook=self._object,
                parse_constant=_no_constant,
                parse_float=_number,
                parse_int=_number,
            )
        except ValueError as error:
            line = getattr(error, "lineno", 0)
            reason = getattr(error, "msg", str(error))
            raise DataError(
                [
                    self._problem(
                        "bad-syntax", line, "", "", _("not JSON: {reason}").format(reason=reason)
                    )
                ]
            ) from None
        except RecursionError:
            raise DataError([self._too_deep()]) from None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            seen: set[str] = set()
            for key, _value in pairs:
                if key in seen:
                    self._problems.append(
                        self._problem(
                            "duplicate-key", 0, key, key, _("this key occurs twice in one object")
                        )
                    )
                seen.add(key)
        return made

    # --- contexts ---

    def _with_our_context(self, node: Any, depth: int) -> Any:
        """Put our own context in the place of its address; refuse every other address."""
        if depth > MAX_DEPTH:
            if not any(problem.code == "too-deep" for problem in self._problems):
                self._problems.append(self._too_deep())
            return None
        if isinstance(node, str):
            self._check_text(node)
        if isinstance(node, list):
            return [self._with_our_context(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        filled: dict[str, Any] = {}
        for key, value in node.items():
            self._check_text(key)
            if key == "@import":
                self._refuse_context(str(value))
            elif key == "@context":
                parts = value if isinstance(value, list) else [value]
                filled[key] = [self._context_part(part, depth) for part in parts]
            else:
                filled[key] = self._with_our_context(value, depth + 1)
        return filled

    def _check_text(self, text: str) -> None:
        if _SURROGATE.search(text):
            self._problems.append(
                self._problem(
                    "bad-text", 0, "", text, _("half of a surrogate pair, which is not a character")
                )
            )

    def _context_part(self, part: Any, depth: int) -> Any:
        if not isinstance(part, str):
            return self._with_our_context(part, depth + 1)
        if part in (OUR_CONTEXT, "context.jsonld"):
            return _Ours(our_context())
        self._refuse_context(part)
        return None

    def _refuse_context(self, address: str) -> None:
        self._problems.append(
            Problem(
                self._file,
                0,
                "@context",
                address,
                _("this context is remote; nothing is fetched"),
                OUR_CONTEXT,
                _("include the context in the file"),
                "remote-context",
            )
        )

    # --- problems ---

    def _problem(
        self,
        code: str,
        line: int,
        path: str,
        value: str,
        message: str,
        expected: str = "",
        suggestion: str = "",
    ) -> Problem:
        return Problem(self._file, line, path, value, message, expected, suggestion, code)

    def _too_deep(self) -> Problem:
        expected = _("at most {n} levels").format(n=MAX_DEPTH)
        return self._problem("too-deep", 0, "", "", _("nested too deeply"), expected)

    def _told(self, code: str, line: int, path: str, value: str) -> Problem:
        messages = {
            "no-value": _("this value is empty, so it says nothing"),
            "unknown-keyword": _("JSON-LD has no such keyword"),
            "bad-iri": _("this is not an IRI"),
            "no-node": _("an object is expected here"),
            "says-nothing": _("this object says nothing"),
        }
        suggestions = {"no-value": _("omit it"), "unknown-keyword": did_you_mean(value, _KNOWN)}
        return self._problem(
            code, line, path, value, messages[code], suggestion=suggestions.get(code, "")
        )

    def _unmapped(self, found: _Marked, number: int | None, code: str, word: str) -> Problem:
        path, value = found.values[number] if number is not None else ("", "")
        line = found.line(number) if number is not None else found.line_of_word(word)
        if code == "unmapped-key":
            suggestion = did_you_mean(word, our_words()) if word not in our_words() else ""
            if not found.has_context:
                suggestion = _("add {text}").format(text=f'"@context": "{OUR_CONTEXT}"')
            message = _("the context does not map this key, so its value is lost")
            return self._problem(code, line, path or word, word, message, "", suggestion)
        if code == "relative-iri":
            message = _("a relative address, and the file has no base")
            return self._problem(code, line, path, value or word, message, f"id:{word}")
        message = _("the context does not map this word")
        return self._problem(
            "unmapped-word", line, path, word, message, "", did_you_mean(word, our_words())
        )


class _Ours(dict[str, Any]):
    """Our context where the file only has its address."""


def our_context() -> Any:
    """Our context, from the package."""
    ours = json.loads((ontology_dir() / "context.jsonld").read_bytes())
    return ours.get("@context", ours)


def our_words() -> tuple[str, ...]:
    """The words of our context; one object, so that suggestions compare with it fast."""
    global _words  # noqa: PLW0603 - read once
    if not _words:
        _words = tuple(sorted(our_context()))
    return _words


_words: tuple[str, ...] = ()


def _no_constant(text: str) -> Any:
    raise ValueError(_("{text} is not a number").format(text=text))


def _number(text: str) -> int | float:
    if len(text) <= _DIGITS:
        number = float(text) if re.search("[.eE]", text) else int(text)
        if math.isfinite(number):
            return number
    raise ValueError(_("the number {text} is too large").format(text=text[:20] + "…"))


_DIGITS = 400


class _Marked:
    """A copy of a document in which each value has a mark of its own.

    ``values`` are path and text of each, by number; ``nothing`` is what cannot have a mark.
    """

    def __init__(self, content: Any, source: str) -> None:
        self._source = source
        self._lines: list[int] | None = None
        self.values: list[tuple[str, str]] = []
        self.nothing: list[tuple[str, int, str, str]] = []
        self._ordinals: list[int] = []
        self._asked = 0
        self._ordinal = 0
        self.has_context = '"@context"' in source
        letters = "qxzjkvw"
        self._letter = next(
            a + b for a in letters for b in letters if not re.search(f"{a}{b}[0-9a-f]{{6}}", source)
        )
        self._mark = re.compile(f"[-/]{self._letter}([0-9a-f]{{6}})")
        self._aliases = _aliases(content)
        if content in ({}, []) or (isinstance(content, dict) and not set(content) - {"@context"}):
            self._nothing("says-nothing", "", "")
        copy = self._copy(content, "", "nodes")
        self.text = json.dumps(_with_sentinel(copy), ensure_ascii=False)

    # --- the copy ---

    def _copy(self, node: Any, path: str, place: str) -> Any:
        """The copy of a part; ``place`` says what may be there: nodes, values or types."""
        if isinstance(node, dict):
            return self._copy_object(node, path)
        if isinstance(node, list):
            if not node and path:
                self._nothing("no-value", path, "[]")
            return [self._copy(item, f"{path}[{at}]", place) for at, item in enumerate(node)]
        self._ordinal += 1
        if place == "index":
            return node
        text = node if isinstance(node, str) else json.dumps(node)
        if node is None or place == "nodes":
            self._nothing("no-value" if node is None else "no-node", path, text)
            return node
        if place == "types":
            is_word = isinstance(node, str) and node not in ("@json", "@id", "@vocab", "@none")
            if is_word and (_NO_IRI.search(node) or node.startswith("@")):
                self._nothing("bad-iri", path, text)
            return node
        return self._marked(text, path)

    def _copy_object(self, node: dict[str, Any], path: str) -> dict[str, Any]:
        if not set(node) - {"@context"} and path:
            self._nothing("says-nothing", path, "{}")
        copied: dict[str, Any] = {}
        for key, value in node.items():
            keyword = self._aliases.get(key, key)
            at = f"{path}.{key}" if path else key
            if key == "@context":
                copied[key] = self._context(value)
                self._skip(value)
            elif keyword in ("@language", "@direction", "@index", "@version", "@container"):
                copied[key] = self._copy(value, at, "index")
            elif keyword == "@type":
                copied[key] = self._copy(value, at, "types")
            elif keyword in ("@graph", "@included"):
                copied[key] = self._copy(value, at, "nodes")
            else:
                if _KEYWORD.fullmatch(keyword) and keyword not in _KNOWN:
                    self._nothing("unknown-keyword", at, key)
                copied[key] = self._copy(value, at, "values")
        return copied

    def _marked(self, text: str, path: str) -> str:
        number = len(self.values)
        self.values.append((path, text))
        self._ordinals.append(self._ordinal)
        # A path can take a mark at any address; a language tag can only take a hyphen.
        return f"{text}{'/' if '://' in text else '-'}{self._letter}{number:06x}"

    def _nothing(self, code: str, path: str, text: str) -> None:
        self.nothing.append((code, self._line_at(self._ordinal), path, text))

    def _context(self, value: Any) -> list[Any]:
        """A context with the sentinel wherever it would be forgotten."""
        made: list[Any] = []
        for part in value if isinstance(value, list) else [value]:
            made += [None, _SENTINEL] if part is None else [self._context_part(part)]
        return made

    def _context_part(self, part: Any) -> Any:
        if isinstance(part, list):
            return [self._context_part(item) for item in part]
        if not isinstance(part, dict):
            return part
        made: dict[str, Any] = {}
        for key, value in part.items():
            if key == "@vocab" and value is None:
                made[key] = UNMAPPED
            elif key == "@base" and value is None:
                made[key] = RELATIVE
            elif key == "@context":
                made[key] = self._context(value)
            else:
                made[key] = self._context_part(value)
        return made

    def _skip(self, context: Any) -> None:
        """Count the values of a context, so that the lines of those behind it are right."""
        if isinstance(context, list):
            for part in context:
                self._skip(part)
        elif isinstance(context, dict) and not isinstance(context, _Ours):
            for part in context.values():
                self._skip(part)
        else:
            self._ordinal += 1

    # --- what came back ---

    def of(self, quad: Any) -> Iterator[tuple[int | None, tuple[str, str] | None]]:
        """The numbers of the values in a quad, each with what is wrong: a code and a word."""
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        ends = [*self._numbers(value), *self._numbers(subject), *self._numbers(quad.graph_name)]
        for number in ends:
            yield number, None
        if predicate.startswith(UNMAPPED):
            yield (
                next(iter(self._numbers(value)), None),
                ("unmapped-key", predicate[len(UNMAPPED) :]),
            )
        for term in (subject, value, quad.graph_name):
            text = str(getattr(getattr(term, "datatype", None) or term, "value", ""))
            word = self._mark.sub("", text)
            first = next(iter(self._numbers(term)), None)
            if text.startswith(UNMAPPED):
                yield first, ("unmapped-word", word[len(UNMAPPED) :])
            elif text.startswith(RELATIVE):
                yield first, ("relative-iri", word[len(RELATIVE) :])

    def _numbers(self, term: Any) -> list[int]:
        text = getattr(term, "value", "")
        found = self._mark.findall(text) if isinstance(text, str) else []
        if language := getattr(term, "language", None):
            found += self._mark.findall(language)
        return [int(number, 16) for number in found]

    # --- lines ---

    def line(self, number: int) -> int:
        """The line of a value."""
        return self._line_at(self._ordinals[number])

    def _line_at(self, ordinal: int) -> int:
        if self._lines is None:
            self._lines = list(_lines_of_values(self._source))
        return self._lines[ordinal - 1] if 0 < ordinal <= len(self._lines) else 0

    def line_of_word(self, word: str) -> int:
        """The line in which a text occurs first; 0 where too many were asked for."""
        self._asked += 1
        if self._asked > _LOOKED_FOR:
            return 0
        at = self._source.find(json.dumps(word, ensure_ascii=False))
        return self._source.count("\n", 0, at) + 1 if at >= 0 else 0


_SENTINEL: Final = {"@vocab": UNMAPPED}
_LOOKED_FOR = 100


def _with_sentinel(content: Any) -> Any:
    if isinstance(content, list):
        return [_with_sentinel(item) for item in content]
    if not isinstance(content, dict):
        return content
    own = content.get("@context", [])
    rest = {key: value for key, value in content.items() if key != "@context"}
    return {"@context": [_SENTINEL, *own], **rest}


def _aliases(node: Any, *, in_context: bool = False) -> dict[str, str]:
    """The words that some context of a document has for keywords whose values get no mark."""
    found: dict[str, str] = {}
    if isinstance(node, list):
        for item in node:
            found.update(_aliases(item, in_context=in_context))
    elif isinstance(node, dict):
        for key, value in node.items():
            meant = value.get("@id") if isinstance(value, dict) else value
            if in_context and isinstance(meant, str) and meant in _ALIASED:
                found[key] = meant
            if isinstance(value, dict | list):
                found.update(_aliases(value, in_context=in_context or key == "@context"))
    return found


def _lines_of_values(source: str) -> Iterator[int]:
    """The line of each value of a JSON text that has no parts, in their order."""
    line, at = 1, 0
    for token in _TOKEN.finditer(source):
        if not token["key"]:
            line += source.count("\n", at, token.start())
            at = token.start()
            yield line
