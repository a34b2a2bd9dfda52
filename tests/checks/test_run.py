"""The check finds what is wrong and says how much it looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cityties.checks import run as check
from cityties.language.messages import in_language
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.store import build


def tables(**changes: object) -> Tables:
    made = Tables(
        places=(Place("aba", "city", "Aba", "آبا"), Place("caba", "city", "Caba", "کابا")),
        organizations=(Organization("paper", "publisher", "The Paper", "روزنامه"),),
        sources=(
            Source(
                "page", "news", "A page", "paper", published=parse_edtf("2010"), expected="1",
                expected_why="one tie is told of",
            ),
        ),
        claims=(
            Claim(
                "c-1", "page", "tie", aspect="change", kind="sister_city",
                about="tie/aba+caba/sister_city", parties=("aba", "caba"), status="in_force",
                when=parse_edtf("2001"), gist="Aba and Caba became sister cities.",
            ),
        ),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def codes(report: check.CheckReport) -> set[str]:
    return {finding.code for finding in report.findings}


def test_the_shipped_data_passes_and_much_was_looked_at():
    report = check.check_data()
    assert report.ok, "\n".join(map(str, report.by_severity("error")))
    assert report.exit_code == 0
    for name, least in {
        "claims": 500, "sources": 100, "expectations": 100, "shapes": 20, "focus_nodes": 1000,
        "persian_names": 300,
    }.items():  # fmt: skip
        assert report.looked_at[name] >= least, name


def test_nothing_to_look_at_is_a_fault():
    report = check.check(build.build(Tables(), ontology=False))
    assert not report.ok
    assert report.exit_code == 1
    assert "nothing-looked-at" in codes(report)


@pytest.mark.parametrize(
    ("expected", "fits"), [("1", True), ("0..2", True), ("2", False), ("3..9", False)]
)
def test_expectations(expected, fits):
    made = tables()
    made = replace(made, sources=(replace(made.sources[0], expected=expected),))
    report = check.check(build.build(made))
    assert ("unexpected-count" not in codes(report)) is fits
    if not fits:
        found = next(f for f in report.findings if f.code == "unexpected-count")
        assert found.severity == "error"
        assert found.where == "page"
        assert "1 claim found" in found.message
        assert "one tie is told of" in found.message


def test_a_source_without_an_expectation_is_noted():
    made = tables()
    made = replace(made, sources=(replace(made.sources[0], expected=""),))
    report = check.check(build.build(made))
    assert [f.where for f in report.by_severity("note") if f.code == "no-expectation"] == ["page"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("كابا", "arabic-letter"), ("کابي", "arabic-letter"), ("کابا ٣", "arabic-digit"),
     ("کابا  دو", "extra-blank")],
)  # fmt: skip
def test_persian_names(name, code):
    made = tables(places=(Place("aba", "city", "Aba", "آبا"), Place("caba", "city", "Caba", name)))
    report = check.check(build.build(made))
    assert [f.where for f in report.findings if f.code == code] == ["caba"]


def test_a_city_with_ties_and_no_persian_name_is_noted():
    made = tables(places=(Place("aba", "city", "Aba"), Place("caba", "city", "Caba", "کابا")))
    report = check.check(build.build(made))
    assert [f.where for f in report.findings if f.code == "no-persian-name"] == ["aba"]


def test_shapes_speak_the_readers_language():
    made = tables()
    country = Place("iran", "country", "Iran", "ایران")  # without its two-letter code
    graph = build.build(replace(made, places=(*made.places, country)))
    english = [f for f in check.check(graph).findings if f.part == "shapes"]
    with in_language("fa"):
        persian = [f for f in check.check(graph).findings if f.part == "shapes"]
    assert english
    assert {f.code for f in english} == {f.code for f in persian}
    assert {f.message for f in english}.isdisjoint(f.message for f in persian)


def test_faults_in_tables_become_findings(tmp_path):
    (tmp_path / "places.csv").write_text(
        "id,kind,name_en\naba,citty,Aba\ncaba,city,\n", encoding="utf-8"
    )
    report = check.check_data([tmp_path], shipped=False)
    assert not report.ok
    assert len(report.findings) >= 2
    first = report.findings[0]
    assert first.part == "tables"
    assert first.where.endswith("places.csv:2")
    assert "citty" in first.message
    assert str(tmp_path) not in first.message


def test_claims_of_another_folder_do_not_break_the_expectation(tmp_path):
    """A folder may add claims to a shipped source, and holders to a shipped post."""
    (tmp_path / "people.csv").write_text("id,name_en\nsara-azad,Sara Azad\n", "utf-8")
    (tmp_path / "posts.csv").write_text(
        "id,role,of,name_en,name_fa,holders\n"
        "mayor-porto,mayor,porto,Mayor of Porto,شهردار پورتو,sara-azad\n",
        "utf-8",
    )
    (tmp_path / "claims.csv").write_text(
        "id,source,type,about,gist\n"
        "c-N1,imna-510860,role,sara-azad@mayor-porto,She is the mayor.\n"
        "c-N2,imna-510860,opinion,porto,Porto is large.\n",
        "utf-8",
    )
    report = check.check_data([tmp_path])
    assert report.ok, "\n".join(map(str, report.by_severity("error")))
    assert "unexpected-count" not in codes(report)


def test_claims_that_a_folder_lacks_of_its_own_source_are_noticed(tmp_path):
    (tmp_path / "sources.csv").write_text(
        "id,kind,title,publisher,expected,expected_why,accessed\n"
        "page-2,news,A page,imna,2,two facts,2026-11-21\n",
        "utf-8",
    )
    (tmp_path / "claims.csv").write_text(
        "id,source,type,about,gist\nc-N1,page-2,opinion,porto,Porto is large.\n", "utf-8"
    )
    report = check.check_data([tmp_path])
    assert [f.where for f in report.findings if f.code == "unexpected-count"] == ["page-2"]
