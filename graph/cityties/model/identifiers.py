"""Ids and IRIs: how things are named, taken apart and turned into addresses.

========================================== ======================================
``isfahan``, ``wego``, ``luong-ngoc``      a place, an organization, a person
``mayor-isfahan``                          a post
``c-O001``                                 a claim
``ev-visit-hue-2023``, ``list-council-2007`` an event, a list
``tie/freiburg+isfahan/sister_city``       a tie: parties sorted, and the kind
``isfahan@wego``                           a membership: city and network
``mehdi-jamalinejad@mayor-isfahan``        a term of office: person and post
``unnamed/c-O048``                         a thing that a source does not name
========================================== ======================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.start.patterns import regex
from cityties.vocabulary.terms import CODE, DEF, ID

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_CLAIM = r"c-[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*"
_UNNAMED = rf"unnamed/{_CLAIM}(?:\.[1-9][0-9]*)?"
_CODE = r"[a-z0-9]+(?:_[a-z0-9]+)*"
_IS_SLUG = regex(_SLUG)
_IS_CLAIM = regex(_CLAIM)
_IS_UNNAMED = regex(_UNNAMED)
_IS_EVENT = regex(rf"(?:ev|list)-{_SLUG}")
_IS_PARTY = regex(rf"{_SLUG}|{_UNNAMED}")
_IS_TIE = regex(rf"tie/((?:{_SLUG}|{_UNNAMED})(?:\+(?:{_SLUG}|{_UNNAMED}))+)/({_CODE})")
_IS_PAIR = regex(rf"({_SLUG}|{_UNNAMED})@({_SLUG}|{_UNNAMED})")
_IS_AGENT = regex(rf"({_SLUG}|{_UNNAMED})(?:@({_SLUG}))?(?::({_CODE}))?")

QID = "Q[1-9][0-9]{0,11}"
"""The pattern of a Wikidata item."""


def is_qid(text: str) -> bool:
    """Whether a text is the id of a Wikidata item.

    Examples
    --------
    >>> is_qid("Q42053"), is_qid("P190"), is_qid("Q0")
    (True, False, False)
    """
    return re.fullmatch(QID, text) is not None


class TieId(NamedTuple):
    """The parts of a tie's id: its parties, sorted, and its kind."""

    parties: tuple[str, ...]
    kind: str


class PairId(NamedTuple):
    """The parts of a membership (city, network) or of a term (person, post)."""

    first: str
    second: str


class Agent(NamedTuple):
    """Who does or says something: ``luong-ngoc@ambassador-vietnam-iran:speaker``.

    Parameters
    ----------
    id : a place, organization, person or unnamed thing
    post : the post that the person holds, or ""
    capacity : in what capacity a person takes part in an event, or ""
    """

    id: str
    post: str = ""
    capacity: str = ""

    def __str__(self) -> str:
        post = f"@{self.post}" if self.post else ""
        capacity = f":{self.capacity}" if self.capacity else ""
        return self.id + post + capacity


def is_slug(text: str) -> bool:
    """Whether the text is a well-formed slug: ``a-z``, ``0-9``, single hyphens.

    Examples
    --------
    >>> is_slug("hyderabad-in"), is_slug("Isfahan"), is_slug("a--b")
    (True, False, False)
    """
    return _IS_SLUG.fullmatch(text) is not None


def check_slug(text: str) -> str:
    """Return the slug, or say what is wrong with it.

    Raises
    ------
    UsageError : if it is not well formed; the message proposes a right one
    """
    if is_slug(text):
        return text
    proposal = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
    message = _("{text!r} is not a valid id: use a to z, 0 to 9 and single hyphens").format(
        text=text
    )
    if proposal:
        hint = _("for example {proposal}").format(proposal=proposal)
        message = _("{problem}; {hint}").format(problem=message, hint=hint)
    raise UsageError(message)


def is_claim_id(text: str) -> bool:
    """Whether the text is a well-formed claim id, such as ``c-O149b``."""
    return _IS_CLAIM.fullmatch(text) is not None


def is_event_id(text: str) -> bool:
    """Whether the text is the well-formed id of an event or a list."""
    return _IS_EVENT.fullmatch(text) is not None


