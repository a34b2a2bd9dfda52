"""Who acted in which post, compared with the terms of office that sources state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cityties.checks.findings import Finding, Part
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN, Edtf
from cityties.model.identifiers import parse_agent
from cityties.model.rows import Claim, Tables
from cityties.words.bounds import date_words
from cityties.words.phrases import day_words, range_words

_ONE_HOLDER = frozenset(
    {"mayor", "governor", "ambassador", "consul_general", "council_chair", "speaker_of_parliament"}
)
"""Posts that one person holds at a time."""


@dataclass(frozen=True, slots=True)
class _Term:
    person: str
    begins: date  # not before this day
    ends: date  # not after this day
    begun: date  # certainly held from this day …
    ended: date  # … to this one; begun > ended: never certainly
    claim: str


def check(tables: Tables) -> Part:
    """Find acts outside a stated term of office, and two people in one post at a time.

    A claim that somebody *was seen* in a post says nothing about its beginning
    or end, so it bounds nothing; a stated beginning (``change``) or end does.

    Parameters
    ----------
    tables : checked rows
    """
    terms = _terms(tables)
    roles = {post.id: post.role for post in tables.posts}
    published = {source.id: source.published for source in tables.sources}
    acts = 0
    findings: list[Finding] = []
    for claim in tables.claims:
        if claim.type == "role":
            continue
        # Who acts does so when it happens; who speaks of it, when it is published.
        done = () if claim.aspect == "plan" else (*claim.people, *claim.actor, *claim.target)
        for references, when in (
            (done, claim.when),
            ((claim.said_by, claim.via), published.get(claim.source)),
        ):
            if when is None:
                continue
            for person, post, capacity in sorted(set(_holdings(references))):
                acts += 1
                findings += _act(claim, when, person, post, capacity, terms[post])
    pairs = 0
    for post in sorted(terms):
        if roles.get(post) in _ONE_HOLDER:
            for place, one in enumerate(terms[post]):
                for other in terms[post][place + 1 :]:
                    pairs += 1
                    findings += _overlap(post, one, other)
    looked_at = {"acts_in_office": acts, "terms_of_office": sum(map(len, terms.values()))}
    return Part(looked_at | {"pairs_of_terms": pairs}, tuple(findings))


def _holdings(references: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for reference in references:
        try:
            agent = parse_agent(reference)
        except UsageError:
            continue
        if agent.post and not agent.id.startswith("unnamed/"):
            yield agent.id, agent.post, agent.capacity


def _terms(tables: Tables) -> dict[str, list[_Term]]:
    """Terms with a stated beginning or end, by post."""
    found: dict[str, list[_Term]] = defaultdict(list)
    for claim in tables.claims:
        if claim.type != "role" or claim.certainty not in ("stated", "implied"):
            continue
        if claim.aspect == "plan" or "@" not in claim.about:
            continue
        person, _at, post = claim.about.partition("@")
        # "state, 2017, until 2021" is a term; "state, 2017" is only a day on which it was seen.
        starts = claim.when if claim.aspect == "change" or claim.until else None
        ends = claim.until
        if starts is None and ends is None:
            continue
        found[post].append(
            _Term(
                person,
                starts.earliest if starts else DAY_MIN,
                ends.latest if ends else DAY_MAX,
                starts.latest if starts else DAY_MAX,
                ends.earliest if ends else DAY_MIN,
                claim.id,
            )
        )
    return found


def _act(
    claim: Claim, when: Edtf, person: str, post: str, capacity: str, terms: list[_Term]
) -> Iterator[Finding]:
    own = [term for term in terms if term.person == person]
    if own and all(when.latest < term.begins or when.earliest > term.ends for term in own):
        stated = _(", ").join(f"{_span(term)} ({term.claim})" for term in own)
        signed = capacity == "signatory"
        yield Finding(
            "warning",
            "offices",
            claim.id,
            (
                _("{person} signs as {post} on {when}, outside the stated term {term}")
                if signed
                else _("{person} acts as {post} on {when}, outside the stated term {term}")
            ).format(person=person, post=post, when=date_words(when), term=stated),
            "signed-outside-term" if signed else "acted-outside-term",
        )
    for term in terms:
        if term.person != person and term.begun <= when.earliest and when.latest <= term.ended:
            yield Finding(
                "warning",
                "offices",
                claim.id,
                _("{person} acts as {post} on {when}, when {other} held it ({claim})").format(
                    person=person,
                    post=post,
                    when=date_words(when),
                    other=term.person,
                    claim=term.claim,
                ),
                "post-of-another",
            )


def _span(term: _Term) -> str:
    return range_words(term.begins, term.ends)


def _overlap(post: str, one: _Term, other: _Term) -> Iterator[Finding]:
    if one.person == other.person or one.begun > one.ended or other.begun > other.ended:
        return
    begun, ended = max(one.begun, other.begun), min(one.ended, other.ended)
    if begun < ended:
        yield Finding(
            "warning",
            "offices",
            other.claim,
            _("{one} and {other} both hold {post} from {begun} to {ended}").format(
                one=one.person,
                other=other.person,
                post=post,
                begun=day_words(begun, both=False),
                ended=day_words(ended, both=False),
            ),
            "two-holders",
        )
