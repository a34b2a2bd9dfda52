"""The parts as one sorted text, and its content id, in little room.

Where no blank node is, the canonical form of RDFC-1.0 is the sorted N-Quads; the ontology's
blank nodes have their canonical names before they come here, and no other graph has any. Each
part is sorted, so that all that is left is a merge: its bytes depend neither on the number of
parts nor on who made them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cityties.base.files import atomic_file
from cityties.rdf.lines import Lines, Packer, merged
from cityties.vocabulary.terms import ID, PREFIXES, ct

_AT_ONCE: Final = 32  # a run takes about 5 MB while it is merged
_BLOCK: Final = 1 << 20
_CLAIM: Final = f"<{ID}claim/"
_IS_CLAIM: Final = f"> <{PREFIXES['rdf']}type> <{ct.Claim}> "


@dataclass(frozen=True)
class Merged:
    """What came of a merge.

    Parameters
    ----------
    id : SHA-256 of all lines in canonical order, the content id
    quads, graphs, claims : how many there are
    """

    id: str
    quads: int
    graphs: int
    claims: int


def packed_file(path: Path) -> Lines:
    """The packed lines of a file.

    Parameters
    ----------
    path : gzipped N-Quads in canonical order
    """

    def chunks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block

    return Lines(chunks)


def merge_files(
    paths: Sequence[Path], work: Path, target: Path | None = None, *, at_once: int = _AT_ONCE
) -> Merged:
    """Merge sorted files.

    Parameters
    ----------
    paths : gzipped N-Quads, each in canonical order
    work : a folder for what is merged on the way, where there are many
    target : where to write the whole text, gzipped; ``None``: nowhere
    at_once : how many files are read together

    Raises
    ------
    OSError
        If a file cannot be read or written.
    StoreError
        If a file is damaged.
    """
    paths = list(paths)
    level = 0
    while len(paths) > at_once:
        level += 1
        fewer = []
        for start in range(0, len(paths), at_once):
            some = paths[start : start + at_once]
            fewer.append(work / f"run-{level}-{start}.nq.gz")
            with atomic_file(fewer[-1]) as file:
                _merge(some, file.write)
            for path in some:
                if path.parent == work:
                    path.unlink()
        paths = fewer
    if target is None:
        return _merge(paths, lambda _data: None)
    with atomic_file(target) as file:
        return _merge(paths, file.write)


def _merge(paths: Sequence[Path], write: Callable[[bytes], object]) -> Merged:
    packer = Packer(write)
    claims, last = 0, ""
    for lines in merged([packed_file(path).batches() for path in paths]):
        packer.add(lines)
        for line in lines:
            if line.startswith(_CLAIM) and _IS_CLAIM in line:
                subject = line[: line.index(">")]
                claims += subject != last
                last = subject
    done = packer.done()
    return Merged(done.id, done.quads, done.graphs, claims)
