"""Every kind of mistake in a table has its own problem, at its place."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cityties.errors import DataError, NotFoundError, Problem
from cityties.loaders import cells
from cityties.loaders.tables import load_folder

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "data")
    return tmp_path / "data"


def change(file: Path, id_: str, **values: str) -> int:
    """Change cells of one row; return the line that it stands in."""
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline="")))
    line = next(n for n, row in enumerate(rows) if row[0] == id_)
    for column, value in values.items():
        rows[line][rows[0].index(column)] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return line + 1


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        load_folder(folder)
    assert list(caught.value.problems) == sorted(caught.value.problems)
    return caught.value.problems


# table, row, changed cells, column of the problem, its code, part of what it advises
CELLS: list[tuple[str, str, dict[str, str], str, str, str]] = [
    # ids
    ("places", "porto", {"id": "Porto"}, "id", "bad-id", "porto"),
    ("places", "porto", {"id": ""}, "id", "blank-required", ""),
    ("places", "porto", {"id": "tie"}, "id", "reserved-id", ""),
    ("places", "porto", {"id": "isfahan"}, "id", "duplicate-id", ""),
    ("people", "rui-moreira", {"id": "isfahan"}, "id", "duplicate-id", "unique across"),
    ("claims", "c-T01", {"id": "T01"}, "id", "bad-id", "c-O149b"),
    ("claims", "c-T03", {"id": "c-T02"}, "id", "duplicate-id", ""),
    # single cells
    ("places", "porto", {"note": "<<<<<<< a ======= b"}, "note", "unmerged-cell", "keep one"),
    ("places", "porto", {"name_en": ""}, "name_en", "blank-required", ""),
    ("places", "porto", {"kind": "citty"}, "kind", "unknown-code", "did you mean city"),
    ("places", "porto", {"kind": "mayor"}, "kind", "unknown-code", ""),
    ("claims", "c-T02", {"kind": "sister-city"}, "kind", "unknown-code", "sister_city"),
    ("claims", "c-T02", {"status": "dormant"}, "status", "computed-code", ""),
    ("claims", "c-T02", {"kind": "co_membership"}, "kind", "computed-code", ""),
    ("claims", "c-T02", {"status": "In_force"}, "status", "unknown-code", "in_force"),
    ("claims", "c-T08", {"topics": "tram"}, "topics", "unknown-code", ""),
    ("claims", "c-T08", {"topics": "tourism;;sport"}, "topics", "empty-item", ""),
    ("claims", "c-T08", {"topics": "tourism;tourism"}, "topics", "duplicate-item", ""),
    ("claims", "c-T04", {"when": "2000/2001"}, "when", "bad-date", "until"),
    ("claims", "c-T04", {"when": "27.10.2000"}, "when", "bad-date", "write 2000-10-27"),
    ("claims", "c-T04", {"when": "2000-02-30"}, "when", "bad-date", ""),
    ("claims", "c-T04", {"when": "June 2023"}, "when", "bad-date", "write 2023-06"),
    ("claims", "c-T04", {"when": "sh1379-08-06"}, "when", "bad-date", "write 2000-10-27"),
    ("claims", "c-T04", {"when": "1999-21"}, "when", "bad-date", "[1999-03..1999-05]"),
    ("claims", "c-T04", {"when": "1379-08-06"}, "when", "solar-hijri-year", "write 2000-10-27"),
    ("claims", "c-T04", {"when": "[1379..1380]"}, "when", "solar-hijri-year", "1399"),
    ("claims", "c-T02", {"kind": "twin"}, "kind", "unknown-code", "sister_city"),
    ("claims", "c-T02", {"kind": "Partner City"}, "kind", "unknown-code", "sister_city"),
    ("claims", "c-T02", {"kind": "MoU"}, "kind", "unknown-code", "cooperation_mou"),
    ("claims", "c-T02", {"status": "signed"}, "status", "unknown-code", "in_force"),
    ("claims", "c-T02", {"status": "frozen"}, "status", "unknown-code", "suspended"),
    ("sources", "council-2007", {"published": "2007-13"}, "published", "bad-date", ""),
    ("claims", "c-T09", {"number": "۱۵"}, "number", "bad-number", "15"),
    ("claims", "c-T09", {"number": "1,500"}, "number", "bad-number", "1500"),
    ("claims", "c-T09", {"number": "nan"}, "number", "bad-number", ""),
    ("claims", "c-T09", {"op": "<>"}, "op", "bad-op", ""),
    ("places", "porto", {"population": "many"}, "population", "bad-number", ""),
    ("places", "porto", {"latitude": "95"}, "latitude", "out-of-range", "swapped"),
    ("places", "porto", {"longitude": "181"}, "longitude", "out-of-range", ""),
    ("places", "porto", {"longitude": ""}, "longitude", "half-point", ""),
    ("places", "porto", {"wikidata": "36433"}, "wikidata", "bad-wikidata", "Q42053"),
    ("places", "porto", {"country": "Portugal"}, "country", "bad-country", "capital"),
    ("places", "porto", {"country": "PX"}, "country", "unknown-country", ""),
    ("organizations", "imna", {"url": "imna.ir"}, "url", "bad-url", "https://"),
    ("organizations", "imna", {"url": "javascript:alert(1)"}, "url", "bad-url", "https://"),
    ("sources", "council-2007", {"language": "Persian"}, "language", "bad-language", "fa"),
    ("places", "porto", {"names": "Oporto"}, "names", "bad-names", "de:Florenz"),
    ("places", "porto", {"names": "pt: Porto"}, "names", "bad-names", "pt:Porto"),
    ("places", "porto", {"names": "en:Oporto"}, "names", "bad-names", "aliases"),
    ("places", "porto", {"names": "fa:پورتو"}, "names", "bad-names", "aliases_fa"),
    ("places", "porto", {"names": "pt:Porto;ZH-Hant:波多"}, "names", "bad-language", "zh-hant"),
    ("places", "porto", {"names": "Portuguese:Porto"}, "names", "bad-language", "zh-hant"),
    ("sources", "council-2007", {"expected": "14..10"}, "expected", "bad-expected", ""),
    ("sources", "freiburg-page", {"kind_map": "Partner"}, "kind_map", "bad-kind-map", "="),
    (
        "sources", "freiburg-page", {"kind_map": "Partner=sister_town"},
        "kind_map", "bad-kind-map", "sister_city",
    ),
    (
        "sources", "freiburg-page", {"kind_map": "A=sister_city;a=friendship_city"},
        "kind_map", "bad-kind-map", "",
    ),
    ("claims", "c-T07", {"votes": "8 to 25"}, "votes", "bad-votes", "for="),
    ("claims", "c-T07", {"votes": "for=8;agianst=25"}, "votes", "bad-votes", "against"),
    ("claims", "c-T01", {"complete": "maybe"}, "complete", "bad-complete", "unknown"),
    (
        "claims", "c-T08", {"people": "rui-moreira@mayor-porto:signer"},
        "people", "unknown-code", "signatory",
    ),
    ("claims", "c-T08", {"people": "rui-moreira:"}, "people", "bad-people", "person@post"),
    ("claims", "c-T08", {"gist": "=HYPERLINK(1)"}, "gist", "formula", ""),
    ("claims", "c-T08", {"gist": "@SUM(A1)"}, "gist", "formula", ""),
    ("claims", "c-T08", {"gist": "one\ntwo"}, "gist", "line-break", ""),
    ("claims", "c-T08", {"gist": "x" * 10001}, "gist", "too-long", "10000"),
    # references
    ("claims", "c-T01", {"source": "council-2008"}, "source", "unknown-id", "council-2007"),
    ("claims", "c-T09", {"about": "isfahn"}, "about", "unknown-id", "isfahan"),
    ("claims", "c-T09", {"about": "Isfahan"}, "about", "name-not-id", "isfahan"),
    (
        "claims", "c-T12", {"parties": "Hyderabad;isfahan"},
        "parties", "ambiguous-name", "hyderabad-in, hyderabad-pk",
    ),
    (
        "claims", "c-T12", {"parties": "hyderabad;isfahan"},
        "parties", "ambiguous-name", "hyderabad-in, hyderabad-pk",
    ),
    ("claims", "c-T11", {"actor": "اصفهان"}, "actor", "name-not-id", "isfahan"),
    ("claims", "c-T08", {"said_by": "rui-moreira@mayor"}, "said_by", "unknown-id", "mayor-"),
    ("claims", "c-T08", {"said_by": "imna@mayor-porto"}, "said_by", "wrong-reference", ""),
    ("claims", "c-T08", {"said_by": "rui-moreira:host"}, "said_by", "bad-reference", ""),
    ("claims", "c-T14", {"parties": "unnamed/c-T99;porto"}, "parties", "unknown-id", "c-T0"),
    ("claims", "c-T14", {"contradicts": "c-T1O"}, "contradicts", "unknown-id", "c-T10"),
    ("claims", "c-T14", {"contradicts": "c-T14"}, "contradicts", "self-reference", ""),
    ("claims", "c-T03", {"part_of": "list-council-2008"}, "part_of", "unknown-id", "2007"),
    ("claims", "c-T01", {"part_of": "list-council-2007"}, "part_of", "self-reference", ""),
    ("claims", "c-T05", {"act": "Freiburg freeze"}, "act", "bad-event", ""),
    ("claims", "c-T07", {"about": "ev-Vote"}, "about", "bad-event", ""),
    ("sources", "imna-porto", {"publisher": "porto"}, "publisher", "wrong-reference", ""),
    ("sources", "imna-porto", {"publisher": "imma"}, "publisher", "unknown-id", "imna"),
    ("posts", "mayor-porto", {"of": "prto"}, "of", "unknown-id", "porto"),
    ("posts", "mayor-porto", {"holders": "Rui Moreira"}, "holders", "name-not-id", "rui-moreira"),
    ("organizations", "imna", {"seat": "imna"}, "seat", "wrong-reference", ""),
    ("places", "porto", {"part_of": "portugl"}, "part_of", "unknown-id", "portugal"),
    ("places", "portugal", {"part_of": "porto"}, "part_of", "part-of-cycle", ""),
    ("approval_rules", "iran-1", {"country": "XX"}, "country", "unknown-country", ""),
    ("approval_rules", "iran-1", {"step": "held"}, "step", "status-not-applicable", "approved"),
    ("approval_rules", "iran-1", {"kinds": "meeting"}, "kinds", "kind-not-applicable", ""),
    ("approval_rules", "iran-1", {"order": "0"}, "order", "out-of-range", ""),
    ("approval_rules", "iran-1", {"order": "first"}, "order", "bad-number", ""),
    # claims as a whole
    ("claims", "c-T02", {"aspect": ""}, "aspect", "blank-required", ""),
    ("claims", "c-T09", {"number": "", "op": ""}, "number", "blank-required", ""),
    (
        "claims", "c-T02", {"about": "tie/isfahan+porto/sister_city"},
        "about", "tie-mismatch", "tie/freiburg+isfahan/sister_city",
    ),
    (
        "claims", "c-T02", {"kind": "friendship_city"},
        "about", "tie-mismatch", "tie/freiburg+isfahan/friendship_city",
    ),
    (
        "claims", "c-T02", {"about": "tie/isfahan+freiburg/sister_city"},
        "about", "bad-tie-id", "tie/freiburg+isfahan/sister_city",
    ),
    (
        "claims", "c-T07", {"about": "tie/freiburg+isfahan/meeting"},
        "about", "tie-mismatch", "",
    ),
    ("claims", "c-T02", {"about": "isfahan"}, "about", "about-mismatch", "tie/"),
    ("claims", "c-T11", {"about": "isfahan"}, "about", "about-mismatch", "@"),
    ("claims", "c-T11", {"about": "isfahan@wegoo"}, "about", "unknown-id", "wego"),
    ("claims", "c-T11", {"about": "@wego"}, "about", "bad-about", ""),
    ("claims", "c-T13", {"about": "rui-moreira@wego"}, "about", "wrong-reference", "a post"),
    ("claims", "c-T02", {"kind": "meeting"}, "kind", "kind-not-applicable", ""),
    ("claims", "c-T11", {"kind": "sister_city"}, "kind", "kind-not-applicable", "membership"),
    ("claims", "c-T14", {"parties": "porto"}, "parties", "too-few-parties", ""),
    ("claims", "c-T04", {"status": "held"}, "status", "status-not-applicable", "in_force"),
    ("claims", "c-T07", {"status": "in_force"}, "status", "status-not-applicable", "rejected"),
    ("claims", "c-T11", {"status": "in_force"}, "status", "status-not-applicable", "member"),
    ("claims", "c-T09", {"status": "in_force"}, "status", "status-not-applicable", "empty"),
    ("claims", "c-T04", {"status": "announced"}, "status", "announced-not-plan", "plan"),
    ("claims", "c-T04", {"channel": "civic"}, "channel", "channel-not-applicable", ""),
    ("claims", "c-T09", {"channel": "civic"}, "channel", "channel-not-applicable", ""),
    ("claims", "c-T05", {"act": ""}, "act", "act-needed", "ev-"),
    ("claims", "c-T06", {"act": ""}, "act", "act-needed", "ev-"),
    ("claims", "c-T07", {"act": "ev-vote-freiburg-2023"}, "act", "self-reference", ""),
    ("claims", "c-T05", {"side": "porto"}, "side", "side-not-party", "freiburg or isfahan"),
    ("claims", "c-T13", {"op": ">"}, "op", "op-without-number", ""),
    ("claims", "c-T13", {"excluding": "porto"}, "excluding", "excluding-without-number", ""),
    ("claims", "c-T13", {"complete": "yes"}, "complete", "complete-not-list", ""),
    ("claims", "c-T13", {"number_to": "12"}, "number_to", "number-to-without-number", ""),
    ("claims", "c-T09", {"op": "", "number_to": "3"}, "number_to", "number-range", "empty"),
    ("claims", "c-T09", {"op": ">", "number_to": "99"}, "op", "number-range", "empty"),
    ("claims", "c-T09", {"op": "", "number_to": "many"}, "number_to", "bad-number", ""),
    ("claims", "c-T04", {"condition": "it rains"}, "condition", "condition-not-plan", "plan"),
    (
        "claims", "c-T08", {"aspect": "plan", "condition_fa": "باران ببارد"},
        "condition", "condition-missing", "if",
    ),
    (
        "claims", "c-T08", {"aspect": "plan", "condition": "if it rains"},
        "condition", "condition-form", "it rains",
    ),
    (
        "claims", "c-T08",
        {"aspect": "plan", "condition": "it rains", "condition_fa": "اگر باران ببارد"},
        "condition_fa", "condition-form", "باران ببارد",
    ),
    (
        "claims", "c-T08", {"aspect": "plan", "condition": "it is so", "condition_on": "porto"},
        "condition_on", "bad-reference", "ev-",
    ),
    (
        "claims", "c-T08", {"aspect": "plan", "condition": "it is so", "condition_on": "ev-no"},
        "condition_on", "unknown-id", "",
    ),
    (
        "claims", "c-T08",
        {"aspect": "plan", "condition": "it is so", "condition_on": "tie/isfahan+prto/sister_city"},
        "condition_on", "unknown-id", "porto",
    ),
    ("claims", "c-T04", {"duration": "5 years"}, "duration", "bad-duration", "P5Y"),
    ("claims", "c-T04", {"duration": "P2W"}, "duration", "bad-duration", "P14D"),
    ("claims", "c-T09", {"duration": "P5Y"}, "duration", "duration-not-applicable", ""),
    (
        "claims", "c-T04", {"until": "2020", "duration": "P5Y"},
        "until", "duration-mismatch", "empty",
    ),
    (
        "sources", "imna-porto", {"language": "", "title_original": "Porto"},
        "language", "language-missing", "fa",
    ),
    ("claims", "c-T13", {"grade": "board"}, "grade", "grade-not-membership", ""),
    ("claims", "c-T08", {"when": "2021-08-01"}, "when", "dated-after-source", "plan"),
    ("claims", "c-T04", {"when": "2027"}, "when", "dated-after-source", "plan"),
    ("claims", "c-T04", {"until": "1999"}, "until", "until-before-when", ""),
    ("claims", "c-T13", {"basis": "stated"}, "basis", "basis-without-date", ""),
    (
        "claims", "c-T04",
        {"kind": "friendship_city", "about": "tie/freiburg+isfahan/friendship_city"},
        "kind", "wording-mismatch", "sister_city",
    ),
    ("sources", "freiburg-page", {"accessed": ""}, "accessed", "undated-source", ""),
    (
        "sources", "imna-porto", {"published": "2026-12-01"},
        "published", "published-after-access", "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "row", "values", "column", "code", "advice"),
    CELLS,
    ids=[
        f"{code}:{table}.{column}-{n}" for n, (table, _r, _v, column, code, _a) in enumerate(CELLS)
    ],
)
def test_a_mistake_in_a_cell(
    folder: Path, table: str, row: str, values: dict[str, str], column: str, code: str, advice: str
) -> None:
    file = folder / f"{table}.csv"
    line = change(file, row, **values)
    found = [p for p in problems(folder) if p.code == code and p.column == column]
    assert found, [str(p) for p in problems(folder)]
    assert any(p.file == str(file) and p.line == line for p in found)
    text = " ".join(str(p) for p in found)
    assert advice in text, text


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        file = folder / name
        data = file.read_bytes()
        assert old.encode() in data
        file.write_bytes(data.replace(old.encode(), new.encode("utf-8", "surrogateescape"), 1))

    return apply


def raw(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        file = folder / name
        data = file.read_bytes()
        assert old in data
        file.write_bytes(data.replace(old, new, 1))

    return apply


def add(name: str, data: bytes) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return apply


def pipe(name: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return apply


def folder_called(name: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()

    return apply


# what is done to the folder, file, line, column, code, part of what is said
FILES: list[tuple[Callable[[Path], None], str, int, str, str, str]] = [
    (
        edit("people.csv", "aliases,", "alias,"),
        "people.csv", 1, "alias", "unknown-column", "aliases",
    ),
    (
        edit("people.csv", "name_fa,", "name_qq,"),
        "people.csv", 1, "name_qq", "unknown-language", "datapackage.json",
    ),
    (edit("people.csv", "name_en,", "Name_EN,"), "people.csv", 1, "name_en", "missing-column", ""),
    (edit("people.csv", "note", "id"), "people.csv", 1, "id", "duplicate-column", ""),
    (
        edit("people.csv", "Rui Moreira,", "Rui, Moreira,"),
        "people.csv", 3, "", "ragged-row", "quot",
    ),
    (edit("people.csv", "Rui Moreira,", "Rui Moreira"), "people.csv", 3, "", "ragged-row", "7"),
    (
        edit("people.csv", "rui-moreira,Rui Moreira", ","),
        "people.csv", 3, "", "blank-row", "delete",
    ),
    (
        edit("people.csv", "Rui Moreira", '"Rui Moreira'),
        "people.csv", 3, "", "bad-csv", "quotation",
    ),
    (raw("people.csv", b"Rui", b"Ru\xee"), "people.csv", 3, "", "bad-encoding", "UTF-8"),
    (raw("people.csv", b"Rui", b"Ru\x00i"), "people.csv", 3, "", "control-character", "U+0000"),
    (raw("people.csv", b"Rui", b"Ru\x1bi"), "people.csv", 3, "", "control-character", "U+001B"),
    (
        edit("people.csv", "Rui", "Ru\u202ei"),
        "people.csv", 3, "", "control-character", "U+202E",
    ),
    (add("people.csv", b""), "people.csv", 1, "", "missing-header", "id,name_en"),
    (add("claim.csv", b"id\n"), "claim.csv", 0, "", "unknown-file", "claims"),
    (
        add("people.csv", "id,name_en\nrui,Rui\n".encode("utf-16")),
        "people.csv", 0, "", "bad-encoding", "UTF-8",
    ),
    (add("datapackage.json", b"{"), "datapackage.json", 0, "", "bad-datapackage", ""),
    (add("datapackage.json", b"[]"), "datapackage.json", 0, "", "bad-datapackage", ""),
    (
        add("datapackage.json", b'{"a":' * 200_000), "datapackage.json", 0, "", "bad-datapackage",
        "",
    ),
    (pipe("datapackage.json"), "datapackage.json", 0, "", "unreadable-file", "not a regular file"),
    (pipe("people.csv"), "people.csv", 0, "", "unreadable-file", "not a regular file"),
    (folder_called("posts.csv"), "posts.csv", 0, "", "unreadable-file", "is a folder"),
    (
        add("datapackage.json", b'{"cityties_format_version": 99}'),
        "datapackage.json", 0, "cityties_format_version", "newer-format", "newest",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "file", "line", "column", "code", "said"),
    FILES,
    ids=[f"{code}-{n}" for n, (_s, _f, _l, _c, code, _t) in enumerate(FILES)],
)
def test_a_mistake_in_a_file(
    folder: Path,
    spoil: Callable[[Path], None],
    file: str,
    line: int,
    column: str,
    code: str,
    said: str,
) -> None:
    spoil(folder)
    found = [p for p in problems(folder) if p.code == code]
    assert [(p.file, p.line, p.column) for p in found] == [(str(folder / file), line, column)]
    assert said in str(found[0])


def test_the_unspoilt_folder_is_clean() -> None:
    assert len(load_folder(SMALL).claims) == 14


def test_a_folder_without_tables(tmp_path: Path) -> None:
    assert [p.code for p in problems(tmp_path)] == ["missing-file"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load_folder(tmp_path / "nowhere")


def test_a_table_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityties.loaders.tables.MAX_BYTES", 300)
    assert "too-large" in {p.code for p in problems(folder)}


def test_all_problems_of_all_files_at_once(folder: Path) -> None:
    change(folder / "places.csv", "porto", latitude="95", wikidata="x")
    change(folder / "sources.csv", "imna-porto", published="soon")
    change(folder / "claims.csv", "c-T04", when="?", status="signed")
    found = {(Path(p.file).name, p.code) for p in problems(folder)}
    assert found >= {
        ("places.csv", "out-of-range"),
        ("places.csv", "bad-wikidata"),
        ("sources.csv", "bad-date"),
        ("claims.csv", "bad-date"),
        ("claims.csv", "unknown-code"),
    }


def test_a_faulty_row_makes_no_row_dangle_that_names_it(folder: Path) -> None:
    change(folder / "sources.csv", "imna-porto", published="soon")
    assert {p.code for p in problems(folder)} == {"bad-date"}


def test_a_renewal_needs_its_act(folder: Path) -> None:
    change(
        folder / "claims.csv",
        "c-T04",
        kind="renewal",
        wording="",
        about="tie/freiburg+isfahan/renewal",
    )
    assert {p.code for p in problems(folder)} == {"act-needed"}


def test_every_code_of_a_problem_in_the_loaders_is_tested() -> None:
    import re

    sources = [
        Path(cells.__file__).with_name(f"{n}.py")
        for n in ("cells", "checker", "claim_rules", "tables")
    ]
    pattern = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
    commands = {f"add-{thing}" for thing in ("place", "organization", "person", "post", "source")}
    in_code = {
        code
        for source in sources
        for code in pattern.findall(source.read_text("utf-8"))
        if code not in {"utf-8", "ev-freiburg-freeze-1", *commands}
    }
    tested = {code for *_x, code, _a in CELLS} | {code for *_x, code, _s in FILES}
    tested |= {"missing-file", "too-large", "out-of-range"}
    assert in_code - tested == set()


def test_a_table_that_cannot_be_read_is_the_only_problem(tmp_path, repository):
    """Its rows are missing for that reason alone: what refers to them is not reported."""
    for bad in ("utf-16", "no-id", "folder"):
        folder = tmp_path / bad
        shutil.copytree(repository / "data", folder)
        table = folder / "people.csv"
        text = table.read_text("utf-8")
        table.unlink()
        if bad == "utf-16":
            table.write_bytes(text.encode("utf-16"))
        elif bad == "no-id":
            table.write_text(text.replace("id,", "key,", 1), "utf-8")
        else:
            table.mkdir()
        with pytest.raises(DataError) as caught:
            load_folder(folder)
        assert {problem.file for problem in caught.value.problems} == {str(table)}, bad
        assert len(caught.value.problems) < 60
