"""Reconciliation: which thing of the graph does a cell of a table mean?

The protocol is the Reconciliation Service API 0.2 of the W3C's Entity Reconciliation community
group, as OpenRefine speaks it: manifest, queries, suggestions, preview and data extension.
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.routing import Route

from cityties.base.forms import as_json
from cityties.language.messages import _, language
from cityties.language.names import fold
from cityties.serve.pages.things import HTML, PageHolder
from cityties.serve.problems import HttpError
from cityties.site.links import page_path
from cityties.vocabulary.terms import DEF, ID

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from cityties.loaders.resolve import Resolver
    from cityties.serve.site import Site
    from cityties.site import Pages

MOST_QUERIES: Final = 200
"""So many queries, or ids of an extension, may be in one request."""
_LIMIT: Final = 8
_MOST_RESULTS: Final = 50
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "City": ("city",),
    "Country": ("country",),
    "Place": ("city", "country", "province", "county", "district", "quarter", "cemetery", "site"),
    "CityNetwork": ("network",),
    "Organization": (),
    "Person": ("person",),
}
"""Our classes that can be asked for, with the kinds of pages; the organizations are all others."""
_PREVIEW: Final = {"width": 430, "height": 300}


def routes(site: Site, holder: PageHolder) -> list[BaseRoute]:
    """The routes of the service.

    Parameters
    ----------
    site : what a page reaches the graph by
    holder : the pages of the graph that is served
    """

    async def service(request: Request) -> Response:
        form: Mapping[str, Any] = request.query_params
        if request.method == "POST":
            form = await _form(site, request)
        if "queries" in form:
            queries = _object(form["queries"], "queries")
            made = await site.in_thread(Matches(holder.pages).batch, queries)
            return await _json(site, request, made)
        if "query" in form:  # one query alone, as older clients ask
            text = str(form["query"])
            asked = _object(text, "query") if text.lstrip().startswith("{") else {"query": text}
            made = await site.in_thread(Matches(holder.pages).batch, {"q": asked})
            return await _json(site, request, made["q"])
        if "extend" in form:
            extend = _object(form["extend"], "extend")
            return await _json(site, request, await site.in_thread(extended, holder.pages, extend))
        return await _json(site, request, manifest(site.address(request)))

    async def entities(request: Request) -> Response:
        prefix, cursor = _prefix(request)
        made = await site.in_thread(suggested, holder.pages, prefix, cursor)
        return await _json(site, request, made)

    async def types(request: Request) -> Response:
        wanted = fold(_prefix(request)[0])
        found = [one for one in all_types() if wanted in fold(f"{one['id']} {one['name']}")]
        return await _json(site, request, {"result": found})

    async def properties(request: Request) -> Response:
        wanted = fold(_prefix(request)[0])
        found = [one for one in all_properties() if wanted in fold(f"{one['id']} {one['name']}")]
        return await _json(site, request, {"result": found})

    async def proposed(request: Request) -> Response:
        limit = _number(request.query_params.get("limit", ""), len(PROPERTIES))
        made = {
            "type": request.query_params.get("type", "City"),
            "limit": limit,
            "properties": all_properties()[:limit],
        }
        return await _json(site, request, made)

    async def preview(request: Request) -> Response:
        id = request.query_params.get("id", "").removeprefix(ID)
        text = await site.in_thread(previewed, holder.pages, id, site.address(request))
        policy = (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        )
        headers = {"Content-Security-Policy": policy}  # shown in a frame of any client
        return await site.respond(request, text.encode(), HTML, headers=headers)

    return [
        Route("/reconcile", site.handler(service), methods=["GET", "POST"]),
        Route("/reconcile/suggest/entity", site.handler(entities)),
        Route("/reconcile/suggest/type", site.handler(types)),
        Route("/reconcile/suggest/property", site.handler(properties)),
        Route("/reconcile/properties", site.handler(proposed)),
        Route("/reconcile/preview", site.handler(preview)),
    ]


async def _form(site: Site, request: Request) -> dict[str, str]:
    """The fields of a form in the body; files are not taken."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > site.settings.body_bytes:
            raise HttpError(413, "too-large", _("the request is too large"))
    try:
        return dict(parse_qsl(data.decode(), max_num_fields=16))
    except ValueError:
        raise HttpError(400, "bad-parameter", _("the body must be a form in UTF-8")) from None


async def _json(site: Site, request: Request, made: object) -> Response:
    return await site.respond(request, (as_json(made) + "\n").encode(), "application/json")


