"""Rows that nothing refers to: possibly left over, possibly misspelt elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from cityties.checks.findings import Finding, Part
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.identifiers import parse_agent
from cityties.model.rows import Claim, Tables


def check(tables: Tables) -> Part:
    """Find places, organizations, people, posts and sources that no other row names.

    Parameters
    ----------
    tables : checked rows
    """
    used = _used(tables)
    countries = {p.country for p in tables.places if p.kind != "country"}
    countries |= {rule.country for rule in tables.approval_rules}
    cited = {claim.source for claim in tables.claims}
    cited |= {rule.source for rule in tables.approval_rules}
    findings = []
    looked_at = 0
    for place in tables.places:
        looked_at += 1
        needed = place.kind == "country" and place.country in countries
        if place.id not in used and not needed:
            findings.append(_note("note", place.id, _("nothing refers to this place"), "places"))
    for body in tables.organizations:
        looked_at += 1
        if body.id not in used:
            findings.append(
                _note("note", body.id, _("nothing refers to this organization"), "organizations")
            )
    for person in tables.people:
        looked_at += 1
        if person.id not in used:
            findings.append(
                _note("warning", person.id, _("nothing refers to this person"), "people")
            )
    for post in tables.posts:
        looked_at += 1
        if post.id not in used and not post.holders:
            text = _("nobody holds this post, and nothing refers to it")
            findings.append(_note("warning", post.id, text, "posts"))
    for source in tables.sources:
        looked_at += 1
        if source.id not in cited and source.expected not in ("0",):
            findings.append(
                _note("warning", source.id, _("no claim comes from this source"), "sources")
            )
    return Part({"rows_referred_to": looked_at}, tuple(findings))


def _note(severity: str, id_: str, message: str, table: str) -> Finding:
    return Finding(severity, "unreferenced", id_, message, "unreferenced", table=table)


def _used(tables: Tables) -> set[str]:
    used: set[str] = set()
    for place in tables.places:
        used.add(place.part_of)
    for body in tables.organizations:
        used.update((body.acts_for, body.seat))
    for post in tables.posts:
        used.update((post.of, post.to, *post.holders))
    for source in tables.sources:
        used.add(source.publisher)
    for claim in tables.claims:
        used.update(_of_claim(claim))
    return used


def _of_claim(claim: Claim) -> Iterator[str]:
    about = claim.about
    if about.startswith("tie/"):
        yield from about.split("/")[1].split("+")
    elif "@" in about:
        yield from about.split("@")
    else:
        yield about
    yield from claim.parties
    yield from claim.excluding
    yield claim.side
    references = (*claim.actor, *claim.target, *claim.people, claim.said_by, claim.via)
    for reference in references:
        try:
            agent = parse_agent(reference)
        except UsageError:
            continue
        yield agent.id
        yield agent.post
