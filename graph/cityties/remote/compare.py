"""Every named question there and here: which rows differ, so that nobody trusts a wrong one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from cityties.errors import NotFoundError, UsageError
from cityties.query import results
from cityties.query.questions import HOMES, Question
from cityties.remote.http import RemoteError
from cityties.remote.store import UnsupportedError
from cityties.vocabulary.terms import PREFIXES

SAME, DIFFERS, FAILS = "same", "differs", "fails"
UNSUPPORTED, UNASKED = "unsupported", "not_asked"
"""What may come of a question: the same rows; others; no answer. It is not asked where this kind
of server is known to answer it wrongly, or where this graph lacks what its example is about."""

_OTHER_LANGUAGE: Final = "fa"
"""Where a text in the language of the request is lost, the English one hides that."""

_XSD: Final = PREFIXES["xsd"]
_NUMBERS: Final = frozenset(
    _XSD + name for name in ("decimal", "integer", "double", "float", "nonNegativeInteger")
)
_TRUTH: Final = {"1": "true", "0": "false"}


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one question.

    Parameters
    ----------
    question : its name
    result : one of the codes above
    here, there : numbers of rows; ``None`` where there is no answer
    missing, extra : rows that are here alone, there alone; equal rows count one by one
    reason : why it fails or was not asked
    """

    question: str
    result: str
    here: int | None = None
    there: int | None = None
    missing: int = 0
    extra: int = 0
    reason: str = ""

    def as_row(self) -> dict[str, Any]:
        """For a listing."""
        return {
            "question": self.question,
            "result": self.result,
            "here": self.here,
            "there": self.there,
            "missing": self.missing,
            "extra": self.extra,
            "reason": self.reason,
        }


def compare(
    questions: Iterable[Question],
    here: Callable[[str, dict[str, str]], results.Answer],
    there: Callable[[str, dict[str, str]], results.Answer],
) -> Iterator[Compared]:
    """Ask each question twice, with the examples of its parameters.

    Parameters
    ----------
    questions : the questions
    here, there : ask one by its name and parameters

    Returns
    -------
    What came of each, as it comes.
    """
    for question in questions:
        params = examples_of(question)
        try:
            ours = here(question.name, params)
        except (NotFoundError, UsageError) as error:
            yield Compared(question.name, UNASKED, reason=str(error))
            continue
        try:
            theirs = there(question.name, params)
        except UnsupportedError as error:
            yield Compared(question.name, UNSUPPORTED, len(bag(ours)), reason=str(error))
            continue
        except RemoteError as error:
            yield Compared(question.name, FAILS, len(bag(ours)), reason=str(error))
            continue
        one, two = bag(ours), bag(theirs)
        missing, extra = one - two, two - one
        yield Compared(
            question.name,
            DIFFERS if missing or extra else SAME,
            one.total(),
            two.total(),
            missing.total(),
            extra.total(),
        )


def examples_of(question: Question) -> dict[str, str]:
    """The examples of what a question needs; what has a default, but a home, keeps it.

    Parameters
    ----------
    question : a named question
    """
    return {
        parameter.name: _OTHER_LANGUAGE if parameter.type == "language" else parameter.example
        for parameter in question.parameters
        if parameter.default is None or parameter.default in HOMES or parameter.type == "language"
    }


def bag(answer: results.Answer) -> Counter[tuple[Any, ...]]:
    """The rows of an answer without their order, which SPARQL leaves open between some terms.

    Parameters
    ----------
    answer : rows; a yes or no and a small graph are one row, or a row for each triple

    Returns
    -------
    How often each row is there. Literals of equal value are equal: 1 and 1.0, ``EN`` and ``en``.
    """
    if isinstance(answer, results.Truth):
        return Counter([(bool(answer),)])
    if isinstance(answer, results.Triples):
        return Counter(tuple(str(value) for value in triple) for triple in answer)
    found = json.loads(answer.serialize("json"))
    names = found["head"]["vars"]
    return Counter(
        tuple(_plain(row.get(name)) for name in names) for row in found["results"]["bindings"]
    )


def _plain(term: dict[str, str] | None) -> tuple[str, ...]:
    if term is None:
        return ()
    if term["type"] == "bnode":  # each server names them as it likes
        return ("bnode",)
    value = term["value"]
    datatype = term.get("datatype", "")
    if datatype == _XSD + "boolean":
        value = _TRUTH.get(value, value)
    elif datatype in _NUMBERS and re.fullmatch(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]{1,3})?", value):
        try:
            number = Decimal(value)
        except InvalidOperation:
            pass
        else:
            return ("literal", str(number.normalize() + 0), "", "number")
    if datatype == _XSD + "string":
        datatype = ""
    return term["type"], value, term.get("xml:lang", "").lower(), datatype
