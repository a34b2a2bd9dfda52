"""The listings and the questions: rows from readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cityties.api.members import member_ids
from cityties.api.rows import (
    ROW_KEYS,
    CityRow,
    ConflictRow,
    Counts,
    HistoryRow,
    Listing,
    OfficialRow,
    Row,
    SourceRow,
    TieRow,
    asked_days,
    with_further,
)
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.model.texts import as_text, further_keys, texts
from cityties.start.records import replace

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph
    from cityties.api.names import Entity
    from cityties.api.view import View
    from cityties.reading import Histories, Readings


def ties(view: View, *, concluded: str | None = None) -> Listing[TieRow]:
    """The ties on the view's day; see `CityGraph.ties`."""
    return Listing(day_rows(view, view.day, concluded=concluded), ROW_KEYS["ties"])


def day_rows(view: View, day: date, *, concluded: str | None = None) -> list[Row]:
    """The rows that a view means, on one day; the partner is that of the focus."""
    from cityties.reading import tie_rows
    from cityties.vocabulary.codes import CHANNELS

    readings, around = view.readings, view.steps > 1
    rows: list[Mapping[str, Any]] = []
    for channel in view.channels or (None,):
        found = tie_rows(
            readings,
            view.graph.sources_by_id,
            on=day,
            city=None if around else view.focus or None,
            channel=channel,
            concluded=concluded,
            city_of=view.graph.city_of,
        )
        rows += view.selection().rows(found) if around else _fitting(view, found)
    if len(view.channels) > 1:
        rows.sort(key=lambda row: (row["partner"], row["tie"], CHANNELS.index(row["channel"])))
    days = asked_days(day, view.known_by)
    days["withheld"] = readings.withheld
    made = [{**row, **days} for row in rows]
    for row in made if around else ():
        if view.focus in row["parties"]:
            others = [party for party in row["parties"] if party != view.focus]
            row["partner"] = ";".join(others)
    return made


