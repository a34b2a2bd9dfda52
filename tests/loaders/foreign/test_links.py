"""Tables of pairs of cities: what becomes a claim, and what becomes of the rest."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import pytest

from cityties.errors import DataError, UsageError
from cityties.loaders.foreign.cities import read_places
from cityties.loaders.foreign.countries import code_of_country, countries, country_place
from cityties.loaders.foreign.links import About, load_links
from cityties.loaders.foreign.provenance import FINDINGS, Loaded, finding_lines, folder_files
from cityties.loaders.foreign.tables import Choices, Record, read_ref
from cityties.loaders.tables import load_folder, merge
from cityties.model.rights import duties, rights_of
from cityties.model.rows import Place, Tables
from cityties.words.rights import part_words

ABOUT = About("Lists of 2016", "2016-09", publisher="Wikidata", licence="CC0-1.0")
KNOWN = Tables(
    places=(
        Place("iran", "country", "Iran", country="IR"),
        Place("isfahan", "city", "Isfahan", country="IR", wikidata="Q42053"),
        Place("porto", "city", "Porto", wikidata="Q36433"),
    )
)
PLACES = (
    "id,name,lng,lat,country,countrycd,continent,population,geonameid,source\n"
    'Q61,"Washington, D.C.",-77.0366666666666,38.895,United States of America,US,North America,'
    "705749,4140963,wikidata-2022\n"
    "Q60,New York City,-74,40.7,israel \U0001f1ee\U0001f1f1,US,North America,0,,wikidata-2022\n"
    "Q84,London,,,Mandatory Palestine,,,,,name-only\n"
    "Q42053,Ispahan,51.6,32.6,Iran,IR,Asia,1,,x\n"
    "Q85,Cairo,31,99,Egypt,XX,Africa,-99,,x\n"
    "Q85,Kairo,31,30,Egypt,EG,Africa,,,x\n"
    "nowhere at all,?,,,,,,,,x\n"
)


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def load(path: Path, *lines: str, **more: object) -> Loaded:
    file = write(path / "links.tsv", *lines)
    return load_links(file, ABOUT, known=KNOWN, **more)  # type: ignore[arg-type]


def codes(loaded: Loaded) -> dict[str, list[int]]:
    return {
        code: [finding.line for finding in found]
        for code, found in loaded.record.by_code().items()
        if code != "no-place"
    }


def test_each_line_is_a_claim_of_the_first_city(tmp_path: Path) -> None:
    loaded = load(tmp_path, "source\ttarget", "Q42053\tQ36433", "Q36433\tQ42053", "Q42053\tQ60")
    claims = {claim.id: claim for claim in loaded.tables.claims}
    assert set(claims) == {
        "c-lists-of-2016_isfahan_porto",
        "c-lists-of-2016_isfahan_q60",
        "c-lists-of-2016_porto_isfahan",
    }
    claim = claims["c-lists-of-2016_porto_isfahan"]
    assert (claim.said_by, claim.about) == ("porto", "tie/isfahan+porto/sister_city")
    assert (claim.type, claim.aspect, claim.status) == ("tie", "state", "in_force")
    assert (claim.certainty, claim.basis, claim.locator) == ("stated", "publication", "line 3")
    numbers = loaded.record.numbers
    assert (numbers["pairs_from_both_sides"], numbers["pairs_from_one_side"]) == (1, 1)
    assert numbers["cities_without_a_list"] == 1
    assert [place.id for place in loaded.tables.places] == ["q60"]
    assert loaded.tables.sources[0].published is not None
    assert loaded.tables.sources[0].published.text == "2016-09"
    assert loaded.tables.sources[0].expected == "3"


def test_nothing_is_lost_silently(tmp_path: Path) -> None:
    lines = [
        "source\ttarget",
        "Q42053\tQ60",
        "",
        "Q60\tQ42053",
        "Q42053\tQ60",
        "Q60\tQ60",
        "Q42053\tisfahan",
        "New York\tQ60",
        "Q60",
        "Q60\t",
        "# a remark",
        "q61\thttp://www.wikidata.org/entity/Q60",
        "Q60\tQ61\tQ62",
        "iran-x\tQ84",
        "Q84\tQ0",
    ]
    loaded = load(tmp_path, *lines)
    assert codes(loaded) == {
        "blank-line": [3],
        "duplicate": [5],
        "loop": [6, 7],
        "bad-id": [8, 15],
        "ragged-line": [9, 13],
        "blank-id": [10],
        "comment": [11],
    }
    # Every line of the file is a claim or a finding.
    told = sum(map(len, codes(loaded).values()))
    assert len(loaded.tables.claims) + told == len(lines) - 1
    written = json.loads(folder_files(loaded)["loading.json"])
    assert written["findings"]["bad-id"]["lines"][0] == {
        "file": "links.tsv",
        "line": 8,
        "value": "New York",
    }
    assert any("(line 6, 7)" in line for line in finding_lines(loaded.record))
    assert set(loaded.record.by_code()) <= set(FINDINGS)
    with pytest.raises(DataError) as refused:
        load(tmp_path, *lines, strict=True)
    assert {8, 9, 5} <= {problem.line for problem in refused.value.problems}


def test_a_loop_alone_makes_no_city(tmp_path: Path) -> None:
    loaded = load(tmp_path, "source\ttarget", "Q60\tQ61", "Q99\tQ99")
    assert [place.id for place in loaded.tables.places] == ["q60", "q61"]


def test_pairs_without_a_direction_have_no_speaker(tmp_path: Path) -> None:
    loaded = load(tmp_path, "source\ttarget", "Q61\tQ60", "Q60\tQ61", directed=False)
    (claim,) = loaded.tables.claims
    assert (claim.said_by, claim.id) == ("", "c-lists-of-2016_q60_q61")
    assert codes(loaded) == {"duplicate": [3]}


def test_a_file_with_each_pair_once_is_told_of(tmp_path: Path) -> None:
    assert "--undirected" in " ".join(load(tmp_path, "source\ttarget", "Q61\tQ60").lines)


def test_places_give_names_points_and_countries(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(PLACES, encoding="utf-8")
    lines = ["from,to", "Q61,Q60", "Q84,Q85", "Q42053,Q84", "Q7,Q84"]
    loaded = load(tmp_path, *lines, places=[file])
    places = {place.id: place for place in loaded.tables.places}
    assert sorted(places) == ["country-eg", "country-us", "q60", "q61", "q7", "q84", "q85"]
    washington = places["q61"]
    assert washington.name_en == "Washington, D.C."
    assert (washington.latitude, washington.longitude) == (38.895, -77.036666667)
    assert (washington.country, washington.population) == ("US", 705749)
    assert (washington.wikidata, washington.origin) == ("Q61", "wikidata-2022")
    assert places["q60"].country == "US", "the code decides, not the vandalised name"
    assert places["q60"].population is None, "nobody lives nowhere: 0 is not known"
    assert places["q84"].country == "", "a former state has no code"
    assert places["q85"].country == "EG", "a wrong code leaves the name to tell"
    assert places["q85"].latitude is None
    assert places["country-us"].name_fa
    assert places["q7"].name_en == "Q7"
    assert places["q7"].note, "a city without a name says so"
    found = {code: [f.value for f in each] for code, each in loaded.record.by_code().items()}
    assert found["no-place"] == ["Q7"]
    assert found["former-country"] == ["Mandatory Palestine (1922..1948)"]
    assert found["country-text"] == ["israel \U0001f1ee\U0001f1f1 (US)"]
    assert found["bad-country"] == ["XX"]
    assert found["place-twice"] == ["Q85"]
    assert found["bad-point"] == ["99, 31"]
    assert found["bad-population"] == ["-99"]
    assert found["bad-place-id"] == ["nowhere at all"]


def test_a_second_table_of_places_fills_blanks_only(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "id,name,source", "Q60,Nowy Jork,a")
    two = write(tmp_path / "b.csv", "id,name,lat,lng,source", "Q60,New York,40.7,-74,b")
    row = read_places([one, two], Record())["Q60"]
    assert (row.name, row.latitude, row.origin) == ("Nowy Jork", 40.7, "a; b")


def test_columns_of_places_are_handled_or_reported(tmp_path: Path) -> None:
    file = write(tmp_path / "p.csv", "qid,label,lattitude,lng", "Q60,New York,40,-74")
    loaded = load(tmp_path, "source\ttarget", "Q60\tQ61", places=[file])
    [finding] = loaded.record.by_code()["unknown-column"]
    assert (finding.value, finding.line) == ("lattitude", 1)
    assert re.search("did you mean.*latitude.*--ignore lattitude", finding.reason)
    loaded = load(
        tmp_path, "source\ttarget", "Q60\tQ61", places=[file], ignore_places=["Lattitude", "lng"]
    )
    assert loaded.tables.places[0].name_en == "New York"


def test_numbers_are_cities_only_where_nothing_is_known(tmp_path: Path) -> None:
    file = write(tmp_path / "pairs.tsv", "source\ttarget", "1\t10", "2\t1")
    loaded = load_links(file, ABOUT, directed=False)
    assert [place.id for place in loaded.tables.places] == ["n1", "n10", "n2"]
    with pytest.raises(DataError, match="--no-shipped"):
        load_links(file, ABOUT, known=KNOWN)


def test_slugs_name_known_cities_and_make_new_ones(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a,b", "isfahan,porto", "isfahan,brand-new")
    assert [place.id for place in loaded.tables.places] == ["a", "b", "brand-new"]
    # Two columns without a known name, over slugs: the first line is data like the rest.
    assert codes(loaded) == {}
    assert len(loaded.tables.claims) == 3


@pytest.mark.parametrize(
    ("lines", "choices"),
    [
        (["Q60\tQ61"], None),
        (["Q60 Q61"], None),
        (["% sym unweighted", "Q60 Q61"], None),
        (["Q60;Q61"], None),
        (["who,whom", "Q60,Q61"], None),
        (['"source","target"', '"Q60","Q61"'], None),
        (["x,y,z", "1,Q60,Q61"], Choices({"from": "y", "to": "z"}, ["x"])),
        (["9,Q60,Q61"], Choices({"from": "2", "to": "3"}, ["1"], header=False)),
        (["source|target", "Q60,Q61"], Choices({"from": "1", "to": "2"}, separator="comma")),
    ],
)
def test_header_and_separator_are_found_out(
    tmp_path: Path, lines: list[str], choices: Choices | None
) -> None:
    if lines[0] == "source|target":
        with pytest.raises(UsageError, match="no column"):
            load(tmp_path, *lines, choices=choices)
        return
    loaded = load(tmp_path, *lines, choices=choices)
    assert [claim.about for claim in loaded.tables.claims] == ["tie/q60+q61/sister_city"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["qid\tlabel", "Q60\tNew York"], "is missing a column: to"),
        (["words", "more words"], "is not a table"),
    ],
)
def test_tables_of_another_shape_are_refused(tmp_path: Path, lines: list[str], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        load(tmp_path, *lines)


def test_what_is_meant_as_an_id_and_is_none_is_refused(tmp_path: Path) -> None:
    lines = [f"Q0{n}\tQ-{n}" for n in range(9)]
    with pytest.raises(DataError, match="not the id of a city") as refused:
        load(tmp_path, "source\ttarget", *lines)
    assert "4 more lines" in str(refused.value)


def test_what_is_said_of_the_source_must_fit(tmp_path: Path) -> None:
    file = write(tmp_path / "l.tsv", "source\ttarget", "Q60\tQ61")
    with pytest.raises(UsageError, match="--date"):
        load_links(file, About("A", "2016-13"))
    with pytest.raises(UsageError, match="Latin"):
        load_links(file, About("؟", "2016"))
    with pytest.raises(UsageError, match="did you mean sister_city"):
        load_links(file, About("A", "2016"), kind="sister_cty")
    once = load_links(file, About("A", "2016"))
    with pytest.raises(UsageError, match="source a already"):
        load_links(file, About("A", "2016"), known=once.tables)


def test_no_text_is_refused_with_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "l.tsv"
    file.write_bytes(b"source\ttarget\nQ60\tQ\xff61\n")
    with pytest.raises(DataError, match="not UTF-8"):
        load_links(file, ABOUT)
    file.write_bytes(b"")
    with pytest.raises(DataError, match="no line"):
        load_links(file, ABOUT)


def test_the_order_of_lines_changes_no_row_but_its_line(tmp_path: Path) -> None:
    lines = [f"Q{a}\tQ{b}" for a in range(1, 12) for b in range(1, 12) if (a * b) % 3 == 1]
    one = load(tmp_path, "source\ttarget", *lines)
    random.Random(4).shuffle(lines)
    other = load(tmp_path, "source\ttarget", *lines)
    assert one.tables.places == other.tables.places
    assert [c.id for c in one.tables.claims] == [c.id for c in other.tables.claims]


def test_the_folder_loads_and_names_licence_and_files(tmp_path: Path) -> None:
    loaded = load(tmp_path, "source\ttarget", "Q60\tQ61", "Q61\tQ60", "Q42053\tQ60")
    folder = tmp_path / "made"
    folder.mkdir()
    for name, content in folder_files(loaded).items():
        (folder / name).write_bytes(content)
    assert load_folder(folder, known=KNOWN).claims == loaded.tables.claims
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [licence["name"] for licence in package["licenses"]] == ["CC0-1.0"]
    frictionless = pytest.importorskip("frictionless", reason="pip install frictionless")
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
    readme = (folder / "README.md").read_text("utf-8")
    assert "CC0-1.0" in readme
    assert "links.tsv" in readme
    assert str(tmp_path) not in readme + json.dumps(package)


def test_two_folders_with_the_same_cities_go_together(tmp_path: Path) -> None:
    places = write(tmp_path / "p.csv", "id,name,countrycd", "Q60,New York,US", "Q61,Washington,US")
    one = write(tmp_path / "a.tsv", "source\ttarget", "Q60\tQ61")
    two = write(tmp_path / "b.tsv", "source\ttarget", "Q61\tQ60")
    first = load_links(one, About("A", "2016", publisher="W"), places=[places])
    second = load_links(two, About("B", "2017", publisher="W"), places=[places])
    assert len(merge(first.tables, second.tables).places) == 3
    third = load_links(two, About("B", "2017", publisher="W"), known=first.tables)
    assert (third.tables.places, third.tables.organizations) == ((), ())


@pytest.mark.parametrize("text", ["Q0", "Q", "", "New York", "Q1.5", "-1", "é", "wd:isfahan"])
def test_what_is_no_id(text: str) -> None:
    assert read_ref(text) is None


def test_countries() -> None:
    for code, country in countries().items():
        place = country_place(code)
        assert place is not None
        assert place.name_en
        assert place.name_fa
        assert code_of_country(country.name_en) == code
        assert code_of_country(country.name_fa) == code
        for alias in country.aliases:
            assert code_of_country(alias) == code, alias


# --- the real files ------------------------------------------------------------------------

WORLD = os.environ.get("CITYTIES_WORLD", "")
world = pytest.mark.skipif(
    not WORLD, reason="CITYTIES_WORLD names no folder with the twin towns of the world"
)


@world
@pytest.mark.slow
def test_the_graph_of_2016_is_whole(repository: Path) -> None:
    known = load_folder(repository / "data")
    loaded = load_links(
        Path(WORLD) / "twinnings-2016.tsv", ABOUT, places=[Path(WORLD) / "places.csv"], known=known
    )
    numbers = loaded.record.numbers
    assert (numbers["cities"], numbers["pairs"], numbers["lines"]) == (10_055, 17_401, 34_182)
    assert numbers["statements"] == 34_178
    assert (numbers["pairs_from_one_side"], numbers["cities_without_a_list"]) == (624, 206)
    assert loaded.record.count("duplicate") == 4
    ties = {claim.about for claim in loaded.tables.claims if "isfahan" in claim.parties}
    assert len(ties) == 18
    assert "tie/hyderabad-in+isfahan/sister_city" in ties


@world
def test_numbers_alone_load(tmp_path: Path) -> None:
    loaded = load_links(Path(WORLD) / "twinnings-konect-2017.tsv", ABOUT, directed=False)
    numbers = loaded.record.numbers
    assert (numbers["cities"], numbers["pairs"]) == (14_274, 20_573)


def test_what_others_wrote_is_text_in_the_readme(tmp_path: Path) -> None:
    table = tmp_path / "a_[x](y).tsv"
    table.write_text("from\tto\nQ1\tQ2\n", encoding="utf-8")
    name = "# Links <script>alert(1)</script> [link](javascript:x) `code`"
    loaded = load_links(table, About(name, "2016", licence="# <b>x</b>"))
    readme = folder_files(loaded)["README.md"].decode()
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", readme)
    headings = [line for line in readme.splitlines() if line.startswith("#")]
    assert headings[1:] == ["## Licence", "## Input files", "## Skipped or changed"]
    assert headings[0].startswith("# \\# Links")


@pytest.mark.parametrize("text", ["a\tb\n", "a\tb\nQ99999999999999999999999\tQ0\n"])
def test_a_line_that_may_name_the_columns_is_no_claim(tmp_path, text):
    file = tmp_path / "l.tsv"
    file.write_text(text, "utf-8")
    with pytest.raises((DataError, UsageError)):
        load_links(file, About("A", "2016"))


def test_a_line_that_says_something_else_of_a_pair_is_kept(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "city\tcountry\tpartner\tpartner country\tsince\tuntil\tstatus\tkind",
        "Foo\tGermany\tBar\tFrance\t1990\t\t\t",
        "Foo\tGermany\tBar\tFrance\t1999\t\t\t",
        "Foo\tGermany\tBar\tFrance\t1990\t2005\tended\t",
        "Foo\tGermany\tBar\tFrance\t1999\t\t\t",
        "Foo\tGermany\tBaz\tFrance\t\t\t\t",
        "Foo\tGermany\tBaz\tFrance\t1987\t\t\t",
        "Foo\tGermany\tBaz\tFrance\t\t\t\t",
        "Foo\tGermany\tBaz\tFrance\t\t\t\tfriendship",
    )
    assert codes(loaded) == {"repeat-differs": [3, 4, 7, 9], "duplicate": [5, 8]}
    said = [
        (claim.about.split("/")[1], claim.status, claim.when.text, claim.locator)
        for claim in loaded.tables.claims
        if claim.when
    ]
    assert sorted(said, key=lambda each: (each[3], each[1])) == [
        ("bar-fr+foo-de", "in_force", "1990", "line 2"),
        ("bar-fr+foo-de", "in_force", "1999", "line 3"),
        ("bar-fr+foo-de", "ended", "2005", "line 4"),
        ("bar-fr+foo-de", "in_force", "1990", "line 4"),
        ("baz-fr+foo-de", "in_force", "1987", "line 7"),
    ]
    kinds = {claim.kind for claim in loaded.tables.claims if "baz" in claim.about}
    assert kinds == {"sister_city", "friendship_city"}
    values = [each.value for each in loaded.record.by_code()["repeat-differs"]]
    assert values[1] == "Foo | Bar: 1990..2005, ended"


def test_two_dates_in_a_column_of_starts_are_no_end(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "city\tpartner\tsince\tuntil\tstatus",
        "Foo\tBar\t1990/1991\t\t",
        "Foo\tBaz\t1998-2005\t\t",
        "Foo\tQux\t1998-2005\t\tended",
        "Foo\tZork\t1998\t2004-2005\t",
    )
    assert codes(loaded) == {"day-bounds": [2, 3, 5], "day-interval": [4]}
    said = sorted(
        (claim.locator, claim.aspect, claim.status, claim.when.text if claim.when else "")
        for claim in loaded.tables.claims
    )
    assert [each for each in said if each[0] != "line 5"] == [
        ("line 2", "change", "in_force", "[1990..1991]"),
        ("line 2", "state", "in_force", ""),
        ("line 3", "change", "in_force", "[1998..2005]"),
        ("line 3", "state", "in_force", ""),
        ("line 4", "change", "ended", "2005"),
        ("line 4", "change", "in_force", "1998"),
    ]
    assert ("line 5", "change", "ended", "[2004..2005]") in said
    texts = {claim.when_text for claim in loaded.tables.claims if claim.locator == "line 3"}
    assert "1998-2005" in texts


def test_a_publisher_that_nobody_names_is_not_made_of_the_title(tmp_path: Path) -> None:
    file = write(tmp_path / "links.tsv", "from\tto", "Q60\tQ84")
    tables = load_links(file, About("A list", "2020")).tables
    assert [each.name_en for each in tables.organizations] == ["Publisher not stated (A list)"]
    assert tables.organizations[0].id == tables.sources[0].publisher
    (part,) = rights_of(tables)
    assert (part.names, part.sources) == ((), ("a-list",))
    assert part_words(part) == "no licence stated: publisher not stated (1 source)"
    assert [duty.names for duty in duties((part,))] == [("a-list",)]
    named = load_links(file, About("A list", "2020", publisher="A club")).tables
    assert rights_of(named)[0].names == ("A club",)


def test_strictly_a_date_that_cannot_be_read_refuses_the_file(tmp_path: Path) -> None:
    lines = ["from\tto\tsince", "Q60\tQ84\t1998", "Q60\tQ90\tlong ago"]
    assert codes(load(tmp_path, *lines)) == {"bad-day": [3]}
    with pytest.raises(DataError, match="this date cannot be read") as refused:
        load(tmp_path, *lines, strict=True)
    assert [(each.line, each.value) for each in refused.value.problems] == [(3, "long ago")]


def test_two_folders_that_made_the_same_city_say_how_to_load_them(tmp_path: Path) -> None:
    header = "city\tcountry\tpartner\tpartner country\tpopulation of city"
    folders = [tmp_path / name for name in ("one", "two")]
    tables = []
    for folder, partner, size in zip(folders, ("Bar", "Baz"), ("1000", "2000"), strict=True):
        folder.mkdir()
        file = write(folder / "in.tsv", header, f"Foo\tGermany\t{partner}\tFrance\t{size}")
        loaded = load_links(
            file, About(folder.name, "2020"), choices=Choices({"from_population": "5"})
        )
        tables.append(loaded.tables)
    with pytest.raises(DataError, match="choose another id"):
        merge(*tables, names=[str(each) for each in folders])
    for folder in folders:
        (folder / "loading.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(f"again with --data {folders[0]}")):
        merge(*tables, names=[str(each) for each in folders])
