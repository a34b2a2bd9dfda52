"""The colours of one file: seen on land and sea, told apart by every eye, written nowhere else."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from cityties.page.assembly import assemble
from cityties.vocabulary.codes import AGREEMENT_KINDS, STATUSES
from cityties.vocabulary.colours import DASHES, KINDS, PAGE, SERIES, STATUS_DASHES, style_sheet

SURFACES = ("sea", "land", "box", "ground")
CONTRAST = 3.0  # WCAG 2.2, 1.4.11: graphical objects
APART = 10.0  # in CAM02-UCS, where 1 is about what an eye can just tell
DEFICIENCIES = (None, "protanomaly", "deuteranomaly", "tritanomaly")

Colour = tuple[float, float, float]


def shares(colour: str) -> Colour:
    """Red, green and blue, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def colours(theme: str) -> dict[str, Colour]:
    """The colours that the page gets."""
    selector = {"light": r":root", "dark": r":root\.dark"}[theme]
    found = re.search(rf"^{selector} \{{(.*?)^\}}", style_sheet(), re.M | re.S)
    assert found, theme
    return {
        name: shares(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", found[1])
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


def distance(one: Colour, other: Colour, deficiency: str | None) -> float:
    """How far two colours are apart for an eye."""
    # Complete deficiencies, simulated as Machado, Oliveira and Fernandes (2009) do.
    spaces = pytest.importorskip("colorspacious")
    import numpy as np

    def seen(colour: Colour) -> list[float]:
        shown = np.array(colour)
        if deficiency:
            eye = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
            shown = np.clip(spaces.cspace_convert(shown, eye, "sRGB1"), 0, 1)
        return list(spaces.cspace_convert(shown, "sRGB1", "CAM02-UCS"))

    return float(np.linalg.norm(np.subtract(seen(one), seen(other))))


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_changed_between_two_days_is_seen_and_told_apart(theme: str) -> None:
    known = colours(theme)
    changes = ("added", "ended", "changed")
    seen = {
        (name, surface): contrast(known[name], known[surface])
        for name in changes
        for surface in SURFACES
    }
    assert len(seen) == 12
    assert min(seen.values()) >= CONTRAST, seen
    apart = {
        (one, other, eye): distance(known[one], known[other], eye)
        for one, other in combinations(changes, 2)
        for eye in DEFICIENCIES
    }
    assert len(apart) == 12
    assert min(apart.values()) >= APART, apart


def test_a_new_kind_or_status_needs_a_line_in_the_file() -> None:
    assert len(AGREEMENT_KINDS) == 11
    assert set(KINDS) == AGREEMENT_KINDS, "each kind of agreement has a colour in colours.json"
    assert set(STATUS_DASHES) == set(STATUSES["tie"]), "each status of a tie has a dash"
    assert set(STATUS_DASHES.values()) == set(DASHES) - {"possible", "partly"}


def test_the_page_asks_for_no_colour_that_is_not_in_the_file(repository: Path) -> None:
    page = repository / "graph" / "cityties" / "page"
    asked = set(
        re.findall(
            r"var\(--([\w-]+)",
            "".join((page / name).read_text("utf-8") for name in ("page.css", "paper.css")),
        )
    )
    script = assemble()
    asked |= set(re.findall(r"\b(?:theme|currentTheme\(\))\.(?!js\b)(\w+)", script)) - {"font"}
    for names in re.findall(r"const \{ ([\w, ]+) \} = currentTheme\(\)", script):
        asked |= set(names.split(", "))
    assert asked - {"part"} == set(PAGE), "--part is a share that the time line sets"


def test_series_of_charts_can_be_read_as_text() -> None:
    white = shares(PAGE["box"][0])
    seen = {colour: contrast(shares(colour), white) for colour in (*SERIES, PAGE["ink"][0])}
    assert len(seen) == 7
    assert min(seen.values()) >= 4.5, seen


def test_no_colour_is_written_elsewhere(repository: Path) -> None:
    looked_at, faults = 0, []
    for folder, kinds in (
        ("graph/cityties", {".py", ".css", ".js", ".html"}),
        ("docs/guide", {".py"}),
        ("docs/assets", {".css"}),
    ):
        for file in sorted((repository / folder).rglob("*")):
            if file.suffix in kinds and file.name != "editor.js":  # built: CodeMirror's own
                looked_at += 1
                # A letter before it: a key of an address, such as reports#abc.
                for found in re.finditer(
                    r"""["'\s:(]\#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?)\(\s*\d""",
                    file.read_text("utf-8"),
                    re.I,
                ):
                    faults.append(f"{file.relative_to(repository)}: {found[0].strip()}")
    assert looked_at > 200, looked_at
    assert not faults, f"in {looked_at} files: {faults}"


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_kinds_stay_apart(theme: str, deficiency: str | None) -> None:
    kinds = {name: value for name, value in colours(theme).items() if name.startswith("kind-")}
    apart = {
        (one, two): distance(kinds[one], kinds[two], deficiency)
        for one, two in combinations(sorted(kinds), 2)
    }
    assert len(apart) == 55
    assert not {pair: round(value, 1) for pair, value in apart.items() if value < APART}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_other_coloured_kind_looks_like_a_sister_city(theme: str) -> None:
    """Most lines are sister cities: what is not one must not pass for one at a glance."""
    kinds = {name: value for name, value in colours(theme).items() if name.startswith("kind-")}
    common, grey = kinds.pop("kind-sister_city"), kinds.pop("kind-agreement")
    assert max(grey) - min(grey) < 0.1, "told apart by having no colour"
    near = {name: round(distance(common, value, None), 1) for name, value in kinds.items()}
    assert len(near) == 9
    assert min(near.values()) >= 25, near
