"""SPARQL by a grammar: plain queries, which are right, and disguised ones, which nearly are.

A query is a list of tokens. Joined with blanks between them it is plain SPARQL. A disguised
one has calls of ``SERVICE`` in it, and whatever another reader of the text might see
otherwise: tokens without blanks between them, ``\\u`` escapes, comments, other letters.
"""

from __future__ import annotations

import random
from typing import Final

HERE: Final = "http://here.invalid/"
"""Stands in a case for the address at which a call would be heard."""

_VARIABLES = ("?s", "?p", "?o", "$x", "?é", "?service", "?a1", "?_b")
_PREFIXES = ("a", "", "é", "a.b", "ex-1", "silent")
_NAMES = ("x", "x.y", "%41", "\\~", "\\-b", "é", "0", "a-b", "x:y", "_", "")
_STRINGS = (
    '"a"', "'b'", '""', "''", '"""c"d"""', "'''e\nf'''", '"\\u0022"', '"SERVICE <http://a/> {}"',
    "'# no comment'", '"<"', '"it\'s"', "'\\''", '"\\\\"', '"""\\""""', "'''>'''", '"{"', "'}'",
)  # fmt: skip
_NUMBERS = ("1", "0", "-1", "+1", "1.0", ".5", "1e0", "1.5e-3", "-.5")
_OPERATORS = ("+", "-", "*", "/", "=", "!=", "<", ">", "<=", ">=", "&&", "||")
_CALLS = ("STR", "LANG", "DATATYPE", "ABS", "STRLEN", "UCASE", "isIRI", "YEAR")
_GRAPHS = ("<g>", "?g", "a:g")
_BLANKS = (" ", " ", " ", "\n", "\t", "\r\n", "  ")
_COMMENTS = (
    "#c\n", "# SERVICE <http://a/> {\n", "#'\n", '#"""\n', "#<\n", "#\\u000a\n", "#}\r", "#\r\n",
    "#>\n",
)  # fmt: skip
_EXOTIC = ("\u00a0", "\u2028", "\u3000", "\x0b", "\x0c", "\ufeff", "\u200b", "\x00", "\x85")

_ALONE = frozenset("{}()[].;,")
_TAILS = ("UNION", "NOT", "UNDEF", "true", "1.", "1e0", "_:b.", '"a"@en', '"a"@en-x', "a:", "a:-",
"?x",
          "WHERE", "DISTINCT", "OPTIONAL", "^", "!", "||", "<", "<b", ">> ", ")>>", "<<", "<<(",
          "/**/",
          "ASC", "LIMIT 1", "é:", "\\", "'", '"', "'''", '"""', "|", "*", "&&", "<=",
          "?")  # fmt: skip


