"""The first page of the help, which is written without click."""

from __future__ import annotations

import click
import pytest

from cityties.cli import front
from cityties.cli.commands import cli
from cityties.cli.wrapping import width
from cityties.language.messages import in_language, languages


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", [20, 80, 300])
def test_it_has_every_option_and_command_that_click_has(language: str, columns: int) -> None:
    with in_language(language):
        page = front.page(columns)
    context = click.Context(cli, info_name="cityties")
    for option in cli.get_params(context):
        for name in (*option.opts, *option.secondary_opts):
            assert f"{name}" in page, name
    for command in cli.list_commands(context):
        assert f"\n  {command} " in page, command
    assert max(map(width, page.splitlines())) <= max(min(columns, front.MOST_COLUMNS) - 2, 50)


def test_it_says_of_an_option_what_click_takes() -> None:
    page = front.page(80)
    for option in cli.params:
        assert isinstance(option, click.Option)
        metavar = option.make_metavar(click.Context(cli)) if not option.is_flag else ""
        if metavar and not option.count:
            assert f"{option.opts[-1]} {metavar}" in page


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ([], True),
        (["-h"], True),
        (["--help"], True),
        (["--lang", "de", "--help"], True),
        (["--lang", "de"], True),
        (["--lang", "xx", "--help"], False),
        (["--lang"], False),
        (["--help", "--version"], False),
        (["--version"], False),
        (["ties", "--help"], False),
        (["-q", "--help"], False),
    ],
)
def test_only_the_plain_call_is_answered_without_click(words: list[str], asked: bool) -> None:
    assert front.asks_for_help(words) is asked


def test_click_gives_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    context = click.Context(cli, info_name="cityties")
    assert cli.get_help(context) + "\n" == front.page(80)
