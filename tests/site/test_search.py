"""Search over everything, in both scripts."""

from __future__ import annotations

import pytest

from cityties.site.search import LIMIT


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("كازان", "id/kazan"),
        ("xian", "id/xian"),
        ("Xi’an", "id/xian"),
        ("سن پترزبورگ", "id/saint-petersburg"),
        ("Salomon", "id/dieter-salomon"),
        ("سالومون", "id/dieter-salomon"),
        ("Norouzi", "id/ghodratollah-norouzi"),
        ("iran", "id/iran"),
        ("wego", "id/wego"),
        ("c-O149", "id/claim/c-O149"),
        ("council-2007", "id/source/council-2007"),
        ("sister cities of a city on a day", "question/sister_cities_on"),
        ("خواهرخواندگی", "code/sister_city"),
        ("TieState", "def/TieState"),
        ("mayor of isfahan", "id/post/mayor-isfahan"),
    ],
)
def test_the_first_hit_is_the_thing(pages, text, key):
    assert pages.search.find(text).pages[0].key == key


def test_a_misspelt_name_proposes_the_right_one(pages):
    found = pages.search.find("freibrug")
    assert found.near
    assert found.pages[0].key == "id/freiburg"


def test_how_many_there_are_is_said(pages):
    found = pages.search.find("isfahan")
    assert found.total > LIMIT == len(found.pages)
    only = pages.search.find("isfahan", ("city",))
    assert {hit.kind for hit in only.pages} == {"city"}


@pytest.mark.parametrize("text", ["", "   ", "!?", "\u200b"])
def test_nothing_finds_nothing(pages, text):
    assert pages.search.find(text).pages == ()
