"""Search over the names of everything, in every script: folded as the project folds names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cityties.language.messages import in_language, together
from cityties.language.names import fold
from cityties.model.gazetteer import other_names
from cityties.model.texts import texts
from cityties.site.links import iri_of

if TYPE_CHECKING:
    from cityties.site.pages import Pages

LIMIT = 50
"""So many pages are shown; how many there are is said."""

_ORDER = (
    "city", "country", "network", "person", "tie", "question", "code", "property_or_class",
    "source", "event",
)  # fmt: skip
_NEAR = 5  # proposals where nothing is found
_ALIKE = 75  # how alike a name must be to be proposed, of 100
_NOT_FOUND = frozenset({"reading", "graph", "vote", "participation", "kind-mapping"})
_EXACT = frozenset({"claim", "tie", "membership", "term"})
"""Kinds whose names are long or no words: a similar one is another one."""


class Found(NamedTuple):
    """A page that a search found."""

    key: str
    kind: str
    score: int


class Hits(NamedTuple):
    """What a search found.

    Parameters
    ----------
    pages : the best, at most `LIMIT`
    total : how many fit
    near : whether nothing fits, and these are names that are near
    """

    pages: tuple[Found, ...]
    total: int
    near: bool = False


class Search:
    """An index over the names of all pages.

    Parameters
    ----------
    site : the pages

    Examples
    --------
    >>> import cityties
    >>> from cityties.site import Pages
    >>> search = Pages(cityties.open()).search
    >>> search.find("كازان").pages[0].key, search.find("XIAN").pages[0].key
    ('id/kazan', 'id/xian')
    """

    def __init__(self, site: Pages) -> None:
        self._site = site
        self._kinds: dict[str, str] = {}
        self._entries: list[tuple[str, str]] = []
        for key in site.keys():  # noqa: SIM118 - a method, not a mapping's
            kind = site.kind(key)
            if not kind or kind in _NOT_FOUND:
                continue
            self._kinds[key] = kind
            found = dict.fromkeys(filter(None, map(fold, self._names(key, kind))))
            self._entries += [(name, key) for name in found]
        self._words = sorted(
            (word, place)
            for place, (name, _key) in enumerate(self._entries)
            for word in dict.fromkeys((*name.split(), name))
        )

    def _names(self, key: str, kind: str) -> Iterator[str]:
        graph, id = self._site.graph, key.rpartition("/")[2]
        yield key.partition("/")[2]
        yield id
        if kind == "question":
            yield from self._site.questions[id].title.values()
            return
        if kind == "claim":
            return
        for code in together():
            with in_language(code):
                yield self._site.names.of(iri_of(key))
        thing = key.removeprefix("id/")
        if thing in graph.built.gazetteer:
            yield from other_names(graph.built.gazetteer.entry(thing))
        if kind == "source" and id in graph.sources_by_id:
            row = graph.sources_by_id[id]
            yield from (*texts(row, "title").values(), row.title_original)

    def keys_in_order(self) -> list[str]:
        """The keys of all pages that can be found, the most important first."""
        return sorted(self._kinds, key=lambda key: self._rank(Found(key, self._kinds[key], 0)))

    def names_of(self, key: str) -> tuple[str, ...]:
        """The folded names of a page."""
        return tuple(self._by_key.get(key, ()))

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, key in self._entries:
            found.setdefault(key, []).append(name)
        return found

    def find(
        self, text: str, kinds: Iterable[str] = (), *, limit: int = LIMIT, near: bool = True
    ) -> Hits:
        """The pages whose names fit a text, the best first.

        Parameters
        ----------
        text : words in any script; each must begin a word of one name
        kinds : only pages of these kinds
        limit : how many at most
        near : whether names that are spelt nearly so are proposed, where none fits
        """
        wanted = fold(text)
        if not wanted:
            return Hits((), 0)
        only = set(kinds)
        parts = wanted.split()
        best: dict[str, int] = {}
        # What fits has a word that begins like the longest one that is asked for.
        for place in self._beginning(max(parts, key=len)):
            name, key = self._entries[place]
            if (score := _score(wanted, parts, name)) > best.get(key, 0):
                best[key] = score
        hits = [
            Found(key, self._kinds[key], score)
            for key, score in best.items()
            if not only or self._kinds[key] in only
        ]
        if not hits:
            return self._near(wanted, only, min(limit, _NEAR)) if near else Hits((), 0)
        hits.sort(key=self._rank)
        return Hits(tuple(hits[:limit]), len(hits))

    def _beginning(self, word: str) -> Iterator[int]:
        """The entries that have a word with this beginning."""
        seen = set()
        for found, place in self._words[bisect_left(self._words, (word, 0)) :]:
            if not found.startswith(word):
                return
            if place not in seen:
                seen.add(place)
                yield place

    def _rank(self, hit: Found) -> tuple[int, int, int, str]:
        order = _ORDER.index(hit.kind) if hit.kind in _ORDER else len(_ORDER)
        ties = len(self._site.sayings.readings.by_party.get(hit.key.removeprefix("id/"), ()))
        return (-hit.score, order, -ties, hit.key)

    def _near(self, wanted: str, only: set[str], limit: int) -> Hits:
        """Names that are spelt nearly so."""
        from rapidfuzz import fuzz, process

        names = {
            place: name
            for place, (name, key) in enumerate(self._entries)
            if self._kinds[key] not in _EXACT and (not only or self._kinds[key] in only)
        }
        near = process.extract(
            wanted, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=4 * limit
        )
        keys = dict.fromkeys(self._entries[place][1] for _name, _ratio, place in near)
        pages = tuple(Found(key, self._kinds[key], 1) for key in keys)[:limit]
        return Hits(pages, len(pages), near=True)


def _score(wanted: str, parts: list[str], name: str) -> int:
    """100 for the name itself, 80 for its beginning, 60 for beginnings of its words."""
    if name == wanted:
        return 100
    if name.startswith(wanted):
        return 80
    of_name = name.split()
    return 60 if all(any(word.startswith(part) for word in of_name) for part in parts) else 0
