"""Rows to quads and back."""
