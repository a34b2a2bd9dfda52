"""The W3C tests of SPARQL 1.1 queries, run by our way to the engine and by the bare engines.

    python tests/query/w3c.py CHECKOUT

prints how many each passes. CHECKOUT is a checkout of github.com/w3c/rdf-tests. Left out:
federation, which no query may use here, and entailment.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
LEFT_OUT = ("service", "entailment", "syntax-fed")


@dataclass(frozen=True)
class Test:
    """One test: its query, its data and what must come out."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None

    @property
    def text(self) -> str:
        return self.query.read_text(encoding="utf-8")

    @property
    def base(self) -> str:
        return self.query.as_uri()


def tests(checkout: Path) -> Iterator[Test]:
    """All query tests of a checkout: those that evaluate, and those of syntax."""
    import rdflib
    from rdflib.collection import Collection

    root = checkout / "sparql" / "sparql11"
    top = rdflib.Graph().parse(root / "manifest-sparql11-query.ttl")
    included = next(top.objects(None, rdflib.URIRef(MF + "include")))
    for manifest in map(_path, Collection(top, included)):
        if manifest.parent.name in LEFT_OUT:
            continue
        graph = rdflib.Graph().parse(manifest)
        for entries in graph.objects(None, rdflib.URIRef(MF + "entries")):
            for entry in Collection(graph, entries):
                yield from _test(graph, entry, manifest.parent.name)


def _path(iri: Any) -> Path:
    from urllib.parse import unquote, urlparse

    return Path(unquote(urlparse(str(iri)).path))


def _test(graph: Any, entry: Any, folder: str) -> Iterator[Test]:
    import rdflib

    def one(subject: Any, term: str) -> Any:
        return graph.value(subject, rdflib.URIRef(term))

    kind = next(
        (str(k).rpartition("#")[2] for k in graph.objects(entry, rdflib.RDF.type) if MF in str(k)),
        "",
    )
    action = one(entry, MF + "action")
    name = f"{folder}/{str(entry).rpartition('#')[2]}"
    if kind in {"PositiveSyntaxTest11", "NegativeSyntaxTest11"}:
        yield Test(name, kind, _path(action))
    elif kind in {"QueryEvaluationTest", "CSVResultFormatTest"}:
        graphs = []
        for item in graph.objects(action, rdflib.URIRef(QT + "graphData")):
            where = one(item, QT + "graph") or item
            label = one(item, str(rdflib.RDFS.label))
            graphs.append((str(label or where), _path(where)))
        data = graph.objects(action, rdflib.URIRef(QT + "data"))
        yield Test(
            name, kind, _path(one(action, QT + "query")), tuple(map(_path, data)),
            tuple(graphs), _path(one(entry, MF + "result")),
        )  # fmt: skip


# --- what comes out --------------------------------------------------------------------------


def store_of(test: Test) -> Any:
    """The data of a test as a store of the engine."""
    import pyoxigraph as ox

    store = ox.Store()
    for path in test.data:
        store.load(path=str(path), base_iri=path.as_uri(), format=_format(path))
    for name, path in test.graphs:
        store.load(
            path=str(path),
            base_iri=path.as_uri(),
            format=_format(path),
            to_graph=ox.NamedNode(name),
        )
    return store


def _format(path: Path) -> Any:
    import pyoxigraph as ox

    return {".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}.get(
        path.suffix, ox.RdfFormat.TURTLE
    )


def ours(test: Test) -> Any:
    """Our way: the text is checked, and FROM is merged."""
    from cityties.query import guard

    # A W3C test has its own default graph; ours would be the merge.
    return guard.run(store_of(test), test.text, union=bool(test.data), base=test.base)


def engine(test: Test) -> Any:
    """The engine as it comes."""
    return store_of(test).query(test.text)


def rdflib_alone(test: Test) -> Any:
    """rdflib as it comes."""
    import rdflib

    dataset = rdflib.Dataset()
    for path in test.data:
        dataset.default_graph.parse(path)
    for name, path in test.graphs:
        dataset.graph(rdflib.URIRef(name)).parse(path)
    return dataset.query(test.text, base=test.base)


