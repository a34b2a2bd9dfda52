"""Groups: parts that are read alone give every row of the reading of all claims."""

from __future__ import annotations

import datetime
import json
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from histories import history

from cityties import reading
from cityties.base import resources
from cityties.loaders.tables import load_folder, merge
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.reading.groups import Grouping, Groups, Share, pairs, read_group
from cityties.reading.quads import reading_lines

PARTS = (1, 2, 8, 33)
ON = datetime.date(2006, 6, 1)


# --- the rows of a reading, all of them -------------------------------------------------------


def every_row(
    readings: reading.Readings, tables: Tables, share: Share | None = None, on: datetime.date = ON
) -> Iterator[str]:
    """All that a reading gives, each row as text with the name of its listing."""
    sources = {source.id: source for source in tables.sources}
    city_of = reading.city_resolver(tables)
    contacts = reading.Contacts(readings, city_of)
    about = reading.about_ties(readings)
    listings: dict[str, Iterable[object]] = {
        "line": reading_lines(readings, tables),
        "tie": reading.tie_rows(readings, sources, on=on, city_of=city_of),
        "conflict": reading.conflict_rows(readings),
        "set aside": [
            pair
            for pair in readings.set_aside.items()
            if readings.answers_for(readings.claims[pair[0]])
        ],
        "alone": readings.alone,
        "moved": readings.moved.items(),
        "supersedes": [(tie, readings.supersedes(tie)) for tie in readings.ties],
        "history": [
            row
            for tie in readings.ties
            for row in reading.history_rows(
                readings, sources, tie=tie, contacts=contacts, about=about, city_of=city_of
            )
        ],
        "plans": [(tie, reading.plan_occasions(readings, tie)) for tie in readings.ties],
        "official": [
            row
            for row in reading.official_rows(readings, tables)
            if share is None or share.thing(row["person"])
        ],
    }
    for name, rows in listings.items():
        for row in rows:
            yield f"{name} {json.dumps(row, sort_keys=True, default=str)}"


def bonded(grouping: Grouping, claims: Iterable[Claim]) -> dict[str, str]:
    """The leaders of all keys, as :mod:`cityties.scale` finds them in two looks."""
    claims = list(claims)
    groups = Groups(filter(None, map(grouping.bonds, claims)))
    unmet = set(groups.unmet())
    for claim in claims:
        if grouping.known_as(claim) in unmet:
            groups.bond(grouping.met(claim))
    return groups.leaders()


def bags(tables: Tables, leaders: dict[str, str], of: int) -> list[list[Claim]]:
    """The claims that each part has to see."""
    share = Share(Grouping(tables), leaders, of=of)
    found: list[list[Claim]] = [[] for _part in range(of)]
    seen = set()
    for claim in tables.claims:
        places, line = share.places(claim)
        if line >= 0 and (claim.source, claim.part_of) not in seen:
            seen.add((claim.source, claim.part_of))
            places.add(line)
        for place in places:
            found[place].append(claim)
    return found


def rows_by_parts(tables: Tables, of: int, known_by: datetime.date | None) -> tuple[set[str], int]:
    """The rows of all parts, each read alone, and how many claims they withheld."""
    grouping = Grouping(tables)
    leaders = bonded(grouping, tables.claims)
    rows: set[str] = set()
    withheld = 0
    for number, claims in enumerate(bags(tables, leaders, of)):
        share = Share(grouping, leaders, number, of)
        readings = read_group(claims, tables, share, known_by=known_by)
        rows.update(every_row(readings, tables, share))
        withheld += readings.withheld
    return rows, withheld


def assert_parts_give_the_whole(
    tables: Tables, parts: Iterable[int] = PARTS, known_by: datetime.date | None = None
) -> int:
    """Compare, and return how many rows there were."""
    readings = reading.read_tables(tables, known_by=known_by)
    whole = set(every_row(readings, tables))
    for of in parts:
        rows, withheld = rows_by_parts(tables, of, known_by)
        assert sorted(whole - rows)[:3] == [], f"missing with {of} parts"
        assert sorted(rows - whole)[:3] == [], f"too many with {of} parts"
        assert withheld == readings.withheld
    return len(whole)


# --- data -------------------------------------------------------------------------------------


def test_shipped_data_gives_the_same_rows_by_parts() -> None:
    tables = load_folder(resources.data_dir())
    assert assert_parts_give_the_whole(tables) > 10_000
    day = datetime.date(2015, 1, 1)
    assert assert_parts_give_the_whole(tables, (8,), known_by=day) > 1_000


