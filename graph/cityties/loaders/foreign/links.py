"""Pairs of cities from a table of others to the claims of one source.

Every line "A, B" is what the list of A says: A names B. It becomes a *state* claim of
the tie of A and B, seen by the source's day, said by A, and with a date of beginning or end
a *change* claim of its own (:mod:`cityties.loaders.foreign.list_claims`). A pair that both lists
name is one tie with two claims; a pair that only one list names has one, and stays one-sided.
Where the table has each pair once (``directed=False``) nobody knows whose list it
was, and the claim names no speaker.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cityties.errors import DataError, Problem, UsageError
from cityties.language.messages import _, ngettext
from cityties.language.names import did_you_mean, fold, slugify
from cityties.loaders.foreign.checked import LineClaims, checked_tables
from cityties.loaders.foreign.cities import CITY_IGNORED, read_places
from cityties.loaders.foreign.columns import ENDS, PLACE_ROLES
from cityties.loaders.foreign.deciding import decided_line, deciding, numbers_of
from cityties.loaders.foreign.ends import EndReader, Ends
from cityties.loaders.foreign.list_claims import ListLine, claims_of
from cityties.loaders.foreign.provenance import LEFT_OUT, LOST, Loaded
from cityties.loaders.foreign.said import NOTHING, Teller, Told
from cityties.loaders.foreign.tables import (
    Choices,
    Finding,
    OutsideTable,
    Record,
    Wanted,
    read_outside,
)
from cityties.loaders.resolve.ends import End
from cityties.model.dates import Edtf
from cityties.model.days import DayError, read_day
from cityties.model.identifiers import is_slug
from cityties.model.rights import unnamed_publisher
from cityties.model.rows import Organization, Place, Source, Tables
from cityties.model.texts import every_name
from cityties.vocabulary.codes import AGREEMENT_KINDS
from cityties.vocabulary.licences import normal_licence

LINK_ROLES: Final[dict[str, tuple[str, ...]]] = {
    **{f"{end}_{role}": () for end in ENDS.values() for role in PLACE_ROLES},
    "since": (),
    "until": (),
    "kind": (),
    "status": (),
    "note": (),
    "source": (),
}
"""What a column of a table of links can be. The names that it goes by, in many languages, are in
``column_names.tsv``; ``from`` and ``to`` alone are an id or a name, which its cells decide."""

_LINKS = Wanted(
    LINK_ROLES,
    ignored=CITY_IGNORED,
    needs=(("from", "from_id", "from_name"), ("to", "to_id", "to_name")),
    pair=True,
)


@dataclass(frozen=True, slots=True)
class About:
    """What the person says of the file: it becomes the source of all its claims.

    Parameters
    ----------
    name : title of the source; its id is made of it
    date : the day of the data, EDTF (``2016-09``)
    publisher : id or name of who published it; not stated by default
    url : its address
    licence : its terms (``CC0-1.0``, an address, or words); empty: not said
    note : anything else
    accessed : day on which it was fetched, EDTF
    """

    name: str
    date: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    note: str = ""
    accessed: str = ""


@dataclass(slots=True)
class Statements:
    """The statements of a table: who names whom, in which line, and what it says of the tie.

    A pair may have further lines that say something else of it; those are in ``again``.
    """

    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)
    again: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, pair: tuple[str, str], line: int, kind: str) -> str:
        """Take a line; the code of a finding if the pair was in an earlier line.

        Parameters
        ----------
        pair : the two cities
        line : its number
        kind : of ties of which the line does not say it
        """
        first = self.lines.setdefault(pair, line)
        if first == line:
            return ""
        earlier = [self.told.get(each, NOTHING) for each in (first, *self.again.get(pair, ()))]
        if any(self.told.get(line, NOTHING).repeats(each, kind) for each in earlier):
            return "duplicate"
        self.again.setdefault(pair, []).append(line)
        return "repeat-differs"

    def __len__(self) -> int:
        return len(self.lines) + sum(map(len, self.again.values()))

    @property
    def pairs(self) -> dict[tuple[str, str], int]:
        """Each pair of cities, and from how many sides it is stated."""
        found: dict[tuple[str, str], int] = {}
        for one, other in self.lines:
            pair = (one, other) if one < other else (other, one)
            found[pair] = found.get(pair, 0) + 1
        return found


def load_links(
    path: Path | str,
    about: About,
    *,
    places: Sequence[Path | str] = (),
    kind: str = "sister_city",
    kinds: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    directed: bool = True,
    known: Tables | None = None,
    choices: Choices | None = None,
    ignore_places: Sequence[str] = (),
    strict: bool = False,
    gazetteer: Path | str | None = None,
    unresolved: Path | str | None = None,
) -> Loaded:
    r"""Read a table of pairs of cities.

    Parameters
    ----------
    path : CSV, TSV or a workbook with two cities in each line: by id, or by name and country
    about : what becomes the source
    places : tables of cities with coordinates and the like, see
        :data:`cityties.loaders.foreign.cities.CITY_ROLES`
    kind : code of the kind of agreement, where the table does not say it
    kinds, statuses : words of the table and the codes that they mean
    directed : whether "A, B" is in the list of A; else it is a pair
    known : rows that may be referred to, usually the shipped data
    choices : which column is what, and how the file is written
    ignore_places : columns of ``places`` to leave out
    strict : refuse the file if any line, or a date of it, has to be left out
    gazetteer : the index of installed names,
        see :func:`cityties.loaders.resolve.package.index_file`; ``None``: do without
    unresolved : the file in which a person decided on cities, if there is one

    Returns
    -------
    Loaded : new places, the publisher if it is new, the source and its claims

    Raises
    ------
    DataError
        If the file is no such table, no line of it can be used, or with ``strict`` if one
        cannot.
    UsageError
        If a column cannot be determined, or the source's name is taken.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "links.csv"
    ...     size = file.write_text("Stadt;Land;Partnerstadt;Land;seit\nUlm;DE;Lyon;FR;1998\n")
    ...     loaded = load_links(file, About("Links", "2016-09"))
    >>> [(claim.aspect, str(claim.when)) for claim in loaded.tables.claims]
    [('state', 'None'), ('change', '1998')]
    >>> sorted({claim.about for claim in loaded.tables.claims})
    ['tie/lyon-fr+ulm-de/sister_city']
    """
    if kind not in AGREEMENT_KINDS:
        hint = did_you_mean(kind, AGREEMENT_KINDS)
        raise UsageError(
            _("{kind!r} is not a kind of agreement").format(kind=kind)
            + (f"; {hint}" if hint else "")
        )
    known = known or Tables()
    record = Record()
    choices = choices or Choices()
    table = read_outside(path, _LINKS, choices, record)
    rows = read_places(places, record, ignore_places, choices)
    publisher, source = source_rows(about, known, taken=set(), expected=0, why="")
    teller = Teller(table, record, "tie", kinds=kinds, statuses=statuses)
    with deciding(source.id, gazetteer, unresolved) as using:
        ends = Ends(known, rows, using)
        statements = _statements(
            table, ends, teller, record, directed=directed, known=known, kind=kind
        )
        asked = ends.unresolved(record)
    if asked and not statements.lines and not strict:
        return nothing_decided(source, about.licence, record, ends, asked)
    _check_use(table, statements, record, strict=strict)
    day = source.published
    assert day is not None  # the options ask for it
    claims = _made(statements, source.id, kind, day, record, table.file, directed=directed)
    cities = ends.cities({id for pair in statements.lines for id in pair})
    for place in cities:
        if place.note.startswith("no name"):
            record.note("no-place", "", 0, place.wikidata or place.id)
    numbers = _numbers(table, statements, ends, cities, directed=directed)
    record.numbers.update(numbers)
    if publisher is not None and publisher.id in {place.id for place in cities}:
        publisher = replace(publisher, id=f"{publisher.id}-publisher")
        source = replace(source, publisher=publisher.id)
    source = replace(
        source, expected_why=f"each claim from a line of {Path(table.file).name} that could be used"
    )
    tables = checked_tables(
        table.file, ends.places(cities), publisher, source, claims, known, record
    )
    refuse_strictly(record, strict=strict)
    source = tables.sources[0]
    lines = (*_summary(numbers, directed), *decided_line(numbers, cities))
    return Loaded(tables, source, about.licence, record, lines, unresolved=asked)


def _statements(
    table: OutsideTable,
    ends: Ends,
    teller: Teller,
    record: Record,
    *,
    directed: bool,
    known: Tables,
    kind: str,
) -> Statements:
    """Every line that says something of two cities; the cities of all are decided together."""
    readers = [EndReader(table, f"{end}_", known, record) for end in ENDS.values()]
    lines, firsts, seconds = array("q"), array("q"), array("q")
    found = Statements()
    for line, cells in table.lines:
        one, other = (reader.read(line, cells) for reader in readers)
        wrong = next((read for read in (one, other) if read.end is None), None)
        if wrong is not None:
            record.note(wrong.code, table.file, line, wrong.value)
            continue
        assert one.end is not None  # and so is the other
        assert other.end is not None
        if one.end == other.end:  # before its city is made, which may have no other line
            record.note("loop", table.file, line, _shown(one.end, other.end))
            continue
        told = teller.read(line, cells)
        if told is None:
            continue
        if told != NOTHING:
            found.told[line] = told
        lines.append(line)
        firsts.append(ends.add(one.end, one.row))
        seconds.append(ends.add(other.end, other.row))
    ends.settle()
    for line, first, second in zip(lines, firsts, seconds, strict=True):
        _state(found, ends, line, first, second, table.file, record, directed=directed, kind=kind)
    return found


def _shown(*ends: End) -> str:
    return " | ".join(end.id or end.register or end.name for end in ends)[:80]


def _state(
    found: Statements,
    ends: Ends,
    line: int,
    first: int,
    second: int,
    file: str,
    record: Record,
    *,
    directed: bool,
    kind: str,
) -> None:
    for number in (first, second):
        ends.note_line(number, line)
        for code, text in ends.resolutions[number].told:
            record.note(code, file, line, text[:80])
    one, other = ends.id(first), ends.id(second)
    shown = _shown(ends.end(first), ends.end(second))
    if not one or not other:
        for number in (first, second):
            resolution = ends.resolutions[number]
            if not resolution.id and not resolution.told:
                record.note("no-city", file, line, _shown(ends.end(number)))
    elif one == other:
        record.note("loop", file, line, shown)
    else:
        pair = (one, other) if directed or one < other else (other, one)
        if code := found.add(pair, line, kind):
            text = "" if code == "duplicate" else found.told.get(line, NOTHING).shown
            record.note(code, file, line, f"{shown}: {text}" if text else shown)


def _check_use(
    table: OutsideTable, statements: Statements, record: Record, *, strict: bool
) -> None:
    """A table of which no line can be used is not what somebody meant to load."""
    if statements.lines:
        refuse_strictly(record, strict=strict)
        return
    lost = [each for each in record.findings if each.code in LEFT_OUT]
    if not lost:
        message = _("no line connects two cities")
        raise DataError([Problem(table.file, 0, "", "", message, code="no-links")])
    raise DataError(problems_of(lost))


def nothing_decided(
    source: Source, licence: str, record: Record, ends: Ends, asked: bytes
) -> Loaded:
    """What comes of a file of which no line can be used before a person has decided.

    Parameters
    ----------
    source : the source that its claims would have
    licence : as the person gave it
    record : what was met
    ends : the cities
    asked : what is to be decided
    """
    numbers = numbers_of(ends.resolutions)
    record.numbers.update(numbers)
    return Loaded(
        Tables(), source, licence, record, tuple(decided_line(numbers, ())), unresolved=asked
    )


def refuse_strictly(record: Record, *, strict: bool) -> None:
    """Refuse a file of which a line or a date was left out, if that is what the person wants.

    Parameters
    ----------
    record : what was met
    strict : whether every line has to be used, with its dates

    Raises
    ------
    DataError
        With the lines of which something was left out.
    """
    if strict and (lost := [each for each in record.findings if each.code in LOST]):
        raise DataError(problems_of(lost))


def problems_of(findings: Sequence[Finding], shown: int = 5) -> list[Problem]:
    """Findings as problems, for a file that is refused: the first ones, and how many more.

    Parameters
    ----------
    findings : what was found
    shown : how many are reported one by one
    """
    messages = {
        "bad-id": _("this is not the id of a city"),
        "blank-id": _("this line has no id"),
        "bad-day": _("this date cannot be read"),
        "ragged-line": _("this line and the first have different numbers of cells"),
        "loop": _("this line links a city to itself"),
        "duplicate": _("this line repeats an earlier line"),
        "no-city": _("the city on this line is unknown or ambiguous"),
        "unclosed-quote": _("a quotation mark on this line is not closed"),
        "bad-csv": _("this line cannot be split into cells"),
        "bad-encoding": _("bytes on this line mean nothing in the encoding of the file"),
        "unknown-kind": _("this is not a kind of agreement that is known; say with --kind-word"),
        "unknown-status": _("this is not a status that is known; say with --status-word"),
        "unknown-grade": _("this is not a grade that is known; say with --grade"),
        "skipped": _("this line was left out by an answer"),
        "unknown-geonames": _("this number of GeoNames is not known here"),
    }
    findings = sorted(findings, key=lambda each: (each.file, each.line))
    expected = _("a Wikidata item (Q60) or the id of a city; numbers only with --no-shipped")
    problems = [
        Problem(
            each.file,
            each.line,
            "",
            each.value,
            each.reason if each.code == "refused" else messages.get(each.code, each.code),
            expected if each.code == "bad-id" else "",
            "" if each.code == "refused" else each.reason,
            each.code,
        )
        for each in findings[:shown]
    ]
    more = len(findings) - shown
    if more > 0:
        last = findings[shown]
        text = ngettext("{n} more line like this", "{n} more lines like these", more)
        problems.append(Problem(last.file, last.line, "", "", text.format(n=more), code=last.code))
    return problems


def _numbers(
    table: OutsideTable,
    statements: Statements,
    ends: Ends,
    made: Sequence[Place],
    *,
    directed: bool,
) -> dict[str, int]:
    pairs = statements.pairs
    heads = {one for one, _other in statements.lines}
    others = {other for _one, other in statements.lines}
    numbers = {
        "lines": len(table.lines),
        "statements": len(statements),
        "pairs": len(pairs),
        "cities": len(heads | others),
        "cities_known_before": sum(map(ends.is_old, heads | others)),
        "cities_new": len(made),
        "cities_new_with_point": sum(place.latitude is not None for place in made),
        "cities_new_with_name": sum(not place.note.startswith("no name") for place in made),
    }
    numbers.update(numbers_of(ends.resolutions))
    if directed:
        numbers["pairs_from_both_sides"] = sum(sides == 2 for sides in pairs.values())
        numbers["pairs_from_one_side"] = sum(sides == 1 for sides in pairs.values())
        numbers["cities_without_a_list"] = len(others - heads)
    return numbers


def _summary(numbers: Mapping[str, int], directed: bool) -> list[str]:
    shown = {name: f"{number:,}" for name, number in numbers.items()}
    lines = [
        _("Statements: {statements}; pairs: {pairs}; cities: {cities}.").format(**shown),
        _(
            "Cities known before: {cities_known_before}; new: {cities_new}, with a name "
            "{cities_new_with_name}, with coordinates {cities_new_with_point}."
        ).format(**shown),
    ]
    if directed:
        lines.append(
            _(
                "Pairs stated from both sides: {pairs_from_both_sides}; from one side only: "
                "{pairs_from_one_side}. Cities named by others without a list of their own: "
                "{cities_without_a_list}."
            ).format(**shown)
        )
        if not numbers["pairs_from_both_sides"]:
            lines.append(
                _(
                    "No pair occurs twice: if the file has each pair once, load it with "
                    "--undirected."
                )
            )
    return lines


def _made(
    statements: Statements,
    source: str,
    kind: str,
    day: Edtf,
    record: Record,
    file: str,
    *,
    directed: bool,
) -> Iterator[LineClaims]:
    """The claims of each line, made when they are asked for, in the order of their ids."""
    made = [("_".join(pair), pair, line) for pair, line in statements.lines.items()]
    for pair, lines in statements.again.items():
        made += [(f"{'_'.join(pair)}_{n}", pair, line) for n, line in enumerate(lines, start=2)]
    for key, (one, other), line in sorted(made):
        id, told = f"c-{source}_{key}", statements.told.get(line)
        yield (
            line,
            _claims(id, source, kind, one, other, line, told, day, record, file, directed=directed),
        )


def _claims(
    id: str,
    source: str,
    kind: str,
    one: str,
    other: str,
    line: int,
    told: Told | None,
    day: Edtf,
    record: Record,
    file: str,
    *,
    directed: bool,
) -> Sequence[dict[str, str]]:
    """The claims that a line makes; what is odd about its dates is recorded."""
    told = told or NOTHING
    said = claims_of(
        ListLine(
            id,
            source,
            (one, other),
            kind=told.kind or kind,
            since=told.since,
            until=told.until,
            status=told.status,
            locator=f"line {line}",
            wording=told.wording,
            said_by=one if directed else "",
            note=told.note,
            since_text=told.since_text,
            until_text=told.until_text,
        ),
        day,
    )
    for code in said.findings:
        text = f"{told.since or ''}..{told.until or ''}"
        record.note(code, file, line, f"{one} | {other}: {text}"[:80])
    return said.claims


def source_rows(
    about: About, known: Tables, *, taken: set[str], expected: int, why: str
) -> tuple[Organization | None, Source]:
    """The source that a loaded file becomes, and its publisher if nobody has it yet.

    Parameters
    ----------
    about : what the person says of it
    known : rows that may be referred to
    taken : ids of new places
    expected : how many claims it gives
    why : why that many

    Raises
    ------
    UsageError
        If the name gives no id or one that is taken, or a date is none or in the future.
    """
    try:
        id = slugify(about.name)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if id in {source.id for source in known.sources}:
        message = _("the source {id} already exists: choose another --name")
        raise UsageError(message.format(id=id))
    dates = {}
    for option, text in (("date", about.date), ("accessed", about.accessed)):
        try:
            dates[option] = read_day(text).value
        except DayError as error:
            is_own = error.suggestion and "--" not in error.suggestion  # not about a table
            hint = f"; {error.suggestion}" if is_own else ""
            raise UsageError(f"--{option}: {error}{hint}") from error
        _check_past(option, dates[option])
    if dates["date"] is None:
        raise UsageError(_("--date: say the day of the data, such as 2016-09"))
    if dates["accessed"] is not None and dates["date"].earliest > dates["accessed"].latest:
        raise UsageError(
            _("--date: published after it was accessed ({accessed})").format(
                accessed=dates["accessed"].text
            )
        )
    publisher, new = publisher_of_name(about.publisher or about.name, known, taken)
    if new is not None and not about.publisher:  # the title names nobody
        new = unnamed_publisher(new.id, about.name)
    source = Source(
        id,
        "dataset",
        about.name,
        publisher,
        about.url,
        published=dates["date"],
        accessed=dates["accessed"],
        expected=str(expected),
        expected_why=why,
        licence=normal_licence(about.licence),
        note=about.note,
    )
    return new, source


def _check_past(option: str, when: Edtf | None) -> None:
    """Refuse a day that is in the future: what is read now was not published then."""
    if when is not None and when.earliest > datetime.date.today():
        raise UsageError(
            _("--{option}: {day} is in the future").format(option=option, day=when.text)
        )


def publisher_of_name(text: str, known: Tables, taken: set[str]) -> tuple[str, Organization | None]:
    """The id of the organization that a text names, and its row if it has to be made.

    Parameters
    ----------
    text : an id, a name or an alias
    known : rows that may be referred to
    taken : ids that a new one must not have
    """
    folded = fold(text)
    named = [
        row.id
        for row in known.organizations
        if row.id == text or folded in {fold(name) for name in (*every_name(row), *row.aliases)}
    ]
    if named:
        return sorted(named)[0], None
    try:
        id = text if is_slug(text) else slugify(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    others = {row.id for row in known.places} | {row.id for row in known.people} | taken
    if id in others:
        id += "-publisher"
    return id, Organization(id, "publisher", text)
