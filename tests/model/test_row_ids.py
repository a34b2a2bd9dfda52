"""Ids of content: the same row has one id, other rows have others, a collision gets more digits."""

from __future__ import annotations

from cityties.model.row_ids import NEW_CLAIM, claim_id, free_id, renamed, row_digest

CELLS = {"source": "imna-1", "type": "tie", "parties": "porto;isfahan", "votes": "for=8;against=2"}


def test_what_means_nothing_does_not_count() -> None:
    other = {"votes": "against=2;for=8", "parties": "isfahan; porto", "id": "c-1", "note": " "}
    assert row_digest("claims", CELLS) == row_digest("claims", {**CELLS, **other})
    assert row_digest("claims", CELLS) != row_digest("claims", {**CELLS, "note": "x"})
    assert row_digest("people", {"name_en": "A"}) != row_digest("places", {"name_en": "A"})


def test_what_a_claim_does_not_name_has_its_id() -> None:
    new = {**CELLS, "id": NEW_CLAIM, "parties": f"isfahan;unnamed/{NEW_CLAIM}"}
    settled = {**new, "id": "c-1", "parties": "isfahan;unnamed/c-1"}
    assert row_digest("claims", new) == row_digest("claims", settled)
    assert renamed("tie/a+unnamed/c-new/x", "c-new", "c-5") == "tie/a+unnamed/c-5/x"
    assert renamed("unnamed/c-new-er", "c-new", "c-5") == "unnamed/c-new-er"


def test_a_collision_gets_more_digits_the_same_row_its_own_id() -> None:
    made = claim_id(CELLS, lambda _id: None)
    assert len(made) == 10
    longer = claim_id(CELLS, {made: {"source": "other"}}.get)
    assert longer.startswith(made)
    assert len(longer) == 11
    rows = {made: {"source": "other"}, longer: {**CELLS, "id": longer}}
    assert claim_id(CELLS, rows.get) == longer


def test_a_readable_id_that_is_taken_gets_digits_of_its_content() -> None:
    assert free_id("imna", set(), "a") == "imna"
    one, two = (free_id("imna", {"imna"}, content) for content in ("a", "b"))
    assert one != two
    assert free_id("imna", {"imna", one}, "a") not in {"imna", one}
