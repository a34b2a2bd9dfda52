"""The JSON API: the listings of the command line, by address. One list describes all of it.

`ENDPOINTS` says what each takes and gives; the handlers and the description in OpenAPI
(`cityties.serve.openapi`) read it, and columns come from the lists that the listings are
made with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cityties.api.rows import ROW_KEYS
from cityties.base.forms import as_json, cell
from cityties.language.messages import N_, _
from cityties.serve import accept
from cityties.serve.problems import HttpError
from cityties.serve.protocol import parameters
from cityties.serve.site import takes_gzip
from cityties.serve.sparql import wanted, while_connected

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from cityties.api import CityGraph
    from cityties.serve.site import Site

FORMS: Final[accept.Forms] = {
    "json": ("application/json",),
    "jsonl": ("application/jsonl", "application/x-ndjson"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
"""Forms of a listing, as those of the command line."""

_OBJECT: Final = {"json": FORMS["json"]}
_LONGEST: Final = 500  # characters of a value
_STEPS_MOST: Final = 3
_YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address.

    Parameters
    ----------
    name : in the address
    keyword : of the method of `CityGraph`
    type : ``text``, ``day``, ``flag``, ``number``, or the name of a code list
    text : what it means
    is_required : whether there is no answer without it
    several : whether it may be repeated
    example : a value
    """

    name: str
    keyword: str
    type: str
    text: str
    is_required: bool = False
    several: bool = False
    example: str = ""

    def read(self, values: Sequence[str]) -> Any:
        """The value for the method.

        Parameters
        ----------
        values : as the address has them

        Raises
        ------
        HttpError
            If there are too many, or they do not fit.
        """
        if len(values) > 1 and not self.several:
            raise _bad(_("the parameter {name} is given twice").format(name=self.name))
        if any(len(value) > _LONGEST for value in values):
            raise _bad(_("{name} has more than {n} characters").format(name=self.name, n=_LONGEST))
        value = values[0]
        if self.type == "flag":
            if value.lower() not in _YES:
                raise _bad(_("{name} = {value!r}: write yes or no").format(
                    name=self.name, value=value
                ))  # fmt: skip
            return _YES[value.lower()]
        if self.type == "number":
            if value not in map(str, range(1, _STEPS_MOST + 1)):
                raise _bad(
                    _("{name} = {value!r}: write a number from 1 to {n}").format(
                        name=self.name, value=value, n=_STEPS_MOST
                    )
                )
            return int(value)
        if self.is_required and not value.strip():
            raise _bad(_("the parameter {name} is missing").format(name=self.name))
        return tuple(values) if self.several else value


