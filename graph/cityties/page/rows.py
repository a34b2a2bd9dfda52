"""From rows of the listings to what the page shows, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

from cityties.dates import Edtf, parse_edtf
from cityties.messages import _, in_language, ngettext
from cityties.model import Tables
from cityties.page.document import PageData
from cityties.terms import ALL_CODES
from cityties.wording import day_words, digits, edtf_words

Row = Mapping[str, Any]
Both = dict[str, str]
LANGUAGES = ("en", "fa")


def both(make: Callable[[], str]) -> Both:
    """A text in both languages."""
    made = {}
    for code in LANGUAGES:
        with in_language(code):
            made[code] = make()
    return made


def page_data(
    tables: Tables,
    rows: Iterable[Row],
    history: Callable[[str], Sequence[Row]],
    conflicts: Mapping[str, Sequence[Row]],
    *,
    name: Callable[[str, str], str],
    label: Callable[[str, str], str],
    focus: str,
    on: date,
    known_by: date | None,
    content_id: str,
) -> PageData:
    """Put together what a page shows.

    Parameters
    ----------
    tables : the rows of the graph
    rows : rows of ``ties`` on the day, all channels
    history : gives the rows of ``history`` for a tie's id
    conflicts : rows of ``conflicts`` by the id of their tie
    name, label : the name of a thing, the name of a code, in a language
    focus : id of the city in the middle of attention, or ""
    on, known_by : the day shown, the day of knowledge
    content_id : id of the graph

    Returns
    -------
    PageData
        One entry per pair of a tie's parties that are places; a tie without two such
        parties (one is unnamed, or an organization) has one entry without a pair.
    """
    places = {place.id: place for place in tables.places}
    countries = {place.country: place for place in tables.places if place.kind == "country"}
    whole: dict[str, Row] = {}
    channels: dict[str, list[Row]] = {}
    for row in rows:
        if row["channel"] == "all":
            whole[row["tie"]] = row
        else:
            channels.setdefault(row["tie"], []).append(row)

    words = _Words(name, label, tables)
    ties = []
    for tie, row in sorted(whole.items()):
        pairs: list[tuple[str, str] | None] = list(
            combinations([party for party in row["parties"] if party in places], 2)
        )
        if focus:
            pairs = [pair for pair in pairs if pair and focus in pair]
        shown = {
            "tie": tie,
            **{key: row[key] for key in _KEPT},
            "names": {
                party: both(partial(words.who, party))
                for party in row["parties"]
                if party not in places
            },
            "labels": words.labels(row),
            "channels": [words.channel(one) for one in channels.get(tie, ())],
            "conflicts": [words.conflict(one) for one in conflicts.get(tie, ())],
            "history": [words.line(one) for one in history(tie)],
        }
        # A tie that cannot be drawn still stands in the table.
        for number, pair in enumerate(pairs or [None], start=1):
            ties.append({"id": tie if number == 1 else f"{tie}#{number}", "pair": pair, **shown})

    used = {party for tie in ties for party in tie["parties"]} | ({focus} if focus else set())
    cities = [
        {
            "id": place.id,
            "name": {"en": place.name_en, "fa": place.name_fa or place.name_en},
            "country": _country(countries.get(place.country), place.country),
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
        for place in tables.places
        if place.id in used
    ]
    title = (
        both(lambda: _("Ties of {city}").format(city=name(focus, _current())))
        if focus
        else both(lambda: _("Ties between cities"))
    )
    return PageData(
        title=title,
        focus=focus,
        on=on.isoformat(),
        known_by=known_by.isoformat() if known_by else "",
        cities=cities,
        ties=ties,
        meta={
            "id": content_id,
            "day": both(lambda: day_words(on)),
            "known_by": both(lambda: day_words(known_by)) if known_by else None,
            "counts": both(lambda: _counts(len(whole), len(cities), len(tables.sources))),
            "licences": both(
                lambda: _(
                    "Data: the cityties authors, CC BY 4.0, each line with its source; places "
                    "from Wikidata (CC0) and others, see the data package. Drawn with "
                    "vis-network (MIT)."
                )
            ),
        },
    )


# What the page's script reads of a row of `ties`.
_KEPT = (
    "parties", "kind", "status", "certainty", "alternatives", "since", "concluded", "unanswered",
    "days_open", "sources",
)  # fmt: skip


def _current() -> str:
    from cityties.messages import language

    return language()


def _counts(ties: int, cities: int, sources: int) -> str:
    parts = (
        ngettext("{n} tie", "{n} ties", ties).format(n=ties),
        ngettext("{n} city", "{n} cities", cities).format(n=cities),
        ngettext("{n} source in the graph", "{n} sources in the graph", sources).format(n=sources),
    )
    return digits(" · ".join(parts))


def _country(country: Any, code: str) -> Both:
    if country is None:
        return {"en": code, "fa": code}
    return {"en": country.name_en, "fa": country.name_fa or country.name_en}


def _date(value: str | Edtf | None) -> str:
    if not value:
        return ""
    return edtf_words(parse_edtf(value) if isinstance(value, str) else value)


class _Words:
    """Rows in words."""

    def __init__(
        self,
        name: Callable[[str, str], str],
        label: Callable[[str, str], str],
        tables: Tables,
    ) -> None:
        self.name = name
        self.label = label
        self.sources = {source.id: source for source in tables.sources}
        # A conflict may show the claims' own sentences: each with its Persian one.
        self.persian = {claim.gist: claim.gist_fa for claim in tables.claims if claim.gist}

    def code(self, code: str | None) -> str:
        return self.label(code, _current()) if code else ""

    def who(self, thing: str | None) -> str:
        return self.name(thing, _current()) if thing else ""

    def labels(self, row: Row) -> dict[str, Both]:
        return {
            "kind": both(lambda: self.code(row["kind"])),
            "status": both(lambda: self.status(row)),
            "since": both(lambda: _date(row["since"])),
        }

    def status(self, row: Row) -> str:
        return self.code(row["status"]) or _("nothing known")

    def channel(self, row: Row) -> Both:
        def text() -> str:
            status = self.status(row)
            if row["certainty"] == "possible":
                status = _("possibly {status}").format(status=status)
            if row["side"] not in {"both", "", None}:
                status = _("{status} by {side}").format(status=status, side=self.who(row["side"]))
            since = _date(row["since"])
            if since:
                status = _("{status} since {date}").format(status=status, date=since)
            return _("{channel}: {status}").format(channel=self.code(row["channel"]), status=status)

        return both(text)

    def conflict(self, row: Row) -> Both:
        def text() -> str:
            what = {
                "when": _("the date"),
                "stage": _("the stage"),
                "denied": _("whether it happened"),
                "count": _("the number"),
                "stated": _("what happened"),
            }
            versions = (
                _("{source} says {value}").format(
                    source=self.titles(value["sources"]), value=self.version(row, value["value"])
                )
                for value in row["values"]
            )
            return f"{what.get(row['what'], row['what'])} – {_('; ').join(versions)}"

        return both(text)

    def version(self, row: Row, value: str) -> str:
        """What one side of a conflict says: dates in words, sentences in the language."""
        if value in self.persian:
            return (self.persian[value] if _current() == "fa" else "") or value
        if row["what"] == "count":
            return digits(value)
        try:
            return _date(value)
        except ValueError:
            known = value in ALL_CODES
        return self.code(value) if known else digits(self.who(value))

    def titles(self, sources: Iterable[str]) -> str:
        comma = _(", ")
        return comma.join(
            self.who(self.sources[one].publisher) if one in self.sources else one for one in sources
        )

    def line(self, row: Row) -> dict[str, Any]:
        """One line of a tie's history."""
        source = self.sources.get(row["source"])

        def what() -> str:
            text = self.code(row["kind"])
            if row["status"]:
                text += f": {self.code(row['status'])}"
            if row["channel"] not in {None, "", "all"}:
                text += f" ({self.code(row['channel'])})"
            if row["side"] not in {None, "", "both"}:
                text += " · " + _("by {side}").format(side=self.who(row["side"]))
            if row["aspect"] == "plan":
                text += " · " + _("planned")
            if row["certainty"] not in {"", "stated", None}:
                text += f" · {self.code(row['certainty'])}"
            return text

        return {
            "date": both(lambda: _date(row["date"])),
            "what": both(what),
            "gist": {"en": row["gist"], "fa": row["gist_fa"] or row["gist"]},
            "said_by": both(lambda: self.who(row["said_by"])),
            "source": both(
                lambda: source.title or self.who(source.publisher) if source else row["source"]
            ),
            "url": source.url if source else "",
            "locator": row["locator"] or "",
            "published": both(lambda: _date(source.published) if source else ""),
        }
