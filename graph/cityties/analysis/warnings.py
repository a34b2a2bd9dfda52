"""What can be wrong with a ranking, as codes and sentences.

Rows carry codes; the sentences stand once, under the table. ``docs/how-to/centrality.md``
explains each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from cityties.language.messages import N_, _

COMPLETE_AGREEMENT = (0.92, 0.95)
"""Rank correlation of partners' betweenness in two-step samples of whole networks with the
truth: medians over 150 cities of 12 to 20 partners, in the twin towns of 2017 and of 2022."""
SHIPPED_AGREEMENT = 0.54
"""The same for the shipped lists (17 partners), against the world's twin towns of 2016."""
WIDE = 0.25
"""Share of all ranks from which a likely range of ranks is called wide."""
FOLLOWS = 0.9
"""Rank correlation with the number of partners from which a measure says nothing more."""


class Caveat(TypedDict):
    """A warning: its code and its sentence in the chosen language."""

    code: str
    text: str


TEXTS: Mapping[str, str] = {
    "by_construction": N_(
        "{city}: the others were found through it, so it comes first by construction and gets no "
        "rank. In full data the middle city of such a sample is first in 3 to 4 of 100 cases. To "
        "rank it, name a whole network: --source"
    ),
    "one_step": N_(
        "only one step was collected: nothing tells the partners apart, and betweenness would "
        "mean nothing. Collect two steps (--steps 2) or name a whole network (--source)"
    ),
    "two_steps": N_(
        "a two-step sample ranks partners by betweenness as the whole world does to {low}–{high} "
        "(rank correlation) where every list is complete; measured for the shipped lists: "
        "{shipped}"
    ),
    "not_comparable": N_(
        "not comparable: the lists are not equally complete, and a rank follows what was "
        "collected. Rank inside one source and date with --source; else read closeness and "
        "shared partners, which suffer least"
    ),
    "uneven": N_(
        "coverage goes from {low_city} ({low_found} ties found, {low_claimed} claimed) to "
        "{high_city} ({high_found} found, {high_claimed} claimed)"
    ),
    "coverage_unknown": N_(
        "for {count} of them no number of ties is claimed that could still hold: {cities}"
    ),
    "incomplete_list": N_("list incomplete: fewer ties were found than are claimed"),
    "outdated_claim": N_(
        "claimed number is old: more ties were found than are claimed, so that it says nothing "
        "of how complete the list is"
    ),
    "collected_whole": N_(
        "no single source was named: whose list was collected has more ties than whose was not"
    ),
    "follows_partners": N_(
        "{measure} here is the number of partners in another form (rank correlation {value})"
    ),
    "first_place": N_("{measure}: who is first hangs on which ties count; {leaders}"),
    "first_place_holds": N_("{measure}: {city} is first whichever ties count"),
    "localised": N_(
        "{measure}: {share} % of its mass lies in a clique of {count} cities ({cities}); "
        "it says little about all others"
    ),
    "unsettled": N_("{measure} does not settle on this network: it has equally strong parts"),
    "unsure_rank": N_("unsure: the likely ranks span more than a quarter of all"),
    "parts": N_("the network has {count} parts; ways are counted inside a part only"),
    "possible": N_("{count} of the ties are only possibly in force on that day"),
    "guessed_strength": N_(
        "strength is a proposal of five parts with weights of our own, not a measurement"
    ),
    "needs_focus": N_("shared partners are left out: they need a city"),
    "needs_layers": N_("participation is left out: it needs ties of two kinds or more"),
}
"""Code to sentence; the names in braces are filled in."""

OF_ROWS = ("incomplete_list", "outdated_claim", "unsure_rank")
"""Warnings that only rows have; the sentence for each stands once beside the table."""


def caveat(code: str, **values: object) -> Caveat:
    """A warning with its sentence in the chosen language.

    Parameters
    ----------
    code : a key of :data:`TEXTS`
    values : what the sentence names

    Examples
    --------
    >>> caveat("parts", count=3)["text"]
    'the network has 3 parts; ways are counted inside a part only'
    """
    return {"code": code, "text": _(TEXTS[code]).format(**values)}
