"""The pages of a graph: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cityties.errors import CitytiesError, NotFoundError
from cityties.language.messages import _, in_language, language
from cityties.model.identifiers import parse_iri
from cityties.site.evidence import Sayings
from cityties.site.links import iri_of, key_of
from cityties.site.names import Names
from cityties.site.parts import Cite, Page
from cityties.site.search import Search
from cityties.site.shown import facts_of, names_of, refers_of, subjects_of
from cityties.site.statements import Described
from cityties.words.bounds import date_words

if TYPE_CHECKING:
    import pyoxigraph as ox

    from cityties.api.graph import CityGraph
    from cityties.query.questions import Question


class Pages:
    """A page for everything in a graph.

    Parameters
    ----------
    graph : the graph
    day : the day that states are of; today by default
    many : whether all pages will be made, rather than one now and then; these have the
        statements about the thing itself alone, as their RDF files have all

    Examples
    --------
    >>> import cityties
    >>> site = Pages(cityties.open(), date(2024, 1, 1))
    >>> page = site.page("id/tie/freiburg+isfahan/sister_city", "en")
    >>> page.title
    'Freiburg – Isfahan (sister city)'
    >>> page.answers[1].label, page.answers[1].text[0].text[:21]
    ('political', 'suspended since 31 Ja')
    """

    def __init__(self, graph: CityGraph, day: date | None = None, *, many: bool = False) -> None:
        self.graph = graph
        self._day = day
        self._many = many
        self._last: tuple[str, Described] | None = None
        self._days: dict[tuple[str, date], str] = {}
        self.names = Names(graph)
        self.sayings = Sayings(graph, self.names, many=many)

    @property
    def day(self) -> date:
        """The day that states are of."""
        return self._day or date.today()

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The named questions."""
        return {one.name: one for one in self.graph.questions()}

    @cached_property
    def uses(self) -> dict[str, list[Question]]:
        """The named questions by the terms that they use, such as ``ct:party``."""
        from cityties.query.questions import used_terms

        found: dict[str, list[Question]] = {}
        for one in self.questions.values():
            for term in used_terms(one.text):
                found.setdefault(term.name, []).append(one)
        return found

    @cached_property
    def search(self) -> Search:
        """Finds pages by the names of their things."""
        return Search(self)

    # --- which pages there are ---

    def keys(self) -> Iterator[str]:
        """The keys of all pages, sorted: everything with an IRI of ours, and the questions."""
        import pyoxigraph as ox

        found = {f"question/{name}" for name in self.questions}
        for quad in self.graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and (key := key_of(term.value)):
                    found.add(key)
        yield from sorted(found)

    def kind(self, key: str) -> str:
        """What a page is about: ``city``, ``tie``, ``claim``, ``term`` …; empty if nothing.

        Parameters
        ----------
        key : such as ``id/isfahan``
        """
        folder, _slash, name = key.partition("/")
        if folder == "question":
            return "question" if name in self.questions else ""
        if folder == "def":
            return "ontology" if not name else "property_or_class"
        if folder == "code":
            return "scheme" if not name or name.startswith("scheme/") else "code"
        try:
            kind, id = parse_iri(iri_of(key))
        except CitytiesError:
            return ""
        if kind != "thing":
            return kind
        if id not in self.graph.built.gazetteer:
            return "other"
        kind = self.graph.built.gazetteer.kind(id)
        return {"city_network": "network"}.get(kind, kind)

    def describe(self, key: str) -> Described:
        """The statements about the thing of a page.

        Raises
        ------
        NotFoundError
            If there is nothing of that name.
        """
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        extra: tuple[ox.Triple, ...] = ()
        if self.kind(key) == "question":
            from cityties.site.terms import question_triples

            extra = question_triples(self.questions[key.removeprefix("question/")])
        found = Described(self.graph.store, key, extra) if _is_key(key) else None
        if not found:
            raise NotFoundError(_("there is nothing at {key}").format(key=key))
        if self._many:  # the same in the next language
            self._last = key, found
        return found

    # --- a page ---

    def title(self, key: str) -> str:
        """The title of a page in the language of the messages.

        Parameters
        ----------
        key : such as ``id/isfahan``
        """
        question = self.questions.get(key.removeprefix("question/"))
        if question is not None and key.startswith("question/"):
            return question.title.get(language()) or question.title["en"]
        return self.names.of(iri_of(key))

    def page(self, key: str, language: str) -> Page:
        """The page of a thing.

        Parameters
        ----------
        key : such as ``id/isfahan``, ``def/Tie``, ``code/sister_city``, ``question/NAME``
        language : of the page

        Raises
        ------
        NotFoundError
            If there is nothing of that name.
        ValueError
            For an unknown language.
        """
        with in_language(language):
            return self._page(key, language)

    def _page(self, key: str, language: str) -> Page:
        from cityties.site.kinds import fill, kind_words

        described = self.describe(key)
        kind = self.kind(key)
        iri = described.iri
        page = Page(
            key=key,
            iri=iri,
            language=language,
            kind=kind,
            kind_label=kind_words(kind),
            title=self.names.of(iri),
            names=names_of(described),
            day=self._day_words(),
        )
        page.facts = facts_of(described, self.names)
        page.subjects = subjects_of(described, self.names, first=self._many)
        page.refers = refers_of(described, self.names)
        fill(self, page)
        page.cite = self._cite(page)
        return page

    def _day_words(self) -> str:
        mark = language(), self.day
        if mark not in self._days:
            self._days[mark] = date_words(self.day.isoformat(), both=True)
        return self._days[mark]

    def _cite(self, page: Page) -> Cite:
        text = _(
            "{title}. In: cityties, a knowledge graph of ties between cities. As of {day}. "
            "Content id {id}. {iri}"
        ).format(
            title=page.title,
            day=self._day_words(),
            id=self.graph.id,
            iri=page.iri,
        )
        return Cite(text, self.graph.id, self.day.isoformat())


def _is_key(key: str) -> bool:
    import pyoxigraph as ox

    try:
        ox.NamedNode(iri_of(key))
    except ValueError:
        return False
    return bool(key)
