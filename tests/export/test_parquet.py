"""Two Parquet files are compared by what they hold, and without a thread of Arrow's."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from cityties.export.parquet import same_table

THREADS = """
import io, os
import pyarrow as pa
from pyarrow import parquet
from cityties.export.parquet import same_table

def count():
    return len(os.listdir("/proc/self/task"))

file = io.BytesIO()
parquet.write_table(pa.table({"a": [1, 2] * 1000, "b": ["x", "y"] * 1000}), file)
before = count()
assert same_table(file.getvalue(), file.getvalue())
ours = count()
parquet.read_table(io.BytesIO(file.getvalue()))
print(before, ours, count(), flush=True)
os._exit(0)
"""
"""In a process of its own: threads that another test started would hide ours.

It ends at once: the last reading starts Arrow's threads, which can abort a usual end.
"""


def written(**columns: list[object]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


def test_tables_are_compared_by_what_they_hold() -> None:
    pytest.importorskip("pyarrow", reason="install it with: pip install '.[parquet]'")
    one = written(a=[1, 2], b=["x", None])
    assert same_table(one, written(a=[1, 2], b=["x", None]))
    assert not same_table(one, written(a=[1, 3], b=["x", None]))
    assert not same_table(one, written(a=[1, 2], b=["x", ""]))


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc")
def test_comparing_starts_no_thread() -> None:
    """Arrow's threads can abort the process as it ends (apache/arrow 34314, 50482)."""
    pytest.importorskip("pyarrow", reason="install it with: pip install '.[parquet]'")
    done = subprocess.run(
        [sys.executable, "-c", THREADS], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    before, ours, usual = map(int, done.stdout.split())
    assert ours == before
    assert usual > ours, "the usual way of reading starts some: the count can see them"
