"""Names are folded in the page as the program folds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import cityties
from cityties.language.names import fold, squeeze
from cityties.model.gazetteer import other_names
from cityties.page.fold import fold_table

NAMES = [
    "Isfahan", "İzmir", "IĞDIR", "Xi’an", "Xi'an", "Issy-les-Moulineaux", "São Paulo", "Kraków",
    "Łódź", "Straße", "STRASSE", "Œuvre", "Þórshöfn", "Đà Nẵng", "Thành phố Hồ Chí Minh",
    "Ōsaka", "Ərəbistan", "Kyōto", "Ἀθῆναι", "ΟΔΟΣ", "Ερευνάς", "Ереван", "Йошкар-Ола", "Երևան",
    "თბილისი", "ירושלים", "שָׁלוֹם", "كاشان", "کاشان", "اصفهان", "إصفهان", "أصفهان", "آبادان",
    "ٱلقاهرة", "القاهرة", "مؤسّسة", "علی‌آباد", "علی آباد", "علي آباد", "خواهرشهرِ", "سایگون",
    "هوشی‌مین", "ﻻهور", "۱۳۷۹", "١٣٧٩", "१२३", "दिल्ली", "กรุงเทพ", "西安", "東京", "がぎぐ", "서울",
    "ﬁrenze", "🄐thens", "①②", "A\u00adB", "a\u200bb", "\u200fتهران\u200e", "St. John's (Canada)",
    "foo_bar", "  two  blanks ", "", "—", "Côte d’Ivoire", "ʻAjmān", "Taʼizz", "Nuku'alofa",
    "ŉ", "ſt", "Å", "Å", "ﷺ", "ﷲ", "\U0001f600 city", "ꜣ", "e\u0301\u0327", "Ⓐ", "K", "µ", "μ",
]  # fmt: skip


@pytest.fixture
def folded(js: Callable[..., Any]) -> Callable[[list[str]], list[str]]:
    run = js("fold.js", "foldText")

    def call(texts: list[str]) -> list[str]:
        table = json.dumps(fold_table())
        found: list[str] = run(
            f"(() => {{ const table = {table};"
            f" return {json.dumps(texts)}.map((text) => tested.foldText(text, table)); }})()"
        )
        return found

    return call


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_the_same_names_fold_alike(folded: Callable[[list[str]], list[str]]) -> None:
    assert dict(zip(NAMES, folded(NAMES), strict=True)) == {name: squeeze(name) for name in NAMES}


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_every_name_of_the_data_folds_alike(folded: Callable[[list[str]], list[str]]) -> None:
    tables = cityties.open().tables
    names = sorted(
        {
            name
            for row in (*tables.places, *tables.organizations, *tables.people)
            for name in (row.name_en, row.name_fa, *other_names(row))
            if name
        }
    )
    assert len(names) > 2500
    assert folded(names) == [squeeze(name) for name in names]


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_every_sign_of_the_alphabets_folds_alike(folded: Callable[[list[str]], list[str]]) -> None:
    """Between two letters, so that a sign that vanishes and one that parts are both seen."""
    import unicodedata

    # The browser knows newer signs than an older Python: those are no fault of the table.
    codes = [*range(0x21, 0x3100), *range(0x4E00, 0x4E80), *range(0xAC00, 0xAC40),
             *range(0xFB00, 0xFE70), *range(0xFE70, 0xFFFE)]  # fmt: skip
    signs = [chr(code) for code in codes if unicodedata.category(chr(code)) != "Cn"]
    texts = [f"x{sign}y" for sign in signs]
    wrong = {
        f"U+{ord(sign):04X}": (found, squeeze(text))
        for sign, text, found in zip(signs, texts, folded(texts), strict=True)
        if found != squeeze(text)
    }
    assert not wrong


def test_the_table_is_small_and_made_of_the_folding() -> None:
    table = fold_table()
    assert len(json.dumps(table)) < 8000
    assert all(squeeze(sign) == to.replace(" ", "") for sign, to in table["letters"].items())
    assert fold("ك") == table["letters"]["ك"]
