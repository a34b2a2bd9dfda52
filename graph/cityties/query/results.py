"""What a query gives: rows with typed values, yes or no, or a small graph.

All are kept as bytes in a standard form (SPARQL TSV or JSON, N-Triples), so that an
answer from a child process is the same thing as one from this process. Rows come from there as
TSV: it holds the same terms in three fifths of the bytes, and is written and read faster.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from cityties.base.collector import without_collector
from cityties.base.forms import NOT_XML
from cityties.errors import QueryError, UsageError
from cityties.language.messages import _
from cityties.start.patterns import regex
from cityties.start.records import dataclass, field
from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyoxigraph as ox

TABLE_FORMATS: Final = ("csv", "tsv", "json", "xml")
GRAPH_FORMATS: Final = ("ttl", "nt", "nq", "trig", "jsonld")

_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong",
        "unsignedShort", "unsignedByte",
    )
)  # fmt: skip


class Iri(str):
    """An IRI in a row; compares and prints like its text."""

    __slots__ = ()

    @property
    def short(self) -> str:
        """The IRI with a prefix of ours or of a well-known vocabulary, if one fits.

        Examples
        --------
        >>> Iri("https://w3id.org/cityties/id/isfahan").short
        'id:isfahan'
        """
        return short_iri(self)

    @property
    def id(self) -> str:
        """The part after our namespace of things or codes; otherwise the IRI itself.

        Examples
        --------
        >>> Iri("https://w3id.org/cityties/code/in_force").id
        'in_force'
        """
        for prefix in ("id", "code", "ct"):
            if self.startswith(PREFIXES[prefix]):
                return self[len(PREFIXES[prefix]) :]
        return str(self)


class Text(str):
    """A text with a language, or of a datatype that Python has no type for."""

    __slots__ = ("datatype", "language")

    language: str
    datatype: str

    def __new__(cls, value: str, *, language: str = "", datatype: str = "") -> Text:
        """Make the text; both marks are empty if they say nothing."""
        made = super().__new__(cls, value)
        made.language = language
        made.datatype = datatype
        return made


if TYPE_CHECKING:
    from decimal import Decimal

    Value = Iri | Text | str | int | float | bool | Decimal | datetime.date | None
else:
    Value = object  # most answers have no decimal number, and need no such class


def short_iri(iri: str) -> str:
    """Shorten an IRI by the longest predefined namespace that it begins with.

    Parameters
    ----------
    iri : any IRI

    Examples
    --------
    >>> short_iri("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    """
    best = max(
        (item for item in PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    return iri if best is None else f"{best[0]}:{iri[len(best[1]) :]}"


def python_value(term: object) -> Value:
    """Turn a pyoxigraph term into the Python value that it stands for.

    Parameters
    ----------
    term : a term of a query solution, or ``None`` where a variable is unbound

    Returns
    -------
    ``Iri`` for IRIs and blank nodes (as ``_:b``); ``date``, ``datetime``, ``int``,
    ``Decimal``, ``float`` or ``bool`` for literals of these types; ``Text`` for
    texts with a language or another datatype; ``str`` for plain texts. A literal
    whose text does not fit its type stays a ``Text``.
    """
    if term is None:
        return None
    datatype = getattr(getattr(term, "datatype", None), "value", None)
    if datatype is None:
        value = getattr(term, "value", None)
        is_iri = type(term).__name__ == "NamedNode"
        return Iri(value if is_iri and value is not None else str(term))
    text: str = term.value  # type: ignore[attr-defined]
    language: str | None = term.language  # type: ignore[attr-defined]
    if language:
        return Text(text, language=language, datatype=datatype)
    if datatype == _XSD + "string":
        return text
    if reader := _READERS.get(datatype):
        try:
            return reader(text)
        except (ValueError, ArithmeticError, LookupError):
            pass
    return Text(text, datatype=datatype)


def _read_boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


def _read_decimal(text: str) -> Decimal:
    from decimal import Decimal

    return Decimal(text)


def _read_date(text: str) -> datetime.date:
    if len(text) != 10:  # with a time zone: no plain day
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


_READERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(_INTEGERS, int),
    _XSD + "decimal": _read_decimal,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": _read_boolean,
    _XSD + "date": _read_date,
    _XSD + "dateTime": datetime.datetime.fromisoformat,
}


class Row(Mapping[str, Value]):
    """One row: by name, by number or by attribute.

    Examples
    --------
    >>> row = Row(("city", "n"), ("Isfahan", 3))
    >>> row["city"], row.n, row[1]
    ('Isfahan', 3, 3)
    """

    __slots__ = ("_columns", "_values")

    def __init__(self, columns: tuple[str, ...], values: tuple[Value, ...]) -> None:
        self._columns = columns
        self._values = values

    def __getitem__(self, key: str | int) -> Value:
        if isinstance(key, int):
            return self._values[key]
        try:
            return self._values[self._columns.index(key)]
        except ValueError:
            raise KeyError(key) from None

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(
                _("unknown column {name}; available: {columns}").format(
                    name=name, columns=", ".join(self._columns)
                )
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        fields = ", ".join(f"{c}={v!r}" for c, v in zip(self._columns, self._values, strict=True))
        return f"Row({fields})"


@dataclass(frozen=True)
class Rows(Sequence[Row]):
    """The rows of a SELECT, in the order that the query gave them.

    Parameters
    ----------
    data : the answer as SPARQL 1.1 JSON, or as TSV
    is_tsv : which of the two
    """

    data: bytes = field(repr=False)
    is_tsv: bool = field(default=False, repr=False)

    def _parse(self) -> ox.QuerySolutions:
        import pyoxigraph as ox

        form = ox.QueryResultsFormat.TSV if self.is_tsv else ox.QueryResultsFormat.JSON
        parsed = ox.parse_query_results(self.data, format=form)
        assert isinstance(parsed, ox.QuerySolutions)
        return parsed

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        if self.is_tsv:
            head = self.data.partition(b"\n")[0].decode()
            return tuple(name[1:] for name in head.split("\t")) if head else ()
        return tuple(variable.value for variable in self._parse().variables)

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        columns = self.columns
        with without_collector():
            return tuple(map(Row, repeat(columns), self._values()))

    def _values(self) -> Iterator[tuple[Value, ...]]:
        if not self.is_tsv:
            for solution in self._parse():
                yield tuple(map(python_value, solution))
            return
        # A tab or line break inside a term is escaped, so the cells can be taken apart as they
        # are. Rows repeat their terms: each is read once.
        width = len(self.columns)
        if not width:
            yield from repeat((), len(self))
            return
        body = self.data.partition(b"\n")[2].removesuffix(b"\n")
        cells = body.replace(b"\n", b"\t").split(b"\t") if len(self) else []
        if len(cells) != width * len(self):
            raise QueryError(_("the answer cannot be understood"))
        values: dict[bytes, Value] = {}
        others = []
        plain = b"\\" not in body and b"<<" not in body  # so no IRI has an escape or is a triple
        for cell in set(cells):
            if cell[:1] == b"<" and (plain or (cell[1:2] != b"<" and b"\\" not in cell)):
                values[cell] = Iri(cell[1:-1], "utf-8")
            else:
                others.append(cell)
        terms = Rows(b"\n".join([b"?x", *others, b""]), is_tsv=True)._parse()
        for cell, (term,) in zip(others, terms, strict=True):
            values[cell] = python_value(term)
        yield from zip(*repeat(map(values.__getitem__, cells), width), strict=True)

    def __len__(self) -> int:
        return self.data.count(b"\n") - 1 if self.is_tsv else len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def cells(self) -> list[tuple[str, ...]]:
        """Rows as short texts for a terminal: prefixed names, empty if unbound."""
        return [tuple(_cell(value) for value in row._values) for row in self._rows]

    def serialize(self, format: str) -> bytes:
        """Write the rows in a standard form.

        Parameters
        ----------
        format : ``csv``, ``tsv``, ``json`` or ``xml`` (SPARQL 1.1 query results)

        Raises
        ------
        UsageError
            For any other format, or for XML where it cannot hold a text.
        """
        import pyoxigraph as ox

        if format == ("tsv" if self.is_tsv else "json"):
            return self.data
        formats = {
            "json": ox.QueryResultsFormat.JSON,
            "csv": ox.QueryResultsFormat.CSV,
            "tsv": ox.QueryResultsFormat.TSV,
            "xml": ox.QueryResultsFormat.XML,
        }
        if format not in formats:
            raise UsageError(_wrong_format(format, TABLE_FORMATS))
        made = self._parse().serialize(format=formats[format]) or b""
        if format == "xml" and (found := NOT_XML.search(made.decode())):
            raise UsageError(
                _("the answer has the character U+{code}, which XML cannot hold").format(
                    code=f"{ord(found.group()):04X}"
                )
                + _("; ")
                + _("available: {names}").format(names=", ".join(TABLE_FORMATS[:-1]))
            )
        return made

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame with typed columns (needs the extra ``frames``).

        Whole numbers are ``Int64``, days ``datetime64[s]`` (which reaches the
        years 1 and 9999), all else ``boolean``, ``float64`` or texts.
        """
        from cityties.query.frames import pandas_frame

        return pandas_frame(self._by_column())

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame with typed columns (needs the extra ``frames``)."""
        from cityties.query.frames import polars_frame

        return polars_frame(self._by_column())

    def __repr__(self) -> str:
        from cityties.query.frames import short_repr

        return short_repr("Rows", len(self), self.columns)

    def _repr_html_(self) -> str:
        """The first rows as a table, for a notebook."""
        from cityties.query.frames import html_table

        return html_table(self.columns, self.cells())

    def _by_column(self) -> Iterator[tuple[str, list[Value]]]:
        for number, name in enumerate(self.columns):
            yield name, [row[number] for row in self._rows]


@dataclass(frozen=True)
class Truth:
    """The answer of an ASK: true or false by itself in a condition."""

    value: bool

    def __bool__(self) -> bool:
        return self.value

    def serialize(self, format: str) -> bytes:
        """Write the answer as ``json``, ``xml``, ``csv`` or ``tsv`` (the last two one word)."""
        word = b"true" if self.value else b"false"
        if format == "json":
            return b'{"head":{},"boolean":' + word + b"}"
        if format == "xml":
            return (
                b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
                b"<head></head><boolean>" + word + b"</boolean></sparql>"
            )
        if format in {"csv", "tsv"}:
            return word + (b"\r\n" if format == "csv" else b"\n")
        raise UsageError(_wrong_format(format, TABLE_FORMATS))


@dataclass(frozen=True)
class Triples:
    """The small graph of a CONSTRUCT or DESCRIBE.

    Parameters
    ----------
    data : the answer as N-Triples
    """

    data: bytes = field(repr=False)

    @cached_property
    def _triples(self) -> list[Any]:
        import pyoxigraph as ox

        return list(ox.parse(self.data, format=ox.RdfFormat.N_TRIPLES))

    def __len__(self) -> int:
        return len(self._triples)

    def __iter__(self) -> Iterator[tuple[Value, Value, Value]]:
        for triple in self._triples:
            yield (
                python_value(triple.subject),
                python_value(triple.predicate),
                python_value(triple.object),
            )

    def serialize(self, format: str) -> bytes:
        """Write the graph as ``ttl``, ``nt``, ``nq``, ``trig`` or ``jsonld``.

        Raises
        ------
        UsageError
            For any other format.
        """
        import pyoxigraph as ox

        formats = {
            "ttl": ox.RdfFormat.TURTLE,
            "nt": ox.RdfFormat.N_TRIPLES,
            "nq": ox.RdfFormat.N_QUADS,
            "trig": ox.RdfFormat.TRIG,
            "jsonld": ox.RdfFormat.JSON_LD,
        }
        if format not in formats:
            raise UsageError(_wrong_format(format, GRAPH_FORMATS))
        triples = sorted((quad.triple for quad in self._triples), key=str)
        return ox.serialize(triples, format=formats[format], prefixes=dict(PREFIXES)) or b""


Answer = Rows | Truth | Triples

_MAX_NESTING = 120  # a term about terms opens two braces
_OPENS: Final = frozenset((b"{", b"<<("))
_CLOSES: Final = frozenset((b"}", b")>>"))
# Only where a term about terms may be: signs of one, and what is counted, strings aside.
_IN_LINES: Final = ((b"<<",), regex(rb'"(?:[^"\\]|\\.)*+"|<<\(|\)>>', re.DOTALL))
_TERM_MARKS: Final = {
    "rows": ((b"triple", b"\\u"), regex(rb'"(?:[^"\\]|\\.)*+"|[{}]', re.DOTALL)),
    "table": _IN_LINES,
    "triples": _IN_LINES,
}


def _wrong_format(given: str, known: tuple[str, ...]) -> str:
    return _("this result cannot be written as {given}; available: {known}").format(
        given=given, known=", ".join(known)
    )


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Iri):
        return value.short
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and math.fabs(value) < 1e15:
        return str(int(value))
    return str(value)


def to_pieces(
    result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
) -> tuple[str, list[bytes]]:
    """Run a query to its end and give the kind of answer and its bytes, in pieces.

    Returns
    -------
    ``("table", SPARQL TSV)``, ``("truth", b"1" or b"0")`` or ``("triples", N-Triples)``.
    """
    import pyoxigraph as ox

    if isinstance(result, ox.QueryBoolean):
        return "truth", [b"1" if result else b"0"]
    if isinstance(result, ox.QuerySolutions):
        return "table", [result.serialize(format=ox.QueryResultsFormat.TSV) or b""]
    return "triples", [result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""]


def from_bytes(kind: str, data: bytes) -> Answer:
    """The answer that :func:`to_pieces` took apart, or ``rows`` as SPARQL JSON.

    Raises
    ------
    QueryError
        If its terms are nested so deeply that reading them could end this process: the one
        that wrote them has more room, and is not trusted.
    """
    marks = _TERM_MARKS.get(kind)
    if marks is not None and any(sign in data for sign in marks[0]):
        depth = 0
        for mark in marks[1].finditer(data):
            found = mark[0]
            depth += (found in _OPENS) - (found in _CLOSES)
            if depth > _MAX_NESTING:
                raise QueryError(_("the answer has terms that are nested too deeply"))
    if kind in ("rows", "table"):
        return Rows(data, is_tsv=kind == "table")
    return Truth(data == b"1") if kind == "truth" else Triples(data)
