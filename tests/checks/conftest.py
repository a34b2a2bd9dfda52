"""A small clean set of rows, into which each test plants its fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cityties.model.dates import parse_edtf
from cityties.model.rows import (
    ApprovalRule,
    Claim,
    Organization,
    Person,
    Place,
    Post,
    Source,
    Tables,
)


def claim(id_: str, **values: object) -> Claim:
    """A claim of the page about the tie of Aba and Caba, with changes."""
    made = Claim(
        id_, "page", "tie", aspect="change", kind="sister_city",
        about="tie/aba+caba/sister_city", parties=("aba", "caba"), status="in_force",
        when=parse_edtf("2001-05-01"), gist="Aba and Caba became sister cities.",
    )  # fmt: skip
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.fixture
def clean() -> Tables:
    return Tables(
        places=(
            Place("aland", "country", "Aland", "آلند", country="AA", latitude=32.0, longitude=53.0),
            Place(
                "aba", "city", "Aba", "آبا", country="AA", part_of="aland",
                latitude=32.6, longitude=51.7,
            ),
            Place("bland", "country", "Bland", "بلند", country="BB", latitude=51.0, longitude=9.0),
            Place(
                "caba", "city", "Caba", "کابا", country="BB", part_of="bland",
                latitude=48.0, longitude=7.8,
            ),
        ),
        organizations=(Organization("paper", "publisher", "The Paper", "روزنامه"),),
        people=(Person("anna", "Anna Alba", "آنا آلبا"), Person("boris", "Boris Bor", "بوریس بور")),
        posts=(Post("mayor-aba", "mayor", "aba", holders=("anna", "boris")),),
        sources=(
            Source(
                "page", "news", "A page", "paper", published=parse_edtf("2010"),
                accessed=parse_edtf("2026-11-21"),
            ),
        ),
        claims=(
            claim("c-1"),
            claim("c-2", status="approved", when=parse_edtf("2001-03"), side="aba"),
            claim("c-3", people=("anna@mayor-aba:signatory",), said_by="anna"),
            Claim(
                "c-4", "page", "role", aspect="state", kind="holds_post", about="anna@mayor-aba",
                when=parse_edtf("2000"), until=parse_edtf("2004"),
            ),
        ),
        approval_rules=(ApprovalRule("aa-1", "AA", 1, "approved", "the council"),),
    )  # fmt: skip
