"""Regular expressions that are compiled when they are first used.

A command uses few of those that its modules hold, and compiling all of them takes longer than
most listings.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from typing import Any, AnyStr


class _Late:
    """Has the methods of a compiled expression once one of them is asked for."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        made = re.compile(*self._source)
        # Found without this method from now on.
        for each in ("findall", "finditer", "fullmatch", "match", "search", "split", "sub"):
            setattr(self, each, getattr(made, each))
        return getattr(made, name)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""A regular expression for a module to hold; it is compiled at its first use.

    Parameters
    ----------
    pattern, flags : as for :func:`re.compile`

    Returns
    -------
    What has the methods and attributes of a compiled expression.

    Examples
    --------
    >>> DAY = regex(r"(\d{4})-\d\d-\d\d")
    >>> DAY.fullmatch("2010-01-01")[1], DAY.pattern
    ('2010', '(\\d{4})-\\d\\d-\\d\\d')
    """
    return _Late(pattern, flags)  # type: ignore[return-value]
