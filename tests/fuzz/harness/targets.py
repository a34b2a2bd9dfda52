"""Every target by its name: a new one is a module with ``TARGETS``, and its name here."""

from __future__ import annotations

from typing import Final

from harness import dates, foreign, guard, page, protocol, rdf, tables, wall
from harness.base import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target
    for module in (guard, wall, protocol, tables, rdf, foreign, dates, page)
    for target in module.TARGETS
}
