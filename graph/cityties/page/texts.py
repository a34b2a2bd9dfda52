"""The words of the page itself, in both languages."""

from __future__ import annotations

from cityties.language.messages import LANGUAGES, _, in_language

# The language that the other one is offered in; each names itself.
_OTHER_LANGUAGE = {"en": "فارسی", "fa": "English"}


def page_texts() -> dict[str, dict[str, str]]:
    """The page's own words.

    Returns
    -------
    dict
        By language, then by key. ``{…}`` in a text stands for what the page puts in.

    Examples
    --------
    >>> page_texts()["en"]["as_of"]
    'Ties as they stood on {day}'
    """
    texts = {}
    for code in LANGUAGES:
        with in_language(code):
            texts[code] = {
                **_signs(code),
                **_controls(),
                **_facets(),
                **_time(),
                **_columns(),
                **_evidence(),
                **_comparison(),
                **_reading(),
            }
    return texts


def _signs(code: str) -> dict[str, str]:
    return {
        "language": _OTHER_LANGUAGE[code],
        "colon": _(": "),
        "comma": _(", "),
        "semicolon": _("; "),
    }


def _controls() -> dict[str, str]:
    """Views, search, buttons and what they say."""
    return {
        "map": _("Map"),
        "network": _("Network"),
        "table": _("Table"),
        "picture": _("Picture"),
        "view": _("View"),
        "save": _("Save and share"),
        "copy": _("Copy link"),
        "save_csv": _("Table as CSV"),
        "save_svg": _("Picture as SVG"),
        "save_png": _("Picture as PNG"),
        "print": _("Print"),
        "saved": _("Saved where the browser keeps downloads."),
        "not_saved": _("The browser refused to save it."),
        "tie_id": _("Tie"),
        "source_links": _("Addresses of the sources"),
        "copied": _("The address of this view has been copied."),
        "copy_by_hand": _("The address bar holds the address of this view: copy it there."),
        "to_dark": _("Dark colours"),
        "to_light": _("Light colours"),
        "search": _("Search a city or a network"),
        "matches": _("Found: {n}"),
        "no_match": _("Nothing of that name on this page."),
        "no_such": _("This page has no such city, tie or network."),
        "nearer": _("Zoom in"),
        "farther": _("Zoom out"),
        "fit": _("Show all"),
        "close": _("Clear the choice"),
        "link": _("open the source"),
        "nothing": _("No tie is shown: the filters leave none."),
        "nothing_on_day": _("No tie stood on this day."),
        "show_everything": _("Show everything"),
        "no_script": _("This page draws its map and its table with scripts, which are turned off."),
    }


def _facets() -> dict[str, str]:
    """The legend, which is also the filter."""
    return {
        "legend": _("Legend and filter"),
        "member": _("City network"),
        "channel": _("Channel"),
        "topic": _("Topic"),
        "date": _("Date"),
        "all": _("all"),
        "none": _("none"),
        "only": _("only"),
        "only_this": _("only {name}"),
        "members": _("Members"),
        "members_of": _("Members of {name}"),
        "more": _("{n} more"),
        "and_more": _("and {n} more"),
        "filtered": _("filtered"),
        "hood_1": _("Only its ties"),
        "hood_2": _("Its ties and those of its partners"),
        "hood_now_1": _("Only the ties of {city}."),
        "hood_now_2": _("Only the ties of {city} and of its partners."),
        "hood_off": _("Show all ties"),
        "whole_tie": _("the whole tie only"),
        "undated": _("Beginning not said"),
        "absent": _("In the table: not on this day"),
        "count": _("Ties shown: {n} of {all}"),
        "not_drawn": _("Only in the table, since a party is not a city of this page: {n}"),
        "possible": _("possibly"),
        "certain": _("certain"),
        "not_said": _("not said"),
    }


def _time() -> dict[str, str]:
    """The two handles."""
    return {
        "as_of": _("Ties as they stood on {day}"),
        "known_by": _("as known by {day}"),
        "only_these": _("this page holds only: {names}"),
        "known_all": _("all that is known"),
        "known_handle": _("Known by"),
        "timeline": _("Time line"),
        "day_shown": _("The day that is shown"),
        "day_input": _("The day that is shown, as a date"),
        "reset_day": _("Back to the data's own day"),
        "play": _("Play"),
        "pause": _("Pause"),
        "earlier": _("The change before"),
        "later": _("The next change"),
    }


