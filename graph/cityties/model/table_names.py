"""The names of the tables, for what needs nothing else of them: to find files, and to count."""

from __future__ import annotations

from typing import Final

TABLES: Final = (
    "places", "organizations", "people", "posts", "sources", "claims", "approval_rules",
)  # fmt: skip
"""The tables of a data package, in the order in which rows may refer to each other."""
