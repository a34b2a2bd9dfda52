"""A language made by a script: every text in brackets, with vowels that no other text has."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).parents[2]
_ACCENTS = str.maketrans("aeiouAEIOU", "àèìòùÀÈÌÒÙ")


def changed(text: str) -> str:
    """The text in the pseudo language; placeholders stay.

    >>> changed("{n} cities")
    '⟦{n} cìtìès⟧'
    """
    parts = []
    inside = False
    for part in text.replace("{", "\0{").replace("}", "}\0").split("\0"):
        inside = part.startswith("{")
        parts.append(part if inside else part.translate(_ACCENTS))
    made = "".join(parts)
    # Joints of words stay what they are: a list in brackets could not be read.
    return f"⟦{made}⟧" if any(letter.isalpha() for letter in made) else made


def make(folder: Path, tag: str, properties: dict[str, str], *, leave_out: str = "") -> None:
    """Write and compile a language.

    Parameters
    ----------
    folder : the folder of languages, as ``CITYTIES_LOCALE`` names it
    tag : the tag of the language
    properties : its properties, by name; the others are as in English
    leave_out : contexts that begin like this stay without a text
    """
    sys.path[:0] = [str(TOP), str(TOP / "tools")]
    from hatch_build import compile_catalogues
    from write_labels import label_file

    there = folder / tag / "LC_MESSAGES"
    there.mkdir(parents=True)
    texts = TOP / "graph/cityties/language/locale/fa/LC_MESSAGES/cityties.po"
    _fill(texts.read_bytes(), there / "cityties.po", tag, {}, "")
    _fill(label_file(tag), there / "labels.po", tag, properties, leave_out)
    compile_catalogues(folder)


def _fill(data: bytes, file: Path, tag: str, properties: dict[str, str], leave_out: str) -> None:
    made = Catalog(locale=None, fuzzy=False)
    for one in read_po(io.BytesIO(data)):
        if not one.id:
            continue
        context = one.context or ""
        text: str | tuple[str, ...]
        if context.startswith("language "):
            text = properties.get(context.removeprefix("language "), "")
        elif leave_out and context.startswith(leave_out):
            text = ""
        elif isinstance(one.id, tuple):
            text = tuple(changed(form) for form in one.id)
        else:
            text = changed(str(one.id))
        made.add(one.id, text, context=one.context)
    written = io.BytesIO()
    write_po(written, made, omit_header=True)
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {tag}\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    file.write_bytes(head.encode() + written.getvalue())
