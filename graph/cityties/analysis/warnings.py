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
        "{city}: the other cities were found through it, so it is first by construction and gets "
        "no rank. In complete data the focus city of such a sample is first in 3 to 4 of 100 "
        "cases. To rank it, choose a whole network: --source"
    ),
    "one_step": N_(
        "only one step was collected: the partners cannot be distinguished, and betweenness "
        "would have no meaning. Collect two steps (--steps 2) or choose a whole network "
        "(--source)"
    ),
    "two_steps": N_(
        "betweenness ranks of partners in a two-step sample agree with those in the whole world "
        "to {low}–{high} (rank correlation) if every list is complete; measured for the shipped "
        "lists: {shipped}"
    ),
    "not_comparable": N_(
        "not comparable: the lists are not equally complete, so a rank reflects what was "
        "collected. Rank inside one source and date with --source; otherwise use closeness and "
        "shared partners, which are affected least"
    ),
    "uneven": N_(
        "coverage ranges from {low_city} ({low_found} ties found, {low_claimed} claimed) to "
        "{high_city} ({high_found} found, {high_claimed} claimed)"
    ),
    "coverage_unknown": N_(
        "{count} of these cities have no claimed number of ties that could still be valid: {cities}"
    ),
    "incomplete_list": N_("list incomplete: fewer ties were found than are claimed"),
    "outdated_claim": N_(
        "claimed number is outdated: more ties were found than are claimed, so it does not show "
        "how complete the list is"
    ),
    "collected_whole": N_(
        "no single source was chosen: cities whose list was collected have more ties than the "
        "others"
    ),
    "follows_partners": N_(
        "{measure} nearly repeats the number of partners here (rank correlation {value})"
    ),
    "first_place": N_("{measure}: the first place depends on which ties are counted; {leaders}"),
    "first_place_holds": N_("{measure}: {city} is first whichever ties are counted"),
    "localised": N_(
        "{measure}: {share} percent of the total belongs to a clique of {count} cities "
        "({cities}); it says little about the other cities"
    ),
    "unsettled": N_(
        "{measure} does not converge on this network: it has equally strong components"
    ),
    "unsure_rank": N_("uncertain: the likely ranks span more than a quarter of all ranks"),
    "parts": N_("the network has {count} components; paths are counted inside a component only"),
    "possible": N_("{count} of the ties are only possibly in force on that day"),
    "guessed_strength": N_(
        "strength is a proposed index of five parts with our own weights, not a measurement"
    ),
    "too_slow": N_(
        "{what} omitted: may take {time} because the engine is not compiled here (limit: {limit} "
        "seconds); install a C compiler, then run: {command}"
    ),
    "estimated": N_(
        "{measure}: estimated from {samples} samples. With {confidence} percent confidence no "
        "estimate is further than {error} from the exact value (on a scale from 0 to 1), and every "
        "city's exact value is in the interval shown"
    ),
    "not_estimated": N_("this network is small enough for exact values: nothing was estimated"),
    "needs_focus": N_("shared partners are omitted: they need a focus city"),
    "needs_layers": N_("participation is omitted: it needs at least two kinds of ties"),
}
"""Code to sentence; the names in braces are filled in."""

OF_ROWS = ("incomplete_list", "outdated_claim", "unsure_rank")
"""Warnings that only rows have; the sentence for each is printed once next to the table."""


def caveat(code: str, **values: object) -> Caveat:
    """A warning with its sentence in the chosen language.

    Parameters
    ----------
    code : a key of :data:`TEXTS`
    values : what the sentence names

    Examples
    --------
    >>> caveat("parts", count=3)["text"]
    'the network has 3 components; paths are counted inside a component only'
    """
    return {"code": code, "text": _(TEXTS[code]).format(**values)}
