"""Every rule finds its wrong twin, and nothing in what is shipped."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from cityties.base import resources
from cityties.checks import ontology
from cityties.errors import UsageError
from cityties.language.messages import in_language
from cityties.language.names import persian_faults
from cityties.vocabulary.terms import DEF

TWINS = Path(__file__).parent
RULES = {rule.name: rule for rule in ontology.rules()}


def twin(name: str) -> ox.Store:
    store = ox.Store()
    path = TWINS / f"{name}.ttl"
    store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(DEF))
    return store


@pytest.fixture(scope="module")
def shipped() -> ox.Store:
    return ontology.ontology_store()


def test_every_rule_has_a_wrong_twin_and_every_twin_a_rule() -> None:
    assert {path.stem for path in TWINS.glob("*.ttl")} == set(RULES)
    assert len(RULES) >= 60


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_finds_its_wrong_twin(name: str) -> None:
    assert ontology.run_rule(RULES[name], twin(name)), "the twin was not found"


@pytest.mark.parametrize("name", sorted(n for n, r in RULES.items() if r.over == "ontology"))
def test_a_rule_looks_at_something_and_finds_no_error_in_what_is_shipped(
    name: str, shipped: ox.Store
) -> None:
    rule = RULES[name]
    assert ontology.count(rule.counts, shipped) > 0
    if rule.severity != "note":
        assert ontology.run_rule(rule, shipped) == []


def test_a_twin_made_right_is_not_found() -> None:
    right = """
        @prefix ct: <https://w3id.org/cityties/def/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        ct:Bridge a owl:Class ; rdfs:label "bridge"@en , "پل"@fa ; rdfs:isDefinedBy ct: .
        ct:RiverBridge a owl:Class ; rdfs:subClassOf ct:Bridge ; rdfs:label "river span"@en .
    """
    store = ox.Store()
    store.load(right.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(DEF))
    found = {name: ontology.run_rule(rule, store) for name, rule in RULES.items()}
    bridge = DEF + "Bridge"
    for name in (
        "label-missing",
        "defined-elsewhere",
        "naming-class",
        "label-twice",
        "class-cycle",
    ):
        assert bridge not in {term for term, _detail in found[name]}, name
    assert found["label-missing"] == [(DEF + "RiverBridge", "fa")]


def test_a_broken_store_is_noticed_where_the_shipped_one_passes(shipped: ox.Store) -> None:
    """The rules read the shipped files: taking one label away is found."""
    broken = ox.Store()
    broken.extend(shipped)
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for quad in list(broken.quads_for_pattern(ox.NamedNode(DEF + "Tie"), label, None, None)):
        if quad.object.language == "fa":
            broken.remove(quad)
    part = ontology.check("ontology", broken)
    assert [(f.code, f.where) for f in part.findings if f.severity == "error"] == [
        ("label-missing", DEF + "Tie")
    ]


def test_an_empty_ontology_passes_nothing() -> None:
    part = ontology.check("ontology", ox.Store())
    assert "nothing-looked-at" in {found.code for found in part.findings}


def test_the_24_checks_of_foops_are_named_and_counted(shipped: ox.Store) -> None:
    checks = ontology.foops(shipped)
    assert len(checks) == 24
    results = {check.code: check.result for check in checks}
    # Each of these needs a web server or a registry that answers.
    assert {code for code, result in results.items() if result == "network"} == {
        "URI1", "VER2", "FIND2", "FIND3", "FIND_3_BIS", "CN1", "DOC1", "OM4.2",
    }  # fmt: skip
    # OM3 wants a DOI and a logo, which do not exist.
    assert {code for code, result in results.items() if result == "fail"} == {"OM3"}
    assert sum(result == "pass" for result in results.values()) == 15
    named = {r.catalogue.removeprefix("FOOPS! ") for r in RULES.values() if "FOOPS" in r.catalogue}
    assert named == {code for code, (rule, _subject) in ontology.FOOPS.items() if rule}


@pytest.mark.parametrize("rule", RULES.values(), ids=str)
def test_messages_are_there_in_both_languages(rule: ontology.Rule) -> None:
    detail = "{detail}" in rule.message["en"]
    assert detail == ("{detail}" in rule.message["fa"])
    assert not persian_faults(rule.message["fa"].replace("{detail}", "x"))


def test_findings_speak_the_chosen_language() -> None:
    with in_language("fa"):
        part = ontology.check("ontology", twin("label-missing"))
    (text,) = [f.message for f in part.findings if f.code == "label-missing"]
    assert text == RULES["label-missing"].message["fa"].replace("{detail}", "fa")


def test_a_header_with_faults_tells_all_of_them() -> None:
    with pytest.raises(UsageError) as caught:
        ontology.parse_rule(
            "x", "#+ severity: bad\n#+ over: graph\n#+ colour: red\nSELECT ?term {}"
        )
    for word in ("no message in en", "severity", "counts", "colour"):
        assert word in str(caught.value)


def test_rules_over_the_graph_look_at_the_built_graph() -> None:
    from cityties.store.build import open_or_build

    part = ontology.check("graph", open_or_build().quads)
    assert part.looked_at["tie_changes"] > 300
    assert part.looked_at["tie_states"] > 300
    assert not [f for f in part.findings if f.severity == "error"]


def test_the_readme_tells_of_every_rule() -> None:
    text = (resources.ontology_dir() / "rules" / "README.md").read_text("utf-8")
    for name in RULES:
        assert f"`{name}`" in text, name
