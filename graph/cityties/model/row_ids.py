"""Ids of new rows, made of what is in them: two people who add rows never take one id for two.

An id that counts (``c-N014``) is given twice where two people add a claim in two copies of a
folder. One that is a hash of the row's cells is not, and the same row entered twice has one id.
An id is given once: it stays when the row is edited later.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Final

from cityties.model.tables import COLUMNS, LIST_SEPARATOR, VALUE_KINDS
from cityties.model.unfolding import UNFOLDINGS, canonical_cell

NEW_CLAIM: Final = "c-new"
"""Stands for the id of a claim in its own cells until they are all known."""

_SHORT: Final = 8  # digits of a hash: two rows of 10,000 share them once in a hundred folders
_SUFFIX: Final = 6  # digits behind a readable id that another row has


def row_digest(table: str, cells: Mapping[str, str]) -> str:
    """SHA-256 of a row's cells, as hex digits: empty cells, order and the id do not matter.

    Parameters
    ----------
    table : name of the table, such as ``"claims"``
    cells : the cells by column

    Examples
    --------
    >>> one = row_digest("claims", {"source": "a", "parties": "porto;isfahan", "note": ""})
    >>> one == row_digest("claims", {"id": "c-1", "parties": "isfahan; porto", "source": "a"})
    True
    """
    own = cells.get("id", "")
    kinds = VALUE_KINDS[table]
    grammars = {column.name: column.kind for column in COLUMNS[table] if column.kind in UNFOLDINGS}
    plain: dict[str, str] = {}
    for name, cell in sorted(cells.items()):
        text = cell.strip()
        if name == "id" or not text:
            continue
        if table == "claims" and own:  # what the claim does not name has its id in it
            text = renamed(text, own, NEW_CLAIM)
        parts = text.split(LIST_SEPARATOR) if kinds.get(name) == "list" else [text]
        if name in grammars:
            with contextlib.suppress(ValueError):
                parts = [canonical_cell(grammars[name], part.strip()) for part in parts]
        plain[name] = LIST_SEPARATOR.join(
            sorted({part.strip() for part in parts}) if kinds.get(name) == "list" else parts
        )
    text = json.dumps([table, plain], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def renamed(text: str, before: str, after: str) -> str:
    """A cell in which the unnamed things of one claim are those of another id.

    Examples
    --------
    >>> renamed("isfahan;unnamed/c-new.2", "c-new", "c-1f")
    'isfahan;unnamed/c-1f.2'
    """
    for end in (".", ";", "+", "/", ":", "@", " "):
        text = text.replace(f"unnamed/{before}{end}", f"unnamed/{after}{end}")
    start = f"unnamed/{before}"
    return text.removesuffix(start) + f"unnamed/{after}" if text.endswith(start) else text


def claim_id(cells: Mapping[str, str], find: Callable[[str], Mapping[str, str] | None]) -> str:
    """The id of a new claim: ``c-`` and eight digits of the hash of its cells, or more of them.

    Parameters
    ----------
    cells : the cells by column; the id in them, if any, does not matter
    find : the cells of the row that has an id, or ``None``

    Returns
    -------
    str
        An id that no row has, or the id of the row with the same content.

    Examples
    --------
    >>> cells = {"source": "imna-1", "type": "tie"}
    >>> made = claim_id(cells, lambda id: None)
    >>> made, claim_id(cells, {made: {"source": "other"}}.get)
    ('c-88c2a71e', 'c-88c2a71ec')
    >>> claim_id(cells, {made: {"type": "tie", "source": "imna-1"}}.get) == made
    True
    """
    digest = row_digest("claims", cells)
    for length in range(_SHORT, len(digest)):
        made = f"c-{digest[:length]}"
        there = find(made)
        if there is None or row_digest("claims", {**there, "id": made}) == digest:
            return made
    return f"c-{digest}"


def free_id(wanted: str, taken: set[str], content: str) -> str:
    """A readable id; where another row has it, with some digits of a hash behind it.

    Parameters
    ----------
    wanted : the id
    taken : the ids that other rows have
    content : what makes the row another one than theirs: an address, a name with its country

    Examples
    --------
    >>> free_id("imna", set(), "https://imna.ir"), free_id("imna", {"imna"}, "https://imna.ir")
    ('imna', 'imna-da689d')
    """
    digest = hashlib.sha256(content.encode()).hexdigest()
    made = wanted
    for length in range(_SUFFIX, len(digest)):
        if made not in taken:
            break
        made = f"{wanted}-{digest[:length]}"
    return made
