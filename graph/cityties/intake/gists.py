"""One sentence in our own words for a candidate, in both languages, from templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from cityties.intake.lexicon import rows
from cityties.words.labels import code_label


@lru_cache(maxsize=1)
def _templates() -> list[tuple[str, ...]]:
    return rows("gists.tsv")


def gists(cells: Mapping[str, str], name: Callable[[str, str], str]) -> tuple[str, str]:
    """The gist of a row in English and in Persian.

    Parameters
    ----------
    cells : the row so far, by column
    name : the name of an id in a language

    Examples
    --------
    >>> gists({"type": "tie", "kind": "sister_city", "status": "in_force", "aspect": "state",
    ...     "certainty": "stated", "parties": "porto;isfahan"}, lambda id, lang: id.title())[0]
    'Porto and Isfahan have an agreement: sister city.'
    """
    codes = tuple(cells.get(name, "") for name in ("type", "kind", "status", "aspect", "certainty"))
    row = next(
        row for row in [*_templates(), ("",) * 7]
        if all(wanted in (".", code) for wanted, code in zip(row[:5], codes, strict=True))
        or not any(row)
    )  # fmt: skip
    made = []
    for lang, template in (("en", row[5]), ("fa", row[6])):
        first, second = _ends(cells)
        number = cells.get("number", "")
        if lang == "fa":
            number = number.translate({ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)})
        person, _at, post = cells.get("about", "").partition("@")
        made.append(
            template.format(
                a=name(first, lang), b=name(second, lang), n=number,
                kind=code_label(cells.get("kind", ""), lang),
                status=code_label(cells.get("status", ""), lang),
                person=name(person, lang), post=name(post, lang),
            )
        )  # fmt: skip
    return made[0], made[1]


def _ends(cells: Mapping[str, str]) -> tuple[str, str]:
    parties = cells.get("parties", "").split(";")
    if cells.get("type") == "membership":
        first, _at, second = cells.get("about", "").partition("@")
        return first, second
    actor = cells.get("actor", "") or cells.get("side", "")
    target = cells.get("target", "")
    if actor and target:
        return actor, target
    if actor and actor in parties:
        others = [party for party in parties if party != actor]
        return actor, others[0] if others else ""
    if cells.get("type") in ("count", "attribute"):
        return cells.get("about", ""), ""
    return (parties[0], parties[1]) if len(parties) > 1 else (actor, target)
