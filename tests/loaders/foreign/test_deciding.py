"""A table whose cities are found by name, asked about, and loaded again with the answers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cityties.base.install import install_hint
from cityties.cli import main
from cityties.errors import DataError
from cityties.loaders.foreign.links import About, load_links
from cityties.loaders.foreign.members import load_members
from cityties.loaders.foreign.provenance import Loaded
from cityties.model.rows import Place, Tables

ABOUT = About("A list", "2020")
KNOWN = Tables(
    places=(
        Place("india", "country", "India", country="IN"),
        Place("hyderabad-in", "city", "Hyderabad", country="IN", latitude=17.4, longitude=78.5),
    )
)


def pairs(path: Path, *lines: str) -> Path:
    file = path / "pairs.csv"
    file.write_text(
        "from_name,from_country,to_name,to_country\n" + "".join(f"{one}\n" for one in lines),
        encoding="utf-8",
    )
    return file


def fill(content: bytes, file: Path, **answers: str) -> Path:
    """Write the answer into the first line of each city."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for row in rows:
        row["answer"] = answers.pop(row["name"], "")
    assert not answers
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def names_of(content: bytes) -> list[str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return list(dict.fromkeys(row["name"] for row in rows))


def ids(loaded: Loaded) -> set[str]:
    return {party for claim in loaded.tables.claims for party in claim.parties}


def test_a_round_trip(tmp_path: Path, index_path: Path) -> None:
    file = pairs(
        tmp_path, "Brünn,CZ,Springfield,US", "Prag,CZ,Springfield,US", "Hyderabad,,Prag,CZ"
    )
    first = load_links(file, ABOUT, known=KNOWN, gazetteer=index_path)
    assert ids(first) == {"g1", "g2", "springfield-us"}
    assert names_of(first.unresolved) == ["Springfield", "Hyderabad"]
    numbers = first.record.numbers
    assert numbers["matched_by_name_and_country"] == 2
    assert numbers["cities_to_decide"] == 2
    assert [each.line for each in first.record.by_code()["no-city"]] == [4]

    answers = fill(first.unresolved, tmp_path / "u.csv", Springfield="x", Hyderabad="hyderabad-in")
    second = load_links(file, ABOUT, known=KNOWN, gazetteer=index_path, unresolved=answers)
    assert ids(second) == {"g1", "g2", "g4", "hyderabad-in"}
    assert second.record.numbers["matched_by_answer"] == 2
    assert second.record.numbers["cities_to_decide"] == 0
    assert "no-city" not in second.record.by_code()

    # The answers stay: a third run has the same result.
    answers.write_bytes(second.unresolved)
    third = load_links(file, ABOUT, known=KNOWN, gazetteer=index_path, unresolved=answers)
    assert third.tables == second.tables
    assert third.unresolved == second.unresolved


def test_new_and_skip(tmp_path: Path, index_path: Path) -> None:
    file = pairs(tmp_path, "Brno,CZ,Springfield,US", "Brno,CZ,Hyderabad,")
    first = load_links(file, ABOUT, known=KNOWN, gazetteer=index_path)
    answers = fill(first.unresolved, tmp_path / "u.csv", Springfield="new", Hyderabad="skip")
    second = load_links(file, ABOUT, known=KNOWN, gazetteer=index_path, unresolved=answers)
    assert ids(second) == {"g2", "springfield-us"}
    assert [each.line for each in second.record.by_code()["skipped"]] == [3]
    assert second.record.numbers["cities_to_decide"] == 0


def test_a_wrong_answer_is_refused_with_its_line(tmp_path: Path) -> None:
    file = pairs(tmp_path, "Lyon,FR,Hyderabad,")
    first = load_links(file, ABOUT, known=KNOWN)
    answers = fill(first.unresolved, tmp_path / "u.csv", Hyderabad="hyderabd-in")
    with pytest.raises(DataError, match="no city has this id") as caught:
        load_links(file, ABOUT, known=KNOWN, unresolved=answers)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.column) == (str(answers), 2, "answer")
    assert "hyderabad-in" in problem.suggestion


def test_an_answer_may_name_a_place_that_the_file_makes(tmp_path: Path) -> None:
    file = pairs(tmp_path, "Lyon,FR,Hyderabad,PK", "Lyon,FR,Hyderabad,", "Ulm,DE,Hyderabad,")
    first = load_links(file, ABOUT, known=KNOWN)
    answers = fill(first.unresolved, tmp_path / "u.csv", Hyderabad="hyderabad-pk")
    second = load_links(file, ABOUT, known=KNOWN, unresolved=answers)
    assert ids(second) == {"lyon-fr", "ulm-de", "hyderabad-pk"}


def test_answers_about_what_the_file_does_not_name_are_told(tmp_path: Path) -> None:
    file = pairs(tmp_path, "Lyon,FR,Hyderabad,")
    first = load_links(file, ABOUT, known=KNOWN)
    answers = fill(first.unresolved, tmp_path / "u.csv", Hyderabad="new")
    other = load_links(pairs(tmp_path, "Lyon,FR,Ulm,DE"), ABOUT, known=KNOWN, unresolved=answers)
    told = other.record.by_code()["stale-answer"]
    assert [(each.line, each.value) for each in told] == [(2, "hyderabad")]


