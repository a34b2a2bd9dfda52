"""Compare a city's ties by our sources with those of one dataset, such as Wikidata.

Two readings are put side by side on one day: that of all claims but those of datasets
(*ours*), and that of the claims of one dataset alone (*theirs*). Neither is the truth; what
comes out are lists for people to look into: what Wikidata could gain from our sources, and
what we have no source for. Measured: an extract of Wikidata of 2022 has 5 of the 13 sister
cities that Isfahan had signed with by February 2021, and 4 that stand in no list of Isfahan.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityties.analysis.listed import (
    LISTED_CORRECTIONS,
    LISTED_KEYS,
    Listed,
    has_list,
    listed_columns,
    listed_corrections,
    listed_ties,
)
from cityties.errors import NotFoundError
from cityties.language.messages import N_, _, ngettext
from cityties.language.names import fold
from cityties.model.dates import DAY_MIN, disjoint, parse_edtf
from cityties.model.rows import Place, Source, Tables
from cityties.reading import Readings, State, TieReading
from cityties.vocabulary.codes import CHANNEL_STATUSES

Row = dict[str, Any]

KIND = "sister_city"
RESULTS: Mapping[str, str] = {
    "both": N_("in both"),
    "ours": N_("only ours"),
    "theirs": N_("only theirs"),
    "differs": N_("theirs; ours says otherwise"),
    "ended_there": N_("ours; theirs says that it ended or began later"),
    "listed": N_("only in Wikipedia's list"),
}
"""What a comparison can find of a partner, in the order of the rows."""

CORRECTIONS: Mapping[str, str] = {
    "add": N_("add the statement, with the date and our source as its reference"),
    "add_back": N_("the statement is missing from the partner's item"),
    "add_here": N_("the statement is missing from the city's own item"),
    "add_start": N_("add the start date (P580)"),
    "add_end": N_("our sources say that it ended: add the end date (P582)"),
    "start_differs": N_("the start dates differ: check both"),
    "add_reference": N_("the statement has no reference: add our source"),
    "no_source": N_("we have no source for it: find one, or treat it as doubtful"),
    "other_status": N_("our sources give another state: check both"),
    "check_end": N_("we have no source for its end: find one"),
    **LISTED_CORRECTIONS,
}
"""What could be done, by code."""

ROW_KEYS = (
    "partner",
    "partner_name",
    "wikidata",
    "result",
    "ours_kind",
    "ours_status",
    "ours_certainty",
    "ours_since",
    "ours_concluded",
    "ours_sources",
    "theirs_status",
    "theirs_since",
    "theirs_until",
    "theirs_said_by",
    "theirs_one_sided",
    "theirs_referenced",
    *LISTED_KEYS,
)
"""The keys of a row of the comparison."""

CORRECTION_KEYS = (
    "where",
    "what",
    "partner",
    "partner_name",
    "item",
    "value",
    "date",
    "sources",
    "in_source",
)
"""The keys of a correction."""

_SMALL_SHARE = 0.9  # populations known for so many cities say something about a filter
_LEAST_FILTER = 1000


@dataclass(frozen=True, slots=True)
class Theirs(Listed):
    """What the dataset says about the city and one partner.

    Parameters
    ----------
    state : on the day, by the dataset alone
    claims : its claims of the tie
    """

    @property
    def speakers(self) -> tuple[str, ...]:
        """The cities whose lists have it; empty where the dataset does not say whose."""
        return tuple(sorted({claim.said_by for claim in self.claims if claim.said_by}))

    @property
    def referenced(self) -> bool | None:
        """Whether a claim has a reference; ``None`` where the dataset tells nothing of any."""
        if not any(claim.locator.startswith("Q") for claim in self.claims):
            return None
        return any(claim.note.startswith("reference") for claim in self.claims)


def compare(
    city: str,
    *,
    ours: Readings,
    theirs: Readings,
    source: Source,
    sources: Mapping[str, Source],
    places: Mapping[str, Place],
    on: datetime.date,
    name: Callable[[str], str],
    pedia: Readings | None = None,
    pages: Mapping[str, Source] | None = None,
) -> Row:
    """Compare a city's sister cities with those of a dataset, and of Wikipedia's lists.

    Parameters
    ----------
    city : its id
    ours : the reading of our claims
    theirs : the reading of the dataset's claims alone
    source : the dataset
    sources, places : rows by id
    on : the day
    name : id to name
    pedia : the reading of Wikipedia's lists alone, if some are loaded
    pages : these lists by their ids; where ``source`` is one of them there is no dataset

    Returns
    -------
    dict
        ``city, on, source, kind, summary, rows, corrections, caveats`` in the form of
        ``docs/json.md``. *Found* are the signed sister cities of ours that theirs has too,
        *extra* those of theirs that are not in force by ours.
    """
    mine = _our_ties(ours, city)
    other = _their_ties(theirs, city, on)
    pages = pages or {}
    listed = listed_ties(pedia, city, on) if pedia is not None else {}
    has_dataset = source.id not in pages
    # Only lists that are in the dataset can lack something.
    lists = {claim.said_by for claim in theirs.claims.values() if claim.said_by}
    rows = []
    for partner in sorted({*mine, *other, *listed}, key=lambda each: (name(each), each)):
        row = _row(
            partner, mine.get(partner, ()), other.get(partner), listed.get(partner), on, ours
        )
        if row is not None:
            row |= listed_columns(listed.get(partner), sources)
            row["in_wikidata"] = row["in_wikidata"] if has_dataset else None
            row["in_wikipedia"] = row["in_wikipedia"] if pedia is not None else None
            if row["theirs_one_sided"] and not {city, partner} <= lists:
                row["theirs_one_sided"] = None
            row["partner_name"] = name(partner)
            row["wikidata"] = _item(places, partner)
            rows.append(row)
    order = list(RESULTS)
    rows.sort(key=lambda row: order.index(row["result"]))
    known = _cities(theirs)
    # A dataset without any date says nothing of what Wikidata's statements have.
    dated = any(claim.aspect == "change" for claim in theirs.claims.values())
    summary = _summary(rows, known)
    found = [
        each
        for row in rows
        if has_dataset and row["result"] != "listed"
        for each in _corrections(
            city, row, other.get(row["partner"]), places, sources, known, dated=dated
        )
    ]
    if pedia is not None:
        own_list = has_list(pedia, city, pages)
        for row in rows:
            found += listed_corrections(
                row,
                own_list=own_list,
                has_wikidata=has_dataset,
                addresses=[
                    sources[id].url
                    for id in row["ours_sources"]
                    if id in sources and sources[id].url
                ],
                items=(_item(places, city), _item(places, row["partner"])),
            )
    return {
        "city": city,
        "city_name": name(city),
        "wikidata": _item(places, city),
        "on": on.isoformat(),
        "source": source.id,
        "source_title": source.title,
        "source_published": source.published.text if source.published else None,
        "kind": KIND,
        "summary": summary,
        "rows": rows,
        "corrections": found,
        "caveats": [
            *(_caveats(city, theirs, source, places, on, known) if has_dataset else ()),
            *_list_caveats(city, pedia, pages),
        ],
        "wikipedia": [
            {
                "source": each.id,
                "title": each.title,
                "url": each.url or None,
                "published": each.published.text if each.published else None,
            }
            for each in pages.values()
        ],
    }


def newest_dataset(tables: Tables) -> str:
    """The id of the newest dataset that Wikidata published.

    Raises
    ------
    NotFoundError : if there is none; the message says how to get one
    """
    publishers = {
        row.id
        for row in tables.organizations
        if row.wikidata == "Q2013" or fold(row.name_en) == "wikidata"
    }
    found = [
        (row.published or row.accessed, row.id)
        for row in tables.sources
        if row.kind == "dataset" and row.publisher in publishers
    ]
    dated = [(when, id) for when, id in found if when is not None]
    if dated:
        return max(dated)[1]
    raise NotFoundError(
        _(
            "no Wikidata dataset is loaded: load one (cityties load wikidata, cityties load "
            "links) and pass its folder with --data, or choose another dataset with --source"
        )
    )


def _item(places: Mapping[str, Place], place: str) -> str:
    return places[place].wikidata if place in places else ""


def _partner(tie: TieReading, city: str) -> str:
    """The other party of a tie of two; empty for ties of more, and with unnamed parties."""
    others = [party for party in tie.parties if party != city]
    return others[0] if len(others) == 1 and "/" not in others[0] else ""


def _our_ties(readings: Readings, city: str) -> dict[str, tuple[TieReading, ...]]:
    """Our ties by partner, sister cities first."""
    found: dict[str, list[TieReading]] = {}
    for id in readings.by_party.get(city, ()):
        tie = readings.ties[id]
        if partner := _partner(tie, city):
            found.setdefault(partner, []).append(tie)
    return {
        partner: tuple(sorted(ties, key=lambda tie: (tie.kind != KIND, tie.id)))
        for partner, ties in found.items()
    }


def _their_ties(readings: Readings, city: str, on: datetime.date) -> dict[str, Theirs]:
    found = {}
    for id in readings.by_party.get(city, ()):
        tie = readings.ties[id]
        partner = _partner(tie, city)
        if partner and tie.kind == KIND:
            found[partner] = Theirs(tie.state(on), tie.claims)
    return found


def _our_state(ties: Sequence[TieReading], on: datetime.date) -> State | None:
    """Our sister-city tie on the day, else any other that has a status then."""
    states = [state for tie in ties if (state := tie.state(on)).status is not None]
    return states[0] if states else None


def _row(
    partner: str,
    ties: Sequence[TieReading],
    theirs: Theirs | None,
    listed: Listed | None,
    on: datetime.date,
    ours: Readings,
) -> Row | None:
    state = _our_state(ties, on)
    in_list = listed is not None and listed.state.status in CHANNEL_STATUSES
    agreed = state is not None and state.kind == KIND and state.status in CHANNEL_STATUSES
    sure = agreed and state is not None and state.certainty == "certain"
    there = theirs is not None and theirs.state.status == "in_force"
    if there:
        result = "both" if agreed else "theirs" if state is None else "differs"
    elif sure:
        result = "ours" if theirs is None else "ended_there"
    elif in_list:
        result = "listed"
    else:
        return None
    return {
        "partner": partner,
        "result": result,
        "ours_kind": state.kind if state else None,
        "ours_status": state.status if state else None,
        "ours_certainty": state.certainty if state else None,
        "ours_since": state.since if state else None,
        "ours_concluded": state.concluded if state else None,
        "ours_sources": sorted({ours.claims[claim].source for claim in state.claims})
        if state
        else [],
        "theirs_status": theirs.state.status if theirs else None,
        "theirs_since": theirs.start.text if theirs and theirs.start else None,
        "theirs_until": theirs.end if theirs else None,
        "theirs_said_by": list(theirs.speakers) if theirs else [],
        "theirs_one_sided": len(theirs.speakers) == 1 if theirs and theirs.speakers else None,
        "theirs_referenced": theirs.referenced if theirs else None,
        "in_ours": agreed,
        "in_wikidata": there,
        "in_wikipedia": in_list,
    }


def _cities(readings: Readings) -> frozenset[str]:
    """The cities that the dataset names at all."""
    return frozenset(readings.by_party)


def _summary(rows: Iterable[Row], known: frozenset[str]) -> Row:
    every = list(rows)
    mine = [row for row in every if row["result"] in ("both", "ours", "ended_there")]
    mine = [row for row in mine if row["ours_certainty"] == "certain"]
    signed = [row for row in mine if row["ours_concluded"] == "signed"]
    theirs = [row for row in every if row["result"] in ("both", "theirs", "differs")]
    return {
        "ours": len(signed),
        "ours_only_attested": len(mine) - len(signed),
        "theirs": len(theirs),
        "found": sum(row["result"] == "both" for row in signed),
        "found_only_attested": sum(
            row["result"] == "both" and row["ours_concluded"] != "signed" for row in mine
        ),
        "extra": sum(row["result"] in ("theirs", "differs") for row in theirs),
        "one_sided": sum(bool(row["theirs_one_sided"]) for row in theirs),
        "partners_in_source": sum(row["partner"] in known for row in signed),
        "wikipedia": sum(bool(row["in_wikipedia"]) for row in every),
        "in_all": sum(
            row["in_ours"] and row["in_wikidata"] is True and row["in_wikipedia"] is True
            for row in every
        ),
    }


def _corrections(
    city: str,
    row: Row,
    theirs: Theirs | None,
    places: Mapping[str, Place],
    sources: Mapping[str, Source],
    known: frozenset[str],
    *,
    dated: bool,
) -> Iterator[Row]:
    """What could be done about a row, at Wikidata or here."""
    partner = row["partner"]
    addresses = [sources[id].url for id in row["ours_sources"] if id in sources and sources[id].url]
    base = {"partner": partner, "partner_name": row["partner_name"]}
    item, other = _item(places, city), _item(places, partner)

    def at_wikidata(what: str, subject: str, value: str, **more: Any) -> Row:
        return {
            **base,
            "where": "wikidata",
            "what": what,
            "item": subject,
            "value": value,
            "date": None,
            "sources": addresses,
            "in_source": partner in known,
            **more,
        }

    def here(what: str) -> Row:
        return {
            **base,
            "where": "here",
            "what": what,
            "item": item,
            "value": other,
            "date": row["theirs_since"],
            "sources": [],
            "in_source": True,
        }

    result = row["result"]
    if result == "ours":
        if row["ours_concluded"] == "signed":
            yield at_wikidata("add", item, other, date=row["ours_since"])
        return
    if result == "theirs":
        yield here("no_source")
        return
    if result == "differs":
        if row["ours_status"] in ("ended", "expired"):
            yield at_wikidata("add_end", item, other, date=row["ours_since"])
        else:
            yield here("other_status")
        return
    if result == "ended_there":
        yield here("check_end")
        return
    if theirs is None:
        return
    if row["theirs_one_sided"]:
        own = city in theirs.speakers
        yield at_wikidata(
            "add_back" if own else "add_here",
            other if own else item,
            item if own else other,
            date=row["ours_since"],
        )
    since = parse_edtf(row["ours_since"]) if row["ours_since"] else None
    signed = since is not None and row["ours_concluded"] == "signed"
    if dated and theirs.start is None and since is not None and signed:
        yield at_wikidata("add_start", item, other, date=since.text)
    elif theirs.start is not None and since is not None and disjoint(theirs.start, since):
        yield at_wikidata("start_differs", item, other, date=since.text)
    if row["theirs_referenced"] is False and addresses:
        yield at_wikidata("add_reference", item, other)


def _caveats(
    city: str,
    theirs: Readings,
    source: Source,
    places: Mapping[str, Place],
    on: datetime.date,
    known: frozenset[str],
) -> Iterator[str]:
    """What limits the comparison, in words; computed from the dataset wherever it can be."""
    first, last = theirs.publications.get(source.id, (on, on))
    if on > last:
        yield _(
            "the dataset is dated {date}, before the day of the question: later ties are not in it"
        ).format(date=_day_text(source, last))
    elif on < first:
        yield _(
            "the dataset is dated {date}, after the day of the question: its statements without "
            "a date are assumed to hold on that day too"
        ).format(date=_day_text(source, last))
    if source.note:
        yield _("note of the dataset: {note}").format(note=source.note)
    if city not in known:
        yield _("the city is not in the dataset")
    claims = [claim for claim in theirs.claims.values() if claim.type == "tie"]
    # A statement with a date makes several claims.
    statements = {(claim.about, claim.said_by, claim.locator) for claim in claims}
    dated = len(
        {
            (claim.about, claim.said_by, claim.locator)
            for claim in claims
            if claim.aspect == "change"
        }
    )
    if not dated:
        yield _("none of its statements has a date")
    elif dated < len(statements):
        yield ngettext(
            "{n} of its {of} statements has a date",
            "{n} of its {of} statements have a date",
            dated,
        ).format(n=dated, of=len(statements))
    if not any(claim.said_by for claim in claims):
        yield _("it does not say whose list a pair is from, so no pair in it is one-sided")
    elif not any(claim.said_by == city for claim in claims):
        yield _(
            "the city's own list is not in it; its data about the city comes from the lists of "
            "other cities"
        )
    from cityties.words.phrases import number

    populations = [
        place.population
        for id in known
        if (place := places.get(id)) is not None and place.population is not None
    ]
    if known and len(populations) >= _SMALL_SHARE * len(known):
        # A few figures of other sources are below the bound that the dataset was filtered by.
        least = sorted(populations)[len(populations) // 50]
        if least >= _LEAST_FILTER:
            yield _(
                "98 of 100 of its cities have {n} inhabitants or more: smaller cities seem to be "
                "left out"
            ).format(n=number(least))
    yield _(
        "Wikidata attaches a tie to one of several items (city, municipality, region): a tie of "
        "another item of the same city is not found; and what is missing from a dataset may have "
        "been filtered out when it was made"
    )


def _list_caveats(city: str, pedia: Readings | None, pages: Mapping[str, Source]) -> Iterator[str]:
    if pedia is None:
        return
    for page in pages.values():
        yield _("list: {title}, {day}").format(
            title=page.title, day=page.published.text if page.published else "?"
        )
    if not has_list(pedia, city, pages):
        yield _(
            "the city has no list of its own in these pages: what they lack of it may be in others"
        )


def _day_text(source: Source, last: datetime.date) -> str:
    if source.published is not None:
        return source.published.text
    return last.isoformat() if last != DAY_MIN else "?"
