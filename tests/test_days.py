"""No bound is shown as a day: each day in an output is one that some source names."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable
from typing import Any

import pytest

import cityties
from cityties.cli import main
from cityties.model.dates import Edtf, parse_edtf
from cityties.query import questions
from cityties.query.phrased import table_of

TODAY = datetime.date(2026, 11, 21)
_ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WRITTEN = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b")

# An anniversary is a day of the calendar that is still to come, of a signing on a known day.
COMPUTED = {("anniversaries", "next")}


@pytest.fixture(scope="module")
def graph() -> cityties.CityGraph:
    return cityties.open()


def named(values: Iterable[Edtf | None]) -> set[str]:
    """The days that dates of the tables name as days."""
    found = set()
    for value in values:
        for alternative in value.alternatives if value is not None else ():
            found |= {
                f"{part.year:04}-{part.month:02}-{part.day:02}"
                for part in alternative
                if part is not None and part.day
            }
    return found


@pytest.fixture(scope="module")
def days(graph: cityties.CityGraph) -> set[str]:
    """The days that the sources name, and those of the sources themselves."""
    claims, sources = graph.tables.claims, graph.tables.sources
    ends = {claim.until.latest for claim in claims if claim.until and claim.until.is_day}
    # "Until" a day: it has expired on the day after it.
    after = {(day + datetime.timedelta(days=1)).isoformat() for day in ends}
    return (
        after
        | computed_ends(claims)
        | around(claims, sources)
        | named(
            [
                *(claim.when for claim in claims),
                *(claim.until for claim in claims),
                *(source.published for source in sources),
                *(source.accessed for source in sources),
            ]
        )
    )


def computed_ends(claims: Iterable[Any]) -> set[str]:
    """Where a source says from which day and for how many years: the end, and the day after."""
    found: set[str] = set()
    for claim in claims:
        if claim.when is not None and claim.when.is_day and claim.until is None:
            years = re.fullmatch(r"P(\d+)Y", claim.duration)
            if years:
                first = claim.when.earliest
                last = first.replace(year=first.year + int(years[1]))
                found |= {last.isoformat(), (last + datetime.timedelta(days=1)).isoformat()}
    return found


def around(claims: Iterable[Any], sources: Iterable[Any]) -> set[str]:
    """The days next to "about" a day: they bound what is only capped or open on a side."""
    dates = [*(claim.when for claim in claims), *(source.published for source in sources)]
    return {
        day.isoformat()
        for value in dates
        if value is not None and value.text.endswith("~") and len(value.text) == len("2000-10-27~")
        for day in (value.earliest, value.latest)
    }


def days_in(text: str) -> set[str]:
    """The days in a text: as ISO, and written out."""
    found = set(_ISO.findall(text))
    for day, month, year in _WRITTEN.findall(text):
        number = _MONTHS.split("|").index(month) + 1
        found.add(f"{year}-{number:02}-{int(day):02}")
    return found


def is_bound(column: str) -> bool:
    return column.endswith(("_earliest", "_latest"))


def test_questions_show_no_bound_as_a_day(graph: cityties.CityGraph, days: set[str]) -> None:
    looked = 0
    for question in questions.list_questions():
        examples = {each.name: each.example for each in question.parameters}
        asked = {value for value in examples.values() if _ISO.fullmatch(value)}
        rows = questions.query(
            graph.built, question.name, params=examples,
            gazetteer=graph.built.gazetteer, today=TODAY,
        )  # fmt: skip
        assert isinstance(rows, questions.results.Rows)
        machine = [rows.columns, *rows.cells()]
        shown, cells = table_of(rows)
        for names, *lines in (machine, [shown, *cells]):
            for line in lines:
                for name, cell in zip(names, line, strict=True):
                    if is_bound(name) or (question.name, name) in COMPUTED:
                        continue
                    if name in {"gist", "locator", "url"} or cell.startswith("id:"):
                        continue
                    found = days_in(cell)
                    looked += len(found)
                    assert found <= days | asked, (question.name, name, cell)
                    assert "9999" not in cell, (question.name, name)
                    assert "0001-01" not in cell, (question.name, name)
    assert looked > 300


def test_every_date_of_a_question_has_its_bounds_beside_it(graph: cityties.CityGraph) -> None:
    looked = 0
    for question in questions.list_questions():
        examples = {each.name: each.example for each in question.parameters}
        rows = questions.query(
            graph.built, question.name, params=examples,
            gazetteer=graph.built.gazetteer, today=TODAY,
        )  # fmt: skip
        assert isinstance(rows, questions.results.Rows)
        for row in rows:
            for name, value in row.items():
                kind = getattr(value, "datatype", "")
                if kind.endswith("/EDTF") and not name.startswith("surely_"):
                    looked += 1
                    bounds = [row[f"{name}_earliest"], row[f"{name}_latest"]]
                    assert any(bounds), (question.name, name, value)
                if is_bound(name):
                    assert value is None or isinstance(value, datetime.date)
                    assert value not in {datetime.date.min, datetime.date.max}
    assert looked > 300


@pytest.mark.parametrize("day", ["2003-01-01", "2021-08-01", "2026-11-21"])
def test_listings_show_no_bound_as_a_day(
    graph: cityties.CityGraph, days: set[str], day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    looked = 0
    calls = [["ties", "isfahan", "--on", day], ["ties", "--on", day], ["history", "isfahan"],
             ["counts", "isfahan", "--on", day], ["conflicts", "isfahan"]]  # fmt: skip
    for words in calls:
        for form in ("table", "csv", "json"):
            if words[0] == "counts" and form == "csv":
                continue
            assert main([*words, "-f", form]) == 0
            output = capsys.readouterr().out
            for place, text in texts(output, form):
                if place in {"earliest", "latest", "on", "gist", "gist_fa", "when_text"}:
                    continue
                if is_bound(place):
                    continue
                found = days_in(text)
                looked += len(found)
                assert found <= days | {day}, (words, form, place, text)
    assert looked > 300


def texts(output: str, form: str) -> Iterable[tuple[str, str]]:
    """The cells of an output by column; of a table its lines, without the sentences."""
    if form == "table":
        yield from (
            ("", re.sub(r"\S*\d{4}-\d\d-\d\d\S*", "", line)) for line in output.splitlines()
        )
        return
    rows: Any = json.loads(output) if form == "json" else csv.DictReader(io.StringIO(output))
    if isinstance(rows, dict):
        rows = [*rows["claimed"], rows["read"]]
    for row in rows:
        for name, value in row.items():
            if name in {"tie", "event", "source", "sources", "claim", "act", "conflicts", "id"}:
                continue  # ids of things may have a date in them
            yield name, value if isinstance(value, str) else json.dumps(value or "")


def test_derived_tables_show_no_bound_as_a_day(graph: cityties.CityGraph, days: set[str]) -> None:
    from cityties.export.states import table_rows

    looked = 0
    spans = {"possibly_from", "certainly_from", "certainly_until", "possibly_until", "on"}
    for table, rows in table_rows(graph.readings(), graph.tables, on=TODAY).values():
        for row in rows:
            for field in table.fields:
                name, value = field.name, row[field.name]
                if is_bound(name) or name in spans or isinstance(value, list | tuple):
                    continue
                found = (
                    days_in(str(value)) if name in {"since", "last_attested", "value"} else set()
                )
                looked += len(found)
                assert found <= days, (table.name, name, value)
    assert looked > 300


def test_the_page_shows_no_bound_as_a_day(graph: cityties.CityGraph, days: set[str]) -> None:
    from cityties.page.data import PageOptions, page_block

    block = page_block(
        graph.readings(), graph.tables, PageOptions(on=TODAY, focus="isfahan"),
        name=graph.name, label=graph.label, content_id=graph.id,
    )  # fmt: skip
    words = block["words"]

    def english(text: Any) -> str:
        found = words[text] if isinstance(text, int) else text
        return found if isinstance(found, str) else found["en"]

    looked = 0
    for tie in block["ties"]:
        lines = [line["date"] for line in tie["history"] if "date" in line]
        periods = [each for version in tie["readings"] for each in version["periods"]]
        lines += [
            each[key] for each in periods for key in ("since", "attested_words") if key in each
        ]
        lines += [
            version["value"] for each in tie.get("conflicts", ()) for version in each["versions"]
        ]
        for text in map(english, lines):
            found = days_in(re.sub(r" \(.*\)$", "", text))
            looked += len(found)
            assert found <= days, (tie["id"], text)
    assert looked > 300


def test_a_claim_names_its_days() -> None:
    assert named([parse_edtf("2010"), parse_edtf("[2000-10-27,2001]")]) == {"2000-10-27"}
