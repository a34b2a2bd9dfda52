"""How long a table of others takes to load, and how much memory: up to a million lines.

    python benchmarks/tables.py [LINES …]

Writes tables of pairs (Wikidata items and the year, among 20,000 cities; and names, countries and
the year, among 2,000) into a temporary folder and loads each with the command line, in a process
of its own; says seconds, seconds per 100,000 lines, and the largest
memory of the command and of the confined process that reads for it. Then it says how fast and
how well the readers split the shapes that tables have: Python's csv as used here, and, where
they are installed, clevercsv and polars.
"""

from __future__ import annotations

import importlib.util
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

COUNTRIES = ("Deutschland", "Frankreich", "Italien", "Polen", "Spanien", "Tschechien", "Schweden")
ITEMS = 20_000
NAMES = 2_000
PARTS = (
    "bad",
    "neu",
    "ober",
    "wald",
    "berg",
    "hof",
    "feld",
    "tal",
    "see",
    "burg",
    "kirch",
    "stein",
)


def name(number: int) -> str:
    """A name that is unlike the others."""
    found = []
    while number or not found:
        number, part = divmod(number, len(PARTS))
        found.append(PARTS[part])
    return "".join(found).title()


def lines(number: int, how: str, seed: int = 7) -> Iterator[str]:
    """A table of pairs, different ones as far as there are any."""
    chance = random.Random(seed)
    yield "von;nach;seit" if how == "items" else "Stadt;Land;Partnerstadt;Land;seit"
    for _line in range(number):
        since = chance.choice(("", "0", str(1950 + chance.randrange(70)), "12.05.1998", "ca. 1990"))
        if how == "items":
            yield f"Q{chance.randrange(1, ITEMS)};Q{chance.randrange(1, ITEMS)};{since}"
            continue
        one, other = chance.randrange(NAMES), chance.randrange(NAMES)
        lands = COUNTRIES[one % 7], COUNTRIES[other % 7]
        yield f"{name(one)};{lands[0]};{name(other)};{lands[1]};{since}"


def load(number: int, how: str, folder: Path) -> None:
    """Load one table, and print what it took."""
    table, out = folder / f"{how}-{number}.csv", folder / f"out-{how}-{number}"
    with table.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines(number, how))
    start = time.perf_counter()
    command = [sys.executable, "-m", "cityties", "load", "links", str(table), "-o", str(out),
               "--no-shipped", "--name", "Pairs", "--date", "2020", "--undirected"]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    peak = {"command": 0, "confined": 0}
    while process.poll() is None:
        for kind, pid in family(process.pid):
            peak[kind] = max(peak[kind], memory(pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    said = process.stderr.read() if process.stderr else ""
    if process.returncode:
        print(said[-600:])
    size = table.stat().st_size / 2**20
    print(
        f"{how} {number:>9,} lines {size:6.1f} MB {seconds:7.1f} s "
        f"{seconds / number * 1e5:6.2f} s/100,000  command {peak['command']:5d} MB  "
        f"confined {peak['confined']:5d} MB  exit {process.returncode}",
        flush=True,
    )


def family(pid: int) -> Iterator[tuple[str, int]]:
    """The command, and the confined process under it."""
    yield "command", pid
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return
    for child in text.split():
        yield "confined", int(child)


def memory(pid: int) -> int:
    """Megabytes that a process has had at most."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
    except OSError:
        return 0
    found = next((line for line in text.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(found.split()[1]) // 1024


SHAPES = {
    "semicolons, decimal comma": "id;lat;lng\nQ1;50,94;6,96\nQ2;41,9;12,5\n",
    "pipes": "a|b|c\n1|x, y|2\n3|z|4\n",
    "title above, commas": "Members of 2020,,\n\nid,name,country\nQ1,\"B, the Old\",FI\nQ2,C,FI\n",
    "tabs, quotes as letters": "id\tname\nQ1\t\"Big\" City\nQ2\tTown, upper\n",
    "quoted line feeds": "id,note\nQ1,\"one\ntwo\"\nQ2,three\n",
    "one column of names": "City\nNew York\nBad Homburg\nWashington, D.C.\n",
}  # fmt: skip
RIGHT = {"semicolons, decimal comma": ";", "pipes": "|", "title above, commas": ",",
         "tabs, quotes as letters": "\t", "quoted line feeds": ",",
         "one column of names": ","}  # fmt: skip


def compare_readers(folder: Path) -> None:
    """What ours, clevercsv and polars make of the separators, and how fast they split."""
    from cityties.loaders.foreign.splitting import Split, guess

    print("separator found: " + ", ".join(
        f"{name}: {'right' if guess(text.splitlines()) == RIGHT[name] else 'wrong'}"
        for name, text in SHAPES.items()
    ))  # fmt: skip
    table = folder / "pairs.csv"
    table.write_text("\n".join(lines(200_000, "names")) + "\n", encoding="utf-8")
    data = table.read_bytes()
    timed("ours", lambda: sum(len(cut.cells) for cut in Split(data, "utf-8")))
    if importlib.util.find_spec("clevercsv"):
        import clevercsv

        found = []
        for name, text in SHAPES.items():
            try:
                sign = clevercsv.Sniffer().sniff(text).delimiter
            except clevercsv.Error:
                sign = "?"
            found.append(f"{name}: {'right' if sign == RIGHT[name] else f'wrong ({sign!r})'}")
        print("clevercsv: " + ", ".join(found))
        timed(
            "clevercsv, separator alone", lambda: clevercsv.Sniffer().sniff(data[:200_000].decode())
        )
    if importlib.util.find_spec("polars"):
        import polars

        timed("polars", lambda: polars.read_csv(data, separator=";", infer_schema=False).height)


def timed(name: str, work: object) -> None:
    """Run something and print its seconds."""
    start = time.perf_counter()
    work()  # type: ignore[operator]
    print(f"{name}: {time.perf_counter() - start:.2f} s")


def main() -> None:
    """Measure."""
    sizes = [int(word.replace(",", "")) for word in sys.argv[1:]] or [
        1_000,
        10_000,
        100_000,
        1_000_000,
    ]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        compare_readers(folder)
        for how in ("items", "names"):
            for number in sizes:
                load(number, how, folder)
    print(
        f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, "
        f"{os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
