"""The members of a city network from a table of others to the claims of one source.

A line says that a city was a member when the list was made: a *state* claim by the
source's day. A date of entry or of leaving makes a *change* claim of its own. The
grade (observer, member, board …) is kept where the table has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cityties.errors import DataError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import fold, slugify
from cityties.loaders.foreign.checked import LineClaims, checked_tables
from cityties.loaders.foreign.cities import CITY_IGNORED, CITY_ROLES, read_places
from cityties.loaders.foreign.deciding import decided_line, deciding, numbers_of
from cityties.loaders.foreign.ends import EndReader, Ends
from cityties.loaders.foreign.links import (
    About,
    nothing_decided,
    problems_of,
    refuse_strictly,
    source_rows,
)
from cityties.loaders.foreign.list_claims import ListLine, claims_of
from cityties.loaders.foreign.provenance import LEFT_OUT, Loaded
from cityties.loaders.foreign.said import GRADES, Teller, Told, Words
from cityties.loaders.foreign.tables import Choices, OutsideTable, Record, Wanted, read_outside
from cityties.model.identifiers import is_slug
from cityties.model.rows import Organization, Source, Tables
from cityties.model.texts import every_name
from cityties.model.unknown import is_unknown

MEMBER_ROLES: Final[dict[str, tuple[str, ...]]] = {
    **{role: names for role, names in CITY_ROLES.items() if role != "origin"},
    "listed": ("listed", "name_on_website", "city_text", "name_in_source", "member"),
    "grade": ("grade", "membership", "membership_type", "member_type", "category"),
    "status": ("status",),
    "since": ("since", "from", "start", "joined", "date_joined", "member_since"),
    "until": ("until", "to", "end", "left", "date_left"),
    "note": ("note",),
    "source": ("source",),
}
"""What a column of a table of members can be, and names that it goes by; for those in many
languages see ``column_names.tsv``."""

_MEMBERS = Wanted(MEMBER_ROLES, ignored=CITY_IGNORED, needs=(("id", "name", "listed"),))


@dataclass(slots=True)
class Members:
    """The members found so far: the cells of their claims, and the first line of each.

    ``said`` is what its lines say of it, which differs from line to line.
    """

    lines: dict[str, int] = field(default_factory=dict)
    said: dict[str, list[tuple[Told, str]]] = field(default_factory=dict)
    claims: list[LineClaims] = field(default_factory=list)
    with_grade: int = 0
    with_date: int = 0


def load_members(
    path: Path | str,
    network: str,
    about: About,
    *,
    network_item: str = "",
    places: Sequence[Path | str] = (),
    grades: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    known: Tables | None = None,
    choices: Choices | None = None,
    strict: bool = False,
    gazetteer: Path | str | None = None,
    unresolved: Path | str | None = None,
) -> Loaded:
    r"""Read a table of members of a city network.

    Parameters
    ----------
    path : CSV or TSV with a line for each member; columns as in :data:`MEMBER_ROLES`
    network : id or name of the network; a new one is made of a name that nobody has
    about : what becomes the source
    network_item : Wikidata item of a new network
    places : further tables of cities, which fill what this one leaves blank
    grades, statuses : words of these columns and the codes that they mean
    known : rows that may be referred to, usually the shipped data
    choices : which column is what, and how the file is written
    strict : refuse the file if any line, or a date of it, has to be left out
    gazetteer, unresolved : as for :func:`cityties.loaders.foreign.links.load_links`

    Returns
    -------
    Loaded : new places, the network if it is new, the source and its claims

    Raises
    ------
    DataError
        If the file is no such table, a grade, status or date in it is none, or with
        ``strict`` if a line is left out.
    UsageError
        If a column cannot be determined, or the network or source cannot be named so.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "members.tsv"
    ...     size = file.write_text("qid\tname\tgrade\nQ60\tNew York City\tobserver\n")
    ...     loaded = load_members(file, "Ports", About("Members of Ports", "2025-05"))
    >>> loaded.tables.claims[0].about, loaded.tables.claims[0].grade
    ('q60@ports', 'observer')
    """
    known = known or Tables()
    record = Record()
    network_id, made = _network(network, network_item, known)
    choices = choices or Choices()
    words = Words(grades or {}, "grades", GRADES)
    table = read_outside(path, _MEMBERS, choices, record)
    more = read_places(places, record, choices=choices)
    before = known
    if made is not None:  # a network may well publish its list itself
        known = replace(known, organizations=(*known.organizations, made))
    publisher, source = source_rows(about, known, taken=set(), expected=0, why="")
    if source.publisher == network_id:
        source = replace(source, kind="official_list")
    teller = Teller(table, record, "membership", statuses=statuses)
    with deciding(source.id, gazetteer, unresolved) as using:
        ends = Ends(before, more, using)
        members = _members(table, ends, network_id, source, teller, words, before, record)
        asked = ends.unresolved(record)
    if asked and not members.lines and not strict:
        return nothing_decided(source, about.licence, record, ends, asked)
    _check_use(table, members, record, strict=strict)
    cities = ends.cities(set(members.lines))
    for place in cities:
        if place.note.startswith("no name"):
            record.note("no-place", "", 0, place.wikidata or place.id)
    new = [each for each in (made, publisher) if each is not None]
    source = replace(
        source,
        expected_why=f"each member in {Path(table.file).name}, and each date of entry or leaving",
    )
    tables = checked_tables(
        table.file,
        ends.places(cities),
        new,
        source,
        sorted(members.claims, key=_first_id),
        before,
        record,
    )
    refuse_strictly(record, strict=strict)
    source = tables.sources[0]
    numbers = {
        "lines": len(table.lines),
        "members": len({claim.actor for claim in tables.claims}),
        "claims": len(tables.claims),
        "with_grade": members.with_grade,
        "with_date": members.with_date,
        "cities_known_before": sum(map(ends.is_old, members.lines)),
        "cities_new": len(cities),
        "cities_new_with_point": sum(place.latitude is not None for place in cities),
        **numbers_of(ends.resolutions),
    }
    record.numbers.update(numbers)
    shown = {name: f"{number:,}" for name, number in numbers.items()}
    name = next(row.name_en for row in known.organizations if row.id == network_id)
    lines = (
        _(
            "Members of {network}: {members}; with a grade: {with_grade}; with a date of entry "
            "or leaving: {with_date}; claims: {claims}."
        ).format(network=name, **shown),
        _(
            "Cities known before: {cities_known_before}; new: {cities_new}, with coordinates "
            "{cities_new_with_point}."
        ).format(**shown),
        *decided_line(numbers, cities),
    )
    return Loaded(tables, source, about.licence, record, lines, unresolved=asked)


def _network(text: str, item: str, known: Tables) -> tuple[str, Organization | None]:
    """The id of the network, and its row if it has to be made."""
    folded = fold(text)
    found = [
        row
        for row in known.organizations
        if row.id == text
        or (
            row.kind == "city_network"
            and folded in {fold(name) for name in (*every_name(row), *row.aliases)}
        )
    ]
    if found:
        if found[0].kind != "city_network":
            message = _("{id} is not a city network; its kind is {kind}")
            raise UsageError(message.format(id=found[0].id, kind=found[0].kind))
        return found[0].id, None
    try:
        id = text if is_slug(text) else slugify(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    others = {row.id for row in known.places} | {row.id for row in known.people}
    if id in others | {row.id for row in known.organizations}:
        id += "-network"
    return id, Organization(id, "city_network", text, wikidata=item)


def _members(
    table: OutsideTable,
    ends: Ends,
    network: str,
    source: Source,
    teller: Teller,
    words: Words,
    known: Tables,
    record: Record,
) -> Members:
    """Every line that says something of a member; the cities of all are decided together."""
    reader = EndReader(table, "", known, record)
    kept: list[tuple[int, int, Told, str, str, str]] = []
    for line, cells in table.lines:
        read = reader.read(line, cells)
        if read.end is None:
            record.note(read.code, table.file, line, read.value)
            continue
        told = teller.read(line, cells)
        if told is None:
            continue
        word = table.cell(cells, "grade")
        grade = "" if is_unknown(word, table.choices.blanks) else words.code_of(word)
        if grade is None:
            record.note("unknown-grade", table.file, line, word[:80], words.hint(word))
            continue
        listed = table.cell(cells, "listed")
        kept.append((line, ends.add(read.end, read.row), told, grade, word, listed))
    ends.settle()
    members = Members()
    for line, number, told, grade, word, listed in kept:
        resolution, end = ends.resolutions[number], ends.end(number)
        ends.note_line(number, line)
        for code, text in resolution.told:
            record.note(code, table.file, line, text[:80])
        city = resolution.id
        if not city:
            if not resolution.told:
                record.note("no-city", table.file, line, (listed or end.name or end.id)[:80])
            continue
        if resolution.how not in ("id", "new"):
            record.note("by-name", table.file, line, f"{listed or end.name} = {city}"[:80])
        said = members.said.setdefault(city, [])
        named = f"{city}: {listed or end.name}"[:80]
        if any(told.repeats(each) and grade in ("", its) for each, its in said):
            record.note("duplicate", table.file, line, named)
            continue
        if said:
            more = ", ".join(filter(None, (grade, told.shown)))
            record.note("repeat-differs", table.file, line, f"{named}, {more}" if more else named)
        said.append((told, grade))
        members.lines.setdefault(city, line)
        id = f"c-{source.id}_{city}" + (f"_{len(said)}" if len(said) > 1 else "")
        _claims(
            members, id, line, city, network, source, told, grade, word, listed, table.file, record
        )
    return members


def _claims(
    members: Members,
    id: str,
    line: int,
    city: str,
    network: str,
    source: Source,
    told: Told,
    grade: str,
    word: str,
    listed: str,
    file: str,
    record: Record,
) -> None:
    """The claims of one line: seen as a member, and the dates of entry and leaving."""
    day = source.published
    assert day is not None  # the options ask for it
    status = told.status or ("candidate" if grade == "candidate" else "")
    said = claims_of(
        ListLine(
            id,
            source.id,
            (city,),
            network=network,
            since=told.since,
            until=told.until,
            status=status,
            locator=f"line {line}" + (f": {listed}" if listed else ""),
            wording=word if grade else "",
            note=told.note,
            grade=grade,
            since_text=told.since_text,
            until_text=told.until_text,
        ),
        day,
    )
    for code in said.findings:
        record.note(code, file, line, f"{city}: {told.since or ''}..{told.until or ''}"[:80])
    members.claims.append((line, said.claims))
    members.with_grade += bool(grade)
    members.with_date += told.since is not None or told.until is not None


def _first_id(made: LineClaims) -> str:
    return made[1][0]["id"]


def _check_use(table: OutsideTable, members: Members, record: Record, *, strict: bool) -> None:
    if members.lines:
        refuse_strictly(record, strict=strict)
        return
    lost = [each for each in record.findings if each.code in LEFT_OUT and each.line]
    if not lost:
        message = _("no line contains a member")
        raise DataError([Problem(table.file, 0, "", "", message, code="no-members")])
    raise DataError(problems_of(lost))
