"""GEXF 1.3 with time: when each tie is possible, and its certain status.

Written by hand, because networkx writes files that the format's own schema
refuses. An edge is a tie between two parties on one channel; it exists, in
spells, on all days on which some status is possible. Statuses change over time:

- ``status`` (with ``side`` and ``concluded``): what is certain;
- ``possible``: every status that is possible, ``;`` between several.

So no two intervals of an element or of an attribute overlap, as the format asks.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from cityties.export.formats import Format
from cityties.export.xmltext import refuse_what_xml_cannot_hold
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.tables import cell_text

Row = Mapping[str, Any]
Span = tuple[datetime.date, datetime.date]

_DAY = datetime.timedelta(days=1)
_TO_ESCAPE = re.compile(r"[&<>\"\n\r\t]")

_NODE_ATTRIBUTES = {
    "type": "string", "kind": "string", "name_en": "string", "name_fa": "string",
    "country": "string", "latitude": "double", "longitude": "double", "wikidata": "string",
    "ties": "integer",
}  # fmt: skip
_EDGE_ATTRIBUTES = {
    "tie": "string", "parties": "string", "kind": "string", "channel": "string",
    "last_attested": "string", "claims": "string", "sources": "string",
    "last_attested_basis": "string",
}  # fmt: skip
_OVER_TIME = ("status", "side", "concluded", "possible")


def gexf_bytes(
    nodes: Iterable[Row],
    edges: Iterable[Row],
    *,
    title: str = "",
    modified: datetime.date | None = None,
    rights: str = "",
) -> bytes:
    """Write parties and the states of their ties as a dynamic GEXF 1.3 graph.

    Parameters
    ----------
    nodes, edges : rows of `cityties.export.columns.NODES` and ``EDGES``, in any order
    title : what the graph is of
    modified : the data's own day; never the clock
    rights : whose the data is; in the description

    Returns
    -------
    bytes
        UTF-8; the same rows give the same bytes. An edge without spells may be there on
        any day: no claim bounds it.

    Raises
    ------
    UsageError
        If a text holds a character that XML cannot hold.

    Examples
    --------
    >>> node = {"id": "porto", "name_en": "Porto"}
    >>> text = gexf_bytes([node], []).decode()
    >>> '<node id="porto" label="Porto">' in text
    True
    """
    from xml.sax.saxutils import escape  # it imports an HTTP client

    nodes = sorted(nodes, key=lambda row: str(row["id"]))
    further = {name for row in nodes for name in row if name.startswith("name_")}
    said = {**_NODE_ATTRIBUTES, **dict.fromkeys(sorted(further - {*_NODE_ATTRIBUTES}), "string")}
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in edges:
        groups[row["source"], row["target"], row["tie"], row["channel"]].append(row)
    refuse_what_xml_cannot_hold((str(row["id"]), row) for row in nodes)
    refuse_what_xml_cannot_hold((key[2], row) for key, rows in groups.items() for row in rows)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        f"  <meta{_attributes(lastmodifieddate=modified)}>",
        "    <creator>cityties</creator>",
        f"    <description>{escape('. '.join(filter(None, (title, rights))))}</description>",
        "  </meta>",
        '  <graph mode="dynamic" timeformat="date" timerepresentation="interval" '
        'defaultedgetype="undirected" idtype="string">',
        *_declared("node", "static", said, "n-"),
        *_declared("edge", "static", _EDGE_ATTRIBUTES, "e-"),
        *_declared("edge", "dynamic", dict.fromkeys(_OVER_TIME, "string"), "t-"),
        f'    <nodes count="{len(nodes)}">',
    ]
    for row in nodes:
        lines += _node(row, said)
    lines += ["    </nodes>", f'    <edges count="{len(groups)}">']
    kinds = _edge_kinds(groups)
    for key in sorted(groups):
        lines += _edge(key, kinds[key], groups[key])
    lines += ["    </edges>", "  </graph>", "</gexf>"]
    return ("\n".join(lines) + "\n").encode()


def _declared(of: str, mode: str, types: Mapping[str, str], start: str) -> Iterator[str]:
    yield f'    <attributes class="{of}" mode="{mode}">'
    for name, kind in types.items():
        yield f'      <attribute id="{start}{name}" title="{name}" type="{kind}"/>'
    yield "    </attributes>"


def _attributes(**values: object) -> str:
    return "".join(
        [
            f" {name.rstrip('_')}={_quoted(str(value))}"
            for name, value in values.items()
            if value is not None and value != ""
        ]
    )


def _quoted(text: str) -> str:
    """A value of an attribute in quotes; few have anything to escape."""
    if _TO_ESCAPE.search(text):
        from xml.sax.saxutils import quoteattr  # it imports an HTTP client

        return quoteattr(text)
    return f'"{text}"'


def _values(row: Row, names: Iterable[str], start: str) -> Iterator[str]:
    for name in names:
        text = _text(row.get(name))
        if text:
            yield f'          <attvalue for="{start}{name}" value={_quoted(text)}/>'


def _text(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return cell_text(tuple(value) if isinstance(value, list) else value)


def _node(row: Row, said: Iterable[str]) -> Iterator[str]:
    yield f"      <node{_attributes(id=row['id'], label=row.get('name_en') or row['id'])}>"
    values = list(_values(row, said, "n-"))
    if values:
        yield "        <attvalues>"
        yield from values
        yield "        </attvalues>"
    yield "      </node>"


def _edge_kinds(groups: Mapping[tuple[str, str, str, str], Sequence[Row]]) -> dict[Any, str]:
    """A name for each edge that no parallel one has: the format tells them apart by it."""
    kinds: dict[Any, str] = {}
    taken: set[tuple[str, str, str]] = set()
    for key in sorted(groups):
        source, target, tie, channel = key
        kind = str(groups[key][0]["kind"])
        if channel != "all":
            kind = f"{kind}/{channel}"
        if (source, target, kind) in taken:  # two parties of a tie of three have one of their own
            kind = tie if channel == "all" else f"{tie}/{channel}"
        taken.add((source, target, kind))
        kinds[key] = kind
    return kinds


def _edge(key: tuple[str, str, str, str], kind: str, rows: Sequence[Row]) -> Iterator[str]:
    source, target, tie, channel = key
    name = "/".join((tie.removeprefix("tie/"), channel, source, target))
    yield f"      <edge{_attributes(id=name, source=source, target=target, kind=kind)}>"
    rows = sorted(rows, key=lambda row: (_possible(row), str(row["status"]), str(row["state"])))
    # The format says: without spells, always; with a spell that is open on both sides, the same.
    spells = [span for span in _merged(map(_possible, rows)) if span != (DAY_MIN, DAY_MAX)]
    if spells:
        yield "        <spells>"
        for span in spells:
            yield f"          <spell{_interval(span)}/>"
        yield "        </spells>"
    newest = max(
        (row for row in rows if row["last_attested"]),
        key=lambda row: (row["last_attested_latest"], row["last_attested_earliest"] or DAY_MIN),
        default=rows[0],
    )
    whole = {
        **rows[0],
        "claims": sorted({claim for row in rows for claim in row["claims"]}),
        "sources": sorted({one for row in rows for one in row["sources"]}),
        **{name: newest[name] for name in ("last_attested", "last_attested_basis")},
    }
    yield "        <attvalues>"
    yield from _values(whole, _EDGE_ATTRIBUTES, "e-")
    yield from _over_time(rows)
    yield "        </attvalues>"
    yield "      </edge>"


def _over_time(rows: Iterable[Row]) -> Iterator[str]:
    rows = list(rows)
    for span, row in sorted(
        ((span, row) for row in rows if (span := _certain(row))), key=lambda item: item[0]
    ):
        for name in ("status", "side", "concluded"):
            text = _text(row.get(name))
            if text:
                yield _value_in(span, name, text)
    for span, statuses in _stretches(rows):
        yield _value_in(span, "possible", ";".join(statuses))


def _value_in(span: Span, name: str, text: str) -> str:
    return f'          <attvalue for="t-{name}" value={_quoted(text)}{_interval(span)}/>'


def _interval(span: Span) -> str:
    """Days count whole, both ends; an open end is left out."""
    first, last = span
    start = "" if first == DAY_MIN else f' start="{first.isoformat()}"'
    return start if last == DAY_MAX else f'{start} end="{last.isoformat()}"'


def _possible(row: Row) -> Span:
    return row["possibly_from"] or DAY_MIN, row["possibly_until"] or DAY_MAX


def _certain(row: Row) -> Span | None:
    if not row["certainly_from"]:
        return None
    return row["certainly_from"], row["certainly_until"] or DAY_MAX


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlaps; two that touch become one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and (found[-1][1] == DAY_MAX or first <= found[-1][1] + _DAY):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _stretches(rows: Sequence[Row]) -> Iterator[tuple[Span, list[str]]]:
    """The days cut where what is possible changes, with what is possible in each piece."""
    starts = {_possible(row)[0] for row in rows}
    starts |= {last + _DAY for _first, last in map(_possible, rows) if last != DAY_MAX}
    found: list[tuple[Span, list[str]]] = []
    cuts = sorted(starts)
    for first, following in zip(cuts, [*cuts[1:], None], strict=True):
        last = DAY_MAX if following is None else following - _DAY
        statuses = {
            str(row["status"]) for row in rows if _possible(row)[0] <= first <= _possible(row)[1]
        }
        if not statuses:
            continue
        if found and found[-1][1] == sorted(statuses) and found[-1][0][1] + _DAY == first:
            found[-1] = ((found[-1][0][0], last), found[-1][1])
        else:
            found.append(((first, last), sorted(statuses)))
    yield from found


FORMATS: Final = (
    Format(
        name="gexf",
        title="ties through time, with spells",
        endings=(".gexf",),
        media_type="application/gexf+xml",
        carries="states",
        readers="the schema of GEXF 1.3, the rules of its primer, networkx",
        make=lambda content: gexf_bytes(
            content.nodes,
            content.edges,
            title=content.title,
            modified=content.modified,
            rights=content.rights(content.edges),
        ),
    ),
)
