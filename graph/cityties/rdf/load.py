"""An RDF file in our vocabulary to checked rows.

Turtle, TriG, N-Quads, N-Triples and JSON-LD. Nothing is ever fetched: a
JSON-LD context is written inside the file or is our own, which is read from
the package. RDF/XML is off, for its entities and its age.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cityties.base.files import decode_strict
from cityties.base.resources import ontology_dir
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.loaders.checker import Checker, RawRow
from cityties.model.rows import Tables
from cityties.model.tables import ROW_TYPES
from cityties.rdf.from_quads import cells_from_quads

FORMATS = {
    "ttl": "TURTLE",
    "trig": "TRIG",
    "nq": "N_QUADS",
    "nt": "N_TRIPLES",
    "jsonld": "JSON_LD",
}
"""Names of formats, which are also the ends of file names."""

_OTHER_ENDS = {"turtle": "ttl", "json": "jsonld", "nquads": "nq", "ntriples": "nt"}
_XML_ENDS = ("rdf", "xml", "owl")

MAX_BYTES = 256 * 1024 * 1024
MAX_QUADS = 5_000_000
MAX_DEPTH = 64
"""Deepest nesting of JSON-LD; ours has three levels."""

OUR_CONTEXT = "https://w3id.org/cityties/def/context.jsonld"
"""The address by which a file may name our context; it is read from the package."""


def load_rdf(
    path: Path | str,
    format: str | None = None,
    *,
    known: Tables | None = None,
) -> Tables:
    """Load and check an RDF file.

    Graphs of readings and of the ontology are left out; what is computed
    (day bounds, names of ties) is computed again.

    Parameters
    ----------
    path : the file
    format : one of ``ttl``, ``trig``, ``nq``, ``nt``, ``jsonld``; else by the file's name
    known : rows that the file may refer to, usually the shipped data

    Returns
    -------
    Tables : the rows of this file alone, sorted by id

    Raises
    ------
    NotFoundError : if there is no such file
    UsageError : for a format that is not read
    DataError : with all problems
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(_("the file {path} does not exist").format(path=file))
    chosen = _format(file, format)
    if file.stat().st_size > MAX_BYTES:
        raise DataError([_problem(file, "too-large", _("the file is too large"), str(MAX_BYTES))])
    text, problems = decode_strict(file.read_bytes(), str(file))
    if not problems:
        problems = _refusals(file, text)
    if problems:
        raise DataError(problems)
    if chosen == "jsonld":
        text = _with_our_context(file, text)
    cells, problems = cells_from_quads(_parse(file, text, chosen), str(file))
    rows = [
        RawRow(table, str(file), 0, row)
        for table in ROW_TYPES
        for row in sorted(cells[table], key=lambda row: row["id"])
    ]
    tables, faults = Checker(rows, known).run()
    if problems or faults:
        raise DataError([*problems, *faults])
    return tables


def _problem(
    file: Path, code: str, message: str, expected: str = "", *, suggestion: str = "", line: int = 0
) -> Problem:
    return Problem(str(file), line, "", "", message, expected, suggestion, code)


def _format(file: Path, given: str | None) -> str:
    name = (given or file.suffix).lower().lstrip(".")
    name = _OTHER_ENDS.get(name, name)
    if name in _XML_ENDS:
        raise UsageError(_("RDF/XML is refused: convert {path} to Turtle").format(path=file))
    if name not in FORMATS:
        message = _("{name!r} is not a supported format; available: {formats}").format(
            name=name, formats=", ".join(FORMATS)
        )
        suggestion = did_you_mean(name, FORMATS)
        raise UsageError(f"{message}; {suggestion}" if suggestion else message)
    return name


def _refusals(file: Path, text: str) -> list[Problem]:
    start = text.lstrip()[:200].lower()
    if "<!doctype" in start or start.startswith(("<?xml", "<rdf:rdf")):
        return [
            _problem(
                file,
                "xml-refused",
                _("this is XML: RDF/XML and document types are refused"),
                suggestion=_("convert it to Turtle"),
            )
        ]
    return []


def _parse(file: Path, text: str, chosen: str) -> list[Any]:
    import pyoxigraph

    kind = getattr(pyoxigraph.RdfFormat, FORMATS[chosen])
    found: list[Any] = []
    try:
        for quad in pyoxigraph.parse(text, format=kind):
            found.append(quad)
            if len(found) > MAX_QUADS:
                raise DataError(
                    [_problem(file, "too-large", _("too many triples"), str(MAX_QUADS))]
                )
    except SyntaxError as error:
        line = error.lineno or 0
        where = _("line {line}, column {column}").format(line=line, column=error.offset or 0)
        raise DataError(
            [
                _problem(
                    file,
                    "bad-syntax",
                    _("{where}: {reason}").format(where=where, reason=error.msg),
                    line=line,
                )
            ]
        ) from None
    return found


def _with_our_context(file: Path, text: str) -> str:
    """Put our own context in the place of its address; refuse every other address."""
    try:
        document = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise DataError(
            [_problem(file, "bad-syntax", _("not JSON: {reason}").format(reason=error), line=line)]
        ) from None
    except RecursionError:
        raise DataError([_too_deep(file)]) from None
    problems: list[Problem] = []
    filled = _fill_contexts(file, document, problems, 0)
    if problems:
        raise DataError(problems)
    return json.dumps(filled, ensure_ascii=False)


def _too_deep(file: Path) -> Problem:
    return _problem(
        file, "too-deep", _("nested too deeply"), _("at most {n} levels").format(n=MAX_DEPTH)
    )


def _fill_contexts(file: Path, node: Any, problems: list[Problem], depth: int) -> Any:
    if depth > MAX_DEPTH:
        if not any(problem.code == "too-deep" for problem in problems):
            problems.append(_too_deep(file))
        return None
    if isinstance(node, list):
        return [_fill_contexts(file, item, problems, depth + 1) for item in node]
    if not isinstance(node, dict):
        return node
    filled: dict[str, Any] = {}
    for key, value in node.items():
        if key == "@import":
            _refuse_context(file, str(value), problems)
        elif key == "@context":
            parts = value if isinstance(value, list) else [value]
            filled[key] = [_context_part(file, part, problems, depth) for part in parts]
        else:
            filled[key] = _fill_contexts(file, value, problems, depth + 1)
    return filled


def _context_part(file: Path, part: Any, problems: list[Problem], depth: int) -> Any:
    if not isinstance(part, str):
        return _fill_contexts(file, part, problems, depth + 1)
    if part in (OUR_CONTEXT, "context.jsonld"):
        ours = json.loads((ontology_dir() / "context.jsonld").read_bytes())
        return ours.get("@context", ours)
    _refuse_context(file, part, problems)
    return None


def _refuse_context(file: Path, address: str, problems: list[Problem]) -> None:
    problems.append(
        Problem(
            str(file),
            0,
            "@context",
            address,
            _("this context is remote; nothing is fetched"),
            OUR_CONTEXT,
            _("include the context in the file"),
            "remote-context",
        )
    )
