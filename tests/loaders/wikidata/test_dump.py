"""A dump of Wikidata: the same rows however it is compressed, read or interrupted."""

from __future__ import annotations

import bz2
import gzip
import json
import random
import subprocess
import sys

import pytest

from cityties.errors import DataError, NotFoundError, UsageError
from cityties.loaders.wikidata import dump as dumps
from cityties.loaders.wikidata import dump_file
from cityties.loaders.wikidata.load import from_dump, from_files
from cityties.loaders.wikidata.surprises import Surprises

DATE = "2024-05-12"
NUMBER = 400


def entity(number, draw):
    qid = f"Q{number}"

    def item(target, name, at):
        return {
            "id": f"{qid}${name}-{at}",
            "rank": "normal",
            "type": "statement",
            "mainsnak": {
                "snaktype": "value",
                "property": name,
                "datavalue": {"type": "wikibase-entityid", "value": {
                    "entity-type": "item", "id": target}},
            },
            "qualifiers": {"P580": [{"snaktype": "value", "datavalue": {"type": "time", "value": {
                "time": f"+{1950 + number % 70}-00-00T00:00:00Z", "precision": 9,
                "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}}}]},
        }  # fmt: skip

    claims = {"P31": [item("Q515", "P31", 0)] * draw.randrange(1, 5)}
    claims["P17"] = [item("Q9001", "P17", 0)]
    if number % 4 == 0:
        claims["P190"] = [
            item(f"Q{draw.randrange(1, NUMBER)}", "P190", at) for at in range(draw.randrange(1, 4))
        ]
    words = "".join(draw.choices("abcdefgh ", k=draw.randrange(20, 2000)))
    return {
        "type": "item",
        "id": qid,
        "labels": {"en": {"language": "en", "value": f"Town {number}"},
                   "xx": {"language": "xx", "value": words}},
        "descriptions": {"en": {"language": "en", "value": f'not "P190" but {words}'}},
        "claims": claims,
    }  # fmt: skip


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    draw = random.Random(7)
    items = [entity(number, draw) for number in range(1, NUMBER)]
    country = {"type": "item", "id": "Q9001",
               "labels": {"en": {"language": "en", "value": "Land"}}, "claims": []}  # fmt: skip
    items.insert(17, country)
    file = tmp_path_factory.mktemp("dump") / "dump.json"
    lines = ",\n".join(
        json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items
    )
    file.write_text(f"[\n{lines}\n]\n")
    file.with_name("dump.json.gz").write_bytes(gzip.compress(file.read_bytes()))
    file.with_name("dump.json.bz2").write_bytes(bz2.compress(file.read_bytes()))
    return file


def tables(made):
    return {name: made.files[name] for name in made.files if name.endswith(".csv")}


@pytest.mark.parametrize("end", ["", ".gz", ".bz2"])
def test_the_rows_are_those_of_the_items_themselves(dump, tmp_path, end):
    file = dump.with_name(dump.name + end)
    made = from_dump(file, work=tmp_path / "work", date=DATE, name="W")
    items = json.loads(dump.read_text())
    twins = [item for item in items if item["claims"] and "P190" in item["claims"]]
    named = {
        claim["mainsnak"]["datavalue"]["value"]["id"]
        for item in twins
        for claim in item["claims"]["P190"]
    } | {"Q9001"}
    used = [item for item in items if item in twins or item["id"] in named]
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(used))
    want = from_files([saved], date=DATE, name="W")
    ours, theirs = made.made.tables, want.made.tables
    assert len(ours.claims) > 100
    claims = {(c.parties, c.status, c.when, c.aspect, c.locator) for c in ours.claims}
    assert claims == {(c.parties, c.status, c.when, c.aspect, c.locator) for c in theirs.claims}
    assert {place.id: place for place in ours.places} == {p.id: p for p in theirs.places}


def test_without_the_extra_the_rows_are_the_same(dump, tmp_path, monkeypatch):
    with_extra = from_dump(dump, work=tmp_path / "a", date=DATE)
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.setitem(sys.modules, "rapidgzip", None)
    assert tables(from_dump(dump, work=tmp_path / "b", date=DATE)) == tables(with_extra)


KILLED = """
import os, signal, sys
from pathlib import Path
from cityties.loaders.wikidata import dump, dump_file
from cityties.loaders.wikidata.surprises import Surprises
dump_file.BLOCK = 4096
def stop(number, at):
    print(number, at, flush=True)
    if at > 100_000:
        os.kill(os.getpid(), signal.SIGKILL)
dump.collect_dump(Path(sys.argv[1]), work=Path(sys.argv[2]), surprises=Surprises(),
                  every=20_000, checkpoint=stop)
"""


@pytest.mark.parametrize("end", ["", ".gz", ".bz2"])
def test_a_killed_run_resumes_at_its_checkpoint(dump, tmp_path, monkeypatch, end):
    file, work = dump.with_name(dump.name + end), tmp_path / "work"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(file), str(work)], capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    last = int(done.stdout.split()[-1])
    state = json.loads((work / "state.json").read_text())
    assert state["at"] == last > 100_000
    monkeypatch.setattr(dump_file, "BLOCK", 4096)
    begun = []
    dumps.collect_dump(
        file, work=work, surprises=Surprises(), every=20_000,
        checkpoint=lambda _number, at: begun.append(at),
    )  # fmt: skip
    assert last < begun[0] < last + 40_000  # it did not begin again
    dumps.collect_dump(file, work=tmp_path / "whole", surprises=Surprises())
    for name in ("kept.jsonl", "others.jsonl.gz"):
        ours, theirs = ((folder / name).read_bytes() for folder in (work, tmp_path / "whole"))
        if name.endswith(".gz"):
            ours, theirs = gzip.decompress(ours), gzip.decompress(theirs)
        assert ours == theirs
        assert ours


def test_the_dump_is_read_once(dump, tmp_path, monkeypatch):
    opened = []
    real = dump_file.DumpFile._open
    monkeypatch.setattr(
        dump_file.DumpFile, "_open", lambda self: (opened.append(self.path.name), real(self))[1]
    )
    from_dump(dump, work=tmp_path / "work", date=DATE)
    assert opened == [dump.name, "others.jsonl.gz"]
    assert (tmp_path / "work" / "others.jsonl.gz").stat().st_size < dump.stat().st_size / 20


@pytest.mark.parametrize("extra", [True, False])
def test_lines_that_are_no_items(tmp_path, monkeypatch, extra):
    """They are reported where they matter, and hide nothing of their neighbours."""
    if not extra:
        monkeypatch.setitem(sys.modules, "msgspec", None)
    draw = random.Random(1)
    items = [entity(number, draw) for number in (4, 8, 12, 16)]
    for item in items:
        item["claims"]["P190"] = items[0]["claims"]["P190"][:1]
        item["claims"]["P190"][0]["mainsnak"]["datavalue"]["value"]["id"] = "Q77"
    lines = [json.dumps(item, separators=(",", ":")) for item in items]
    lines[1] = lines[1][:-30]  # with the property, and cut
    lines.insert(2, '{"type":"item","id":"Q77","labels":{"en":')  # named by the others
    lines.insert(3, '{"type":"item","id":"Q78","labels":{"en":')  # named by none
    lines.insert(4, '{"type":"property","id":"P190","labels":[],"claims":[]}')
    lines.insert(5, "no JSON")
    file = tmp_path / "dump.json"
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    surprises = Surprises()
    found = dumps.collect_dump(file, work=tmp_path / "work", surprises=surprises)
    assert set(found.items) == {"Q4", "Q12", "Q16"}
    assert surprises.as_json()["unreadable-row"]["ids"] == ["Q8", "Q77"]


def test_what_is_no_dump(dump, tmp_path):
    def read(file, **more):
        return from_dump(file, work=tmp_path / "work", date=DATE, **more)

    with pytest.raises(NotFoundError, match="does not exist"):
        read(tmp_path / "none.json")
    with pytest.raises(UsageError, match="not a property"):
        read(dump, properties=["190"])
    with pytest.raises(NotFoundError, match="P7777"):
        read(dump, properties=["P7777"])
    cut = tmp_path / "cut.json.bz2"
    cut.write_bytes(dump.with_name("dump.json.bz2").read_bytes()[:-2000])
    with pytest.raises(DataError, match="cut or damaged"):
        from_dump(cut, work=tmp_path / "cut", date=DATE)
