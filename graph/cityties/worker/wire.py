"""Errors as JSON, so that one that a worker meets is raised here as if it were met here."""

from __future__ import annotations

from typing import Any, Final

from cityties import errors
from cityties.errors import AmbiguousNameError, CitytiesError, DataError, Problem, QueryError
from cityties.errors import WorkerError as _WorkerError
from cityties.language.messages import _

_PLAIN: Final = {
    name: each
    for name in ("NotFoundError", "UsageError", "StoreError", "UnknownTermError", "WorkerError")
    if (each := getattr(errors, name))
}
_PROBLEM: Final = ("file", "line", "column", "value", "message", "expected", "suggestion", "code")
_MOST: Final = 20_000  # problems that come through; all are counted


def to_json(error: BaseException) -> dict[str, Any]:
    """An error as what JSON can hold.

    Parameters
    ----------
    error : whatever was raised
    """
    name = type(error).__name__
    found: dict[str, Any] = {"error": name, "message": str(error)}
    if isinstance(error, QueryError):
        found |= {"line": error.line, "column": error.column}
    elif isinstance(error, AmbiguousNameError):
        found["candidates"] = list(error.candidates)
    elif isinstance(error, DataError):
        found["total"] = error.total
        found["problems"] = [
            [getattr(problem, field) for field in _PROBLEM] for problem in error.problems[:_MOST]
        ]
    elif name not in _PLAIN and not isinstance(error, MemoryError | RecursionError):
        found |= {"error": "", "message": f"{name}: {error}"}
    return found


def from_json(found: Any) -> CitytiesError:
    """The error again; whatever does not fit becomes one of the worker.

    Parameters
    ----------
    found : what :func:`to_json` gave, from a process that is not trusted
    """
    try:
        name, message = str(found["error"]), str(found["message"])
        if name == "QueryError":
            return QueryError(message, line=int(found["line"]), column=int(found["column"]))
        if name == "AmbiguousNameError":
            return AmbiguousNameError(message, map(str, found["candidates"]))
        if name == "DataError":
            problems = [
                Problem(str(file), int(line), *map(str, more))
                for file, line, *more in found["problems"]
            ]
            return DataError(problems, int(found["total"]))
        if name in _PLAIN:
            made: CitytiesError = _PLAIN[name](message)
            return made
    except (KeyError, TypeError, ValueError):
        return _WorkerError(_("the process that read it gave an answer that cannot be understood"))
    if name == "MemoryError":
        return _WorkerError(_("it needs more memory than is allowed"))
    if name == "RecursionError":
        return _WorkerError(_("it is nested too deeply"))
    return _WorkerError(_("it cannot be read ({reason})").format(reason=message))
