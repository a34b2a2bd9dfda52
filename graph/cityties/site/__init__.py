"""A page for every IRI: what the graph says of a thing, as data and as HTML; knows no HTTP."""

from cityties.site.pages import Pages
from cityties.site.parts import Page

__all__ = ["Page", "Pages"]
