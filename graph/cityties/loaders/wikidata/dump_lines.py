"""The lines of a dump, narrowed to what is used of an item: a line in a hundred bytes of it.

``msgspec`` reads a whole block at once and leaves out the rest as it reads, which costs no more
than looking for a byte string; without it Python's own ``json`` reads line by line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cityties.loaders.wikidata.items import LANGUAGES

_SIGN: Final = 300  # bytes of a line in which the id of its item stands
_AROUND: Final = b"[],\r\n \t"  # what stands around the items of a block: the array's own


@dataclass(slots=True)
class Narrowed:
    """What a block of lines has.

    Parameters
    ----------
    chosen : the items with one of the properties
    others : a line of JSON for each other item
    odd : ids of items with one of the properties that cannot be read
    """

    chosen: list[dict[str, Any]] = field(default_factory=list)
    others: bytes = b""
    odd: list[str] = field(default_factory=list)


Narrow = Callable[[bytes], Narrowed]


def narrow_by(properties: Sequence[str], keep: Sequence[str]) -> Narrow:
    r"""A function that narrows blocks of whole lines, each the text of an array.

    A block that cannot be read as an array is read line by line, which takes longer.

    Parameters
    ----------
    properties : items with a statement of one of them are chosen
    keep : of which properties the statements are kept, these among them

    Examples
    --------
    >>> narrow = narrow_by(["P190"], ["P190", "P17"])
    >>> found = narrow(b'[{"id":"Q1","claims":{"P190":[]}},\n{"id":"Q2","claims":[]}]')
    >>> found.chosen[0]["id"], item_of(found.others.strip(), ["P17"])
    ('Q1', {'id': 'Q2', 'labels': {}, 'claims': {}})
    """
    try:
        return _by_msgspec(properties, keep)
    except ImportError:
        return lambda block: _line_by_line(block, properties, keep)


def item_of(line: bytes, keep: Sequence[str]) -> dict[str, Any]:
    """The item of a line: its id, the labels that are used, the statements that are kept.

    Parameters
    ----------
    line : the JSON of an item
    keep : properties

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError, RecursionError
        If it is not the JSON of an item.
    """
    found = json.loads(line)
    if not isinstance(found["id"], str):
        raise TypeError(found["id"])
    item: dict[str, Any] = {"id": found["id"]}
    for name, wanted in (("labels", LANGUAGES), ("claims", keep)):
        there = found.get(name)
        there = there if isinstance(there, dict) else {}  # older dumps write none as []
        item[name] = {each: there[each] for each in wanted if each in there}
    return item


def lines_of(block: bytes, ids: frozenset[bytes]) -> Iterator[bytes]:
    """The lines of a block that are of some items.

    Parameters
    ----------
    block : whole lines
    ids : the items
    """
    start = 0
    while start < len(block):
        end = block.find(b"\n", start)
        end = end if end >= 0 else len(block)
        if id_of(block, start, end) in ids:
            yield block[start:end]
        start = end + 1


def id_of(block: bytes, start: int, end: int) -> bytes:
    """The id of the item of a line, or nothing.

    Parameters
    ----------
    block : it has the line
    start, end : where the line is

    Examples
    --------
    >>> id_of(b'{"type":"item","id":"Q42","labels":{}}', 0, 38)
    b'Q42'
    """
    at = block.find(b'"id":"', start, min(end, start + _SIGN))
    if at < 0:
        return b""
    stop = block.find(b'"', at + 6, at + 32)
    return block[at + 6 : stop] if stop >= 0 else b""


def _line_by_line(block: bytes, properties: Sequence[str], keep: Sequence[str]) -> Narrowed:
    """Narrow each line by itself: one that cannot be read does not hide the others."""
    made = Narrowed()
    signs = [f'"{name}"'.encode() for name in properties]
    others = []
    for raw in block.split(b"\n"):
        line = raw.strip(_AROUND)
        if not line:
            continue
        try:
            item = item_of(line, keep)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            if any(sign in line for sign in signs):
                made.odd.append(id_of(line, 0, len(line)).decode("ascii", "replace") or "?")
            elif id_of(line, 0, len(line)):
                others.append(line)  # reported if another item names it
            continue
        if any(name in item["claims"] for name in properties):
            made.chosen.append(item)
        else:
            others.append(json.dumps(item, separators=(",", ":")).encode())
    made.others = b"".join(line + b"\n" for line in others)
    return made


def _by_msgspec(properties: Sequence[str], keep: Sequence[str]) -> Narrow:
    import msgspec

    # Parts that are used come as they stand in the line, all others are skipped.
    part = (msgspec.Raw | msgspec.UnsetType, msgspec.UNSET)

    def type_of(name: str, fields: Sequence[str]) -> Any:
        return msgspec.defstruct(name, [(each, *part) for each in fields], gc=False)

    labels, claims = type_of("Labels", LANGUAGES), type_of("Claims", keep)
    none = list[msgspec.Raw]  # older dumps write none as []
    item: Any = msgspec.defstruct(
        "Item",
        [
            ("id", str),
            ("labels", labels | none, msgspec.field(default_factory=labels)),
            ("claims", claims | none, msgspec.field(default_factory=claims)),
        ],
        gc=False,
    )
    decoder, encoder = msgspec.json.Decoder(list[item]), msgspec.json.Encoder()

    def narrow(block: bytes) -> Narrowed:
        try:
            items = decoder.decode(block)
        except (msgspec.MsgspecError, RecursionError):
            return _line_by_line(block, properties, keep)
        made = Narrowed()
        others = []
        for each in items:
            if any(getattr(each.claims, name, msgspec.UNSET) is not msgspec.UNSET
                   for name in properties):  # fmt: skip
                made.chosen.append(item_of(encoder.encode(each), keep))
            else:
                others.append(each)
        made.others = encoder.encode_lines(others)
        return made

    return narrow
