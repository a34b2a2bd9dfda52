"""What one line of a list says, as claims: the one place where lists of others become evidence.

A list names a tie or a membership, at most with a start, an end and a status. It witnesses no
act: it was made on one day and repeats what somebody knew. So a line is

- a *state* by the day of the list: the tie is in force, as far as the list goes;
- a *change* for the start, with the basis ``list``: it began then. That is neither a signing nor a
  contact (:mod:`cityties.reading.activity`);
- a *change* for an end whose span has begun by the day of the list. It counts when its span is
  over: an end "2024" in a list of May 2024 is certain only in 2025. An end that lies wholly
  after the list is the term of what is in force (``until``);
- a *plan* for a start that lies wholly after the list.

A start after the end cannot be: the two changes are there, contradict each other, and give no
state (:mod:`cityties.reading.torn`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cityties.model.dates import DAY_MIN, Edtf, bounds_text, parse_edtf
from cityties.model.identifiers import membership_id, tie_id
from cityties.vocabulary.codes import (
    BREAKS,
    LADDER,
    RESUMED,
    STATUSES,
    STRONG_EXITS,
    TIE_LADDER,
    WEAK_EXITS,
)

Cells = dict[str, str]

LIST_FINDINGS: Final = (
    "start-after-end",
    "start-in-future",
    "end-in-future",
    "ended-undated",
    "ended-later",
)
"""What can be odd about a line, as codes; see :attr:`Said.findings`.

