"""Steps that a country's law asks for before a city signs (``approval_rules.csv``).

A tie that was signed without a claim of these steps is a warning, never an
error: that no source reports an approval does not mean that there was none.
Moves from one status to another are checked by ``ontology/rules/lifecycle-*.rq``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.model.rows import ApprovalRule, Claim, Tables
from cityties.vocabulary.codes import RUNGS
from cityties.words.labels import code_label

_SURE = ("stated", "implied")


def check(tables: Tables) -> Part:
    """Compare each signature with the approvals that the parties' countries ask for.

    Parameters
    ----------
    tables : checked rows

    Returns
    -------
    Findings at the claim of the signature; ``signatures`` counts pairs of tie and
    party whose country has rules.
    """
    rules: dict[str, list[ApprovalRule]] = defaultdict(list)
    for rule in tables.approval_rules:
        if RUNGS.get(rule.step, RUNGS["in_force"]) < RUNGS["in_force"]:
            rules[rule.country].append(rule)
    country = {place.id: place.country for place in tables.places}
    speaks_for: dict[str, set[str]] = defaultdict(set)
    for body in tables.organizations:
        if body.acts_for:
            speaks_for[body.acts_for].add(body.id)
    ties: dict[str, list[Claim]] = defaultdict(list)
    for claim in tables.claims:
        if claim.type == "tie" and claim.certainty in _SURE:
            ties[claim.about].append(claim)
    looked_at = 0
    findings: list[Finding] = []
    for tie in sorted(ties):
        signed = _signature(ties[tie])
        if signed is None:
            continue
        for party in sorted(signed.parties):
            wanted = sorted(
                (r for r in rules[country.get(party, "")] if not r.kinds or signed.kind in r.kinds),
                key=lambda rule: rule.order,
            )
            if wanted:
                looked_at += 1
                sides = {"", party, *speaks_for[party]}
                findings += _missing(tie, party, signed, wanted, ties[tie], sides)
    return Part({"signatures_under_rules": looked_at}, tuple(findings))


def _signature(claims: list[Claim]) -> Claim | None:
    """The claim of the first signature; the id decides between equal dates."""
    signed = [
        claim for claim in claims if claim.aspect == "change" and claim.status == "in_force"
        and not claim.act
    ]  # fmt: skip
    return min(
        signed,
        key=lambda claim: (claim.when is None, claim.when.latest if claim.when else None, claim.id),
        default=None,
    )


def _missing(
    tie: str,
    party: str,
    signed: Claim,
    wanted: list[ApprovalRule],
    claims: list[Claim],
    sides: set[str],
) -> Iterator[Finding]:
    reached: dict[str, int] = defaultdict(int)
    for claim in claims:
        too_late = claim.when and signed.when and claim.when.earliest > signed.when.latest
        if claim.aspect != "plan" and claim.side in sides and not too_late:
            reached[claim.status] += 1
    missing = [rule for rule in wanted if not reached[rule.step]]
    if missing:
        steps: dict[str, list[str]] = defaultdict(list)
        for rule in missing:
            steps[rule.step].append(rule.id)
        told = _(", ").join(
            f"{code_label(step)} ({_(', ').join(ids)})" for step, ids in steps.items()
        )
        yield Finding(
            "warning",
            "lifecycle",
            signed.id,
            _("{tie} is signed, but no source says that it was {steps} for {party}").format(
                tie=tie, party=party, steps=told
            ),
            "no-approval-claimed",
        )
