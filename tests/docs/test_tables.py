"""The tables that are written into pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from guide.tables import formats_table, with_table


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n\n<!-- generated: x -->\nold\n<!-- end -->\n\nb\n", encoding="utf-8")
    text = with_table(page, "x", "| new |\n")
    assert text == "a\n\n<!-- generated: x -->\n\n| new |\n\n<!-- end -->\n\nb\n"
    page.write_text(text, encoding="utf-8")
    assert with_table(page, "x", "| new |\n") == text
    with pytest.raises(ValueError, match="no marks for y"):
        with_table(page, "y", "")


def test_every_format_says_what_opens_it() -> None:
    rows = [line.split(" | ") for line in formats_table().splitlines()]
    assert len(rows) > 15
    assert all(cell.strip("| ") for row in rows for cell in row)
