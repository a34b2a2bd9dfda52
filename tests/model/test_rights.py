"""Whose the data is, and what follows from the licences of a mixed graph."""

from __future__ import annotations

import pytest

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.model.rights import Part, duties, rights_of
from cityties.model.rows import Organization, Source, Tables


def parts(*licences: str) -> tuple[Part, ...]:
    return tuple(Part(one, (f"Holder of {one or 'nothing'}",), (f"s{n}",))
                 for n, one in enumerate(licences))  # fmt: skip


def codes(*licences: str) -> set[str]:
    return {duty.code for duty in duties(parts(*licences))}


def source(id_: str, **more: object) -> Source:
    return Source(id_, "dataset", id_, "ports", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("licences", "what"),
    [
        ((), set()),
        (("CC0-1.0", "PDDL-1.0"), set()),
        (("CC-BY-4.0",), {"attribution"}),
        (("CC-BY-4.0", "OGL-UK-3.0", "etalab-2.0", "DL-DE-BY-2.0"), {"attribution"}),
        (("ODbL-1.0", "CC-BY-4.0"), {"share_alike", "attribution"}),
        (("ODbL-1.0", "CC-BY-SA-4.0"), {"conflict", "attribution"}),
        (("CC-BY-SA-3.0", "CC-BY-SA-4.0"), {"share_alike", "attribution"}),
        (("CC-BY-SA-1.0", "CC-BY-SA-4.0"), {"conflict", "attribution"}),
        (("CC-BY-NC-4.0", "CC-BY-4.0"), {"non_commercial", "attribution"}),
        (("CC-BY-NC-4.0", "CC-BY-SA-4.0"), {"conflict", "non_commercial", "share_alike",
                                            "attribution"}),
        (("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"), {"non_commercial", "share_alike", "attribution"}),
        (("CC-BY-NC-SA-4.0", "CC-BY-SA-4.0"), {"conflict", "non_commercial", "attribution"}),
        (("CC-BY-ND-4.0",), {"no_derivatives", "attribution"}),
        (("",), {"unsaid"}),
        (("ask first", "CC0-1.0"), {"unknown"}),
    ],
)  # fmt: skip
def test_what_follows(licences: tuple[str, ...], what: set[str]) -> None:
    assert codes(*licences) == what


def test_a_newer_version_takes_an_older_one() -> None:
    [shared] = [d for d in duties(parts("CC-BY-SA-3.0", "CC-BY-SA-4.0")) if d.into]
    assert shared.into == ("CC-BY-SA-4.0",)


def test_what_forbids_comes_first() -> None:
    assert duties(parts("CC-BY-4.0", "ODbL-1.0", "CC-BY-SA-4.0"))[0].code == "conflict"


def test_the_sources_of_a_licence_are_one_part() -> None:
    body = Organization("ports", "publisher", "Ports", "بندرها")
    tables = Tables(
        organizations=(body,),
        sources=(
            source("a", licence="ODbL-1.0"),
            source("b", licence="ODbL-1.0", attribution=("OSM", "Ports")),
            source("c"),
        ),
    )
    one, none = rights_of(tables)
    assert (one.licence, one.names, one.sources) == ("ODbL-1.0", ("Ports", "OSM"), ("a", "b"))
    assert one.in_languages["fa"] == ("بندرها", "OSM")
    assert (none.licence, none.names, none.sources) == ("", ("Ports",), ("c",))
    assert rights_of(tables, {"c"}) == (none,)
    [first, second] = rights_of(tables, licence="cc0")
    assert {first.licence, second.licence} == {"ODbL-1.0", "CC0-1.0"}
    assert rights_of(tables, ()) == ()


def test_the_shipped_sources_are_their_authors_and_no_other_of_that_id_is() -> None:
    shipped = load_folder(resources.data_dir())
    [own] = rights_of(shipped)
    assert (own.licence, own.names) == ("CC-BY-4.0", ("The cityties authors",))
    assert len(own.sources) == len(shipped.sources) > 200
    id_ = shipped.sources[0].id
    [other] = rights_of(Tables(sources=(source(id_, url="https://example.org/"),)))
    assert other.licence == ""


def test_a_part_knows_its_title_address_and_id() -> None:
    known, address, words = parts("ODbL-1.0", "https://example.org/terms", "ask first")
    assert known.title == "Open Data Commons Open Database License 1.0"
    assert known.url.startswith("https://opendatacommons.org/")
    assert known.spdx == "ODbL-1.0"
    assert (address.url, address.spdx) == ("https://example.org/terms", "")
    assert (words.title, words.url, words.spdx) == ("ask first", "", "")
