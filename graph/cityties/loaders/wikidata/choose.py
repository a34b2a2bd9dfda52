"""One value of several: by rank, then by date; what has ended does not count."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from cityties.loaders.wikidata.items import Statement

_UNDATED = datetime.date.min


def usable(statements: Iterable[Statement]) -> list[Statement]:
    """The statements that say something: not deprecated, with a value."""
    return [each for each in statements if each.rank != "deprecated" and not each.special]


def best_rank(statements: Iterable[Statement]) -> list[Statement]:
    """The preferred ones if there are any, else the normal ones; never deprecated ones.

    Examples
    --------
    >>> one = Statement("a", "Q1", "P17", "normal", "Q2")
    >>> other = Statement("b", "Q1", "P17", "preferred", "Q3")
    >>> [each.value for each in best_rank([one, other])]
    ['Q3']
    """
    found = usable(statements)
    return [each for each in found if each.rank == "preferred"] or found


def has_ended(statement: Statement, day: datetime.date) -> bool:
    """Whether it was certainly over by a day; an end on an unknown day is an end."""
    if statement.end is None:
        return False
    return statement.end.when is None or statement.end.when.latest <= day


def choose(statements: Iterable[Statement], day: datetime.date) -> list[Statement]:
    """The values that are equally right on a day, best first.

    Best rank first; of those what has not ended; of those the newest by its
    point in time (P585), else its start (P580); undated ones come last.

    Parameters
    ----------
    statements : the statements of one property of one item
    day : the day of the data

    Returns
    -------
    list : one statement, or several that cannot be distinguished, by their values; empty if all
        have ended

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> from cityties.loaders.wikidata.items import Moment
    >>> old = Statement("a", "Q1", "P1082", value="10", at=Moment(parse_edtf("2000")))
    >>> new = Statement("b", "Q1", "P1082", value="12", at=Moment(parse_edtf("2014")))
    >>> [each.value for each in choose([old, new], datetime.date(2020, 1, 1))]
    ['12']
    """
    lasting = [each for each in best_rank(statements) if not has_ended(each, day)]
    if not lasting:
        return []
    newest = max(_dated(each) for each in lasting)
    equal = {each.value: each for each in lasting if _dated(each) == newest}
    return [equal[value] for value in sorted(equal)]


def _dated(statement: Statement) -> datetime.date:
    for moment in (statement.at, statement.start):
        if moment is not None and moment.when is not None:
            return moment.when.latest
    return _UNDATED
