"""What a snapshot is: its description, its list of files and its manifest."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cityties import __version__
from cityties.base import files
from cityties.errors import UsageError
from cityties.language.messages import _, in_language
from cityties.model.rights import Part, Rights, rights_of
from cityties.model.rows import Claim
from cityties.snapshot.content import Content, checksum_of, size_of
from cityties.store.snapshots import FORMAT, GRAPH_FILE, KEY, SUMS
from cityties.store.versions import MANIFEST
from cityties.vocabulary.terms import GRAPH_ONTOLOGY
from cityties.words.claimed import claim_words

if TYPE_CHECKING:
    from cityties.checks.shacl import Report
    from cityties.store.build import Graph
    from cityties.store.snapshots import Snapshot

Row = Mapping[str, Any]

NOBODY: Final = ("Anonymous",)
"""Whom a citation names where no source says whose the data is."""

_NO_LICENCE: Final = re.compile(r"[<>{}]")
_UNFIT: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})  # half-spaces (Cf) are letters of Persian
_TURNS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MEDIA: Final = {
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".graphml": "application/graphml+xml",
    ".gexf": "application/gexf+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".cff": "application/yaml",
}


@dataclass(frozen=True, slots=True)
class Description:
    """What a snapshot says about itself.

    Parameters
    ----------
    id : content id of the graph, 64 hexadecimal digits
    title : of the snapshot
    version : of the release
    on : the day that the tables of one day show
    known_by : the day whose knowledge the readings hold; ``None``: everything known
    data_day : the data's own day, the latest publication among the sources, if there is one
    authors : whom to cite
    rights : the licences of the sources inside, each with whom to name
    base : what the IRIs of the folder's own rows begin with; blank: as of the shipped data
    """

    id: str
    title: str
    version: str
    on: datetime.date
    known_by: datetime.date | None
    data_day: datetime.date | None
    authors: tuple[str, ...] = NOBODY
    rights: Rights = ()
    base: str = ""

    @property
    def issued(self) -> datetime.date:
        """The data's own date: nothing in a snapshot comes from a clock."""
        return self.data_day or self.on

    @property
    def only(self) -> Part | None:
        """The part that is the whole: its licence is that of the snapshot. None if several."""
        return self.rights[0] if len(self.rights) == 1 and self.rights[0].licence else None

    @property
    def publishers(self) -> tuple[str, ...]:
        """Whose the data is, each name once."""
        names = dict.fromkeys(name for part in self.rights for name in part.names)
        return tuple(names) or self.authors


def describe(
    graph: Graph,
    *,
    on: datetime.date | None = None,
    title: str = "",
    version: str = "",
    authors: Sequence[str] = (),
    licence: str = "",
) -> Description:
    """Fill in missing values from the data.

    Parameters
    ----------
    graph : the graph that the snapshot is of
    on : by default the day of knowledge, else the data's own day
    title, version : see `Description`; the version is the data's own day by default, such as
        ``2026.10.05``
    authors : whom to cite; by default those whom the sources name
    licence : of the sources that state none: an SPDX id, an address or words

    Raises
    ------
    UsageError
        If no source has a date and no day is given, or a text is not allowed in the files.
    """
    _check_texts(title, version, licence, *authors)
    if _NO_LICENCE.search(licence):
        raise UsageError(
            _("{value!r} is not a licence: give an SPDX id, an address or plain words").format(
                value=licence
            )
        )
    own = min((day for day in (graph.known_by, graph.data_day) if day), default=None)
    day = on or own
    if day is None:
        raise UsageError(_("no source has a date: set the day of the snapshot with --on"))
    known = f"{graph.known_by}" if graph.known_by else ""
    number = version or _dots(graph.data_day or day) + (f"-known-by-{known}" if known else "")
    plain = version or _dots(graph.data_day or day)
    rights = rights_of(graph.tables, licence=licence)
    whole = Description(
        graph.content_id,
        title
        or f"City-to-city ties as claims, {plain}" + (f", as known by {known}" if known else ""),
        number,
        day,
        graph.known_by,
        graph.data_day,
        rights=rights,
    )
    named = whole.publishers if rights else NOBODY
    return replace(whole, authors=tuple(authors) or named)


def _check_texts(*texts: str) -> None:
    """Refuse what would break a line of a file, or what is read otherwise than it is written."""
    for text in texts:
        if any(unicodedata.category(letter) in _UNFIT or letter in _TURNS for letter in text):
            raise UsageError(
                _("{value!r} contains a line break or control character").format(value=text)
            )


def _dots(day: datetime.date) -> str:
    return day.isoformat().replace("-", ".")


def description_of(snapshot: Snapshot) -> Description:
    """What a snapshot says about itself, from its manifest."""
    manifest = snapshot.manifest
    data_day = manifest["data_day"]
    return Description(
        snapshot.id,
        str(manifest["title"]),
        str(manifest["version"]),
        snapshot.on,
        snapshot.known_by,
        datetime.date.fromisoformat(data_day) if data_day else None,
        tuple(manifest.get("authors", NOBODY)),
        _rights_of_manifest(manifest),
        str(manifest.get("base", "")),
    )