def is_unnamed(text: str) -> bool:
    """Whether the text stands for a thing that a source does not name.

    Examples
    --------
    >>> is_unnamed("unnamed/c-O048"), is_unnamed("unnamed/c-O048.2"), is_unnamed("unnamed")
    (True, True, False)
    """
    return _IS_UNNAMED.fullmatch(text) is not None


def tie_id(parties: Iterable[str], kind: str) -> str:
    """The id of the tie of these parties, whatever their order.

    Parameters
    ----------
    parties : two or more ids of places, or unnamed things
    kind : code of the kind of agreement

    Raises
    ------
    UsageError : with fewer than two different parties, or a malformed one

    Examples
    --------
    >>> tie_id(["isfahan", "freiburg"], "sister_city")
    'tie/freiburg+isfahan/sister_city'
    """
    every = sorted(set(parties))
    for party in every:
        if not _IS_PARTY.fullmatch(party):
            check_slug(party)
    if len(every) < 2:
        raise UsageError(_("a tie needs at least two parties"))
    if not re.fullmatch(_CODE, kind):
        raise UsageError(_("{kind!r} is not a kind of agreement").format(kind=kind))
    return f"tie/{'+'.join(every)}/{kind}"


@lru_cache(maxsize=65536)  # the ties of a world-wide list
def parse_tie_id(text: str) -> TieId:
    """Take a tie's id apart.

    Raises
    ------
    UsageError : if it is not a tie id, or its parties are not sorted or not different

    Examples
    --------
    >>> parse_tie_id("tie/freiburg+isfahan/sister_city")
    TieId(parties=('freiburg', 'isfahan'), kind='sister_city')
    """
    match = _IS_TIE.fullmatch(text)
    if match is None:
        raise UsageError(
            _("{text!r} is not the id of a tie, such as {example}").format(
                text=text, example="tie/freiburg+porto/sister_city"
            )
        )
    parties = tuple(match.group(1).split("+"))
    if not all(one < other for one, other in pairwise(parties)):
        right = tie_id(parties, match.group(2))
        raise UsageError(
            _("the parties in {text!r} are not sorted: write {right}").format(
                text=text, right=right
            )
        )
    return TieId(parties, match.group(2))


def membership_id(city: str, network: str) -> str:
    """The id of a city's membership in a network.

    Examples
    --------
    >>> membership_id("isfahan", "wego")
    'isfahan@wego'
    """
    return _pair_id(city, network)


def holding_id(person: str, post: str) -> str:
    """The id of a person's time in a post, which role claims are about.

    Examples
    --------
    >>> holding_id("mehdi-jamalinejad", "mayor-isfahan")
    'mehdi-jamalinejad@mayor-isfahan'
    """
    return _pair_id(person, post)


def _pair_id(first: str, second: str) -> str:
    text = f"{first}@{second}"
    parse_pair(text)
    return text


def parse_pair(text: str) -> PairId:
    """Take the id of a membership or a term of office apart.

    Raises
    ------
    UsageError : if it does not have the form ``id@id``

    Examples
    --------
    >>> parse_pair("isfahan@wego")
    PairId(first='isfahan', second='wego')
    """
    match = _IS_PAIR.fullmatch(text)
    if match is None:
        raise UsageError(
            _("{text!r} is not a pair of ids, such as {example}").format(
                text=text, example="porto@wego"
            )
        )
    return PairId(match.group(1), match.group(2))


@lru_cache(maxsize=8192)
def parse_agent(text: str) -> Agent:
    """Split a reference to a person or body: ``id``, ``id@post``, ``id@post:capacity``.

    Which of the parts a column may have is for the loader to check.

    Raises
    ------
    UsageError : if the text is malformed

    Examples
    --------
    >>> parse_agent("ghodratollah-norouzi@mayor-isfahan:host")
    Agent(id='ghodratollah-norouzi', post='mayor-isfahan', capacity='host')
    >>> parse_agent("unnamed/c-O048@mayor-florence").post
    'mayor-florence'
    """
    match = _IS_AGENT.fullmatch(text)
    if match is None or match.group(1) == "unnamed":
        if text.startswith("unnamed"):
            raise UsageError(
                _("{text!r}: write an unnamed party as {example}").format(
                    text=text, example="unnamed/c-O048"
                )
            )
        raise UsageError(
            _("{text!r} is not a reference to a party, such as {example}").format(
                text=text, example="luong-ngoc@ambassador-vietnam:speaker"
            )
        )
    return Agent(match.group(1), match.group(2) or "", match.group(3) or "")


