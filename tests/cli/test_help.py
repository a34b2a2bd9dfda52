"""Every command has help with examples, and every example works."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cityties.cli.commands import COMMANDS, cli

Run = Callable[..., Any]


def commands() -> Iterator[tuple[str, click.Command]]:
    """All commands, also those of groups, by the words that call them."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for inner, one in command.commands.items():
                yield f"{name} {inner}", one


ALL = dict(commands())


def examples(command: click.Command) -> list[str]:
    _text, _colon, lines = (command.help or "").partition("Examples:\n")
    # A line that ends in a backslash goes on in the next one.
    return [line.strip() for line in re.sub(r"\\\n\s*", "", lines).splitlines()]


# Pipes, redirections and several commands; and commands that change the home or the cache, or
# go on until they are stopped.
_FOR_A_SHELL = re.compile(r"[|<>&;$`]|^(?!cityties )|cache|completion|serve|snapshot verify -")

EXAMPLES = sorted({line for command in ALL.values() for line in examples(command)})


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_help_with_examples(run: Run, name: str) -> None:
    done = run(*name.split(), "--help")
    assert done.code == 0
    assert f"Usage: cityties {name}" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    assert examples(ALL[name])
    shown = re.sub(r"\\\n\s*", "", done.out)
    for line in examples(ALL[name]):
        assert line in shown
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name} has no help"


def test_the_list_of_commands_is_whole(run: Run) -> None:
    out = run("--help").out
    for name, (module, text) in COMMANDS.items():
        assert f"  {name} " in out
        assert text in out
        assert ALL[name].callback is not None
        assert ALL[name].callback.__module__ == f"cityties.cli.{module}"


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 30


ENTITY = {
    "id": "Q3955",
    "claims": {
        "P190": [
            {
                "id": "Q3955$1",
                "mainsnak": {
                    "snaktype": "value",
                    "datavalue": {"value": {"entity-type": "item", "id": "Q2044"}},
                },
            }
        ]
    },
}
"""An item as `load wikidata --from` reads it."""

