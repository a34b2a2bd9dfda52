"""Twin towns from a dump of Wikidata: a file of one item per line, read without a service.

The dump is read once. Items with one of the properties are kept; of all others an extract is
written (names and the few statements that are used, packed), in which the items are looked up that
those name: partners, countries, networks, people. What was kept, and how far the reading came, is
written down now and then, so that a run which was ended goes on there; what comes out is the same.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from cityties.base.files import sha256, write_atomic
from cityties.base.locks import lock
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.loaders.wikidata.choose import choose
from cityties.loaders.wikidata.dump_file import DumpFile
from cityties.loaders.wikidata.dump_lines import id_of, item_of, lines_of, narrow_by
from cityties.loaders.wikidata.entity import add_entity
from cityties.loaders.wikidata.items import (
    ABOUT,
    COUNTRY,
    HEAD,
    ISO_CODE,
    MEMBER_OF,
    REPLACED_BY,
    TWIN,
    Collection,
)
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.identifiers import is_qid

EVERY: Final = 256 * 1024 * 1024
"""Bytes of the dump, decompressed, between two checkpoints."""

_ROUNDS = 5  # chains of replaced items that are followed, as of a service
_STATE = "state.json"
_KEPT = "kept.jsonl"
_EXTRACT = "others.jsonl.gz"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _State:
    """How far a run came.

    Parameters
    ----------
    done : passes that are finished
    at : bytes that this pass has read, up to the end of a line
    kept : bytes of the file of kept items that count
    others : bytes of the extract that count
    wanted : the items that this pass looks for
    """

    done: int = 0
    at: int = 0
    kept: int = 0
    others: int = 0
    wanted: list[str] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def collect_dump(
    path: Path,
    *,
    work: Path,
    properties: Sequence[str] = (TWIN,),
    surprises: Surprises,
    day: datetime.date | None = None,
    every: int = EVERY,
    progress: Progress = lambda _step, _number, _of: None,
    checkpoint: Callable[[int, int], None] = lambda _pass, _at: None,
) -> Collection:
    """Read a dump, or go on with a run that was ended.

    Parameters
    ----------
    path : the dump: JSON, an item per line; also ``.gz`` or ``.bz2``
    work : a folder for what was kept and how far the reading came
    properties : items with a statement of one of them are taken
    surprises : notes what cannot be used
    day : the day of the data: only heads of government of that day are looked up
    every : bytes between two checkpoints
    progress : called with a sentence, megabytes read, and megabytes of the file
    checkpoint : called after each checkpoint with the pass and the bytes read

    Returns
    -------
    Collection : as of a service with the same data

    Raises
    ------
    NotFoundError : if the file is missing, or has no such items
    DataError : if it is not a dump, or is cut
    UsageError : if a property is none, or the folder is in use
    """
    if not path.is_file():
        raise NotFoundError(_("the file {path} does not exist").format(path=path))
    for name in properties:
        if not (name[:1] == "P" and name[1:].isascii() and name[1:].isdigit()):
            raise UsageError(
                _("{value!r} is not a property, such as {example}").format(value=name, example=TWIN)
            )
    work.mkdir(parents=True, exist_ok=True)
    with lock(work / ".lock"):
        run = _Run(path, work, tuple(properties), surprises, every, progress, checkpoint)
        return run.collect(day or datetime.date.today())


def work_key(path: Path, properties: Sequence[str]) -> str:
    """What a run over a file is kept under: another file, or other properties, are another run.

    Parameters
    ----------
    path : the dump
    properties : what is looked for
    """
    stat = path.stat()
    parts = (str(path.resolve()), str(stat.st_size), str(stat.st_mtime_ns), *sorted(properties))
    return sha256("\n".join(parts).encode())[:16]


class _Run:
    def __init__(
        self,
        path: Path,
        work: Path,
        properties: tuple[str, ...],
        surprises: Surprises,
        every: int,
        progress: Progress,
        checkpoint: Callable[[int, int], None],
    ) -> None:
        self.path, self.work, self.properties = path, work, properties
        self.odd, self.every = surprises, every
        self.progress, self.checkpoint = progress, checkpoint
        self.keep = tuple(dict.fromkeys((*properties, TWIN, *ABOUT)))
        self.state = self._state()

    def _state(self) -> _State:
        try:
            found = json.loads((self.work / _STATE).read_bytes())
            state = _State(
                int(found["done"]),
                int(found["at"]),
                int(found["kept"]),
                int(found["others"]),
                [str(each) for each in found["wanted"]],
            )
            if (self.work / _KEPT).stat().st_size >= state.kept and (
                self.work / _EXTRACT
            ).stat().st_size >= state.others:
                return state
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return _State()

    def collect(self, day: datetime.date) -> Collection:
        """The dump, then the extract again and again, until nothing new is named."""
        if self.state.done == 0:
            self._read_dump()
        collection, names = self._collection(day)
        if not collection.read:
            raise NotFoundError(
                _("{path} has no item with {properties}").format(
                    path=self.path, properties=", ".join(self.properties)
                )
            )
        for number in range(2, _ROUNDS + 2):
            if number > self.state.done:
                wanted = self.state.wanted
                if not (self.state.at and wanted):  # no pass that was ended
                    wanted = sorted(names - self._asked)
                if not wanted:
                    break
                self.state.wanted = wanted
                self._look_up(number)
            collection, names = self._collection(day)
        return collection

    # -- passes -----------------------------------------------------------------------------

    def _read_dump(self) -> None:
        """Keep the items with the properties, and an extract of the others."""
        narrow = narrow_by(self.properties, self.keep)
        with self._appending(_KEPT, self.state.kept) as kept, self._appending(
            _EXTRACT, self.state.others
        ) as extract:  # fmt: skip
            for block in self._blocks(self.path, 1, (kept, extract)):
                found = narrow(block)
                kept.write(b"".join(map(_kept_line, found.chosen)))
                if found.others:
                    # Each block is packed by itself: after any of them the file can be cut.
                    extract.write(gzip.compress(found.others, 1, mtime=0))
                for qid in found.odd:
                    self.odd.note("unreadable-row", qid)

    def _look_up(self, number: int) -> None:
        """Keep the items of the extract that are wanted."""
        ids = frozenset(each.encode() for each in self.state.wanted)
        path = self.work / _EXTRACT
        os.truncate(path, self.state.others)
        with self._appending(_KEPT, self.state.kept) as kept:
            for block in self._blocks(path, number, (kept,)):
                for line in lines_of(block, ids):
                    try:
                        kept.write(_kept_line(item_of(line, self.keep)))
                    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                        qid = id_of(line, 0, len(line))
                        self.odd.note("unreadable-row", qid.decode("ascii", "replace"))

    @contextlib.contextmanager
    def _appending(self, name: str, size: int) -> Iterator[IO[bytes]]:
        """A file of the work folder, cut to what counts of it."""
        path = self.work / name
        with path.open("r+b" if path.exists() else "w+b") as out:
            out.truncate(size)
            out.seek(size)
            yield out

    def _blocks(self, path: Path, number: int, outs: Sequence[IO[bytes]]) -> Iterator[bytes]:
        """The blocks of a pass; what was written of one is noted when the next is asked for."""
        state = self.state
        total = path.stat().st_size
        start, begun, last = time.monotonic(), -1, 0.0
        if total:
            with DumpFile(path) as file:
                file.seek(state.at)
                since = 0
                for block in file.blocks(arrays=number == 1):
                    yield block
                    since += file.at - state.at
                    state.at = file.at
                    now = time.monotonic()
                    if now - last > 0.5:
                        read = file.position()
                        begun = read if begun < 0 else begun
                        self.progress(
                            _words(number, now - start, read - begun, total - read),
                            read // 1_000_000,
                            max(1, total // 1_000_000),
                        )
                        last = now
                    if since >= self.every:
                        since = 0
                        self._note(outs, number)
        state.done, state.at = number, 0
        self._asked_file(number, state.wanted)
        state.wanted = []
        self._note(outs, number)

    def _note(self, outs: Sequence[IO[bytes]], number: int) -> None:
        for out in outs:
            out.flush()
            os.fsync(out.fileno())
        self.state.kept = outs[0].tell()
        if number == 1:
            self.state.others = outs[1].tell()
        write_atomic(self.work / _STATE, self.state.to_bytes())
        self.checkpoint(number, self.state.at)

    def _asked_file(self, number: int, wanted: Iterable[str]) -> None:
        write_atomic(self.work / f"asked-{number}", "\n".join(wanted).encode())

    @property
    def _asked(self) -> set[str]:
        found: set[str] = set()
        for number in range(1, self.state.done + 1):
            with contextlib.suppress(OSError):
                found |= set((self.work / f"asked-{number}").read_text("ascii").split())
        return found

    # -- what was kept ----------------------------------------------------------------------

    def _collection(self, day: datetime.date) -> tuple[Collection, set[str]]:
        """The collection of what is kept, and every item that it names."""
        every: dict[str, dict[str, Any]] = {}
        with (self.work / _KEPT).open("rb") as kept:
            for line in kept:
                item = json.loads(line)
                every.setdefault(item["id"], item)
        made = Collection()
        read = [qid for qid, item in every.items() if set(self.properties) & set(item["claims"])]
        done: set[str] = set()
        wanted = set(read)
        for _round in range(_ROUNDS):
            fresh = sorted(wanted - done)
            if not fresh:
                break
            done |= wanted
            for qid in fresh:
                if qid in every:
                    add_entity(made, every[qid], self.odd)
            wanted = made.named((TWIN, REPLACED_BY))
        made.read = {qid for qid in read if TWIN in every[qid]["claims"]} or set(read)
        named = made.named((TWIN, REPLACED_BY))
        heads = {
            head.value
            for item in list(made.items.values())
            for head in choose(item.statements.get(HEAD, ()), day)
            if is_qid(head.value)
        }
        countries = made.named((COUNTRY,))
        others = (made.named((MEMBER_OF,)) | countries | heads) - done
        for qid in sorted(others):
            if qid in every:
                whole = every[qid]
                claims = {
                    name: whole["claims"][name]
                    for name in (ISO_CODE,)
                    if qid in countries and name in whole["claims"]
                }
                # Of these a service is asked for names alone, and of countries for their code.
                scratch = Collection()
                add_entity(scratch, {**whole, "claims": claims}, self.odd)
                made.items.setdefault(qid, scratch.items[qid])
        return made, (named | others) - set(every)


def _kept_line(item: dict[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _words(number: int, seconds: float, read: int, left: int) -> str:
    """What is done, with an estimate once there is something to estimate from."""
    if number > 1:
        return _("looking up what its items name")
    if seconds < 2 or read <= 0:
        return _("reading the dump")
    minutes = max(1, round(left * seconds / read / 60))
    return _("reading the dump, about {minutes} minutes left").format(minutes=minutes)
