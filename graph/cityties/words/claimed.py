"""A claimed status with its doubt: the one place where that phrase is made.

A source may plan, suppose, deny or judge what it writes of. Whatever is shown
as claimed passes through here, so that "about to be signed" never reads as
"signed". What a *reading* gives has its own certainty and does not come here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cityties.language.messages import _, in_language, language, pgettext
from cityties.model.rows import Claim
from cityties.model.texts import text_in
from cityties.words.labels import code_label

DOUBTS: Final = ("opinion", "denied", "plan", "hedged")
"""What can make a claim less than a report, in the order of the phrase."""


def doubts(
    *,
    aspect: str | None = "",
    certainty: str | None = "",
    type: str | None = "",
) -> tuple[str, ...]:
    """Why a claim does not report what happened; empty if it does.

    Parameters
    ----------
    aspect, certainty, type : codes of the claim, as in the tables

    Returns
    -------
    tuple of str : some of :data:`DOUBTS`, in their order

    Examples
    --------
    >>> doubts(aspect="plan", certainty="hedged", type="tie")
    ('plan', 'hedged')
    >>> doubts(aspect="change", certainty="implied", type="tie")
    ()
    """
    return tuple(each for each in DOUBTS if each in (aspect, certainty, type))


def claimed_words(
    status: str | None,
    *,
    aspect: str | None = "",
    certainty: str | None = "",
    type: str | None = "",
    condition: str | None = "",
) -> str:
    """A status as a claim gives it, in the language of the messages.

    Parameters
    ----------
    status : code of the status; without one the phrase is the doubt alone
    aspect, certainty, type : codes of the claim, as in the tables
    condition : what a plan depends on, as the words after "if"

    Returns
    -------
    str : "in force", "planned: in force", "could be: in force", "denied: answered",
        "planned: in force, if the council agrees" …

    Examples
    --------
    >>> claimed_words("in_force", aspect="plan", certainty="stated")
    'planned: in force'
    >>> claimed_words("in_force", aspect="plan", certainty="hedged")
    'planned, could be: in force'
    >>> claimed_words("answered", aspect="change", certainty="denied")
    'denied: answered'
    >>> claimed_words("held", aspect="change", certainty="stated")
    'held'
    >>> claimed_words("", aspect="plan"), claimed_words("planned", aspect="plan")
    ('planned', 'planned')
    >>> claimed_words("in_force", aspect="plan", condition="the council agrees")
    'planned: in force, if the council agrees'
    """
    found = doubts(aspect=aspect, certainty=certainty, type=type)
    if status == "planned":  # the status of an event says it already
        found = tuple(each for each in found if each != "plan")
    doubt = _(", ").join(_named(each) for each in found)
    label = code_label(status) if status else ""
    phrase = doubt or label
    if doubt and label:
        phrase = pgettext("claimed status", "{doubt}: {status}").format(doubt=doubt, status=label)
    if not condition or not phrase:
        return phrase
    return pgettext("claimed status", "{phrase}, if {condition}").format(
        phrase=phrase, condition=condition
    )


def claim_words(claim: Claim, *, lang: str = "") -> str:
    """The status of a claim with its doubt.

    Parameters
    ----------
    claim : the claim; without a status the phrase is the doubt alone
    lang : ``en`` for what is the same in every language; that of the messages by default

    Examples
    --------
    >>> claim_words(Claim("c-1", "s", "event", certainty="denied", status="answered"))
    'denied: answered'
    """
    with in_language(lang or language()):
        return claimed_words(
            claim.status,
            aspect=claim.aspect,
            certainty=claim.certainty,
            type=claim.type,
            condition=condition_of(claim),
        )


def condition_of(claim: Claim) -> str:
    """What a claim depends on, in the language of the messages, else in English, else in any.

    Parameters
    ----------
    claim : the claim

    Examples
    --------
    >>> condition_of(Claim("c-1", "s", "tie", condition="the council agrees"))
    'the council agrees'
    """
    return text_in(claim, "condition")


def all_claimed_words(claims: Iterable[Claim], status: str, *, lang: str = "") -> str:
    """How several claims give one status: each phrase once; empty if none gives it.

    Parameters
    ----------
    claims : the claims
    status : code of the status
    lang : as for :func:`claim_words`

    Examples
    --------
    >>> plan = Claim("c-1", "s", "tie", aspect="plan", status="in_force")
    >>> report = Claim("c-2", "s", "tie", aspect="change", status="in_force")
    >>> all_claimed_words([plan, report, plan], "in_force")
    'planned: in force; in force'
    """
    with in_language(lang or language()):
        found = dict.fromkeys(claim_words(one) for one in claims if one.status == status)
        return _("; ").join(found)


def _named(doubt: str) -> str:
    return {
        "opinion": pgettext("claimed status", "opinion"),
        "denied": pgettext("claimed status", "denied"),
        "plan": pgettext("claimed status", "planned"),
        "hedged": pgettext("claimed status", "could be"),
    }[doubt]
