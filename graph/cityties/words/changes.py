"""How a change between two days is said: by ``diff``, by the changelog and by the page."""

from __future__ import annotations

from cityties.language.messages import _


def change_phrases() -> dict[str, str]:
    """The phrases of a change, in the chosen language, with ``{…}`` for what is put in.

    Returns
    -------
    dict
        ``became``, ``began`` and ``nothing`` are whole sentences, ``on_channel`` names what they
        are about; the others are parts of a state.

    Examples
    --------
    >>> change_phrases()["became"].format(about="A – B", before="proposed", after="in force")
    'A – B: proposed → in force'
    """
    return {
        "became": _("{about}: {before} → {after}"),
        "began": _("{about}: {after}"),
        "nothing": _("{about}: nothing known (before: {before})"),
        "on_channel": _("{about}, {channel} channel"),
        "unknown": _("nothing known"),
        "possibly": _("possibly {status}"),
        "or": _("(or {others})"),
        "by": _("{status} by {side}"),
        "observed": _("only observed, no signing claimed"),
        "since": _("since {date}"),
        "or_last": _("{start} or {last}"),
        "and_last": _("{start} and {last}"),
    }
