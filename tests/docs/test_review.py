"""The texts that a native speaker should read first are those of the catalogue, each once."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
sys.path.insert(0, str(DOCS))

from cityties.page.texts import page_texts  # noqa: E402
from guide.review import review_page, review_table  # noqa: E402


def test_the_table_holds_each_text_once_with_room_for_a_better_one() -> None:
    rows = list(csv.DictReader(io.StringIO(review_table())))
    assert list(rows[0]) == ["id", "english", "now", "better"]
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) > 200
    said = {row["id"]: row["now"] for row in rows}
    persian = page_texts()["fa"]
    assert {key: said[f"page.{key}"] for key in persian} == persian
    for row in rows:
        assert row["better"] == ""
        assert row["now"]
        holes = [sorted(re.findall(r"\{\w+\}", row[part])) for part in ("english", "now")]
        assert holes[0] == holes[1], row["id"]


def test_the_page_leads_to_the_table_and_lists_the_same_texts() -> None:
    page = review_page()
    assert "(review.csv)" in page
    rows = list(csv.DictReader(io.StringIO(review_table())))
    for row in rows:
        assert f"| `{row['id']}` |" in page