def _prefix(request: Request) -> tuple[str, int]:
    asked = request.query_params
    return asked.get("prefix", "")[:200], _number(asked.get("cursor", ""), 0)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _object(text: object, name: str) -> dict[str, Any]:
    try:
        found = json.loads(str(text))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise HttpError(
            400, "bad-parameter", _("{name} must be a JSON object").format(name=repr(name))
        )
    return found


# --- what the service is -----------------------------------------------------------------


def manifest(address: str) -> dict[str, Any]:
    """What the service can do, for clients.

    Parameters
    ----------
    address : where clients reach this server
    """
    own = f"{address}/reconcile"

    def suggest(what: str) -> dict[str, str]:
        return {"service_url": own, "service_path": f"/suggest/{what}"}

    return {
        "versions": ["0.2"],
        "name": _("cityties: cities, networks and officials"),
        "identifierSpace": ID,
        "schemaSpace": DEF,
        "documentation": "https://w3id.org/cityties/",
        "defaultTypes": all_types(),
        "batchSize": 50,
        "view": {"url": f"{address}/id/{{{{id}}}}"},
        "preview": {"url": f"{own}/preview?id={{{{id}}}}", **_PREVIEW},
        "suggest": {name: suggest(name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": own, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def all_types() -> list[dict[str, str]]:
    """The types that can be asked for."""
    names = {
        "City": _("city"), "Country": _("country"), "Place": _("place"),
        "CityNetwork": _("network of cities"), "Organization": _("organization"),
        "Person": _("official"),
    }  # fmt: skip
    return [{"id": type, "name": names[type]} for type in _TYPES]


# --- queries -----------------------------------------------------------------------------


class Matches:
    """Answers one request; the resolver counts what it compares, so each request has its own.

    Parameters
    ----------
    pages : the pages of the graph
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._made: Resolver | None = None

    @property
    def _resolver(self) -> Resolver:
        from cityties.loaders.resolve import Resolver

        if self._made is None:
            self._made = Resolver(self._pages.graph.tables)
        return self._made

    def batch(self, queries: Mapping[str, Any]) -> dict[str, Any]:
        """The candidates of each query.

        Parameters
        ----------
        queries : by the client's own keys

        Raises
        ------
        HttpError
            If there are too many, or one is not a query.
        """
        if len(queries) > MOST_QUERIES:
            raise HttpError(
                413,
                "too-many-queries",
                _("at most {n} queries at a time").format(n=MOST_QUERIES),
            )
        wrong = [key for key, query in queries.items() if not _is_query(query)]
        if wrong:
            raise HttpError(
                400,
                "bad-parameter",
                _("a query needs a text {query}: {keys}").format(
                    query="'query'", keys=_(", ").join(wrong)
                ),
            )
        return {key: {"result": self._results(query)} for key, query in queries.items()}

    def _results(self, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked = query.get("type") or ()
        asked = [asked] if isinstance(asked, (str, dict)) else list(asked)
        types = [_type_id(one) for one in asked]
        kinds = [kind for type in types for kind in _TYPES.get(type, ())]
        known = not types or any(type in _TYPES for type in types)
        limit = min(_number(str(query.get("limit", "")), _LIMIT) or _LIMIT, _MOST_RESULTS)
        text = str(query["query"])[:200]
        found: dict[str, float] = {}
        if known and (not types or "city" in kinds):
            found.update(self._cities(text, query.get("properties") or (), limit))
        if known and types != ["City"]:
            of_organization = "Organization" in types
            only = () if not types or of_organization else kinds
            near = not found
            for hit in self._pages.search.find(text, only, limit=limit * 4, near=near).pages:
                thing = hit.key.removeprefix("id/")
                if "/" in thing or not hit.key.startswith("id/"):
                    continue
                if hit.kind == "city" and not types:
                    continue  # the resolver knows these better
                type = self._type(thing)
                if of_organization and type not in (*types, "CityNetwork", "Organization"):
                    continue
                found.setdefault(thing, float(hit.score))
        ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:limit]
        sure = [score for _thing, score in ranked if score >= 100]
        return [self._result(thing, score, len(sure) == 1) for thing, score in ranked]

    def _cities(self, text: str, properties: Iterable[Any], limit: int) -> dict[str, float]:
        from dataclasses import replace

        from cityties.loaders.foreign.countries import code_of_country
        from cityties.loaders.resolve.ends import end_of_text

        end = end_of_text(text)
        point: dict[str, float] = {}
        for one in properties:
            if not isinstance(one, Mapping):
                continue
            name = str(one.get("pid", "")).removeprefix(DEF)
            value = one.get("v")
            value = value[0] if isinstance(value, list) and value else value
            value = value.get("name", value.get("id", "")) if isinstance(value, dict) else value
            if name in ("country", "countryCode", "inCountry"):
                said = str(value or "")
                code = said.upper() if len(said) == 2 else code_of_country(said)
                end = replace(end, country=code or end.country)
            elif name in ("latitude", "longitude"):
                try:
                    point[name] = float(str(value))
                except ValueError:
                    continue
        if len(point) == 2 and abs(point["latitude"]) <= 90 and abs(point["longitude"]) <= 180:
            end = replace(end, point=(point["latitude"], point["longitude"]))
        return {one.id: one.score for one in self._resolver.candidates(end, limit)}

    def _type(self, thing: str) -> str:
        from cityties.model.rows import Person, Place

        gazetteer = self._pages.graph.built.gazetteer
        if thing not in gazetteer:
            return ""
        row = gazetteer.entry(thing)
        if isinstance(row, Person):
            return "Person"
        if isinstance(row, Place):
            return {"city": "City", "country": "Country"}.get(row.kind, "Place")
        return "CityNetwork" if row.kind == "city_network" else "Organization"

    def _result(self, thing: str, score: float, alone: bool) -> dict[str, Any]:
        names = {one["id"]: one["name"] for one in all_types()}
        type = self._type(thing)
        return {
            "id": thing,
            "name": self._pages.graph.name(thing),
            "description": described(self._pages, thing),
            "score": score,
            "match": alone and score >= 100,
            "type": [{"id": type, "name": names[type]}] if type else [],
        }


def _is_query(query: object) -> bool:
    return isinstance(query, dict) and isinstance(query.get("query"), (str, int, float))


def _type_id(type: object) -> str:
    text = str(type.get("id", "")) if isinstance(type, dict) else str(type)
    return text.removeprefix(DEF)


def described(pages: Pages, thing: str) -> str:
    """What tells a thing apart from others of its name: kind and country."""
    from cityties.site.kinds import kind_words

    graph = pages.graph
    kind = kind_words(pages.kind(f"id/{thing}"))
    row = graph.built.gazetteer.entry(thing) if thing in graph.built.gazetteer else None
    code = str(getattr(row, "country", "") or "")
    country = next(
        (one.id for one in graph.tables.places if one.kind == "country" and one.country == code),
        "",
    )
    if not code or country == thing:
        return kind
    return _(", ").join((kind, graph.name(country) if country else code))


def suggested(pages: Pages, prefix: str, cursor: int) -> dict[str, Any]:
    """Things whose names begin with a text.

    Parameters
    ----------
    pages : the pages of the graph
    prefix : the beginning of a name
    cursor : how many are left out at the beginning
    """
    matches = Matches(pages)
    found = [
        hit.key.removeprefix("id/")
        for hit in pages.search.find(prefix, limit=cursor + 400).pages
        if hit.key.startswith("id/") and "/" not in hit.key.removeprefix("id/")
    ]
    names = {one["id"]: one["name"] for one in all_types()}
    return {
        "result": [
            {
                "id": thing,
                "name": pages.graph.name(thing),
                "description": described(pages, thing),
                "notable": [{"id": type, "name": names[type]}],
            }
            for thing in found[cursor : cursor + 20]
            if (type := matches._type(thing))
        ]
    }


def previewed(pages: Pages, id: str, address: str) -> str:
    """A small page about a thing, for a frame.

    Parameters
    ----------
    pages : the pages of the graph
    id : the thing
    address : where clients reach this server
    """
    from html import escape

    from cityties.language.messages import in_language
    from cityties.site.texts import direction

    tag = language()
    page = pages.page(f"id/{id}", tag)
    with in_language(tag):
        answers = "".join(
            f"<p>{escape(''.join(part.text for part in one.text))}</p>" for one in page.answers[:3]
        )
        link = f"{address}/{page_path(page.key, tag)}"
        return (
            f'<!doctype html><html lang="{tag}" dir="{direction(tag)}"><head>'
            f'<meta charset="utf-8"><title>{escape(page.title)}</title>'
            "<style>body{font:14px/1.5 sans-serif;margin:.6rem}h1{font-size:1.1rem;margin:0}"
            "p{margin:.3rem 0}</style></head><body>"
            f'<h1><a href="{escape(link)}" target="_blank">{escape(page.title)}</a></h1>'
            f"<p>{escape(described(pages, id))}</p>{answers}</body></html>\n"
        )


# --- data extension ----------------------------------------------------------------------

Values = list[dict[str, Any]]


def _text(value: object) -> Values:
    return [] if value in ("", None) else [{"str": str(value)}]


def _float(value: float | int | None) -> Values:
    return [] if value is None else [{"float": float(value)}]


def _things(pages: Pages, things: Iterable[str]) -> Values:
    return [{"id": thing, "name": pages.graph.name(thing)} for thing in things if thing]


def _partners(pages: Pages, thing: str) -> Values:
    read = pages.graph.counts(thing, on=pages.day)["read"] if pages.graph.is_city(thing) else None
    return _things(pages, read["partners"]) if read else []


def _networks(pages: Pages, thing: str) -> Values:
    return _things(
        pages,
        [
            one.network
            for one in pages.sayings.readings.memberships.values()
            if one.city == thing and one.state(pages.day).status == "member"
        ],
    )


def _of_row(name: str, make: Callable[[Any], Values]) -> Callable[[Pages, str], Values]:
    def values(pages: Pages, thing: str) -> Values:
        gazetteer = pages.graph.built.gazetteer
        row = gazetteer.entry(thing) if thing in gazetteer else None
        return make(getattr(row, name, None))

    return values


def _country(pages: Pages, thing: str) -> Values:
    gazetteer = pages.graph.built.gazetteer
    code = getattr(gazetteer.entry(thing), "country", "") if thing in gazetteer else ""
    return _things(
        pages,
        [one.id for one in pages.graph.tables.places if one.kind == "country" and code
         and one.country == code],
    )  # fmt: skip


PROPERTIES: Final[Mapping[str, tuple[str, Callable[[Pages, str], Values]]]] = {
    "name_en": ("", _of_row("name_en", _text)),
    "name_fa": ("", _of_row("name_fa", _text)),
    "countryCode": ("", _of_row("country", _text)),
    "inCountry": ("Country", _country),
    "latitude": ("", _of_row("latitude", _float)),
    "longitude": ("", _of_row("longitude", _float)),
    "population": ("", _of_row("population", _float)),
    "wikidata": ("", _of_row("wikidata", _text)),
    "sisterCityOf": ("City", _partners),
    "network": ("CityNetwork", _networks),
}
"""What can be added to a table: the type of its values, where they are things, and the values."""


def all_properties() -> list[dict[str, str]]:
    """The properties that can be added, or say more of a query."""
    names = {
        "name_en": _("name in English"),
        "name_fa": _("name in Persian"),
        "countryCode": _("code of the country"),
        "inCountry": _("country"),
        "latitude": _("latitude"),
        "longitude": _("longitude"),
        "population": _("inhabitants"),
        "wikidata": _("Wikidata item"),
        "sisterCityOf": _("sister cities, signed and in force"),
        "network": _("networks of cities"),
    }
    return [{"id": name, "name": names[name]} for name in PROPERTIES]


def extended(pages: Pages, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Values for things and properties.

    Parameters
    ----------
    pages : the pages of the graph
    asked : ``ids`` and ``properties``, as the protocol has them

    Raises
    ------
    HttpError
        If it is not such a request, or a property is unknown.
    """
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise HttpError(
            400,
            "bad-parameter",
            _("{name} needs lists {lists}").format(name="'extend'", lists="'ids', 'properties'"),
        )
    if len(ids) > MOST_QUERIES:
        raise HttpError(
            413, "too-many-queries", _("at most {n} queries at a time").format(n=MOST_QUERIES)
        )
    wanted = [_type_id(one) for one in properties]
    unknown = [name for name in wanted if name not in PROPERTIES]
    if unknown:
        raise HttpError(
            400,
            "bad-parameter",
            _("unknown property {names}; available: {known}").format(
                names=_(", ").join(unknown), known=_(", ").join(PROPERTIES)
            ),
        )
    names = {one["id"]: one["name"] for one in all_properties()}
    types = {one["id"]: one for one in all_types()}
    meta: list[dict[str, Any]] = []
    for name in wanted:
        meta.append({"id": name, "name": names[name]})
        if type := PROPERTIES[name][0]:
            meta[-1]["type"] = types[type]
    rows = {
        str(id): {name: PROPERTIES[name][1](pages, str(id).removeprefix(ID)) for name in wanted}
        for id in ids
    }
    return {"meta": meta, "rows": rows}


__all__ = ["Matches", "extended", "manifest", "previewed", "routes", "suggested"]
