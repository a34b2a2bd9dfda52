"""Exports of examples as Turtle, TriG, N-Quads and JSON-LD, changed: an error of ours, or rows."""

from __future__ import annotations

import json
import random
import re
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from cityties.errors import CitytiesError, DataError
from cityties.model.tables import ROW_TYPES, canonical_tables
from cityties.rdf.from_quads import rows_from_quads
from cityties.rdf.load import load_rdf
from cityties.rdf.to_quads import quads
from harness.base import ROOT, FaultError, Target
from harness.mutate import HOSTILE, spoiled, spoiled_bytes, spoiled_json
from harness.tables import check_problems

FORMATS: Final = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}
EMPTY: Final = (b"null", b"5", b'"x"', b"[]", b"{}", b'{"@context": {}}', b'[{"@id": "a:b"}]')


@cache
def _exports() -> dict[str, bytes]:
    """The invented example in each format, as ``export`` writes it."""
    import cityties

    graph = cityties.open(ROOT / "tests" / "fixtures" / "small", shipped=False)
    return {name: graph.export(name) for name in FORMATS}


def _spoiled_text(draw: random.Random, text: str) -> str:
    """A text with a token changed, doubled, dropped or put elsewhere."""
    tokens = re.findall(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|[\w:/.-]+|\s+|.', text)
    for _time in range(draw.randint(1, 3)):
        at = draw.randrange(len(tokens))
        way = draw.randrange(6)
        if way == 0:
            tokens[at] = draw.choice(tokens)
        elif way == 1:
            tokens.insert(at, draw.choice(tokens))
        elif way == 2:
            tokens[at] = spoiled(draw, tokens[at])
        elif way == 3:
            tokens[at] = ""
        elif way == 4:
            end = min(len(tokens), at + draw.randrange(40))
            tokens[at:at] = tokens[at:end]
        else:
            deep = draw.choice((3, 100, 3000))
            open_, close = draw.choice(
                (
                    ("[ <a:b> ", "]"),
                    ("(", ")"),
                    ("<<( <a:a> <a:b> ", " )>>"),
                    ("<< <a:a> <a:b> ", ">>"),
                )
            )
            tokens[at] = open_ * deep + draw.choice(HOSTILE) + close * deep
    return "".join(tokens)


def make(name: str, draw: random.Random) -> bytes:
    """An export that is changed a little."""
    data = _exports()[name]
    if draw.random() < 0.2:
        return spoiled_bytes(draw, data)
    if name == "jsonld":
        return draw.choice(EMPTY) if draw.random() < 0.01 else spoiled_json(draw, data)
    return _spoiled_text(draw, data.decode()).encode("utf-8", "replace")


def check(name: str, data: bytes) -> str:
    """An error of ours, or rows that come back from RDF as they are."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"a.{FORMATS[name]}"
        file.write_bytes(data)
        try:
            tables = load_rdf(file)
        except DataError as error:
            check_problems(error)
            return "refused"
        except CitytiesError:
            return "refused"
    if canonical_tables(rows_from_quads(quads(tables))) != canonical_tables(tables):
        raise FaultError("the rows do not come back from RDF")
    if name == "jsonld" and (lost := unmapped_keys(json.loads(data.decode("utf-8-sig")))):
        raise FaultError(f"loaded, although nothing maps {lost[:5]}: their values are lost")
    return (
        "loaded" if any(len(getattr(tables, table)) for table in ROW_TYPES) else "loaded, nothing"
    )


def unmapped_keys(document: Any) -> list[str]:
    """Keys with a value that no context of the document maps to a property."""
    terms: set[str] = set()
    keys: set[str] = set()
    todo = [document]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        if not isinstance(one, dict):
            continue
        for key, value in one.items():
            if key == "@context":
                for part in value if isinstance(value, list) else [value]:
                    if not isinstance(part, dict):
                        return []  # our own context, or none
                    terms |= part.keys()
                continue
            if not key.startswith("@") and ":" not in key and value not in (None, [], {}):
                keys.add(key)
            todo.append(value)
    return [] if "@vocab" in terms else sorted(keys - terms)


TARGETS = tuple(
    Target(f"rdf-{name}", partial(make, name), partial(check, name)) for name in FORMATS
)
