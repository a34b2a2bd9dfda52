"""``cityties load wikipedia`` at the command line: from a saved page to a table of ties."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def page(repository: Path) -> Path:
    return repository / "tests" / "fixtures" / "wikipedia" / "headings.html"


@pytest.fixture
def folder(run: Run, page: Path, tmp_path: Path) -> Path:
    made = tmp_path / "lists"
    done = run("load", "wikipedia", str(page), "-o", str(made))
    assert done.code == 0, done.err
    assert "Cities with a list: 2; entries: 6; pairs: 6" in done.err
    return made


def test_a_page_becomes_a_folder_with_its_licence(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["name"] == "CC-BY-SA-4.0"
    sources = (folder / "sources.csv").read_text("utf-8")
    assert "CC-BY-SA-4.0" in sources
    assert "https://www.freiburg.example.de/partner" in sources


def test_its_ties_are_read_with_the_shipped_data(run: Run, folder: Path) -> None:
    done = run("ties", "shiraz", "--data", str(folder), "--on", "2024-06-01", "-f", "json")
    rows = json.loads(done.out)
    weimar = next(row for row in rows if row["partner"] == "weimar")
    assert (weimar["status"], weimar["concluded"]) == ("in_force", "attested")


def test_a_newer_page_says_what_changed(run: Run, folder: Path, page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8").replace("(1992)", "(1993)").replace("12 May 2024", "1 June 2024")
    newer = tmp_path / "newer.html"
    newer.write_text(text, encoding="utf-8")
    done = run("load", "wikipedia", str(newer), "--update", str(folder))
    assert done.code == 0, done.err
    assert "0 added, 0 gone, 1 altered, 5 the same" in done.out
    assert "since: 1992 → 1993" in done.out


def test_cities_to_decide_are_asked_beside_the_folder_and_read_back(
    run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text("== [[Isfahan]] ==\n* [[Aba]], Chad\n* [[Springfield]]\n", encoding="utf-8")
    places = tmp_path / "places"
    places.mkdir()
    (places / "places.csv").write_text(
        "id,kind,name_en,country\nspringfield-de,city,Springfield,DE\n"
        "springfield-fr,city,Springfield,FR\n",
        encoding="utf-8",
    )
    words = ("load", "wikipedia", str(page), "--date", "2024", "--country", "IR", "--data",
             str(places))  # fmt: skip
    done = run(*words, "-o", str(tmp_path / "one"))
    assert done.code == 0, done.err
    asked = tmp_path / "unresolved.csv"
    assert str(asked) in done.err
    text = asked.read_text("utf-8-sig")
    assert "springfield-fr" in text
    head = text.splitlines()[0].split(",")
    lines = [
        ",".join("x" if at == head.index("answer") else cell for at, cell in enumerate(cells))
        if "springfield-fr" in line
        else line
        for line in text.splitlines()
        if (cells := line.split(","))
    ]
    asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run(*words, "--update", str(tmp_path / "one"))
    assert done.code == 0, done.err
    assert "1 added, 0 gone" in done.out
    assert "springfield-fr" in (tmp_path / "one" / "claims.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "words", "code", "said"),
    [
        ("p.wikitext", "== Oslo ==\n* [[Aba]]\n", (), 2, "--date"),
        ("p.html", "<html><p>Hello</p></html>", ("--date", "2024"), 1, "no lists of twin towns"),
        ("p.wikitext", "== Oslo ==\n* [[A]]", ("--date", "2024", "--country", "XY"), 2, "XY"),
        ("p.wikitext", "== Oslo ==\n* [[A]]", ("--date", "2024", "--kind-word", "x"), 2, "x"),
        ("p.wikitext", "== Oslo ==\n* [[A]]", ("--date", "2024-13"), 2, "--date"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    run: Run,
    tmp_path: Path,
    name: str,
    content: str,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    page = tmp_path / name
    page.write_text(content, encoding="utf-8")
    done = run("load", "wikipedia", str(page), "-o", str(tmp_path / "new"), *words)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "new").exists()
