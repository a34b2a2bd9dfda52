"""What accepted candidates would change, checked in a copy of the data folder; and the landing."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cityties.errors import CitytiesError
from cityties.intake.accept import Landed, land, preview
from cityties.language.messages import _, language

if TYPE_CHECKING:
    from cityties.serve.pages.review_desk import Desk
    from cityties.snapshot.diff import Diff

_CLAIM: Final = re.compile(r"c-[0-9a-zA-Z]+")
_MOST: Final = 200  # lines of a difference, and findings, that a page shows


@dataclass(frozen=True)
class Outcome:
    """What landing changes.

    Parameters
    ----------
    landed : the rows
    diff : the difference by fact: the id of a claim or ``""``, and a line; headings end with a
        colon
    findings : of the check, in the folder's own files: severity, where, and what is wrong
    errors, warnings : how many of them
    """

    landed: Landed
    diff: tuple[tuple[str, str], ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    errors: int = 0
    warnings: int = 0


def foreseen(desk: Desk) -> Outcome:
    """What would be written, and what that changes; nothing is written.

    Parameters
    ----------
    desk : with a data folder

    Raises
    ------
    CitytiesError
        If a row breaks a rule of the tables.
    """
    assert desk.folder is not None
    mark = _mark(desk)
    if desk.foreseen is None or desk.foreseen[0] != mark:
        desk.foreseen = mark, _foreseen(desk, desk.folder)
    outcome: Outcome = desk.foreseen[1]
    return outcome


def _mark(desk: Desk) -> tuple[object, ...]:
    """What an outcome depends on: the decisions, the articles, the folder, the language."""
    assert desk.folder is not None
    files = [desk.box.decisions_file, *sorted((desk.box.folder / "articles").glob("*.json")),
             *sorted(desk.folder.glob("*"))]  # fmt: skip
    states = [(str(file), file.stat()) for file in files if file.is_file()]
    return language(), tuple((name, one.st_mtime_ns, one.st_size) for name, one in states)


def _foreseen(desk: Desk, folder: Path) -> Outcome:
    shipped = desk.chosen.shipped
    planned = preview(desk.box, folder, shipped=shipped)
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / folder.name
        if folder.is_dir():
            shutil.copytree(folder, copy)
        if planned.claims:
            land(desk.box, copy, shipped=shipped)
        return _told(desk, planned, copy)


def write(desk: Desk) -> Outcome:
    """Write what was accepted into the data folder, and check it.

    Parameters
    ----------
    desk : with a data folder

    Raises
    ------
    CitytiesError
        If a row breaks a rule of the tables; nothing was written then.
    """
    assert desk.folder is not None
    before = foreseen(desk)
    with desk.writing:
        done = land(desk.box, desk.folder, shipped=desk.chosen.shipped)
    return Outcome(done, before.diff, before.findings, before.errors, before.warnings)


def _told(desk: Desk, planned: Landed, copy: Path) -> Outcome:
    from cityties.checks.run import check_data
    from cityties.snapshot.diff import compare, open_side
    from cityties.store.build import open_or_build

    if not any(copy.glob("*.csv")):
        return Outcome(planned)
    shipped, folder = desk.chosen.shipped, desk.folder
    assert folder is not None
    lines: Sequence[tuple[str, str]] = ()
    if planned.claims:
        from cityties.api import read_day

        there = [folder] if any(folder.glob("*.csv")) else []
        after = open_side("all", lambda: open_or_build([copy], shipped=shipped), day=read_day)
        if there or shipped:
            before = open_side("all", lambda: open_or_build(there, shipped=shipped), day=read_day)
            lines = _lines(compare(before, after))
    report = check_data((copy,), shipped=shipped)
    root = copy.resolve()
    own = [
        (one.severity, Path(one.where).name, one.message) for one in report.findings
        if one.file and Path(one.file).resolve().is_relative_to(root)
        and one.severity in ("error", "warning")
    ]  # fmt: skip
    errors = sum(severity == "error" for severity, _where, _text in own)
    own.sort(key=lambda one: one[0] != "error")
    return Outcome(planned, tuple(lines[:_MOST]), tuple(own[:_MOST]), errors, len(own) - errors)


def _lines(diff: Diff) -> list[tuple[str, str]]:
    from cityties.api.changes import words_of
    from cityties.snapshot import story

    words = words_of(diff.other.graph, diff.one.graph)
    made = []
    for line in list(story.tell(diff, words, claims=True))[1:]:
        text = line.strip().removeprefix("- ")
        id_, colon, rest = text.partition(": ")
        if colon and _CLAIM.fullmatch(id_):
            made.append((id_, rest))
        elif text:
            made.append(("", text))
    return made


def summary(landed: Landed) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rows by table: its name, and of each row the id and a text.

    Parameters
    ----------
    landed : what is written
    """
    names = {
        "claims": _("claims"), "sources": _("sources"), "people": _("people"),
        "places": _("places"), "posts": _("posts"), "organizations": _("organizations"),
    }  # fmt: skip
    bases = ("gist", "name", "title")
    first = [f"{base}_{language()}" for base in bases]
    made = []
    for table, rows in sorted(landed.rows.items(), key=lambda one: one[0] != "claims"):
        lines = []
        for row in rows:
            texts = [row.get(name, "") for name in (*first, "gist", "name_en", "title_original")]
            lines.append((row["id"], next(filter(None, texts), "")))
        made.append((names.get(table, table), lines))
    return made


def problem_lines(error: CitytiesError) -> tuple[str, ...]:
    """What is wrong, a line each."""
    return tuple(str(error).splitlines()[:_MOST])
