"""Lists of twin towns of Wikipedia: a page that somebody saved becomes pairs with their footnotes.

========= ======================================================================
blocks    what a page is made of here: headings, paragraphs, items, rows, notes
html      a page saved from the browser to blocks
wikitext  the text that the page is written in to blocks
entries   blocks to entries: whose list, which partner, what kind, since when
notes     footnotes to sources
load      entries to the rows of a data folder
========= ======================================================================

Nothing is fetched: the page is a file. Both forms of a page give the same entries.
"""
