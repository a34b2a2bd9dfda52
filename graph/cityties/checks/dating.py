"""Sources that cannot be dated, and dates that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.rows import Source, Tables

_WIDE_DAYS = 3 * 366  # an estimate wider than this hardly dates a source


def check(tables: Tables) -> Part:
    """Say which sources have no day, so that "as known by" must leave them out or late.

    Parameters
    ----------
    tables : checked rows
    """
    findings: list[Finding] = []
    for source in tables.sources:
        findings += _source(source)
    return Part({"publication_dates": len(tables.sources)}, tuple(findings))


def _source(source: Source) -> Iterator[Finding]:
    published, accessed = source.published, source.accessed
    if published is None and accessed is None:
        yield _finding(
            "warning",
            source,
            _("neither a publication date nor an access date: the source is undated"),
            "undated",
        )
    elif published is None and accessed is not None:
        yield _finding(
            "note",
            source,
            _("undated: treated as published on {day}, when it was accessed").format(
                day=accessed.text
            ),
            "dated-by-reading",
        )
    elif published is not None:
        if published.latest == DAY_MAX and accessed is None:
            yield _finding(
                "warning",
                source,
                _("{date} has no end, and no access date limits it").format(date=published.text),
                "undated",
            )
        elif published.earliest == DAY_MIN:
            yield _finding(
                "note",
                source,
                _("{date} has no start").format(date=published.text),
                "open-date",
            )
        elif published.latest != DAY_MAX and (
            (published.latest - published.earliest).days > _WIDE_DAYS
        ):
            yield _finding(
                "note",
                source,
                _("{date} covers more than three years").format(date=published.text),
                "wide-date",
            )
        if accessed is not None and accessed.latest < published.earliest:
            yield _finding(
                "warning",
                source,
                _("accessed on {day}, before it was published ({date})").format(
                    day=accessed.text, date=published.text
                ),
                "read-before-published",
            )


def _finding(severity: str, source: Source, message: str, code: str) -> Finding:
    return Finding(severity, "dating", source.id, message, code, table="sources")
