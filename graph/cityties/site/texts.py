"""The words of the pages themselves, in the language of the messages."""

from __future__ import annotations

import unicodedata

from cityties.language.messages import LANGUAGES, _

_OWN_NAMES = {"en": "English", "fa": "فارسی"}


def languages() -> tuple[str, ...]:
    """The languages that every page is in; the first is that of addresses without a tag.

    Examples
    --------
    >>> languages()[0]
    'en'
    """
    return LANGUAGES


def own_name(language: str) -> str:
    """What a language calls itself.

    Examples
    --------
    >>> own_name("fa")
    'فارسی'
    """
    return _OWN_NAMES.get(language, language)


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, from the letters in which a language writes its own name.

    Examples
    --------
    >>> direction("fa"), direction("en"), direction("")
    ('rtl', 'ltr', 'auto')
    """
    if not language:
        return "auto"
    tag = language.partition("-")[0]
    first = _OWN_NAMES.get(tag, "")[:1]
    if first:
        return "rtl" if unicodedata.bidirectional(first) in ("R", "AL") else "ltr"
    return "rtl" if tag in _RIGHT_TO_LEFT else "ltr"


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Other languages that names of places are in."""


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
