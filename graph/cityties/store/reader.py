"""What a confined worker does with a file of others: it reads and checks it, and gives a folder.

This runs inside the worker (`cityties.worker.serve`). What a file becomes goes back as the files
of a data folder, so that nothing but tables, which are read as strictly as any, reaches the owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import DataError, Problem
from cityties.language.messages import _
from cityties.model.rows import Tables
from cityties.model.tables import ROW_TYPES, tables_from_json

if TYPE_CHECKING:
    from cityties.loaders.foreign.provenance import Loaded
    from cityties.worker.serve import Answer

SERVICE: Final = "cityties.store.reader:Reader"
"""The class below, as `cityties.worker.process.Worker` names a service."""


class Reader:
    """The loaders of cityties; ``data`` is the rows that a file may refer to, as JSON."""

    def rdf(self, path: str, *, form: str | None, data: bytes = b"") -> Answer:
        """See `cityties.rdf.load.load_rdf`."""
        from cityties.rdf.load import load_rdf

        said: list[str] = []
        return _tables(load_rdf(path, form, known=_known(data), say=said.append), said)

    def workbook(self, path: str, *, fill: bool = False, data: bytes = b"") -> Answer:
        """See `cityties.loaders.workbook.load_workbook`."""
        from cityties.loaders.workbook import load_workbook

        return _tables(load_workbook(path, known=_known(data), fill=fill))

    def links(
        self,
        path: str,
        *,
        about: Mapping[str, str],
        choices: Mapping[str, Any],
        places: Sequence[str],
        kind: str,
        kinds: Mapping[str, str],
        statuses: Mapping[str, str],
        directed: bool,
        strict: bool,
        gazetteer: str = "",
        unresolved: str = "",
        data: bytes = b"",
    ) -> Answer:
        """See `cityties.loaders.foreign.links.load_links`."""
        from cityties.loaders.foreign.links import About, load_links
        from cityties.loaders.foreign.tables import Choices

        return _loaded(
            load_links(
                Path(path),
                About(**about),
                places=[Path(each) for each in places],
                kind=kind,
                kinds=dict(kinds),
                statuses=dict(statuses),
                directed=directed,
                known=_known(data),
                choices=Choices(**choices),
                ignore_places=choices["ignore"],
                strict=strict,
                gazetteer=gazetteer or None,
                unresolved=unresolved or None,
            )
        )

    def members(
        self,
        path: str,
        *,
        network: str,
        network_item: str,
        about: Mapping[str, str],
        choices: Mapping[str, Any],
        grades: Mapping[str, str],
        statuses: Mapping[str, str],
        places: Sequence[str],
        strict: bool,
        gazetteer: str = "",
        unresolved: str = "",
        data: bytes = b"",
    ) -> Answer:
        """See `cityties.loaders.foreign.members.load_members`."""
        from cityties.loaders.foreign.links import About
        from cityties.loaders.foreign.members import load_members
        from cityties.loaders.foreign.tables import Choices

        return _loaded(
            load_members(
                Path(path),
                network,
                About(**about),
                network_item=network_item,
                places=[Path(each) for each in places],
                grades=dict(grades),
                statuses=dict(statuses),
                known=_known(data),
                choices=Choices(**choices),
                strict=strict,
                gazetteer=gazetteer or None,
                unresolved=unresolved or None,
            )
        )

    def wikidata(
        self,
        path: str,
        *,
        others: Sequence[str],
        date: str,
        name: str,
        people: bool,
        networks: bool,
        places: Sequence[str],
        data: bytes = b"",
    ) -> Answer:
        """See `cityties.loaders.wikidata.load.from_files`."""
        from cityties.loaders.wikidata.load import from_files

        fetched = from_files(
            [Path(path), *map(Path, others)],
            date=date,
            name=name,
            known=_known(data),
            people=people,
            networks=networks,
            places=[Path(each) for each in places],
        )
        return _answer(
            fetched.files,
            fetched.made.tables,
            lines=fetched.lines,
            findings=fetched.surprises.lines(),
            source=fetched.made.source.id,
        )

    def wikipedia(
        self,
        path: str,
        *,
        date: str,
        name: str,
        url: str,
        country: str,
        kind: str,
        kinds: Mapping[str, str],
        strict: bool,
        gazetteer: str = "",
        unresolved: str = "",
        data: bytes = b"",
    ) -> Answer:
        """See `cityties.loaders.wikipedia.load.load_wikipedia`."""
        from cityties.loaders.wikipedia.load import load_wikipedia

        return _loaded(
            load_wikipedia(
                Path(path),
                date=date,
                name=name,
                url=url,
                country=country,
                kind=kind,
                kinds=dict(kinds),
                gazetteer=gazetteer or None,
                unresolved=unresolved or None,
                known=_known(data),
                strict=strict,
            )
        )

    def nquads(self, path: str, *, data: bytes) -> Answer:
        """Parse N-Quads with the engine: the number of quads, or the error that it has."""
        import pyoxigraph as ox

        try:
            number = sum(1 for _quad in ox.parse(data, format=ox.RdfFormat.N_QUADS, lenient=True))
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", 0) or 0
            raise DataError([Problem(path, line, "", "", _bad(error), code="bad-syntax")]) from None
        return number, []


def _bad(error: Exception) -> str:
    return _("not N-Quads: {reason}").format(reason=error)


def _known(data: bytes) -> Tables | None:
    return tables_from_json(data) if data else None


def _tables(tables: Tables, lines: Iterable[str] = ()) -> Answer:
    from cityties.loaders.added import folder_of

    return _answer(folder_of(tables), tables, lines=lines)


def _loaded(loaded: Loaded) -> Answer:
    from cityties.loaders.foreign.provenance import finding_lines, folder_files
    from cityties.loaders.resolve.questions import FILE

    # Without a claim there is no folder, only what a person has to decide first.
    files = folder_files(loaded) if loaded.tables.claims else {}
    if loaded.unresolved:
        files[FILE] = loaded.unresolved
    return _answer(
        files,
        loaded.tables,
        lines=loaded.lines,
        findings=finding_lines(loaded.record),
        reading=loaded.record.reading,
        source=loaded.source.id,
        licence=loaded.licence,
    )


def _answer(
    files: Mapping[str, bytes],
    tables: Tables,
    *,
    lines: Iterable[str] = (),
    findings: Iterable[str] = (),
    reading: Iterable[str] = (),
    source: str = "",
    licence: str = "",
) -> Answer:
    head = {
        "files": [[name, len(content)] for name, content in files.items()],
        "counts": {name: len(getattr(tables, name)) for name in ROW_TYPES},
        "lines": list(lines),
        "findings": list(findings),
        "reading": list(reading),
        "source": source,
        "licence": licence,
    }
    return head, files.values()
