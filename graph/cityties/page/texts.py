"""The words of the page itself, in all languages."""

from __future__ import annotations

from typing import Any

from cityties.language.messages import (
    CODE_LANGUAGE,
    _,
    in_language,
    ngettext,
    pgettext,
    together,
)
from cityties.language.properties import properties
from cityties.words.changes import change_phrases
from cityties.words.phrases import month_names


def page_texts() -> dict[str, dict[str, str]]:
    """The page's own words.

    Returns
    -------
    dict
        By language, then by key. ``{…}`` in a text stands for what the page puts in. What a
        language has no text of its own for is left out: the page shows the English one.

    Examples
    --------
    >>> page_texts()["en"]["as_of"]
    'Ties as of {day}'
    """
    texts: dict[str, dict[str, str]] = {}
    for code in together():
        with in_language(code):
            every = {
                **_signs(),
                **_controls(),
                **_facets(),
                **_time(),
                **_columns(),
                **_evidence(),
                **_strip(),
                **_lengths(),
                **_people(),
                **_changes(),
                **_comparison(),
                **_network_view(),
                **_reading(),
                **_hands(),
                **_paper(),
            }
        english = texts.get(CODE_LANGUAGE, {})
        texts[code] = {key: said for key, said in every.items() if english.get(key) != said}
    return texts


def page_languages() -> list[dict[str, Any]]:
    """What the page knows of its languages: how each is named, written and counted.

    Examples
    --------
    >>> page_languages()[0]["tag"], page_languages()[0]["dir"]
    ('en', 'ltr')
    """
    return [
        {
            "tag": said.tag,
            "name": said.name,
            "locale": said.locale,
            "dir": said.direction,
            "digits": said.digits,
            "calendar": _CALENDARS[said.calendar],
            "months": {
                name: list(month_names(said.tag, solar=ours == "solar_hijri"))
                for ours, name in _CALENDARS.items()
            },
        }
        for said in map(properties, together())
    ]


_CALENDARS = {"gregorian": "gregory", "solar_hijri": "persian"}
"""Our names of calendars, and those of browsers (Unicode)."""


def _signs() -> dict[str, str]:
    return {
        "language": _("Language"),
        "date_form": pgettext("date", "{day} {month} {year}"),
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
        "print_brief": _("Print one page"),
        "print": _("Print all that is shown"),
        "saved": _("Saved in the browser's download folder."),
        "not_saved": _("The browser did not allow saving it."),
        "tie_id": _("Tie"),
        "source_links": _("Links to the sources"),
        "copied": _("A link to this view has been copied:"),
        "copy_by_hand": _(
            "The browser did not allow copying. A link to this view, to copy by hand:"
        ),
        "to_dark": _("Dark colours"),
        "to_light": _("Light colours"),
        "search": _("Search for a city, a network or a person"),
        "matches": _("Found: {n}"),
        "no_match": _("No match on this page."),
        "no_such": _("This page has no such city, tie or network."),
        "nearer": _("Zoom in"),
        "farther": _("Zoom out"),
        "fit": _("Show all"),
        "close": _("Clear the selection"),
        "link": _("open the source"),
        "nothing": _("No tie matches the filters."),
        "nothing_on_day": _("No ties on this day."),
        "show_everything": _("Show everything"),
        "inert_first": _(
            "Of {all} ties the first {n} are listed here; the page lists all once its scripts run."
        ),
        "no_script": _(
            "The map, the filters and the timeline of this page need scripts, which have not run "
            "here. The picture, the table and the evidence below show the day of the data."
        ),
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
        "undated": _("Start date not stated"),
        "absent": _("Also list ties that are not on this day"),
        "count": _("Ties shown: {n} of {all}"),
        "cities_shown": _("Cities shown: {n}; the data has no ties between them"),
        "lone_shown": _("cities without a tie: {n}"),
        "not_drawn": _("Only in the table, because a party is not a city on this page: {n}"),
        "possible": _("possibly"),
        "certain": _("certain"),
        "not_said": _("not stated"),
    }