def _columns() -> dict[str, str]:
    """The table."""
    return {
        "partner": _("Partner"),
        "parties": _("Parties"),
        "country": _("Country"),
        "kind": _("Kind"),
        "status": _("Status"),
        "certainty": _("Certainty"),
        "since": _("Since"),
        "attested": _("Newest word"),
        "sources": _("Sources"),
        "more_rows": _("Show {n} more"),
        "stood_not": _("not on this day"),
        "nothing_known": _("nothing known"),
        "possibly": _("possibly {status}"),
        "possibly_or": _("possibly {status}, or {others}"),
        "unanswered": _("days without an answer: {n}"),
        "unanswered_years": _("years without an answer: {n}"),
    }


def _evidence() -> dict[str, str]:
    """The panel: a tie, a city, a network."""
    return {
        "evidence": _("Evidence"),
        "choose": _("Choose a city or a tie in the picture or in the table."),
        "waiting": _("Proposals without an answer"),
        "waiting_for": _("Unanswered"),
        "on_day": _("On {day}"),
        "after_day": _("After {day}"),
        "concluded": _("Known as"),
        "signed": _("signed"),
        "attested_only": _("attested, no signature known"),
        "by_side": _("by {side}"),
        "one_side": _("by one side"),
        "status_since": _("{status} since {date}"),
        "channels": _("Channels"),
        "conflicts": _("Sources disagree"),
        "officials": _("Officials"),
        "history": _("What the sources say"),
        "not_known_yet": _("Nothing of this was known by then."),
        "no_history": _("This page was made without what the sources say."),
        "said_by": _("Said by"),
        "source": _("Source"),
        "publisher": _("Publisher"),
        "published": _("Published"),
        "planned": _("planned"),
        "denied": _("denied"),
        "unknown_date": _("date not said"),
        "own_name": _("Also written"),
        "population": _("Inhabitants"),
        "coordinates": _("Place"),
        "no_coordinates": _("coordinates not known"),
        "not_located": _("Cities without coordinates"),
        "ties": _("Ties"),
        "others": _("Its other partners"),
        "others_show": _("Show its other ties: {n}"),
        "others_hide": _("Hide its other ties: {n}"),
        "other_days": _("Not on this day"),
        "shared": _("City networks shared with {city}"),
        "networks": _("Other city networks"),
        "members_on": _("Members on this page: {n} · {day}"),
    }


def _comparison() -> dict[str, str]:
    """Cities side by side."""
    return {
        "compare": _("Cities side by side"),
        "compare_how": _("All ties that stand on {day}, whatever the filters say."),
        "compare_more": _("Compare this city"),
        "compare_less": _("Take out of the comparison"),
        "compare_full": _("Four cities are compared already"),
        "compare_add": _("Add a city …"),
        "compare_by_panel": _("Choose another city and press “Compare this city”."),
        "compare_remove": _("Take {city} out of the comparison"),
        "compare_all": _("Ties"),
        "compare_force": _("Certainly in force"),
        "compare_oldest": _("Oldest"),
        "compare_newest": _("Newest"),
        "compare_between": _("With each other"),
        "compare_shared": _("Partners in common"),
        "compare_member": _("member"),
    }


def _reading() -> dict[str, str]:
    """How to read the page, and its foot."""
    return {
        "how": _("How to read this page"),
        "how_text": _(
            "Each line is a tie between cities, drawn as the claims of its sources are read for "
            "the day above. Its colour, and the two letters beside it, tell the kind; a dashed "
            "line is a tie that is not, not yet or not any more in force, a dotted one is only "
            "possible on that day. Choose a line, or a row of the table, to see who says so."
        ),
        "how_time": _(
            "The date handle shows the ties as they stood on any day. The handle below it goes "
            "back in knowledge: it leaves out what had not been published by then. Ties of which "
            "no source says when they began have a tick of their own."
        ),
        "how_map": _(
            "The map is the Equal Earth projection; borders are not drawn. A hollow dot is a "
            "city whose coordinates are not known. In the network, cities that share ties "
            "stand near each other: places and distances mean nothing there."
        ),
        "how_keys": _(
            "Keys: / goes to the search, Escape clears the choice. In the picture the arrow keys "
            "go from the chosen city to its neighbours, or move the picture (always with Shift); "
            "+ and - zoom, 0 shows all, Enter goes to the evidence. On the time line the arrow "
            "keys go from change to change, Page Up and Page Down by a year. Every tie of the "
            "picture is in the table too."
        ),
        "how_limits": _(
            "The data has limits: articles are entered by hand, and full lists of partners are "
            "rare. A tie that is missing here may well exist; what a source says is its own "
            "claim, and where sources disagree both are kept."
        ),
        "foot_counts": _(
            "On this page: ties {ties} · cities {cities} · sources of these ties {sources}"
        ),
        "withheld": _("Claims left out, as their source may be younger than the day: {n}"),
        "unlocated": _("Cities without coordinates on this page: {n}"),
        "snapshot": _("Content id"),
    }
