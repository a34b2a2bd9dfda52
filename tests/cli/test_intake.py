"""``cityties intake`` and ``cityties review`` from a file to claims."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
TEXT = (
    "Shiraz signs\n"
    "Shiraz signed a sister city agreement with Granada on 12 May 2024. "
    "Shiraz has not signed with Doha."
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "article.txt"
    made.write_text(TEXT, "utf-8")
    return made


def intake(run: Run, file: Path | str, tmp_path: Path, *more: str) -> Any:
    return run("intake", str(file), "--published", "2024-05-14", "-o", str(tmp_path / "box"), *more)


def test_from_file_to_claims(run: Run, file: Path, tmp_path: Path) -> None:
    done = intake(run, file, tmp_path)
    assert done.code == 0
    assert "Shiraz and Granada" in done.out or "Granada and Shiraz" in done.out
    assert "(it is denied): Shiraz has not signed with Doha." in done.err
    box = str(tmp_path / "box")
    (row,) = json.loads(run("review", box, "-f", "json").out)
    assert (row["status"], row["when"], row["relation"]) == ("in_force", "2024-05-12", "adds")
    assert run("review", box, "--accept", row["id"][:6], "--who", "Sara").code == 0
    done = run("review", box, "--into", str(tmp_path / "mine"))
    assert done.code == 0, done.err
    assert "claims.csv" in done.out and "Granada" in done.out
    assert run("review", box).out.strip() == "nothing is open"
    assert "0 errors" in done.err


def test_the_same_article_again_and_from_a_pipe(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake(run, file, tmp_path)
    assert "in the inbox already" in intake(run, file, tmp_path).err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode()), encoding="utf-8"))
    assert "in the inbox already" in intake(run, "-", tmp_path).err


def test_a_folder_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "b.txt").write_bytes(b"\xff\xfe\xfa\x00\xd8")
    box = str(tmp_path / "box")
    first = run("intake", "--folder", str(folder), "-o", box, "--publisher", "Shiraz Municipality")
    assert first.code == 1
    assert "b.txt" in first.err
    (folder / "b.txt").write_text(TEXT.replace("Granada", "Padua"), "utf-8")
    second = run("intake", "--folder", str(folder), "-o", box, "-f", "json")
    assert second.code == 0
    assert {row["parties"] for row in json.loads(second.out)} == {"padua;shiraz"}


def test_mistakes_are_said(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("intake").code == 2
    assert run("intake", str(tmp_path / "no.txt")).code != 0
    intake(run, file, tmp_path)
    box = str(tmp_path / "box")
    assert run("review", box, "--accept", "zz", "--who", "A").code == 1
    done = run("review", box, "--set", "when=2024")
    assert (done.code, "--accept" in done.err) == (2, True)


def test_two_decisions_that_differ_are_refused(run: Run, file: Path, tmp_path: Path) -> None:
    intake(run, file, tmp_path)
    box = str(tmp_path / "box")
    (row,) = json.loads(run("review", box, "-f", "json").out)
    for second in (row["id"], row["id"][:6]):
        done = run("review", box, "--accept", row["id"], "--reject", second, "--who", "S")
        assert done.code == 2
        assert "two decisions that differ: accept and reject" in done.err
    assert len(json.loads(run("review", box, "-f", "json").out)) == 1, "still open"
    twice = run("review", box, "--later", row["id"], "--later", row["id"], "--who", "S")
    assert twice.code == 0


def test_a_folder_that_is_no_inbox_is_an_error(run: Run, tmp_path: Path, small: Path) -> None:
    done = run("review", str(tmp_path))
    assert done.code == 1
    assert "is not an inbox" in done.err
    done = run("check", "--data", str(small), "--no-shipped", "--inbox", str(tmp_path))
    assert "is not an inbox" in done.err


def test_check_counts_what_is_open(run: Run, file: Path, tmp_path: Path, small: Path) -> None:
    intake(run, file, tmp_path)
    done = run(
        "check",
        "--data",
        str(small),
        "--no-shipped",
        "--inbox",
        str(tmp_path / "box"),
        "-f",
        "json",
    )
    assert json.loads(done.out)["unreviewed"] == 1


def test_persian(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "khabar.txt"
    made.write_text(
        "خبر شیراز\nشیراز و گرانادا ۲۳ اردیبهشت ۱۴۰۳ پیمان خواهرخواندگی امضا کردند.", "utf-8"
    )
    words = ("--published", "sh1403-02-24", "-o", str(tmp_path / "box"))
    done = run("--lang", "fa", "intake", str(made), *words)
    assert done.code == 0
    assert "۲۴ اردیبهشت ۱۴۰۳ (۱۳ مه ۲۰۲۴)" in done.err
    assert "زبان: فارسی" in done.err
    assert "۲۳ اردیبهشت ۱۴۰۳ (۱۲ مه ۲۰۲۴)" in done.out
    assert "2024-05-12" not in done.out and "rules" not in done.out
    assert "گرانادا و شیراز با هم توافقی بستند" in done.out
