"""``cityties check``: problems of the data and of the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.base.forms import as_json
from cityties.base.inputs import read_named
from cityties.base.install import install_hint
from cityties.cli.data.own_folder import config_of
from cityties.cli.options import data_options, examples, format_choice, of_store
from cityties.cli.output import Column, Steps, emit, emit_object, option, say, write_data
from cityties.errors import UsageError
from cityties.language.messages import _, ngettext
from cityties.words.phrases import counted, number

if TYPE_CHECKING:
    from cityties.checks.run import CheckReport

KEYS = ("severity", "part", "where", "message", "code", "file", "line", "catalogue")

SHOWN = 3
"""Places of a kind of warning, and errors of one kind, that a table shows without ``-v``."""

_PARTS = (
    "tables", "shapes", "expectations", "names", "ontology", "lifecycle", "offices", "votes",
    "places", "duplicates", "unreferenced", "dating", "licences", "aliases", "account", "wording",
)  # fmt: skip


@click.command(
    "check",
    help=_(
        "Check the tables, the graph (SHACL), the ontology, the number of claims that each "
        "source should have, and what is unlikely: acts outside a term of office, signatures "
        "without the approvals that the law requires, misplaced points, near-duplicates, rows "
        "that nothing refers to, badly typed Persian. Prints a line for each kind of warning with "
        "its first places (-v: each finding), and how many things were checked; exits with 1 if "
        "there is an error. A part that must find something to check and does not is an error "
        "too."
    )
    + examples(
        "cityties check",
        "cityties check --severity note --part dating --all",
        "cityties check --data my-folder --mine",
        "cityties check --data my-folder -f sarif > findings.sarif",
        "cityties check --text imna-498459.txt",
    ),
)
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    default="warning",
    show_default=True,
    help=_("Show findings of this severity or higher."),
)
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(_PARTS),
    metavar="PART",
    help=_(
        "Show only findings of this part (repeatable); everything is still checked. Parts: {parts}."
    ).format(parts=", ".join(_PARTS)),
)
@click.option(
    "--text",
    "texts",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_(
        "The text of a source: find gists that copy its text (repeatable). A file named after a "
        "source id is compared only with the claims of that source."
    ),
)
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=_("An inbox of `cityties intake`: count the candidates that wait for a decision."),
)
@click.option(
    "--mine",
    is_flag=True,
    help=_("Show only findings in rows of the --data folders; only these set the exit code."),
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=_("Show every finding in the table, as -v does; with --data those of shipped rows too."),
)
@format_choice(
    "sarif",
    text=_(
        "Output format; sarif is for editors and code hosts, which show findings next to the line."
    ),
)
@data_options
@click.pass_context
def check_command(
    ctx: click.Context,
    severity: str,
    parts: tuple[str, ...],
    texts: tuple[Path, ...],
    inbox: Path | None,
    mine: bool,
    every: bool,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the findings and what was looked at."""
    from cityties.checks.run import SEVERITIES, check_data
    from cityties.model.rights import duties
    from cityties.words.rights import duty_lines, duty_words

    if mine and not data:
        raise UsageError(_("--mine needs --data DIR"))
    data, no_shipped = of_store(data, no_shipped, store)
    as_it_is = store is not None and not data
    with Steps() as progress:
        report = check_data(
            data,
            shipped=not (no_shipped or as_it_is),
            store_dir=store,
            texts={path.stem: read_named(path).decode("utf-8", "replace") for path in texts},
            languages=config_of(data[0]).languages if data and data[0].is_dir() else (),
            own=not every,
            progress=progress,
        )
    if mine:
        folders = [folder.resolve() for folder in data]
        report = replace(
            report,
            findings=tuple(found for found in report.findings if _lies_in(found.file, folders)),
        )
    unreviewed = _unreviewed(inbox)
    if unreviewed:
        say(
            counted(
                "{n} candidate waits for a decision",
                "{n} candidates wait for a decision",
                unreviewed,
            )
        )
    wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
    chosen = [
        found
        for found in report.findings
        if found.severity in wanted and (not parts or found.part in parts)
    ]
    if form == "sarif":
        from cityties.checks.sarif import sarif

        log = sarif(chosen, report.looked_at, engine=report.engine)
        write_data(as_json(log, indent=2) + "\n")
        ctx.exit(report.exit_code)
    rows = [{key: getattr(found, key) for key in KEYS} for found in chosen]
    own = [folder.resolve() for folder in data]
    counts = {name: len(report.by_severity(name)) for name in SEVERITIES}
    if form == "json":
        emit_object(
            {
                "ok": report.ok,
                "counts": counts,
                "looked_at": dict(report.looked_at),
                "findings": rows,
                "foops": dict(report.foops),
                "engine": report.engine,
                "unreviewed": unreviewed,
                "rights": [part.as_dict() for part in report.rights],
                "duties": [
                    {"code": duty.code, "licences": list(duty.licences), "what": duty_words(duty)}
                    for duty in duties(report.rights)
                ],
            }
        )
        ctx.exit(report.exit_code)
    notes = _notes(report, counts, severity)
    if form == "table" and not (every or option("verbose")):
        for row in rows:
            row["path"] = _lies_in(row["file"], own)
        shortened = _by_kind(rows)
        if len(shortened) < len(rows):
            notes.append(_("-v shows each finding"))
        rows = shortened
    emit(
        rows,
        _columns(),
        form,
        keys=KEYS,
        notes=notes,
        empty=_("no problems found"),
        count=False,
    )
    for finding in report.findings:
        if finding.code == "new-columns":  # a note, which is not shown by default
            say(f"{finding.where}: {finding.message}")
    if report.rights:
        say(_("licences of the data inside, and what follows (no legal advice):"))
        for line in duty_lines(report.rights):
            say(f"  {line}")
    ctx.exit(report.exit_code)


