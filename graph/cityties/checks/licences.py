"""Licences that cannot stand together, or that forbid to pass a graph on.

What each source asks, and what follows for a graph of all of them, is said in full by
`cityties.words.rights.duty_lines`; only what may forbid a graph becomes a finding.
"""

from __future__ import annotations

from cityties.checks.findings import Finding, Part
from cityties.model.rights import SERIOUS, duties, rights_of
from cityties.model.rows import Tables
from cityties.words.rights import duty_words


def check(tables: Tables) -> Part:
    """Look at the licences of all sources.

    Parameters
    ----------
    tables : checked rows
    """
    rights = rights_of(tables)
    found = []
    for duty in duties(rights):
        if duty.code in SERIOUS:
            holders = [part for part in rights if part.licence in duty.licences]
            where = min(source for part in holders for source in part.sources)
            found.append(
                Finding(
                    "warning", "licences", where, duty_words(duty),
                    "licences-clash" if duty.code == "conflict" else "no-derivatives",
                    table="sources",
                )
            )  # fmt: skip
    return Part({"licences": len(tables.sources)}, tuple(found))
