"""A folder to begin with, of a city and of a network; the members of a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.loaders.starting import find_city, parse_place, read_place_table
from cityties.loaders.tables import load_folder
from cityties.model.config import read_config
from cityties.model.rows import Place, Tables
from cityties.model.tables import ROW_TYPES

Run = Callable[..., Any]

TAMPERE = "Tampere;FI;61.50;23.76;Q40840"


def test_a_city_that_nobody_has_and_its_first_claim(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tampere"
    start = ("init", str(folder), "--no-shipped", "--place", TAMPERE, "--language", "en")
    done = run(*start, "--language", "fi", "--place", "Chemnitz;Germany;50.83;12.92")
    assert done.code == 0, done.err
    rows = load_folder(folder)
    assert {(place.id, place.kind) for place in rows.places} == {
        ("tampere", "city"), ("chemnitz", "city"),
        ("country-fi", "country"), ("country-de", "country"),
    }  # fmt: skip
    assert [(body.id, body.kind) for body in rows.organizations] == [
        ("council-tampere", "city_council"), ("tampere-municipality", "municipality"),
        ("tampere-office", "publisher"),
    ]  # fmt: skip
    assert all((folder / f"{table}.csv").is_file() for table in ROW_TYPES)
    config = read_config(folder)
    assert (config.city, config.shipped, config.languages) == ("tampere", False, ("en", "fi"))
    assert json.loads((folder / "datapackage.json").read_bytes())["name"] == "tampere"
    assert run("data", "format", str(folder), "--check", "--no-shipped").code == 0
    # Nothing is overwritten.
    before = (folder / "places.csv").read_bytes()
    again = run(*start)
    assert again.code == 2
    assert "nothing is overwritten" in again.err
    assert (folder / "places.csv").read_bytes() == before
    # The first claim, in which nothing Persian is missed.
    source = ("--title", "Twin cities", "--kind", "official_list", "--publisher", "tampere-office")
    done = run("data", "add-source", str(folder), "--no-ask", *source)
    assert done.code == 0, done.err
    claim = ("--type", "tie", "--kind", "sister_city", "--parties", "Tampere;Chemnitz",
             "--aspect", "state", "--status", "in_force", "--gist", "A twin city.")  # fmt: skip
    made = load_folder(folder).sources[0].id
    done = run("data", "add-claim", str(folder), "--no-ask", "--source", made, *claim)
    assert done.code == 0, done.err
    assert "_fa" not in done.err
    shown = run("ties", "tampere", "--data", str(folder), "--no-shipped", "-f", "json")
    assert [row["partner"] for row in json.loads(shown.out)] == ["chemnitz"]
    done = run("check", "--data", str(folder), "--no-shipped", "--severity", "error")
    assert done.code == 0, done.out
    # A claim that was retracted does not come back unseen.
    id_ = load_folder(folder).claims[0].id
    assert (
        run("data", "retract", id_, "--folder", str(folder), "--reason", "read wrongly").code == 0
    )
    done = run("data", "add-claim", str(folder), "--no-ask", "--source", made, *claim)
    assert done.code == 2
    assert "was retracted before" in done.err
    assert "read wrongly" in done.err


def test_a_shipped_city_is_not_repeated(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("init", str(folder), "--city", "Freiburg").code == 0
    assert load_folder(folder, known=_shipped()).places == ()
    assert 'city = "freiburg"' in (folder / "cityties.toml").read_text("utf-8")
    alone = tmp_path / "alone"
    assert run("init", str(alone), "--city", "Freiburg", "--no-shipped").code == 0
    assert {place.id for place in load_folder(alone).places} == {"freiburg", "country-de"}


def _shipped() -> Tables:
    from cityties.base import resources

    return load_folder(resources.data_dir())


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_is_given_the_merge_driver(run: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    done = run("init", str(tmp_path / "x"), "--no-shipped", "--place", TAMPERE)
    assert "done for this work tree: git config" in done.err
    told = subprocess.run(
        ["git", "-C", str(tmp_path), "config", "merge.cityties.driver"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "cityties data merge %O %A %B"
    assert (tmp_path / "x" / ".gitattributes").read_text("utf-8") == "*.csv merge=cityties\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "whose folder is it"),
        (("--place", "Tampere;FI"), "is not a place"),
        (("--place", "Tampere;Narnia;61.5;23.7"), "a country"),
        (("--place", "Tampere;FI;95;23.7"), "a latitude"),
        (("--city", "x", "--network", "y"), "whose folder is it"),
    ],
)
def test_what_cannot_be_begun(words: tuple[str, ...], told: str, run: Run, tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "x"), *words)
    assert done.code == 2
    assert told in done.err
    assert not (tmp_path / "x").exists()


def test_a_city_is_found_where_it_can_be(tmp_path: Path) -> None:
    from cityties.errors import AmbiguousNameError, DataError, NotFoundError

    table = tmp_path / "places.csv"
    table.write_text("name;country;lat;lon;qid\nTampere;Finland;61.5;23.76;Q40840\n", "utf-8")
    (place,) = read_place_table(table)
    assert place == Place(
        "tampere", "city", "Tampere", country="FI", latitude=61.5, longitude=23.76,
        wikidata="Q40840", origin="places.csv",
    )  # fmt: skip
    table.write_text("name;country;lat;lon\nTampere;Narnia;61.5;23.76\n", "utf-8")
    with pytest.raises(DataError, match=r"places\.csv:2"):
        read_place_table(table)
    two = [parse_place("Hyderabad;IN;17.4;78.5"), parse_place("Hyderabad;PK;25.4;68.4")]
    with pytest.raises(AmbiguousNameError, match="Hyderabad, PK"):
        find_city("Hyderabad", "", two, Tables())
    assert find_city("hyderabad", "Pakistan", two, Tables()) is two[1]
    with pytest.raises(NotFoundError, match="--place"):
        find_city("Tampere", "", two, Tables())


MEMBERS = """name,country,lat,lon,member since,grade
Tampere,Finland,61.50,23.76,2001,
Chemnitz,Germany,50.83,12.92,2010,observer
Miskolc,Hungary,48.10,20.78,,
"""


def test_a_network_its_members_and_the_ties_among_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS, "utf-8")
    folder = tmp_path / "nord"
    start = ("--network", "Nordnet", "--members", str(tmp_path / "members.csv"))
    done = run("init", str(folder), "--no-shipped", *start, "--date", "2025-11-01")
    assert done.code == 0, done.err
    assert 'network = "nordnet"' in (folder / "cityties.toml").read_text("utf-8")
    alone = ("--data", str(folder), "--no-shipped")
    assert run("check", *alone, "--severity", "error").code == 0
    found = json.loads(run("members", "Nordnet", *alone, "--on", "2025-12-01", "-f", "json").out)
    assert [(row["city"], row["country"], row["since"], row["grade"]) for row in found] == [
        ("chemnitz-de", "DE", "2010", "observer"),
        ("tampere-fi", "FI", "2001", ""),
        ("miskolc-hu", "HU", "[..2025-11-01]", ""),
    ]
    assert {source for row in found for source in row["sources"]} == {
        "members-of-nordnet-2025-11-01"
    }
    early = json.loads(run("members", "Nordnet", *alone, "--on", "2005-06-01", "-f", "json").out)
    assert {row["city"]: row["certainty"] for row in early} == {
        "tampere-fi": "certain", "miskolc-hu": "possible",
    }  # fmt: skip
    for parties in ("Tampere;Chemnitz", "Tampere;Bergen"):
        place = ("--name-en", "Bergen", "--kind", "city", "--country", "Norway")
        if "Bergen" in parties:
            assert run("data", "add-place", str(folder), "--no-ask", *place).code == 0
        claim = ("--type", "tie", "--kind", "sister_city", "--parties", parties, "--aspect",
                 "state", "--status", "in_force", "--source", found[0]["sources"][0],
                 "--when", "2020")  # fmt: skip
        assert run("data", "add-claim", str(folder), "--no-ask", *claim).code == 0
    for words in (("ties", "nordnet"), ("members", "nordnet", "--ties")):
        ties = json.loads(run(*words, *alone, "-f", "json").out)
        assert [row["parties"] for row in ties] == [["chemnitz-de", "tampere-fi"]]
    file = tmp_path / "out.csv"
    assert run("members", "nordnet", *alone, "-f", "csv", "-o", str(file)).code == 0
    assert len(file.read_text("utf-8").splitlines()) == 4
    page = tmp_path / "page.html"
    done = run("map", "nordnet", *alone, "-o", str(page))
    assert "1 tie · 3 cities" in done.err
    assert "Members of Nordnet" in page.read_text("utf-8")
    done = run("members", "tampere", *alone)
    assert done.code == 1
    assert "city_network" not in done.out
