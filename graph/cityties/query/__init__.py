"""SPARQL: named questions, free queries, their results."""