def _fitting(view: View, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [
        row
        for row in rows
        if (not view.kinds or row["kind"] in view.kinds)
        and (not view.statuses or row["status"] in view.statuses)
    ]


def entity_ties(
    view: View, entity: Entity, *, concluded: str | None = None, within: bool = False
) -> Listing[TieRow]:
    """The ties of anything but a city, or that its claims are about; see `CityGraph.ties`."""
    if view.steps > 1:
        raise UsageError(_("steps need a focus city"))
    if view.graph.is_network(entity.id):
        inside = member_ids(view.readings, entity.id, view.day)
        every = day_rows(view, view.day, concluded=concluded)
        city_of = view.graph.city_of
        return Listing(
            [row for row in every if inside.issuperset(map(city_of, row["parties"]))],
            ROW_KEYS["ties"],
        )
    if entity.kind == "tie":
        _check_tie(entity.id, view.readings)
    readings, histories = view.readings, _histories(view)
    keys = histories.keys(entity.key, within=within)
    parties = sorted(keys & readings.by_party.keys())
    if parties:
        only = None
    else:
        claims = {claim.id for claim in histories.of(keys, said=entity.speaks)}
        only = {
            tie.id
            for tie in readings.ties.values()
            if tie.id in keys or any(claim.id in claims for claim in tie.claims)
        }
        # As without a city: the partner is all parties but the first.
        parties = sorted({readings.ties[tie].parties[0] for tie in only})
    rows: dict[tuple[str, ...], Row] = {}
    for party in parties:
        focused = replace(view, focus=party)
        for row in day_rows(focused, view.day, concluded=concluded):
            if only is None or row["tie"] in only:
                ends = sorted({party, *row["partner"].split(";")})
                rows.setdefault((row["tie"], row["channel"], *ends), row)
    return Listing(list(rows.values()), ROW_KEYS["ties"])


def _histories(view: View) -> Histories:
    from cityties.reading import Histories

    return Histories(view.readings, view.graph.tables)


def history(
    view: View,
    what: str,
    other: str | None,
    *,
    said: bool | None = None,
    within: bool = False,
) -> Listing[HistoryRow]:
    """Everything that is claimed of something, or of two; see `CityGraph.history`."""
    from cityties.reading import history_rows
    from cityties.words.claimed import claim_words

    graph, readings = view.graph, view.readings
    entities = [graph.find(name) for name in (what, other) if name is not None]
    if entities[0].kind == "tie":
        if other:
            raise UsageError(
                _("the id of a tie already contains its parties: omit the second city")
            )
        _check_tie(entities[0].id, readings)
    if len(entities) == 2 and entities[0] == entities[1]:
        raise UsageError(
            _(
                "{first} and {second} are the same ({id}): omit one for its whole history, or name "
                "two different things"
            ).format(first=repr(what), second=repr(other), id=entities[0].id)
        )
    histories = _histories(view)
    claims = None
    for entity in entities:
        mine = {
            claim.id: claim
            for claim in histories.of(
                histories.keys(entity.key, within=within),
                said=entity.speaks if said is None else said,
                published=bool(said),
            )
        }
        claims = mine if claims is None else {id: claims[id] for id in claims if id in mine}
    rows = history_rows(readings, graph.sources_by_id, claims=(claims or {}).values())
    made = [
        {
            **row,
            "gist": readings.claims[row["claim"]].gist,
            "gist_fa": readings.claims[row["claim"]].gist_fa,
            **further_keys(readings.claims[row["claim"]]),
            "claimed": claim_words(readings.claims[row["claim"]], lang="en"),
            **asked_days(None, view.known_by),
        }
        for row in rows
        if not view.kinds or row["kind"] in view.kinds
    ]
    keys = with_further(ROW_KEYS["history"], made)
    return Listing([{key: row[key] for key in keys if key in row} for row in made], keys)


def officials(view: View, what: str | None, *, within: bool = False) -> Listing[OfficialRow]:
    """People in posts; see `CityGraph.officials`."""
    from cityties.reading import official_rows

    keys = None
    if what is not None:
        entity = view.graph.find(what)
        keys = _histories(view).keys(entity.key, within=within)
    rows = official_rows(view.readings, view.graph.tables, keys=keys)
    return Listing(
        [{**row, **asked_days(None, view.known_by)} for row in rows],
        with_further(ROW_KEYS["officials"], rows),
    )


def _check_tie(tie: str, readings: Readings) -> None:
    """Refuse a tie that no claim is about; name those of the same parties."""
    known = readings.ties
    if readings.read_as(tie) in known or any(tie in each.joined for each in known.values()):
        return
    from cityties.model.identifiers import parse_tie_id

    first, *others = parse_tie_id(tie).parties
    near = [
        other
        for other in readings.by_party.get(first, ())
        if set(others) & set(readings.ties[other].parties)
    ]
    text = _("no claims about {tie}").format(tie=tie)
    if near:
        text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
    raise NotFoundError(text)


def counts(view: View) -> Counts:
    """How many partners a city has: claimed, and read; see `CityGraph.counts`."""
    from cityties.reading import count_rows

    if len(view.kinds) > 1:
        raise UsageError(_("count one kind of agreement at a time"))
    found = count_rows(
        view.readings,
        view.graph.sources_by_id,
        view.focus,
        on=view.day,
        kind=view.kinds[0] if view.kinds else "sister_city",
    )
    return Counts(claimed=found["claimed"], read=found["read"])


def conflicts(view: View) -> Listing[ConflictRow]:
    """Where claims contradict one another; see `CityGraph.conflicts`."""
    from cityties.reading import conflict_rows
    from cityties.words.claimed import all_claimed_words

    rows = conflict_rows(view.readings, city=view.focus or None, city_of=view.graph.city_of)
    for row in rows:
        for value in row["values"]:
            claims = (view.readings.claims[claim] for claim in value["claims"])
            if said := all_claimed_words(claims, value["value"], lang="en"):
                value["claimed"] = said
    return Listing(
        [{**row, **asked_days(None, view.known_by)} for row in rows], ROW_KEYS["conflicts"]
    )


def cities(graph: CityGraph, text: str | None, country: str | None) -> Listing[CityRow]:
    """The cities of the graph; see `CityGraph.cities`."""
    from cityties.language.names import fold

    wanted = fold(as_text(text)) if text else ""
    readings = graph.readings()
    gazetteer = graph.built.gazetteer
    code = _country(graph, country) if country else ""
    rows = [
        {
            "city": place.id,
            "name_en": place.name_en,
            "name_fa": place.name_fa,
            **further_keys(place),
            "kind": place.kind,
            "country": place.country,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "wikidata": place.wikidata,
            "ties": sum(
                readings.ties[tie].has_state for tie in readings.by_party.get(place.id, ())
            ),
        }
        for place in sorted(graph.tables.places, key=lambda one: (one.name_en, one.id))
        if place.kind == "city"
        and (not code or place.country == code)
        and (not wanted or any(wanted in fold(name) for name in gazetteer.names(place.id)))
    ]
    return Listing(rows, with_further(ROW_KEYS["cities"], rows))


def _country(graph: CityGraph, text: str) -> str:
    """The code of a country that has cities here, by itself or by a name."""
    from cityties.language.names import fold

    places, wanted = graph.tables.places, as_text(text).strip()
    codes = {place.country for place in places if place.kind == "city" and place.country}
    if wanted.upper() in codes:
        return wanted.upper()
    names = graph.built.gazetteer.names
    for place in places:
        if place.kind == "country" and fold(wanted) in map(fold, (place.id, *names(place.id))):
            return place.country
    raise UsageError(
        _("no city here is in {country}: use the name of a country, or its two letters").format(
            country=text
        )
    )


def sources(graph: CityGraph, text: str | None) -> Listing[SourceRow]:
    """The sources, with the number of their claims; see `CityGraph.sources`."""
    from cityties.language.names import fold

    claims = Counter(claim.source for claim in graph.tables.claims)
    wanted = fold(as_text(text)) if text else ""
    rows = [
        {
            "source": source.id,
            "kind": source.kind,
            "title": source.title,
            "title_fa": source.title_fa,
            **further_keys(source),
            "title_original": source.title_original,
            "publisher": source.publisher,
            "published": source.published.text if source.published else None,
            "accessed": source.accessed.text if source.accessed else None,
            "language": source.language,
            "url": source.url,
            "claims": claims[source.id],
            "expected": source.expected,
        }
        for source in graph.tables.sources
        if not wanted
        or any(
            wanted in fold(name)
            for name in (
                source.id,
                *texts(source, "title").values(),
                source.title_original,
                graph.name(source.publisher, "en"),
            )
        )
    ]
    return Listing(rows, with_further(ROW_KEYS["sources"], rows))
