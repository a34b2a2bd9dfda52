"""Write ``month_names.tsv``: the names of the months in the languages of tables.

    python tools/make_month_names.py [--check]

A name that is another month in another language ("listopad") is left out: it is asked about.
Needs Babel, which carries the Common Locale Data Repository.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from babel import Locale
from babel.core import get_cldr_version

from cityties.language.names import fold

TARGET = Path(__file__).parents[1] / "graph/cityties/model/month_names.tsv"
LANGUAGES = [
    "en",
    "de",
    "fr",
    "it",
    "es",
    "pt",
    "ca",
    "gl",
    "nl",
    "da",
    "sv",
    "nb",
    "nn",
    "fi",
    "is",
    "et",
    "lv",
    "lt",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "sl",
    "hr",
    "sr",
    "bs",
    "mk",
    "bg",
    "ru",
    "uk",
    "be",
    "el",
    "tr",
    "az",
    "sq",
    "ka",
    "hy",
    "fa",
    "ar",
    "he",
    "ku",
    "ur",
    "hi",
    "bn",
    "id",
    "ms",
    "vi",
    "eu",
    "ga",
    "cy",
    "mt",
    "lb",
    "af",
    "sw",
    "uz",
    "kk",
    "ky",
    "tg",
]
HEAD = """\
# Names of the months, folded, from the Common Locale Data Repository (CLDR {version}; Copyright ©
# 1991-2025 Unicode, Inc.; Unicode License v3, loaders/foreign/countries.LICENSE.txt).
# Written by tools/make_month_names.py.
month	names
"""


def content() -> str:
    """The file, as it should be."""
    found: dict[str, set[int]] = defaultdict(set)
    for language in LANGUAGES:
        for forms in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for month, name in forms[width].items():
                    key = fold(name)
                    if len(key) > 1 and not any(sign.isdigit() for sign in key):
                        found[key].add(month)
    names: dict[int, list[str]] = defaultdict(list)
    for key, months in sorted(found.items()):
        if len(months) == 1:
            names[next(iter(months))].append(key)
    lines = [f"{month}\t{';'.join(names[month])}\n" for month in range(1, 13)]
    return HEAD.format(version=get_cldr_version()) + "".join(lines)


def main() -> int:
    """Write the file, or with ``--check`` say whether it is right."""
    right = content()
    if "--check" in sys.argv[1:]:
        is_right = TARGET.read_text("utf-8") == right
        print(f"{TARGET.name}: {'right' if is_right else 'differs'}, {right.count(';'):,} names")
        return 0 if is_right else 1
    TARGET.write_text(right, encoding="utf-8")
    print(f"{TARGET.name}: {right.count(';'):,} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
