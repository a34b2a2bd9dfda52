"""Which texts a spreadsheet would run instead of showing them.

One place decides for the tables that are read (:mod:`cityties.loaders.cells`) and for those
that are written with ``--guard-formulas`` (:mod:`cityties.export.edgelist`).
"""

from __future__ import annotations

import re

# Spaces, invisible characters and quotation marks before it do not make a formula harmless:
# programs strip the first when they import, and people the last. East Asian versions also
# run the wide forms of the signs.
_FORMULA = re.compile(
    "[\\s\"'`“”„«»\u200b-\u200f\u2060\ufeff]*(?:[=@＝＠]|[+\\-−＋－](?P<rest>.*))", re.DOTALL
)
# A number, a telephone number, a range or a text after a dash are shown as they are.
_HARMLESS = re.compile(r"[0-9.,/ ()]*%?|[ \u2013\u2014-][^=+@|!(]*|[0-9][0-9 ()./-]*")


_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def may_be_formula(text: str) -> bool:
    """Whether a text is better guarded: a sign at its start is enough, also before a number.

    Parameters
    ----------
    text : a cell

    Examples
    --------
    >>> may_be_formula("-1"), may_be_formula(" =1"), may_be_formula("Porto")
    (True, True, False)
    """
    return text.startswith(_SIGNS) or looks_like_formula(text)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text as a formula.

    Parameters
    ----------
    text : a cell

    Examples
    --------
    >>> [looks_like_formula(text) for text in ("=1+1", " @SUM(A1)", "-2+3+cmd|' /C calc'!A0")]
    [True, True, True]
    >>> [looks_like_formula(text) for text in ("-9.5", "+98 31 3222", "- a note", "Porto")]
    [False, False, False, False]
    """
    if text.startswith(("\t", "\r")):  # some programs drop them, and see a formula then
        return True
    found = _FORMULA.match(text)
    if found is None:
        return False
    rest = found["rest"]
    return rest is None or _HARMLESS.fullmatch(rest) is None
