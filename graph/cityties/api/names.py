"""What things of the graph are called, and which thing a name means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cityties.errors import AmbiguousNameError, NotFoundError
from cityties.language.messages import _, language

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph

_SHOWN: Final = 5  # candidates of an ambiguous name


def name_of(graph: CityGraph, posts: Mapping[str, Mapping[str, str]], thing: str, lang: str) -> str:
    """The name of a place, organization, person, holding or unnamed thing."""
    lang = lang or language()
    who, _at, post = thing.partition("@")
    if who.startswith("unnamed/"):
        return posts.get(post, {}).get(lang) or _("unnamed ({claim})").format(
            claim=who.removeprefix("unnamed/")
        )
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
        other = post[lang or language()] if post else graph.name(second, lang)
        return f"{graph.name(first, lang)} – {other}"
    return graph.name(thing, lang)


def find_source(sources: Mapping[str, object], text: str) -> str:
    """The id of a source, from its id or the beginning of its id."""
    if text in sources:
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
