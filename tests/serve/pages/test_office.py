"""The documents of an office as pages: form, paper, other forms, and what goes wrong."""

from __future__ import annotations

import io
import re

import pytest
from starlette.testclient import TestClient

from cityties.model.config import Config
from cityties.office.offered import OFFERS
from cityties.serve.app import make_app
from cityties.serve.pages import office

ASKED = {
    "brief": "who=vietnam", "approvals": "partner=porto", "introduce": "target=tabriz&routes=1",
    "shared": "other=kazan", "report": "year=2023", "suggest": "top=10",
}  # fmt: skip
"""What each document needs beside the city."""


@pytest.fixture(scope="session")
def here(graph):
    """A client inside this process: no document needs a worker."""
    return TestClient(make_app(graph), base_url="http://127.0.0.1")


def paper_of(text: str) -> str:
    found = re.search(r'<div class="paper".*?</article>', text, re.DOTALL)
    return found.group(0) if found else ""


@pytest.mark.parametrize("name", OFFERS)
@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("fa", "rtl"), ("de", "ltr")])
def test_each_document_is_a_page_in_each_language(here, name, lang, direction):
    found = here.get(f"/office/{name}?city=isfahan&on=2026-11-21&lang={lang}&{ASKED.get(name, '')}")
    assert found.status_code == 200
    assert found.headers["content-language"] == lang
    paper = paper_of(found.text)
    assert f'<article lang="{lang}" dir="{direction}"' in paper
    lines = re.findall(r'<(?:li|tr|figcaption) class="line">.*?</(?:li|tr|figcaption)>', paper,
                       re.DOTALL)  # fmt: skip
    assert lines
    assert all('class="source"' in line for line in lines)
    assert 'id="print"' in found.text


