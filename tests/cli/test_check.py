"""``cityties check`` at the command line: table, JSON, SARIF; parts, texts, exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.base import resources
from cityties.checks.run import PARTS
from cityties.cli.data import check as command

Run = Callable[..., Any]

CLAIMS = (
    "id,source,type,aspect,kind,about,parties,status,when,gist\n"
    "c-1,page,tie,change,sister_city,tie/aba+isfahan/sister_city,aba;isfahan,in_force,2001,"
    "The two cities signed on Tuesday a long awaited agreement on trams\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of one's own, clean but for what the shipped rules warn of."""
    made = tmp_path / "mine"
    made.mkdir()
    (made / "places.csv").write_text(
        "id,kind,name_en,name_fa,country,part_of,latitude,longitude\n"
        "aba,city,Aba,آبا,IR,iran,32.0,-51.0\n",
        "utf-8",
    )
    (made / "organizations.csv").write_text("id,kind,name_en\npaper,publisher,Paper\n", "utf-8")
    (made / "sources.csv").write_text(
        "id,kind,title,publisher,published,expected\npage,news,A page,paper,2010,1\n", "utf-8"
    )
    (made / "claims.csv").write_text(CLAIMS, "utf-8")
    return made


def checked(run: Run, *words: str) -> tuple[int, str]:
    done = run("check", *words)
    return done.code, done.out


def test_parts_are_those_of_the_library() -> None:
    assert command._PARTS == PARTS


def test_the_shipped_data_has_no_error_and_a_table_is_short(run: Run) -> None:
    code, out = checked(run)
    assert code == 0
    assert "0 errors" in out
    assert "FOOPS!: 15 of 24 pass, 1 fail, 8 need the network" in out
    assert "-v shows each finding" in out
    lines = [line for line in out.splitlines() if "no-approval-claimed" in line]
    assert len(lines) == 1, "a kind of warning is a line"
    found = json.loads(checked(run, "-f", "json")[1])["findings"]
    count = sum(each["code"] == "no-approval-claimed" for each in found)
    assert re.match(rf"warning +life cycle +{count} +c-", lines[0])
    assert f"and {count - command.SHOWN} more" in lines[0]
    for words in (["--all"], ["-v"]):
        code, every = checked(run, *words)
        assert code == 0
        assert len(every.splitlines()) == len(found) + 3
        assert "-v shows" not in every


def test_what_was_looked_at_is_named_in_words(run: Run) -> None:
    done = run("check")
    (line,) = (line for line in done.out.splitlines() if "checked: " in line)
    things = line.partition("checked: ")[2].partition(" · ")[0].split(", ")
    assert len(things) > 30
    assert not [thing for thing in things if "_" in thing]


def test_a_finding_gives_dates_as_the_claims_do_in_words(run: Run) -> None:
    out = run("check", "--part", "lifecycle", "-f", "json").out
    (found,) = (one for one in json.loads(out)["findings"] if one["code"] == "lifecycle-move")
    said = "resumed (between 21 March 2019 and 20 March 2021"
    assert said in found["message"]
    assert "in force 14 January 2000" in found["message"]
    shown = run("--lang", "fa", "check", "--part", "lifecycle").out
    assert "برقرار ۲۴ دی ۱۳۷۸ (۱۴ ژانویه ۲۰۰۰)" in shown
    assert not re.search("in_force|resumed|[۰-۹]{4}-[۰-۹]{2}", shown)


def test_json_says_file_line_and_how_much_was_looked_at(folder: Path, run: Run) -> None:
    code, out = checked(run, "--data", str(folder), "-f", "json", "--part", "places")
    answer = json.loads(out)
    assert code == 0
    (found,) = answer["findings"]
    assert found["code"] == "far-from-country"
    assert found["file"] == str(folder / "places.csv")
    assert found["line"] == 2
    assert set(found) == set(command.KEYS)
    looked_at = answer["looked_at"]
    for name in (
        "claims", "shapes", "focus_nodes", "expectations", "persian_names", "acts_in_office",
        "signatures_under_rules", "points", "pairs_compared", "rows_referred_to", "aliases",
        "publication_dates", "ontology_rules", "graph_rules", "terms", "concepts",
    ):  # fmt: skip
        assert looked_at[name] > 0, name
    assert len(answer["foops"]) == 24


