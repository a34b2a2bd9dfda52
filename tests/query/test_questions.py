"""Named questions, their parameters, time limits and typed rows."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.errors import NotFoundError, QueryError, UsageError
from cityties.language.messages import languages
from cityties.model.rows import Place, Tables
from cityties.query import guard as sparql
from cityties.query import questions, results
from cityties.store import build
from cityties.vocabulary import codes as lists
from cityties.vocabulary import terms

TODAY = datetime.date(2026, 11, 21)


@pytest.fixture(scope="module")
def shipped():
    return build.open_or_build()


@pytest.fixture(scope="module")
def dataset(shipped):
    return shipped.dataset()


HOMES = {"home": "isfahan", "home-country": "iran"}


def ask(graph, name, **params):
    return questions.query(
        graph, name, params=params, gazetteer=graph.gazetteer, today=TODAY, homes=HOMES
    )


# --- the shipped questions ---------------------------------------------------------------


# What they answer is in tests/questions/.


@pytest.mark.parametrize("question", questions.list_questions(), ids=lambda q: q.name)
def test_each_is_whole(question):
    for texts in (
        question.title,
        question.description,
        *(p.description for p in question.parameters),
    ):
        assert {"en", "fa"} <= set(texts) <= set(languages())
        assert all(texts.values())
        # Persian letters, not the Arabic ones that look like them; no space before a full stop.
        assert not re.search("[\u0643\u064a\u0649]| [.،؛؟]", texts["fa"])
        assert re.search("[\u0600-\u06ff]", texts["fa"])
    assert question.tags
    assert not question.title["en"].endswith(".")
    assert question.description["en"].endswith(".")


def test_titles_tell_them_apart():
    for language in languages():
        titles = [question.title[language] for question in questions.list_questions()]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("question", questions.list_questions(), ids=lambda q: q.name)
def test_every_term_that_is_asked_for_exists(question):
    # in the header `type: code:topics` names a code list
    named = re.findall(r"\b(ct|code):(\w+)", re.sub(r"(?m)^#\+.*$", "", question.text))
    assert named
    known = {"ct": {*terms.CLASSES, *terms.PROPERTIES, *terms.DATATYPES}, "code": lists.ALL_CODES}
    assert [name for prefix, name in named if name not in known[prefix]] == []


@pytest.mark.parametrize(
    ("on", "signed", "attested"),
    [("2000-06-30", 7, 0), ("2004-05-11", 9, 0), ("2007-10-12", 11, 0), ("2021-06-01", 13, 1),
     ("2021-08-01", 15, 1), ("2025-05-01", 16, 1)],
)  # fmt: skip
def test_sister_cities_on(shipped, on, signed, attested):
    rows = ask(shipped, "sister_cities_on", city="isfahan", on=on)
    certain = [row for row in rows if row.certainty == "certain"]
    assert sum(row.concluded == "signed" for row in certain) == signed
    assert sum(row.concluded == "attested" for row in certain) == attested


def test_tie_states_of_freiburg(shipped):
    rows = ask(shipped, "tie_states", city="اصفهان", partner="Freiburg")
    frozen = {
        (getattr(row, "from"), row.from_earliest, row.from_latest, row.surely_from)
        for row in rows
        if row.channel.id == "political" and row.status.id == "suspended"
    }
    day = datetime.date
    assert frozen == {
        ("[2001..2005]", day(2001, 1, 1), day(2005, 12, 31), "[..2005]"),
        ("2023-01-31", day(2023, 1, 31), day(2023, 1, 31), "2023-01-31"),
    }


def test_frozen_ties(shipped):
    rows = ask(shipped, "frozen_ties", on="2024-01-01")
    found = {row.tie.id: row for row in rows}
    row = found["tie/freiburg+isfahan/sister_city"]
    assert (row.channel.id, row.status.id, row.side.id) == ("political", "suspended", "freiburg")


def test_who_says(shipped):
    rows = ask(shipped, "who_says", partner="porto")
    signed = [r for r in rows if r.status == terms.CODE + "in_force" and r.aspect.id == "change"]
    assert {str(row.when) for row in signed} == {"2021-07-27"}
    assert len({row.source for row in rows}) >= 3


def test_pending_proposals(shipped):
    rows = ask(shipped, "pending_proposals", on="2025-10-19")
    found = {(row.partner.id, row.status.id): row.certainty for row in rows}
    assert found["ho-chi-minh-city", "proposed"] == "certain"
    assert found["hyderabad-in", "approved"] == "certain"
    assert not any(partner == "porto" for partner, _status in found)


def test_shared_partners(shipped):
    rows = ask(shipped, "shared_partners", other="saint-petersburg")
    assert {row.partner.id for row in rows} >= {"barcelona"}


def test_conflicts(shipped):
    rows = ask(shipped, "conflicts")
    about = {(row.about.id, row.what) for row in rows if row.about}
    assert ("tie/florence+isfahan/sister_city", "when") in about
    assert ("tie/freiburg+isfahan/sister_city", "when") in about


def test_network_memberships(shipped):
    rows = ask(shipped, "network_memberships", on="2021-08-01")
    assert {"unesco-uccn", "unesco-gnlc", "wego"} <= {row.network.id for row in rows}


def test_counts_claimed(shipped):
    rows = ask(shipped, "counts_claimed")
    council = [row for row in rows if row.source.id == "source/council-2007"]
    assert [int(row.number) for row in council] == [11]
    besides_porto = [row for row in rows if row.excluding is not None]
    assert [(int(r.number), r.excluding.id) for r in besides_porto] == [(14, "porto")]


def test_ties_on_one_publisher(shipped):
    rows = ask(shipped, "ties_on_one_publisher")
    found = {row.tie.id: row.publisher.id for row in rows}
    assert found["tie/isfahan+lanzhou/sister_city"] == "imna"
    assert "tie/isfahan+porto/sister_city" not in found


def test_planned_never_reported(shipped):
    events = {row.event.id for row in ask(shipped, "planned_never_reported")}
    assert "event/ev-hosting-eco-mayors-2020" in events
    assert "event/ev-festival-florence-online" in events


# --- parameters --------------------------------------------------------------------------

SMALL = """#+ title:
#+   en: A question
#+   fa: یک پرسش
#+ description:
#+   en: For tests.
#+   fa: برای آزمون.
#+ parameters:
#+   name:
#+     type: string
#+     example: Yazd
#+     description:
#+       en: a name
#+       fa: یک نام
#+ tags: test
SELECT ?place WHERE {
  #: values
  ?place skos:prefLabel ?label FILTER (STR(?label) = ?name)
}
"""
INJECTIONS = (
    'Isfahan" . ?any ?k ?leak . #',
    'x" } UNION { ?place ?p ?o } #',
    'x\\" ) } #',
    'x"@en) } UNION { ?place ?p ?o',
    "x\n} UNION { ?place ?p ?o }",
    '") } } { ("',
    "<http://example.org/>",
    "?name",
)


@pytest.fixture(scope="module")
def small():
    return build.build(
        Tables(places=(Place("yazd", "city", "Yazd", "یزد"), Place("qom", "city", "Qom", "قم")))
    )


def test_a_value_of_a_text_parameter(small):
    assert len(questions.query(small, SMALL, params={"name": "Yazd"})) == 1


@pytest.mark.parametrize("value", INJECTIONS)
def test_injection_strings_yield_nothing(small, value):
    assert len(questions.query(small, SMALL, params={"name": value})) == 0


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.just("Exact"))
def test_any_text_is_only_a_value(value):
    graph = build.build(Tables(places=(Place("a", "city", "Exact"),)), ontology=False)
    rows = questions.query(graph, SMALL, params={"name": value})
    assert len(rows) == (1 if value == "Exact" else 0)


@pytest.mark.parametrize("value", INJECTIONS)
def test_injection_into_other_types_is_an_error(shipped, value):
    for name in ("sister_cities_on", "frozen_ties"):
        with pytest.raises((UsageError, NotFoundError)):
            ask(shipped, name, on=value)
    with pytest.raises((UsageError, NotFoundError)):
        ask(shipped, "sister_cities_on", city=value)


def test_wrong_parameters_are_named_together(shipped):
    with pytest.raises(UsageError) as caught:
        ask(shipped, "tie_states", partnr="freiburg", date="2020")
    text = str(caught.value)
    assert "no parameter partnr; did you mean partner?" in text
    assert "no parameter date" in text
    assert "needs partner" in text
    assert "city (city), partner (thing)" in text


@pytest.mark.parametrize("value", ["2020", "2020-13-01", "2020-W01-1", "soon"])
def test_wrong_dates(shipped, value):
    with pytest.raises(UsageError, match=r"on: .* is not a day"):
        ask(shipped, "frozen_ties", on=value)


def test_a_number_is_no_date(shipped):
    with pytest.raises(UsageError, match="expected a day"):
        ask(shipped, "frozen_ties", on=2020)


@pytest.mark.parametrize("value", ["sh1388-10-11", "sh۱۳۸۸/۱۰/۱۱", "2010/01/01", "1 January 2010"])
def test_dates_are_read_as_everywhere(shipped, value):
    assert ask(shipped, "frozen_ties", on=value) == ask(shipped, "frozen_ties", on="2010-01-01")


@pytest.mark.parametrize("value", ["1388-10-11", "۱۳۸۸/۱۰/۱۱"])
def test_a_bare_solar_day_of_a_question_is_a_slip(shipped, value):
    with pytest.raises(UsageError, match="write it as sh1388-10-11"):
        ask(shipped, "frozen_ties", on=value)
    with pytest.raises(UsageError, match=r"x: .* write it as sh1388-10-11"):
        questions.free_terms({"x": value})


def test_dates_as_python_values(shipped):
    by_text = ask(shipped, "frozen_ties", on="2024-01-01")
    assert ask(shipped, "frozen_ties", on=datetime.date(2024, 1, 1)).data == by_text.data
    assert ask(shipped, "frozen_ties", on="today").data == ask(shipped, "frozen_ties").data


def test_typed_parameters():
    def bound(kind, value):
        return questions.parse_question("q", SMALL.replace("type: string", f"type: {kind}")).bound(
            {"name": value}
        )

    assert "<https://w3id.org/cityties/code/in_force>" in bound("code:statuses", "in_force")
    assert '"7"^^<http://www.w3.org/2001/XMLSchema#integer>' in bound("int", "7")
    assert "<https://w3id.org/cityties/id/tie/a+b/sister_city>" in bound(
        "tie", "tie/a+b/sister_city"
    )
    assert "<https://w3id.org/cityties/id/source/council-2007>" in bound("source", "council-2007")
    assert "<http://example.org/x>" in bound("iri", "http://example.org/x")
    with pytest.raises(UsageError, match="did you mean in_force"):
        bound("code:statuses", "in_forse")
    for kind, value in (("int", "7.5"), ("int", True), ("iri", "no iri"), ("tie", "a b"),
                        ("iri", "http://x/> ?s ?p ?o"), ("city", "A B")):  # fmt: skip
        with pytest.raises(UsageError):
            bound(kind, value)


def test_a_free_text_takes_values_for_its_variables(small):
    text = "SELECT ?city { ?city a ct:City ; skos:prefLabel ?label FILTER (STR(?label) = ?name) }"
    for value in ('"Yazd"', results.Text("Yazd")):
        rows = questions.query(small, text, params={"name": value})
        assert [row.city.id for row in rows] == ["yazd"]
    assert questions.query(small, "ASK { ?s a ct:City }", params={"s": "id:yazd"})
    assert not questions.query(small, "ASK { ?s a ct:City }", params={"s": "id:tabriz"})
    with pytest.raises(QueryError, match=r"no variable \?city; it has: \?o, \?p, \?s"):
        questions.query(small, "ASK { ?s ?p ?o }", params={"city": "id:yazd"})


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("2010-01-01", '"2010-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (datetime.date(2010, 1, 1), '"2010-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("today", '"2026-11-21"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("-7", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (7, '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("0.5", '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (Decimal("1E+2"), '"100"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("id:isfahan", "<https://w3id.org/cityties/id/isfahan>"),
        ("code:in_force", "<https://w3id.org/cityties/code/in_force>"),
        ("id:tie/a+b/sister_city", "<https://w3id.org/cityties/id/tie/a+b/sister_city>"),
        ("https://example.org/x", "<https://example.org/x>"),
        (results.Iri("https://example.org/x"), "<https://example.org/x>"),
        ('"a } text"', '"a } text"'),
        ('"اصفهان"@fa', '"اصفهان"@fa'),
        (results.Text("اصفهان", language="fa"), '"اصفهان"@fa'),
    ],
)
def test_free_values_have_types_by_their_form(value, term):
    assert questions.free_terms({"x": value}, today=TODAY) == {"x": term}


@pytest.mark.parametrize(
    "value",
    ["Isfahan", "", "foo:bar", "id:a b", "https://a> ?s ?p", '"a" . ?s',
     '"a"@', "id:x> }", None, ["id:isfahan"], "1e5"],
)  # fmt: skip
def test_free_values_that_say_nothing_are_refused(value):
    with pytest.raises(UsageError, match="write a resource like id:porto"):
        questions.free_terms({"x": value})


def test_a_free_day_is_read_as_everywhere():
    assert questions.free_terms({"x": "sh1388/10/11"}) == questions.free_terms({"x": "2010-01-01"})
    with pytest.raises(UsageError, match="x: '2010-02-30' is not a day"):
        questions.free_terms({"x": "2010-02-30"})


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_free_text_value_stays_a_value(value):
    """Whatever is given is one term, or an error: it never becomes part of the pattern."""
    import pyoxigraph as ox

    for form in (value, f'"{value}"', f"id:{value}"):
        try:
            (term,) = questions.free_terms({"x": form}).values()
        except UsageError:
            continue
        (found,) = ox.Store().query(f"SELECT ({term} AS ?x) {{}}")
        if str(found["x"]) != term:  # the engine writes 00 and .0 as 0
            assert found["x"].datatype.value.endswith(("#integer", "#decimal", "#double"))
            assert Decimal(found["x"].value) == Decimal(form)


BINDINGS = (
    # text, the same with ?d = 7
    ("SELECT ?c{?c ?p ?x FILTER(?f<=?d&&?d<=?u&&?c!=?x)}",
     "SELECT ?c{?c ?p ?x FILTER(?f<=7&&7 <=?u&&?c!=?x)}"),
    ("SELECT ?c { ?c ?p ?x FILTER(?f<?d&&?x>?d) }", "SELECT ?c { ?c ?p ?x FILTER(?f< 7&&?x> 7) }"),
    ('ASK { ?s ?p "?d" , ?dd , $d } # ?d', 'ASK { ?s ?p "?d" , ?dd , 7 } # ?d'),
    ("ASK { ?s <http://example.org/?d> ?d }", "ASK { ?s <http://example.org/?d> 7 }"),
    ("ASK { { SELECT ?s { ?s ?p ?d } } }", "ASK { { SELECT ?s { ?s ?p 7 } } }"),
    ("SELECT (?d + 1 AS ?e) { ?s ?p ?d } ORDER BY DESC(?d)",
     "SELECT (7 + 1 AS ?e) { ?s ?p 7 } ORDER BY DESC(7)"),
    ("SELECT ?s { ?s ?p ?d } GROUP BY ?s HAVING (COUNT(?p) > ?d)",
     "SELECT ?s { ?s ?p 7 } GROUP BY ?s HAVING (COUNT(?p) > 7)"),
    ("ASK { BIND (?d AS ?e) VALUES ?f { 1 } FILTER (?d = ?f) }",
     "ASK { BIND (7 AS ?e) VALUES ?f { 1 } FILTER (7 = ?f) }"),
    ("ASK { FILTER EXISTS { ?s ?p ?d } MINUS { ?s ?d ?d } }",
     "ASK { FILTER EXISTS { ?s ?p 7 } MINUS { ?s 7 7 } }"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "bound"), BINDINGS)
def test_values_are_put_in_every_use_and_nowhere_else(text, bound):
    assert sparql.bind(text, {"d": "7"}) == bound


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?d { ?s ?p ?d }",
        "SELECT DISTINCT ?s ?d WHERE { ?s ?p ?d }",
        "SELECT (COUNT(?s) AS ?d) { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o BIND (1 AS ?d) }",
        "SELECT ?s { ?s ?p ?d } ORDER BY ?d",
        "SELECT ?s { ?s ?p ?d } GROUP BY ?s ?d",
        "ASK { VALUES ?d { 1 } }",
        "ASK { VALUES (?a ?d) { (1 2) } }",
        "ASK { { SELECT ?d { ?s ?p ?d } } }",
    ],
)
def test_an_outcome_takes_no_value(text):
    with pytest.raises(QueryError, match=r"\?d is bound by the query itself"):
        sparql.bind(text, {"d": "7"})


def test_a_base_makes_the_sign_before_a_variable_unclear():
    text = "BASE <http://example.org/> ASK { ?s ?p ?o FILTER(?f<?d&&?e>?o) }"
    with pytest.raises(QueryError, match="add a space after"):
        sparql.bind(text, {"d": "7"})
    assert "?f < 7" in sparql.bind(text.replace("<?d", " < ?d").replace("?e>", "?e >"), {"d": "7"})


def test_several_missing_variables_are_named_together():
    with pytest.raises(QueryError) as caught:
        sparql.bind("ASK { ?s ?p 1 }", {"a": "1", "b": "2", "s": "<x:y>"})
    assert str(caught.value).count("the query has no variable") == 2


def test_languages_of_texts(shipped):
    from cityties.language.messages import in_language

    def names(**params):
        return {row.name for row in ask(shipped, "shared_partners", other="kazan", **params)}

    assert "Samarkand" in names()
    assert "سمرقند" in names(lang="fa")
    with in_language("fa"):
        assert "سمرقند" in names()
    with pytest.raises(UsageError, match="a language such as en"):
        names(lang="Persian!")


# --- the terms of a question -----------------------------------------------------------------


@pytest.mark.parametrize("question", questions.list_questions(), ids=lambda q: q.name)
def test_every_own_term_of_a_question_is_explained(question):
    used = questions.used_terms(question.text)
    assert used
    for term in used:
        if term.name.startswith(("ct:", "code:")):
            assert {"en", "fa"} <= set(term.label) <= set(languages()), term.name
            assert {"en", "fa"} <= set(term.definition) <= set(languages()), term.name
    names = {term.name for term in used}
    body = "\n".join(line for line in question.text.splitlines() if not line.startswith("#"))
    assert names >= {f"ct:{name}" for name in re.findall(r"\bct:(\w+)", body.split("SELECT", 1)[1])}


def test_terms_come_in_the_order_of_use_and_without_things():
    text = 'SELECT ?s { ?s ct:party id:porto ; a ct:Tie # ct:kind\n FILTER("code:all" = "") }'
    assert [term.name for term in questions.used_terms(text)] == ["ct:party", "ct:Tie"]


def run_command(*words):
    from click.testing import CliRunner

    from cityties.cli.commands import cli
    from cityties.language.messages import in_language

    with in_language("en"):
        done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_question_is_explained():
    plain = run_command("question", "frozen_ties")
    explained = run_command("question", "frozen_ties", "--explain")
    assert explained.startswith(plain.rstrip())
    assert "ct:TieState" in explained
    assert "period in which a tie, on one channel, has one status" in " ".join(explained.split())
    assert "PREFIX ct:" in plain
    assert "#+" not in plain


def test_a_question_is_explained_as_json_and_csv():
    made = json.loads(run_command("question", "frozen-ties", "--explain", "-f", "json"))
    assert made["question"] == "frozen_ties"
    assert "SELECT" in made["sparql"]
    assert [p["name"] for p in made["parameters"]] == ["on"]
    terms_ = {term["term"]: term for term in made["terms"]}
    assert terms_["code:suspended"]["label"] == "suspended"
    assert "terms" not in json.loads(run_command("question", "frozen_ties", "-f", "json"))
    lines = run_command("question", "frozen_ties", "--explain", "-f", "csv").splitlines()
    assert lines[0] == "term,label,definition"
    assert len(lines) == len(made["terms"]) + 1


def test_a_value_for_a_variable_from_the_command_line():
    text = "SELECT ?c {?s ct:twins id:isfahan, ?c FILTER(?c!=id:isfahan)}"
    query = text.replace("FILTER(", "; ct:certainlyFrom ?f FILTER(?f<=?d&&")
    lines = run_command("query", query, "-p", "d=1995-01-01", "-f", "csv").splitlines()
    assert lines == ["c", "https://w3id.org/cityties/id/xian"]


def test_unknown_names_propose_the_nearest():
    with pytest.raises(NotFoundError, match="did you mean conflicts"):
        questions.get_question("conflict")
    assert questions.get_question("frozen-ties").name == "frozen_ties"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#+ title:", "#+ titel:", "unknown key titel; did you mean title"),
        ("#+   en: A question\n", "", "title needs a text in English"),
        ("#+   fa: یک پرسش\n", "#+   Farsi: x\n", "Farsi is not the tag"),
        ("type: string", "type: strnig", "unknown type"),
        ("#+     example: Yazd\n", "", "an example is missing"),
        ("#: values", "#: values nam", "names nam"),
        ("  #: values\n", "", "must mark where"),
        ("#+ tags: test", "#+tags test", "line 14: expected"),
        ("#+ tags: test", "#+     tags: test", "unknown key"),
    ],
)
def test_faults_in_a_header_are_named(old, new, words):
    assert old in SMALL
    with pytest.raises(UsageError, match=words):
        questions.parse_question("q", SMALL.replace(old, new))


# --- rows ------------------------------------------------------------------------------------

TYPED = """SELECT ?iri ?day ?whole ?decimal ?double ?yes ?text ?lang ?edtf ?blank {
VALUES (?iri ?day ?whole ?decimal ?double ?yes ?text ?lang ?edtf ?blank) {
  (id:yazd "2020-01-31"^^xsd:date 7 1.50 2.5e0 true "plain" "یزد"@fa "2020~"^^edtf:EDTF UNDEF)
  (code:mayor "9999-12-31"^^xsd:date 8 2.25 3.0e0 false "b" "b"@en "[..2007]"^^edtf:EDTF UNDEF)
} }"""


def test_values_have_their_types(small):
    row = questions.query(small, TYPED)[0]
    assert isinstance(row.iri, results.Iri)
    assert (row.iri.short, row.iri.id) == ("id:yazd", "yazd")
    assert row.day == datetime.date(2020, 1, 31)
    assert (row.whole, row.decimal, row.double, row.yes) == (7, Decimal("1.50"), 2.5, True)
    assert type(row.yes) is bool
    assert (row.text, row.lang, row.lang.language) == ("plain", "یزد", "fa")
    assert row.edtf == "2020~"
    assert row.edtf.datatype.endswith("EDTF")
    assert row.blank is None
    assert dict(row)["whole"] == row["whole"] == row[2]
    with pytest.raises(AttributeError, match="unknown column no_such"):
        _ = row.no_such


def test_values_that_do_not_fit_their_type_stay_texts(small):
    text = 'SELECT * { VALUES ?x { "soon"^^xsd:date "a"^^xsd:integer "2020-01-31Z"^^xsd:date } }'
    assert [str(row.x) for row in questions.query(small, text)] == ["soon", "a", "2020-01-31Z"]


def test_pandas_columns_are_typed(small):
    pytest.importorskip("pandas")
    frame = questions.query(small, TYPED).to_pandas()
    assert list(frame.columns)[:3] == ["iri", "day", "whole"]
    assert str(frame.dtypes["whole"]) == "Int64"
    assert str(frame.dtypes["day"]) == "datetime64[s]"
    assert str(frame.dtypes["double"]) == "float64"
    assert str(frame.dtypes["yes"]) == "boolean"
    assert frame["day"].dt.year.tolist() == [2020, 9999]
    assert frame["blank"].isna().all()


def test_polars_columns_are_typed(small):
    pl = pytest.importorskip("polars")
    frame = questions.query(small, TYPED).to_polars()
    assert frame.schema["whole"] == pl.Int64
    assert frame.schema["day"] == pl.Date
    assert frame.schema["yes"] == pl.Boolean
    assert frame["day"].to_list() == [datetime.date(2020, 1, 31), datetime.date(9999, 12, 31)]


def test_no_rows_still_make_a_frame(small):
    pytest.importorskip("pandas")
    rows = questions.query(small, "SELECT ?a ?b { ?a ct:nothing ?b }")
    assert list(rows.to_pandas().columns) == ["a", "b"]
    assert rows.to_pandas().empty


@pytest.mark.parametrize("format", results.TABLE_FORMATS)
def test_tables_in_every_format(small, format):
    rows = questions.query(small, TYPED)
    import pyoxigraph as ox

    data = rows.serialize(format)
    if format == "csv":
        assert data.startswith(b"iri,day,whole")
        return
    back = ox.parse_query_results(data, format=getattr(ox.QueryResultsFormat, format.upper()))
    assert len(list(back)) == 2
    truth = questions.query(small, "ASK { ?s a ct:City }").serialize(format)
    if format in {"json", "xml"}:
        parsed = ox.parse_query_results(
            truth, format=getattr(ox.QueryResultsFormat, format.upper())
        )
        assert bool(parsed) is True


@pytest.mark.parametrize("format", results.GRAPH_FORMATS)
def test_graphs_in_every_format(small, format):
    import pyoxigraph as ox

    made = questions.query(small, "CONSTRUCT { ?s a ct:City } WHERE { ?s a ct:City }")
    assert len(made) == 2
    kinds = {
        "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD,
    }  # fmt: skip
    assert len(list(ox.parse(made.serialize(format), format=kinds[format]))) == 2
    with pytest.raises(UsageError, match="cannot be written as"):
        made.serialize("csv")
    with pytest.raises(UsageError, match="cannot be written as"):
        questions.query(small, TYPED).serialize(format)


def test_cells_for_a_terminal(small):
    assert questions.query(small, TYPED).cells()[0] == (
        "id:yazd", "2020-01-31", "7", "1.5", "2.5", "true", "plain", "یزد", "2020~", ""
    )  # fmt: skip


def test_slips_in_terms_are_found_and_nothing_else():
    text = "SELECT ?t { ?t ct:partyy id:porto ; ct:status code:in_forse ; skos:nope ?x } # ct:no"
    assert sparql.unknown_terms(text) == ["ct:partyy", "code:in_forse"]
    own = "PREFIX ct: <http://example.org/> ASK { ?s ct:partyy ?o }"
    assert sparql.unknown_terms(own) == []
    same = "PREFIX ct: <https://w3id.org/cityties/def/> ASK { ?s ct:partyy ?o }"
    assert sparql.unknown_terms(same) == ["ct:partyy"]
    shipped = [question.text for question in questions.list_questions()]
    assert len(shipped) > 40
    assert [sparql.unknown_terms(text) for text in shipped] == [[]] * len(shipped)


def test_a_slip_in_a_term_is_told_beside_the_answer(capsys):
    from cityties.cli import main

    assert main(["query", "ASK { ?t ct:partyy id:porto }", "-f", "csv"]) == 0
    told = capsys.readouterr()
    assert "false" in told.out
    assert "ct:partyy is not a term of cityties" in told.err
    assert "did you mean party?" in told.err
