"""The documents of an office as pages to print: a form, the document, and its other forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.routing import Route

from cityties.base.install import installed
from cityties.errors import CitytiesError
from cityties.language.messages import _, language
from cityties.office.offered import OFFERS, Offer, home_of
from cityties.office.sheets import Sheet, desk_of
from cityties.serve.listings import rows_text
from cityties.serve.pages.office_links import address
from cityties.serve.pages.things import HTML, PageHolder
from cityties.serve.problems import HttpError, http_error
from cityties.site.links import from_root
from cityties.site.render import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from cityties.api import CityGraph
    from cityties.office.desk import Desk
    from cityties.office.document import Document
    from cityties.serve.site import Site

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Charts and right-to-left text carry a style of their own; the script is a file of ours."""
MEDIA: Final[Mapping[str, str]] = {
    "html": HTML,
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
"""The forms that a document can be had in, with their media types."""
_NAMES: Final = {
    "html": "HTML", "md": "Markdown", "docx": "DOCX", "json": "JSON", "csv": "CSV",
    "ics": "iCalendar",
}  # fmt: skip
_NEEDS: Final = {"docx": "docx", "ics": "icalendar"}  # modules of the extra `office`
_LISTS: Final = ("json", "csv")  # a list has these as its command prints them
_FILES: Final = {"print.js": "text/javascript; charset=utf-8", "office.css": "text/css"}


def forms_of(offer: Offer) -> tuple[str, ...]:
    """The forms of a document that this server can make.

    Parameters
    ----------
    offer : the document

    Examples
    --------
    >>> "md" in forms_of(OFFERS["brief"]), "ics" in forms_of(OFFERS["brief"])
    (True, False)
    """
    lacking = {form for form, module in _NEEDS.items() if not installed(module)}
    if not offer.dated:
        lacking.add("ics")
    if offer.key in ("brief", "report"):  # not lists
        lacking.add("csv")
    return tuple(form for form in MEDIA if form not in lacking)


@dataclass(frozen=True)
class Answer:
    """What is shown on a page.

    Parameters
    ----------
    status : the code of HTTP
    title : of the document; blank without one
    paper : the document as HTML
    wrong : what is wrong with the values, a line each
    """

    status: int = 200
    title: str = ""
    paper: str = ""
    wrong: tuple[str, ...] = ()


def routes(site: Site, holder: PageHolder) -> list[BaseRoute]:
    """The routes of the documents.

    Parameters
    ----------
    site : what a page reaches the graph by
    holder : the pages of the graph that is served
    """

    async def index(request: Request) -> Response:
        tag = language()
        etag = site.etag("office", tag)
        if done := site.unchanged(request, etag):
            return done
        offers = [(_(one.title), address(one.key), _(one.says)) for one in OFFERS.values()]
        text = render("offices.html", tag, from_root(), served=True,
                      package="cityties.serve.pages", offers=offers, w=office_texts())  # fmt: skip
        return await site.respond(
            request, text.encode(), HTML, etag=etag, headers=_headers(tag)
        )  # fmt: skip

    async def document(request: Request) -> Response:
        name, _dot, form = request.path_params["name"].partition(".")
        offer = OFFERS.get(name)
        if offer is None or (form and form not in MEDIA):
            raise _nothing(request)
        graph, tag, day = holder.pages.graph, language(), holder.pages.day
        given = {field.name: request.query_params.get(field.name, "") for field in offer.all_fields}
        filled = {name: value for name, value in given.items() if value.strip()}
        etag = site.etag(
            "office", name, form, tag, day.isoformat(), home_of(graph), urlencode(filled)
        )
        if done := site.unchanged(request, etag):
            return done
        try:
            if form:
                if form not in forms_of(offer):
                    raise _not_made(offer, form)
                data = await site.in_thread(made, graph, offer, given, form)
                headers = {"Content-Disposition": f'attachment; filename="{offer.key}.{form}"',
                           "Content-Language": tag}  # fmt: skip
                return await site.respond(request, data, MEDIA[form], etag=etag, headers=headers)
            shown = await site.in_thread(answered, graph, offer, given)
        except CitytiesError as error:
            shown = Answer(http_error(error).status, wrong=tuple(str(error).splitlines()))
        text = render_office(graph, offer, given, shown)
        return await site.respond(
            request, text.encode(), HTML, status=shown.status,
            etag=etag if shown.status == 200 else "", headers=_headers(tag),
        )  # fmt: skip

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _FILES:
            raise _nothing(request)
        headers = {"Cache-Control": "public, max-age=600"}
        return await site.respond(request, read_file(name), _FILES[name], headers=headers)

    return [
        Route("/office", site.handler(index)),
        Route("/office/", site.handler(index)),
        Route("/office/files/{name}", site.handler(file)),
        Route("/office/{name}", site.handler(document)),
    ]


def _headers(tag: str) -> dict[str, str]:
    return {"Content-Security-Policy": POLICY, "Content-Language": tag}


def _nothing(request: Request) -> HttpError:
    return HttpError(
        404, "not-found", _("there is nothing at {path}").format(path=request.url.path)
    )  # fmt: skip


def _not_made(offer: Offer, form: str) -> HttpError:
    """Why a form cannot be had here."""
    from cityties.base.install import install_hint

    if form in _NEEDS and (form != "ics" or offer.dated):
        text = _("this server makes no {form}: {command}").format(
            form=_NAMES[form], command=install_hint("office")
        )
        return HttpError(501, "not-installed", text)
    text = _("{document} has no form {form}; available: {forms}").format(
        document=_(offer.title), form=form, forms=_(", ").join(forms_of(offer))
    )
    return HttpError(404, "not-found", text)


def read_file(name: str) -> bytes:
    """A file that the pages use; the style of a document is that of its own file.

    Parameters
    ----------
    name : ``office.css`` or ``print.js``
    """
    data = resources.files("cityties.serve.pages").joinpath("static", name).read_bytes()
    if name != "office.css":
        return data
    from cityties.office.as_html import PAPER_CSS
    from cityties.vocabulary.colours import paper_sheet

    return f"{paper_sheet()}.paper {{{PAPER_CSS}}}\n".encode() + data


# --- what is made ------------------------------------------------------------------------


def _asked(graph: CityGraph, offer: Offer, given: Mapping[str, str]) -> tuple[Desk, dict[str, Any]]:
    values = offer.read(given)
    return desk_of(graph, values["city"], values["on"]), values


def answered(graph: CityGraph, offer: Offer, given: Mapping[str, str]) -> Answer:
    """A document for a page; a form alone as long as nobody filled in what it needs.

    Parameters
    ----------
    graph : the graph
    offer : which document
    given : what somebody wrote, by the names of the fields

    Raises
    ------
    CitytiesError
        If a value is missing or wrong.
    """
    from cityties.office.as_html import article

    needs = any(field.required for field in offer.fields) or not home_of(graph)
    if needs and not any(value.strip() for value in given.values()):
        return Answer()
    desk, values = _asked(graph, offer, given)
    document = _document(desk, offer.make(desk, values))
    return Answer(title=document.title, paper="\n".join(article(document)))


def _document(desk: Desk, made: Document | Sheet) -> Document:
    return made.document(desk) if isinstance(made, Sheet) else made


def made(graph: CityGraph, offer: Offer, given: Mapping[str, str], form: str) -> bytes:
    """A document in a form.

    Parameters
    ----------
    graph : the graph
    offer : which document
    given : what somebody wrote, by the names of the fields
    form : one of `MEDIA`

    Raises
    ------
    CitytiesError
        If a value is missing or wrong, or the form needs a package that is missing.
    """
    desk, values = _asked(graph, offer, given)
    if form == "ics":
        from cityties.office.calendar import calendar_rows
        from cityties.office.ics import ics

        return ics(desk, calendar_rows(desk, values["days"]))
    paper = offer.make(desk, values)
    if form in _LISTS and isinstance(paper, Sheet):
        return rows_text(paper.rows, paper.keys, form).encode()
    from cityties.office.forms import written

    return written([_document(desk, paper)], form)


def render_office(graph: CityGraph, offer: Offer, given: Mapping[str, str], shown: Answer) -> str:
    """The page of a document, in the language of the messages.

    Parameters
    ----------
    graph : the graph
    offer : which document
    given : what somebody wrote, by the names of the fields
    shown : what came of it
    """
    from markupsafe import Markup

    tag = language()
    filled = {name: value for name, value in given.items() if value.strip()}
    downloads = [
        (_NAMES[form], address(f"{offer.key}.{form}", **filled)) for form in forms_of(offer)
    ]
    return render(
        "office.html", tag, from_root(), served=True, package="cityties.serve.pages",
        w=office_texts(),
        offer=offer,
        title=_(offer.title),
        says=_(offer.says),
        fields=_fields(graph, offer, given),
        query=urlencode(filled),
        downloads=downloads,
        shown=shown,
        # Made by `office.as_html`, which escapes every text itself.
        paper=Markup(shown.paper),
    )  # fmt: skip


def _fields(graph: CityGraph, offer: Offer, given: Mapping[str, str]) -> list[dict[str, Any]]:
    home = home_of(graph)
    made = []
    for field in offer.all_fields:
        hint = {"city": graph.name(home) if home else "", "on": _("today")}.get(field.name, "")
        made.append(
            {
                "name": field.name,
                "label": _(field.label),
                "type": field.type,
                "value": given[field.name] or ("" if field.default is None else field.default),
                "required": field.required or (field.name == "city" and not home),
                "hint": hint,
                "least": field.least,
                "most": field.most,
                "choices": field.choices(),
            }
        )
    return made


def office_texts() -> dict[str, str]:
    """The words of these pages, by key.

    Examples
    --------
    >>> office_texts()["print"]
    'Print'
    """
    return {
        "office": _("Office"),
        "office_how": _("What an office prepares, each as a page to print, every line sourced."),
        "show": _("Show"),
        "print": _("Print"),
        "no_script": _("To print, use the menu of the browser: this button needs scripts."),
        "downloads": _("The same as a file"),
        "wrong": _("This cannot be shown"),
        "all": _("All documents"),
    }
