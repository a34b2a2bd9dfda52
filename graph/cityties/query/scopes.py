"""What the engine gets wrong inside ``GRAPH ?g``, found in the text.

SPARQL evaluates such a group once in each graph. Oxigraph 0.5.13 hands ``?g`` down to the
triple patterns instead, so whatever has none of its own sees all graphs at once: a subquery
counts over all of them, ``VALUES`` alone gives one row without a graph, ``MINUS`` always
shares ``?g``, and a ``GRAPH`` inside forgets the outer one. A plain subquery is corrected: it
hands ``?g`` out too. The rest is refused: a wrong number that looks right is worse than an
error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Token = tuple[str, str, int]
"""Kind, text and place of a token, as the guard cuts them."""

_TERMS = frozenset({"variable", "iri", "pname", "string"})
_WRONG = frozenset({"MINUS", "GRAPH"})
_NOT_PLAIN = frozenset({"GROUP", "HAVING", "LIMIT", "OFFSET", "VALUES"})


@dataclass(slots=True)
class _Group:
    """A group in braces: inside which GRAPH it is, and what it has of its own."""

    graph: str = ""  # the variable after GRAPH
    is_data: bool = False  # of VALUES
    values_at: int = -1
    data_next: bool = False  # VALUES was said, and its braces come next
    has_pattern: bool = False
    inner: int = 0  # round and square brackets that are open
    before: str = ""
    select_at: int = -1  # where its SELECT stands, if it is a subquery
    head_end: int = 0  # where the variables of that SELECT begin
    hands_out: bool = False  # whether ?g is among them
    star_end: int = 0  # the end of SELECT * WHERE, if it is that


class WrongInGraphError(Exception):
    """Something that the engine gets wrong; its arguments: place, what, variable."""


def corrections(tokens: Iterable[Token]) -> list[tuple[int, int, str]]:
    """What must be changed in a query, so that the engine answers ``GRAPH ?g`` rightly.

    Parameters
    ----------
    tokens : of a query

    Returns
    -------
    Begins, ends and the texts that go there.

    Raises
    ------
    WrongInGraphError
        For the first thing that no change of the text corrects.
    """
    groups = [_Group()]
    found: list[tuple[int, int, str]] = []
    for kind, written, at in tokens:
        token = "?" + written[1:] if kind == "variable" else written  # $g is ?g
        here = groups[-1]
        word = token.upper() if kind == "word" else ""
        if kind == "space" or (here.is_data and token != "}"):
            continue
        if token == "{":
            named = here.before.startswith("GRAPH ")
            graph = here.before.removeprefix("GRAPH ") if named else here.graph
            groups.append(_Group(graph.lstrip("-"), is_data=here.data_next))
            here.data_next = False
        elif token == "}":
            if here.graph and here.values_at >= 0 and not here.has_pattern:
                raise WrongInGraphError(here.values_at, "VALUES", here.graph)
            if here.star_end:  # a group says the same, and keeps ?g
                found.append((here.select_at, here.star_end, ""))
            elif here.select_at >= 0 and not here.hands_out:
                found.append((here.head_end, here.head_end, f" {here.graph}"))
            groups = groups[:-1] or [_Group()]
        elif word in _WRONG and here.graph:
            raise WrongInGraphError(at, word, here.graph)
        elif here.select_at >= 0 and (
            word in _NOT_PLAIN
            or token == "("
            or (here.star_end and word == "ORDER")
            or (token == "*" and here.before != "SELECT")
        ):
            raise WrongInGraphError(here.select_at, "SELECT", here.graph)
        elif word == "SELECT" and here.graph:
            here.select_at, here.head_end = at, at + len(token)
        elif word in ("DISTINCT", "REDUCED") and here.select_at >= 0:
            here.head_end = at + len(token)
        elif here.select_at >= 0:
            here.hands_out |= token == here.graph
            if token == "*" or (word == "WHERE" and here.star_end):
                here.star_end = at + len(token)
        elif word == "VALUES":
            here.values_at, here.data_next = at, True
        elif kind in ("open", "close"):
            here.inner = max(0, here.inner + (1 if kind == "open" else -1))
            here.has_pattern |= token == "["
        elif kind in _TERMS and not here.inner and not here.data_next:
            # After FILTER stands the name of a function, after GRAPH that of a graph.
            here.has_pattern |= here.before not in ("FILTER", "GRAPH")
        if kind == "variable" and token == here.graph:
            for group in groups:  # inside a subquery that keeps it to itself, ?g is another one
                if group.graph == token and group.select_at >= 0 and not group.hands_out:
                    raise WrongInGraphError(group.select_at, "SELECT", token)
        if here.before == "GRAPH":  # of a graph that is named, nothing is wrong
            groups[-1].before = f"GRAPH {token if kind == 'variable' else '-'}"
        else:
            groups[-1].before = word or token
    return found
