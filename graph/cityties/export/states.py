"""Readings as tables: parties, states of ties, ties on a day, memberships, conflicts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from cityties.export.columns import CONFLICTS, EDGES, MEMBERSHIPS, NODES, TIES, Table, with_names
from cityties.export.edgelist import csv_bytes
from cityties.export.formats import Format
from cityties.language.messages import in_language
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.members import member_organizations
from cityties.model.rows import Tables
from cityties.model.texts import further_keys
from cityties.model.tie_row import aside_texts, days_text
from cityties.words.claimed import all_claimed_words

if TYPE_CHECKING:
    from cityties.reading import MembershipPeriod, Period, Readings

Row = dict[str, Any]


def table_rows(
    readings: Readings, tables: Tables, *, on: datetime.date
) -> Mapping[str, tuple[Table, list[Row]]]:
    """The derived tables by name, each with its rows in a fixed order.

    Parameters
    ----------
    readings : what the claims amount to
    tables : the rows that were read
    on : the day that ``ties`` shows

    Returns
    -------
    Mapping
        ``nodes``, ``edges``, ``ties``, ``memberships``, ``conflicts``. Unnamed parties
        ("a Polish city") are not nodes, so a tie with one only other party has no edge.
    """
    periods = period_rows(readings, tables)
    return {
        "nodes": (NODES, _nodes(readings, _known(tables))),
        "edges": periods.pop("edges"),
        "ties": (TIES, _ties(readings, tables, on)),
        **periods,
    }


def period_rows(readings: Readings, tables: Tables) -> dict[str, tuple[Table, list[Row]]]:
    """Those of the derived tables that are of single ties, memberships and conflicts.

    Parameters
    ----------
    readings : what the claims amount to
    tables : the rows that were read

    Returns
    -------
    dict
        ``edges``, ``memberships``, ``conflicts``
    """
    return {
        "edges": (EDGES, _edges(readings, _known(tables))),
        "memberships": (MEMBERSHIPS, _memberships(readings, tables)),
        "conflicts": (CONFLICTS, _conflicts(readings)),
    }


def network_rows(readings: Readings, tables: Tables) -> tuple[list[Row], list[Row]]:
    """The rows of ``nodes`` and ``edges`` alone; no day is needed for them."""
    known = _known(tables)
    return _nodes(readings, known), _edges(readings, known)


def _known(tables: Tables) -> dict[str, tuple[str, Any]]:
    return {
        **{row.id: ("organization", row) for row in tables.organizations},
        **{row.id: ("place", row) for row in tables.places},
    }


def table_csv(table: Table, rows: Iterable[Mapping[str, Any]], *, guard: bool = False) -> bytes:
    """Write rows as CSV: UTF-8, LF, one header line, empty cells for missing values."""
    kept = list(rows)
    fields = with_names(table, {name for row in kept for name in row}).fields
    names = [field.name for field in fields]
    return csv_bytes(names, ([row.get(name) for name in names] for row in kept), guard=guard)


def _nodes(readings: Readings, known: Mapping[str, tuple[str, Any]]) -> list[Row]:
    rows = []
    for party, ties in sorted(readings.by_party.items()):
        if party not in known:
            continue
        sort, row = known[party]
        rows.append(
            {
                "id": party,
                "type": sort,
                "kind": row.kind,
                "name_en": row.name_en,
                "name_fa": row.name_fa,
                **further_keys(row),
                "country": getattr(row, "country", ""),
                "latitude": getattr(row, "latitude", None),
                "longitude": getattr(row, "longitude", None),
                "wikidata": row.wikidata,
                "ties": len(ties),
            }
        )
    return rows


def _edges(readings: Readings, known: Mapping[str, Any]) -> list[Row]:
    from cityties.reading.quads import state_name

    rows = []
    for tie in readings.pairs():
        numbers: dict[str, int] = {}
        for period in tie.periods:
            number = numbers[period.channel] = numbers.get(period.channel, 0) + 1
            about = {
                "state": state_name(tie, period.channel, number),
                "tie": tie.id,
                "parties": tie.parties,
                "kind": tie.kind,
                "channel": period.channel,
                "side": period.side,
                "status": period.status,
                "concluded": period.concluded,
                **_span(readings, period),
            }
            named = [party for party in tie.parties if party in known]
            for first, second in combinations(sorted(named), 2):
                rows.append({"source": first, "target": second, **about})
    return rows


def _span(readings: Readings, period: Period | MembershipPeriod) -> Row:
    seen = period.last_attested
    return {
        "possibly_from": _open(period.possibly_from, DAY_MIN),
        "certainly_from": period.certainly_from,
        "certainly_until": _open(period.certainly_until, DAY_MAX),
        "possibly_until": _open(period.possibly_until, DAY_MAX),
        "last_attested": None if seen is None else seen.text,
        "last_attested_earliest": None if seen is None else _open(seen.earliest, DAY_MIN),
        "last_attested_latest": None if seen is None else seen.latest,
        "last_attested_basis": None if seen is None else seen.basis,
        "claims": period.claims,
        "sources": sorted({readings.claims[claim].source for claim in period.claims}),
    }


def _open(day: datetime.date | None, bound: datetime.date) -> datetime.date | None:
    return None if day == bound else day


def _ties(readings: Readings, tables: Tables, on: datetime.date) -> list[Row]:
    from cityties.reading import city_resolver, tie_rows

    rows = tie_rows(
        readings,
        {source.id: source for source in tables.sources},
        on=on,
        city_of=city_resolver(tables),
    )
    rows.sort(key=lambda row: row["tie"])  # stable: the channels keep their order
    return [
        {
            "on": on,
            **row,
            "days_open": days_text(row["days_open"]),
            "set_aside": aside_texts(row["set_aside"]),
        }
        for row in rows
    ]


def _memberships(readings: Readings, tables: Tables) -> list[Row]:
    organizations = member_organizations(tables)
    return [
        {
            "state": f"{run.membership}/{number}",
            "membership": run.membership,
            "city": "" if run.city in organizations else run.city,
            "organization": run.city if run.city in organizations else "",
            "network": run.network,
            "status": run.status,
            "grade": run.grade,
            **_span(readings, run),
        }
        for membership in readings.memberships.values()
        for number, run in enumerate(membership.periods, start=1)
    ]


def _conflicts(readings: Readings) -> list[Row]:
    with in_language("en"):  # the same bytes in every language
        return _conflict_rows(readings)


def _conflict_rows(readings: Readings) -> list[Row]:
    return [
        {
            "conflict": conflict.id,
            "about": conflict.about,
            "what": conflict.what,
            "value": value,
            "claimed": all_claimed_words((readings.claims[one] for one in claims), value),
            "sources": sources,
            "claims": claims,
        }
        for conflict in readings.conflicts
        for value, sources, claims in conflict.values
    ]


FORMATS: Final = (
    Format(
        name="nodes",
        title="the parties of ties",
        endings=(".nodes.csv",),
        media_type="text/csv",
        carries="states",
        readers="frictionless, pandas, igraph",
        cells=True,
        each_channel=True,
        make=lambda content: table_csv(NODES, content.nodes, guard=content.guard),
    ),
    Format(
        name="edges",
        title="ties through time, one row a state",
        endings=(".edges.csv",),
        media_type="text/csv",
        carries="states",
        readers="frictionless, pandas",
        cells=True,
        each_channel=True,
        make=lambda content: table_csv(EDGES, content.edges, guard=content.guard),
    ),
)
