"""What is shipped: the wheel, from the tree and through the sdist, and the plain path."""

from __future__ import annotations

import email
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("hatchling", reason="needs hatchling: pip install hatchling")
pytest.importorskip("babel", reason="needs Babel: pip install babel")

PERSIAN = re.compile("[\u0600-\u06ff]")

PROBE = """
import json, sys
import cityties
from cityties.base import resources
from cityties.cli import main
print(json.dumps({
    "file": cityties.__file__,
    "data": str(resources.data_dir()),
    "ontology": str(resources.ontology_dir()),
}))
sys.exit(main(sys.argv[1:]))
"""


def build(source: Path, target: Path, *, through_sdist: bool) -> Path:
    """Build a wheel as pip would, without the network."""
    code = (
        "import os, sys\n"
        "from hatchling.build import build_sdist, build_wheel\n"
        "kind, target = sys.argv[1:]\n"
        "print({'sdist': build_sdist, 'wheel': build_wheel}[kind](target))"
    )

    def run(kind: str, folder: Path) -> Path:
        done = subprocess.run(
            [sys.executable, "-c", code, kind, str(target)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return target / done.stdout.splitlines()[-1]

    if through_sdist:
        archive = run("sdist", source)
        with tarfile.open(archive) as tar:
            tar.extractall(target / "sdist", filter="data")
        (source,) = (target / "sdist").iterdir()
    return run("wheel", source)


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(repository, tmp_path_factory.mktemp("wheel"), through_sdist=False)


@pytest.fixture(scope="module")
def wheel_through_sdist(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(repository, tmp_path_factory.mktemp("sdist"), through_sdist=True)


def run_probe(path: Path, folder: Path, *words: str) -> tuple[dict[str, str], str]:
    """Run the command line with this folder or file first on the path, far from the repository."""
    # -P: the folder that it is run in is not on the path. An editable install of the
    # tests' environment comes after PYTHONPATH.
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(path), "CITYTIES_CACHE": str(folder / "cache")},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, _newline, rest = done.stdout.partition("\n")
    return json.loads(first), rest


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel: Path, repository: Path) -> None:
    held = names(wheel)
    needed = {
        "cityties/py.typed",
        "cityties/data/claims.csv",
        "cityties/data/datapackage.json",
        "cityties/ontology/cityties.ttl",
        "cityties/ontology/codes.ttl",
        "cityties/ontology/shapes.ttl",
        "cityties/ontology/context.jsonld",
        "cityties/ontology/queries/sister_cities_on.rq",
        "cityties/language/locale/fa/LC_MESSAGES/cityties.mo",
        "cityties/page/template.html",
        "cityties/page/js/main.js",
        "cityties/page/land.json",
        "cityties/page/schema.json",
        "cityties/page/page.css",
        "cityties/page/paper.css",
        "cityties/vocabulary/colours.json",
        "cityties/cli/commands.py",
        "cityties/loaders/foreign/column_names.tsv",
        "cityties/loaders/foreign/countries.tsv",
        "cityties/loaders/foreign/country_boxes.tsv",
        "cityties/loaders/foreign/country_names.tsv",
        "cityties/loaders/foreign/country_spellings.tsv",
        "cityties/model/month_names.tsv",
    }
    assert needed <= held
    for folder in ("data", "ontology"):
        tracked = subprocess.run(
            ["git", "ls-files", folder], cwd=repository, capture_output=True, text=True, check=False
        ).stdout.splitlines()
        there = [name for name in tracked if (repository / name).exists()]
        assert {f"cityties/{name}" for name in there} <= held
    strange = [
        name
        for name in held
        if not name.startswith(("cityties/", "cityties-"))
        or "test" in Path(name).name.lower()
        or "__pycache__" in name
        or name.endswith((".pyc", ".po", ".pot"))
    ]
    assert not strange


def test_the_sdist_gives_the_same_wheel(wheel: Path, wheel_through_sdist: Path) -> None:
    assert names(wheel) == names(wheel_through_sdist)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(wheel_through_sdist) as other:
        for name in one.namelist():
            if not name.endswith("RECORD"):
                assert one.read(name) == other.read(name), name


def test_metadata(wheel: Path) -> None:
    import cityties

    with zipfile.ZipFile(wheel) as archive:
        (place,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = email.message_from_bytes(archive.read(place))
        (scripts,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "cityties = cityties.cli:run" in archive.read(scripts).decode()
        licences = [name for name in archive.namelist() if "/licenses/" in name]
    assert metadata["Name"] == "cityties"
    assert metadata["Version"] == cityties.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0 AND Unicode-3.0"
    assert len(licences) == 3
    assert metadata["Summary"]
    assert metadata.get_payload(), "the README is the description"
    required = " ".join(metadata.get_all("Requires-Dist", []))
    for name in ("click", "networkx", "persiantools", "pyoxigraph", "pyvis", "rdflib", "rich"):
        assert name in required
    extras = set(metadata.get_all("Provides-Extra", []))
    assert {"all", "fast", "frames", "parquet", "xlsx"} <= extras
    assert not extras & {"dev", "docs", "lint", "test"}, "tools are groups, not extras"
    assert "Homepage, https://w3id.org/cityties/" in metadata.get_all("Project-URL", [])
    assert "Natural Language :: Persian" in metadata.get_all("Classifier", [])


@pytest.mark.parametrize("which", ["wheel", "wheel_through_sdist"])
def test_the_installed_wheel_runs_by_itself(
    which: str, request: pytest.FixtureRequest, repository: Path, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*install, "--target", str(target), str(request.getfixturevalue(which))],
        check=True,
        capture_output=True,
    )
    where, out = run_probe(target, tmp_path, "ties", "isfahan", "-f", "json")
    for path in where.values():
        assert Path(path).is_relative_to(target), path
        assert not Path(path).is_relative_to(repository)
    assert len(json.loads(out)) > 10
    _where, out = run_probe(target, tmp_path, "--lang", "fa", "questions")
    assert "sister_cities_on" in out
    _where, out = run_probe(target, tmp_path, "--lang", "fa", "--help")
    assert out.startswith("کاربرد:")
    _where, out = run_probe(target, tmp_path, "check", "-f", "json")
    assert json.loads(out)["ok"] is True
    _where, _out = run_probe(target, tmp_path, "map", "isfahan", "-o", str(tmp_path / "a.html"))
    assert (tmp_path / "a.html").stat().st_size > 10_000
    _where, out = run_probe(
        target, tmp_path, "query", "--timeout", "60", "ASK { id:isfahan a ct:City }", "-f", "json"
    )
    assert json.loads(out)["boolean"] is True


def test_the_plain_path_runs(repository: Path, tmp_path: Path) -> None:
    where, out = run_probe(repository / "graph", tmp_path, "ties", "isfahan", "-f", "json")
    assert Path(where["file"]).is_relative_to(repository / "graph")
    assert Path(where["data"]) == repository / "data"
    assert len(json.loads(out)) > 10


@pytest.fixture(scope="module")
def copy(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone as it is after ``git clone``: nothing compiled."""
    target = tmp_path_factory.mktemp("clone") / "cities and ties"
    ignored = shutil.ignore_patterns(
        ".git*", ".venv*", "__pycache__", "*.mo", "build", "dist", "out", ".*_cache", ".hypothesis"
    )
    shutil.copytree(repository, target, ignore=ignored)
    return target


@pytest.fixture(scope="module")
def editable(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that the clone is installed into, for editing."""
    folder = tmp_path_factory.mktemp("editable") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # What the build and the command need is borrowed from the environment of the tests.
    (purelib,) = folder.glob("[Ll]ib/**/site-packages")
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--no-build-isolation", "--editable", str(copy)],
        check=True, capture_output=True, env=clean_environment(),
    )  # fmt: skip
    return python


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def test_an_editable_install_speaks_persian(editable: Path, copy: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(editable), "-P", "-c", PROBE, "--lang", "fa", "--help"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True,
        env=clean_environment(),
    )  # fmt: skip
    first, _newline, rest = done.stdout.partition("\n")
    assert Path(json.loads(first)["file"]).is_relative_to(copy)
    assert rest.startswith("کاربرد:")
    assert done.stderr == ""


# --- the line that installs an extra -------------------------------------------------

HINT = (
    "import sys; from cityties.base.install import install_hint; print(install_hint(sys.argv[1]))"
)


def hint(python: Path | str, extra: str, folder: Path, **env: str) -> list[str]:
    done = subprocess.run(
        [str(python), "-P", "-c", HINT, extra],
        cwd=folder, capture_output=True, text=True, check=True, env={**clean_environment(), **env},
    )  # fmt: skip
    return shlex.split(done.stdout)


def test_a_clone_is_installed_again_with_the_extra(
    editable: Path, copy: Path, tmp_path: Path
) -> None:
    words = hint(editable, "fast", tmp_path)
    # The environment is not active, so its Python is named.
    assert words == [str(editable), "-m", "pip", "install", "-e", f"{copy}[fast]"]
    active = f"{editable.parent}{os.pathsep}{os.environ['PATH']}"
    assert hint(editable, "fast", tmp_path, PATH=active)[0] == "pip"
    # pip takes the line as it stands, from any folder; "all" names the other extras.
    done = subprocess.run(
        [*words, "--dry-run", "--no-index", "--no-build-isolation", "--no-deps"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env=clean_environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "does not provide the extra" not in done.stderr


def test_elsewhere_the_requirements_of_the_extra_are_named(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    extras = project()["optional-dependencies"]
    del extras["all"]
    for extra, wanted in extras.items():
        words = hint(sys.executable, extra, tmp_path, PYTHONPATH=str(target))
        named = words[words.index("install") + 1 :]
        assert sorted(map(split, named)) == sorted(map(split, wanted))


def split(requirement: str) -> tuple[str, list[str]]:
    """Name and versions, whose order a build tool may change."""
    found = re.match(r"[\w\[\],-]+", requirement.partition(";")[0].strip())
    assert found
    rest = requirement.partition(";")[0].strip()[found.end() :]
    return found[0].lower(), sorted(rest.split(","))


def test_no_other_module_names_the_package_with_an_extra(repository: Path) -> None:
    files = [*(repository / "graph").rglob("*.py"), *(repository / "graph").rglob("*.po")]
    assert len(files) > 100
    named = [file.name for file in files if "cityties[" in file.read_text("utf-8")]
    assert named == ["install.py"]


# --- what says something about the package -------------------------------------------


def project() -> dict[str, Any]:
    content = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    return dict(content["project"])


def test_all_names_every_other_extra_but_the_one_of_490_megabytes() -> None:
    extras = project()["optional-dependencies"]
    others = ",".join(sorted(set(extras) - {"all", "spark"}))
    assert extras["all"] == [f"cityties[{others}]"]


def test_the_citation_is_of_this_version(repository: Path) -> None:
    import yaml

    import cityties

    content = yaml.safe_load((repository / "CITATION.cff").read_text("utf-8"))
    assert content["type"] == "software"
    assert content["version"] == cityties.__version__
    assert content["url"] == project()["urls"]["Homepage"]
    assert content["authors"] == project()["authors"]
    assert content["keywords"] == project()["keywords"]


@pytest.mark.needs("cffconvert", "pipx install cffconvert")
def test_cffconvert_finds_the_citation_right(repository: Path) -> None:
    done = subprocess.run(
        [str(shutil.which("cffconvert")), "--validate", "-i", str(repository / "CITATION.cff")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
