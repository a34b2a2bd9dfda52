"""Looks for faults in the data and in the graph, and says how much it looked at.

A gate that reads nothing always passes; so a part that found nothing to look
at is a fault of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from cityties import formats
from cityties.build import Graph, open_or_build
from cityties.errors import DataError
from cityties.messages import _, language, ngettext
from cityties.model import Organization, Person, Place, Source, Tables

SEVERITIES: Final = ("error", "warning", "note")
"""From what must be mended to what may be looked at."""

_FROM_SHACL: Final = {"Violation": "error", "Warning": "warning", "Info": "note"}
_RANGE = re.compile(r"(\d+)(?:\.\.(\d+))?")

# Letters that look the same in Persian text and are others: a search misses them.
_ARABIC_LETTERS: Final = {"ي": "ی", "ك": "ک", "ى": "ی"}
_ARABIC_DIGITS: Final = "٠١٢٣٤٥٦٧٨٩"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to look at.

    Parameters
    ----------
    severity : ``error``, ``warning`` or ``note``
    part : which part of the check found it: ``tables``, ``shapes``, ``expectations``, ``names``
    where : file and line, or the id or IRI of the thing
    message : one sentence in the language of messages
    code : short stable name of the kind of fault
    """

    severity: str
    part: str
    where: str
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what was found.

    Parameters
    ----------
    looked_at : how many things of each sort were looked at
    findings : errors first, then by part and place
    """

    looked_at: Mapping[str, int]
    findings: tuple[Finding, ...]

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
) -> CheckReport:
    """Load data and check it; faults of the tables become findings, not an exception.

    Parameters
    ----------
    data, shipped, store_dir, cache, known_by : as for :func:`cityties.build.open_or_build`
    """
    try:
        graph = open_or_build(
            data, shipped=shipped, store_dir=store_dir, cache=cache, known_by=known_by
        )
    except DataError as error:
        found = [
            Finding(
                "error",
                "tables",
                f"{p.file}:{p.line}" if p.line else p.file,
                str(replace(p, file="", line=0)).lstrip(": "),
                p.code,
            )
            for p in error.problems
        ]
        return CheckReport({}, tuple(found))
    return check(graph)


def check(graph: Graph) -> CheckReport:
    """Check a built graph: rows, shapes, expectations of the sources, Persian names.

    Parameters
    ----------
    graph : what :func:`cityties.build.build` or ``open_or_build`` returned; its
        rows passed the loader's checks

    Returns
    -------
    A report; a part that had nothing to look at is an error in it.
    """
    tables = graph.tables
    looked_at = {table: len(getattr(tables, table)) for table in formats.ROW_TYPES}
    findings: list[Finding] = []
    if not sum(looked_at.values()):
        findings.append(_nothing("tables", _("there is no row to look at")))
    findings += _shapes(graph, looked_at)
    findings += _expectations(tables, looked_at)
    findings += _names(tables, looked_at)
    findings.sort(key=lambda f: (SEVERITIES.index(f.severity), f.part, f.where, f.message))
    return CheckReport(looked_at, tuple(findings))


def _nothing(part: str, message: str) -> Finding:
    return Finding("error", part, "", message, "nothing-looked-at")


def _shapes(graph: Graph, looked_at: dict[str, int]) -> Iterator[Finding]:
    from cityties.shapes import validate

    report = validate(graph.canonical_nquads(), data_format="nq")
    looked_at["shapes"] = report.shapes
    looked_at["focus_nodes"] = report.focus_nodes
    if not report.shapes or not report.focus_nodes:
        yield _nothing("shapes", _("no node of the graph was looked at by a shape"))
    for found in report.findings:
        yield Finding(
            _FROM_SHACL[found.severity],
            "shapes",
            found.focus,
            found.message(language()) or found.shape,
            found.component,
        )


def _expectations(tables: Tables, looked_at: dict[str, int]) -> Iterator[Finding]:
    """Each source says how many claims it makes: one that loses some is noticed."""
    counts = Counter(claim.source for claim in tables.claims)
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
                    "{n} claim; how many there should be is not written",
                    "{n} claims; how many there should be is not written",
                    found,
                ).format(n=found),
                "no-expectation",
            )


def _expectation(source: Source, found: int) -> Iterator[Finding]:
    match = _RANGE.fullmatch(source.expected)
    if match is None:  # the loader refuses it
        return
    least, most = int(match[1]), int(match[2] or match[1])
    if not least <= found <= most:
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
        )


def _names(tables: Tables, looked_at: dict[str, int]) -> Iterator[Finding]:
    """Persian names as people type them, and cities with ties that have none."""
    parties = {party for claim in tables.claims for party in claim.parties}
    checked = 0
    rows: tuple[Place | Organization | Person, ...] = (
        *tables.places,
        *tables.organizations,
        *tables.people,
    )
    for row in rows:
        for name in filter(None, (row.name_fa, *row.aliases_fa)):
            checked += 1
            yield from _persian(row.id, name)
        if row.id in parties and not row.name_fa:
            yield Finding(
                "note", "names", row.id, _("has ties, but no Persian name"), "no-persian-name"
            )
    for post in tables.posts:
        if post.name_fa:
            checked += 1
            yield from _persian(post.id, post.name_fa)
    looked_at["persian_names"] = checked


def _persian(id: str, name: str) -> Iterator[Finding]:
    for letter, right in _ARABIC_LETTERS.items():
        if letter in name:
            yield Finding(
                "warning",
                "names",
                id,
                _("{name}: the Arabic letter {letter} (U+{code}) stands for {right}").format(
                    name=name, letter=letter, code=f"{ord(letter):04X}", right=right
                ),
                "arabic-letter",
            )
    if any(digit in name for digit in _ARABIC_DIGITS):
        yield Finding(
            "warning",
            "names",
            id,
            _("{name}: Arabic digits stand for Persian ones").format(name=name),
            "arabic-digit",
        )
    if name != name.strip() or "  " in name:
        yield Finding(
            "warning",
            "names",
            id,
            _("{name}: blanks at an end, or two in a row").format(name=name),
            "extra-blank",
        )
