"""The routine: what is new is said by fact, and the state is ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.office.desk import Desk
from cityties.office.watch import STATE, news_document, news_of, read_state, state_of


def test_the_first_time_has_nothing_to_compare_with(desk: Desk, tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    news = news_of(None, state_of(desk))
    assert news.first
    assert news.number == 0
    lines = [line.text for _number, line in news_document(desk, news).lines()]
    assert len(set(lines)) == 1


def test_what_is_new_changed_and_gone(desk: Desk) -> None:
    now = state_of(desk)
    before = {"claims": dict(now["claims"])}
    del before["claims"]["c-O093"]
    before["claims"]["c-O012"] = ["else", "Dakar signed."]
    before["claims"]["c-gone"] = ["x", "It was said once."]
    news = news_of(before, now)
    assert (news.added, news.changed, news.removed) == (("c-O093",), ("c-O012",), ("c-gone",))
    document = news_document(desk, news)
    assert "video link" in "\n".join(line.text for line in document.section("added").lines())
    (gone,) = document.section("removed").lines()
    assert gone.text.startswith("It was said once.")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 9, "claims": {}}', "not json"])
def test_a_foreign_state_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / STATE).write_text(text)
    with pytest.raises(DataError, match="cityties watch"):
        read_state(tmp_path)
