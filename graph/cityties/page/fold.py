"""The table by which the page folds names as :func:`cityties.language.names.fold` does."""

from __future__ import annotations

import unicodedata
from functools import cache

from cityties.language.names import fold

# Beyond these stand Chinese and Korean signs, which fold to themselves, and scripts of no
# living city.
_SIGNS = (*range(0x21, 0x3100), *range(0xAB70, 0xABC0), *range(0xFB00, 0x10000))


@cache
def fold_table() -> dict[str, dict[str, str] | str]:
    """What ``js/fold.js`` needs to fold as Python does, made from Python's own folding.

    A browser can lower case, take signs apart (NFKD) and tell letters and digits
    from the rest; the table holds what is different after that. Every sign of
    the alphabets is tried, so that the table follows a change of ``fold`` by itself.

    Returns
    -------
    dict
        ``letters``: sign to what stands for it; ``marks``: the signs that are
        dropped, as the inside of a regular expression's bracket.

    Examples
    --------
    >>> fold_table()["letters"]["ß"], fold_table()["letters"]["ك"]
    ('ss', 'ک')
    """
    letters: dict[str, str] = {}
    marks: list[int] = []
    for code in _SIGNS:
        sign = chr(code)
        # Only what the browser's own steps leave behind is looked up.
        if _browser(sign) != sign:
            continue
        # Between letters, a blank shows whether the sign goes or separates.
        folded = fold(f"a{sign}a")[1:-1]
        plain = sign if sign.isalnum() else " "
        if folded == "" and unicodedata.combining(sign):
            marks.append(code)
        elif folded != plain:
            letters[sign] = folded
    return {"letters": letters, "marks": _ranges(marks)}


def _browser(sign: str) -> str:
    """What the browser makes of a sign before it looks at the table."""
    return unicodedata.normalize("NFKD", sign.lower()).lower()


def _ranges(codes: list[int]) -> str:
    r"""Code points as the inside of a bracket: ``\u{300}-\u{36f}…``."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(
        f"\\u{{{first:x}}}" if first == last else f"\\u{{{first:x}}}-\\u{{{last:x}}}"
        for first, last in runs
    )
