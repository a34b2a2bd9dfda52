"""Change the code in one place at a time, and see which changes no test notices.

    python tools/mutants.py [--module query/guard.py] [--number 200] [--seed 1] [--skip N]

Each change (a mutant) is made in a copy of the project, and only the tests that the table
below names for its module run. A mutant that they let live is printed with its place; where
it cannot be noticed, or need not be, ``tools/mutants.csv`` says why.

mutmut wants to run the whole suite in forks of one process, and cosmic-ray keeps a data base
of sessions; neither knows which tests belong to which module of a folder that is laid out as
ours. What is needed beside that, ten kinds of change to a syntax tree, is short.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("graph") / "cityties"
ACCEPTED = ROOT / "tools" / "mutants.csv"
COPIED = ("graph", "ontology", "data", "tests", "tools", "pyproject.toml")

TESTS: dict[str, tuple[str, ...]] = {
    "query/guard.py": (
        "tests/query/test_guard.py", "tests/query/test_guard_mutants.py",
        "tests/query/test_scopes.py",
        "tests/query/test_questions.py::test_a_free_text_takes_values_for_its_variables",
        "tests/query/test_questions.py::test_values_are_put_in_every_use_and_nowhere_else",
        "tests/query/test_questions.py::test_an_outcome_takes_no_value",
        "tests/query/test_questions.py::test_a_base_makes_the_sign_before_a_variable_unclear",
        "tests/query/test_questions.py::test_several_missing_variables_are_named_together",
    ),
    "query/scopes.py": ("tests/query/test_scopes.py", "tests/query/test_guard.py"),
    "base/files.py": ("tests/base/test_files.py", "tests/faults/test_owners.py"),
    "base/parts.py": ("tests/base/test_files.py", "tests/faults/test_owners.py"),
    "base/locks.py": ("tests/base/test_files.py", "tests/faults/test_owners.py"),
    "base/inputs.py": ("tests/base/test_files.py", "tests/faults/test_owners.py"),
    "base/outputs.py": ("tests/base/test_files.py", "tests/faults/test_owners.py"),
    "base/owners.py": ("tests/base/test_files.py", "tests/faults/test_owners.py"),
    "worker/frames.py": ("tests/worker/test_frames.py",),
    "worker/wire.py": ("tests/worker/test_wire.py",),
    "worker": ("tests/worker", "tests/query/test_confined.py"),
}  # fmt: skip
"""Module, or folder of modules, to the tests that know it; the examples in its docstrings are
tried too. A file has the tests of the first row that holds it; what is not there is left out."""

LATER: dict[str, tuple[str, ...]] = {"base": ("tests/faults",)}
"""Room to slower tests, which a mutant meets that the others let live."""

LEFT_OUT = ("worker/trial.py",)  # what the tests ask a worker to try

_COMPARE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_COMPUTE = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A change of a module: which node, counted as `ast.walk` comes to it, and what became."""

    module: str
    node: int
    line: int
    before: str
    after: str
    kind: str

    @property
    def change(self) -> str:
        """What was and what became of it, on one line."""
        return f"{self.before} -> {self.after}"


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The ways in which a node can be changed."""
    new = copy.deepcopy(node)
    if isinstance(new, ast.Compare) and type(new.ops[0]) in _COMPARE:
        new.ops[0] = _COMPARE[type(new.ops[0])]()
        yield "compare", new
    elif isinstance(new, ast.BoolOp):
        new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
        yield "and-or", new
        for at in range(len(new.values)):
            less = copy.deepcopy(node)
            assert isinstance(less, ast.BoolOp)
            del less.values[at]
            yield "drop-operand", less if len(less.values) > 1 else less.values[0]
    elif isinstance(new, (ast.BinOp, ast.AugAssign)) and type(new.op) in _COMPUTE:
        new.op = _COMPUTE[type(new.op)]()
        yield "compute", new
    elif isinstance(new, ast.UnaryOp) and isinstance(new.op, ast.Not):
        yield "drop-not", new.operand
    elif isinstance(new, ast.Constant) and isinstance(new.value, bool):
        yield "constant", ast.Constant(not new.value)
    elif isinstance(new, ast.Constant) and isinstance(new.value, int):
        yield "constant", ast.Constant(new.value + 1)
    elif isinstance(new, (ast.If, ast.While, ast.IfExp)):
        new.test = ast.UnaryOp(ast.Not(), new.test)
        yield "negate", new
    elif isinstance(new, ast.Return) and ast.unparse(new) not in {"return", "return None"}:
        yield "return-nothing", ast.Return(ast.Constant(None))
    elif isinstance(new, ast.Expr) and isinstance(new.value, (ast.Call, ast.Yield)):
        if not isinstance(new.value, ast.Yield):
            yield "drop-call", ast.Pass()
    elif isinstance(new, ast.Raise):
        yield "drop-raise", ast.Pass()
    elif isinstance(new, (ast.Break, ast.Continue)):
        other = ast.Continue() if isinstance(new, ast.Break) else ast.Break()
        yield "break-continue", other


def _shown(node: ast.AST) -> str:
    """The first line of a node as Python."""
    made = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    return made.split("\n")[0].strip()


def _left_out(tree: ast.Module) -> set[int]:
    """Nodes that no test can be about: annotations, docstrings, what is for type checkers."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts = [
                node.returns,
                *(one.annotation for one in ast.walk(node.args) if isinstance(one, ast.arg)),
            ]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            parts = [node]
        elif isinstance(node, ast.If) and "sys.platform" in ast.unparse(node.test):
            parts = (
                [node.test, *node.body] if "== 'win32'" in ast.unparse(node.test) else [node.test]
            )
            found.add(id(node))
        for part in parts:
            found |= {id(one) for one in ast.walk(part)} if part else set()
    return found


