"""The title of a source: in the language of the reader, with that which is printed."""

from __future__ import annotations

from cityties.language.messages import _, in_language, language


def title_words(
    title: str, title_fa: str = "", title_original: str = "", *, lang: str = "", both: bool = True
) -> str:
    """The title of a source in one language, with the printed one in brackets.

    Persian readers get the Persian title, and in brackets the original or, where that is not
    recorded, the English one: what others can look up.

    Parameters
    ----------
    title, title_fa, title_original : as in the columns of sources
    lang : language of the title; that of the messages by default
    both : add what is printed, or in Persian the English title

    Examples
    --------
    >>> title_words("Two cities", "دو شهر", "Zwei Städte")
    'Two cities [Zwei Städte]'
    >>> title_words("Two cities", "دو شهر"), title_words("Two cities", "دو شهر", both=False)
    ('Two cities', 'Two cities')
    """
    with in_language(lang or language()):
        shown = (title_fa if language() == "fa" else "") or title
        other = title_original or title
        if not both or not shown or not other or other == shown:
            return shown or other
        return _("{title} [{original}]").format(title=shown, original=other)
