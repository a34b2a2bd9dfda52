"""Kernels: Ctrl-C while compiled code runs is Ctrl-C, other faults stay what they are."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

import numpy as np
import pytest

from cityties.centrality import backend, jit

pytestmark = pytest.mark.skipif(
    not backend.has_compiler(), reason="install it with: pip install -e '.[fast]'"
)


@jit.kernel()
def _spin(rounds: int) -> Any:
    total, other = np.zeros(2), np.zeros(2)
    for i in range(rounds):
        total[i % 2] += np.sqrt(i)
    return total, other  # two, because a single array passes the interrupt on


@jit.kernel()
def _spin_inside(rounds: int) -> Any:
    total, other = _spin(rounds)
    return total + 1.0, other


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ctrl-C, sent by the clock."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="Windows has no alarm signal")
@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("kernel", [_spin, _spin_inside])
def test_an_interrupt_within_compiled_code_is_an_interrupt(kernel: Any) -> None:
    kernel(10)  # compiled
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    with pytest.raises(KeyboardInterrupt):
        # Until the clock rings within compiled code: a whole call where it is fast.
        for _call in range(1000):
            kernel(300_000_000)


def test_kernels_find_one_another() -> None:
    assert _spin_inside(5)[0].tolist() == (_spin(5)[0] + 1).tolist()


def test_another_system_error_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_rounds: int) -> None:
        raise SystemError("a fault of the interpreter")

    _spin(1)
    monkeypatch.setattr(_spin, "compiled", broken)
    with pytest.raises(SystemError, match="a fault"):
        _spin(1)
