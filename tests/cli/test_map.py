"""``cityties map`` as typed."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import pytest

from cityties.page import read_block


def _block(file: Path) -> Any:
    return read_block(file.read_text("utf-8"))


def test_writes_the_page_and_says_where(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "isfahan.html"
    done = run("map", "Isfahan", "-o", str(file))
    assert (done.code, done.out) == (0, f"{file}\n")
    assert "bytes" in done.err
    block = _block(file)
    assert block["meta"]["focus"] == "isfahan"
    assert {"meta", "cities", "ties", "sources"} <= set(block)
    assert list(tmp_path.iterdir()) == [file], "nothing else is left behind"


def test_options_reach_the_page(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "m.html"
    done = run(
        "-q", "map", "isfahan", "-o", str(file), "--on", "sh1388-10-11", "--known-by", "2014-01-01",
        "--kind", "sister-city", "--status", "in force", "--status", "suspended", "--steps", "1",
        "--no-history", "--no-land", "--lang", "fa",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    meta = _block(file)["meta"]
    assert meta["on"] == "2010-01-01"
    assert meta["known_by"] == "2014-01-01"
    assert meta["kinds"] == ["sister_city"]
    assert meta["statuses"] == ["in_force", "suspended"]
    assert (meta["steps"], meta["language"]) == (1, "fa")
    assert _block(file)["map"]["land"] == ""
    assert not any(tie["history"] for tie in _block(file)["ties"])
    assert '<html lang="fa" dir="rtl">' in file.read_text("utf-8")


def test_a_page_without_ties_says_so(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "m.html"
    done = run("map", "paris", "--kind", "renewal", "-o", str(file))
    assert done.code == 0
    assert "0 ties · 1 city" in done.err
    assert "no tie matches" in done.err
    assert _block(file)["ties"] == []


def test_opens_the_browser(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)) or True)
    file = tmp_path / "m.html"
    assert run("map", "yazd", "--open", "-o", str(file)).code == 0
    assert opened == [file.as_uri()]
    done = run("map", "yazd", "--open")
    assert done.code == 0
    away = Path(done.out.strip())
    assert away.as_uri() == opened[1]
    assert away.read_bytes() == file.read_bytes()
    away.unlink()
    away.parent.rmdir()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("map", "isfahan"), 2, "-o FILE, or --open"),
        (("map", "Isfahn", "-o", "{}/m.html"), 1, "isfahan"),
        (("map", "-o", "{}/none/m.html"), 1, "does not exist"),
        (("map", "-o", "{}"), 2, "is a directory"),
        (("map", "-o", "{}/m.pdf"), 2, "use the extension .html"),
        (("map", "-o", "{}/m.html", "--steps", "3"), 2, "--steps"),
        (("map", "-o", "{}/m.html", "--kind", "sister_ciyt"), 2, "sister_city"),
        (("map", "-o", "{}/m.html", "--on", "1388-10-11"), 2, "sh1388-10-11"),
    ],
)
def test_wrong_use_is_told_and_nothing_is_written(
    run: Any, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    done = run(*(word.format(tmp_path) for word in words))
    assert done.code == code
    assert told in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_would_be_too_large_is_not_written(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityties.page.shown.MOST_BYTES", 500_000)
    done = run("map", "isfahan", "-o", str(tmp_path / "m.html"))
    assert done.code == 2
    assert "at most" in done.err and "--no-history" in done.err
    assert list(tmp_path.iterdir()) == []


def test_still_pictures_need_no_page(run: Any, tmp_path: Path) -> None:
    svg, embed = tmp_path / "isfahan.svg", tmp_path / "figure.html"
    link = "https://example.org/ties"
    done = run("map", "isfahan", "--svg", str(svg), "--embed", str(embed), "--link", link)
    assert done.code == 0 and done.err.count("bytes") == 2
    assert svg.read_text("utf-8").startswith("<svg ")
    assert embed.read_text("utf-8").startswith("<figure ") and link in embed.read_text("utf-8")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["figure.html", "isfahan.svg"]
    assert run("map", "isfahan", "-o", "x.html", "--link", link).code == 2


def test_a_picture_has_the_extension_of_what_it_is(run: Any, tmp_path: Path) -> None:
    for option, name, right in (
        ("--svg", "a.txt", ".svg"), ("--png", "a.jpg", ".png"), ("--embed", "a.svg", ".html"),
    ):  # fmt: skip
        done = run("map", "isfahan", option, str(tmp_path / name))
        assert done.code == 2 and f"use the extension {right}" in done.err
    assert list(tmp_path.iterdir()) == []
