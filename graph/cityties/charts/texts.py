"""Numbers and texts of charts: round ticks, digits, and how wide a text may be."""

from __future__ import annotations

import math
import unicodedata


def ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round values from at or below the least to at or above the largest.

    Examples
    --------
    >>> ticks(0, 26), ticks(0, 3)
    ([0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0], [0.0, 1.0, 2.0, 3.0])
    """
    if high <= low:
        low, high = (0.0, 1.0) if high == 0 else (min(0.0, low), max(0.0, high))
    raw = (high - low) / about
    unit = math.pow(10, math.floor(math.log10(raw)))
    step = next(size * unit for size in (1, 2, 5, 10) if size * unit >= raw * (1 - 1e-9))
    if step < 1 and float(low).is_integer() and float(high).is_integer():
        step = 1.0  # counts have no halves
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def positions(begin: float, end: float) -> list[float]:
    """Round positions inside the bounds."""
    if begin == end:
        return [begin]
    return [value for value in ticks(begin, end, about=9) if begin <= value <= end]


def powers(high: float) -> list[float]:
    """1, 2, 5, 10, … up to the largest value; only powers of ten where they are many."""
    steps = (1,) if high > 2_000 else (1, 2, 5)
    values = [step * 10**power for power in range(12) for step in steps]
    kept = [float(value) for value in values if value <= high]
    return kept if len(kept) > 1 else [1.0, 2.0]


def number_text(value: float) -> str:
    """A number in the digits of the language, at most four places that count."""
    from cityties.words.phrases import number

    if value == int(value):
        return number(int(value))
    places = min(6, max(1, 3 - math.floor(math.log10(abs(value)))))
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    return number(value, decimals)


def year_text(value: float) -> str:
    """A year (without separators) in the digits of the language."""
    from cityties.words.phrases import digits

    return digits(f"{value:g}")


def wide(text: str, size: int) -> float:
    """About how many pixels a text takes: an estimate, the same everywhere.

    Noto Sans takes nine tenths of it, DejaVu Sans about all; bold letters a tenth more.
    """
    ems = 0.0
    for letter in text:
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
            continue
        if unicodedata.east_asian_width(letter) in "WF":
            ems += 1.0
        elif letter in " .,:;|'!()[]ijlftI":
            ems += 0.36
        elif letter in "MWQmw%@سشصض":
            ems += 0.9
        else:
            ems += 0.75 if letter.isupper() else 0.6
    return ems * size


def shortened(text: str, room: float, size: int) -> str:
    """The text, cut with an ellipsis where it is longer than the room."""
    text = " ".join(text.split())
    if wide(text, size) <= room:
        return text
    while text and wide(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, room: float, size: int) -> list[str]:
    """The text in lines that fit the room; a longer word stays whole."""
    made: list[str] = []
    for word in text.split():
        longer = f"{made[-1]} {word}" if made else word
        if made and wide(longer, size) <= room:
            made[-1] = longer
        else:
            made.append(word)
    return made
