"""What to call somebody or something that a source does not name.

The id ``unnamed/c-O173`` says only in which claim it stands. The claim tells more: that it is
the other party of a sister-city tie, hence a city, and which country speaks or is spoken to.
"""

from __future__ import annotations

from collections.abc import Iterator

from cityties.language.messages import _
from cityties.model.rows import Claim, Tables
from cityties.model.texts import text_in
from cityties.vocabulary.codes import AGREEMENT_KINDS

_OF_INSTITUTIONS = "institutional_agreement"


class Unnamed:
    """Words for the unnamed things of some tables.

    Parameters
    ----------
    tables : the rows

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> claim = Claim(
    ...     "c-1", "page", "tie", kind="sister_city", parties=("porto", "unnamed/c-1"),
    ...     target=("denmark",),
    ... )
    >>> denmark = Place("denmark", "country", "Denmark", country="DK")
    >>> Unnamed(Tables(places=(denmark,), claims=(claim,))).name("unnamed/c-1")
    'a city in Denmark (not named)'
    """

    def __init__(self, tables: Tables) -> None:
        self._claims = {claim.id: claim for claim in tables.claims}
        self._places = {place.id: place for place in tables.places}
        self._posts = {post.id: post for post in tables.posts}
        self._acts_for = {body.id: body.acts_for for body in tables.organizations if body.acts_for}
        self._countries = {
            place.country: place.id
            for place in tables.places
            if place.kind == "country" and place.country
        }

    def name(self, reference: str) -> str:
        """What to call it, in the chosen language.

        Parameters
        ----------
        reference : ``unnamed/c-O173``, ``unnamed/c-O173.2@mayor-porto``
        """
        who, _at, post = reference.partition("@")
        held = self._posts.get(post)
        if held is not None and (name := text_in(held, "name")):
            return name
        claim = self._claims.get(who.removeprefix("unnamed/").partition(".")[0])
        if claim is None or claim.kind not in AGREEMENT_KINDS or who not in claim.parties:
            return _("an unnamed party")
        if claim.kind == _OF_INSTITUTIONS:
            return _("an institution (not named)")
        country = self._country(claim)
        if not country:
            return _("a city (not named)")
        return _("a city in {country} (not named)").format(country=country)

    def _country(self, claim: Claim) -> str:
        """The only country that the claim names apart from those of the named parties."""
        own = {self._country_of(party) for party in claim.parties}
        agents = (*claim.actor, *claim.target, *claim.people, claim.said_by)
        found = {country for agent in agents for country in self._named(agent)} - own - {""}
        if len(found) != 1:
            return ""
        place = self._places[found.pop()]
        return text_in(place, "name")

    def _named(self, agent: str) -> Iterator[str]:
        who, _at, post = agent.partition(":")[0].partition("@")
        yield self._country_of(who)
        if post in self._posts:
            yield self._country_of(self._posts[post].of)

    def _country_of(self, thing: str) -> str:
        place = self._places.get(self._acts_for.get(thing, thing))
        return self._countries.get(place.country, "") if place is not None else ""