class Writer:
    """Writes one query; ``calls`` are the calls of a service that it may hold."""

    def __init__(self, draw: random.Random, *, calls: float = 0.0) -> None:
        self.draw = draw
        self.calls = calls
        self.depth = 0

    def query(self) -> list[str]:
        """The tokens of a query after its prologue."""
        draw = self.draw
        tokens: list[str] = []
        form = draw.randrange(4)
        if form == 0:
            tokens += ["ASK"]
        elif form == 1:
            tokens += ["CONSTRUCT", "{", "?s", "?p", "?o", "}", "WHERE"]
        elif form == 2:
            tokens += ["DESCRIBE", "?s", "WHERE"]
        else:
            tokens += ["SELECT", *draw.choice(([], ["DISTINCT"], ["REDUCED"])), "*"]
            tokens += draw.choice(([], ["WHERE"]))
        tokens += self.group()
        if form and draw.random() < 0.3:
            tokens += ["ORDER", "BY", *draw.choice((["?s"], ["DESC", "(", "?s", ")"]))]
        if form and draw.random() < 0.3:
            tokens += ["LIMIT", "3", *draw.choice(([], ["OFFSET", "1"]))]
        return tokens

    def prologue(self) -> list[str]:
        draw = self.draw
        tokens = ["BASE", f"<{HERE}>"] if draw.random() < 0.4 else []
        for prefix in _PREFIXES:
            tokens += ["PREFIX", f"{prefix}:", f"<{HERE}{draw.choice(('', 'p/', '#'))}>"]
        return tokens

    def group(self) -> list[str]:
        """A group of patterns in braces."""
        self.depth += 1
        tokens = ["{"]
        for _time in range(self.draw.choice((1, 1, 2, 3)) if self.depth < 5 else 1):
            tokens += self.pattern()
        self.depth -= 1
        return [*tokens, "}"]

    def pattern(self) -> list[str]:
        draw = self.draw
        if draw.random() < self.calls:
            return self.call()
        way = draw.randrange(12) if self.depth < 5 else 0
        if way < 4:
            return [*self.triples(), "."]
        if way == 4:
            return ["OPTIONAL", *self.group()]
        if way == 5:
            return [*self.group(), "UNION", *self.group()]
        if way == 6:
            return ["FILTER", "(", *self.expression(), ")"]
        if way == 7:
            return ["BIND", "(", *self.expression(), "AS", f"?n{draw.randrange(10**9)}", ")"]
        if way == 8:
            return [
                "VALUES",
                "?v",
                "{",
                *(self.constant() for _ in range(draw.randrange(4))),
                "UNDEF",
                "}",
            ]
        if way == 9:
            return ["FILTER", *draw.choice((["EXISTS"], ["NOT", "EXISTS"])), *self.group()]
        if way == 10:
            return ["GRAPH", "<g>", "{", *self.triples(), "}"]
        return ["{", "SELECT", "?s", "WHERE", *self.group(), "}"]

    def call(self) -> list[str]:
        """A call of a service, at the address that hears it."""
        draw = self.draw
        address = draw.choice((
            f"<{HERE}s>", f"<{HERE}\\u0073>", f"<{HERE}\\U00000073>", "a:s", ":s", "<s>",
            "<\\u0073>", "?g", "$g",
            "a:", ":", "é:s", "a.b:s", "a:\\~", "a:%41", "a:s.x", "silent:s",
            f"<{HERE}s?q=%7B#f>", "<>",
        ))  # fmt: skip
        silent = draw.choice(([], ["SILENT"]))
        before = ["VALUES", address, "{", f"<{HERE}>", "}"] if address[0] in "?$" else []
        inside = (
            self.group() if self.depth < 3 and draw.random() < 0.3 else ["{", "?x", "?y", "?z", "}"]
        )
        return [*before, "SERVICE", *silent, address, *inside]

    def triples(self) -> list[str]:
        draw = self.draw
        size = 1 if draw.random() < 0.995 else draw.choice((20, 60, 150))
        tokens = [self.subject(), *self.verb(), *self.thing()]
        for _time in range(size - 1 if size > 1 else draw.randrange(2)):
            tokens += [",", "?o"] if draw.random() < 0.5 else [";", "?p", "?o"]
        return tokens

    def subject(self) -> str:
        return self.draw.choice((*_VARIABLES, "_:b", "a:x", f"<{HERE}x>", "<x>"))

    def verb(self) -> list[str]:
        draw = self.draw
        return draw.choice(
            (["?p"], ["?p"], ["a"], ["a:p"], ["^", "a:p"], ["a:p", "/", "a:q"], ["a:p", "*"],
             ["(", "a:p", "|", "^", ":q", ")", "+"], ["!", "(", "a", "|", "a:p", ")"], ["a:p", "?"])
        )  # fmt: skip

    def thing(self) -> list[str]:
        draw = self.draw
        way = draw.randrange(7)
        if way == 0:
            return ["[", "a", "a:x", "]"]
        if way == 1:
            return ["(", *(self.constant() for _ in range(draw.randrange(3))), ")"]
        if way == 2:
            return ["[]"]
        return [self.constant() if way < 5 else draw.choice(_VARIABLES)]

    def constant(self) -> str:
        draw = self.draw
        way = draw.randrange(6)
        if way == 0:
            return draw.choice(_NUMBERS)
        if way == 1:
            return draw.choice(_STRINGS) + draw.choice(
                ("", "@en", "@en-GB", "^^a:t", f"^^<{HERE}t>")
            )
        if way == 2:
            return draw.choice(("true", "false"))
        if way == 3:
            return f"{draw.choice(_PREFIXES)}:{draw.choice(_NAMES)}"
        if way == 4:
            return draw.choice(("<x>", "<#SERVICE>", f"<{HERE}SERVICE>", f"<{HERE}it's_(here)>"))
        return draw.choice((f"<{HERE}\\u0041>", "<urn:x:SERVICE>"))

    def expression(self) -> list[str]:
        draw = self.draw
        self.depth += 1
        way = draw.randrange(8) if self.depth < 6 else draw.randrange(2)
        if way == 0:
            made = [draw.choice(_VARIABLES)]
        elif way == 1:
            made = [draw.choice((*_NUMBERS, *_STRINGS))]
        elif way == 2:
            made = ["(", *self.expression(), ")"]
        elif way == 3:
            made = [draw.choice(("!", "-")), "(", *self.expression(), ")"]
        elif way == 4:
            made = [draw.choice(_CALLS), "(", *self.expression(), ")"]
        elif way == 5:
            found = draw.choice((["IN"], ["NOT", "IN"]))
            made = ["(", "?o", *found, "(", *self.expression(), ",", "1", ")", ")"]
        elif way == 6:
            made = ["EXISTS", *self.group()]
        else:
            made = ["(", *self.expression(), draw.choice(_OPERATORS), *self.expression(), ")"]
        self.depth -= 1
        return made


def plain(draw: random.Random) -> str:
    """A query that is right: nothing of it may be refused."""
    writer = Writer(draw)
    text = []
    for token in [*writer.prologue(), *writer.query()]:
        text += [token, draw.choice(_BLANKS)]
        if draw.random() < 0.05:
            text.append(draw.choice(_COMMENTS))
    return "".join(text)


