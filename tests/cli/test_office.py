"""The commands of an office's week."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Run = Any

ON = ("--on", "2026-11-21")


@pytest.mark.parametrize(
    "words",
    [
        ["pending", "isfahan"],
        ["calendar", "isfahan"],
        ["dormant", "isfahan", "--months", "60"],
        ["approvals", "isfahan", "porto"],
        ["shared", "isfahan", "kazan"],
        ["introduce", "isfahan", "tabriz"],
    ],
    ids=lambda words: words[0],
)
def test_lists_in_their_forms(run: Run, words: list[str], tmp_path: Path) -> None:
    rows = json.loads(run(*words, *ON, "-f", "json").out)
    assert rows
    assert all(row["on"] == "2026-11-21" for row in rows)
    table = run(*words, *ON)
    assert (table.code, table.err) == (0, "")
    lines = run(*words, *ON, "-f", "csv").out.splitlines()
    assert lines[0].split(",")[-3:] == ["on", "known_by", "withheld"]
    assert set(lines[0].split(",")) == set(rows[0])
    for ending in ("html", "md", "csv", "json"):
        target = tmp_path / f"list.{ending}"
        assert run(*words, *ON, "-o", str(target)).out == f"{target}\n"
        assert target.stat().st_size > 100
    assert json.loads((tmp_path / "list.json").read_text()) == rows


def test_a_brief_in_both_languages_and_all_forms(run: Run, tmp_path: Path) -> None:
    for ending in ("html", "md", "docx", "json", "typ"):
        target = tmp_path / f"brief.{ending}"
        done = run("brief", "dakar", "--city", "isfahan", "--lang", "both", *ON, "-o", str(target))
        assert (done.code, done.out) == (0, f"{target}\n")
    found = json.loads((tmp_path / "brief.json").read_text())
    assert [each["lang"] for each in found] == ["en", "fa"], "the languages of the shipped claims"
    assert found[0]["who"] == "dakar"
    assert "داکار" in run("brief", "dakar", "--city", "isfahan", "--lang=fa", *ON).out


def test_the_report_and_the_counts(run: Run) -> None:
    found = json.loads(run("report", "isfahan", "--year", "2023", *ON, "-f", "json").out)
    assert found["year"] == 2023
    assert {row["partner"] for row in found["partners"]} >= {"kufa", "lahore"}
    counts = json.loads(run("counts", "isfahan", *ON, "-f", "json").out)
    assert len(counts["sets"]) == len(counts["claimed"])
    assert "the list names 11 cities" in run("counts", "isfahan", *ON).out


def test_a_calendar_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.ics"
    assert run("calendar", "isfahan", *ON, "-o", str(target)).code == 0
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_known_by_leaves_out_what_came_later(run: Run) -> None:
    rows = json.loads(run("pending", "isfahan", *ON, "--known-by", "2020-01-01", "-f", "json").out)
    assert rows
    assert not any("ho-chi-minh-city" in row["partner"] for row in rows)


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["brief", "nowhere", "--city", "isfahan"], 1, "did you mean"),
        (
            ["brief", "dakar", "--city", "isfahan", "-o", "x.odt"],
            2,
            "no form has this file extension",
        ),
        (["brief", "dakar", "--city", "isfahan", "-o", "no/such/x.html"], 1, "does not exist"),
        (["brief", "dakar", "--city", "isfahan", "--lang", "xx"], 2, "xx"),
        (["pending", "isfahan", "--lang", "both"], 2, "a list is in one language"),
        (["report", "isfahan", "--year", "2999"], 2, "has not begun"),
        (["report", "isfahan", "--year", "sh1499"], 2, "sh1499 has not begun"),
        (["report", "isfahan", "--year", "1402"], 2, "write it as sh1402"),
        (["report", "isfahan", "--year", "۱۴۰۲"], 2, "write it as sh1402"),
        (["report", "isfahan", "--year", "1"], 2, "is not a year"),
        (["shared", "isfahan", "اصفهان"], 2, "the same city"),
        (["approvals", "isfahan", "isfahan"], 2, "the same city"),
        (["introduce", "isfahan", "isfahan"], 2, "the same city"),
        (["introduce", "isfahan", "tabriz", "--channel", "tv"], 2, "unknown code"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_mistakes_are_explained(run: Run, words: list[str], code: int, text: str) -> None:
    done = run(*words)
    assert done.code == code
    assert text in done.err
    assert "internal error" not in done.err


def test_watch_says_what_is_new(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    words = ("watch", str(folder), "--city", "isfahan", "--no-page", *ON)
    first = run(*words, "--brief", "dakar")
    assert first.code == 0
    assert first.out.startswith("the first time")
    assert {path.name for path in folder.iterdir()} == {
        ".cityties-watch.json", "news.html", "pending.html", "calendar.html", "calendar.ics",
        "brief-dakar.html",
    }  # fmt: skip
    again = run(*words, "--exit-code")
    assert (again.code, again.out.partition(";")[0]) == (0, "0 facts are new, changed or gone")
    changed = run(*words, "--exit-code", "--known-by", "2023-01-01")
    assert changed.code == 1
