"""The recipes of CONTRIBUTING.md, followed in a copy of the project.

Each is done to the letter; then the thing that was added goes all the way, from a table or a
graph to rows, page and exports.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
COPIED = ("graph", "ontology", "data", "tools", "docs", "pyproject.toml", "babel.cfg", "Makefile",
          "hatch_build.py")  # fmt: skip
_STEP = re.compile(
    r"(?:\bIn|New\s+file)\s+`(?P<path>[^`]+)`"
    r"(?:,\s+(?P<how>after|before|instead\s+of)\s+`(?P<anchor>[^`]+)`)?:\s*\n\n"
    r"```\w+\n(?P<block>.*?)```"
    r"|```console\n(?P<commands>.*?)```"
    r"|In\s+`(?P<file>[^`]+)`,\s+after\s+`(?P<text>msgid[^`]+)`,\s+instead\s+of\s+the\s+blank"
    r"\s+text,\s+is\s+`(?P<persian>msgstr[^`]+)`",
    re.DOTALL,
)


@dataclass(frozen=True)
class Project:
    """A copy of the project."""

    root: Path

    def run(self, *words: str) -> str:
        """Run Python in the copy; what it printed."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root / "graph"),
            "CITYTIES_CACHE": str(self.root / "cache"),
        }
        done = subprocess.run(
            [sys.executable, *words], cwd=self.root, env=environment, capture_output=True,
            text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def follow(self, step: re.Match[str]) -> None:
        """Do one step of a recipe."""
        if commands := step["commands"]:
            for line in commands.splitlines():
                self._command(line.removeprefix("$ ").split())
            return
        if file := step["file"]:
            self._edit(file, f'{step["text"]}\nmsgstr ""', f"{step['text']}\n{step['persian']}")
            return
        path = self.root / step["path"]
        if not step["how"]:
            assert not path.exists(), path
            path.write_text(step["block"], encoding="utf-8")
            return
        anchor = step["anchor"]
        text = path.read_text(encoding="utf-8")
        assert text.count(anchor) == 1, f"{path}: {text.count(anchor)} times {anchor!r}"
        at = text.index(anchor)
        if step["how"] == "after":
            end = text.index("\n", at) + 1
            new = text[:end] + step["block"] + text[end:]
        elif step["how"] == "before":
            start = text.rfind("\n", 0, at) + 1
            new = text[:start] + step["block"] + text[start:]
        else:
            new = text.replace(anchor, step["block"].removesuffix("\n"))
        path.write_text(new, encoding="utf-8")

    def _edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def _command(self, words: list[str]) -> None:
        if words[0] == "python":
            self.run(*words[1:])
            return
        assert words == ["make", "messages"]
        # What make would install is here already.
        subprocess.run(
            ["make", "-o", ".venv/.dev", f"BIN={Path(sys.executable).parent}", "messages"],
            cwd=self.root, check=True, capture_output=True,
        )  # fmt: skip


def recipes() -> dict[str, list[re.Match[str]]]:
    """The steps of each recipe by its heading."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("\n## Recipes\n")[2].partition("\n## ")[0]
    parts = re.split(r"\n### (.*)\n", section)
    return {
        heading: list(_STEP.finditer(body))
        for heading, body in zip(parts[1::2], parts[2::2], strict=True)
    }


@pytest.fixture
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Project:
    """A copy in which the recipe named by the test's parameter was followed."""
    root = tmp_path / "project"
    root.mkdir()
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    made = Project(root)
    steps = recipes()[request.param]
    assert steps, "the recipe has no step"
    for step in steps:
        made.follow(step)
    return made


def followed(heading: str) -> pytest.MarkDecorator:
    """Run a test in a copy of the project where this recipe was followed."""
    return pytest.mark.parametrize("project", [heading], indirect=True)


def test_every_recipe_is_followed_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    found = recipes()
    tested = set(re.findall(r'^@followed\("(.*)"\)$', text, re.MULTILINE))
    assert {heading for heading, steps in found.items() if steps} == tested
    assert len(tested) >= 7
    hand = {
        heading: {step["path"] or step["file"] for step in steps} - {None}
        for heading, steps in found.items()
    }
    assert all(len(files) <= 3 for files in hand.values()), hand


FOLDER = """
from pathlib import Path
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.model.tables import ROW_TYPES, table_bytes
def folder(*claims):
    "A data folder with two cities, Aba and Caba, that claims are about."
    tables = Tables(
        places=(Place("aba", "city", "Aba"), Place("caba", "city", "Caba")),
        organizations=(Organization("press", "publisher", "Press"),),
        sources=(Source("page", "news", "A page", "press", published=parse_edtf("2021")),),
        claims=claims,
    )
    where = Path("folder")
    where.mkdir()
    for name in ROW_TYPES:
        (where / f"{name}.csv").write_bytes(table_bytes(name, getattr(tables, name)))
    return where
def tie(id, **more):
    return Claim(
        id, "page", "tie", kind="sister_city", about="tie/aba+caba/sister_city",
        parties=("aba", "caba"), gist="A gist.", **more,
    )
SIGNED = tie("c-1", aspect="change", status="in_force", when=parse_edtf("2000-05-01"))
"""

KIND = (
    FOLDER
    + """
import cityties
from cityties.page import read_block
from cityties.projection.events import event_weight
from cityties.vocabulary.codes import BOTH, find_kind
assert find_kind("youth_camp").contact == BOTH
camp = Claim(
    "c-2", "page", "event", aspect="change", kind="youth_camp", about="ev-camp",
    parties=("aba", "caba"), status="held", when=parse_edtf("2020-07"), gist="A camp was held.",
)
g = cityties.open(folder(SIGNED, camp), shipped=False)
row, = g.ties("aba", on="2020-12-31")
assert row["activity"] == "active", row
assert [each["kind"] for each in g.history("aba")] == ["sister_city", "youth_camp"]
assert event_weight("youth_camp") == 2.0
assert g.to_networkx(layer="youth_camp", on="2021-01-01").has_edge("aba", "caba")
assert g.label("youth_camp", "fa") == "اردوی جوانان"
assert "youth_camp" in str(read_block(g.page("aba")))
assert b"youth_camp" in g.export("trig")
assert g.query("ASK { ?event ct:kind code:youth_camp }")
from cityties.checks.shacl import validate
assert validate(g.store).conforms
"""
)


@pytest.mark.slow
@followed("Add a kind")
def test_a_new_kind_goes_from_table_to_exports(project: Project) -> None:
    project.run("-c", KIND)
    assert "unchanged" in project.run("tools/write_schemas.py", "--check")


CHANNEL = (
    FOLDER
    + """
import cityties
from cityties.page import read_block
frozen = tie(
    "c-2", aspect="change", status="suspended", channel="digital", act="ev-freeze", side="aba",
    actor=("aba",), when=parse_edtf("2010-05-01"),
)
g = cityties.open(folder(SIGNED, frozen), shipped=False)
rows = {row["channel"]: row for row in g.ties("aba", on="2020-01-01")}
assert rows["all"]["status"] == "in_force", rows
assert rows["digital"]["status"] == "suspended", rows
only, = g.ties("aba", on="2020-01-01", channels="digital")
assert (only["status"], only["side"]) == ("suspended", "aba")
assert g.label("digital") == "digital"
assert "'digital'" in str(read_block(g.page("aba")))
assert b"digital" in g.export("csv", on="2020-01-01")
assert b"digital" in g.export("edges")
assert b"suspended" in g.export("gexf", channels="digital")
assert g.query("ASK { ?state ct:status code:suspended ; ct:channel code:digital }")
from cityties.checks.shacl import validate
assert validate(g.store).conforms
"""
)


@pytest.mark.slow
@followed("Add a channel")
def test_a_new_channel_goes_from_table_to_exports(project: Project) -> None:
    project.run("-c", CHANNEL)
    assert "unchanged" in project.run("tools/write_schemas.py", "--check")


COLUMN = """
import cityties
from dataclasses import replace
from cityties.model.tables import COLUMN_NAMES, canonical_tables
from cityties.rdf.from_quads import rows_from_quads
from cityties.store.build import build
g = cityties.open()
assert "archived" in COLUMN_NAMES["sources"]
first, *others = g.tables.sources
kept = replace(first, archived="https://example.org/copy")
made = build(replace(g.tables, sources=(kept, *others)))
assert b"archivedAt" in made.canonical_nquads()
"""


@pytest.mark.slow
@followed("Add a column")
def test_a_new_column_goes_from_table_to_graph(project: Project) -> None:
    project.run("-c", COLUMN)
    header = (project.root / "data" / "sources.csv").read_text("utf-8").partition("\n")[0]
    assert ",archived,kind_map," in header
    assert '"archived"' in (project.root / "data" / "datapackage.json").read_text("utf-8")
    assert '"archivedAt"' in (project.root / "ontology" / "context.jsonld").read_text("utf-8")


@pytest.mark.slow
@followed("Add an export format")
def test_a_new_format_is_written_and_documented(project: Project) -> None:
    project.run("-m", "cityties", "export", "ties.pairs.txt", "--on", "2021-08-01")
    lines = (project.root / "ties.pairs.txt").read_text("utf-8").splitlines()
    assert "isfahan porto" in lines
    assert "`.pairs.txt`" in (project.root / "docs" / "exports.md").read_text("utf-8")


@pytest.mark.slow
@followed("Add a loader")
def test_a_new_loader_writes_a_folder(project: Project) -> None:
    points = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))["project"]
    written = configparser.ConfigParser()
    written.read_dict(points["entry-points"])
    info = project.root / "graph" / "cityties-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cityties\nVersion: 0.1.0\n")
    with (info / "entry_points.txt").open("w", encoding="utf-8") as stream:
        written.write(stream)
    (project.root / "names.txt").write_text("Ali Noruzi\n", encoding="utf-8")
    project.run("-m", "cityties", "load", "people-list", "names.txt", "-o", "folder")
    assert "ali-noruzi" in (project.root / "folder" / "people.csv").read_text("utf-8")


MEASURE = """
import networkx as nx
from cityties.analysis.measures import MEASURES, chosen, prepare
G = nx.karate_club_graph()
G = nx.Graph(G.edges())
made = prepare(G, chosen(["neighbour_degree"]))
values = made.compute["neighbour_degree"](made.graph)
right = eval(MEASURES["neighbour_degree"].networkx)
assert max(abs(right[node] - value) for node, value in zip(G, values)) < 1e-12
"""


@pytest.mark.slow
@followed("Add a measure")
def test_a_new_measure_equals_its_call_of_networkx(project: Project) -> None:
    project.run("-c", MEASURE)
    shown = project.run("-m", "cityties", "centrality", "--explain", "neighbour_degree")
    assert "Partners of partners" in shown


@pytest.mark.slow
@followed("Add a text")
def test_a_new_text_is_translated(project: Project) -> None:
    shown = project.run("-m", "cityties", "--lang", "fa", "cache", "info")
    assert "می‌توان آن‌ها را پاک کرد" in shown
