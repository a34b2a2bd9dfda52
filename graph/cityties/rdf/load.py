"""An RDF file in our vocabulary to checked rows.

Turtle, TriG, N-Quads, N-Triples and JSON-LD. Nothing is ever fetched: a
JSON-LD context is written inside the file or is our own, which is read from
the package. RDF/XML is off, for its entities and its age.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from cityties.base.files import decode_strict
from cityties.errors import DataError, NotFoundError, Problem, Problems, UsageError
from cityties.language.messages import _, ngettext
from cityties.language.names import did_you_mean, few_guesses
from cityties.loaders.checker import Checker, RawRow
from cityties.model.rows import Tables
from cityties.model.tables import ROW_TYPES
from cityties.rdf.from_quads import Stated, cells_from_quads, not_derived
from cityties.rdf.json_ld import Document
from cityties.rdf.published import in_inner_form
from cityties.vocabulary.terms import REPLACED

_log = logging.getLogger(__name__)

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
MAX_NESTING = 1_000
"""Brackets inside brackets; the engine ends the process where there are far more."""


def load_rdf(
    path: Path | str,
    format: str | None = None,
    *,
    known: Tables | None = None,
    say: Callable[[str], None] = _log.warning,
) -> Tables:
    """Load and check an RDF file.

    Graphs of readings and of the ontology are left out; what is computed
    (day bounds, names of ties) is computed again.

    Parameters
    ----------
    path : the file
    format : one of ``ttl``, ``trig``, ``nq``, ``nt``, ``jsonld``; else by the file's name
    known : rows that the file may refer to, usually the shipped data
    say : called with what is to know about a file that loads; the log by default

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
    text, refused = decode_strict(file.read_bytes(), str(file))
    if not refused:
        refused = _refusals(file, text)
    if refused:
        raise DataError(refused)
    with few_guesses():
        return _checked(file, text, chosen, known, say)


def _checked(
    file: Path, text: str, chosen: str, known: Tables | None, say: Callable[[str], None]
) -> Tables:
    problems = Problems()
    if chosen == "jsonld":
        document = Document(file, text)
        quads = _parse(file, document.text, chosen)
        problems.extend(document.lost(lambda marked, base: _parse(file, marked, chosen, base)))
    else:
        quads = _parse(file, text, chosen)
    if not quads and not problems:
        message = _("nothing to load: the file contains no data")
        raise DataError([_problem(file, "empty-file", message, _("triples of cityties"))])
    quads, clashes = in_inner_form(quads, str(file))
    problems.extend(clashes)
    stated: list[Stated] = []
    replaced: set[str] = set()
    cells, more = cells_from_quads(quads, str(file), stated, replaced)
    problems.extend(more)
    rows = [
        RawRow(table, str(file), 0, _without_spaces(file, table, row, problems))
        for table in ROW_TYPES
        for row in sorted(cells[table], key=lambda row: row["id"])
    ]
    tables, faults = Checker(rows, known).run()
    problems.extend(faults)
    if not problems:  # else what would follow is not known
        problems.extend(not_derived(stated, tables, known or Tables(), str(file)))
    if problems:
        other = sum(problem.code == "duplicate-id" for problem in problems)
        if other and known:
            say(_of_other_rows(file, other))
        if replaced:
            say(_of_former_terms(file, replaced))
        raise DataError(problems)
    if note := _of_holders(file, quads, tables):
        say(note)
    if replaced:
        say(_of_former_terms(file, replaced))
    return tables


def _of_other_rows(file: Path, rows: int) -> str:
    """An export holds the shipped rows too, as they were in its version."""
    return ngettext(
        "{file}: {n} row is a different one in the data that the file is added to; if the file "
        "is an export of everything, load it alone, with --no-shipped",
        "{file}: {n} rows are different ones in the data that the file is added to; if the file "
        "is an export of everything, load it alone, with --no-shipped",
        rows,
    ).format(file=file, n=rows)


def _without_spaces(
    file: Path, table: str, row: dict[str, str], problems: Problems
) -> dict[str, str]:
    """The cells as a table would give them; a text of nothing but spaces is reported."""
    for name, text in row.items():
        if text and not text.strip():
            where, message = f"{table}/{row['id']} {name}", _("this text is empty")
            problems.append(Problem(str(file), 0, where, text, message, code="empty-text"))
    return {name: text.strip() for name, text in row.items()}


