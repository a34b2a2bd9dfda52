"""The version of the rules, as every reading names it: the one home of the number.

Raise the first part where a rule changes what is read, the second where only its
words do; the rules themselves are in :mod:`cityties.reading`.
"""

from __future__ import annotations

from typing import Final

RULES_VERSION: Final = "1.0"
"""Version of the rules that derive readings from claims."""
