"""Pairs of cities from a table of others to the claims of one source.

Every line "A, B" is what the list of A says: A names B. It becomes a *state* claim of
the tie of A and B, seen by the source's day, said by A. A pair that both lists name is
one tie with two claims; a pair that only one list names has one, and stays one-sided.
Where the table has each pair once (``directed=False``) nobody knows whose list it
was, and the claim names no speaker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cityties.errors import DataError, Problem, UsageError
from cityties.language.messages import _, ngettext
from cityties.language.names import did_you_mean, fold, slugify
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.foreign.cities import Cities, read_places
from cityties.loaders.foreign.provenance import LEFT_OUT, Loaded
from cityties.loaders.foreign.tables import (
    Choices,
    Finding,
    OutsideTable,
    Record,
    Ref,
    Wanted,
    read_outside,
    read_ref,
)
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import is_slug, tie_id
from cityties.model.rows import Organization, Source, Tables
from cityties.model.tables import row_cells
from cityties.vocabulary.codes import AGREEMENT_KINDS
from cityties.vocabulary.licences import normal_licence

LINK_ROLES: Final = {
    "from": ("from", "source", "city", "item", "city_a", "city_1", "subject", "qid", "id"),
    "to": (
        "to",
        "target",
        "sister",
        "partner",
        "twin",
        "city_b",
        "city_2",
        "object",
        "sister_city",
    ),
}
"""What a column of a table of links can be, and the names that it goes by."""

_LINKS = Wanted(LINK_ROLES, required=("from", "to"))
_MANY_BAD = 0.5  # with more lines of no use than this, the table is another one than was thought


@dataclass(frozen=True, slots=True)
class About:
    """What the person says of the file: it becomes the source of all its claims.

    Parameters
    ----------
    name : title of the source; its id is made of it
    date : the day of the data, EDTF (``2016-09``)
    publisher : id or name of who published it; the name of the source by default
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
    """The statements of a table: who names whom, and in which line that was first said."""

    lines: dict[tuple[str, str], int] = field(default_factory=dict)

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
    directed: bool = True,
    known: Tables | None = None,
    choices: Choices | None = None,
    ignore_places: Sequence[str] = (),
    strict: bool = False,
) -> Loaded:
    r"""Read a table of pairs of cities.

    Parameters
    ----------
    path : CSV or TSV with two columns of Wikidata items, slugs or numbers
    about : what becomes the source
    places : tables of cities with coordinates and the like, see
        :data:`cityties.loaders.foreign.cities.CITY_ROLES`
    kind : code of the kind of agreement
    directed : whether "A, B" is in the list of A; else it is a pair
    known : rows that may be referred to, usually the shipped data
    choices : which column is what, and how the file is written
    ignore_places : columns of ``places`` to leave out
    strict : refuse the file if any line has to be left out

    Returns
    -------
    Loaded : new places, the publisher if it is new, the source and its claims

    Raises
    ------
    DataError
        If the file is no such table, or with ``strict`` if a line is left out.
    UsageError
        If a column cannot be determined, or the source's name is taken.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "links.tsv"
    ...     size = file.write_text("source\ttarget\nQ60\tQ84\nQ84\tQ60\nQ60\tQ85\n")
    ...     loaded = load_links(file, About("Links", "2016-09"))
    >>> [claim.said_by for claim in loaded.tables.claims]
    ['q60', 'q60', 'q84']
    >>> sorted({claim.about for claim in loaded.tables.claims})
    ['tie/q60+q84/sister_city', 'tie/q60+q85/sister_city']
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
    rows = read_places(places, record, ignore_places)
    cities = Cities(known, rows)
    statements = _statements(table, cities, record, directed=directed, known=known)
    _check_use(table, statements, record, strict=strict)
    for place in cities.cities:
        if place.note:
            record.note("no-place", "", 0, place.wikidata or place.id)
    numbers = _numbers(table, statements, cities, directed=directed)
    record.numbers.update(numbers)
    publisher, source = source_rows(
        about,
        known,
        taken={place.id for place in cities.places},
        expected=len(statements.lines),
        why=f"each statement of {Path(table.file).name} that could be used, once",
    )
    claims = [
        _claim(source.id, kind, one, other, line, directed=directed)
        for (one, other), line in statements.lines.items()
    ]
    tables = checked_tables(table.file, cities, publisher, source, claims, known)
    return Loaded(tables, source, about.licence, record, tuple(_summary(numbers, directed)))


def _statements(
    table: OutsideTable, cities: Cities, record: Record, *, directed: bool, known: Tables
) -> Statements:
    found = Statements()
    for line, cells in table.lines:
        ids = []
        for role in ("from", "to"):
            text = table.cell(cells, role)
            ref = read_ref(text)
            if not text:
                record.note("blank-id", table.file, line, " | ".join(cells)[:80])
                break
            if ref is None or (ref.kind == "number" and known.places):
                record.note("bad-id", table.file, line, text[:80])
                break
            ids.append(ref)
        else:
            _state(found, ids, line, table, cities, record, directed=directed)
    return found


def _state(
    found: Statements,
    refs: Sequence[Ref],
    line: int,
    table: OutsideTable,
    cities: Cities,
    record: Record,
    *,
    directed: bool,
) -> None:
    shown = " | ".join(ref.key for ref in refs)
    if refs[0] == refs[1]:  # before its city is made, which may have no other line
        record.note("loop", table.file, line, shown)
        return
    one, other = (cities.id_of(ref) for ref in refs)
    if not one or not other:
        record.note("bad-id", table.file, line, shown)
    elif one == other:
        record.note("loop", table.file, line, shown)
    else:
        pair = (one, other) if directed or one < other else (other, one)
        if pair in found.lines:
            record.note("duplicate", table.file, line, shown)
        else:
            found.lines[pair] = line


def _check_use(
    table: OutsideTable, statements: Statements, record: Record, *, strict: bool
) -> None:
    """A table of which hardly a line can be used is not what somebody meant to load."""
    lost = [each for each in record.findings if each.code in ("bad-id", "blank-id", "ragged-line")]
    lines = len(table.lines) + record.count("ragged-line")
    if strict:
        lost = [each for each in record.findings if each.code in LEFT_OUT]
    elif statements.lines and len(lost) <= lines * _MANY_BAD:
        return
    if not lost and statements.lines:
        return
    if not lost:
        message = _("no line connects two cities")
        raise DataError([Problem(table.file, 0, "", "", message, code="no-links")])
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
        "ragged-line": _("this line and the first have different numbers of cells"),
        "loop": _("this line links a city to itself"),
        "duplicate": _("this line repeats an earlier line"),
        "no-city": _("the city on this line is unknown or ambiguous"),
    }
    expected = _("a Wikidata item (Q60) or the id of a city; numbers only with --no-shipped")
    problems = [
        Problem(
            each.file,
            each.line,
            "",
            each.value,
            messages[each.code],
            expected if each.code == "bad-id" else "",
            code=each.code,
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
    table: OutsideTable, statements: Statements, cities: Cities, *, directed: bool
) -> dict[str, int]:
    pairs = statements.pairs
    made = cities.cities
    heads = {one for one, _other in statements.lines}
    ends = {other for _one, other in statements.lines}
    numbers = {
        "lines": len(table.lines),
        "statements": len(statements.lines),
        "pairs": len(pairs),
        "cities": len(heads | ends),
        "cities_known_before": len(cities.old & (heads | ends)),
        "cities_new": len(made),
        "cities_new_with_point": sum(place.latitude is not None for place in made),
        "cities_new_with_name": sum(not place.note for place in made),
    }
    if directed:
        numbers["pairs_from_both_sides"] = sum(sides == 2 for sides in pairs.values())
        numbers["pairs_from_one_side"] = sum(sides == 1 for sides in pairs.values())
        numbers["cities_without_a_list"] = len(ends - heads)
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


def _claim(
    source: str, kind: str, one: str, other: str, line: int, *, directed: bool
) -> tuple[int, dict[str, str]]:
    pair = sorted((one, other))
    return line, {
        "id": f"c-{source}_{one}_{other}",
        "source": source,
        "locator": f"line {line}",
        "type": "tie",
        "aspect": "state",
        "kind": kind,
        "about": tie_id(pair, kind),
        "parties": ";".join(pair),
        "status": "in_force",
        "basis": "publication",
        "said_by": one if directed else "",
        "certainty": "stated",
    }


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
        If the name gives no id or one that is taken, or a date is none.
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
            dates[option] = parse_edtf(text) if text else None
        except ValueError as error:
            raise UsageError(f"--{option}: {error}") from error
    publisher, new = publisher_of_name(about.publisher or about.name, known, taken)
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
        if row.id == text
        or folded in {fold(name) for name in (row.name_en, row.name_fa, *row.aliases)}
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


def checked_tables(
    file: str,
    cities: Cities,
    publishers: Organization | Sequence[Organization] | None,
    source: Source,
    claims: Sequence[tuple[int, dict[str, str]]],
    known: Tables,
) -> Tables:
    """Check everything that was made as strictly as a file of ours.

    Parameters
    ----------
    file : the table that the claims come from, for problems
    cities : the places
    publishers : new organizations
    source : the source of all claims
    claims : line and cells of each claim
    known : rows that may be referred to

    Raises
    ------
    DataError
        With all problems.
    """
    if publishers is None:
        publishers = ()
    elif isinstance(publishers, Organization):
        publishers = (publishers,)
    raw = [RawRow("places", file, 0, row_cells("places", place)) for place in cities.places]
    raw += [RawRow("organizations", file, 0, row_cells("organizations", o)) for o in publishers]
    raw.append(RawRow("sources", file, 0, row_cells("sources", source)))
    ordered = sorted(claims, key=lambda claim: claim[1]["id"])
    raw += [RawRow("claims", file, line, cells) for line, cells in ordered]
    tables, faults = Checker(raw, known).run()
    if faults:
        raise DataError(faults)
    return tables
