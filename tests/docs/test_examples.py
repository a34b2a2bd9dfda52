"""Every example of the guide runs, and shows what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guide.examples import Block, blocks, commands, mismatch

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    str(page.relative_to(REPOSITORY))
    for page in [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
)
RUN = {"console", "sparql", "turtle", "ttl"}  # files and Python have their own rules


def page_blocks(page: str) -> list[Block]:
    return list(blocks((REPOSITORY / page).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two commands that the examples type."""
    folder = tmp_path_factory.mktemp("bin")
    for name, call in (("cityties", "-m cityties"), ("python", "")):
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        program.chmod(0o755)
    return folder


def run(command: str, folder: Path, programs: Path) -> tuple[str, int]:
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY / "graph"),
    }
    for name in ("COLUMNS", "CITYTIES_LANG", "FORCE_COLOR"):
        environment.pop(name, None)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.stdout, done.returncode


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "console" in {block.lang for block in page_blocks(page)}]
)
def test_commands_print_what_the_page_shows(page: str, programs: Path, tmp_path: Path) -> None:
    """Blocks of a page run in order in one folder, so that later ones find earlier files."""
    checked = 0
    for block in page_blocks(page):
        if block.skipped:
            continue
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        if block.lang != "console":
            continue
        given = list(commands(block.text))
        assert given, f"{page}:{block.line}: a console block without a command"
        for number, (command, expected) in enumerate(given):
            printed, code = run(command, tmp_path, programs)
            wanted = block.exit_code if number == len(given) - 1 else 0
            # `| head` ends the writer of a pipe early: 141 is the shell's word for that
            assert code in {wanted, 141 if "| head" in command else wanted}, (
                f"{page}:{block.line}: {command}: exit {code}\n{printed}"
            )
            missing = mismatch(expected, printed)
            assert not missing, f"{page}:{block.line}: {command}\nnot so: {missing}\n{printed}"
            checked += 1
    assert checked


@pytest.mark.parametrize(
    "page", [page for page in PAGES if {"sparql"} & {block.lang for block in page_blocks(page)}]
)
def test_queries_answer(page: str) -> None:
    import cityties

    graph = cityties.open()
    for block in page_blocks(page):
        if block.lang == "sparql" and not block.skipped:
            answer = graph.query(block.text)
            assert not hasattr(answer, "__len__") or len(answer), f"{page}:{block.line}: no rows"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "python" in {block.lang for block in page_blocks(page)}]
)
def test_python_says_what_the_page_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import doctest

    from sybil import Sybil
    from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

    parsers = [
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS),
        SkipParser(),
    ]
    document = Sybil(parsers, path=str(REPOSITORY)).parse(REPOSITORY / page)
    monkeypatch.chdir(tmp_path)
    done = 0
    for example in document.examples():
        example.evaluate()
        done += 1
    assert done
