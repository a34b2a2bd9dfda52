"""What a file of a snapshot contains: bytes, or pieces that are held packed.

The RDF of a large graph is hundreds of megabytes of text that is much alike. Packed it is a few,
and its size and checksum, which several descriptions give, are computed once.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from cityties.base import files

if TYPE_CHECKING:
    from cityties.rdf.lines import Lines

_PIECE: Final = 1 << 20
_ANY: Final = 47  # as zlib calls its own form and that of .gz files


class Packed:
    """A content that is held packed.

    Parameters
    ----------
    pieces : the content, in pieces

    Examples
    --------
    >>> held = Packed([b"one ", b"two"])
    >>> held.size, b"".join(held.pieces())
    (7, b'one two')
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        deflate = zlib.compressobj(1)
        chunks: list[bytes] = []
        self._measure(pieces, lambda piece: chunks.append(deflate.compress(piece)))
        chunks.append(deflate.flush())
        self._chunk = b"".join(chunks)

    @classmethod
    def of_lines(cls, lines: Lines) -> Packed:
        r"""The lines of a graph, which are packed already.

        Parameters
        ----------
        lines : the lines

        Examples
        --------
        >>> from cityties.rdf.lines import sorted_lines
        >>> lines = sorted_lines(["<a> <p> <o> <g> .\n"])
        >>> held = Packed.of_lines(lines)
        >>> held.size, held.sha256 == lines.id, b"".join(held.pieces())
        (18, True, b'<a> <p> <o> <g> .\n')
        """
        made = cls.__new__(cls)
        made._chunk = b"".join(lines.packed())
        made._measure(lines.pieces())
        return made

    def _measure(
        self, pieces: Iterable[bytes], take: Callable[[bytes], object] | None = None
    ) -> None:
        digest = hashlib.sha256()
        self.size = 0
        for piece in pieces:
            self.size += len(piece)
            digest.update(piece)
            if take is not None:
                take(piece)
        self.sha256 = digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Give the content, from the start each time."""
        inflate = zlib.decompressobj(_ANY)
        left = self._chunk
        while not inflate.eof:
            piece = inflate.decompress(left, _PIECE)
            left = inflate.unconsumed_tail
            if piece:
                yield piece


Content = bytes | Packed


def size_of(content: Content) -> int:
    """Bytes of a content."""
    return content.size if isinstance(content, Packed) else len(content)


def checksum_of(content: Content) -> str:
    """SHA-256 of a content, as 64 hexadecimal digits."""
    return content.sha256 if isinstance(content, Packed) else files.sha256(content)


def pieces_of(content: Content) -> Iterator[bytes]:
    """A content in pieces."""
    return content.pieces() if isinstance(content, Packed) else iter((content,))


def bytes_of(content: Content) -> bytes:
    """A content at once."""
    return content if isinstance(content, bytes) else b"".join(content.pieces())
