"""Tables of the members of city networks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cityties.errors import DataError, UsageError
from cityties.loaders.foreign.links import About
from cityties.loaders.foreign.members import load_members
from cityties.loaders.foreign.provenance import Loaded
from cityties.loaders.foreign.tables import Choices
from cityties.loaders.tables import load_folder
from cityties.model.rows import Organization, Place, Tables

ABOUT = About("Members of Ports", "2025-05", publisher="Ports")
KNOWN = Tables(
    places=(
        Place("iran", "country", "Iran", country="IR"),
        Place("portugal", "country", "Portugal", country="PT"),
        Place("isfahan", "city", "Isfahan", country="IR", wikidata="Q42053"),
        Place("porto", "city", "Porto", country="PT", wikidata="Q36433"),
    ),
    organizations=(
        Organization("wego", "city_network", "World Smart Cities", aliases=("WeGO",)),
        Organization("paper", "publisher", "The Paper"),
    ),
)


def load(path: Path, *lines: str, network: str = "Ports", **more: object) -> Loaded:
    file = path / "members.tsv"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return load_members(file, network, ABOUT, known=KNOWN, **more)  # type: ignore[arg-type]


def test_each_line_is_a_state_of_a_membership(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "name_on_website\tqid\twikidata_name\tlat\tlng\tpopulation\tcountry_qid\tcountry",
        "Oporto\tQ36433\tPorto\t41\t-8\t1\tQ45\tPortugal",
        "Izmir\tQ35997\tİzmir\t38.41\t27.14\t4493242\tQ43\tTurkey",
    )
    known, new = loaded.tables.claims
    assert (known.about, known.locator) == ("porto@ports", "line 2: Oporto")
    assert (new.about, new.actor, new.target) == ("q35997@ports", ("q35997",), ("ports",))
    assert (new.type, new.aspect, new.status) == ("membership", "state", "member")
    city = next(place for place in loaded.tables.places if place.id == "q35997")
    assert (city.name_en, city.country, city.latitude) == ("İzmir", "TR", 38.41)
    assert [row.id for row in loaded.tables.organizations] == ["ports"]
    assert loaded.tables.organizations[0].kind == "city_network"
    assert (loaded.source.publisher, loaded.source.kind) == ("ports", "official_list")


def test_grades_and_dates_make_claims(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "qid,grade,since,until",
        "Q42053,Full Member,2005-03,",
        "Q36433,observer,,",
        "Q60,board,1999,2010",
        network="WeGO",
        grades={"full member": "member"},
    )
    claims = {claim.id.removeprefix("c-members-of-ports_"): claim for claim in loaded.tables.claims}
    assert sorted(claims) == ["isfahan", "isfahan_since", "porto", "q60", "q60_until"]
    assert (claims["isfahan"].grade, claims["isfahan"].wording) == ("member", "Full Member")
    assert claims["isfahan"].about == "isfahan@wego"
    since = claims["isfahan_since"]
    assert since.when is not None
    assert (since.aspect, since.status, since.when.text) == ("change", "member", "2005-03")
    left = claims["q60_until"]
    assert left.when is not None
    assert (left.status, left.when.text) == ("left", "2010")
    assert claims["porto"].grade == "observer"
    assert not any(row.kind == "city_network" for row in loaded.tables.organizations)


def test_cities_without_an_id_are_told_by_name_and_country(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "name,country",
        "Porto,Portugal",
        "Porto,Italy",
        "Esfahan,",
        "شیراز,Iran",
        "Isfahan,",
    )
    cities = {claim.actor[0] for claim in loaded.tables.claims}
    made = next(place.id for place in loaded.tables.places if place.name_en == "شیراز")
    assert cities == {"porto", "porto-it", "isfahan", made}
    assert loaded.record.count("by-name") == 2
    assert [f.value for f in loaded.record.by_code()["no-city"]] == ["Esfahan"]


def test_a_city_twice_is_told_of(tmp_path: Path) -> None:
    loaded = load(tmp_path, "qid\tmember", "Q60\tNew York", "Q60\tBig Apple")
    assert len(loaded.tables.claims) == 1
    assert [f.value for f in loaded.record.by_code()["duplicate"]] == ["q60: Big Apple"]
    with pytest.raises(DataError, match="repeats an earlier line"):
        load(tmp_path, "qid\tmember", "Q60\tNew York", "Q60\tBig Apple", strict=True)


def test_unknown_columns_are_left_out_and_reported_unless_ignored(tmp_path: Path) -> None:
    lines = ["qid\tmayor", "Q60\tSomebody"]
    loaded = load(tmp_path, *lines)
    assert len(loaded.tables.claims) == 1
    assert [found.value for found in loaded.record.by_code()["unknown-column"]] == ["mayor"]
    ignored = load(tmp_path, *lines, choices=Choices(ignore=["mayor"]))
    assert "unknown-column" not in ignored.record.by_code()
    chosen = load(tmp_path, *lines, choices=Choices({"listed": "mayor"}))
    assert chosen.tables.claims[0].locator == "line 2: Somebody"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["qid,grade", "Q60,founderr"], "did you mean founder"),
        (["qid,status", "Q60,gone"], "not a status that is known"),
        (["qid,name", "x y,"], "not the id of a city"),
        (["qid,name"], "no line contains a member"),
    ],
)
def test_wrong_tables_are_refused_with_their_line(
    tmp_path: Path, lines: list[str], text: str
) -> None:
    with pytest.raises(DataError, match=text):
        load(tmp_path, *lines)


def test_a_network_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a city network"):
        load(tmp_path, "qid", "Q60", network="paper")
    with pytest.raises(UsageError, match="grades"):
        load(tmp_path, "qid,grade", "Q60,x", grades={"x": "boss"})
    with pytest.raises(UsageError, match="is missing a column: id or name"):
        load(tmp_path, "grade,since", "member,2000")
    # The name of a place is no network's id.
    assert load(tmp_path, "qid,name", "Q60,x", network="Isfahan").tables.organizations[0].id == (
        "isfahan-network"
    )


@pytest.mark.skipif(
    not os.environ.get("CITYTIES_WORLD"),
    reason="CITYTIES_WORLD names no folder with the twin towns of the world",
)
def test_the_members_of_eurocities(repository: Path) -> None:
    file = Path(os.environ["CITYTIES_WORLD"]) / "eurocities-members-2025.tsv"
    known = load_folder(repository / "data")
    loaded = load_members(file, "Eurocities", About("Eurocities", "2025-05"), known=known)
    numbers = loaded.record.numbers
    assert (numbers["lines"], numbers["members"]) == (209, 206)
    assert loaded.record.count("duplicate") == 3
    assert numbers["cities_new"] == numbers["cities_new_with_point"]


def test_a_season_is_that_of_the_half_of_the_earth_that_the_city_is_in(tmp_path: Path) -> None:
    lines = ["name,country,joined", "Alpha,Australia,spring 2019", "Gouda,Netherlands,spring 2019"]
    loaded = load(tmp_path, *lines)
    starts = [claim.when.text for claim in loaded.tables.claims if claim.when]
    assert starts == ["[2019-09..2019-11]", "[2019-03..2019-05]"]
    assert [finding.line for finding in loaded.record.by_code()["day-season"]] == [3]


def test_a_line_that_says_something_else_of_a_member_is_kept(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "qid\tgrade\tsince\tuntil",
        "Q60\tmember\t1998\t2005",
        "Q60\tmember\t2010\t",
        "Q60\tobserver\t\t",
        "Q60\tmember\t2010\t",
    )
    findings = loaded.record.by_code()
    assert [each.line for each in findings["repeat-differs"]] == [3, 4]
    assert [each.line for each in findings["duplicate"]] == [5]
    whens = {claim.when.text for claim in loaded.tables.claims if claim.when}
    assert whens == {"1998", "2005", "2010"}
    assert {claim.grade for claim in loaded.tables.claims} == {"member", "observer", ""}
    assert loaded.record.numbers["members"] == 1
