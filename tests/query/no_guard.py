"""The service of queries without the guard: what holds without it is the worker."""

from __future__ import annotations

from cityties.query import guard, session

# What is refused is let through; what the engine answers wrongly is still corrected.
guard._checked = lambda text, *_more: guard._corrected(text)  # type: ignore[assignment]
Session = session.Session
