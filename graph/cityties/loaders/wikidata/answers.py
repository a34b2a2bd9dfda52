"""SPARQL results (JSON) to statements: terms of every age, dates with their precision."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cityties.errors import DataError, Problem
from cityties.language.messages import _
from cityties.loaders.wikidata.items import Collection, Moment, Statement
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import is_qid

ENTITY = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(?:statement/)?(.+)")
_GENID = "/.well-known/genid/"
_TIME = re.compile(r"([+-]?)(\d{4,16})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?)?")
_RANKS = {"PreferredRank": "preferred", "NormalRank": "normal", "DeprecatedRank": "deprecated"}
_JULIAN = "Q1985786"
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")

Binding = Mapping[str, Mapping[str, str]]


def read_results(data: bytes, name: str) -> tuple[list[str], list[Binding]]:
    """Read an answer in the SPARQL 1.1 results form (JSON).

    Parameters
    ----------
    data : the bytes of the answer
    name : how to call it in problems

    Returns
    -------
    tuple : the variables, and the rows

    Raises
    ------
    DataError : if it is no such answer, or was cut

    Examples
    --------
    >>> read_results(b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}', "answer")
    (['x'], [])
    """
    return results_of(read_json(data, name), name)


def read_json(data: bytes, name: str) -> Any:
    """The content of a JSON file, without halves of surrogate pairs.

    Parameters
    ----------
    data : the bytes of the file
    name : how to call it in problems

    Raises
    ------
    DataError : if it is not JSON, or contains what is not text
    """
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DataError([_fault(data, name)]) from error
    if _HALF.search(data):
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            message = _("half of a surrogate pair, which is not a character")
            raise DataError([Problem(name, 0, "", "", message, code="bad-text")]) from error
    return found


def results_of(found: Any, name: str) -> tuple[list[str], list[Binding]]:
    """The variables and rows of parsed JSON; see :func:`read_results`."""
    try:
        variables = list(found["head"]["vars"])
        rows = list(found["results"]["bindings"])
        whole = all(isinstance(variable, str) for variable in variables) and all(
            isinstance(cell["value"], str)
            and all(isinstance(cell.get(key, ""), str) for key in ("type", "xml:lang", "datatype"))
            for row in rows
            for cell in row.values()
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError([_not_results(name)]) from error
    if not whole:
        raise DataError([_not_results(name)])
    return variables, rows


def _not_results(name: str) -> Problem:
    return Problem(
        name,
        0,
        "",
        "",
        _("JSON, but not SPARQL results"),
        "head.vars, results.bindings",
        code="not-results",
    )


def _fault(data: bytes, name: str) -> Problem:
    start = data.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return Problem(
            name,
            0,
            "",
            "",
            _("a web page, not SPARQL results"),
            _("SPARQL results as JSON"),
            _("is this the address of the service itself (…/sparql)?"),
            "html-answer",
        )
    if start.startswith(b"<"):
        return Problem(
            name, 0, "", "", _("XML, not JSON"), _("SPARQL results as JSON"), code="xml-answer"
        )
    if start.startswith((b"{", b"[")):
        return Problem(
            name,
            0,
            "",
            "",
            _("truncated or damaged JSON"),
            "",
            _("save the results again"),
            "cut-answer",
        )
    return Problem(
        name, 0, "", "", _("this is not JSON"), _("SPARQL results as JSON"), code="not-json"
    )


def text_of(cell: Mapping[str, str] | None) -> str:
    """The value of a cell; empty if the row has none."""
    return "" if cell is None else cell["value"]


def is_unknown(cell: Mapping[str, str]) -> bool:
    """Whether a cell stands for an unknown value: a blank node, or one that was given a name.

    Examples
    --------
    >>> is_unknown({"type": "bnode", "value": "t1"})
    True
    >>> is_unknown({"type": "uri", "value": "http://www.wikidata.org/.well-known/genid/ab12"})
    True
    """
    return cell.get("type") == "bnode" or _GENID in cell["value"]


def local_name(address: str) -> str:
    """The part of an entity's address that names it.

    Examples
    --------
    >>> local_name("http://www.wikidata.org/entity/Q3955")
    'Q3955'
    >>> local_name("http://www.wikidata.org/entity/statement/Q3955-F5BC4A76")
    'Q3955-F5BC4A76'
    """
    match = ENTITY.fullmatch(address)
    return match.group(1) if match else address


def statement_id(name: str) -> str:
    """A statement's own id from the last part of its address.

    Examples
    --------
    >>> statement_id("Q3955-F5BC4A76-4CFB-D8DA-8620-E9D1F17716CC")
    'Q3955$F5BC4A76-4CFB-D8DA-8620-E9D1F17716CC'
    """
    item, hyphen, rest = name.partition("-")
    return f"{item}${rest}" if hyphen and is_qid(item.upper()) and "$" not in name else name


def read_moment(
    text: str, precision: int | None, calendar: str, item: str, surprises: Surprises
) -> Moment | None:
    """A date of Wikidata with its precision.

    Parameters
    ----------
    text : ``1995-02-18T00:00:00Z``, with or without sign; parts may be 00
    precision : 11 day, 10 month, 9 year, 8 decade, 7 century; ``None``: not given
    calendar : the calendar's item; blank is the Gregorian one
    item : whose it is, for the report
    surprises : notes what could not be used

    Returns
    -------
    Moment, or ``None`` if the date cannot be used

    Examples
    --------
    >>> odd = Surprises()
    >>> str(read_moment("+2006-00-00T00:00:00Z", 9, "", "Q1", odd).when)
    '2006'
    >>> str(read_moment("1990-01-01T00:00:00Z", 8, "", "Q1", odd).when)
    '[1990..1999]'
    >>> read_moment("1000-01-01T00:00:00Z", 6, "", "Q1", odd) is None, odd.count("coarse-date")
    (True, 1)
    """
    match = _TIME.fullmatch(text.strip())
    if match is None or match.group(1) == "-" or len(match.group(2).lstrip("0")) > 4:
        surprises.note("bad-date", item)
        return None
    if calendar.endswith(_JULIAN):
        surprises.note("julian", item)
        return None
    year, month, day = (int(part) for part in match.groups()[1:])
    if precision is None:
        # Answers without value nodes write a year as its first day.
        precision = 11 if day > 1 else 10 if month > 1 else 9
        surprises.note("no-precision", item)
    if precision < 7:
        surprises.note("coarse-date", item)
        return None
    if precision == 7:
        first = (year - 1) // 100 * 100 + 1
        written = f"[{first:04}..{first + 99:04}]"
    elif precision == 8:
        first = year // 10 * 10
        written = f"[{first:04}..{first + 9:04}]"
    elif precision == 9 or not month:
        written = f"{year:04}"
    elif precision == 10 or not day:
        written = f"{year:04}-{month:02}"
    else:
        written = f"{year:04}-{month:02}-{day:02}"
    try:
        return Moment(parse_edtf(written))
    except ValueError:
        surprises.note("bad-date", item)
        return None


def one_moment(found: Iterable[Moment | None], item: str, surprises: Surprises) -> Moment | None:
    """One moment of several: a known one before an unknown one, several as "one of them"."""
    every = [moment for moment in found if moment is not None]
    known = sorted({moment.when.text: moment.when for moment in every if moment.when}.values())
    if len(known) > 1:
        surprises.note("several-starts", item)
        plain = [when.text for when in known if not when.text.startswith("[")]
        return Moment(parse_edtf(f"[{','.join(plain)}]") if len(plain) > 1 else known[0])
    if known:
        return Moment(known[0])
    return Moment(None) if every else None


def _moment(rows: list[Binding], name: str, item: str, surprises: Surprises) -> Moment | None:
    """The moment of a qualifier in the rows of one statement."""
    full: dict[tuple[str, str, str], Moment | None] = {}
    plain: dict[str, Moment | None] = {}
    unknown = False
    for row in rows:
        if name in row:
            if is_unknown(row[name]):
                unknown = True
                continue
            precision = text_of(row.get(f"{name}Precision"))
            key = (
                text_of(row[name]),
                precision,
                local_name(text_of(row.get(f"{name}Calendar"))),
            )
            if key not in full:
                number = int(precision) if re.fullmatch("[0-9]{1,2}", precision) else None
                full[key] = read_moment(key[0], number, key[2], item, surprises)
        if f"{name}Plain" in row:
            cell = row[f"{name}Plain"]
            if is_unknown(cell):
                unknown = True
            else:
                plain.setdefault(cell["value"])
    if not full:
        plain = {text: read_moment(text, None, "", item, surprises) for text in plain}
        full = {(text, "", ""): moment for text, moment in plain.items()}
    found = one_moment(full.values(), item, surprises)
    return Moment(None) if found is None and unknown else found


def add_statements(collection: Collection, rows: Iterable[Binding], surprises: Surprises) -> None:
    """Put the rows of a query on statements, labels and redirects into a collection.

    A statement comes in as many rows as it has combinations of qualifiers and
    references; they are put together again.

    Parameters
    ----------
    collection : gains the items
    rows : with the variables of :mod:`cityties.loaders.wikidata.queries`
    surprises : notes what cannot be used
    """
    grouped: dict[tuple[str, str, str], list[Binding]] = {}
    for row in rows:
        item = local_name(text_of(row.get("item")))
        name = local_name(text_of(row.get("property")))
        if not is_qid(item) or not name:
            surprises.note("unreadable-row", item or "?")
            continue
        if name == "label" and "value" not in row:
            surprises.note("unreadable-row", item)
        elif name == "label":
            cell = row["value"]
            language = cell.get("xml:lang", "")
            collection.item(item).labels.setdefault(language, cell["value"])
        elif name == "redirect":
            target = local_name(text_of(row.get("value")))
            if is_qid(target):
                collection.item(item).redirect = target
            else:
                surprises.note("no-item", item)
        else:
            address = local_name(text_of(row.get("statement")))
            grouped.setdefault((item, name, address), []).append(row)
    for (item, name, address), lines in grouped.items():
        collection.item(item).add(_statement(item, name, address, lines, surprises))


def _statement(
    item: str, name: str, address: str, rows: list[Binding], surprises: Surprises
) -> Statement:
    values = {cell["value"]: cell for row in rows if (cell := row.get("value")) is not None}
    value, special = "", ""
    if not values:
        special = "none"
    else:
        text = min(values)
        if is_unknown(values[text]):
            special = "unknown"
        else:
            value = local_name(text) if values[text].get("type") == "uri" else text
    rank = _RANKS.get(text_of(rows[0].get("rank")).rpartition("#")[2], "normal")
    nodes = {text_of(row.get("referenceNode")) for row in rows} - {""}
    addresses = {text_of(row.get("reference")) for row in rows} - {""}
    return Statement(
        id=statement_id(address) if address else f"{item}${name}-{value}",
        item=item,
        property=name,
        rank=rank,
        value=value,
        special=special,
        start=_moment(rows, "start", item, surprises),
        end=_moment(rows, "end", item, surprises),
        at=_moment(rows, "at", item, surprises),
        references=tuple(sorted(addresses)),
        referenced=max(len(nodes), len(addresses)),
    )
