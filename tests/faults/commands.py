"""Every command that writes, on a small folder of data: what it writes and what is there before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
DATA = ("--no-shipped", "--data", "data")


@dataclass(frozen=True)
class Command:
    """A command and its target.

    Parameters
    ----------
    name : in reports
    words : what is typed; the current folder holds ``data``
    target : what it writes; messages must name it
    kind : how its state is read: ``tree`` (byte by byte), ``files`` (each of them),
        ``store``, ``snapshot``, ``cache`` or ``cleared``
    before : makes what is there before
    first : what is typed before, so that there is an old state
    again : whether the command can be repeated once it has been done
    cached : whether it keeps a graph in the cache
    """

    name: str
    words: tuple[str, ...]
    target: str
    kind: str = "tree"
    before: Callable[[Path], None] = lambda _folder: None
    first: tuple[str, ...] = ()
    again: bool = True
    cached: bool = False


def _old(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).write_text("old\n" * 100)

    return make


def _reversed(folder: Path) -> None:
    """Tables whose rows are not in their order, so that three of them must be written."""
    for name in ("claims", "places", "sources"):
        file = folder / "data" / f"{name}.csv"
        head, *rows = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(head + b"".join(reversed(rows)))


def _pairs(folder: Path) -> None:
    (folder / "pairs.tsv").write_text("source\ttarget\nporto\tisfahan\nporto\tfreiburg\n")


def _twins(folder: Path) -> None:
    pair = {"item": "http://www.wikidata.org/entity/Q42053"}
    value = {"type": "item", "value": {"entity-type": "item", "id": "Q2833"}}
    twin = {"mainsnak": {"snaktype": "value", "datavalue": value}, "rank": "normal", "id": "Q1$1"}
    label = {"en": {"language": "en", "value": "Isfahan"}}
    item = {"id": "Q42053", "labels": label, "claims": {"P190": [twin]}, **pair}
    (folder / "twins.json").write_text(json.dumps({"entities": {"Q42053": item}}))


def _members(folder: Path) -> None:
    (folder / "members.tsv").write_text("id\tgrade\nporto\tmember\n")


ABOUT = ("--name", "Twin towns", "--date", "2016-09")
PLACE = ("--name-en", "Turin", "--name-fa", "تورین", "--kind", "city", "--country", "Germany")

COMMANDS = (
    Command("export-new", ("export", "out.nq", "--format", "nquads", *DATA), "out.nq", cached=True),
    Command(
        "export-old", ("export", "out.graphml", *DATA), "out.graphml",
        before=_old("out.graphml"), cached=True,
    ),
    Command(
        "map", ("map", "isfahan", "-o", "out.html", *DATA), "out.html",
        before=_old("out.html"), cached=True,
    ),
    Command(
        "chart", ("trend", "isfahan", "--chart", "out.svg", "--measure", "degree", *DATA),
        "out.svg", before=_old("out.svg"), cached=True,
    ),
    Command(
        "workbook", ("data", "workbook", "out.xlsx", "--folder", "data", "--no-shipped"),
        "out.xlsx", before=_old("out.xlsx"),
    ),
    Command(
        "format", ("data", "format", "data", "--no-shipped"), "data", "files", before=_reversed
    ),
    Command(
        "add-place", ("data", "add-place", "data", *PLACE, "--no-shipped", "--no-ask", "--yes"),
        "data", again=False,
    ),
    Command(
        "add-source",
        ("data", "add-source", "data", "--url", "https://new.example.org/1", "--title", "Trams",
         "--kind", "news", "--language", "en", "--published", "2021", "--accessed", "2026-01-01",
         "--publisher", "new-paper", "--publisher-en", "New Paper", "--publisher-fa", "روزنامه",
         "--no-shipped", "--no-ask", "--yes"),
        "data", "files", again=False,
    ),
    Command(
        "load-links", ("load", "links", "pairs.tsv", "-o", "made", *ABOUT, *DATA), "made",
        before=_pairs, again=False,
    ),
    Command(
        "load-members",
        ("load", "members", "members.tsv", "-o", "made", "--network", "A network", *ABOUT, *DATA),
        "made", before=_members, again=False,
    ),
    Command(
        "load-rdf", ("load", "rdf", "graph.trig", "-o", "made", "--no-shipped"), "made",
        again=False,
    ),
    Command(
        "load-workbook", ("load", "workbook", "book.xlsx", "-o", "made", "--no-shipped"), "made",
        again=False,
    ),
    Command(
        "load-wikidata",
        ("load", "wikidata", "-o", "made", "--from", "twins.json", "--date", "2022-01",
         "--no-shipped"),
        "made", before=_twins, again=False,
    ),
    Command("build", ("build", *DATA), "cache", kind="cache", cached=True),
    Command("store-new", ("build", "--store", "store", *DATA), "store", "store"),
    Command(
        "store-old", ("build", "--store", "store", *DATA), "store", "store",
        first=("build", "--store", "store", "--known-by", "2008-01-01", *DATA),
    ),
    Command(
        "snapshot", ("snapshot", "create", "releases", "--on", "2020-01-01", *DATA), "releases",
        "snapshot", cached=True,
        first=("snapshot", "create", "releases", "--on", "2015-01-01", "--title", "Old", *DATA),
    ),
    Command("cache-clear", ("cache", "clear"), "cache", "cleared", first=("build", *DATA)),
)  # fmt: skip
