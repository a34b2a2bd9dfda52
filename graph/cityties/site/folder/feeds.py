"""What needs the address of the site: a feed of the newest sources, and a map for robots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from cityties.language.messages import _, in_language, languages, together
from cityties.site.folder.plan import in_language_path
from cityties.site.links import iri_of, quoted
from cityties.words.phrases import counted

if TYPE_CHECKING:
    from datetime import date

    from cityties.site.folder.plan import Plan
    from cityties.site.pages import Pages

_ENTRIES: Final = 30
_OF_A_FILE: Final = 50_000  # addresses that a sitemap may have


def feed(pages: Pages, plan: Plan, *, url: str, title: str, updated: date) -> bytes:
    """The newest sources as an Atom feed; each date is the data's.

    A source that is not dated to a day is left out: a feed has no other dates.

    Parameters
    ----------
    pages : the pages of the graph
    plan : where each is
    url : address of the site, ending in ``/``
    title : of the site
    updated : the data's own day
    """
    counts: dict[str, int] = {}
    for claim in pages.sayings.readings.claims.values():
        counts[claim.source] = counts.get(claim.source, 0) + 1
    dated = sorted(
        (
            (row.published.earliest, row.id)
            for row in pages.graph.tables.sources
            if row.published is not None
            and row.published.earliest == row.published.latest
            and counts.get(row.id)
        ),
        key=lambda each: (-each[0].toordinal(), each[1]),
    )[:_ENTRIES]
    first = languages()[0]
    with in_language(first):
        entries = [
            "<entry>"
            f"<title>{escape(pages.title(f'id/source/{id}'))}</title>"
            f"<id>{escape(iri_of(f'id/source/{id}'))}</id>"
            f"<updated>{day.isoformat()}T00:00:00Z</updated>"
            f"<link href={quoteattr(url + quoted(plan.address(f'id/source/{id}', first)))}/>"
            f"<summary>{escape(counted('{n} claim', '{n} claims', counts[id]))}</summary>"
            "</entry>"
            for day, id in dated
        ]
        about = _("Sources, the newest first")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{first}">',
        f"<title>{escape(title)}</title>",
        f"<subtitle>{escape(about)}</subtitle>",
        f"<id>{escape(url)}</id>",
        f"<updated>{updated.isoformat()}T00:00:00Z</updated>",
        f"<author><name>{escape(title)}</name></author>",
        f'<link rel="self" href={quoteattr(url + "feed.atom")}/>',
        f"<link href={quoteattr(url)}/>",
        *entries,
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def sitemaps(stems: Iterable[str], *, url: str) -> dict[str, bytes]:
    """The pages for robots, each with the same page in the other languages.

    Parameters
    ----------
    stems : the files without language and ending
    url : address of the site, ending in ``/``
    """
    entries = []
    for stem in sorted(stems):
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" '
            f"href={quoteattr(url + quoted(in_language_path(stem, code)))}/>"
            for code in together()
        )
        entries += [
            f"<url><loc>{escape(url + quoted(in_language_path(stem, code)))}</loc>{others}</url>"
            for code in together()
        ]
    parts = [entries[at : at + _OF_A_FILE] for at in range(0, len(entries), _OF_A_FILE)]
    if len(parts) == 1:
        return {"sitemap.xml": _sitemap(parts[0])}
    made = {f"sitemap-{number}.xml": _sitemap(part) for number, part in enumerate(parts, start=1)}
    index = "\n".join(f"<sitemap><loc>{escape(url + name)}</loc></sitemap>" for name in made)
    made["sitemap.xml"] = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{index}\n'
        "</sitemapindex>\n"
    ).encode()
    return made


def _sitemap(entries: list[str]) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    ).encode()
