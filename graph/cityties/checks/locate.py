"""Where a row stands: file and line, for an id or for the IRI made of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from cityties.errors import UsageError
from cityties.loaders.checker import THINGS
from cityties.model.identifiers import parse_iri
from cityties.model.tables import ROW_TYPES

_OF_IRI = {"claim": "claims", "source": "sources", "post": "posts", "rule": "approval_rules"}


class Lines:
    r"""File and line of the rows of some data folders.

    Files are read once, when the first place is requested. What cannot be
    read has no place; the loader has reported it before.

    Parameters
    ----------
    folders : data folders; of an id that several have, the first one's place is given

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = Path(folder) / "people.csv"
    ...     size = table.write_text("id,name_en\nali,Ali\n", encoding="utf-8")
    ...     place = Lines([folder]).find("ali")
    >>> place[0].endswith("people.csv"), place[1]
    (True, 2)
    """

    def __init__(self, folders: Iterable[Path | str]) -> None:
        self.folders = tuple(Path(folder) for folder in folders)
        self._places: dict[tuple[str, str], tuple[str, int]] | None = None

    def find(self, where: str, table: str = "") -> tuple[str, int] | None:
        """File and line (from 1) of a row, or ``None``.

        Parameters
        ----------
        where : an id, or the IRI of a thing
        table : the table that has it; found by the id if blank
        """
        if not self.folders:
            return None
        id_ = where
        if "://" in where:
            try:
                kind, id_ = parse_iri(where)
            except (UsageError, ValueError):
                return None
            table = table or _OF_IRI.get(kind, "")
        places = self._read()
        for name in (table,) if table else (*THINGS, *(t for t in ROW_TYPES if t not in THINGS)):
            if (name, id_) in places:
                return places[name, id_]
        return None

    def folder(self, id_: str, table: str) -> Path | None:
        """The folder that has a row, or ``None``."""
        place = self.find(id_, table)
        return Path(place[0]).parent if place else None

    def _read(self) -> dict[tuple[str, str], tuple[str, int]]:
        if self._places is None:
            self._places = {}
            for folder in self.folders:
                for table in ROW_TYPES:
                    self._read_table(table, folder / f"{table}.csv")
        return self._places

    def _read_table(self, table: str, file: Path) -> None:
        assert self._places is not None
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return
        reader = csv.reader(io.StringIO(text, newline=""))
        try:
            header = [cell.strip() for cell in next(reader, [])]
            at = header.index("id")
            line = reader.line_num
            for cells in reader:
                start, line = line + 1, reader.line_num
                if len(cells) > at:
                    self._places.setdefault((table, cells[at].strip()), (str(file), start))
        except (csv.Error, ValueError):
            return
