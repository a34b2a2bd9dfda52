"""Accepted candidates to rows of a data folder: source, people, posts, places, claims."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cityties.errors import DataError, UsageError
from cityties.intake.article import Article
from cityties.intake.inbox import Inbox, Stored
from cityties.intake.known import Known, same_act
from cityties.intake.proposer import UNNAMED_HOLDER
from cityties.intake.review import NAME, Item, queue
from cityties.intake.session import all_tables
from cityties.language.messages import _
from cityties.language.names import slugify, squeeze
from cityties.loaders.additions import (
    add_rows,
    check_rows,
    problem_columns,
    publisher_of,
    source_id,
)
from cityties.model.row_ids import NEW_CLAIM, claim_id, renamed
from cityties.model.rows import Source, Tables
from cityties.model.tables import row_cells

_MUNICIPAL = re.compile(r"municipality|^city of |city hall|شهرداری", re.IGNORECASE)
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Landed:
    """What was written.

    Parameters
    ----------
    rows : the new rows by table
    claims : ids of the new claims
    there : ids of claims that were there already
    files : the files that were written
    """

    rows: Mapping[str, Sequence[Mapping[str, str]]]
    claims: tuple[str, ...]
    there: tuple[str, ...]
    files: tuple[Path, ...] = ()


def accepted_rows(
    inbox: Inbox, folder: Path, *, shipped: bool = True, accessed: str = ""
) -> tuple[Rows, list[str], list[str], Tables | None]:
    """The rows that the accepted candidates need, and that are not there yet.

    Parameters
    ----------
    inbox : the inbox
    folder : the data folder that they are for
    shipped : whether they may refer to the shipped data
    accessed : the day of reading as ISO 8601; today if blank
    """
    known = all_tables(shipped=shipped) if shipped else None
    items = [item for item in queue(inbox, every=True)
             if item.decision is not None and item.decision.verdict == "accept"]  # fmt: skip
    rows, made, there = _rows(items, all_tables([folder], shipped=shipped), accessed)
    return rows, made, there, known


def faults(
    item: Item, folder: Path, tables: Tables, known: Tables | None = None
) -> dict[str, list[str]]:
    """What would be wrong with a candidate if it were accepted as it is: messages by column.

    Parameters
    ----------
    item : the candidate, with the corrections of its decision
    folder : the data folder that it is for; it may be missing
    tables : all rows that it may refer to, those of the folder among them
    known : the same without those of the folder

    Returns
    -------
    dict : under ``""`` what belongs to no column; empty if nothing is wrong
    """
    try:
        rows, _made, _there = _rows([item], tables, "")
    except UsageError as error:
        return {NAME: [str(error)]}
    try:
        check_rows(folder, rows, known)
    except DataError as error:
        return problem_columns(error)
    return {}


def _rows(
    items: Sequence[Item], tables: Tables, accessed: str
) -> tuple[Rows, list[str], list[str]]:
    rows: Rows = {}
    made: list[str] = []
    there: list[str] = []
    compared = Known(tables)
    sources: dict[str, str] = {}
    people = _named(items)
    acts: dict[str, list[dict[str, str]]] = {}
    for item in items:
        if item.stored.key not in sources:
            sources[item.stored.key] = _source(item.stored, tables, rows, accessed)
        cells = _claim(item, sources[item.stored.key], compared, acts)
        cells = {name: _with_people(text, people, item) for name, text in cells.items()}
        for table, many in item.candidate.new.items():
            for row in many:
                named = {name: _with_people(text, people, item) for name, text in row.items()}
                if table == "people" and row["id"].startswith(UNNAMED_HOLDER):
                    named["name_en"] = people.get((item.stored.key, row["id"]), ("", ""))[1]
                _need(table, named, cells, tables, rows)
        id_ = claim_id({**cells, "id": NEW_CLAIM}, _finder(tables, rows))
        final = {name: renamed(text, NEW_CLAIM, id_) for name, text in cells.items()}
        final["id"] = id_
        if any(claim.id == id_ for claim in tables.claims) or any(
            row["id"] == id_ for row in rows.get("claims", ())
        ):
            there.append(id_)
            continue
        rows.setdefault("claims", []).append(final)
        made.append(id_)
    if not made:
        rows = {}
    return rows, made, there


def land(inbox: Inbox, folder: Path, *, shipped: bool = True, accessed: str = "") -> Landed:
    """Write what was accepted into a data folder; all of it or nothing.

    Parameters
    ----------
    inbox, folder, shipped, accessed : as for :func:`accepted_rows`

    Raises
    ------
    DataError
        If a row breaks a rule of the tables; nothing was written then.
    """
    rows, made, there, known = accepted_rows(inbox, folder, shipped=shipped, accessed=accessed)
    files = add_rows(folder, rows, known) if rows else []
    return Landed(rows, tuple(made), tuple(there), tuple(files))


def preview(inbox: Inbox, folder: Path, *, shipped: bool = True) -> Landed:
    """What :func:`land` would write, checked, without writing.

    Parameters
    ----------
    inbox, folder, shipped : as for :func:`accepted_rows`
    """
    rows, made, there, known = accepted_rows(inbox, folder, shipped=shipped)
    if rows:
        check_rows(folder, rows, known)
    return Landed(rows, tuple(made), tuple(there))


# --- rows ---------------------------------------------------------------------------------


def _finder(tables: Tables, rows: Rows) -> Callable[[str], Mapping[str, str] | None]:
    by_id = {claim.id: claim for claim in tables.claims}

    def find(id_: str) -> Mapping[str, str] | None:
        if id_ in by_id:
            return row_cells("claims", by_id[id_])
        return next((row for row in rows.get("claims", ()) if row["id"] == id_), None)

    return find


def _source(stored: Stored, tables: Tables, rows: Rows, accessed: str) -> str:
    """The id of the article's source: of the same address, else a new row."""
    article = stored.article
    for source in tables.sources:
        if article.url and source.url == article.url:
            return source.id
    publisher = _publisher(article, stored.home, tables, rows)
    title = article.title or article.text.split("\n", 1)[0][:80]
    for source in tables.sources:
        if _is_same(source, article, publisher, title):
            return source.id
    taken = {source.id for source in tables.sources} | {
        row["id"] for row in rows.get("sources", ())
    }
    try:
        named = source_id(publisher, article.url, title, taken)
    except ValueError:
        named = ""
    if not named or (not article.url and article.language != "en"):
        named = f"{publisher}-{article.published or article.sha256[:8]}"
        if named in taken:
            named = f"{named}-{article.sha256[:6]}"
    persian = article.language == "fa"
    row = {
        "id": named, "kind": "news", "publisher": publisher, "url": article.url,
        "title": f"News of {article.published}" if article.published else "News",
        "title_original": title, "language": article.language, "published": article.published,
        "accessed": accessed or datetime.date.today().isoformat(),
    }  # fmt: skip
    if persian:
        row["title_fa"] = f"خبر {article.published}" if article.published else "خبر"
    rows.setdefault("sources", []).append({key: text for key, text in row.items() if text})
    return named


