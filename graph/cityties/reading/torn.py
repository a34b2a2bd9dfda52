"""Lines of lists that contradict themselves: a start after the end (rule 11).

A list of 2024 says of one tie that it began in 2010 and ended in 2005. One of the two is wrong,
and nobody can see which; to read them in the order of time would make a tie that ended and then
began again, in force today. So neither gives a status. Both claims stay, and they are a Conflict,
since each names the other in ``contradicts``.
"""

from __future__ import annotations

from collections.abc import Mapping

from cityties.model.rows import Claim
from cityties.reading.acts import BY_LIST
from cityties.vocabulary.codes import MEMBERSHIP_LADDER, TIE_LADDER

_BEGINS = (TIE_LADDER.top, MEMBERSHIP_LADDER.top)
_ENDS = TIE_LADDER.strong | MEMBERSHIP_LADDER.strong


def find_torn(known: Mapping[str, Claim]) -> frozenset[str]:
    """The claims of lines whose start is after their end.

    Parameters
    ----------
    known : the claims by id

    Returns
    -------
    frozenset : ids of claims: of one source and about one thing, both by a list's word, of which
        one is the beginning, the other an end that is certainly earlier, and one says that it
        contradicts the other

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> begin = Claim("c-1", "s", "tie", aspect="change", about="tie/a+b/sister_city",
    ...     status="in_force", when=parse_edtf("2010"), basis="list", contradicts=("c-2",))
    >>> end = Claim("c-2", "s", "tie", aspect="change", about="tie/a+b/sister_city",
    ...     status="ended", when=parse_edtf("2005"), basis="list")
    >>> sorted(find_torn({"c-1": begin, "c-2": end}))
    ['c-1', 'c-2']
    """
    found: set[str] = set()
    for claim in known.values():
        if claim.basis == BY_LIST:
            for id in claim.contradicts:
                other = known.get(id)
                if other is not None and _is_torn(claim, other):
                    found |= {claim.id, other.id}
    return frozenset(found)


def _is_torn(one: Claim, other: Claim) -> bool:
    begin, end = (one, other) if one.status in _BEGINS else (other, one)
    return (
        begin.status in _BEGINS
        and end.status in _ENDS
        and one.basis == other.basis == BY_LIST
        and (one.source, one.type, one.about) == (other.source, other.type, other.about)
        and begin.when is not None
        and end.when is not None
        and begin.when.earliest > end.when.latest
    )
