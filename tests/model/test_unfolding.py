"""Small grammars: taken apart, written again, and refused with the word that is wrong."""

from __future__ import annotations

import pytest

from cityties.model.expectations import parse_expected
from cityties.model.grammars import GrammarError
from cityties.model.kind_maps import parse_mapped_word
from cityties.model.rows import Claim, Source
from cityties.model.tables import canonical
from cityties.model.unfolding import UNFOLDINGS, canonical_cell
from cityties.model.votes import Votes, parse_votes


@pytest.mark.parametrize(
    ("kind", "cell", "right"),
    [
        ("votes", "for=8;against=25;abstain=7", ""),
        ("votes", "abstain=07 ; for=8", "for=8;abstain=7"),
        ("kind_map", " partner city = sister_city", "partner city=sister_city"),
        ("kind_map", "a=b=sister_city", ""),
        ("expected", "13", ""),
        ("expected", "013..13", "13"),
        ("expected", "0..4", ""),
        ("involvement", "ali@mayor-a:host", ""),
        ("involvement", "unnamed/c-1.2@mayor-a", ""),
    ],
)
def test_a_cell_has_one_form(kind: str, cell: str, right: str) -> None:
    assert canonical_cell(kind, cell) == (right or cell)
    assert canonical_cell(kind, canonical_cell(kind, cell)) == (right or cell)


@pytest.mark.parametrize(
    ("parse", "cell", "word"),
    [
        (parse_votes, "yes=8", "yes"), (parse_votes, "for=8;for=9", ""), (parse_votes, "for", ""),
        (parse_votes, "for=-1", ""), (parse_votes, "for=1234567", ""), (parse_votes, "", ""),
        (parse_mapped_word, "twin", ""), (parse_mapped_word, "=sister_city", ""),
        (parse_mapped_word, "twin=sister_town", "sister_town"),
        (parse_expected, "14..10", ""), (parse_expected, "ten", ""), (parse_expected, "-1", ""),
    ],
)  # fmt: skip
def test_what_follows_no_grammar_is_refused(parse, cell: str, word: str) -> None:
    with pytest.raises(GrammarError) as caught:
        parse(cell)
    assert caught.value.word == word
    assert (word in caught.value.known) is False


def test_a_cell_that_is_wrong_stays_as_it_is() -> None:
    assert canonical_cell("votes", "8 to 25") == "8 to 25"


def test_rows_are_written_in_the_one_form() -> None:
    source = Source("s", "news", "t", "p", kind_map=("b = list", "a=list"), expected="3..3")
    found = canonical(source)
    assert (found.kind_map, found.expected) == (("a=list", "b=list"), "3")
    assert canonical(Claim("c-1", "s", "event", votes="against=2;for=1")).votes == "for=1;against=2"
    same = Claim("c-1", "s", "event", votes="for=1;against=2")
    assert canonical(same) is same


def test_each_unfolding_gives_a_value_for_each_part() -> None:
    cells = {
        "votes": "for=1", "involvement": "ali@mayor-a:host", "kind_map": "a=list", "expected": "3"
    }  # fmt: skip
    assert set(cells) == set(UNFOLDINGS)
    for kind, found in UNFOLDINGS.items():
        values = found.unfold(cells[kind])
        assert len(values) == len(found.parts)
        texts = {
            part.name: str(value)
            for part, value in zip(found.parts, values, strict=True)
            if value not in (None, "")
        }
        assert found.fold(texts) == cells[kind]
        assert {*found.required} <= {part.name for part in found.parts}


def test_results() -> None:
    assert Votes(3, 2, abstain=90).result == "carried"
    assert Votes(2, 2).result == "tied_vote"
    assert Votes(None, 2).result == ""
