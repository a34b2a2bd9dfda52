"""Texts become places, organizations and people; nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.errors import AmbiguousNameError, NotFoundError
from cityties.language.messages import in_language
from cityties.model.gazetteer import Gazetteer
from cityties.model.rows import Organization, Person, Place, Tables

NAMES = Gazetteer(
    Tables(
        places=(
            Place("isfahan", "city", "Isfahan", "اصفهان", aliases=("Esfahan", "Ispahan")),
            Place("isfahan-province", "province", "Isfahan", "استان اصفهان"),
            Place("hyderabad-in", "city", "Hyderabad", "حیدرآباد"),
            Place("hyderabad-pk", "city", "Hyderabad", "حیدرآباد سند"),
            Place("xian", "city", "Xi'an", "شی‌آن", aliases=("Sian",), names=("zh:西安",)),
            Place("iran", "country", "Iran", "ایران"),
            Place(
                "saint-petersburg",
                "city",
                "Saint Petersburg",
                "سن پترزبورگ",
                names=("de:Sankt Petersburg", "ru:Санкт-Петербург"),
            ),
            Place("kashan", "city", "Kashan", "کاشان"),
            Place("porto", "city", "Porto"),
        ),
        organizations=(
            Organization("isfahan-municipality", "municipality", "Isfahan Municipality"),
            Organization("wego", "city_network", "WeGO", aliases=("Isfahan",)),
        ),
        people=(Person("porto-person", "Porto"),),
    )
)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("isfahan", "isfahan"),
        ("ISFAHAN", "isfahan"),
        (" Isfahan ", "isfahan"),
        ("Esfahān", "isfahan"),
        ("اصفهان", "isfahan"),
        ("كاشان", "kashan"),
        ("Xi’an", "xian"),
        ("Xi An", "xian"),
        ("شی آن", "xian"),
        ("شیآن", "xian"),
        ("saint petersburg", "saint-petersburg"),
        ("سن‌پترزبورگ", "saint-petersburg"),
        ("hyderabad-in", "hyderabad-in"),
        ("WEGO", "wego"),
        ("استان اصفهان", "isfahan-province"),
        ("Porto", "porto"),
        ("西安", "xian"),
        ("санкт петербург", "saint-petersburg"),
        ("Sankt-Petersburg", "saint-petersburg"),
    ],
)
def test_names_that_are_understood(text: str, id: str) -> None:
    assert NAMES.get(text) == id


def test_a_shared_name_means_the_city_unless_something_else_is_wanted() -> None:
    assert NAMES.get("Isfahan") == "isfahan"
    assert NAMES.get("Isfahan", kinds=("province",)) == "isfahan-province"
    assert NAMES.get("Isfahan", kinds=("organization",)) == "wego"
    assert NAMES.get("Porto", kinds=("person",)) == "porto-person"


def test_ambiguous_names_name_their_candidates() -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        NAMES.get("Hyderabad", kinds=("city",))
    assert caught.value.candidates == ("hyderabad-in", "hyderabad-pk")
    assert "hyderabad-in, hyderabad-pk" in str(caught.value)
    with pytest.raises(AmbiguousNameError):
        NAMES.find("hyderabad")
    assert NAMES.candidates("hyderabad") == ("hyderabad-in", "hyderabad-pk")


def test_unknown_names_propose_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="did you mean isfahan"):
        NAMES.get("Isfehan", kinds=("city",))
    with pytest.raises(NotFoundError, match="did you mean kashan"):
        NAMES.get("کاشون")
    with pytest.raises(NotFoundError, match=r"nothing named 'zzzz'$"):
        NAMES.get("zzzz")


def test_a_name_of_another_kind_says_so() -> None:
    with pytest.raises(NotFoundError, match="iran is of another kind: country"):
        NAMES.get("Iran", kinds=("city",))


def test_find_gives_none() -> None:
    assert NAMES.find("zzzz") is None
    assert NAMES.find("") is None
    assert NAMES.find("’") is None


def test_names_to_show() -> None:
    assert NAMES.name("isfahan") == "Isfahan"
    with in_language("fa"):
        assert NAMES.name("isfahan") == "اصفهان"
        assert NAMES.name("wego") == "WeGO"
    assert NAMES.name("unnamed/c-O1") == "unnamed/c-O1"
    assert NAMES.names("isfahan") == ("Isfahan", "اصفهان", "Esfahan", "Ispahan")


def test_rows_by_id() -> None:
    assert "isfahan" in NAMES
    assert len(NAMES) == len(list(NAMES)) == 12
    assert NAMES.kind("wego") == "city_network"
    assert NAMES.kind("porto-person") == "person"
    with pytest.raises(NotFoundError):
        NAMES.entry("nowhere")


@given(st.text(max_size=20))
def test_any_text_is_an_id_or_an_error_of_ours(text: str) -> None:
    try:
        assert NAMES.get(text) in NAMES
    except NotFoundError as error:
        assert str(error)
