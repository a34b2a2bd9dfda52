"""SVG elements, mirrored where the language runs from right to left."""

from __future__ import annotations

import hashlib
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import _, language
from cityties.language.properties import spoken
from cityties.vocabulary.colours import PAGE

_BOTH: Final = ("Vazirmatn", "'Segoe UI'", "Tahoma", "'DejaVu Sans'")  # Latin and Persian letters
_FONTS: Final = (
    "Vazirmatn", "'Noto Sans'", "'Noto Sans Arabic'", "'Noto Naskh Arabic'", "'Segoe UI'",
    "Tahoma", "'DejaVu Sans'", "sans-serif",
)  # fmt: skip
INK, FAINT, GRID, GROUND = (PAGE[name][0] for name in ("ink", "faint", "line", "box"))


def fonts() -> str:
    """The fonts of a drawing in the chosen language, the best first.

    Where Persian is written, those come first that have Latin letters too: some renderers take
    the first font that is there, and for what it lacks any other, be it bold or italic.
    """
    return ", ".join(
        sorted(_FONTS, key=lambda one: one not in _BOTH) if spoken().is_rtl else _FONTS
    )


WIDTH: Final = 760  # pixels of the whole chart

Points = Iterable[tuple[float, float]]

# Corners, for a half width of 1.
_CORNERS: Final = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((0, -0.87), (1, 0.87), (-1, 0.87)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "flag": ((0, 0.87), (1, -0.87), (-1, -0.87)),
    "cross": ((-1, -0.4), (-0.4, -0.4), (-0.4, -1), (0.4, -1), (0.4, -0.4), (1, -0.4),
              (1, 0.4), (0.4, 0.4), (0.4, 1), (-0.4, 1), (-0.4, 0.4), (-1, 0.4)),
}  # fmt: skip
SHAPES: Final = ("circle", *_CORNERS)


class Drawing:
    """What is drawn so far; positions across count from the side where reading starts."""

    def __init__(self) -> None:
        self.from_right = spoken().is_rtl
        self.root = ET.Element("svg", {"font-family": fonts()})
        self._ground = self._add("rect", fill=GROUND)

    def line(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        *,
        stroke: str,
        width: float = 1,
        **more: str,
    ) -> None:
        """A straight line."""
        ends = {"x1": self._x(x), "y1": y, "x2": self._x(x2), "y2": y2}
        self._add("line", **ends, stroke=stroke, stroke_width=width, **more)

    def bar(self, x: float, x2: float, y: float, *, height: float, fill: str) -> None:
        """A bar from one position to another, around a height."""
        left, right = sorted((self._x(x), self._x(x2)))
        place = {"x": left, "y": y - height / 2, "width": right - left, "height": height}
        self._add("rect", **place, fill=fill, stroke=GROUND, stroke_width=0.8)

    def curve(self, points: Points, *, stroke: str, dash: Sequence[int]) -> None:
        """A line through points."""
        gaps = {"stroke_dasharray": " ".join(map(str, dash))} if dash else {}
        path = self._points(points)
        self._add("polyline", points=path, fill="none", stroke=stroke, stroke_width=2.2, **gaps)

    def area(self, points: Points, *, fill: str) -> None:
        """A pale area."""
        self._add("polygon", points=self._points(points), fill=fill, fill_opacity=0.2)

    def symbol(
        self, shape: str, x: float, y: float, *, half: float, fill: str, **more: str
    ) -> None:
        """A small shape around a point; ``half`` is half its width."""
        if shape == "circle":
            self._add("circle", cx=self._x(x), cy=y, r=half, fill=fill, **more)
            return
        corners = [(x + across * half, y + down * half) for across, down in _CORNERS[shape]]
        self._add("polygon", points=self._points(corners), fill=fill, **more)

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: int,
        anchor: str = "start",
        fill: str = INK,
        bold: bool = False,
    ) -> None:
        """A text that starts, ends or has its middle at a position, on a base line.

        In a Persian chart it is isolated as right-to-left, so that its full stop and its
        brackets stand where the reader expects them, whatever surrounds it.
        """
        if self.from_right:
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
            text = f"\N{RIGHT-TO-LEFT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
        weight = {"font_weight": "bold"} if bold else {}
        self._add(
            "text", x=self._x(x), y=y, font_size=size, text_anchor=anchor, fill=fill, **weight
        ).text = text

    def svg(self, height: float, title: str, told: str) -> str:
        """The finished text; ``told`` says in words what is drawn.

        Raises
        ------
        UsageError
            If a text holds a character that XML cannot hold.
        """
        size = {"width": _number(WIDTH), "height": _number(height)}
        self._ground.attrib.update(size)
        self.root.text = "\n"
        for element in self.root:
            element.tail = "\n"
        described = ET.tostring(self.root, "unicode") + title + told
        name = hashlib.sha256(described.encode("utf-8", "backslashreplace")).hexdigest()[:8]
        for place, (tag, text) in enumerate((("title", title), ("desc", told))):
            element = ET.Element(tag, {"id": f"{tag[0]}{name}"})
            element.text, element.tail = text, "\n"
            self.root.insert(place, element)
        self.root.attrib = {
            "xmlns": "http://www.w3.org/2000/svg", **size,
            "viewBox": f"0 0 {size['width']} {size['height']}", "xml:lang": language(),
            **({"direction": "ltr"} if self.from_right else {}),
            "role": "img", "aria-labelledby": f"t{name} d{name}", **self.root.attrib,
        }  # fmt: skip
        made = ET.tostring(self.root, "unicode") + "\n"
        try:
            ET.fromstring(made)
        except (ET.ParseError, UnicodeEncodeError) as error:
            fault = _("{id}: a character that XML does not allow").format(id=ascii(title))
            raise UsageError(fault) from error
        return made

    def _x(self, at: float) -> float:
        return WIDTH - at if self.from_right else at

    def _points(self, points: Points) -> str:
        return " ".join(f"{_number(self._x(x))},{_number(y)}" for x, y in points)

    def _add(self, tag: str, **attributes: str | float) -> ET.Element:
        texts = {
            name.replace("_", "-"): value if isinstance(value, str) else _number(value)
            for name, value in attributes.items()
        }
        return ET.SubElement(self.root, tag, texts)


def _number(value: float) -> str:
    """Hundredths of a pixel at most."""
    return f"{math.floor(value * 100 + 0.5) / 100:.2f}".rstrip("0").rstrip(".")
