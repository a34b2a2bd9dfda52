"""Every promise of the threat model names a test that is there.

    python tests/test_threat_model.py

says how many promises there are and what is wrong with them.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "THREAT_MODEL.md"
ROW = re.compile(r"^\| (T-[0-9]+) \| (.+?) \| (.*?) \|$")
NAMED = re.compile(r"`(tests/[\w/.-]+\.py)::(\w+)`")


def promises(text: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The id of each line, its promise, and the tests that it names."""
    rows = [ROW.match(line) for line in text.splitlines() if line.startswith("| T-")]
    assert all(rows), "a line that is not of the form | id | promise | test |"
    return [(row[1], row[2], NAMED.findall(row[3])) for row in rows if row]


@cache
def _tests_of(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef))


def faults(text: str) -> list[str]:
    wrong = []
    seen: set[str] = set()
    for name, promise, tests in promises(text):
        if name in seen:
            wrong.append(f"{name} twice")
        seen.add(name)
        if not promise.strip().endswith("."):
            wrong.append(f"{name}: the promise is not a sentence")
        if not tests:
            wrong.append(f"{name}: no test")
        wrong += [
            f"{name}: there is no {file}::{test}"
            for file, test in tests
            if not test.startswith("test_") or test not in _tests_of(file)
        ]
    return wrong


def test_every_promise_has_its_test() -> None:
    text = MODEL.read_text("utf-8")
    assert len(promises(text)) > 50, "looked at too few lines to say anything"
    assert not (wrong := faults(text)), "\n".join(wrong)


def test_a_promise_without_a_test_is_seen() -> None:
    here = "tests/test_threat_model.py"
    right = f"| T-01 | A thing. | `{here}::test_every_promise_has_its_test` |"
    assert faults(right) == []
    assert faults("| T-01 | A thing. | see the tests |") == ["T-01: no test"]
    assert faults(f"| T-01 | A thing. | `{here}::test_none` |") != []
    assert faults("| T-01 | A thing. | `tests/test_none.py::test_none` |") != []
    assert faults(f"{right}\n{right}") == ["T-01 twice"]


if __name__ == "__main__":
    text = MODEL.read_text("utf-8")
    found, wrong = promises(text), faults(text)
    named = {test for _name, _promise, tests in found for test in tests}
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    sys.stdout.write(f"{len(found)} promises, {len(named)} tests, {len(wrong)} wrong\n")
    sys.exit(bool(wrong) or not found)
