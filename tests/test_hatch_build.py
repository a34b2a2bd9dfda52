"""The build hook: the loops are compiled where that is possible, and left out where not."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("hatchling", reason="needs hatchling: pip install hatchling")
pytest.importorskip("babel", reason="needs Babel: pip install babel")


@pytest.fixture
def hook(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", repository / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(hook: ModuleType, repository: Path, tmp_path: Path) -> Path:
    """As much of the project as the hook asks for."""
    (tmp_path / hook.LOOPS).parent.mkdir(parents=True)
    shutil.copy(repository / hook.LOOPS, tmp_path / hook.LOOPS)
    (tmp_path / hook.LOCALE).mkdir(parents=True)
    return tmp_path


def shipped(hook: ModuleType, project: Path) -> dict[str, object]:
    data: dict[str, object] = {"artifacts": []}
    made = hook.CatalogueHook(str(project), {}, None, None, "", "wheel")
    made.initialize("standard", data)
    return data


@pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="needs a C compiler: gcc or clang"
)
def test_with_a_compiler_the_wheel_is_for_one_system(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CC", raising=False)
    data = shipped(hook, project)
    assert data["artifacts"] == [hook.LIBRARY]
    assert str(data["tag"]).startswith("py3-none-") and data["pure_python"] is False
    first = (project / hook.LIBRARY).read_bytes()
    shipped(hook, project)
    assert (project / hook.LIBRARY).read_bytes() == first, "the same source, other bytes"


@pytest.mark.parametrize("compiler", ["false", "no-such-compiler-anywhere"])
def test_without_one_the_wheel_is_for_all(
    hook: ModuleType,
    project: Path,
    compiler: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CC", compiler)
    assert shipped(hook, project) == {"artifacts": []}
    assert compiler in capsys.readouterr().err
    assert not (project / hook.LIBRARY).exists()
    monkeypatch.setenv("CITYTIES_KERNELS", "no")
    assert shipped(hook, project) == {"artifacts": []}
