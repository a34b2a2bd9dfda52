"""Why a claim gives no status, in words: the one place where these reasons have texts."""

from __future__ import annotations

from cityties.language.messages import _


def reason_words(code: str) -> str:
    """The reason in the language of the messages.

    Parameters
    ----------
    code : one of :data:`cityties.reading.account.REASONS`

    Examples
    --------
    >>> reason_words("hedged")
    'the source only supposes it'
    """
    return {
        "hedged": _("the source only supposes it"),
        "denied": _("the source denies it"),
        "opinion": _("an opinion"),
        "no_status": _("no status is given"),
        "plan": _("a plan"),
        "plan_to_end": _("a plan to suspend or end"),
        "one_party": _("both parties are one city"),
        "nothing_to_resume": _("nothing is said to have been suspended"),
        "renews_nothing": _("it is not clear which agreement was renewed"),
        "torn": _("the same line gives a start after the end"),
    }[code]
