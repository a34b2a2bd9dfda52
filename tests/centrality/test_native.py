"""The compiled loops: found or not, arrays checked, Ctrl-C between calls."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cityties.centrality import native
from cityties.centrality.native import ready
from cityties.centrality.structure import component_labels

ASK = "from cityties.centrality import native; print(native.ready(), native.vectors())"


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_environment_turns_them_off() -> None:
    assert python(ASK, CITYTIES_KERNELS="no") == "False 0"
    assert python("from cityties.centrality import native; native.forbid(); "
                  "print(native.ready())") == "False"  # fmt: skip


def test_a_library_of_another_system_is_left_alone(tmp_path: Path) -> None:
    code = (
        "from cityties.centrality import native\n"
        f"native.__file__ = {str(tmp_path / 'native.py')!r}\n"
        "print(native.ready())\n"
    )
    assert python(code) == "False"
    (tmp_path / native.LIBRARY).write_bytes(b"MZ not for here")
    assert python(code) == "False"


@pytest.mark.skipif(not ready(), reason="not compiled: python hatch_build.py")
def test_arrays_of_another_type_are_refused_before_they_are_read() -> None:
    start, head = np.array([0, 1, 2], np.int32), np.array([1, 0], np.int32)
    label, queue = np.empty(2, np.int32), np.empty(2, np.int32)
    assert component_labels(start, head, label, queue) == 1
    with pytest.raises(TypeError, match="int64"):
        component_labels(start.astype(np.int64), head, label, queue)
    with pytest.raises(TypeError):
        component_labels(np.zeros(6, np.int32)[::2], head, label, queue)


def test_memory_for_wide_vectors_is_aligned() -> None:
    for count in (0, 1, 7, 1000):
        found = native.aligned(count)
        assert len(found) == count
        assert found.__array_interface__["data"][0] % native.ALIGNED == 0 or not count


@pytest.mark.skipif(not ready(), reason="not compiled: python hatch_build.py")
def test_eight_sources_at_a_time_give_what_one_after_another_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if native.vectors() < 2:
        pytest.skip("this processor has no AVX-512")
    from cityties.centrality import betweenness, csr

    random = np.random.default_rng(1)
    for n, m, directed in ((1, 0, False), (9, 12, False), (300, 500, True), (700, 2_000, False)):
        graph = csr.from_edges(random.integers(0, n, m), random.integers(0, n, m), n,
                               directed=directed)  # fmt: skip
        for options in ({}, {"endpoints": True}, {"sources": np.array([0, 0, n // 2])}):
            with monkeypatch.context() as patch:
                wide = betweenness.node_scores(graph, **options)
                patch.setattr(native, "vectors", lambda: 0)
                one = betweenness.node_scores(graph, **options)
            assert np.allclose(wide, one, rtol=1e-12, atol=1e-9)


def test_a_library_of_another_source_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update of a clone: its functions are called with other arguments, and crash."""
    assert native.library() is not None
    for name in (native.LIBRARY, native.SOURCE):
        shutil.copy(Path(native.__file__).with_name(name), tmp_path / name)
    monkeypatch.setattr(native, "__file__", str(tmp_path / "native.py"))
    assert native._loaded() is not None
    with (tmp_path / native.SOURCE).open("a") as source:
        source.write("/* newer */\n")
    assert native._loaded() is None
