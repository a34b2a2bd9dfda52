"""Which form an answer has: the ``Accept`` header with its q-values, or ``format=``.

Source: RFC 9110, sections 12.4.2 and 12.5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

Forms = Mapping[str, Sequence[str]]
"""Media types by form, the form's own first."""

ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
"""Forms of rows, and of yes or no: the media types that ask for each, its own first."""

GRAPHS: Final[Mapping[str, tuple[str, ...]]] = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples", "text/plain"),
    "nq": ("application/n-quads",),
    "trig": ("application/trig",),
    "jsonld": ("application/ld+json", "application/json"),
}
"""The same for graphs."""

_PART = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z/-]+)\s*((?:;[^,]*)?)\s*$")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_MOST = 64  # parts of a header that are looked at


def weighted(header: str) -> list[tuple[str, float]]:
    """The parts of a header with their q-values; what cannot be read is left out.

    Parameters
    ----------
    header : of ``Accept``, ``Accept-Language`` or ``Accept-Encoding``

    Examples
    --------
    >>> weighted("text/csv;q=0.5, */*")
    [('text/csv', 0.5), ('*/*', 1.0)]
    """
    found = []
    for part in header.split(",")[:_MOST]:
        match = _PART.match(part)
        if match:
            quality = _QUALITY.search(match[2])
            if quality is None and re.search(r";\s*q\s*=", match[2], re.IGNORECASE):
                continue
            found.append((match[1].lower(), float(quality[1]) if quality else 1.0))
    return found


def quality(media: str, parts: Sequence[tuple[str, float]]) -> float:
    """How much a media type is wanted: by its own name, else by ``text/*``, else by ``*/*``.

    Parameters
    ----------
    media : such as ``text/csv``
    parts : what :func:`weighted` gave; none: everything is wanted

    Examples
    --------
    >>> quality("text/csv", [("text/*", 0.5), ("*/*", 0.1)])
    0.5
    """
    if not parts:
        return 1.0
    given = dict(reversed(parts))
    for name in (media, media.partition("/")[0] + "/*", "*/*"):
        if name in given:
            return given[name]
    return 0.0


def choose(header: str, forms: Forms) -> tuple[str, str] | None:
    """The form that a client wants most, and its media type; of equals the first.

    Parameters
    ----------
    header : the ``Accept`` header; blank: the first form
    forms : media types by form, such as :data:`ROWS`

    Returns
    -------
    ``None`` if none is acceptable.

    Examples
    --------
    >>> choose("text/csv;q=0.9, application/xml;q=0.8", ROWS)
    ('csv', 'text/csv')
    >>> choose("image/png", ROWS) is None
    True
    """
    parts = weighted(header)
    best: tuple[float, str, str] | None = None
    for form, medias in forms.items():
        for media in medias:
            value = quality(media, parts)
            if value > (best[0] if best else 0.0):
                best = (value, form, media)
    return None if best is None else (best[1], best[2])


def language(header: str, known: Sequence[str]) -> str:
    """The language that a client wants most; blank if it wants none of the known ones.

    Parameters
    ----------
    header : the ``Accept-Language`` header
    known : tags, such as ``en``

    Examples
    --------
    >>> language("fa-IR, en;q=0.5", ["en", "fa"])
    'fa'
    """
    best, found = 0.0, ""
    for tag, value in weighted(header):
        short = tag.partition("-")[0]
        if short in known and value > best:
            best, found = value, short
    return found