def _rights_of_manifest(manifest: Mapping[str, Any]) -> Rights:
    """The licences that a manifest names; before there were several it named one."""
    parts = manifest.get("rights")
    if parts is None:
        return (Part(str(manifest.get("licence", "")), tuple(manifest.get("authors", ()))),)
    return tuple(
        Part(str(part["licence"] or ""), tuple(part["names"]), tuple(part["sources"]))
        for part in parts
    )


def folder_name(about: Description) -> str:
    """Name of the folder: the id, and the day where it is not the data's own.

    The content id does not know of the day that the tables of one day show.
    """
    own = min((day for day in (about.known_by, about.data_day) if day), default=None)
    return about.id if about.on == own else f"{about.id}-on-{about.on}"


def media_type(path: str) -> str:
    """The media type of a file of a snapshot, by its extension."""
    ending = path[path.rfind(".") :] if "." in path else ""
    return _MEDIA.get(ending, "text/plain")


def file_entry(path: str, data: Content) -> dict[str, Any]:
    """A file as the manifest lists it."""
    return {
        "path": path,
        "bytes": size_of(data),
        "sha256": checksum_of(data),
        "media_type": media_type(path),
    }


def counts(graph: Graph, ties: Iterable[Row], edges: Iterable[Row]) -> dict[str, Any]:
    """How much there is, by kind, status and source.

    Parameters
    ----------
    graph : the graph
    ties, edges : rows of the derived tables
    """
    claims, readings = graph.tables.claims, graph.readings
    whole = [row for row in ties if row["channel"] == "all"]
    return {
        **dict(sorted(graph.counts.items())),
        "known_claims": len(readings.claims),
        "withheld_claims": readings.withheld,
        "claims_by_type": _count(claim.type for claim in claims),
        "claims_by_kind": _count(claim.kind for claim in claims),
        "claims_by_status": _count(claim.status for claim in claims),
        "claims_by_claimed": _count(_claimed(claim) for claim in claims if claim.status),
        "claims_by_source": _count(claim.source for claim in claims),
        "ties_by_kind": _count(tie.kind for tie in readings.ties.values()),
        "ties_by_status": _count(row["status"] for row in whole),
        "states_by_status": _count({row["state"]: row["status"] for row in edges}.values()),
        "conflicts_by_what": _count(conflict.what for conflict in readings.conflicts),
    }


def _claimed(claim: Claim) -> str:
    """The status of a claim with its doubt, in English: the same bytes in every language."""
    with in_language("en"):
        return claim_words(claim)


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(filter(None, values)).items()))


def ontology_checksum(pieces: Iterable[bytes]) -> str:
    """Checksum of the ontology graph among canonical lines: which ontology it was.

    Parameters
    ----------
    pieces : the lines, in pieces of whole ones
    """
    end = f" <{GRAPH_ONTOLOGY}> .".encode()
    return files.sha256(
        b"".join(
            line + b"\n"
            for piece in pieces
            if end in piece  # few have any
            for line in piece.split(b"\n")
            if line.endswith(end)
        )
    )


def manifest_bytes(
    about: Description,
    payload: Mapping[str, Content],
    *,
    count: Mapping[str, Any],
    report: Report,
    ontology: str,
    parent: Snapshot | None,
    left_out: Mapping[str, str],
) -> bytes:
    """Write ``manifest.json``.

    Parameters
    ----------
    about : what the snapshot is
    payload : all other files of it but ``SHA256SUMS``
    count : what `counts` gave
    report : result of the SHACL check
    ontology : what `ontology_checksum` gave
    parent : the snapshot before it
    left_out : files that were not written, each with the reason
    """
    content = {
        KEY: FORMAT,
        "id": about.id,
        "id_of": f"SHA-256 of {GRAPH_FILE}, the RDFC-1.0 form of the whole graph",
        "title": about.title,
        "version": about.version,
        "on": about.on.isoformat(),
        "known_by": about.known_by.isoformat() if about.known_by else None,
        "data_day": about.data_day.isoformat() if about.data_day else None,
        "authors": list(about.authors),
        **({"base": about.base} if about.base else {}),
        "licence": about.only.licence if about.only else "",
        "rights": [part.as_dict() for part in about.rights],
        "software": {"name": "cityties", "version": __version__},
        "ontology_sha256": ontology,
        "parent": None
        if parent is None
        else {
            "id": parent.id,
            "version": parent.manifest["version"],
            "folder": parent.folder.name,
        },
        "shacl": {
            "conforms": report.conforms,
            "focus_nodes": report.focus_nodes,
            "shapes": report.shapes,
            "findings": _count(found.severity for found in report.findings),
        },
        "counts": count,
        "files": [file_entry(path, data) for path, data in payload.items()],
        "left_out": [{"path": path, "reason": why} for path, why in sorted(left_out.items())],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def sums_bytes(payload: Mapping[str, Content]) -> bytes:
    """Write ``SHA256SUMS``, which ``sha256sum -c`` reads.

    Parameters
    ----------
    payload : all other files, the manifest included
    """
    assert MANIFEST in payload and SUMS not in payload
    lines = sorted((path, checksum_of(data)) for path, data in payload.items())
    return "".join(f"{digest}  {path}\n" for path, digest in lines).encode()
