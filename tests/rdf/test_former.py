"""Files of a former version are read as the same rows, and asked with the new terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.model.tables import canonical_tables
from cityties.rdf.former import former_terms, in_new_terms
from cityties.rdf.load import load_rdf
from cityties.rdf.to_quads import nquads_lines
from cityties.store.build import build
from cityties.vocabulary.terms import DEF, GRAPH_ONTOLOGY, ID, REPLACED, ct
from cityties.words.labels import code_labels

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
OF_ROWS = set(REPLACED) - {"concluded", "conflictOn"}


@pytest.fixture(scope="module")
def small() -> Tables:
    return canonical_tables(load_folder(FIXTURES / "small"))


@pytest.mark.parametrize("name", ["small.trig", "small.framed.jsonld"])
def test_a_former_export_loads_whole_with_one_line_about_it(name: str, small: Tables) -> None:
    said: list[str] = []
    file = FIXTURES / "former" / name
    assert canonical_tables(load_rdf(file, say=said.append)) == small
    (line,) = said
    assert line.startswith(f"{file}: written by a former version")
    for old in OF_ROWS:
        assert f"ct:{old} as ct:" in line


def test_what_is_written_today_is_not_called_former(tmp_path: Path, small: Tables) -> None:
    said: list[str] = []
    file = tmp_path / "a.nq"
    file.write_text("".join(nquads_lines(small)), encoding="utf-8")
    assert canonical_tables(load_rdf(file, say=said.append)) == small
    assert said == []


def test_a_document_that_names_our_context_may_have_former_terms(tmp_path: Path) -> None:
    document = {
        "@context": "https://w3id.org/cityties/def/context.jsonld",
        "graph": [
            {
                "iri": "id:source/page", "type": "Source", "sourceKind": "news", "title": "A page",
                "publisher": "id:paper", "accessed": "2020-01-01",
                "kindMapping": ["twin=sister_city"], "expectedClaims": "2..3",
                "expectedReason": "two or three",
            },
            {"iri": "id:paper", "type": "Organization", "organizationKind": "publisher",
             "prefLabel": {"en": "The Paper"}},
        ],
    }  # fmt: skip
    file = tmp_path / "a.jsonld"
    file.write_text(json.dumps(document), encoding="utf-8")
    said: list[str] = []
    (source,) = load_rdf(file, say=said.append).sources
    assert (source.kind_map, source.expected) == (("twin=sister_city",), "2..3")
    assert len(said) == 1


def test_both_forms_in_one_file_must_agree(tmp_path: Path, small: Tables) -> None:
    old = f'<{ID}claim/c-T07> <{DEF}votes> "{{}}" <{ID}source/%s> .\n'
    (claim,) = (one for one in small.claims if one.id == "c-T07")
    lines = "".join(nquads_lines(small))
    file = tmp_path / "a.nq"
    file.write_text(lines + old.format(claim.votes) % claim.source, encoding="utf-8")
    assert canonical_tables(load_rdf(file)) == small
    file.write_text(lines + old.format("for=9") % claim.source, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rdf(file)
    assert {problem.code for problem in caught.value.problems} == {"several-values"}


def test_a_former_graph_becomes_the_one_that_is_built_today(small: Tables) -> None:
    import pyoxigraph as ox

    path = FIXTURES / "former" / "small.trig"
    lines = [f"{quad} .\n" for quad in ox.parse(path=str(path))]
    assert former_terms(lines) == set(REPLACED)
    made = set(in_new_terms(lines, small, code_labels()))
    built = build(small).canonical_nquads().decode().splitlines(keepends=True)
    # What no former version said; nothing is read from it.
    newer = tuple(f"<{term}>" for term in (ct.hasState, ct.rulesVersion, ct.softwareVersion))
    assert made == {
        line
        for line in built
        if not line.endswith(f"<{GRAPH_ONTOLOGY}> .\n") and not any(term in line for term in newer)
    }
    assert not former_terms(built)
    assert len(made) > 500


def test_readings_of_a_former_graph_keep_their_words() -> None:
    state, graph = f"<{ID}reading/x>", f"<{ID}graph/reading> .\n"
    lines = [
        f'{state} <{DEF}concluded> "attested" {graph}',
        f'{state} <{DEF}conflictOn> "denied" {graph}',
        f'{state} <{DEF}votes> "a definition" <{GRAPH_ONTOLOGY}> .\n',
    ]
    code = "https://w3id.org/cityties/code/"
    assert list(in_new_terms(lines, Tables(), {})) == [
        f"{state} <{DEF}conclusion> <{code}attested> {graph}",
        f"{state} <{DEF}conflictSubject> <{code}denial_conflict> {graph}",
    ]
    assert former_terms(lines) == {"concluded", "conflictOn"}
