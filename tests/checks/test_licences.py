"""Licences that may forbid a graph are findings; what all ask is printed."""

from __future__ import annotations

import pytest

from cityties.checks import licences
from cityties.model.rows import Source, Tables


def tables(*given: str) -> Tables:
    return Tables(
        sources=tuple(
            Source(f"s{n}", "dataset", f"S {n}", "p", licence=licence)
            for n, licence in enumerate(given)
        )
    )


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (("CC-BY-4.0", "CC0-1.0", "", "own words"), set()),
        (("ODbL-1.0", "CC-BY-SA-4.0"), {"licences-clash"}),
        (("CC-BY-ND-4.0",), {"no-derivatives"}),
    ],
)
def test_what_may_forbid_a_graph_is_found(given: tuple[str, ...], codes: set[str]) -> None:
    part = licences.check(tables(*given))
    assert {found.code for found in part.findings} == codes
    assert part.looked_at == {"licences": len(given)}