# Where the ids of each kind of thing begin, after the common start of all IRIs.
# Ties and unnamed things carry their start in the id itself.
_STARTS = {
    "thing": "",
    "tie": "",
    "unnamed": "",
    "post": "post/",
    "term": "term/",
    "source": "source/",
    "claim": "claim/",
    "event": "event/",
    "membership": "membership/",
    "rule": "rule/",
    "reading": "reading/",
    "graph": "graph/",
    "vote": "vote/",
    "participation": "participation/",
    "kind-mapping": "kind-mapping/",
}
_WORDS = {"code": CODE, "def": DEF}
KINDS_OF_IRI = (*_STARTS, *_WORDS)
"""What :func:`iri` can name. ``thing``: places, organizations and people."""

# Signs that RDF does not allow in an IRI; ids that pass validation have none.
_NOT_IN_IRI = regex(r"[\x00-\x20<>\"{}|^`\\]")


def iri(kind: str, id: str) -> str:
    """The address of a thing.

    Parameters
    ----------
    kind : one of :data:`KINDS_OF_IRI`
    id : its id as in the tables (a tie's with ``tie/``)

    Raises
    ------
    UsageError : for an unknown kind or an id that cannot be in an IRI

    Examples
    --------
    >>> iri("thing", "isfahan")
    'https://w3id.org/cityties/id/isfahan'
    >>> iri("term", "mehdi-jamalinejad@mayor-isfahan")
    'https://w3id.org/cityties/id/term/mehdi-jamalinejad@mayor-isfahan'
    """
    if not id or _NOT_IN_IRI.search(id):
        raise UsageError(_("{id!r} cannot be part of an IRI").format(id=id))
    if kind in _WORDS:
        return _WORDS[kind] + id
    try:
        return ID + _STARTS[kind] + id
    except KeyError:
        raise UsageError(
            _("{kind!r} is not a known class; available: {kinds}").format(
                kind=kind, kinds=", ".join(KINDS_OF_IRI)
            )
        ) from None


def parse_iri(text: str) -> tuple[str, str]:
    """The kind and the id behind one of our IRIs; the reverse of :func:`iri`.

    Raises
    ------
    UsageError : if it is not one of our IRIs

    Examples
    --------
    >>> parse_iri("https://w3id.org/cityties/id/tie/freiburg+isfahan/sister_city")
    ('tie', 'tie/freiburg+isfahan/sister_city')
    """
    for kind, start in _WORDS.items():
        if text.startswith(start) and len(text) > len(start):
            return kind, text[len(start) :]
    rest = text[len(ID) :] if text.startswith(ID) else ""
    first, slash, after = rest.partition("/")
    if slash and after:
        if first in ("tie", "unnamed"):
            return first, rest
        if _STARTS.get(first) == f"{first}/":
            return first, after
    elif rest and not slash:
        return "thing", rest
    raise UsageError(_("{text!r} is not an IRI of cityties").format(text=text))


def about_kind(about: str, claim_type: str = "") -> str:
    """What kind of thing the column ``about`` names, as :func:`iri` needs it.

    Parameters
    ----------
    about : an id of any kind
    claim_type : the claim's type; tells a membership from a term of office

    Examples
    --------
    >>> about_kind("ev-visit-hue-2023"), about_kind("isfahan@wego", "membership")
    ('event', 'membership')
    """
    if about.startswith("tie/"):
        return "tie"
    if "@" in about:
        return "term" if claim_type == "role" else "membership"
    if about.startswith("unnamed/"):
        return "unnamed"
    if about.startswith(("ev-", "list-")):
        return "event"
    return "thing"