def _time() -> dict[str, str]:
    """The two handles."""
    return {
        "as_of": _("Ties as of {day}"),
        "as_of_day": _("As of {day}"),
        "known_by": _("as known by {day}"),
        "only_these": _("this page contains only: {names}"),
        "known_all": _("everything known"),
        "known_handle": _("Known by"),
        "timeline": _("Timeline"),
        "day_shown": _("Day shown"),
        "day_input": _("Day shown, as a date"),
        "reset_day": _("Back to the day on which the page opens"),
        "play": _("Play"),
        "pause": _("Pause"),
        "earlier": _("Previous change"),
        "later": _("Next change"),
    }


def _strip() -> dict[str, str]:
    """The strip above the picture: the numbers of the morning, each a filter."""
    return {
        "strip": _("Overview"),
        "strip_force": _("{n} in force"),
        "strip_force_possibly": _("{n} in force, {m} of them only possibly"),
        "strip_kind": _("{kind}: {n}"),
        "strip_partly": _("{n} suspended in part"),
        "strip_break": _("{n} suspended"),
        "strip_before": _("{n} not yet signed"),
        "strip_over": _("{n} no longer in force"),
        "strip_waiting": _("{n} unanswered, the longest for {length}"),
        "strip_next": _("Next anniversary: {partner}, {length}, {day}"),
        "strip_new": _("New since {day}: {n}"),
        "strip_nothing_new": _("Nothing new since {day}"),
        "strip_people": _("People: {n}"),
        "strip_networks": _("City networks: {n}"),
        "to_data_day": _("Day of the data: {day}"),
        "to_today": _("Today: {day}"),
        "partly": _("suspended in part"),
        "stage_force": _("{n} in force"),
        "stage_before": _("{n} not yet"),
        "stage_break": _("{n} suspended"),
        "stage_over": _("{n} no longer"),
        "undrawn": _("Not drawn: {n} of {all}"),
        "undrawn_party": _("a party is not a city on this page: {n}"),
        "undrawn_place": _("a city has no coordinates: {n}"),
        "undrawn_table": _("List in the table"),
        "nameless": _("Names without room here: {n}"),
    }


def _lengths() -> dict[str, str]:
    """Lengths of time, as :func:`cityties.words.durations.span_words` says them."""
    return {
        "waiting_words": _("unanswered, {days}"),
        "length_range": _("{start} to {end}"),
        "length_at_least": _("at least {days}"),
        "length_both": _("{years} and {months}"),
        "length_days": _("{least}–{most} days"),
        "length_months": _("{least}–{most} months"),
        "length_years": _("{least}–{most} years"),
        "day_one": ngettext("{n} day", "{n} days", 1),
        "day_many": ngettext("{n} day", "{n} days", 2),
        "month_one": ngettext("{n} month", "{n} months", 1),
        "month_many": ngettext("{n} month", "{n} months", 2),
        "year_one": ngettext("{n} year", "{n} years", 1),
        "year_many": ngettext("{n} year", "{n} years", 2),
    }


def _people() -> dict[str, str]:
    """People, and the networks of the focus city."""
    return {
        "people": _("People"),
        "person": _("Person"),
        "people_how": _("Officials whom the sources on this page name."),
        "post": _("Post"),
        "term_from": _("from {date}"),
        "term_until": _("until {date}"),
        "last_seen_on": _("last seen: {date}"),
        "met": _("Met with"),
        "named_in": _("Named in"),
        "no_post": _("post not stated"),
        "nobody": _("The sources on this page name nobody."),
        "networks_of": _("City networks of {city}"),
        "networks_all": _("City networks"),
        "no_networks": _("No membership is known."),
    }


def _changes() -> dict[str, str]:
    """Two days: what was added, ended and changed between them, in the words of ``diff``."""
    return {
        **{f"diff_{key}": said for key, said in change_phrases().items()},
        "two_days": _("Two days"),
        "two_days_on": _("Compare with another day"),
        "two_days_off": _("Back to one day"),
        "other_day": _("Other day"),
        "other_day_input": _("Other day, as a date"),
        "between": _("Between {one} and {other}"),
        "changed_added": _("Added"),
        "changed_ended": _("Ended"),
        "changed_changed": _("Changed"),
        "changed_none": _("Nothing changed between these days."),
        "changed_count": _("added {added} · ended {ended} · changed {changed} · unchanged {same}"),
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
        "attested": _("Last attested"),
        "sources": _("Sources"),
        "more_rows": _("Show {n} more"),
        "stood_not": _("not on this day"),
        "nothing_known": _("nothing known"),
        "possibly": _("possibly {status}"),
        "possibly_or": _("possibly {status}, or {others}"),
        "iso_since": _("{column} (first day)"),
        "iso_until": _("{column} (last day)"),
    }


