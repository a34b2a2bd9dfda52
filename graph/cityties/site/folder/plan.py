"""Which files a site has, and where in it each thing is shown.

Not every IRI has a page of its own: a claim stands on the page of its source, a period on that
of its tie, and the ties that one list alone knows share a page per city.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cityties.language.messages import languages
from cityties.site.links import Links, quoted

if TYPE_CHECKING:
    from cityties.site.pages import Pages

LONGEST: Final = 180
"""Bytes of the longest name of a file; systems take 255, with what is put around it."""

_IN_SOURCE: Final = frozenset({"claim", "participation", "vote", "unnamed"})
_NOWHERE: Final = frozenset({"", "graph", "other"})


class Plan:
    """Where everything is in the folder of a site.

    Parameters
    ----------
    pages : the pages of the graph

    Examples
    --------
    >>> import cityties
    >>> from cityties.site import Pages
    >>> plan = Plan(Pages(cityties.open()))
    >>> plan.address("id/isfahan", "fa"), plan.address("id/claim/c-O149", "en")
    ('id/isfahan.fa.html', 'id/source/freiburg-de-2023.html#c-O149')
    >>> plan.address("id/tie/balikesir+kazan/sister_city", "en")
    'id/kazan.ties.html#balikesir+kazan/sister_city'
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._claims = pages.sayings.readings.claims
        self._ties = pages.sayings.readings.ties
        self.kinds: dict[str, str] = {}
        """Everything with an IRI of ours: what it is, by its key."""
        for key in pages.keys():  # noqa: SIM118 - a method, not a mapping's
            self.kinds[key] = pages.kind(key)

    # --- what has a page ---

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The keys of the things that have a page of their own."""
        shared = {f"id/{tie}" for ties in self.shared.values() for tie in ties}
        return tuple(
            key
            for key, kind in self.kinds.items()
            if kind not in _NOWHERE
            and self._home(key) == key
            and key not in shared
            and (kind != "tie" or key.removeprefix("id/") in self._ties)
        )

    @cached_property
    def shared(self) -> dict[str, tuple[str, ...]]:
        """The ties that one list alone knows, by the city that the list is of."""
        by_list: dict[str, list[str]] = defaultdict(list)
        for tie in self._ties.values():
            lists = {claim.part_of for claim in tie.claims}
            if len(lists) == 1 and (only := lists.pop()).startswith("list-"):
                by_list[only].append(tie.id)
        found: dict[str, set[str]] = defaultdict(set)
        for only in sorted(by_list):
            parties = Counter(
                party
                for claim in self._claims.values()
                if claim.part_of == only
                for party in claim.parties
            )
            for id in by_list[only]:
                mine = sorted(self._ties[id].parties, key=lambda one: (-parties[one], one))
                found[mine[0]].add(id)
        return {city: tuple(sorted(found[city])) for city in sorted(found)}

    @cached_property
    def _owner(self) -> dict[str, str]:
        return {tie: city for city, ties in self.shared.items() for tie in ties}

    def _home(self, key: str) -> str:
        """The key of the page that a thing is shown on; empty if it is on none."""
        kind = self.kinds.get(key, "")
        folder, _slash, rest = key.partition("/")
        id = rest.partition("/")[2]
        if kind in _NOWHERE or (key.endswith("/") and rest):  # a version of the ontology
            return ""
        if folder != "id":
            return key
        if kind in _IN_SOURCE:
            claim = self._claims.get(self._claim_of(id))
            return f"id/source/{claim.source}" if claim else ""
        if kind == "kind-mapping":
            return f"id/source/{id.partition('/')[0]}"
        if kind == "term":
            return self._home(f"id/{id.partition('@')[0]}")
        if kind == "reading":
            pair, _slash, other = id.partition("/")
            tie = f"tie/{pair}/{other.partition('/')[0]}"
            return f"id/{tie}" if tie in self._ties else ""
        if kind == "tie":
            return f"id/{self._pages.sayings.readings.read_as(rest)}"
        return key

    def _claim_of(self, id: str) -> str:
        """The claim that a part of it is named by: an unnamed thing can have a number too."""
        first = id.partition("/")[0]
        return first if first in self._claims else first.rpartition(".")[0]

    @cached_property
    def _guests(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, kind in self.kinds.items():
            if kind in ("claim", "unnamed") and (home := self._home(key)):
                found[home].append(key)
        return found

    def guests(self, key: str) -> list[str]:
        """The claims and unnamed things that the page of a source shows."""
        return self._guests.get(key, [])

    # --- where it is ---

    @cached_property
    def _stems(self) -> dict[str, str]:
        """The file of each page, without language and ending.

        Some systems hold ``Source`` and ``source`` for the same name: the second gets a number.
        """
        taken: Counter[str] = Counter()
        found = {}
        for key in (*self.own, *(f"{shared_key(city)}" for city in self.shared)):
            stem = "/".join(map(_short, (key + "index" if key.endswith("/") else key).split("/")))
            taken[stem.casefold()] += 1
            number = taken[stem.casefold()]
            found[key] = stem if number == 1 else f"{stem}~{number}"
        return found

    def stem(self, key: str) -> str:
        """The file of a page without its language and ending.

        Parameters
        ----------
        key : of a page of its own, or :func:`shared_key` of a city
        """
        return self._stems[key]

    def path(self, key: str, language: str) -> str:
        """The file of a page in a language."""
        return in_language_path(self.stem(key), language)

    def place(self, key: str) -> tuple[str, str]:
        """The file without its language and ending, and the place in it; blank: nowhere."""
        if key not in self.kinds:
            return "", ""
        home = self._home(key)
        if city := self._owner.get(home.removeprefix("id/")):
            return self.stem(shared_key(city)), home.removeprefix("id/tie/")
        if home not in self._stems:
            return "", ""
        kind = self.kinds[key]
        id = key.removeprefix("id/").partition("/")[2]
        return self._stems[home], self._claim_of(id) if kind in _IN_SOURCE else ""

    def address(self, key: str, language: str) -> str:
        """Where a thing is shown: a file, with the place in it; empty if it is on no page."""
        stem, fragment = self.place(key)
        if not stem:
            return ""
        return in_language_path(stem, language) + (f"#{fragment}" if fragment else "")

    def of_kind(self, kind: str) -> Iterator[str]:
        """The keys of the pages of a kind."""
        return (key for key in self.own if self.kinds[key] == kind)


def shared_key(city: str) -> str:
    """The key of the page of the ties that one list of a city alone knows.

    Examples
    --------
    >>> shared_key("kazan")
    'id/kazan.ties'
    """
    return f"id/{city}.ties"


def in_language_path(stem: str, language: str) -> str:
    """The file of a page in a language; that of the first language has no tag.

    Examples
    --------
    >>> in_language_path("id/isfahan", "en"), in_language_path("id/isfahan", "fa")
    ('id/isfahan.html', 'id/isfahan.fa.html')
    """
    return f"{stem}.html" if language == languages()[0] else f"{stem}.{language}.html"


def links_from(page: str) -> Links:
    """Addresses inside the folder, as seen from one of its files.

    Parameters
    ----------
    page : the file

    Examples
    --------
    >>> links_from("id/tie/a+b/sister_city.html")("id/source/x y.html#c-1")
    '../../../id/source/x%20y.html#c-1'
    """
    up = "../" * page.count("/")

    def link(path: str) -> str:
        file, mark, fragment = path.partition("#")
        # The page itself: an address of its own would load it again.
        return (up + quoted(file) if file else "") + (mark and f"#{quoted(fragment)}")

    return link


def _short(part: str) -> str:
    """A part of a path that every system takes."""
    encoded = part.encode()
    if len(encoded) <= LONGEST:
        return part
    kept = encoded[: LONGEST - 20].decode(errors="ignore")
    return f"{kept}~{hashlib.sha256(encoded).hexdigest()[:16]}"
