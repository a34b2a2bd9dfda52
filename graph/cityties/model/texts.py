"""The texts that a row has in several languages, and which of them is shown.

The order is the same everywhere: the language that is asked for, then English, then any other
that the row has. A text that lacks a translation is shown all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cityties.errors import UsageError
from cityties.language.messages import CODE_LANGUAGE, _, language


def as_text(value: str) -> str:
    """A name or code that somebody gave, if it is a text.

    Parameters
    ----------
    value : what was given

    Raises
    ------
    UsageError
        If it is something else.

    Examples
    --------
    >>> as_text("isfahan")
    'isfahan'
    """
    if not isinstance(value, str):
        raise UsageError(_("a name or code is a text, not {value!r}").format(value=value))
    return value


def texts(row: Any, base: str) -> dict[str, str]:
    """What a row says in each language: English first, languages without a text left out.

    Parameters
    ----------
    row : a row of any table
    base : what the text is: ``name``, ``gist``, ``title``, ``condition``

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> texts(Place("koln", "city", "Cologne", further=(("name_de", "Köln"),)), "name")
    {'en': 'Cologne', 'de': 'Köln'}
    """
    from cityties.model.columns import families

    found = {
        tag: text
        for tag, column in families(type(row))[base].items()
        if (text := getattr(row, column.name))
    }
    if row.further:
        start = f"{base}_"
        found |= {
            name.removeprefix(start): text for name, text in row.further if name.startswith(start)
        }
    return found


def chosen(said: Mapping[str, str], lang: str = "") -> str:
    """The text to show of those in several languages; empty if there is none.

    Parameters
    ----------
    said : texts by language
    lang : the language wanted; that of the messages by default

    Examples
    --------
    >>> chosen({"en": "Cologne", "de": "Köln"}, "de"), chosen({"en": "", "fa": "کلن"}, "de")
    ('Köln', 'کلن')
    """
    return (
        said.get(lang or language())
        or said.get(CODE_LANGUAGE)
        or next((text for text in said.values() if text), "")
    )


def text_in(row: Any, base: str, lang: str = "") -> str:
    """A text of a row in a language, else in English, else in any.

    Parameters
    ----------
    row, base : as of `texts`
    lang : the language wanted; that of the messages by default

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> text_in(Place("yazd", "city", "Yazd", "یزد"), "name", "fa")
    'یزد'
    """
    return chosen(texts(row, base), lang)


def keys(base: str, said: Mapping[str, str], first: str = "") -> dict[str, str]:
    """Texts as the keys of a JSON row: ``name_de`` for each further language that has one.

    Parameters
    ----------
    base : what the text is
    said : texts by language
    first : languages that have a key of their own already, and are left out

    Examples
    --------
    >>> keys("name", {"en": "Cologne", "de": "Köln"}, "en fa")
    {'name_de': 'Köln'}
    """
    left_out = first.split()
    return {f"{base}_{tag}": text for tag, text in said.items() if tag not in left_out}


def further_keys(row: Any) -> dict[str, str]:
    """The texts of a row in further languages as keys of a JSON row: ``{"name_de": "Köln"}``."""
    return {name: text for name, text in row.further if not name.startswith("aliases_")}


def from_keys(row: Mapping[str, Any], base: str) -> dict[str, str]:
    """The same the other way round: the texts of a JSON row by language.

    Parameters
    ----------
    row : a row with keys such as ``gist`` (or ``name_en``), ``gist_fa``
    base : what the text is

    Examples
    --------
    >>> from_keys({"gist": "It was signed.", "gist_de": "Es wurde unterzeichnet."}, "gist")
    {'en': 'It was signed.', 'de': 'Es wurde unterzeichnet.'}
    """
    found = {CODE_LANGUAGE: row[base]} if row.get(base) else {}
    start = f"{base}_"
    for key, text in row.items():
        if key.startswith(start) and key not in _NO_TEXTS and isinstance(text, str) and text:
            found[key.removeprefix(start)] = text
    return found


_NO_TEXTS = frozenset({"condition_on", "title_original"})
"""Columns that begin like a text in a language and are none."""


def every_name(row: Any) -> Iterator[str]:
    """All names of a place, organization or person in all languages, without other names."""
    yield from texts(row, "name").values()


def others_by_language(row: Any) -> dict[str, tuple[str, ...]]:
    """The other names of a place, organization or person by language: English first."""
    from cityties.model.columns import other_names_columns

    own = other_names_columns(type(row))
    found = {tag: getattr(row, column.name) for tag, column in own.items()}
    start = "aliases_"
    return found | {
        name.removeprefix(start): getattr(row, name)
        for name, _text in row.further
        if name.startswith(start)
    }


def gists(row: Any) -> Iterator[tuple[str, str]]:
    """The sentences of a claim or rule with their columns: ``gist``, ``gist_fa`` and so on."""
    from cityties.model.columns import families

    for tag, text in texts(row, "gist").items():
        column = families(type(row))["gist"].get(tag)
        yield (column.name if column else f"gist_{tag}"), text


def tags(rows: Iterable[Any], base: str) -> tuple[str, ...]:
    """The further languages in which some rows have a text, sorted.

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> tags([Place("koln", "city", "Cologne", further=(("name_de", "Köln"),))], "name")
    ('de',)
    """
    start = f"{base}_"
    found = {name.removeprefix(start) for row in rows for name, _text in row.further}
    return tuple(sorted(tag for tag in found if "_" not in tag))
