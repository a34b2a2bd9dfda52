"""Every listing in every form, and what the documentation says of its keys."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cityties.api import ROW_KEYS

Run = Callable[..., Any]

LISTINGS = {
    "ties": ["ties", "isfahan"],
    "history": ["history", "isfahan", "freiburg"],
    "counts": ["counts", "isfahan"],
    "conflicts": ["conflicts"],
    "cities": ["cities"],
    "sources": ["sources"],
    "officials": ["officials"],
}


def rows_of(name: str, text: str) -> list[dict[str, Any]]:
    value = json.loads(text)
    return value["claimed"] if name == "counts" else value  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", LISTINGS)
def test_all_forms_hold_the_same_rows(run: Run, name: str) -> None:
    words = LISTINGS[name]
    rows = rows_of(name, run(*words, "-f", "json").out)
    assert len(rows) > 10
    done = run(*words, "-f", "jsonl")
    assert [json.loads(line) for line in done.out.splitlines()] == rows
    assert done.err == ""
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        done = run(*words, "-f", form)
        assert done.err == ""
        assert "\r" not in done.out
        read = list(csv.DictReader(io.StringIO(done.out), delimiter=delimiter))
        assert len(read) == len(rows)
        assert list(read[0]) == list(ROW_KEYS[name])
        first = next(iter(rows[0]))
        assert [line[first] for line in read] == [str(row[first] or "") for row in rows]
    done = run(*words)
    assert done.code == 0
    assert len(done.out.splitlines()) == len(rows) + 3  # heading, rule, notes
    assert "content id" in done.out


@pytest.mark.parametrize("name", LISTINGS)
def test_keys_are_those_of_the_documentation(run: Run, name: str, repository: Path) -> None:
    rows = rows_of(name, run(*LISTINGS[name], "-f", "json").out)
    for row in rows:
        assert tuple(row) == ROW_KEYS[name]
    assert documented(repository, name) == list(ROW_KEYS[name])


def documented(repository: Path, name: str) -> list[str]:
    """The keys in the first column of the table under the listing's heading."""
    text = (repository / "docs" / "json.md").read_text("utf-8")
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    chosen = next(part for part in section if part.startswith(f"`{name}`"))
    return re.findall(r"^\| `(\w+)` \|", chosen, flags=re.MULTILINE)


def test_counts_read_has_the_documented_keys(run: Run, repository: Path) -> None:
    read = json.loads(run("counts", "isfahan", "-f", "json").out)["read"]
    text = (repository / "docs" / "json.md").read_text("utf-8")
    listed = re.search(r"`read` has ([^.]*)\.", text)
    assert listed
    assert re.findall(r"`(\w+)`", listed[1]) == list(read)


def test_check_has_the_documented_keys(run: Run, repository: Path) -> None:
    found = json.loads(run("check", "-f", "json").out)
    assert documented(repository, "check") == list(found)


def test_history_of_a_city_alone_and_of_a_tie(run: Run) -> None:
    tie = run("history", "tie/isfahan+porto/sister_city", "-f", "json")
    city = run("history", "porto", "-f", "json")
    claims = {row["claim"] for row in json.loads(tie.out)}
    assert claims
    assert claims <= {row["claim"] for row in json.loads(city.out)}


def test_known_days_and_filters(run: Run) -> None:
    done = run(
        "ties", "freiburg", "--on", "2010-01-01", "--channel", "political", "--kind",
        "sister-city", "--status", "suspended", "-f", "json",
    )  # fmt: skip
    (row,) = json.loads(done.out)
    assert (row["partner"], row["side"], row["on"]) == ("isfahan", "freiburg", "2010-01-01")


@pytest.mark.parametrize("day", ["sh1388-10-11", "۲۰۱۰-۰۱-۰۱", "sh۱۳۸۸-۱۰-۱۱", " 2010-01-01"])
def test_days_are_understood_in_both_calendars_and_digits(run: Run, day: str) -> None:
    rows = json.loads(run("ties", "isfahan", "--on", day, "-f", "json").out)
    assert {row["on"] for row in rows} == {"2010-01-01"}


def test_today_is_the_default_and_printed(run: Run) -> None:
    rows = json.loads(run("ties", "porto", "-f", "json").out)
    assert {row["on"] for row in rows} == {date.today().isoformat()}
    assert rows == json.loads(run("ties", "porto", "--on", "today", "-f", "json").out)
    assert str(date.today().year) in run("ties", "porto").out.splitlines()[-1]


def test_a_city_is_found_by_any_name(run: Run) -> None:
    expected = run("ties", "isfahan", "-f", "json").out
    for name in ("Isfahan", "اصفهان", "Esfahan", "ISFAHAN"):
        assert run("ties", name, "-f", "json").out == expected


def test_table_shows_ties_in_force_first_and_unnamed_partners_apart(run: Run) -> None:
    lines = run("ties", "isfahan").out.splitlines()[2:-1]
    states = ["in force" in line or "suspended" in line for line in lines]
    assert states == sorted(states, reverse=True)
    unnamed = [line.split("  ")[0] for line in lines if "(not named)" in line]
    assert len(unnamed) > 2
    assert len(set(unnamed)) == len(unnamed)
    assert "Conflicts" in run("ties", "isfahan").out
    assert "Conflicts" not in run("ties", "dakar").out  # blank in all rows


