"""The lists of an office's week: ``pending``, ``dormant``, ``calendar``, ``shared``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.office.papers import asked_languages, list_options, paper_options, write_sheet
from cityties.cli.options import code_option, data_options, examples, open_graph
from cityties.cli.output import FORMATS
from cityties.language.messages import _
from cityties.office.offered import CHANNEL, DAYS, KIND, MONTHS, ROUTES, shared_with

if TYPE_CHECKING:
    from cityties.office.desk import Desk
    from cityties.office.sheets import Sheet

_CALENDAR_FORMS = (*FORMATS, "html", "md", "docx", "typst", "pdf", "ics")


def _show(
    make: Callable[[Desk], Sheet],
    city: str | None,
    *,
    on: date | None,
    known_by: date | None,
    form: str | None,
    output: Path | None,
    lang: str | None,
    **where: Any,
) -> None:
    """Open the graph, and write a sheet of it."""
    graph = open_graph(known_by=known_by, **where)
    from cityties.office.sheets import desk_of

    desk = desk_of(graph, city, on)
    write_sheet(desk, lambda: make(desk), form=form, output=output, lang=lang)


@click.command(
    "pending",
    help=_(
        "What waits: proposals, invitations, offers, drafts, approvals, and plans without a "
        "report; since when, whose move it was, and who owes the next step, where that is sure."
    )
    + examples(
        "cityties pending freiburg",
        "cityties pending isfahan --on 2025-10-20 -f json",
        "cityties pending isfahan -o pending.html",
    ),
)
@click.argument("city", required=False)
@list_options
@data_options
def pending_command(city: str | None, **values: Any) -> None:
    """Print what waits."""
    from cityties.office.sheets import pending_sheet

    _show(pending_sheet, city, **values)


@click.command(
    "dormant",
    help=_(
        "Agreements in force without a contact of both sides for so many months. That no contact "
        "is recorded is not that there was none: these come last, marked."
    )
    + examples("cityties dormant isfahan", "cityties dormant isfahan --months 60 -f csv"),
)
@click.argument("city", required=False)
@click.option(
    "--months",
    type=click.IntRange(MONTHS.least, MONTHS.most),
    default=MONTHS.default,
    show_default=True,
    metavar="N",
    help=_("Months without a contact of both sides."),
)
@list_options
@data_options
def dormant_command(city: str | None, months: int, **values: Any) -> None:
    """Print the agreements."""
    from cityties.office.sheets import dormant_sheet

    _show(lambda desk: dormant_sheet(desk, months), city, **values)


@click.command(
    "calendar",
    help=_(
        "Anniversaries of signatures in both calendars, terms that end and plans, as a list or an "
        ".ics file. Only what has a certain day is there: no date is made of a bare year. A file "
        ".ics needs the extra office."
    )
    + examples(
        "cityties calendar isfahan --on 2026-11-21",
        "cityties calendar isfahan -o isfahan.ics",
        "cityties calendar isfahan --days 1000 -f json",
    ),
)
@click.argument("city", required=False)
@click.option(
    "--days",
    type=click.IntRange(DAYS.least, DAYS.most),
    default=DAYS.default,
    show_default=True,
    metavar="N",
    help=_("How many days ahead."),
)
@paper_options(*_CALENDAR_FORMS, first="table")
@data_options
def calendar_command(city: str | None, days: int, **values: Any) -> None:
    """Print the calendar, or write it as iCalendar."""
    from cityties.office.sheets import calendar_sheet

    form, output = values["form"], values["output"]
    if form == "ics" or (form is None and output is not None and output.suffix.lower() == ".ics"):
        _write_ics(city, days, **values)
        return
    _show(lambda desk: calendar_sheet(desk, days), city, **values)


def _write_ics(
    city: str | None,
    days: int,
    *,
    on: date | None,
    known_by: date | None,
    form: str | None,  # noqa: ARG001 - of the command
    output: Path | None,
    lang: str | None,
    **where: Any,
) -> None:
    from cityties.cli.output import write_bytes
    from cityties.cli.target import check_target, write_target

    if output is not None:
        check_target(output)
    graph = open_graph(known_by=known_by, **where)
    from cityties.office.calendar import calendar_rows
    from cityties.office.ics import ics
    from cityties.office.sheets import desk_of

    desk = desk_of(graph, city, on)
    data = ics(desk, calendar_rows(desk, days), asked_languages(lang, desk))
    if output is None:
        write_bytes(data)
    else:
        write_target(output, data)


@click.command(
    "shared",
    help=_(
        "What two cities share on a day: partners, networks, topics, people and bodies, each with "
        "its sources."
    )
    + examples("cityties shared isfahan kazan", "cityties shared isfahan barcelona -f json"),
)
@click.argument("a")
@click.argument("b")
@list_options
@data_options
def shared_command(a: str, b: str, **values: Any) -> None:
    """Print what is shared."""
    _show(lambda desk: shared_with(desk, b), a, **values)


@click.command(
    "approvals",
    help=_(
        "The steps that the rules of both countries ask for before an agreement, and where each "
        "stands. Rules are data: another country is rows in approval_rules.csv."
    )
    + examples(
        "cityties approvals isfahan porto",
        "cityties approvals isfahan karbala -f json",
        "cityties approvals isfahan istanbul -o istanbul.md",
    ),
)
@click.argument("city")
@click.argument("partner")
@code_option("--kind", "kinds", _("Kind of agreement."), default=KIND.default, show_default=True)
@list_options
@data_options
def approvals_command(city: str, partner: str, kind: str, **values: Any) -> None:
    """Print the chain."""
    from cityties.office.sheets import approvals_sheet

    _show(lambda desk: approvals_sheet(desk, desk.graph.find_city(partner), kind), city, **values)


@click.command(
    "introduce",
    help=_(
        "Who can introduce a city to another: the best routes over shared partners, networks, "
        "embassies and people, each step with its present status. No route goes over an agreement "
        "that is suspended on the channel asked for; those are listed as closed."
    )
    + examples(
        "cityties introduce isfahan tabriz",
        "cityties introduce isfahan tel-aviv --channel political",
        "cityties introduce isfahan ho-chi-minh-city --routes 3 -f json",
    ),
)
@click.argument("city")
@click.argument("target")
@code_option("--channel", "channels", _("The channel to be open."), default=CHANNEL.default,
             show_default=True)  # fmt: skip
@click.option(
    "--routes",
    type=click.IntRange(ROUTES.least, ROUTES.most),
    default=ROUTES.default,
    show_default=True,
    metavar="N",
    help=_("How many routes."),
)
@list_options
@data_options
def introduce_command(city: str, target: str, channel: str, routes: int, **values: Any) -> None:
    """Print the routes."""
    from cityties.office.sheets import introduction_sheet

    def make(desk: Desk) -> Sheet:
        return introduction_sheet(desk, desk.graph.find_city(target), channel, routes)

    _show(make, city, **values)
