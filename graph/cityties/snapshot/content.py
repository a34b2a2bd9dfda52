"""What a file of a snapshot contains: bytes, or pieces that are held packed.

The RDF of a large graph is hundreds of megabytes of text that is much alike. Packed it is a few,
and its size and checksum, which several descriptions give, are computed once.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from cityties.base import files

_PIECE: Final = 1 << 20


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
        digest = hashlib.sha256()
        chunks = []
        self.size = 0
        for piece in pieces:
            self.size += len(piece)
            digest.update(piece)
            chunks.append(deflate.compress(piece))
        chunks.append(deflate.flush())
        self._chunk = b"".join(chunks)
        self.sha256 = digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Give the content, from the start each time."""
        inflate = zlib.decompressobj()
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
