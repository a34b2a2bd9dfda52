"""Claims that are no longer claimed: kept with the reason, and never read.

A claim that was entered wrongly, or that its source took back, moves from ``claims.csv`` to
``retracted.csv`` in the same folder. There it keeps its id and its cells, with the day, the
person and the reason. Graph, readings, exports and pages are made of the tables alone, so that
none of them has it; ``cityties diff`` names it as withdrawn.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cityties.base.files import write_atomic
from cityties.base.inputs import read_inside
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.loaders.additions import alone, check_rows
from cityties.loaders.tables import load_folder
from cityties.model.folder import MAX_BYTES, RETRACTED
from cityties.model.rows import Tables
from cityties.model.tables import COLUMN_NAMES, canonical, row_cells, table_bytes

ADDED: Final = ("retracted_on", "retracted_by", "reason")
"""What ``retracted.csv`` has besides the columns of a claim."""

COLUMNS: Final = (*COLUMN_NAMES["claims"], *ADDED)


def read_retracted(folder: Path | str) -> dict[str, dict[str, str]]:
    """The claims of a folder that are no longer claimed.

    Parameters
    ----------
    folder : a data folder

    Returns
    -------
    dict
        Their cells by id; empty if none was retracted.

    Raises
    ------
    DataError
        If the file is none that ``cityties data retract`` writes.
    """
    file = Path(folder) / RETRACTED
    try:
        data = read_inside(file.parent, file.name, most=MAX_BYTES)
    except FileNotFoundError:
        return {}
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise _unreadable(file, str(error)) from error
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if not {"id", "reason"} <= row.keys() or None in row or None in row.values():
            raise _unreadable(file, _("expected {what}").format(what=", ".join(COLUMNS)))
        found[row["id"]] = row
    return found


def _unreadable(file: Path, reason: str) -> DataError:
    message = _("this line cannot be read as CSV ({reason})").format(reason=reason)
    return DataError([Problem(str(file), 0, "", "", message, code="bad-csv")])


def retract(
    folder: Path | str,
    ids: Sequence[str],
    *,
    reason: str,
    by: str = "",
    on: datetime.date | None = None,
    known: Tables | None = None,
) -> list[str]:
    """Retract claims: they move to ``retracted.csv``, and others lose their mention.

    Parameters
    ----------
    folder : a data folder
    ids : ids of its claims
    reason : why they are no longer claimed
    by : who says so
    on : since when; today by default
    known : rows that the folder may refer to, usually the shipped data

    Returns
    -------
    list
        Ids of claims that named one of them in ``contradicts`` and do so no longer.

    Raises
    ------
    UsageError
        If the reason is blank.
    NotFoundError
        If a claim is not one of the folder.
    DataError
        If another row needs one of them: an event or an unnamed city that nothing else names.
        Nothing is written then.
    """
    place = Path(folder)
    if not reason.strip():
        raise UsageError(_("--reason needs a text: why is it no longer claimed?"))
    with alone(place):
        tables = load_folder(place, known=known)
        mine = {claim.id: claim for claim in tables.claims}
        kept = read_retracted(place)
        for id_ in ids:
            if id_ not in mine:
                raise NotFoundError(_missing(id_, place, kept, tables, known))
        gone = set(ids)
        rest = [claim for claim in tables.claims if claim.id not in gone]
        mended = [claim.id for claim in rest if gone & set(claim.contradicts)]
        rest = [
            replace(claim, contradicts=tuple(c for c in claim.contradicts if c not in gone))
            for claim in rest
        ]
        new = table_bytes("claims", rest)
        _check(place, [row_cells("claims", claim) for claim in rest], known)
        day = (on or datetime.date.today()).isoformat()
        said = {"retracted_on": day, "retracted_by": by.strip(), "reason": reason.strip()}
        kept |= {id_: row_cells("claims", canonical(mine[id_])) | said for id_ in ids}
        # A kill in between leaves a claim that is still claimed: nothing is lost.
        write_atomic(place / RETRACTED, _bytes(kept))
        write_atomic(place / "claims.csv", new)
    return mended


def _missing(
    id_: str, folder: Path, kept: Mapping[str, object], tables: Tables, known: Tables | None
) -> str:
    if id_ in kept:
        return _("{id} was retracted before: {file} has it").format(id=id_, file=folder / RETRACTED)
    if known is not None and any(claim.id == id_ for claim in known.claims):
        return _("{id} is a claim of the shipped data: a folder retracts its own claims").format(
            id=id_
        )
    hint = did_you_mean(id_, [claim.id for claim in tables.claims])
    message = _("{folder} has no claim {id}").format(folder=folder, id=id_)
    return f"{message}; {hint}" if hint else message


def _check(folder: Path, rows: Sequence[Mapping[str, str]], known: Tables | None) -> None:
    """Refuse what would leave rows that refer to nothing."""
    check_rows(folder, {"claims": rows}, known, without=("claims",))


def _bytes(rows: Mapping[str, Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(sorted(rows.values(), key=lambda row: (row.get("source", ""), row["id"])))
    return text.getvalue().encode()
