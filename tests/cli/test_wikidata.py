"""``cityties load wikidata`` and ``cityties wikidata compare`` at the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """An answer with two of Isfahan's twin towns."""

    def entity(qid: str) -> dict[str, str]:
        return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}

    rows = [
        {"item": entity("Q42053"), "partner": entity("Q2044")},
        {
            "item": entity("Q42053"),
            "partner": entity("Q777"),
            "partnerLabel": {"type": "literal", "value": "Atlantis"},
        },
    ]
    file = tmp_path / "answer.json"
    content = {
        "head": {"vars": ["item", "partner", "partnerLabel"]},
        "results": {"bindings": rows},
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


@pytest.fixture
def folder(run: Run, saved: Path, tmp_path: Path) -> Path:
    made = tmp_path / "theirs"
    done = run("load", "wikidata", "-o", str(made), "--from", str(saved), "--date", "2024-05")
    assert done.code == 0, done.err
    assert done.out == f"{made}\n"
    assert "source: wikidata-2024-05" in done.err
    assert "2 pairs of 3 cities" in done.err
    assert "unexpected data" in done.err
    return made


def test_a_saved_answer_becomes_a_folder(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} >= {
        "claims.csv",
        "sources.csv",
        "places.csv",
        "surprises.json",
        "README.md",
        "datapackage.json",
    }
    assert "tie/florence+isfahan/sister_city" in (folder / "claims.csv").read_text("utf-8")


def test_compare_prints_rows_summary_caveats_and_corrections(run: Run, folder: Path) -> None:
    done = run("wikidata", "compare", "isfahan", "--data", str(folder), "--on", "2024-06-01")
    assert done.code == 0, done.err
    assert "1 of 15 found there, 1 extra" in done.out
    assert "Atlantis" in done.out
    assert "only theirs" in done.out
    assert "Q42053 P190 Q777" in done.out
    assert "one of several items" in done.out


def test_compare_as_json_and_csv(run: Run, folder: Path) -> None:
    words = ("wikidata", "compare", "isfahan", "--data", str(folder), "--on", "2024-06-01")
    found = json.loads(run(*words, "-f", "json").out)
    assert found["summary"]["found"] == 1
    assert {"rows", "corrections", "caveats", "source", "on"} <= set(found)
    rows = list(csv.DictReader(io.StringIO(run(*words, "-f", "csv").out)))
    assert len(rows) == len(found["rows"])
    assert {row["result"] for row in rows} == {"both", "ours", "theirs"}
    mend = list(csv.DictReader(io.StringIO(run(*words, "-f", "csv", "--corrections").out)))
    assert [row["what"] for row in mend] == [each["what"] for each in found["corrections"]]


def test_compare_in_persian(run: Run, folder: Path) -> None:
    words = ("wikidata", "compare", "isfahan", "--data", str(folder), "--on", "2024-06-01")
    done = run("--lang", "fa", *words)
    assert done.code == 0, done.err
    assert "فلورانس" in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--endpoint", "foo"), 2, "not the address of a SPARQL service"),
        ((), 2, "--contact"),
        (("--country", "Narnia"), 2, "not an item of a country"),
        (("--date", "2016-13"), 2, "--date"),
        (("--from", "{saved}"), 2, "set the day of the data"),
        (
            ("--from", "{saved}", "--date", "2020", "--country", "IR"),
            2,
            "--country is for querying",
        ),
        (("--places", "{saved}", "--contact", "x"), 2, "--places is for --from only"),
        (("--from", "nowhere.json", "--date", "2020"), 2, "nowhere.json"),
        (("--batch", "0"), 2, "--batch"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    run: Run,
    saved: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.delenv("CITYTIES_CONTACT", raising=False)
    given = [word.format(saved=saved) for word in words]
    done = run("load", "wikidata", "-o", str(tmp_path / "new"), *given)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_empty_is_left_alone(run: Run, saved: Path, tmp_path: Path) -> None:
    done = run("load", "wikidata", "-o", str(tmp_path), "--from", str(saved), "--date", "2020")
    assert done.code == 2
    assert "is not empty" in done.err


def test_a_wrong_file_is_told_with_its_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    file.write_text("<html>sorry</html>", encoding="utf-8")
    done = run(
        "load", "wikidata", "-o", str(tmp_path / "new"), "--from", str(file), "--date", "2020"
    )
    assert done.code == 1
    assert "page.json" in done.err
    assert "a web page" in done.err


def test_a_service_that_fails_is_told_with_how_to_go_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cityties.loaders.wikidata import client, load

    cache = tmp_path / "cache"

    def fetch(*_args: object, **_more: object) -> None:
        cache.mkdir()
        (cache / f"{'a' * 32}.json").write_text("{}")
        raise client.ServiceError("the service is tired")

    monkeypatch.setattr(load, "fetch", fetch)
    done = run(
        "load", "wikidata", "-o", str(tmp_path / "new"), "--endpoint", "http://127.0.0.1:1/sparql",
        "--cache", str(cache), "--country", "IR",
    )  # fmt: skip
    assert done.code == 1
    assert "the service is tired" in done.err
    assert "repeat the command to resume" in done.err
    assert "Traceback" not in done.err


def test_compare_without_a_dataset(run: Run) -> None:
    done = run("wikidata", "compare", "isfahan")
    assert done.code == 1
    assert "cityties load wikidata" in done.err


def test_the_group_alone_prints_its_help(run: Run) -> None:
    done = run("wikidata")
    assert done.code == 0
    assert "compare" in done.out
