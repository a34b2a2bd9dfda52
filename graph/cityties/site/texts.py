"""The words of the pages themselves, in the language of the messages."""

from __future__ import annotations

from cityties.language.messages import _, languages
from cityties.language.properties import direction_of, properties


def own_name(language: str) -> str:
    """What a language calls itself.

    Examples
    --------
    >>> own_name("fa")
    'فارسی'
    """
    return properties(language).name if language in languages() else language


def direction(language: str) -> str:
    """``rtl`` or ``ltr``; ``auto`` where the language of a text is not known.

    Examples
    --------
    >>> direction("fa"), direction("en"), direction("")
    ('rtl', 'ltr', 'auto')
    """
    return direction_of(language) if language else "auto"


def site_texts() -> dict[str, str]:
    """The pages' own words, by key.

    Examples
    --------
    >>> site_texts()["claims"]
    'What the sources say'
    """
    return {
        "colon": _(": "),
        "comma": _(", "),
        "skip": _("Skip to the content"),
        "home": _("Start"),
        "search": _("Search"),
        "search_hint": _("A city, person, network, source, question … in any script"),
        "workbench": _("Workbench"),
        "office": _("Office"),
        "ontology": _("Ontology"),
        "today": _("State on {day}"),
        "on_word_of": _("On the word of"),
        "against": _("What speaks against it"),
        "facts": _("Facts"),
        "names": _("Other names"),
        "claims": _("What the sources say"),
        "newest_first": _("Newest first. In italics: claims that no reading uses."),
        "more": _("{n} more"),
        "conflicts": _("Sources disagree"),
        "refers": _("What refers to it"),
        "statements": _("All statements"),
        "statements_how": _("{n} statements, the same as in the RDF files."),
        "cite": _("Cite this"),
        "content_id": _("Content id"),
        "release": _("Release"),
        "about_release": _("about this release"),
        "see_release": _("on the page of the release"),
        "map": _("Map"),
        "data": _("Data"),
        "contents": _("Everything"),
        "needs_script": _("The search needs JavaScript. Without it: {everything}."),
        "home_page": _("Home"),
        "as_rdf": _("The same as RDF"),
        "query": _("The query"),
        "try_query": _("Open in the workbench"),
        "found": _("Found: {n}"),
        "found_first": _("Found: {n}; the first {most} are shown."),
        "found_none": _("Nothing is called “{text}”."),
        "found_near": _("Nothing is called “{text}”. Similar names:"),
        "kind": _("Kind"),
        "name": _("Name"),
        "start_title": _("Ties between cities"),
        "start_how": _(
            "Every line says who claims it, where and since when. Search for a city, or start here."
        ),
        "cities": _("Cities with most ties"),
        "networks": _("Networks of cities"),
        "questions": _("Questions"),
        "missing": _("There is nothing at this address."),
        "data_note": _("What a source says is its own claim; conflicts stay side by side."),
    }
