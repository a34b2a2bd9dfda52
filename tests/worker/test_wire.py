"""Errors come through as they are; what is no error of ours becomes one of the worker."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties import errors
from cityties.worker import wire

PROBLEM = errors.Problem("a.ttl", 3, "c", "v", "wrong", "right", "try", "code")


@pytest.mark.parametrize(
    "error",
    [
        errors.QueryError("bad\nline", line=2, column=7),
        errors.DataError([PROBLEM, errors.Problem("a.ttl", 1, "", "", "other")]),
        errors.AmbiguousNameError("several", ["b", "a"]),
        errors.NotFoundError("no file"),
        errors.UsageError("no such format"),
        errors.StoreError("damaged"),
        errors.WorkerError("ended"),
    ],
)
def test_our_errors_come_through(error):
    made = wire.from_json(json.loads(json.dumps(wire.to_json(error))))
    assert type(made) is type(error)
    assert str(made) == str(error)
    for name in ("line", "column", "problems", "candidates", "exit_code"):
        assert getattr(made, name, None) == getattr(error, name, None)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "more memory"),
        (RecursionError("deep"), "nested too deeply"),
        (KeyError("x"), "KeyError"),
        (SystemExit(3), "SystemExit"),
    ],
)
def test_other_errors_become_one_sentence(error, words):
    made = wire.from_json(wire.to_json(error))
    assert isinstance(made, errors.WorkerError)
    assert words in str(made)


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.sampled_from(["QueryError", "DataError"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "message", "line", "column", "problems", "candidates"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=10,
    )
)
def test_whatever_a_worker_says_is_an_error_of_ours(found):
    assert isinstance(wire.from_json(found), errors.CitytiesError)
