"""The votes of a claim: ``for=8;against=25;abstain=7``, and what they add up to."""

from __future__ import annotations

from typing import Final, NamedTuple

from cityties.model.grammars import GrammarError
from cityties.start.patterns import regex
from cityties.vocabulary.codes import VOTE_RESULTS

SEPARATOR: Final = ";"
BALLOTS: Final = ("for", "against", "abstain", "absent", "invalid")
"""What can be counted, in the order in which a cell is written."""

_CARRIED, _REJECTED, _TIED = VOTE_RESULTS
_COUNT = regex(r"[0-9]{1,6}")

CLAIMED_RESULTS: Final = {
    "carried": _CARRIED,
    "approved": _CARRIED,
    "rejected": _REJECTED,
    "refused": _REJECTED,
    "declined": _REJECTED,
}
"""The result that a claimed status of a vote amounts to; the other statuses say none."""


class Votes(NamedTuple):
    """How many voted how; ``None`` where a source does not say.

    Parameters
    ----------
    in_favour, against : votes cast for and against
    abstain : abstentions
    absent : members who were not there
    invalid : ballots that did not count
    """

    in_favour: int | None = None
    against: int | None = None
    abstain: int | None = None
    absent: int | None = None
    invalid: int | None = None

    def __str__(self) -> str:
        counted = zip(BALLOTS, self, strict=True)
        return SEPARATOR.join(f"{name}={n}" for name, n in counted if n is not None)

    @property
    def result(self) -> str:
        """What the votes for and against add up to.

        The rule is the simple majority of the votes cast: ``carried`` with more for than
        against, ``rejected`` with more against than for, ``tied_vote`` with as many. Who
        abstains or is absent casts no vote. Bodies that ask for more (two thirds, a majority
        of all members) decide by their own rules, which the data does not have: so this is a
        computed word next to the claimed status, never in its place.

        Returns
        -------
        str
            A code of the list ``vote_results``; blank if one of the two numbers is not said.

        Examples
        --------
        >>> parse_votes("for=8;against=25;abstain=7").result
        'rejected'
        >>> parse_votes("for=8").result
        ''
        """
        if self.in_favour is None or self.against is None:
            return ""
        if self.in_favour == self.against:
            return _TIED
        return _CARRIED if self.in_favour > self.against else _REJECTED


def parse_votes(text: str) -> Votes:
    """Take the votes of a cell apart.

    Parameters
    ----------
    text : parts ``name=number`` in any order, each name once

    Raises
    ------
    GrammarError
        If it is malformed; it names a ballot that is none.

    Examples
    --------
    >>> str(parse_votes("against=25; for=8"))
    'for=8;against=25'
    """
    found: dict[str, int] = {}
    for part in text.split(SEPARATOR):
        name, _equals, count = part.strip().partition("=")
        if name not in BALLOTS:
            raise GrammarError(text, name, BALLOTS)
        if name in found or not _COUNT.fullmatch(count):
            raise GrammarError(text)
        found[name] = int(count)
    return Votes(*(found.get(name) for name in BALLOTS))
