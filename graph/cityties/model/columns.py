"""What a column of a table is; the row classes declare each of theirs once.

A field of a row class in :mod:`cityties.model.rows` is made by :func:`column`, which says
everything about it: what a cell may hold, the property that it becomes, and its
description in both languages. A text that a row has in several languages can have a column
for any other language, too: :func:`further_column`. Order of the files, types, RDF, the schemas of
``datapackage.json`` and the tables of the documentation are read from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypeVar, dataclass_transform

from cityties.language.messages import CODE_LANGUAGE
from cityties.start.records import NOTHING, dataclass, field, fields, replace
from cityties.vocabulary.codes import CODES, COMPLETENESS, OPERATORS, REFUSED_IN_CLAIMS
from cityties.vocabulary.terms import PREFIXES, ct

RDF_TYPE: Final = PREFIXES["rdf"] + "type"
PREF_LABEL: Final = PREFIXES["skos"] + "prefLabel"
ALT_LABEL: Final = PREFIXES["skos"] + "altLabel"
NOTE: Final = PREFIXES["skos"] + "note"
SAME_AS: Final = PREFIXES["schema"] + "sameAs"
URL: Final = PREFIXES["schema"] + "url"

_Row = TypeVar("_Row")
_VALUES: Final = {"edtf": "edtf", "decimal": "float", "integer": "int"}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds and which property it becomes.

    Parameters
    ----------
    name : column and field name
    kind : what a value is: ``id``, ``code``, ``text``, ``edtf``, ``integer``, ``decimal``,
        ``url``, ``licence``, ``wikidata``, ``country``, ``language``, a reference (``place``,
        ``organization``, ``person``, ``body`` (place or organization), ``thing``, ``agent``,
        ``post``, ``source``, ``claim``, ``event``, ``about``, ``act_or_tie``) or a small grammar
        (``op``, ``votes``, ``yes_no``, ``kind_map``, ``names``, ``expected``, ``involvement``,
        ``duration``)
    predicate : IRI of the property; blank for the id, which becomes the IRI of the row
    en, fa : description, one sentence in each language
    codes : for ``code``: the code list that values come from
    only : of that list these alone, if not all of it
    required : whether the cell may not be blank
    many : whether a cell can hold several values, separated by semicolons
    tag : language tag of the text
    tag_from : the column that has the language tag of the text, where each row has its own
    unit : unit of a number
    low, high : the least and the greatest number
    after : the column that it follows in the file, if not the field before it
    """

    name: str
    kind: str
    predicate: str = ""
    en: str = ""
    fa: str = ""
    codes: str = ""
    only: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    tag: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    after: str = ""
    tag_from: str = ""

    @property
    def value(self) -> str:
        """How Python holds it: ``text``, ``list``, ``edtf``, ``float`` or ``int``."""
        return "list" if self.many else _VALUES.get(self.kind, "text")

    @property
    def allowed(self) -> tuple[str, ...]:
        """The values that a cell may hold, where that is a closed list."""
        if self.kind == "op":
            return OPERATORS
        if self.kind == "yes_no":
            return COMPLETENESS
        if self.kind != "code":
            return ()
        return tuple(
            code
            for code in CODES[self.codes]
            if code not in REFUSED_IN_CLAIMS and (not self.only or code in self.only)
        )


def column(
    kind: str,
    predicate: str = "",
    *,
    en: str,
    fa: str,
    default: Any = NOTHING,
    codes: str = "",
    only: tuple[str, ...] = (),
    many: bool = False,
    tag: str = "",
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    after: str = "",
    tag_from: str = "",
) -> Any:
    """Declare a column as a field of a row class; see :class:`Column`.

    Without ``default`` the cell may not be blank.
    """
    found = Column(
        "", kind, predicate, en, fa, codes, only, default is NOTHING, many, tag, unit, low, high,
        after, tag_from,
    )  # fmt: skip
    return field(default=default, metadata={"column": found})


Further = tuple[tuple[str, str], ...]
"""Cells of columns in further languages: name of the column and text, sorted."""


def further_texts(*, default: Further) -> Any:
    """Declare the field of a row class that holds its texts in further languages."""
    return field(default=default)


class InLanguages:
    """A row whose texts in further languages are read like fields: ``row.name_de``."""

    __slots__ = ()

    if not TYPE_CHECKING:  # a misspelt field is found by the type checker

        def __getattr__(self, name: str) -> Any:
            column = None if name.startswith("_") else further_column(type(self), name)
            if column is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            text = dict(self.further).get(name, "")
            return tuple(filter(None, text.split(";"))) if column.many else text


@dataclass_transform(frozen_default=True, field_specifiers=(column, further_texts))
def row(row_class: type[_Row]) -> type[_Row]:
    """Make a row class: a frozen dataclass of columns."""
    return dataclass(frozen=True, slots=True)(row_class)


