"""Votes that add up to something else than the status that their source claims."""

from __future__ import annotations

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.model.rows import Tables
from cityties.model.votes import CLAIMED_RESULTS, parse_votes
from cityties.words.labels import code_label


def check(tables: Tables) -> Part:
    """Find claims whose votes for and against do not fit their status.

    The computed result follows the simple majority of the votes cast
    (:attr:`cityties.model.votes.Votes.result`). It never replaces what a source says: a body
    that needs two thirds can reject what most of its members wanted. So each is a warning to
    look at.

    Parameters
    ----------
    tables : checked rows
    """
    looked_at = 0
    findings: list[Finding] = []
    for claim in tables.claims:
        claimed = CLAIMED_RESULTS.get(claim.status, "")
        if not claim.votes or not claimed or claim.certainty == "denied":
            continue
        votes = parse_votes(claim.votes)
        if not votes.result:
            continue
        looked_at += 1
        if votes.result != claimed:
            findings.append(
                Finding(
                    "warning",
                    "votes",
                    claim.id,
                    _(
                        "{for_} votes for and {against} against: computed {result}, but the "
                        "source says {status}"
                    ).format(
                        for_=votes.in_favour,
                        against=votes.against,
                        result=code_label(votes.result),
                        status=code_label(claim.status),
                    ),
                    "votes-against-status",
                    table="claims",
                )
            )
    return Part({"votes_added_up": looked_at}, tuple(findings))
