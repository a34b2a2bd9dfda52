"""``cityties check``: faults of the data and of the graph."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli.options import data_options, examples, format_option
from cityties.cli.output import Column, emit, emit_object
from cityties.messages import _, ngettext

KEYS = ("severity", "part", "where", "message", "code")


@click.command(
    "check",
    help=_(
        "Look for faults: the tables, the graph (SHACL), the number of claims that each source "
        "should have, the Persian names. Says how many things it looked at; exits with 1 if "
        "there is an error. A part that found nothing to look at is an error too."
    )
    + examples(
        "cityties check",
        "cityties check --severity note",
        "cityties check --data my-folder -f json",
    ),
)
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    default="warning",
    show_default=True,
    help=_("Show findings from this severity on."),
)
@format_option
@data_options
@click.pass_context
def check_command(
    ctx: click.Context,
    severity: str,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the findings and what was looked at."""
    from cityties.check import SEVERITIES, check_data

    as_it_is = store is not None and not data
    report = check_data(data, shipped=not (no_shipped or as_it_is), store_dir=store)
    wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
    rows = [
        {key: getattr(found, key) for key in KEYS}
        for found in report.findings
        if found.severity in wanted
    ]
    counts = {name: len(report.by_severity(name)) for name in SEVERITIES}
    looked_at = dict(report.looked_at)
    if form == "json":
        emit_object({"ok": report.ok, "counts": counts, "looked_at": looked_at, "findings": rows})
        ctx.exit(report.exit_code)
    severities = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    parts = {
        "tables": _("tables"),
        "shapes": _("shapes"),
        "expectations": _("expectations"),
        "names": _("names"),
    }
    columns = [
        Column("severity", _("Severity"), lambda row: severities[row["severity"]]),
        Column("part", _("Part"), lambda row: parts.get(row["part"], ""), rank=2),
        Column("where", _("Where")),
        Column("message", _("Finding")),
        Column("code", _("Name"), rank=3),
    ]
    seen = ", ".join(f"{_looked(name)} {number}" for name, number in looked_at.items())
    notes = [
        ngettext("{n} error", "{n} errors", counts["error"]).format(n=counts["error"]),
        ngettext("{n} warning", "{n} warnings", counts["warning"]).format(n=counts["warning"]),
        ngettext("{n} note", "{n} notes", counts["note"]).format(n=counts["note"]),
    ]
    if seen:
        notes.append(_("looked at: {things}").format(things=seen))
    if counts["note"] and severity != "note":
        notes.append(_("--severity note shows the notes"))
    emit(rows, columns, form, keys=KEYS, notes=notes, empty=_("no faults found"), count=False)
    ctx.exit(report.exit_code)


def _looked(name: str) -> str:
    """What was counted, in words."""
    words = {
        "places": _("places"),
        "organizations": _("organizations"),
        "people": _("people"),
        "posts": _("posts"),
        "sources": _("sources"),
        "claims": _("claims"),
        "approval_rules": _("approval rules"),
        "shapes": _("shapes"),
        "focus_nodes": _("nodes"),
        "expectations": _("expectations"),
        "persian_names": _("Persian names"),
    }
    return words.get(name, name)
