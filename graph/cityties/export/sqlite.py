"""The whole graph as one SQLite file, and its description for Datasette.

The tables of the data folder with typed columns, what follows from them, links between them,
views for the usual questions and a full-text index in which a Persian name is found by its
Persian, its Arabic and its plain letters.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cityties.export.columns import DERIVED
from cityties.export.formats import Content, Format
from cityties.export.states import table_rows
from cityties.language.messages import in_language
from cityties.language.names import fold
from cityties.model.dates import DAY_MAX, DAY_MIN, Edtf, parse_edtf
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, cell_text, column_of, further_names
from cityties.model.texts import texts
from cityties.vocabulary.codes import CODES
from cityties.words.claimed import claim_words
from cityties.words.labels import code_label

if TYPE_CHECKING:
    from cityties.model.rows import Tables
    from cityties.reading import Readings

_TYPES: Final = {
    "text": "TEXT", "list": "TEXT", "edtf": "TEXT", "float": "REAL", "int": "INTEGER",
    "string": "TEXT", "date": "TEXT", "number": "REAL", "integer": "INTEGER",
    "boolean": "INTEGER",
}  # fmt: skip
_THINGS: Final = ("places", "organizations", "people")
_TO_THING: Final = frozenset({"place", "organization", "person", "body", "thing"})
_ARABIC: Final = str.maketrans("یک", "يك")
_JOINED: Final = {
    # junction: (table, column), so that what several values of a cell name can be joined
    "claim_parties": ("claims", "parties"),
    "claim_facts": ("claims", "facts"),
    "tie_parties": ("ties", "parties"),
    "state_claims": ("edges", "claims"),
    "conflict_claims": ("conflicts", "claims"),
    "membership_claims": ("memberships", "claims"),
}
_FACETS: Final = {
    "places": ("kind", "country"),
    "organizations": ("kind",),
    "posts": ("role",),
    "sources": ("kind", "language"),
    "claims": ("type", "kind", "status", "certainty"),
    "ties": ("kind", "channel", "status", "certainty", "concluded"),
    "edges": ("kind", "channel", "status"),
    "memberships": ("network", "status"),
    "conflicts": ("what",),
    "officials": ("role",),
    "codes": ("scheme",),
}
_LABEL: Final = {
    "places": "name_en", "organizations": "name_en", "people": "name_en", "posts": "name_en",
    "sources": "title", "things": "name_en", "codes": "label_en",
}  # fmt: skip
_VIEWS: Final = {
    "ties_in_force": (
        "Ties that are in force on the day, as a whole",
        "SELECT t.*, a.name_en AS one_en, a.name_fa AS one_fa, b.name_en AS other_en, "
        "b.name_fa AS other_fa FROM ties t LEFT JOIN things a ON a.id = t.one "
        "LEFT JOIN things b ON b.id = t.other WHERE t.channel = 'all' AND t.status = 'in_force'",
    ),
    "sister_cities": (
        "Sister cities on the day, from both sides: in force, whether certain, whether signed",
        "SELECT one AS city, other AS partner, other_en AS partner_en, other_fa AS partner_fa, "
        "certainty, concluded, since, since_earliest, since_latest, last_attested, tie, sources "
        "FROM ties_in_force WHERE kind = 'sister_city' UNION ALL "
        "SELECT other, one, one_en, one_fa, certainty, concluded, since, since_earliest, "
        "since_latest, last_attested, tie, sources FROM ties_in_force WHERE kind = 'sister_city'",
    ),
    "claims_with_sources": (
        "Each claim with who says it, where, and the doubt of its source",
        'SELECT c.id, c.claimed, c.gist, c.type, c.kind, c.about, c."when", c.when_earliest, '
        "c.when_latest, c.certainty, c.is_read, c.not_read_why, c.said_by, w.name_en AS "
        "said_by_en, c.source, s.title, s.publisher, s.url, s.published, s.doubt AS source_doubt, "
        "c.locator FROM claims c JOIN sources s ON s.id = c.source "
        "LEFT JOIN things w ON w.id = c.said_by",
    ),
    "claims_of_ties": (
        "The claims that each tie is read from",
        "SELECT DISTINCT e.tie, c.* FROM edges e JOIN state_claims j ON j.state = e.state "
        "JOIN claims_with_sources c ON c.id = j.claim",
    ),
    "conflicts_with_claims": (
        "What the sources disagree on, claim by claim",
        "SELECT x.conflict, x.about, x.what, x.value, x.claimed, j.claim, c.source, s.title "
        "FROM conflicts x JOIN conflict_claims j ON j.conflict = x.conflict AND j.value = x.value "
        "JOIN claims c ON c.id = j.claim JOIN sources s ON s.id = c.source",
    ),
}


@dataclass
class _Table:
    """A table on its way into the file."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: dict[str, str] = field(default_factory=dict)  # name: type
    texts: dict[str, str] = field(default_factory=dict)  # name: what it holds
    units: dict[str, str] = field(default_factory=dict)
    links: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    needed: frozenset[str] = frozenset()

    def add(self, name: str, type: str, text: str = "", unit: str = "") -> None:
        self.columns[name] = type
        if text:
            self.texts[name] = text
        if unit:
            self.units[name] = unit

    def date(self, name: str, text: str) -> None:
        """A date in EDTF, with its two bounds."""
        self.add(name, "TEXT", text)
        self.add(f"{name}_earliest", "TEXT", f"First day that {name} can be; empty: open.")
        self.add(f"{name}_latest", "TEXT", f"Last day that {name} can be; empty: open.")

    def create(self) -> str:
        lines = []
        for name, type in self.columns.items():
            needed = " NOT NULL" if name in self.key or name in self.needed else ""
            lines.append(f"  {_quoted(name)} {type}{needed}")
        lines.append(f"  PRIMARY KEY ({_list(self.key)})")
        for mine, table, theirs in self.links:
            lines.append(
                f"  FOREIGN KEY ({_list(mine)}) REFERENCES {_quoted(table)} ({_list(theirs)})"
            )
        return f"CREATE TABLE {_quoted(self.name)} (\n" + ",\n".join(lines) + "\n) STRICT"


