"""Twin towns from a dump of Wikidata: a file of one item per line, read without a service.

A byte filter finds the lines with one of the properties, and only those are parsed. The file is
read again for what these items name: partners, countries, networks, people. What was kept, and
how far the reading came, is written down now and then, so that a run which was ended goes on
there; what comes out is the same.

``.gz`` and ``.bz2`` are read on several cores, and from the middle, where ``rapidgzip`` is
installed (the extra ``dump``); else Python's own modules read them from the start.
"""

from __future__ import annotations

import bz2
import contextlib
import datetime
import gzip
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from cityties.base.files import sha256, write_atomic
from cityties.base.locks import lock
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.loaders.wikidata.choose import choose
from cityties.loaders.wikidata.entity import add_entity
from cityties.loaders.wikidata.items import (
    ABOUT,
    COUNTRY,
    HEAD,
    ISO_CODE,
    LANGUAGES,
    MEMBER_OF,
    REPLACED_BY,
    TWIN,
    Collection,
)
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.identifiers import is_qid

BLOCK: Final = 8 * 1024 * 1024
EVERY: Final = 256 * 1024 * 1024
"""Bytes of the dump, decompressed, between two checkpoints."""

MAX_LINE: Final = 256 * 1024 * 1024
"""A longer line is refused: the file is not a dump."""

