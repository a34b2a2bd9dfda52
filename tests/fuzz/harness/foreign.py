"""Tables of links and members and saved answers of Wikidata, changed."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from cityties.errors import CitytiesError
from cityties.loaders.foreign.links import About, load_links
from cityties.loaders.foreign.members import load_members
from cityties.loaders.tables import load_folder
from cityties.loaders.wikidata.load import from_files
from cityties.model.rows import Tables
from harness.base import ROOT, FaultError, Target
from harness.mutate import spoiled_bytes, spoiled_json, spoiled_rows, write_csv

LINKS: Final = [
    ["source", "target"], ["Q42053", "Q60"], ["Q60", "Q42053"], ["isfahan", "Q84"], ["Q84",
    "isfahan"],
    ["q61", "http://www.wikidata.org/entity/Q60"], ["Q61", "Q62"], ["Q62", "Q64"], ["Q64", "Q1490"],
]  # fmt: skip
MEMBERS: Final = [
    ["name_on_website", "qid", "wikidata_name", "lat", "lng", "population", "country", "grade",
    "since", "until"],
    ["Oporto", "Q36433", "Porto", "41", "-8", "1", "Portugal", "observer", "2001", ""],
    ["Izmir", "Q35997", "İzmir", "38.41", "27.14", "4493242", "Turkey", "", "2003-05", "2010"],
    ["Isfahan", "Q42053", "", "32.65", "51.67", "", "Iran", "board", "", ""],
    ["Kyoto", "", "", "", "", "", "Japan", "", "1998~", "../2004"],
]  # fmt: skip
ABOUT: Final = About("Lists of the fuzzers", "2016-09")


@cache
def _known() -> Tables:
    return load_folder(ROOT / "tests" / "fixtures" / "small")


def _in_file(name: str, data: bytes, load: Callable[[Path], Any]) -> str:
    """Rows or an error of ours; rows that are given must be sound."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / name
        file.write_bytes(data)
        try:
            loaded = load(file)
        except CitytiesError as error:
            if not str(error):
                raise FaultError("refused without a word") from error
            return "refused"
        if not loaded.lines:
            raise FaultError("loaded without a summary")
    return "loaded"


def _table(rows: list[list[str]], draw: random.Random) -> bytes:
    separator = draw.choice(",\t;")
    if draw.random() < 0.2:
        return spoiled_bytes(draw, write_csv(rows, separator))
    words = [cell for row in rows for cell in row]
    return write_csv(spoiled_rows(draw, rows, words), separator)


def check_links(data: bytes) -> str:
    """``load links``: every line is a claim or a finding, or the file is refused."""

    def load(file: Path) -> Any:
        loaded = load_links(file, ABOUT, known=_known())
        said = {claim.locator for claim in loaded.tables.claims}
        found = {f.line for many in loaded.record.by_code().values() for f in many if f.line}
        told = {int(one.removeprefix("line ").split(":")[0]) for one in said} | found
        lines = (
            data.decode("utf-8-sig", "replace")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
            .split("\n")
        )
        silent = [n for n, line in enumerate(lines, 1) if line.strip() and n not in told]
        text = "".join(lines)
        # One: the header. In UTF-16 the lines are others than those of UTF-8.
        if len(silent) > 1 and '"' not in text and "\0" not in text:
            raise FaultError(f"lines of which nothing is said: {silent[:5]}")
        return loaded

    return _in_file("links.csv", data, load)


def check_members(data: bytes) -> str:
    """``load members``."""
    return _in_file(
        "members.csv", data, lambda file: load_members(file, "Ports", ABOUT, known=_known())
    )


def _snak(value: Any, kind: str = "wikibase-entityid") -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": value, "type": kind}}


def _moment(text: str, precision: int) -> dict[str, Any]:
    calendar = "http://www.wikidata.org/entity/Q1985727"
    return _snak({"time": text, "precision": precision, "calendarmodel": calendar}, "time")


def _statement(number: int, snak: dict[str, Any], **qualifiers: Any) -> dict[str, Any]:
    return {
        "mainsnak": snak, "id": f"Q9005${number}", "rank": "normal",
        "qualifiers": {name: [one] for name, one in qualifiers.items()},
    }  # fmt: skip


def _item(qid: str) -> dict[str, Any]:
    return _snak({"entity-type": "item", "numeric-id": int(qid[1:]), "id": qid})


ENTITY: Final[dict[str, Any]] = {
    "id": "Q9005",
    "labels": {"en": {"language": "en", "value": "Neustadt"}, "fa": {"language": "fa",
    "value": "نویشتات"}},
    "claims": {
        "P190": [
            _statement(1, _item("Q1"), P580=_moment("+1995-02-18T00:00:00Z", 11)),
            _statement(2, {"snaktype": "somevalue"}),
            _statement(5, _item("Q4"), P582=_moment("+2019-04-00T00:00:00Z", 10)),
        ],
        "P17": [_statement(6, _item("Q183"))],
        "P625": [_statement(7, _snak({"latitude": 50.5, "longitude": 11.5, "globe": None}))],
        "P1082": [_statement(8, _snak({"amount": "+1200", "unit": "1"}))],
        "P6": [_statement(9, _item("Q77"), P580=_moment("+2001-00-00T00:00:00Z", 9))],
        "P463": [_statement(10, _item("Q88"))],
    },
}  # fmt: skip


def _cell(value: str, kind: str = "uri") -> dict[str, str]:
    return {"type": kind, "value": value}


_ENTITY_IRI = "http://www.wikidata.org/entity/"
ANSWER: Final[dict[str, Any]] = {
    "head": {"vars": ["item", "itemLabel", "partner", "partnerLabel", "start", "end", "coord",
    "country"]},
    "results": {"bindings": [
        {"item": _cell(f"{_ENTITY_IRI}Q42053"), "partner": _cell(f"{_ENTITY_IRI}Q60"),
         "itemLabel": _cell("Isfahan", "literal"), "partnerLabel": _cell("New York", "literal"),
         "start": _cell("1995-02-18T00:00:00Z", "literal"), "coord": _cell("Point(51.6 32.6)",
         "literal")},
        {"item": _cell(f"{_ENTITY_IRI}Q60"), "partner": _cell(f"{_ENTITY_IRI}Q84"),
         "country": _cell(f"{_ENTITY_IRI}Q30"), "end": _cell("2001", "literal")},
    ]},
}  # fmt: skip


def make_wikidata(draw: random.Random) -> bytes:
    """An item or an answer, changed."""
    form = draw.choice((ENTITY, {"entities": {"Q9005": ENTITY}}, [ENTITY], ANSWER))
    data = json.dumps(form, ensure_ascii=False).encode()
    return spoiled_bytes(draw, data) if draw.random() < 0.15 else spoiled_json(draw, data)


def check_wikidata(data: bytes) -> str:
    """``load wikidata --from``."""
    return _in_file("a.json", data, lambda file: from_files([file], date="2020-06", known=_known()))


TARGETS = (
    Target("links", lambda draw: _table(LINKS, draw), check_links),
    Target("members", lambda draw: _table(MEMBERS, draw), check_members),
    Target("wikidata", make_wikidata, check_wikidata),
)
