"""What waits: proposals, invitations, offers, drafts, approvals and plans without an outcome.

Who owes the next step is said only where the readings are certain: one side asked, and no
answer of the other is found nor possible. Where the ball lies is blank otherwise.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from cityties.language.messages import _
from cityties.model.dates import DAY_MIN
from cityties.model.rows import Claim
from cityties.office.desk import Desk
from cityties.office.document import Note
from cityties.reading.acts import counts
from cityties.vocabulary.codes import LADDER
from cityties.words.bounds import bounds_edtf, date_words
from cityties.words.claimed import claim_words
from cityties.words.durations import span_words
from cityties.words.labels import code_label

Row = dict[str, Any]

KEYS = (
    "what", "thing", "kind", "status", "certainty", "partner", "direction", "by", "to", "channel",
    "since", "since_earliest", "since_latest", "days_open", "answer", "owes", "last_step",
    "last_step_date", "closes", "claims", "sources", "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""

OURS = "ours"
THEIRS = "theirs"
BOTH = "both"


def pending_rows(desk: Desk, keys: Collection[str] = ()) -> list[Row]:
    """What waits between the city and others, the longest first.

    Parameters
    ----------
    desk : who asks, and the day
    keys : only what concerns one of these ids

    Returns
    -------
    list of dict
        ``what`` is ``tie`` (an agreement below in force), ``request`` (an invitation, offer or
        request) or ``plan`` (an event without a report); the other keys are in ``docs/json.md``.
    """
    rows = [*_ties(desk), *_requests(desk), *_plans(desk)]
    if keys:
        wanted = set(keys)
        rows = [row for row in rows if wanted & {*row["partner"], row["thing"]}]
    rows.sort(key=lambda row: (-(row["days_open"] or [0])[0], row["what"], row["thing"]))
    days = {key: desk.facts[key] for key in ("on", "known_by", "withheld")}
    return [{**row, **days} for row in rows]


def _ties(desk: Desk) -> Iterable[Row]:
    for found in desk.graph.ties(desk.city, on=desk.day):
        if found["channel"] != "all" or found["status"] not in LADDER[:-1]:
            continue
        tie = desk.readings.ties[found["tie"]]
        others = [party for party in found["parties"] if party != desk.city]
        pair = next(
            each for each in tie.pairs if set(found["partner"].split(";")) <= set(each.parties)
        )
        acts = pair.history.deciding(found["status"], desk.day, "all")
        first = min((act.earliest for act in acts), default=DAY_MIN)
        last = max((act.latest for act in acts), default=desk.day)
        claims = sorted({claim for act in acts for claim in act.told_by})
        every = [desk.readings.claims[claim] for claim in claims]
        side = found["side"]
        yield _row(
            desk,
            what="tie",
            thing=found["tie"],
            kind=found["kind"],
            status=found["status"],
            certainty=found["certainty"],
            partner=others,
            by=_by(every, side),
            to=sorted({agent for claim in every for agent in claim.target}),
            side=side,
            bounds=(first, last),
            answer=found["answer"],
            owes=_owed(found, others, desk.city),
            steps=[claim for claim in tie.claims if claim.type == "tie"],
            claims=every,
        )


def _by(claims: Sequence[Claim], side: str) -> list[str]:
    actors = sorted({agent for claim in claims for agent in claim.actor})
    return actors or ([side] if side and side != BOTH else [])


def _owed(found: Any, others: list[str], city: str) -> list[str]:
    """Who owes an answer to a proposal, where that is sure."""
    if found["answer"] != "none" or not found["side"] or found["side"] == BOTH:
        return []
    return others if found["side"] == city else [city] if found["side"] in others else []


def _requests(desk: Desk) -> Iterable[Row]:
    events: dict[str, list[Claim]] = defaultdict(list)
    for asking in desk.answers.asked:
        claim = desk.readings.claims[asking]
        if claim.type == "event" and desk.bounds(claim)[1] <= desk.day:
            events[claim.about].append(claim)
    for event, claims in sorted(events.items()):
        agents = {agent for each in claims for agent in (*each.parties, *each.actor, *each.target)}
        if not any(desk.is_own(agent) for agent in agents):
            continue
        answer = desk.answers.on([claim.id for claim in claims], desk.day)
        if answer.answer == "given" or answer.days_open is None:
            continue
        by = sorted({agent for claim in claims for agent in claim.actor})
        to = sorted({agent for claim in claims for agent in claim.target})
        bounds = [desk.bounds(claim) for claim in claims]
        own = [desk.is_own(agent) for agent in by]
        sure = answer.answer == "none" and by and to and (all(own) or not any(own))
        yield _row(
            desk,
            what="request",
            thing=event,
            kind=claims[0].kind,
            status=claims[0].status,
            certainty="certain",
            partner=_partners(desk, claims),
            by=by,
            to=to,
            side="",
            bounds=(min(first for first, _last in bounds), max(last for _first, last in bounds)),
            answer=answer.answer,
            owes=to if sure else [],
            steps=[contact.claim for contact in desk.contacts.about(event)],
            claims=claims,
            days=answer.days_open,
        )


def _plans(desk: Desk) -> Iterable[Row]:
    """Events that were planned for a day that is over, without a report."""
    events: dict[str, list[Claim]] = defaultdict(list)
    for found in desk.ask("planned_never_reported", on=desk.day.isoformat()):
        claim = desk.readings.claims.get(found["claim"].removeprefix("claim/"))
        # The question sees every claim; what was not known by the day of knowledge is left out.
        if claim is not None and claim not in events[claim.about]:
            events[claim.about].append(claim)
    for event, claims in sorted(events.items()):
        agents = {agent for each in claims for agent in (*each.parties, *each.actor, *each.target)}
        partners = _partners(desk, claims)
        if not partners or not any(desk.is_own(agent) for agent in agents):
            continue
        bounds = [
            (claim.when.earliest, claim.when.latest) if claim.when else desk.bounds(claim)
            for claim in claims
        ]
        hoped = all(claim.certainty == "hedged" for claim in claims)
        yield _row(
            desk,
            what="plan",
            thing=event,
            kind=claims[0].kind,
            status="planned",
            certainty="possible" if hoped else "certain",
            partner=partners,
            by=sorted({agent for claim in claims for agent in claim.actor}),
            to=sorted({agent for claim in claims for agent in claim.target}),
            side="",
            bounds=(min(first for first, _last in bounds), max(last for _first, last in bounds)),
            answer=None,
            owes=[],
            steps=[],
            claims=claims,
        )


def _partners(desk: Desk, claims: Iterable[Claim]) -> list[str]:
    """The other side: cities and countries; who acts for one stands for it."""
    found = []
    for claim in claims:
        for agent in (*claim.parties, *claim.actor, *claim.target):
            if not desk.is_own(agent):
                found.append(desk.graph.city_of(agent) or agent)
    return list(dict.fromkeys(found))


def _row(
    desk: Desk,
    *,
    bounds: tuple[datetime.date, datetime.date],
    steps: Sequence[Claim],
    claims: Sequence[Claim],
    side: str,
    days: tuple[int, int | None] | None = None,
    **values: Any,
) -> Row:
    first, last = bounds
    since = bounds_edtf(first, last)
    if days is None and last <= desk.day:
        days = (desk.day - last).days, None if first == DAY_MIN else (desk.day - first).days
    done = [
        claim
        for claim in steps
        if counts(claim) and desk.by_now(claim) and (claim.status or claim.kind == "reply")
    ]
    newest = desk.in_order(done or claims)[-1] if done or claims else None
    return {
        **values,
        "direction": _direction(desk, values["by"], side),
        "channel": _channel(desk, claims),
        "since": str(since) if since else None,
        "since_earliest": None if first == DAY_MIN else first.isoformat(),
        "since_latest": last.isoformat(),
        "days_open": None if days is None else list(days),
        "last_step": newest.id if newest else None,
        "last_step_date": newest.when.text if newest and newest.when else None,
        "closes": closing(values["what"], values["status"]),
        "claims": sorted({claim.id for claim in claims}),
        "sources": sorted({claim.source for claim in claims}),
    }


def _direction(desk: Desk, by: Sequence[str], side: str) -> str:
    """Whose move it was: ours, theirs, of both, or empty where nobody says."""
    if side == BOTH:
        return BOTH
    sides = {desk.is_own(agent) for agent in by} or ({side == desk.city} if side else set())
    if len(sides) > 1:
        return BOTH
    return {True: OURS, False: THEIRS}[sides.pop()] if sides else ""


def _channel(desk: Desk, claims: Iterable[Claim]) -> list[str]:
    """By which way it went: who carried it, and the meeting in which it was said."""
    found: list[str] = []
    for claim in claims:
        if claim.channel and claim.channel != "all":
            found.append(claim.channel)
        for agent in (*claim.actor, *claim.target, claim.via):
            body = agent.partition("@")[0]
            if body and not desk.graph.is_city(body) and body not in desk.own:
                place = desk.graph.built.gazetteer
                if body in place and place.kind(body) not in ("country", "province"):
                    found.append(body)
        for contact in desk.contacts.about(claim.part_of) if claim.part_of else ():
            if contact.claim.about == claim.part_of and contact.claim.kind:
                found.append(contact.claim.kind)
    return list(dict.fromkeys(found))


_CLOSES = {
    "announced": "proposal_or_signature",
    "proposed": "reply",
    "negotiating": "draft_or_signature",
    "drafted": "approval_or_signature",
    "submitted": "decision",
    "approved": "signature",
    "asked": "answer",
    "offered": "answer",
    "planned": "report",
}


def closing(what: str, status: str) -> str:
    """A word for what would close a matter.

    Parameters
    ----------
    what : ``tie``, ``request`` or ``plan``
    status : its status

    Examples
    --------
    >>> closing("tie", "approved"), closing("plan", "planned")
    ('signature', 'report')
    """
    return _CLOSES.get(status, "report" if what == "plan" else "answer")


def closing_words(code: str) -> str:
    """What would close a matter, in words.

    Parameters
    ----------
    code : as :func:`closing` gives it
    """
    return {
        "proposal_or_signature": _("a proposal or a signature"),
        "reply": _("a reply to it, or a later step of the other side"),
        "draft_or_signature": _("a draft or a signature"),
        "approval_or_signature": _("an approval or a signature"),
        "decision": _("a decision of the body that has the file"),
        "signature": _("a signature"),
        "answer": _("an answer, or a report that it was done"),
        "report": _("a report that it was held or cancelled"),
    }[code]


def direction_words(desk: Desk, row: Row) -> str:
    """Whose move it was, in words."""
    by = desk.names(desk.speaker(agent) if "@" in agent else agent for agent in row["by"])
    to = desk.names(row["to"])
    if row["direction"] == BOTH:
        return _("both sides")
    if by and to:
        return _("{giver} to {taker}").format(giver=by, taker=to)
    return by or {OURS: desk.name(desk.city)}.get(row["direction"], "")


def since_words(row: Row) -> str:
    """Since when, and for how long, as what is known of both."""
    since = date_words(row["since"])
    if row["days_open"] is None:
        return since
    days = row["days_open"]
    span = span_words(days[0] if days[0] == days[1] else days)
    return f"{since} ({span})" if since else span


def channel_words(desk: Desk, row: Row) -> str:
    """By which way it went, in words."""
    gazetteer = desk.graph.built.gazetteer
    return _(", ").join(
        desk.name(each) if each in gazetteer else code_label(each) for each in row["channel"]
    )


def owes_words(desk: Desk, row: Row) -> str:
    """Who owes the next step; "not said" where the readings are not sure."""
    if row["owes"]:
        return desk.names(row["owes"])
    if row["answer"] == "possible":
        return _("not sure: an answer is possible")
    return _("not said")


def last_step_words(desk: Desk, row: Row) -> str:
    """The last step: its date and what it was."""
    claim = desk.readings.claims.get(row["last_step"] or "")
    return f"{desk.when(claim)}: {desk.gist(claim)}" if claim else ""


def what_words(desk: Desk, row: Row) -> str:
    """The matter in words: the kind and how far it came."""
    kind, status = code_label(row["kind"]), code_label(row["status"])
    if row["what"] == "plan":
        status = claim_words(desk.readings.claims[row["claims"][0]]) or status
    elif row["certainty"] == "possible":
        status = _("possibly {status}").format(status=status)
    return f"{kind}: {status}"


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on."""
    return desk.notes([*row["claims"], *([row["last_step"]] if row["last_step"] else [])])
