"""Write what follows from the code lists and columns into the files that publish it.

    python tools/write_schemas.py [--check]

``ontology/shapes.ttl``: each list after a comment ``# one of: NAME`` is that list of
codes, and the dates have the pattern of ``model/dates.py``, as the datatype of
``ontology/cityties.ttl`` has. ``ontology/context.jsonld``: terms that it lacks, and the
codes that are also names of terms. ``data/datapackage.json``: the schema of each table.
Run it after a change in
``vocabulary/codes.py`` or ``model/rows.py``; with ``--check`` it changes nothing and fails
if a file is not what it would write.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path

from cityties.model.dates import EDTF_PATTERN
from cityties.model.schemas import table_schema
from cityties.vocabulary.codes import (
    AGREEMENT_KINDS,
    ALL_CODES,
    CODES,
    REFUSED_IN_CLAIMS,
    STATUSES,
)
from cityties.vocabulary.terms import CLASSES, CODE, PROPERTIES

ROOT = Path(__file__).resolve().parents[1]
_LIST = re.compile(
    r"(?P<indent>[ \t]*)# one of: (?P<name>[^\n]*)\n(?P<head>[^\n#]*?sh:in) \((?P<codes>[^()]*)\)"
)


# The pattern of a date, in the shapes and in the definition of the datatype.
_DATE_SHAPE = re.compile(r'(?<=sh:datatype edtf:EDTF ;\n)    sh:pattern "[^\n]*" ;\n')
_DATE_TYPE = re.compile(
    r'(?<=withRestrictions \( \[ xsd:pattern )"[^\n]*"'
    r"(?= \] \) \] ;\n    rdfs:isDefinedBy <http://id)"
)


def _codes(codes: tuple[str, ...]) -> list[str]:
    return [f"code:{code}" for code in codes]


def enumerations() -> dict[str, list[str]]:
    """The lists that shapes may name, as Turtle terms."""
    claimed = {
        name: tuple(code for code in codes if code not in REFUSED_IN_CLAIMS)
        for name, codes in CODES.items()
    }
    return {
        **{name: _codes(codes) for name, codes in CODES.items()},
        "kinds of claims": _codes(claimed["kinds"]),
        "statuses of claims": _codes(claimed["statuses"]),
        "agreement kinds": _codes(tuple(k for k in CODES["kinds"] if k in AGREEMENT_KINDS)),
        **{f"statuses of a {thing}": _codes(statuses) for thing, statuses in STATUSES.items()},
    }


def shapes_text(text: str) -> tuple[str, int]:
    """The shapes with their lists brought up to date, and how many lists there are."""
    lists = enumerations()

    def written(match: re.Match[str]) -> str:
        indent, name, head = match["indent"], match["name"].strip(), match["head"]
        terms = " ".join(lists[name])
        start = f"{indent}# one of: {name}\n{head} ("
        if len(head) + len(terms) <= 90:
            return f"{start} {terms} )"
        inner = indent + "    "
        lines = textwrap.wrap(
            terms, 96, initial_indent=inner, subsequent_indent=inner, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        return "\n".join([start, *lines, f"{indent})"])

    text, enumerated = _LIST.subn(written, text)
    pattern = _quoted(f"^({EDTF_PATTERN})$")
    text, dates = _DATE_SHAPE.subn(lambda _match: f"    sh:pattern {pattern} ;\n", text)
    return text, enumerated + dates


def _quoted(text: str) -> str:
    """A regular expression as a literal of Turtle."""
    return '"' + text.replace("\\", "\\\\") + '"'


def ontology_text(text: str) -> tuple[str, int]:
    """The ontology with the pattern of its dates, and how many there are."""
    return _DATE_TYPE.subn(lambda _match: _quoted(EDTF_PATTERN), text)


def context_text(text: str) -> tuple[str, int]:
    """The JSON-LD context with the terms that it lacked, and how many properties there are.

    Under a property whose values are codes a plain word is a code, also one that is the name
    of a term: each such property says so in a context of its own.
    """
    ontology = (ROOT / "ontology" / "cityties.ttl").read_text("utf-8")
    classes = [f'  "{name}": "ct:{name}",\n' for name in CLASSES if f'"{name}": ' not in text]
    at = text.index('  "doubt": ')
    text = text[:at] + "".join(classes) + text[at:]
    lines = []
    for name in PROPERTIES:
        if f'"{name}": ' in text:
            continue
        block = re.search(rf"^ct:{name} a .*?\.\n\n", ontology, re.DOTALL | re.MULTILINE)
        found = re.search(r"rdfs:range (\S+)", block[0]) if block else None
        kind = found[1] if found else "@id"
        typed = kind if kind.startswith(("xsd:", "edtf:")) else "@id"
        if kind == "skos:Concept":
            typed = "@vocab"
        more = "" if typed == "xsd:string" else f', "@type": "{typed}"'
        if block and "owl:FunctionalProperty" not in block[0]:
            more += ', "@container": "@set"'
        lines.append(f'  "{name}": {{"@id": "ct:{name}"{more}}},\n')
    at = text.index('  "placeKind": ')
    text = text[:at] + "".join(lines) + text[at:]
    terms = set(json.loads(text)["@context"])
    both = sorted(code for code in ALL_CODES if code in terms)

    def scoped(match: re.Match[str]) -> str:
        own = {code: CODE + code for code in both if code != match["name"]}
        inner = json.dumps({"@vocab": CODE, **own})
        return f'{match["head"]}"@type": "@vocab", "@context": {inner}'

    text = re.sub(
        r'(?P<head>\n  "(?P<name>\w+)": {[^\n]*?)"@type": "@vocab"(?:, "@context": {[^}]*})?',
        scoped,
        text,
    )
    return text, len(PROPERTIES)


def package_text(text: str) -> tuple[str, int]:
    """The data package with its schemas brought up to date, and how many tables there are."""
    package = json.loads(text)
    for resource in package["resources"]:
        resource["schema"] = table_schema(resource["name"])
    written = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return written, len(package["resources"])


def main(words: list[str]) -> int:
    """Write the files, or check them."""
    stale = []
    for name, make, what in (
        ("ontology/cityties.ttl", ontology_text, "patterns of dates"),
        ("ontology/shapes.ttl", shapes_text, "lists and patterns"),
        ("ontology/context.jsonld", context_text, "properties"),
        ("data/datapackage.json", package_text, "tables"),
    ):
        path = ROOT / name
        old = path.read_text("utf-8")
        new, count = make(old)
        print(f"{name}: {count} {what}, {'unchanged' if new == old else 'changed'}")
        if not count:
            return 1
        if new != old:
            stale.append(name)
            if "--check" not in words:
                path.write_text(new, "utf-8", newline="\n")
    return int(bool(stale) and "--check" in words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
