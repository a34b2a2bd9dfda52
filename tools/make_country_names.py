"""Write ``country_names.tsv``: what each country is called in every language of CLDR.

    python tools/make_country_names.py [--check]

Names are folded as searches fold them, so that nothing but a look-up is left to do. A name
that is folded alike for two countries is kept as it is written where that tells them apart
(many scripts of India lose their vowels), and left out where it does not ("Kongo").
Needs Babel, which carries the Common Locale Data Repository.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from babel import Locale, localedata
from babel.core import get_cldr_version, get_global

from cityties.language.names import fold
from cityties.loaders.foreign.countries import countries, written

TARGET = Path(__file__).parents[1] / "graph/cityties/loaders/foreign/country_names.tsv"
HEAD = """\
# Names of countries and territories in every language of the Common Locale Data Repository
# (CLDR {version}; Copyright © 1991-2025 Unicode, Inc.; Unicode License v3, countries.LICENSE.txt),
# and their codes of three letters. Written by tools/make_country_names.py: folded; after =, as
# written.
code	names
"""


def content() -> str:
    """The file, as it should be."""
    known = countries()
    folded: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for identifier in localedata.locale_identifiers():
        for code, name in Locale.parse(identifier).territories.items():
            if code in known and fold(name):
                folded[fold(name)][code].add(written(name))
    threes = {
        alias.lower(): code[0]
        for alias, code in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(code) == 1 and code[0] in known
    }
    names: dict[str, set[str]] = {code: set() for code in known}
    for three, code in threes.items():
        names[code].add(three)
    for key, codes in folded.items():
        if threes.get(key, "") or (len(key) < 3 and key.isascii()):
            continue  # a code of three or two letters, or too short to be told from one
        if len(codes) == 1:
            names[next(iter(codes))].add(key)
            continue
        for code, forms in codes.items():
            others = {form for other, found in codes.items() if other != code for form in found}
            names[code] |= {f"={form}" for form in forms - others}
    lines = [f"{code}\t{';'.join(sorted(found))}\n" for code, found in sorted(names.items())]
    return HEAD.format(version=get_cldr_version()) + "".join(lines)


def main() -> int:
    """Write the file, or with ``--check`` say whether it is right."""
    right = content()
    if "--check" in sys.argv[1:]:
        is_right = TARGET.read_text("utf-8") == right
        print(f"{TARGET.name}: {'right' if is_right else 'differs'}, {right.count(';'):,} names")
        return 0 if is_right else 1
    TARGET.write_text(right, encoding="utf-8")
    print(f"{TARGET.name}: {right.count(';'):,} names, {len(right.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
