"""No sentence follows that must not, and each would if its fault were put back."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from cityties.vocabulary.terms import CODE, PREFIXES

TWINS = Path(__file__).parent / "never"
NAMES = sorted(path.stem for path in TWINS.glob("*.ttl"))
# Codes that the made-up facts use: the closure of all of them takes a minute for 25 twins.
USED = {"sister_city", "city", "mayor", "meeting", "tie", "announced", "in_force", "proposed"}


@pytest.fixture(scope="module")
def small(owl) -> rdflib.Graph:
    """The ontology and alignments, with a few of the codes."""
    graph = owl.merged([owl.FILES[0], owl.FILES[2]])
    for triple in owl.merged([owl.FILES[1]]):
        code = str(triple[0]).removeprefix(CODE)
        if code in USED and (
            not str(triple[2]).startswith(CODE) or str(triple[2]).removeprefix(CODE) in USED
            or "scheme/" in str(triple[2])
        ):  # fmt: skip
            graph.add(triple)
    return graph


def test_every_sentence_has_a_twin_and_says_itself_and_why(owl) -> None:
    sentences = owl.sentences()
    assert [one.name for one in sentences] == NAMES
    assert len(sentences) >= 15
    assert len({one.words for one in sentences}) == len(sentences)
    for one in sentences:
        assert one.words.endswith(".")
        assert len(one.reason) > 20
        assert "ASK" in one.query


def test_nothing_false_follows_with_the_examples(owl) -> None:
    graph = owl.merged([*owl.FILES, *sorted(owl.EXAMPLES.glob("*.ttl"))])
    assert [one.name for one in owl.following(owl.closure(graph))] == []


@pytest.mark.slow
@pytest.mark.long  # `make owl` asks the same, and CI runs it
def test_nothing_false_follows_with_the_shipped_data(owl) -> None:
    graph = owl.merged(owl.FILES) + owl.shipped_data()
    assert [one.name for one in owl.following(owl.closure(graph))] == []


def test_nothing_false_follows_without_the_faults(owl, small: rdflib.Graph) -> None:
    closed = owl.closure(small)
    assert [one.name for one in owl.following(closed)] == []
    # It does infer: a state is an entity of PROV, a claim is derived from its source.
    prov, given = rdflib.Namespace(PREFIXES["prov"]), PREFIXES["id"] + "given/"
    state, claim = rdflib.URIRef(given + "state"), rdflib.URIRef(given + "claim")
    assert (state, rdflib.RDF.type, prov.Entity) in closed
    assert (claim, prov.wasDerivedFrom, rdflib.URIRef(given + "document")) in closed


def test_all_sentences_follow_from_all_faults(owl, small: rdflib.Graph) -> None:
    faults = owl.merged(sorted(TWINS.glob("*.ttl")))
    assert [one.name for one in owl.following(owl.closure(small + faults))] == NAMES


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_sentence_follows_from_its_fault(owl, small: rdflib.Graph, name: str) -> None:
    closed = owl.closure(small + rdflib.Graph().parse(TWINS / f"{name}.ttl"))
    assert name in {one.name for one in owl.following(closed)}


def test_a_file_that_says_no_sentence_is_refused(owl, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "x.rq").write_text("ASK { ?x ?y ?z }\n")
    monkeypatch.setattr(owl, "NEVER", tmp_path)
    with pytest.raises(ValueError, match=r"x\.rq"):
        owl.sentences()
