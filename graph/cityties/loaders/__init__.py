"""Input from outside: tables of a folder and RDF files, both checked the same strict way.

Each field is handled, left out by its name, or reported; nothing falls into a
default. See :func:`cityties.loaders.tables.load_folder` and
:func:`cityties.rdf.load.load_rdf`.
"""