_ON = Parameter("on", "on", "day", N_("The day of the question."), example="2010-01-01")
_KNOWN_BY = Parameter(
    "known_by", "known_by", "day", N_("Only what was published by this day."), example="2007-10-12"
)
_SOURCE = Parameter("source", "source", "text", N_("Only what this source says."))
_KIND = Parameter("kind", "kinds", "kinds", N_("Only this kind."), several=True)
_STATUS = Parameter("status", "statuses", "statuses", N_("Only this status."), several=True)
_CHANNEL = Parameter(
    "channel", "channels", "channels", N_("The channel that statuses are read on."), several=True
)
_WITHIN = Parameter(
    "within", "within", "flag", N_("Of a country or province, all places inside it too.")
)
_CITY = Parameter("city", "city", "text", N_("A city: a name or an id."), example="isfahan")
_TIES = (_ON, _KNOWN_BY, _SOURCE, _KIND, _STATUS, _CHANNEL)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API.

    Parameters
    ----------
    name : its last part, and the name of the command
    text : what it gives
    parameters : what it takes
    call : makes the answer from the graph and the keywords
    keys : columns of its rows; without any it gives one object
    """

    name: str
    text: str
    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]
    keys: tuple[str, ...] = ()

    @property
    def forms(self) -> accept.Forms:
        """The forms of its answer."""
        return FORMS if self.keys else _OBJECT


def _centrality(graph: CityGraph, city: str | None = None, **asked: Any) -> Any:
    # Without the random draws: a page must not wait for them.
    return graph.centrality(city, runs=0, **asked).json()


ENDPOINTS: Final = (
    Endpoint(
        "ties",
        N_("Ties of a city, country or institution, or all, as they were on a day."),
        (Parameter("city", "city", "text", N_("Whose ties: a name or an id."), example="isfahan"),
         *_TIES, _WITHIN),
        lambda graph, **asked: graph.ties(**asked),
        ROW_KEYS["ties"],
    ),
    Endpoint(
        "history",
        N_("All claims about anything, or about what two things share."),
        (Parameter("what", "what", "text", N_("A name or an id."), True, example="freiburg"),
         Parameter("other", "other", "text", N_("A second thing."), example="isfahan"),
         _KNOWN_BY, _SOURCE, _KIND, _WITHIN),
        lambda graph, **asked: graph.history(**asked),
        ROW_KEYS["history"],
    ),
    Endpoint(
        "counts",
        N_("Number of partners of a city: as claimed, and as read from the claims."),
        (Parameter("city", "city", "text", N_("A city: a name or an id."), True, example="isfahan"),
         _ON, _KNOWN_BY, _SOURCE, Parameter("kind", "kinds", "kinds", N_("Only this kind."))),
        lambda graph, **asked: graph.counts(**asked),
    ),
    Endpoint(
        "conflicts",
        N_("Contradictions between claims."),
        (_CITY, _KNOWN_BY, _SOURCE),
        lambda graph, **asked: graph.conflicts(**asked),
        ROW_KEYS["conflicts"],
    ),
    Endpoint(
        "cities",
        N_("The cities of the graph and their ids."),
        (Parameter("text", "text", "text", N_("A part of a name."), example="hyder"),
         Parameter("country", "country", "text", N_("Only this country (two letters)."),
                   example="CN")),
        lambda graph, **asked: graph.cities(**asked),
        ROW_KEYS["cities"],
    ),
    Endpoint(
        "officials",
        N_("People in posts: terms, last seen, whom they met."),
        (Parameter("what", "what", "text", N_("A place, body, post or person."),
                   example="isfahan"), _KNOWN_BY, _SOURCE, _WITHIN),
        lambda graph, **asked: graph.officials(**asked),
        ROW_KEYS["officials"],
    ),
    Endpoint(
        "path",
        N_("The shortest path between two cities, with its evidence."),
        (Parameter("from", "first", "text", N_("A city."), True, example="isfahan"),
         Parameter("to", "second", "text", N_("Another city."), True, example="carrara"),
         Parameter("weighted", "weighted", "flag", N_("Shortest by the sum of 1/strength.")),
         Parameter("all", "every", "flag", N_("All shortest paths, not just one.")), *_TIES),
        lambda graph, **asked: graph.path(**asked),
    ),
    Endpoint(
        "centrality",
        N_("The ranks of cities, without the uncertainty that the command computes."),
        (_CITY, _ON, _KNOWN_BY, _SOURCE, _KIND, _STATUS, _CHANNEL,
         Parameter("measure", "measures", "measures", N_("Only this measure."), several=True,
                   example="degree"),
         Parameter("steps", "steps", "number", N_("How far the sample around the city reaches."))),
        _centrality,
    ),
)  # fmt: skip
"""All addresses below ``/api/``."""


async def answer(site: Site, endpoint: Endpoint, request: Request) -> Response:
    """Answer one request to the API.

    Parameters
    ----------
    site : the graph
    endpoint : what is asked for
    request : with its parameters in the address

    Raises
    ------
    CitytiesError
        What becomes a problem of HTTP.
    """
    found = parameters(request.scope["query_string"])
    asked_form = _single(found.pop("format", [""]), "format")
    found.pop("lang", None)
    form, media = wanted(request, endpoint.forms, asked_form)
    keywords = values_of(endpoint, found)
    etag = site.etag(
        "api", endpoint.name, form, repr(sorted(found.items())), site.language(request),
        date.today().isoformat(),
    )  # fmt: skip
    if same := site.unchanged(request, etag):
        return same
    head, data = await while_connected(
        request, site.listing(endpoint.name, keywords, form, compress=takes_gzip(request))
    )
    more = {"Content-Encoding": head["encoding"]} if head["encoding"] else {}
    media = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return await site.respond(request, data, media, etag=etag, headers=more)


def values_of(endpoint: Endpoint, found: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The keywords of a method, from the parameters of an address.

    Parameters
    ----------
    endpoint : what is asked for
    found : values by name

    Raises
    ------
    HttpError
        For an unknown, missing, repeated or wrong parameter.
    """
    known = {each.name: each for each in endpoint.parameters}
    for name in found:
        if name not in known:
            raise _bad(
                _("unknown parameter {name!r}; available: {known}").format(
                    name=name, known=", ".join([*known, "format", "lang"])
                )
            )
    for name, parameter in known.items():
        if parameter.is_required and name not in found:
            raise _bad(_("the parameter {name} is missing").format(name=name))
    return {known[name].keyword: known[name].read(values) for name, values in found.items()}


def made(graph: CityGraph, endpoint: Endpoint, keywords: Mapping[str, Any], form: str) -> bytes:
    """The answer of an endpoint; this runs in a worker.

    Parameters
    ----------
    graph : what is asked
    endpoint : one of :data:`ENDPOINTS`
    keywords : of its method
    form : of :data:`FORMS`
    """
    found = endpoint.call(graph, **keywords)
    if not endpoint.keys:
        return (as_json(found, indent=2) + "\n").encode()
    return rows_text(found, endpoint.keys, form).encode()


def rows_text(rows: Sequence[Mapping[str, Any]], keys: Sequence[str], form: str) -> str:
    r"""A listing as the command line prints it.

    Parameters
    ----------
    rows : the rows
    keys : their columns
    form : of :data:`FORMS`

    Examples
    --------
    >>> rows_text([{"city": "porto", "ties": 2}], ["city", "ties"], "csv")
    'city,ties\nporto,2\n'
    """
    if form == "json":
        return as_json(list(rows), indent=2) + "\n"
    if form == "jsonl":
        return "".join(as_json(row) + "\n" for row in rows)
    text = io.StringIO()
    writer = csv.writer(text, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerow(keys)
    writer.writerows([cell(row.get(key)) for key in keys] for row in rows)
    return text.getvalue()


def _single(values: Sequence[str], name: str) -> str:
    if len(values) > 1:
        raise _bad(_("the parameter {name} is given twice").format(name=name))
    return values[0]


def _bad(message: str) -> HttpError:
    return HttpError(400, "bad-parameter", message)
