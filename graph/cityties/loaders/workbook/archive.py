"""The zip around a workbook: unpacked once, within limits, and packed again.

A zip can be written so that two programs find different files in it: two of one
name, a size that is not so, a second directory behind the first. What follows
reads the archive that is made here, so there is one answer to what it holds.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from cityties.language.messages import _
from cityties.loaders.workbook import form
from cityties.loaders.workbook.form import BrokenBookError, TooLargeError, save_again

_CHUNK: Final = 1 << 16
_HEADER: Final = struct.Struct("<4s5H3L2H")  # of a file in a zip, section 4.3.7 of its APPNOTE
_END: Final = struct.Struct("<4s4H2LH")  # of the archive, section 4.3.16
_DESCRIPTOR: Final = 0x08
_ENCRYPTED: Final = 0x01 | 0x40 | 0x2000
_MAX_PARTS: Final = 10_000
_MAX_DIRECTORY: Final = 1 << 24  # read into memory before its entries can be counted
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READ_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError,
    NotImplementedError, struct.error, OverflowError,
)  # fmt: skip


class Archive:
    """The parts of a workbook by name, packed again so that every reader finds the same."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = frozenset(self._zip.namelist())

    def size(self, name: str) -> int:
        """How many bytes a part has."""
        return self._zip.getinfo(name).file_size

    @property
    def names(self) -> frozenset[str]:
        """All names of parts."""
        return self._names

    def open(self, name: str) -> IO[bytes]:
        """One part as a stream.

        Parameters
        ----------
        name : its exact name

        Raises
        ------
        BrokenBookError : if there is none of that name
        """
        if name not in self._names:
            raise BrokenBookError(_("the part {name} is missing").format(name=name))
        return self._zip.open(name)


def packed(name: str) -> zipfile.ZipInfo:
    """A new entry of a zip: compressed, and without the time, which a zip cannot always hold.

    >>> packed("a.xml").date_time
    (1980, 1, 1, 0, 0, 0)
    """
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def unpack(data: bytes) -> Archive:
    """Open the bytes of a file as the archive of a workbook.

    Parameters
    ----------
    data : the whole file

    Returns
    -------
    Archive : its parts

    Raises
    ------
    BrokenBookError
        If it is not a zip, or one that two programs could read in two ways.
    TooLargeError
        If it unpacks to more than :data:`form.MAX_BYTES`.

    Examples
    --------
    >>> stream = io.BytesIO()
    >>> with zipfile.ZipFile(stream, "w") as new:
    ...     new.writestr("xl/workbook.xml", "<workbook/>")
    >>> sorted(unpack(stream.getvalue()).names)
    ['xl/workbook.xml']
    """
    _check_kind(data)
    _check_end(data)
    stream = io.BytesIO()
    left = form.MAX_BYTES
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(stream, "w") as new,
        ):
            entries = old.infolist()
            _check_names(entries)
            _check_layout(data, old)
            for entry in entries:
                if entry.is_dir():
                    continue
                with old.open(entry) as part, new.open(packed(entry.filename), "w") as to:
                    # The end is read too: only there the checksum is looked at.
                    while chunk := part.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise TooLargeError(
                                _("the unpacked workbook is too large"),
                                _("at most {n}").format(n=form.MAX_BYTES),
                            )
                        to.write(chunk)
    except _READ_ERRORS as error:
        raise BrokenBookError(str(error) or type(error).__name__) from error
    return Archive(stream.getvalue())


def _check_kind(data: bytes) -> None:
    """Say what a file is that people take for a workbook."""
    if data.startswith(_OLD):
        raise BrokenBookError(
            _("an old Excel file (.xls), or a workbook with a password"),
            _("save it as .xlsx without a password"),
        )
    if not data.startswith(b"PK\x03\x04"):
        raise BrokenBookError(
            _("this is not a workbook"), _("open it in a spreadsheet and save it as .xlsx")
        )


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _MAX_PARTS:
        raise TooLargeError(_("too many parts"), _("at most {n}").format(n=_MAX_PARTS))
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        steps = name.removesuffix("/").split("/")
        if (
            name != entry.filename  # cut at a NUL by the library
            or not name.isprintable()
            or set(name) & set("\\:")
            or any(step in ("", ".", "..") for step in steps)
        ):
            raise BrokenBookError(_("a part has a name that is not allowed: {name!r}").format(
                name=name
            ))  # fmt: skip
        if name.casefold() in seen:
            raise BrokenBookError(_("a part occurs twice: {name}").format(name=name))
        seen.add(name.casefold())
        if entry.flag_bits & _ENCRYPTED:
            raise BrokenBookError(
                _("the part {name} is encrypted").format(name=name),
                _("save it as .xlsx without a password"),
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BrokenBookError(
                _("the part {name} is packed in a way that workbooks do not use").format(name=name)
            )


def _check_end(data: bytes) -> None:
    """Refuse bytes between or behind the directory and the record that must end the file."""
    at = len(data) - _END.size
    mark, *_counts, size, offset, comment = _END.unpack_from(data, max(at, 0))
    if mark != b"PK\x05\x06" or comment or offset + size != at:
        raise BrokenBookError(
            _("the zip archive is damaged, or something was added to it"),
            save_again(),
        )
    if size > _MAX_DIRECTORY:
        raise TooLargeError(_("too many parts"), _("at most {n}").format(n=_MAX_PARTS))


def _check_layout(data: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse bytes outside the parts, parts inside parts, and two accounts of one part."""
    at = 0
    for start, end in [*_extents(data, archive), (archive.start_dir, 0)]:
        if start != at:
            raise BrokenBookError(
                _("the zip archive contains bytes that belong to none of its parts"),
                save_again(),
            )
        at = end


def _extents(data: bytes, archive: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, in the order of the file."""
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        start = entry.header_offset
        (mark, _v, flags, method, _t, _d, crc, packed, size, name, extra) = _HEADER.unpack_from(
            data, start
        )
        given = data[start + _HEADER.size : start + _HEADER.size + name]
        encoding = "utf-8" if flags & 0x800 else "cp437"
        if (
            mark != b"PK\x03\x04"
            or given.decode(encoding, "replace") != entry.orig_filename
            or (flags ^ entry.flag_bits) & ~0x06  # the speed of packing, which some leave out
            or method != entry.compress_type
        ):
            raise BrokenBookError(
                _("the zip archive has two accounts of the part {name}").format(
                    name=entry.orig_filename
                )
            )
        end = start + _HEADER.size + name + extra + entry.compress_size
        if flags & _DESCRIPTOR:
            end = _after_descriptor(data, end, entry)
        elif crc != entry.CRC or any(
            # With this number the size itself is in an extra field.
            told not in (right, 0xFFFFFFFF)
            for told, right in ((packed, entry.compress_size), (size, entry.file_size))
        ):
            raise BrokenBookError(
                _("the zip archive has two accounts of the part {name}").format(
                    name=entry.orig_filename
                )
            )
        yield start, end


def _after_descriptor(data: bytes, at: int, entry: zipfile.ZipInfo) -> int:
    """The end of the sizes that follow a part where they were not known before it."""
    for mark in (b"PK\x07\x08", b""):
        for layout in ("<LLL", "<LQQ"):
            told = mark + struct.pack(layout, entry.CRC, entry.compress_size, entry.file_size)
            if data[at : at + len(told)] == told:
                return at + len(told)
    raise BrokenBookError(
        _("the zip archive has two accounts of the part {name}").format(name=entry.orig_filename)
    )
