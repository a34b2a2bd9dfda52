"""What a page shows where no script runs: a still picture, the table, the evidence, as text.

Previews of mail and of an intranet run no scripts, and a page should still open when the
engines of today are gone. Nothing here acts: tables, lists, links and one drawing.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from cityties.language.messages import CODE_LANGUAGE, in_language
from cityties.model.texts import chosen
from cityties.page.sketch import WIDE, City, Line, Spot, draw_cities
from cityties.vocabulary.codes import BREAKS, LADDER
from cityties.vocabulary.colours import KINDS

Row = Mapping[str, Any]

MOST = 1000
"""So many ties are listed at most: a page of thousands would double in size."""
_FIRST, _LAST = "0001-01-01", "9999-12-31"
_LIMITS = ("http://", "https://")  # no other address becomes a link


def inert(block: Row, words: Mapping[str, str]) -> str:
    """The part of a page that needs no scripts, as HTML.

    Parameters
    ----------
    block : the data block of the page
    words : the page's own texts in the language of the page

    Returns
    -------
    str
        Every text of the data escaped, no script, no handler; ties that are on the page's
        day first, and the claims behind each tie of the first step.

    Examples
    --------
    >>> block = {"meta": {"language": "en", "on": "2026-01-01", "licences": "", "id": "0"},
    ...          "words": [], "codes": {"kind": [], "status": [], "channel": []},
    ...          "cities": [], "ties": [], "lines": [], "sources": [], "countries": [],
    ...          "map": {"land": "", "outline": ""}}
    >>> inert(block, {"no_script": "Needs scripts.", "table": "Table"})
    '<p>Needs scripts.</p>'
    """
    return "".join(_Inert(block, words).parts())


class _Inert:
    """A block, read in the language of its page."""

    def __init__(self, block: Row, words: Mapping[str, str]) -> None:
        self.block, self.words = block, words
        self.language, self.on = block["meta"]["language"], block["meta"]["on"]
        columns = block.get("columns", {})
        self.cities = [_row(one, columns.get("cities")) for one in block["cities"]]
        self.ties = [self._tie(_row(one, columns.get("ties"))) for one in block["ties"]]
        self.places = {one["id"]: one for one in self.cities if "id" in one}
        self.order = {name: number for number, name in enumerate(self.places)}
        self.over = {
            (one, other): ((ax, ay), (bx, by))
            for one, other, (ax, ay), (bx, by) in self.block.get("over", ())
        }
        self.labels = {
            scheme: {one["code"]: one["label"] for one in codes}
            for scheme, codes in block["codes"].items()
        }
        self.used: dict[int, int] = {}  # sources that are named, with their numbers

    def _tie(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row in the form of a block that is not packed: parties as ids, its readings."""
        ids = [self.cities[one]["id"] if isinstance(one, int) else one for one in row["parties"]]
        readings = row["readings"]
        if isinstance(readings, int):
            readings = self.block["reading_sets"][readings]
        name = row.get("id") or f"tie/{'+'.join(ids)}/{row['kind']}"
        return {**row, "id": name, "parties": ids, "readings": readings}

    def say(self, text: Any) -> str:
        """A text of the block, escaped."""
        return escape(self.text(text))

    def text(self, text: Any) -> str:
        """A text of the block."""
        if text is None:
            return ""
        if isinstance(text, int):
            text = self.block["words"][text]
        return text if isinstance(text, str) else chosen(text, self.language)

    def word(self, key: str, **values: str) -> str:
        """A text of the page itself with values put in, which are escaped already."""
        text = escape(self.words.get(key, ""))
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def code(self, scheme: str, code: str) -> str:
        return self.say(self.labels.get(scheme, {}).get(code, code))

    def parts(self) -> Iterator[str]:
        yield f"<p>{self.word('no_script')}</p>"
        if not self.ties:
            return
        standing = [(tie, self._standing(tie)) for tie in self.ties]
        near = [
            (tie, found) for tie, found in standing if tie.get("step", 1) == 1 and found is not None
        ]
        rest = [
            (tie, found) for tie, found in standing if tie.get("step", 1) > 1 and found is not None
        ]
        shown = [*sorted(near, key=lambda one: self._name(one[0])), *rest][:MOST]
        if picture := self._picture(near or shown):
            yield f"<h2>{self.word('picture')}</h2>{picture}"
        yield f"<h2>{self.word('table')}</h2>"
        if len(shown) < len(near) + len(rest):
            count = {"n": f"{len(shown):,}", "all": f"{len(near) + len(rest):,}"}
            yield f"<p>{self.word('inert_first', **count)}</p>"
        heads = ("partner", "country", "kind", "status", "since")
        yield "<table><thead><tr>"
        yield "".join(f'<th scope="col">{self.word(key)}</th>' for key in heads)
        yield "</tr></thead><tbody>"
        for tie, found in shown:
            period = found["period"]
            cells = (
                self._countries(tie),
                self.code("kind", tie["kind"]),
                self._status(found),
                self.say(period.get("since")) if period else "",
            )
            yield f'<tr><th scope="row">{self._name(tie)}</th>'
            yield "".join(f"<td>{one}</td>" for one in cells)
            yield "</tr>"
        yield "</tbody></table>"
        yield from self._evidence([tie for tie in self.ties if tie.get("step", 1) == 1][:MOST])
        yield f"<p>{self.say(self.block['meta']['licences'])}</p>"
        yield f"<p><bdi>{escape(self.block['meta']['id'])}</bdi></p>"

    # --- how a tie stands on the page's day: what js/time.js reads, for the whole tie ---------

    def _standing(self, tie: Row) -> dict[str, Any] | None:
        """The status of a tie on the day, or None if it is not on it."""
        versions = tie["readings"]
        if not versions:
            return None
        periods = versions[-1]["periods"]
        if not periods:
            return {"period": None, "certain": True, "channels": {}}
        found = {
            channel: held
            for channel in dict.fromkeys(one["channel"] for one in periods)
            if (held := self._holding([one for one in periods if one["channel"] == channel]))
        }
        if not found:
            return None
        whole = found.pop("all", None) or next(iter(found.values()))
        channels = {
            name: one
            for name, one in found.items()
            if one["period"]["status"] != whole["period"]["status"]
        }
        return {**whole, "channels": channels}

    def _holding(self, periods: Sequence[Row]) -> dict[str, Any] | None:
        def certain(one: Row) -> bool:
            _first, start, end, _last = one["bounds"]
            return bool(start) and start <= self.on <= (end or _LAST)

        def leads(one: Row) -> bool:
            return any(
                (start or _FIRST) <= self.on <= (end or _LAST)
                for start, end in one.get("leads", ())
            )

        possible = [
            one
            for one in periods
            if (one["bounds"][0] or _FIRST) <= self.on <= (one["bounds"][3] or _LAST)
        ]
        if not possible:
            return None
        first = sorted(possible, key=lambda one: (not certain(one), not leads(one)))[0]
        return {"period": first, "certain": certain(first)}

    def _status(self, found: Row) -> str:
        if found["period"] is None:
            return self.word("nothing_known")
        text = self.code("status", found["period"]["status"])
        if not found["certain"]:
            text = self.word("possibly", status=text)
        for channel, one in found["channels"].items():
            status = self.code("status", one["period"]["status"])
            name = self.code("channel", channel)
            text += f"{self.word('semicolon')}{name}{self.word('colon')}{status}"
        return text

    # --- names ---------------------------------------------------------------------------------

    def _party(self, tie: Row, party: str) -> str:
        if party in self.places:
            return self.say(self.places[party]["name"])
        return self.say(tie.get("names", {}).get(party, party))

    def _partners(self, tie: Row) -> list[str]:
        others = [one for one in tie["parties"] if one != self.block["meta"].get("focus")]
        return others if 0 < len(others) < len(tie["parties"]) else list(tie["parties"])

    def _name(self, tie: Row) -> str:
        return " – ".join(self._party(tie, one) for one in self._partners(tie))

    def _countries(self, tie: Row) -> str:
        found = [
            self.places[one].get("country") for one in self._partners(tie) if one in self.places
        ]
        names = [
            self.block["countries"][one]["name"] for one in dict.fromkeys(found) if one is not None
        ]
        return " – ".join(map(self.say, names))

    # --- the evidence ---------------------------------------------------------------------------

    def _evidence(self, ties: Sequence[Row]) -> Iterator[str]:
        if not any(isinstance(tie.get("history"), list) and tie["history"] for tie in ties):
            return
        yield f"<h2>{self.word('evidence')}</h2>"
        for tie in ties:
            yield f"<h3>{self._name(tie)} · {self.code('kind', tie['kind'])}</h3><ul>"
            for line in tie["history"]:
                number = self.used.setdefault(line["source"], len(self.used) + 1)
                date = self.say(line.get("date")) or self.word("unknown_date")
                said = self.say(line.get("said_by"))
                gist = self.say(line.get("gist"))
                yield f"<li>{date} · {self.say(line['what'])}"
                yield f"<br>{gist}" if gist else ""
                yield f"<br>{said} " if said else " "
                yield f'<a href="#inert-{number}">[{number}]</a></li>'
            yield "</ul>"
        yield f"<h2>{self.word('sources')}</h2><ol>"
        for source in self.used:
            row = self.block["sources"][source]
            title = (
                self.say(row.get("title")) or self.say(row.get("publisher")) or escape(row["id"])
            )
            url = row.get("url") or ""
            if url.startswith(_LIMITS):
                title = f'<a href="{escape(url)}" rel="noopener noreferrer">{title}</a>'
            more = [self.say(row.get("publisher")), self.say(row.get("published"))]
            yield f'<li id="inert-{self.used[source]}">'
            yield self.word("comma").join([title, *filter(None, more)])
            yield "</li>"
        yield "</ol>"

    # --- the picture -----------------------------------------------------------------------------

    def _picture(self, standing: Sequence[tuple[Row, Row]]) -> str:
        """The ties on the map; empty if no city has a place."""
        spots: dict[str, Spot] = {
            name: (one["at"][0], one["at"][1]) for name, one in self.places.items() if one.get("at")
        }
        focus = self.block["meta"].get("focus") or ""
        weight: dict[str, int] = {}
        lines = []
        for tie, found in standing:
            held = [one for one in tie["parties"] if one in spots]
            for one in held:
                weight[one] = weight.get(one, 0) + 1
            pairs = (
                [(focus, one) for one in held if one != focus]
                if focus in held
                else list(pairwise(held))
            )
            status = found["period"]["status"] if found["period"] else ""
            partly = status == LADDER[-1] and any(
                one["period"]["status"] in BREAKS for one in found["channels"].values()
            )
            lines += [
                Line(
                    tie["id"], ends, tie["kind"], status, found["certain"],
                    self._pieces(ends, spots), partly=partly,
                )
                for ends in pairs
            ]  # fmt: skip
        if not weight:
            return ""
        named = [
            City(one, self.text(self.places[one]["name"]), spots[one], count)
            for one, count in weight.items()
        ]
        with in_language(self.language):
            picture, high = draw_cities(
                named, lines, colour=_colour, focus=focus, world=self.block["map"]
            )
        picture.attrib |= {
            "viewBox": f"0 0 {WIDE} {high}", "role": "img",
            "aria-label": self.text(self.block["meta"]["title"]),
        }  # fmt: skip
        return ET.tostring(picture, "unicode")

    def _pieces(self, ends: tuple[str, str], spots: Mapping[str, Spot]) -> list[tuple[Spot, Spot]]:
        """The line as one piece, or as two where it goes over 180 degrees."""
        one, other = sorted(ends, key=self.order.__getitem__)
        edge = self.over.get((self.order[one], self.order[other]))
        if edge is None:
            return [(spots[one], spots[other])]
        leave, back = edge
        return [(spots[one], leave), (back, spots[other])]


def _colour(name: str) -> str:
    """As the style sheet says, light or dark."""
    return f"var(--{f'kind-{name}' if name in KINDS else name})"


def _row(row: Any, columns: Sequence[str] | None) -> dict[str, Any]:
    """A row of a list, also of a packed one."""
    return dict(row) if isinstance(row, Mapping) else dict(zip(columns or (), row, strict=False))


def inert_words(texts: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """The page's texts in a language, in English where it has none.

    Examples
    --------
    >>> inert_words({"en": {"table": "Table", "map": "Map"}, "fa": {"table": "جدول"}}, "fa")
    {'table': 'جدول', 'map': 'Map'}
    """
    return {**texts[CODE_LANGUAGE], **texts[language]}
