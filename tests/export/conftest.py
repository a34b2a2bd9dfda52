"""A small graph with everything that breaks writers, and the shipped one."""

from __future__ import annotations

import pytest

import cityties
from cityties.api import CityGraph
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import tie_id
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.store.build import build

NAMES = {
    "anadyr": "Ана́дырь – \u202bעיר\u202c",  # a name within a right-to-left embedding
    "suva": "=SUM(A1:A9)",
    "apia": "+1 \"quoted\", 'single' & <b>bold</b>",
    "porto": "Porto 🏙 é",
    "isfahan": "\u200fاصفهان\u200f",  # right-to-left marks
    "quito": "-Quito",
    "nowhere": "@nowhere \\ back\\slash",
}
POINTS = {
    "anadyr": (64.73, 177.5), "suva": (-18.14, 178.44), "apia": (-13.83, -171.77),
    "porto": (41.15, -8.61), "isfahan": (32.65, 51.68), "quito": (-0.18, -78.47),
}  # fmt: skip


def _claim(number: int, kind: str, *parties: str, **more: object) -> Claim:
    given: dict[str, object] = {
        "aspect": "change", "status": "in_force", "when": parse_edtf("2000-10-27"), **more,
    }  # fmt: skip
    return Claim(
        f"c-{number}", "s-1", "tie", kind=kind, parties=tuple(sorted(parties)),
        about=tie_id(sorted(parties), kind), **given,  # type: ignore[arg-type]
    )  # fmt: skip


def hostile_tables() -> Tables:
    """Parallel ties, ties of three, a freeze and a thaw, an end, unnamed and unplaced parties."""
    places = tuple(
        Place(
            slug, "city", name, name_fa=name[::-1],
            latitude=POINTS.get(slug, (None, None))[0], longitude=POINTS.get(slug, (None, None))[1],
        )
        for slug, name in NAMES.items()
    )  # fmt: skip
    return Tables(
        places=places,
        organizations=(Organization("press", "publisher", "Press"),),
        sources=(
            Source("s-1", "news", "One\ttwo", "press", published=parse_edtf("2020-05-05")),
            Source("s-2", "news", "Two", "press", published=parse_edtf("2022-05-05")),
        ),
        claims=(
            _claim(1, "sister_city", "porto", "isfahan"),
            _claim(2, "cooperation_mou", "porto", "isfahan", when=parse_edtf("2001~")),
            _claim(3, "multilateral_pact", "porto", "isfahan", "quito"),
            _claim(4, "multilateral_pact", "porto", "isfahan", when=None),
            _claim(5, "sister_city", "anadyr", "apia", when=parse_edtf("1999")),
            _claim(6, "sister_city", "suva", "apia", when=parse_edtf("[1998-05-29,1999-09-18]")),
            _claim(7, "sister_city", "suva", "apia", status="suspended", channel="political",
                   when=parse_edtf("2005"), side="suva"),
            _claim(8, "sister_city", "suva", "apia", status="resumed", channel="political",
                   when=parse_edtf("2010-03-01")),
            _claim(9, "sister_city", "suva", "nowhere", status="proposed"),
            _claim(10, "sister_city", "nowhere", "quito", status="ended",
                   when=parse_edtf("2015-01-01")),
            _claim(11, "sister_city", "porto", "unnamed/c-11"),
            _claim(12, "sister_city", "quito", "suva", status="in_force", certainty="denied"),
            Claim("c-13", "s-2", "tie", aspect="change", kind="sister_city", status="ended",
                  parties=("isfahan", "porto"), when=parse_edtf("2021-07-01"),
                  about=tie_id(["isfahan", "porto"], "sister_city")),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def hostile() -> CityGraph:
    """The small graph; its texts are each a trap for some format."""
    return CityGraph(build(hostile_tables()))


@pytest.fixture(scope="session")
def shipped() -> CityGraph:
    """The data that comes with cityties."""
    return cityties.open()


@pytest.fixture(params=["hostile", "shipped"])
def graph(request: pytest.FixtureRequest) -> CityGraph:
    """Each of the two in turn."""
    found: CityGraph = request.getfixturevalue(request.param)
    return found
