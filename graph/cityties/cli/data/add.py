"""``cityties data add-source`` and ``add-claim``: one row, asked for step by step or by options.

At a terminal what is missing is requested, with a proposal where one can be
made; each answer is checked at once, and the row as a whole before it is
written. Elsewhere (a pipe, a script) nothing is asked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from cityties.cli.options import examples
from cityties.cli.output import dim, say, write
from cityties.errors import CitytiesError, DataError, UsageError
from cityties.language.messages import N_, _
from cityties.model.rows import Tables

_PERSIAN = re.compile("[\u0600-\u06ff]")

SOURCE_TEXTS = {
    "url": N_("Address of the page (https://…)"),
    "publisher": N_("Publisher: id or name of an organization"),
    "title": N_("Title, in its own language"),
    "kind": N_("Kind of source"),
    "language": N_("Language (en, fa, de …)"),
    "published": N_("Published on (2021-07-27, 2021-07, 2021~, [..2021]; sh1400-05-05)"),
    "published_note": N_("How the date was estimated"),
    "accessed": N_("Accessed on"),
    "expected": N_("Expected number of claims (13, or 10..14)"),
    "expected_why": N_("Reason for this number"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a source in the order in which they are requested."""

CLAIM_TEXTS = {
    "source": N_("Source id"),
    "type": N_("Type of claim"),
    "kind": N_("Kind"),
    "parties": N_("Parties: ids or names, separated by “;”"),
    "actor": N_("Actors: ids or names, separated by “;”"),
    "target": N_("Targets: ids or names, separated by “;”"),
    "aspect": N_("Aspect (change: an act; state: an observed state; plan: a planned act)"),
    "status": N_("Status"),
    "when": N_("When (2021-07-27, 2021-07, 2021~, [..2021]; sh1400-05-05; empty: not stated)"),
    "until": N_("Until (empty: not stated)"),
    "about": N_("About"),
    "number": N_("Number"),
    "op": N_("Comparison (=, >, >=, <, ~)"),
    "of": N_("Counted kind"),
    "said_by": N_("Who says it, if not the publisher"),
    "certainty": N_("Certainty"),
    "topics": N_("Topics, separated by “;”"),
    "wording": N_("The source's own word for the kind"),
    "locator": N_("Where in the source (sentence, page, row)"),
    "gist": N_("One sentence in our own words, in English"),
    "gist_fa": N_("The same in Persian"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a claim in the order in which they are requested."""

_ASKED_OF = {
    "tie": "kind parties aspect status when until about",
    "event": "kind parties actor target aspect status when about",
    "membership": "aspect status when until about",
    "role": "aspect when until about",
    "count": "about number op of when",
    "attribute": "about number when",
    "opinion": "about",
}
"""What is requested each type of claim, in addition to what is requested all."""

_ASKED_OF_ALL = "source type said_by certainty wording locator gist gist_fa note id"


@dataclass
class _Desk:
    """What one call knows: the folder, its rows, the rows it may refer to, the cells so far."""

    folder: Path
    known: Tables | None
    own: Tables
    ask: bool
    cells: dict[str, str]
    more: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @property
    def all(self) -> Sequence[Tables]:
        return [self.own, *([self.known] if self.known else [])]

    def ids(self, table: str) -> set[str]:
        return {row.id for rows in self.all for row in getattr(rows, table)}


def _options(texts: dict[str, str]) -> Callable[[Any], Any]:
    """An option for each column, and the common ones."""

    def decorate(command: Any) -> Any:
        for option in (
            click.option(
                "-y", "--yes", is_flag=True, help=_("Write without asking for confirmation.")
            ),
            click.option(
                "--no-shipped",
                is_flag=True,
                help=_("The folder does not refer to the shipped data."),
            ),
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
        return click.argument("folder", type=click.Path(path_type=Path, file_okay=False))(command)

    return decorate


@click.command(
    "add-source",
    help=_(
        "Add a source to a data folder. At a terminal, missing values are asked for, with "
        "suggestions; the row is checked as strictly as a file before it is written. A new "
        "publisher is added with its names in both languages."
    )
    + examples(
        "cityties data add-source mine --url https://en.imna.ir/news/1 --title Trams --kind news",
    ),
)
@_options(SOURCE_TEXTS)
@click.option("--publisher-en", metavar="TEXT", help=_("English name of a new publisher."))
@click.option("--publisher-fa", metavar="TEXT", help=_("Persian name of a new publisher."))
def add_source_command(
    folder: Path,
    no_shipped: bool,
    ask: bool | None,
    yes: bool,
    others: tuple[str, ...],
    publisher_en: str | None,
    publisher_fa: str | None,
    **given: str | None,
) -> None:
    """Ask, check and write a source."""
    desk = _desk(folder, "sources", no_shipped, ask, others, given)
    _source(desk, publisher_en, publisher_fa)
    _finish(desk, "sources", tuple(SOURCE_TEXTS), SOURCE_TEXTS, yes)


@click.command(
    "add-claim",
    help=_(
        "Add a claim to a data folder: what one source says about one thing. At a terminal, "
        "missing values are asked for, with suggestions; the row is checked as strictly as a "
        "file before it is written. Names of cities and people are turned into ids."
    )
    + examples(
        "cityties data add-claim mine --source imna-498459 --type opinion --about porto",
    ),
)
@_options(CLAIM_TEXTS)
def add_claim_command(
    folder: Path,
    no_shipped: bool,
    ask: bool | None,
    yes: bool,
    others: tuple[str, ...],
    **given: str | None,
) -> None:
    """Ask, check and write a claim."""
    desk = _desk(folder, "claims", no_shipped, ask, others, given)
    _claim(desk)
    _finish(desk, "claims", tuple(CLAIM_TEXTS), CLAIM_TEXTS, yes)


def _desk(
    folder: Path,
    table: str,
    no_shipped: bool,
    ask: bool | None,
    others: Iterable[str],
    given: dict[str, str | None],
) -> _Desk:
    from cityties.base import resources
    from cityties.language.names import did_you_mean
    from cityties.loaders.additions import existing
    from cityties.loaders.tables import load_folder
    from cityties.model.tables import COLUMN_NAMES

    cells = {name: text.strip() for name, text in given.items() if text is not None}
    for other in others:
        name, equals, text = other.partition("=")
        if not equals or name.strip() not in COLUMN_NAMES[table]:
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
    is_shipped = folder.resolve() == resources.data_dir().resolve()
    known = None if no_shipped or is_shipped else load_folder(resources.data_dir())
    asked = sys.stdin.isatty() if ask is None else ask
    desk = _Desk(folder, known, existing(folder, known), asked, cells)
    for name in list(cells):
        desk.cells[name] = _understood(desk, table, name, cells[name])
    return desk


# --- what is asked ----------------------------------------------------------------------


def _source(desk: _Desk, name_en: str | None, name_fa: str | None) -> None:
    from cityties.loaders.additions import publisher_of, source_id

    _take(desk, "sources", "url", "")
    _publisher(desk, publisher_of(desk.cells.get("url", ""), desk.all), name_en, name_fa)
    _take(desk, "sources", "title", "")
    _take(desk, "sources", "kind", "news")
    title = desk.cells.get("title", "")
    _take(desk, "sources", "language", "fa" if _PERSIAN.search(title) else "en")
    _take(desk, "sources", "published", "")
    if any(sign in desk.cells.get("published", "") for sign in "~[?"):
        _take(desk, "sources", "published_note", "")
    _take(desk, "sources", "accessed", date.today().isoformat())
    if desk.ask:
        _take(desk, "sources", "expected", "")
        if desk.cells.get("expected"):
            _take(desk, "sources", "expected_why", "")
        _take(desk, "sources", "note", "")
    made = source_id(
        desk.cells.get("publisher", ""), desk.cells.get("url", ""), title, desk.ids("sources")
    )
    _take(desk, "sources", "id", made)


def _publisher(desk: _Desk, near: str, name_en: str | None, name_fa: str | None) -> None:
    """The publisher's id; one that is not known is added with both names."""
    from cityties.language.names import slugify
    from cityties.loaders.additions import free_id

    while True:
        _take(desk, "sources", "publisher", near)
        text = desk.cells.get("publisher", "")
        if not text or text in desk.ids("organizations"):
            return
        if not name_en and desk.ask:
            say(_("{name} is new: it will be added").format(name=text))
            if not click.confirm(_("Is it a new publisher?"), default=True, err=True):
                del desk.cells["publisher"]
                continue
            name_en = click.prompt(_("Its name in English"), default=text, err=True)
        if not name_en:
            return  # the strict check reports what is wrong
        if name_fa is None and desk.ask:
            name_fa = click.prompt(
                _("Its name in Persian"), default="", show_default=False, err=True
            )
        taken = desk.ids("organizations") | desk.ids("places") | desk.ids("people")
        id_ = free_id(slugify(name_en), taken)
        desk.more["organizations"] = [
            {"id": id_, "kind": "publisher", "name_en": name_en, "name_fa": name_fa or ""}
        ]
        desk.cells["publisher"] = id_
        return


def _claim(desk: _Desk) -> None:
    from cityties.loaders.additions import about, claim_id

    newest = desk.own.sources[-1].id if len(desk.own.sources) == 1 else ""
    _take(desk, "claims", "source", newest)
    _take(desk, "claims", "type", "tie")
    wanted = f"{_ASKED_OF_ALL} {_ASKED_OF.get(desk.cells.get('type', ''), '')}".split()
    proposals = {
        "kind": {"tie": "sister_city", "event": "meeting", "membership": "membership",
                 "role": "holds_post"}.get(desk.cells.get("type", ""), ""),
        "aspect": "change",
        "status": "in_force" if desk.cells.get("type") == "tie" else "",
        "op": "=",
        "certainty": "stated",
    }  # fmt: skip
    for name in CLAIM_TEXTS:
        if name in ("source", "type", "id") or name not in wanted:
            continue
        proposal = about(desk.cells) if name == "about" else proposals.get(name, "")
        _take(desk, "claims", name, proposal)
    for name in ("kind",):  # what a type leaves no choice of
        if desk.cells.get("type") in ("membership", "role"):
            desk.cells.setdefault(name, proposals[name])
    _take(desk, "claims", "id", claim_id(desk.ids("claims")))


_SURE = frozenset({"id", "publisher", "language", "accessed", "about", "certainty"})
"""Columns whose proposal is taken where nobody is asked; a kind or status is never assumed."""


def _take(desk: _Desk, table: str, name: str, proposal: str) -> None:
    """Keep what was given, else ask, else take the proposal if it is a sure one."""
    if name in desk.cells:
        return
    if not desk.ask:
        if proposal and name in _SURE:
            desk.cells[name] = proposal
        return
    texts = SOURCE_TEXTS if table == "sources" else CLAIM_TEXTS
    choices = _choices(table, name)
    if choices and len(choices) <= 60:
        click.echo(dim("  " + ", ".join(choices)), err=True)
    while True:
        text = click.prompt(
            _(texts.get(name, name)), default=proposal, show_default=bool(proposal), err=True
        ).strip()
        text = "" if text == "-" else text  # a proposal is taken off with a hyphen
        try:
            desk.cells[name] = _understood(desk, table, name, text)
        except CitytiesError as error:
            click.echo(str(error), err=True)
            continue
        faults = _faults(table, name, desk.cells[name])
        if not faults:
            return
        del desk.cells[name]
        for fault in faults:
            click.echo(fault, err=True)


def _choices(table: str, name: str) -> tuple[str, ...]:
    from cityties.model.tables import COLUMNS

    for column in COLUMNS[table]:
        if column.name == name and column.kind == "code":
            return column.allowed
    return ()


def _faults(table: str, name: str, text: str) -> list[str]:
    """What is wrong with one cell by itself."""
    from cityties.loaders.cells import cell_faults, id_fault
    from cityties.model.tables import VALUE_KINDS

    if name == "id":
        fault = id_fault(table, text) if text else None
        return [f"{fault.message}; {fault.expected}"] if fault else []
    from cityties.model.tables import COLUMNS

    column = next(column for column in COLUMNS[table] if column.name == name)
    if not text:
        return [_("this cell must not be empty")] if column.required else []
    found = cell_faults(column, VALUE_KINDS[table][name], text)
    if found is None:
        return [_("a character that is not allowed in a table")]
    return [
        "; ".join(filter(None, (fault.message, fault.expected, fault.suggestion)))
        for fault in found
    ]


def _understood(desk: _Desk, table: str, name: str, text: str) -> str:
    """Names as ids, Persian digits and Solar Hijri days as the tables want them."""
    from cityties.language.names import latin_digits
    from cityties.model.tables import COLUMNS

    column = next((column for column in COLUMNS[table] if column.name == name), None)
    if column is None or not text:
        return text
    if column.kind == "edtf":
        return _day(latin_digits(text))
    if column.kind in ("integer", "decimal", "expected"):
        return latin_digits(text)
    if column.kind == "code" and column.codes != "capacities":
        parts = [
            part.strip().lower().replace("-", "_").replace(" ", "_") for part in text.split(";")
        ]
        return ";".join(parts)
    if column.kind in ("thing", "agent", "organization"):
        kinds = ("organization",) if column.kind == "organization" else ()
        return ";".join(_id(desk, part.strip(), kinds) for part in text.split(";"))
    return text


def _day(text: str) -> str:
    """A Solar Hijri year, month or day (``sh1400-05``) as EDTF; anything else as it is."""
    match = re.fullmatch(r"sh(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.lower())
    if match is None:
        return text
    from cityties.model.dates import solar_hijri

    try:
        return solar_hijri(*(int(part) for part in match.groups() if part)).text
    except ValueError as error:
        raise UsageError(str(error)) from error


def _id(desk: _Desk, text: str, kinds: tuple[str, ...]) -> str:
    """The id of a name; several things of that name are an error, none is left to the check."""
    from cityties.errors import AmbiguousNameError, NotFoundError
    from cityties.model.gazetteer import Gazetteer

    name, at, post = text.partition("@")
    if not name or name.startswith("unnamed/"):
        return text
    for rows in desk.all:
        gazetteer = Gazetteer(rows)
        if name in gazetteer:
            return text
        try:
            return gazetteer.get(name, kinds) + at + post
        except AmbiguousNameError:
            raise
        except NotFoundError:
            continue
    return text


# --- the end ----------------------------------------------------------------------------


def _finish(
    desk: _Desk, table: str, order: Sequence[str], texts: dict[str, str], yes: bool
) -> None:
    """Check the whole row, ask again for what is wrong with it, show it, write it."""
    from cityties.loaders.additions import add_rows, check_rows, problem_columns
    from cityties.model.tables import COLUMN_NAMES

    while True:
        rows = {**desk.more, table: [desk.cells]}
        try:
            check_rows(desk.folder, rows, desk.known)
        except DataError as error:
            found = problem_columns(error)
            columns = [name for name in COLUMN_NAMES[table] if name in found]
            if not desk.ask or set(found) - set(columns):
                raise
            for name in columns:
                for text in found[name]:
                    click.echo(f"{name}: {text}", err=True)
                desk.cells.pop(name, None)
                _take(desk, table, name, "")
            continue
        break
    if desk.ask and not yes:
        for name in (*order, *(name for name in desk.cells if name not in order)):
            if desk.cells.get(name):
                click.echo(f"  {name}: {desk.cells[name]}", err=True)
        if not click.confirm(_("Write it?"), default=True, err=True):
            say(_("nothing was written"))
            return
    for path in add_rows(desk.folder, rows, desk.known):
        write(f"{path}\n")
    say(_("added {id}").format(id=desk.cells["id"]))
    _remind(desk, table, texts)


def _remind(desk: _Desk, table: str, texts: dict[str, str]) -> None:
    """Say what the check will ask for next."""
    if table == "claims":
        source = next((s for s in desk.own.sources if s.id == desk.cells["source"]), None)
        if source is not None and source.expected:
            say(
                _("{source} expects {n} claims: check whether that is still correct").format(
                    source=source.id, n=source.expected
                )
            )
    for name in ("gist", "gist_fa"):
        if name in texts and not desk.cells.get(name):
            say(_("{column} is empty").format(column=name))
