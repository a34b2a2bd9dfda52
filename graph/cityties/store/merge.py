"""A graph as its store gets it: the quads, and their merge as the default graph.

SPARQL searches one default graph, which is a set of triples. The merge is derived from the
named graphs, so it is in the store alone: nothing exports, hashes, counts or compares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_LOAD: Final = 1 << 16
"""Lines loaded at once: of fewer the engine makes more files, which it has to join again;
of more it needs more memory."""


def pieces_to_load(batches: Iterable[Sequence[str]]) -> Iterator[bytes]:
    r"""The quads and their merge, in pieces of N-Quads that are loaded one after the other.

    Parameters
    ----------
    batches : sorted lines of N-Quads, each in a named graph

    Yields
    ------
    Pieces of whole lines. A loader renames the blank nodes of each piece, so all lines with
    one come in the last.

    Examples
    --------
    >>> list(pieces_to_load([["<a> <p> <b> <g1> .\n", "<a> <p> <b> <g2> .\n"]]))
    [b'<a> <p> <b> <g1> .\n<a> <p> <b> <g2> .\n<a> <p> <b> .\n']
    """
    plain: list[str] = []
    blank: list[str] = []
    for batch in batches:
        if any(line.startswith("_:") or " _:" in line for line in batch):
            for line in batch:
                (blank if line.startswith("_:") or " _:" in line else plain).append(line)
        else:
            plain += batch
        if len(plain) >= _LOAD:
            yield _with_merge(plain)
            plain = []
    for rest in (plain, blank):
        if rest:
            yield _with_merge(rest)


def _with_merge(lines: Sequence[str]) -> bytes:
    """Lines of quads, and each of their triples once in the default graph."""
    triples = dict.fromkeys([line[: line.rindex(" <")] for line in lines])
    return "".join((*lines, " .\n".join(triples), " .\n")).encode()
