"""What the claims and the rules of approval say, said in Persian too."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from cityties.base import resources
from cityties.language.names import ZWNJ, persian_faults
from cityties.loaders.tables import load_folder
from cityties.model.gazetteer import Gazetteer

# Addresses and names that are Latin in Persian too: 168.am, aldia.cat, 24News.
LATIN_WORD = re.compile(r"[0-9][^\s«»،؛]*[A-Za-z][^\s«»،؛]*|[A-Za-z][^\s«»،؛]*")
PERSIAN_LETTER = re.compile("[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی]")
ENDINGS = re.compile("[.؟!]$")


def rows(table: str) -> Iterator[dict[str, str]]:
    path = resources.data_dir() / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def told(table: str) -> dict[str, str]:
    return {row["id"]: row["gist_fa"] for row in rows(table)}


@pytest.mark.parametrize(("table", "at_least"), [("claims", 800), ("approval_rules", 7)])
def test_every_row_is_told_in_persian(table: str, at_least: int) -> None:
    texts = told(table)
    assert len(texts) >= at_least
    assert [id_ for id_, text in texts.items() if not PERSIAN_LETTER.search(text)] == []
    unfinished = [id_ for id_, text in texts.items() if not ENDINGS.search(text)]
    assert unfinished == []


@pytest.mark.parametrize("table", ["claims", "approval_rules"])
def test_it_is_typed_well(table: str) -> None:
    texts = {id_: LATIN_WORD.sub("x", text) for id_, text in told(table).items()}
    assert texts
    assert {id_: faults for id_, text in texts.items() if (faults := persian_faults(text))} == {}


@pytest.mark.parametrize("table", ["claims", "approval_rules"])
def test_latin_signs_stand_in_names_and_addresses_only(table: str) -> None:
    for row in rows(table):
        text = row["gist_fa"]
        assert re.findall("[0-9A-Za-z]+", LATIN_WORD.sub("", text)) == [], row["id"]
        # the English sentence writes the same name, be it in another case
        english = row["gist"].casefold()
        assert [word for word in LATIN_WORD.findall(text) if word.casefold() not in english] == []


def test_every_source_has_a_persian_title_that_is_typed_well() -> None:
    titles = {row["id"]: row["title_fa"] for row in rows("sources")}
    assert len(titles) > 250
    assert [id_ for id_, title in titles.items() if not PERSIAN_LETTER.search(title)] == []
    plain = {id_: LATIN_WORD.sub("x", title) for id_, title in titles.items()}
    assert {id_: faults for id_, text in plain.items() if (faults := persian_faults(text))} == {}
    assert [id_ for id_, title in titles.items() if title.endswith(".")] == []


def test_a_persian_title_names_the_places_that_the_english_one_does() -> None:
    names = {row["name_en"]: row["name_fa"] for row in rows("places") if row["name_fa"]}

    def bare(text: str) -> str:
        return text.replace(ZWNJ, "").replace("\u0654", "").replace(" ", "")

    compared = 0
    for row in rows("sources"):
        for english, persian in names.items():
            if re.search(rf"\b{re.escape(english)}\b", row["title"]):
                compared += 1
                assert bare(persian) in bare(row["title_fa"]), (row["id"], persian)
    assert compared > 200


def test_a_printed_title_is_in_the_letters_of_its_language() -> None:
    letters = {
        "fa": PERSIAN_LETTER,
        "ru": re.compile("[а-яё]"),
        "zh": re.compile("[\u4e00-\u9fff]"),
    }
    printed = [row for row in rows("sources") if row["title_original"]]
    assert len(printed) > 15
    for row in printed:
        assert row["language"], row["id"]
        wanted = letters.get(row["language"], re.compile("[A-Za-z]"))
        assert wanted.search(row["title_original"]), row["id"]


def test_every_condition_is_said_in_persian_too() -> None:
    conditions = {row["id"]: row["condition_fa"] for row in rows("claims") if row["condition"]}
    assert len(conditions) >= 4
    assert [id_ for id_, text in conditions.items() if not PERSIAN_LETTER.search(text)] == []
    assert {
        id_: faults for id_, text in conditions.items() if (faults := persian_faults(text))
    } == {}


def test_half_spaces_are_used() -> None:
    texts = told("claims").values()
    assert sum(ZWNJ in text for text in texts) > len(texts) / 2


@pytest.mark.parametrize("table", ["claims", "approval_rules"])
def test_the_same_english_is_the_same_persian(table: str) -> None:
    told_as = defaultdict(set)
    for row in rows(table):
        told_as[row["gist"]].add(row["gist_fa"])
    assert told_as
    assert {gist: texts for gist, texts in told_as.items() if len(texts) > 1} == {}


def test_years_are_the_same_in_both_languages() -> None:
    compared = 0
    for row in rows("claims"):
        years = re.findall(r"\b(?:19|20)\d\d\b", row["gist"])
        persian = row["gist_fa"].translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
        compared += len(years)
        assert [year for year in years if year not in persian] == [], row["id"]
    assert compared > 250


# Words that keep a plan, a denial or a doubt what it is, where the English has one.
HEDGES = (
    (r"\b(?:is|are|was|were) to\b", r"قرار (?:است|بود)|در نظر گرفته|هنوز|انتظار"),
    (r"\bexpected\b", "انتظار می‌رود"),
    (r"\bseems\b", "به نظر می‌رسد"),
    (r"\b(?:is|are) said to\b", "گفته می‌شود"),
    (r"\bplans? to\b", "برنامه"),
    (r"\b(?:not|no)\b", r"نیست|ندارد|نشد|نمی|نداده|نشان نداده|هیچ|بدون|بی‌|منفی|نکرد"),
)


@pytest.mark.parametrize(("english", "persian"), HEDGES)
def test_hedges_plans_and_denials_stay(english: str, persian: str) -> None:
    found = [row for row in rows("claims") if re.search(english, row["gist"])]
    assert found
    assert [
        (row["id"], row["gist"], row["gist_fa"])
        for row in found
        if not re.search(persian, row["gist_fa"])
    ] == []


# What the press and municipalities write, and another way that people write it.
SPELLINGS = {
    "iasi": ("یاشی", "یاش"),
    "xian": ("شی‌آن", "شیان"),
    "dieter-salomon": ("دیتر سالومون", "دیتر زالومون"),
}


def test_names_have_their_usual_spelling_and_are_found_by_the_other_too() -> None:
    names = Gazetteer(load_folder(resources.data_dir()))
    for id_, (usual, other) in SPELLINGS.items():
        assert names.name(id_, lang="fa") == usual
        assert names.find(usual) == names.find(other) == id_


def test_a_gist_writes_names_as_the_tables_do() -> None:
    texts = told("claims")
    assert len(texts) >= 800
    others = "|".join(other for _usual, other in SPELLINGS.values())
    word = re.compile(f"(?<![\\w{ZWNJ}])(?:{others})(?![\\w{ZWNJ}])")
    assert {id_: text for id_, text in texts.items() if word.search(text)} == {}
