"""Folders that are right: what comes out, what may be added, how they are formatted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.loaders.format import format_folder
from cityties.loaders.tables import load_folder, merge
from cityties.model.rows import Claim, Person, Place, Tables
from cityties.model.tables import ROW_TYPES, canonical_tables, table_bytes

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


@pytest.fixture(scope="module")
def small() -> Tables:
    return load_folder(SMALL)


def write(folder: Path, tables: Tables) -> Path:
    folder.mkdir()
    for table in ROW_TYPES:
        if getattr(tables, table):
            (folder / f"{table}.csv").write_bytes(table_bytes(table, getattr(tables, table)))
    return folder


def test_cells_become_values(small: Tables) -> None:
    claims = {claim.id: claim for claim in small.claims}
    porto = claims["c-T08"]
    assert porto.parties == ("isfahan", "porto")
    assert porto.facts == ("T08a", "T08b")
    assert porto.when is not None
    assert porto.when.text == "2021-07-27"
    assert claims["c-T10"].number == 14
    assert claims["c-T10"].gist == "There are at least fourteen, Porto aside."
    assert claims["c-T12"].when is None
    assert claims["c-T07"].votes == "for=8;against=25;abstain=7"
    isfahan = next(place for place in small.places if place.id == "isfahan")
    assert (isfahan.latitude, isfahan.population) == (32.6525, 1961260)


def test_a_blank_certainty_is_stated(tmp_path: Path, small: Tables) -> None:
    user = tmp_path / "user"
    user.mkdir()
    (user / "claims.csv").write_text(
        "id,source,type,about,number\nc-U1,council-2007,count,isfahan,3\n", encoding="utf-8"
    )
    assert load_folder(user, known=small).claims == (
        Claim("c-U1", "council-2007", "count", about="isfahan", number=3.0),
    )


def test_user_tables_refer_to_known_rows(tmp_path: Path, small: Tables) -> None:
    claim = Claim(
        "c-U1",
        "council-2007",
        "tie",
        aspect="state",
        kind="sister_city",
        about="tie/isfahan+porto/sister_city",
        parties=("isfahan", "porto"),
        status="in_force",
        part_of="list-council-2007",
    )
    user = write(tmp_path / "user", Tables(claims=(claim,)))
    assert load_folder(user, known=small).claims == (claim,)
    with pytest.raises(DataError) as caught:
        load_folder(user)
    # The shipped data has them: that it is left out is said once, next to what is unknown.
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"unknown-id", "shipped-left-out"}


def test_a_row_that_is_known_may_come_again_but_not_changed(tmp_path: Path, small: Tables) -> None:
    person = small.people[0]
    same = write(tmp_path / "same", Tables(people=(person,)))
    assert load_folder(same, known=small).people == (person,)
    other = write(tmp_path / "other", Tables(people=(replace(person, name_en="X"),)))
    with pytest.raises(DataError) as caught:
        load_folder(other, known=small)
    assert [(p.code, p.line) for p in caught.value.problems] == [("duplicate-id", 2)]
    city = write(
        tmp_path / "city", Tables(people=(Person("isfahan", "Isfahan"),))
    )  # the same id, in another table
    with pytest.raises(DataError):
        load_folder(city, known=small)


def test_merge_keeps_one_of_two_equal_rows_and_names_both_files(small: Tables) -> None:
    assert merge(small, small) == small
    more = Tables(places=(Place("turin", "city", "Turin"),))
    assert len(merge(small, more).places) == len(small.places) + 1
    clash = Tables(people=(Person("isfahan", "Somebody"),), claims=(Claim("c-T01", "x", "tie"),))
    with pytest.raises(DataError) as caught:
        merge(small, clash, names=("shipped", "mine"))
    assert {(p.code, p.file, p.value) for p in caught.value.problems} == {
        ("duplicate-id", "mine/people.csv", "isfahan"),
        ("duplicate-id", "mine/claims.csv", "c-T01"),
    }
    assert "shipped/places.csv" in str(caught.value)


def test_merge_sees_that_the_order_in_a_cell_means_nothing(small: Tables) -> None:
    claim = next(claim for claim in small.claims if len(claim.parties) == 2)
    turned = Tables(claims=(replace(claim, parties=claim.parties[::-1]),))
    assert merge(small, turned) == small


def test_blanks_around_cells_crlf_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(
        b"\xef\xbb\xbfid, name_en ,aliases\r\nali , Ali ,b ; a\r\n\r\n"
    )
    assert load_folder(tmp_path).people == (Person("ali", "Ali", aliases=("b", "a")),)


def test_other_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name_en\nali,Ali\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    (tmp_path / ".claim.csv").write_text("x", encoding="utf-8")
    assert len(load_folder(tmp_path).people) == 1


def test_format_sorts_and_normalises_without_losing_anything(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    before = canonical_tables(load_folder(folder))
    for file in folder.glob("*.csv"):
        header, *lines = file.read_text("utf-8").splitlines()
        file.write_text("\r\n".join([header, *reversed(lines)]), encoding="utf-8", newline="")
    changed = format_folder(folder, check=True)
    assert len(changed) == 7
    assert b"\r\n" in changed[0].read_bytes(), "check only looks"
    assert format_folder(folder) == changed
    assert format_folder(folder) == []
    assert canonical_tables(load_folder(folder)) == before
    for file in SMALL.glob("*.csv"):
        assert (folder / file.name).read_bytes() == file.read_bytes()


def test_format_refuses_a_folder_with_problems_and_leaves_it(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,name_en,remark\nb,B,x\na,A,y\n", encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(DataError):
        format_folder(tmp_path)
    assert file.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["people.csv"]


def test_the_fixture_is_formatted() -> None:
    assert format_folder(SMALL, check=True) == []


def test_a_post_of_another_set_may_get_more_holders(tmp_path: Path, small: Tables) -> None:
    post = next(post for post in small.posts if post.holders)
    more = replace(post, holders=("ali",))
    rows = Tables(people=(Person("ali", "Ali"),), posts=(more,))
    user = write(tmp_path / "user", rows)
    assert load_folder(user, known=small) == rows
    merged = merge(small, rows)
    found = next(each for each in merged.posts if each.id == post.id)
    assert found.holders == (*post.holders, "ali")
    assert len(merged.posts) == len(small.posts)
    changed = write(tmp_path / "x", Tables(people=rows.people, posts=(replace(more, name_en="X"),)))
    with pytest.raises(DataError):
        load_folder(changed, known=small)
    with pytest.raises(DataError):
        merge(small, Tables(posts=(replace(more, name_en="X"),)))
