"""Claims between two steps: files of packed rows, each block read by itself.

They are JSON as in the cache, so that nothing runs when they are read, and are deleted at the end.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from cityties.base.files import write_atomic
from cityties.model.rows import Claim, Tables
from cityties.model.tables import tables_from_json, tables_json

_LEVEL: Final = 1  # rows of one kind pack to a tenth even so


def write_blocks(path: Path, blocks: Sequence[Iterable[Claim]]) -> None:
    """Write blocks of claims into one file, the place of each in front.

    Parameters
    ----------
    path : the file
    blocks : the claims of each; a block may be empty
    """
    packed = [_packed(tuple(claims)) for claims in blocks]
    places = [0]
    for block in packed:
        places.append(places[-1] + len(block))
    write_atomic(path, struct.pack(f"<{len(places)}Q", *places) + b"".join(packed))


def read_block(path: Path, number: int, of: int) -> tuple[Claim, ...]:
    """The claims of one block.

    Parameters
    ----------
    path : what :func:`write_blocks` wrote
    number, of : which block of how many, from 0

    Raises
    ------
    OSError
        If the file cannot be read.
    StoreError
        If its rows are damaged.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "claims"
    ...     write_blocks(path, [[], [Claim("c-1", "s", "opinion")]])
    ...     [[claim.id for claim in read_block(path, number, 2)] for number in range(2)]
    [[], ['c-1']]
    """
    with path.open("rb") as file:
        file.seek(8 * number)
        start, end = struct.unpack("<2Q", file.read(16))
        file.seek(8 * (of + 1) + start)
        packed = file.read(end - start)
    return tables_from_json(zlib.decompress(packed)).claims if packed else ()


def _packed(claims: tuple[Claim, ...]) -> bytes:
    return zlib.compress(tables_json(Tables(claims=claims)), _LEVEL) if claims else b""
