"""The desk at which a row is entered: what is given, asked for, understood, checked, written.

At a terminal what is missing is requested, with a proposal where one can be made; each
answer is checked at once, and the row as a whole before it is written. Elsewhere (a pipe, a
script) nothing is asked. The commands are in :mod:`cityties.cli.data.add` and
:mod:`cityties.cli.data.add_things`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from cityties.cli.data.own_folder import config_of
from cityties.cli.options import folder_argument, no_shipped_option
from cityties.cli.output import dim, say, write, write_error
from cityties.errors import CitytiesError, DataError, UsageError
from cityties.language.messages import _
from cityties.model.rows import Tables

Stranger = Callable[["Desk", str, str], str]
"""What is done with a name that nothing has: the reference to write, or the text as it is."""


@dataclass
class Desk:
    """What one call knows: the folder, its rows, the rows it may refer to, the cells so far.

    Parameters
    ----------
    table, texts : the table of the row, and its columns with what they are asked by
    folder, known, own : the folder, the rows that it may refer to, its own rows
    ask : whether somebody can be asked
    cells : what is known of the row
    more : rows that are added with it
    stranger : what is done with a name that nothing has
    unnamed : what the source does not name, and how it is referred to
    remarks : what is added to the note
    chosen_id : whether somebody chose the id
    languages : those of the folder; columns of other ones are not asked for; empty: all
    """

    table: str
    texts: Mapping[str, str]
    folder: Path
    known: Tables | None
    own: Tables
    ask: bool
    cells: dict[str, str]
    more: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    stranger: Stranger | None = None
    unnamed: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    chosen_id: bool = False
    languages: tuple[str, ...] = ()

    @property
    def all(self) -> Sequence[Tables]:
        """The rows that can be referred to, those of the folder first."""
        return [self.own, *([self.known] if self.known else [])]

    def ids(self, *tables: str) -> set[str]:
        """The ids of some tables, those of rows still to be written among them."""
        written = {row.id for rows in self.all for table in tables for row in getattr(rows, table)}
        return written | {cells["id"] for table in tables for cells in self.more.get(table, ())}

    def beside(self, table: str, texts: Mapping[str, str], cells: dict[str, str]) -> Desk:
        """A desk for a row that is to be written together with this one."""
        return Desk(
            table, texts, self.folder, self.known, self.own, self.ask, cells, self.more,
            self.stranger, languages=self.languages,
        )  # fmt: skip

    def is_used(self, column: str) -> bool:
        """Whether a column is of no language, or of one that the folder uses."""
        from cityties.model.tables import COLUMNS

        tag = next((each.tag for each in COLUMNS[self.table] if each.name == column), "")
        other = bool(tag) and column.endswith(f"_{tag}") and column != "name_en"
        return not self.languages or not other or tag in self.languages


def options(texts: dict[str, str]) -> Callable[[Any], Any]:
    """An option for each column, and the common ones."""

    def decorate(command: Any) -> Any:
        for option in (
            click.option(
                "-y", "--yes", is_flag=True, help=_("Write without asking for confirmation.")
            ),
            no_shipped_option(_("The folder does not refer to the shipped data, or does.")),
            click.option(
                "--ask/--no-ask",
                default=None,
                help=_("Ask for missing values (default: at a terminal)."),
            ),
            click.option(
                "--set",
                "others",
                multiple=True,
                metavar="COLUMN=TEXT",
                help=_("Any other column of the table (repeatable)."),
            ),
        ):
            command = option(command)
        for name in reversed(texts):
            command = click.option(
                f"--{name.replace('_', '-')}", name, metavar="TEXT", help=_(texts[name]) + "."
            )(command)
        return folder_argument(command)

    return decorate


def open_desk(
    table: str,
    texts: Mapping[str, str],
    folder: Path,
    given: Mapping[str, str | None],
    *,
    no_shipped: bool,
    ask: bool | None,
    others: Iterable[str],
    stranger: Stranger | None = None,
) -> Desk:
    """The desk of one call, with what its options gave.

    Parameters
    ----------
    table, texts : the table, and its columns with what they are asked by
    folder : the data folder; it may be missing, not the folder around it
    given, others : the options by column, and the ones of ``--set``
    no_shipped : whether the folder does not refer to the shipped data
    ask : whether to ask; at a terminal if ``None``
    stranger : what is done with a name that nothing has

    Raises
    ------
    UsageError
        If a column is unknown, or the folder around the data folder is missing.
    DataError
        If what is in the folder has problems.
    """
    from cityties.base import resources
    from cityties.language.names import did_you_mean
    from cityties.loaders.additions import existing
    from cityties.loaders.tables import load_folder
    from cityties.model.tables import COLUMN_NAMES, column_of

    cells = {name: text.strip() for name, text in given.items() if text is not None}
    for other in others:
        name, equals, text = other.partition("=")
        if not equals or column_of(table, name.strip()) is None:
            hint = did_you_mean(name.strip(), COLUMN_NAMES[table])
            raise UsageError(
                _("--set needs COLUMN=TEXT with a column of {table}, not {text!r}").format(
                    table=table, text=other
                )
                + (f"; {hint}" if hint else "")
            )
        cells[name.strip()] = text.strip()
    if not folder.parent.is_dir():
        raise UsageError(_("the folder {path} does not exist").format(path=folder.parent))
    config = config_of(folder)
    is_shipped = folder.resolve() == resources.data_dir().resolve()
    alone = no_shipped or is_shipped or config.shipped is False
    known = None if alone else load_folder(resources.data_dir())
    asked = sys.stdin.isatty() if ask is None else ask
    own = existing(folder, known)
    desk = Desk(table, texts, folder, known, own, asked, cells, stranger=stranger)
    desk.chosen_id = "id" in cells
    desk.languages = config.languages
    for name in list(cells):
        desk.cells[name] = understood(desk, name, cells[name])
    return desk


_SURE = frozenset({"id", "publisher", "language", "accessed", "about", "certainty"})
"""Columns whose proposal is taken where nobody is asked; a kind or status is never assumed."""

_FEW = 60  # codes that are shown before a question


def take(desk: Desk, name: str, proposal: str = "") -> None:
    """Keep what was given, else ask, else take the proposal if it is a sure one.

    Parameters
    ----------
    desk : the desk
    name : a column
    proposal : what Enter alone answers
    """
    if name in desk.cells or not desk.is_used(name):
        return
    if not desk.ask:
        if proposal and name in _SURE:
            desk.cells[name] = proposal
        return
    choices = _choices(desk.table, name)
    if choices and len(choices) <= _FEW:
        write_error(dim("  " + ", ".join(choices)))
    while True:
        text = click.prompt(
            _(desk.texts.get(name, name)), default=proposal, show_default=bool(proposal), err=True
        ).strip()
        text = "" if text == "-" else text  # a proposal is taken off with a hyphen
        try:
            desk.cells[name] = understood(desk, name, text)
        except CitytiesError as error:
            write_error(str(error))
            continue
        faults = _faults(desk.table, name, desk.cells[name])
        if not faults:
            desk.chosen_id |= name == "id" and text != proposal
            return
        del desk.cells[name]
        for fault in faults:
            write_error(fault)


def _choices(table: str, name: str) -> tuple[str, ...]:
    from cityties.model.tables import COLUMNS

    for column in COLUMNS[table]:
        if column.name == name and column.kind == "code":
            return column.allowed
    return ()


def _faults(table: str, name: str, text: str) -> list[str]:
    """What is wrong with one cell by itself."""
    from cityties.loaders.cells import cell_faults, id_fault

    if name == "id":
        fault = id_fault(table, text) if text else None
        return [f"{fault.message}; {fault.expected}"] if fault else []
    from cityties.model.tables import column_of

    column = column_of(table, name)
    if column is None:
        return []
    if not text:
        return [_("this cell must not be empty")] if column.required else []
    found = cell_faults(column, column.value, text)
    if found is None:
        return [_("a character that is not allowed in a table")]
    return [
        "; ".join(filter(None, (fault.message, fault.expected, fault.suggestion)))
        for fault in found
    ]


_THINGS_OF = {
    "thing": (), "agent": (), "body": ("place", "organization"), "place": ("place",),
    "organization": ("organization",), "person": ("person",),
}  # fmt: skip
"""The columns in which a name stands for an id, and what can have it; anything if blank."""


def understood(desk: Desk, name: str, text: str) -> str:
    """Names as ids, Persian digits and dates of any writing as the tables want them.

    Parameters
    ----------
    desk : the desk
    name : a column
    text : what was typed

    Raises
    ------
    AmbiguousNameError
        If several things have the name.
    """
    from cityties.language.names import latin_digits
    from cityties.model.other_dates import meant
    from cityties.model.tables import column_of

    column = column_of(desk.table, name)
    if column is None or not text:
        return text
    if column.kind == "edtf":
        return _date(text, meant(text))
    if column.kind in ("integer", "decimal", "expected"):
        return latin_digits(text)
    if column.kind == "country":
        return _country(desk, text)
    if column.kind == "code" and column.codes != "capacities":
        parts = [
            part.strip().lower().replace("-", "_").replace(" ", "_") for part in text.split(";")
        ]
        return ";".join(parts)
    if column.kind in _THINGS_OF:
        kinds = _THINGS_OF[column.kind]
        return ";".join(_id(desk, name, part.strip(), kinds) for part in text.split(";"))
    return text


def _date(text: str, better: str) -> str:
    """A date in the form of the tables; a message says so where that is another text."""
    from cityties.language.names import latin_digits

    if better and better != latin_digits(text):
        say(_("{text} is written as {date}").format(text=text, date=better))
    return better or latin_digits(text)


def _country(desk: Desk, text: str) -> str:
    """The code of a country that is named; a code, and what nothing has, as it is."""
    from cityties.loaders.foreign.countries import code_of_country
    from cityties.loaders.unnamed import country_in

    code = text.upper()
    if len(code) == 2 and code.isascii():
        return code
    return country_in(text, desk.all) or code_of_country(text) or text


def _id(desk: Desk, column: str, text: str, kinds: tuple[str, ...]) -> str:
    """The id of a name; several things of that name are an error, none is left to the check."""
    from cityties.errors import NotFoundError
    from cityties.language.names import fold
    from cityties.model.gazetteer import Gazetteer

    name, at, post = text.partition("@")
    if not name or name.startswith("unnamed/") or name in desk.ids(*_THINGS):
        return text
    for table in _THINGS:  # what was entered on the way
        for cells in desk.more.get(table, ()):
            names = [text for column, text in cells.items() if column.startswith("name_")]
            if fold(name) in map(fold, names):
                return cells["id"] + at + post
    rows = together(desk)
    try:
        return Gazetteer(rows).get(name, kinds) + at + post
    except NotFoundError:
        if found := _with_its_country(rows, name, kinds):
            return found + at + post
    if desk.stranger is None:
        return text
    return desk.stranger(desk, column, name) + at + post


def together(desk: Desk) -> Tables:
    """Places, organizations and people of the folder and of what it refers to, as one.

    A name that a city of each has is ambiguous: the one of the folder is not taken unseen.
    """
    from cityties.model.rows import Tables

    places = {row.id: row for rows in reversed(desk.all) for row in rows.places}
    bodies = {row.id: row for rows in reversed(desk.all) for row in rows.organizations}
    people = {row.id: row for rows in reversed(desk.all) for row in rows.people}
    return Tables(
        places=tuple(places.values()),
        organizations=tuple(bodies.values()),
        people=tuple(people.values()),
    )


def _with_its_country(rows: Tables, text: str, kinds: tuple[str, ...]) -> str:
    """The id of a city that is named with its country, as in "Hyderabad, Pakistan"; or ``""``."""
    from cityties.loaders.resolve import Resolver, end_of_text

    end = end_of_text(text)
    if not end.country or (kinds and not {"place", "city"} & set(kinds)):
        return ""
    found = Resolver(rows).resolve(end)
    return found.place if isinstance(found.place, str) and found.how == "name+country" else ""


_THINGS = ("places", "organizations", "people")


# --- the end ----------------------------------------------------------------------------


def finish(desk: Desk, *, yes: bool) -> None:
    """Check the whole row, ask again for what is wrong with it, show it, write it.

    Parameters
    ----------
    desk : the desk
    yes : write without asking for confirmation

    Raises
    ------
    DataError
        If something is wrong, and nobody can be asked.
    """
    from cityties.loaders.additions import add_rows, check_rows, problem_columns
    from cityties.model.tables import COLUMN_NAMES

    table = desk.table
    while True:
        note_remarks(desk)
        rows = _rows(desk)
        if not desk.more and (there := _there_already(desk)):
            say(_("{id} is there already: nothing was written").format(id=there))
            return
        _refuse_retracted(desk)
        try:
            check_rows(desk.folder, rows, desk.known)
        except DataError as error:
            found = problem_columns(error)
            columns = [name for name in COLUMN_NAMES[table] if name in found]
            if not desk.ask or set(found) - set(columns):
                raise
            for name in columns:
                for text in found[name]:
                    write_error(f"{name}: {text}")
                desk.cells.pop(name, None)
                take(desk, name)
            continue
        break
    if desk.ask and not yes:
        for name in (*desk.texts, *(name for name in desk.cells if name not in desk.texts)):
            if desk.cells.get(name):
                write_error(f"  {name}: {desk.cells[name]}")
        if not click.confirm(_("Write it?"), default=True, err=True):
            say(_("nothing was written"))
            return
    for path in add_rows(desk.folder, rows, desk.known):
        write(f"{path}\n")
    say(_("added {id}").format(id=desk.cells["id"]))
    _remind(desk)


def note_remarks(desk: Desk) -> None:
    """Add to the note of the row what is to be remembered of it."""
    if desk.remarks:
        desk.cells["note"] = "; ".join(filter(None, (desk.cells.get("note"), *desk.remarks)))
        desk.remarks.clear()


def _refuse_retracted(desk: Desk) -> None:
    """Refuse a claim that was retracted: somebody had a reason."""
    from cityties.loaders.retracting import read_retracted
    from cityties.model.folder import RETRACTED

    if desk.table != "claims" or not desk.folder.is_dir():
        return
    id_ = desk.cells.get("id", "")
    if row := read_retracted(desk.folder).get(id_):
        message = _("{id} was retracted before: {file} has it").format(
            id=id_, file=desk.folder / RETRACTED
        )
        raise UsageError(f"{message} ({row['reason']})")


def _there_already(desk: Desk) -> str:
    """The id of a row with the same content; or ``""``. An id that somebody chose counts too."""
    from cityties.model.row_ids import row_digest
    from cityties.model.tables import row_cells

    mine = row_digest(desk.table, desk.cells)
    for rows in desk.all:
        for row in getattr(rows, desk.table):
            if desk.chosen_id and row.id != desk.cells.get("id"):
                continue  # two people of one name are two
            if row_digest(desk.table, row_cells(desk.table, row)) == mine:
                return str(row.id)
    return ""


def _rows(desk: Desk) -> dict[str, list[dict[str, str]]]:
    """All rows that are to be written, by table."""
    return {**desk.more, desk.table: [*desk.more.get(desk.table, ()), desk.cells]}


def _remind(desk: Desk) -> None:
    """Say what the check will ask for next, and how to take the row back."""
    if desk.table == "claims":
        source = next((s for s in desk.own.sources if s.id == desk.cells["source"]), None)
        if source is not None and source.expected:
            say(
                _("{source} expects {n} claims: check whether that is still correct").format(
                    source=source.id, n=source.expected
                )
            )
    for name in ("name_fa", "gist", "gist_fa"):
        if name in desk.texts and desk.is_used(name) and not desk.cells.get(name):
            say(_("{column} is empty").format(column=name))
    for table, rows in _rows(desk).items():
        for cells in rows:
            file = desk.folder / f"{table}.csv"
            say(_("to undo, delete the line of {id} in {file}").format(id=cells["id"], file=file))