@pytest.mark.parametrize(
    ("engine", "note"),
    [
        ("shacl-rust", "shapes checked by shacl-rust"),
        ("pyshacl", "shapes checked by pyshacl; faster with: "),
    ],
)
def test_the_engine_that_ran_is_named(
    engine: str, note: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cityties.checks import run as check
    from cityties.checks.shacl import Report

    monkeypatch.setattr(check, "validate", lambda *_, **__: Report((), 1, 1, engine))
    assert note in checked(run)[1]
    assert json.loads(checked(run, "-f", "json")[1])["engine"] == engine
    (log,) = json.loads(checked(run, "-f", "sarif")[1])["runs"]
    assert log["tool"]["extensions"] == [{"name": engine}]


def test_sarif_names_the_line(folder: Path, run: Run, monkeypatch) -> None:
    monkeypatch.chdir(folder.parent)
    places = folder / "places.csv"
    places.write_text(places.read_text("utf-8").replace(",iran,", ",nowhere,"), "utf-8")
    code, out = checked(run, "--data", "mine", "--no-shipped", "-f", "sarif")
    assert code == 1
    results = json.loads(out)["runs"][0]["results"]
    assert results
    named = {
        (
            location["physicalLocation"]["artifactLocation"]["uri"],
            location["physicalLocation"]["region"]["startLine"],
        )
        for result in results
        for location in result["locations"]
        if "region" in location["physicalLocation"]  # one is of the whole folder
    }
    assert ("mine/places.csv", 2) in named


def test_a_text_of_a_source_shows_what_was_copied(folder: Path, tmp_path: Path, run: Run) -> None:
    text = "Yesterday the two cities signed on Tuesday a long awaited agreement on trams, he said."
    (tmp_path / "page.txt").write_text(text, "utf-8")
    words = ("--data", str(folder), "--part", "wording", "-f", "json")
    _code, out = checked(run, *words, "--text", str(tmp_path / "page.txt"))
    answer = json.loads(out)
    assert [(f["code"], f["where"]) for f in answer["findings"]] == [("copied-wording", "c-1")]
    assert answer["looked_at"]["gists_compared"] == 1
    _code, out = checked(run, *words)
    assert "gists_compared" not in json.loads(out)["looked_at"]


def test_mine_shows_the_own_rows_only_and_ends_with_their_code(folder: Path, run: Run) -> None:
    words = ("--data", str(folder), "--severity", "note", "-f", "json")
    everything = json.loads(checked(run, *words, "--all")[1])["findings"]
    code, out = checked(run, *words, "--mine")
    mine = json.loads(out)["findings"]
    assert code == 0
    assert 0 < len(mine) < len(everything)
    assert {Path(found["file"]).parent for found in mine} == {folder}
    assert {"far-from-country", "no-approval-claimed"} <= {found["code"] for found in mine}
    (folder / "claims.csv").write_text(CLAIMS.replace("in_force", "in_farce"), "utf-8")
    assert checked(run, *words, "--mine")[0] == 1
    assert checked(run, "--mine")[0] == 2


def test_errors_end_with_one_and_name_the_line(folder: Path, run: Run) -> None:
    (folder / "claims.csv").write_text(
        CLAIMS.replace("sister_city,aba", "sister_citty,aba"), "utf-8"
    )
    code, out = checked(run, "--data", str(folder))
    assert code == 1
    assert "claims.csv:2" in out


def rows(number: int, severity: str = "note") -> list[dict[str, Any]]:
    return [
        {"severity": severity, "part": "x", "code": "c", "where": f"id-{n}", "message": f"m{n}",
         "file": "", "line": 0}
        for n in range(number)
    ]  # fmt: skip


def test_a_kind_of_warning_is_one_line_with_its_first_places() -> None:
    (one,) = command._by_kind(rows(1))
    assert (one["count"], one["where"], command._message(one)) == (1, "id-0", "m0")
    (few,) = command._by_kind(rows(command.SHOWN, "warning"))
    assert few["where"].split("\n") == ["id-0", "id-1", "id-2"]
    (many,) = command._by_kind(rows(40))
    assert many["count"] == 40
    assert many["where"].split("\n") == ["id-0", "id-1", "id-2", "and 37 more"]
    assert command._message(many) == "c, for example: m0"


def test_the_first_errors_of_a_kind_have_a_line_each() -> None:
    made = command._by_kind(rows(command.SHOWN, "error"))
    assert [row["message"] for row in made] == ["m0", "m1", "m2"]
    made = command._by_kind(rows(10, "error"))
    assert [row["count"] for row in made] == [1, 1, 8]
    assert [row["where"].split("\n")[0] for row in made] == ["id-0", "id-1", "id-2"]


_SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


def test_check_prints_licences_and_what_follows(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for file in _SMALL.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    done = run("check", "--no-shipped", "--data", str(folder))
    assert "no licence stated: Islamic City Council of Isfahan" in done.err
    assert "No licence is stated for what comes from" in done.err
    found = json.loads(run("check", "--no-shipped", "--data", str(folder), "-f", "json").out)
    assert [part["licence"] for part in found["rights"]] == [None]
    assert [duty["code"] for duty in found["duties"]] == ["unsaid"]


def test_with_a_folder_only_what_touches_its_rows_is_shown(folder: Path, run: Run) -> None:
    words = ("--data", str(folder), "--severity", "note", "-f", "json")
    mine = json.loads(checked(run, *words)[1])
    every = json.loads(checked(run, *words, "--all")[1])
    assert 0 < len(mine["findings"]) < len(every["findings"]) / 10
    shipped = str(resources.data_dir())
    assert all(not found["file"].startswith(shipped) for found in mine["findings"])
    assert all(found in every["findings"] for found in mine["findings"])
    out = checked(run, "--data", str(folder), "--severity", "note")[1]
    assert "findings about other rows: use --all" in out
    assert f"({folder}/places.csv:2)" in "".join(out.split())


def test_a_claim_entered_twice_in_other_words_and_languages_in_use(folder: Path, run: Run) -> None:
    with (folder / "claims.csv").open("a", encoding="utf-8") as stream:
        stream.write(CLAIMS.splitlines()[1].replace("c-1,", "c-2,").rsplit(",", 1)[0] + ",Again\n")
    for name, old, new in (
        ("sources.csv", ",1\n", ",2\n"),
        ("places.csv", "آبا", ""),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    words = ("--data", str(folder), "--severity", "note", "-f", "json")
    code, out = checked(run, *words)
    found = {each["code"]: each for each in json.loads(out)["findings"]}
    assert code == 0
    assert found["same-claim"]["where"] == "c-2"
    assert found["same-claim"]["message"].startswith("c-1 is the same claim")
    assert "no-persian-name" in found
    (folder / "cityties.toml").write_text('[languages]\nuse = ["en", "fi"]\n', encoding="utf-8")
    later = json.loads(checked(run, *words)[1])["findings"]
    assert "Persian name" in str(found)
    assert "Persian name" not in str(later)
    assert "same-claim" in {each["code"] for each in later}
