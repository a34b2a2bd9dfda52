"""A room imports only from strictly lower rows, and no two modules import each other.

    python tests/test_layers.py

prints the table of rooms; with ``--write`` it puts it into ``docs/architecture.md``.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "graph" / "cityties"
ROWS = [
    ("start",),
    ("errors", "language"),
    ("base", "vocabulary"),
    ("model", "worker", "engines"),
    ("words",),
    ("loaders", "reading", "query"),
    ("rdf", "projection", "export", "charts", "centrality", "intake", "remote"),
    ("store", "page", "analysis"),
    ("checks", "scale"),
    ("snapshot",),
    ("api",),
    ("office",),
    ("site",),
    ("serve",),
    ("cli",),
]
"""The rooms of the package, lowest row first. Inside a row none imports another, but
``language``, which may raise what ``errors`` has."""
RANK = {room: rank for rank, rooms in enumerate(ROWS) for room in rooms}
OUTSIDE = {"__init__", "__main__"}  # the version and the public names; `python -m cityties`
START, END = "<!-- rooms: written by tests/test_layers.py -->", "<!-- end of rooms -->"


def module_of(path: Path) -> str:
    """``rdf.load`` for ``rdf/load.py``; a folder's ``__init__`` is the folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _named(node: ast.AST) -> Iterator[str]:
    """The modules of ours that an import statement names."""
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        if node.module.partition(".")[0] != "cityties":
            return
        base = node.module.partition(".")[2]
        for alias in node.names:
            full = f"{base}.{alias.name}".lstrip(".")
            yield full if full in MODULES else base or "__init__"
    elif isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.startswith("cityties."):
                yield alias.name.partition(".")[2]


def _imports(node: ast.AST, *, types_too: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            if types_too:
                yield from _imports(ast.Module(child.body, []), types_too=True)
            continue
        yield from _named(child)
        yield from _imports(child, types_too=types_too)


def graph(*, types_too: bool) -> Mapping[str, set[str]]:
    """Which modules each module imports, inside functions too."""
    return {
        name: set(_imports(ast.parse(path.read_text("utf-8")), types_too=types_too)) - {name}
        for name, path in MODULES.items()
    }


def table() -> str:
    """The rooms as a table: the first line of each room's docstring says what it is for."""
    lines = ["| row | room | what it holds |", "| --- | --- | --- |"]
    for rank, rooms in enumerate(ROWS):
        for room in rooms:
            text = ast.get_docstring(ast.parse(MODULES[room].read_text("utf-8"))) or ""
            lines.append(f"| {rank} | `{room}` | {text.splitlines()[0]} |")
    return "\n".join(lines)


def test_rooms_import_only_from_lower_rows() -> None:
    seen = 0
    faults = []
    for name, others in graph(types_too=True).items():
        room = name.partition(".")[0]
        if room in OUTSIDE:
            continue
        assert room in RANK, f"{room} is in no row: add it to ROWS"
        for other in others:
            target = other.partition(".")[0]
            if target == room or target in OUTSIDE:
                continue
            seen += 1
            if RANK[target] >= RANK[room] and (room, target) != ("language", "errors"):
                faults.append(f"{name} imports {other}")
    assert seen > 500, "looked at too few imports to say anything"
    assert not faults, "\n".join(faults)


def test_no_modules_import_each_other() -> None:
    edges = {
        name: others - OUTSIDE
        for name, others in graph(types_too=False).items()
        if name not in OUTSIDE
    }
    assert sum(map(len, edges.values())) > 500
    reached: dict[str, set[str]] = defaultdict(set)
    for name in edges:
        todo = [name]
        while todo:
            for other in edges.get(todo.pop(), ()):
                if other not in reached[name]:
                    reached[name].add(other)
                    todo.append(other)
    assert sorted(name for name in edges if name in reached[name]) == []


def test_the_list_of_rooms_is_that_of_the_package() -> None:
    rooms = {name.partition(".")[0] for name in MODULES} - OUTSIDE
    assert rooms == set(RANK)


def test_the_architecture_page_shows_the_table() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    shown = text.partition(START)[2].partition(END)[0].strip()
    assert shown == table(), "run: python tests/test_layers.py --write"


if __name__ == "__main__":
    if "--write" in sys.argv:
        page = ROOT / "docs" / "architecture.md"
        head, _start, rest = page.read_text("utf-8").partition(START)
        _old, _end, tail = rest.partition(END)
        page.write_text(f"{head}{START}\n{table()}\n{END}{tail}", "utf-8", newline="\n")
    sys.stdout.write(table() + "\n")