def _unreviewed(inbox: Path | None) -> int | None:
    """How many candidates of an inbox are open; ``None`` without one."""
    if inbox is None:
        return None
    from cityties.intake.inbox import Inbox
    from cityties.intake.review import queue

    return len(queue(Inbox(inbox).require()))


def _lies_in(file: str, folders: Sequence[Path]) -> bool:
    return bool(file) and any(Path(file).resolve().is_relative_to(folder) for folder in folders)


def _by_kind(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line for each kind of warning and note; of each kind of error the first few."""
    kinds: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        kinds.setdefault((row["severity"], row["part"], row["code"]), []).append(row)
    made: list[dict[str, Any]] = []
    for (severity, _part, _code), every in kinds.items():
        found = every
        if severity == "error":
            shown, rest = found[: SHOWN - 1], found[SHOWN - 1 :]
            made += [{**row, "count": 1} for row in shown]
            found = rest
        if found:
            made.append({**found[0], "count": len(found), "where": _places(found)})
    return made


def _places(found: Sequence[dict[str, Any]]) -> str:
    """The first places of some findings of one kind, and how many more there are."""
    more = len(found) - SHOWN
    places = [_where(row) for row in found[:SHOWN]]
    if more > 0:
        places.append(ngettext("and {n} more", "and {n} more", more).format(n=number(more)))
    return "\n".join(places)


def _columns() -> list[Column]:
    severities = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    parts = {
        "tables": _("tables"),
        "shapes": _("shapes"),
        "expectations": _("expectations"),
        "names": _("names"),
        "ontology": _("ontology"),
        "lifecycle": _("life cycle"),
        "offices": _("offices"),
        "votes": _("votes"),
        "places": _("places"),
        "duplicates": _("duplicates"),
        "unreferenced": _("unreferenced"),
        "dating": _("dating"),
        "licences": _("licences"),
        "aliases": _("aliases"),
        "account": _("claims not read"),
        "wording": _("copied text"),
    }
    return [
        Column("severity", _("Severity"), lambda row: severities[row["severity"]]),
        Column("part", _("Part"), lambda row: parts.get(row["part"], ""), rank=2),
        Column("count", _("Number"), _how_many, right=True),
        Column("where", _("Where"), _where),
        Column("message", _("Finding"), _message),
        Column("code", _("Name"), rank=3),
    ]


def _how_many(row: Any) -> str:
    return number(row["count"]) if "count" in row else ""


def _message(row: Any) -> str:
    """What was found; of several findings the first as an example."""
    if row.get("count", 1) == 1:
        return str(row["message"])
    return _("{code}, for example: {message}").format(code=row["code"], message=row["message"])


def _where(row: Any) -> str:
    """The id and, where it is not there already, the file's name and line."""
    if "count" in row:  # several places, made already
        return str(row["where"])
    file = str(row["file"]) if row.get("path") else Path(row["file"]).name
    place = f"{file}:{row['line']}" if row["line"] else ""
    where = str(row["where"])
    return where if not place or where.endswith(f":{row['line']}") else f"{where} ({place})"


def _notes(report: CheckReport, counts: dict[str, int], severity: str) -> list[str]:
    notes = [
        counted("{n} error", "{n} errors", counts["error"]),
        counted("{n} warning", "{n} warnings", counts["warning"]),
        counted("{n} note", "{n} notes", counts["note"]),
    ]
    if report.looked_at:
        seen = _(", ").join(
            f"{_looked(name)} {number(count)}" for name, count in report.looked_at.items()
        )
        notes.append(_("checked: {things}").format(things=seen))
    if report.engine == "pyshacl":
        notes.append(
            _("shapes checked by pyshacl; faster with: {command}").format(
                command=install_hint("shacl")
            )
        )
    elif report.engine:
        notes.append(_("shapes checked by {engine}").format(engine=report.engine))
    if report.foops:
        results = Counter(report.foops.values())
        notes.append(
            _("FOOPS!: {passed} of {all} pass, {failed} fail, {network} need the network").format(
                passed=results["pass"],
                all=len(report.foops),
                failed=results["fail"],
                network=results["network"],
            )
        )
    if report.aside:
        notes.append(
            counted(
                "{n} finding about other rows: use --all",
                "{n} findings about other rows: use --all",
                len(report.aside),
            )
        )
    if counts["note"] and severity != "note":
        notes.append(_("use --severity note to show the notes"))
    return notes


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
        "focus_nodes": _("nodes under shapes"),
        "shape_nodes": _("shapes and their parts"),
        "expectations": _("expectations"),
        "persian_names": _("Persian names"),
        "persian_gists": _("Persian gists"),
        "persian_messages": _("Persian messages"),
        "persian_ontology_texts": _("Persian texts of the ontology"),
        "persian_headers": _("Persian headers"),
        "signatures_under_rules": _("signatures under approval rules"),
        "acts_in_office": _("acts in office"),
        "terms_of_office": _("terms of office"),
        "pairs_of_terms": _("pairs of terms"),
        "votes_added_up": _("votes added up"),
        "points": _("points"),
        "rows_compared": _("rows compared with others"),
        "pairs_compared": _("pairs of names"),
        "rows_referred_to": _("rows that can be referred to"),
        "publication_dates": _("dates of publication"),
        "licences": _("licences"),
        "table_headers": _("headers of tables"),
        "aliases": _("aliases"),
        "gists_compared": _("gists compared with texts"),
        "ontology_rules": _("rules of the ontology"),
        "graph_rules": _("rules of the graph"),
        "classes": _("classes"),
        "concepts": _("concepts"),
        "headers": _("headers"),
        "mentions": _("properties used"),
        "properties": _("properties"),
        "schemes": _("schemes"),
        "statuses": _("statuses"),
        "terms": _("terms"),
        "texts": _("texts"),
        "tie_changes": _("changes of ties"),
        "tie_states": _("states of ties"),
        "nodes": _("nodes of the graph"),
        "claims_accounted_for": _("claims accounted for"),
    }
    return words.get(name, name)
