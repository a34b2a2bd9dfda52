"""The workbench at ``/sparql``: its page, its files, and the data that its editor proposes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from starlette.routing import Route

from cityties.base.forms import as_json
from cityties.errors import NotFoundError
from cityties.language.messages import _, in_language, language, languages
from cityties.page.assembly import read_module
from cityties.page.cities import spot
from cityties.page.fold import fold_table
from cityties.page.geography import land_path
from cityties.serve.pages.things import HTML, PageHolder
from cityties.serve.problems import HttpError
from cityties.site.links import from_root
from cityties.site.render import render
from cityties.site.texts import own_name
from cityties.vocabulary.codes import CODES
from cityties.vocabulary.terms import CLASSES, CODE, DEF, ID, PREFIXES, PROPERTIES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from cityties.query.questions import Question
    from cityties.serve.site import Site
    from cityties.site import Pages

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The editor puts its style into the page; scripts are files of this server only."""
FILES: Final[Mapping[str, str]] = {
    "workbench.js": "text/javascript", "parts.js": "text/javascript", "views.js": "text/javascript",
    "complete.js": "text/javascript", "editor.js": "text/javascript", "workbench.css": "text/css",
    "editor.licences.txt": "text/plain",
}  # fmt: skip
"""Its own files; ``editor.js`` is built (``make workbench``) and may be missing."""
SHARED: Final = ("csv.js", "fold.js")
"""Modules of the map page that it uses too."""
MOST_NAMES: Final = 20_000
"""So many things are proposed: those with most ties."""


def routes(site: Site, holder: PageHolder) -> list[BaseRoute]:
    """The routes of the workbench; the page itself is put in the place of the endpoint's.

    Parameters
    ----------
    site : what a page reaches the graph by
    holder : the pages of the graph that is served
    """

    async def page(request: Request) -> Response:
        tag = site.language(request)
        text = render(
            "workbench.html", tag, from_root(), served=True, package="cityties.serve.pages",
            w=_in(tag),
        )  # fmt: skip
        headers = {"Content-Security-Policy": POLICY, "Content-Language": tag}
        return await site.respond(request, text.encode(), HTML, headers=headers)

    async def data(request: Request) -> Response:
        tag = language()
        etag = site.etag("workbench", tag)
        if done := site.unchanged(request, etag):
            return done
        made = await site.in_thread(data_of, holder.pages, tag)
        return await site.respond(request, made.encode(), "application/json", etag=etag)

    async def question(request: Request) -> Response:
        values = {
            name.removeprefix("p."): value
            for name, value in request.query_params.items()
            if name.startswith("p.") and value
        }
        name = request.query_params.get("question", "")
        text = await site.in_thread(bound, holder.pages, name, values)
        return await site.respond(
            request, (as_json({"text": text}) + "\n").encode(), "application/json"
        )

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        found = read_file(name)
        if found is None:
            raise HttpError(
                404, "not-found", _("there is nothing at {path}").format(path=request.url.path)
            )
        media = FILES.get(name, "text/javascript") + "; charset=utf-8"
        headers = {"Cache-Control": "public, max-age=600"}
        return await site.respond(request, found, media, headers=headers)

    site.workbench = site.handler(page)
    return [
        Route("/workbench/data.json", site.handler(data)),
        Route("/workbench/question", site.handler(question)),
        Route("/workbench/{name}", site.handler(file)),
    ]


def read_file(name: str) -> bytes | None:
    """A file of the workbench; ``None`` if there is none.

    Parameters
    ----------
    name : its name
    """
    if name in SHARED:
        return read_module(name).encode()
    if name not in FILES:
        return None
    found = resources.files("cityties.serve.pages").joinpath("static", name)
    return found.read_bytes() if found.is_file() else None


def bound(pages: Pages, name: str, values: Mapping[str, str]) -> str:
    """The text of a named question with values in it.

    Parameters
    ----------
    pages : the pages of the graph
    name : of the question
    values : by the names of its parameters
    """
    from cityties.query.questions import get_question

    question = get_question(name)
    gazetteer = pages.graph.built.gazetteer
    text = question.bound(values, gazetteer=gazetteer, today=pages.day, homes=_homes(pages))
    lines = [line for line in text.splitlines() if not line.startswith("#+")]
    title = question.title.get(language()) or question.title["en"]
    return "\n".join((f"# {title}", *lines)).strip() + "\n"


def data_of(pages: Pages, tag: str) -> str:
    """All that the workbench needs to know, as JSON.

    Parameters
    ----------
    pages : the pages of the graph
    tag : language of the page
    """
    with in_language(tag):
        made = {
            "lang": tag,
            "languages": languages(),
            "texts": workbench_texts(),
            "prefixes": PREFIXES,
            "names": _names(pages),
            "places": {
                ID + place.id: at for place in pages.graph.tables.places if (at := spot(place))
            },
            "land": land_path(),
            "fold": fold_table(),
            "questions": [_question(pages, one) for one in pages.questions.values()],
        }
    return as_json(made) + "\n"


