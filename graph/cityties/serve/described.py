"""The service and its data described: SPARQL 1.1 Service Description, VoID and DCAT.

Sources: https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/,
https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from cityties.query.results import Rows, Triples
from cityties.vocabulary.terms import DEF, ID, PREFIXES

if TYPE_CHECKING:
    from cityties.api import CityGraph

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_DCT: Final = "http://purl.org/dc/terms/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD",
)  # fmt: skip
COUNTS: Final = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x",
    "classes": "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x FILTER(isIRI(?x)) } GROUP BY ?x",
    "graphs": "SELECT ?x (COUNT(*) AS ?n) { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x",
}
"""The queries whose answers the description has as its counts, over the merge of all graphs."""

Ask = Callable[[str], Awaitable[bytes]]
"""Answers a SPARQL text as SPARQL JSON."""


def service(address: str) -> Triples:
    """What the endpoint can do.

    Parameters
    ----------
    address : where clients reach the server, without a slash at the end

    Examples
    --------
    >>> b"<http://localhost:1/sparql>" in service("http://localhost:1").data
    True
    """
    here = f"{address}/sparql"
    data = f"{address}/.well-known/void#dataset"
    lines = [
        _iri(here, PREFIXES["rdf"] + "type", f"{_SD}Service"),
        _iri(here, PREFIXES["rdf"] + "type", f"{_DCAT}DataService"),
        _iri(here, f"{_SD}endpoint", here),
        _iri(here, f"{_DCAT}endpointURL", here),
        _iri(here, f"{_DCAT}servesDataset", data),
        _iri(here, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        _iri(here, f"{_SD}feature", f"{_SD}UnionDefaultGraph"),
        *(_iri(here, f"{_SD}resultFormat", _FORMATS + name) for name in _RESULTS),
        _iri(here, f"{_SD}defaultDataset", data),
        _iri(data, PREFIXES["rdf"] + "type", f"{_SD}Dataset"),
        _iri(data, PREFIXES["rdf"] + "type", f"{_VOID}Dataset"),
        _iri(data, f"{_SD}defaultGraph", data),
        _iri(data, PREFIXES["rdf"] + "type", f"{_SD}Graph"),
    ]
    return _triples(lines)


async def dataset(graph: CityGraph, address: str, ask: Ask) -> Triples:
    """What the data is, in VoID and DCAT, with counts that queries gave.

    Parameters
    ----------
    graph : the graph that is served
    address : where clients reach the server
    ask : runs a query over it
    """
    here, endpoint = f"{address}/.well-known/void#dataset", f"{address}/sparql"
    counts = {name: await _numbers(ask, text) for name, text in COUNTS.items()}
    lines = [
        _iri(here, PREFIXES["rdf"] + "type", f"{_VOID}Dataset"),
        _iri(here, PREFIXES["rdf"] + "type", f"{_DCAT}Dataset"),
        _text(here, f"{_DCT}title", "cityties"),
        _text(here, f"{_DCT}identifier", graph.id),
        _date(here, f"{_DCT}modified", graph.data_day.isoformat()),
        _iri(here, f"{_VOID}sparqlEndpoint", endpoint),
        _iri(here, f"{_VOID}vocabulary", DEF),
        _text(here, f"{_VOID}uriSpace", ID),
        _iri(endpoint, PREFIXES["rdf"] + "type", f"{_DCAT}DataService"),
        _iri(endpoint, f"{_DCAT}endpointURL", endpoint),
        _iri(endpoint, f"{_DCAT}servesDataset", here),
        *(
            _number(here, _VOID + name, counts[name][0][1])
            for name in ("triples", "distinctSubjects", "distinctObjects")
        ),
        _number(here, f"{_VOID}properties", len(counts["properties"])),
        _number(here, f"{_VOID}classes", len(counts["classes"])),
    ]
    for kind, link, name, number in (
        ("properties", "propertyPartition", "property", "triples"),
        ("classes", "classPartition", "class", "entities"),
    ):
        for at, (iri, found) in enumerate(counts[kind]):
            part = f"{address}/.well-known/void#{name}-{at}"
            lines += [
                _iri(here, _VOID + link, part),
                _iri(part, _VOID + name, iri),
                _number(part, _VOID + number, found),
            ]
    for at, (iri, found) in enumerate(counts["graphs"]):
        part = f"{address}/.well-known/void#graph-{at}"
        lines += [
            _iri(here, f"{_VOID}subset", part),
            _iri(part, PREFIXES["rdf"] + "type", f"{_VOID}Dataset"),
            _iri(part, f"{_DCT}source", iri),
            _number(part, f"{_VOID}triples", found),
        ]
    return _triples(lines)


async def _numbers(ask: Ask, text: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for row in Rows(await ask(text)):
        values: dict[str, Any] = dict(row)
        found.append((str(values.get("x", "")), int(values["n"])))
    return sorted(found)


def _triples(lines: Iterable[str]) -> Triples:
    return Triples("".join(lines).encode())


def _iri(subject: str, predicate: str, thing: str) -> str:
    return f"<{subject}> <{predicate}> <{thing}> .\n"


def _text(subject: str, predicate: str, text: str) -> str:
    import pyoxigraph as ox

    return f"<{subject}> <{predicate}> {ox.Literal(text)} .\n"


def _number(subject: str, predicate: str, number: int) -> str:
    return f'<{subject}> <{predicate}> "{number}"^^<{PREFIXES["xsd"]}integer> .\n'


def _date(subject: str, predicate: str, day: str) -> str:
    return f'<{subject}> <{predicate}> "{day}"^^<{PREFIXES["xsd"]}date> .\n'
