from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cityties.errors import DataError, NotFoundError, UsageError
from cityties.intake.accept import land
from cityties.intake.inbox import Inbox, likeness
from cityties.intake.known import Known
from cityties.intake.mentions import Names
from cityties.intake.proposer import propose
from cityties.intake.readers import read_text
from cityties.intake.review import decide, decide_all, decisions, find, queue, undo
from cityties.loaders.tables import load_folder

TEXT = (
    "News of Isfahan\n"
    "Isfahan and Kazan signed a sister city agreement on 9 April 2025. "
    "Isfahan will sign a memorandum of understanding with Lyon. "
    "Isfahan sent two consignments of medical supplies to Kabul."
)
WHEN = "2025-05-11T08:00:00+00:00"


@pytest.fixture
def box(tmp_path: Path, names: Names) -> Inbox:
    made = Inbox(tmp_path / "inbox")
    put(made, names, TEXT)
    return made


def put(
    box: Inbox, names: Names, text: str, publisher: str = "IMNA", url: str = "https://x.example/1"
) -> str:
    article = replace(read_text(text, published="2025-05-10", publisher=publisher), url=url)
    return box.put(article, propose(article, names)).how


def test_the_queue_gives_a_form_what_it_needs(box: Inbox) -> None:
    items = queue(box)
    assert [(item.number, item.of) for item in items] == [(1, 3), (2, 3), (3, 3)]
    shown = items[0].as_dict()
    start, end = shown["mark"]
    assert shown["paragraph"][start:end] == items[0].candidate.quote


def test_a_decision_keeps_who_and_when_and_undo_takes_it_back(box: Inbox) -> None:
    first = queue(box)[0].candidate.id
    decide(box, first[:5], "accept", {"when": "2025-04"}, "Sara", WHEN)
    assert len(queue(box)) == 2
    (kept,) = decisions(box)
    assert (kept.who, kept.when, kept.verdict, kept.changes) == (
        "Sara",
        WHEN,
        "accept",
        {"when": "2025-04"},
    )
    decide(box, first, "reject", who="Ali", when=WHEN)
    assert undo(box) is not None
    assert find(box, first).cells["when"] == "2025-04"
    undo(box)
    assert len(queue(box)) == 3
    assert undo(box) is None


def test_what_cannot_be_decided_is_said(box: Inbox) -> None:
    first = queue(box)[0].candidate.id
    with pytest.raises(UsageError, match="who decides"):
        decide(box, first, "accept")
    with pytest.raises(UsageError, match="expected accept"):
        decide(box, first, "acept", who="A")
    with pytest.raises(UsageError, match="did you mean"):
        decide(box, first, "accept", {"statuss": "held"}, "A")
    with pytest.raises(NotFoundError):
        decide(box, "zz", "accept", who="A")
    assert decisions(box) == []


def test_a_changed_article_opens_only_what_changed(box: Inbox, names: Names) -> None:
    decide_all(box, [(item.candidate.id, "reject", {}) for item in queue(box)], "Sara", WHEN)
    assert put(box, names, TEXT) == "same"
    assert queue(box) == []
    assert put(box, names, TEXT.replace("Lyon", "Nice")) == "changed"
    (item,) = queue(box)
    assert item.candidate.cells["parties"] == "isfahan;nice"


def test_nearly_the_same_text_is_recognised(box: Inbox, names: Names) -> None:
    assert (
        put(box, names, TEXT + " More follows.", "Mehr News Agency", "https://y.example/2")
        == "near"
    )
    assert likeness(TEXT, "Something else that was printed on that day") < 0.1


def test_a_text_that_was_changed_in_the_inbox_is_refused(box: Inbox) -> None:
    (file,) = (box.folder / "articles").glob("*.json")
    file.write_text(file.read_text("utf-8").replace("Kazan", "Baku", 1), "utf-8")
    with pytest.raises(DataError, match="was changed"):
        queue(box)


