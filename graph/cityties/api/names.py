"""What things of the graph are called, and which thing a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from cityties.errors import AmbiguousNameError, NotFoundError, UsageError
from cityties.language.messages import _, in_language, language
from cityties.model.texts import as_text, chosen, every_name

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph

_SHOWN: Final = 5  # candidates of an ambiguous name


def name_of(graph: CityGraph, thing: str, lang: str) -> str:
    """The name of a place, organization, person, holding or unnamed thing."""
    lang = lang or language()
    who, _at, _post = as_text(thing).partition("@")
    if who.startswith("unnamed/"):
        with in_language(lang):
            return graph.unnamed.name(thing)
    gazetteer = graph.built.gazetteer
    return gazetteer.name(who, lang=lang) if who in gazetteer else thing


def title_of(
    graph: CityGraph, posts: Mapping[str, Mapping[str, str]], thing: str, lang: str
) -> str:
    """The name of anything a claim can be about; ties by their parties and kind."""
    if thing.startswith("tie/"):
        from cityties.model.identifiers import parse_tie_id

        tie = parse_tie_id(thing)
        names = " – ".join(graph.name(party, lang) for party in tie.parties)
        return f"{names} ({graph.label(tie.kind, lang)})"
    if "@" in thing:
        first, second = thing.split("@", 1)
        post = posts.get(second)
        other = chosen(post, lang) if post else graph.name(second, lang)
        return f"{graph.name(first, lang)} – {other}"
    return graph.name(thing, lang)


def find_source(sources: Mapping[str, object], text: str) -> str:
    """The id of a source, from its id or the beginning of its id."""
    if as_text(text) in sources:
        return text
    found = sorted(each for each in sources if text and each.startswith(text))
    if len(found) == 1:
        return found[0]
    if found:
        shown = _(", ").join([*found[:_SHOWN], *(["…"] if len(found) > _SHOWN else [])])
        raise AmbiguousNameError(
            _("{n} sources start with {text!r}: {names}").format(
                n=len(found), text=text, names=shown
            ),
            found,
        )
    from cityties.language.names import closest

    message = _("unknown source {text!r}").format(text=text)
    if near := closest(text, sources):
        message += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
    raise NotFoundError(message)


class Entity(NamedTuple):
    """Something that claims can be about.

    Parameters
    ----------
    kind : ``place``, ``organization``, ``person``, ``post``, ``event``, ``tie``,
        ``membership``, ``term``, ``claim``, ``source`` or ``unnamed``
    id : its id
    """

    kind: str
    id: str

    @property
    def key(self) -> str:
        """Its name among the keys of `cityties.reading.Histories`."""
        return f"{self.kind}/{self.id}" if self.kind in ("post", "source", "claim") else self.id

    @property
    def speaks(self) -> bool:
        """Whether its own words are part of its history without being asked for."""
        return self.kind in ("organization", "person", "post", "term", "unnamed")


_PREFIXES: Final = ("post", "event", "source", "claim", "term", "membership")
"""What may stand before an id, as in its IRI: an organization and a source can share one."""


def find_entity(graph: CityGraph, text: str) -> Entity:
    """What a text names: anything that a claim can be about.

    Parameters
    ----------
    graph : the graph that is asked
    text : an id or IRI; a name in any language; the beginning of a source's id

    Raises
    ------
    NotFoundError
        If it names nothing; the message proposes the nearest.
    AmbiguousNameError
        If it names several things.
    """
    from cityties.model.identifiers import parse_iri

    wanted = as_text(text).strip()
    if not wanted:
        raise NotFoundError(_nothing(graph, wanted))
    kind = ""
    if wanted.startswith("https://"):
        try:
            kind, wanted = parse_iri(wanted)
        except UsageError:
            kind = ""
    elif wanted.partition("/")[0] in _PREFIXES and "/" in wanted:
        kind, _slash, wanted = wanted.partition("/")
    for found in (_by_id(graph, wanted), _by_id(graph, wanted.lower())):
        for entity in found:
            if kind in ("", "thing", entity.kind):
                return entity
    gazetteer = graph.built.gazetteer
    if kind in ("", "thing") and (thing := gazetteer.find(wanted)):
        return _in_gazetteer(graph, thing)
    posts = _posts_named(graph, wanted) if kind in ("", "post") else []
    if len(posts) == 1:
        return Entity("post", posts[0])
    if posts:
        raise AmbiguousNameError(
            _("which {name}? {ids}; use one of these ids").format(
                name=repr(wanted), ids=_(", ").join(posts[:_SHOWN])
            ),
            posts,
        )
    sources = [one for one in graph.sources_by_id if wanted and one.startswith(wanted)]
    if len(sources) == 1 and kind in ("", "source"):
        return Entity("source", sources[0])
    raise NotFoundError(_nothing(graph, wanted))


def _by_id(graph: CityGraph, text: str) -> Iterable[Entity]:
    """The entities with this id, the likeliest first."""
    if text.startswith("tie/"):
        from cityties.model.identifiers import parse_tie_id

        parse_tie_id(text)
        yield Entity("tie", text)
        return
    if text in graph.built.gazetteer:
        yield _in_gazetteer(graph, text)
    if text in graph.posts_by_id:
        yield Entity("post", text)
    if text in graph.claims_by_id:
        yield Entity("claim", text)
    if text in graph.sources_by_id:
        yield Entity("source", text)
    if "@" in text or text.startswith(("unnamed/", "ev-", "list-")):
        named = _named(graph)
        if text in named:
            second = text.partition("@")[2]
            kind = "term" if second in graph.posts_by_id else "membership" if second else "event"
            yield Entity("unnamed" if not second and text.startswith("unnamed/") else kind, text)
    elif any(text == claim.act for claim in graph.tables.claims):
        yield Entity("event", text)  # an act: a suspension, a revival


def _named(graph: CityGraph) -> set[str]:
    """Events, pairs and unnamed things: what has no row of its own, but is in claims."""
    found: set[str] = set()
    for claim in graph.tables.claims:
        agents = (*claim.parties, *claim.actor, *claim.target, *claim.people)
        for agent in (*agents, claim.said_by, claim.via):
            whole = agent.partition(":")[0]
            found |= {whole, whole.partition("@")[0]}
        found |= {claim.about, claim.act, claim.part_of}
    return found


def _in_gazetteer(graph: CityGraph, thing: str) -> Entity:
    from cityties.model.rows import Organization, Place

    entry = graph.built.gazetteer.entry(thing)
    if isinstance(entry, Place):
        return Entity("place", thing)
    return Entity("organization" if isinstance(entry, Organization) else "person", thing)


def _posts_named(graph: CityGraph, text: str) -> list[str]:
    from cityties.language.names import squeeze

    wanted = squeeze(text)
    return sorted(
        post.id
        for post in graph.tables.posts
        if wanted and wanted in map(squeeze, every_name(post))
    )


def _nothing(graph: CityGraph, text: str) -> str:
    from cityties.language.names import closest

    message = _(
        "no city, country, other place, organization, person, post, event, tie, claim or source "
        "is called {name}"
    ).format(name=repr(text))
    gazetteer = graph.built.gazetteer
    near = [gazetteer.shown(id_) for id_ in gazetteer.suggest(text)]
    if not near:
        others = (*graph.posts_by_id, *graph.claims_by_id, *graph.sources_by_id, *_named(graph))
        near = list(closest(text, (one for one in others if one)))
    if near:
        message += _("; ") + _("did you mean {names}?").format(names=_(" or ").join(near))
    return message
