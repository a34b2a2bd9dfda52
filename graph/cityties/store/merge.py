"""A graph as its store gets it: the quads, and their merge as the default graph.

SPARQL searches one default graph, which is a set of triples. The merge is derived from the
named graphs, so it is in the store alone: nothing exports, hashes, counts or compares it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_CHUNK: Final = 50_000  # lines loaded at once: more is slower and needs more memory


def pieces_to_load(lines: Sequence[str]) -> Iterator[bytes]:
    r"""The quads and their merge, in pieces of N-Quads that are loaded one after the other.

    Parameters
    ----------
    lines : sorted lines of N-Quads, each in a named graph

    Yields
    ------
    Pieces of whole lines. A loader renames the blank nodes of each piece, so all lines with
    one come in the first.

    Examples
    --------
    >>> list(pieces_to_load(["<a> <p> <b> <g1> .\n", "<a> <p> <b> <g2> .\n"]))
    [b'<a> <p> <b> <g1> .\n<a> <p> <b> <g2> .\n<a> <p> <b> .\n']
    """
    blank = {line for line in lines if line.startswith("_:") or " _:" in line}
    if blank:
        yield _with_merge(sorted(blank))
    for start in range(0, len(lines), _CHUNK):
        piece = [line for line in lines[start : start + _CHUNK] if line not in blank]
        if piece:
            yield _with_merge(piece)


def _with_merge(lines: Sequence[str]) -> bytes:
    """Lines of quads, and each of their triples once in the default graph."""
    triples = dict.fromkeys(line[: line.rindex(" <")] for line in lines)
    return ("".join(lines) + "".join(f"{triple} .\n" for triple in triples)).encode("utf-8")
