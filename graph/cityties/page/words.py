"""Texts of a page in all its languages, each kept once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from cityties.language.messages import CODE_LANGUAGE, _, in_language, language, together
from cityties.model.dates import Edtf, parse_edtf
from cityties.model.rows import Tables
from cityties.model.texts import chosen, texts
from cityties.words.bounds import dated_words
from cityties.words.phrases import edtf_words

ByLanguage = dict[str, str]
_Key = tuple[tuple[str, str], ...]
Namer = Callable[[str, str], str]
"""The name of a thing, or of a code, in a language."""


class Text:
    """A text in each language of the page, while the block is being put together.

    Parameters
    ----------
    said : texts by language; a language that is not in it has the English one, or any
    """

    __slots__ = ("_said", "key")

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said
        english = chosen(said, CODE_LANGUAGE)
        others = ((tag, said.get(tag) or english) for tag in together())
        self.key = ((CODE_LANGUAGE, english), *(one for one in others if one[1] != english))

    def __bool__(self) -> bool:
        return bool(self.key[0][1])

    def __str__(self) -> str:
        """The text in the language that is chosen now."""
        return chosen(self._said)

    @property
    def plain(self) -> ByLanguage | str:
        """How the block writes it where it stands: one string if the languages agree.

        A language that is left out has the English text.
        """
        return dict(self.key) if len(self.key) > 1 else self.key[0][1]


def same(text: str) -> Text:
    """A text that is the same in all languages."""
    return Text({CODE_LANGUAGE: text})


def text(make: Callable[[], str]) -> Text:
    """A text in all languages.

    Parameters
    ----------
    make : gives the text in the language that is chosen when it is called
    """
    made = {}
    for tag in together():
        with in_language(tag):
            made[tag] = make()
    return Text(made)


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
        self._posts = {post.id: Text(texts(post, "name")) for post in tables.posts}
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
        return text(lambda: _(", ").join(map(str, names)))


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
    counted: Counter[_Key] = Counter()
    stack: list[Any] = [block]
    while stack:
        part = stack.pop()
        if isinstance(part, Text):
            counted[part.key] += 1
        elif isinstance(part, dict):
            # Backwards, so that what comes first is counted first.
            stack.extend(reversed(part.values()))
        elif isinstance(part, list):
            stack.extend(reversed(part))
    words: list[ByLanguage] = []
    index: dict[_Key, int] = {}
    for key, times in counted.items():
        said = dict(key)
        whole = len(json.dumps(said, ensure_ascii=False))
        size = whole if len(said) > 1 else len(json.dumps(key[0][1], ensure_ascii=False))
        if times * size > whole + times * (len(str(len(words))) + 1):
            index[key] = len(words)
            words.append(said)

    def plain(part: Any) -> Any:
        if isinstance(part, Text):
            place = index.get(part.key)
            return part.plain if place is None else place
        if isinstance(part, dict):
            return {key: plain(value) for key, value in part.items()}
        if isinstance(part, list):
            return [plain(value) for value in part]
        return part

    made = {key: plain(value) for key, value in block.items()}
    ahead = {key: made.pop(key) for key in first}
    return {**ahead, "words": words, **made}
