"""Folding, order, digits, slugs and proposals."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.language.names import (
    ZWNJ,
    closest,
    did_you_mean,
    fold,
    half_space,
    latin_digits,
    persian_digits,
    persian_faults,
    persian_sort_key,
    slugify,
    squeeze,
)
from cityties.model.identifiers import is_slug


@pytest.mark.parametrize(
    "spellings",
    [
        ("Xi'an", "Xi’an", "XIʼAN", "xian"),
        ("کاشان", "كاشان", "کـاشان", "کاشان"),
        ("علی‌آباد", "عليآباد", "عَلی‌آباد"),
        ("Iași", "Iasi", "IAŞI"),
        ("Łódź", "lodz"),
        ("Issy-les-Moulineaux", "Issy les Moulineaux", "issy – les – moulineaux"),
        ("منطقه ۲", "منطقه 2", "منطقه ٢"),
        ("İstanbul", "istanbul", "ISTANBUL"),
        ("São Paulo", "Sao Paulo"),
        ("مسئول", "مسيول"),
    ],
)
def test_spellings_of_one_name_fold_alike(spellings: tuple[str, ...]) -> None:
    assert len({fold(text) for text in spellings}) == 1


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert "  " not in folded
    assert folded == folded.strip()


def test_squeeze_joins_words() -> None:
    assert squeeze("Ho Chi Minh") == squeeze("HoChiMinh")


@given(st.text(alphabet="0123456789,-", max_size=20))
def test_digits_round_trip(text: str) -> None:
    assert latin_digits(persian_digits(text)) == text


def test_arabic_digits_become_persian() -> None:
    assert persian_digits("٤٥٦") == "۴۵۶"


def test_persian_order() -> None:
    right = ["آتن", "اصفهان", "باکو", "پکن", "تهران", "چین", "ژنو", "کازان", "گرجستان", "یزد"]
    assert sorted(set(right), key=persian_sort_key) == right
    assert sorted(["Yazd", "یزد", "Ávila"], key=persian_sort_key) == ["یزد", "Ávila", "Yazd"]


def test_a_shorter_name_comes_first() -> None:
    assert sorted(["سن پترزبورگ", "سن"], key=persian_sort_key) == ["سن", "سن پترزبورگ"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "اصفهان و فرایبورگ از سال ۲۰۰۰ خواهرشهر هستند.",
        f"شهر{ZWNJ}ها می{ZWNJ}آیند؛ بزرگ{ZWNJ}ترین آن{ZWNJ}ها {{name}} است.",
        "در ماه می سال ۲۰۲۱",
        "هر دو (Isfahan, Freiburg) آمده‌اند",
    ],
)
def test_clean_persian_has_no_faults(text: str) -> None:
    assert persian_faults(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "علي",
        "كاشان",
        "سال ٢٠٠٤",
        "شهـــر",
        "این می شود",
        "نمی شود",
        "شهر ها",
        "شهر های جهان",
        "بزرگ ترین",
        f"می{ZWNJ} شود",
        f"می{ZWNJ}{ZWNJ}شود",
        "اصفهان, شیراز",
        "آمد .",
        "دو  فاصله",
    ],
)
def test_faults_of_persian_typing_are_found(text: str) -> None:
    faults = persian_faults(text)
    assert faults
    assert all("{" not in fault for fault in faults)


def test_half_space() -> None:
    assert half_space("می", "شود") == "می\u200cشود"


def test_slugs() -> None:
    assert slugify("Ho Chi Minh City") == "ho-chi-minh-city"
    assert slugify("Kraków") == "krakow"
    with pytest.raises(ValueError, match="Latin"):
        slugify("اصفهان")


@given(st.text(max_size=30))
def test_a_slug_is_well_formed_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert is_slug(slugify(text))


PLACES = ["isfahan", "hyderabad-in", "freiburg", "kyiv", "qom", "tehran", "yazd", "kazan"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("esfahan", "isfahan"),
        ("hyderabad", "hyderabad-in"),
        ("Frieburg", "freiburg"),
        ("kiev", "kyiv"),
        ("ghom", "qom"),
        ("Teheran", "tehran"),
    ],
)
def test_the_name_meant_is_proposed_first(typed: str, meant: str) -> None:
    assert closest(typed, PLACES)[0] == meant


def test_nothing_near_proposes_nothing() -> None:
    assert closest("xyzzy", PLACES) == ()
    assert closest("", PLACES) == ()
    assert did_you_mean("xyzzy", PLACES) == ""


def test_proposals_do_not_depend_on_order() -> None:
    assert closest("han", PLACES) == closest("han", reversed(PLACES))
    assert did_you_mean("isfahn", PLACES).startswith("did you mean isfahan")