def passes(test: Test, run: Callable[[Test], Any]) -> bool:
    """Whether an engine does what a test says."""
    try:
        answer = normal(run(test))
    except Exception:
        return test.kind == "NegativeSyntaxTest11"
    if test.kind.endswith("SyntaxTest11"):
        return test.kind == "PositiveSyntaxTest11"
    return bool(answer == expected(test))


def normal(answer: Any) -> Any:
    """Rows, a truth or triples in a form that compares."""
    import pyoxigraph as ox

    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QuerySolutions):
        return _rows({v.value: row[v] for v in answer.variables} for row in answer)
    if isinstance(answer, ox.QueryTriples):
        return _triples(answer)
    if answer.type == "ASK":
        return bool(answer.askAnswer)
    if answer.type in {"CONSTRUCT", "DESCRIBE"}:
        text = answer.graph.serialize(format="nt")
        return _triples(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    return _rows(
        {str(v): row[v] for v in answer.vars if row.get(v) is not None} for row in answer.bindings
    )


def expected(test: Test) -> Any:
    """What the file of a test says must come out."""
    import pyoxigraph as ox

    path = test.result
    assert path is not None
    formats = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON,
               ".tsv": ox.QueryResultsFormat.TSV}  # fmt: skip
    if path.suffix in formats:
        return normal(ox.parse_query_results(path=str(path), format=formats[path.suffix]))
    triples = list(ox.parse(path=str(path), format=_format(path), base_iri=path.as_uri()))
    found = {(t.subject, t.predicate.value): t.object for t in triples}
    truth = next((o for (_s, p), o in found.items() if p == RS + "boolean"), None)
    if truth is not None:
        return truth.value == "true"
    if not any(t.predicate.value == RS + "solution" for t in triples):
        return _triples(triples)
    rows = []
    for solution in (t.object for t in triples if t.predicate.value == RS + "solution"):
        bound = [
            t.object
            for t in triples
            if t.subject == solution and t.predicate.value == RS + "binding"
        ]
        rows.append({found[b, RS + "variable"].value: found[b, RS + "value"] for b in bound})
    return _rows(rows)


def _rows(rows: Any) -> Any:
    return Counter(
        tuple(sorted((name, _term(term)) for name, term in row.items() if term is not None))
        for row in rows
    )


def _triples(triples: Any) -> Any:
    return {(_term(t.subject), _term(t.predicate), _term(t.object)) for t in triples}


def _term(term: Any) -> str:
    """A term as a text; blank nodes are all alike, numbers compare by value."""
    if type(term).__name__ in {"BlankNode", "BNode"}:
        return "_:"
    datatype = getattr(term, "datatype", None)
    if datatype is not None or type(term).__name__ == "Literal":
        kind = str(getattr(datatype, "value", datatype) or "").rpartition("#")[2]
        is_rdflib = type(term).__module__.startswith("rdflib")  # its value is one of Python
        text = str(term) if is_rdflib else term.value
        if term.language:
            return f'"{text}"@{term.language.lower()}'
        if kind in {"integer", "decimal", "double", "float"}:
            try:
                return f"{kind} {float(text):.9g}"
            except ValueError:
                pass
        text = {"0": "false", "1": "true"}.get(text, text) if kind == "boolean" else text
        return f'"{text}"' + (f"^^{kind}" if kind not in {"", "string"} else "")
    return f"<{getattr(term, 'value', term)}>"


def main() -> None:
    """Print what each way passes."""
    found = list(tests(Path(sys.argv[1]).resolve()))
    for name, run in (("cityties", ours), ("pyoxigraph", engine), ("rdflib", rdflib_alone)):
        failed = [test.name for test in found if not passes(test, run)]
        passed = f"{len(found) - len(failed)} of {len(found)}"
        sys.stdout.write(f"{name}: {passed}; not: {', '.join(failed)}\n")


if __name__ == "__main__":
    main()