PAGE = """<html><head><title>List of twin towns and sister cities in Iran - Wikipedia</title></head>
<body><h2>Isfahan</h2><ul><li>Florence, Italy (1998)</li><li>{}, Italy</li></ul>
<ul><li id="footer-info-lastmod">
This page was last edited on 12 May 2024, at 10:00 (UTC).</li></ul>
</body></html>
"""
"""A page as `load wikipedia` reads it."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A folder with the files that the examples speak of."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(repository / "data", folder / "data")
    (folder / "my.rq").write_text("SELECT ?city { ?city a ct:City } LIMIT 3\n")
    (folder / "imna-498459.txt").write_text("The text of an article.\n")
    (folder / "Q3955.json").write_text(json.dumps(ENTITY))
    (folder / "links.tsv").write_text(
        "source\ttarget\nQ42053\tQ2044\nQ2044\tQ42053\nQ2044\tQ990001\n"
    )
    (folder / "places.csv").write_text("id,name,lat,lng\nQ990001,Newtown,50.25,10.5\n")
    (folder / "pairs.tsv").write_text("1\t2\n2\t3\n")
    (folder / "members.tsv").write_text("qid\tname\nQ42053\tIsfahan\n")
    (folder / "list.csv").write_text("Wikidata,grade\nQ42053,full member\n")
    (folder / "partners.csv").write_text(
        "city,country,partner,partner country,since\nIsfahan,Iran,Newtown,Italy,1998\n"
    )
    (folder / "pairs.txt").write_text("Newtown|Oldtown|Italy\n")
    (folder / "page.html").write_text(PAGE.format("Newtown"))
    (folder / "newer.html").write_text(PAGE.format("Oldtown"))
    (folder / "page.wikitext").write_text("==Isfahan==\n* [[Newtown]], Italy (1998)\n")
    header = "id,name_en,note\n"
    for name, note in (("base", ""), ("ours", "x"), ("theirs", "")):
        (folder / f"{name}.csv").write_text(f"{header}ali,Ali,{note}\n")
    (folder / "nordnet.csv").write_text("name,country\nTampere,Finland\nBergen,Norway\n")
    (folder / "ties-of-porto").mkdir()
    (folder / "ties-of-porto" / "claims.csv").write_text(
        "id,source,type,about\nc-1f2e3d4c,imna-498459,opinion,porto\n"
    )
    article = "News\nShiraz signed a sister city agreement with Granada on 12 May 2024.\n"
    (folder / "article.txt").write_text(article)
    (folder / "articles").mkdir()
    (folder / "articles" / "one.txt").write_text(article)
    made = [
        ("intake", "article.txt", "--published", "2024-05-14"),
        ("data", "workbook", "ties.xlsx", "--folder", "ties-of-porto"),
        (
            "load",
            "links",
            "links.tsv",
            "-o",
            "world.old",
            "--name",
            "Wikidata 2016",
            "--date",
            "2016-09",
            "--publisher",
            "Wikidata",
        ),
        ("export", "graph.trig"),
        ("load", "rdf", "graph.trig", "-o", "new-folder"),
        ("export", "mine.trig"),
        ("data", "workbook", "mine.xlsx"),
        ("data", "workbook", "isfahan.xlsx"),
        ("snapshot", "create", "releases", "--version", "1.0"),
        ("load", "wikipedia", "page.html", "-o", "iran-lists.first", "--date", "2024-05-12"),
    ]
    for words in made:
        subprocess.run(
            [sys.executable, "-m", "cityties", *words], cwd=folder, check=True, capture_output=True
        )
    shutil.copytree(folder / "new-folder", folder / "my-folder.old")
    current = (folder / "releases" / "CURRENT").read_text().strip()
    shutil.copytree(folder / "releases" / current, folder / "1.0")
    shutil.copytree(folder / "releases" / current, folder / "here")
    (folder / "1.0").rename(folder / "releases" / "1.0")
    return folder


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_works(
    line: str, desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "--contact" in line:
        pytest.skip("it asks Wikidata's service")
    if "http://localhost" in line:
        pytest.skip("it asks a SPARQL server of the reader; tests/remote runs one")
    if "dask://" in line:
        pytest.skip("it asks a cluster of the reader; tests/scale runs one")
    if "load rdf" in line or "load workbook" in line:
        shutil.rmtree(desk / "my-folder", ignore_errors=True)
    elif not (desk / "my-folder").exists():
        shutil.copytree(desk / "new-folder", desk / "my-folder")
    if line.startswith("cityties load ") and (made := re.search(r" -o (\S+)", line)):
        shutil.rmtree(desk / made[1], ignore_errors=True)
    elif "iran-lists" in line:
        shutil.rmtree(desk / "iran-lists", ignore_errors=True)
        shutil.copytree(desk / "iran-lists.first", desk / "iran-lists")
    if not line.startswith("cityties load ") and "--data world" in line:
        shutil.rmtree(desk / "world", ignore_errors=True)
        shutil.copytree(desk / "world.old", desk / "world")
    if line.startswith("cityties serve") and "--once" not in line:
        line += " --once --port 0 < /dev/null"  # else it would not end
    # "." in an example is a snapshot that somebody stands in
    place = desk / "here" if "snapshot verify ." in line else desk
    if not _FOR_A_SHELL.search(line):
        # In this process: what an example costs is mostly the start of one.
        monkeypatch.chdir(place)
        monkeypatch.setenv("BROWSER", "true")
        done = run(*shlex.split(line)[1:])
        assert done.code == 0, done.err
        assert done.out or done.err
        return
    script = 'set -o pipefail; cityties() { "$PYTHON" -m cityties "$@"; }; ' + line
    home = desk / "home"
    for folder in (".config/fish/completions", ".local/share/bash-completion/completions"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    cache = os.environ["CITYTIES_CACHE"]
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHON": sys.executable,
            "HOME": str(home),
            "BROWSER": "true",  # a program that opens whatever it is given
            "CITYTIES_CACHE": str(desk / "cache") if "cache" in line else cache,
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr or ">" in line


def test_the_version_says_with_v_what_holds_here(capsys):
    from cityties.cli import main
    from cityties.worker.limits import NAMES

    assert main(["--version"]) == 0
    short = capsys.readouterr().out
    assert main(["--version", "-v"]) == 0
    long = capsys.readouterr().out
    assert long.startswith(short)
    assert all(words in long for words in NAMES.values())
    assert long.count("\n") == len(NAMES) + 4
