"""What installed packages add: an example package, broken ones, and names that clash."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cityties
from cityties.base import extensions
from cityties.cli import main
from cityties.errors import UsageError
from cityties.export.formats import find_format, format_of, formats, ours
from cityties.loaders.tables import load_folder
from cityties.query import questions

GIVEN = 'Format(name="given", title="t", endings=(".given",), media_type="text/plain", '
FORMAT = f"from cityties.export.formats import Format\nIT = {GIVEN}"


# --- the example, installed ----------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the example package."""
    work = tmp_path_factory.mktemp("extension")
    # A build leaves files beside the source.
    copy = shutil.copytree(repository / "tests" / "fixtures" / "extension", work / "source")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
            "--no-build-isolation", "--target", str(work / "site"), str(copy),
        ],
        check=True,
    )  # fmt: skip
    return work / "site"


@pytest.fixture
def run(installed: Path, repository: Path, tmp_path: Path) -> Callable[..., str]:
    """Call ``cityties WORDS`` where the example package is installed; gives what it prints."""

    def call(*words: str) -> str:
        path = os.pathsep.join([str(repository / "graph"), str(installed)])
        done = subprocess.run(
            [sys.executable, "-m", "cityties", *words], cwd=tmp_path, check=False,
            capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


def test_a_package_adds_a_format(run: Callable[..., str], tmp_path: Path) -> None:
    assert run("export", "ties.net", "--focus", "isfahan", "--on", "2021-08-01") == "ties.net\n"
    lines = (tmp_path / "ties.net").read_text("utf-8").splitlines()
    graph = cityties.open().to_networkx("isfahan", layer="ties", on="2021-08-01")
    assert lines[0] == f"*Vertices {graph.number_of_nodes()}"
    edges = lines[lines.index("*Edges") + 1 :]
    assert len(edges) == graph.number_of_edges() > 10
    by_name = run("export", "-", "--format", "pajek", "--focus", "isfahan", "--on", "2021-08-01")
    assert by_name.splitlines() == lines
    assert "pajek  cityties-example" in run("export", "--help")


def test_a_package_adds_a_loader(run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("isfahan agadir 2021\n", encoding="utf-8")
    assert run("load", "pairs", "list.txt", "-o", "mine") == "mine\n"
    (claim,) = load_folder(tmp_path / "mine", known=cityties.open().tables).claims
    assert claim.about == "tie/agadir+isfahan/sister_city"
    said = run("ties", "isfahan", "--data", "mine", "--on", "2022-01-01", "-f", "csv")
    assert claim.about in said
    assert "two ids of cities" in run("load", "--help")


def test_a_package_adds_a_question(run: Callable[..., str]) -> None:
    printed = run("query", "ties_by_kind", "-p", "city=Porto", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    ties = cityties.open().readings().by_party["porto"]
    assert sum(int(row["ties"]) for row in rows) == len(ties) > 0
    assert "ties_by_kind" in run("questions")


# --- made-up packages ----------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Make a package that looks installed to this process."""

    def forget() -> None:
        extensions._entries.cache_clear()
        questions._added.cache_clear()

    def make(name: str, group: str, entries: dict[str, str], code: str = "") -> None:
        site = tmp_path / name
        (site / f"{name}-1.0.dist-info").mkdir(parents=True)
        info = site / f"{name}-1.0.dist-info"
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = [f"[cityties.{group}]", *(f"{key} = {value}" for key, value in entries.items())]
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
        (site / f"{name}_module").mkdir()
        (site / f"{name}_module" / "__init__.py").write_text(code, encoding="utf-8")
        monkeypatch.syspath_prepend(site)
        forget()

    yield make
    monkeypatch.undo()
    forget()
    for name in [name for name in sys.modules if name.endswith("_module")]:
        del sys.modules[name]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that fails says."""
    assert main(words) == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert printed.out == ""
    return printed.err


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nothing_of_that_name", "nothing_of_that_name"),
        ("1 / 0", "division by zero"),
        ("", "has no attribute 'IT'"),
        ("IT = 3", "is not a Format"),
        (FORMAT.replace('"given"', '"other"') + 'carries="day", make=len)', "name is 'other'"),
        (FORMAT + 'carries="all", make=len)', "'all', which is none of rdf, day, states"),
        (FORMAT.replace('".given"', '"Given"') + 'carries="day", make=len)', "'Given'"),
        (FORMAT + 'carries="day", make=lambda content: 1 / 0)', "division by zero"),
        (FORMAT + 'carries="day", make=lambda content: "text")', "str and not bytes"),
    ],
)
def test_a_broken_format_is_one_error_that_names_the_package(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str], code: str, reason: str
) -> None:
    package("acme", "formats", {"given": "acme_module:IT"}, code)
    text = said(capsys, "export", "-", "--format", "given")
    assert "acme" in text
    assert reason in text
    assert text.count("\n") == 1
    assert len(cityties.open().export("csv")) > 1000, "ours are not touched"
    assert format_of(Path("x.y.csv")).name == "csv"


def test_a_longer_ending_of_a_package_comes_before_ours(package: Callable[..., None]) -> None:
    code = FORMAT.replace(".given", ".given.csv") + 'carries="day", make=lambda content: b"it")'
    package("acme", "formats", {"given": "acme_module:IT"}, code)
    assert format_of(Path("ties.given.csv")).name == "given"
    assert format_of(Path("ties.csv")).name == "csv"
    assert [*formats()] == [*ours(), "given"]
    assert cityties.open().export("given") == b"it"
    with pytest.raises(UsageError, match="did you mean given"):
        find_format("givn")


def test_two_packages_of_one_format_are_both_named(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    code = FORMAT + 'carries="day", make=lambda content: b"it")'
    package("acme", "formats", {"given": "acme_module:IT"}, code)
    package("bolt", "formats", {"given": "bolt_module:IT"}, code)
    text = said(capsys, "export", "-", "--format", "given")
    assert "acme, bolt" in text


def test_a_name_or_ending_of_ours_is_refused(package: Callable[..., None]) -> None:
    code = FORMAT.replace(".given", ".ttl") + 'carries="day", make=lambda content: b"it")'
    package("acme", "formats", {"given": "acme_module:IT"}, code)
    with pytest.raises(extensions.ExtensionError, match=r"'\.ttl'.*cityties, acme"):
        formats()
    assert format_of(Path("x.ttl")).name == "turtle"
    package("bolt", "formats", {"csv": "bolt_module:IT"}, code)
    with pytest.raises(extensions.ExtensionError, match=r"'csv'.*cityties, bolt"):
        formats()


LOADER = "from cityties.loaders.added import Loader\nfrom cityties.model.rows import *\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nothing_of_that_name", "nothing_of_that_name"),
        ("IT = 3", "is not a Loader"),
        (LOADER + 'IT = Loader(name="given", help="h", load=lambda path, known: 1 / 0)', "zero"),
        (LOADER + 'IT = Loader(name="given", help="h", load=lambda path, known: [])', "list"),
        (
            LOADER + 'IT = Loader(name="given", help="h", load=lambda path, known: Tables('
            'places=(Place("A B", "town", "A"),)))',
            "places.csv:2",
        ),
    ],
)
def test_a_broken_loader_is_one_error_that_names_the_package(
    package: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    code: str,
    reason: str,
) -> None:
    package("acme", "loaders", {"given": "acme_module:IT"}, code)
    folder = tmp_path / "out"
    text = said(capsys, "load", "given", str(Path(__file__)), "-o", str(folder))
    assert "acme" in text
    assert reason in text
    assert not folder.exists()
    assert main(["load", "--help"]) == 0, "the others can still be found"


def test_two_packages_of_one_loader_are_both_named(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    package("acme", "loaders", {"given": "acme_module:IT"})
    package("bolt", "loaders", {"given": "bolt_module:IT"})
    assert "acme, bolt" in said(capsys, "load", "given", "x", "-o", "y")
    package("core", "loaders", {"rdf": "core_module:IT"})
    assert "cityties, core" in said(capsys, "load", "--help")


QUESTION = """#+ title:
#+   en: One
#+   fa: یک
#+ description:
#+   en: One.
#+   fa: یک.
#+ tags: tie
SELECT ?tie { ?tie a ct:Tie } LIMIT 1
"""


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("given.txt", QUESTION, "no file that ends in .rq"),
        ("given.rq", QUESTION.replace("#+   en: One\n", ""), "title needs a text in English"),
        ("given.rq", QUESTION.replace("ct:Tie", "ct:Tye"), "ct:Tye"),
        ("given.rq", QUESTION.replace("LIMIT", "LIMITED"), "line 8"),
        ("given.rq", QUESTION.replace("a ct:Tie", "ct:claimedStatus ?tie"), "?certainty"),
        ("given.rq", QUESTION.replace("SELECT ?tie", "DELETE"), "DELETE"),
        ("Given.rq", QUESTION, "small letters"),
        ("conflicts.rq", QUESTION, "cityties, acme"),
    ],
)
def test_a_broken_question_is_one_error_that_names_the_package(
    package: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    file: str,
    text: str,
    reason: str,
) -> None:
    package("acme", "questions", {"more": "acme_module"})
    (tmp_path / "acme" / "acme_module" / file).write_text(text, encoding="utf-8")
    printed = said(capsys, "query", "given")
    assert "acme" in printed
    assert reason in printed
    assert said(capsys, "questions") == printed
    assert main(["query", "conflicts"]) == 0, "ours are not touched"


def test_two_packages_of_one_question_are_both_named(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("acme", "bolt"):
        package(name, "questions", {"more": f"{name}_module"})
        file = tmp_path / name / f"{name}_module" / "given.rq"
        file.write_text(QUESTION, encoding="utf-8")
    questions._added.cache_clear()
    assert "acme, bolt" in said(capsys, "query", "given")


def test_every_question_of_ours_would_be_taken() -> None:
    known = questions.list_questions()
    assert len(known) > 50
    for question in known:
        questions._check(question)


def test_the_page_shows_the_example(repository: Path) -> None:
    page = (repository / "docs" / "how-to" / "extend.md").read_text("utf-8")
    example = repository / "tests" / "fixtures" / "extension"
    question = example / "cityties_example" / "questions" / "ties_by_kind.rq"
    assert question.read_text("utf-8") in page
    code = (example / "cityties_example" / "__init__.py").read_text("utf-8")
    shown = [line for line in code.splitlines() if line.startswith("    ") and '"""' not in line]
    assert len(shown) > 30
    assert [line for line in shown if line not in page and "make=" not in line
            and "load=" not in line] == []  # fmt: skip
    declared = (example / "pyproject.toml").read_text("utf-8").split("[project.entry-points", 1)[1]
    assert declared.split("[tool", 1)[0].strip() in page
