"""The sorted lines of a graph, packed: what whole-graph commands read instead of a store.

The canonical form of a graph (RDFC-1.0) is its N-Quads in order. They are much alike, so they
pack to a thirtieth, and reading them in order needs no more room than a piece of them. They
are sorted in runs of bounded size which are merged afterwards, so that making them needs no
more either.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Final

from cityties.errors import StoreError
from cityties.language.messages import _

_RUN: Final = 1 << 18  # lines that are sorted at once
_PIECE: Final = 1 << 20  # bytes of a piece
_BATCH: Final = 1 << 14  # lines that are taken at once
_GZIP: Final = 31  # as zlib calls the form of .gz files
# Faster by half than the usual 6, and a fifth larger: measured on a million lines.
_LEVEL: Final = 3
_RUN_LEVEL: Final = 1  # of what is read again once


class Lines:
    r"""The lines of a graph in canonical order, packed.

    Parameters
    ----------
    packed : gives the packed bytes, from the start each time
    id : SHA-256 of the lines
    quads : how many there are
    graphs : how many named graphs they are in

    Examples
    --------
    >>> made = sorted_lines(["<b> <p> <o> <g> .\n", "<a> <p> <o> <g> .\n"])
    >>> b"".join(made.pieces()), made.quads, made.graphs
    (b'<a> <p> <o> <g> .\n<b> <p> <o> <g> .\n', 2, 1)
    """

    def __init__(
        self,
        packed: Callable[[], Iterable[bytes]],
        *,
        id: str = "",
        quads: int = 0,
        graphs: int = 0,
    ) -> None:
        self.packed = packed
        self.id = id
        self.quads = quads
        self.graphs = graphs

    def pieces(self) -> Iterator[bytes]:
        """Give the lines in pieces of whole lines, about a megabyte each.

        Raises
        ------
        OSError
            If they cannot be read.
        StoreError
            If they are damaged.
        """
        return unpacked(self.packed())

    def batches(self) -> Iterator[list[str]]:
        """Give the lines in lists, each with its line feed."""
        return map(split_lines, self.pieces())

    def whole(self) -> bytes:
        """Give all lines as one text."""
        return b"".join(self.pieces())


def split_lines(piece: bytes) -> list[str]:
    """The lines of a piece, each with its line feed; other marks that break lines stay inside.

    Parameters
    ----------
    piece : whole lines
    """
    return io.StringIO(piece.decode(), newline="\n").readlines()


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack lines.

    Parameters
    ----------
    chunks : the packed bytes, in order

    Yields
    ------
    Pieces of whole lines.

    Raises
    ------
    StoreError
        If the bytes are not packed lines, or end too soon.
    """
    inflate = zlib.decompressobj(_GZIP)
    rest = b""
    try:
        for chunk in chunks:
            left = chunk
            while left:
                text = rest + inflate.decompress(left, _PIECE)
                left = inflate.unconsumed_tail
                end = text.rfind(b"\n") + 1
                rest = text[end:]
                if end:
                    yield text[:end]
        text = rest + inflate.flush()
    except zlib.error as error:
        raise StoreError(_("its lines were changed")) from error
    if not inflate.eof or inflate.unused_data or (text and not text.endswith(b"\n")):
        raise StoreError(_("its lines were changed"))
    if text:
        yield text


class Tally:
    r"""Counts lines that come in canonical order, and their checksum.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.add(["<a> <p> <o> <g> .\n", "<b> <p> <o> <g> .\n"])
    >>> tally.quads, len(tally.graphs), tally.id[:8]
    (2, 1, '95486687')
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.quads = 0
        self.graphs: set[str] = set()

    @property
    def id(self) -> str:
        """SHA-256 of the lines so far."""
        return self._digest.hexdigest()

    def add(self, lines: list[str]) -> None:
        """Take the next lines, each with its line feed.

        Parameters
        ----------
        lines : in order, after those that were taken before
        """
        self._take(lines)

    def _take(self, lines: list[str]) -> bytes:
        text = "".join(lines).encode()
        self._digest.update(text)
        self.quads += len(lines)
        self.graphs.update({line[line.rfind("<") :] for line in lines})
        return text


class Packer(Tally):
    """Packs lines that come in canonical order, and counts them.

    Parameters
    ----------
    write : takes the packed bytes as they come; without it they are kept
    """

    def __init__(self, write: Callable[[bytes], object] | None = None) -> None:
        super().__init__()
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._chunks: list[bytes] = []
        self._write = write or self._chunks.append

    def add(self, lines: list[str]) -> None:
        """Pack the next lines, each with its line feed.

        Parameters
        ----------
        lines : in order, after those that were packed before
        """
        if packed := self._deflate.compress(self._take(lines)):
            self._write(packed)

    def done(self) -> Lines:
        """Give what was packed; its bytes are where they were written to, if anywhere."""
        self._write(self._deflate.flush())
        chunks = [b"".join(self._chunks)]
        return Lines(lambda: chunks, id=self.id, quads=self.quads, graphs=len(self.graphs))


class Sorter:
    """Sorts lines that come in any order and several times, in bounded room."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._runs: list[bytes] = []

    def add(self, lines: Iterable[str]) -> None:
        """Take lines, each with its line feed.

        Parameters
        ----------
        lines : lines of N-Quads
        """
        rest = iter(lines)
        while batch := list(islice(rest, _BATCH)):
            self._found += batch
            if len(self._found) >= _RUN:
                self._keep()

    def _keep(self) -> None:
        text = "".join(_in_order(self._found)).encode()
        self._runs.append(zlib.compress(text, _RUN_LEVEL, _GZIP))
        self._found = []

    def done(self) -> Lines:
        """Give all lines in canonical order, each once."""
        packer = Packer()
        if not self._runs:
            packer.add(_in_order(self._found))
            self._found = []
            return packer.done()
        if self._found:
            self._keep()
        for lines in merged([map(split_lines, unpacked((run,))) for run in self._runs]):
            packer.add(lines)
        self._runs.clear()
        return packer.done()


def _in_order(lines: list[str]) -> list[str]:
    """Lines sorted, each once; sorting finds what is in order already, which a set would undo."""
    lines.sort()
    return [line for line, _same in groupby(lines)]


def merged(runs: Sequence[Iterator[list[str]]]) -> Iterator[list[str]]:
    """Sorted runs as one, each line once.

    Parameters
    ----------
    runs : the batches of each; each time all lines up to the least of their last ones are taken
    """
    heads = [(batch, run) for run in runs if (batch := next(run, []))]
    while heads:
        last = min(batch[-1] for batch, _run in heads)
        found: list[str] = []
        left = []
        for batch, run in heads:
            number = bisect_right(batch, last)
            found += batch[:number]
            if rest := batch[number:] or next(run, []):
                left.append((rest, run))
        heads = left
        yield _in_order(found)


def sorted_lines(lines: Iterable[str]) -> Lines:
    """Sort and pack lines.

    Parameters
    ----------
    lines : lines of N-Quads with their line feed, in any order; one may come twice
    """
    sorter = Sorter()
    sorter.add(lines)
    return sorter.done()


def packed_lines(text: bytes) -> Lines:
    """Pack a text whose lines are in canonical order.

    Parameters
    ----------
    text : N-Quads
    """
    packer = Packer()
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + _PIECE) + 1 or len(text)
        piece = text[start:end]
        packer.add(split_lines(piece if piece.endswith(b"\n") else piece + b"\n"))
        start = end
    return packer.done()