def test_the_workbook_gives_the_same_bytes_as_the_terminal(
    box: Inbox, names: Names, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from cityties.intake.sheet import read_decisions, review_bytes

    items = queue(box)
    known = Known(names.tables)
    data = review_bytes(
        items, {i.candidate.id: known.compare(i.candidate, i.stored.article) for i in items}
    )
    file = tmp_path / "candidates.xlsx"
    file.write_bytes(data)
    book = openpyxl.load_workbook(file)
    sheet = book["candidates"]
    head = [cell.value for cell in sheet[1]]
    for line, verdict in enumerate(("accept", "reject", "later"), start=2):
        sheet.cell(line, head.index("verdict") + 1).value = verdict
    sheet.cell(2, head.index("gist") + 1).value = "Kazan and Isfahan are sisters now."
    book.save(file)
    read = read_decisions(file, queue(box, every=True))
    decide_all(box, read, "Sara", WHEN)
    one = box.decisions_file.read_bytes()
    box.decisions_file.unlink()
    for item, verdict in zip(items, ("accept", "reject", "later"), strict=True):
        changes = {"gist": "Kazan and Isfahan are sisters now."} if verdict == "accept" else {}
        decide(box, item.candidate.id, verdict, changes, "Sara", WHEN)
    assert box.decisions_file.read_bytes() == one


def test_a_row_of_no_candidate_is_refused(box: Inbox, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from cityties.intake.sheet import read_decisions, review_bytes

    file = tmp_path / "candidates.xlsx"
    file.write_bytes(review_bytes(queue(box), {}))
    book = openpyxl.load_workbook(file)
    book["candidates"].cell(2, 1).value = "0123456789ab"
    book["candidates"].cell(2, 2).value = "accept"
    book["candidates"].cell(3, 2).value = "yes"
    book.save(file)
    with pytest.raises(DataError) as error:
        read_decisions(file, queue(box))
    assert len(error.value.problems) == 2


def test_only_what_was_accepted_lands_and_no_text_of_the_article(
    box: Inbox, tmp_path: Path
) -> None:
    items = queue(box)
    decide(box, items[0].candidate.id, "accept", who="Sara", when=WHEN)
    decide(box, items[1].candidate.id, "reject", who="Sara", when=WHEN)
    folder = tmp_path / "mine"
    done = land(box, folder, accessed="2025-05-11")
    assert len(done.claims) == 1
    tables = load_folder(folder, known=load_folder(Path(__file__).parents[2] / "data"))
    (claim,) = tables.claims
    assert (claim.status, claim.locator, str(claim.when.text if claim.when else "")) == (
        "in_force",
        "s2",
        "2025-04-09",
    )
    assert claim.id.startswith("c-") and len(claim.id) == 10
    (source,) = tables.sources
    assert source.publisher == "imna"
    assert "consignments of medical" not in (folder / "claims.csv").read_text("utf-8")
    again = land(box, folder, accessed="2025-05-11")
    assert (again.claims, again.there) == ((), done.claims)


def test_two_publishers_of_one_event_are_two_sources_of_one_act(
    names: Names, tmp_path: Path
) -> None:
    box = Inbox(tmp_path / "inbox")
    for number, publisher in enumerate(("IMNA", "Mehr News Agency")):
        text = (
            f"Note {number}\nA delegation from Lahore visited Isfahan on 4 May 2025 ({publisher})."
        )
        put(box, names, text, publisher, f"https://x.example/{number}")
    decide_all(box, [(item.candidate.id, "accept", {}) for item in queue(box)], "Sara", WHEN)
    land(box, tmp_path / "mine", accessed="2025-05-11")
    tables = load_folder(tmp_path / "mine", known=load_folder(Path(__file__).parents[2] / "data"))
    assert len(tables.claims) == 2
    assert len({claim.about for claim in tables.claims}) == 1
    assert len({claim.source for claim in tables.claims}) == 2


def test_a_person_without_a_latin_name_needs_one(names: Names, tmp_path: Path) -> None:
    box = Inbox(tmp_path / "inbox")
    put(
        box,
        names,
        "خبر روز\nیعقوب هوشیار، شهردار تبریز، گفت: تبریز و باکو خواهرخوانده هستند.",
        "شهرداری تبریز",
    )
    role = next(item for item in queue(box) if item.candidate.cells["type"] == "role")
    tie = next(item for item in queue(box) if item.candidate.cells["type"] == "tie")
    for item in (role, tie):
        decide(box, item.candidate.id, "accept", who="Sara", when=WHEN)
    with pytest.raises(UsageError, match="Latin letters"):
        land(box, tmp_path / "mine")
    decide(box, role.candidate.id, "accept", {"name_en": "Yaghoub Houshyar"}, "Sara", WHEN)
    land(box, tmp_path / "mine")
    tables = load_folder(tmp_path / "mine", known=load_folder(Path(__file__).parents[2] / "data"))
    assert [person.id for person in tables.people] == ["yaghoub-houshyar"]
    assert any("yaghoub-houshyar@mayor-tabriz" in claim.said_by for claim in tables.claims)


def test_a_candidate_is_shown_beside_what_is_known(names: Names) -> None:
    text = "News\nIsfahan and Hyderabad in India signed a sister city agreement on 2 May 2025."
    article = read_text(text, published="2025-05-10", publisher="IMNA")
    (one,) = propose(article, names).candidates
    compared = Known(names.tables).compare(one, article)
    # Later sources still plan what this one says is signed.
    assert (compared.before, compared.after) == ("approved", "in_force")
    assert compared.relation == "contradicts" and compared.conflicts
    assert compared.claims


@pytest.mark.parametrize("publisher", ["IMNA", "A paper that nothing knows", ""])
def test_an_article_without_an_address_is_one_source_in_every_run(
    names: Names, tmp_path: Path, publisher: str
) -> None:
    folder = tmp_path / "mine"
    for run in range(2):
        box = Inbox(tmp_path / f"inbox-{run}")
        put(box, names, TEXT, publisher, url="")
        decide(box, queue(box)[run].candidate.id, "accept", who="Sara", when=WHEN)
        assert len(land(box, folder, accessed="2025-05-11").claims) == 1
    tables = load_folder(folder, known=load_folder(Path(__file__).parents[2] / "data"))
    assert len(tables.sources) == 1
    assert {claim.source for claim in tables.claims} == {tables.sources[0].id}


def test_another_article_of_the_same_day_is_another_source(names: Names, tmp_path: Path) -> None:
    box = Inbox(tmp_path / "inbox")
    put(box, names, TEXT, url="")
    put(box, names, "Another heading of that day\nIsfahan and Baku signed a twinning.", url="")
    for item in queue(box):
        decide(box, item.candidate.id, "accept", who="Sara", when=WHEN)
    land(box, tmp_path / "mine", accessed="2025-05-11")
    tables = load_folder(tmp_path / "mine", known=load_folder(Path(__file__).parents[2] / "data"))
    assert len(tables.sources) == 2


def test_each_further_kind_lands_and_keeps_to_the_rules(names: Names, tmp_path: Path) -> None:
    from cityties.checks.run import check_data

    said = (
        "Isfahan exported handicrafts to Kazan in 2023. "
        "The ambassador introduced Isfahan to Porto. "
        "Residents of Freiburg demanded an end to the partnership with Isfahan. "
        "The council of Freiburg voted by 25 to 8 to keep the partnership with Isfahan. "
        "The Asian Mayors Forum named Isfahan its Capital of Tourism. "
        "Russia has a consulate general in Isfahan. "
        "Isfahan hosted the meeting of the UNESCO Creative Cities Network in 2024. "
        "Kazan has about 1.3 million inhabitants. "
        'Ali Ghasemzadeh, mayor of Isfahan, said: "The tie with Kazan is important."'
    )
    box = Inbox(tmp_path / "inbox")
    put(box, names, f"News of the day\n{said}")
    kinds = set()
    for item in queue(box):
        kinds.add(item.candidate.cells["kind"])
        decide(box, item.candidate.id, "accept", who="Sara", when=WHEN)
    assert kinds == {
        "trade", "introduction", "objection", "vote", "title", "consular_presence", "hosting",
        "population", "statement", "holds_post",
    }  # fmt: skip
    folder = tmp_path / "mine"
    assert len(land(box, folder, accessed="2025-05-11").claims) == len(kinds)
    found = check_data((folder,)).findings
    own = [one for one in found if one.file and str(folder) in one.file]
    assert [one for one in own if one.severity == "error"] == []