def test_history_shows_how_dates_are_known_if_asked(run: Run) -> None:
    plain = run("history", "iran", "vietnam").out
    more = run("-v", "history", "iran", "vietnam").out
    assert "Date in the source" not in plain
    assert {"Date in the source", "Basis of the date", "Wording"} <= {
        heading for heading in ("Date in the source", "Basis of the date", "Wording")
        if heading in more
    }  # fmt: skip
    assert "50 years of relations in 2023" in more
    assert "50 years of relations in 2023" in run("history", "iran", "vietnam", "-f", "json").out


def test_history_of_the_same_thing_twice_is_refused(run: Run) -> None:
    done = run("history", "isfahan", "Esfahan")
    assert done.code == 2
    assert "'isfahan' and 'Esfahan' are the same (isfahan)" in done.err


def test_ties_of_what_is_no_party_show_all_parties(run: Run) -> None:
    assert "Isfahan – a city in Poland (not named)" in run("ties", "poland").out
    assert run("ties", "wego").out.startswith("no ties of World Smart")


def test_officials_in_both_languages_with_terms_and_no_bounds(run: Run) -> None:
    out = run("officials", "isfahan").out
    assert "2017 to 2021" in out
    assert "since August 2021 (estimated)" in out
    assert "not named" in out
    persian = run("--lang", "fa", "officials", "isfahan").out
    assert "قدرت‌الله نوروزی" in persian
    assert "شهردار اصفهان" in persian
    assert "Mayor" not in persian


def test_a_claimed_count_without_a_day_shows_its_publication(run: Run) -> None:
    lines = run("counts", "isfahan").out.splitlines()
    assert any(line.startswith("published ") for line in lines)
    assert any(line.startswith("undated") for line in lines)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ties", "isfahan", "--known-by", "1950-01-01"], "no ties of Isfahan"),
        (["ties", "isfahan", "--status", "expired"], "no such tie of Isfahan"),
        (["ties", "--known-by", "1950-01-01"], "no ties"),
        (["history", "kazan", "lahore"], "no claims about it"),
        (["counts", "dakar", "--on", "1950-01-01"], "no claimed numbers"),
        (["conflicts", "dakar"], "no conflicts"),
        (["officials", "dakar"], "no officials"),
        (["cities", "Esfehan"], "did you mean isfahan?"),
        (["cities", "--country", "de", "Esfehan"], "no such city"),
        (["sources", "nowhere-to-be-found"], "no such source"),
    ],
)
def test_an_empty_answer_says_so(run: Run, words: list[str], says: str) -> None:
    done = run(*words)
    assert done.code == 0
    assert says in done.out
    done = run(*words, "-f", "csv")
    assert says in done.err
    assert done.out.startswith(",".join(ROW_KEYS[words[0]]))
    assert run("-q", *words, "-f", "csv").err == ""
    assert not run(*words, "-f", "jsonl").out


def test_csv_is_the_same_in_every_language(run: Run) -> None:
    words = ["history", "isfahan", "porto", "-f", "csv"]
    assert run("--lang", "fa", *words).out == run(*words).out


def test_a_publisher_whose_pages_are_about_others_says_how_to_see_them(run: Run) -> None:
    assert run("history", "baden-fm").out.startswith("no claims about it; --said shows 2 claims")
    assert len(json.loads(run("history", "baden-fm", "--said", "-f", "json").out)) == 2
    for words in (
        ["baden-fm", "porto"],
        ["isfahan", "--source", "baden-fm", "--known-by", "1990-01-01"],
    ):
        assert run("history", *words).out.startswith("no claims about it\n"), words


def test_a_term_of_office_is_no_word(run: Run) -> None:
    assert "دورهٔ تصدی" in run("--lang", "fa", "officials", "isfahan").out.splitlines()[0]


def test_an_empty_name_is_not_everything(run: Run) -> None:
    for words in (["ties", ""], ["officials", " "], ["history", ""], ["history", "isfahan", ""]):
        done = run(*words)
        assert (done.code, done.out) == (1, ""), words


def test_conflicts_of_events_are_in_words(run: Run) -> None:
    rows = json.loads(run("conflicts", "isfahan", "-f", "json").out)
    assert any(row["about"] == "ev-visit-hue-2023" for row in rows), "ids stay for programs"
    (line,) = (
        line for line in run("conflicts", "isfahan").out.splitlines() if "vov-1038638" in line
    )
    assert "9 August 2023 (vov-1038638) | 11 August 2023 (tt-487821)" in line
    assert re.search(r"Isfahan.*\(official visit\) +date ", line)
    shown = run("--lang", "fa", "conflicts").out
    assert not re.search(r"^ev-", shown, re.MULTILINE)
    assert "۱۸ مرداد ۱۴۰۲ (vov-1038638)" in shown