_ROUNDS = 5  # chains of replaced items that are followed, as of a service
_SIGN: Final = 300  # bytes of a line in which the id of its item stands
_STATE = "state.json"
_KEPT = "kept.jsonl"
_INDEX = "index"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _State:
    """How far a run came.

    Parameters
    ----------
    done : passes that are finished
    at : bytes of the dump that this pass has read, up to the end of a line
    kept : bytes of the file of kept items that count
    seen : items that were wanted in the passes so far
    """

    done: int = 0
    at: int = 0
    kept: int = 0
    wanted: list[str] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        return json.dumps(
            {"done": self.done, "at": self.at, "kept": self.kept, "wanted": self.wanted}
        ).encode()


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
        self.keep = frozenset((*properties, TWIN, *ABOUT))
        self.decode = _decoder(self.keep)
        self.state = self._state()

    def _state(self) -> _State:
        try:
            found = json.loads((self.work / _STATE).read_bytes())
            state = _State(
                int(found["done"]),
                int(found["at"]),
                int(found["kept"]),
                [str(each) for each in found["wanted"]],
            )
            if (self.work / _KEPT).stat().st_size >= state.kept:
                return state
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return _State()

    def collect(self, day: datetime.date) -> Collection:
        """Pass after pass, until nothing new is named."""
        first = [f'"{name}"'.encode() for name in self.properties]
        if self.state.done == 0:
            self._pass(lambda block: _lines_with(block, first), 1)
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
                ids = frozenset(each.encode() for each in wanted)
                self._pass(lambda block, ids=ids: _lines_of(block, ids), number)  # type: ignore[misc]
            collection, names = self._collection(day)
        return collection

    # -- one pass ---------------------------------------------------------------------------

    def _pass(self, find: Callable[[bytes], Iterator[bytes]], number: int) -> None:
        kept = self.work / _KEPT
        state = self.state
        total = self.path.stat().st_size
        start, begun, last = time.monotonic(), -1, 0.0
        with (
            kept.open("r+b" if kept.exists() else "w+b") as out,
            _Reader(self.path, self.work / _INDEX) as dump,
        ):
            out.truncate(state.kept)
            out.seek(state.kept)
            dump.seek(state.at)
            since = 0
            for block in dump.blocks():
                for line in find(block):
                    if item := self._item(line, whole=number > 1):
                        out.write(item)
                state.at += len(block)
                since += len(block)
                now = time.monotonic()
                if now - last > 0.5:
                    read = dump.position()
                    begun = read if begun < 0 else begun
                    self.progress(
                        _words(number, now - start, read - begun, total - read),
                        read // 1_000_000,
                        max(1, total // 1_000_000),
                    )
                    last = now
                if since >= self.every:
                    since = 0
                    dump.save_index()
                    self._note(out, number)
            state.done, state.at = number, 0
            self._asked_file(number, state.wanted)
            state.wanted = []
            dump.save_index()
            self._note(out, number)

    def _note(self, out: IO[bytes], number: int) -> None:
        out.flush()
        os.fsync(out.fileno())
        self.state.kept = out.tell()
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

    def _item(self, line: bytes, *, whole: bool) -> bytes:
        """What is kept of a line: a line of JSON; nothing if it is not an item that is wanted.

        The bytes of a property may stand anywhere in a line: unless the item is wanted by its id
        (``whole``), it must have a statement of it.
        """
        line = line.rstrip(b",\r\n \t")
        try:
            item = self.decode(line)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.odd.note("unreadable-row", _id_of(line).decode("ascii", "replace") or "?")
            return b""
        if not whole and not set(self.properties) & set(item["claims"]):
            return b""
        return json.dumps(item, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"

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


def _words(number: int, seconds: float, read: int, left: int) -> str:
    """What is done, with an estimate once there is something to estimate from."""
    if seconds < 2 or read <= 0:
        return _("pass {n} over the dump").format(n=number)
    minutes = max(1, round(left * seconds / read / 60))
    return _("pass {n} over the dump, about {minutes} minutes left").format(
        n=number, minutes=minutes
    )


# --- lines ---------------------------------------------------------------------------------


def _lines_with(block: bytes, signs: Sequence[bytes]) -> Iterator[bytes]:
    """The lines of a block that have one of some byte strings, each once, in their order."""
    starts: set[int] = set()
    for sign in signs:
        at = block.find(sign)
        while at >= 0:
            starts.add(block.rfind(b"\n", 0, at) + 1)
            end = block.find(b"\n", at)
            if end < 0:
                break
            at = block.find(sign, end)
    for start in sorted(starts):
        end = block.find(b"\n", start)
        yield block[start : end if end >= 0 else len(block)]


def _lines_of(block: bytes, ids: frozenset[bytes]) -> Iterator[bytes]:
    """The lines of a block that are of some items."""
    start = 0
    while start < len(block):
        end = block.find(b"\n", start)
        end = end if end >= 0 else len(block)
        at = block.find(b'"id":"', start, min(end, start + _SIGN))
        if at >= 0:
            stop = block.find(b'"', at + 6, at + 32)
            if block[at + 6 : stop] in ids:
                yield block[start:end]
        start = end + 1


def _id_of(line: bytes) -> bytes:
    at = line.find(b'"id":"', 0, _SIGN)
    return line[at + 6 : line.find(b'"', at + 6)][:20] if at >= 0 else b""


def _decoder(keep: frozenset[str]) -> Callable[[bytes], dict[str, Any]]:
    """Reads the item of a line: its id, the labels that are used, the statements that are kept."""
    labels = frozenset(LANGUAGES)
    try:
        import msgspec
    except ImportError:
        load: Callable[[bytes], Any] = json.loads
        inner: Callable[[Any], Any] = lambda value: value  # noqa: E731
    else:
        whole = msgspec.json.Decoder(dict[str, msgspec.Raw])
        load = whole.decode
        inner = msgspec.json.decode
        raw = msgspec.json.Decoder(dict[str, msgspec.Raw])

    def claims_of(value: Any) -> dict[str, Any]:
        if load is json.loads:
            found = value if isinstance(value, dict) else {}
            return {name: found[name] for name in found if name in keep}
        if bytes(value).startswith(b"["):  # an empty mapping, as older dumps write it
            return {}
        return {name: inner(part) for name, part in raw.decode(value).items() if name in keep}

    def decode(line: bytes) -> dict[str, Any]:
        found = load(line)
        qid = inner(found["id"])
        if not isinstance(qid, str):
            raise TypeError(qid)
        said = inner(found["labels"]) if "labels" in found else {}
        return {
            "id": qid,
            "labels": {tag: said[tag] for tag in said if tag in labels}
            if isinstance(said, dict)
            else {},
            "claims": claims_of(found["claims"]) if "claims" in found else {},
        }

    return decode


# --- files ---------------------------------------------------------------------------------


class _Reader:
    """A file of lines, compressed or not, in blocks that end with a line."""

    def __init__(self, path: Path, index: Path) -> None:
        self.path, self._index = path, index
        self._parallel: Any = None
        self._raw: IO[bytes] | None = None
        self._at = 0
        self._saved = index.exists()
        self._file = self._open()

    def _open(self) -> Any:
        with self.path.open("rb") as file:
            magic = file.read(3)
        if magic[:2] == b"\x1f\x8b" or magic == b"BZh":
            try:
                import rapidgzip
            except ImportError:
                self._raw = self.path.open("rb")
                if magic[:2] == b"\x1f\x8b":
                    return gzip.GzipFile(fileobj=self._raw)
                return bz2.BZ2File(self._raw)
            is_gzip = magic[:2] == b"\x1f\x8b"
            module = rapidgzip.RapidgzipFile if is_gzip else rapidgzip.IndexedBzip2File
            self._parallel = module(str(self.path), parallelization=os.cpu_count() or 1)
            if self._saved:
                with contextlib.suppress(Exception):  # a damaged index: read from the start
                    self._load_index()
            return self._parallel
        self._raw = self.path.open("rb", buffering=0)
        return self._raw

    def _load_index(self) -> None:
        if hasattr(self._parallel, "import_index"):
            self._parallel.import_index(str(self._index))

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_error: object) -> None:
        # Always: rapidgzip ends the whole process if one of its readers is left open.
        self._file.close()
        if self._raw is not None:
            self._raw.close()

    def save_index(self) -> None:
        """Keep where a compressed file can be entered."""
        if self._parallel is None or self._saved or not hasattr(self._parallel, "export_index"):
            return
        with contextlib.suppress(Exception):
            if self._parallel.block_offsets_complete():
                self._parallel.export_index(str(self._index))
                self._saved = True

    def seek(self, at: int) -> None:
        """Go to a byte of the decompressed file."""
        if at:
            self._file.seek(at)

    def position(self) -> int:
        """How many bytes of the file, as it is on the disk, were read."""
        if self._parallel is not None:
            return int(self._parallel.tell_compressed()) // 8
        assert self._raw is not None
        return self._raw.tell()

    def blocks(self) -> Iterator[bytes]:
        """Blocks of whole lines.

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
            yield rest + piece[:end]
            rest = piece[end:]
        if rest:
            yield rest

    def _broken(self, message: str) -> DataError:
        return DataError([Problem(str(self.path), 0, "", "", message, code="damaged-dump")])
