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
from cityties.language.names import did_you_mean, fold, slugify
from cityties.loaders.foreign.cities import (
    CITY_IGNORED,
    CITY_ROLES,
    Cities,
    CityRow,
    city_row,
    read_places,
)
from cityties.loaders.foreign.links import About, checked_tables, problems_of, source_rows
from cityties.loaders.foreign.provenance import LEFT_OUT, Loaded
from cityties.loaders.foreign.tables import (
    Choices,
    OutsideTable,
    Record,
    Wanted,
    read_outside,
    read_ref,
)
from cityties.model.identifiers import is_slug, membership_id
from cityties.model.rows import Organization, Tables
from cityties.vocabulary.codes import CODES, STATUSES

MEMBER_ROLES: Final[dict[str, tuple[str, ...]]] = {
    **{role: names for role, names in CITY_ROLES.items() if role != "origin"},
    "listed": ("listed", "name_on_website", "city_text", "name_in_source", "member"),
    "grade": ("grade", "membership", "membership_type", "member_type", "category"),
    "status": ("status",),
    "since": ("since", "from", "start", "joined", "date_joined", "member_since"),
    "until": ("until", "to", "end", "left", "date_left"),
}
"""What a column of a table of members can be, and the names that it goes by."""

_MEMBERS = Wanted(MEMBER_ROLES, ignored=CITY_IGNORED)


