"""Ranges, conditions, lengths, titles and networks in networks, to RDF and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cityties.loaders.tables import load_folder
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Source, Tables
from cityties.model.tables import canonical_tables
from cityties.rdf.from_quads import rows_from_quads
from cityties.rdf.to_quads import quads
from cityties.vocabulary.terms import ID, PREFIXES, ct

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
TITLE = PREFIXES["dcterms"] + "title"


@pytest.fixture(scope="module")
def tables() -> Tables:
    old = load_folder(SMALL)
    claims = {claim.id: claim for claim in old.claims}
    signed = claims["c-T04"]
    more = (
        replace(claims["c-T09"], id="c-N1", op="~", number_to=18.0),
        replace(
            signed, id="c-N2", aspect="plan", when=None, basis="", condition="the council agrees",
            condition_fa="شورا موافقت کند", condition_on=(signed.about, claims["c-T07"].about),
        ),
        replace(signed, id="c-N3", duration="P5Y"),
        Claim("c-N4", signed.source, "membership", aspect="change", kind="membership",
              about="asia@wego", status="member"),
    )  # fmt: skip
    asia = Organization("asia", "city_network", "Cities of Asia")
    page = Source(
        "page", "news", "Two cities", "imna", language="zh-Hant", title_fa="دو شهر",
        title_original="兩座城市", accessed=parse_edtf("2026-11-20"),
    )  # fmt: skip
    return replace(
        old,
        claims=(*old.claims, *more),
        organizations=(*old.organizations, asia),
        sources=(*old.sources, page),
    )


def said(tables: Tables, subject: str, predicate: str) -> set[str]:
    return {
        str(quad.object)
        for quad in quads(tables)
        if quad.subject.value == ID + subject and quad.predicate.value == predicate
    }


def test_they_come_back_as_they_were(tables: Tables) -> None:
    assert canonical_tables(rows_from_quads(quads(tables))) == canonical_tables(tables)


def test_what_they_are_in_rdf(tables: Tables) -> None:
    xsd = PREFIXES["xsd"]
    assert said(tables, "claim/c-N1", ct.numberTo) == {f'"18"^^<{xsd}decimal>'}
    assert said(tables, "claim/c-N2", ct.condition) == {
        '"the council agrees"@en', '"شورا موافقت کند"@fa',
    }  # fmt: skip
    kinds = {
        iri.split("/id/")[1].split("/")[0] for iri in said(tables, "claim/c-N2", ct.conditionOn)
    }
    assert kinds == {"tie", "event"}
    assert said(tables, "claim/c-N3", ct.duration) == {f'"P5Y"^^<{xsd}duration>'}
    assert said(tables, "claim/c-N3", ct.until) == set(), "nobody states an end"
    (last,) = said(tables, "claim/c-N3", ct.untilLatest)
    assert last == f'"2005-10-27"^^<{xsd}date>'
    assert said(tables, "claim/c-T04", ct.untilLatest) == set()


def test_a_member_is_a_city_or_an_organization(tables: Tables) -> None:
    assert said(tables, "membership/asia@wego", ct.memberOrganization) == {f"<{ID}asia>"}
    assert said(tables, "membership/asia@wego", ct.memberCity) == set()
    assert said(tables, "membership/isfahan@wego", ct.memberCity) == {f"<{ID}isfahan>"}
    assert said(tables, "membership/isfahan@wego", ct.memberOrganization) == set()


def test_titles_have_the_tag_of_their_language(tables: Tables) -> None:
    assert said(tables, "source/page", TITLE) == {'"Two cities"@en', '"دو شهر"@fa'}
    assert said(tables, "source/page", ct.originalTitle) == {'"兩座城市"@zh-hant'}


def test_a_title_of_an_older_folder_is_not_called_english(tables: Tables) -> None:
    assert said(tables, "source/freiburg-page", TITLE) == {'"Partnerstadt Isfahan"'}


def test_a_printed_title_in_another_language_than_the_source_is_refused(tables: Tables) -> None:
    import pyoxigraph as ox

    from cityties.errors import DataError

    def other(quad: ox.Quad) -> ox.Quad:
        if quad.predicate.value != ct.originalTitle:
            return quad
        text = ox.Literal(quad.object.value, language="ja")
        return ox.Quad(quad.subject, quad.predicate, text, quad.graph_name)

    with pytest.raises(DataError, match="language tag"):
        rows_from_quads(map(other, quads(tables)))
