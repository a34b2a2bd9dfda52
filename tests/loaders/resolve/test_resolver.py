"""From what a table says to a place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cityties.loaders.resolve import End, Resolver
from cityties.loaders.resolve.ends import NEW, SKIP
from cityties.loaders.resolve.package import PackageSpots
from cityties.model.rows import Organization, Place, Tables

KNOWN = Tables(
    places=(
        Place("isfahan", "city", "Isfahan", "اصفهان", ("Esfahan",), country="IR",
              latitude=32.65, longitude=51.67, wikidata="Q42053"),
        Place("sao-paulo", "city", "São Paulo", country="BR", latitude=-23.55, longitude=-46.63),
        Place("hyderabad-in", "city", "Hyderabad", country="IN", latitude=17.38, longitude=78.46),
        Place("prague", "city", "Prague", country="CZ", latitude=50.08, longitude=14.43),
        Place("ulm", "city", "Ulm", country="DE", identifiers=("list-of-2019:D-7",)),
        Place("somewhere", "province", "Somewhere", country="DE"),
    ),
    organizations=(Organization("office", "office", "Office"),),
)  # fmt: skip


def test_an_id_decides() -> None:
    resolver = Resolver(KNOWN)
    for id_ in ("isfahan", "Q42053", "q42053", "https://www.wikidata.org/wiki/Q42053"):
        found = resolver.resolve(End(id=id_, name="Whatever"))
        assert (found.place, found.how) == ("isfahan", "id")
    assert resolver.made == ()


def test_a_point_far_from_the_place_of_the_id_is_told() -> None:
    found = Resolver(KNOWN).resolve(End(id="isfahan", point=(48.0, 7.8)))
    assert found.id == "isfahan"
    assert [code for code, _text in found.told] == ["far-id"]
    assert found.km is not None
    assert found.km > 3000


@pytest.mark.parametrize("name", ["Isfahan", "اصفهان", "esfahan", "ISFAHÁN", "City of Isfahan"])
def test_name_and_country(name: str) -> None:
    found = Resolver(KNOWN).resolve(End(name=name, country="IR"))
    assert (found.id, found.how) == ("isfahan", "name+country")


def test_another_spelling_of_a_known_city_is_a_question_without_a_point() -> None:
    found = Resolver(KNOWN).resolve(End(name="Issfahan", country="IR"))
    assert (found.id, found.how) == ("issfahan-ir", "new")
    assert [each.id for each in found.candidates] == ["isfahan"]
    other = Resolver(KNOWN).resolve(End(name="Issfahan", country="TR"))
    assert (other.id, other.how, other.candidates) == ("issfahan-tr", "new", ())
    near = Resolver(KNOWN).resolve(End(name="Issfahan", country="IR", point=(32.66, 51.67)))
    assert (near.id, near.how) == ("isfahan", "likely")
    assert near.told == (("likely", "Issfahan = isfahan"),)


def test_another_spelling_of_an_installed_name_is_likely_and_told(package: PackageSpots) -> None:
    found = Resolver(Tables(), package=package).resolve(End(name="Halldern", country="DE"))
    assert isinstance(found.place, Place)
    assert (found.id, found.how, found.place.note) == ("g14", "likely", "matched: likely")
    assert found.told == (("likely", "Halldern = g14"),)


@pytest.mark.parametrize("with_names", [False, True])
@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Haldern", "Halldern", "DE"),
        ("Halldern", "Haldernn", "DE"),
        ("Mülheim", "Müllheim", "DE"),
        ("Morristown", "Morrisstown", "US"),
        ("Georgetown", "George Town", "US"),
        ("Freiburg", "Freyburg", "DE"),
    ],
)
def test_two_spellings_of_one_table_are_two_places(
    package: PackageSpots, one: str, other: str, country: str, with_names: bool
) -> None:
    ends = [End(name=one, country=country), End(name=other, country=country)]
    for order in (ends, ends[::-1]):
        resolver = Resolver(Tables(), package=package if with_names else None)
        found = resolver.resolve_all(order)
        assert len({found[end].id for end in ends}) == 2
        assert any(found[end].is_question for end in ends)


def test_an_answer_for_one_spelling_does_not_merge_the_other(package: PackageSpots) -> None:
    answers = {End(name="Haldern", country="DE"): "geonames:14"}
    resolver = Resolver(Tables(), package=package, answers=answers)
    other = End(name="Halldern", country="DE")
    found = resolver.resolve_all([other]) | resolver.resolve_all(answers)
    assert [each.id for each in found.values()] == ["halldern-de", "g14"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Neuhausen", (48.68, 9.28)), ("Neuhaus", (48.70, 9.30))),
        (("Oberhausen", (51.47, 6.86)), ("Oberhaus", (51.47, 6.60))),
        (("Union", (40.69, -74.26)), ("Unions", (40.70, -74.20))),
        (("Beta", (50.94, 6.96)), ("Eta", (50.94, 6.96))),
        (("Mülheim", (51.43, 6.88)), ("Müllheim", (51.46, 6.90))),
    ],
)
def test_similar_names_near_each_other_are_two_places(
    one: tuple[str, tuple[float, float]], other: tuple[str, tuple[float, float]]
) -> None:
    ends = [End(name=name, country="DE", point=point) for name, point in (one, other)]
    for order in (ends, ends[::-1]):
        found = Resolver(Tables()).resolve_all(order)
        assert len({found[end].id for end in ends}) == 2
    spot = [replace(end, point=ends[0].point) for end in ends]
    same = Resolver(Tables()).resolve_all(spot)
    assert (len({same[end].id for end in spot}) == 1) is (one[0] == "Mülheim")


def test_a_short_name_is_not_nearly_another() -> None:
    known = Tables(places=(Place("pi", "city", "Pi", country="DE"),))
    found = Resolver(known).resolve(End(name="Psi"))
    assert not found.candidates


def test_an_id_of_which_nothing_is_known_is_new() -> None:
    resolver = Resolver(KNOWN)
    assert resolver.resolve(End(id="n1")).how == "new"
    assert resolver.resolve(End(id="Q1")).how == "new"
    assert resolver.resolve(End(id="ulm")).how == "id"


def test_a_homonym_at_other_coordinates_is_another_place() -> None:
    resolver = Resolver(KNOWN)
    far = resolver.resolve(End(name="Sao Paulo", country="BR", point=(-7.0, -35.0)))
    assert (far.id, far.how) == ("sao-paulo-br", "new")
    assert [code for code, _text in far.told] == ["far-name"]
    assert "sao-paulo" in far.told[0][1]
    near = resolver.resolve(End(name="Sao Paulo", country="BR", point=(-23.5, -46.6)))
    assert (near.id, near.how) == ("sao-paulo", "point")


def test_a_name_that_cities_share_is_a_question_without_its_country() -> None:
    found = Resolver(KNOWN).resolve(End(name="Hyderabad"))
    assert not found.id
    assert [each.id for each in found.candidates] == ["hyderabad-in"]
    rare = Resolver(KNOWN).resolve(End(name="Isfahan"))
    assert (rare.id, rare.how) == ("isfahan", "likely")


def test_the_order_of_the_lines_changes_nothing() -> None:
    ends = [
        End(name="Nowhere"),
        End(name="Nowhere", country="PK", point=(25.4, 68.4)),
        End(name="Nowhere", country="IN", point=(17.4, 78.5)),
    ]
    for order in (ends, ends[::-1]):
        found = Resolver(KNOWN).resolve_all(order)
        assert not found[ends[0]].id
        assert [each.id for each in found[ends[0]].candidates] == ["nowhere-in", "nowhere-pk"]


def test_one_place_of_the_file_by_its_name() -> None:
    resolver = Resolver(Tables())
    ends = [End(name="Borgo", point=(45.3, 11.7), register="s_1"), End(name="Borgo")]
    found = resolver.resolve_all(ends)
    assert {found[end].id for end in ends} == {"borgo"}
    assert len(resolver.made) == 1


def test_registers_tell_homonyms_apart() -> None:
    resolver = Resolver(Tables(), source="czech-list")
    one = resolver.resolve(End(name="Nová Ves", country="CZ", register="S-1"))
    other = resolver.resolve(End(name="Nová Ves", country="CZ", register="S-2"))
    again = resolver.resolve(End(name="Nova Ves", country="CZ", register="S-1"))
    assert [one.id, other.id, again.id] == ["nova-ves-cz", "nova-ves-cz-2", "nova-ves-cz"]
    assert [place.identifiers for place in resolver.made] == [
        ("czech-list:S-1",), ("czech-list:S-2",),
    ]  # fmt: skip
    renamed = resolver.resolve(End(name="Neudorf", country="CZ", register="S-1"))
    assert renamed.id == "nova-ves-cz"
    assert [code for code, _text in renamed.told] == ["register-name"]


def test_an_earlier_list_of_the_register_is_known_if_the_name_fits() -> None:
    fitting = Resolver(KNOWN).resolve(End(name="Ulm", register="D-7"))
    assert fitting.id == "ulm"
    assert ("register-known", "D-7 = ulm") in fitting.told
    other = Resolver(KNOWN).resolve(End(name="Bonn", country="DE", register="D-7"))
    assert other.id == "bonn-de"


def test_a_register_alone_is_a_place() -> None:
    found = Resolver(Tables(), source="a-list").resolve(End(register="17"))
    assert (found.id, found.how) == ("a-list-17", "new")


def test_other_scripts_get_an_id_too() -> None:
    one = Resolver(Tables()).resolve(End(name="شهرک", country="IR"))
    assert one.id.startswith("city-")
    assert one.id.endswith("-ir")
    assert one.id == Resolver(Tables()).resolve(End(name="شهرک", country="IR")).id


def test_an_organization_has_its_id() -> None:
    assert Resolver(KNOWN).resolve(End(name="Office")).id == "office-2"


def test_names_of_the_package_find_a_known_city(package: PackageSpots) -> None:
    resolver = Resolver(KNOWN, package=package)
    for name in ("Praha", "Прага", "Prag"):
        assert resolver.resolve(End(name=name, country="CZ")).place == "prague"


def test_a_city_of_the_package_becomes_a_row(package: PackageSpots) -> None:
    resolver = Resolver(Tables(), package=package)
    found = resolver.resolve(End(name="Brünn", country="CZ"))
    assert isinstance(found.place, Place)
    assert (found.id, found.how) == ("g2", "name+country")
    row = found.place
    assert (row.name_en, row.aliases, row.population) == ("Brünn", ("Brno",), 380_000)
    assert (row.latitude, row.origin) == (49.2, "GeoNames (CC BY 4.0)")
    assert row.identifiers == ("geonames:2",)
    assert resolver.resolve(End(id="geonames:2")).id == "g2"
    assert resolver.resolve(End(name="Brno", country="CZ", point=(49.2, 16.6))).id == "g2"


def test_what_is_likely_says_so(package: PackageSpots) -> None:
    found = Resolver(Tables(), package=package).resolve(End(name="Neustadt", country="DE"))
    assert isinstance(found.place, Place)
    assert (found.id, found.how, found.place.note) == ("g5", "likely", "matched: likely")


def test_several_in_a_country_are_a_question_and_one_place_till_then(package: PackageSpots) -> None:
    resolver = Resolver(Tables(), package=package)
    found = resolver.resolve(End(name="Springfield", country="US"))
    assert found.id == "springfield-us"
    assert [each.id for each in found.candidates] == ["geonames:4", "geonames:3"]
    assert resolver.resolve(End(name="Springfield, IL", country="US")).id == "g3"
    assert resolver.resolve(End(name="Springfield", country="US", region="Illinois")).id == "g3"


def test_over_the_date_line(package: PackageSpots) -> None:
    resolver = Resolver(Tables(), package=package)
    found = resolver.resolve(End(name="Far Islet", country="FJ", point=(-16.8, 179.95)))
    assert found.id == "g13"
    assert found.km is not None
    assert found.km < 25


def test_a_typing_error_is_a_proposal_near_the_point_and_none_far_from_it(
    package: PackageSpots,
) -> None:
    near = Resolver(Tables(), package=package).resolve(
        End(name="Haldren", country="DE", point=(51.8, 6.5))
    )
    assert (near.id, near.how) == ("haldren-de", "new")
    assert [each.id for each in near.candidates] == ["geonames:14"]
    unsure = Resolver(Tables(), package=package).resolve(End(name="Haldren", country="DE"))
    assert (unsure.id, unsure.how) == ("haldren-de", "new")
    assert [each.id for each in unsure.candidates] == ["geonames:14"]
    far = Resolver(Tables(), package=package).resolve(
        End(name="Haldren", country="DE", point=(48.0, 8.0))
    )
    assert not far.candidates


def test_answers_of_a_person(package: PackageSpots) -> None:
    ends = [End(name="Springfield", country="US", region=str(n)) for n in range(4)]
    answers = dict(zip(ends, ("geonames:3", NEW, SKIP, "Q28515"), strict=True))
    resolver = Resolver(Tables(), package=package, answers=answers)
    found = [resolver.resolve(end) for end in ends]
    assert [each.id for each in found] == ["g3", "springfield-us", "", "q28515"]
    assert {each.how for each in found} == {"answered"}
    assert [code for code, _text in found[2].told] == ["skipped"]


def test_candidates_for_a_form() -> None:
    found = Resolver(KNOWN).candidates("Esfahn")
    assert found[0].id == "isfahan"
    assert 85 <= found[0].score < 100
    assert all(0 <= each.score <= 100 for each in found)
    there = Resolver(KNOWN).candidates(End(name="Prague", country="US"), limit=1)
    assert [(each.id, each.score) for each in there] == [("prague", 70.0)]


def test_a_million_lines_ask_once_for_each_city(index_path: Path, package: PackageSpots) -> None:
    resolver = Resolver(Tables(), package=package)
    asked = []
    named = package.named
    package.named = lambda folded: asked.append(folded) or named(folded)  # type: ignore[method-assign, func-returns-value]
    for _line in range(1000):
        resolver.resolve(End(name="Brno", country="CZ"))
    assert 0 < len(asked) < 5
