"""Mutants are real changes; those that are let live are still there, each with its reason."""

from __future__ import annotations

import ast

import mutants

TEXT = '''
def f(a: int, b: bool = True) -> int:
    """Say."""
    if a < 3 and not b:
        raise ValueError(a)
    while a == 2 or b:
        a += 1
        print(a)
        break
    return a + 1
'''


def test_each_mutant_changes_the_module_and_stays_python() -> None:
    found = mutants.mutants("x.py", TEXT)
    assert {one.kind for one in found} == {
        "compare", "and-or", "drop-operand", "compute", "drop-not", "constant", "negate",
        "return-nothing", "drop-call", "drop-raise", "break-continue",
    }  # fmt: skip
    plain = ast.unparse(ast.parse(TEXT))
    made = [mutants.mutated(TEXT, one) for one in found]
    for text in made:
        compile(text, "x.py", "exec")
        assert text != plain
    assert len(set(made)) == len(made) > 15


def test_annotations_and_other_systems_are_left_out() -> None:
    text = (
        "import sys\nx: tuple[1, 2] = ()\n"
        "if sys.platform == 'win32':\n    y = 1\nelse:\n    y = 2\n"
    )
    found = mutants.mutants("x.py", text)
    assert [(one.line, one.change) for one in found] == [(6, "2 -> 3")]


def test_every_module_has_its_mutants() -> None:
    tests = mutants.modules()
    assert {"query/guard.py", "query/scopes.py", "base/files.py"} <= tests.keys()
    count = {
        name: len(mutants.mutants(name, (mutants.ROOT / mutants.PACKAGE / name).read_text("utf-8")))
        for name in tests
    }
    assert sum(count.values()) > 400, count


def test_a_seed_draws_as_many_of_each_room() -> None:
    every = [
        one
        for name in mutants.modules()
        for one in mutants.mutants(name, (mutants.ROOT / mutants.PACKAGE / name).read_text("utf-8"))
    ]
    found = mutants.drawn(every, 30, 1)
    assert found == mutants.drawn(every, 30, 1) != mutants.drawn(every, 30, 2)
    rooms = [one.module.partition("/")[0] for one in found]
    assert len(found) == len(set(found)) == 30
    assert {rooms.count(room) for room in ("query", "base", "worker")} == {10}
    assert len(mutants.drawn(every, 10**6, 1)) == len(every)


def test_what_may_live_is_there_with_a_reason() -> None:
    assert mutants.stale() == []
