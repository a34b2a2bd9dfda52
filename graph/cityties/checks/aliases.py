"""Aliases that lead nowhere: they repeat a name, or another thing's name hides them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.language.names import fold
from cityties.model.gazetteer import Gazetteer, other_names
from cityties.model.rows import Organization, Person, Place, Tables
from cityties.model.texts import every_name, others_by_language

_LATIN = re.compile("[A-Za-z]")
_PERSIAN = re.compile("[\u0600-\u06ff]")


def check(tables: Tables) -> Part:
    """Try each alias as somebody would type it.

    Parameters
    ----------
    tables : checked rows
    """
    gazetteer = Gazetteer(tables)
    tried = 0
    findings: list[Finding] = []
    rows: tuple[Place | Organization | Person, ...] = (
        *tables.places,
        *tables.organizations,
        *tables.people,
    )
    for row in rows:
        seen = {fold(name): name for name in (row.name_en, *every_name(row))}
        own = [alias for aliases in others_by_language(row).values() for alias in aliases]
        for alias in own:
            tried += 1
            folded = fold(alias)
            if folded in seen:
                findings.append(
                    _finding(
                        # Another spelling is worth showing; the same one twice is not.
                        "warning" if alias.casefold() == seen[folded].casefold() else "note",
                        row.id,
                        _("the alias {alias} is already found as {name}").format(
                            alias=alias, name=seen[folded]
                        ),
                        "alias-repeats",
                    )
                )
                continue
            seen[folded] = alias
            findings += _found(row, alias, gazetteer)
        for name in other_names(row)[len(own) :]:
            tried += 1
            # Languages share names (Prag is German and Turkish): that is no repetition.
            if fold(name) not in seen:
                seen[fold(name)] = name
                findings += _found(row, name, gazetteer)
        findings += _scripts(row)
    return Part({"aliases": tried}, tuple(findings))


def _found(
    row: Place | Organization | Person, alias: str, gazetteer: Gazetteer
) -> Iterator[Finding]:
    # With the row's own kind asked for, a namesake of another kind hides nothing.
    kind = "person" if isinstance(row, Person) else row.kind
    found = gazetteer.candidates(alias, (kind,))
    if row.id not in found:
        yield _finding(
            "warning",
            row.id,
            _("the alias {alias} does not find this row, but {others}").format(
                alias=alias, others=", ".join(found) or "-"
            ),
            "dead-alias",
        )
    elif len(found) > 1:
        others = ", ".join(id_ for id_ in found if id_ != row.id)
        yield _finding(
            "note",
            row.id,
            _("the alias {alias} also matches {others}").format(alias=alias, others=others),
            "shared-alias",
        )


def _scripts(row: Place | Organization | Person) -> Iterator[Finding]:
    for alias in row.aliases:
        if _PERSIAN.search(alias):
            text = _("{alias} is in Persian letters: move it to the column aliases_fa")
            yield _finding("warning", row.id, text.format(alias=alias), "alias-in-wrong-column")
    for alias in row.aliases_fa:
        if not _PERSIAN.search(alias) and _LATIN.search(alias):
            text = _("{alias} is in Latin letters: move it to the column aliases")
            yield _finding("warning", row.id, text.format(alias=alias), "alias-in-wrong-column")


def _finding(severity: str, id_: str, message: str, code: str) -> Finding:
    return Finding(severity, "aliases", id_, message, code)