def _of_holders(file: Path, quads: Sequence[Any], tables: Tables) -> str:
    """Without graphs, whom the registry puts into a post and whom a claim does is one."""
    if any(hasattr(quad.graph_name, "value") for quad in quads):
        return ""
    held = {f"{holder}@{post.id}" for post in tables.posts for holder in post.holders}
    claimed = {
        reference.partition(":")[0]
        for claim in tables.claims
        for reference in (
            claim.about, *claim.actor, *claim.target, claim.said_by, claim.via, *claim.people
        )
    }  # fmt: skip
    both = len(held & claimed)
    if not both:
        return ""
    return ngettext(
        "{file}: {n} holder of a post may be known from a claim alone: the file has no "
        "graphs. TriG, N-Quads and JSON-LD keep the two apart",
        "{file}: {n} holders of posts may be known from claims alone: the file has no "
        "graphs. TriG, N-Quads and JSON-LD keep the two apart",
        both,
    ).format(file=file, n=both)


def _of_former_terms(file: Path, replaced: Iterable[str]) -> str:
    """Which properties of a former version a file has, and what they were read as."""
    pairs = [
        _("{old} as {new}").format(
            old=f"ct:{old}", new=", ".join(f"ct:{new}" for new in REPLACED[old])
        )
        for old in sorted(replaced)
    ]
    return _(
        "{file}: written by a former version of cityties; read {terms}. An export of it has the "
        "new terms"
    ).format(file=file, terms="; ".join(pairs))


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
    if line := _too_nested(text):
        message, most = _("nested too deeply"), _("at most {n} levels").format(n=MAX_NESTING)
        return [_problem(file, "too-deep", message, most, line=line)]
    return []


def _parse(file: Path, text: str, chosen: str, base: str | None = None) -> list[Any]:
    import pyoxigraph

    kind = getattr(pyoxigraph.RdfFormat, FORMATS[chosen])
    found: list[Any] = []
    try:
        for quad in pyoxigraph.parse(text, format=kind, base_iri=base):
            found.append(quad)
            if len(found) > MAX_QUADS:
                raise DataError(
                    [_problem(file, "too-large", _("too many triples"), str(MAX_QUADS))]
                )
    except SyntaxError as error:
        line = error.lineno or 0
        reason = error.msg
        if line:  # JSON-LD has none for what is no error of JSON
            where = _("line {line}, column {column}").format(line=line, column=error.offset or 0)
            reason = _("{where}: {reason}").format(where=where, reason=reason)
        raise DataError([_problem(file, "bad-syntax", reason, line=line)]) from None
    except MemoryError:  # the engine's name for a text that is longer than its buffer
        raise DataError(
            [_problem(file, "too-long", _("a single text is too long"), _("at most 16 MB"))]
        ) from None
    except UnicodeError as error:
        raise DataError([_problem(file, "bad-syntax", str(error))]) from None
    return found


# Texts, addresses and comments are passed over whole; each of them ends at the latest with
# the file, so that a quotation mark without a partner is not looked at again and again.
_BRACKETS = re.compile(
    r""""{3}(?:[^"\\]++|\\.|"(?!""))*+(?:"{3}|\Z)|'{3}(?:[^'\\]++|\\.|'(?!''))*+(?:'{3}|\Z)"""
    r"""|"(?:[^"\\\n\r]++|\\.)*+"?|'(?:[^'\\\n\r]++|\\.)*+'?|<[^<>"{}|^`\\\x00-\x20]*+>"""
    r"""|\#[^\n]*+|(?P<open><<|[(\[{])|(?P<close>>>|[)\]}])""",
    re.DOTALL,
)


def _too_nested(text: str) -> int:
    """The line at which brackets are nested too deeply; 0 if none are."""
    if sum(map(text.count, ("<<", "(", "[", "{"))) <= MAX_NESTING:
        return 0
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found["open"]:
            depth += 1
            if depth > MAX_NESTING:
                return text.count("\n", 0, found.start()) + 1
        elif found["close"]:
            depth = max(depth - 1, 0)
    return 0
