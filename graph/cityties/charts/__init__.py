"""Charts as SVG: bars, lines, intervals, distributions, ways.

Drawn from plain rows, without a browser or a renderer. Each chart is one text:

- it holds everything, so it opens offline and asks for no address; letters are drawn with
  the fonts of whoever opens it, by a list of families;
- the same rows give the same bytes on every machine: sizes are computed from the number of
  letters, and never measured with the fonts that happen to be installed;
- it says what it shows to those who cannot see it (title and description);
- colours are those of the page, distinguished by the colour-blind, and never alone: series
  carry their name, and differ in dash or shape;
- in Persian it runs from right to left, time too, with Persian digits.

Texts come from the caller, in the language that is chosen (`cityties.language.messages`).
"""

from __future__ import annotations

from cityties.charts.marks import Bar, Interval, Line, bars, distribution, intervals, lines
from cityties.charts.ways import Link, ways

__all__ = ["Bar", "Interval", "Line", "Link", "bars", "distribution", "intervals", "lines", "ways"]
