"""Pages over HTTP: the form that is asked for, by ending, header and language."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

KEY = "id/tie/freiburg+isfahan/sister_city"
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}


def triples(data: bytes, format) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(data, format=format)}


def test_the_ending_and_the_header_give_the_same(client):
    found = []
    for ending, (media, format) in FORMATS.items():
        by_ending = client.get(f"/{KEY}.{ending}")
        by_header = client.get(f"/{KEY}", headers={"Accept": f"{media}, text/html;q=0.5"})
        assert by_ending.status_code == by_header.status_code == 200
        assert by_ending.headers["content-type"].startswith(media)
        assert by_header.headers["content-location"] == f"/{KEY}.{ending}"
        assert "accept" in by_header.headers["vary"].lower()
        found.append(triples(by_ending.content, format))
        assert found[-1] == triples(by_header.content, format)
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 100


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        (f"/{KEY}.html", {}, "en"),
        (f"/{KEY}.fa.html", {}, "fa"),
        (f"/{KEY}", {"Accept": "text/html", "Accept-Language": "fa, en;q=0.5"}, "fa"),
        (f"/{KEY}?lang=fa", {"Accept": "text/html", "Accept-Language": "en"}, "fa"),
        ("/", {"Accept-Language": "fa"}, "fa"),
        ("/index.html", {"Accept-Language": "fa"}, "en"),
        ("/search?q=kazan&lang=fa", {}, "fa"),
        ("/def/", {"Accept": "text/html"}, "en"),
        ("/question/sister_cities_on.fa.html", {}, "fa"),
    ],
)
def test_html_in_the_language_that_is_asked_for(client, path, headers, language):
    found = client.get(path, headers=headers)
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    direction = {"en": "ltr", "fa": "rtl"}[language]
    assert f'<html lang="{language}" dir="{direction}">' in found.text
    policy = found.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_a_page_that_did_not_change_is_not_sent_again(client):
    first = client.get(f"/{KEY}.html")
    again = client.get(f"/{KEY}.html", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/{KEY}.fa.html", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_what_is_not_there_gives_404_and_names_what_is_near(client):
    found = client.get("/id/isfahn.html")
    assert found.status_code == 404
    assert "id/isfahan.html" in found.text
    assert client.get("/id/isfahn.ttl").status_code == 404
    assert client.get("/id/<script>.html").status_code == 404
    assert "<script>" not in client.get("/id/<script>.html").text
    assert client.get("/assets/../things.py").status_code == 404


def test_nothing_fits_gives_406(client):
    assert client.get(f"/{KEY}", headers={"Accept": "image/png"}).status_code == 406


def test_search_says_how_many_and_leads_there(client):
    found = client.get("/search", params={"q": "كازان"}).text
    assert "/id/kazan.html" in found
    assert "Found: " in found
    assert "<b>" not in client.get("/search", params={"q": "<b>x"}).text
    near = client.get("/search", params={"q": "freibrug"}).text
    assert "Similar names" in near
    assert "/id/freiburg.html" in near
