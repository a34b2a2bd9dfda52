"""Checks the data and the graph, and reports how much was checked.

Each family of findings is a module of :mod:`cityties.checks`; ``docs/checks.md``
lists them all. A gate that reads nothing always passes; so a part that must find something to
check and does not is an error itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from cityties.base import resources
from cityties.checks import (
    account,
    aliases,
    copied_text,
    dating,
    duplicates,
    headers,
    licences,
    lifecycle,
    offices,
    ontology,
    persian,
    places,
    unreferenced,
    votes,
)
from cityties.checks.findings import SEVERITIES, Finding, Part, located, sort_findings
from cityties.checks.locate import Lines
from cityties.checks.shacl import Report, validate
from cityties.errors import DataError
from cityties.language.messages import _, ngettext
from cityties.model.expectations import parse_expected
from cityties.model.rights import Rights, rights_of
from cityties.model.rows import Source, Tables
from cityties.model.tables import ROW_TYPES
from cityties.store.build import Graph, Progress, open_or_build

__all__ = ["PARTS", "SEVERITIES", "CheckReport", "Finding", "check", "check_data"]

PARTS: Final = (
    "tables", "shapes", "expectations", "names", "ontology", "lifecycle", "offices", "votes",
    "places", "duplicates", "unreferenced", "dating", "licences", "aliases", "account", "wording",
)  # fmt: skip
"""The parts of a check, as findings name them."""

_FAMILIES: Final[tuple[Callable[[Tables], Part], ...]] = (
    lifecycle.check, offices.check, votes.check, places.check, duplicates.check,
    unreferenced.check, dating.check, licences.check, aliases.check,
)  # fmt: skip

_FROM_SHACL: Final = {"Violation": "error", "Warning": "warning", "Info": "note"}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what was found.

    Parameters
    ----------
    looked_at : how many things of each sort were looked at
    findings : errors first, then by part, kind of problem and place
    foops : the 24 checks of FOOPS! with ``pass``, ``fail`` or ``network``
    engine : the SHACL engine that ran, ``shacl-rust`` or ``pyshacl``; "" if none did
    rights : the licences of the sources inside, each with whom to name
    aside : warnings and notes of rows of the folders that were not to be reported
    """

    looked_at: Mapping[str, int]
    findings: tuple[Finding, ...]
    foops: Mapping[str, str] = field(default_factory=dict)
    engine: str = ""
    rights: Rights = ()
    aside: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notes are allowed."""
        return not self.by_severity("error")

    @property
    def exit_code(self) -> int:
        """What a command exits with: 0 if :attr:`ok`, else 1."""
        return 0 if self.ok else 1

    def by_severity(self, severity: str) -> tuple[Finding, ...]:
        """Findings of one severity, in order."""
        return tuple(found for found in self.findings if found.severity == severity)


def check_data(
    data: Sequence[Path | str] = (),
    *,
    shipped: bool = True,
    store_dir: Path | str | None = None,
    cache: bool = True,
    known_by: date | None = None,
    texts: Mapping[str, str] | None = None,
    languages: Sequence[str] = (),
    own: bool = False,
    progress: Progress | None = None,
) -> CheckReport:
    """Load data and check it; problems of the tables become findings, not an exception.

    Parameters
    ----------
    data, shipped, store_dir, cache, known_by : as for :func:`cityties.store.build.open_or_build`
    texts, languages : as for :func:`check`
    own : put warnings and notes of the shipped rows aside, if there are others
    progress : called at each step of a build and of the check
    """
    try:
        graph = open_or_build(
            data,
            shipped=shipped,
            store_dir=store_dir,
            cache=cache,
            known_by=known_by,
            progress=progress,
        )
    except DataError as error:
        found = [
            Finding(
                "error",
                "tables",
                f"{p.file}:{p.line}" if p.line else p.file,
                str(replace(p, file="", line=0)).lstrip(": "),
                p.code,
                p.file,
                p.line,
            )
            for p in error.problems
        ]
        if (more := error.total - len(found)) > 0:  # counted, and not kept
            text = ngettext("{n} more problem", "{n} more problems", more).format(n=more)
            found.append(Finding("error", "tables", "", text, "too-many"))
        return CheckReport({}, tuple(found))
    folders = [*([resources.data_dir()] if shipped else []), *map(Path, data)]
    return check(
        graph,
        folders=folders,
        texts=texts,
        languages=languages,
        aside=[resources.data_dir()] if own and data else [],
        progress=progress,
    )


def check(
    graph: Graph,
    *,
    folders: Sequence[Path] = (),
    texts: Mapping[str, str] | None = None,
    languages: Sequence[str] = (),
    aside: Sequence[Path] = (),
    progress: Progress | None = None,
) -> CheckReport:
    """Check a built graph: rows, shapes, rules, expectations, and what looks unlikely.

    Parameters
    ----------
    graph : what :func:`cityties.store.build.build` or ``open_or_build`` returned; its
        rows passed the loader's checks
    folders : the data folders that it was built from, for file and line of findings
    texts : texts of sources by name, to find wording that was copied; a name that is
        a source's id is compared with the claims of that source only
    languages : those that the data is kept in; empty: all
    aside : folders whose rows are not reported on, unless a row of another folder is part of
        it, or it is an error
    progress : called at each group of nodes that goes through the shapes

    Returns
    -------
    A report; a part that had nothing to look at is an error in it.
    """
    tables = graph.tables
    looked_at = {table: len(getattr(tables, table)) for table in ROW_TYPES}
    findings: list[Finding] = []
    if not sum(looked_at.values()):
        findings.append(_nothing("tables", _("there are no rows to check")))
    ran = validate(graph.lines, progress=progress)
    findings += _shapes(ran, looked_at, languages)
    lines = Lines(folders)
    findings += _expectations(tables, looked_at, lines)
    rules = ontology.ontology_store()
    parts = [persian.check(tables, languages), *(family(tables) for family in _FAMILIES)]
    parts.append(headers.check(tables, folders))
    parts.append(account.check(tables, graph.readings))
    parts += [persian.check_texts(), ontology.check("ontology", rules)]
    parts.append(ontology.check("graph", graph.quads))
    if texts:
        parts.append(copied_text.check(tables, texts))
    for part in parts:
        looked_at.update(part.looked_at)
        findings += part.findings
    found = sort_findings(located(findings, lines.find))
    others = set(_of_others(found, aside, lines, tables)) if aside else set()
    return CheckReport(
        looked_at,
        tuple(each for each in found if each not in others),
        {check.code: check.result for check in ontology.foops(rules)},
        ran.engine,
        rights_of(tables),
        tuple(each for each in found if each in others),
    )


_WORD: Final = re.compile(r"[^\s“”\"'(),;]+")


def _of_others(
    findings: Sequence[Finding], aside: Sequence[Path], lines: Lines, tables: Tables
) -> Iterator[Finding]:
    """Warnings and notes of rows of some folders which name no row of another one."""
    folders = {folder.resolve() for folder in aside}
    own = {
        row.id
        for table in ROW_TYPES
        for row in getattr(tables, table)
        if (home := lines.folder(row.id, table)) and home.resolve() not in folders
    }
    for found in findings:
        if found.severity == "error":
            continue
        if not found.file:
            if found.part == "ontology":  # of the program, not of any row
                yield found
            continue
        its = Path(found.file).resolve().parent in folders
        if its and not own & {word.rstrip(".:") for word in _WORD.findall(found.message)}:
            yield found


def _nothing(part: str, message: str) -> Finding:
    return Finding("error", part, "", message, "nothing-looked-at")


_OF_LANGUAGE: Final = re.compile(r"-name-([a-z]{2,3})$")
"""The name of a shape that asks for a name in a language ends so."""


def _shapes(
    report: Report, looked_at: dict[str, int], languages: Sequence[str]
) -> Iterator[Finding]:
    looked_at["shapes"] = report.shapes
    looked_at["focus_nodes"] = report.focus_nodes
    if not report.shapes or not report.focus_nodes:
        yield _nothing("shapes", _("no node of the graph was checked by a shape"))
    for found in report.findings:
        tag = _OF_LANGUAGE.search(found.shape) if found.severity == "Info" else None
        if tag and languages and tag[1] not in languages:
            continue
        yield Finding(
            _FROM_SHACL[found.severity],
            "shapes",
            found.focus,
            found.message() or found.shape,
            found.component,
        )


def _expectations(tables: Tables, looked_at: dict[str, int], lines: Lines) -> Iterator[Finding]:
    """Each source says how many claims it makes: one that loses some is noticed.

    The number is for the folder that has the source: another one may add claims to it.
    """
    homes = {source.id: lines.folder(source.id, "sources") for source in tables.sources}
    counts = Counter(
        claim.source
        for claim in tables.claims
        if lines.folder(claim.id, "claims") == homes.get(claim.source)
    )
    given = [source for source in tables.sources if source.expected]
    looked_at["expectations"] = len(given)
    for source in tables.sources:
        found = counts[source.id]
        if source.expected:
            yield from _expectation(source, found)
        elif found:
            yield Finding(
                "note",
                "expectations",
                source.id,
                ngettext(
                    "{n} claim; no expected number is given",
                    "{n} claims; no expected number is given",
                    found,
                ).format(n=found),
                "no-expectation",
                table="sources",
            )


def _expectation(source: Source, found: int) -> Iterator[Finding]:
    if not parse_expected(source.expected).holds(found):
        reason = f" ({source.expected_why})" if source.expected_why else ""
        yield Finding(
            "error",
            "expectations",
            source.id,
            ngettext(
                "{n} claim found, {expected} expected",
                "{n} claims found, {expected} expected",
                found,
            ).format(n=found, expected=source.expected)
            + reason,
            "unexpected-count",
            table="sources",
        )
