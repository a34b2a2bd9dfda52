"""The workbench: its data, and what a person does with it in a browser."""

from __future__ import annotations

import json
import re

import pytest

from cityties.serve.pages.workbench import FILES, SHARED, read_file, workbench_texts

BUILT = read_file("editor.js") is not None
needs_editor = pytest.mark.skipif(not BUILT, reason="the editor is not built: make workbench")


# --- without a browser


def test_a_browser_without_a_query_gets_the_page(client):
    found = client.get("/sparql", headers={"Accept": "text/html", "Accept-Language": "fa"})
    assert '<html lang="fa" dir="rtl">' in found.text
    assert "'unsafe-inline'" not in re.search(
        r"script-src ([^;]*)", found.headers["content-security-policy"]
    )[1]  # fmt: skip
    assert not re.search(r"<script(?![^>]* src=)", found.text)
    rows = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "text/html, */*"})
    assert "SPARQL workbench" not in rows.text


@pytest.mark.parametrize("tag", ["en", "fa"])
def test_the_data_has_every_term_code_and_question(client, tag):
    found = client.get("/workbench/data.json", params={"lang": tag}).json()
    shorts = {one["short"] for one in found["names"]}
    assert {"ct:TieState", "ct:twins", "code:sister_city", "id:isfahan", "id:wego"} <= shorts
    assert len(found["questions"]) >= 56
    assert len(found["places"]) > 350
    isfahan = next(one for one in found["names"] if one["short"] == "id:isfahan")
    assert {isfahan["label"], *isfahan["others"]} >= {"Isfahan", "اصفهان"}
    assert set(found["texts"]) == set(workbench_texts())


def test_a_question_is_bound_by_its_parameters(client):
    asked = {"question": "sister_cities_on", "p.city": "اصفهان", "p.on": "2010-01-01"}
    text = client.get("/workbench/question", params=asked).json()["text"]
    assert text.startswith("# Sister cities of a city on a day\n")
    assert "#+" not in text
    assert '"2010-01-01"' in text
    rows = client.post(
        "/sparql", content=text, headers={"Content-Type": "application/sparql-query"}
    )
    assert len(rows.json()["results"]["bindings"]) == 13
    wrong = client.get("/workbench/question", params={**asked, "p.city": "nowhere at all"})
    assert wrong.status_code == 404
    assert "nowhere" in wrong.json()["detail"]


def test_every_question_can_be_put_into_the_editor_as_it_stands(client):
    found = client.get("/workbench/data.json").json()["questions"]
    for one in found:
        values = {f"p.{p['name']}": p["default"] or p["example"] for p in one["parameters"]}
        made = client.get("/workbench/question", params={"question": one["name"], **values})
        assert made.status_code == 200, (one["name"], made.text)


def test_only_its_own_files_are_served(client):
    for name in (*FILES, *SHARED):
        if name.startswith("editor") and not BUILT:
            continue
        assert client.get(f"/workbench/{name}").status_code == 200
    for name in ("../workbench.py", "workbench.py", "main.js", "%2e%2e/things.py"):
        assert client.get(f"/workbench/{name}").status_code == 404


@needs_editor
def test_the_licences_of_all_that_was_built_in_are_there():
    text = read_file("editor.licences.txt").decode()
    assert "@codemirror/legacy-modes" in text
    assert text.count("Permission is hereby granted") >= 10


# --- in a browser


def ready(page):
    page.wait_for_selector("body[data-ready]")
    return page


def said(page, text):
    """Wait for a message; playwright's own way evaluates text, which the policy refuses."""
    page.wait_for_selector(f"#said:has-text({json.dumps(text)})", timeout=30_000)


def write(page, text):
    """Type into whichever editor there is."""
    field = page.locator(".cm-content, #editor textarea").first
    field.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


QUERY = (
    "SELECT ?city ?partner ?from (1 AS ?number) { ?s ct:twins ?city, ?partner ; ct:channel code:all"
    " ; ct:possiblyFrom ?from FILTER(?city = id:isfahan && ?partner != ?city) }"
)


@pytest.mark.parametrize("tag", ["en", "fa"])
def test_a_query_in_every_view(visit, barriers, tag):
    page = ready(visit(f"/sparql?lang={tag}"))
    write(page, QUERY)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#view table")
    rows = page.locator("#view tbody tr")
    assert rows.count() >= 17
    assert barriers(page) == []
    page.fill("#filter", "کازان" if tag == "fa" else "kaza")
    assert rows.count() == 1
    assert page.get_attribute("#view tbody tr td:nth-child(2) a", "href").startswith("/id/kazan.")
    page.fill("#filter", "")
    head = page.locator("#view thead button[data-name=partner]")
    head.click()
    one = rows.first.inner_text()
    head.click()
    assert page.get_attribute("#view th:nth-child(2)", "aria-sort") == "descending"
    assert rows.first.inner_text() != one
    for place, shapes in ((1, ".dot"), (2, ".tie"), (3, ".span"), (4, ".span")):
        page.locator("#views button").nth(place).click()
        assert page.locator(f"#view svg {shapes}").count() >= 17
        assert page.locator("#view svg[role=img][aria-label]").count() == 1
    assert barriers(page) == []
    if tag == "fa":
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert (
            page.evaluate("getComputedStyle(document.getElementById('editor')).direction") == "ltr"
        )


