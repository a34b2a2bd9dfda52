"""Folders are found in a wheel and in a checkout; a cache is never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityties.base import resources
from cityties.base.resources import (
    cache_dir,
    data_dir,
    locale_dir,
    ontology_dir,
    writable_cache_dir,
)
from cityties.errors import NotFoundError


def test_folders_of_this_installation() -> None:
    assert data_dir().is_dir()
    assert ontology_dir().is_dir()
    assert (locale_dir() / "fa" / "LC_MESSAGES" / "cityties.mo").is_file()


def test_the_package_comes_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "graph" / "cityties"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "PACKAGE", package)
    with pytest.raises(NotFoundError, match="data"):
        data_dir()
    (tmp_path / "data").mkdir()
    assert data_dir() == tmp_path / "data"
    (package / "data").mkdir()
    assert data_dir() == package / "data"


def test_the_cache_is_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "c"))
    assert cache_dir() == tmp_path / "c"
    assert writable_cache_dir() == tmp_path / "c"
    assert list((tmp_path / "c").iterdir()) == []


def test_without_the_variable_it_is_the_systems_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITYTIES_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_dir().name.lower() in ("cityties", "cache")


def test_no_cache_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file in the way fails for root too, as a read-only disk does.
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "file" / "cache"))
    assert writable_cache_dir() is None


def test_no_cache_where_the_disk_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path))
    monkeypatch.setattr(resources.os, "open", refuse)
    assert writable_cache_dir() is None


@pytest.mark.parametrize(
    ("cache", "home"), [("", "/home/a"), ("/var/a", "/home/a"), (" ", "/home/a"), ("/var/a", "")]
)
def test_the_systems_place_is_that_of_platformdirs(
    cache: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from platformdirs import user_cache_path

    monkeypatch.delenv("CITYTIES_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    monkeypatch.setenv("HOME", home)
    assert resources.cache_dir() == user_cache_path("cityties", appauthor=False)