def _is_same(source: Source, article: Article, publisher: str, title: str) -> bool:
    """Whether a row is this article, where one of the two has no address: an article that is read
    again has the publisher, the day and the title of the first time.
    """
    if source.url and article.url:
        return False
    day = source.published.text if source.published is not None else ""
    return (source.publisher, source.title_original, day) == (publisher, title, article.published)


def _publisher(article: Article, home: str, tables: Tables, rows: Rows) -> str:
    found = publisher_of(article.url, [tables])
    if found:
        return found
    name = article.publisher or "Unnamed publisher"
    key = squeeze(name)
    for body in tables.organizations:
        names = (body.id, body.name_en, body.name_fa, *body.aliases, *body.aliases_fa)
        if key and key in map(squeeze, names):
            return body.id
    for row in rows.get("organizations", ()):
        if key and key in (squeeze(row.get("name_en", "")), squeeze(row.get("name_fa", ""))):
            return row["id"]
    city = next((place for place in tables.places if place.id == home), None)
    if city is not None and _MUNICIPAL.search(article.publisher):
        id_ = f"{home}-municipality"
        if not any(one.id == id_ for one in tables.organizations):
            row = {"id": id_, "kind": "municipality", "name_en": f"{city.name_en} Municipality",
                   "name_fa": f"شهرداری {city.name_fa}" if city.name_fa else "",
                   "acts_for": home, "seat": home}  # fmt: skip
            if row not in rows.setdefault("organizations", []):
                rows["organizations"].append(row)
        return id_
    try:
        id_ = slugify(name)
    except ValueError:
        id_ = f"publisher-{article.sha256[:6]}"
    taken = {place.id for place in tables.places} | {person.id for person in tables.people}
    taken |= {body.id for body in tables.organizations}
    if id_ in taken:
        id_ = f"{id_}-news"
    rows.setdefault("organizations", []).append({"id": id_, "kind": "publisher", "name_en": name})
    return id_


