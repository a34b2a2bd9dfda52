"""The files of a part, and the record next to them: whose they are, and their checksums.

A record is written last, so a part whose record fits its files is done. A run that starts again
makes the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from cityties.base.files import sha256, sha256_file, write_atomic
from cityties.base.inputs import MOST_JSON, json_object, read_inside
from cityties.errors import UsageError
from cityties.language.messages import _

REGISTRY: Final = -1
"""The number of the part that holds everything but claims."""


@dataclass(frozen=True)
class Record:
    """What is known of a part that was made.

    Parameters
    ----------
    key : checksum of everything that decides what is in it
    number, of : which part of how many
    files : checksum of each file by its path in the folder
    counts : ``claims``, ``ties``, ``conflicts``, ``withheld``, ``quads`` or rows, and ``read``:
        the claims that were read for it
    """

    key: str
    number: int
    of: int
    files: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def part_name(number: int, of: int) -> str:
    """The name of a part, without an ending.

    Examples
    --------
    >>> part_name(3, 8), part_name(REGISTRY, 8)
    ('part-00003-of-00008', 'part-registry')
    """
    return "part-registry" if number == REGISTRY else f"part-{number:05}-of-{of:05}"


def write_part(folder: Path, record: Record, contents: Mapping[str, bytes]) -> Record:
    """Write the files of a part, then its record.

    Parameters
    ----------
    folder : the folder of all parts
    record : the record without checksums
    contents : the bytes of each file by its path in the folder

    Returns
    -------
    The record as it was written.
    """
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, data)
    sums = {name: sha256(data) for name, data in contents.items()}
    done = Record(record.key, record.number, record.of, sums, record.counts)
    text = json.dumps(asdict(done), sort_keys=True, indent=1)
    write_atomic(_record_path(folder, record.number, record.of), f"{text}\n".encode())
    return done


def find_done(folder: Path, key: str, number: int, of: int) -> Record | None:
    """The record of a part that is there as it was written; ``None``: it has to be made.

    Parameters
    ----------
    folder : the folder of all parts
    key : what its record must have
    number, of : which part
    """
    record = _read(_record_path(folder, number, of))
    if record is None or (record.key, record.number, record.of) != (key, number, of):
        return None
    try:
        right = all(sha256_file(folder / name) == sum for name, sum in record.files.items())
    except OSError:
        return None
    return record if right else None


def clear_others(folder: Path, key: str, of: int) -> None:
    """Delete the parts of other runs: other data, or another number of parts.

    Parameters
    ----------
    folder : a folder that holds nothing, or parts
    key, of : what stays

    Raises
    ------
    UsageError
        If the folder holds anything else than parts.
    """
    records = list(_records(folder))
    known = {name for _path, record in records for name in record.files}
    known |= {path.name for path, _record in records} | {"manifest.json", "graph.nq.gz"}
    if not records:
        others = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
        if others:
            raise UsageError(
                _(
                    "{folder} holds other files ({names}): choose a new or empty folder for the "
                    "partitions"
                ).format(folder=folder, names=", ".join(sorted(others)[:3]))
            )
    for path, record in records:
        if record.key != key or record.of != of:
            for name in record.files:
                (folder / name).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
    for name in ("manifest.json", "graph.nq.gz"):
        (folder / name).unlink(missing_ok=True)


def _records(folder: Path) -> Iterator[tuple[Path, Record]]:
    for path in sorted(folder.glob("part-*.json")):
        if (record := _read(path)) is not None:
            yield path, record


def _record_path(folder: Path, number: int, of: int) -> Path:
    return folder / f"{part_name(number, of)}.json"


def _read(path: Path) -> Record | None:
    """A record, if it is one: one that says other things about files is none."""
    try:
        made = Record(**json_object(read_inside(path.parent, path.name, most=MOST_JSON)))
        names = [Path(name) for name in made.files]
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    inside = all(
        not name.is_absolute() and ".." not in name.parts and len(name.parts) < 3 for name in names
    )
    return made if inside and all(name.name.startswith("part-") for name in names) else None