def _evidence() -> dict[str, str]:
    """The panel: a tie, a city, a network."""
    return {
        "evidence": _("Evidence"),
        "choose": _("Select a city or a tie in the picture or in the table."),
        "waiting": _("Unanswered proposals"),
        "waiting_for": _("Unanswered"),
        "on_day": _("On {day}"),
        "after_day": _("After {day}"),
        "concluded": _("Basis"),
        "signed": _("signed"),
        "attested_only": _("attested, no signature known"),
        "by_side": _("by {side}"),
        "one_side": _("by one side"),
        "status_since": _("{status} since {date}"),
        "channels": _("Channels"),
        "conflicts": _("Sources disagree"),
        "officials": _("Officials"),
        "history": _("What the sources say"),
        "not_known_yet": _("None of this was known by then."),
        "no_history": _("This page was made without the evidence."),
        "said_by": _("Said by"),
        "source": _("Source"),
        "publisher": _("Publisher"),
        "published": _("Published"),
        "published_on": _("published {date}"),
        "unknown_date": _("date not stated"),
        "own_name": _("Other spellings"),
        "population": _("Inhabitants"),
        "coordinates": _("Place"),
        "no_coordinates": _("coordinates unknown"),
        "not_located": _("Cities without coordinates"),
        "lone": _("Cities without a tie"),
        "ties": _("Ties"),
        "others": _("Its other partners"),
        "others_show": _("Show its other ties: {n}"),
        "others_hide": _("Hide its other ties: {n}"),
        "other_days": _("Not on this day"),
        "answer_word": _("According to"),
        "answer_newest": _("Last attested"),
        "answer_against": _("Against it"),
        "against_none": _("no source contradicts it"),
        "aside_hedged": _("{n} not certain"),
        "aside_denied": _("{n} denied"),
        "disagree_on": _("sources disagree on {what}"),
        "new_claim": _("new"),
        "older": _("Show {n} older"),
        "up_to_day": _("Up to {day}"),
        "shared": _("City networks shared with {city}"),
        "networks": _("Other city networks"),
        "members_on": _("Members: {n} · {day}"),
    }


def _comparison() -> dict[str, str]:
    """Cities side by side."""
    return {
        "compare": _("Cities side by side"),
        "compare_how": _("All ties on {day}, regardless of the filters."),
        "compare_more": _("Compare this city"),
        "compare_less": _("Remove from the comparison"),
        "compare_full": _("Four cities are already compared"),
        "compare_add": _("Add a city …"),
        "compare_by_panel": _("Select another city and press “Compare this city”."),
        "compare_remove": _("Remove {city} from the comparison"),
        "compare_all": _("Ties"),
        "compare_force": _("Certainly in force"),
        "compare_oldest": _("Oldest"),
        "compare_newest": _("Newest"),
        "compare_between": _("With each other"),
        "compare_shared": _("Shared partners"),
        "compare_member": _("member"),
    }


def _network_view() -> dict[str, str]:
    """The network and the matrix: what is drawn, and what its numbers do not say."""
    return {
        "matrix": _("Matrix"),
        "net_show": _("Shown in the network"),
        "net_size": _("Size of the dots"),
        "net_colour": _("Colour of the dots"),
        "net_same": _("all alike"),
        "net_groups": _("Community"),
        "net_group": _("community {n}"),
        "net_no_group": _("in another community, or in none for sure"),
        "net_hubs": _("City networks"),
        "net_officials": _("Officials who made or broke ties"),
        "net_second": _("Ties between the partners, and with cities that they share: {n}"),
        "net_rim": _("At the rim: partners that only {city} leads to."),
        "net_unmeasured": _("Small dots: not measured, since their own lists were not collected."),
        "net_limits": _("What these numbers do not say"),
        "net_range": _("{least} to {most}"),
        "net_act": _("in acts on ties with {cities}"),
        "matrix_how": _(
            "Each row and each column is a partner, those of one community together. Two "
            "letters: a tie between the two, of that kind. A number: the cities that both have "
            "ties with, without {city}. A dot: members of the same city network."
        ),
        "matrix_how_all": _(
            "Each row and each column is a city, those of one community together. Two letters: "
            "a tie between the two, of that kind. A number: the cities that both have ties "
            "with. A dot: members of the same city network."
        ),
        "matrix_apart": _("Nothing in common with another of them: {names}"),
        "matrix_cell": _("{one} and {other}: {what}"),
        "matrix_shared": _("cities in common: {n}"),
        "matrix_networks": _("networks in common: {names}"),
        "matrix_most": _("The {n} cities with the most ties."),
        "matrix_none": _("Fewer than two cities to compare on this day."),
    }


