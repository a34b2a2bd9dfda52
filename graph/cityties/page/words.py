"""Texts of a page in both languages, each kept once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from cityties.language.messages import LANGUAGES, _, in_language, language
from cityties.model.dates import Edtf, parse_edtf
from cityties.model.rows import Tables
from cityties.words.bounds import dated_words
from cityties.words.phrases import edtf_words

Both = dict[str, str]
Namer = Callable[[str, str], str]
"""The name of a thing, or of a code, in a language."""


class Text:
    """A text in both languages, while the block is being put together."""

    __slots__ = ("en", "fa")

    def __init__(self, en: str, fa: str) -> None:
        self.en = en
        self.fa = fa

    def __bool__(self) -> bool:
        return bool(self.en or self.fa)

    @property
    def plain(self) -> Both | str:
        """How the block writes it where it stands: one string if the languages agree."""
        return self.en if self.en == self.fa else {"en": self.en, "fa": self.fa}


def text(make: Callable[[], str]) -> Text:
    """A text in both languages.

    Parameters
    ----------
    make : gives the text in the language that is chosen when it is called
    """
    made = []
    for code in LANGUAGES:
        with in_language(code):
            made.append(make())
    return Text(*made)


class Words:
    """What things are called, with each name made once.

    Parameters
    ----------
    name, label : the name of a thing, the name of a code, in a language
    tables : the rows of the graph
    """

    def __init__(self, name: Namer, label: Namer, tables: Tables) -> None:
        self._name = name
        self._label = label
        self._posts = {
            post.id: Text(post.name_en, post.name_fa or post.name_en) for post in tables.posts
        }
        self._texts: dict[tuple[str, str], Text] = {}

    def _once(self, sort: str, key: str, make: Callable[[], str]) -> Text:
        found = self._texts.get((sort, key))
        if found is None:
            found = self._texts[sort, key] = text(make)
        return found

    def who(self, thing: str) -> Text:
        """A place, organization, person or unnamed thing."""
        return self._once("who", thing, lambda: self._name(thing, language()))

    def code(self, code: str) -> Text:
        """A code of any scheme."""
        return self._once("code", code, lambda: self._label(code, language()))

    def post(self, post: str) -> Text | None:
        """The name of a post, if it is known."""
        return self._posts.get(post)

    def date(self, value: str | Edtf, *, both: bool = True) -> Text:
        """A date of a claim, in the reader's calendar with the other one in brackets.

        Parameters
        ----------
        value : the date
        both : give both calendars; else the reader's own only
        """
        key = value if isinstance(value, str) else value.text
        return self._once("both" if both else "date", key, partial(_date, key, both))

    def dated(self, value: str, by: str) -> Text:
        """A date and what it is the date of, in the reader's calendar only.

        Parameters
        ----------
        value : the date, in EDTF
        by : ``claim`` or ``publication``
        """
        return self._once(f"dated {by}", value, lambda: dated_words(value, by))

    def joined(self, things: Iterable[str]) -> Text:
        """Several things after one another."""
        names = [self.who(thing) for thing in things]
        return text(lambda: _(", ").join(one.fa if language() == "fa" else one.en for one in names))


def _date(value: str, both: bool) -> str:
    return edtf_words(parse_edtf(value), both=both)


def intern(block: dict[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    """Write the texts of a block: those that come often as indices into ``words``.

    Parameters
    ----------
    block : the block with `Text` objects in it
    first : keys that the result begins with, before ``words``

    Returns
    -------
    dict
        The same in plain lists, mappings, strings and numbers.
    """
    block = {**first, **block}
    counted: Counter[tuple[str, str]] = Counter()
    stack: list[Any] = [block]
    while stack:
        part = stack.pop()
        if isinstance(part, Text):
            counted[part.en, part.fa] += 1
        elif isinstance(part, dict):
            # Backwards, so that what comes first is counted first.
            stack.extend(reversed(part.values()))
        elif isinstance(part, list):
            stack.extend(reversed(part))
    words: list[Both] = []
    index: dict[tuple[str, str], int] = {}
    for (en, fa), times in counted.items():
        size = len(json.dumps(Text(en, fa).plain, ensure_ascii=False))
        whole = len(json.dumps({"en": en, "fa": fa}, ensure_ascii=False))
        if times * size > whole + times * (len(str(len(words))) + 1):
            index[en, fa] = len(words)
            words.append({"en": en, "fa": fa})

    def plain(part: Any) -> Any:
        if isinstance(part, Text):
            key = part.en, part.fa
            place = index.get(key)
            return part.plain if place is None else place
        if isinstance(part, dict):
            return {key: plain(value) for key, value in part.items()}
        if isinstance(part, list):
            return [plain(value) for value in part]
        return part

    made = {key: plain(value) for key, value in block.items()}
    ahead = {key: made.pop(key) for key in first}
    return {**ahead, "words": words, **made}
