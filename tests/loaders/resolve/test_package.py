"""City names of an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityties.loaders.resolve import package as names
from cityties.loaders.resolve.package import PackageSpots


def test_every_name_finds_its_city(package: PackageSpots) -> None:
    for name in ("prague", "praha", "прага"):
        assert [spot.id for spot in package.named(name)] == ["geonames:1"]
    assert list(package.named("prg")) == []  # an airport
    assert [spot.id for spot in package.rough("ispringfild")] == []


def test_places_near_a_point(package: PackageSpots) -> None:
    found = {spot.id: round(km) for spot, km in package.near((48.5, 9.0), 25)}
    assert found == {"geonames:7": 0, "geonames:8": 4}


def test_written_names_are_those_that_people_write(package: PackageSpots) -> None:
    spot = package.spot("geonames:1")
    assert spot is not None
    assert package.written(spot) == ("Prag", "Praha", "Прага")
    assert package.spot("geonames:999") is None
    assert package.spot("prague") is None


def test_states_by_code_and_name(package: PackageSpots) -> None:
    spot = package.spot("geonames:3")
    assert spot is not None
    assert spot.regions == {"il", "illinois"}
    assert len(names.STATES) == 51


def test_nothing_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "PACKAGE", "no-such-package-of-names")
    assert names.installed() == ""
    assert names.index_file(tmp_path) is None
    assert not names.has_index(tmp_path)


def test_an_index_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        names.write_index(tmp_path / "names.sqlite", [{"geonameid": 1}])
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_thousands_have_is_bounded(tmp_path: Path) -> None:
    many = [
        {"geonameid": n, "name": "San José", "countrycode": "MX", "admin1code": "",
         "latitude": n / 100, "longitude": 0.0, "population": 1, "alternatenames": []}
        for n in range(1, 1001)
    ]  # fmt: skip
    names.write_index(tmp_path / "names.sqlite", many)
    with names.opened(tmp_path / "names.sqlite") as index:
        assert 100 < len(list(index.named("san jose"))) < 1000