def _claim(
    item: Item, source: str, known: Known, acts: dict[str, list[dict[str, str]]]
) -> dict[str, str]:
    """The row of a candidate; an event that another source reports is the same event."""
    cells = item.cells
    cells["source"] = source
    if cells.get("type") != "event":
        return cells
    act = same_act(cells, known.near(cells))
    wanted = cells.get("about", "")
    others = [row for row in acts.get(wanted, ()) if row["source"] != source]
    if not act and (others or known.has_event(wanted)):
        day = cells.get("when", "")
        if not (day and others and all(row.get("when") == day for row in others)):
            wanted = f"{wanted}-{item.stored.article.sha256[:6]}"
    cells["about"] = act or wanted
    acts.setdefault(item.cells.get("about", ""), []).append(cells)
    return cells


People = Mapping[tuple[str, str], tuple[str, str]]


def _named(items: Sequence[Item]) -> dict[tuple[str, str], tuple[str, str]]:
    """Of people without a name in Latin letters: article and id, to the new id and name."""
    found = {}
    for item in items:
        person = item.candidate.cells.get("about", "").partition("@")[0]
        if not person.startswith(UNNAMED_HOLDER):
            continue
        name = (item.decision.changes if item.decision else {}).get(NAME, "").strip()
        if not name:
            raise UsageError(
                _("{id}: write the name of the person in Latin letters: {option}").format(
                    id=item.candidate.id, option=f'--set {NAME}="…"'
                )
            )
        found[(item.stored.key, person)] = (slugify(name), name)
    return found


def _with_people(text: str, people: People, item: Item) -> str:
    """A cell in which people have the ids that the reviewer's names give; else they are unnamed."""

    def replaced(match: re.Match[str]) -> str:
        known = people.get((item.stored.key, match[0]))
        return known[0] if known else f"unnamed/{NEW_CLAIM}"

    return re.sub(rf"{UNNAMED_HOLDER}[a-z0-9-]+", replaced, text)


def _need(
    table: str, row: dict[str, str], claim: Mapping[str, str], tables: Tables, rows: Rows
) -> None:
    """Add a row that a claim needs, unless it is there; nothing for what was corrected away."""
    used = " ".join(claim.values())
    if (
        row["id"]
        not in used.replace("@", " ").replace(";", " ").replace("/", " ").replace("+", " ").split()
    ):
        return
    existing = {one.id for one in getattr(tables, table)}
    listed = {one["id"] for one in rows.get(table, ())}
    if row["id"] in existing or row["id"] in listed:
        return
    if table == "posts" and row.get("holders"):
        people = {one.id for one in tables.people} | {one["id"] for one in rows.get("people", ())}
        if row["holders"] not in people:
            row.pop("holders")
    rows.setdefault(table, []).append({key: text for key, text in row.items() if text})
