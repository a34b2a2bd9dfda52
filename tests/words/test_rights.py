"""Whose the data is, in sentences."""

from __future__ import annotations

import pytest

from cityties.language.messages import in_language
from cityties.model.rights import Part, duties
from cityties.words.rights import duty_lines, duty_words, listed, rights_line

MIXED = (
    Part("ODbL-1.0", ("OSM",), ("a", "b")),
    Part("CC-BY-SA-4.0", ("Wikipedia",), ("c",)),
    Part("CC-BY-NC-4.0", ("A club",), ("d",)),
    Part("CC-BY-ND-4.0", ("A town",), ("e",)),
    Part("ask first", ("An office",), ("f",)),
    Part("", ("Nobody",), ("g",)),
)


def test_the_line_names_every_licence() -> None:
    assert rights_line(MIXED[:2]) == (
        "Data: ODbL-1.0: OSM (2 sources); CC BY-SA 4.0: Wikipedia (1 source)."
    )
    assert rights_line(()) == "Data: no source."
    assert "no licence stated: Nobody" in rights_line(MIXED)


def test_every_duty_has_a_sentence_with_its_licences() -> None:
    said = [duty_words(duty) for duty in duties(MIXED)]
    assert len(said) == len(set(said)) == 6
    text = "\n".join(duty_lines(MIXED))
    for words in (
        "cannot be combined in one graph",
        "no commercial use",
        "altered data",
        "ask first",
        "No licence is stated for what comes from Nobody",
        "wherever the data is used",
    ):
        assert words in text, words
    [shared] = [d for d in duties((MIXED[0],)) if d.code == "share_alike"]
    assert "under ODbL-1.0" in duty_words(shared)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_sentences_are_whole_in_both_languages(language: str) -> None:
    with in_language(language):
        for line in duty_lines(MIXED):
            assert line
            assert "{" not in line


def test_many_names_are_counted() -> None:
    assert listed([str(n) for n in range(9)]) == "0, 1, 2, 3, 4, 5 and 3 more"
    assert listed(["a"], most=None) == "a"
