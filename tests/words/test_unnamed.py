"""What a source does not name is shown as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from cityties.language.messages import in_language
from cityties.model.rows import Claim, Organization, Place, Post, Tables
from cityties.words.unnamed import Unnamed

PLACES = (
    Place("isfahan", "city", "Isfahan", "اصفهان", country="IR"),
    Place("iran", "country", "Iran", "ایران", country="IR"),
    Place("poland", "country", "Poland", "لهستان", country="PL"),
    Place("chad", "country", "Chad", country="TD"),
)
POSTS = (
    Post("charge", "charge_d_affaires", "poland", to="iran"),
    Post("mayor-isfahan", "mayor", "isfahan", name_en="Mayor of Isfahan", name_fa="شهردار اصفهان"),
)


def named(reference: str = "unnamed/c-1", **more: Any) -> str:
    fields = {"kind": "sister_city", "parties": ("isfahan", "unnamed/c-1")} | more
    embassy = Organization("embassy", "embassy", "Embassy", acts_for="poland")
    claim = Claim("c-1", "page", "tie", **fields)
    return Unnamed(Tables(PLACES, (embassy,), (), POSTS, (), (claim,))).name(reference)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"target": ("poland",)}, "a city in Poland (not named)"),
        (
            {"actor": ("unnamed/c-1.2@charge",), "target": ("isfahan",)},
            "a city in Poland (not named)",
        ),
        ({"actor": ("embassy",)}, "a city in Poland (not named)"),
        ({"said_by": "unnamed/c-1.2@charge"}, "a city in Poland (not named)"),
        ({"actor": ("iran",), "target": ("isfahan",)}, "a city (not named)"),
        ({"actor": ("poland",), "target": ("chad",)}, "a city (not named)"),
        ({"kind": "institutional_agreement"}, "an institution (not named)"),
        ({"kind": "meeting"}, "an unnamed party"),
        ({"parties": ("isfahan", "iran")}, "an unnamed party"),
    ],
)
def test_parties(more: dict[str, Any], expected: str) -> None:
    assert named(**more) == expected


def test_somebody_in_a_post_is_called_by_the_post() -> None:
    assert named("unnamed/c-1.2@mayor-isfahan") == "Mayor of Isfahan"
    assert named("unnamed/c-9") == "an unnamed party"
    with in_language("fa"):
        assert named("unnamed/c-1@mayor-isfahan") == "شهردار اصفهان"
        assert named(target=("poland",)) == "شهری در لهستان (نام برده نشده)"
        assert named(target=("chad",)) == "شهری در Chad (نام برده نشده)"
