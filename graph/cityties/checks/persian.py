"""Persian as it is typed: in names, in the message catalogue, in ontology, rules and questions.

The program's own texts are looked at wherever the data is: who extends them
sees the problem at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cityties.base import resources
from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.language.names import persian_digits, persian_faults
from cityties.model.rows import Organization, Person, Place, Tables

# Letters that look the same in Persian text and are others: a search misses them.
_ARABIC_LETTERS = {"ي": "ی", "ك": "ک", "ى": "ی"}
_RIGHT = str.maketrans("".join(_ARABIC_LETTERS), "".join(_ARABIC_LETTERS.values()))
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = re.compile("[\u0600-\u06ff]")
# Placeholders, Latin words, and what a text quotes (letters that it warns of).
_PLACEHOLDER = re.compile(r"«[^»]*»|\{[^}]*\}|[!-~]+")


LANGUAGE: Final = "fa"
"""The language whose texts are looked at."""


def check(tables: Tables, languages: Sequence[str] = ()) -> Part:
    """Look at Persian names and gists of the rows.

    Parameters
    ----------
    tables : checked rows
    languages : those that the folder uses; without Persian among them a missing name is not noted

    Returns
    -------
    Findings; the names that hold no Persian letter at all are among them.
    """
    findings: list[Finding] = []
    looked_at = 0
    for id_, name in _names(tables):
        looked_at += 1
        findings += _faults(id_, name)
        if not _PERSIAN.search(name):
            text = _("{name} contains no Persian letter").format(name=name)
            findings.append(Finding("warning", "names", id_, text, "not-persian"))
    if not languages or LANGUAGE in languages:
        findings += _missing(tables)
    gists = [(claim.id, claim.gist_fa) for claim in tables.claims if claim.gist_fa]
    gists += [(rule.id, rule.gist_fa) for rule in tables.approval_rules if rule.gist_fa]
    for id_, text in gists:
        findings += _faults(id_, _PLACEHOLDER.sub("x", text))
    looked = {"persian_names": looked_at, "persian_gists": len(gists)}
    return Part(looked, tuple(findings))


def check_texts() -> Part:
    """Look at the Persian texts of the program itself: catalogue, ontology, rules, questions."""
    findings: list[Finding] = []
    counted = {"persian_messages": 0, "persian_ontology_texts": 0, "persian_headers": 0}
    for sort, texts in (
        ("persian_messages", _catalogue()),
        ("persian_ontology_texts", _ontology()),
        ("persian_headers", _headers()),
    ):
        for where, text in texts:
            counted[sort] += 1
            findings += _faults(where, _PLACEHOLDER.sub("x", text).strip())
        if not counted[sort]:
            message = _("no Persian text was checked: {sort}").format(sort=sort)
            findings.append(Finding("error", "names", "", message, "nothing-looked-at"))
    return Part(counted, tuple(findings))


def _faults(where: str, text: str) -> Iterator[Finding]:
    """The most common errors with their own codes, then the rest."""
    for letter, right in _ARABIC_LETTERS.items():
        if letter in text:
            message = _("{name}: the Arabic letter {letter} (U+{code}) instead of {right}").format(
                name=text, letter=letter, code=f"{ord(letter):04X}", right=right
            )
            yield Finding("warning", "names", where, message, "arabic-letter")
    if any(digit in text for digit in _ARABIC_DIGITS):
        message = _("{name}: Arabic digits instead of Persian ones").format(name=text)
        yield Finding("warning", "names", where, message, "arabic-digit")
    if text != text.strip() or "  " in text:
        message = _("{name}: spaces at the start or end, or two in a row").format(name=text)
        yield Finding("warning", "names", where, message, "extra-blank")
    rest = " ".join(persian_digits(text.translate(_RIGHT)).split())
    for fault in persian_faults(rest):
        yield Finding("warning", "names", where, fault, "badly-typed")


def _missing(tables: Tables) -> Iterator[Finding]:
    parties = {party for claim in tables.claims for party in claim.parties}
    rows: tuple[Place | Organization | Person, ...] = (
        *tables.places,
        *tables.organizations,
        *tables.people,
    )
    for row in rows:
        if row.id in parties and not row.name_fa:
            text = _("has ties, but no Persian name")
            yield Finding("note", "names", row.id, text, "no-persian-name")


def _names(tables: Tables) -> Iterator[tuple[str, str]]:
    rows: tuple[Place | Organization | Person, ...] = (
        *tables.places,
        *tables.organizations,
        *tables.people,
    )
    for row in rows:
        for name in filter(None, (row.name_fa, *row.aliases_fa)):
            yield row.id, name
    for post in tables.posts:
        if post.name_fa:
            yield post.id, post.name_fa


def _catalogue() -> Iterator[tuple[str, str]]:
    """Every translation of the compiled catalogue, by its English text."""
    import gettext

    path = resources.locale_dir() / "fa" / "LC_MESSAGES" / "cityties.mo"
    if not path.is_file():
        return
    with path.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    pairs: Iterable[tuple[object, str]] = getattr(catalogue, "_catalog", {}).items()
    for key, text in pairs:
        english = key[0] if isinstance(key, tuple) else key
        if english and isinstance(text, str) and _PERSIAN.search(text):
            yield f"cityties.po: {english}", text


def _ontology() -> Iterator[tuple[str, str]]:
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    for path in sorted(resources.ontology_dir().glob("*.ttl")):
        for triple in parse(path=str(path), format=RdfFormat.TURTLE):
            value = triple.object
            if isinstance(value, Literal) and value.language == "fa":
                subject = triple.subject
                yield subject.value if isinstance(subject, NamedNode) else path.name, value.value


def _headers() -> Iterator[tuple[str, str]]:
    """The Persian lines of the headers of rules and questions."""
    for folder in ("rules", "queries"):
        for path in sorted((resources.ontology_dir() / folder).glob("*.rq")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                key, _colon, text = line.removeprefix("#+").partition(":")
                if line.startswith("#+") and key.strip() == "fa":
                    yield f"{folder}/{path.name}:{number}", text.strip()