def sqlite_bytes(content: Content) -> bytes:
    """The file: the same content gives the same bytes, by the same version of SQLite.

    Parameters
    ----------
    content : with ``tables``, ``readings`` and the day
    """
    found = _tables(content)
    store = sqlite3.connect(":memory:")
    try:
        store.execute("PRAGMA page_size = 4096")
        store.execute("PRAGMA foreign_keys = ON")
        with store:
            store.execute("PRAGMA defer_foreign_keys = ON")
            for table in found.values():
                store.execute(table.create())
            for table in found.values():
                _fill(store, table)
            for table in found.values():
                for columns, _there, _theirs in table.links:
                    name = f"{table.name}_{'_'.join(columns)}"
                    store.execute(
                        f"CREATE INDEX {_quoted(name)} ON {_quoted(table.name)} ({_list(columns)})"
                    )
            for name, (_title, query) in _VIEWS.items():
                store.execute(f"CREATE VIEW {_quoted(name)} AS {query}")
            _index(store, content)
        return bytes(store.serialize())
    finally:
        store.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))


def _fill(store: sqlite3.Connection, table: _Table) -> None:
    names = list(table.columns)
    marks = ", ".join("?" * len(names))
    store.executemany(
        f"INSERT INTO {_quoted(table.name)} ({_list(names)}) VALUES ({marks})",
        ([_value(row.get(name)) for name in names] for row in table.rows),
    )


