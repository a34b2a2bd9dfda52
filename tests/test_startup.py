"""What a listing must not import: each of these costs as much as the whole listing."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = (
    "rdflib", "networkx", "pyvis", "IPython", "pyshacl", "pandas", "polars", "numpy", "ctypes",
    "jinja2", "rich", "shacl_rust", "persiantools", "platformdirs", "rapidfuzz", "sqlite3",
)  # fmt: skip
# A table names its day in both calendars.
ALLOWED = {("ties", "isfahan"): {"persiantools"}}
# Parts of cityties that only a build needs.
OURS = ("cityties.loaders", "cityties.rdf.to_quads", "cityties.reading.quads", "cityties.page")

COMMANDS = [
    ["--help"],
    ["--version"],
    ["ties", "isfahan", "-f", "json"],
    ["ties", "isfahan"],
    ["history", "isfahan", "freiburg", "-f", "json"],
    ["counts", "isfahan", "-f", "json"],
    ["conflicts", "-f", "json"],
    ["query", "ASK { id:isfahan a ct:City }", "-f", "json"],
]

PROBE = """
import json, sys
from cityties.cli import main
code = main(sys.argv[1:])
print("\\n" + json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""

# As if nobody had asked before: what is kept of listings would be all that is imported.
FIRST = "from cityties.store import answers\nanswers.find_answer = lambda *_: None\n" + PROBE


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_listing_imports_nothing_heavy(words: list[str]) -> None:
    # The first call may build the cache; the second is the one that counts.
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", FIRST, *words],
            capture_output=True, text=True, encoding="utf-8", env=os.environ, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["code"] == 0, done.stderr
    assert "cityties.cli" in last["modules"], "the probe saw no modules"
    loaded = {name.partition(".")[0] for name in last["modules"]}
    assert not loaded & set(HEAVY) - ALLOWED.get(tuple(words), set())
    assert not [name for name in last["modules"] if name.startswith(OURS)]
    # Packages are looked for only where nothing of ours answers.
    assert "importlib.metadata" not in last["modules"]


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (
            ["query", "ASK { id:isfahan a ct:City }", "-f", "json"],
            ("cityties.model.rows", "cityties.model.columns", "cityties.reading",
             "cityties.projection", "cityties.cli.version",
             "cityties.words.phrases", "cityties.query.scopes", "subprocess", "csv", "calendar",
             "cityties.api.rows", "cityties.api.listings", "click", "dataclasses", "inspect"),
        ),
        (
            ["ties", "isfahan", "-f", "json"],
            ("cityties.projection.layers", "cityties.projection.simple", "cityties.query",
             "cityties.cli.version", "cityties.worker.process", "subprocess", "click",
             "dataclasses", "inspect"),
        ),
    ],
    ids=["query", "ties"],
)  # fmt: skip
def test_an_answer_loads_only_what_it_needs(words: list[str], without: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST, *words],
        capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
    )  # fmt: skip
    modules = json.loads(done.stdout.splitlines()[-1])["modules"]
    assert "cityties.store.graphs" in modules
    assert not [name for name in modules if name.startswith(without)]


@pytest.mark.parametrize("more", [[], ["--no-intervals"], ["-f", "csv", "--measure", "main"]])
def test_a_ranking_of_partners_needs_neither_numpy_nor_networkx(more: list[str]) -> None:
    """Each takes longer to import than the ranking of a city's partners takes."""
    from cityties.centrality.native import ready

    if not ready():
        pytest.skip("not compiled: python hatch_build.py")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "centrality", "isfahan", *more],
        capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
    )  # fmt: skip
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["code"] == 0, done.stderr
    assert "cityties.centrality.small" in last["modules"]
    loaded = {name.partition(".")[0] for name in last["modules"]}
    assert not loaded & {"numpy", "networkx", "scipy", "pandas", "rdflib"}


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_a_listing_that_is_asked_again_needs_no_rows(form: str) -> None:
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", PROBE, "ties", "porto", "-f", form],
            capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
        )  # fmt: skip
    modules = set(json.loads(done.stdout.splitlines()[-1])["modules"])
    assert "cityties.store.answers" in modules
    ours = {"cityties.reading", "cityties.model.rows", "cityties.model.tables", "cityties.api.rows"}
    assert not modules & (ours | {"click", "dataclasses", "csv", "persiantools"})


@pytest.mark.parametrize("words", [["--help"], ["-h"], []], ids=" ".join)
def test_the_first_page_of_the_help_imports_no_command(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
    )  # fmt: skip
    assert "Usage: cityties" in done.stdout
    loaded = json.loads(done.stdout.splitlines()[-1])["modules"]
    assert "cityties.cli.front" in loaded
    heavy = {"click", "dataclasses", "inspect", "typing", "logging", "gettext"}
    assert not heavy & set(loaded)
    ours = {"cityties.cli.commands", "cityties.errors", "cityties.model.config", "cityties.api"}
    assert not ours & set(loaded)


def test_a_row_class_of_the_start_is_made_the_short_way() -> None:
    """Python's own dataclasses compile six methods each; a listing imports fifty classes."""
    code = (
        "import sys; from cityties.store import answers; answers.find_answer = lambda *_: None\n"
        "from cityties.cli import main; main(['ties', 'isfahan', '-f', 'json'])\n"
        "made = {each for name, module in sys.modules.items() if name[:8] == 'cityties'\n"
        "    for each in vars(module).values() if isinstance(each, type)\n"
        "    and each.__module__ == name and '__dataclass_params__' in vars(each)}\n"
        "slow = [each.__name__ for each in made if each.__dataclass_params__.init]\n"
        "print(); print(len(made), *slow)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
    )  # fmt: skip
    number, *slow = done.stdout.splitlines()[-1].split()
    assert int(number) > 20
    assert not slow, "import dataclass from cityties.start.records"
