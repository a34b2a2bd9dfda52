"""cityties: a knowledge graph of the ties between cities."""

from __future__ import annotations

__version__ = "0.1.0"
