"""Search over the names of everything, in every script: folded as the project folds names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cityties.language.messages import LANGUAGES, in_language
from cityties.language.names import closest, fold
from cityties.model.gazetteer import other_names
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
        self._index: dict[str, tuple[str, frozenset[str]]] = {}
        for key in site.keys():  # noqa: SIM118 - a method, not a mapping's
            if kind := site.kind(key):
                if kind in ("reading", "graph", "vote", "participation", "kind-mapping"):
                    continue
                found = frozenset(filter(None, map(fold, self._names(key, kind))))
                self._index[key] = kind, found

    def _names(self, key: str, kind: str) -> Iterator[str]:
        graph, id = self._site.graph, key.rpartition("/")[2]
        yield key.partition("/")[2]
        yield id
        if kind == "question":
            yield from self._site.questions[id].title.values()
            return
        if kind == "claim":
            return
        for code in LANGUAGES:
            with in_language(code):
                yield self._site.names.of(iri_of(key))
        thing = key.removeprefix("id/")
        if thing in graph.built.gazetteer:
            yield from other_names(graph.built.gazetteer.entry(thing))
        if kind == "source" and id in graph.sources_by_id:
            row = graph.sources_by_id[id]
            yield from (row.title, row.title_fa, row.title_original)

    def find(self, text: str, kinds: Iterable[str] = (), *, limit: int = LIMIT) -> Hits:
        """The pages whose names fit a text, the best first.

        Parameters
        ----------
        text : words in any script; each must begin a word of one name
        kinds : only pages of these kinds
        limit : how many at most
        """
        wanted = fold(text)
        if not wanted:
            return Hits((), 0)
        only = set(kinds)
        parts = wanted.split()
        hits = []
        for key, (kind, names) in self._index.items():
            if only and kind not in only:
                continue
            score = max((_score(wanted, parts, name) for name in names), default=0)
            if score:
                hits.append(Found(key, kind, score))
        if not hits:
            return self._near(wanted, only, limit)
        hits.sort(key=self._rank)
        return Hits(tuple(hits[:limit]), len(hits))

    def _rank(self, hit: Found) -> tuple[int, int, int, str]:
        order = _ORDER.index(hit.kind) if hit.kind in _ORDER else len(_ORDER)
        ties = len(self._site.sayings.readings.by_party.get(hit.key.removeprefix("id/"), ()))
        return (-hit.score, order, -ties, hit.key)

    def _near(self, wanted: str, only: set[str], limit: int) -> Hits:
        names = {
            name: (key, kind)
            for key, (kind, its) in self._index.items()
            if (not only or kind in only) and kind not in ("claim", "tie", "membership", "term")
            for name in its
        }
        near = closest(wanted, names)[: min(limit, _NEAR)]
        pages = tuple(dict.fromkeys(Found(*names[name], 1) for name in near if name in names))
        return Hits(pages, len(pages), near=True)


def _score(wanted: str, parts: list[str], name: str) -> int:
    """100 for the name itself, 80 for its beginning, 60 for beginnings of its words."""
    if name == wanted:
        return 100
    if name.startswith(wanted):
        return 80
    of_name = name.split()
    return 60 if all(any(word.startswith(part) for word in of_name) for part in parts) else 0
