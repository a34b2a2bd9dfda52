"""What the engine gets wrong inside ``GRAPH ?g``, found in the text.

SPARQL evaluates such a group once in each graph. Oxigraph 0.5.13 hands ``?g`` down to the
triple patterns instead, so whatever has none of its own sees all graphs at once: a subquery
counts over all of them, ``VALUES`` alone gives one row without a graph, ``MINUS`` always
shares ``?g``, and a ``GRAPH`` inside forgets the outer one. These are refused: a wrong number
that looks right is worse than an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Token = tuple[str, str, int]
"""Kind, text and place of a token, as the guard cuts them."""

_TERMS = frozenset({"variable", "iri", "pname", "string"})
_WRONG = frozenset({"SELECT", "MINUS", "GRAPH"})


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


def wrong_in_graph(tokens: Iterable[Token]) -> tuple[int, str, str] | None:
    """The first thing in ``GRAPH ?g`` that the engine gets wrong.

    Parameters
    ----------
    tokens : of a query

    Returns
    -------
    Its place, what it is, and the variable after ``GRAPH``; ``None`` if there is nothing.
    """
    groups = [_Group()]
    for kind, token, at in tokens:
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
                return here.values_at, "VALUES", here.graph
            groups = groups[:-1] or [_Group()]
        elif word in _WRONG and here.graph:
            return at, word, here.graph
        elif word == "VALUES":
            here.values_at, here.data_next = at, True
        elif kind in ("open", "close"):
            here.inner = max(0, here.inner + (1 if kind == "open" else -1))
            here.has_pattern |= token == "["
        elif kind in _TERMS and not here.inner and not here.data_next:
            # After FILTER stands the name of a function, after GRAPH that of a graph.
            here.has_pattern |= here.before not in ("FILTER", "GRAPH")
        if here.before == "GRAPH":  # of a graph that is named, nothing is wrong
            groups[-1].before = f"GRAPH {token if kind == 'variable' else '-'}"
        else:
            groups[-1].before = word or token
    return None
