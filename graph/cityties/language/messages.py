"""Texts for people, in English and in each language that has a folder under ``locale/``.

English is in the code; another language is a folder with two gettext files, ``cityties.po``
(the texts of the code) and ``labels.po`` (what the code does not hold: properties of the
language, labels of codes and terms, questions), which are compiled when the package is built
or installed. English needs no file, so that listings start fast. A text that a language lacks
is shown in English. Plurals, digits, lists and dates are put into words by
:mod:`cityties.words.phrases`. ``CITYTIES_LOCALE`` names one more folder of languages, for
those who write a translation.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from cityties.start.patterns import regex

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    import gettext
    from collections.abc import Iterable, Iterator

CODE_LANGUAGE = "en"
"""The language of the texts in the code; it needs no file."""

DOMAIN = "cityties"
LABELS = "labels"
LOCALE_DIR = Path(__file__).parent / "locale"

# Read once: a confined process has no environment later.
_MORE = os.environ.get("CITYTIES_LOCALE", "")
_TAG = regex(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\Z")

_everywhere = {"language": CODE_LANGUAGE}
_here: ContextVar[str] = ContextVar("cityties_language")
_together: ContextVar[tuple[str, ...]] = ContextVar("cityties_languages")


def locale_dirs() -> tuple[Path, ...]:
    """The folders that hold languages: that of ``CITYTIES_LOCALE``, if it is set, and ours."""
    return (Path(_MORE), LOCALE_DIR) if _MORE else (LOCALE_DIR,)


def has_more_languages() -> bool:
    """Whether ``CITYTIES_LOCALE`` names a folder of languages that somebody works on."""
    return bool(_MORE)


def languages() -> tuple[str, ...]:
    """The languages that texts can be had in: English, then the others by their tag.

    Examples
    --------
    >>> languages()[0], "fa" in languages()
    ('en', True)
    """
    return _tags()


@lru_cache(maxsize=1)
def _tags() -> tuple[str, ...]:
    return tuple(_folders())


def shipped_languages() -> tuple[str, ...]:
    """The languages of this version of cityties: what files hold must not depend on others."""
    return tuple(tag for tag, folder in _folders().items() if folder in (None, LOCALE_DIR))


@lru_cache(maxsize=1)
def _folders() -> dict[str, Path | None]:
    """Each language with the folder of its files."""
    found: dict[str, Path] = {}
    for folder in reversed(locale_dirs()):
        if folder.is_dir():
            for inside in folder.iterdir():
                if _TAG.match(inside.name) and (inside / "LC_MESSAGES").is_dir():
                    found[inside.name] = folder
    return {CODE_LANGUAGE: None, **dict(sorted(found.items()))}


def locale_of(language: str) -> Path:
    """The folder under ``locale/`` that a language is in; ours for English.

    Parameters
    ----------
    language : a language that there are texts in
    """
    return _folders().get(language) or LOCALE_DIR


def set_language(language: str) -> None:
    """Choose the language of all texts from here on, in all threads.

    Parameters
    ----------
    language : one of `languages`

    Raises
    ------
    ValueError : for any other language
    """
    _everywhere["language"] = _known(language)


def _known(language: str) -> str:
    if language not in languages():
        raise ValueError(f"no texts in {language!r}; there are: {', '.join(languages())}")
    return language


def language() -> str:
    """The language that texts are given in now, such as ``"en"``."""
    return _here.get(_everywhere["language"])


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Give texts in another language inside a ``with`` block, in this thread or task only.

    Parameters
    ----------
    language : one of `languages`

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


def together() -> tuple[str, ...]:
    """The languages that a file in several is written in: all of `languages`, or those chosen."""
    return _together.get(()) or languages()


@contextmanager
def in_languages(chosen: Iterable[str]) -> Iterator[None]:
    """Write files in several languages in these alone, inside a ``with`` block.

    English is always among them, as what a language lacks is shown in it, and so is the
    language of the texts.

    Parameters
    ----------
    chosen : languages; those without texts are left out; none: all of `languages`

    Examples
    --------
    >>> with in_languages(["fa", "fi"]):
    ...     together()
    ('en', 'fa')
    """
    wanted = {*chosen}
    kept = {CODE_LANGUAGE, language(), *wanted} if wanted else {*languages()}
    token = _together.set(tuple(one for one in languages() if one in kept))
    try:
        yield
    finally:
        _together.reset(token)


def _catalogue(language: str) -> gettext.NullTranslations:
    return _texts(DOMAIN, language)


@lru_cache  # a page looks up 50,000 texts: making the path costs more than the text
def _texts(domain: str, language: str) -> gettext.NullTranslations:
    import gettext

    file = locale_of(language) / language / "LC_MESSAGES" / f"{domain}.mo"
    try:
        with file.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    except FileNotFoundError:
        if domain == LABELS:  # a language need not have them
            return gettext.NullTranslations()
        # Run from a plain path that was never installed: texts are no reason to fail.
        import logging

        logging.getLogger(__name__).warning(
            "The texts in %r are not compiled: they stay English. "
            "Install cityties (pip install), or run `make messages` in its folder.",
            file.parts[-3],
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
    return text if chosen == CODE_LANGUAGE else _catalogue(chosen).gettext(text)


def ngettext(one: str, many: str, number: float) -> str:
    """The form of a text that fits a number.

    Examples
    --------
    >>> ngettext("{n} city", "{n} cities", 2).format(n=2)
    '2 cities'
    """
    chosen = language()
    if chosen == CODE_LANGUAGE:
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
    return text if chosen == CODE_LANGUAGE else _catalogue(chosen).pgettext(context, text)


def label(context: str, text: str, language: str) -> str:
    """What the label file of a language has for a text that is not in the code.

    Parameters
    ----------
    context : what the text is of, such as ``code:sister_city label``
    text : the English text
    language : the language wanted

    Returns
    -------
    The text in that language; empty if the file has none.
    """
    if language == CODE_LANGUAGE:
        return ""
    found = _texts(LABELS, language).pgettext(context, text)
    return "" if found == text else found


def labels(context: str, text: str) -> dict[str, str]:
    """What the label files have for a text, by language; languages without it are left out.

    Parameters
    ----------
    context, text : as of `label`
    """
    return {tag: said for tag in languages() if (said := label(context, text, tag))}


def is_tag(text: str) -> bool:
    """Whether a text can be the tag of a language, in small letters (BCP 47).

    Examples
    --------
    >>> is_tag("de"), is_tag("zh-hant"), is_tag("German")
    (True, True, False)
    """
    return _TAG.match(text) is not None


def N_(text: str) -> str:  # noqa: N802 - the customary gettext name
    """Mark a text for the catalogue where it is not yet wanted; returns it unchanged.

    Examples
    --------
    >>> LABELS = {"in_force": N_("in force")}
    >>> _(LABELS["in_force"])
    'in force'
    """
    return text