def mutants(module: str, text: str) -> list[Mutant]:
    """Every change of a module, in the order of its text."""
    tree = ast.parse(text)
    skipped = _left_out(tree)
    found = []
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in skipped or not hasattr(node, "lineno"):
            continue
        for kind, new in _changed(node):
            before, after = _shown(node), _shown(new)
            found.append(Mutant(module, number, node.lineno, before, after, kind))
    return sorted(found, key=lambda one: (one.line, one.node, one.kind, one.after))


def mutated(text: str, mutant: Mutant) -> str:
    """The module with the change; comments are lost, lines stay near their place."""
    tree = ast.parse(text)
    node = list(ast.walk(tree))[mutant.node]
    new = next(
        one for kind, one in _changed(node) if kind == mutant.kind and _shown(one) == mutant.after
    )

    class Swap(ast.NodeTransformer):
        def visit(self, one: ast.AST) -> ast.AST:
            return ast.copy_location(new, one) if one is node else self.generic_visit(one)

    return ast.unparse(ast.fix_missing_locations(Swap().visit(tree)))


def modules(wanted: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """The modules that there are, and the tests of each that there are."""
    found = {}
    for name, tests in TESTS.items():
        path = ROOT / PACKAGE / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
        kept = tuple(test for test in tests if (ROOT / test.partition("::")[0]).exists())
        for file in files:
            module = file.relative_to(ROOT / PACKAGE).as_posix()
            if kept and (not wanted or module in wanted or name in wanted):
                if module in LEFT_OUT:
                    continue
                found.setdefault(module, (f"graph/cityties/{module}", *kept))
    return found


def drawn(every: Sequence[Mutant], number: int, seed: int) -> list[Mutant]:
    """So many mutants by a seed, as many of each room, since rooms differ in size."""
    rooms: dict[str, list[Mutant]] = {}
    for one in every:
        rooms.setdefault(one.module.partition("/")[0], []).append(one)
    draw = random.Random(seed)
    for room in rooms.values():
        draw.shuffle(room)
    turns = zip_longest(*rooms.values())
    return [one for turn in turns for one in turn if one is not None][:number]


def accepted() -> dict[tuple[str, str, str], str]:
    """Mutants that may live, and why: by module, content of the line and change."""
    if not ACCEPTED.is_file():
        return {}
    with ACCEPTED.open(encoding="utf-8", newline="") as stream:
        return {
            (row["module"], row["line"], row["change"]): row["reason"]
            for row in csv.DictReader(stream)
        }


def stale() -> list[str]:
    """Rows of the list that fit no mutant any more, or give no reason."""
    wrong = []
    texts: dict[str, str] = {}
    known: dict[str, set[tuple[str, str]]] = {}
    for (module, line, change), reason in accepted().items():
        if module not in known:
            path = ROOT / PACKAGE / module
            texts[module] = path.read_text("utf-8") if path.is_file() else ""
            lines = texts[module].split("\n")
            known[module] = {
                (lines[one.line - 1].strip(), one.change) for one in mutants(module, texts[module])
            }
        if (line, change) not in known[module]:
            wrong.append(f"no such mutant any more: {module}: {line}: {change}")
        if not reason.strip():
            wrong.append(f"no reason: {module}: {line}: {change}")
    return wrong


class Copy:
    """A copy of the project in which mutants are made and tried."""

    def __init__(self, place: Path) -> None:
        self.root = place / "project"
        ignore = shutil.ignore_patterns("__pycache__")
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, self.root / name, ignore=ignore)
            else:
                shutil.copyfile(source, self.root / name)
        self.env = {
            **os.environ, "PYTHONPATH": str(self.root / "graph"), "PYTHONDONTWRITEBYTECODE": "1",
            "CITYTIES_CACHE": str(place / "cache"),
        }  # fmt: skip

    def passes(self, tests: Sequence[str], seconds: float) -> bool | None:
        """Whether the tests pass; ``None`` if they do not end in time (that is noticed)."""
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
        ]
        process = subprocess.Popen(
            [*words, "-m", "not slow", "--doctest-modules", *tests], cwd=self.root, env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return None
        finally:  # with whatever the tests started
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()


def main() -> int:
    """Make the mutants, try each, say which live."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument(
        "--number", type=int, default=200, help="how many, of all modules together"
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--skip", type=int, default=0, help="go on after so many")
    options.add_argument(
        "--module", action="append", default=[], help="only of this one (repeatable)"
    )
    asked = options.parse_args()
    tests = modules(asked.module)
    texts = {name: (ROOT / PACKAGE / name).read_text("utf-8") for name in tests}
    every = [one for name in tests for one in mutants(name, texts[name])]
    chosen = drawn(every, asked.number, asked.seed)
    print(f"{len(chosen)} of {len(every)} mutants of {len(tests)} modules, seed {asked.seed}")
    if old := stale():
        print("\n".join(old))
        return 1
    known = accepted()
    lives: list[Mutant] = []
    allowed = killed = 0
    with tempfile.TemporaryDirectory() as place:
        project = Copy(Path(place))
        limits: dict[tuple[str, ...], float] = {}
        later = {
            room: there
            for room, named in LATER.items()
            if any(name.startswith(f"{room}/") for name in tests)
            and (there := tuple(test for test in named if (ROOT / test).exists()))
        }
        for group in dict.fromkeys([*tests.values(), *later.values()]):
            begin = time.monotonic()
            if project.passes(group, 900) is not True:
                print(f"these tests do not pass without a mutant: {' '.join(group)}")
                return 1
            taken = time.monotonic() - begin
            limits[group] = 20 + 4 * taken
            print(f"{taken:5.1f} s: {' '.join(group)}", flush=True)
        for number, one in enumerate(chosen[asked.skip :], asked.skip + 1):
            group, target = tests[one.module], project.root / PACKAGE / one.module
            line = texts[one.module].split("\n")[one.line - 1].strip()
            target.write_text(mutated(texts[one.module], one), "utf-8")
            survived = project.passes(group, limits[group])
            slow = later.get(one.module.partition("/")[0])
            if survived and slow:
                survived = project.passes(slow, limits[slow])
            target.write_text(texts[one.module], "utf-8")
            if not survived:
                killed += 1
            elif (one.module, line, one.change) in known:
                allowed += 1
            else:
                lives.append(one)
                print(f"{number}: LIVES {PACKAGE}/{one.module}:{one.line}: {one.kind}\n"
                      f"    {line}\n    {one.change}", flush=True)  # fmt: skip
            if number % 10 == 0:
                print(
                    f"{number} tried: {killed} noticed, {allowed} accepted, {len(lives)} live",
                    flush=True,
                )
    tried = len(chosen) - asked.skip
    print(f"{tried} mutants: {killed} noticed, {allowed} accepted, {len(lives)} live")
    return 1 if lives or tried <= 0 else 0


if __name__ == "__main__":
    raise SystemExit(main())
