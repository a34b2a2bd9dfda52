"""Licences are found by whatever people call them, and each asks what its text asks."""

from __future__ import annotations

import pytest

from cityties.vocabulary import licences
from cityties.vocabulary.licences import find_licence, licence_iri, normal_licence


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc by 4", "CC-BY-4.0"),
        ("CC_BY_4.0", "CC-BY-4.0"),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International License", "CC-BY-SA-4.0"),
        ("Attribution 4.0 International (CC BY 4.0)", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by/4.0", "CC-BY-4.0"),
        ("https://www.creativecommons.org/licenses/by-nc-sa/3.0/igo/", "CC-BY-NC-SA-3.0-IGO"),
        ("https://creativecommons.org/licenses/by-sa/4.0/legalcode.de", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/deed.fa#ref", "CC-BY-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("CC0", "CC0-1.0"),
        ("https://spdx.org/licenses/ODbL-1.0.html", "ODbL-1.0"),
        ("odbl v1.0", "ODbL-1.0"),
        ("Open Database License", "ODbL-1.0"),
        ("http://opendatacommons.org/licenses/odbl/1.0/", "ODbL-1.0"),
        ("PDDL", "PDDL-1.0"),
        ("Open Government Licence v3.0", "OGL-UK-3.0"),
        ("Licence Ouverte", "etalab-2.0"),
        ("dl-de/by-2-0", "DL-DE-BY-2.0"),
        ("Datenlizenz Deutschland – Namensnennung – Version 2.0", "DL-DE-BY-2.0"),
        ("CC BY-SA", "CC-BY-SA"),
        ("free  for research", "free for research"),
        ("CC BY 4.0 except the photographs", "CC BY 4.0 except the photographs"),
        ("ask us (CC0)", "ask us (CC0)"),
        ("https://example.org/terms", "https://example.org/terms"),
    ],
)
def test_a_licence_is_found_by_what_people_call_it(text: str, id_: str) -> None:
    assert normal_licence(text) == id_


def test_every_licence_is_found_by_its_id_its_address_and_its_iri() -> None:
    found = list(licences.LICENCES.values())
    assert len(found) > 60
    for one in found:
        for name in filter(None, (one.id, one.title, one.url, one.iri)):
            assert normal_licence(name) == one.id, name
        assert set(one.into) <= set(licences.LICENCES), one.id
        assert not one.into or one.share_alike, one.id
        assert one.url or not one.spdx, one.id


def test_what_a_licence_asks_follows_its_letters() -> None:
    """Creative Commons and the Open Data Commons say in the name what they ask."""
    looked_at = 0
    for one in licences.LICENCES.values():
        if not one.id.startswith("CC-BY"):
            continue
        looked_at += 1
        parts = one.id.split("-")
        asked = one.attribution, one.share_alike, one.non_commercial, one.no_derivatives
        assert asked == (True, "SA" in parts, "NC" in parts, "ND" in parts), one.id
    assert looked_at >= 40
    assert find_licence("ODbL-1.0").share_alike  # type: ignore[union-attr]
    for free in ("CC0-1.0", "PDDL-1.0", "DL-DE-ZERO-2.0"):
        one = licences.LICENCES[free]
        assert not (one.attribution or one.share_alike or one.non_commercial), free


def test_a_licence_of_a_country_has_the_terms_of_its_family() -> None:
    address = "https://creativecommons.org/licenses/by-sa/3.0/de/"
    found = find_licence(address)
    assert found is not None
    assert (found.id, found.share_alike, found.spdx) == (address, True, False)
    assert "CC-BY-SA-4.0" in found.into


@pytest.mark.parametrize(
    ("licence", "iri"),
    [
        ("ODbL-1.0", "https://spdx.org/licenses/ODbL-1.0"),
        ("https://example.org/terms", "https://example.org/terms"),
        ("ask first", ""),
        ("https://example.org/> a <b", ""),
        ("CC-BY", "")
    ],
)  # fmt: skip
def test_only_what_can_be_an_iri_is_one(licence: str, iri: str) -> None:
    assert licence_iri(licence) == iri


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError):
        licences.LICENSES  # noqa: B018