def test_named_questions_are_forms(visit, barriers):
    page = ready(visit("/sparql#question=sister_cities_on&city=freiburg&on=2010-01-01"))
    assert page.input_value("#p-city") == "freiburg"
    page.fill("#p-city", "isfahan")
    assert barriers(page) == []
    page.click("#parameters button")
    said(page, "Rows: 13.")
    assert page.locator("[role=tab]").count() == 2


@needs_editor
def test_an_error_is_marked_in_the_text(visit):
    page = ready(visit("/sparql", complains=True))
    write(page, "SELECT ?s {\n  ?s a ct:City ;; oh no\n}")
    page.click("#run")
    said(page, "cannot be parsed as SPARQL")
    assert page.locator(".cm-lintRange-error, .cm-lintPoint-error").count() >= 1
    write(page, "SELECT ?s { ?s a ct:City } LIMIT 3")
    page.click("#run")
    said(page, "Rows: 3.")
    assert page.locator(".cm-lintRange-error, .cm-lintPoint-error").count() == 0


@needs_editor
def test_the_editor_proposes_terms_and_names_in_both_scripts(visit):
    page = ready(visit("/sparql"))
    for typed, proposed in (
        ("SELECT * { ?s ct:certainlyF", "ct:certainlyFrom"),
        ("SELECT * { ?s ?p code:sister", "code:sister_city"),
        ("SELECT * { ?s ?p id:کازان", "id:kazan"),
        ("SELECT * { ?s ?p freib", "id:freiburg"),
        ("SELECT ?partner { ?s ?p ?par", "?partner"),
    ):
        write(page, typed[:-1])
        page.keyboard.type(typed[-1])
        page.wait_for_selector(f".cm-tooltip-autocomplete :text-is('{proposed}')")
        page.keyboard.press("Escape")


def test_a_query_can_be_cancelled_and_one_that_takes_too_long_says_when_it_ended(visit, server):
    page = ready(visit("/sparql", complains=True))
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.click("#run")
    page.wait_for_timeout(400)
    page.click("#cancel")
    said(page, "Cancelled after ")
    page.click("#run")
    said(page, "Ended by the server after ")
    seconds = float(re.search(r"after ([\d.]+) s", page.inner_text("#said"))[1])
    assert server.site.settings.seconds <= seconds < server.site.settings.seconds + 8


def test_tabs_are_kept_and_links_lead_back(visit):
    page = ready(visit("/sparql"))
    write(page, "SELECT ?first { BIND(1 AS ?first) }")
    page.click("#new-tab")
    write(page, "SELECT ?second { BIND(2 AS ?second) }")
    page.click("#run")
    said(page, "Rows: 1.")
    page.reload()
    ready(page)
    assert page.locator("[role=tab]").count() == 2
    page.focus("[role=tab][aria-selected=true]")
    page.keyboard.press("ArrowLeft")
    assert "?first" in page.locator("#editor").inner_text()
    page.click("#link")
    assert "query=SELECT" in page.url
    link = page.url
    page.context.close()
    other = visit("/sparql" + link.partition("/sparql")[2])
    ready(other)
    said(other, "Rows: 1.")
    assert "?first" in other.locator("#editor").inner_text()


def test_python_and_curl_lines_hold_the_query(visit):
    page = ready(visit("/sparql"))
    write(page, 'SELECT ?s { ?s ct:gist "a \\"quoted\\" text" }')
    page.click("#python")
    code = page.inner_text("#code code")
    line = next(one for one in code.splitlines() if "g.query(" in one)
    text = line.partition("g.query(")[2].removesuffix(")")
    assert json.loads(text) == 'SELECT ?s { ?s ct:gist "a \\"quoted\\" text" }'
    page.click("#curl")
    assert "/sparql' <<'SPARQL'\nSELECT" in page.inner_text("#code code")


def test_without_the_built_editor_there_is_a_plain_field_that_says_so(visit, barriers):
    page = visit("/healthz", complains=True)
    page.context.route("**/workbench/editor.js", lambda route: route.abort())
    page.goto(page.url.replace("/healthz", "/sparql"))
    ready(page)
    assert "make workbench" in page.inner_text("#plain")
    page.fill("#editor textarea", "SELECT ?s { ?s a ct:City } LIMIT 2")
    page.click("#run")
    said(page, "Rows: 2.")
    assert barriers(page) == []
