"""Exceptions: one root, and every problem of an input in one error.

The command line turns these into a short text and an exit code; nothing else
in the package prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class CitytiesError(Exception):
    """Root of all errors that a user can cause or correct.

    ``exit_code`` is what the command line exits with: 1 for findings or bad
    data, 2 for wrong usage.
    """

    exit_code = 1


class UsageError(CitytiesError, ValueError):
    """A parameter, option or name that does not fit the call."""

    exit_code = 2


class NotFoundError(CitytiesError, LookupError):
    """A name, id or file that is not there; ``get_*`` functions raise it."""


class AmbiguousNameError(NotFoundError):
    """A name that fits several things; ``candidates`` holds their ids, sorted."""

    def __init__(self, message: str, candidates: Iterable[str]) -> None:
        super().__init__(message)
        self.candidates = tuple(sorted(candidates))


class StoreError(CitytiesError):
    """A store that cannot be opened, is too new, damaged or in use."""


class QueryError(CitytiesError, ValueError):
    """A SPARQL text that is refused or cannot be parsed.

    ``line`` and ``column`` count from 1 in the text that was given; 0 = not known.
    """

    def __init__(self, message: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryTimeoutError(CitytiesError, TimeoutError):
    """A query that ran past its time limit and was ended."""


class WorkerError(CitytiesError):
    """The confined process that read a text or a file ended, or could not be started."""


class UnknownTermError(CitytiesError, AttributeError):
    """A vocabulary term or code that does not exist: a misspelling."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input, and where it is.

    Parameters
    ----------
    file : the file as the user named it
    line : line number in the file, from 1 (the header is line 1); 0 = whole file
    column : the column or field, or "" for the whole row
    value : the value found there
    message : what is wrong, one sentence
    expected : what would be right, or ""
    suggestion : what to try ("did you mean hyderabad-in?"), or ""
    code : short stable name of the kind of problem (``unknown-code``)
    """

    file: str
    line: int
    column: str
    value: str
    message: str
    expected: str = ""
    suggestion: str = ""
    code: str = ""

    def __str__(self) -> str:
        where = self.file + (f":{self.line}" if self.line else "")
        if self.column:
            where += f" [{self.column}]"
        text = f"{where}: {self.message}"
        if self.value:
            text += f": {self.value!r}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.suggestion:
            text += f"; {self.suggestion}"
        return text


class DataError(CitytiesError, ValueError):
    """Bad data: all problems of the input at once, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
