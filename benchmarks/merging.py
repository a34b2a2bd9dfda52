"""Two people add claims in two copies of a folder: how many merges conflict, and by which way.

Compared are the lines of one table, the lines of one table for each source (as a forge without
our driver would merge them), and ``cityties data merge``.

    python benchmarks/merging.py
"""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from pathlib import Path

from cityties.loaders.merging import Table, merge

TRIALS = 100
HEADER = "id,source,gist"


def _lines(rows: dict[str, str]) -> str:
    ordered = sorted(rows.items(), key=lambda row: (row[1], row[0]))
    return "".join([f"{HEADER}\n", *(f"{id_},{source},text\n" for id_, source in ordered)])


def _git(folder: Path, base: str, ours: str, theirs: str) -> bool:
    """Whether git merges the three texts without a conflict."""
    files = [folder / name for name in ("ours", "base", "theirs")]
    for file, text in zip(files, (ours, base, theirs), strict=True):
        file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", "-q", *files], capture_output=True, check=False
    )
    return done.returncode == 0


def _table(rows: dict[str, str]) -> Table:
    cells = {id_: {"id": id_, "source": source, "gist": "text"} for id_, source in rows.items()}
    return Table("claims", tuple(HEADER.split(",")), cells)


def _trial(draw: random.Random, size: int, added: int, sources: int, folder: Path) -> list[bool]:
    def new(n: int) -> dict[str, str]:
        return {f"c-{draw.randrange(16**8):08x}": f"s{draw.randrange(sources)}" for _n in range(n)}

    base = new(size)
    three = (base, {**base, **new(added)}, {**base, **new(added)})
    whole = _git(folder, *map(_lines, three))
    single = True
    for n in range(sources):
        one = [{i: s for i, s in rows.items() if s == f"s{n}"} for rows in three]
        if one[0] != one[1] and one[0] != one[2] and one[1] != one[2]:
            single = single and _git(folder, *map(_lines, one))
    return [not whole, not single, bool(merge(*map(_table, three)).conflicts)]


def main() -> None:
    """Print the share of merges with a conflict."""
    print("rows there, added by each, sources: lines, a table a source, data merge")
    with tempfile.TemporaryDirectory() as name:
        for size, added, sources in ((13, 1, 4), (13, 5, 4), (868, 5, 103), (868, 20, 103)):
            draw = random.Random(1)
            found = [_trial(draw, size, added, sources, Path(name)) for _n in range(TRIALS)]
            shares = [sum(column) / TRIALS for column in zip(*found, strict=True)]
            print(f"{size}, {added}+{added}, {sources}:", *(f"{share:.0%}" for share in shares))
    rows = {f"c-{n:08x}": "s" for n in range(868)}
    start = time.perf_counter()
    merge(*(_table(rows) for _n in range(3)))
    print(f"868 rows: {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    main()