def disguised(draw: random.Random) -> str:
    """A query that nearly is one, with a call somewhere, written so that it is hard to see."""
    writer = Writer(draw, calls=0.35)
    head = writer.prologue()
    tokens = writer.query() if draw.random() < 0.4 else _short(draw)
    if draw.random() < 0.1:  # the prologue in disguise too
        head, tokens = [], head + tokens
    ways = {draw.randrange(10) for _time in range(draw.choice((1, 1, 2, 3)))}
    if 0 in ways:  # something before a call that may run into it
        places = [at for at, token in enumerate(tokens) if token == "SERVICE"]
        for at in reversed(places):
            tokens[at:at] = [draw.choice(_TAILS) for _time in range(draw.choice((1, 1, 2)))]
    if 1 in ways and len(tokens) > 3:
        for _time in range(draw.randint(1, 2)):
            at = draw.randrange(len(tokens))
            way = draw.randrange(3)
            if way == 0:
                del tokens[at]
            elif way == 1:
                tokens.insert(at, draw.choice(tokens))
            else:
                tokens[at] = draw.choice(_TAILS)
    if 2 in ways:
        tokens = [_other_case(draw, token) for token in tokens]
    if 3 in ways:
        tokens = [_escaped(draw, token) if draw.random() < 0.3 else token for token in tokens]
    if 4 in ways:
        at = draw.randint(0, len(tokens))
        tokens[at:at] = ["{"] * draw.choice((3, 50, 98, 150))
    glue = draw.choice((0.0, 0.3, 0.7, 1.0))
    rare = 0.1 if 5 in ways else 0.0
    text = ["\ufeff"] if 6 in ways and draw.random() < 0.5 else []
    text.append(" ".join([*head, ""]))
    for one, other in zip(tokens, [*tokens[1:], "}"], strict=True):
        text.append(one)
        if draw.random() < rare:
            text.append(draw.choice(_EXOTIC))
        if draw.random() < 0.1:
            text.append(draw.choice(_COMMENTS))
        elif not (draw.random() < glue and _may_touch(draw, one, other)):
            text.append(draw.choice(_BLANKS))
    made = "".join(text)
    if 7 in ways:  # an escape for any letter at all, but in the address that hears
        head, here, rest = made.rpartition(HERE)
        at = draw.randint(0, len(rest))
        made = head + here + rest[:at] + _escapes(draw, rest[at : at + 1]) + rest[at + 1 :]
    if 8 in ways:
        made += draw.choice(("}", "#", "\\", "\n#", "''", '"', " SERVICE", "}}"))
    return made


def _short(draw: random.Random) -> list[str]:
    """A head, one or two things, and a call: where most of the faults were found."""
    writer = Writer(draw)
    tokens = [*draw.choice((["SELECT", "*"], ["ASK"])), "{"]
    tokens += draw.choice((
        [], ["?s", "?p"], ["?s", "a"], ["FILTER", "("], ["VALUES", "?x", "{"], ["OPTIONAL", "{"],
        ["?s", "?p", "?o", "FILTER", "EXISTS", "{"], ["BIND", "(", "1", "AS", "?q", ")"],
        ["GRAPH", "?g", "{"],
        ["?s", "?p", "?o", "FILTER", "(", "?o"], ["?s", "?p", "<<(", "<a:a>", "<a:b>"], ["FILTER",
        "(", "1", "<"],
        ["?s", "?p", "?o", "."], ["?s", "?p", "?o", ";"], ["{", "}", "UNION"], ["SELECT", "*", "{"],
    ))  # fmt: skip
    for _time in range(draw.randrange(3)):
        tokens += [writer.constant()] if draw.random() < 0.6 else [draw.choice(_TAILS)]
    tokens += writer.call()
    missing = tokens.count("{") - tokens.count("}")
    brackets = tokens.count("(") - tokens.count(")")
    return [*tokens, *[")"] * max(0, brackets * draw.randrange(2)), *["}"] * max(0, missing)]


def _may_touch(draw: random.Random, one: str, other: str) -> bool:
    return one in _ALONE or other[:1] in _ALONE or draw.random() < 0.7


def _other_case(draw: random.Random, token: str) -> str:
    if not token.isalpha() or not token.isascii():
        return token
    other = "".join(draw.choice((letter.lower(), letter.upper())) for letter in token)
    return other.replace("s", "ſ", 1) if draw.random() < 0.05 else other


def _escapes(draw: random.Random, letters: str) -> str:
    return "".join(
        draw.choice((f"\\u{ord(one):04x}", f"\\u{ord(one):04X}", f"\\U{ord(one):08x}"))
        for one in letters
    )


def _escaped(draw: random.Random, token: str) -> str:
    """A token with some of its letters as escapes; the address that hears stays."""
    if HERE in token:
        head, here, rest = token.partition(HERE)
        return (_escapes(draw, head) if draw.random() < 0.1 else head) + here + rest
    at = draw.randrange(len(token) or 1)
    end = at + draw.choice((1, 1, 1, 2, len(token)))
    return token[:at] + _escapes(draw, token[at:end]) + token[end:]
