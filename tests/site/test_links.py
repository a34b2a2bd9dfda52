"""Addresses of pages: to and fro."""

from __future__ import annotations

from cityties.site.links import RDF_ENDINGS, from_page, iri_of, key_of, page_path, split_path
from cityties.site.texts import languages


def test_every_key_comes_back_from_its_path(pages):
    seen = 0
    for key in pages.keys():  # noqa: SIM118
        assert key_of(iri_of(key)) == key
        for language in languages():
            assert split_path(page_path(key, language)) == (key, "html", language)
        stem = key + ("index" if key.endswith("/") else "")
        for ending in RDF_ENDINGS:
            assert split_path(f"{stem}.{ending}") == (key, ending, "")
        if not key.endswith("/"):
            assert split_path(key) == (key, "", "")
        seen += 1
    assert seen > 2000


def test_a_path_beside_a_page_is_relative():
    assert from_page("id/isfahan.html")("id/kazan.fa.html") == "kazan.fa.html"
    assert from_page("index.html")("assets/site.css") == "assets/site.css"
    assert from_page("id/a.html")("id/x?y.html") == "x%3Fy.html"
