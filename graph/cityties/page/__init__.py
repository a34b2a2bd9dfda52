"""The interactive page: one HTML file of a city's ties, with the evidence for each."""

from cityties.page.data import PageOptions, page_block, page_schema
from cityties.page.document import read_block, render_page
from cityties.page.shown import Map, check_cities, check_size

__all__ = [
    "Map",
    "PageOptions",
    "check_cities",
    "check_size",
    "page_block",
    "page_schema",
    "read_block",
    "render_page",
]
