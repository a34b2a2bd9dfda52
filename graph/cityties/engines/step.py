"""One task where it runs: the same version there, errors come back whole.

An error of a task is not one of the engine, which would start the task again, or wrap the error so
that nobody knows it. So it travels as a value and is raised where the work was asked for.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from typing import Any

import cityties
from cityties.engines.protocol import EngineError, Item, Result, Shared, Task
from cityties.language.messages import _

VERSION = cityties.__version__


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of a task, or what can be said of it.

    Parameters
    ----------
    error : the error itself; if it cannot be pickled, one with its text
    """

    error: Exception


def step(
    version: str, task: Task[Shared, Item, Result], shared: Shared, item: Item
) -> Result | Failure:
    """Do one task in a worker, with one thread unless the environment there says otherwise.

    Parameters
    ----------
    version : the version of cityties that asks
    task, shared, item : the work

    Returns
    -------
    The result, or the error as a value.

    Examples
    --------
    >>> import operator
    >>> step(VERSION, operator.add, 40, 2)
    42
    >>> step("0.0.0", operator.add, 40, 2).error
    EngineError('the worker has cityties ... and not 0.0.0: install the same version there')
    """
    if version != VERSION:
        return Failure(
            EngineError(
                _("the worker has cityties {there} and not {here}: install the same version there")
                .format(there=VERSION, here=version)
            )
        )  # fmt: skip
    os.environ.setdefault("CITYTIES_THREADS", "1")
    try:
        return task(shared, item)
    except Exception as error:  # any: it is raised again where the work was asked for
        return Failure(_portable(error))


def result_of(answer: Result | Failure) -> Result:
    """The result of a step.

    Parameters
    ----------
    answer : what :func:`step` returned

    Raises
    ------
    Exception
        The error of the task.
    """
    if isinstance(answer, Failure):
        raise answer.error
    return answer


def _portable(error: Exception) -> Exception:
    try:
        made: Any = pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its own methods raise
        made = None
    if isinstance(made, Exception):
        return error
    return EngineError(f"{type(error).__name__}: {error}")
