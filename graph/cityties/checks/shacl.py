"""Checks a graph against ``ontology/shapes.ttl`` (SHACL) and tells what is wrong in words.

shacl-rust does the work where it is installed, pySHACL elsewhere; both give the
same findings (``tests/checks/test_shacl.py`` compares them). Messages are looked up by
the IRI of the shape, since the engines mix their own English into ours, lose
the languages, or change the order.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cityties.base import resources
from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _
from cityties.vocabulary.terms import PREFIXES

SEVERITIES = ("Violation", "Warning", "Info")
"""From what must be mended to what may be improved."""

ENGINES = {"shacl-rust": "shacl_rust", "pyshacl": "pyshacl"}
"""Engines in the order in which they are tried, each with its module."""

_SH = PREFIXES["sh"]
_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One node that breaks one shape.

    Parameters
    ----------
    focus : IRI of the node
    path : IRI of the property; "" where the shape is about the whole node
    shape : IRI of the shape
    component : local name of the SHACL constraint component, such as ``MinCount``
    severity : ``Violation``, ``Warning`` or ``Info``
    message_en, message_fa : what is wrong and what would be right
    """

    focus: str
    path: str
    shape: str
    component: str
    severity: str
    message_en: str
    message_fa: str

    def message(self, lang: str) -> str:
        """Give the message in Persian for ``fa``, else in English."""
        return self.message_fa if lang == "fa" else self.message_en


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation looked at and what it found.

    Parameters
    ----------
    findings : sorted, each once
    focus_nodes : how many nodes some shape looked at
    shapes : how many shapes there are
    engine : ``shacl-rust`` or ``pyshacl``
    """

    findings: tuple[Finding, ...]
    focus_nodes: int
    shapes: int
    engine: str

    @property
    def conforms(self) -> bool:
        """Whether something was looked at and nothing must be mended."""
        return self.focus_nodes > 0 and not self.by_severity("Violation")

    def by_severity(self, severity: str) -> tuple[Finding, ...]:
        """Findings of one severity, in order."""
        return tuple(found for found in self.findings if found.severity == severity)


@dataclass(frozen=True, slots=True)
class _Shapes:
    text: str
    targets: frozenset[str]
    messages: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=4)
def _shapes(path: Path) -> _Shapes:
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    text = path.read_text(encoding="utf-8")
    targets: set[str] = set()
    messages: dict[str, dict[str, str]] = {}
    for triple in parse(text.encode(), format=RdfFormat.TURTLE):
        subject, value = triple.subject, triple.object
        if triple.predicate.value == _SH + "targetClass" and isinstance(value, NamedNode):
            targets.add(value.value)
        elif triple.predicate.value == _SH + "message" and isinstance(value, Literal):
            messages.setdefault(getattr(subject, "value", ""), {})[value.language or ""] = (
                value.value
            )
    return _Shapes(text, frozenset(targets), messages)


def shape_messages() -> Mapping[str, Mapping[str, str]]:
    """Messages of every shape, by IRI and then by language.

    >>> found = shape_messages()["https://w3id.org/cityties/shapes/Country-code"]
    >>> found["en"]
    'Give the country its two-letter code.'
    """
    return _shapes(resources.ontology_dir() / "shapes.ttl").messages


def validate(data: bytes | str, *, data_format: str = "nt", engine: str = "") -> Report:
    """Check a graph against the shapes of the ontology.

    Parameters
    ----------
    data : the graph as text; of a dataset, the union of all graphs is checked
    data_format : ``nt``, ``ttl``, ``nq`` or ``trig``
    engine : ``shacl-rust`` or ``pyshacl``; "" takes the first that is installed

    Returns
    -------
    Report
        Sorted findings, and how much was looked at.

    Raises
    ------
    UsageError
        If the format or engine is unknown.
    CitytiesError
        If the text cannot be read, or no engine is installed.

    >>> text = "<https://w3id.org/cityties/id/x> a <https://w3id.org/cityties/def/Reading> ."
    >>> validate(text, data_format="ttl").conforms
    True
    """
    chosen = _engine(engine)
    shapes = _shapes(resources.ontology_dir() / "shapes.ttl")
    triples, focus_nodes = _union(data, data_format, shapes.targets)
    run = _run_shacl_rust if chosen == "shacl-rust" else _run_pyshacl
    findings = {
        Finding(
            focus,
            path,
            shape,
            component.removeprefix(_SH).removesuffix("ConstraintComponent"),
            severity.removeprefix(_SH),
            shapes.messages.get(shape, {}).get("en", ""),
            shapes.messages.get(shape, {}).get("fa", ""),
        )
        for focus, path, shape, component, severity in run(triples, shapes.text)
    }
    return Report(tuple(sorted(findings)), focus_nodes, len(shapes.messages), chosen)


def _engine(name: str) -> str:
    if name and name not in ENGINES:
        raise UsageError(
            _("no SHACL engine {name}; there are {known}").format(
                name=name, known=", ".join(ENGINES)
            )
        )
    for engine, module in ENGINES.items():
        if name in ("", engine) and importlib.util.find_spec(module) is not None:
            return engine
    raise CitytiesError(
        _("no SHACL engine is installed; install one with: pip install {name}").format(
            name=name or "shacl-rust"
        )
    )


def _union(data: bytes | str, data_format: str, targets: frozenset[str]) -> tuple[str, int]:
    """All graphs as one in N-Triples, and how many of its nodes have a target class."""
    from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

    formats = {
        "nt": RdfFormat.N_TRIPLES,
        "ttl": RdfFormat.TURTLE,
        "nq": RdfFormat.N_QUADS,
        "trig": RdfFormat.TRIG,
    }
    if data_format not in formats:
        raise UsageError(
            _("no format {name}; there are {known}").format(
                name=data_format, known=", ".join(formats)
            )
        )
    raw = data.encode() if isinstance(data, str) else data
    focus: set[Any] = set()
    triples: dict[Triple, None] = {}
    try:
        for quad in parse(raw, format=formats[data_format]):
            triples[Triple(quad.subject, quad.predicate, quad.object)] = None
            if (
                quad.predicate.value == _TYPE
                and isinstance(quad.object, NamedNode)
                and quad.object.value in targets
            ):
                focus.add(quad.subject)
    except (SyntaxError, ValueError) as error:
        raise CitytiesError(_("the graph cannot be read: {error}").format(error=error)) from error
    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return text.decode(), len(focus)


_Row = tuple[str, str, str, str, str]


def _run_shacl_rust(triples: str, shapes: str) -> Iterable[_Row]:
    import shacl_rust

    report = shacl_rust.validate(triples, shapes, data_format="nt", shapes_format="turtle")
    for result in report["results"]:
        yield (
            _bare(result["focusNode"]),
            _bare(result.get("resultPath", "")),
            _bare(result.get("sourceShape", "")),
            _bare(result["sourceConstraintComponent"]),
            _bare(result["severity"]),
        )


def _bare(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def _run_pyshacl(triples: str, shapes: str) -> Iterable[_Row]:
    with warnings.catch_warnings():
        # It still calls names that rdflib has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        import pyshacl
        from rdflib import RDF, SH, Graph

        graph = Graph().parse(data=triples, format="nt")
        rules = Graph().parse(data=shapes, format="turtle")
        _conforms, report, _text = pyshacl.validate(graph, shacl_graph=rules)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield (
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.resultPath) or ""),
            str(report.value(result, SH.sourceShape)),
            str(report.value(result, SH.sourceConstraintComponent)),
            str(report.value(result, SH.resultSeverity)),
        )
