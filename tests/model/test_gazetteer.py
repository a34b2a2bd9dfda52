"""Texts become places, organizations and people; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Named(Place):
    """A place with names in further languages."""

    names: tuple[str, ...] = ()


ABROAD = Gazetteer(
    Tables(
        places=(
            Named("florence", "city", "Florence", "فلورانس", country="IT", part_of="tuscany",
                  names=("de:Florenz", "it:Firenze", "ru:Флоренция", "zh:佛罗伦萨")),
            Named("xian", "city", "Xi'an", "شی‌آن", country="CN",
                  names=("zh:西安", "zh-Hant:西安市")),
            Named("saint-petersburg", "city", "Saint Petersburg", country="RU",
                  names=("ru:Санкт-Петербург", "hy:Սանկտ Պետերբուրգ")),
            Named("yerevan", "city", "Yerevan", country="AM", names=("ru:Ереван", "hy:Երևան")),
            Named("cairo", "city", "Cairo", country="EG", names=("ar:القاهرة",)),
            Named("prague", "city", "Prague", country="CZ", names=("de:Prag", "cs:Praha")),
            Named("havana", "city", "Havana", country="CU", names=("es:La Habana", "es:Habana")),
            Named("munich", "city", "Munich", country="DE", names=("it:Monaco",)),
            Named("monaco-ville", "city", "Monaco-Ville", aliases=("Monaco",), country="MC"),
            Named("luxembourg-city", "city", "Luxembourg", country="LU", part_of="lu"),
            Named("lu", "country", "Luxembourg", country="LU"),
            Named("germany", "country", "Germany", "آلمان", country="DE"),
            Named("tuscany", "province", "Tuscany", country="IT", names=("it:Firenze",)),
            Named("paris", "city", "Paris", names=("broken",)),
        )
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Florenz", "florence"), ("FIRENZE", "florence"), ("флоренция", "florence"),
        ("佛罗伦萨", "florence"), ("西安", "xian"), ("西安市", "xian"), (" 西安 ", "xian"),
        ("Санкт-Петербург", "saint-petersburg"), ("санкт петербург", "saint-petersburg"),
        ("СанктПетербург", "saint-petersburg"), ("Սանկտ Պետերբուրգ", "saint-petersburg"),
        ("Ереван", "yerevan"), ("ЕРЕВАН", "yerevan"), ("Երևան", "yerevan"),
        ("القاهرة", "cairo"), ("القاهره", "cairo"), ("ٱلْقَاهِرَة", "cairo"),
        ("Prag", "prague"), ("praha", "prague"), ("Habana", "havana"), ("la habana", "havana"),
    ],
)  # fmt: skip
def test_names_in_the_languages_of_the_sources(text: str, id: str) -> None:
    assert ABROAD.get(text, kinds=("city",)) == id
    assert ABROAD.get(text) == id


def test_a_name_of_several_places_asks_which_with_their_countries() -> None:
    asked = r"which 'Monaco'\? monaco-ville \(MC\), munich \(Germany\); use one of these ids"
    with pytest.raises(AmbiguousNameError, match=asked) as caught:
        ABROAD.get("Monaco", kinds=("city",))
    assert caught.value.candidates == ("monaco-ville", "munich")
    with in_language("fa"), pytest.raises(AmbiguousNameError, match=r"munich \(آلمان\)"):
        ABROAD.get("Monaco")
    with pytest.raises(AmbiguousNameError, match=r"lu \(country\), luxembourg-city"):
        ABROAD.get("Luxembourg")
    assert ABROAD.get("Luxembourg", kinds=("city",)) == "luxembourg-city"


def test_further_names_are_proposed_and_blank_ones_ignored() -> None:
    assert ABROAD.suggest("Florens") == ("florence",)
    assert ABROAD.suggest("Флоренци") == ("florence",)
    assert ABROAD.names("paris") == ("Paris",)
    assert "佛罗伦萨" in ABROAD.names("florence")


@given(st.text(max_size=20))
def test_any_text_is_an_id_or_an_error_of_ours(text: str) -> None:
    try:
        assert NAMES.get(text) in NAMES
    except NotFoundError as error:
        assert str(error)
