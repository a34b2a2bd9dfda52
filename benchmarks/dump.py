# ruff: noqa: E501 - the shape of an item is read whole
"""How fast a dump of Wikidata is filtered, beside reading the file alone.

    python benchmarks/dump.py [MEGABYTES]      a synthetic dump with unequal items (default 1024)

CPU seconds of this process and its threads. The dump is made by a script with a seed: real ones
compress better or worse.
"""

from __future__ import annotations

import bz2
import gzip
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from cityties.loaders.wikidata import dump as dumps
from cityties.loaders.wikidata.dump_file import BLOCK, DumpFile
from cityties.loaders.wikidata.surprises import Surprises


def make(path: Path, size: int) -> int:
    """Write a dump of about so many bytes; one item of 50 has twin towns."""
    draw = random.Random(20)
    words = [f"{draw.getrandbits(40):x}" for _each in range(20_000)]
    number = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("[\n")
        while out.tell() < size:
            parts = []
            for _each in range(500):
                number += 1
                statements = {
                    f"P{draw.randrange(200, 9000)}": [
                        {"id": f"Q{number}$x{at}", "rank": "normal", "mainsnak": {
                            "snaktype": "value", "datavalue": {
                                "type": "string", "value": " ".join(draw.choices(words, k=6))}}}
                    ]
                    for at in range(draw.randrange(2, 120))
                }  # fmt: skip
                if number % 50 == 0:
                    statements["P190"] = [
                        {"id": f"Q{number}$t", "rank": "normal", "mainsnak": {
                            "snaktype": "value", "datavalue": {"type": "wikibase-entityid", "value": {
                                "entity-type": "item", "id": f"Q{draw.randrange(1, number + 1)}"}}}}
                    ]  # fmt: skip
                item = {"type": "item", "id": f"Q{number}", "labels": {
                    "en": {"language": "en", "value": draw.choice(words)}}, "claims": statements}  # fmt: skip
                parts.append(json.dumps(item, separators=(",", ":")) + ",\n")
            out.write("".join(parts))
        out.write('{"type":"item","id":"Q0","labels":{},"claims":{}}\n]\n')
    return number


def cpu(work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


def main() -> None:
    size = int(sys.argv[1] if len(sys.argv) > 1 else "1024") * 1_000_000
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "dump.json"
        number = make(file, size)
        real = file.stat().st_size / 1e6
        print(f"{real:,.0f} MB, {number:,} items")
        compressed = Path(place) / "dump.json.gz", Path(place) / "dump.json.bz2"
        for opened, target in zip((gzip.open, bz2.open), compressed, strict=True):
            with file.open("rb") as data, opened(target, "wb", 3) as out:
                while piece := data.read(1 << 22):
                    out.write(piece)
        for path in (file, *compressed):

            def alone(path: Path = path) -> None:
                with DumpFile(path) as reader:
                    while reader._file.read(BLOCK):
                        pass

            passes: list[float] = []
            reading = cpu(alone)
            begun = time.process_time()
            dumps.collect_dump(
                path, work=Path(place) / f"work-{path.suffix}", surprises=Surprises(),
                every=1 << 60,
                checkpoint=lambda _pass, _at, to=passes: to.append(time.process_time()),
            )  # fmt: skip
            whole = time.process_time() - begun
            print(
                f"{path.suffix:5} reading alone {reading:6.2f} s; the dump {passes[0] - begun:6.2f} "
                f"s, all {whole:6.2f} s ({real / whole:4.0f} MB/CPU s, {whole / reading:.2f} of "
                "reading)"
            )


if __name__ == "__main__":
    main()
