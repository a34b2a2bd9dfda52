"""The colours of the kinds: seen on land and sea, and told apart by every eye."""

from __future__ import annotations

import re
from importlib import resources
from itertools import combinations

import pytest

SURFACES = ("sea", "land", "box", "ground")
CONTRAST = 3.0  # WCAG 2.2, 1.4.11: graphical objects
APART = 10.0  # in CAM02-UCS, where 1 is about what an eye can just tell
DEFICIENCIES = (None, "protanomaly", "deuteranomaly", "tritanomaly")

Colour = tuple[float, float, float]


def colours(theme: str) -> dict[str, Colour]:
    """The colours that the style sheet gives, as shares of red, green and blue."""
    text = resources.files("cityties.page").joinpath("page.css").read_text("utf-8")
    selector = {"light": r":root", "dark": r":root\.dark"}[theme]
    found = re.search(rf"^{selector} \{{(.*?)^\}}", text, re.M | re.S)
    assert found, theme
    return {
        name: (int(value[0:2], 16) / 255, int(value[2:4], 16) / 255, int(value[4:6], 16) / 255)
        for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{6});", found[1])
    }


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, two: Colour) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_is_seen_on_every_surface(theme: str) -> None:
    known = colours(theme)
    kinds = [name for name in known if name.startswith("kind-")]
    assert len(kinds) == 11
    seen = {
        (kind, surface): contrast(known[kind], known[surface])
        for kind in kinds
        for surface in SURFACES
    }
    assert len(seen) == 44
    assert not {pair: value for pair, value in seen.items() if value < CONTRAST}


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_kinds_stay_apart(theme: str, deficiency: str | None) -> None:
    # Complete deficiencies, simulated as Machado, Oliveira and Fernandes (2009) do.
    spaces = pytest.importorskip("colorspacious")
    import numpy as np

    def seen(colour: Colour) -> list[float]:
        shown = np.array(colour)
        if deficiency:
            eye = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
            shown = np.clip(spaces.cspace_convert(shown, eye, "sRGB1"), 0, 1)
        return list(spaces.cspace_convert(shown, "sRGB1", "CAM02-UCS"))

    kinds = {
        name: seen(value) for name, value in colours(theme).items() if name.startswith("kind-")
    }
    apart = {
        (one, two): float(np.linalg.norm(np.subtract(kinds[one], kinds[two])))
        for one, two in combinations(sorted(kinds), 2)
    }
    assert len(apart) == 55
    assert not {pair: round(value, 1) for pair, value in apart.items() if value < APART}