def columns_of(row_class: type[Any]) -> tuple[Column, ...]:
    """The columns of a row class in the order of the file.

    Examples
    --------
    >>> from cityties.model.rows import Claim
    >>> [found.name for found in columns_of(Claim)][:4]
    ['id', 'facts', 'source', 'locator']
    """
    found: list[Column] = []
    for each in fields(row_class):
        if "column" not in each.metadata:
            continue
        one = replace(each.metadata["column"], name=each.name)
        at = len(found)
        if one.after:
            at = next(place for place, other in enumerate(found) if other.name == one.after) + 1
        found.insert(at, one)
    return tuple(found)


# --- texts in several languages ---------------------------------------------------------

_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\Z")


_families: dict[type[Any], dict[str, dict[str, Column]]] = {}
"""What `families` found, by class: it is wanted for each name that is shown."""


def families(row_class: type[Any]) -> dict[str, dict[str, Column]]:
    """The texts that a row has in several languages: by what they are, then by language.

    Other names of a place in further languages have a column of their own (``names``).

    Examples
    --------
    >>> from cityties.model.rows import Claim
    >>> {base: list(columns) for base, columns in families(Claim).items()}
    {'condition': ['en', 'fa'], 'gist': ['en', 'fa']}
    """
    if row_class in _families:
        return _families[row_class]
    found = _families.setdefault(row_class, {})
    columns = columns_of(row_class)
    elsewhere = {column.predicate for column in columns if column.kind == "names"}
    for column in columns:
        if column.tag and column.predicate not in elsewhere:
            base = column.name.removesuffix(f"_{column.tag}")
            found.setdefault(base, {})[column.tag] = column
    return found


def other_names_columns(row_class: type[Any]) -> dict[str, Column]:
    """The columns of other names by language; without ``names``, which is for all languages.

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> {tag: column.name for tag, column in other_names_columns(Place).items()}
    {'en': 'aliases', 'fa': 'aliases_fa'}
    """
    return {
        column.tag: column
        for column in columns_of(row_class)
        if column.predicate == ALT_LABEL and column.tag
    }


def further_column(row_class: type[Any], name: str) -> Column | None:
    """The column of a text in a language that has no field: ``name_de``; ``None`` if it is none.

    Parameters
    ----------
    row_class : class of the rows
    name : name of the column: that of the text, and the tag of the language

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> further_column(Place, "name_de").tag, further_column(Place, "kind_de")
    ('de', None)
    """
    base, _line, tag = name.rpartition("_")
    of_text = families(row_class).get(base, {})
    if not of_text or name in (each.name for each in fields(row_class)) or not _TAG.match(tag):
        return None
    english = of_text[CODE_LANGUAGE]
    return replace(
        english, name=name, tag=tag, required=False, en=f"The same in the language “{tag}”.",
        fa=f"همان به زبان «{tag}».", after="",
    )  # fmt: skip


def in_order(row_class: type[Any], names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of a file: those of the class, and texts in further languages after their own.

    Parameters
    ----------
    row_class : class of the rows
    names : names of columns; only those in further languages matter

    Examples
    --------
    >>> from cityties.model.rows import Person
    >>> [found.name for found in in_order(Person, ["name_de"])][:4]
    ['id', 'name_en', 'name_fa', 'name_de']
    """
    found = list(columns_of(row_class))
    for name in sorted(set(names), reverse=True):
        if (column := further_column(row_class, name)) is not None:
            base = name.rpartition("_")[0]
            beside = {each.name for each in families(row_class)[base].values()}
            last = max(place for place, each in enumerate(found) if each.name in beside)
            found.insert(last + 1, column)
    return tuple(found)


# --- where the rows of a table are in the graph -----------------------------------------

FOLDERS: Final = {
    "places": "",
    "organizations": "",
    "people": "",
    "posts": "post/",
    "sources": "source/",
    "claims": "claim/",
    "approval_rules": "rule/",
}
"""Where the IRIs of a table's rows begin, after the common start."""

REFERENCE_FOLDERS: Final = {
    "place": "",
    "organization": "",
    "person": "",
    "body": "",
    "thing": "",
    "post": "post/",
    "source": "source/",
    "claim": "claim/",
    "event": "event/",
}
"""The same for what a column refers to."""

CLASS_TABLES: Final[dict[str, str]] = {
    ct.Place: "places",
    ct.City: "places",
    ct.Country: "places",
    ct.Organization: "organizations",
    ct.CityNetwork: "organizations",
    ct.Person: "people",
    ct.Post: "posts",
    ct.Source: "sources",
    ct.Claim: "claims",
    ct.ApprovalRule: "approval_rules",
}
"""Which table the things of a class are rows of."""
