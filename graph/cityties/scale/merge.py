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
from cityties.rdf.lines import Lines, Packer, Tally, merged
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


@dataclass(frozen=True)
class Some:
    """Sorted files that become one.

    Parameters
    ----------
    paths : the files
    target : where that one is written
    """

    paths: tuple[Path, ...]
    target: Path


Each = Callable[[Sequence[Some]], object]
"""Does :func:`merge_some` for each item."""


def merge_some(_shared: None, some: Some) -> None:
    """Merge some files into one: a task of an executor.

    Parameters
    ----------
    some : which
    """
    with atomic_file(some.target) as file:
        packer = Packer(file.write)
        _merge(some.paths, packer)
        packer.done()


def _one_by_one(items: Sequence[Some]) -> None:
    for some in items:
        merge_some(None, some)


def merge_files(
    paths: Sequence[Path],
    work: Path,
    target: Path | None = None,
    *,
    at_once: int = _AT_ONCE,
    each: Each = _one_by_one,
) -> Merged:
    """Merge sorted files.

    Parameters
    ----------
    paths : gzipped N-Quads, each in canonical order
    work : a folder for what is merged on the way, where there are many
    target : where to write the whole text, gzipped; ``None``: nowhere
    at_once : how many files are read together
    each : does what comes before the last merge, where there are more files

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
        fewer = [
            Some(tuple(paths[start : start + at_once]), work / f"run-{level}-{start}.nq.gz")
            for start in range(0, len(paths), at_once)
        ]
        each(fewer)
        for path in paths:
            if path.parent == work:
                path.unlink()
        paths = [some.target for some in fewer]
    if target is None:
        return _merge(paths, Tally())
    with atomic_file(target) as file:
        packer = Packer(file.write)
        done = _merge(paths, packer)
        packer.done()
        return done


def _merge(paths: Sequence[Path], tally: Tally) -> Merged:
    claims, last = 0, ""
    for lines in merged([packed_file(path).batches() for path in paths]):
        tally.add(lines)
        for line in lines:
            if line.startswith(_CLAIM) and _IS_CLAIM in line:
                subject = line[: line.index(">")]
                claims += subject != last
                last = subject
    return Merged(tally.id, tally.quads, len(tally.graphs), claims)
