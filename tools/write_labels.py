"""Write what a translator of the labels has to fill: ``labels.po`` of each language.

    python tools/write_labels.py [--check] [LANGUAGE …]

The labels are the texts that are not in the code: names and properties of the language
itself, labels and definitions of codes and terms, titles, descriptions and parameters of
questions, messages of rules and shapes, descriptions of columns. English is in the ontology,
the headers of the queries and the row classes; so is Persian, and what is there is not in a
label file. Translations are kept as long as the English text is the same; where it changed,
the old one stays as a fuzzy entry, which is not used. With ``--check`` nothing is changed:
exit 1 if a file is not what would be written. A language that has no folder yet gets one.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from cityties.base import resources
from cityties.checks.ontology import rules
from cityties.language.messages import LOCALE_DIR, label
from cityties.language.properties import ENGLISH, PROPERTIES
from cityties.model.columns import columns_of
from cityties.model.tables import ROW_TYPES
from cityties.query.questions import list_questions
from cityties.vocabulary.codes import CODES
from cityties.vocabulary.terms import CODE, DEF

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SH = "http://www.w3.org/ns/shacl#"


_SHARED = frozenset({"shape", "question parameter"})
"""Contexts of several texts: there a text that is new has no predecessor."""


class Wanted(NamedTuple):
    """A text to translate: where it belongs, the text, and what the sources have of it."""

    context: str
    text: str
    known: dict[str, str]


def labels() -> Iterator[Wanted]:
    """All labels in the order of a label file: what is seen most comes first."""
    for name in PROPERTIES:
        yield Wanted(f"language {name}", getattr(ENGLISH, name), {})
    questions = [each for each in list_questions() if each.title]
    for question in questions:
        yield _by_language(f"question {question.name} title", question.title)
    texts = _texts()
    codes = list(dict.fromkeys(f"code:{code}" for codes in CODES.values() for code in codes))
    ours = [name for name in texts if name.startswith("ct:")]
    others = [name for name in texts if name not in ours and name not in codes]
    for what in ("label", "definition"):
        for name in (*codes, *ours, *sorted(others)):
            if said := texts.get(name, {}).get(what):
                yield _by_language(f"{name} {what}", said)
    for question in questions:
        yield _by_language(f"question {question.name} description", question.description)
        for parameter in question.parameters:
            # Many questions have the same parameter in the same words.
            yield _by_language("question parameter", parameter.description)
    for rule in rules():
        yield _by_language(f"rule {rule.name}", rule.message)
    for messages in _messages():
        yield _by_language("shape", messages)
    for table, row_type in ROW_TYPES.items():
        for column in columns_of(row_type):
            yield _by_language(f"column {table} {column.name}", {"en": column.en, "fa": column.fa})


def _by_language(context: str, said: Mapping[str, str]) -> Wanted:
    english = said[ENGLISH.tag]
    # What is read from the label files themselves is not in the sources.
    known = {
        tag: text
        for tag, text in said.items()
        if tag != ENGLISH.tag and label(context, english, tag) != text
    }
    return Wanted(context, english, known)


def _texts() -> dict[str, dict[str, dict[str, str]]]:
    """Labels and definitions of the ontology: short name, label or definition, language."""
    said = {
        _RDFS + "label": "label",
        _SKOS + "prefLabel": "label",
        _SKOS + "definition": "definition",
    }
    found: dict[str, dict[str, dict[str, str]]] = {}
    for file in ("cityties.ttl", "codes.ttl"):
        path = str(resources.ontology_dir() / file)
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            what = said.get(triple.predicate.value)
            iri = getattr(triple.subject, "value", "")
            if what and iri.startswith((CODE, DEF)):
                name = iri.replace(CODE, "code:").replace(DEF, "ct:")
                term = found.setdefault(name, {}).setdefault(what, {})
                term[triple.object.language or ENGLISH.tag] = triple.object.value
    return found


def _messages() -> Iterator[Mapping[str, str]]:
    """The messages of the shapes, by language."""
    found: dict[object, dict[str, str]] = {}
    path = str(resources.ontology_dir() / "shapes.ttl")
    for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if triple.predicate.value == _SH + "message":
            found.setdefault(triple.subject, {})[triple.object.language] = triple.object.value
    yield from found.values()


def label_file(tag: str, before: bytes = b"") -> bytes:
    """The label file of a language, with the translations that the one before has.

    Parameters
    ----------
    tag : the language
    before : the file as it is; empty if there is none
    """
    old = read_po(io.BytesIO(before)) if before else Catalog()
    kept = {(one.context, one.id): one for one in old if one.id}
    stale = {one.context: one for one in old if one.id and one.string}
    made = Catalog(locale=None, domain="labels", project="cityties", fuzzy=False)
    made.header_comment = (
        old.header_comment
        if before
        else (
            f"# Labels of cityties in {tag}: languages, questions, codes, terms, rules, columns.\n"
            "# Not read by a native speaker yet."
        )
    )
    for wanted in labels():
        if tag in wanted.known:
            continue
        one = kept.get((wanted.context, wanted.text))
        text, flags = (one.string, one.flags) if one else ("", set())
        if (
            one is None
            and wanted.context in stale
            and wanted.context not in ("shape", "question parameter")
        ):
            text, flags = stale[wanted.context].string, {"fuzzy"}
        notes = [f"{other}: {said}" for other, said in wanted.known.items()]
        made.add(
            wanted.text, text, context=wanted.context, flags=flags & {"fuzzy"},
            auto_comments=notes, user_comments=one.user_comments if one else (),
        )  # fmt: skip
    written = io.BytesIO()
    write_po(written, made, width=0, omit_header=True)
    head = [
        made.header_comment,
        'msgid ""',
        'msgstr ""',
        f'"Language: {tag}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]
    return "\n".join(head).encode() + b"\n\n" + written.getvalue()


def main(arguments: list[str]) -> int:
    """Write or check the files."""
    check = "--check" in arguments
    tags = [word for word in arguments if not word.startswith("-")]
    tags = tags or sorted(path.name for path in LOCALE_DIR.iterdir() if path.is_dir())
    wrong = 0
    for tag in tags:
        file = LOCALE_DIR / tag / "LC_MESSAGES" / "labels.po"
        before = file.read_bytes() if file.is_file() else b""
        now = label_file(tag, before)
        if now == before:
            continue
        wrong += 1
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(now)
        sys.stdout.write(f"{file}\n")
    return int(check and wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
