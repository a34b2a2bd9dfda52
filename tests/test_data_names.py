"""The shipped names in further languages: each finds its place."""

from __future__ import annotations

import pytest

from cityties.base.resources import data_dir
from cityties.loaders.tables import load_folder
from cityties.model.gazetteer import Gazetteer
from cityties.model.rows import Tables


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return load_folder(data_dir())


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Prag", "prague"),
        ("西安", "xian"),
        ("Санкт-Петербург", "saint-petersburg"),
        ("Florenz", "florence"),
        ("Habana", "havana"),
        ("Lisbonne", "lisbon"),
        ("Երևան", "yerevan"),
        ("Pechino", "beijing"),
        ("Deutschland", "germany"),
        ("中国", "china"),
    ],
)
def test_a_name_in_the_language_of_a_source_is_understood(
    name: str, id: str, shipped: Tables
) -> None:
    assert Gazetteer(shipped).get(name) == id


def test_every_name_finds_its_place(shipped: Tables) -> None:
    gazetteer = Gazetteer(shipped)
    tried = 0
    wrong = []
    for place in shipped.places:
        for name in place.names:
            tried += 1
            if gazetteer.candidates(name.partition(":")[2], (place.kind,)) != (place.id,):
                wrong.append((place.id, name))
    assert wrong == []
    assert tried > 1500


def test_the_languages_of_the_sources_have_names(shipped: Tables) -> None:
    spoken = {source.language for source in shipped.sources} - {"", "en", "fa"}
    named = {name.partition(":")[0] for place in shipped.places for name in place.names}
    assert len(spoken) > 5
    assert spoken <= named
