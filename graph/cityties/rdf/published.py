"""IRIs of one's own: what a folder publishes begins with its base, and comes back by it.

Inside, every IRI begins alike (:data:`cityties.vocabulary.terms.ID`), so that questions and
queries are the same everywhere. Two offices may use one id for two things, though. So in the
files that a folder with a base writes, the IRI of each of its own rows begins with that base:
its claims, sources, places, people and posts, the ties and memberships of those, and all
readings, which are its own whatever they are of. The IRIs of shipped rows stay as they are.
A file that is read tells its bases by the IRIs of its claims and sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cityties.errors import Problem, Problems
from cityties.language.messages import _
from cityties.model.columns import RDF_TYPE
from cityties.model.rows import Tables
from cityties.vocabulary.terms import ID, ct

if TYPE_CHECKING:
    import pyoxigraph as ox

_TOLD_BY = {ct.Claim: "claim/", ct.Source: "source/"}
"""The classes whose IRIs tell the base of a file, and what is between the base and the id."""

_OF_READINGS = ("reading/", "graph/reading")


@dataclass(frozen=True)
class Own:
    """The ids of rows that are one's own, by what their IRIs have in front.

    Parameters
    ----------
    things : places, organizations and people
    posts, sources, claims, events, rules : ids of each
    iris : IRIs that are one's own whatever they name, in their inner form
    """

    things: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    iris: frozenset[str] = frozenset()

    def has(self, rest: str) -> bool:
        """Whether an IRI is one's own.

        Parameters
        ----------
        rest : the IRI without the start that all have

        Examples
        --------
        >>> own = Own(things=frozenset({"tampere"}), claims=frozenset({"c-N001"}))
        >>> [own.has(text) for text in ("tampere", "turku", "claim/c-N001", "vote/c-N001",
        ...  "tie/tampere+turku/sister_city", "reading/conflict/1", "graph/registry")]
        [True, False, True, True, True, True, False]
        """
        if rest.startswith(_OF_READINGS) or ID + rest in self.iris:
            return True
        kind, slash, after = rest.partition("/")
        if not slash:
            return rest in self.things
        first = after.partition("/")[0]
        if kind in ("claim", "vote", "participation", "unnamed"):
            return first in self.claims
        if kind in ("source", "kind-mapping"):
            return first in self.sources
        if kind == "tie":
            return any(self._names(party) for party in first.split("+"))
        if kind in ("membership", "term"):
            return any(self._names(part) for part in after.removeprefix("unnamed/").split("@"))
        named = {"post": self.posts, "event": self.events, "rule": self.rules}.get(kind)
        return named is not None and after in named

    def _names(self, id: str) -> bool:
        return id in self.things or id in self.posts or id in self.claims


def own_rows(tables: Tables, shipped: Tables | None) -> Own:
    """The ids of the rows that are not shipped.

    Parameters
    ----------
    tables : the rows of a graph
    shipped : the shipped rows, where the graph has them
    """
    mine, theirs = _ids(tables), _ids(shipped) if shipped is not None else {}
    return Own(**{name: frozenset(ids - theirs.get(name, set())) for name, ids in mine.items()})


def _ids(tables: Tables) -> dict[str, set[str]]:
    events = {
        name
        for claim in tables.claims
        for name in (claim.about, claim.act, claim.part_of, *claim.condition_on)
        if name.startswith(("ev-", "list-"))
    }
    return {
        "things": {
            *(row.id for row in tables.places),
            *(row.id for row in tables.organizations),
            *(row.id for row in tables.people),
        },
        "posts": {row.id for row in tables.posts},
        "sources": {row.id for row in tables.sources},
        "claims": {row.id for row in tables.claims},
        "rules": {row.id for row in tables.approval_rules},
        "events": events,
    }


@dataclass(frozen=True)
class Publication:
    """How a folder writes its IRIs.

    Parameters
    ----------
    base : what those of its own rows begin with
    own : which those are
    """

    base: str
    own: Own
    _known: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def iri(self, iri: str) -> str:
        """An IRI as it is published.

        Examples
        --------
        >>> own = Own(claims=frozenset({"c-N001"}))
        >>> Publication("https://example.org/", own).iri(ID + "claim/c-N001")
        'https://example.org/claim/c-N001'
        """
        if not iri.startswith(ID):
            return iri
        found = self._known.get(iri)
        if found is None:
            rest = iri[len(ID) :]
            found = self._known[iri] = self.base + rest if self.own.has(rest) else iri
        return found

    def quads(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Quads as they are published."""
        return _renamed(quads, self.iri)

    def nquads(self, canonical: bytes) -> bytes:
        """A whole graph as it is published, in canonical order.

        Parameters
        ----------
        canonical : its canonical N-Quads
        """
        return _nquads(canonical, self.iri)