def _names(pages: Pages) -> list[dict[str, Any]]:
    """Terms, codes and things with their names: what the editor proposes."""
    made = []
    for start, prefix, names, kind in (
        (DEF, "ct", (*CLASSES, *PROPERTIES), "property"),
        (CODE, "code", dict.fromkeys(code for its in CODES.values() for code in its), "constant"),
    ):
        for name in names:
            iri = start + name
            made.append(_named(pages, iri, f"{prefix}:{name}", kind))
    by_party = pages.sayings.readings.by_party
    tables = pages.graph.tables
    things = [
        *((each.id, "city" if each.kind == "city" else "place") for each in tables.places),
        *((each.id, "organization") for each in tables.organizations),
        *((each.id, "person") for each in tables.people),
    ]
    things.sort(key=lambda each: (-len(by_party.get(each[0], ())), each[0]))
    made += [_named(pages, ID + id, f"id:{id}", kind) for id, kind in things[:MOST_NAMES]]
    return made


def _named(pages: Pages, iri: str, short: str, kind: str) -> dict[str, Any]:
    others = []
    for code in languages():
        with in_language(code):
            others.append(pages.names.of(iri))
    label = pages.names.of(iri)
    return {
        "iri": iri, "short": short, "label": label, "type": kind,
        "others": [name for name in dict.fromkeys(others) if name != label],
    }  # fmt: skip


def _homes(pages: Pages) -> Mapping[str, str]:
    """What the defaults that are the home stand for; nothing where the graph lacks it."""
    try:
        return pages.graph.homes
    except NotFoundError:
        return {}


def _question(pages: Pages, question: Question) -> dict[str, Any]:
    def said(texts: Mapping[str, str]) -> str:
        return texts.get(language()) or texts.get("en", "")

    homes = _homes(pages)
    parameters: list[dict[str, Any]] = []
    for one in question.parameters:
        made: dict[str, Any] = {
            "name": one.name, "type": one.type, "example": one.example,
            "default": homes.get(str(one.default)) if one.is_home else one.default,
            "description": said(one.description),
        }  # fmt: skip
        if one.type.startswith("code:"):
            codes = CODES.get(one.type.removeprefix("code:"), ())
            made["choices"] = [{"code": code, "label": pages.graph.label(code)} for code in codes]
            if one.default is not None and one.default not in codes:
                made["choices"].insert(0, {"code": one.default, "label": one.default or "–"})
        elif one.type == "language":
            made["choices"] = [{"code": code, "label": own_name(code)} for code in languages()]
            if one.default not in languages():
                first = {"code": one.default or "chosen", "label": _("that of this page")}
                made["choices"].insert(0, first)
        parameters.append(made)
    return {
        "name": question.name,
        "title": said(question.title),
        "description": said(question.description),
        "parameters": parameters,
    }


def _in(tag: str) -> dict[str, str]:
    with in_language(tag):
        return workbench_texts()


def workbench_texts() -> dict[str, str]:
    """The words of the workbench, by key; ``{…}`` stands for what the page puts in.

    Examples
    --------
    >>> workbench_texts()["run"]
    'Run'
    """
    return {
        "title": _("SPARQL workbench"),
        "no_script": _("The workbench needs scripts. Without them, send queries to /sparql."),
        "questions": _("Named questions"),
        "question": _("Question"),
        "choose": _("Select a question …"),
        "put": _("Put into the editor and run"),
        "tabs": _("Queries"),
        "tab": _("Query {n}"),
        "new_tab": _("New query"),
        "close_tab": _("Close this query"),
        "from_link": _("From a link"),
        "editor": _("SPARQL query"),
        "plain_editor": _(
            "This is a plain text field: the editor was not built. In a clone of the project, "
            "make workbench builds it."
        ),
        "keys_how": _(
            "Ctrl and Enter run the query, Ctrl and the space bar propose names; the Tab key "
            "leaves the editor."
        ),
        "run": _("Run"),
        "cancel": _("Cancel"),
        "link": _("Copy link to query and view"),
        "python": _("As Python"),
        "curl": _("As curl"),
        "python_other": _("from another program, over HTTP:"),
        "copy": _("Copy"),
        "close": _("Close"),
        "copied": _("Copied."),
        "not_copied": _("The browser did not allow copying; the address bar has the link."),
        "answer": _("Answer"),
        "views": _("Views of the answer"),
        "table": _("Table"),
        "map": _("Map"),
        "network": _("Network"),
        "timeline": _("Timeline"),
        "chart": _("Chart"),
        "map_needs": _("needs a column of places"),
        "network_needs": _("needs two columns of things"),
        "timeline_needs": _("needs a column of dates"),
        "chart_needs": _("needs a column of numbers"),
        "running": _("Running …"),
        "done": _("Rows: {rows}. Time: {seconds} s."),
        "cut": _("The answer was cut at the limit of the server."),
        "cancelled": _("Cancelled after {seconds} s."),
        "ended": _("Ended by the server after {seconds} s: {why}"),
        "no_answer": _("No answer: {why}"),
        "rows_shown": _("Rows shown: {shown} of {of}"),
        "filter": _("Filter"),
        "csv": _("Save as CSV"),
        "more_rows": _("Show more rows"),
        "open": _("open"),
        "yes": _("yes"),
        "no": _("no"),
        "map_says": _("Places: {n}. Lines between them: {lines}."),
        "without_place": _("Rows without a known place: {n}"),
        "network_says": _("Things: {n}. Lines between them: {lines}."),
        "left_rows": _("Rows that are not drawn, since the picture would be too full: {n}"),
        "timeline_says": _(
            "From {start} to {end}. A pale line has an open end: no date is known there."
        ),
        "timeline_one": _("Each mark is a date of the column {start}."),
        "chart_says": _("Numbers of the column {name}."),
        "only_first": _("Only the first {n} of {of} rows are drawn."),
    }
