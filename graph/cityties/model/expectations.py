"""How many claims a source should give: ``13`` or ``10..14``."""

from __future__ import annotations

from typing import NamedTuple

from cityties.model.grammars import GrammarError
from cityties.start.patterns import regex

_EXPECTED = regex(r"([0-9]{1,9})(?:\.\.([0-9]{1,9}))?")


class Expected(NamedTuple):
    """The least and the most; the same twice for one number."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}..{self.most}"

    def holds(self, number: int) -> bool:
        """Whether a number of claims is within the two."""
        return self.least <= number <= self.most


def parse_expected(text: str) -> Expected:
    """Take the column ``expected`` of a source apart.

    Raises
    ------
    GrammarError
        If it is neither a number nor a range from a smaller to a larger one.

    Examples
    --------
    >>> parse_expected("10..14"), str(parse_expected("013..13"))
    (Expected(least=10, most=14), '13')
    """
    match = _EXPECTED.fullmatch(text)
    if match is None:
        raise GrammarError(text)
    found = Expected(int(match[1]), int(match[2] or match[1]))
    if found.least > found.most:
        raise GrammarError(text)
    return found
