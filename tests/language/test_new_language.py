"""A language is data: folders of pseudo languages, no line of code for them.

``xx`` is written from the left, ``xr`` from the right with other digits. Each is made by a
script from the texts of the code and the labels, and named by ``CITYTIES_LOCALE``. The
commands run in processes of their own: languages are found when the program starts.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from pseudo import changed, make

from cityties.page import read_block

Run = Callable[..., str]

PLACES = """id,kind,name_en,name_fa,name_xx,country
country-de,country,Germany,آلمان,Gérmanix,DE
country-pt,country,Portugal,,,PT
koln,city,Cologne,کلن,Kölnix,DE
porto-x,city,Porto X,,Pórtix,PT
lisboa-x,city,Lisbon X,لیسبون,,PT
"""
BODIES = "id,kind,name_en,name_xx\npaper,publisher,The Paper,Dé Papér\n"
SOURCES = """id,kind,title,title_xx,publisher,published,accessed
list,news,A list,Uné listé,paper,2020-01-01,2020-01-02
"""
_TIE = "list,tie,change,sister_city,tie"
CLAIMS = f"""id,source,type,aspect,kind,about,parties,status,when,gist,gist_fa,gist_xx
c-1,{_TIE}/koln+porto-x/sister_city,koln;porto-x,in_force,2000-10-27,They signed.,,Zé signéd.
c-2,{_TIE}/koln+lisboa-x/sister_city,koln;lisboa-x,in_force,2001,Signed in 2001.,,
c-3,{_TIE}/lisboa-x+porto-x/sister_city,lisboa-x;porto-x,in_force,2002,,امضا شد.,
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command in a language on a folder whose tables have columns in it."""
    top = tmp_path_factory.mktemp("languages")
    make(top / "locale", "xx", {"name": "Xish", "decimal": ",", "group": "."})
    make(
        top / "locale", "xr",
        {"name": "Rtlish", "direction": "rtl", "digits": "०१२३४५६७८९", "locale": "hi"},
        leave_out="question",
    )  # fmt: skip
    data = top / "data"
    data.mkdir()
    for table, text in (
        ("places", PLACES), ("organizations", BODIES), ("sources", SOURCES), ("claims", CLAIMS),
    ):  # fmt: skip
        (data / f"{table}.csv").write_text(text, encoding="utf-8")

    def command(*words: str, lang: str = "xx", code: int = 0) -> str:
        own = [str(data) if word == "DATA" else word for word in words]
        done = subprocess.run(
            [sys.executable, "-m", "cityties", "--lang", lang, "--width", "250", *own],
            env={**os.environ, "CITYTIES_LOCALE": str(top / "locale")},
            capture_output=True, encoding="utf-8", check=False, cwd=top,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return command


ALONE = ("--data", "DATA", "--no-shipped")


def test_an_unknown_language_is_an_error_that_names_the_known(run: Run) -> None:
    said = run("ties", lang="zz", code=2)
    assert all(tag in said for tag in ("'zz'", "'en'", "'fa'", "'xr'", "'xx'"))
    assert "Traceback" not in said


def test_listings_show_texts_of_the_language_and_of_the_tables(run: Run) -> None:
    said = run("ties", "koln", *ALONE)
    assert changed("sister city") in said
    assert changed("October") in said
    assert "Pórtix" in said
    assert "Lisbon X" in said, "English where the language has no name"
    assert not {"sister", "Partner", "October"} & set(re.findall(r"\w+", said))
    history = run("history", "lisboa-x", *ALONE)
    assert "Signed in 2001." in history, "English comes before any other language"
    assert "امضا شد." in history, "else any text that there is"
    assert "Zé signéd." in run("history", "koln", *ALONE)
    rows = json.loads(run("cities", "--format", "json", *ALONE).partition("\n\n")[0])
    found = rows if isinstance(rows, list) else rows["rows"]
    assert [row.get("name_xx") for row in found] == ["Kölnix", None, "Pórtix"]


def test_questions_and_their_tables(run: Run) -> None:
    assert changed("Who sent aid to a city or its country, and how much") in run("questions")
    untold = run("questions", lang="xr")
    assert "Who sent aid to a city or its country, and how much" in untold, "falls back"
    said = run("query", "who_says", "--param", "city=koln", "--param", "partner=porto-x", *ALONE)
    assert "Zé signéd." in said
    said = run("query", "who_says", "--param", "city=koln", "--param", "partner=lisboa-x", *ALONE)
    assert "Signed in 2001." in said


def test_help_and_errors_are_in_the_language(run: Run) -> None:
    said = run("ties", "--help")
    assert changed("Usage:") in said
    assert changed("Show this message and exit.") in said
    assert "⟦" in run("ties", "nowhere-at-all", *ALONE, code=1)


def test_from_the_right_with_digits_of_its_own(run: Run) -> None:
    said = run("ties", "koln", *ALONE, lang="xr")
    assert "२०००" in said
    assert changed("sister city") in said
    assert "Porto X" in said, "xr has no name, English has"


def test_page_has_all_languages_and_their_properties(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run("map", "koln", *ALONE, "-o", str(page), lang="xr")
    text = page.read_text("utf-8")
    assert '<html lang="xr" dir="rtl">' in text
    block = read_block(text)
    assert block["languages"][0]["tag"] == "en"
    assert {"xx", "xr", "fa"} <= {one["tag"] for one in block["languages"]}
    names = [one["name"] for one in block["cities"]]
    words = [block["words"][one] if isinstance(one, int) else one for one in names]
    assert {"en": "Cologne", "fa": "کلن", "xx": "Kölnix"} in words
    assert block["texts"]["xx"]["map"] == changed("Map")
    assert {one["tag"]: one["digits"][1] for one in block["languages"]}["xr"] == "१"


def test_exports_snapshot_and_rdf_keep_the_columns(run: Run, tmp_path: Path) -> None:
    for ending in ("nodes.csv", "graphml", "ttl"):
        run("export", str(tmp_path / f"out.{ending}"), *ALONE)
    nodes = csv.DictReader(io.StringIO((tmp_path / "out.nodes.csv").read_text("utf-8")))
    assert {row["id"]: row["name_xx"] for row in nodes}["koln"] == "Kölnix"
    assert "Kölnix" in (tmp_path / "out.graphml").read_text("utf-8")
    turtle = (tmp_path / "out.ttl").read_text("utf-8")
    assert '"Kölnix"@xx' in turtle
    assert '"Zé signéd."@xx' in turtle
    assert '"Cologne – Porto X (sister city)"@en' in turtle
    assert "⟦" not in turtle, "the graph is the same where the language is not installed"


def test_formatting_keeps_the_columns_and_check_reads_them(run: Run) -> None:
    run("data", "format", "DATA")
    said = run("check", *ALONE)
    assert "unknown" not in said
    assert "Kölnix" in run("ties", "koln", *ALONE) or "Pórtix" in run("ties", "koln", *ALONE)
