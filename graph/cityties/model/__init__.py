"""Rows and their columns, dates, identifiers: the data as Python holds it."""
