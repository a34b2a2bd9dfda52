"""A page for every IRI over HTTP: HTML or RDF, by ending or by what the client asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from cityties.errors import NotFoundError
from cityties.language.messages import _, in_language, language, languages
from cityties.serve import accept
from cityties.serve.pages.office_links import links_of, start_links
from cityties.serve.problems import HttpError
from cityties.site import Pages
from cityties.site.links import FOLDERS, RDF_ENDINGS, from_root, iri_of, page_path, split_path
from cityties.site.parts import Link
from cityties.site.render import ASSETS, asset, render, render_page
from cityties.site.search import LIMIT
from cityties.words.phrases import number

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from cityties.api import CityGraph
    from cityties.serve.site import Site

HTML: Final = "text/html; charset=utf-8"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may do: show its own style, and send its search."""
HEADERS: Final = {"Content-Security-Policy": POLICY}
_FORMS: Final = {
    "html": ("text/html", "application/xhtml+xml"),
    "ttl": accept.GRAPHS["ttl"],
    "jsonld": accept.GRAPHS["jsonld"],
    "nt": accept.GRAPHS["nt"],
}
_FIRST = 24  # cities of the start page


class PageHolder:
    """The pages of the graph that is served now.

    Parameters
    ----------
    site : what a page reaches the graph by
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._made: tuple[CityGraph, Pages] | None = None

    @property
    def pages(self) -> Pages:
        """Those of the newest graph."""
        graph = self._site.graph
        if self._made is None or self._made[0] is not graph:
            self._made = graph, Pages(graph)
        return self._made[1]


def routes(site: Site, holder: PageHolder) -> list[BaseRoute]:
    """The routes of the pages of things, the start page and the search.

    Parameters
    ----------
    site : what a page reaches the graph by
    holder : the pages of the graph that is served
    """
    links = from_root()

    async def thing(request: Request) -> Response:
        path = request.url.path.lstrip("/")
        key, ending, tag = split_path(path)
        if not ending:
            chosen = accept.choose(request.headers.get("accept", ""), _FORMS)
            if chosen is None:
                raise HttpError(
                    406, "not-acceptable", _("available: {forms}").format(forms=", ".join(_FORMS))
                )
            ending, tag = chosen[0], site.language(request)
        pages = holder.pages
        etag = site.etag("thing", key, ending, tag, pages.day.isoformat())
        if done := site.unchanged(request, etag):
            return done
        if ending != "html":
            made = await site.in_thread(lambda: pages.describe(key).serialize(ending))
            headers = {"Content-Location": "/" + path_of(key, ending), "Link": _link(key)}
            media = RDF_ENDINGS[ending] + ("; charset=utf-8" if ending != "jsonld" else "")
            return await site.respond(request, made, media, etag=etag, headers=headers)

        def make() -> str:
            page = pages.page(key, tag)
            with in_language(tag):
                office = links_of(pages, key)
            return render_page(page, links, served=True, office=office)

        try:
            text = await site.in_thread(make)
        except NotFoundError:
            return await missing(request, tag)
        headers = {
            **HEADERS, "Content-Location": links(page_path(key, tag)), "Content-Language": tag,
        }  # fmt: skip
        return await site.respond(request, text.encode(), HTML, etag=etag, headers=headers)

    async def missing(request: Request, tag: str) -> Response:
        pages = holder.pages
        path = request.url.path.lstrip("/")
        words = split_path(path)[0].rpartition("/")[2].replace("-", " ")

        def make() -> str:
            found = pages.search.find(words, limit=8)
            near = [pages.names.link(iri_of(one.key)) for one in found.pages]
            return render("missing.html", tag, links, key="", served=True, path=path, near=near)

        text = await site.in_thread(make)
        return await site.respond(request, text.encode(), HTML, status=404, headers=HEADERS)

    async def start(request: Request) -> Response:
        _key, ending, tag = split_path(request.url.path.lstrip("/"))
        tag = tag if ending else site.language(request)
        pages = holder.pages
        etag = site.etag("start", tag, pages.day.isoformat())
        if done := site.unchanged(request, etag):
            return done
        text = await site.in_thread(render_start, pages, tag)
        return await site.respond(request, text.encode(), HTML, etag=etag, headers=HEADERS)

    async def search(request: Request) -> Response:
        query = request.query_params.get("q", "")[:200].strip()
        pages, tag = holder.pages, language()
        text = await site.in_thread(render_search, pages, tag, query)
        return await site.respond(request, text.encode(), HTML, headers=HEADERS)

    async def asset_file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            raise HttpError(
                404, "not-found", _("there is nothing at {path}").format(path=request.url.path)
            )
        headers = {"Cache-Control": "public, max-age=3600"}
        return await site.respond(request, asset(name), ASSETS[name], headers=headers)

    starts = ["", *(page_path("", code) for code in languages())]
    return [
        *(Route("/" + path, site.handler(start)) for path in starts),
        Route("/search", site.handler(search)),
        Route("/assets/{name}", site.handler(asset_file)),
        *(Route(f"/{folder}/{{path:path}}", site.handler(thing)) for folder in FOLDERS),
    ]


def path_of(key: str, ending: str) -> str:
    """The file of a page as RDF."""
    return f"{key}index.{ending}" if key.endswith("/") else f"{key}.{ending}"


def _link(key: str) -> str:
    return f'<{iri_of(key)}>; rel="describes"'


def render_start(pages: Pages, tag: str) -> str:
    """The start page: cities with most ties, networks, questions.

    Parameters
    ----------
    pages : the pages of the graph
    tag : language of the page
    """
    from cityties.site.texts import site_texts

    with in_language(tag):
        texts = site_texts()
        by_party = pages.sayings.readings.by_party
        cities = sorted(
            (place for place in pages.graph.tables.places if place.kind == "city"),
            key=lambda place: (-len(by_party.get(place.id, ())), place.id),
        )[:_FIRST]
        networks = [
            each.id for each in pages.graph.tables.organizations if each.kind == "city_network"
        ]
        questions = [
            Link(one.title.get(tag) or one.title["en"], f"question/{one.name}")
            for one in pages.questions.values()
        ]
        lists = [
            (texts["cities"], [pages.names.thing(place.id) for place in cities]),
            (texts["networks"], sorted(map(pages.names.thing, networks))),
            (texts["questions"], questions),
        ]
        return render(
            "start.html", tag, from_root(), served=True, lists=lists, office=start_links(),
            content_id=pages.graph.id,
        )  # fmt: skip


def render_search(pages: Pages, tag: str, query: str) -> str:
    """The page of a search.

    Parameters
    ----------
    pages : the pages of the graph
    tag : language of the page
    query : what is searched for
    """
    from cityties.site.kinds import kind_words
    from cityties.site.texts import site_texts

    with in_language(tag):
        texts = site_texts()
        found = pages.search.find(query)
        rows = [(pages.names.link(iri_of(one.key)), kind_words(one.kind)) for one in found.pages]
        if not query:
            said = texts["search_hint"]
        elif not rows:
            said = texts["found_none"].format(text=query)
        elif found.near:
            said = texts["found_near"].format(text=query)
        elif found.total > LIMIT:
            said = texts["found_first"].format(n=number(found.total), most=number(LIMIT))
        else:
            said = texts["found"].format(n=number(found.total))
        return render("search.html", tag, from_root(), served=True, query=query, rows=rows,
                      said=said)  # fmt: skip
