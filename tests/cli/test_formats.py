"""Every command that lists takes the same formats, and prints the same in a pipe by default."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cityties.cli.commands import cli
from cityties.cli.output import FORMATS

Run = Callable[..., Any]

# What lists nothing: these write files or a word on what was done.
NO_LISTING = {
    "map", "export", "site", "snapshot create", "data format", "data add-source", "data add-claim",
    "data workbook", "data merge", "data retract", "cache info", "cache clear", "completion",
    "init", "serve", "watch", "push",
}  # fmt: skip
DOCUMENTS = {"brief", "report"}  # pages to read and print, in forms of their own
WRITERS = ("load ", "data add-")

# A call of each command that lists, and how many rows it has at least.
CALLS = {
    "build": ("build", 10),
    "ties": ("ties isfahan", 20),
    "history": ("history isfahan freiburg", 10),
    "counts": ("counts isfahan", 10),
    "conflicts": ("conflicts", 10),
    "cities": ("cities hyder", 1),
    "sources": ("sources freiburg", 5),
    "query": ("query sister_cities_on -p city=isfahan", 10),
    "questions": ("questions", 50),
    "question": ("question frozen_ties", 1),
    "centrality": ("centrality isfahan --no-intervals --measure degree", 10),
    "network": ("network", 10),
    "profile": ("profile porto", 5),
    "path": ("path isfahan carrara", 2),
    "trend": ("trend porto --from 2020", 3),
    "snapshot verify": ("snapshot verify SNAPSHOT", 0),
    "snapshot list": ("snapshot list SNAPSHOT", 1),
    "snapshot show": ("snapshot show SNAPSHOT", 5),
    "diff": ("diff 2021-06-01 2021-08-01 --city porto", 1),
    "check": ("check --severity note --part dating", 10),
    "wikidata compare": ("wikidata compare isfahan --data DATASET", 1),
    "members": ("members unesco-gnlc", 3),
    "config": ("config", 5),
    "pending": ("pending isfahan", 5),
    "calendar": ("calendar isfahan --days 365", 5),
    "dormant": ("dormant isfahan", 3),
    "approvals": ("approvals isfahan porto", 3),
    "shared": ("shared isfahan kazan", 3),
    "introduce": ("introduce isfahan lviv", 1),
}


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            for inner, one in command.commands.items():
                yield f"{name} {inner}", one
        else:
            yield name, command


def test_every_command_that_lists_has_the_same_formats() -> None:
    listing = {}
    for name, command in commands():
        form = next((param for param in command.params if param.name == "form"), None)
        if name in NO_LISTING or name.startswith(WRITERS):
            assert form is None or not isinstance(form.type, click.Choice), name
            continue
        assert form is not None, f"{name}: add format_option, or list it in NO_LISTING"
        assert form.opts == ["-f", "--format"], name
        if name in DOCUMENTS:
            assert {"html", "md", "docx", "json", "pdf"} <= set(form.type.choices), name
            continue
        listing[name] = form
    assert len(listing) >= len(CALLS)
    for name, form in listing.items():
        assert isinstance(form.type, click.Choice), name
        assert tuple(form.type.choices)[: len(FORMATS)] == FORMATS, name
        # The story of what changed is text; its rows have the forms of the others.
        # Lists that are also documents take the form of the file that they write.
        if "docx" not in form.type.choices:
            assert form.default == ("words" if name == "diff" else "table"), name


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder with a snapshot of small data, and a dataset as Wikidata publishes it."""
    from cityties.cli import main

    folder = tmp_path_factory.mktemp("formats")
    small = Path(__file__).parents[1] / "fixtures" / "small"
    snapshot = folder / "releases"
    words = ["snapshot", "create", str(snapshot), "--data", str(small), "--no-shipped"]
    assert main([*words, "--author", "A"]) == 0
    links = folder / "links.tsv"
    links.write_text("source\ttarget\nQ42053\tQ990060\nQ990060\tQ42053\n", "utf-8")
    dataset = folder / "dataset"
    words = ["load", "links", str(links), "-o", str(dataset), "--name", "Wikidata 2016"]
    assert main([*words, "--date", "2016-09", "--publisher", "Wikidata"]) == 0
    return {"SNAPSHOT": snapshot, "DATASET": dataset}


def call(name: str, places: dict[str, Path]) -> list[str]:
    words = CALLS[name][0].split()
    return [str(places.get(word, word)) for word in words]


@pytest.mark.parametrize("name", CALLS)
def test_each_form_holds_the_same_rows(run: Run, places: dict[str, Path], name: str) -> None:
    words, least = call(name, places), CALLS[name][1]
    numbers = set()
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        done = run(*words, "-f", form)
        assert done.code == 0, done.err
        rows = list(csv.reader(io.StringIO(done.out), delimiter=delimiter))
        assert all(len(row) == len(rows[0]) for row in rows)
        numbers.add(len(rows) - 1)
    json.loads(run(*words, "-f", "json").out)
    if name != "question":  # one question is one object
        lines = run(*words, "-f", "jsonl").out.splitlines()
        assert all(isinstance(json.loads(line), dict) for line in lines)
        numbers.add(len(lines))
    assert len(numbers) == 1, numbers
    assert numbers.pop() >= least


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"build", "diff", "snapshot verify"}))
def test_a_pipe_gets_the_table_and_never_cards(
    run: Run, places: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words = call(name, places)
    done = run(*words)
    assert done.out == run(*words, "-f", "table").out
    if name != "snapshot show":
        assert any(line.replace(" ", "").strip("-") == "" for line in done.out.splitlines()), (
            "no rule under a heading"
        )


def test_json_keeps_persian_letters_in_every_listing(run: Run) -> None:
    for words in (
        ["cities", "isfahan"],
        ["query", "SELECT ?n { id:isfahan skos:prefLabel ?n FILTER (lang(?n) = 'fa') }"],
    ):
        for form in ("json", "jsonl"):
            assert "اصفهان" in run(*words, "-f", form).out


def test_jsonl_of_a_question_is_one_line(run: Run) -> None:
    (line,) = run("question", "briefing", "-f", "jsonl").out.splitlines()
    assert json.loads(line) == json.loads(run("question", "briefing", "-f", "json").out)


def test_jsonl_of_a_query(run: Run) -> None:
    text = "SELECT ?a ?b ?d { VALUES (?a ?b ?d) { (id:porto 3 UNDEF) } }"
    done = run("query", text, "-f", "jsonl")
    row = {"a": "https://w3id.org/cityties/id/porto", "b": 3, "d": None}
    assert json.loads(done.out) == row
    assert run("query", "ASK { id:porto a ct:City }", "-f", "jsonl").out == '{"boolean": true}\n'
    assert run("query", "DESCRIBE id:porto", "-f", "jsonl").code == 2
    assert "id:porto" in run("query", "DESCRIBE id:porto").out


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_machine_formats_say_that_year_9999_is_an_open_end(run: Run, form: str) -> None:
    text = "SELECT ?until { ?state ct:possiblyUntil ?until FILTER (YEAR(?until) %s 9000) } LIMIT 1"
    found = run("query", text % ">", "-f", form)
    assert "9999-12-31" in found.out
    assert "open end" in found.err
    found = run("query", text % "<", "-f", form)
    assert "open end" not in found.err


def test_a_table_whose_cells_are_all_empty_is_printed(run: Run) -> None:
    text = "SELECT ?x ?y { OPTIONAL { ?x <urn:a> ?y } }"
    assert run("query", text, "-f", "table").out.split()[:2] == ["x", "y"]
    assert run("query", "SELECT (1/0 AS ?x) {}", "-f", "table").err == "1 row\n"
