"""Rows, columns, dates and identifiers: the data as Python holds it."""
