"""Folders that stand alone, and one sentence for those that do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cityties.errors import DataError
from cityties.loaders.tables import load_folder, merge
from cityties.model.rights import rights_of
from cityties.store.alone import SOURCE

ANSWER = {
    "head": {"vars": ["item", "partner"]},
    "results": {"bindings": [
        {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q42053"},
         "partner": {"type": "uri", "value": f"http://www.wikidata.org/entity/{partner}"}}
        for partner in ("Q2833", "Q990062")
    ]},
}  # fmt: skip
ABOUT = ("--name", "A list", "--date", "2020", "--licence", "ODbL 1.0")


@pytest.fixture
def load(run: Any, tmp_path: Path) -> Any:
    (tmp_path / "links.csv").write_text("from,to\nisfahan,freiburg\nisfahan,Q990061\n", "utf-8")
    (tmp_path / "members.csv").write_text("id\nisfahan\nfreiburg\n", "utf-8")

    (tmp_path / "answer.json").write_text(json.dumps(ANSWER), "utf-8")

    def made(kind: str, *more: str) -> Path:
        folder = tmp_path / f"{kind}{len(more)}"
        words = {
            "links": (str(tmp_path / "links.csv"), *ABOUT),
            "members": (str(tmp_path / "members.csv"), "--network", "wego", *ABOUT),
            "wikidata": ("--from", str(tmp_path / "answer.json"), "--date", "2022-01"),
        }[kind]
        done = run("load", kind, *words, "-o", str(folder), *more)
        assert done.code == 0, done.err
        return folder

    return made


@pytest.mark.parametrize("kind", ["links", "members", "wikidata"])
def test_a_folder_that_stands_alone_is_read_alone(load: Any, kind: str) -> None:
    alone = load_folder(load(kind, "--self-contained"))
    assert alone.claims
    copied = [source for source in alone.sources if source.id.startswith(SOURCE)]
    assert [source.licence for source in copied] == ["CC-BY-4.0"]
    assert copied[0].attribution == ("The cityties authors",)
    own = "CC0-1.0" if kind == "wikidata" else "ODbL-1.0"
    assert {part.licence for part in rights_of(alone)} == {"CC-BY-4.0", own}
    assert {"isfahan", "freiburg"} <= {place.id for place in alone.places}


@pytest.mark.parametrize("kind", ["links", "members"])
def test_copied_rows_are_those_of_the_shipped_data(load: Any, kind: str) -> None:
    from cityties.base import resources

    shipped = load_folder(resources.data_dir())
    alone = load_folder(load(kind, "--self-contained"))
    merged = merge(shipped, alone)
    assert len(merged.claims) == len(shipped.claims) + len(alone.claims)
    theirs = {place.id: place for place in shipped.places}
    assert all(theirs.get(place.id, place) == place for place in alone.places)


def test_two_that_stand_alone_go_together(load: Any) -> None:
    one = load_folder(load("links", "--self-contained"))
    other = load_folder(load("members", "--self-contained"))
    renamed = [source for source in other.sources if not source.id.startswith(SOURCE)]
    assert renamed  # both have the source of the copies, as the same row
    assert {s for s in one.sources if s.id.startswith(SOURCE)} == {
        s for s in other.sources if s.id.startswith(SOURCE)
    }


@pytest.mark.parametrize("kind", ["links", "members"])
def test_shipped_rows_left_out_are_one_sentence(run: Any, load: Any, kind: str) -> None:
    folder = load(kind)
    with pytest.raises(DataError) as caught:
        load_folder(folder)
    [problem] = caught.value.problems
    assert problem.code == "shipped-left-out"
    assert "isfahan" in problem.message
    done = run("ties", "--no-shipped", "--data", str(folder))
    assert done.code == 1
    assert done.err.count("\n") <= 2, done.err
    assert "--self-contained" in done.err
    assert run("ties", "isfahan", "--data", str(folder)).code == 0


def test_what_is_wrong_besides_is_still_said(load: Any) -> None:
    folder = load("links")
    claims = folder / "claims.csv"
    text = claims.read_text("utf-8")
    claims.write_text(text.replace("in_force", "in_farce", 1), "utf-8")
    with pytest.raises(DataError) as caught:
        load_folder(folder)
    assert {problem.code for problem in caught.value.problems} == {
        "shipped-left-out", "unknown-code",
    }  # fmt: skip
