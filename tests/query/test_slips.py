"""What matches nothing by its spelling is said in one sentence."""

from __future__ import annotations

import pytest

from cityties.query.slips import slips
from cityties.store import build


@pytest.fixture(scope="module")
def store():
    return build.open_or_build().quads


DATE = "^^xsd:date"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("?c ct:sisterCityOf id:isfahn",
         "id:isfahn is nothing in the graph; did you mean id:isfahan"),
        ("?c ct:sisterCityOf <https://w3id.org/cityties/id/isfahn>", "did you mean id:isfahan"),
        ("BIND (id:nosuchthingatall AS ?c)", "id:nosuchthingatall is nothing in the graph"),
        ("?s ct:source <https://w3id.org/cityties/id/source/council-2070>", "source/council-2007"),
        ("?c ct:actor ?a", "ct:actor is not a term of cityties and matches nothing; did you mean "
         "claimedActor?"),
        ("?c ct:target ?a", "claimedTarget"),
        ("?t a <https://w3id.org/cityties/ontology#Tie>",
         "<https://w3id.org/cityties/ontology#Tie> is not in a namespace of cityties and matches "
         "nothing; did you mean ct:Tie?"),
        ('?c skos:prefLabel "Isfahan"', 'write "Isfahan"@en'),
        ('?c skos:prefLabel ?l FILTER (?l = "Isfahan")', 'write "Isfahan"@en'),
        ('?c skos:prefLabel ?l FILTER ("Isfahan" = ?l)', 'write "Isfahan"@en'),
        ('?c skos:prefLabel ?l FILTER (?l IN ("Porto", "Isfahan"@en))', 'write "Porto"@en'),
        ('VALUES ?l { "Isfahan" } ?c skos:prefLabel ?l', 'write "Isfahan"@en'),
        ('?c ct:countryCode "IR"@en', 'ct:countryCode has texts without a language'),
        ('?s ct:certainlyFrom "2010"^^xsd:gYear', "has values of xsd:date"),
        ('?s ct:certainlyFrom ?f FILTER (?f >= "2010"^^xsd:gYear)', "has values of xsd:date"),
        ('?s ct:certainlyFrom ?f FILTER (?f >= xsd:gYear("2010"))', "has values of xsd:date"),
        ('?s ct:certainlyFrom ?f BIND ("2010"^^xsd:gYear AS ?y) FILTER (?f >= ?y)',
         "has values of xsd:date"),
        ("id:isfahan rdfs:label ?n",
         "rdfs:label names nothing that has an id; names are skos:prefLabel"),
        ("?c <http://xmlns.com/foaf/0.1/name> ?n", "names nothing that has an id"),
        ('?s ct:certainlyFrom ?f FILTER (?f >= "2010-01-01")', "has values of xsd:date"),
        ("?s ct:certainlyFrom ?f FILTER (2010 <= ?f)", "2010 matches nothing"),
        ('?s ct:certainlyFrom ?f FILTER (?f <= "2010"^^xsd:date)', '"2010"^^xsd:date is not a day'),
        ('?s ct:certainlyFrom ?f FILTER (?f <= "20100101"^^xsd:date)', "is not a day"),
        ("?c ct:sisterCityOf <isfahn>", "did you mean id:isfahan"),
        ("?t a <https://w3id.org/cityties/def/Tiee>", "ct:Tiee is not a term of cityties"),
        ("?t a <../def/Tiee>", "ct:Tiee is not a term of cityties"),
        ("?c ct:sisterCityOf <http://w3id.org/cityties/id/isfahan>", "not in a namespace"),
        ("?c skos:prefLabel '''Isfahan'''", "write '''Isfahan'''@en"),
        ('VALUES (?l ?n) { ("Isfahan" 1) (UNDEF 2) } ?c skos:prefLabel ?l', 'write "Isfahan"@en'),
        ('?s ct:concluded "signed"',
         "ct:concluded is a former term and matches nothing; write ct:conclusion code:signed"),
        ("?c ct:votes ?v", "write ct:vote/ct:votesFor ?for"),
        ("?c a ct:Claim ; <../def/involvement> ?who .", "ct:participation/ct:participant"),
        ("?c (ct:comparison) ?sign", "ct:countComparison"),
        ("?c ct:about/^ct:about/ct:listComplete ?x", "ct:completeness code:complete"),
        ("[] ct:kindMapping ?x ; ct:publishedNote ?n", "ct:wordMapping/ct:mappedKind"),
    ],
)  # fmt: skip
def test_a_slip_is_named(store, text, said):
    found = slips(f"SELECT * {{ {text} }}", store)
    assert len(found) == 1, found
    assert said in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "?c ct:sisterCityOf id:isfahan",
        "<https://w3id.org/cityties/def/> dcterms:title ?title",
        '?c skos:prefLabel "Isfahan"@en',
        '?c skos:prefLabel ?l FILTER (STR(?l) = "Isfahan")',
        '?c skos:prefLabel ?l FILTER (LANG(?l) = "en")',
        '?c ct:countryCode "IR"',
        f'?s ct:certainlyFrom ?f FILTER (?f <= "2010-01-01"{DATE} && ?f != ?t)',
        '?c ct:number ?n FILTER (?n > 10.5)',
        '?term rdfs:label ?n',
        'ct:Tie rdfs:label ?n',
        '?s ct:certainlyFrom ?f FILTER (?f >= xsd:date("2010-01-01"))',
        '?s ?p "anything"',
        '?s ex:own "anything"@en',
        '?s ct:claimType code:count # id:nothing "text"',
        '?s ct:conclusion code:signed, code:attested',
        'VALUES (?n ?l) { ("x" "Isfahan"@en) ("y" UNDEF) } ?c skos:prefLabel ?l',
        '?s ct:earliest ?d ; ct:latest ?e FILTER(?d<?e&&1<2&&3>2)',
        '?s <isfahan> "x" FILTER (1<2&&3>2)',
        "ct:votes dcterms:isReplacedBy ?new",
        "?old dcterms:isReplacedBy ct:vote . ?old ?p ct:votes",
    ],
)  # fmt: skip
def test_what_can_match_is_not_named(store, text):
    assert slips(f"PREFIX ex: <http://example.org/> SELECT * {{ {text} }}", store) == []


def test_no_named_question_has_a_slip(store):
    from cityties.query.questions import list_questions

    for question in list_questions():
        values = {p.name: p.example for p in question.parameters}
        text = question.bound(values, gazetteer=build.open_or_build().gazetteer)
        assert slips(text, store) == [], question.name
