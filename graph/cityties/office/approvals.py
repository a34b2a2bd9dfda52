"""The chain of approvals that the rules of a country ask for, and where each step stands.

The rules are rows of ``approval_rules.csv``: another country is a matter of data alone. A step
is *done* where a claim has its status and names the body of the rule; *claimed* where the body
is not named; *passed over* where a later step is claimed and this one is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.language.names import fold
from cityties.model.rows import ApprovalRule, Claim, Organization
from cityties.office.desk import Desk, worded
from cityties.office.document import SOURCE, Note, merged
from cityties.reading.acts import counts
from cityties.words.labels import code_label

Row = dict[str, Any]

KEYS = (
    "city", "country", "order", "rule", "step", "body", "stands", "date", "tie", "claims",
    "sources", "rule_source", "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""

DONE = "done"
CLAIMED = "claimed"
PASSED = "passed_over"
MISSING = "not_found"
NO_RULE = "no_rule"


def approval_rows(desk: Desk, partner: str, kind: str = "sister_city") -> list[Row]:
    """The steps of both sides, in the order of their rules.

    Parameters
    ----------
    desk : who asks, and the day
    partner : id of the other city
    kind : kind of agreement

    Returns
    -------
    list of dict
        ``stands`` is ``done``, ``claimed``, ``passed_over``, ``not_found`` or ``no_rule``; the
        other keys are in ``docs/json.md``.

    Raises
    ------
    UsageError
        If the partner is the city itself.
    """
    if partner == desk.city:
        raise UsageError(
            _("{first} and {second} are the same city").format(first=desk.city, second=partner)
        )
    ties = [
        tie
        for tie in desk.readings.by_party.get(desk.city, ())
        if partner in desk.readings.ties[tie].parties
        and desk.readings.ties[tie].kind in (kind, "agreement")
    ]
    # As they are in the tables: read for a tie, a council is its city.
    claims = [
        claim
        for tie in ties
        for claim in (desk.readings.claims[each.id] for each in desk.readings.ties[tie].claims)
        if claim.type == "tie" and counts(claim) and claim.aspect != "plan" and desk.by_now(claim)
    ]
    rows: list[Row] = []
    for city in (desk.city, partner):
        rows += _chain(desk, city, partner if city == desk.city else desk.city, kind, claims)
    days = {key: desk.facts[key] for key in ("on", "known_by", "withheld")}
    return [{**row, "tie": ties[0] if ties else None, **days} for row in rows]


def _chain(desk: Desk, city: str, other: str, kind: str, claims: Iterable[Claim]) -> Iterable[Row]:
    country = desk.graph.built.gazetteer.entry(city).country  # type: ignore[union-attr]
    rules = sorted(
        (
            rule
            for rule in desk.graph.tables.approval_rules
            if rule.country == country and (not rule.kinds or kind in rule.kinds)
        ),
        key=lambda rule: (rule.order, rule.id),
    )
    if not rules:
        yield {
            "city": city, "country": country, "order": None, "rule": None, "step": None,
            "body": None, "stands": NO_RULE, "date": None, "claims": [], "sources": [],
            "rule_source": None,
        }  # fmt: skip
        return
    # What the other side alone decided is no step of this one.
    mine = [claim for claim in claims if claim.side in ("", "both", city) or claim.side != other]
    found = []
    for rule in rules:
        same = [claim for claim in mine if claim.status == rule.step]
        named = [claim for claim in same if _decides(desk, claim, rule)]
        loose = [claim for claim in same if not _bodies(desk, claim)]
        found.append((rule, named or loose, DONE if named or rule.step == "in_force" else CLAIMED))
    last = max((rule.order for rule, told, _stands in found if told), default=0)
    for rule, told, stands in found:
        passed = rule.order < last
        newest = desk.in_order(told)[-1] if told else None
        yield {
            "city": city,
            "country": country,
            "order": rule.order,
            "rule": rule.id,
            "step": rule.step,
            "body": rule.body,
            "stands": stands if told else PASSED if passed else MISSING,
            "date": newest.when.text if newest and newest.when else None,
            "claims": sorted(claim.id for claim in told),
            "sources": sorted({claim.source for claim in told}),
            "rule_source": rule.source or None,
        }


def _bodies(desk: Desk, claim: Claim) -> list[Organization]:
    """The bodies that decide: who is asked for a submission, who acts otherwise."""
    agents = claim.target if claim.status == "submitted" else claim.actor
    gazetteer = desk.graph.built.gazetteer
    found = []
    for agent in agents:
        body = agent.partition("@")[0]
        entry = gazetteer.entry(body) if body in gazetteer else None
        if isinstance(entry, Organization):
            found.append(entry)
    return found


def _decides(desk: Desk, claim: Claim, rule: ApprovalRule) -> bool:
    """Whether a claim names the body of a rule: by its name, or as a council."""
    clauses = [fold(clause) for clause in rule.body.split(",")]
    for body in _bodies(desk, claim):
        name = fold(body.name_en)
        if any(clause in name or name in clause for clause in clauses if clause):
            return True
        if body.kind == "city_council" and any("council" in clause for clause in clauses):
            return True
    return False


def stands_words(row: Row) -> str:
    """Where a step stands, in words."""
    from cityties.words.bounds import date_words

    text = {
        DONE: _("done"),
        CLAIMED: _("claimed, by a body that is not named"),
        PASSED: _("no claim found, though a later step is claimed"),
        MISSING: _("no claim found"),
        NO_RULE: _("no rule of this country is in the data"),
    }[row["stands"]]
    return f"{text}: {date_words(row['date'])}" if row["date"] else text


def step_words(desk: Desk, row: Row) -> str:
    """A step in words: what the rule says."""
    rule = next((each for each in desk.graph.tables.approval_rules if each.id == row["rule"]), None)
    if rule is None:
        return ""
    return worded(rule, "gist") or f"{code_label(rule.step)}: {rule.body}"


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on: the source of the rule, and the claims."""
    notes = list(desk.notes(row["claims"]))
    if row["rule_source"] in desk.graph.sources_by_id:
        notes.append(Note(SOURCE, row["rule_source"]))
    if not notes:
        country = desk.graph.built.gazetteer.entry(row["city"]).part_of  # type: ignore[union-attr]
        notes.append(desk.question("approval_steps", country=country or row["country"]))
    return merged(notes)
