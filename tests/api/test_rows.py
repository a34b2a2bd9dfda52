"""The typed rows are the rows that come."""

from __future__ import annotations

import cityties
from cityties.api.rows import ROW_KEYS, TieRow


def test_a_tie_row_has_the_columns_of_the_model() -> None:
    assert tuple(TieRow.__annotations__) == ROW_KEYS["ties"]


def test_listings_have_the_keys_that_they_name() -> None:
    g = cityties.open()
    listings = {
        "ties": g.ties("isfahan", on="2021-08-01"),
        "history": g.history("isfahan", "porto"),
        "conflicts": g.conflicts("freiburg"),
        "cities": g.cities("porto"),
        "sources": g.sources("council"),
    }
    for name, rows in listings.items():
        assert rows, name
        assert rows.columns == ROW_KEYS[name]
        for row in rows:
            assert tuple(row) == rows.columns, name
    claimed = g.counts("isfahan", on="2021-08-01")["claimed"]
    assert tuple(claimed[0]) == ROW_KEYS["counts"]


def test_a_listing_is_short_in_print_and_turns_into_frames() -> None:
    import pytest

    rows = cityties.open().ties("isfahan", on="2021-08-01", kinds="sister_city")
    assert repr(rows).startswith(f"<Listing: {len(rows)} rows of tie, partner, ")
    html = rows._repr_html_()
    assert html.count("<tr>") == min(len(rows), 20) + 1
    pandas = pytest.importorskip("pandas", reason="install it with: pip install -e '.[frames]'")
    frame = rows.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(rows.columns) and len(frame) == len(rows)
    assert rows.to_polars().height == len(rows)
