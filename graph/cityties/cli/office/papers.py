"""What the commands of an office share: their forms, their languages, and where they write."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cityties.base.outputs import is_standard_output
from cityties.cli.options import day_options
from cityties.cli.output import FORMATS, Column, Row, emit, write_bytes
from cityties.cli.target import TargetFile, check_target, write_target
from cityties.errors import UsageError
from cityties.language.messages import _, in_language, language, languages
from cityties.model.texts import texts
from cityties.office.forms import FORMS, form_of

if TYPE_CHECKING:
    from cityties.office.desk import Desk
    from cityties.office.document import Document
    from cityties.office.sheets import Sheet

F = TypeVar("F", bound=Callable[..., Any])

BOTH: Final = "both"
"""What ``--lang`` takes here beside the languages: each on pages of its own."""

_LISTS: Final = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".txt": "table"}


def paper_options(*forms: str, first: str) -> Callable[[F], F]:
    """``--on``, ``--known-by``, ``-f``, ``-o`` and ``--lang``.

    Parameters
    ----------
    forms : the forms of ``-f``
    first : the form at a terminal, without ``-f`` and ``-o``
    """

    def decorate(command: F) -> F:
        for option in (
            click.option(
                "--lang",
                type=click.Choice([*languages(), BOTH]),
                help=_("Language; both: each language of the folder on pages of its own."),
            ),
            click.option(
                "-o",
                "--output",
                type=TargetFile(),
                metavar="FILE",
                help=_("Write this file; its extension says the form."),
            ),
            click.option(
                "-f",
                "--format",
                "form",
                type=click.Choice(forms),
                help=_("Form (default: that of the file extension, else {form}).").format(
                    form=first
                ),
            ),
            day_options(_("today")),
        ):
            command = option(command)
        return command

    return decorate


document_options = paper_options(*FORMS, first="md")
"""The options of a command that writes a document."""

list_options = paper_options(*FORMATS, *(each for each in FORMS if each != "json"), first="table")
"""The options of a command that prints a list, which can be written as a document too."""


def asked_languages(lang: str | None, desk: Desk) -> tuple[str, ...]:
    """The languages that are asked for: those of the folder, or that of the command.

    The folder's are those of its ``cityties.toml``; without it, those that its claims are
    written in.

    Parameters
    ----------
    lang : the value of ``--lang``, where it is not that of all texts
    desk : the city and the graph
    """
    if lang != BOTH:
        return (language(),)
    graph = desk.graph
    used = set(graph.config.languages) or {
        tag for claim in graph.tables.claims for tag in texts(claim, "gist")
    }
    return tuple(tag for tag in languages() if tag in used) or (language(),)


def form_asked(
    form: str | None, output: Path | None, first: str, endings: dict[str, str] | None = None
) -> str:
    """The form to write in.

    Parameters
    ----------
    form, output : what the user gave
    first : the form without either
    endings : forms that this command knows by more file extensions

    Raises
    ------
    UsageError
        If no form has the file extension, and none is given.
    NotFoundError, OSError
        If the file cannot be written there.
    """
    if output is not None:
        check_target(output)
    if form or output is None or is_standard_output(output):
        return form or first
    known = endings or {}
    found = known.get(output.suffix.lower(), "") or form_of(output)
    if not found:
        every = sorted({*known, *(f".{each}" for each in FORMS)})
        raise UsageError(
            _("{file}: no form has this file extension; use one of {endings}, or give -f").format(
                file=output, endings=_(", ").join(every)
            )
        )
    return found


def write_documents(documents: Sequence[Document], form: str, output: Path | None) -> None:
    """Write documents to a file, or to standard output.

    Parameters
    ----------
    documents : one for each language
    form : one of `cityties.office.forms.FORMS`
    output : the file
    """
    from cityties.office.forms import ISOLATED, written

    data = written(documents, form)
    if output is not None:
        write_target(output, data)
    else:
        write_bytes(data, is_shown=form in ISOLATED)


def _cell(show: Callable[[dict[str, Any]], str]) -> Callable[[Row], str]:
    return lambda row: show(dict(row))


def write_sheet(
    desk: Desk,
    make: Callable[[], Sheet],
    *,
    form: str | None,
    output: Path | None,
    lang: str | None,
) -> Sheet:
    """Print a list, or write it as a document.

    Parameters
    ----------
    desk : who asks
    make : makes the sheet, in the language that is chosen then
    form, output, lang : what the user gave
    """
    chosen = form_asked(form, output, "table", _LISTS)
    sheet = make()
    if chosen in FORMATS:
        if lang == BOTH:
            raise UsageError(
                _("a list is in one language; both are for {forms}").format(
                    forms=_(", ").join(each for each in FORMS if each != "json")
                )
            )
        columns = [Column(head.key, head.title, _cell(head.show)) for head in sheet.heads]
        made = io.StringIO()
        under = [*sheet.remarks, *desk.foot()]
        if output is None:
            emit(sheet.rows, columns, chosen, keys=sheet.keys, notes=under, empty=sheet.empty)
            return sheet
        with redirect_stdout(made):
            emit(sheet.rows, columns, chosen, keys=sheet.keys, notes=under, empty=sheet.empty)
        write_target(output, made.getvalue().encode())
        return sheet
    documents = []
    for each in asked_languages(lang, desk):
        with in_language(each):
            documents.append(make().document(desk))
    write_documents(documents, chosen, output)
    return sheet
