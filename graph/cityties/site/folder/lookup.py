"""The index of the search, made with the site, and the script that reads it.

A script and not JSON: a page that is opened from a disk may load no other data.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from cityties.language.messages import in_language, together
from cityties.page.assembly import assemble, read_module
from cityties.page.fold import fold_table
from cityties.site.folder.facts import as_script
from cityties.site.kinds import kind_words

if TYPE_CHECKING:
    from cityties.site.folder.plan import Plan
    from cityties.site.pages import Pages

_NOT_FOUND: Final = frozenset({"claim", "rule"})


def search_script() -> bytes:
    """The script of the search, with the folding of the map page inside."""
    return (assemble("search.js", read=_module) + "\n").encode()


def _module(name: str) -> str:
    if name != "search.js":
        return read_module(name)
    return resources.files("cityties.site").joinpath(name).read_text("utf-8")


def names_script(pages: Pages, plan: Plan) -> bytes:
    """The index: of each thing its file, place, kind, names to show and folded names to find.

    The most important stands first: the order of the search of ``serve``.

    Parameters
    ----------
    pages : the pages of the graph
    plan : where each is
    """
    entries: list[list[Any]] = []
    kinds: dict[str, None] = {}
    shown: dict[str, dict[str, str]] = {}
    found = [
        (key, *place)
        for key in pages.search.keys_in_order()
        if plan.kinds[key] not in _NOT_FOUND and (place := plan.place(key))[0]
    ]
    for language in together():
        with in_language(language):
            for key, _stem, _fragment in found:
                shown.setdefault(key, {})[language] = pages.title(key)
    for key, stem, fragment in found:
        kind = plan.kinds[key]
        kinds[kind] = None
        entries.append([stem, fragment, kind, shown[key], "\n".join(pages.search.names_of(key))])
    words = {}
    for language in together():
        with in_language(language):
            words[language] = {kind: kind_words(kind) for kind in sorted(kinds)}
    content = {"table": fold_table(), "kinds": words, "entries": entries}
    return f"window.citytiesNames={as_script(content)};\n".encode()
