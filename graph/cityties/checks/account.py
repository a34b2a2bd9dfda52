"""Claims that the rules cannot use, or can use better once a row is changed (rule 13).

Every claim is read or set aside with a reason. Hedged, denied and planned claims are set
aside as they should be; what is reported here is set aside, or read differently from
what was meant, because a link, an act or a side is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.model.rows import Claim, Tables
from cityties.reading import Answers, Contacts, Readings, city_resolver
from cityties.reading.acts import counts
from cityties.vocabulary.codes import BREAKS, LADDER, RESUMED
from cityties.words.reasons import reason_words

_PART: Final = "account"
_TO_MEND: Final = ("nothing_to_resume", "one_party", "renews_nothing", "no_status")
_REPEATED: Final = frozenset({*BREAKS, RESUMED, "ended"})


def check(tables: Tables, readings: Readings) -> Part:
    """Report claims that are set aside or ambiguous, each with the change to make.

    Parameters
    ----------
    tables : checked rows
    readings : what was read from them
    """
    findings = [
        *_set_aside(readings),
        *_orders(readings),
        *_sides(readings),
        *_repeated(readings),
        *_alone(readings),
        *_replies(tables, readings),
        *_lists(readings),
    ]
    return Part({"claims_accounted_for": len(readings.claims)}, tuple(findings))


def _warning(where: str, message: str, code: str) -> Finding:
    return Finding("warning", _PART, where, message, code)


def _set_aside(readings: Readings) -> Iterator[Finding]:
    advice = {
        "nothing_to_resume": _("add the claim of the suspension, or correct the side or channel"),
        "one_party": _("name the other party"),
        "renews_nothing": _("write the id of the agreement into the column about"),
        "no_status": _("fill the column status"),
    }
    for claim, reason in readings.set_aside.items():
        if reason in _TO_MEND:
            yield _warning(
                claim,
                _("not read: {reason}; {advice}").format(
                    reason=reason_words(reason), advice=advice[reason]
                ),
                reason.replace("_", "-"),
            )


def _orders(readings: Readings) -> Iterator[Finding]:
    for pair in readings.pairs():
        if not pair.is_only_seen and not pair.history.consistent:
            ids = sorted({claim for act in pair.history.acts for claim in act.claims})
            yield _warning(
                ids[0],
                _(
                    "{tie}: no order of {claims} fits: what is broken or ended must have been in "
                    "force before; correct a date, or add the claim that is missing"
                ).format(tie=pair.id, claims=_(", ").join(ids)),
                "no-order-fits",
            )


def _sides(readings: Readings) -> Iterator[Finding]:
    for claim in readings.claims.values():
        if (
            claim.type == "tie"
            and claim.side
            and claim.aspect == "change"
            and claim.status == LADDER[-1]
            and claim.channel in ("", "all")
            and counts(claim)
        ):
            yield _warning(
                claim.id,
                _(
                    "a signature stands for both sides and takes no side; if one side ratified, "
                    "the status is approved"
                ),
                "signature-with-a-side",
            )


def _repeated(readings: Readings) -> Iterator[Finding]:
    for tie in readings.ties.values():
        if tie.is_only_seen:
            continue
        for act in tie.history.acts:
            if act.status in _REPEATED and not act.act and len(act.alternatives) > 1:
                yield _warning(
                    act.claims[0],
                    _(
                        "{claims} give different days for one act; if they are several acts, write "
                        "an id for each into the column act"
                    ).format(claims=_(", ").join(act.claims)),
                    "one-act-or-several",
                )


def _alone(readings: Readings) -> Iterator[Finding]:
    for claim in readings.alone:
        yield _warning(
            claim,
            _(
                "the parties have several agreements, so this one stands alone as a tie of kind "
                "agreement; write the kind that is meant"
            ),
            "agreement-stands-alone",
        )


def _replies(tables: Tables, readings: Readings) -> Iterator[Finding]:
    answers = Answers(readings, Contacts(readings, city_resolver(tables)))
    perhaps: dict[str, list[str]] = defaultdict(list)
    linked: set[str] = set()
    for asking in answers.asked:
        sure, possible = answers.of(asking)
        linked.update(sure)
        for answer in possible:
            if readings.claims[answer].kind == "reply":
                perhaps[answer].append(asking)
    for claim in readings.claims.values():
        if claim.kind != "reply" or not counts(claim) or claim.id in linked:
            continue
        if found := perhaps.get(claim.id):
            yield _warning(
                claim.id,
                _(
                    "it may be the answer to {claims}; if it is, write {thing} into the column "
                    "about"
                ).format(claims=_(", ").join(found), thing=_thing(readings.claims[found[0]])),
                "reply-not-linked",
            )
        elif not answers.tells_of_others(claim.id):
            yield _warning(
                claim.id,
                _(
                    "the claims contain nothing that this reply answers; write into about what "
                    "it answers"
                ),
                "reply-to-nothing",
            )


def _thing(claim: Claim) -> str:
    return claim.act or claim.about


def _lists(readings: Readings) -> Iterator[Finding]:
    listed: dict[str, set[str]] = defaultdict(set)
    for claim in readings.claims.values():
        # A number of the list is no line of it, and a line that comes twice is one.
        if claim.part_of and claim.type in ("tie", "membership", "role") and counts(claim):
            listed[claim.part_of].add(claim.about)
    for claim in readings.claims.values():
        if claim.kind != "list" or claim.complete != "yes" or claim.number is None:
            continue  # of a range the lower end is what the list must have
        found = len(listed[claim.about])
        if claim.op in ("", "=", ">", ">=") and found < claim.number + (claim.op == ">"):
            yield _warning(
                claim.id,
                _(
                    "{list} is said to be complete with {n} lines, and {found} are here; add the "
                    "lines, or write unknown into the column complete"
                ).format(list=claim.about, n=int(claim.number), found=found),
                "list-short",
            )
