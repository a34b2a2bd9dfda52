"""Texts for people, in English and Persian.

English is in the code; the Persian is in a gettext catalogue under ``locale/``,
which is compiled when the package is built or installed. English needs no file,
so that listings start fast. Plurals, digits, lists and dates are put into words by
:mod:`cityties.words.phrases`.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "fa")
"""The languages that texts can be had in; the first is the one in the code."""

DOMAIN = "cityties"
LOCALE_DIR = Path(__file__).parent / "locale"

_everywhere = {"language": "en"}
_here: ContextVar[str] = ContextVar("cityties_language")


def set_language(language: str) -> None:
    """Choose the language of all texts from here on, in all threads.

    Parameters
    ----------
    language : ``"en"`` or ``"fa"``

    Raises
    ------
    ValueError : for any other language
    """
    _everywhere["language"] = _known(language)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"no texts in {language!r}; there are: {', '.join(LANGUAGES)}")
    return language


def language() -> str:
    """The language that texts are given in now: ``"en"`` or ``"fa"``."""
    return _here.get(_everywhere["language"])


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Give texts in another language inside a ``with`` block, in this thread or task only.

    Parameters
    ----------
    language : ``"en"`` or ``"fa"``

    Raises
    ------
    ValueError : for any other language

    Examples
    --------
    >>> with in_language("fa"):
    ...     print(_("at any time"))
    در هر زمان
    """
    token = _here.set(_known(language))
    try:
        yield
    finally:
        _here.reset(token)


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    try:
        return gettext.translation(DOMAIN, LOCALE_DIR, languages=[language])
    except FileNotFoundError:
        # Run from a plain path that was never installed: texts are no reason to fail.
        import logging

        logging.getLogger(__name__).warning(
            "The texts in %r are not compiled: they stay English. "
            "Install cityties (pip install), or run `make messages` in its folder.",
            language,
        )
        return gettext.NullTranslations()


def _(text: str) -> str:
    """The text in the language chosen; put values in afterwards with ``format``.

    Examples
    --------
    >>> _("{text} is not a date").format(text="spring")
    'spring is not a date'
    """
    chosen = language()
    return text if chosen == "en" else _catalogue(chosen).gettext(text)


def ngettext(one: str, many: str, number: float) -> str:
    """The form of a text that fits a number.

    Examples
    --------
    >>> ngettext("{n} city", "{n} cities", 2).format(n=2)
    '2 cities'
    """
    chosen = language()
    if chosen == "en":
        return one if number == 1 else many
    # gettext's rule is for whole numbers: 1.5 takes the form of 2
    whole = int(number) if number == int(number) else 2
    return _catalogue(chosen).ngettext(one, many, whole)


def pgettext(context: str, text: str) -> str:
    """The text where the same English word has several meanings.

    Parameters
    ----------
    context : a word or two that tell the meanings apart, for the translator
    text : the English text

    Examples
    --------
    >>> pgettext("month", "May")
    'May'
    """
    chosen = language()
    return text if chosen == "en" else _catalogue(chosen).pgettext(context, text)


def N_(text: str) -> str:  # noqa: N802 - the customary gettext name
    """Mark a text for the catalogue where it is not yet wanted; returns it unchanged.

    Examples
    --------
    >>> LABELS = {"in_force": N_("in force")}
    >>> _(LABELS["in_force"])
    'in force'
    """
    return text
