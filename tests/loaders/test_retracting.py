"""Claims that are no longer claimed: kept, never read, and named by diff as withdrawn."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cityties.cli import main
from cityties.errors import DataError, NotFoundError, UsageError
from cityties.loaders.retracting import COLUMNS, read_retracted, retract
from cityties.loaders.tables import load_folder

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "mine")
    return tmp_path / "mine"


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(words) == code
    return capsys.readouterr().out


def test_the_row_is_kept_and_no_longer_read(folder: Path) -> None:
    claims = load_folder(folder).claims
    chosen = claims[-1].id
    before = {claim.id for claim in claims}
    retract(folder, [chosen], reason="another city was meant", by="A. Virtanen")
    assert {claim.id for claim in load_folder(folder).claims} == before - {chosen}
    kept = read_retracted(folder)
    assert set(kept) == {chosen}
    assert kept[chosen]["reason"] == "another city was meant"
    assert kept[chosen]["retracted_by"] == "A. Virtanen"
    assert kept[chosen]["gist"] == claims[-1].gist
    assert tuple(kept[chosen]) == COLUMNS
    with pytest.raises(NotFoundError, match="was retracted before"):
        retract(folder, [chosen], reason="again")
    with pytest.raises(NotFoundError, match="has no claim c-none"):
        retract(folder, ["c-none"], reason="x")
    with pytest.raises(UsageError, match="--reason"):
        retract(folder, [claims[0].id], reason=" ")


def test_what_another_row_needs_is_not_retracted(folder: Path) -> None:
    tables = load_folder(folder)
    needed = next(
        claim for claim in tables.claims
        if claim.type == "event" and any(claim.about in (c.act, c.part_of) for c in tables.claims)
        and sum(c.about == claim.about for c in tables.claims) == 1
    )  # fmt: skip
    before = (folder / "claims.csv").read_bytes()
    with pytest.raises(DataError):
        retract(folder, [needed.id], reason="wrong")
    assert (folder / "claims.csv").read_bytes() == before
    assert read_retracted(folder) == {}


@pytest.mark.parametrize("how", ["retracted", "removed"])
def test_diff_says_withdrawn_and_nothing_that_is_not_so(
    how: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "before"
    shutil.copytree(folder, copy)
    claims = load_folder(folder).claims
    tie = "tie/freiburg+isfahan/sister_city"
    signed = [claim.id for claim in claims if claim.about == tie]
    if how == "retracted":
        words = ["data", "retract", *signed, "--folder", str(folder), "--no-shipped"]
        said(capsys, *words, "--reason", "read wrongly")
    else:
        file = folder / "claims.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(x for x in lines if x.split(",")[0] not in signed), "utf-8")
    told = said(capsys, "diff", str(copy), str(folder))
    assert "withdrawn, no longer claimed" in told
    assert "no longer in force" not in told
    assert "9999" not in told
    assert ("no longer claimed: read wrongly" in told) == (how == "retracted")
    found = json.loads(said(capsys, "diff", str(copy), str(folder), "-f", "json"))
    state = next(each for each in found["states"] if each["about"] == tie)
    assert state["how"] == "withdrawn"
    assert set(state["withdrawn"]) <= set(signed)
    # The same in a folder that has nothing left.
    (folder / "claims.csv").write_text(
        (folder / "claims.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8"
    )
    for name in ("sources.csv", "approval_rules.csv"):
        (folder / name).unlink()
    told = said(capsys, "diff", str(copy), str(folder))
    assert "9999" not in told
    assert "no longer in force" not in told
