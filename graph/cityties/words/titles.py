"""The title of a source: in the language of the reader, with that which is printed."""

from __future__ import annotations

from collections.abc import Mapping

from cityties.language.messages import CODE_LANGUAGE, _, in_language, language
from cityties.model.rows import Source
from cityties.model.texts import chosen, texts


def source_title(source: Source, *, lang: str = "", both: bool = True) -> str:
    """The title of a source in one language; see `title_words`.

    Parameters
    ----------
    source : the source
    lang, both : as of `title_words`

    Examples
    --------
    >>> source_title(Source("s", "news", "Two cities", "p", title_original="Zwei Städte"))
    'Two cities [Zwei Städte]'
    """
    return title_words(texts(source, "title"), source.title_original, lang=lang, both=both)


def title_words(
    titles: Mapping[str, str], printed: str = "", *, lang: str = "", both: bool = True
) -> str:
    """The title of a source in one language, with the printed one in brackets.

    Readers of a language that has a title of its own get that, and in brackets the original
    or, where that is not recorded, the English one: what others can look up.

    Parameters
    ----------
    titles : titles by language
    printed : what is printed, as in the column ``title_original``
    lang : language of the title; that of the messages by default
    both : add what is printed, or the English title

    Examples
    --------
    >>> titles = {"en": "Two cities", "fa": "دو شهر"}
    >>> title_words(titles, "Zwei Städte"), title_words(titles), title_words(titles, lang="fa")
    ('Two cities [Zwei Städte]', 'Two cities', 'دو شهر [Two cities]')
    """
    with in_language(lang or language()):
        shown = chosen(titles)
        other = printed or titles.get(CODE_LANGUAGE, "")
        if not both or not shown or not other or other == shown:
            return shown or other
        return _("{title} [{original}]").format(title=shown, original=other)
