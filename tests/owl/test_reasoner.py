"""OWL 2 DL, consistent, and every class can have instances; and the reasoner would notice."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

PREFIXES = """
@prefix ct: <https://w3id.org/cityties/def/> .
@prefix code: <https://w3id.org/cityties/code/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""


@pytest.mark.parametrize(
    ("name", "least"), [("cityties.ttl", 1000), ("codes.ttl", 2000), ("alignments.ttl", 100)]
)
def test_each_file_alone_is_owl_2_dl(java, repository: Path, name: str, least: int) -> None:
    checked = java.profile(repository / "ontology" / name)
    assert checked.violations == ()
    assert checked.axioms > least


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("ct:City ct:unheardOf ct:Country .", "ct:unheardOf"),
        ('dcterms:publisher a owl:ObjectProperty .  ct: dcterms:publisher "x" .', "pun"),
        ("ct:published a owl:DatatypeProperty ; rdfs:range ct:unheardOf .", "ct:unheardOf"),
        ("ct:when a owl:DatatypeProperty , owl:TransitiveProperty .", "ct:when"),
        (
            "ct:basedOn a owl:ObjectProperty , owl:TransitiveProperty , owl:IrreflexiveProperty .",
            "",
        ),
    ],
)
def test_a_violation_is_noticed(java, tmp_path: Path, fault: str, said: str) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text(f"{PREFIXES}<https://w3id.org/cityties/def/> a owl:Ontology .\n{fault}\n")
    found = java.profile(path).violations
    assert found
    assert any(said.removeprefix("ct:") in one for one in found)


@pytest.fixture(scope="session")
def whole(java) -> rdflib.Graph:
    return java.merged([*java.FILES, *sorted(java.EXAMPLES.glob("*.ttl"))])


def test_everything_with_the_examples_is_consistent(java, whole: rdflib.Graph) -> None:
    reasoned = java.reason(whole)
    assert reasoned.consistent
    assert reasoned.unsatisfiable == ()
    assert reasoned.axioms > 4000


@pytest.mark.slow
@pytest.mark.long  # `make owl` asks the same, and CI runs it
def test_the_shipped_data_are_consistent(java) -> None:
    data = java.shipped_data()
    assert len(data) > 30_000
    assert java.reason(java.merged(java.FILES) + data, classes=False).consistent


def test_a_contradiction_is_noticed(java, whole: rdflib.Graph) -> None:
    wrong = rdflib.Graph().parse(data=f"{PREFIXES} code:mayor a ct:City , ct:Person .")
    assert not java.reason(whole + wrong).consistent


def test_a_class_without_possible_instances_is_noticed(java, whole: rdflib.Graph) -> None:
    wrong = rdflib.Graph().parse(
        data=f"{PREFIXES} ct:Mayor a owl:Class ; rdfs:subClassOf ct:Person , ct:Post ."
    )
    assert java.reason(whole + wrong).unsatisfiable == ("https://w3id.org/cityties/def/Mayor",)


def test_only_days_and_edtf_are_taken_out_for_hermit(java, whole: rdflib.Graph) -> None:
    """What is reasoned about is the ontology, not less."""
    copy = java.for_hermit(whole)
    ranges = {
        str(value)
        for _s, value in set(whole.subject_objects(rdflib.RDFS.range))
        - set(copy.subject_objects(rdflib.RDFS.range))
    }
    assert ranges == {str(one) for one in java.UNKNOWN_TO_OWL}
    lost = {p for _s, p, _o in whole} - {p for _s, p, _o in copy}
    assert lost <= {
        rdflib.OWL.versionIRI, rdflib.OWL.priorVersion, rdflib.OWL.onDatatype,
        rdflib.OWL.withRestrictions, rdflib.XSD.pattern, rdflib.OWL.equivalentClass,
    }  # fmt: skip
    assert len(copy) > 0.98 * len(whole)


def test_without_java_the_tool_says_what_to_install(owl, monkeypatch, capsys) -> None:
    monkeypatch.setattr(owl.shutil, "which", lambda _name: None)
    with pytest.raises(owl.MissingToolError, match="apt-get install openjdk"):
        owl.start()
    monkeypatch.undo()
    monkeypatch.setattr(owl, "jars", list)
    if owl.shutil.which("java"):
        assert "make owl" in owl.missing()
