"""What a page shows where no script runs: a still picture, the table, the evidence, as text.

Previews of mail and of an intranet run no scripts, and a page should still open when the
engines of today are gone. Nothing here acts: tables, lists, links and one drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from cityties.language.messages import CODE_LANGUAGE
from cityties.model.texts import chosen
from cityties.vocabulary.colours import DASHES, STATUS_DASHES

Row = Mapping[str, Any]

MOST = 1000
"""So many ties are listed at most: a page of thousands would double in size."""
_FIRST, _LAST = "0001-01-01", "9999-12-31"
_NAMED = 40  # cities named in the picture
_EDGE = 120  # units of the map around the outermost cities
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
        return {**row, "parties": ids, "readings": readings}

    def say(self, text: Any) -> str:
        """A text of the block, escaped."""
        if text is None:
            return ""
        if isinstance(text, int):
            text = self.block["words"][text]
        return escape(text if isinstance(text, str) else chosen(text, self.language))

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
        spots: dict[str, tuple[float, float]] = {
            name: one["at"] for name, one in self.places.items() if one.get("at")
        }
        weight: dict[str, int] = {}
        lines = []
        for tie, found in standing:
            held = [one for one in tie["parties"] if one in spots]
            for one in held:
                weight[one] = weight.get(one, 0) + 1
            hub = self.block["meta"].get("focus")
            pairs = (
                [(hub, one) for one in held if one != hub] if hub in held else list(pairwise(held))
            )
            lines += [(one, other, tie, found) for one, other in pairs]
        if not weight:
            return ""
        xs = [spots[one][0] for one in weight]
        ys = [spots[one][1] for one in weight]
        left, top = min(xs) - _EDGE, min(ys) - _EDGE
        wide, high = max(xs) + _EDGE - left, max(ys) + _EDGE - top
        unit = wide / 1000  # a pixel, were it drawn 1000 pixels wide
        out = [
            f'<svg viewBox="{left:.0f} {top:.0f} {wide:.0f} {high:.0f}" role="img" '
            f'aria-label="{self.say(self.block["meta"]["title"])}">',
            f'<path class="sea" d="{escape(self.block["map"]["outline"])}"/>',
            f'<path class="land" fill-rule="evenodd" d="{escape(self.block["map"]["land"])}"/>',
        ]
        for one, other, tie, found in lines:
            (ax, ay), (bx, by) = spots[one], spots[other]
            if abs(ax - bx) > wide * 0.8:
                continue  # it would cross the whole map: the table has it
            if ax > bx:
                (ax, ay), (bx, by) = (bx, by), (ax, ay)
            cx, cy = (ax + bx) / 2 + 0.12 * (by - ay), (ay + by) / 2 - 0.12 * (bx - ax)
            status = found["period"]["status"] if found["period"] else ""
            dash = DASHES[STATUS_DASHES.get(status, "solid") if found["certain"] else "possible"]
            dashes = (
                f' stroke-dasharray="{" ".join(f"{2 * unit * d:.1f}" for d in dash)}"'
                if dash
                else ""
            )
            out.append(
                f'<path d="M{ax:.0f} {ay:.0f}Q{cx:.0f} {cy:.0f} {bx:.0f} {by:.0f}" fill="none" '
                f'style="stroke:var(--kind-{escape(tie["kind"])})" stroke-width="{1.6 * unit:.1f}"'
                f"{dashes}/>"
            )
        order = sorted(weight, key=lambda one: (-weight[one], one))
        out += [
            f'<circle cx="{spots[one][0]:.0f}" cy="{spots[one][1]:.0f}" r="{4 * unit:.1f}"/>'
            for one in order
        ]
        taken: list[tuple[float, float, float]] = []  # where names stand: left, right, height
        for one in order[:_NAMED]:
            name = self.say(self.places[one]["name"])
            x, y = spots[one]
            half = 3.2 * unit * len(name)
            if any(x - half < right and left_ < x + half and abs(y - tall) < 12 * unit
                   for left_, right, tall in taken):  # fmt: skip
                continue  # two names over each other could not be read
            taken.append((x - half, x + half, y))
            out.append(
                f'<text x="{x:.0f}" y="{y - 7 * unit:.0f}" text-anchor="middle" '
                f'font-size="{12 * unit:.1f}">{name}</text>'
            )
        return "".join(out) + "</svg>"


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
