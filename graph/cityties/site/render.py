"""From the parts of a page to HTML, by one set of templates for every language and place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from cityties.language.messages import in_language, languages, together
from cityties.site.links import RDF_ENDINGS, Links, page_path
from cityties.site.parts import Link, Page
from cityties.site.texts import direction, own_name, site_texts
from cityties.vocabulary.colours import paper_sheet, style_sheet
from cityties.words.phrases import number

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS = {"site.css": "text/css; charset=utf-8"}
"""The files that pages use, with their media types."""


def asset(name: str) -> bytes:
    """A file that pages use.

    Parameters
    ----------
    name : one of `ASSETS`

    Raises
    ------
    KeyError
        If there is no such file.
    """
    if name not in ASSETS:
        raise KeyError(name)
    text = resources.files("cityties.site").joinpath(name).read_text("utf-8")
    return (_colours() + text).encode()


def _colours() -> str:
    """The colours of the map page, dark ones where the system asks for them."""
    light, dark = style_sheet().split(":root.dark", 1)
    return f"{light}{paper_sheet()}@media (prefers-color-scheme: dark) {{\n:root{dark}}}\n"


@cache
def _environment(package: str) -> Environment:
    from jinja2 import (
        ChoiceLoader,
        Environment,
        PackageLoader,
        StrictUndefined,
        select_autoescape,
    )

    packages = dict.fromkeys((package, "cityties.site"))
    return Environment(
        loader=ChoiceLoader([PackageLoader(one, "templates") for one in packages]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    template: str,
    language: str,
    links: Links,
    *,
    key: str = "",
    served: bool = False,
    place: Callable[[str, str], str] = page_path,
    package: str = "cityties.site",
    **values: Any,
) -> str:
    """A page from a template.

    Parameters
    ----------
    template : its file name
    language : of the page
    links : makes addresses
    key : key of the page, for the same page in the other languages
    served : whether a server is behind it: search, questions and RDF by query need one
    place : the file that shows a thing, by its key and a language; empty if none does
    package : where the template is looked for first
    values : what the template shows
    """
    with in_language(language):
        texts = site_texts()

        def href(link: Link) -> str:
            if not link.key or link.key.startswith(("http://", "https://")):
                return link.key
            shown = place(link.key, language)
            return links(shown) if shown else ""

        made = (
            _environment(package)
            .get_template(template)
            .render(
                language=language,
                direction=direction(language),
                direction_of=direction,
                t=texts,
                file=links,
                href=href,
                to=lambda target: links(place(target, language)),
                count=number,
                key=key,
                served=served,
                default_language=languages()[0],
                languages=[
                    (code, own_name(code), direction(code))
                    for code in together()
                    if code != language
                ],
                path_in=lambda code: links(place(key, code)),
                **{"static": None, **values},
            )
        )
    return made + "\n"


def render_page(
    page: Page, links: Links, *, served: bool = False, office: Sequence[tuple[str, str]] = ()
) -> str:
    """The page of a thing as HTML.

    Parameters
    ----------
    page : its parts
    links : makes addresses
    served : whether a server is behind it
    office : documents of an office about the thing: texts and addresses

    Examples
    --------
    >>> import cityties
    >>> from cityties.site import Pages
    >>> from cityties.site.links import from_page
    >>> page = Pages(cityties.open()).page("id/wego", "en")
    >>> render_page(page, from_page("id/wego.html")).splitlines()[0]
    '<!doctype html>'
    """
    rdf = {ending: page.key + ("index" if page.key.endswith("/") else "") + f".{ending}"
           for ending in RDF_ENDINGS}  # fmt: skip
    return render(
        "thing.html", page.language, links, key=page.key, served=served, page=page, rdf=rdf,
        folded=FOLDED, office=office,
    )  # fmt: skip


FOLDED = 10
"""Of a history so many claims are open; the rest is folded."""
