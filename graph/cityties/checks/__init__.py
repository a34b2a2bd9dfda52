"""Families of findings, one small module each; ``cityties.check`` puts them together."""

from __future__ import annotations
