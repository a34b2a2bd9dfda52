"""A claimed status never loses its doubt."""

from __future__ import annotations

from itertools import product

import pytest

from cityties.language.messages import in_language
from cityties.language.names import persian_faults
from cityties.model.rows import Claim
from cityties.vocabulary.codes import CODES
from cityties.words.claimed import DOUBTS, claimed_words, condition_of, doubts
from cityties.words.labels import code_label


@pytest.mark.parametrize(
    ("claim", "english", "persian"),
    [
        (("in_force", "plan", "stated", "tie"), "planned: in force", "برنامه‌ریزی‌شده: برقرار"),
        (("in_force", "state", "hedged", "tie"), "could be: in force", "ممکن است: برقرار"),
        (("answered", "change", "denied", "event"), "denied: answered", "انکارشده: پاسخ‌داده‌شده"),
        (("approved", "state", "stated", "opinion"), "opinion: approved", "نظر: تأییدشده"),
        (
            ("in_force", "plan", "hedged", "tie"),
            "planned, could be: in force",
            "برنامه‌ریزی‌شده، ممکن است: برقرار",
        ),
        (("in_force", "change", "implied", "tie"), "in force", "برقرار"),
        (("planned", "plan", "stated", "event"), "planned", "برنامه‌ریزی‌شده"),
        (("planned", "plan", "hedged", "event"), "could be: planned", "ممکن است: برنامه‌ریزی‌شده"),
        ((None, "plan", "stated", "event"), "planned", "برنامه‌ریزی‌شده"),
        ((None, "state", "stated", "count"), "", ""),
    ],
)
def test_the_phrase_in_both_languages(
    claim: tuple[str, str, str, str], english: str, persian: str
) -> None:
    status, aspect, certainty, kind = claim
    for language, text in (("en", english), ("fa", persian)):
        with in_language(language):
            made = claimed_words(status, aspect=aspect, certainty=certainty, type=kind)
        assert made == text
    assert not persian_faults(persian)


@pytest.mark.parametrize(
    ("status", "aspect", "certainty", "kind", "english"),
    [
        ("in_force", "plan", "stated", "tie", "planned: in force, if the council agrees"),
        ("in_force", "plan", "hedged", "tie", "planned, could be: in force, if the council agrees"),
        ("planned", "plan", "stated", "event", "planned, if the council agrees"),
        ("", "plan", "stated", "event", "planned, if the council agrees"),
        ("", "state", "stated", "count", ""),
    ],
)
def test_a_condition_follows_the_phrase(
    status: str, aspect: str, certainty: str, kind: str, english: str
) -> None:
    given = {"aspect": aspect, "certainty": certainty, "type": kind}
    assert claimed_words(status, **given, condition="the council agrees") == english
    with in_language("fa"):
        persian = claimed_words(status, **given, condition="شورا موافقت کند")
    assert persian.endswith("اگر شورا موافقت کند") == bool(english)


def test_the_condition_of_a_claim_is_in_the_language_of_the_reader() -> None:
    both = Claim("c-1", "s", "tie", condition="it rains", condition_fa="باران ببارد")
    english = Claim("c-1", "s", "tie", condition="it rains")
    assert (condition_of(both), condition_of(english)) == ("it rains", "it rains")
    with in_language("fa"):
        assert (condition_of(both), condition_of(english)) == ("باران ببارد", "it rains")


def test_no_combination_shows_a_doubtful_status_bare() -> None:
    tried = 0
    for status, aspect, certainty, kind in product(
        CODES["statuses"], CODES["aspects"], CODES["certainty"], CODES["claim_types"]
    ):
        found = doubts(aspect=aspect, certainty=certainty, type=kind)
        doubtful = aspect == "plan" or certainty in {"hedged", "denied"} or kind == "opinion"
        assert bool(found) == doubtful
        made = claimed_words(status, aspect=aspect, certainty=certainty, type=kind)
        assert made.endswith(code_label(status))
        bare = made == code_label(status)
        assert bare == (found in {(), ("plan",)} if status == "planned" else not found)
        tried += 1
    assert tried > 1000


def test_every_doubt_has_a_word_in_both_languages() -> None:
    given = {
        "opinion": {"type": "opinion"},
        "denied": {"certainty": "denied"},
        "plan": {"aspect": "plan"},
        "hedged": {"certainty": "hedged"},
    }
    assert set(given) == set(DOUBTS)
    for keywords in given.values():
        english = claimed_words("held", **keywords)  # type: ignore[arg-type]
        with in_language("fa"):
            persian = claimed_words("held", **keywords)  # type: ignore[arg-type]
        assert ": " in english
        assert not any(sign.isascii() and sign.isalpha() for sign in persian)