@dataclass(slots=True)
class Members:
    """The members found so far: the cells of their claims, and the line of each."""

    lines: dict[str, int] = field(default_factory=dict)
    claims: list[tuple[int, dict[str, str]]] = field(default_factory=list)
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
    known: Tables | None = None,
    choices: Choices | None = None,
    strict: bool = False,
) -> Loaded:
    r"""Read a table of members of a city network.

    Parameters
    ----------
    path : CSV or TSV with a line for each member; columns as in :data:`MEMBER_ROLES`
    network : id or name of the network; a new one is made of a name that nobody has
    about : what becomes the source
    network_item : Wikidata item of a new network
    places : further tables of cities, which fill what this one leaves blank
    grades : words of the column ``grade`` and the codes that they mean
    known : rows that may be referred to, usually the shipped data
    choices : which column is what, and how the file is written
    strict : refuse the file if any line has to be left out

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
    table = read_outside(path, _MEMBERS, choices or Choices(), record)
    if not {"id", "name", "listed"} & set(table.columns):
        message = _("{file} is missing a column: an id or a name of the cities. It has: {titles}")
        raise UsageError(message.format(file=table.file, titles=", ".join(table.titles)))
    more = read_places(places, record)
    rows = _city_rows(table, more, record)
    cities = Cities(known, rows)
    before = known
    if made is not None:  # a network may well publish its list itself
        known = replace(known, organizations=(*known.organizations, made))
    publisher, source = source_rows(about, known, taken=set(), expected=0, why="")
    if source.publisher == network_id:
        source = replace(source, kind="official_list")
    members = _members(table, cities, network_id, source.id, grades or {}, record)
    _check_use(table, members, record, strict=strict)
    for place in cities.cities:
        if place.note:
            record.note("no-place", "", 0, place.wikidata or place.id)
    new = [each for each in (made, publisher) if each is not None]
    source = replace(
        source,
        expected=str(len(members.claims)),
        expected_why=f"each member in {Path(table.file).name}, and each date of entry or leaving",
    )
    tables = checked_tables(table.file, cities, new, source, members.claims, before)
    numbers = {
        "lines": len(table.lines),
        "members": len(members.lines),
        "claims": len(members.claims),
        "with_grade": members.with_grade,
        "with_date": members.with_date,
        "cities_known_before": len(cities.old & set(members.lines)),
        "cities_new": len(cities.cities),
        "cities_new_with_point": sum(place.latitude is not None for place in cities.cities),
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
    )
    return Loaded(tables, source, about.licence, record, lines)


def _network(text: str, item: str, known: Tables) -> tuple[str, Organization | None]:
    """The id of the network, and its row if it has to be made."""
    folded = fold(text)
    found = [
        row
        for row in known.organizations
        if row.id == text
        or (
            row.kind == "city_network"
            and folded in {fold(name) for name in (row.name_en, row.name_fa, *row.aliases)}
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


def _city_rows(table: OutsideTable, more: dict[str, CityRow], record: Record) -> dict[str, CityRow]:
    """What the table says of the cities that it gives an id, with the blanks filled."""
    rows: dict[str, CityRow] = {}
    for line, cells in table.lines:
        ref = read_ref(table.cell(cells, "id"))
        if ref is None or ref.key in rows:
            continue
        row = city_row(table, line, cells, record)
        if not row.name:
            row = replace(row, name=table.cell(cells, "listed"))
        rows[ref.key] = row.filled_from(more[ref.key]) if ref.key in more else row
    return rows


def _members(
    table: OutsideTable,
    cities: Cities,
    network: str,
    source: str,
    grades: Mapping[str, str],
    record: Record,
) -> Members:
    members = Members()
    words = {fold(word): code for word, code in grades.items()}
    for code in words.values():
        if code not in CODES["grades"]:
            message = _("unknown code {value!r} in {scheme}").format(value=code, scheme="grades")
            hint = did_you_mean(code, CODES["grades"])
            raise UsageError(f"{message}; {hint}" if hint else message)
    for line, cells in table.lines:
        city = _city(table, line, cells, cities, record)
        if not city:
            continue
        if city in members.lines:
            listed = table.cell(cells, "listed") or table.cell(cells, "name")
            record.note("duplicate", table.file, line, f"{city}: {listed}")
            continue
        members.lines[city] = line
        _claims(members, table, line, cells, city, network, source, words)
    return members


def _city(
    table: OutsideTable, line: int, cells: Sequence[str], cities: Cities, record: Record
) -> str:
    """The id of the city of a line: by its id, else by name and country; ``""`` if by neither."""
    text = table.cell(cells, "id")
    if text:
        ref = read_ref(text)
        found = cities.id_of(ref) if ref is not None and ref.kind != "number" else ""
        if not found:
            record.note("bad-id", table.file, line, text[:80])
        return found
    name = table.cell(cells, "name") or table.cell(cells, "listed")
    row = city_row(table, line, cells, record)
    same = cities.with_name(name, row.country) if name else []
    if len(same) == 1:
        record.note("by-name", table.file, line, f"{name} = {same[0]}")
        cities.old.add(same[0])
        return same[0]
    if not name or not row.country or same:
        # Without a country a name is shared by too many; with it, by those that it fits.
        record.note("no-city", table.file, line, name[:80] or " | ".join(cells)[:80])
        return ""
    try:
        wanted = f"{slugify(name)}-{row.country.lower()}"
    except ValueError:
        wanted = ""
    if not wanted or not cities.is_free(wanted):
        record.note("no-city", table.file, line, name[:80])
        return ""
    cities.make(wanted, row)
    return wanted


def _claims(
    members: Members,
    table: OutsideTable,
    line: int,
    cells: Sequence[str],
    city: str,
    network: str,
    source: str,
    words: Mapping[str, str],
) -> None:
    """The claims of one line: seen as a member, and the dates of entry and leaving."""
    grade_word = table.cell(cells, "grade")
    grade = words.get(fold(grade_word)) or grade_word.lower().replace(" ", "_").replace("-", "_")
    status_word = table.cell(cells, "status").lower()
    status = status_word or ("candidate" if grade == "candidate" else STATUSES["membership"][1])
    since, until = table.cell(cells, "since"), table.cell(cells, "until")
    listed = table.cell(cells, "listed")
    common = {
        "source": source,
        "locator": f"line {line}" + (f": {listed}" if listed else ""),
        "type": "membership",
        "kind": "membership",
        "about": membership_id(city, network),
        "actor": city,
        "target": network,
        "certainty": "stated",
    }
    start = f"c-{source}_{city}"
    if not until and status != "left":
        members.claims.append(
            (line, {**common, "id": start, "aspect": "state", "status": status, "grade": grade,
                    "basis": "publication", "wording": grade_word if grade else ""})
        )  # fmt: skip
    if since:
        members.claims.append(
            (line, {**common, "id": f"{start}_since", "aspect": "change", "status": "member",
                    "grade": grade, "when": since, "basis": "stated"})
        )  # fmt: skip
    if until or status == "left":
        members.claims.append(
            (line, {**common, "id": f"{start}_until", "aspect": "change", "status": "left",
                    "when": until, "basis": "stated" if until else ""})
        )  # fmt: skip
    members.with_grade += bool(grade)
    members.with_date += bool(since or until)


def _check_use(table: OutsideTable, members: Members, record: Record, *, strict: bool) -> None:
    lost = [each for each in record.findings if each.code in LEFT_OUT and each.line]
    lines = len(table.lines) + record.count("ragged-line")
    if not table.lines or (not members.lines and not lost):
        message = _("no line contains a member")
        raise DataError([Problem(table.file, 0, "", "", message, code="no-members")])
    if not members.lines or (lost and strict) or len(lost) > lines / 2:
        raise DataError(problems_of(lost))
