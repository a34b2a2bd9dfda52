"""The things that cells unfold into: written, read back, and reported where they are not right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model.rows import ApprovalRule, Claim, Organization, Place, Source, Tables
from cityties.rdf.load import load_rdf
from cityties.rdf.to_quads import nquads_lines
from cityties.vocabulary.terms import CODE, DEF, ID

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
VOTE = f"<{ID}vote/c-T07>"
PERSON = f"<{ID}participation/c-T08/rui-moreira@mayor-porto:signatory>"
WORD = f"<{ID}kind-mapping/freiburg-page/Partnerstadt=sister_city>"


@pytest.fixture(scope="module")
def small() -> str:
    return "".join(nquads_lines(load_folder(SMALL)))


@pytest.fixture
def codes(tmp_path: Path) -> Callable[[str], set[str]]:
    def load(text: str) -> set[str]:
        file = tmp_path / "a.nq"
        file.write_text(text, encoding="utf-8")
        try:
            load_rdf(file)
        except DataError as error:
            assert all(str(problem).startswith(str(file)) for problem in error.problems)
            return {problem.code for problem in error.problems}
        return set()

    return load


def written(claim: Claim, *bodies: str) -> set[str]:
    organizations = tuple(Organization(body, "city_council", body) for body in bodies)
    lines = nquads_lines(Tables(organizations=organizations, claims=(claim,)))
    return {line.rpartition(" <")[0].replace(DEF, "ct:").replace(CODE, "code:") for line in lines}


def vote(cell: str, **values: object) -> set[str]:
    claim = Claim("c-1", "s", "event", votes=cell, **values)  # type: ignore[arg-type]
    start = f"<{ID}vote/c-1> "
    found = written(claim, "council-a", "council-b")
    return {line.removeprefix(start) for line in found if line.startswith(start)}


def test_votes_are_numbers_with_a_computed_result() -> None:
    assert vote("for=8;against=25;abstain=7;absent=2;invalid=1", actor=("council-a",)) == {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <ct:Vote>",
        f'<ct:votesFor> "8"{INTEGER}',
        f'<ct:votesAgainst> "25"{INTEGER}',
        f'<ct:abstentions> "7"{INTEGER}',
        f'<ct:absent> "2"{INTEGER}',
        f'<ct:invalidVotes> "1"{INTEGER}',
        "<ct:computedResult> <code:rejected>",
        f"<ct:votingBody> <{ID}council-a>",
    }


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("for=8;against=25", "rejected"), ("for=25;against=8", "carried"),
        ("for=8;against=8", "tied_vote"), ("for=0;against=0", "tied_vote"),
        ("for=8", ""), ("against=8;abstain=1", ""),
    ],
)  # fmt: skip
def test_the_result_is_the_simple_majority_of_the_votes_cast(cell: str, result: str) -> None:
    found = {line for line in vote(cell) if "computedResult" in line}
    assert found == ({f"<ct:computedResult> <code:{result}>"} if result else set())


@pytest.mark.parametrize(
    "actor", [(), ("council-a", "council-b"), ("freiburg",), ("anna@mayor-a",)]
)
def test_a_body_is_named_only_where_it_is_one_organization(actor: tuple[str, ...]) -> None:
    assert not [line for line in vote("for=1;against=0", actor=actor) if "votingBody" in line]


def test_a_participation_has_person_post_term_and_capacity() -> None:
    lines = written(Claim("c-1", "s", "event", people=("ali@mayor-a:host", "unnamed/c-1")))
    node = f"<{ID}participation/c-1/ali@mayor-a:host>"
    assert {line.removeprefix(node + " ") for line in lines if line.startswith(node)} == {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <ct:Participation>",
        f"<ct:participant> <{ID}ali>",
        f"<ct:participantPost> <{ID}post/mayor-a>",
        f"<ct:participantTerm> <{ID}term/ali@mayor-a>",
        "<ct:capacity> <code:host>",
    }
    assert f"<{ID}participation/c-1/unnamed/c-1> <ct:participant> <{ID}unnamed/c-1>" in lines


def test_a_word_of_any_letters_has_an_iri() -> None:
    source = Source("s", "news", "t", "p", kind_map=('شهر "دوست" a=b=sister_city',))
    lines = [line for line in nquads_lines(Tables(sources=(source,))) if "kind-mapping" in line]
    assert len(lines) == 4
    assert any('"شهر \\"دوست\\" a=b" <' in line for line in lines)
    assert all(line.isascii() or "mappedWord" in line for line in lines)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"of": "Twin cities"}, "sister_city"), ({"of": "friendship cities"}, "friendship_city"),
        ({"kind": "sister_city"}, "sister_city"), ({"of": "hectares"}, ""),
        ({"of": "inhabitants", "kind": "population"}, ""),
    ],
)  # fmt: skip
def test_what_a_count_counts_is_a_kind_where_its_words_name_one(
    values: dict[str, str], kind: str
) -> None:
    lines = written(Claim("c-1", "s", "count", number=3, **values))  # type: ignore[arg-type]
    found = {line for line in lines if "countedKind" in line}
    assert found == ({f"<{ID}claim/c-1> <ct:countedKind> <code:{kind}>"} if kind else set())
    event = written(Claim("c-1", "s", "event", number=3, **values))  # type: ignore[arg-type]
    assert not [line for line in event if "countedKind" in line]


def test_a_rule_names_its_country() -> None:
    tables = Tables(
        places=(Place("iran", "country", "Iran", country="IR"),),
        approval_rules=(ApprovalRule("ir-1", "IR", 1, "approved", "the council"),),
    )
    assert any(f"<{DEF}lawOf> <{ID}iran>" in line for line in nquads_lines(tables))


def test_the_graph_of_today_is_right(small: str, codes: Callable[[str], set[str]]) -> None:
    assert codes(small) == set()
    for part in (VOTE, PERSON, WORD):
        assert small.count(part) >= 4


@pytest.mark.parametrize(
    ("find", "put", "code"),
    [
        (f"{VOTE} <{DEF}votesFor> \"8\"", f"{VOTE} <{DEF}votesFor> \"-8\"", "bad-part"),
        (f"{VOTE} <{DEF}votesFor> \"8\"", f"{VOTE} <{DEF}votesFor> \"9\"", "not-derived-or-right"),
        (f"<{DEF}computedResult> <{CODE}rejected>", f"<{DEF}computedResult> <{CODE}carried>",
         "not-derived"),
        (f"<{DEF}votingBody> <{ID}council-freiburg>", f"<{DEF}votingBody> <{ID}city-freiburg>",
         "not-derived"),
        (f"{VOTE} <{DEF}votesFor>", f"{VOTE} <{DEF}votesForr>", "unknown-property"),
        (f"<{DEF}capacity> <{CODE}signatory>", f"<{DEF}capacity> <{CODE}hero>", "foreign-iri"),
        (f"{PERSON} <{DEF}participant> ", f"{PERSON} <{DEF}gist> ", "missing-part"),
        (f"{WORD} <{DEF}mappedWord> \"Partnerstadt\"",
         f"{WORD} <{DEF}mappedWord> \"Partnerstadt\"@de", "wrong-term"),
        (f"<{DEF}vote> {VOTE}", f"<{DEF}vote> <{ID}vote/c-T99>", "not-claimed"),
        (f"<{DEF}vote> {VOTE}", f"<{DEF}vote> \"for=8\"", "wrong-term"),
        (f"<{DEF}wordMapping> {WORD}", f"<{DEF}note> {WORD}", "not-claimed"),
        (VOTE, f"<{ID}vote/c-mine>", "foreign-iri"),
        (f"<{DEF}expectedAtLeast> \"4\"", f"<{DEF}expectedAtLeast> \"9\"", "bad-expected"),
        (f"<{DEF}countComparison> <{CODE}at_least>", f"<{DEF}countComparison> <{CODE}atleast>",
         "unknown-code"),
        (f"<{DEF}completeness> <{CODE}incomplete>", f"<{DEF}completeness> \"no\"", "wrong-term"),
    ],
)  # fmt: skip
def test_a_part_that_is_not_right_is_reported(
    small: str, codes: Callable[[str], set[str]], find: str, put: str, code: str
) -> None:
    assert find in small
    found = codes(small.replace(find, put))
    if code == "not-derived-or-right":  # another number that gives the same result is another row
        assert found == set()
    else:
        assert code in found, found


def test_several_numbers_of_one_sort_are_reported(
    small: str, codes: Callable[[str], set[str]]
) -> None:
    (line,) = {one for one in small.splitlines() if one.startswith(f"{VOTE} <{DEF}votesFor>")}
    assert "several-values" in codes(small + line.replace('"8"', '"9"') + "\n")


def test_a_part_in_another_graph_is_reported(small: str, codes: Callable[[str], set[str]]) -> None:
    lines = small.splitlines(keepends=True)
    moved = [
        line[: line.rindex(" <")] + f" <{ID}source/imna-porto> .\n"
        if line.startswith(VOTE)
        else line
        for line in lines
    ]
    assert "wrong-graph" in codes("".join(moved))


def test_a_body_may_be_known_from_elsewhere(tmp_path: Path, small: str) -> None:
    """A file of claims alone says who voted; that it is an organization follows from the known."""
    known = load_folder(SMALL)
    lines = [line for line in small.splitlines(keepends=True) if "/graph/registry>" not in line]
    file = tmp_path / "a.nq"
    file.write_text("".join(lines), encoding="utf-8")
    assert any("votingBody" in line for line in lines)
    assert len(load_rdf(file, known=known).claims) == len(known.claims)
