"""What a check hands back: findings, and how many things it looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

SEVERITIES: Final = ("error", "warning", "note")
"""From errors that must be corrected to notes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct or to check.

    Parameters
    ----------
    severity : ``error``, ``warning`` or ``note``
    part : which part of the check found it, such as ``tables`` or ``offices``
    where : file and line, or the id or IRI of the thing
    message : one sentence in the language of messages
    code : short stable name of the kind of problem
    file : the file that contains the row; "" if it is not known
    line : line in the file, from 1; 0 if it is not known
    catalogue : the same check in a public catalogue (``OOPS! P08``), or ""
    table : the table whose row ``where`` names, if the id alone does not tell; a source
        may be called like an organization
    """

    severity: str
    part: str
    where: str
    message: str
    code: str
    file: str = ""
    line: int = 0
    catalogue: str = ""
    table: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the check looked at and found.

    Parameters
    ----------
    looked_at : how many things of each sort; a sort is named in the plural, as ``signatures``
    findings : in any order
    """

    looked_at: dict[str, int]
    findings: tuple[Finding, ...] = ()


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by part, kind of problem and place; each once.

    Examples
    --------
    >>> late = Finding("note", "names", "b", "…", "x")
    >>> [f.where for f in sort_findings([late, Finding("error", "tables", "a", "…", "y"), late])]
    ['a', 'b']
    """
    found = dict.fromkeys(findings)
    return tuple(
        sorted(
            found,
            key=lambda f: (SEVERITIES.index(f.severity), f.part, f.code, f.where, f.message),
        )
    )


def located(
    findings: Iterable[Finding], place: Callable[[str, str], tuple[str, int] | None]
) -> Iterator[Finding]:
    """Add file and line to findings that name a row.

    Parameters
    ----------
    findings : what was found
    place : gives file and line of an id or IRI in a table (or any, if blank), or ``None``
    """
    for found in findings:
        if found.file or not found.where:
            yield found
            continue
        at = place(found.where, found.table)
        yield replace(found, file=at[0], line=at[1]) if at else found
