"""More small sets of claims with their right answers, worked out by hand from the rules."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from cityties.checks import account
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.reading import Readings, city_resolver, read_tables
from cityties.reading.rows import tie_rows

SOURCES = (
    *(
        Source(f"s{year}", "news", "", "pub", published=parse_edtf(f"{year}-06-01"))
        for year in range(1995, 2026)
    ),
    Source("s2005x", "news", "", "pub", published=parse_edtf("2005-06-01"), doubt="old copy"),
    Source("s2015x", "news", "", "pub", published=parse_edtf("2015-06-01"), doubt="stale list"),
    Source("saa2005", "news", "", "aa-municipality", published=parse_edtf("2005-06-01")),
    Source("sund", "news", "", "pub", accessed=parse_edtf("2026-11-01")),
)
WORLD = Tables(
    sources=SOURCES,
    places=tuple(Place(city, "city", city) for city in ("aa", "bb", "cc", "dd")),
    organizations=(
        *(
            Organization(f"{city}-{body}", kind, body, acts_for=city)
            for city in ("aa", "bb", "cc")
            for body, kind in (("municipality", "municipality"), ("council", "city_council"))
        ),
        Organization("iran-embassy", "embassy", "Embassy", acts_for="iran"),
    ),
    people=(Person("mayor-aa", "Mayor"), Person("mayor-bb", "Mayor")),
    posts=(
        Post("post-aa", "mayor", "aa-municipality", holders=("mayor-aa",)),
        Post("post-bb", "mayor", "bb", holders=("mayor-bb",)),
    ),
)
MANY = ("parties", "actor", "target", "excluding")
DAYS = ("when", "until")
SHORT = {
    "@reply": "type=event kind=reply",
    "@back": "actor=bb target=aa",
    "@renewal": "type=event kind=renewal",
    "@visit": "type=event about=ev-v kind=official_visit",
    "@list": "type=event kind=list aspect=state parties= actor=aa about=list-a",
    "@line": "aspect=state part_of=list-a",
    "@member": "type=membership kind=membership about=aa@pub parties=",
    "@count": "type=count aspect=state parties= about=aa",
    "@cities": "of=sister_cities",
    "@body": "parties=aa-municipality;bb",
}
"""What stands for several cells of a row."""


def claim(number: int, row: str) -> Claim:
    """A claim written as ``status when [column=value …]``; the parties are aa and bb."""
    for short, words in SHORT.items():
        row = row.replace(short, words)
    status, when, *rest = row.split()
    cells: dict[str, Any] = {
        "source": "s2020", "type": "tie", "aspect": "change", "kind": "sister_city",
        "parties": "aa;bb", "when": when,
    } | dict(cell.split("=", 1) for cell in rest)  # fmt: skip
    if cells["type"] == "tie" and "about" not in cells:
        parties = "+".join(sorted(cells["parties"].split(";")))
        cells["about"] = f"tie/{parties}/{cells['kind']}"
    for name in MANY:
        cells[name] = tuple(filter(None, cells.get(name, "").split(";")))
    for name in DAYS:
        text = cells.pop(name, "-")
        cells[name] = None if text == "-" else parse_edtf(text)
    if "number" in cells:
        cells["number"] = float(cells["number"])
    cells["of"] = cells.get("of", "").replace("_", " ")
    if cells["source"].isdigit():
        cells["source"] = f"s{cells['source']}"
    return Claim(f"c-{number}", status="" if status == "-" else status, **cells)


@cache
def tables(rows: tuple[str, ...]) -> Tables:
    return replace(WORLD, claims=tuple(claim(n, row) for n, row in enumerate(rows)))


@cache
def readings(rows: tuple[str, ...]) -> Readings:
    return read_tables(tables(rows))


def told(rows: tuple[str, ...], question: str) -> str:
    """``DAY [PAIR [KIND [CHANNEL]]]`` as ``status certainty [side] concluded | alternatives``."""
    words = question.split()
    day, pair, kind, channel = [*words, *("aa+bb", "sister_city", "all")[len(words) - 1 :]]
    found = [
        each.state(datetime.date.fromisoformat(day), channel)
        for each in readings(rows).pairs()
        if (each.parties, each.kind) == (tuple(pair.split("+")), kind)
    ]
    texts = []
    for state in found:
        text = f"{state.status} {state.certainty} [{state.side}]"
        text += f" {state.concluded}" if state.concluded else ""
        others = ";".join(state.alternatives)
        texts.append(f"{text} | {others}" if others else text)
    return " and ".join(texts) or "no tie"


def answers(rows: tuple[str, ...], day: str) -> list[tuple[object, object]]:
    found = tie_rows(
        readings(rows),
        {source.id: source for source in SOURCES},
        on=datetime.date.fromisoformat(day),
        city="aa",
        city_of=city_resolver(WORLD),
    )
    return [(row["answer"], row["days_open"]) for row in found]


def conflicts(rows: tuple[str, ...]) -> str:
    found = readings(rows).conflicts
    return ", ".join(f"{c.what}: {' / '.join(sorted(v[0] for v in c.values))}" for c in found)


def findings(rows: tuple[str, ...]) -> str:
    found = account.check(tables(rows), readings(rows)).findings
    return ", ".join(sorted(f"{each.code} {each.where}" for each in found))


Rows = tuple[str, ...]

STATES: dict[str, tuple[Rows, dict[str, str]]] = {
    "sides: both broke, both resume one by one": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 side=bb act=ev-3",
            "resumed 2009-01-01 side=aa act=ev-4",
        ),
        {
            "2004-01-01": "suspended certain [aa] signed",
            "2006-01-01": "suspended certain [both] signed",
            "2008-01-01": "suspended certain [aa] signed",
            "2010-01-01": "in_force certain [both] signed",
        },
    ),
    "sides: resumption unsaid lifts all": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 act=ev-3",
        ),
        {"2008-01-01": "in_force certain [both] signed"},
    ),
    "sides: one suspended other broke": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "broken 2005-01-01 side=bb act=ev-2",
        ),
        {"2006-01-01": "suspended certain [both] signed"},
    ),
    "sides: broke alone": (
        ("in_force 2000-01-01", "broken 2005-01-01 side=bb act=ev-2"),
        {"2006-01-01": "broken certain [bb] signed"},
    ),
    "sides: suspended, other broke, first resumes": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "broken 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 side=aa act=ev-3",
        ),
        {"2008-01-01": "broken certain [bb] signed"},
    ),
    "sides: unsaid break, one resumes: possible": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 act=ev-1",
            "resumed 2007-01-01 side=aa act=ev-3",
        ),
        {"2004-01-01": "suspended certain [] signed"},
    ),
    "sides: resume what other broke is a finding": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "resumed 2007-01-01 side=bb act=ev-3",
        ),
        {"2008-01-01": "suspended certain [aa] signed"},
    ),
    "sides: signature lifts both": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "ended 2006-01-01 side=aa act=ev-e",
            "in_force 2008-01-01",
        ),
        {
            "2005-06-01": "suspended certain [both] signed",
            "2007-01-01": "ended certain [aa]",
            "2009-01-01": "in_force certain [both] signed",
        },
    ),
    "sides: renewal lifts both": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "held 2008-01-01 @renewal about=ev-r",
        ),
        {
            "2006-01-01": "suspended certain [both] signed",
            "2009-01-01": "in_force certain [both] signed",
        },
    ),
    "sides: actor names side": (
        ("in_force 2000-01-01", "suspended 2003-01-01 actor=aa act=ev-1"),
        {"2004-01-01": "suspended certain [aa] signed"},
    ),
    "sides: mayor as actor": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 actor=mayor-aa act=ev-1",
            "resumed 2005-01-01 actor=aa-council act=ev-2",
        ),
        {
            "2004-01-01": "suspended certain [aa] signed",
            "2006-01-01": "in_force certain [both] signed",
        },
    ),
    "sides: until of a break": (
        ("in_force 2000-01-01", "suspended 2003-01-01 until=2005-01-01 side=aa act=ev-1"),
        {
            "2005-01-01": "suspended certain [aa] signed",
            "2005-01-02": "in_force certain [both] signed",
        },
    ),
    "sides: until of one side's break leaves the other": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 until=2005-01-01 side=aa act=ev-1",
            "suspended 2004-01-01 side=bb act=ev-2",
        ),
        {
            "2004-06-01": "suspended certain [both] signed",
            "2005-06-01": "suspended certain [bb] signed",
        },
    ),
    "sides: until year": (
        ("in_force 2000-01-01", "suspended 2003-01-01 until=2005 side=aa act=ev-1"),
        {
            "2005-01-01": "suspended certain [aa] signed",
            "2005-06-01": "suspended possible [aa] signed | in_force",
            "2006-01-01": "in_force certain [both] signed",
        },
    ),
    "undated break until": (
        ("in_force 2000-01-01", "suspended - until=2005-01-01 side=aa act=ev-1"),
        {
            "2004-01-01": "in_force possible [both] signed | suspended",
            "2005-01-01": "suspended certain [aa] signed",
            "2005-01-02": "in_force certain [both] signed",
        },
    ),
    "nobegin: ending": (
        ("ended 2005-01-01 side=aa act=ev-1",),
        {"2004-01-01": "in_force possible [both] attested", "2006-01-01": "ended certain [aa]"},
    ),
    "nobegin: broken": (
        ("broken 2005-01-01 side=bb act=ev-1",),
        {
            "2004-01-01": "in_force possible [both] attested",
            "2006-01-01": "broken certain [bb] attested",
        },
    ),
    "nobegin: superseded": (
        ("superseded 2005-01-01 act=ev-1",),
        {"2004-01-01": "in_force possible [both] attested", "2006-01-01": "superseded certain []"},
    ),
    "nobegin: expired typed": (
        ("expired 2005-01-01",),
        {"2004-01-01": "in_force possible [both] attested", "2006-01-01": "expired certain []"},
    ),
    "nobegin: on a channel": (
        ("suspended 2005-01-01 side=aa channel=political act=ev-1",),
        {
            "2006-01-01": "in_force certain [both] attested",
            "2006-01-01 aa+bb sister_city political": "suspended certain [aa] attested",
            "2006-01-01 aa+bb sister_city civic": "in_force certain [both] attested",
            "2006-01-01 aa+bb sister_city official": "in_force certain [both] attested",
        },
    ),
    "nobegin: break then resumption": (
        ("suspended 2005-01-01 side=aa act=ev-1", "resumed 2007-01-01 side=aa act=ev-2"),
        {
            "2006-01-01": "suspended certain [aa] attested",
            "2008-01-01": "in_force certain [both] attested",
        },
    ),
    "nobegin: resumption only": (
        ("resumed 2007-01-01 side=aa act=ev-2",),
        {"2008-01-01": "None certain []"},
    ),
    "nobegin: resumption only with signature": (
        ("in_force 2000-01-01", "resumed 2007-01-01 act=ev-2"),
        {"2008-01-01": "in_force certain [both] signed"},
    ),
    "second break same side presupposes resumption": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=aa act=ev-2",
        ),
        {
            "2003-01-01": "suspended certain [aa] signed",
            "2004-01-01": "suspended possible [aa] signed | in_force",
            "2006-01-01": "suspended certain [aa] signed",
        },
    ),
    "second break other side does not": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
        ),
        {"2004-01-01": "suspended certain [aa] signed"},
    ),
    "second break no begin": (
        ("suspended 2003-01-01 side=aa act=ev-1", "suspended 2005-01-01 side=aa act=ev-2"),
        {
            "2004-01-01": "suspended possible [aa] attested | in_force",
            "2006-01-01": "suspended certain [aa] attested",
        },
    ),
    "resumption channel broader than break": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa channel=political act=ev-1",
            "resumed 2005-01-01 side=aa act=ev-2",
        ),
        {
            "2004-01-01 aa+bb sister_city political": "suspended certain [aa] signed",
            "2006-01-01 aa+bb sister_city political": "in_force certain [both] signed",
        },
    ),
    "resumption channel narrower": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "resumed 2005-01-01 side=aa channel=cultural act=ev-2",
        ),
        {
            "2006-01-01": "suspended certain [aa] signed",
            "2006-01-01 aa+bb sister_city cultural": "in_force certain [both] signed",
            "2006-01-01 aa+bb sister_city civic": "suspended certain [aa] signed",
        },
    ),
    "resumption channel other": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa channel=political act=ev-1",
            "resumed 2005-01-01 side=aa channel=cultural act=ev-2",
        ),
        {
            "2006-01-01 aa+bb sister_city political": "suspended certain [aa] signed",
            "2006-01-01 aa+bb sister_city cultural": "in_force certain [both] signed",
        },
    ),
    "official covers political": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa channel=official act=ev-1",
            "resumed 2005-01-01 side=aa channel=administrative act=ev-2",
        ),
        {
            "2004-01-01 aa+bb sister_city political": "suspended certain [aa] signed",
            "2006-01-01 aa+bb sister_city political": "suspended certain [aa] signed",
            "2006-01-01 aa+bb sister_city administrative": "in_force certain [both] signed",
            "2006-01-01 aa+bb sister_city official": "suspended certain [aa] signed",
            "2006-01-01": "in_force certain [both] signed",
            "2006-01-01 aa+bb sister_city economic": "in_force certain [both] signed",
        },
    ),
    "break again on broader after narrower resumption": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "resumed 2005-01-01 side=aa channel=civic act=ev-2",
            "suspended 2007-01-01 side=bb act=ev-3",
        ),
        {
            "2006-01-01 aa+bb sister_city civic": "in_force certain [both] signed",
            "2008-01-01 aa+bb sister_city civic": "suspended certain [bb] signed",
            "2008-01-01": "suspended certain [both] signed",
        },
    ),
    "pact: one side's ending": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "ended 2005-01-01 parties=aa;bb;cc side=cc act=ev-1",
        ),
        {
            "2006-01-01": "in_force certain [both] signed",
            "2006-01-01 aa+cc": "ended certain [cc]",
            "2006-01-01 bb+cc": "ended certain [cc]",
        },
    ),
    "pact: break without side": (
        ("in_force 2000-01-01 parties=aa;bb;cc", "suspended 2005-01-01 parties=aa;bb;cc act=ev-1"),
        {
            "2006-01-01": "suspended certain [] signed",
            "2006-01-01 aa+cc": "suspended certain [] signed",
        },
    ),
    "pact: resumption of a pair": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "suspended 2005-01-01 parties=aa;bb;cc side=bb act=ev-1",
            "resumed 2007-01-01 parties=aa;bb side=bb act=ev-2",
        ),
        {
            "2008-01-01": "in_force certain [both] signed",
            "2008-01-01 bb+cc": "suspended certain [bb] signed",
            "2008-01-01 aa+cc": "in_force certain [both] signed",
        },
    ),
    "pact: pair seen before the pact without a beginning": (
        ("in_force 2000-01-01 parties=aa;bb;cc", "ended 2005-01-01 side=bb act=ev-1"),
        {
            "2006-01-01": "ended certain [bb]",
            "2006-01-01 aa+cc": "in_force certain [both] signed",
            "2006-01-01 bb+cc": "in_force certain [both] signed",
        },
    ),
    "pact of four: part of three": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc;dd",
            "suspended 2005-01-01 parties=aa;bb;cc side=aa act=ev-1",
        ),
        {
            "2006-01-01": "suspended certain [aa] signed",
            "2006-01-01 aa+cc": "suspended certain [aa] signed",
            "2006-01-01 bb+cc": "in_force certain [both] signed",
            "2006-01-01 aa+dd": "in_force certain [both] signed",
            "2006-01-01 bb+dd": "in_force certain [both] signed",
        },
    ),
    "pact: part conflict of dates": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "suspended 2005-01-01 side=bb act=ev-1",
            "suspended 2007-01-01 side=bb act=ev-1",
        ),
        {"2006-01-01": "in_force possible [both] signed | suspended"},
    ),
    "pact: pair seen after its end": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "ended 2005-01-01 side=bb act=ev-1",
            "in_force 2010-01-01 aspect=state",
        ),
        {"2011-01-01": "ended certain [bb]"},
    ),
    "pact: municipality in a part": (
        (
            "in_force 2000-01-01 parties=aa-municipality;bb;cc",
            "suspended 2005-01-01 parties=aa;bb-municipality side=bb-municipality act=ev-1",
        ),
        {
            "2006-01-01": "suspended certain [bb] signed",
            "2006-01-01 aa+cc": "in_force certain [both] signed",
        },
    ),
    "pact: denied signature by party": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "in_force 2000-01-01 certainty=denied said_by=cc parties=aa;bb;cc",
        ),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "both as actors resume": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 actor=aa;bb act=ev-3",
        ),
        {"2008-01-01": "in_force certain [both] signed"},
    ),
    "both as actors break": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 actor=aa;bb act=ev-1",
            "resumed 2007-01-01 side=aa act=ev-3",
        ),
        {
            "2004-01-01": "suspended certain [both] signed",
            "2008-01-01": "suspended certain [bb] signed",
        },
    ),
    "muni parties side muni": (
        (
            "in_force 2000-01-01",
            "suspended 2005-01-01 parties=aa-municipality;bb-council side=aa-municipality act=ev-1",
        ),
        {"2006-01-01": "suspended certain [aa] signed"},
    ),
    "council as party, mayor party": (
        ("in_force 2000-01-01 parties=aa-council;mayor-bb",),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "denial with muni id": (
        (
            "in_force 2000-01-01",
            "in_force 2000-01-01 certainty=denied @body said_by=aa-municipality",
        ),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "denial by mayor": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=mayor-aa"),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "denial by mayor at post": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=mayor-aa@post-aa"),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "denial published by party": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied source=saa2005"),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "denial by embassy": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=iran-embassy"),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "denial by third city": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=cc"),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "denial as agreement by party": (
        ("in_force 2000-01-01", "in_force 2000-01-01 kind=agreement certainty=denied said_by=bb"),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "denial alone": (
        ("in_force 2000-01-01 certainty=denied said_by=bb",),
        {"2006-01-01": "None certain []"},
    ),
    "denied, later seen": (
        (
            "in_force 2000-01-01",
            "in_force 2000-01-01 certainty=denied said_by=bb",
            "in_force 2010-01-01 aspect=state",
        ),
        {
            "2006-01-01": "in_force possible [both] signed",
            "2011-01-01": "in_force certain [both] attested",
        },
    ),
    "hedged denial absent": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=hedged"),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "denied then second signature with ids": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force 2010-01-01",
            "in_force 2010-01-01 certainty=denied said_by=bb",
        ),
        {
            "2004-01-01": "in_force certain [both] signed",
            "2011-01-01": "ended possible [aa] | in_force",
        },
    ),
    "contact: no tie stands alone": (
        ("suspended 2005-01-01 kind=agreement side=aa act=ev-1",),
        {
            "2006-01-01 aa+bb agreement": "suspended certain [aa] attested",
            "2004-01-01 aa+bb agreement": "in_force possible [both] attested",
        },
    ),
    "contact: one tie surely in force": (
        ("in_force 2000-01-01", "suspended 2005-01-01 kind=agreement side=aa act=ev-1"),
        {"2006-01-01": "suspended certain [aa] signed", "2006-01-01 aa+bb agreement": "no tie"},
    ),
    "contact: tie possibly in force": (
        ("in_force [2003..2007]", "suspended 2005-01-01 kind=agreement side=aa act=ev-1"),
        {"2006-01-01 aa+bb agreement": "suspended certain [aa] attested"},
    ),
    "contact: tie later is not hit": (
        ("in_force 2010-01-01", "suspended 2005-01-01 kind=agreement side=aa act=ev-1"),
        {
            "2011-01-01": "in_force certain [both] signed",
            "2006-01-01": "None certain []",
            "2006-01-01 aa+bb agreement": "suspended certain [aa] attested",
        },
    ),
    "contact: tie proposed only": (
        ("proposed 2000-01-01 side=bb", "suspended 2005-01-01 kind=agreement side=aa act=ev-1"),
        {
            "2006-01-01": "proposed certain [bb]",
            "2006-01-01 aa+bb agreement": "suspended certain [aa] attested",
        },
    ),
    "contact: ended before": (
        (
            "in_force 2000-01-01",
            "ended 2003-01-01 side=bb act=ev-0",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
        ),
        {
            "2006-01-01": "ended certain [bb]",
            "2006-01-01 aa+bb agreement": "suspended certain [aa] attested",
        },
    ),
    "contact: two ties, end of all": (
        (
            "in_force 2000-01-01",
            "in_force 2001-01-01 kind=cooperation_mou",
            "ended 2005-01-01 kind=agreement side=aa act=ev-1",
        ),
        {
            "2006-01-01": "ended certain [aa]",
            "2006-01-01 aa+bb cooperation_mou": "ended certain [aa]",
            "2006-01-01 aa+bb agreement": "no tie",
        },
    ),
    "contact: pact": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
        ),
        {
            "2006-01-01": "suspended certain [aa] signed",
            "2006-01-01 aa+cc": "in_force certain [both] signed",
            "2006-01-01 bb+cc": "in_force certain [both] signed",
            "2006-01-01 aa+bb agreement": "no tie",
        },
    ),
    "contact: pact and own tie": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "in_force 2001-01-01 kind=friendship_city",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
            "resumed 2008-01-01 kind=agreement side=aa act=ev-2",
        ),
        {
            "2006-01-01": "suspended certain [aa] signed",
            "2006-01-01 aa+bb friendship_city": "suspended certain [aa] signed",
            "2009-01-01": "in_force certain [both] signed",
            "2009-01-01 aa+bb friendship_city": "in_force certain [both] signed",
            "2009-01-01 aa+cc": "in_force certain [both] signed",
        },
    ),
    "contact: agreement tie itself in force": (
        (
            "in_force 2000-01-01 kind=agreement",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
        ),
        {"2006-01-01 aa+bb agreement": "suspended certain [aa] signed"},
    ),
    "contact: political channel": (
        (
            "in_force 2000-01-01",
            "in_force 2001-01-01 kind=cooperation_mou",
            "suspended 2005-01-01 kind=agreement channel=political side=aa act=ev-1",
        ),
        {
            "2006-01-01": "in_force certain [both] signed",
            "2006-01-01 aa+bb sister_city political": "suspended certain [aa] signed",
            "2006-01-01 aa+bb cooperation_mou political": "suspended certain [aa] signed",
        },
    ),
    "contact: resumption of the tie lifts it": (
        (
            "in_force 2000-01-01",
            "in_force 1999-01-01 kind=cooperation_mou",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
            "resumed 2007-01-01 side=aa act=ev-2",
        ),
        {
            "2008-01-01": "in_force certain [both] signed",
            "2008-01-01 aa+bb cooperation_mou": "suspended certain [aa] signed",
        },
    ),
    "contact: a beginning stands alone": (
        (
            "in_force 2000-01-01",
            "in_force 1999-01-01 kind=cooperation_mou",
            "in_force 1998-01-01 kind=agreement",
        ),
        {"2000-06-01 aa+bb agreement": "in_force certain [both] signed"},
    ),
    "contact: beginning joins": (
        ("in_force 2000-01-01", "in_force 2000-01-01 kind=agreement"),
        {"2001-01-01": "in_force certain [both] signed", "2001-01-01 aa+bb agreement": "no tie"},
    ),
    "contact: tie seen only later": (
        (
            "in_force 2010-01-01 aspect=state",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
        ),
        {"2006-01-01 aa+bb agreement": "suspended certain [aa] attested"},
    ),
    "contact: municipality": (
        (
            "in_force 2000-01-01",
            "suspended 2005-01-01 kind=agreement @body side=aa-municipality act=ev-1",
        ),
        {"2006-01-01": "suspended certain [aa] signed"},
    ),
    "again after declined": (
        (
            "proposed 1999-01-01 side=aa",
            "declined 2000-01-01 side=bb act=ev-d",
            "proposed 2009-01-01 side=aa",
        ),
        {"2001-01-01": "declined certain [bb]", "2010-01-01": "proposed certain [aa]"},
    ),
    "again after refused": (
        (
            "proposed 1999-01-01 side=aa",
            "refused 2000-01-01 side=bb act=ev-d",
            "proposed 2009-01-01 side=aa",
        ),
        {"2001-01-01": "refused certain [bb]", "2010-01-01": "proposed certain [aa]"},
    ),
    "again after withdrawn": (
        (
            "proposed 1999-01-01 side=aa",
            "withdrawn 2000-01-01 side=aa act=ev-d",
            "proposed 2009-01-01 side=aa",
        ),
        {"2001-01-01": "withdrawn certain [aa]", "2010-01-01": "proposed certain [aa]"},
    ),
    "signed again after expiry by until": (
        ("in_force 2000-01-01 until=2005-01-01", "in_force 2010-01-01"),
        {
            "2005-01-01": "in_force certain [both] signed",
            "2006-01-01": "expired certain [both]",
            "2011-01-01": "in_force certain [both] signed",
        },
    ),
    "signed again after expired typed": (
        ("in_force 2000-01-01", "expired 2005-01-01", "in_force 2010-01-01"),
        {"2006-01-01": "expired certain []", "2011-01-01": "in_force certain [both] signed"},
    ),
    "signed thrice": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force 2008-01-01",
            "ended 2010-01-01 side=bb act=ev-2",
            "in_force 2015-01-01",
        ),
        {
            "2001-01-01": "in_force certain [both] signed",
            "2006-01-01": "ended certain [aa]",
            "2009-01-01": "in_force certain [both] signed",
            "2011-01-01": "ended certain [bb]",
            "2016-01-01": "in_force certain [both] signed",
        },
    ),
    "approved again after withdrawn": (
        (
            "approved 1999-01-01 side=aa",
            "withdrawn 2000-01-01 side=aa act=ev-w",
            "approved 2005-01-01 side=aa",
        ),
        {"2001-01-01": "withdrawn certain [aa]", "2006-01-01": "approved certain [aa]"},
    ),
    "undated change fits both": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force 2010-01-01",
            "in_force - source=2015",
        ),
        {"2011-01-01": "in_force certain [both] signed", "2006-01-01": "ended certain [aa]"},
    ),
    "proposals of two sides": (
        ("proposed 1999-01-01 side=aa", "proposed 2005-01-01 side=bb"),
        {"2000-01-01": "proposed certain [aa]", "2006-01-01": "proposed certain [both]"},
    ),
    "proposal of a council and its city": (
        ("proposed 1999-01-01 actor=aa-council", "proposed 1999-01-01 side=aa"),
        {"2000-01-01": "proposed certain [aa]"},
    ),
    "exp: last day counts": (
        ("in_force 2000-01-01 until=2005-12-31",),
        {"2005-12-31": "in_force certain [both] signed", "2006-01-01": "expired certain [both]"},
    ),
    "exp: year": (
        ("in_force 2000-01-01 until=2005",),
        {
            "2004-12-31": "in_force certain [both] signed",
            "2005-06-01": "in_force possible [both] signed | expired",
            "2006-01-01": "expired certain [both]",
        },
    ),
    "exp then seen inside term": (
        ("in_force 2000-01-01 until=2005-01-01", "in_force 2003-01-01 aspect=state"),
        {"2006-01-01": "expired certain [both]"},
    ),
    "exp then seen twice": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2008-01-01 aspect=state",
            "in_force 2012-01-01 aspect=state",
        ),
        {
            "2006-01-01": "expired possible [both] | in_force",
            "2009-01-01": "in_force certain [both] signed",
        },
    ),
    "exp then broken": (
        ("in_force 2000-01-01 until=2005-01-01", "suspended 2010-01-01 side=aa act=ev-1"),
        {
            "2006-01-01": "expired possible [both] | in_force",
            "2011-01-01": "suspended certain [aa] signed",
        },
    ),
    "exp then signed, seen": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2006-01-01",
            "in_force 2010-01-01 aspect=state",
        ),
        {"2005-06-01": "expired certain [both]", "2007-01-01": "in_force certain [both] signed"},
    ),
    "exp then proposed": (
        ("in_force 2000-01-01 until=2005-01-01", "proposed 2006-01-01 side=bb"),
        {"2007-01-01": "proposed certain [bb]"},
    ),
    "exp then ended": (
        ("in_force 2000-01-01 until=2005-01-01", "ended 2010-01-01 side=aa act=ev-1"),
        {"2006-01-01": "expired possible [both] | in_force", "2011-01-01": "ended certain [aa]"},
    ),
    "exp, municipality sees": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force - aspect=state source=2010 parties=aa-municipality;bb",
        ),
        {
            "2012-01-01": "in_force certain [both] signed",
            "2006-01-01": "expired possible [both] | in_force",
        },
    ),
    "exp, agreement sees": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force - aspect=state source=2010 kind=agreement",
        ),
        {"2012-01-01": "in_force certain [both] signed"},
    ),
    "exp, pact seen": (
        (
            "in_force 2000-01-01 until=2005-01-01 parties=aa;bb;cc",
            "in_force - aspect=state source=2010 parties=aa;bb;cc",
        ),
        {
            "2012-01-01": "in_force certain [both] signed",
            "2006-01-01 bb+cc": "expired possible [both] | in_force",
        },
    ),
    "exp, pair of pact seen": (
        (
            "in_force 2000-01-01 until=2005-01-01 parties=aa;bb;cc",
            "in_force - aspect=state source=2010",
        ),
        {
            "2012-01-01": "in_force certain [both] signed",
            "2012-01-01 bb+cc": "expired certain [both]",
        },
    ),
    "ended (claimed) then seen stays ended": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "ended 2004-01-01 side=aa act=ev-1",
            "in_force 2010-01-01 aspect=state",
        ),
        {"2011-01-01": "ended certain [aa]"},
    ),
    "broken seen in force stays": (
        (
            "in_force 2000-01-01",
            "broken 2005-01-01 side=aa act=ev-1",
            "in_force 2010-01-01 aspect=state",
        ),
        {"2011-01-01": "broken certain [aa] signed"},
    ),
    "ren: extends term": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r until=2009-06-01",
        ),
        {
            "2006-01-01": "in_force certain [both] signed",
            "2009-06-01": "in_force certain [both] signed",
            "2009-06-02": "expired certain [both]",
        },
    ),
    "ren: no own term": (
        ("in_force 2000-01-01 until=2005-01-01", "held 2004-06-01 @renewal about=ev-r"),
        {"2020-01-01": "in_force certain [both] signed"},
    ),
    "ren: after expiry": (
        ("in_force 2000-01-01 until=2005-01-01", "held 2006-06-01 @renewal about=ev-r"),
        {"2005-06-01": "expired certain [both]", "2007-01-01": "in_force certain [both] signed"},
    ),
    "ren: about the tie, two ties": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2000-01-01 kind=cooperation_mou until=2005-01-01",
            "held 2004-06-01 @renewal about=tie/aa+bb/cooperation_mou",
        ),
        {
            "2006-01-01": "expired certain [both]",
            "2006-01-01 aa+bb cooperation_mou": "in_force certain [both] signed",
        },
    ),
    "ren: two ties unnamed": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2000-02-01 kind=cooperation_mou until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r",
        ),
        {
            "2006-01-01": "expired certain [both]",
            "2006-01-01 aa+bb cooperation_mou": "expired certain [both]",
        },
    ),
    "ren: municipality": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r parties=aa-municipality;bb-council",
        ),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "ren: only tie in force of two": (
        (
            "in_force 2000-01-01",
            "proposed 2001-01-01 kind=cooperation_mou side=aa",
            "held 2004-06-01 @renewal about=ev-r until=2006-01-01",
        ),
        {
            "2007-01-01": "expired certain [both]",
            "2007-01-01 aa+bb cooperation_mou": "proposed certain [aa]",
        },
    ),
    "ren: planned is none": (
        ("in_force 2000-01-01 until=2005-01-01", "planned 2004-06-01 @renewal about=ev-r"),
        {"2006-01-01": "expired certain [both]"},
    ),
    "ren: cancelled is none": (
        ("in_force 2000-01-01 until=2005-01-01", "cancelled 2004-06-01 @renewal about=ev-r"),
        {"2006-01-01": "expired certain [both]"},
    ),
    "ren: hedged is none": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r certainty=hedged",
        ),
        {"2006-01-01": "expired certain [both]"},
    ),
    "ren: twice": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r1 until=2009-01-01",
            "held 2008-06-01 @renewal about=ev-r2 until=2014-01-01",
        ),
        {"2010-01-01": "in_force certain [both] signed", "2015-01-01": "expired certain [both]"},
    ),
    "ren: shorter own term": (
        (
            "in_force 2000-01-01 until=2010-01-01",
            "held 2004-06-01 @renewal about=ev-r until=2006-01-01",
        ),
        {"2007-01-01": "expired certain [both]"},
    ),
    "ren: of a pact": (
        (
            "in_force 2000-01-01 until=2005-01-01 parties=aa;bb;cc",
            "held 2004-06-01 @renewal about=ev-r parties=aa;bb;cc until=2008-01-01",
        ),
        {
            "2006-01-01 bb+cc": "in_force certain [both] signed",
            "2009-01-01 aa+cc": "expired certain [both]",
        },
    ),
    "ren: of a pair of a pact": (
        (
            "in_force 2000-01-01 until=2005-01-01 parties=aa;bb;cc",
            "held 2004-06-01 @renewal about=ev-r until=2008-01-01",
        ),
        {"2006-01-01 bb+cc": "expired certain [both]"},
    ),
    "ren: of a tie never told of": (
        (
            "in_force 2003-01-01 aspect=state",
            "held 2004-06-01 @renewal about=ev-r until=2008-01-01",
        ),
        {"2005-01-01": "in_force certain [both] attested", "2009-01-01": "expired certain [both]"},
    ),
    "stage: seen after end without beginning": (
        ("ended 2005-01-01 side=aa act=ev-1", "in_force 2010-01-01 aspect=state"),
        {"2011-01-01": "ended certain [aa]"},
    ),
    "stage: seen proposed while in force": (
        ("in_force 2000-01-01", "proposed 2005-01-01 aspect=state side=aa"),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "stage: approved after": (
        ("in_force 2000-01-01", "approved 2001-01-01 side=aa"),
        {"2002-01-01": "in_force certain [both] signed"},
    ),
    "plan: before": (
        ("in_force 2011-01-01", "in_force - aspect=plan source=2010"),
        {"2010-07-01": "announced certain [both]"},
    ),
    "plan: to end": (
        ("in_force 2000-01-01", "ended - aspect=plan source=2010 act=ev-1"),
        {"2011-01-01": "in_force certain [both] signed"},
    ),
    "plan: to suspend only": (
        ("suspended - aspect=plan source=2010 act=ev-1",),
        {"2011-01-01": "None certain []"},
    ),
    "plan: after end announces again": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force - aspect=plan source=2010",
        ),
        {"2011-01-01": "announced certain [both]"},
    ),
    "doubt: alone": (
        ("in_force 2000-01-01 source=s2005x",),
        {"2006-01-01": "in_force possible [both] signed"},
    ),
    "doubt: with a sound one": (
        ("in_force 2000-01-01 source=s2005x", "in_force 2000-01-01"),
        {"2006-01-01": "in_force certain [both] signed"},
    ),
    "doubt: break alone": (
        ("in_force 2000-01-01", "suspended 2005-01-01 side=aa act=ev-1 source=s2015x"),
        {"2006-01-01": "in_force possible [both] signed | suspended"},
    ),
    "doubt: sighting doubtful": (
        ("in_force - aspect=state source=s2015x",),
        {"2016-01-01": "in_force possible [both] attested"},
    ),
    "doubt: resumption": (
        (
            "in_force 2000-01-01",
            "suspended 2005-01-01 side=aa act=ev-1",
            "resumed 2010-01-01 side=aa act=ev-2 source=s2015x",
        ),
        {"2011-01-01": "suspended possible [aa] signed | in_force"},
    ),
    "ans: other side proposes after": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "proposed 2001-01-01 actor=bb side=bb"),
        {"2005-06-01": "proposed certain [both]"},
    ),
    "ans: negotiating unsaid": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "negotiating 2001-01-01"),
        {"2005-06-01": "negotiating certain [both]"},
    ),
    "ans: ladder side": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "approved 2001-01-01 side=bb"),
        {"2005-06-01": "approved certain [bb]"},
    ),
    "dup: same act thrice": (
        (
            "in_force 2000-01-01 source=2001",
            "in_force 2000-01 source=2002",
            "in_force 2000 source=2003",
        ),
        {"2000-01-01": "in_force certain [both] signed", "1999-12-31": "None certain []"},
    ),
    "dup: break of one act two wordings": (
        (
            "in_force 2000-01-01",
            "suspended 2005 side=aa act=ev-1",
            "suspended 2005-03-01 side=aa act=ev-1",
        ),
        {
            "2005-03-01": "suspended certain [aa] signed",
            "2005-02-28": "in_force certain [both] signed",
        },
    ),
    "dup: break side said and unsaid": (
        (
            "in_force 2000-01-01",
            "suspended 2005-03-01 act=ev-1",
            "suspended 2005-03-01 side=aa act=ev-1",
        ),
        {"2005-03-01": "suspended certain [aa] signed"},
    ),
    "und: break only": (
        ("in_force 2000-01-01", "suspended - act=ev-1 source=2010"),
        {
            "2005-01-01": "in_force possible [both] signed | suspended",
            "2011-01-01": "suspended certain [] signed",
        },
    ),
    "und: break stood, resumption after": (
        (
            "in_force 2000-01-01",
            "suspended - side=aa act=ev-1 source=2010",
            "resumed 2012-01-01 side=aa act=ev-2",
        ),
        {
            "2005-01-01": "in_force possible [both] signed | suspended",
            "2011-01-01": "suspended certain [aa] signed",
            "2013-01-01": "in_force certain [both] signed",
        },
    ),
    "und: signature undated then break dated": (
        ("in_force - source=2010", "suspended 2005-01-01 side=aa act=ev-1"),
        {
            "2004-01-01": "in_force possible [both] signed",
            "2006-01-01": "suspended certain [aa] signed",
        },
    ),
    "und: end undated": (
        ("in_force 2000-01-01", "ended - side=bb act=ev-1 source=2010"),
        {
            "2005-01-01": "in_force possible [both] signed | ended",
            "2011-01-01": "ended certain [bb]",
        },
    ),
    "und: renewal undated": (
        ("in_force 2000-01-01 until=2005-01-01", "held - @renewal about=ev-r source=2010"),
        {"2004-01-01": "in_force certain [both] signed"},
    ),
    "und: proposal undated, signature": (
        ("proposed - side=aa source=2005", "in_force 2008-01-01"),
        {
            "2000-01-01": "proposed possible [aa]",
            "2006-01-01": "proposed certain [aa]",
            "2009-01-01": "in_force certain [both] signed",
        },
    ),
    "und: source undated": (
        ("in_force - source=sund", "suspended 2020-01-01 side=aa act=ev-1"),
        {
            "2019-01-01": "in_force possible [both] signed",
            "2021-01-01": "suspended certain [aa] signed",
        },
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_the_reading(name: str) -> None:
    rows, expected = STATES[name]
    assert {question: told(rows, question) for question in expected} == expected


CONFLICTS: dict[str, tuple[Rows, str]] = {
    "sides: both broke, both resume one by one": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 side=bb act=ev-3",
            "resumed 2009-01-01 side=aa act=ev-4",
        ),
        "",
    ),
    "sides: signature lifts both": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "ended 2006-01-01 side=aa act=ev-e",
            "in_force 2008-01-01",
        ),
        "",
    ),
    "pact: plan after signature": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "in_force - aspect=plan source=2010 parties=aa;bb;cc",
        ),
        "stage: announced / in_force",
    ),
    "pact: denied signature by party": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "in_force 2000-01-01 certainty=denied said_by=cc parties=aa;bb;cc",
        ),
        "denied: denied / stated",
    ),
    "two bodies one signature two dates": (
        (
            "in_force 2000-01-01 parties=aa-municipality;bb",
            "in_force 2001-01-01 parties=aa-council;bb",
        ),
        "when: 2000-01-01 / 2001-01-01",
    ),
    "denial by mayor": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=mayor-aa"),
        "denied: denied / stated",
    ),
    "denial by embassy": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=iran-embassy"),
        "denied: denied / stated",
    ),
    "denial by third city": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied said_by=cc"),
        "denied: denied / stated",
    ),
    "denial alone": (("in_force 2000-01-01 certainty=denied said_by=bb",), ""),
    "denial of a proposal by the party": (
        ("proposed 2000-01-01 side=aa", "proposed 2000-01-01 side=aa certainty=denied said_by=aa"),
        "denied: denied / stated",
    ),
    "denial of break": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2003-01-01 side=aa act=ev-1 certainty=denied said_by=aa",
        ),
        "denied: denied / stated",
    ),
    "hedged denial absent": (("in_force 2000-01-01", "in_force 2000-01-01 certainty=hedged"), ""),
    "again after declined": (
        (
            "proposed 1999-01-01 side=aa",
            "declined 2000-01-01 side=bb act=ev-d",
            "proposed 2009-01-01 side=aa",
        ),
        "",
    ),
    "again after refused": (
        (
            "proposed 1999-01-01 side=aa",
            "refused 2000-01-01 side=bb act=ev-d",
            "proposed 2009-01-01 side=aa",
        ),
        "",
    ),
    "again after withdrawn": (
        (
            "proposed 1999-01-01 side=aa",
            "withdrawn 2000-01-01 side=aa act=ev-d",
            "proposed 2009-01-01 side=aa",
        ),
        "",
    ),
    "signed again after expiry by until": (
        ("in_force 2000-01-01 until=2005-01-01", "in_force 2010-01-01"),
        "",
    ),
    "signed again after expired typed": (
        ("in_force 2000-01-01", "expired 2005-01-01", "in_force 2010-01-01"),
        "",
    ),
    "signed thrice": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force 2008-01-01",
            "ended 2010-01-01 side=bb act=ev-2",
            "in_force 2015-01-01",
        ),
        "",
    ),
    "exit unsure between: conflict": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1 certainty=hedged",
            "in_force 2010-01-01",
        ),
        "when: 2000-01-01 / 2010-01-01",
    ),
    "exit overlapping second": (
        ("in_force 2000-01-01", "ended [2005..2012] side=aa act=ev-1", "in_force 2010-01-01"),
        "when: 2000-01-01 / 2010-01-01",
    ),
    "approved again after withdrawn": (
        (
            "approved 1999-01-01 side=aa",
            "withdrawn 2000-01-01 side=aa act=ev-w",
            "approved 2005-01-01 side=aa",
        ),
        "",
    ),
    "two dates within second act": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force 2010-01-01",
            "in_force 2011-01-01",
        ),
        "when: 2010-01-01 / 2011-01-01",
    ),
    "undated change fits both": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force 2010-01-01",
            "in_force - source=2015",
        ),
        "",
    ),
    "undated second after end": (
        ("in_force 2000-01-01", "ended 2005-01-01 side=aa act=ev-1", "in_force - source=2010"),
        "",
    ),
    "proposals of two sides": (("proposed 1999-01-01 side=aa", "proposed 2005-01-01 side=bb"), ""),
    "proposal two days same side": (
        ("proposed 1999-01-01 side=aa", "proposed 2005-01-01 side=aa"),
        "when: 1999-01-01 / 2005-01-01",
    ),
    "proposal of a council and its city": (
        ("proposed 1999-01-01 actor=aa-council", "proposed 1999-01-01 side=aa"),
        "",
    ),
    "membership joined again": (
        ("member 2000-01-01 @member", "left 2005-01-01 @member", "member 2010-01-01 @member"),
        "",
    ),
    "exp: last day counts": (("in_force 2000-01-01 until=2005-12-31",), ""),
    "exp then seen inside term": (
        ("in_force 2000-01-01 until=2005-01-01", "in_force 2003-01-01 aspect=state"),
        "",
    ),
    "exp then seen twice": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2008-01-01 aspect=state",
            "in_force 2012-01-01 aspect=state",
        ),
        "stage: expired / in_force",
    ),
    "exp then signed, seen": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2006-01-01",
            "in_force 2010-01-01 aspect=state",
        ),
        "",
    ),
    "exp then proposed": (
        ("in_force 2000-01-01 until=2005-01-01", "proposed 2006-01-01 side=bb"),
        "",
    ),
    "exp, municipality sees": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force - aspect=state source=2010 parties=aa-municipality;bb",
        ),
        "stage: expired / in_force",
    ),
    "exp, agreement sees": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force - aspect=state source=2010 kind=agreement",
        ),
        "stage: expired / in_force",
    ),
    "exp, pact seen": (
        (
            "in_force 2000-01-01 until=2005-01-01 parties=aa;bb;cc",
            "in_force - aspect=state source=2010 parties=aa;bb;cc",
        ),
        "stage: expired / in_force",
    ),
    "broken seen in force stays": (
        (
            "in_force 2000-01-01",
            "broken 2005-01-01 side=aa act=ev-1",
            "in_force 2010-01-01 aspect=state",
        ),
        "",
    ),
    "ren: extends term": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r until=2009-06-01",
        ),
        "",
    ),
    "ren: after expiry": (
        ("in_force 2000-01-01 until=2005-01-01", "held 2006-06-01 @renewal about=ev-r"),
        "",
    ),
    "ren: twice": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r1 until=2009-01-01",
            "held 2008-06-01 @renewal about=ev-r2 until=2014-01-01",
        ),
        "",
    ),
    "kind: municipality": (
        (
            "in_force 2000-01-01 parties=aa-municipality;bb",
            "in_force 2000-01-01 kind=friendship_city",
        ),
        "kind: friendship_city / sister_city",
    ),
    "kind: three": (
        (
            "in_force 2000-01-01",
            "in_force 2000-01-01 kind=friendship_city",
            "in_force 2000-01-01 kind=cooperation_mou",
        ),
        "kind: cooperation_mou / friendship_city / sister_city",
    ),
    "kind: proposed": (
        ("proposed 2000-01-01 side=aa", "proposed 2000-01-01 side=aa kind=friendship_city"),
        "kind: friendship_city / sister_city",
    ),
    "kind: state none": (
        ("in_force 2000-01-01", "in_force 2000-01-01 aspect=state kind=friendship_city"),
        "",
    ),
    "kind: denied none": (
        ("in_force 2000-01-01", "in_force 2000-01-01 certainty=denied kind=friendship_city"),
        "",
    ),
    "kind: pact": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "in_force 2000-01-01 kind=friendship_city parties=aa;bb;cc",
        ),
        "kind: friendship_city / sister_city",
    ),
    "kind: second signature": (
        (
            "in_force 2000-01-01",
            "ended 2003-01-01 side=aa act=ev-1",
            "in_force 2010-01-01",
            "in_force 2010-01-01 kind=friendship_city",
        ),
        "kind: friendship_city / sister_city",
    ),
    "event: held and cancelled other kinds": (
        ("held 2000-01-01 @visit", "cancelled - type=event about=ev-v kind=meeting"),
        "event: cancelled / held",
    ),
    "event: month and day in it": (("held 2000-01 @visit", "held 2000-01-15 @visit"), ""),
    "event: planned then held another day": (
        ("planned 2000-01-01 @visit aspect=plan source=1999", "held 2000-02-01 @visit"),
        "",
    ),
    "event: denied held": (
        ("held 2000-01-01 @visit", "held 2000-01-01 @visit certainty=denied"),
        "denied: denied / stated",
    ),
    "event: two ids": (
        ("held 2000-01-01 @visit", "held 2000-02-01 type=event about=ev-w kind=official_visit"),
        "",
    ),
    "event: hedged cancelled": (
        ("held 2000-01-01 @visit", "cancelled 2000-01-01 @visit certainty=hedged"),
        "",
    ),
    "stage: seen after end without beginning": (
        ("ended 2005-01-01 side=aa act=ev-1", "in_force 2010-01-01 aspect=state"),
        "stage: ended / in_force",
    ),
    "stage: seen after superseded": (
        (
            "in_force 2000-01-01",
            "superseded 2005-01-01 act=ev-1",
            "in_force 2010-01-01 aspect=state",
        ),
        "stage: in_force / superseded",
    ),
    "stage: seen proposed while in force": (
        ("in_force 2000-01-01", "proposed 2005-01-01 aspect=state side=aa"),
        "stage: in_force / proposed",
    ),
    "stage: proposed change, attested only": (
        ("in_force 2000-01-01 aspect=state", "proposed 2005-01-01 side=aa"),
        "",
    ),
    "stage: proposed undated after signature": (
        ("in_force 2000-01-01", "proposed - side=aa source=2005"),
        "",
    ),
    "stage: approved after": (("in_force 2000-01-01", "approved 2001-01-01 side=aa"), ""),
    "stage: drafted after": (("in_force 2000-01-01", "drafted 2001-01-01"), ""),
    "stage: proposed after suspended": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "proposed 2005-01-01 side=bb",
        ),
        "stage: in_force / proposed",
    ),
    "stage: proposed on the day of the signature": (
        ("in_force 2000-01-01", "proposed 2000-01-01 side=aa"),
        "",
    ),
    "stage: proposed in year straddling": (("in_force 2000-06-01", "proposed 2000 side=aa"), ""),
    "stage: proposed by municipality after": (
        (
            "in_force 2000-01-01",
            "proposed 2005-01-01 actor=aa-municipality parties=aa-municipality;bb",
        ),
        "stage: in_force / proposed",
    ),
    "plan: lower rung": (
        ("in_force 2000-01-01", "proposed - aspect=plan source=2010 side=aa"),
        "stage: announced / in_force",
    ),
    "plan: published the day of signature": (
        ("in_force 2010-06-01", "in_force - aspect=plan source=2010"),
        "",
    ),
    "plan: before": (("in_force 2011-01-01", "in_force - aspect=plan source=2010"), ""),
    "plan: to end": (("in_force 2000-01-01", "ended - aspect=plan source=2010 act=ev-1"), ""),
    "plan: to suspend only": (("suspended - aspect=plan source=2010 act=ev-1",), ""),
    "plan: after end announces again": (
        (
            "in_force 2000-01-01",
            "ended 2005-01-01 side=aa act=ev-1",
            "in_force - aspect=plan source=2010",
        ),
        "",
    ),
    "plan: while suspended": (
        (
            "in_force 2000-01-01",
            "suspended 2005-01-01 side=aa act=ev-1",
            "in_force - aspect=plan source=2010",
        ),
        "stage: announced / in_force",
    ),
    "plan: agreement": (
        ("in_force 2000-01-01", "in_force - aspect=plan kind=agreement source=2010"),
        "stage: announced / in_force",
    ),
    "plan: term may have run out": (
        ("in_force 2000-01-01 until=2010", "in_force - aspect=plan source=2010"),
        "",
    ),
    "plan: doubtful signature": (
        ("in_force 2000-01-01 source=s2005x", "in_force - aspect=plan source=2010"),
        "",
    ),
    "plan: no beginning but attested": (
        ("in_force 2005-01-01 aspect=state", "in_force - aspect=plan source=2010"),
        "stage: announced / in_force",
    ),
    "plan hedged": (
        ("in_force 2000-01-01", "in_force - aspect=plan source=2010 certainty=hedged"),
        "",
    ),
    "doubt: membership": (("member 2000-01-01 @member source=s2005x",), ""),
    "count: year and day": (
        ("- 2000 @count number=10 op== @cities", "- 2000-05-01 @count number=12 op== @cities"),
        "count: 10 / 12",
    ),
    "count: two years": (
        ("- 2000 @count number=10 op== @cities", "- 2001 @count number=12 op== @cities"),
        "",
    ),
    "count: vaguer": (
        ("- [2000..2003] @count number=10 op== @cities", "- 2001 @count number=12 op== @cities"),
        "",
    ),
    "count: blank date is publication": (
        (
            "- - @count number=10 op== @cities source=2005",
            "- 2005-06-01 @count number=12 op== @cities",
        ),
        "count: 10 / 12",
    ),
    "count: >= fits": (
        ("- 2000 @count number=10 op=>= @cities", "- 2000 @count number=12 op== @cities"),
        "",
    ),
    "count: > 12 and 12": (
        ("- 2000 @count number=12 op=> @cities", "- 2000 @count number=12 op== @cities"),
        "count: 12 / >12",
    ),
    "count: < and =": (
        ("- 2000 @count number=12 op=< @cities", "- 2000 @count number=12 op== @cities"),
        "count: 12 / <12",
    ),
    "count: < and >": (
        ("- 2000 @count number=12 op=< @cities", "- 2000 @count number=11 op=> @cities"),
        "count: <12 / >11",
    ),
    "count: ~": (
        ("- 2000 @count number=10 op=~ @cities", "- 2000 @count number=11 op== @cities"),
        "",
    ),
    "count: excluding": (
        (
            "- 2000 @count number=14 op== @cities excluding=bb",
            "- 2000 @count number=15 op== @cities",
        ),
        "",
    ),
    "count: excluding differs": (
        (
            "- 2000 @count number=14 op== @cities excluding=bb",
            "- 2000 @count number=14 op== @cities",
        ),
        "count: 14 / 14 (-bb)",
    ),
    "count: of blank, kind": (
        ("- 2000 @count number=10 op==", "- 2000 @count number=12 op== of=twin_cities"),
        "count: 10 / 12",
    ),
    "count: of city named as code": (
        (
            "- 2000 @count number=10 op== of=twin_towns",
            "- 2000 @count number=12 op== of=SISTER_CITY",
        ),
        "count: 10 / 12",
    ),
    "count: sister-cities hyphen": (
        (
            "- 2000 @count number=10 op== of=sister-cities",
            "- 2000 @count number=12 op== of=twinned_cities",
        ),
        "count: 10 / 12",
    ),
    "count: friendship cities": (
        (
            "- 2000 @count kind=friendship_city number=10 op== of=friendship_cities",
            "- 2000 @count number=12 op== @cities",
        ),
        "",
    ),
    "count: other city": (
        (
            "- 2000 type=count aspect=state parties= about=bb number=10 op== @cities",
            "- 2000 @count number=12 op== @cities",
        ),
        "",
    ),
    "count: hedged": (
        (
            "- 2000 @count number=10 op== @cities certainty=hedged",
            "- 2000 @count number=12 op== @cities",
        ),
        "",
    ),
    "dup: same act thrice": (
        (
            "in_force 2000-01-01 source=2001",
            "in_force 2000-01 source=2002",
            "in_force 2000 source=2003",
        ),
        "",
    ),
    "dup: break of one act two wordings": (
        (
            "in_force 2000-01-01",
            "suspended 2005 side=aa act=ev-1",
            "suspended 2005-03-01 side=aa act=ev-1",
        ),
        "",
    ),
    "dup: break side said and unsaid": (
        (
            "in_force 2000-01-01",
            "suspended 2005-03-01 act=ev-1",
            "suspended 2005-03-01 side=aa act=ev-1",
        ),
        "",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_disagrees(name: str) -> None:
    rows, expected = CONFLICTS[name]
    assert conflicts(rows) == expected


FINDINGS: dict[str, tuple[Rows, str]] = {
    "sides: both broke, both resume one by one": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 side=bb act=ev-3",
            "resumed 2009-01-01 side=aa act=ev-4",
        ),
        "",
    ),
    "sides: resume what other broke is a finding": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "resumed 2007-01-01 side=bb act=ev-3",
        ),
        "nothing-to-resume c-2",
    ),
    "sides: mayor as actor": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 actor=mayor-aa act=ev-1",
            "resumed 2005-01-01 actor=aa-council act=ev-2",
        ),
        "",
    ),
    "nobegin: resumption only": (("resumed 2007-01-01 side=aa act=ev-2",), "nothing-to-resume c-0"),
    "nobegin: resumption only with signature": (
        ("in_force 2000-01-01", "resumed 2007-01-01 act=ev-2"),
        "nothing-to-resume c-1",
    ),
    "resumption channel broader than break": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa channel=political act=ev-1",
            "resumed 2005-01-01 side=aa act=ev-2",
        ),
        "",
    ),
    "resumption channel narrower": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "resumed 2005-01-01 side=aa channel=cultural act=ev-2",
        ),
        "",
    ),
    "resumption channel other": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa channel=political act=ev-1",
            "resumed 2005-01-01 side=aa channel=cultural act=ev-2",
        ),
        "nothing-to-resume c-2",
    ),
    "both as actors resume": (
        (
            "in_force 2000-01-01",
            "suspended 2003-01-01 side=aa act=ev-1",
            "suspended 2005-01-01 side=bb act=ev-2",
            "resumed 2007-01-01 actor=aa;bb act=ev-3",
        ),
        "",
    ),
    "contact: pact and own tie": (
        (
            "in_force 2000-01-01 parties=aa;bb;cc",
            "in_force 2001-01-01 kind=friendship_city",
            "suspended 2005-01-01 kind=agreement side=aa act=ev-1",
            "resumed 2008-01-01 kind=agreement side=aa act=ev-2",
        ),
        "",
    ),
    "contact: a beginning stands alone": (
        (
            "in_force 2000-01-01",
            "in_force 1999-01-01 kind=cooperation_mou",
            "in_force 1998-01-01 kind=agreement",
        ),
        "agreement-stands-alone c-2",
    ),
    "contact: beginning joins": (("in_force 2000-01-01", "in_force 2000-01-01 kind=agreement"), ""),
    "ren: two ties unnamed": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "in_force 2000-02-01 kind=cooperation_mou until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r",
        ),
        "renews-nothing c-2",
    ),
    "ren: municipality": (
        (
            "in_force 2000-01-01 until=2005-01-01",
            "held 2004-06-01 @renewal about=ev-r parties=aa-municipality;bb-council",
        ),
        "",
    ),
    "ren: nothing": (("held 2004-06-01 @renewal about=ev-r",), "renews-nothing c-0"),
    "ans: named by tie id": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=tie/aa+bb/sister_city",
        ),
        "",
    ),
    "ans: named by act": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa act=ev-p",
            "answered 2004-01-01 @reply @back about=ev-p",
        ),
        "",
    ),
    "ans: act column of reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa act=ev-p",
            "answered 2004-01-01 @reply @back about=ev-r act=ev-p",
        ),
        "",
    ),
    "ans: part_of of reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa act=ev-p",
            "answered 2004-01-01 @reply @back about=ev-r part_of=ev-p",
        ),
        "",
    ),
    "ans: reply by the proposer": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply actor=aa target=bb about=ev-r",
        ),
        "reply-to-nothing c-1",
    ),
    "ans: reply by nobody said": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "answered 2004-01-01 @reply about=ev-r"),
        "reply-not-linked c-1",
    ),
    "ans: reply by mayor to council": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply about=ev-r actor=mayor-bb target=aa-council parties=",
        ),
        "reply-not-linked c-1",
    ),
    "ans: earlier reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 1998-01-01 @reply @back about=ev-r",
        ),
        "reply-to-nothing c-1",
    ),
    "ans: denied reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=ev-r certainty=denied",
        ),
        "",
    ),
    "ans: about blank": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "answered 2004-01-01 @reply @back"),
        "reply-not-linked c-1",
    ),
    "ans: municipality proposal, named by city's id": (
        (
            "proposed 1999-01-01 parties=aa-municipality;bb actor=aa-municipality",
            "answered 2004-01-01 @reply @back about=tie/aa+bb/sister_city",
        ),
        "",
    ),
    "ans: city proposal, named by municipality's id": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "proposed 1999-01-01 parties=aa-municipality;bb actor=aa-municipality",
            "answered 2004-01-01 @reply @back about=tie/aa-municipality+bb/sister_city",
        ),
        "",
    ),
    "ans: two unnamed replies": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=ev-r1",
            "answered 2005-01-01 @reply @back about=ev-r2",
        ),
        "reply-not-linked c-1, reply-not-linked c-2",
    ),
    "list: complete and whole": (
        (
            "- - @list number=2 op== complete=yes",
            "in_force - @line",
            "in_force - @line parties=aa;cc",
        ),
        "",
    ),
    "list: op blank": (("- - @list number=3 complete=yes", "in_force - @line"), "list-short c-0"),
    "list: incomplete": (("- - @list number=3 op== complete=no", "in_force - @line"), ""),
    "list: unknown": (("- - @list number=3 op== complete=unknown", "in_force - @line"), ""),
    "list: memberships": (
        (
            "- - @list number=2 op== complete=yes",
            "member - @member @line",
        ),
        "list-short c-0",
    ),
    "list: no lines": (("- - @list number=2 op== complete=yes",), "list-short c-0"),
    "list: excluding": (
        (
            "- - @list number=1 op== excluding=cc complete=yes",
            "in_force - @line",
            "in_force - @line parties=aa;cc",
        ),
        "",
    ),
    "und: break stood, resumption after": (
        (
            "in_force 2000-01-01",
            "suspended - side=aa act=ev-1 source=2010",
            "resumed 2012-01-01 side=aa act=ev-2",
        ),
        "",
    ),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_what_check_reports(name: str) -> None:
    rows, expected = FINDINGS[name]
    assert findings(rows) == expected


ANSWERS: dict[str, tuple[Rows, dict[str, list[tuple[object, object]]]]] = {
    "ans: none": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa",),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: named by tie id": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=tie/aa+bb/sister_city",
        ),
        {"2005-06-01": [("given", None)], "2003-06-01": [("none", 1612)]},
    ),
    "ans: named by act": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa act=ev-p",
            "answered 2004-01-01 @reply @back about=ev-p",
        ),
        {"2005-06-01": [("given", None)]},
    ),
    "ans: act column of reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa act=ev-p",
            "answered 2004-01-01 @reply @back about=ev-r act=ev-p",
        ),
        {"2005-06-01": [("given", None)]},
    ),
    "ans: part_of of reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa act=ev-p",
            "answered 2004-01-01 @reply @back about=ev-r part_of=ev-p",
        ),
        {"2005-06-01": [("given", None)]},
    ),
    "ans: reply names another thing": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "held 2003-01-01 type=event kind=meeting about=ev-m",
            "answered 2004-01-01 @reply @back about=ev-m",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: reply by the proposer": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply actor=aa target=bb about=ev-r",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: reply by nobody said": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "answered 2004-01-01 @reply about=ev-r"),
        {"2005-06-01": [("possible", 2343)]},
    ),
    "ans: reply by mayor to council": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply about=ev-r actor=mayor-bb target=aa-council parties=",
        ),
        {"2005-06-01": [("possible", 2343)]},
    ),
    "ans: reply by proposer's mayor": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply about=ev-r actor=mayor-aa target=bb parties=",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: earlier reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 1998-01-01 @reply @back about=ev-r",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: denied reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=ev-r certainty=denied",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: hedged reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=ev-r certainty=hedged",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: third city's reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply actor=cc target=aa about=ev-r parties=aa;cc",
        ),
        {"2005-06-01": [("none", 2343)]},
    ),
    "ans: about blank": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "answered 2004-01-01 @reply @back"),
        {"2005-06-01": [("possible", 2343)]},
    ),
    "ans: reply status blank": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "- 2004-01-01 @reply @back about=ev-r"),
        {"2005-06-01": [("possible", 2343)]},
    ),
    "ans: reply undated": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered - @reply @back about=ev-r source=2005",
        ),
        {"2006-06-01": [("possible", 2708)], "2005-05-01": [("none", 2312)]},
    ),
    "ans: reply undated source late open date": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered [..2007] @reply @back about=ev-r source=2010",
        ),
        {"2005-06-01": [("possible", 2343)]},
    ),
    "ans: municipality proposal, named by city's id": (
        (
            "proposed 1999-01-01 parties=aa-municipality;bb actor=aa-municipality",
            "answered 2004-01-01 @reply @back about=tie/aa+bb/sister_city",
        ),
        {"2005-06-01": [("given", None)]},
    ),
    "ans: city proposal, named by municipality's id": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "proposed 1999-01-01 parties=aa-municipality;bb actor=aa-municipality",
            "answered 2004-01-01 @reply @back about=tie/aa-municipality+bb/sister_city",
        ),
        {"2005-06-01": [("given", None)]},
    ),
    "ans: vague proposal": (
        ("proposed 2004 actor=aa side=aa",),
        {"2005-01-01": [("none", [1, 366])]},
    ),
    "ans: negotiating unsaid": (
        ("proposed 1999-01-01 actor=aa target=bb side=aa", "negotiating 2001-01-01"),
        {"2005-06-01": [(None, None)]},
    ),
    "ans: second proposal after decline": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "declined 2000-01-01 side=bb act=ev-d",
            "proposed 2009-01-01 side=aa actor=aa",
        ),
        {"2010-01-01": [("none", 365)]},
    ),
    "ans: second proposal after decline, first's reply": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2000-01-01 @reply @back about=ev-r",
            "declined 2001-01-01 side=bb act=ev-d",
            "proposed 2009-01-01 side=aa actor=aa",
        ),
        {"2010-01-01": [("none", 365)]},
    ),
    "ans: reply names friendship tie": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "in_force 2001-01-01 kind=friendship_city",
            "answered 2004-01-01 @reply @back about=tie/aa+bb/friendship_city",
        ),
        {"2005-06-01": [(None, None), ("none", 2343)]},
    ),
    "ans: two unnamed replies": (
        (
            "proposed 1999-01-01 actor=aa target=bb side=aa",
            "answered 2004-01-01 @reply @back about=ev-r1",
            "answered 2005-01-01 @reply @back about=ev-r2",
        ),
        {"2006-06-01": [("possible", 2708)]},
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_was_answered(name: str) -> None:
    rows, expected = ANSWERS[name]
    assert {day: answers(rows, day) for day in expected} == expected


def test_enough_is_looked_at() -> None:
    names = {*STATES, *CONFLICTS, *FINDINGS, *ANSWERS}
    assert len(names) >= 60
