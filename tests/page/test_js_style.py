"""How ties look: what must not look alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")


def test_statuses_of_other_meaning_have_other_dashes(js: Callable[..., Any]) -> None:
    run = js("style.js", "statusDash", "tieDash")
    in_force, waiting, broken, over = (
        run(f"tested.statusDash('{status}')")
        for status in ("in_force", "proposed", "suspended", "ended")
    )
    possible = run("tested.tieDash({status: 'in_force', certain: false})")
    assert in_force is None
    partly = run("tested.tieDash({status: 'in_force', certain: true, partly: true})")
    assert len({tuple(dash) for dash in (waiting, broken, over, possible, partly)}) == 5
    assert run("tested.statusDash('resumed')") is None
    assert run("tested.statusDash('expired')") == run("tested.statusDash('declined')") == over
    assert run("tested.tieDash({status: 'ended', certain: true})") == over
