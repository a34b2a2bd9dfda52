"""The checksum of the code that builds, and what is kept of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cityties.base import resources
from cityties.store import code


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of a few modules, with a cache of its own."""
    package = tmp_path / "cityties"
    for room in code.BUILD_ROOMS:
        (package / room / "inside").mkdir(parents=True)
        (package / room / "one.py").write_text(f"ROOM = {room!r}")
        (package / room / "inside" / "two.py").write_text("")
    monkeypatch.setattr(resources, "PACKAGE", package)
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "cache"))
    return package


def kept(tmp_path: Path) -> list[Path]:
    return [*(tmp_path / "cache" / "code").glob("*")]


def test_every_changed_file_changes_it(package: Path, tmp_path: Path) -> None:
    found = {code.code_sum()}
    assert code.code_sum() in found, "kept"
    assert len(kept(tmp_path)) == 1
    for path in sorted(package.rglob("*.py")):
        path.write_text(path.read_text() + "# more")
        found.add(code.code_sum())
    (package / "store" / "three.py").write_text("")
    found.add(code.code_sum())
    (package / "store" / "three.py").rename(package / "store" / "four.py")
    found.add(code.code_sum())
    (package / "store" / "__pycache__").mkdir()
    (package / "store" / "__pycache__" / "x.py").write_text("")
    found.add(code.code_sum())
    assert len(found) == 1 + 2 * len(code.BUILD_ROOMS) + 2
    assert len(kept(tmp_path)) == 1


def test_a_change_of_the_same_size_is_seen(package: Path) -> None:
    file = package / "rdf" / "one.py"
    before = code.code_sum()
    file.write_text(file.read_text().replace("rdf", "RDF"))
    os.utime(file, (1, 1))  # an older time is another time too
    assert code.code_sum() != before


def test_a_catalogue_decides_too_as_labels_come_from_it(package: Path) -> None:
    before = code.code_sum()
    folder = package / "language" / "locale" / "fa" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "labels.mo").write_bytes(b"x")
    with_it = code.code_sum()
    (folder / "labels.po").write_bytes(b"x")
    assert before != with_it == code.code_sum()


def test_it_is_read_where_nothing_is_kept_or_believed(package: Path, tmp_path: Path) -> None:
    right = code.code_sum()
    (file,) = kept(tmp_path)
    seen = file.read_text().split(" ")[0]
    for wrong in ("", "x", f"{'0' * 64} {'1' * 64}", f"{seen}", f"{seen} 1 2"):
        file.write_text(wrong)
        assert code.code_sum() == right, wrong
    assert file.read_text() == f"{seen} {right}", "mended"
    file.write_text(f"{seen} {'1' * 64}")
    file.parent.chmod(0o777)  # anybody may have written it
    assert code.code_sum() == right
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_text("no folder")
    assert code.code_sum() == right


def test_the_place_of_the_package_does_not_matter(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = code.code_sum()
    shutil.copytree(package, tmp_path / "elsewhere")
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "elsewhere")
    assert code.code_sum() == right
    assert len(kept(tmp_path)) == 2
