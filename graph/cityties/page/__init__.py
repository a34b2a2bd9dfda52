"""The interactive page: one HTML file of a city's ties, with the evidence for each."""

from cityties.page.data import PageOptions, page_block, page_schema
from cityties.page.document import PageData, render_page
from cityties.page.rows import page_data

__all__ = ["PageData", "PageOptions", "page_block", "page_data", "page_schema", "render_page"]