def _reading() -> dict[str, str]:
    """How to read the page, and its foot."""
    return {
        "how": _("How to read this page"),
        "how_text": _(
            "Each line is a tie between cities, as read from the claims of its sources for the "
            "day above. Its colour and the two letters next to it show the kind; a dashed line "
            "is a tie that is not, not yet or no longer in force, a dotted one is only possible "
            "on that day."
        ),
        "how_select": _("Select a line, or a row of the table, to see who says so."),
        "how_time": _(
            "The date handle shows the ties as they were on any day. The handle below it goes "
            "back in what was known: it leaves out what had not been published by then. Ties for "
            "which no source states a start date have their own checkbox."
        ),
        "how_map": _(
            "The map uses the Equal Earth projection; borders are not drawn. A hollow dot is a "
            "city without known coordinates. In the network, cities that share ties are placed "
            "near each other: positions and distances have no meaning there."
        ),
        "how_keys": _(
            "Keys: / moves to the search, Escape clears the selection. In the picture the arrow "
            "keys move from the selected city to its neighbours, or move the picture (always "
            "with Shift); + and - zoom, 0 shows all, Enter moves to the evidence. On the "
            "timeline the arrow keys move from change to change, Page Up and Page Down by a "
            "year. Every tie of the picture is also in the table."
        ),
        "how_limits": _(
            "The data has limits: articles are entered by hand, and complete lists of partners "
            "are rare. A tie that is missing here may exist; what a source says is its own "
            "claim, and where sources disagree, both claims are kept."
        ),
        "foot_counts": _("On this page: ties {ties} · cities {cities} · sources cited {sources}"),
        "withheld": _("Claims left out because their source may be newer than the day: {n}"),
        "unlocated": _("Cities without coordinates on this page: {n}"),
        "snapshot": _("Content id"),
    }


def _hands() -> dict[str, str]:
    """Choosing under a finger, going about by keyboard, and links to what is shown."""
    return {
        "choice": _("{n} cities are here"),
        "choice_mixed": _("{n} dots are here"),
        "choice_nearer": _("Zoom in here"),
        "choice_close": _("Close"),
        "fingers": _("Use two fingers to move the map"),
        "skip": _("Skip to"),
        "skip_picture": _("Skip to the picture"),
        "skip_panel": _("Skip to the evidence"),
        "skip_table": _("Skip to the table"),
        "day_hint": _("Year/month/day, Solar Hijri"),
        "day_form": _("Write the day as year/month/day, such as {example}."),
        "close_note": _("Close this note"),
        "copied_file": _(
            "This page is a file: a link to it would open on this computer only. The name of the "
            "file and the view after # have been copied. Send the file too; to open the view, put "
            "the part from # on behind the address of the open file:"
        ),
        "other_build": _(
            "This address was made for another version of the data: what is shown may differ "
            "from what the sender saw."
        ),
        "other_build_lacks": _(
            "This address was made for another version of the data, and this page does not have "
            "everything that it names."
        ),
    }


def _paper() -> dict[str, str]:
    """The one sheet that goes into a meeting."""
    return {
        "brief_in_force": _("In force: {n}"),
        "brief_suspended": _("Suspended, wholly or in part: {n}"),
        "brief_waiting": _("Not yet signed: {n}"),
        "brief_anniversaries": _("Anniversaries in the year ahead: {n}"),
        "brief_since": _("since {date}"),
        "brief_rest": _("No longer in force, on the full print: {n}"),
    }
