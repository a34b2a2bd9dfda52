"""Licences of data: what people call them, and what each asks of those who pass data on.

The table is ``licences.csv`` next to this module. Its ids are those of SPDX where the column
``spdx`` says yes, or late: SPDX had it after the list of CITATION.cff was made; ``into`` names
the licences under which an altered copy may be given on, other than the licence itself. What
follows from several licences together is in :mod:`cityties.model.rights`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from cityties.start.records import dataclass, replace

SPDX: Final = "https://spdx.org/licenses/"

_WEB = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_COMMONS = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/(?P<code>[a-z-]+)/(?P<version>[0-9.]+)"
    r"(?:/(?P<place>[a-z]{2,3}))?(?:/(?:deed|legalcode)(?:\.[a-z_-]+)*)?/?(?:[#?].*)?",
    re.IGNORECASE,
)
_SPDX_ADDRESS = re.compile(r"spdx\.org/licenses/(?P<id>[A-Za-z0-9.+-]+?)(?:\.html|\.json)?/?")
_IN_BRACKETS = re.compile(r"(?P<outer>[^()]+)\((?P<inner>[^()]+)\)")
_IN_FULL: Final = {
    "creative commons": "cc", "attribution": "by", "share alike": "sa", "sharealike": "sa",
    "non commercial": "nc", "noncommercial": "nc", "no derivatives": "nd", "noderivatives": "nd",
    "no derivs": "nd", "noderivs": "nd",
}  # fmt: skip
_EMPTY_WORDS: Final = frozenset(
    {"the", "license", "licence", "version", "international", "generic", "unported", "universal"}
)


@dataclass(frozen=True, slots=True)
class Licence:
    """What a licence asks.

    Parameters
    ----------
    id : its SPDX id, or a name of ours where SPDX has none
    title : its full name
    url : where its text is; blank if it has none
    spdx : whether the id is one of SPDX
    citable : whether it is in the list of CITATION.cff 1.2.0, which is of 2021
    attribution : whoever passes the data on must name whose it is
    share_alike : an altered copy must be given on under the same licence, or one of ``into``
    non_commercial : commercial use is forbidden
    no_derivatives : an altered copy may not be given on
    into : other licences under which an altered copy may be given on
    """

    id: str
    title: str
    url: str
    spdx: bool = False
    citable: bool = False
    attribution: bool = False
    share_alike: bool = False
    non_commercial: bool = False
    no_derivatives: bool = False
    into: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """What stands for it in RDF; blank if nothing can.

        Examples
        --------
        >>> find_licence("ODbL-1.0").iri
        'https://spdx.org/licenses/ODbL-1.0'
        """
        return SPDX + self.id if self.spdx else self.url


@cache
def _table() -> tuple[Mapping[str, Licence], Mapping[str, str]]:
    """The licences by id, and the id by each folded name."""
    text = resources.files("cityties.vocabulary").joinpath("licences.csv").read_text("utf-8")
    found: dict[str, Licence] = {}
    names: dict[str, str] = {}
    for row in csv.DictReader(io.StringIO(text)):
        terms = ("attribution", "share_alike", "non_commercial", "no_derivatives")
        found[row["id"]] = Licence(
            row["id"],
            row["title"],
            row["url"],
            row["spdx"] in ("yes", "late"),
            row["spdx"] == "yes",
            **{term: row[term] == "yes" for term in terms},
            into=tuple(filter(None, row["into"].split(";"))),
        )
        for name in (row["id"], row["title"], row["url"], *row["names"].split(";")):
            if name:
                names.setdefault(_key(name), row["id"])
    return found, names


def __getattr__(name: str) -> Mapping[str, Licence]:
    """``LICENCES``: every licence of the table by its id, read when it is first asked for."""
    if name == "LICENCES":
        return _table()[0]
    raise AttributeError(name)


def find_licence(text: str) -> Licence | None:
    """The licence that an id, an address or a name means; ``None`` if the table has none.

    Parameters
    ----------
    text : as somebody wrote it

    Returns
    -------
    Licence
        Of a Creative Commons licence that was adapted to a country it has the terms of the
        family, and its address as the id.

    Examples
    --------
    >>> find_licence("cc by-sa 4").id
    'CC-BY-SA-4.0'
    >>> find_licence("http://opendatacommons.org/licenses/odbl/1.0").share_alike
    True
    >>> find_licence("ask us first") is None
    True
    """
    licences, names = _table()
    if not (text := text.strip()):
        return None
    if known := names.get(_key(text)):
        return licences[known]
    if _ADDRESS.fullmatch(text):
        address = _WEB.sub("", text).removeprefix("www.")
        if found := _COMMONS.fullmatch(address):
            return _commons(text, found, licences)
        if spdx := _SPDX_ADDRESS.fullmatch(address):
            return licences.get(names.get(_key(spdx["id"]), ""))
        return None
    # "Attribution 4.0 International (CC BY 4.0)"
    if (twice := _IN_BRACKETS.fullmatch(text)) and (inner := find_licence(twice["inner"])):
        outer = find_licence(twice["outer"])
        return inner if outer is not None and outer.id == inner.id else None
    return None


def _commons(text: str, found: re.Match[str], licences: Mapping[str, Licence]) -> Licence | None:
    code, place = found["code"].upper(), (found["place"] or "").upper()
    name = {"ZERO": "CC0", "MARK": "CC-PDM", "BY-ND-NC": "CC-BY-NC-ND"}.get(code, f"CC-{code}")
    general = licences.get(f"{name}-{found['version']}")
    if general is None or not place:
        return general
    if adapted := licences.get(f"{general.id}-{place}"):
        return adapted
    # 3.0 and before were written again for many countries: the same terms, another text.
    return replace(
        general, id=text, url=text, spdx=False, citable=False,
        title=f"{general.title} ({place})",
        into=(*general.into, general.id) if general.share_alike and general.into else general.into,
    )  # fmt: skip


def _key(text: str) -> str:
    """A name without what differs between spellings."""
    text = text.strip().casefold()
    if _WEB.match(text):
        text = _WEB.sub("", text).removeprefix("www.").rstrip("/")
        return text.removesuffix(".html").removesuffix("/deed").removesuffix("/legalcode")
    text = re.sub(r"[^\w.]+", " ", text.replace("_", " "))
    text = re.sub(r"\bv(?:ersion)?\.? ?(?=[0-9])", "", text)
    for words, short in _IN_FULL.items():
        text = re.sub(rf"\b{words}\b", short, text)
    # "CC-BY-SA-4" and "CC BY SA 4.0" are one; "1.0.0" is none of these.
    parts = [re.sub(r"^([0-9]+)(\.0)?$", r"\1", word) for word in text.split()]
    return " ".join(word for word in parts if word not in _EMPTY_WORDS)


def normal_licence(text: str) -> str:
    """A licence as the tables write it: its id in the table, else what was given.

    Parameters
    ----------
    text : an id, an address or words

    Examples
    --------
    >>> normal_licence("https://creativecommons.org/licenses/by/4.0/deed.fa")
    'CC-BY-4.0'
    >>> normal_licence("free for  research")
    'free for research'
    """
    found = find_licence(text)
    return found.id if found else " ".join(text.split())


def licence_iri(text: str) -> str:
    """The IRI of a licence of a table; blank for one that only words describe.

    Parameters
    ----------
    text : as `normal_licence` gives it
    """
    if found := find_licence(text):
        return found.iri
    return text if _ADDRESS.fullmatch(text) else ""
