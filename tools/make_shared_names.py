"""Write the names that several cities have: ``loaders/resolve/shared_names.txt``.

    python tools/make_shared_names.py INDEX

``INDEX`` is the index of installed names that ``cityties load links`` makes in the cache. A name
is written if two places of 15,000 people or more, more than 25 km apart, are shown under it.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

from cityties.base.files import write_atomic
from cityties.loaders.resolve.alike import is_main
from cityties.loaders.resolve.decide import SAME_KM
from cityties.model.earth import Point, distance_km

TARGET = Path(__file__).resolve().parents[1] / "graph/cityties/loaders/resolve/shared_names.txt"
PEOPLE = 15_000
HEAD = (
    "# Folded names that several cities of 15,000 people or more have; written by\n"
    "# tools/make_shared_names.py from GeoNames (geonames.org, CC BY 4.0).\n"
)


def shared_names(file: str) -> list[str]:
    """The names, sorted."""
    found: dict[str, list[Point]] = defaultdict(list)
    with sqlite3.connect(file) as base:
        rows = base.execute(
            "SELECT n.folded, p.name, p.lat, p.lng FROM name n JOIN place p ON p.id = n.place "
            "WHERE p.population >= ?",
            (PEOPLE,),
        )
        for folded, name, lat, lng in rows:
            others = found[folded] if is_main(folded, name) else []
            if is_main(folded, name) and all(
                distance_km((lat, lng), other) > SAME_KM for other in others
            ):
                others.append((lat, lng))
    return sorted(name for name, points in found.items() if len(points) > 1)


if __name__ == "__main__":
    names = shared_names(sys.argv[1])
    write_atomic(TARGET, (HEAD + "".join(f"{name}\n" for name in names)).encode())
    print(f"{TARGET.name}: {len(names)} names")
