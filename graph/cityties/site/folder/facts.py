"""What a page is about in the words of schema.org, for those who index the web."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cityties.model.rights import Rights
from cityties.model.texts import texts
from cityties.site.links import iri_of

if TYPE_CHECKING:
    from cityties.model.dates import Edtf
    from cityties.site.pages import Pages
    from cityties.site.parts import Page
    from cityties.snapshot.manifest import Description

_CONTEXT: Final = "https://schema.org"
_OF_PLACE: Final = {"city": "City", "country": "Country", "province": "AdministrativeArea",
                    "county": "AdministrativeArea"}  # fmt: skip
_OF_BODY: Final = {
    "municipality": "GovernmentOrganization", "city_council": "GovernmentOrganization",
    "ministry": "GovernmentOrganization", "government": "GovernmentOrganization",
    "department": "GovernmentOrganization", "embassy": "GovernmentOrganization",
    "consulate": "GovernmentOrganization", "university": "CollegeOrUniversity",
    "network": "Organization",
}  # fmt: skip


def as_script(content: Any) -> str:
    r"""JSON that can stand inside a page: no text in it can end the script.

    Examples
    --------
    >>> as_script({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def page_facts(pages: Pages, page: Page) -> dict[str, Any]:
    """A page and what it is about.

    What is said of a thing is what the tables have; no state of a tie is among it, since
    schema.org has no words for a claim with its doubt.

    Parameters
    ----------
    pages : the pages of the graph
    page : one of them
    """
    return {
        "@context": _CONTEXT,
        "@type": "WebPage",
        "name": page.title,
        "inLanguage": page.language,
        "isPartOf": {"@id": iri_of("id/")},
        "mainEntity": _thing(pages, page),
    }


def _thing(pages: Pages, page: Page) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Thing", "@id": page.iri, "name": page.title}
    others = sorted({name.text for name in page.names} - {page.title})
    if others:
        made["alternateName"] = others
    rest = page.key.partition("/")[2]
    gazetteer = pages.graph.built.gazetteer
    if page.kind == "tie":
        tie = pages.sayings.readings.ties[rest]
        made["about"] = [_named(pages, party) for party in tie.parties]
    elif page.kind == "source":
        made |= _source(pages, rest.removeprefix("source/"))
    elif page.kind == "question":
        made |= {
            "@type": "SoftwareSourceCode", "programmingLanguage": "SPARQL",
            "description": page.summary,
        }  # fmt: skip
    elif page.kind in ("property_or_class", "code"):
        terms = iri_of("code/" if page.kind == "code" else "def/")
        made |= {"@type": "DefinedTerm", "termCode": rest, "inDefinedTermSet": terms}
    elif page.key.startswith("id/") and rest in gazetteer:
        made |= _entry(pages, page, rest)
    return made


def _entry(pages: Pages, page: Page, id: str) -> dict[str, Any]:
    row: Any = pages.graph.built.gazetteer.entry(id)
    made: dict[str, Any] = {"@type": "Organization"}
    qid = getattr(row, "qid", "") or getattr(row, "wikidata", "")
    if qid:
        made["sameAs"] = f"http://www.wikidata.org/entity/{qid}"
    if hasattr(row, "lat"):
        made["@type"] = _OF_PLACE.get(page.kind, "Place")
        if row.lat is not None and row.lon is not None:
            made["geo"] = {"@type": "GeoCoordinates", "latitude": row.lat, "longitude": row.lon}
        country = pages.graph.built.gazetteer.country(row.country) if row.country else ""
        if country and country != id:
            made["containedInPlace"] = _named(pages, country)
    elif page.kind == "person":
        made["@type"] = "Person"
    else:
        made["@type"] = _OF_BODY.get(page.kind, "Organization")
        if page.kind == "network":
            made["member"] = [
                _named(pages, one.city)
                for one in pages.sayings.readings.memberships.values()
                if one.network == id
                and (state := one.state(pages.day)).status == "member"
                and state.certainty == "certain"
            ]
    return made


def _source(pages: Pages, id: str) -> dict[str, Any]:
    row = pages.graph.sources_by_id[id]
    made: dict[str, Any] = {"@type": "NewsArticle" if row.kind == "news" else "CreativeWork"}
    titles = sorted({*texts(row, "title").values(), row.title_original} - {""})
    if titles:
        made["alternateName"] = titles
    if row.url.startswith(("http://", "https://")):
        made["url"] = row.url
    if row.publisher:
        made["publisher"] = _named(pages, row.publisher)
    if day := _day(row.published):
        made["datePublished"] = day
    if row.language:
        made["inLanguage"] = row.language
    return made


def _day(date: Edtf | None) -> str:
    """A date that is a day, a month or a year; a bound is none of these."""
    return date.text if date is not None and date.text.replace("-", "").isdecimal() else ""


def _named(pages: Pages, id: str) -> dict[str, str]:
    return {"@id": iri_of(f"id/{id}"), "name": pages.names.thing(id).text}


def dataset_facts(
    about: Description, title: str, files: list[tuple[str, str, int]], languages: tuple[str, ...]
) -> dict[str, Any]:
    """The data as a whole, with its files.

    Parameters
    ----------
    about : the release
    title : of the site
    files : address, media type and size of each
    languages : of the site
    """
    made: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": title,
        "description": about.title,
        "identifier": f"sha256:{about.id}",
        "version": about.version,
        "dateModified": about.issued.isoformat(),
        "creator": [{"@type": "Organization", "name": name} for name in about.authors],
        "inLanguage": list(languages),
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media,
             "contentSize": f"{size} B"}
            for address, media, size in files
        ],
    }  # fmt: skip
    licences = _licences(about.rights)
    if licences:
        made["license"] = licences
    return made


def _licences(rights: Rights) -> list[str]:
    return sorted({part.url or part.licence for part in rights if part.licence})