``start-after-end``: both are kept and contradict each other. ``start-in-future``: taken as a plan.
``end-in-future``: taken as a term. ``ended-undated``: it ended by the day of the list, on a day
that is not known. ``ended-later``: the line calls it ended, but gives an end after the list, which
is kept as wording.
"""

ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "tie": STATUSES["tie"],
    "membership": STATUSES["membership"],
}
"""The statuses that a line can give, by what it is a list of."""

_MEMBER, _LEFT, _CANDIDATE = "member", "left", "candidate"


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list, its cells read and its cities found.

    Parameters
    ----------
    id : id of the claim that it was in force; the others are made of it
    source : id of the source
    parties : the cities of a tie; of a membership the city alone
    network : the network, for a list of members
    kind : kind of agreement, for a tie
    since, until : as far as the line says them
    ended : whether the line says that it ended, with or without a day
    status : a code, where the line says one; blank: in force, or a member
    locator, wording, said_by, via, note, gist : as in the columns of the same names
    grade : of a member
    since_text, until_text : the original wording of the dates, where it says more
    act : id of the act that ended or broke it; made of the parties by default
    """

    id: str
    source: str
    parties: tuple[str, ...]
    network: str = ""
    kind: str = "sister_city"
    since: Edtf | None = None
    until: Edtf | None = None
    ended: bool = False
    status: str = ""
    locator: str = ""
    wording: str = ""
    said_by: str = ""
    via: str = ""
    note: str = ""
    gist: str = ""
    grade: str = ""
    since_text: str = ""
    until_text: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says.

    Parameters
    ----------
    claims : cells of rows of ``claims.csv``, the state first
    findings : codes of :data:`LIST_FINDINGS`
    is_over : whether it certainly ended by the day of the list
    """

    claims: tuple[Cells, ...]
    findings: tuple[str, ...]
    is_over: bool


def claims_of(line: ListLine, day: Edtf) -> Said:
    """The claims that a line of a list makes.

    Parameters
    ----------
    line : the line
    day : the day of the list: the publication of its source

    Returns
    -------
    Said : at least one claim, and what is odd

    Raises
    ------
    ValueError
        If the status is none of what the list is about.

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> line = ListLine("c-x_a_b", "x", ("aba", "caba"), since=parse_edtf("1998"))
    >>> said = claims_of(line, parse_edtf("2024-05"))
    >>> [(cells["aspect"], cells["status"], cells["basis"]) for cells in said.claims]
    [('state', 'in_force', 'publication'), ('change', 'in_force', 'list')]
    >>> from dataclasses import replace
    >>> said = claims_of(replace(line, until=parse_edtf("1990")), parse_edtf("2024-05"))
    >>> said.findings
    ('start-after-end',)
    """
    return _Maker(line, day).said()


class _Maker:
    def __init__(self, line: ListLine, day: Edtf) -> None:
        self.line, self.day = line, day
        self.is_tie = not line.network
        allowed = ALLOWED["tie" if self.is_tie else "membership"]
        if line.status and line.status not in allowed:
            message = f"no status {line.status!r} in a list of this sort"
            raise ValueError(message)
        self.top = TIE_LADDER.top if self.is_tie else _MEMBER
        self.exit = "ended" if self.is_tie else _LEFT
        self.found: list[str] = []
        self.claims: list[Cells] = []

    def said(self) -> Said:
        line = self.line
        strong = line.status in STRONG_EXITS or line.status == _LEFT
        if line.status in WEAK_EXITS:
            self._change(line.status, line.until or line.since, "", self._text(until=True))
            return Said(tuple(self.claims), (), is_over=True)
        if line.status in (*LADDER[:-1], _CANDIDATE):
            self._step(line.status)
            return Said(tuple(self.claims), tuple(self.found), is_over=False)
        over = line.ended or strong
        if line.since and line.until and line.since.earliest > line.until.latest:
            self._torn(line.status if strong else self.exit)
        elif line.since and line.since.earliest > self.day.latest:
            self._note("start-in-future")
            self._change(self.top, line.since, "", self._text())
            over = False
        else:
            over = self._lasting(line.status if strong else self.exit, over=over)
        return Said(tuple(self.claims), tuple(self.found), is_over=over)

    # --- the cases -------------------------------------------------------------------------

    def _lasting(self, exit_: str, *, over: bool) -> bool:
        """It began, or had begun; whether it is over, or will be when its end is."""
        since, until, day = self.line.since, self.line.until, self.day
        term = ""
        if until is not None and until.earliest > day.latest:
            if over:  # it is said to be over already
                self._note("ended-later")
                until = None
            else:
                self._note("end-in-future")
                term, until = until.text, None
        ends = over or until is not None
        text = self._text(until=True)
        if over and until is not None and until.latest > day.latest:
            # It ended in that span, and by the day of the list.
            text = text or until.text
            until = parse_edtf(bounds_text(until.earliest, day.latest))
        if not ends:
            self._state(until=term)
        elif since is None and until is not None:
            # Seen in force by the list, but not after the end that it gives.
            when = bounds_text(DAY_MIN, min(until.latest, day.latest))
            self._state(when=when, basis="inferred")
        if since is not None:
            self._change(self.top, since, "since" if not ends else "", self._text())
        if ends:
            if until is None:
                self._note("ended-undated")
            self._change(exit_, until, "until" if self.claims else "", text)
        return ends and (over or until is None or until.latest <= day.latest)

    def _torn(self, exit_: str) -> None:
        """A start after the end: two changes that contradict each other."""
        self._note("start-after-end")
        self._change(self.top, self.line.since, "", self._text())
        self._change(exit_, self.line.until, "until", self._text(until=True))
        ids = [cells["id"] for cells in self.claims]
        self.claims[0]["contradicts"], self.claims[1]["contradicts"] = ids[1], ids[0]

    def _step(self, status: str) -> None:
        """Below the top: proposed, negotiating, a candidate."""
        since = self.line.since
        if status == LADDER[0]:  # follows from plans alone
            self._add({"aspect": "plan", "status": self.top, **_dated(since)})
        elif since is not None and since.earliest > self.day.latest:
            self._note("start-in-future")
            self._change(status, since, "", self._text())
        else:
            self._add({"aspect": "state", "status": status, "basis": "publication"})
            if since is not None:
                self._change(status, since, "since", self._text())

    # --- the claims ------------------------------------------------------------------------

    def _state(self, *, when: str = "", basis: str = "publication", until: str = "") -> None:
        status = self.line.status or self.top
        cells = {"aspect": "state", "status": self.top, "basis": basis}
        if when:
            cells["when"] = when
        if until:
            cells["until"] = until
        self._add(cells)
        if status in BREAKS or status == RESUMED:
            # What is broken is in force, with a break of its own.
            self._add(
                {
                    "aspect": "change" if status == RESUMED else "state",
                    "status": status,
                    "basis": "publication",
                    "act": self._act(status),
                },
                "status",
            )

    def _change(self, status: str, when: Edtf | None, suffix: str, text: str) -> None:
        # Of a line that contradicts itself, or of a refusal, also a day after the list can be.
        later = when is not None and when.earliest > self.day.latest
        cells = {"aspect": "plan" if later else "change", "status": status, **_dated(when)}
        if text:
            cells["when_text"] = text
        if self.is_tie and status == "ended":
            cells["act"] = self._act(status)
        self._add(cells, suffix)

    def _act(self, status: str) -> str:
        # The same in every list: two lists that tell of an end tell of one end.
        word = {"ended": "end", "suspended": "break", "broken": "break", RESUMED: "resumption"}
        return self.line.act or f"ev-list-{word[status]}-{'-'.join(sorted(self.line.parties))}"

    def _text(self, *, until: bool = False) -> str:
        text = self.line.until_text if until else self.line.since_text
        if until and not text and "ended-later" in self.found and self.line.until:
            return self.line.until.text
        return text

    def _note(self, code: str) -> None:
        self.found.append(code)

    def _add(self, cells: Cells, suffix: str = "") -> None:
        line = self.line
        shared = {
            "id": f"{line.id}_{suffix}" if suffix else line.id,
            "source": line.source,
            "locator": line.locator,
            "wording": line.wording,
            "said_by": line.said_by,
            "via": line.via,
            "certainty": "stated",
            "note": line.note,
            "gist": line.gist,
        }
        if self.is_tie:
            parties = sorted(line.parties)
            shared |= {
                "type": "tie",
                "kind": line.kind,
                "about": tie_id(parties, line.kind),
                "parties": ";".join(parties),
            }
        else:
            (city,) = line.parties
            shared |= {
                "type": "membership",
                "kind": "membership",
                "about": membership_id(city, line.network),
                "actor": city,
                "target": line.network,
                "grade": "" if cells["status"] == _LEFT else line.grade,
            }
        filled = {name: value for name, value in (shared | cells).items() if value}
        self.claims.append(filled)


def _dated(when: Edtf | None) -> Cells:
    return {} if when is None else {"when": when.text, "basis": "list"}
