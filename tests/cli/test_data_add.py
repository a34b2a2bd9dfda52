"""A source and a claim, asked for step by step or given by options; whole or not at all."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cityties.base import resources
from cityties.cli.commands import cli
from cityties.errors import CitytiesError, DataError
from cityties.language import messages
from cityties.loaders import additions
from cityties.loaders.tables import load_folder

Run = Callable[..., Any]

CLAIM = (
    "--no-ask", "--source", "imna-510860", "--type", "tie", "--kind", "sister city",
    "--parties", "Isfahan; پورتو", "--aspect", "change", "--status", "in_force",
    "--when", "2021-07-27", "--gist", "Isfahan and Porto signed on line.",
    "--gist-fa", "اصفهان و پورتو برخط امضا کردند.",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def typed(words: list[str], *lines: str) -> Result:
    """Answer the questions with these lines; the end of input ends the command."""
    runner = CliRunner()
    return runner.invoke(
        cli, words, input="".join(f"{line}\n" for line in lines), obj={}, catch_exceptions=True
    )


def rows(folder: Path) -> Any:
    return load_folder(folder, known=load_folder(resources.data_dir()))


# --- by options ---


def test_a_source_by_options_with_what_can_be_filled_in(run: Run, folder: Path) -> None:
    done = run(
        "data", "add-source", str(folder), "--no-ask", "--kind", "news", "--title", "تراموا",
        "--url", "https://en.imna.ir/news/777/trams", "--published", "۲۰۲۱-۰۷",
    )  # fmt: skip
    assert done.code == 0, done.err
    (source,) = rows(folder).sources
    assert source.id == "imna-777"
    assert source.publisher == "imna"  # other sources have this host
    assert source.language == "fa"
    assert source.published.text == "2021-07"
    assert source.accessed.text == date.today().isoformat()
    assert str(folder / "sources.csv") in done.out


def test_a_new_publisher_is_added_with_both_names(run: Run, folder: Path) -> None:
    done = run(
        "data", "add-source", str(folder), "--no-ask", "--kind", "news", "--title", "A",
        "--publisher", "New Paper", "--publisher-en", "New Paper", "--publisher-fa", "روزنامهٔ نو",
    )  # fmt: skip
    assert done.code == 0, done.err
    made = rows(folder)
    assert [(o.id, o.kind, o.name_fa) for o in made.organizations] == [
        ("new-paper", "publisher", "روزنامهٔ نو")
    ]
    assert made.sources[0].publisher == "new-paper"


def test_a_city_may_be_named_with_its_country(run: Run, folder: Path) -> None:
    words = [word.replace("پورتو", "Porto, Portugal") for word in CLAIM]
    assert run("data", "add-claim", str(folder), *words).code == 0
    assert rows(folder).claims[0].parties == ("isfahan", "porto")


def test_a_name_that_two_folders_have_is_asked_about(run: Run, folder: Path) -> None:
    place = ("--name-en", "Hyderabad", "--kind", "city", "--country", "PK", "--id", "hyderabad-pk")
    assert run("data", "add-place", str(folder), "--no-ask", *place).code == 0
    words = [word.replace("پورتو", "Hyderabad") for word in CLAIM]
    done = run("data", "add-claim", str(folder), *words)
    assert done.code == 1
    assert "hyderabad-in, hyderabad-pk" in done.err
    words = [word.replace("پورتو", "Hyderabad (Pakistan)") for word in CLAIM]
    assert run("data", "add-claim", str(folder), *words).code == 0
    assert rows(folder).claims[0].parties == ("hyderabad-pk", "isfahan")


def test_a_city_that_is_known_already_is_told(run: Run, folder: Path) -> None:
    place = ("--name-en", "Oporto", "--kind", "city", "--country", "PT")
    done = run("data", "add-place", str(folder), "--no-ask", *place)
    assert done.code == 0
    assert "a city of this name is known: porto" in done.err
    other = ("--name-en", "Oporto", "--kind", "city", "--country", "AU", "--id", "oporto-au")
    done = run("data", "add-place", str(folder), "--no-ask", *other)
    assert "is known" not in done.err


def test_a_claim_by_options_names_become_ids(run: Run, folder: Path) -> None:
    done = run("data", "add-claim", str(folder), *CLAIM)
    assert done.code == 0, done.err
    (claim,) = rows(folder).claims
    assert re.fullmatch("c-[0-9a-f]{8}", claim.id)
    assert claim.about == "tie/isfahan+porto/sister_city"
    assert claim.parties == ("isfahan", "porto")
    assert claim.kind == "sister_city"
    assert claim.gist_fa
    again = run("data", "add-claim", str(folder), *CLAIM)
    assert again.code == 0
    assert f"{claim.id} is there already" in again.err
    assert rows(folder).claims == (claim,)
    other = run("data", "add-claim", str(folder), *CLAIM, "--locator", "2")
    assert other.code == 0
    assert len({each.id for each in rows(folder).claims}) == 2


def test_ids_of_two_copies_of_a_folder_do_not_meet(run: Run, tmp_path: Path) -> None:
    for copy, locator in (("one", "1"), ("two", "2"), ("three", "1")):
        done = run("data", "add-claim", str(tmp_path / copy), *CLAIM, "--locator", locator)
        assert done.code == 0
    one, two, three = (rows(tmp_path / copy).claims[0].id for copy in ("one", "two", "three"))
    assert one != two
    assert one == three  # the same claim entered in both


def test_a_plan_under_a_condition_by_options(run: Run, folder: Path) -> None:
    words = list(CLAIM)
    words[words.index("change")] = "plan"
    words[words.index("--when") : words.index("--when") + 2] = []
    more = ("--condition", "the council agrees", "--condition-fa", "شورا موافقت کند",
            "--condition-on", "ev-signing-porto-2021-07", "--duration", "P5Y")  # fmt: skip
    done = run("data", "add-claim", str(folder), *words, *more)
    assert done.code == 0, done.err
    (claim,) = rows(folder).claims
    assert (claim.condition, claim.condition_fa) == ("the council agrees", "شورا موافقت کند")
    assert (claim.condition_on, claim.duration) == (("ev-signing-porto-2021-07",), "P5Y")
    shown = run("history", "isfahan", "porto", "--data", str(folder))
    assert "planned: in force, if the council agrees" in shown.out
    # A report has no condition.
    assert run("data", "add-claim", str(folder), *CLAIM, *more).code == 1


def test_a_condition_is_asked_for_of_plans_only(folder: Path) -> None:
    start = ("data", "add-claim", str(folder), "--ask", "--source", "imna-510860", "--type", "tie",
             "--kind", "sister_city", "--parties", "isfahan;porto", "--status", "in_force",
             "--gist", "A plan.", "--gist-fa", "یک برنامه.")  # fmt: skip
    assert "Condition" in typed([*start, "--aspect", "plan"], *[""] * 8).output
    assert "Condition" not in typed([*start, "--aspect", "change"], *[""] * 8).output


def test_a_range_and_titles_by_options(run: Run, folder: Path) -> None:
    done = run(
        "data", "add-source", str(folder), "--no-ask", "--kind", "news", "--title", "Two cities",
        "--title-fa", "دو شهر", "--title-original", "Zwei Städte", "--language", "de",
        "--publisher", "imna", "--id", "two",
    )  # fmt: skip
    assert done.code == 0, done.err
    done = run(
        "data", "add-claim", str(folder), "--no-ask", "--source", "two", "--type", "count",
        "--about", "isfahan", "--kind", "sister_city", "--number", "10", "--number-to", "12",
        "--of", "sister cities", "--gist", "Ten to twelve.",
    )  # fmt: skip
    assert done.code == 0, done.err
    made = rows(folder)
    assert (made.sources[0].title_fa, made.sources[0].title_original) == ("دو شهر", "Zwei Städte")
    assert (made.claims[0].number, made.claims[0].number_to) == (10, 12)
    shown = run("counts", "isfahan", "--data", str(folder)).out
    assert "10–12" in shown


def test_a_solar_hijri_day_is_turned(run: Run, folder: Path) -> None:
    words = [*CLAIM[: CLAIM.index("--when") + 1], "sh1400-05-05", *CLAIM[CLAIM.index("--gist") :]]
    assert run("data", "add-claim", str(folder), *words).code == 0
    assert rows(folder).claims[0].when.text == "2021-07-27"


def test_other_columns_by_set(run: Run, folder: Path) -> None:
    done = run("data", "add-claim", str(folder), *CLAIM, "--set", "when_text=27 July")
    assert done.code == 0, done.err
    assert rows(folder).claims[0].when_text == "27 July"
    done = run("data", "add-claim", str(folder), *CLAIM, "--set", "when_txt=27 July")
    assert done.code == 2
    assert "when_text" in done.err


def test_no_kind_and_no_status_is_ever_assumed(run: Run, folder: Path) -> None:
    done = run(
        "data", "add-claim", str(folder), "--no-ask", "--source", "imna-510860", "--type", "tie",
        "--parties", "isfahan;porto",
    )  # fmt: skip
    assert done.code == 1
    for column in ("kind", "aspect", "status"):
        assert f" {column}]" in done.err
    assert not folder.exists()


def test_a_name_of_several_things_is_never_guessed(run: Run, folder: Path) -> None:
    words = [*CLAIM[: CLAIM.index("--parties") + 1], "Isfahan;Córdoba", *CLAIM[9:]]
    done = run("data", "add-claim", str(folder), *words)
    assert done.code != 0
    assert "cordoba-ar" in done.err
    assert "cordoba-es" in done.err
    assert not folder.exists()


# --- nothing is written by halves ---


def test_faulty_rows_leave_the_folder_as_it_was(run: Run, folder: Path) -> None:
    assert run("data", "add-claim", str(folder), *CLAIM).code == 0
    before = (folder / "claims.csv").read_bytes()
    done = run("data", "add-claim", str(folder), *CLAIM, "--set", "channel=sideways")
    assert done.code == 1
    assert "sideways" in done.err
    assert (folder / "claims.csv").read_bytes() == before


def test_a_folder_with_problems_is_not_touched(run: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "people.csv").write_text("id,name_en\nBad Id,\n", "utf-8")
    done = run("data", "add-claim", str(folder), *CLAIM)
    assert done.code == 1
    assert "people.csv:2" in done.err
    assert [path.name for path in folder.iterdir()] == ["people.csv"]


def test_a_write_that_fails_half_way_leaves_a_folder_that_loads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {
        "organizations": [{"id": "paper", "kind": "publisher", "name_en": "Paper"}],
        "sources": [
            {"id": "page", "kind": "news", "title": "A", "publisher": "paper",
             "accessed": "2026-11-21"}
        ],
    }  # fmt: skip
    write = additions.write_atomic

    def fails_on_sources(path: Path, data: bytes) -> None:
        if path.name == "sources.csv":
            raise OSError("the disk is full")
        write(path, data)

    monkeypatch.setattr(additions, "write_atomic", fails_on_sources)
    with pytest.raises(OSError, match="full"):
        additions.add_rows(folder, new)
    assert [path.name for path in folder.iterdir()] == ["organizations.csv"]
    assert load_folder(folder).organizations[0].id == "paper"


def test_two_writers_at_a_time_both_get_their_row(folder: Path) -> None:
    import threading

    faults: list[BaseException] = []

    def add(number: int) -> None:
        try:
            additions.add_rows(folder, {"people": [{"id": f"p-{number}", "name_en": "Somebody"}]})
        except CitytiesError as error:
            faults.append(error)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert {person.id for person in load_folder(folder).people} == {f"p-{n}" for n in range(6)}


def test_problems_of_new_rows_are_told_apart_from_old_ones(folder: Path) -> None:
    with pytest.raises(DataError) as caught:
        additions.check_rows(folder, {"people": [{"id": "p", "name_en": ""}]})
    assert set(additions.problem_columns(caught.value)) == {"name_en"}


# --- asked for ---


def test_a_source_asked_for_with_mistakes_on_the_way(folder: Path) -> None:
    done = typed(
        ["data", "add-source", str(folder), "--ask"],
        "https://example.org/x/77",
        "The New Paper",  # not known yet
        "y",
        "",  # its English name: as typed
        "روزنامهٔ نو",
        "",  # the title may not be blank
        "A title",
        "عنوان",  # in Persian
        "",  # as printed
        "nwes",  # told at once, with a proposal
        "news",
        "",  # en
        "2021-13",
        "2021-07",
        "",  # read today
        "",
        "",
        "",  # the id that is proposed
        "y",
    )
    assert done.exit_code == 0, done.output
    assert "did you mean news?" in done.output
    assert "2021-13" in done.output
    (source,) = rows(folder).sources
    assert (source.id, source.published.text) == ("the-new-paper-77", "2021-07")
    assert (source.title, source.title_fa, source.title_original) == ("A title", "عنوان", "")


def test_a_claim_asked_for_and_a_whole_row_that_is_wrong_is_asked_again(folder: Path) -> None:
    done = typed(
        ["data", "add-claim", str(folder), "--ask"],
        "imna-510860",
        "",  # a tie
        "",  # sister_city
        "Isfahan; Porto",
        "",  # change
        "",  # in_force
        "2031",  # later than its source: only the whole row shows it
        "",
        "",  # for how long
        "",  # about the tie that is proposed
        "",
        "",
        "",
        "",
        "Isfahan and Porto signed.",
        "اصفهان و پورتو امضا کردند.",
        "",
        "",
        "2021-07-27",  # asked once more
        "y",
    )
    assert done.exit_code == 0, done.output
    assert "when: " in done.output
    (claim,) = rows(folder).claims
    assert claim.when.text == "2021-07-27"
    assert claim.about == "tie/isfahan+porto/sister_city"


@pytest.mark.parametrize("last", ["n", None])
def test_no_at_the_end_or_the_end_of_input_writes_nothing(last: str | None, folder: Path) -> None:
    words = ["data", "add-claim", str(folder), *CLAIM, "--ask", "--set", "topics=tourism"]
    lines = ["", "", "", "", "", ""]  # what the options left open
    done = typed(words, *lines[:5], *([last] * 3 if last else []))
    assert not folder.exists(), done.output


def test_questions_are_asked_in_persian(folder: Path) -> None:
    from cityties.cli.data import add as data_add

    with messages.in_language("fa"):
        assert messages.language() == "fa"
        assert all(messages._(text) for text in data_add.CLAIM_TEXTS.values())


def test_at_a_real_terminal(folder: Path) -> None:
    pexpect = pytest.importorskip("pexpect", reason="install it with: pip install pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "cityties", "data", "add-source", str(folder), "--kind", "news"],
        encoding="utf-8", timeout=60, dimensions=(40, 120),
    )  # fmt: skip
    child.expect("Address")
    child.sendline("https://en.imna.ir/news/778/trams")
    child.expect(r"Publisher.*\[imna\]")
    child.sendline("")
    child.expect("Title")
    child.sendline("تراموای اصفهان")
    child.expect("Persian")
    child.sendline("")
    child.expect("printed")
    child.sendline("")
    child.expect(r"Language.*\[fa\]")
    child.sendline("")
    child.expect("Published on")
    child.sendline("2021-07-05")
    child.expect("Accessed on")
    child.sendline("")
    child.expect("Expected number of claims")
    child.sendline("")
    child.expect("Note")
    child.sendline("")
    child.expect(r"Id.*\[imna-778\]")
    child.sendline("")
    child.expect("Write it")
    child.sendline("y")
    child.expect("added imna-778")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert rows(folder).sources[0].title == "تراموای اصفهان"


@pytest.mark.usefixtures("hear_interrupts")
def test_ctrl_c_at_a_real_terminal_writes_nothing(folder: Path) -> None:
    pexpect = pytest.importorskip("pexpect", reason="install it with: pip install pexpect")
    child = pexpect.spawn(
        sys.executable, ["-m", "cityties", "data", "add-claim", str(folder)],
        encoding="utf-8", timeout=60,
    )  # fmt: skip
    child.expect("Source")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert not folder.exists()
