"""The queue as a workbook: candidates out, decisions back in.

Written and read by the code of our workbooks: two libraries must agree on every cell, and a cell
that a spreadsheet changed is refused. Grey columns are for reading; what is changed in them is
left out of account, and the id of a candidate binds the row to its text.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from cityties.errors import DataError, Problem
from cityties.intake.known import Compared
from cityties.intake.review import CELLS, NAME, VERDICTS, Item
from cityties.language.messages import _
from cityties.loaders.workbook.archive import unpack
from cityties.loaders.workbook.cells import cell_text
from cityties.loaders.workbook.form import BrokenBookError, Room, broken, module
from cityties.loaders.workbook.package import cells_alone
from cityties.loaders.workbook.parts import find_parts
from cityties.loaders.workbook.readers import Readers
from cityties.loaders.workbook.sheets import scan_sheet
from cityties.loaders.workbook.texts import scan_strings
from cityties.vocabulary.codes import CODES, REFUSED_IN_CLAIMS
from cityties.vocabulary.colours import WORKBOOK

SHEET: Final = "candidates"

_SHOWN: Final = ("sentence", "relation", "reading", "confidence", "flags", "title", "why")
COLUMNS: Final = ("id", "verdict", "quote", *CELLS, NAME, *_SHOWN)
_DROP: Final = {"kind": "kinds", "status": "statuses", "aspect": "aspects",
                "certainty": "certainty", "channel": "channels"}  # fmt: skip
_CODES: Final = "codes"


def review_bytes(items: Sequence[Item], compared: Mapping[str, Compared]) -> bytes:
    """A workbook of candidates: the same queue gives the same bytes.

    Parameters
    ----------
    items : the candidates
    compared : what each means next to what is known, by its id

    Raises
    ------
    NotFoundError
        If XlsxWriter is not installed.
    """
    xlsxwriter = module("xlsxwriter", "XlsxWriter")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    book.set_properties({"title": "cityties", "created": datetime.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "border": 1})
    text = book.add_format({"num_format": 49, "text_wrap": True, "valign": "top"})
    grey = book.add_format(
        {"num_format": 49, "text_wrap": True, "valign": "top", "font_color": WORKBOOK["faint"]}
    )
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(items)), len(COLUMNS) - 1)
    for at, name in enumerate(COLUMNS):
        wide = {"quote": 60, "gist": 40, "gist_fa": 40, "title": 30}.get(name, 16)
        sheet.set_column(at, at, wide, None)
        sheet.write_string(0, at, name, head)
        values: tuple[str, ...] = VERDICTS if name == "verdict" else ()
        if name in _DROP:
            values = tuple(c for c in CODES[_DROP[name]] if c not in REFUSED_IN_CLAIMS)
        if values and items:
            _drop_down(book, sheet, at, len(items), name, values)
    for place, item in enumerate(items, start=1):
        for at, (name, value) in enumerate(_row(item, compared.get(item.candidate.id)).items()):
            if value:
                kept = name in CELLS or name in ("verdict", NAME)
                sheet.write_string(place, at, value[:32_000], text if kept else grey)
    book.close()
    return stream.getvalue()


def _drop_down(book: Any, sheet: Any, at: int, rows: int, name: str, values: Sequence[str]) -> None:
    if sum(map(len, values)) + len(values) < 250:
        sheet.data_validation(1, at, rows, at, {"validate": "list", "source": list(values)})
        return
    codes = book.get_worksheet_by_name(_CODES) or book.add_worksheet(_CODES)
    column = sorted(_DROP).index(name)
    codes.write_string(0, column, name)
    for line, value in enumerate(values, start=1):
        codes.write_string(line, column, value)
    letter = "ABCDEFGH"[column]
    sheet.data_validation(
        1, at, rows, at,
        {"validate": "list", "source": f"={_CODES}!${letter}$2:${letter}${len(values) + 1}"},
    )  # fmt: skip


def _row(item: Item, compared: Compared | None) -> dict[str, str]:
    candidate = item.candidate
    decision = item.decision
    reading = ""
    if compared is not None and (compared.before or compared.after):
        reading = f"{compared.before or '-'} > {compared.after or '-'}"
    return {
        "id": candidate.id,
        "verdict": decision.verdict if decision else "",
        "quote": candidate.quote,
        **{name: item.cells.get(name, "") for name in CELLS},
        NAME: (decision.changes if decision else {}).get(NAME, ""),
        "sentence": f"s{candidate.sentence}",
        "relation": compared.relation if compared else "",
        "reading": reading,
        "confidence": f"{candidate.confidence:.2f}",
        "flags": " ".join(candidate.flags),
        "title": item.stored.article.title,
        "why": f"{candidate.proposer} {candidate.why}",
    }


def read_decisions(path: Path, items: Sequence[Item]) -> list[tuple[str, str, dict[str, str]]]:
    """The decisions of a workbook: candidate, verdict and corrections, in the order of its rows.

    Parameters
    ----------
    path : the workbook
    items : the candidates of the inbox; a row of none of them is refused

    Raises
    ------
    DataError
        With all problems; each names file, row and column. Then nothing is decided.
    """
    try:
        return _read(path, {item.candidate.id: item for item in items})
    except (BrokenBookError, MemoryError, RecursionError) as error:
        raise DataError([broken(str(path), error)]) from error


def _read(path: Path, known: Mapping[str, Item]) -> list[tuple[str, str, dict[str, str]]]:
    archive = unpack(path.read_bytes())
    book = find_parts(archive)
    names = [sheet.name for sheet in book.sheets]
    where = f"{path}#{SHEET}"
    if SHEET not in names:
        raise DataError([Problem(str(path), 0, "", "", _("no sheet {name}").format(name=SHEET))])
    strings = scan_strings(archive, book.strings)
    room = Room()
    extents = [scan_sheet(archive, s.part, f"{path}#{s.name}", strings, room) for s in book.sheets]
    problems = [problem for extent in extents for problem in extent.problems]
    if problems:
        raise DataError(problems)
    at = names.index(SHEET)
    rows = Readers(cells_alone(archive, book), names).rows(at, extents[at])
    header = [cell_text(value, "text")[0] for value in next(rows, [])]
    if missing := [name for name in ("id", "verdict") if name not in header]:
        raise DataError(
            [Problem(where, 1, missing[0], "", _("the first line must name the columns"),
                     ", ".join(COLUMNS))]
        )  # fmt: skip
    made = []
    for line, row in enumerate(rows, start=2):
        cells: dict[str, str] = {}
        for name, value in zip(header, row, strict=False):
            text, fault = cell_text(value, "text")
            if fault is not None and name in (*CELLS, "id", "verdict", NAME):
                problems.append(replace(fault, file=where, line=line, column=name))
            cells[name] = text.strip()
        if not cells.get("verdict"):
            continue
        item = known.get(cells.get("id", ""))
        if item is None:
            problems.append(Problem(where, line, "id", cells.get("id", ""),
                                    _("no such candidate in the inbox"), "",
                                    _("the article was changed: write it once more")))  # fmt: skip
            continue
        if cells["verdict"] not in VERDICTS:
            problems.append(Problem(where, line, "verdict", cells["verdict"],
                                    _("unknown verdict"), ", ".join(VERDICTS)))  # fmt: skip
            continue
        changes: dict[str, str] = {
            name: cells[name] for name in CELLS
            if name in cells and cells[name] != item.candidate.cells.get(name, "")
        }  # fmt: skip
        if cells.get(NAME):
            changes[NAME] = cells[NAME]
        made.append((item.candidate.id, cells["verdict"], changes))
    if problems:
        raise DataError(problems)
    return made
