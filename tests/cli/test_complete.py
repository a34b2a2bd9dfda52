"""What the TAB key completes, in each shell."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def tab(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """What bash completes at the end of a line."""

    def press(line: str) -> list[str]:
        monkeypatch.setenv("_CITYTIES_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv("COMP_WORDBREAKS", " \t\n\"'@><=;|&(:")
        done = run()
        assert done.err == ""
        return [word.partition(",")[2] for word in done.out.split()]

    return press


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cityties ties isf", ["isfahan"]),
        ("cityties ties Isf", ["isfahan"]),
        ("cityties ties اصف", ["isfahan"]),
        ("cityties counts ho-chi", ["ho-chi-minh-city"]),
        ("cityties path isfahan carr", ["carrara"]),
        ("cityties profile isfahan freib", ["freiburg"]),
        ("cityties wikidata compare isf", ["isfahan"]),
        ("cityties history tie/isfahan+por", ["tie/isfahan+porto/sister_city"]),
        ("cityties history isfahan frei", ["freiburg"]),
        ("cityties ties --source freiburg-de-2", ["freiburg-de-2023"]),
        ("cityties sources council-2", ["council-2007"]),
        ("cityties cities --country D", ["DZ", "DK", "DE"]),
        ("cityties ties isfahan --kind sis", ["sister_city"]),
        ("cityties ties isfahan --status in_f", ["in_force"]),
        ("cityties ties isfahan -f js", ["json", "jsonl"]),
        ("cityties query frozen", ["frozen_by_whom", "frozen_ties"]),
        ("cityties question sister", ["sister_cities_on"]),
        ("cityties query sister_cities_on -p ci", ["city="]),
        ("cityties query sister_cities_on -p ", ["city=", "on=", "lang="]),
        ("cityties query sister_cities_on -p city=isf", ["isfahan"]),
        ("cityties query sister_cities_on -p city=isfahan -p on=t", ["today"]),
        ("cityties query sister_cities_on -p lang=f", ["fa"]),
        ("cityties centrality isfahan --measure clos", ["closeness"]),
        ("cityties network --layer sister", ["sister_city"]),
        ("cityties export a --format turt", ["turtle"]),
        ("cityties load members x --network weg", ["wego"]),
        ("cityties sna", ["snapshot"]),
        ("cityties snapshot ver", ["verify"]),
        ("cityties history ev-visit-h", ["ev-visit-hue-2023"]),
        ("cityties history list-council", ["list-council-2007"]),
        ("cityties history freiburg-fre", ["freiburg-freeze-1", "freiburg-freeze-2"]),
        ("cityties history unnamed/c-O061", ["unnamed/c-O061"]),
        ("cityties history c-O149", ["c-O149", "c-O149b"]),
        ("cityties history imna-6588", ["imna-658835"]),
        ("cityties --lang fa ties isf", ["isfahan"]),
        ("cityties ties -v isf", ["isfahan"]),
    ],
)
def test_values_are_completed(
    tab: Callable[[str], list[str]], line: str, expected: list[str]
) -> None:
    found = tab(line)
    assert [word for word in found if word in expected] == expected
    # Bodies have ties too, and come after the cities.
    assert len(found) <= len(expected) + 8


@pytest.mark.parametrize(
    "line",
    [
        "cityties ties --no-shipped isf",
        "cityties ties --store nowhere isf",
        "cityties query no_such_question -p ci",
        "cityties query sister_cities_on -p nothing=",
        "cityties no-such-command x",
        "cityties ties zzzzzz",
        "cityties history tie/zzz",
    ],
)
def test_what_cannot_be_completed_is_silent(tab: Callable[[str], list[str]], line: str) -> None:
    assert tab(line) == []


def test_snapshots_and_folders_are_completed_by_the_shell(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_CITYTIES_COMPLETE", "bash_complete")
    for line, kind in (
        ("cityties snapshot show rel", "dir"),
        ("cityties diff rel", "dir"),
        ("cityties query my-own.r", "file"),
    ):
        monkeypatch.setenv("COMP_LINE", line)
        assert run().out.startswith(kind + ",")


def test_rows_of_own_folders_stores_and_snapshots(
    tab: Callable[[str], list[str]],
    run: Run,
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (small / "places.csv").read_text("utf-8")
    (small / "places.csv").write_text(text + text.splitlines()[1].replace(
        text.splitlines()[1].split(",")[0], "zzyzx", 1) + "\n", "utf-8")  # fmt: skip
    words = ("--no-shipped", "--data", str(small))
    store, releases = tmp_path / "store", tmp_path / "releases"
    assert run("build", *words, "--store", str(store)).code == 0
    assert run("snapshot", "create", str(releases), *words, "--author", "A").code == 0
    for where in (f"--data {small}", f"--store {store}", f"--store {releases}"):
        assert tab(f"cityties ties {where} zz") == ["zzyzx"], where
    ties = tab(f"cityties history --store {store} tie/")
    assert ties
    assert all(tie.startswith("tie/") for tie in ties)
    monkeypatch.setenv("CITYTIES_DATA", str(small))
    assert tab("cityties ties zz") == ["zzyzx"]


def test_it_is_quick() -> None:
    """Processor time, since other programs share the machine."""
    env = {**os.environ, "_CITYTIES_COMPLETE": "bash_complete"}
    lines = ("cityties ties isf", "cityties query sister_cities_on -p city=isf", "cityties ti")
    for line in lines:
        best = 9.0
        for _attempt in range(3):
            before = os.times()
            done = subprocess.run(
                [sys.executable, "-m", "cityties"],
                env={**env, "COMP_LINE": line}, capture_output=True, check=True,
            )  # fmt: skip
            after = os.times()
            assert done.stdout
            used = after.children_user + after.children_system
            best = min(best, used - before.children_user - before.children_system)
        assert best < 0.6, f"{line}: {best:.2f} s"


def test_bash_itself(tmp_path: Path) -> None:
    """A bash that is typed into, through its own completion."""
    import pty

    program = tmp_path / "cityties"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cityties "$@"\n')
    program.chmod(0o755)
    rc = tmp_path / "rc"
    rc.write_text(
        f'PS1="READY "\nPATH="{tmp_path}:$PATH"\neval "$(cityties completion bash)"\n'
        "bind 'set bell-style none'\n"
    )
    parent, child = pty.openpty()
    shell = subprocess.Popen(
        ["bash", "--rcfile", str(rc), "-i"],
        stdin=child, stdout=child, stderr=child, start_new_session=True,
        env={**os.environ, "TERM": "dumb"},
    )  # fmt: skip
    os.close(child)
    try:
        seen = until(parent, "READY ")
        os.write(parent, b"echo cityties query; cityties query sister_cities_o\t")
        seen = until(parent, "sister_cities_on ")
        os.write(parent, b"-p ci\t")
        seen = until(parent, "city=")
        assert not seen.endswith(" "), "the value follows at once"
        os.write(parent, b"isf\t")
        assert "isfahan" in until(parent, "isfahan")
        os.write(parent, b"; echo history isfahan@wego; cityties history isfahan@weg\t\n")
        assert "no city" not in until(parent, "joined WeGO")
    finally:
        shell.kill()
        shell.wait()
        os.close(parent)


def until(terminal: int, text: str) -> str:
    """What a terminal shows until it shows this."""
    import select

    seen, end = "", time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
            if text in seen:
                return seen
    raise AssertionError(f"{text!r} is not in {seen!r}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts(spawn: Run, shell: str) -> None:
    script = spawn("completion", shell).out
    assert f"{shell}_complete" in script
    if shell == "zsh":
        assert "compadd -U -S ''" in script, "no blank behind city="
    if shell == "bash":
        assert "COMP_WORDBREAKS" in script


def test_zsh_and_fish_get_the_names_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "cityties ties isf")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setenv("_CITYTIES_COMPLETE", "zsh_complete")
    found = run().out.splitlines()
    assert found[:3] == ["plain", "isfahan", "Isfahan · اصفهان"]
    assert set(found[::3]) == {"plain"}
    monkeypatch.setenv("COMP_CWORD", "isf")
    monkeypatch.setenv("_CITYTIES_COMPLETE", "fish_complete")
    lines = run().out.splitlines()
    assert lines[0] == "plain,isfahan\tIsfahan · اصفهان"
    assert len(lines) == len(found) / 3
