"""Whose the data is, in sentences: for pages, reports and the files of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cityties.language.messages import _, language, ngettext
from cityties.model.rights import Duty, Part, Rights, duties
from cityties.words.phrases import number

_MOST: Final = 6  # names in one sentence
_COMMONS: Final = re.compile(r"CC-(BY(?:-[A-Z]{2})*)-([0-9][0-9.]*(?:-IGO)?)")


def licence_words(part: Part) -> str:
    """The licence of a part, in words.

    Examples
    --------
    >>> licence_words(Part("", ("Somebody",))), licence_words(Part("ODbL-1.0", ("OSM",)))
    ('no licence stated', 'ODbL-1.0')
    """
    return _shown(part.licence) if part.licence else _("no licence stated")


def _shown(licence: str) -> str:
    """An id of Creative Commons as its authors write it."""
    found = _COMMONS.fullmatch(licence)
    return f"CC {found[1]} {found[2].replace('-', ' ')}" if found else licence


def part_words(part: Part, *, most: int | None = _MOST) -> str:
    """Whose a part is and under which licence, in a line.

    Parameters
    ----------
    part : the part
    most : how many names are given; ``None``: all

    Examples
    --------
    >>> part_words(Part("CC-BY-4.0", ("The authors",), ("a", "b")))
    'CC BY 4.0: The authors (2 sources)'
    """
    return _("{licence}: {names}").format(
        licence=licence_words(part), names=whose_words(part, most=most)
    )


def whose_words(part: Part, *, most: int | None = _MOST) -> str:
    """Whose a part is, and of how many sources it consists.

    Parameters
    ----------
    part, most : as of `part_words`
    """
    names = part.in_languages.get(language()) or part.names
    line, count = listed(names, most=most) or _("publisher not stated"), len(part.sources)
    if not count:
        return line
    sources = ngettext("{n} source", "{n} sources", count).format(n=number(count))
    return f"{line} ({sources})"


def rights_line(rights: Rights) -> str:
    """Whose the data is and under which licences, in one sentence.

    Parameters
    ----------
    rights : what `cityties.model.rights.rights_of` gave

    Examples
    --------
    >>> rights_line((Part("CC-BY-4.0", ("The authors",)), Part("", ("A club",))))
    'Data: CC BY 4.0: The authors; no licence stated: A club.'
    """
    if not rights:
        return _("Data: no source.")
    parts = _("; ").join(part_words(part) for part in rights)
    return _("Data: {parts}.").format(parts=parts)


def duty_words(duty: Duty) -> str:
    """What follows from a licence, in a sentence.

    Parameters
    ----------
    duty : one of `cityties.model.rights.duties`
    """
    licences = listed([_shown(one) for one in duty.licences])
    if duty.code == "conflict":
        return _(
            "{licences} cannot be combined in one graph that is passed on: each forbids what the "
            "other requires. Use or publish them apart, with --source."
        ).format(licences=licences)
    if duty.code == "no_derivatives":
        return _(
            "{licences}: altered data may not be passed on, and a graph is altered data. Ask its "
            "owner before you publish it."
        ).format(licences=licences)
    if duty.code == "non_commercial":
        return _("{licences}: no commercial use, of the graph as a whole either.").format(
            licences=licences
        )
    if duty.code == "share_alike":
        return _(
            "{licences}: share-alike. Whoever passes on the graph does so, as a whole, under "
            "{into}."
        ).format(licences=licences, into=_(" or ").join(map(_shown, duty.into)))
    if duty.code == "unknown":
        return _("{licences}: what it asks is not known to cityties. Read it first.").format(
            licences=licences
        )
    names = listed(duty.in_languages.get(language()) or duty.names)
    if duty.code == "unsaid":
        return _(
            "No licence is stated for what comes from {names}: ask before you pass it on, then "
            "fill in the column licence of sources.csv."
        ).format(names=names)
    return _("{licences}: wherever the data is used, name {names}, with the licence.").format(
        licences=licences, names=names
    )


def duty_lines(rights: Rights) -> list[str]:
    """Each licence with whose it is, then what follows from them, a sentence each.

    Parameters
    ----------
    rights : what `cityties.model.rights.rights_of` gave
    """
    return [*map(part_words, rights), *map(duty_words, duties(rights))]


def listed(names: Sequence[str], *, most: int | None = _MOST) -> str:
    """Some names after one another; of many the first, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = names if most is None or len(names) <= most else names[:most]
    text = _(", ").join(shown)
    rest = len(names) - len(shown)
    if rest:
        text += " " + ngettext("and {n} more", "and {n} more", rest).format(n=number(rest))
    return text
