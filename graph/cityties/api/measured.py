"""What the analysis says of the cities of a page: the numbers of ``cityties centrality``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cityties.errors import CitytiesError
from cityties.language.messages import N_, _
from cityties.words.phrases import counted, day_words, number

if TYPE_CHECKING:
    from cityties.api.view import View
    from cityties.page.netview import Measured
    from cityties.page.words import Text

MEASURED = ("shared_partners", "closeness", "degree")
"""Those that missing lists affect least come first; then the number of partners."""
MOST = 2000
"""Pages of more cities have no measures: whoever ranks so many reads a table."""
_SHOWN = {
    "not_comparable": N_("not comparable"),
    "by_construction": N_("by construction"),
    "collected_whole": N_("lists collected unevenly"),
}
_SURE = 0.9


def measured_for(view: View) -> Measured | None:
    """The measures and communities of the cities that a page shows.

    Parameters
    ----------
    view : what the page is asked of; its ``on`` is the day of the page

    Returns
    -------
    Measured or None
        None for what cannot be ranked: no tie is in force, or a page of too many cities.
    """
    from cityties.analysis.communities import communities
    from cityties.analysis.measures import MEASURES, chosen
    from cityties.analysis.report import centrality
    from cityties.analysis.table import Options
    from cityties.analysis.warnings import TEXTS, caveat
    from cityties.api.rankings import sample
    from cityties.page.netview import Measure, Measured
    from cityties.page.words import text

    graph = view.graph
    # As many steps as the command takes, however many the page shows.
    asked = replace(view, steps=2 if view.focus else 1, source="")
    found = sample(asked, everything=False)
    network = found.graph("simple")
    if not 2 < len(network) <= MOST:
        return None
    names = [name for name in MEASURED if view.focus or name != "shared_partners"]

    def claims(city: str) -> Sequence[Mapping[str, Any]]:
        claimed: Sequence[Mapping[str, Any]] = graph.counts(
            city, on=network.graph.get("on"), known_by=view.known_by, kinds="sister_city"
        )["claimed"]
        return claimed

    try:
        ranked = centrality(
            network,
            chosen(names),
            focus=view.focus or None,
            options=Options(
                whole=found.whole, one_source=bool(found.view.source) and found.whole,
                steps=2, runs=0,
            ),
            claims=claims,
            name=graph.name,
        )  # fmt: skip
        groups = communities(network)
    except CitytiesError:
        return None  # the page is worth having without them
    sure = [(group, share) for group, share in groups.groups(_SURE) if len(group) > 1]

    def measure(name: str) -> Measure:
        of = MEASURES[name]
        return Measure(
            name,
            text(lambda: _(of.title)),
            text(lambda: _(of.definition)),
            {
                row["city"]: row["value"]
                for row in ranked.rows
                if row["measure"] == name and row["value"] is not None
            },
            whole=name != "closeness",
        )

    def about() -> str:
        about = ranked.about
        parts = [_("measured")]
        if about["source"]:
            parts.append(_("source {source}").format(source=about["source"]))
        elif view.focus:
            parts.append(
                _("everything within {steps} steps of {city}").format(
                    steps=number(2), city=graph.name(view.focus)
                )
            )
        parts.append(counted("{n} city", "{n} cities", len(network)))
        parts.append(counted("{n} pair with ties", "{n} pairs with ties", network.size()))
        parts.append(
            _("ties that are {statuses}").format(
                statuses=_(", ").join(map(graph.label, str(about["statuses"]).split(";")))
            )
        )
        parts.append(_("on {day}").format(day=day_words(date.fromisoformat(about["on"]))))
        return " · ".join(parts)

    codes = [one["code"] for one in ranked.about["warnings"] if one["code"] in _SHOWN]
    focus = view.focus

    def caveat_text(code: str) -> Text:
        return text(
            lambda: caveat(
                code, **({"city": graph.name(focus)} if "{city}" in TEXTS[code] else {})
            )["text"]
        )

    def named(code: str) -> Text:
        return text(lambda: _(_SHOWN[code]))

    return Measured(
        measures=[measure(name) for name in names],
        groups=[group for group, _share in sure],
        groups_text=text(
            lambda: _(
                "communities: cities that are together in at least {share} percent of {n} runs; "
                "two runs agree to {agreement}. Cities without a colour belong to none for sure"
            ).format(
                share=number(round(100 * _SURE)),
                n=number(len(groups.labels)),
                agreement=number(groups.agreement(), 2),
            )
        )
        if sure
        else None,
        about=text(about),
        caveats=[(named(code), caveat_text(code)) for code in codes],
    )
