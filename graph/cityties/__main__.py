"""``python -m cityties``."""

from cityties.cli import run

run()