def inner_nquads(published: bytes, base: str) -> bytes:
    """A whole published graph in its inner form, in canonical order.

    Parameters
    ----------
    published : N-Quads with IRIs of one's own
    base : what those begin with; blank: there are none
    """
    return _nquads(published, lambda iri: _inner(iri, (base,))) if base else published


def publication_of(published: bytes, base: str) -> Publication:
    """The publication that a published graph is of: its own IRIs are those with the base.

    Parameters
    ----------
    published : its N-Quads
    base : what its own IRIs begin with
    """
    import pyoxigraph as ox

    found: set[str] = set()

    def note(iri: str) -> str:
        if iri.startswith(base):
            found.add(ID + iri[len(base) :])
        return iri

    for _quad in _renamed(ox.parse(published, format=ox.RdfFormat.N_QUADS), note):
        pass
    return Publication(base, Own(iris=frozenset(found)))


def in_inner_form(quads: list[Any], file: str) -> tuple[list[Any], Problems]:
    """Quads of a file with its own IRIs as ours, and ids that are of two things in it.

    Parameters
    ----------
    quads : quads and triples of a file
    file : its name, for the problems

    Returns
    -------
    tuple
        The quads, as they were where the file has no IRIs of its own; and the problems.
    """
    bases = tuple(sorted(_bases(quads), key=len, reverse=True))
    if not bases:
        return quads, Problems()
    named: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        subject = getattr(quad.subject, "value", "")
        if quad.predicate.value == RDF_TYPE and subject.startswith((ID, *bases)):
            inner = _inner(subject, bases)
            if not inner.removeprefix(ID).startswith(_OF_READINGS):
                named[inner].add(subject)
    problems = Problems(
        Problem(
            file,
            0,
            "",
            inner.removeprefix(ID),
            _("one id is of two things: {iris}").format(iris=", ".join(sorted(iris))),
            suggestion=_("load the file of each office by itself, with --no-shipped"),
            code="duplicate-id",
        )
        for inner, iris in sorted(named.items())
        if len(iris) > 1
    )
    return list(_renamed(quads, lambda iri: _inner(iri, bases))), problems


def _bases(quads: Iterable[Any]) -> set[str]:
    found = set()
    for quad in quads:
        if quad.predicate.value != RDF_TYPE:
            continue
        between = _TOLD_BY.get(getattr(quad.object, "value", ""))
        subject = getattr(quad.subject, "value", "")
        if between is None or subject.startswith(ID):
            continue
        base, mark, id = subject.rpartition(between)
        if mark and id and "/" not in id and base.endswith(("/", "#")):
            found.add(base)
    return found


def _inner(iri: str, bases: Iterable[str]) -> str:
    for base in bases:
        if iri.startswith(base):
            return ID + iri[len(base) :]
    return iri


def _nquads(text: bytes, rename: Any) -> bytes:
    import pyoxigraph as ox

    quads = _renamed(ox.parse(text, format=ox.RdfFormat.N_QUADS), rename)
    return "".join(sorted(f"{quad} .\n" for quad in quads)).encode()


def _renamed(quads: Iterable[Any], rename: Any) -> Iterator[Any]:
    """Quads, or triples, with other IRIs; what has none stays the same object."""
    import pyoxigraph as ox

    def term(value: Any) -> Any:
        if isinstance(value, ox.NamedNode):
            new = rename(value.value)
            return value if new == value.value else ox.NamedNode(new)
        if isinstance(value, ox.Triple):
            return ox.Triple(*map(term, (value.subject, value.predicate, value.object)))
        return value

    for quad in quads:
        if isinstance(quad, ox.Triple):
            yield term(quad)
            continue
        yield ox.Quad(term(quad.subject), quad.predicate, term(quad.object), term(quad.graph_name))
