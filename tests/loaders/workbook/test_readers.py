"""Two readers: they must agree on every cell, and no error of theirs ends the process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from books import load, people, problems

from cityties.errors import DataError, NotFoundError


class PanicException(BaseException):
    """As an error in compiled code arrives: not an Exception."""


ERRORS = [
    PanicException("explicit panic"), MemoryError(), RecursionError("too deep"), KeyError("x"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), AssertionError(), StopIteration(),
    python_calamine.CalamineError("broken"), OverflowError("large"), ZeroDivisionError(),
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("which", ["openpyxl", "calamine"])
def test_an_error_of_a_reader_is_one_problem(
    which: str, error: BaseException, tmp_path: Path, monkeypatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    if which == "openpyxl":
        monkeypatch.setattr(openpyxl, "load_workbook", fail)
    else:
        monkeypatch.setattr(
            python_calamine, "CalamineWorkbook", type("W", (), {"from_filelike": fail})
        )
    (problem,) = problems(tmp_path, people())
    assert problem.code == "bad-workbook"
    assert problem.suggestion


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_the_user_ends_is_ended(
    error: type[BaseException], tmp_path: Path, monkeypatch
) -> None:
    def stop(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(openpyxl, "load_workbook", stop)
    with pytest.raises(error):
        load(tmp_path, people())


def lying(change: Callable[[list[list[Any]]], None]) -> Callable[..., Any]:
    """openpyxl with other values than the file has."""
    real = openpyxl.load_workbook

    class Sheet:
        title = "people"

        def __init__(self, sheet: Any) -> None:
            self._rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            change(self._rows)

        def reset_dimensions(self) -> None:
            pass

        def iter_rows(self, values_only: bool) -> Any:
            return iter(self._rows)

    class Book:
        def __init__(self, *args: Any, **options: Any) -> None:
            self.worksheets = [Sheet(sheet) for sheet in real(*args, **options).worksheets]

    return Book


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda rows: rows[1].__setitem__(1, "Hanna"), (2, "B name_en")),
        (lambda rows: rows[1].__setitem__(1, None), (2, "B name_en")),
        (lambda rows: rows[1].append("more"), (2, "C note")),
        (lambda rows: rows[2].append("more"), (3, "D")),
        (lambda rows: rows[2].__setitem__(0, 7), (3, "A id")),
        (lambda rows: rows.__setitem__(slice(1, 3), rows[2:0:-1]), (2, "A id")),
        (lambda rows: rows.insert(1, []), (2, "A id")),
        (lambda rows: rows.pop(), (3, "A id")),
        (lambda rows: rows[0].__setitem__(2, "title"), (1, "C")),
    ],
)
def test_a_difference_is_refused_with_both_values(
    change: Callable[[list[list[Any]]], None], place: tuple[int, str], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(openpyxl, "load_workbook", lying(change))
    found = problems(tmp_path, people())
    differing = [problem for problem in found if problem.code == "readers-differ"]
    assert (differing[0].line, differing[0].column) == place
    assert " / " in differing[0].value
    assert differing[0].file.endswith("x.xlsx#people")


def test_other_sheets_are_refused(tmp_path: Path, monkeypatch) -> None:
    book = lying(lambda rows: None)
    monkeypatch.setattr(openpyxl, "load_workbook", book)
    monkeypatch.setattr(book, "__init__", lambda self, *_a, **_o: setattr(self, "worksheets", []))
    with pytest.raises(DataError, match="two readers find different sheets"):
        load(tmp_path, people())


@pytest.mark.parametrize("name", ["openpyxl", "python_calamine"])
def test_a_reader_that_is_not_installed(name: str, tmp_path: Path, monkeypatch) -> None:
    import importlib

    real = importlib.import_module

    def missing(asked: str) -> Any:
        if asked == name:
            raise ImportError(asked)
        return real(asked)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(NotFoundError, match=r"pip install .*\[xlsx\]"):
        load(tmp_path, people())
