"""The review form at ``/review``: decide about the candidates of an inbox, and write the result.

It is the one part of the server that writes, and exists only where it was switched on. A post is
taken only from a page of this server (its origin), with the secret that the page carries.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import RedirectResponse
from starlette.routing import Route

from cityties.base.forms import as_json
from cityties.errors import CitytiesError, NotFoundError
from cityties.intake import review
from cityties.intake.review import CELLS, NAME, VERDICTS
from cityties.language.messages import _, language
from cityties.serve.pages import review_land, review_new
from cityties.serve.pages.review_desk import Desk, with_changes
from cityties.serve.pages.review_new import FormError
from cityties.serve.pages.review_view import (
    candidate_view,
    counts,
    done_of,
    queue_view,
    review_texts,
    severity_name,
    waits,
)
from cityties.serve.pages.things import HTML, PageHolder
from cityties.serve.problems import HttpError
from cityties.site.links import from_root
from cityties.site.render import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from cityties.serve.settings import Reviewed
    from cityties.serve.site import Site

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MOST: Final = 64 * 2**10
"""Bytes of the largest form."""
_FIELDS: Final = 60
_SEEN: Final = 12  # pages that are offered after landing
_FILES: Final = {
    "review.css": "text/css; charset=utf-8", "review.js": "text/javascript; charset=utf-8",
}  # fmt: skip
_FORM: Final = "application/x-www-form-urlencoded"
_COMPARE: Final = "compare"  # beside the verdicts: show what the corrected fields would become


def routes(site: Site, holder: PageHolder, chosen: Reviewed) -> list[BaseRoute]:
    """The routes of the form.

    Parameters
    ----------
    site : what a page reaches the graph by
    holder : the pages of the graph that is served
    chosen : the inbox, and where accepted claims are written
    """
    desk = Desk(holder, chosen)

    async def shown(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
        def make() -> str:
            return render(
                name, language(), from_root(), served=True, package="cityties.serve.pages",
                w=review_texts(), tables=review_new.table_names(), token=desk.token, url=_url,
                path=request.url.path, folder=str(desk.folder or ""), inbox=str(chosen.inbox),
                done_of=done_of, waits=waits, counts=counts, severity_name=severity_name, **values,
            )  # fmt: skip

        text = await site.in_thread(make)
        return await site.respond(request, text.encode(), HTML, status=status, headers=_headers())

    async def start(request: Request) -> Response:
        view = await site.in_thread(queue_view, desk)
        return await shown(request, "review.html", view=view, **_said(request))

    async def candidate(request: Request) -> Response:
        place = await site.in_thread(desk.place, request.path_params["id"])
        view = await site.in_thread(candidate_view, desk, place)
        return await shown(request, "candidate.html", view=view, **_said(request))

    async def decide(request: Request) -> Response:
        given = await _given(request, desk)
        place = await site.in_thread(desk.place, request.path_params["id"])
        item, verdict = place.item, given.get("verdict", "")
        if verdict not in (*VERDICTS, _COMPARE):
            raise HttpError(
                400, "bad-parameter",
                _("unknown verdict {verdict!r}; expected {known}").format(
                    verdict=verdict[:40], known=", ".join(VERDICTS)),
            )  # fmt: skip

        def act() -> None:
            if verdict == _COMPARE:
                desk.check(with_changes(item, desk.changes(item, given)))
            else:
                desk.decide(item, verdict, given)

        try:
            await site.in_thread(act)
        except FormError as error:
            view = await site.in_thread(candidate_view, desk, place, given, error)
            return await shown(request, "candidate.html", status=400, view=view)
        if verdict == _COMPARE:
            view = await site.in_thread(candidate_view, desk, place, given)
            return await shown(request, "candidate.html", view=view, compared=True)
        after = await site.in_thread(desk.next_open, item.candidate.id)
        said = {"said": verdict, "of": item.candidate.id}
        return _see(f"/review/c/{after}" if after else "/review/land", **said)

    async def undo(request: Request) -> Response:
        await _given(request, desk)
        gone = await site.in_thread(desk.undo)
        if gone is None:
            return _see("/review", said="nothing")
        try:
            await site.in_thread(desk.place, gone.candidate)
        except NotFoundError:  # its article has changed since
            return _see("/review", said="undone")
        return _see(f"/review/c/{gone.candidate}", said="undone")

    async def landing(request: Request) -> Response:
        outcome: review_land.Outcome | None = None
        wrong: tuple[str, ...] = ()
        if desk.folder is not None:
            try:
                outcome = await _slowly(review_land.foreseen, desk)
            except CitytiesError as error:
                wrong = review_land.problem_lines(error)
        left = len(await site.in_thread(review.queue, desk.box))
        rows = review_land.summary(outcome.landed) if outcome else []
        return await shown(
            request, "landing.html", status=400 if wrong else 200,
            outcome=outcome, wrong=wrong, rows=rows, left=left, done=None, seen=(),
            **_said(request),
        )  # fmt: skip

    async def land(request: Request) -> Response:
        await _given(request, desk)
        if desk.folder is None:
            return _see("/review/land")
        try:
            outcome = await _slowly(review_land.write, desk)
        except CitytiesError:
            return _see("/review/land")  # the page says what is wrong
        if site.reopen is not None and outcome.landed.files:
            graph = await asyncio.to_thread(site.reopen)
            if graph.id != site.graph.id:
                await site.replace(graph)
        desk.landed = {"outcome": outcome, "rows": review_land.summary(outcome.landed)}
        return _see("/review/done")

    async def done(request: Request) -> Response:
        if desk.landed is None:
            return _see("/review/land")
        left = len(await site.in_thread(review.queue, desk.box))
        outcome = desk.landed["outcome"]
        return await shown(
            request, "landing.html", outcome=outcome, wrong=(), rows=desk.landed["rows"],
            left=left, done=[str(file) for file in outcome.landed.files],
            seen=await site.in_thread(_seen, desk),
        )  # fmt: skip

    async def new(request: Request) -> Response:
        table = _table(request)
        back = request.query_params.get("back", "")
        given = {"name_en": request.query_params.get("q", "")[:200]}
        if table == "places" and given["name_en"].strip():
            given.update(await site.in_thread(review_new.found_city, given["name_en"], desk))
        return await new_page(request, table, given, back)

    async def new_page(
        request: Request, table: str, given: Mapping[str, str], back: str,
        error: FormError | None = None,
    ) -> Response:  # fmt: skip
        fields = await site.in_thread(review_new.fields, table, given)
        return await shown(
            request, "new_thing.html", status=400 if error else 200, table=table,
            what=review_new.table_names()[table], fields=fields, back=back,
            wrong=error.fields if error else {},
        )  # fmt: skip

    async def add(request: Request) -> Response:
        table = _table(request)
        given = await _given(request, desk)
        back = given.get("back", "")
        try:
            id_ = await site.in_thread(desk.add, table, given)
        except FormError as error:
            return await new_page(request, table, given, back, error)
        if back.isalnum():
            return _see(f"/review/c/{back}", said="added", of=id_)
        return _see("/review", said="added", of=id_)

    async def suggest(request: Request) -> Response:
        found = await site.in_thread(desk.suggested, request.query_params.get("q", "")[:200])
        data = (as_json({"result": found}) + "\n").encode()
        return await site.respond(
            request, data, "application/json", headers={"Cache-Control": "no-store"}
        )

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _FILES:
            raise _nothing(request)
        data = resources.files("cityties.serve.pages").joinpath("static", name).read_bytes()
        headers = {"Cache-Control": "no-cache"}
        return await site.respond(request, data, _FILES[name], headers=headers)

    def get(path: str, handle: Callable[[Request], Awaitable[Response]]) -> Route:
        return Route(path, site.handler(handle), methods=["GET"])

    def post(path: str, handle: Callable[[Request], Awaitable[Response]]) -> Route:
        return Route(path, site.handler(handle), methods=["POST"])

    return [
        get("/review", start),
        get("/review/c/{id}", candidate),
        post("/review/c/{id}", decide),
        post("/review/undo", undo),
        get("/review/land", landing),
        post("/review/land", land),
        get("/review/done", done),
        get("/review/new/{table}", new),
        post("/review/new/{table}", add),
        get("/review/suggest", suggest),
        get("/review/files/{name}", file),
    ]


def _headers() -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY, "Content-Language": language(),
        "Cache-Control": "no-store",
        # A browser sends its origin with a form only if the page lets it.
        "Referrer-Policy": "same-origin",
    }  # fmt: skip


def _nothing(request: Request) -> HttpError:
    return HttpError(
        404, "not-found", _("there is nothing at {path}").format(path=request.url.path)
    )  # fmt: skip


def _seen(desk: Desk) -> list[tuple[str, str]]:
    """The ties and cities of what was written, to look at: ids and names."""
    assert desk.landed is not None
    rows = desk.landed["outcome"].landed.rows.get("claims", ())
    cities = dict.fromkeys(one for row in rows for one in row.get("parties", "").split(";") if one)
    return [(id_, desk.name(id_)) for id_ in list(cities)[:_SEEN]]


def _table(request: Request) -> str:
    table = str(request.path_params["table"])
    if table not in review_new.FIELDS:
        raise _nothing(request)
    return table


def _url(path: str, **values: str) -> str:
    """An address of the form in the language of the messages."""
    return f"{path}?{urlencode({'lang': language(), **values})}"


def _see(path: str, **values: str) -> Response:
    """Send the browser on with GET, so that a reload decides nothing twice."""
    return RedirectResponse(_url(path, **values), 303, headers={"Cache-Control": "no-store"})


def _said(request: Request) -> dict[str, Any]:
    """What happened before, for the page to say; only words that we know."""
    said = request.query_params.get("said", "")
    of = request.query_params.get("of", "")[:100]
    return {"said": said, "said_of": of if of.replace("-", "").isalnum() else ""}


async def _slowly(make: Callable[[Desk], Any], desk: Desk) -> Any:
    """Build and compare graphs: longer than a request to the readings may take."""
    return await asyncio.to_thread(make, desk)


async def _given(request: Request, desk: Desk) -> dict[str, str]:
    """The fields of a form that a page of ours sent.

    Raises
    ------
    HttpError
        If it came from elsewhere, or is not a form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HttpError(415, "unsupported-media-type", _("expected a form"))
    if not _is_own(request):
        raise HttpError(403, "forbidden", _("only a page of this server may send this form"))
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > MOST:
            text = _("the request has more than {n} bytes").format(n=f"{MOST:,}")
            raise HttpError(413, "too-large", text)
    try:
        pairs = parse_qsl(
            data.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"
        )
    except ValueError:
        raise HttpError(400, "bad-parameter", _("the form cannot be read")) from None
    given = dict(pairs)
    if not hmac.compare_digest(given.pop("token", "").encode(), desk.token.encode()):
        raise HttpError(
            403, "forbidden",
            _("this form is of another run of the server: open the page once more"),
        )  # fmt: skip
    known = {*CELLS, NAME, "who", "verdict", "back", "id"}
    known |= {name for fields in review_new.FIELDS.values() for name in fields}
    if strange := sorted(given.keys() - known):
        raise HttpError(
            400, "bad-parameter", _("unknown field {name}").format(name=repr(strange[0][:40]))
        )
    return given


def _is_own(request: Request) -> bool:
    """Whether a page of this server sent a form: by its origin, else by what the browser says."""
    origin = request.headers.get("origin", "")
    if origin:
        found = urlsplit(origin)
        return (found.scheme, found.netloc.lower()) == (
            request.url.scheme, request.headers.get("host", "").lower(),
        )  # fmt: skip
    return request.headers.get("sec-fetch-site", "") == "same-origin"
