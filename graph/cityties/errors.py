"""Exceptions: one root, and every problem of an input in one error.

The command line turns these into a short text and an exit code; nothing else
in the package prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cityties.start.records import dataclass

KEPT = 100_000
"""Problems of one input that are kept; the others are only counted."""

SHOWN = 50
"""Problems that a message contains: nobody reads more at once."""

_LONGEST = 200


def cut(text: str, limit: int = _LONGEST) -> str:
    """A text for a message: the start of a long one.

    Parameters
    ----------
    text : what was found in an input
    limit : letters that may stay

    Examples
    --------
    >>> cut("short"), cut("x" * 10, 4)
    ('short', 'xxxx…')
    """
    return text if len(text) <= limit else text[:limit] + "…"


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

    def __reduce__(self) -> tuple[Any, ...]:
        """Come whole through a pipe, where exceptions are recreated from their arguments."""
        return type(self), (str(self), self.candidates)


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
            where += f" [{cut(self.column)}]"
        text = f"{where}: {cut(self.message, 2 * _LONGEST)}"
        if self.value:
            text += f": {cut(self.value)!r}"
        if self.expected:
            text += f"; expected {cut(self.expected, 2 * _LONGEST)}"
        if self.suggestion:
            text += f"; {cut(self.suggestion, 2 * _LONGEST)}"
        return text


class Problems:
    """The problems of an input as they are found: all are counted, the first are kept.

    Parameters
    ----------
    found : problems to begin with

    Examples
    --------
    >>> problems = Problems()
    >>> problems.append(Problem("a.csv", 2, "", "", "an empty row"))
    >>> len(problems), [problem.line for problem in problems]
    (1, [2])
    """

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._kept: list[Problem] = []
        self._total = 0
        self.extend(found)

    def append(self, problem: Problem) -> None:
        """Add one."""
        self._total += 1
        if len(self._kept) < KEPT:
            self._kept.append(problem)

    def extend(self, more: Iterable[Problem]) -> None:
        """Add several; of another collection also those that it only counted."""
        for problem in more:
            self.append(problem)
        if isinstance(more, Problems):
            self._total += len(more) - len(more._kept)

    def __len__(self) -> int:
        return self._total

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._kept)


class DataError(CitytiesError, ValueError):
    """Bad data: the problems of the input at once, sorted by file and line.

    ``problems`` are the first 100,000, ``total`` counts them all; the text of the error
    contains the first 50 and how many there are.
    """

    def __init__(self, problems: Iterable[Problem], total: int = 0) -> None:
        found = problems if isinstance(problems, Problems) else Problems(problems)
        self.problems = tuple(sorted(found))
        self.total = max(total, len(found))
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if self.total > len(lines):
            lines.append(f"… {len(lines)} / {self.total}")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        """Come whole through a pipe, where exceptions are recreated from their arguments."""
        return type(self), (self.problems, self.total)
