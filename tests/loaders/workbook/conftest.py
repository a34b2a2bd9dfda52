"""The builder of workbooks is shared by the tests of this folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("openpyxl", reason="install it with: pip install openpyxl")
pytest.importorskip("xlsxwriter", reason="install it with: pip install XlsxWriter")
pytest.importorskip("python_calamine", reason="install it with: pip install python-calamine")

# pytest imports each test on its own.
sys.path.insert(0, str(Path(__file__).parent))
