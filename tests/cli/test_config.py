"""``cityties config`` and what wins: an option, a variable, the file, the default."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.cli.commands import COMMANDS
from cityties.model.config import SETTINGS
from cityties.query.results import Rows

FOLDER = Path(__file__).parents[1] / "fixtures" / "elsewhere"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings and an empty folder in it, to be in."""
    folder = tmp_path / "own"
    shutil.copytree(FOLDER, folder)
    (folder / "notes").mkdir()
    monkeypatch.chdir(folder / "notes")
    return folder


def _shown(run: Any, *words: str) -> dict[str, dict[str, Any]]:
    done = run(*words, "config", "-f", "json")
    assert done.code == 0, done.err
    return {row["setting"]: row for row in json.loads(done.out)}


def test_each_setting_is_shown_with_its_line(run: Any, here: Path) -> None:
    rows = _shown(run)
    assert list(rows) == list(SETTINGS)
    city = rows["home.city"]
    file = str(here / "cityties.toml")
    assert (city["value"], city["origin"], city["file"], city["line"]) == (
        "tampere", "file", file, 2,
    )  # fmt: skip
    assert rows["data.folder"]["value"] == [str(here)]
    assert rows["data.shipped"]["value"] is False
    assert rows["languages.calendars"]["value"] == ["gregorian"]
    assert rows["languages.calendars"]["origin"] == "home"
    assert (rows["publish.base"]["value"], rows["publish.base"]["origin"]) == (None, "default")
    table = run("config").out
    assert f"{file}:2" in table


def test_an_option_wins_over_a_variable_and_that_over_the_file(
    run: Any, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("CITYTIES_DATA", str(other))
    monkeypatch.setenv("CITYTIES_LANG", "fa")
    rows = _shown(run)
    data, language = rows["data.folder"], rows["languages.use"]
    assert (data["value"], data["origin"], data["from"]) == (
        [str(other)], "environment", "CITYTIES_DATA",
    )  # fmt: skip
    assert (language["value"], language["from"]) == (["fa"], "CITYTIES_LANG")
    done = run("--lang", "en", "config", "--data", str(here), "--shipped", "-f", "json")
    rows = {row["setting"]: row for row in json.loads(done.out)}
    assert rows["data.folder"]["from"] == "--data"
    assert (rows["data.shipped"]["value"], rows["data.shipped"]["origin"]) == (True, "option")
    assert rows["languages.use"]["from"] == "--lang"


def test_the_file_is_named_by_an_option_before_a_variable(
    run: Any, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text('[home]\ncity = "one"\n')
    two.write_text('[home]\ncity = "two"\n')
    assert _shown(run)["home.city"]["value"] == "tampere"
    monkeypatch.setenv("CITYTIES_CONFIG", str(one))
    assert _shown(run)["home.city"]["value"] == "one"
    assert _shown(run, "--config", str(two))["home.city"]["value"] == "two"
    done = run("config", f"--config={two}", "-f", "json")  # behind the command's name too
    assert json.loads(done.out)[0]["value"] == "two"
    done = run("ties", "--config", str(tmp_path / "none.toml"))
    assert done.code == 1
    assert "none.toml does not exist" in done.err


def test_a_file_that_is_wrong_stops_what_needs_it_and_no_help(run: Any, here: Path) -> None:
    (here / "cityties.toml").write_text('[home]\ncitty = "x"\n[data]\nshipped = 1\n')
    for words in (["ties"], ["config"], ["data", "format"], ["query", "ASK { ?s ?p ?o }"]):
        done = run(*words)
        assert (done.code, done.out) == (1, ""), words
        assert "cityties.toml:2 [home.citty]" in done.err
        assert "did you mean city?" in done.err
        assert "cityties.toml:4 [data.shipped]" in done.err
    assert run("--help").code == run("ties", "--help").code == 0


def test_the_language_is_the_first_that_has_texts(run: Any, here: Path) -> None:
    file = here / "cityties.toml"
    text = file.read_text("utf-8")
    file.write_text(text + '[languages]\nuse = ["zz", "fa", "en"]\n')
    assert _shown(run)["languages.use"]["value"] == ["fa", "zz", "en"]
    assert "۱" in run("ties").out
    assert "۱" not in run("--lang", "en", "ties").out


def test_a_store_is_opened_as_it_is(run: Any, here: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert run("build", "--store", str(store)).code == 0
    (here / "claims.csv").unlink()
    assert "Tartu" in run("ties", "--store", str(store)).out
    assert "Tartu" not in run("ties").out


def test_a_row_is_added_to_the_folder_without_naming_it(run: Any, here: Path) -> None:
    done = run("data", "add-claim", "--source", "tn-1", "--type", "opinion", "--aspect", "state",
               "--about", "tartu", "--gist", "Tartu is near.", "--no-ask")  # fmt: skip
    assert done.code == 0, done.err
    assert "Tartu is near." in (here / "claims.csv").read_text("utf-8")


def test_python_reads_a_file_only_where_it_is_named(here: Path) -> None:
    graph = cityties.open(config=here)
    assert graph.home == "tampere"
    assert graph.calendars == ("gregorian",)
    answer = graph.query("sister_cities_on", on="2021-08-01")
    assert isinstance(answer, Rows)
    assert [str(row["name"]) for row in answer] == ["Tartu"]
    assert cityties.open().home == "", "the folder that one is in is not asked"
    with pytest.raises(cityties.UsageError, match="sister_cities_on needs city"):
        cityties.open().query("sister_cities_on")


def test_the_command_is_listed() -> None:
    assert "config" in COMMANDS
