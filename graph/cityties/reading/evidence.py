"""From gathered claims to the evidence of each tie and of each pair of a pact.

Here meet what a claim says (:mod:`cityties.reading.acts`), which tie it speaks of
(:mod:`cityties.reading.identity`), whether its source is doubted, and whether a party
denies it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from cityties.model.rows import Claim, Source
from cityties.reading.acts import (
    RENEWAL,
    UNTIL,
    Evidence,
    by_access,
    counts,
    make_acts,
    tie_evidence,
)
from cityties.reading.identity import AGREEMENT, CityOf, Gathered, Identities
from cityties.reading.states import History
from cityties.vocabulary.codes import BREAKS, RESUMED, TIE_LADDER

Day = datetime.date
_APART = frozenset({*BREAKS, RESUMED, *TIE_LADDER.strong})


class Gathering:
    """Evidence of ties, made from the claims that :func:`identify` gathered.

    Parameters
    ----------
    identities : the claims of each tie
    publications : bounds of the publication of each source
    sources : the sources by id
    party_of : the city that a party counts as
    torn : claims that give no status, see :mod:`cityties.reading.torn`
    """

    def __init__(
        self,
        identities: Identities,
        publications: Mapping[str, tuple[Day, Day]],
        sources: Mapping[str, Source],
        party_of: CityOf | None,
        torn: frozenset[str] = frozenset(),
    ) -> None:
        self.identities = identities
        self._torn = torn
        self._publications = publications
        self._sources = sources
        self._party_of = party_of
        self._settle_renewals()

    def _settle_renewals(self) -> None:
        """Give a renewal that names no tie to its parties' only tie that was in force."""
        self.without_tie: list[str] = []
        if not self.identities.renewals:
            return
        by_parties: dict[tuple[str, ...], list[Gathered]] = defaultdict(list)
        for tie in self.identities.ties.values():
            by_parties[tie.parties].append(tie)
        for parties, renewals in self.identities.renewals.items():
            own = {tie.id: list(tie.own) for tie in by_parties.get(parties, ())}
            for renewal in renewals:
                day = self._latest(renewal)
                fitting = [
                    tie
                    for tie in by_parties.get(parties, ())
                    if any(self._began(claim, day) for claim in own[tie.id])
                ]
                if len(fitting) == 1:
                    fitting[0].own.append(renewal)
                else:
                    self.without_tie.append(renewal.id)

    def _latest(self, claim: Claim) -> Day:
        last = self._publications[claim.source][1]
        until = claim.until if claim.when is None else claim.when
        return last if until is None else min(until.latest, last)

    def _began(self, claim: Claim, by: Day) -> bool:
        here = {TIE_LADDER.top, *BREAKS, *TIE_LADDER.strong}
        return claim.id not in self._torn and any(
            item.status in here and item.earliest <= by and not item.act.startswith(UNTIL)
            for item in tie_evidence(claim, self._publications[claim.source])
        )

    def of_claim(
        self, claim: Claim, *, disowned: frozenset[str] = frozenset(), soft: bool = False
    ) -> list[Evidence]:
        """What one claim says about the status of its tie."""
        if claim.id in self._torn:
            return []
        source = self._sources.get(claim.source)
        found = tie_evidence(
            claim,
            self._publications[claim.source],
            doubtful=source is not None and bool(source.doubt),
            disowned=claim.id in disowned,
            soft=soft,
        )
        return [by_access(item, source) for item in found]

    def _disowned(self, parties: tuple[str, ...], claims: Iterable[Claim]) -> frozenset[str]:
        """Signatures that one of the parties denies: they may never have been (rule 11)."""
        claims = list(claims)
        denials = [
            claim
            for claim in claims
            if claim.certainty == "denied"
            and claim.status == TIE_LADDER.top
            and claim.aspect == "change"
            and claim.kind != RENEWAL
            and self._speaker(claim) in parties
        ]
        return frozenset(
            claim.id
            for denial in denials
            for claim in claims
            if counts(claim)
            and claim.status == TIE_LADDER.top
            and claim.aspect == "change"
            and claim.kind != RENEWAL
            and not (denial.act and claim.act and denial.act != claim.act)
            and not (claim.when is not None and claim.when.earliest > self._latest(denial))
            and not (denial.when is not None and denial.when.earliest > self._latest(claim))
        )

    def _speaker(self, claim: Claim) -> str:
        source = self._sources.get(claim.source)
        agent = claim.said_by or (source.publisher if source is not None else "")
        return (self._party_of(agent) if self._party_of and agent else None) or agent

    def of_pair(self, tie: Gathered, pair: tuple[str, ...]) -> tuple[Evidence, ...]:
        """What the claims say about the status between two parties of a tie.

        Of a pact, one side's break or ending touches only the pairs with that side; what
        is claimed of a part holds for the pairs inside it, and so does what is claimed of
        all contact.
        """
        disowned = self._disowned(tie.parties, tie.own)
        found = [item for claim in tie.own for item in self.of_claim(claim, disowned=disowned)]
        for part, claims in tie.parts.items():
            if set(pair) <= set(part):
                found.extend(item for claim in claims for item in self.of_claim(claim))
        for part, claims in tie.contact.items():
            if set(pair) <= set(part):
                found.extend(item for claim in claims for item in self.of_claim(claim, soft=True))
        if len(tie.parties) > 2:
            found = [item for item in found if _touches(item, pair)]
        return tuple(found)

    def standing_alone(self) -> dict[str, list[Claim]]:
        """Claims of all contact that stand as a tie of kind agreement too.

        All but those that one of the parties' ties certainly was in force for.
        """
        found: dict[str, list[Claim]] = {}
        histories: dict[tuple[str, ...], list[History]] = {}
        for tie, claims in self.identities.contact.items():
            parties = claims[0].parties
            if parties not in histories:
                histories[parties] = [
                    History(make_acts(self.of_pair(each, pair), TIE_LADDER), TIE_LADDER, pair)
                    for each in self.identities.ties.values()
                    if parties in each.contact
                    for pair in each.pairs
                    if set(pair) <= set(parties)
                ]
            left = [
                claim
                for claim in claims
                if not any(history.surely_in_force_for(claim.id) for history in histories[parties])
            ]
            if left:
                found[tie] = left
        return found


def _touches(item: Evidence, pair: tuple[str, ...]) -> bool:
    """Whether an act is of a pair: one side's break is not of the pairs without that side."""
    if item.status not in _APART or not item.sides or "both" in item.sides:
        return True
    return bool(set(item.sides) & set(pair))


__all__ = ["AGREEMENT", "Gathering"]
