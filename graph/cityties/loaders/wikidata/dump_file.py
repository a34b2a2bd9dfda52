"""A dump as a file: compressed or not, in blocks of whole lines."""

from __future__ import annotations

import bz2
import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from cityties.errors import DataError, Problem
from cityties.language.messages import _

BLOCK: Final = 512 * 1024
"""Bytes that are read at once: what stays in a processor's cache is read 1.3 times as fast."""

MAX_LINE: Final = 256 * 1024 * 1024
"""A longer line is refused: the file is not a dump."""


class DumpFile:
    """A file of lines, compressed or not, in blocks that end with a line.

    ``.gz`` and ``.bz2`` are read on all cores where ``rapidgzip`` is installed, else by Python's
    own modules.

    Parameters
    ----------
    path : the file; what it is, its first bytes say

    Attributes
    ----------
    at : bytes of the decompressed file up to the end of the last block
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = 0
        self._parallel: Any = None
        self._raw: IO[bytes] | None = None
        self._file = self._open()

    def _open(self) -> Any:
        with self.path.open("rb") as file:
            magic = file.read(3)
        is_gzip = magic[:2] == b"\x1f\x8b"
        if is_gzip or magic == b"BZh":
            try:
                import rapidgzip
            except ImportError:
                self._raw = self.path.open("rb")
                if is_gzip:
                    return gzip.GzipFile(fileobj=self._raw)
                return bz2.BZ2File(self._raw)
            module = rapidgzip.RapidgzipFile if is_gzip else rapidgzip.IndexedBzip2File
            self._parallel = module(str(self.path), parallelization=os.cpu_count() or 1)
            return self._parallel
        self._raw = self.path.open("rb", buffering=0)
        return self._raw

    def __enter__(self) -> DumpFile:
        return self

    def __exit__(self, *_error: object) -> None:
        # Always: rapidgzip ends the whole process if one of its readers is left open.
        self._file.close()
        if self._raw is not None:
            self._raw.close()

    def seek(self, at: int) -> None:
        """Go to a byte of the decompressed file; what is before it is decompressed too.

        Parameters
        ----------
        at : the end of a line
        """
        if at:
            self._file.seek(at)
            self.at = at

    def position(self) -> int:
        """How many bytes of the file, as it is on the disk, were read."""
        if self._parallel is not None:
            return int(self._parallel.tell_compressed()) // 8
        assert self._raw is not None
        return self._raw.tell()

    def blocks(self, *, arrays: bool = False) -> Iterator[bytes]:
        """Blocks of whole lines.

        Parameters
        ----------
        arrays : make each block of a dump the text of an array, without a copy more

        Raises
        ------
        DataError : if the file is cut or damaged, or a line has no end
        """
        rest = b""
        while True:
            try:
                piece = self._file.read(BLOCK)
            except (EOFError, OSError, ValueError, RuntimeError) as error:
                raise self._broken(_("the compressed file is cut or damaged")) from error
            if not piece:
                break
            end = piece.rfind(b"\n") + 1
            if not end:
                rest += piece
                if len(rest) > MAX_LINE:
                    raise self._broken(
                        _("no dump of Wikidata: a line of more than {n} bytes").format(n=MAX_LINE)
                    )
                continue
            # The first and the last block have their bracket from the dump's own array.
            first = b"[" if arrays and self.at else b""
            last = b"]\n" if arrays and piece.endswith(b",\n", 0, end) else b""
            self.at += len(rest) + end
            yield b"".join((first, rest, memoryview(piece)[: end - len(last)], last))
            rest = piece[end:]
        if rest:
            first = b"[" if arrays and self.at else b""
            self.at += len(rest)
            yield first + rest

    def _broken(self, message: str) -> DataError:
        return DataError([Problem(str(self.path), 0, "", "", message, code="damaged-dump")])
