"""Where a page is: the one function that makes addresses, for a server and for files."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote

from cityties.language.messages import languages
from cityties.vocabulary.terms import ID, PREFIXES

BASE = ID.removesuffix("id/")
"""What the IRIs of things, codes and terms have in common."""

FOLDERS = ("id", "def", "code", "question")
"""The folders that pages are in; other IRIs under `BASE` are files of the ontology."""

RDF_ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
"""The endings under which a page is had as RDF, with their media types."""

_SAFE = "/+@:,;=~!$'()*"


@lru_cache(maxsize=16384)
def quoted(path: str) -> str:
    """A path as it is written in an address.

    Examples
    --------
    >>> quoted("id/source/x y.html")
    'id/source/x%20y.html'
    """
    return quote(path, safe=_SAFE)


class Links(Protocol):
    """Makes the address of a file of the site, as seen from a page."""

    def __call__(self, path: str) -> str:
        """The address of a file such as ``id/isfahan.fa.html`` or ``assets/site.css``."""


def key_of(iri: str) -> str:
    """The key of a page from the IRI of its thing; empty for an IRI that is not ours.

    Examples
    --------
    >>> key_of("https://w3id.org/cityties/id/isfahan"), key_of("https://schema.org/sameAs")
    ('id/isfahan', '')
    """
    key = iri.removeprefix(BASE)
    return key if key != iri and key.partition("/")[0] in FOLDERS and "/" in key else ""


def iri_of(key: str) -> str:
    """The IRI of the thing of a page.

    Examples
    --------
    >>> iri_of("def/Tie")
    'https://w3id.org/cityties/def/Tie'
    """
    return BASE + key


def page_path(key: str, language: str) -> str:
    """The file of a page in a language; that of the first language has no tag.

    Examples
    --------
    >>> page_path("id/isfahan", "en"), page_path("id/isfahan", "fa"), page_path("def/", "en")
    ('id/isfahan.html', 'id/isfahan.fa.html', 'def/index.html')
    """
    name = key + "index" if not key or key.endswith("/") else key
    return f"{name}.html" if language == languages()[0] else f"{name}.{language}.html"


def split_path(path: str) -> tuple[str, str, str]:
    """Key, ending and language of a path; ending and language are empty if it has none.

    Examples
    --------
    >>> split_path("id/isfahan.fa.html"), split_path("id/unnamed/c-O048.2")
    (('id/isfahan', 'html', 'fa'), ('id/unnamed/c-O048.2', '', ''))
    >>> split_path("id/isfahan.ttl"), split_path("def/index.html")
    (('id/isfahan', 'ttl', ''), ('def/', 'html', 'en'))
    """
    stem, _dot, ending = path.rpartition(".")
    if ending in RDF_ENDINGS:
        return _folder(stem), ending, ""
    if ending != "html":
        return path, "", ""
    key, _dot, language = stem.rpartition(".")
    if language in languages() and key:
        return _folder(key), "html", language
    return _folder(stem), "html", languages()[0]


def _folder(stem: str) -> str:
    return stem.removesuffix("index") if stem == "index" or stem.endswith("/index") else stem


def from_root(root: str = "/") -> Links:
    """Addresses of a server: absolute paths.

    Parameters
    ----------
    root : the path that all begin with

    Examples
    --------
    >>> from_root()("id/isfahan.html")
    '/id/isfahan.html'
    """
    return lambda path: root + quoted(path)


def from_page(page: str) -> Links:
    """Addresses inside a folder of files: relative to a page.

    Parameters
    ----------
    page : the file of the page

    Examples
    --------
    >>> from_page("id/tie/a+b/sister_city.html")("id/isfahan.html")
    '../../isfahan.html'
    """
    start = posixpath.dirname(page) or "."
    return lambda path: quoted(posixpath.relpath(path, start))


def short(iri: str) -> str:
    """An IRI with its prefix, where it has one.

    Examples
    --------
    >>> short("http://www.w3.org/2004/02/skos/core#prefLabel"), short("https://example.org/")
    ('skos:prefLabel', 'https://example.org/')
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and len(iri) > len(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
