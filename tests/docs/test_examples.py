"""Every example of the guide runs, and shows what it says."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cityties.query.results import Rows
from guide.examples import Block, blocks, commands, mismatch

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    str(page.relative_to(REPOSITORY))
    for page in [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
)


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


PROGRESS = re.compile(r" \(\d+/\d+\)$")


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
    # Where no bar can be drawn, work above ten seconds says how far it is: on a busy machine only.
    lines = [line for line in done.stdout.splitlines(True) if not PROGRESS.search(line)]
    return "".join(lines), done.returncode


def run_console(block: Block, page: str, folder: Path, programs: Path) -> Path:
    """Run the commands of a block; gives the folder that its ``cd`` leave the reader in."""
    given = list(commands(block.text))
    assert given, f"{page}:{block.line}: a console block without a command"
    for number, (command, expected) in enumerate(given):
        if command.startswith("cd ") and "&&" not in command:
            folder = folder / command.removeprefix("cd ")
            assert folder.is_dir(), f"{page}:{block.line}: {command}"
            continue
        printed, code = run(command, folder, programs)
        wanted = block.exit_code if number == len(given) - 1 else 0
        # `| head` ends the writer of a pipe early: 141 is the shell's word for that
        assert code in {wanted, 141 if "| head" in command else wanted}, (
            f"{page}:{block.line}: {command}: exit {code}\n{printed}"
        )
        missing = mismatch(expected, printed)
        assert not missing, f"{page}:{block.line}: {command}\nnot so: {missing}\n{printed}"
    return folder


def run_python(block: Block, page: str, space: dict[str, Any]) -> None:
    """Prompts are a doctest; without them the block is run as it stands."""
    if ">>>" not in block.text:
        exec(compile(block.text, f"{page}:{block.line}", "exec"), space)
        return
    parsed = doctest.DocTestParser().get_doctest(block.text, space, page, page, block.line)
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    told: list[str] = []
    runner.run(parsed, out=told.append, clear_globs=False)
    space.update(parsed.globs)
    assert not runner.failures, f"{page}:{block.line}\n" + "".join(told)


def run_query(block: Block, page: str) -> None:
    import cityties
    from cityties.model.config import Config

    answer = cityties.open(config=Config(city="isfahan")).query(block.text)
    assert not isinstance(answer, Rows) or len(answer), f"{page}:{block.line}: no rows"


@pytest.mark.parametrize("page", PAGES)
def test_examples_run_and_print_what_the_page_shows(
    page: str, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of a page run in order in one folder, so that later ones find earlier files."""
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {"__name__": "__main__"}
    folder = tmp_path
    for block in page_blocks(page):
        if block.skipped:
            continue
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        if block.lang == "console":
            folder = run_console(block, page, folder, programs)
        elif block.lang == "python":
            run_python(block, page, space)
        elif block.lang == "sparql":
            run_query(block, page)


def test_there_are_examples() -> None:
    """A gate that reads nothing always passes."""
    kinds = Counter(block.lang for page in PAGES for block in page_blocks(page))
    assert kinds["console"] >= 30
    assert kinds["python"] >= 10
    skipped = [block for page in PAGES for block in page_blocks(page) if block.skipped]
    assert len(skipped) < 25  # servers, clusters, dumps, what does not end: each says why


@pytest.mark.parametrize(
    "block",
    [
        Block("console", "", "$ echo one\ntwo\n", "", 1),
        Block("console", "", "$ false\n", "", 1),
        Block("console", "", "$ true\n", "exit 1", 1),
    ],
)
def test_a_wrong_example_is_found(block: Block, programs: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        run_console(block, "page.md", tmp_path, programs)


def test_a_wrong_python_example_is_found() -> None:
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        run_python(Block("python", "", ">>> 1 + 1\n3\n", "", 1), "page.md", {})