def test_no_script_is_in_a_page_and_the_policy_allows_files_only(here):
    found = here.get("/office/pending?city=isfahan")
    assert re.findall(r"<script(.*?)>(.*?)</script>", found.text) == [
        (' src="/office/files/print.js" defer', "")
    ]
    policy = found.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "form-action 'self'" in policy
    script = here.get("/office/files/print.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "window.print()" in script.text
    assert ".paper {" in here.get("/office/files/office.css").text


def test_the_form_keeps_what_was_asked(here):
    text = here.get("/office/introduce?city=isfahan&target=tabriz&channel=political&routes=2").text
    assert 'name="target" value="tabriz"' in text
    assert 'name="routes" value="2"' in text
    assert '<option value="political" selected>' in text
    other = re.search(r'<a href="([^"]*)" lang="fa"', text)
    assert other
    assert "lang=fa" in other.group(1)
    assert "target=tabriz" in other.group(1)
    assert '<form class="ask" action="/office/introduce" method="get">' in text


def test_without_a_value_there_is_the_form_alone(here):
    found = here.get("/office/brief")
    assert found.status_code == 200
    assert 'name="who"' in found.text
    assert paper_of(found.text) == ""
    assert 'role="alert"' not in found.text


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("pending?city=isfahn", 404, "did you mean isfahan?"),
        ("brief?city=isfahan&who=nobody-at-all", 404, "nobody-at-all"),
        ("brief?city=isfahan", 400, "Whom the brief is on: a value is missing"),
        ("brief?who=vietnam", 400, "no CITY given"),
        ("brief.md", 400, "a value is missing"),
        ("shared?city=isfahan&other=isfahan", 400, "the same city"),
        ("dormant?city=isfahan&months=1201", 400, "write a number from 1 to 1200"),
        ("dormant?city=isfahan&months=" + "9" * 150, 400, "write a number from 1 to 1200"),
        ("report?city=isfahan&year=x", 400, "is not a year"),
        ("report?city=isfahan&year=1402", 400, "write it as sh1402"),
        ("pending?city=isfahan&on=soon", 400, "is not a day"),
        ("counts?city=isfahan&kind=nothing", 400, "sister_city"),
        ("pending?city=" + "x" * 300, 400, "200 characters"),
        ("pending?city=%3Cscript%3E", 404, "&lt;script&gt;"),
        ("brief.csv?city=isfahan&who=porto", 404, "has no form csv"),
        ("pending.ics?city=isfahan", 404, "has no form ics"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(here, asked, status, says):
    found = here.get(f"/office/{asked}")
    assert found.status_code == status
    assert found.headers["content-type"].startswith("text/html")
    alert = re.search(r'role="alert".*?</div>', found.text, re.DOTALL)
    assert alert
    assert says in alert.group(0)
    assert "<form class" in found.text
    assert "etag" not in found.headers


def test_all_that_is_wrong_is_said_at_once(here):
    text = here.get("/office/introduce?city=isfahan&channel=x&routes=0").text
    assert text.count('<p dir="auto">') == 3


def test_there_is_no_other_document(here):
    for path in ("/office/nothing", "/office/brief.exe", "/office/files/x.js"):
        assert here.get(path).status_code == 404


def test_the_home_asks_where_no_city_is_named(graph):
    own = type(graph)(graph.built, config=Config(city="isfahan"))
    here = TestClient(make_app(own), base_url="http://127.0.0.1")
    found = here.get("/office/brief?who=porto")
    assert found.status_code == 200
    assert "for Isfahan" in found.text
    assert 'placeholder="Isfahan"' in found.text
    assert paper_of(here.get("/office/pending").text)
    assert "/office/brief" not in here.get("/id/isfahan.html").text


@pytest.mark.parametrize(
    ("name", "media", "begins"),
    [
        ("brief.html", "text/html", b"<!doctype html>"),
        ("brief.md", "text/markdown", b"# Brief: Porto"),
        ("brief.json", "application/json", b"{"),
        ("brief.docx", office.MEDIA["docx"], b"PK"),
        ("pending.csv", "text/csv", b"what,"),
        ("pending.json", "application/json", b"["),
        ("calendar.ics", "text/calendar", b"BEGIN:VCALENDAR"),
    ],
)
def test_the_other_forms(here, name, media, begins):
    page = here.get(f"/office/{name.partition('.')[0]}?city=isfahan&who=porto").text
    shown = [found.replace("&amp;", "&") for found in re.findall(r'href="(/office/[^"]*)"', page)]
    link = next(one for one in shown if one.startswith(f"/office/{name}?"))
    found = here.get(link)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(media)
    assert f'filename="{name}"' in found.headers["content-disposition"]
    assert found.content.startswith(begins)


def test_a_list_as_json_is_what_the_command_prints(here):
    from contextlib import redirect_stdout

    from cityties.cli import main

    printed = io.StringIO()
    with redirect_stdout(printed):
        main(["dormant", "isfahan", "--months", "60", "--on", "2026-11-21", "-f", "json"])
    found = here.get("/office/dormant.json?city=isfahan&months=60&on=2026-11-21")
    assert found.text == printed.getvalue()
    assert len(found.json()) > 1


def test_without_the_extra_its_forms_are_not_offered(here, monkeypatch):
    monkeypatch.setattr(office, "installed", lambda _module: False)
    text = here.get("/office/calendar?city=isfahan").text
    assert "calendar.md" in text
    assert "calendar.ics" not in text
    assert "calendar.docx" not in text
    found = here.get("/office/calendar.ics?city=isfahan")
    assert found.status_code == 501
    assert "pip install" in found.text


def test_a_page_that_did_not_change_is_not_sent_again(here):
    path = "/office/dormant?city=isfahan&on=2026-11-21"
    first = here.get(path)
    held = {"If-None-Match": first.headers["etag"]}
    assert here.get(path, headers=held).status_code == 304
    assert here.get(path + "&lang=fa", headers=held).status_code == 200
    assert here.get(path + "&months=60", headers=held).status_code == 200
    assert here.get(path.replace("dormant", "dormant.md"), headers=held).status_code == 200


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/", "/office/brief?lang=en"),
        ("/", "/office/counts?lang=en"),
        ("/office", "/office/suggest?lang=en"),
        ("/id/porto.html", "/office/brief?lang=en&amp;who=porto"),
        ("/id/porto.html", "/office/calendar?lang=en&amp;city=porto"),
        ("/id/portugal.fa.html", "/office/brief?lang=fa&amp;who=portugal"),
        ("/id/dieter-salomon.html", "/office/brief?lang=en&amp;who=dieter-salomon"),
        ("/id/council-freiburg.html", "/office/brief?lang=en&amp;who=council-freiburg"),
    ],
)
def test_pages_lead_to_the_documents(here, path, link):
    assert f'href="{link}"' in here.get(path).text


def test_what_is_not_met_has_no_brief(here):
    for path in ("/id/claim/c-O149.html", "/code/sister_city.html", "/def/Tie.html"):
        assert "/office/brief" not in here.get(path).text
