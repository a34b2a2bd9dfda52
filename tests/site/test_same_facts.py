"""HTML and RDF of a page state the same, in every language; and no page needs a network."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from cityties.site.links import RDF_ENDINGS, from_page, page_path
from cityties.site.render import render_page
from cityties.site.statements import MOST
from cityties.site.texts import languages

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES,
}  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_html_states_what_the_rdf_states(pages, html_of, read_html, same, key, language):
    stated = same(read_html(html_of(key, language)).triples)
    assert stated == same(pages.describe(key).triples())
    assert stated


def test_every_ending_has_the_same_facts(pages, same, key):
    assert set(FORMATS) == set(RDF_ENDINGS)
    described = pages.describe(key)
    expected = same(described.triples())
    for ending, format in FORMATS.items():
        quads = ox.parse(described.serialize(ending), format=format)
        assert same(quad.triple for quad in quads) == expected


def test_the_languages_lead_to_the_same_things(html_of, read_html, kinds):
    for key in kinds.values():
        found = [
            sorted(re.sub(rf"\.{language}\.html", ".html", link).replace(f"lang={language}", "")
                   for link in read_html(html_of(key, language)).links)
            for language in ("en", "fa")
        ]  # fmt: skip
        # The link to the other language is the one that differs.
        first, second = ({link for link in one if "#" not in link} for one in found)
        assert len(first ^ second) <= 1


def test_what_too_many_point_by_is_left_out_of_both_and_said(pages, kinds):
    described = pages.describe(kinds["code"])
    (name, number), *rest = described.left_out.items()
    assert number > MOST
    assert not rest
    assert not [t for t in described.triples() if t.predicate.value == name and t in
                described.incoming]  # fmt: skip
    for ending in FORMATS:
        assert f"left out: {number} statements" in described.serialize(ending).decode()


def test_a_page_asks_nobody_for_anything_and_runs_no_script(html_of, kinds):
    for key in kinds.values():
        html = html_of(key, "en")
        assert "<script" not in html
        assert " style=" not in html
        assert not re.search(r"\son[a-z]+=", html.split("<main", 1)[0])
        wanted = r'<(?:link rel="stylesheet"|img|iframe)[^>]*(?:href|src)="([^"]*)"'
        loaded = re.findall(wanted, html)
        assert loaded == ["/assets/site.css"]


def test_a_folder_of_files_needs_no_server(pages):
    key = "id/tie/freiburg+isfahan/sister_city"
    for language in languages():
        file = page_path(key, language)
        html = render_page(pages.page(key, language), from_page(file))
        links = [
            link for link in re.findall(r'(?:href|action)="([^"]*)"', html)
            if not link.startswith(("http", "data:", "#"))
        ]  # fmt: skip
        assert len(links) > 100
        assert not [link for link in links if link.startswith("/")]
        assert "../../isfahan" in html
        assert "<form" not in html


def test_texts_of_the_data_never_become_markup(pages):
    from dataclasses import replace

    page = pages.page("id/wego", "en")
    page.title = "<script>alert(1)</script>"
    page.lines = [replace(line, gist='"><img src=x>') for line in page.lines]
    html = render_page(page, from_page("id/wego.html"))
    assert "<script>alert" not in html
    assert "<img" not in html