def test_the_towns_of_the_world_give_the_same_rows_by_parts(tmp_path: Path) -> None:
    world = os.environ.get("CITYTIES_WORLD", "")
    if not world:
        pytest.skip("CITYTIES_WORLD names no folder with the twin towns of the world")
    from click.testing import CliRunner

    from cityties.cli.commands import cli

    words = ["load", "links", f"{world}/twinnings-2016.tsv", "--places", f"{world}/places.csv"]
    words += ["-o", str(tmp_path / "world"), "--name", "World", "--date", "2016-09"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    shipped = load_folder(resources.data_dir())
    tables = merge(shipped, load_folder(tmp_path / "world", known=shipped))
    parts = PARTS if os.environ.get("CITYTIES_FULL") == "1" else (8,)
    assert assert_parts_give_the_whole(tables, parts) > 100_000


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_random_histories_give_the_same_rows_by_parts(start: int) -> None:
    rows = 0
    for seed in range(start, start + 50):
        folder = history(seed)
        cities = ("aa", "bb", "cc")
        tables = Tables(
            places=tuple(Place(city, "city", city) for city in cities),
            organizations=tuple(
                Organization(body, "municipality", body, acts_for=city)
                for body, city in folder.bodies.items()
            ),
            sources=tuple(folder.sources.values()),
            claims=folder.claims,
        )
        rows += assert_parts_give_the_whole(tables, (2, 33), folder.known_by)
    assert rows > 1_000


# --- crowds: everything that can touch anything else, at random ----------------------------------

CITIES = ("aa", "bb", "cc", "dd", "ee")
_TABLES = Tables(
    places=(
        *(Place(city, "city", city.upper(), country="XX") for city in CITIES),
        Place("xx", "country", "Xland", country="XX"),
    ),
    organizations=(
        Organization("council-aa", "city_council", "Council", acts_for="aa"),
        Organization("chamber-bb", "chamber", "Chamber", acts_for="bb"),
        Organization("net", "city_network", "Network"),
    ),
    people=(Person("ada", "Ada"), Person("bob", "Bob"), Person("eve", "Eve")),
    posts=(
        Post("mayor-bb", "mayor", "bb", holders=("ada",)),
        Post("envoy", "ambassador", "xx", to="xx", holders=("bob",)),
    ),
    sources=tuple(
        Source(
            f"s{number}", "news", "title", CITIES[number % 5],
            published=parse_edtf(day) if day else None,
            accessed=parse_edtf("2012-01-01"),
            doubt="old" if number == 3 else "",
        )
        for number, day in enumerate(("2004", "2005-06-01", "2006-06", "2008-01-01", "", "2010"))
    ),
)  # fmt: skip
_AGENTS = (*CITIES, *CITIES, "council-aa", "chamber-bb", "ada", "bob", "eve", "ada@mayor-bb")
_WHEN = ("", "", "2000", "2003-03-03", "[..2004]", "2005-05", "2007-01-01", "2009")
_STATUSES = (
    "proposed", "proposed", "negotiating", "approved", "in_force", "in_force", "in_force",
    "suspended", "resumed", "ended", "superseded", "declined",
)  # fmt: skip


_EVENT_KINDS = (
    "official_visit", "reply", "reply", "invitation", "cooperation_offer", "festival", "renewal",
    "list",
)  # fmt: skip
_EVENT_STATUSES = (
    "", "held", "held", "cancelled", "asked", "asked", "offered", "answered", "planned",
)  # fmt: skip
_CERTAINTIES = ("stated",) * 6 + ("implied", "hedged", "denied", "denied")


def crowd(seed: int, claims: int = 40) -> Tables:
    """Random claims of few cities, acts, events, lists and people: nearly all touch others."""
    numbers = random.Random(seed)

    def some(values: Iterable[str], most: int, least: int = 0) -> tuple[str, ...]:
        values = list(dict.fromkeys(values))
        return tuple(numbers.sample(values, min(len(values), numbers.randint(least, most))))

    def maybe(values: Iterable[str], part: float) -> str:
        return numbers.choice(list(values)) if numbers.random() < part else ""

    events = [f"ev-{n}" for n in range(8)]
    made = []
    for number in range(claims):
        id = f"c-{number:02}"
        type = numbers.choices(
            ("tie", "event", "membership", "count", "role", "opinion", "attribute"),
            (40, 35, 6, 6, 5, 5, 3),
        )[0]
        many = 4 if numbers.random() < 0.15 else 2
        agents = [agent for agent in _AGENTS if "@" not in agent]
        parties = some((*agents, f"unnamed/c-{numbers.randrange(claims):02}"), many, 2)
        kind = numbers.choice(("sister_city", "sister_city", "agreement", "friendship_city"))
        about, status = "", ""
        if type == "tie":
            status = numbers.choice(_STATUSES)
            if numbers.random() < 0.1:
                kind = "renewal"
            named = "sister_city" if kind == "renewal" else kind
            if numbers.random() < 0.8:
                about = f"tie/{'+'.join(sorted(parties))}/{named}"
        elif type == "event":
            kind = numbers.choice(_EVENT_KINDS)
            status = numbers.choice(_EVENT_STATUSES)
            about = maybe((*events, *(claim.about for claim in made if claim.about)), 0.8)
            parties = some(_AGENTS, many)
        elif type == "membership":
            about, kind, parties = f"{numbers.choice(CITIES)}@net", "", ()
            status = numbers.choice(("candidate", "member", "left"))
        elif type == "role":
            about, kind, parties = numbers.choice(("ada", "eve")) + "@mayor-bb", "", ()
        else:
            ties = [claim.about for claim in made if claim.about.startswith("tie/")]
            about, parties = maybe((*CITIES, *events, *ties), 0.9), ()
            kind = maybe(("sister_city",), 0.5)
        when = numbers.choice(_WHEN)
        made.append(
            Claim(
                id, f"s{numbers.randrange(6)}", type,
                aspect=numbers.choice(("change", "change", "change", "state", "plan")),
                kind=kind, about=about, parties=tuple(dict.fromkeys(parties)), status=status,
                act=maybe(events, 0.3), part_of=maybe((*events, "list-1"), 0.15),
                actor=some(_AGENTS, 1), target=some(_AGENTS, 1) if type == "event" else (),
                side=maybe(CITIES, 0.2) if type == "tie" else "",
                channel=maybe(("all", "political", "civic"), 0.3) if type == "tie" else "",
                when=parse_edtf(when) if when else None,
                basis=maybe(("list", "stated"), 0.3),
                certainty=numbers.choice(_CERTAINTIES),
                number=float(numbers.randrange(9)) if type in ("count", "attribute") else None,
                of="sister cities" if type == "count" else "",
                contradicts=some((f"c-{n:02}" for n in range(claims) if n != number), 1)
                if numbers.random() < 0.1 else (),
                condition_on=some(events, 1) if numbers.random() < 0.1 else (),
                people=some(("ada@mayor-bb:host", "eve:guest", "bob"), 1),
                said_by=maybe(("ada@mayor-bb", "eve", "aa", "council-aa"), 0.3),
            )
        )  # fmt: skip
    return replace(_TABLES, claims=tuple(made))


def _assert_crowds(seeds: Iterable[int]) -> None:
    rows = 0
    for seed in seeds:
        numbers = random.Random(seed)
        known_by = datetime.date(2007, 1, 1) if numbers.random() < 0.3 else None
        tables = crowd(seed, numbers.choice((6, 12, 25)))
        try:
            rows += assert_parts_give_the_whole(tables, (2, 33), known_by)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    assert rows > 1_000


@pytest.mark.parametrize("start", range(0, 120, 30))
def test_crowds_give_the_same_rows_by_parts(start: int) -> None:
    _assert_crowds(range(start, start + 30))


@pytest.mark.long
@pytest.mark.parametrize("start", range(1_000, 5_000, 500))
def test_many_crowds_give_the_same_rows_by_parts(start: int) -> None:
    _assert_crowds(range(start, start + 500))


# --- that the test can fail, and what the rules say ----------------------------------------------


def test_groups_by_tie_would_give_other_rows() -> None:
    """The trap: a claim of an agreement joins the narrower tie of the same parties."""
    source = Source("s", "news", "A page", "paper", published=parse_edtf("2010"))
    narrow = Claim(
        "c-1", "s", "tie", aspect="state", kind="sister_city", about="tie/aa+bb/sister_city",
        parties=("aa", "bb"), status="in_force",
    )  # fmt: skip
    broad = replace(
        narrow, id="c-2", kind="agreement", about="tie/aa+bb/agreement", aspect="change",
        when=parse_edtf("2001"),
    )  # fmt: skip
    whole = reading.read([narrow, broad], {"s": source})
    by_tie = [reading.read([claim], {"s": source}) for claim in (narrow, broad)]
    assert list(whole.iter_periods()) != [p for each in by_tie for p in each.iter_periods()]
    grouping = Grouping(Tables())
    assert grouping.keys(narrow) == grouping.keys(broad) == ("aa+bb",)


def test_a_chain_of_pacts_is_one_group() -> None:
    grouping = Grouping(_TABLES)
    pacts = [
        Claim(f"c-{n}", "s1", "tie", kind="agreement", about=f"tie/{parties}/agreement")
        for n, parties in enumerate(("aa+bb+cc", "bb+cc+dd", "cc+ee"))
    ]
    leaders = bonded(grouping, pacts)
    assert {leaders[key] for key in ("aa+bb", "bb+cc", "cc+dd")} == {"aa+bb"}
    assert "cc+ee" not in leaders


def test_a_body_has_the_key_of_its_city_and_a_chamber_its_own() -> None:
    grouping = Grouping(_TABLES)
    of = {
        parties: grouping.keys(
            Claim("c-1", "s1", "tie", kind="agreement", about=f"tie/{parties}/agreement")
        )
        for parties in ("bb+council-aa", "aa+chamber-bb")
    }
    assert of == {"bb+council-aa": ("aa+bb",), "aa+chamber-bb": ("aa+chamber-bb",)}


def test_a_congress_bonds_nothing() -> None:
    grouping = Grouping(_TABLES)
    congress = Claim("c-1", "s1", "event", kind="official_visit", about="ev-1", parties=CITIES)
    assert grouping.bonds(congress) == ()
    assert grouping.keys(congress) == ("ev-1", *pairs(CITIES))


def test_the_order_of_bonds_does_not_matter() -> None:
    grouping = Grouping(_TABLES)
    claims = list(crowd(7).claims)
    expected = bonded(grouping, claims)
    assert len(expected) > 5
    for seed in range(5):
        random.Random(seed).shuffle(claims)
        assert bonded(grouping, claims) == expected
