"""What a system cannot hold is said, once."""

from __future__ import annotations

import logging

import pytest

from cityties.worker import missing
from cityties.worker.limits import NAMES, Held


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(missing, "_told", set())
    return tmp_path / "cache"


def test_it_is_said_once_for_each_machine_and_set_of_limits(fresh, caplog, monkeypatch):
    with caplog.at_level(logging.WARNING):
        for _again in range(3):
            missing.say_once(Held(frozenset(NAMES) - {"paths"}))
            monkeypatch.setattr(missing, "_told", set())  # the next run
        assert [record.message for record in caplog.records] != []
        assert len(caplog.records) == 1
        assert "Landlock" in caplog.text
        missing.say_once(Held(frozenset(NAMES) - {"calls"}))
        assert len(caplog.records) == 2
        missing.say_once(Held(frozenset(NAMES)))
        assert len(caplog.records) == 2


def test_where_nothing_can_be_kept_it_is_said_in_every_process(fresh, caplog):
    fresh.write_text("no folder")
    with caplog.at_level(logging.WARNING):
        missing.say_once(Held())
        missing.say_once(Held())
    assert len(caplog.records) == 1


def test_a_link_in_its_place_is_not_followed(fresh, caplog):
    fresh.mkdir(mode=0o700)
    missing.say_once(Held())
    (note,) = fresh.glob("confined-said-*")
    note.unlink()
    note.symlink_to(fresh / "target")
    missing._told.clear()
    missing.say_once(Held())
    assert not (fresh / "target").exists()
