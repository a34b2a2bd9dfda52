"""Changes of bytes, cells and JSON that leave most of an input as it was."""

from __future__ import annotations

import copy
import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

HOSTILE: Final = (
    "", " ", "\t", ";", ",", "@", "+", "-", "=", "/", "..", "=1+1", "\u202egnp.exe", "\u2028",
    "\ufeff",
    "\x00", "\x1b[2J", "e\u0301", "\U0001f600", "İ", "ﬁ", "ي", "ك", "\u200c", "٣", "1e400", "-0",
    "inf", "NaN", "0x10", "99999999999999999999", "1.0", "+1", "01", "null", "true", "tie/",
    "tie/a+b/sister_city", "unnamed/", "isfahan;porto", "isfahan@", "c-", "Q0", "Q60", "P190",
    "2000-02-30",
    "1378-01-01", "2001/", "/2001", "..", "[2001..]", "2001~", "{2001,2002}", "0000", "9999-12-31",
    "javascript:alert(1)", "https://example.org/a b", "http://[::1", "https://user@example.org/",
    "<script>", "</script>", "<!--", "]]>", '"', "'", '""', "\\", "\\u0000", "\r", "\r\n", "\n",
    "x" * 300, "%", "{}", "${x}", "#REF!", "#N/A",
)  # fmt: skip


def spoiled(draw: random.Random, text: str) -> str:
    """A text with something hostile in the place of it, or in it, or a part missing."""
    way = draw.randrange(6)
    at = draw.randint(0, len(text))
    if way == 0:
        return draw.choice(HOSTILE)
    if way == 1:
        return text[:at] + draw.choice(HOSTILE) + text[at:]
    if way == 2:
        return text[:at] + text[at + 1 :]
    if way == 3:
        return text + text
    if way == 4 and text:
        other = draw.randrange(len(text))
        return text[:at] + text[other] + text[at + 1 :]
    return (
        text[:at]
        + chr(draw.choice((draw.randrange(32, 127), draw.randrange(160, 0x3000))))
        + text[at:]
    )


def spoiled_bytes(draw: random.Random, data: bytes, times: int = 3) -> bytes:
    """Bytes with some cut, doubled, flipped or put in."""
    for _time in range(draw.randint(1, times)):
        at = draw.randint(0, len(data))
        size = draw.choice((1, 1, 2, 8, 64))
        way = draw.randrange(5)
        if way == 0:
            data = data[:at] + data[at + size :]
        elif way == 1:
            data = data[:at] + data[at : at + size] * 2 + data[at + size :]
        elif way == 2 and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
        elif way == 3:
            data = (
                data[:at]
                + bytes(draw.randrange(256) for _ in range(draw.randint(1, 4)))
                + data[at:]
            )
        else:
            data = data[:at] + draw.choice(HOSTILE).encode("utf-8", "replace") + data[at:]
    return data


def spoiled_rows(
    draw: random.Random, rows: list[list[str]], pool: Sequence[str] = (), header: bool = True
) -> list[list[str]]:
    """Rows of a table with cells changed, swapped or exchanged, rows doubled or dropped."""
    rows = [list(row) for row in rows]
    for _time in range(draw.randint(1, 4)):
        first = 1 if header and draw.random() < 0.93 else 0
        if len(rows) <= first:
            break
        row = rows[draw.randrange(first, len(rows))]
        if not row:
            continue
        at = draw.randrange(len(row))
        way = draw.randrange(9)
        if way < 3:
            row[at] = spoiled(draw, row[at])
        elif way == 3:  # a value of another row: it fits, but not here
            other_row = draw.choice(rows)
            row[at] = other_row[at] if at < len(other_row) else ""
        elif way == 4:
            other = draw.randrange(len(row))
            row[at], row[other] = row[other], row[at]
        elif way == 5:
            rows.insert(draw.randint(first, len(rows)), list(row))
        elif way == 6:
            rows.remove(row)
        elif way == 7 and pool:
            row[at] = draw.choice(pool)
        else:
            row[at : at + 1] = [row[at], draw.choice(HOSTILE)] if draw.random() < 0.3 else []
    return rows


def read_csv(data: bytes, separator: str = ",") -> list[list[str]]:
    """The rows of a table."""
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=separator))


def write_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> bytes:
    """The table of rows."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


Place = tuple[Any, Any]  # a list or an object, and the index or key in it


def _places(node: Any) -> Iterator[Place]:
    todo = [node]
    while todo:
        one = todo.pop()
        inside = one.items() if isinstance(one, dict) else enumerate(one)
        for key, value in inside:
            yield one, key
            if isinstance(value, dict | list):
                todo.append(value)


def _deep(draw: random.Random) -> str:
    """Stands for a value that is nested so deeply that ``json`` itself could not write it."""
    return f"deep-{draw.choice((2, 30, 300, 3000, 100_000))}-{draw.randrange(2)}-deep"


_DEEP = re.compile(r'"deep-([0-9]+)-([01])-deep"')


def _nested(match: re.Match[str]) -> str:
    levels = int(match[1])
    return (
        '{"value":' * levels + "1" + "}" * levels if int(match[2]) else "[" * levels + "]" * levels
    )


ODD: Final[tuple[Callable[[random.Random], Any], ...]] = (
    lambda draw: None,
    lambda draw: draw.choice((0, -1, 1e308, 2**70, True, False)),
    lambda draw: draw.choice(HOSTILE),
    lambda draw: draw.choice(([], {}, [[]], [None], {"": None}, {"@id": 5}, {"@value": {}})),
    lambda draw: "\ud800",  # as bytes that are no UTF-8, or as a question mark
    _deep,
)


def spoiled_json(draw: random.Random, data: bytes) -> bytes:
    """A JSON document with values of other types, keys renamed, dropped or moved."""
    document = json.loads(data)
    for _time in range(draw.randint(1, 3)):
        places = list(_places(document))
        if not places:
            break
        holder, key = draw.choice(places)
        way = draw.randrange(5)
        if way == 0:
            holder[key] = draw.choice(ODD)(draw)
            if holder[key] == "\ud800" and draw.random() < 0.5:
                holder[key] = "escaped-surrogate"
        elif way == 1 and isinstance(holder[key], str):
            holder[key] = spoiled(draw, holder[key])
        elif way == 2:
            del holder[key]
        elif way == 3 and isinstance(holder, dict):
            holder[spoiled(draw, str(key))] = holder.pop(key)
        else:
            other, name = draw.choice(places)
            if name in other if isinstance(other, dict) else name < len(other):
                holder[key] = copy.deepcopy(other[name])
    text = _DEEP.sub(_nested, json.dumps(document, ensure_ascii=False))
    text = text.replace("escaped-surrogate", "\\ud800")
    return text.encode("utf-8", "surrogatepass" if draw.random() < 0.2 else "replace")