def _value(value: Any) -> Any:
    """A value as SQLite holds it; what is not said is NULL, never a blank text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Edtf):
        return value.text
    if isinstance(value, list | tuple | set | frozenset):
        return ";".join(str(one) for one in value) or None
    return value


# --- the tables ----------------------------------------------------------------------------


def _tables(content: Content) -> dict[str, _Table]:
    tables, readings = content.tables, content.readings
    made: dict[str, _Table] = {}
    made["things"] = _things(tables, readings)
    for name in ROW_TYPES:
        made[name] = _of_folder(name, tables)
    _with_readings(made["claims"], readings)
    known = {str(row["id"]) for row in made["things"].rows}
    _link(made, known, tables)
    _derived(made, content)
    made["officials"] = _officials(tables, readings)
    made["codes"] = _codes()
    made["about"] = _about(content)
    return made


def _things(tables: Tables, readings: Readings) -> _Table:
    table = _Table("things", "Everything with an id of its own", ("id",))
    table.add("id", "TEXT", "Its id, which is unique over places, organizations and people.")
    table.add("table", "TEXT", "The table that it is in; empty where its source does not name it.")
    table.add("kind", "TEXT", "Kind of the place or organization.")
    table.add("name_en", "TEXT", "English name.")
    table.add("name_fa", "TEXT", "Persian name.")
    for name in _THINGS:
        table.rows += [
            {"id": row.id, "table": name, "kind": getattr(row, "kind", "person"),
             "name_en": row.name_en, "name_fa": row.name_fa}
            for row in getattr(tables, name)
        ]  # fmt: skip
    unnamed = {
        one
        for claim in tables.claims
        for one in (*claim.parties, claim.said_by)
        if one.startswith("unnamed/")
    } | {party for tie in readings.ties.values() for party in tie.parties
         if party.startswith("unnamed/")}  # fmt: skip
    table.rows += [{"id": one, "kind": "unnamed", "name_en": one} for one in sorted(unnamed)]
    return table


def _of_folder(name: str, tables: Tables) -> _Table:
    rows = getattr(tables, name)
    names = [*COLUMN_NAMES[name], *further_names(rows)]
    made = _Table(name, _TITLES[name], ("id",))
    dates = []
    needed = set()
    for each in names:
        column = column_of(name, each)
        assert column is not None, each
        if column.value == "edtf":
            made.date(each, column.en)
            dates.append(each)
        else:
            made.add(each, _TYPES[column.value], column.en, column.unit)
        if column.required and column.value != "list":
            needed.add(each)
    made.needed = frozenset(needed)
    for row in rows:
        further = dict(row.further) if hasattr(row, "further") else {}
        values = {each: getattr(row, each, further.get(each)) for each in names}
        for each in dates:
            values |= _bounds(each, values[each])
        made.rows.append({key: _plain(value) for key, value in values.items()})
    return made


def _plain(value: Any) -> Any:
    """A value of a row: numbers as they are, all else as the cell of the table."""
    return value if isinstance(value, int | float | datetime.date) else cell_text(value)


def _bounds(name: str, value: Edtf | None) -> dict[str, Any]:
    if value is None:
        return {f"{name}_earliest": None, f"{name}_latest": None}
    return {
        f"{name}_earliest": None if value.earliest == DAY_MIN else value.earliest,
        f"{name}_latest": None if value.latest == DAY_MAX else value.latest,
    }


def _with_readings(table: _Table, readings: Readings) -> None:
    """What the readings make of each claim, and its status in one phrase with its doubt."""
    table.add("claimed", "TEXT", "The status that it claims with its doubt: planned: in force.")
    table.add("claimed_fa", "TEXT", "The same in Persian.")
    table.add("is_read", "INTEGER", "1: a reading uses it; 0: none does.")
    table.add("not_read_why", "TEXT", "Why no reading uses it: hedged, denied, opinion …")
    for row in table.rows:
        assert isinstance(row, dict)
        claim = readings.claims.get(row["id"])
        row["is_read"] = row["id"] in readings.used
        row["not_read_why"] = readings.set_aside.get(row["id"]) or ("" if claim else "later")
        if claim is not None:
            row["claimed"] = claim_words(claim, lang="en")
            row["claimed_fa"] = claim_words(claim, lang="fa")


def _link(made: dict[str, _Table], known: set[str], tables: Tables) -> None:
    """Foreign keys where every value is a key of the other table."""
    made["claims"].links.append((("source",), "sources", ("id",)))
    for name in ROW_TYPES:
        for each in COLUMN_NAMES[name]:
            column = column_of(name, each)
            if column is None or column.many or column.kind not in _TO_THING:
                continue
            values = {row[each] for row in made[name].rows if row.get(each)}
            if values <= known:
                made[name].links.append(((each,), "things", ("id",)))
    del tables


def _derived(made: dict[str, _Table], content: Content) -> None:
    assert content.on is not None
    found = table_rows(content.readings, content.tables, on=content.on)
    known = {str(row["id"]) for row in made["things"].rows}
    for derived in DERIVED:
        if derived.name == "nodes":
            continue  # they are rows of `things`
        rows = found[derived.name][1]
        title = "Ties on the day" if derived.name == "ties" else derived.title
        table = _Table(derived.name, title, derived.key)
        for each in derived.fields:
            table.add(each.name, _TYPES[each.type], each.en, each.unit)
        if derived.name == "ties":
            table.add("one", "TEXT", "Of the pair the smaller id, since ties have no direction.")
            table.add("other", "TEXT", "The other one of the pair.")
            table.add("since_earliest", "TEXT", "First day that since can be; empty: open.")
            table.add("since_latest", "TEXT", "Last day that since can be; empty: open.")
            table.add("days_open_least", "INTEGER", "At least so many days.", "day")
            table.add("days_open_most", "INTEGER", "At most so many days.", "day")
            rows = [_with_bounds(row) for row in rows]
        table.rows = list(rows)
        made[derived.name] = table
    for name, column in (("edges", "source"), ("edges", "target"), ("ties", "one"),
                         ("ties", "other")):  # fmt: skip
        made[name].links.append(((column,), "things", ("id",)))
    for column in ("city", "network"):
        if {row[column] for row in made["memberships"].rows if row[column]} <= known:
            made["memberships"].links.append(((column,), "things", ("id",)))
    for name, (table_name, column) in _JOINED.items():
        made[name] = _junction(name, made[table_name], column, known)


def _with_bounds(row: Mapping[str, Any]) -> dict[str, Any]:
    since = parse_edtf(row["since"]) if row.get("since") else None
    least, between, most = str(row["days_open"] or "").partition("..")
    numbers = [int(one) if one else None for one in (least, most if between else least)]
    one, other = sorted(row["parties"]) if len(row["parties"]) == 2 else (None, None)
    return {
        **row, **_bounds("since", since), "one": one, "other": other,
        "days_open_least": numbers[0], "days_open_most": numbers[1],
    }  # fmt: skip


def _junction(name: str, of: _Table, column: str, known: set[str]) -> _Table:
    """A row for each value of a cell that can have several."""
    to = {"parties": "thing", "claims": "claim", "facts": "fact"}[column]
    # The state is in several rows of `edges`, so it is not a key there; nor is a tie in `ties`.
    keys = {
        "edges": ("state",), "ties": ("tie",), "conflicts": ("conflict", "value"),
    }.get(of.name, of.key)  # fmt: skip
    own = tuple({"claims": "claim"}.get(of.name, key) if key == "id" else key for key in keys)
    made = _Table(name, f"{of.title}: one row for each value of {column}", (*own, to))
    for key in (*own, to):
        made.add(key, "TEXT")
    rows: dict[tuple[str, ...], None] = {}
    for row in of.rows:
        value = row.get(column) or ()
        values = value.split(";") if isinstance(value, str) else value
        for one in values:
            rows[(*(str(row[key] or "") for key in keys), str(one))] = None
    made.rows = [dict(zip(made.columns, row, strict=True)) for row in rows]
    if keys == of.key:
        made.links.append((own, of.name, keys))
    targets = {str(row[to]) for row in made.rows}
    if to == "thing" and targets <= known:
        made.links.append(((to,), "things", ("id",)))
    if to == "claim" and of.name != "claims":
        made.links.append(((to,), "claims", ("id",)))
    return made


def _officials(tables: Tables, readings: Readings) -> _Table:
    from cityties.reading import official_rows

    table = _Table("officials", "People in posts", ("official",))
    table.add("official", "TEXT", "person@post, or the person where no post is known.")
    table.add("person", "TEXT", "Id of the person.")
    table.add("name_en", "TEXT", "Name in Latin letters.")
    table.add("name_fa", "TEXT", "Name in Persian letters.")
    table.add("post", "TEXT", "Id of the post.")
    table.add("role", "TEXT", "Role of the post.")
    table.add("of", "TEXT", "Whose post it is.")
    table.add("to", "TEXT", "To whom it is accredited.")
    table.date("since", "Claimed beginning of the term; nobody is said to hold a post still.")
    table.date("until", "Claimed end of the term.")
    table.add("first_seen", "TEXT", "First sighting in the post, EDTF.")
    table.add("last_seen", "TEXT", "Last sighting in the post, EDTF.")
    table.add("last_seen_basis", "TEXT", "date: of what was done; published: of the source.")
    table.add("last_seen_earliest", "TEXT", "First day that last_seen can be; empty: open.")
    table.add("last_seen_latest", "TEXT", "Last day that last_seen can be.")
    table.add("contacts", "TEXT", "Ids of the others in events, the newest first.")
    table.add("claims", "TEXT", "Ids of the claims.")
    table.add("sources", "TEXT", "Ids of the sources.")
    posts = {post.id for post in tables.posts}
    for row in official_rows(readings, tables):
        bounds: dict[str, Any] = {}
        for name in ("since", "until"):
            bounds |= _bounds(name, parse_edtf(row[name]) if row[name] else None)
        table.rows.append({**row, **bounds})
    if {row["post"] for row in table.rows if row["post"]} <= posts:
        table.links.append((("post",), "posts", ("id",)))
    return table


def _codes() -> _Table:
    table = _Table("codes", "Codes with their names", ("scheme", "code"))
    table.add("scheme", "TEXT", "The list that it is in.")
    table.add("code", "TEXT", "The code, as in the cells.")
    table.add("label_en", "TEXT", "English name.")
    table.add("label_fa", "TEXT", "Persian name.")
    for scheme in sorted(CODES):
        for code in CODES[scheme]:
            labels = {}
            for tag in ("en", "fa"):
                with in_language(tag):
                    labels[f"label_{tag}"] = code_label(code)
            table.rows.append({"scheme": scheme, "code": code, **labels})
    return table


def _about(content: Content) -> _Table:
    table = _Table("about", "What the file is of", ("key",))
    table.add("key", "TEXT")
    table.add("value", "TEXT")
    sources = frozenset(row.id for row in content.tables.sources)
    said = {
        **content.about,
        "title": content.title,
        "data_day": content.modified.isoformat() if content.modified else "",
        "rights": content.rights([{"sources": sorted(sources)}]),
    }
    table.rows = [{"key": key, "value": value} for key, value in sorted(said.items()) if value]
    return table


# --- the full-text index ---------------------------------------------------------------------


def _index(store: sqlite3.Connection, content: Content) -> None:
    """One index over names, sources and claims.

    A reader types with the keyboard that is there: each text is in it as it is written, folded as
    the project folds names (no accents, no half-spaces, Persian letters), and folded with Arabic
    letters.
    """
    store.execute(
        "CREATE VIRTUAL TABLE search USING fts5("
        '"table" UNINDEXED, id UNINDEXED, text, folded, arabic, '
        'tokenize = "unicode61 remove_diacritics 2")'
    )
    store.executemany(
        'INSERT INTO search ("table", id, text, folded, arabic) VALUES (?, ?, ?, ?, ?)',
        (
            (table, id, text, folded, folded.translate(_ARABIC))
            for table, id, text in _said(content.tables)
            if (folded := fold(text)) or text
        ),
    )
    store.execute("INSERT INTO search (search) VALUES ('optimize')")


def _said(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """Each thing with all that can be searched in it."""
    from cityties.model.gazetteer import other_names

    for name in _THINGS:
        for row in getattr(tables, name):
            names = dict.fromkeys([row.id, row.name_en, row.name_fa, *other_names(row)])
            yield name, row.id, _joined(names)
    for source in tables.sources:
        titles = (source.id, *texts(source, "title").values(), source.title_original)
        yield "sources", source.id, _joined(titles)
    for claim in tables.claims:
        gists = (claim.wording, *texts(claim, "gist").values())
        yield "claims", claim.id, _joined(gists)


def _joined(parts: Iterable[str]) -> str:
    return " | ".join(part for part in parts if part)


# --- the description ---------------------------------------------------------------------------

_TITLES: Final = {
    "places": "Places", "organizations": "Organizations", "people": "People", "posts": "Posts",
    "sources": "Sources", "claims": "Claims", "approval_rules": "Approval rules",
}  # fmt: skip


def metadata_bytes(content: Content, name: str) -> bytes:
    """The description that Datasette reads: titles, columns, units, facets, licence.

    Parameters
    ----------
    content : the same as of the file
    name : of the database: the name of the file without .sqlite
    """
    found = _tables(content)
    about = {str(row["key"]): str(row["value"]) for row in found["about"].rows}
    described: dict[str, Any] = {}
    for table in found.values():
        entry: dict[str, Any] = {"title": table.title}
        if table.texts:
            entry["columns"] = table.texts
        if table.units:
            entry["units"] = {column: _UNITS.get(unit, unit) for column, unit in
                              table.units.items() if unit in _UNITS}  # fmt: skip
            if not entry["units"]:
                del entry["units"]
        if facets := [one for one in _FACETS.get(table.name, ()) if one in table.columns]:
            entry["facets"] = facets
        label = _LABEL.get(table.name)
        if label in table.columns:
            entry["label_column"] = label
        described[table.name] = entry
    for view, (title, _query) in _VIEWS.items():
        described[view] = {"title": title}
    described["search"] = {"title": "Full-text index of names, sources and claims"}
    licence = _licence(content)
    whole = {
        "title": "City-to-city ties as claims",
        "description": "Every line says who claims it, where and since when. What is read from "
        f"the claims is of {about.get('on', '')}.",
        **licence,
    }
    database = {**whole, "tables": dict(sorted(described.items()))}
    made = {**whole, "databases": {name: database}}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


_UNITS: Final = {"day": "day", "days": "day", "degrees": "degree", "degree": "degree"}


def _licence(content: Content) -> dict[str, str]:
    from cityties.model.rights import rights_of

    parts = rights_of(content.tables)
    if len(parts) == 1 and parts[0].licence:
        only = parts[0]
        return {"license": only.title, **({"license_url": only.url} if only.url else {})}
    said = "; ".join(sorted({part.title or "no licence stated" for part in parts}))
    return {"license": said} if said else {}


FORMATS: Final = (
    Format(
        name="sqlite",
        title="the whole graph as a database: tables, ties on a day, claims, full-text index",
        endings=(".sqlite", ".sqlite3"),
        media_type="application/vnd.sqlite3",
        carries="tables",
        readers="SQLite 3.37 or newer, sqlite-utils, Datasette",
        make=sqlite_bytes,
        describe=metadata_bytes,
    ),
)

__all__ = ["FORMATS", "metadata_bytes", "sqlite_bytes"]
