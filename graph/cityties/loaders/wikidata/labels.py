"""Names of items: the best label that is not damaged."""

from __future__ import annotations

import re
import unicodedata

from cityties.loaders.cells import cell_faults
from cityties.loaders.wikidata.items import LANGUAGES, Item
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.columns import Column

_NAME = Column("name_en", "text", "")
_LONGEST = 150  # no place, network or person of Wikidata has a longer name in use
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


def is_damaged(label: str) -> bool:
    """Whether a label looks vandalised: flags and other pictures, addresses, no letter at all.

    Examples
    --------
    >>> is_damaged("Weimar"), is_damaged("Weimar 🇩🇪"), is_damaged("???")
    (False, True, True)
    """
    text = label.strip()
    return (
        not text
        or len(text) > _LONGEST
        or cell_faults(_NAME, "text", text) != []
        or _ADDRESS.search(text) is not None
        or not any(letter.isalpha() for letter in text)
        or any(unicodedata.category(letter) in ("So", "Cs", "Co", "Cn") for letter in text)
    )


def name_of(item: Item, surprises: Surprises | None) -> str:
    """The English name, or that of the first other language that has one; empty if none has.

    Parameters
    ----------
    item : the item
    surprises : notes what is odd
    """
    for language in LANGUAGES:
        label = item.labels.get(language, "")
        if not label or language == "fa":
            continue
        if is_damaged(label):
            if surprises:
                surprises.note("bad-label", item.id)
            continue
        if surprises and language not in ("en", "mul"):
            surprises.note("other-language", item.id)
        return " ".join(label.split())
    if surprises:
        surprises.note("no-label", item.id)
    return ""


def persian_name_of(item: Item, surprises: Surprises | None) -> str:
    """The Persian name; empty if there is none, or it is damaged."""
    label = item.labels.get("fa", "")
    if label and not is_damaged(label):
        return " ".join(label.split())
    if surprises:
        surprises.note("bad-label" if label else "no-persian", item.id)
    return ""
