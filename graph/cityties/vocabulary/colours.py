"""The colours and dashes of page, charts, exports and guide, read from ``colours.json``.

Each colour of the page is a pair: light, dark. The colours of the kinds were chosen together:
3:1 and more on sea, land and box, and apart for eyes with any colour deficiency
(``tests/page/test_colours.py`` measures both).
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

_FILE: Final[dict[str, Any]] = json.loads(
    resources.files(__package__).joinpath("colours.json").read_text("utf-8")
)

PAGE: Final[dict[str, tuple[str, str]]] = {
    name: (light, dark) for name, (light, dark) in _FILE["page"].items()
}
"""Surfaces and texts of the page, by name."""

PAPER: Final[dict[str, str]] = _FILE["paper"]
"""What is printed: the same in light and dark."""

KINDS: Final[dict[str, tuple[str, str]]] = {
    kind: (light, dark) for kind, (light, dark) in _FILE["kinds"].items()
}
"""Kinds of agreement."""

SERIES: Final[tuple[str, ...]] = tuple(KINDS[kind][0] for kind in _FILE["series"])
"""The series of charts: the light colours of those kinds that are dark enough for text."""

DASHES: Final[dict[str, tuple[int, ...]]] = {
    name: tuple(dash) for name, dash in _FILE["dashes"].items()
}
"""Dashes and gaps of lines in pixels; empty: a solid line."""

STATUS_DASHES: Final[dict[str, str]] = _FILE["statuses"]
"""The name of the dash of each status of a tie."""

GUIDE: Final[dict[str, str]] = _FILE["guide"]
"""Time lines in the guide, the same in light and dark."""

WORKBOOK: Final[dict[str, str]] = _FILE["workbook"]
"""Cells of the workbook."""


def style_sheet() -> str:
    """The custom properties of the page: ``--ink``, ``--kind-sister_city`` and so on.

    Returns
    -------
    str
        CSS: ``:root`` in light colours, ``:root.dark`` in dark ones.

    Examples
    --------
    >>> style_sheet().splitlines()[1].partition(": ")[0]
    '  --ground'
    """
    made = []
    for theme, selector in enumerate((":root", ":root.dark")):
        made += [f"{selector} {{", *(f"  --{name}: {pair[theme]};" for name, pair in _named()), "}"]
    return "\n".join(made) + "\n"


def paper_sheet() -> str:
    """The custom properties of what is printed: ``--paper-ink`` and so on.

    Examples
    --------
    >>> paper_sheet().partition(": ")[0]
    ':root { --paper-ground'
    """
    return f":root {{ {' '.join(f'--paper-{name}: {value};' for name, value in PAPER.items())} }}\n"


def script() -> str:
    """The module ``colours.js`` of the page: the names of the properties, and the dashes."""
    made = {
        "COLOUR_NAMES": [name for name, _pair in _named()],
        "DASHES": {name: dash or None for name, dash in DASHES.items()},
        "STATUS_DASHES": STATUS_DASHES,
        # Without the grey of an agreement: grey says "none" among dots.
        "SERIES_NAMES": [f"kind-{kind}" for kind in _FILE["series"] if kind != "agreement"],
    }
    return "".join(f"export const {name} = {json.dumps(what)};\n" for name, what in made.items())


def _named() -> list[tuple[str, tuple[str, str]]]:
    return [*PAGE.items(), *((f"kind-{kind}", pair) for kind, pair in KINDS.items())]
