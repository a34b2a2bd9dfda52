"""Families of findings, one small module each; ``cityties.checks.run`` puts them together."""

from __future__ import annotations
