"""The interactive page: one HTML file of a city's ties, with the evidence for each."""

from cityties.page.data import page_data
from cityties.page.document import PageData, render_page

__all__ = ["PageData", "page_data", "render_page"]
