"""Where the documents of an office are: links from the start page and from pages of things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from cityties.language.messages import _, language
from cityties.office.offered import OFFERS, home_of

if TYPE_CHECKING:
    from cityties.site import Pages

_WITH_BRIEF: Final = frozenset({"city", "country", "person"})
_OF_CITY: Final = ("pending", "calendar", "report")


def links_of(pages: Pages, key: str) -> list[tuple[str, str]]:
    """What an office can ask about the thing of a page: texts and addresses.

    Parameters
    ----------
    pages : the pages of the graph
    key : of the page
    """
    kind = pages.kind(key)
    thing = key.partition("/")[2]
    if not _is_asked_about(pages, key, kind):
        return []
    name = pages.graph.name(thing)
    made = []
    if thing != home_of(pages.graph):
        made.append((_("Brief on {name}").format(name=name), address("brief", who=thing)))
    if pages.graph.is_city(thing):
        made += [(_(OFFERS[each].title), address(each, city=thing)) for each in _OF_CITY]
    return made


def _is_asked_about(pages: Pages, key: str, kind: str) -> bool:
    from cityties.model.rows import Organization

    thing = key.removeprefix("id/")
    gazetteer = pages.graph.built.gazetteer
    if thing == key or thing not in gazetteer:
        return False
    return kind in _WITH_BRIEF or isinstance(gazetteer.entry(thing), Organization)


def start_links() -> list[tuple[str, str]]:
    """The documents for the start page: texts and addresses."""
    return [(_(offer.title), address(offer.key)) for offer in OFFERS.values()]


def address(name: str, **values: str) -> str:
    """The address of a document in the language of the messages.

    Parameters
    ----------
    name : its key, with an ending for another form
    values : of its parameters

    Examples
    --------
    >>> address("brief.md", who="porto")
    '/office/brief.md?lang=en&who=porto'
    """
    return f"/office/{quote(name)}?{urlencode({'lang': language(), **values})}"
