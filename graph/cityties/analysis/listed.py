"""What loaded lists of Wikipedia say of a city's partners, for a comparison with other sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cityties.language.messages import N_
from cityties.model.dates import Edtf, disjoint, parse_edtf
from cityties.model.rows import Claim, Source, Tables
from cityties.reading import Readings, State, TieReading

Row = dict[str, Any]
KIND: Final = "sister_city"

LISTED_CORRECTIONS: Final[Mapping[str, str]] = {
    "list_add": N_("the pair is missing from the city's list: add it, with our source"),
    "list_check": N_("Wikidata has it, the city's list does not: check both"),
    "list_add_year": N_("add the year to the list"),
    "list_year_differs": N_("the years differ: check both"),
    "list_ended": N_("our sources say that it ended: move it to the former ones"),
    "list_add_source": N_("the entry has no footnote: add our source"),
    "add_listed": N_("Wikipedia's list has it: add the statement, with its footnote"),
    "listed_no_source": N_("only Wikipedia's list has it: find a source"),
}
"""What could be done where Wikipedia's lists differ, by code."""

LISTED_KEYS: Final = (
    "in_ours", "in_wikidata", "in_wikipedia", "wikipedia_kind", "wikipedia_status",
    "wikipedia_since", "wikipedia_until", "wikipedia_sources",
)  # fmt: skip
"""The keys that a comparison's rows have of it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What others say of the city and one partner: lists here, a dataset in `compare`.

    Parameters
    ----------
    state : on the day, by them alone
    claims : of the tie
    """

    state: State
    claims: tuple[Claim, ...]

    @property
    def start(self) -> Edtf | None:
        """The day of beginning that they give."""
        found = [
            claim.when
            for claim in self.claims
            if claim.status == "in_force" and claim.aspect == "change" and claim.when
        ]
        return min(found, key=lambda when: (when.latest - when.earliest, when)) if found else None

    @property
    def end(self) -> str | None:
        """The day of the end that they give; empty if the day is not known."""
        found = [claim for claim in self.claims if claim.status in ("ended", "expired")]
        if not found:
            return None
        return next((claim.when.text for claim in found if claim.when), "")


def pages_of(tables: Tables) -> dict[str, Source]:
    """The loaded lists: pages of an encyclopedia that claims are named after, by their ids."""
    found = {source.id: source for source in tables.sources if source.kind == "encyclopedia"}
    named = {page for claim in tables.claims if (page := page_of(claim, found))}
    return {id: source for id, source in found.items() if id in named}


def page_of(claim: Claim, pages: Mapping[str, Source]) -> str:
    """The list that a claim was loaded from, also where a footnote is its source; else blank.

    Parameters
    ----------
    claim : the claim
    pages : lists by their ids
    """
    start, _sign, rest = claim.id.removeprefix("c-").partition("_")
    return start if rest and start in pages else ""


def listed_ties(readings: Readings, city: str, on: datetime.date) -> dict[str, Listed]:
    """The city's ties by partner, sister cities before others.

    Parameters
    ----------
    readings : of the lists alone
    city : its id
    on : the day
    """
    found: dict[str, TieReading] = {}
    for id in readings.by_party.get(city, ()):
        tie = readings.ties[id]
        others = [party for party in tie.parties if party != city]
        if len(others) == 1 and (others[0] not in found or tie.kind == KIND):
            found[others[0]] = tie
    return {partner: Listed(tie.state(on), tie.claims) for partner, tie in found.items()}


def has_list(readings: Readings, city: str, pages: Mapping[str, Source]) -> bool:
    """Whether the city has a list of its own in the pages.

    Parameters
    ----------
    readings : of the lists alone
    city : its id
    pages : the lists
    """
    return any(
        claim.id.startswith(f"c-{page}_{city}_")
        for claim in readings.claims.values()
        if (page := page_of(claim, pages))
    )


def listed_columns(listed: Listed | None, sources: Mapping[str, Source]) -> Row:
    """The part of a row that Wikipedia's lists fill.

    Parameters
    ----------
    listed : what they say; ``None``: nothing
    sources : by id
    """
    if listed is None:
        return dict.fromkeys(LISTED_KEYS[3:-1]) | {"wikipedia_sources": []}
    cited = sorted({claim.source for claim in listed.claims if claim.via})
    return {
        "wikipedia_kind": listed.state.kind,
        "wikipedia_status": listed.state.status,
        "wikipedia_since": listed.start.text if listed.start else None,
        "wikipedia_until": listed.end,
        "wikipedia_sources": [
            sources[id].url or sources[id].title for id in cited if id in sources
        ],
    }


def listed_corrections(
    row: Row,
    *,
    own_list: bool,
    has_wikidata: bool,
    addresses: Sequence[str],
    items: tuple[str, str],
) -> Iterator[Row]:
    """What could be done about a row at Wikipedia, or elsewhere because of its lists.

    Parameters
    ----------
    row : of the comparison
    own_list : whether the city has a list of its own in the pages
    has_wikidata : whether a dataset of Wikidata is compared
    addresses : of our sources for it
    items : of the city and the partner
    """

    def correction(where: str, what: str, **more: Any) -> Row:
        return {
            "partner": row["partner"],
            "partner_name": row["partner_name"],
            "where": where,
            "what": what,
            "item": items[0],
            "value": items[1],
            "date": None,
            "sources": list(addresses),
            "in_source": bool(row["in_wikipedia"]),
            **more,
        }

    ours = parse_edtf(row["ours_since"]) if row["ours_since"] else None
    agreed = row["in_ours"] and row["ours_certainty"] == "certain"
    if not row["in_wikipedia"]:
        signed = agreed and row["ours_concluded"] == "signed"
        if own_list and signed and row["wikipedia_status"] is None:
            yield correction("wikipedia", "list_add", date=row["ours_since"])
        elif own_list and row["in_wikidata"] and row["wikipedia_status"] is None:
            yield correction("wikipedia", "list_check", date=row["theirs_since"], sources=[])
        return
    since = parse_edtf(row["wikipedia_since"]) if row["wikipedia_since"] else None
    if row["ours_status"] in ("ended", "expired"):
        yield correction("wikipedia", "list_ended", date=row["ours_since"])
        return
    if agreed and ours is not None and since is None and row["ours_concluded"] == "signed":
        yield correction("wikipedia", "list_add_year", date=ours.text)
    others = [ours, parse_edtf(row["theirs_since"]) if row["theirs_since"] else None]
    if since is not None and any(other is not None and disjoint(since, other) for other in others):
        yield correction("wikipedia", "list_year_differs", date=row["ours_since"])
    if agreed and addresses and not row["wikipedia_sources"]:
        yield correction("wikipedia", "list_add_source")
    twins = row["wikipedia_kind"] == KIND and not agreed  # what we have a source for is told above
    if has_wikidata and twins and not row["in_wikidata"] and row["theirs_status"] is None:
        yield correction(
            "wikidata", "add_listed", date=row["wikipedia_since"], sources=row["wikipedia_sources"]
        )
    if row["ours_status"] is None and not row["in_wikidata"]:
        yield correction(
            "here", "listed_no_source", date=row["wikipedia_since"],
            sources=row["wikipedia_sources"],
        )  # fmt: skip
