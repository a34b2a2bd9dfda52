"""Places, organizations, people and posts, entered alone or on the way to a claim."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cityties.base import resources
from cityties.checks.run import check_data
from cityties.cli.commands import cli
from cityties.loaders.tables import load_folder, merge

Run = Callable[..., Any]
CLAIM = (
    "--no-ask", "--source", "imna-510860", "--type", "tie", "--kind", "sister_city",
    "--aspect", "change", "--status", "proposed", "--gist", "Isfahan proposed a tie.",
    "--gist-fa", "اصفهان پیوندی پیشنهاد کرد.",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def typed(words: list[str], *lines: str) -> Result:
    return CliRunner().invoke(cli, words, input="".join(f"{line}\n" for line in lines), obj={})


def rows(folder: Path) -> Any:
    return load_folder(folder, known=load_folder(resources.data_dir()))


def test_each_thing_by_options_and_the_folder_passes_the_check(run: Run, folder: Path) -> None:
    for words in (
        ("add-place", "--name-en", "Turin", "--name-fa", "تورین", "--kind", "city",
         "--country", "ایتالیا", "--names", "it:Torino", "--latitude", "۴۵.07",
         "--longitude", "7.69"),
        ("add-organization", "--name-en", "Turin City Council", "--name-fa", "شورای شهر تورین",
         "--kind", "city council", "--acts-for", "Torino"),
        ("add-person", "--name-en", "Sara Azad", "--name-fa", "سارا آزاد"),
        ("add-post", "--role", "mayor", "--of", "Turin", "--name-en", "Mayor of Turin",
         "--name-fa", "شهردار تورین", "--holders", "Sara Azad"),
    ):  # fmt: skip
        done = run("data", words[0], str(folder), "--no-ask", *words[1:])
        assert done.code == 0, done.err
        assert "to undo, delete the line of" in done.err
    made = rows(folder)
    assert (made.places[0].id, made.places[0].country) == ("turin", "IT")
    assert made.places[0].names == ("it:Torino",)
    assert (made.organizations[0].id, made.organizations[0].acts_for) == (
        "turin-city-council",
        "turin",
    )
    assert (made.posts[0].id, made.posts[0].of) == ("mayor-turin", "turin")
    assert made.posts[0].holders == ("sara-azad",)
    report = check_data([folder])
    assert report.ok, "\n".join(map(str, report.by_severity("error")))


def test_a_name_that_is_taken_gets_its_country(run: Run, folder: Path) -> None:
    done = run(
        "data", "add-place", str(folder), "--no-ask", "--name-en", "Valencia", "--kind", "city",
        "--country", "Venezuela",
    )  # fmt: skip
    assert done.code == 0, done.err
    done = run(
        "data", "add-place", str(folder), "--no-ask", "--name-en", "Porto", "--kind", "city",
        "--country", "IT",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert [place.id for place in rows(folder).places] == ["porto-it", "valencia"]


def test_what_is_missing_or_wrong_is_told_and_nothing_is_written(run: Run, folder: Path) -> None:
    done = run("data", "add-place", str(folder), "--no-ask", "--name-en", "Turin")
    assert done.code == 1
    assert " kind]" in done.err
    done = run("data", "add-post", str(folder), "--no-ask", "--role", "mayor", "--of", "Xyzzy")
    assert done.code == 1
    assert "cityties data add-place" in done.err
    assert not folder.exists()


def test_holders_are_added_to_a_post_of_the_shipped_data(run: Run, folder: Path) -> None:
    assert run("data", "add-person", str(folder), "--no-ask", "--name-en", "Sara Azad").code == 0
    assert run("data", "add-person", str(folder), "--no-ask", "--name-en", "Ana Bel").code == 0
    for name in ("Sara Azad", "Ana Bel"):
        done = run(
            "data", "add-post", str(folder), "--no-ask", "--id", "mayor-porto", "--holders", name
        )
        assert done.code == 0, done.err
    (post,) = rows(folder).posts
    assert (post.id, post.holders) == ("mayor-porto", ("ana-bel", "sara-azad"))
    shipped = load_folder(resources.data_dir())
    before = next(post for post in shipped.posts if post.id == "mayor-porto")
    after = next(p for p in merge(shipped, rows(folder)).posts if p.id == "mayor-porto")
    assert set(after.holders) == {*before.holders, "sara-azad", "ana-bel"}
    assert check_data([folder]).ok


def test_a_post_asked_for(folder: Path) -> None:
    done = typed(
        ["data", "add-post", str(folder), "--ask"],
        "mayor",
        "Torino",  # not known: entered on the way
        "place",
        "تورین",
        "",  # a city
        "Italy",
        "",  # to
        "Mayor of Turin",
        "شهردار تورین",
        "",
        "",
        "",  # the id that is proposed
        "y",
    )
    assert done.exit_code == 0, done.output
    made = rows(folder)
    assert (made.places[0].id, made.places[0].name_fa) == ("torino", "تورین")
    assert (made.posts[0].id, made.posts[0].of) == ("mayor-torino", "torino")


def test_what_a_source_does_not_name(run: Run, folder: Path) -> None:
    done = run("data", "add-claim", str(folder), *CLAIM, "--parties", "Isfahan; a city in Denmark")
    assert done.code == 0, done.err
    (claim,) = rows(folder).claims
    assert f"unnamed/{claim.id}" in done.err
    assert claim.parties == ("isfahan", f"unnamed/{claim.id}")
    assert claim.about == f"tie/isfahan+unnamed/{claim.id}/sister_city"
    assert claim.note == f"unnamed/{claim.id}: a city in Denmark (DK)"
    done = run("data", "add-claim", str(folder), *CLAIM, "--parties", "Isfahan; a city in Denmark")
    assert f"{claim.id} is there already" in done.err
    done = run(
        "data", "add-claim", str(folder), *CLAIM, "--id", "c-X7", "--parties",
        "Isfahan; شهری در لهستان; a Polish city", "--note", "second hand",
    )  # fmt: skip
    assert done.code == 0, done.err
    other = next(claim for claim in rows(folder).claims if claim.id == "c-X7")
    assert other.parties == ("isfahan", "unnamed/c-X7", "unnamed/c-X7.2")
    assert other.note == (
        "second hand; unnamed/c-X7: شهری در لهستان (PL); unnamed/c-X7.2: a Polish city"
    )
    assert check_data([folder]).ok


def test_a_table_with_a_description_gets_the_right_advice(folder: Path) -> None:
    from cityties.errors import DataError

    folder.mkdir()
    (folder / "claims.csv").write_text(
        "id,source,type,aspect,kind,about,parties,status\n"
        "c-1,imna-510860,event,change,meeting,ev-x,isfahan;a city in Denmark,held\n",
        "utf-8",
    )
    with pytest.raises(DataError) as caught:
        rows(folder)
    assert "unnamed/" in str(caught.value)
    assert "did you mean denmark" not in str(caught.value)


def test_a_name_that_is_not_known_is_entered_on_the_way(folder: Path) -> None:
    words = ["data", "add-claim", str(folder), *CLAIM[1:], "--ask", "--set", "note=x"]
    done = typed(
        [*words, "--when", "June 2021", "--until", "", "--certainty", "stated", "--said-by", ""],
        "Isfahan; Torino; Isfahn",
        "place",
        "تورین",
        "",
        "IT",
        "again",  # a misspelt name
        "Isfahan; Torino; a Polish city",
        "",  # unnamed
        "",  # about
        "",
        "",
        "",
        "",
        "y",
    )
    assert done.exit_code == 0, done.output
    assert "did you mean isfahan" in done.output
    made = rows(folder)
    assert [place.id for place in made.places] == ["torino"]
    (claim,) = made.claims
    assert claim.parties == ("isfahan", "torino", f"unnamed/{claim.id}")
    assert claim.when is not None
    assert claim.when.text == "2021-06"
    assert "a Polish city" in claim.note


def test_a_claim_on_a_shipped_source_leaves_its_expectation(run: Run, folder: Path) -> None:
    done = run("data", "add-claim", str(folder), *CLAIM, "--parties", "Isfahan; Porto")
    assert done.code == 0, done.err
    assert "expects" not in done.err
    report = check_data([folder])
    assert report.ok, "\n".join(map(str, report.by_severity("error")))
