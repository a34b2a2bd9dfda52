"""A module imports only from strictly lower layers.

The numbers are the rows of ``docs/architecture.md``; inside a row the finer steps below
say who leans on whom.
"""

from __future__ import annotations

import ast
from pathlib import Path

LAYERS = [
    # 0
    {"errors", "install"},
    {"terms", "messages"},
    {"resources", "files", "colours"},
    # 1
    {"names"},
    {"dates"},
    {"model", "identifiers"},
    {"formats"},
    {"mapping", "shelf"},
    # 2
    {"gazetteer", "store", "wording", "labels", "sparql", "results"},
    # 3
    {"loaders"},
    # 4
    {"reading", "questions", "_query_worker"},
    # 5
    {"reading_graph", "shape_groups"},
    {"shapes"},
    {"build"},
    {"checks"},
    {"check"},
    # 6
    {"projection"},
    # 7
    {"charts"},
    {"centrality", "page", "snapshot"},
    {"analysis"},
    # 8
    {"office", "serve"},
    # 9
    {"api"},
    # 10
    {"cli"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# These two belong to no layer: the version, and the door to the command line.
OUTSIDE = {"__init__", "__main__"}
# Inside the lowest two rows modules lean on one another: these pairs are meant.
ALLOWED = {
    *((name, "errors") for name in ("terms", "resources", "files")),
    *((name, "messages") for name in ("resources", "files")),
    *(("shelf", name) for name in ("errors", "files", "messages")),
    ("model", "dates"),
    *(("formats", name) for name in ("dates", "model")),
    *(("mapping", name) for name in ("dates", "formats", "identifiers", "model")),
}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cityties."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "cityties":
            found |= {alias.name for alias in node.names if alias.name in RANK}
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith("cityties.")
            }
    return found


def test_modules_import_only_from_lower_layers(repository: Path) -> None:
    package = repository / "graph" / "cityties"
    seen = 0
    faults = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).parts[0].removesuffix(".py")
        if name in OUTSIDE:
            continue
        assert name in RANK, f"{name} stands in no layer: add it to LAYERS"
        for other in _imports(path) - {name}:
            seen += 1
            if other in OUTSIDE:
                continue
            if RANK[other] >= RANK[name]:
                faults.append(f"{path.relative_to(package)} imports {other}")
    assert seen > 30, "looked at too few imports to say anything"
    assert not faults, "\n".join(faults)
