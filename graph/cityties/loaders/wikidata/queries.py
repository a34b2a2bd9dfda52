"""The texts of the queries: plain SPARQL 1.1, in Wikidata's own vocabulary.

Statement nodes are read (``p:``/``ps:``), so that ranks, qualifiers and
references are there; ``wdt:`` only serves to find the items of a country.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cityties.loaders.wikidata.items import ABOUT, LANGUAGES, TWIN, qid_number

PREFIXES = """\
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX pr: <http://www.wikidata.org/prop/reference/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

COUNTRIES = (
    PREFIXES
    + """
# Where the items with twin towns are; blank: items without a country.
SELECT ?country (COUNT(DISTINCT ?item) AS ?items) WHERE {
  ?item p:P190 ?statement .
  OPTIONAL { ?item wdt:P17 ?country }
}
GROUP BY ?country
ORDER BY ?country
"""
)

_MOMENT = """\
  OPTIONAL { ?statement pq:%(p)s ?%(name)sPlain }
  OPTIONAL {
    ?statement pqv:%(p)s ?%(name)sNode .
    ?%(name)sNode wikibase:timeValue ?%(name)s ; wikibase:timePrecision ?%(name)sPrecision .
    OPTIONAL { ?%(name)sNode wikibase:timeCalendarModel ?%(name)sCalendar }
  }
"""
_QUALIFIERS = "".join(
    _MOMENT % {"p": code, "name": name}
    for code, name in (("P580", "start"), ("P582", "end"), ("P585", "at"))
)
_MOMENT_VARIABLES = " ".join(
    f"?{name} ?{name}Precision ?{name}Calendar ?{name}Plain" for name in ("start", "end", "at")
)


def items_query(country: str, *, size: int = 0, start: int = 0) -> str:
    """The items of a country that have twin towns.

    Parameters
    ----------
    country : the country's item; empty for items without one
    size : at most so many; 0: all
    start : how many to leave out

    Examples
    --------
    >>> "wd:Q794" in items_query("Q794"), "NOT EXISTS" in items_query("")
    (True, True)
    """
    where = (
        f"?item wdt:P17 wd:{country}" if country else "FILTER NOT EXISTS { ?item wdt:P17 ?country }"
    )
    page = f"LIMIT {size} OFFSET {start}\n" if size else ""
    return (
        PREFIXES
        + f"""
SELECT DISTINCT ?item WHERE {{
  ?item p:{TWIN} ?statement .
  {where}
}}
ORDER BY ?item
{page}"""
    )


def _values(items: Iterable[str]) -> str:
    return " ".join(f"wd:{item}" for item in sorted(set(items), key=qid_number))


def twins_query(items: Iterable[str]) -> str:
    """The statements on twin towns of some items, with qualifiers and references."""
    return (
        PREFIXES
        + f"""
SELECT ?item ?property ?statement ?rank ?value
  {_MOMENT_VARIABLES} ?referenceNode ?reference
WHERE {{
  VALUES ?item {{ {_values(items)} }}
  BIND("{TWIN}" AS ?property)
  ?item p:{TWIN} ?statement .
  ?statement wikibase:rank ?rank .
  OPTIONAL {{ ?statement ps:{TWIN} ?value }}
{_QUALIFIERS}\
  OPTIONAL {{
    ?statement prov:wasDerivedFrom ?referenceNode .
    OPTIONAL {{ ?referenceNode pr:P854 ?reference }}
  }}
}}
"""
    )


def names_query(items: Iterable[str]) -> str:
    """The labels of some items, and where those that are redirects lead."""
    languages = ", ".join(f'"{language}"' for language in LANGUAGES)
    return (
        PREFIXES
        + f"""
SELECT ?item ?property ?value WHERE {{
  VALUES ?item {{ {_values(items)} }}
  {{
    ?item rdfs:label ?value .
    FILTER(LANG(?value) IN ({languages}))
    BIND("label" AS ?property)
  }}
  UNION
  {{ ?item owl:sameAs ?value . BIND("redirect" AS ?property) }}
}}
"""
    )


def about_query(items: Iterable[str], properties: Sequence[str] = ABOUT) -> str:
    """Statements of some items on other things than twin towns, with their dates.

    Parameters
    ----------
    items : their ids
    properties : what is asked of them
    """
    branches = "\n  UNION\n  ".join(
        f"{{ ?item p:{name} ?statement . ?statement ps:{name} ?value . "
        f'BIND("{name}" AS ?property) }}'
        for name in properties
    )
    return (
        PREFIXES
        + f"""
SELECT ?item ?property ?statement ?rank ?value
  {_MOMENT_VARIABLES}
WHERE {{
  VALUES ?item {{ {_values(items)} }}
  {branches}
  ?statement wikibase:rank ?rank .
{_QUALIFIERS}\
}}
"""
    )
