"""A brief of one or two pages before a visit: what the graph holds of somebody, and what not.

Each section says what it found or which question found nothing. Talking points follow from
stated rules and name the lines that they are based on. What offices have and the graph does
not (programme, delegation, gifts, who pays) is a heading with room to write.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cityties.language.messages import N_, _, in_language, language
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization
from cityties.office import calendar, pending, shared
from cityties.office.desk import Desk, worded
from cityties.office.document import Block, Document, Line, Note, Section, Table, TableRow, merged
from cityties.office.subjects import Subject, subject_of
from cityties.reading.acts import counts
from cityties.vocabulary.codes import BREAKS, RESUMED
from cityties.words.bounds import date_words, dated_words
from cityties.words.labels import code_label
from cityties.words.phrases import counted, digits

Row = dict[str, Any]

MOST = 5
"""Lines of a section; what is more is one line that says how many, and how to see them."""

BLANK = (
    ("purpose", N_("Purpose and decision asked")),
    ("programme", N_("Programme")),
    ("delegation", N_("Delegation")),
    ("gifts", N_("Gifts")),
    ("costs", N_("Who pays")),
)
"""What offices write and the graph does not hold."""

_SUPPORT = frozenset({"humanitarian_aid", "development_aid"})
_SENSITIVE = frozenset({"vote", "objection", "suspension_act", "termination_act", "break"})


def brief(desk: Desk, who: str, lang: str = "") -> Document:
    """A brief on a country, city, person or organization.

    Parameters
    ----------
    desk : who asks, and the day
    who : a name in any language, an alias or an id
    lang : language of the brief; that of the messages by default

    Returns
    -------
    Document

    Raises
    ------
    NotFoundError, AmbiguousNameError
        If nothing, or several things, have the name.
    UsageError
        If a brief on it makes no sense.
    """
    with in_language(lang or language()):
        return _Brief(desk, subject_of(desk, who)).document()


class _Brief:
    def __init__(self, desk: Desk, subject: Subject) -> None:
        self.desk = desk
        self.subject = subject
        self.claims = [claim for claim in desk.shared_claims(subject.keys) if desk.by_now(claim)]
        self._points: list[tuple[str, Line | TableRow]] = []

    # -- the whole ----------------------------------------------------------------------

    def document(self) -> Document:
        desk, subject = self.desk, self.subject
        makers: tuple[tuple[str, str, Callable[[], Sequence[Block]]], ...] = (
            ("people", _("People and posts"), self._people),
            ("ties", _("Agreements and where they stand"), self._ties),
            ("contacts", _("Last contacts each way"), self._contacts),
            ("waits", _("What waits, and who owes the next step"), self._waits),
            ("institutions", _("Links of institutions and citizens"), self._institutions),
            ("aid", _("Aid, both ways"), self._aid),
            ("shared", _("Shared networks and partners"), self._shared),
            ("sensitive", _("Sensitive points"), self._sensitive),
            ("anniversaries", _("Anniversaries and dates to come"), self._dates),
            ("unknown", _("What is not known"), self._unknown),
        )
        sections = [Section("purpose", _(dict(BLANK)["purpose"]), self._scope(), blank=True)]
        sections += [Section(key, title, tuple(make())) for key, title, make in makers]
        points = self._talking_points([section for section in sections if not section.blank])
        sections.insert(1, Section("points", _("Three talking points"), points))
        sections += [Section(key, _(title), blank=True) for key, title in BLANK[1:]]
        numbered = self._named_lines(sections)
        return Document(
            "brief",
            _("Brief: {who}").format(who=desk.graph.title(subject.id)),
            tuple(numbered),
            desk.sources(),
            {"who": subject.id, **desk.facts},
            (_("for {city}").format(city=desk.name(desk.city)), *desk.foot()),
        )

    def _nothing(self, text: str, *notes: Note) -> list[Line]:
        return [Line(text, merged(notes))]

    def _history(self) -> Note:
        return self.desk.asked("history", self.desk.city, self.subject.id, on=False)

    def _cut(
        self, lines: Sequence[Line | TableRow], more: Note, most: int = MOST
    ) -> tuple[list[Any], list[Line]]:
        """The first lines, and one that counts the others."""
        if len(lines) <= most:
            return list(lines), []
        text = counted("{n} more is not shown here", "{n} more are not shown here",
                       len(lines) - most)  # fmt: skip
        return list(lines[:most]), [Line(text, (more,))]

    # -- the sections -------------------------------------------------------------------

    def _scope(self) -> tuple[Block, ...]:
        """How much the brief is based on."""
        sources = {claim.source for claim in self.claims}
        text = _("The graph holds {claims} about both, in {sources}.").format(
            claims=counted("{n} claim", "{n} claims", len(self.claims)),
            sources=counted("{n} source", "{n} sources", len(sources)),
        )
        return (Line(text, (self._history(),)),)

    def _people(self) -> list[Block]:
        desk = self.desk
        held: dict[str, list[Any]] = {}
        for row in desk.graph.officials():
            keys = {row["person"], row["of"], row["to"], f"post/{row['post']}"} & self.subject.keys
            mine = (
                self.subject.kind not in ("person", "term")
                or row["person"] == (self.subject.id.partition("@")[0])
            )
            home = desk.is_own(row["of"]) or row["of"] in desk.own
            seen = parse_edtf(row["first_seen"]).earliest if row["first_seen"] else desk.day
            if seen > desk.day:
                continue
            if keys and row["claims"] and not home and (mine or row["post"]):
                held.setdefault(row["post"] or row["person"], []).append(row)
        lines = []
        for rows in held.values():
            rows.sort(key=lambda row: row["last_seen_latest"] or "", reverse=True)
            lines.append((rows[0]["last_seen_latest"] or "", self._official(rows)))
        lines.sort(key=lambda each: each[0], reverse=True)
        person = self.subject.id.partition("@")[0]
        lines.sort(key=lambda each: self.desk.name(person) not in each[1].text)
        if not lines:
            return [*self._nothing(
                _("Nobody in a post there is named."),
                desk.asked("officials", self.subject.id, on=False),
            )]  # fmt: skip
        shown, more = self._cut(
            [line for _day, line in lines], desk.asked("officials", self.subject.id, on=False)
        )
        return [*shown, *more]

    def _official(self, rows: Sequence[Any]) -> Line:
        """Who was last seen in a post, since when, and who before."""
        newest, *before = rows
        text = self._holder(newest)
        if newest["since"]:
            text += _(", since {date}").format(date=date_words(newest["since"]))
        if newest["until"]:
            text += _(", until {date}").format(date=date_words(newest["until"]))
        elif newest["last_seen"] and parse_edtf(newest["last_seen"]).earliest <= self.desk.day:
            basis = "publication" if newest["last_seen_basis"] == "published" else "claim"
            text += _(", last seen {date}").format(date=dated_words(newest["last_seen"], basis))
        if not newest["since"]:
            text += _(" (since when: not said)")
        named = [row for row in before if not row["person"].startswith("unnamed/")]
        if named:
            text += _("; before: {names}").format(
                names=_(", ").join(self._before(row) for row in named)
            )
        claims = [claim for row in rows for claim in row["claims"]]
        return Line(text, self.desk.notes(claims))

    def _holder(self, row: Any) -> str:
        post = self.desk.graph.posts_by_id.get(row["post"])
        name = self.desk.name(row["person"])
        if post is None:
            return name
        if row["person"].startswith("unnamed/"):
            return _("{post} (not named)").format(post=worded(post, "name"))
        return _(", ").join((name, worded(post, "name")))

    def _before(self, row: Any) -> str:
        name = self.desk.name(row["person"])
        if not row["last_seen"]:
            return name
        basis = "publication" if row["last_seen_basis"] == "published" else "claim"
        return f"{name} ({dated_words(row['last_seen'], basis)})"

    def _tie_rows(self) -> list[Any]:
        found = []
        for row in self.desk.graph.ties(self.desk.city, on=self.desk.day):
            if set(row["partner"].split(";")) & self.subject.keys:
                found.append(row)
        return found

    def _ties(self) -> list[Block]:
        desk = self.desk
        by_tie: dict[tuple[str, str], list[Any]] = {}
        for row in self._tie_rows():
            by_tie.setdefault((row["tie"], row["partner"]), []).append(row)
        rows = []
        for (_tie, partner), states in by_tie.items():
            pair = self._pair(states[0])
            claims = {each for row in states for each in self._basis(pair, row["channel"])}
            rows.append(
                TableRow(
                    (
                        f"{desk.names(partner.split(';'))}: {code_label(states[0]['kind'])}",
                        "; ".join(_state_words(desk, row) for row in states),
                        date_words(states[0]["since"]) or _("not said"),
                        self._legal_basis(pair, claims),
                    ),
                    desk.notes(sorted(claims)),
                )
            )
        if not rows:
            return [*self._nothing(
                _("No agreement between the two is claimed, in force or proposed."),
                desk.asked("ties", self.subject.id, "--within")
                if self.subject.kind == "place"
                else desk.asked("ties", desk.city),
            )]  # fmt: skip
        heads = (_("Agreement"), _("Status"), _("Since"), _("Legal basis"))
        return [Table(heads, tuple(rows))]

    def _pair(self, row: Any) -> Any:
        parties = {self.desk.city, *row["partner"].split(";")}
        tie = self.desk.readings.ties[row["tie"]]
        return next((pair for pair in tie.pairs if set(pair.parties) == parties), tie)

    def _basis(self, pair: Any, channel: str) -> tuple[str, ...]:
        claims: tuple[str, ...] = pair.state(self.desk.day, channel).claims
        return claims or tuple(claim.id for claim in pair.claims)

    def _legal_basis(self, pair: Any, claims: Iterable[str]) -> str:
        """The act that the tie is based on: its signature, else an approval."""
        told = set(claims)  # by id: a municipal body is read as its city
        for status, text in (("in_force", _("signed")), ("approved", _("approved"))):
            acts = [
                claim
                for claim in pair.claims
                if claim.id in told
                and claim.status == status
                and claim.aspect == "change"
                and counts(claim)
            ]
            if acts:
                first = min(acts, key=lambda claim: (claim.when is None, claim.id))
                best = self.desk.readings.claims[first.id]  # with the body that acted
                by = self.desk.names(
                    agent for agent in best.actor if not self.desk.graph.is_city(agent)
                )
                date = date_words(best.when) if best.when else _("undated")
                return _("{act} {date}").format(act=text, date=date) + (f" ({by})" if by else "")
        return _("no act is claimed")

    def _contacts(self) -> list[Block]:
        desk = self.desk
        held = [claim for claim in self.claims if desk.happened(claim)]
        sides: dict[str, list[Claim]] = {"ours": [], "theirs": [], "both": []}
        for claim in held:
            own = {desk.is_own(agent) for agent in claim.actor}
            sides["both" if len(own) != 1 else "ours" if own == {True} else "theirs"].append(claim)
        names = {
            "ours": _("From {city}").format(city=desk.name(desk.city)),
            "theirs": _("From the other side"),
            "both": _("Of both, or not said whose"),
        }
        found: list[Block] = []
        for side, claims in sides.items():
            # What gives no date is newer than nothing: it comes after what does.
            claims.sort(key=lambda claim: claim.when is not None)
            lines = desk.lines(reversed(claims))
            for line in lines[:2]:
                found.append(Line(f"{names[side]} – {line.text}", line.notes))
            if not lines and side != "both":
                found += self._nothing(
                    _("{side}: no contact is recorded; not looked for is not the same as none")
                    .format(side=names[side]),
                    self._history(),
                )  # fmt: skip
        return found

    def _waits(self) -> list[Block]:
        desk = self.desk
        note = desk.asked("pending", desk.city)
        rows = [
            row
            for row in pending.pending_rows(desk)
            if self.subject.keys & {*row["partner"], *row["by"], *row["to"], row["thing"]}
        ]
        self.waiting = rows
        if not rows:
            return [*self._nothing(_("Nothing is known to wait between the two."), note)]
        # What somebody owes first, then the longest.
        rows.sort(key=lambda row: (not row["owes"], row["what"] == "plan"))
        lines = [
            TableRow(
                (
                    f"{pending.what_words(desk, row)}: {self._matter(row)}",
                    pending.since_words(row),
                    pending.owes_words(desk, row),
                ),
                pending.row_notes(desk, row),
            )
            for row in rows
        ]
        shown, more = self._cut(lines, note, 6)
        return [Table((_("Matter"), _("Since"), _("Owes the next step")), tuple(shown)), *more]

    def _matter(self, row: Row) -> str:
        claim = self.desk.readings.claims[row["last_step"] or row["claims"][0]]
        return self.desk.gist(claim)

    def _institutions(self) -> list[Block]:
        """Agreements of others than the two cities, and who stands behind a tie."""
        desk = self.desk
        gazetteer = desk.graph.built.gazetteer

        def is_body(agent: str) -> bool:
            body = agent.partition("@")[0]
            if body not in gazetteer:
                return False
            entry = gazetteer.entry(body)
            return isinstance(entry, Organization) and not entry.acts_for

        found = [
            claim
            for claim in self.claims
            if desk.by_now(claim)
            and claim.type in ("tie", "event")
            and (
                claim.kind in ("institutional_agreement", "civic_exchange")
                or any(is_body(agent) for agent in (*claim.parties, *claim.actor, *claim.target))
            )
        ]
        if not found:
            return [*self._nothing(
                _("No link of a university, chamber, club or association is claimed."),
                self._history(),
            )]  # fmt: skip
        shown, more = self._cut(desk.lines(reversed(found)), self._history(), 4)
        return [*shown, *more]

    def _aid(self) -> list[Block]:
        """Aid that was sent or delivered, by the question, and what we gave."""
        desk = self.desk
        gave: dict[str, Line] = {}
        cities = [place for place in self.subject.places if desk.graph.is_city(place)]
        given = [
            claim
            for claim in self.claims
            if claim.kind in _SUPPORT and counts(claim) and claim.aspect != "plan"
            and claim.status in ("dispatched", "delivered") and desk.by_now(claim)
        ]  # fmt: skip
        for claim in given:
            gave[desk.sentence(claim)] = desk.line(claim)
        if gave:
            return list(gave.values())
        questions = [desk.question("aid_received", city=desk.city)]
        questions += [desk.question("aid_received", city=city) for city in cities[:1]]
        return [*self._nothing(
            _("No aid between the two is known to have been sent, in either direction."),
            *questions,
        )]  # fmt: skip

    def _shared(self) -> list[Block]:
        desk = self.desk
        gazetteer = desk.graph.built.gazetteer
        cities = [
            key for key in sorted(self.subject.keys) if key in gazetteer and desk.graph.is_city(key)
        ]
        lines: list[Line] = []
        found: dict[tuple[str, str], list[tuple[str, Row]]] = {}
        for city in cities:
            for row in shared.shared_rows(desk, desk.city, city):
                if row["what"] in ("partner", "network"):
                    found.setdefault((row["what"], row["shared"]), []).append((city, row))
        for (what, thing), rows in sorted(found.items()):
            claims = [claim for _city, row in rows for claim in row["claims"]]
            names = desk.names(city for city, _row in rows)
            text = (
                _("Network {thing}: {names} is a member too")
                if what == "network"
                else _("Partner {thing}: also of {names}")
            ).format(thing=desk.name(thing), names=names)
            if any(row["certainty"] == "possible" for _city, row in rows):
                text += " " + _("(possible)")
            lines.append(Line(text, desk.notes(claims)))
        self.in_common = lines
        if not lines:
            note = desk.asked("shared", desk.city, *(cities[:1] or [self.subject.id]))
            return [*self._nothing(_("No shared network or partner is known."), note)]
        shown, more = self._cut(lines, desk.asked("shared", desk.city, cities[0]))
        return [*shown, *more]

    def _sensitive(self) -> list[Block]:
        desk = self.desk
        touchy = [
            claim
            for claim in self.claims
            if desk.by_now(claim)
            and (
                claim.kind in _SENSITIVE
                or claim.votes
                or (claim.type == "tie" and claim.status in (*BREAKS, RESUMED, "ended"))
            )
        ]
        ids = {claim.id for claim in self.claims}
        lines: list[Line] = []
        for row in desk.graph.conflicts():
            claims = [claim for value in row["values"] for claim in value["claims"]]
            if not ids & set(claims):
                continue
            told = {claim: desk.readings.claims[claim] for claim in claims}
            versions = list(
                dict.fromkeys(
                    f"{desk.gist(claim)} ({desk.name(self._speaker(claim))})"
                    for claim in told.values()
                )
            )
            text = _("Sources disagree: {versions}").format(versions=" ↔ ".join(versions[:3]))
            lines.append(Line(text, desk.notes(told)))
        found = [*desk.lines(reversed(touchy)), *lines]
        if not found:
            return [*self._nothing(
                _("No freeze, vote, objection or contradiction is claimed."),
                self._history(),
                desk.asked("conflicts", desk.city, on=False),
            )]  # fmt: skip
        shown, more = self._cut(found, self._history(), 7)
        return [*shown, *more]

    def _speaker(self, claim: Claim) -> str:
        return claim.said_by or self.desk.graph.sources_by_id[claim.source].publisher

    def _dates(self) -> list[Block]:
        desk = self.desk
        note = desk.asked("calendar", desk.city)
        rows = [
            row
            for row in calendar.calendar_rows(desk)
            if {*row["partner"], row["thing"]} & self.subject.keys
        ]
        self.dates = rows
        if not rows:
            return [*self._nothing(
                _("No certain day falls due within a year: no date is made of a bare year."), note
            )]  # fmt: skip
        return [
            Line(
                f"{calendar.day_of(desk, row)}: {calendar.entry_words(desk, row)}",
                calendar.row_notes(desk, row),
            )
            for row in rows[:MOST]
        ]

    def _unknown(self) -> list[Block]:
        """Gaps: what is undated, unseen, unnamed, on one word only, or newer than we know."""
        desk = self.desk
        lines: list[Line] = []
        publishers = {desk.graph.sources_by_id[claim.source].publisher for claim in self.claims}
        if len(publishers) == 1:
            lines.append(
                Line(
                    _("Everything here is the word of one publisher: {name}.").format(
                        name=desk.names(publishers)
                    ),
                    desk.notes(self.claims),
                )
            )
        undated = [
            claim for claim in self.claims if claim.when is None and claim.type in ("tie", "event")
        ]
        if undated:
            text = counted(
                "{n} claim about both gives no date", "{n} claims about both give no date",
                len(undated),
            )  # fmt: skip
            lines.append(Line(text, desk.notes(undated)))
        for row in self._tie_rows():
            if row["channel"] == "all" and row["activity"] == "unknown":
                pair = self._pair(row)
                text = _("{tie}: no contact is recorded, which is not that there was none").format(
                    tie=desk.graph.title(row["tie"])
                )
                lines.append(Line(text, desk.notes(self._basis(pair, "all"))))
        hidden = [
            claim
            for claim in self.claims
            if any(
                agent.startswith("unnamed/")
                for agent in (*claim.parties, *claim.actor, *claim.target, *claim.people)
            )
        ]
        if hidden:
            text = counted(
                "{n} claim names somebody by post or country only",
                "{n} claims name somebody by post or country only",
                len(hidden),
            )
            lines.append(Line(text, desk.notes(hidden)))
        newest = max(
            (
                source
                for claim in self.claims
                if (source := desk.graph.sources_by_id[claim.source]).published is not None
                and source.published.earliest <= desk.day
            ),
            key=lambda source: source.published.latest if source.published else datetime.date.min,
            default=None,
        )
        if newest is not None and newest.published is not None:
            mine = [claim for claim in self.claims if claim.source == newest.id]
            text = _("What happened after the newest source ({date}) is not known.").format(
                date=date_words(newest.published)
            )
            lines.append(Line(text, desk.notes(mine)))
        if not lines:
            lines = self._nothing(_("The graph has no claim about both."), self._history())
        return list(lines)

    # -- talking points -----------------------------------------------------------------

    def _talking_points(self, sections: Sequence[Section]) -> tuple[Block, ...]:
        """At most three, by rules in a fixed order; each names the line that it follows from."""
        by_key = {section.key: section for section in sections}
        ours = theirs = None
        waits = list(by_key["waits"].lines())
        for row, line in zip(self.waiting, waits, strict=False):
            if row["owes"] and all(self.desk.is_own(each) for each in row["owes"]):
                ours = ours or (row, line)
            elif row["owes"] and row["what"] != "plan":
                theirs = theirs or (row, line)
        plan = next(
            (
                (row, line)
                for row, line in zip(self.waiting, waits, strict=False)
                if row["what"] == "plan" and row["certainty"] == "certain"
            ),
            None,
        )
        made: list[tuple[str, Line | TableRow]] = []
        if ours:
            made.append((_("Bring our answer (we owe it): {matter}"), ours[1]))
        if theirs:
            made.append((_("Ask for the answer that is owed to us: {matter}"), theirs[1]))
        dates = [
            line
            for row, line in zip(self.dates, by_key["anniversaries"].lines(), strict=False)
            if row["what"] == "anniversary"
        ]
        if dates:
            made.append((_("Name the anniversary: {matter}"), dates[0]))
        aid = [line for line in by_key["aid"].lines() if not _asks(line)]
        if aid:
            made.append((_("Remember the aid: {matter}"), aid[0]))
        if plan:
            made.append((_("Ask what became of the plan: {matter}"), plan[1]))
        common = list(by_key["shared"].lines()) if self.in_common else []
        if common:
            made.append((_("Build on what is shared: {matter}"), common[0]))
        contact = [line for line in by_key["contacts"].lines() if not _asks(line)]
        if contact:
            made.append((_("Take up the last contact: {matter}"), contact[0]))
        self._points = made[:3]
        if not made:
            return tuple(
                self._nothing(_("No rule finds a talking point in the lines below."),
                              self._history())
            )  # fmt: skip
        return tuple(
            Line(template.format(matter=_matter_of(line)), line.notes)
            for template, line in self._points
        )

    def _named_lines(self, sections: Sequence[Section]) -> list[Section]:
        """The talking points with the numbers of their lines, which are known only now."""
        numbers = {
            id(line): f"{at}.{number}"
            for at, section in enumerate(sections, start=1)
            for number, line in enumerate(section.lines(), start=1)
            if section.key != "points"
        }
        made = []
        for section in sections:
            if section.key == "points" and self._points:
                lines = tuple(
                    Line(
                        block.text
                        + " "
                        + _("(line {number})").format(number=digits(numbers[id(line)])),
                        block.notes,
                    )
                    for block, (_template, line) in zip(section.blocks, self._points, strict=True)
                    if isinstance(block, Line)
                )
                section = Section(section.key, section.title, lines)  # noqa: PLW2901
            made.append(section)
        return made


def _asks(line: Line | TableRow) -> bool:
    """Whether a line says that nothing was found, or how many more there are."""
    return all(note.kind == "question" for note in line.notes)


def _matter_of(line: Line | TableRow) -> str:
    return line.cells[0] if isinstance(line, TableRow) else line.text


def _state_words(desk: Desk, row: Any) -> str:
    """A state with its certainty, channel and side."""
    text = code_label(row["status"])
    if row["certainty"] == "possible":
        text = _("possibly {status}").format(status=text)
        if row["alternatives"]:
            others = _(", ").join(code_label(each) for each in row["alternatives"])
            text += " " + _("(or {others})").format(others=others)
    if row["channel"] != "all":
        text = _("{channel}: {status}").format(channel=code_label(row["channel"]), status=text)
    if row["side"] not in ("", "both", None):
        text += " " + _("(by {side})").format(side=desk.name(row["side"]))
    return text
