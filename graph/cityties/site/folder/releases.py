"""The releases that a site has: the files of each, packed, and what each is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.base.inputs import read_inside
from cityties.snapshot.content import bytes_of
from cityties.snapshot.manifest import Description, describe, description_of
from cityties.snapshot.release import published, render

if TYPE_CHECKING:
    from datetime import date

    from cityties.api.graph import CityGraph
    from cityties.snapshot.release import Tell
    from cityties.store.snapshots import Snapshot

_FIRST: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP file can have
_MOST: Final = 4_000_000_000  # bytes of a file that is packed


@dataclass(frozen=True, slots=True)
class Release:
    """A snapshot as the site has it.

    Parameters
    ----------
    about : what it is
    files : its files, by path
    """

    about: Description
    files: Mapping[str, bytes]

    @property
    def folder(self) -> str:
        """Where it is in the site: the beginning of its id, and the day that it shows."""
        return f"releases/{self.about.id[:12]}-{self.about.on.isoformat()}"

    @property
    def name(self) -> str:
        """Its version, with the beginning of its id."""
        return f"{self.about.version} ({self.about.id[:12]})"

    def packed(self) -> bytes:
        """All files as a ZIP file; the same files give the same bytes."""
        buffer = io.BytesIO()
        root = f"cityties-{self.about.id[:12]}"
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            for path in sorted(self.files):
                entry = zipfile.ZipInfo(f"{root}/{path}", _FIRST)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # the same on every system
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, self.files[path])
        return buffer.getvalue()


def release_now(graph: CityGraph, *, on: date | None, title: str, tell: Tell | None) -> Release:
    """The release of the graph as it is.

    Parameters
    ----------
    graph : the graph
    on : the day that the tables of one day show
    title : of the release; blank: from the data
    tell : called at each step

    Raises
    ------
    CitytiesError
        If the graph breaks the shapes of the ontology: such a graph is not released.
    """
    from dataclasses import replace

    about = describe(
        graph.built, on=on, title=title, authors=graph.config.authors, licence=graph.config.licence
    )
    publication = graph.publication
    canonical = published(graph.built, publication)
    if publication is not None:
        about = replace(about, id=canonical.id, base=publication.base)
    rendered = render(graph.built, about, canonical=canonical, tell=tell)
    rendered.check()
    made = {path: bytes_of(content) for path, content in rendered.files(None).items()}
    return Release(about, made)


def releases_of(folder: Path) -> list[Release]:
    """The releases of a folder of snapshots, the newest first.

    Parameters
    ----------
    folder : what ``cityties snapshot create`` wrote

    Raises
    ------
    NotFoundError, StoreError
        If it is no folder of snapshots, or a snapshot is damaged.
    """
    from cityties.store.snapshots import list_snapshots

    return [_read(snapshot) for snapshot in list_snapshots(folder)[0]]


def _read(snapshot: Snapshot) -> Release:
    from cityties.errors import StoreError
    from cityties.language.messages import _
    from cityties.store.snapshots import SUMS

    if fault := next(iter(snapshot.faults()), None):
        raise StoreError(
            _("the snapshot {folder} cannot be used: {fault}").format(
                folder=snapshot.folder, fault=fault
            )
        )
    paths = [*snapshot.sums(), SUMS]
    files: dict[str, Any] = {path: read_inside(snapshot.folder, path, most=_MOST) for path in paths}
    return Release(description_of(snapshot), files)
