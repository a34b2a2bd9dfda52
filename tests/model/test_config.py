"""``cityties.toml``: what is read, from where, and every mistake with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cityties.errors import DataError, NotFoundError
from cityties.model.config import Config, read_config
from cityties.model.config_file import FILE, find_config

WHOLE = """\
[home]
city = "tampere"
[data]
folder = [".", "world"]
shipped = false
[languages]
use = ["en", "fi"]
calendars = ["gregorian"]
[publish]
base = "https://example.org/tampere/"
title = "Ties of Tampere"
authors = ["A. Virtanen", "B. Korhonen"]
licence = "CC-BY-4.0"
"""


def _written(folder: Path, text: str) -> Path:
    file = folder / FILE
    file.write_text(text, "utf-8")
    return file


def test_every_setting_is_read_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    file = _written(tmp_path, WHOLE)
    read = read_config(tmp_path)
    assert read == Config(
        file=file,
        city="tampere",
        data=(tmp_path, tmp_path / "world"),
        shipped=False,
        languages=("en", "fi"),
        calendars=("gregorian",),
        base="https://example.org/tampere/",
        title="Ties of Tampere",
        authors=("A. Virtanen", "B. Korhonen"),
        licence="CC-BY-4.0",
        lines=read.lines,
    )
    lines = WHOLE.splitlines()
    for name, line in read.lines.items():
        assert lines[line - 1].startswith(name.partition(".")[2]), name
    assert read.where("publish.base") == f"{file}:10"


@pytest.mark.parametrize(
    "text", ['home.city = "tampere"', 'home = { city = "tampere" }', '["home"]\n"city"="tampere"']
)
def test_other_ways_of_toml_have_their_lines(tmp_path: Path, text: str) -> None:
    read = read_config(_written(tmp_path, f"# a remark\n{text}\n"))
    assert read.city == "tampere"
    assert read.where("home.city").endswith(f":{1 + len(text.splitlines())}")


def test_several_mistakes_are_said_at_once_with_their_lines(tmp_path: Path) -> None:
    text = (
        '[home]\ncitty = "x"\nnetwork = 3\n[data]\nfolder = "nix"\nshipped = "no"\n[languges]\n'
        '[languages]\nuse = []\ncalendars = ["lunar"]\n[publish]\nbase = "example.org"\n'
        'authors = "me"\n'
    )
    with pytest.raises(DataError) as caught:
        read_config(_written(tmp_path, text))
    found = {(problem.line, problem.column, problem.code) for problem in caught.value.problems}
    assert found == {
        (2, "home.citty", "unknown-setting"),
        (3, "home.network", "wrong-value"),
        (5, "data.folder", "no-such-folder"),
        (6, "data.shipped", "wrong-value"),
        (7, "languges", "unknown-setting"),
        (9, "languages.use", "wrong-value"),
        (10, "languages.calendars", "wrong-value"),
        (12, "publish.base", "wrong-value"),
        (13, "publish.authors", "wrong-value"),
    }
    assert "did you mean city?" in str(caught.value)


@pytest.mark.parametrize(
    "base",
    [
        "https://w3id.org/cityties/id/",
        "https://w3id.org/cityties/",
        "https://w3id.org/cityties/id/tampere/",
        "ftp://example.org/",
        "https://example.org/a b/",
        "https://example.org/tampere",
        "https://example.org/?q=/",
        "https://",
        "/",
    ],
)
def test_a_base_that_would_clash_or_is_no_address_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(DataError, match=r"publish\.base"):
        read_config(_written(tmp_path, f'[publish]\nbase = "{base}"\n'))


def test_a_city_and_a_network_are_two_homes(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not both"):
        read_config(_written(tmp_path, '[home]\ncity = "a"\nnetwork = "b"\n'))


def test_what_is_no_toml_is_said_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_config(_written(tmp_path, '[home]\ncity = "a\n'))
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (2, "bad-syntax")


def test_text_that_is_not_utf_8_and_a_missing_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_config(tmp_path)
    (tmp_path / FILE).write_bytes(b'[home]\ncity = "\xff"\n')
    with pytest.raises(DataError):
        read_config(tmp_path)


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    above = _written(tmp_path, "")
    assert find_config(inside) == above
    near = _written(tmp_path / "a", "")
    assert find_config(inside) == near
    (inside / FILE).mkdir()  # a folder of that name is none
    assert find_config(inside) == near


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system has no such owners")
def test_a_file_that_others_left_where_all_may_write_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "a"
    inside.mkdir()
    file = _written(tmp_path, "")
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert find_config(inside) == file, "a colleague's folder"
    tmp_path.chmod(0o777)
    assert find_config(inside) != file
    monkeypatch.setattr(os, "geteuid", lambda: mine)
    assert find_config(inside) == file