def test_without_a_line_that_can_be_used_the_questions_are_kept(tmp_path: Path) -> None:
    file = pairs(tmp_path, "Lyon,FR,Hyderabad,")
    loaded = load_links(file, ABOUT, known=KNOWN)
    assert loaded.tables == Tables()
    assert names_of(loaded.unresolved) == ["Hyderabad"]
    with pytest.raises(DataError, match="unknown or ambiguous"):
        load_links(file, ABOUT, known=KNOWN, strict=True)


def test_members_ask_too(tmp_path: Path, index_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text(
        "name,country,lat,lng\nPraha,CZ,,\nNeustadt,DE,,\nSpringfield,US,,\n"
        "Springfield,US,39.8,-89.6\n",
        encoding="utf-8",
    )
    first = load_members(file, "Net", ABOUT, known=KNOWN, gazetteer=index_path)
    members = {claim.actor[0] for claim in first.tables.claims}
    assert members == {"g1", "g5", "g3", "springfield-us"}
    assert names_of(first.unresolved) == ["Springfield"]
    notes = {place.id: place.note for place in first.tables.places}
    assert notes["g5"] == "matched: likely"
    assert notes["g1"] == ""
    answers = fill(first.unresolved, tmp_path / "u.csv", Springfield="skip")
    second = load_members(file, "Net", ABOUT, known=KNOWN, gazetteer=index_path, unresolved=answers)
    assert {claim.actor[0] for claim in second.tables.claims} == {"g1", "g5", "g3"}


def test_the_ids_of_a_list_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(
        "from_id,from_name,from_country,to_id,to_name,to_country\n"
        "S-1,Nova Ves,CZ,17,Altdorf,DE\nS-2,Nova Ves,CZ,17,Altdorf,DE\n",
        encoding="utf-8",
    )
    loaded = load_links(file, ABOUT)
    kept = {place.id: place.identifiers for place in loaded.tables.places if place.kind == "city"}
    assert kept == {
        "altdorf-de": ("a-list:17",),
        "nova-ves-cz": ("a-list:S-1",),
        "nova-ves-cz-2": ("a-list:S-2",),
    }


# --- from a terminal, in a confined process ---------------------------------------------------


def run(tmp_path: Path, *words: str) -> int:
    return main(
        ["load", "links", str(tmp_path / "pairs.csv"), "-o", str(tmp_path / "out"), "--no-shipped",
         "--name", "A list", "--date", "2020", *words]
    )  # fmt: skip


def test_unresolved_is_written_beside_the_folder_and_read_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs(tmp_path, "Altstadt,DE,Neudorf,DE", "Neudorf,FR,Altstadt,DE", "Neudorf,,Altstadt,DE")
    assert run(tmp_path) == 0
    said = capsys.readouterr().err
    assert "to decide: 1" in said
    file = tmp_path / "unresolved.csv"
    assert str(file) in said
    assert not (tmp_path / "out" / "unresolved.csv").exists()
    fill(file.read_bytes(), file, Neudorf="x")
    before = file.read_bytes()
    (tmp_path / "out").rename(tmp_path / "first")
    assert run(tmp_path) == 0
    said = capsys.readouterr().err
    assert "by your answers: 1" in said
    assert "to decide: 0" in said
    assert str(file) not in said
    assert names_of(file.read_bytes()) == names_of(before)
    numbers = json.loads((tmp_path / "out" / "loading.json").read_text("utf-8"))["numbers"]
    assert numbers["matched_by_answer"] == 1


def test_a_file_of_questions_alone_leaves_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs(tmp_path, "Hyderabad,,Tripoli,")
    file = tmp_path / "mine.csv"
    (tmp_path / "known").mkdir()
    (tmp_path / "known" / "places.csv").write_text(
        "id,kind,name_en,country\npakistan,country,Pakistan,PK\n"
        "hyderabad,city,Hyderabad,PK\ntripoli,city,Tripoli,\n",
        encoding="utf-8",
    )
    assert run(tmp_path, "--unresolved", str(file), "--data", str(tmp_path / "known")) == 1
    assert "no line can be used before you decide" in capsys.readouterr().err
    assert names_of(file.read_bytes()) == ["Hyderabad", "Tripoli"]
    assert not (tmp_path / "out").exists()


def test_without_the_package_the_option_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("cityties.loaders.resolve.package.PACKAGE", "no-such-package-of-names")
    pairs(tmp_path, "Lyon,FR,Ulm,DE")
    assert run(tmp_path, "--gazetteer") == 2
    assert install_hint("names") in capsys.readouterr().err


def test_the_index_is_read_in_the_confined_process(
    tmp_path: Path, index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityties.cli.data.load_options._prepared_names", lambda: index_path)
    pairs(tmp_path, "Prag,CZ,Brünn,CZ")
    assert run(tmp_path, "--gazetteer") == 0
    places = (tmp_path / "out" / "places.csv").read_text("utf-8")
    assert "geonames:1" in places
    assert "GeoNames (CC BY 4.0)" in places
