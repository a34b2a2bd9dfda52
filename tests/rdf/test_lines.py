"""Lines are sorted, packed and read back in little room, whatever they hold."""

from __future__ import annotations

import gzip
import hashlib
import random

import pytest

from cityties.errors import StoreError
from cityties.rdf import lines as module
from cityties.rdf.lines import Lines, Sorter, packed_lines, sorted_lines, split_lines

ODD = ["\u2028", "\x85", "\\n", "é", "ی", "𐍈", "\x1c", "\v"]


def made(number: int, seed: int = 5) -> list[str]:
    chosen = random.Random(seed)
    return [
        f'<a{chosen.randrange(number)}> <p> "{chosen.choice(ODD)}" <g{chosen.randrange(3)}> .\n'
        for _ in range(number)
    ]


@pytest.mark.parametrize("run", [7, 100, 1 << 18])
@pytest.mark.parametrize("number", [0, 1, 99, 1000])
def test_they_come_sorted_and_once(monkeypatch: pytest.MonkeyPatch, run: int, number: int) -> None:
    monkeypatch.setattr(module, "_RUN", run)
    monkeypatch.setattr(module, "_BATCH", 5)
    monkeypatch.setattr(module, "_PIECE", 64)
    given = made(number)
    sorter = Sorter()
    sorter.add(given[: number // 2])
    sorter.add(iter(given[number // 2 :]))
    found = sorter.done()
    right = sorted(set(given))
    text = "".join(right).encode()
    assert found.whole() == text
    assert [line for batch in found.batches() for line in batch] == right
    assert (found.quads, found.graphs) == (len(right), len({line[-6:] for line in right}))
    assert found.id == hashlib.sha256(text).hexdigest()
    assert gzip.decompress(b"".join(found.packed())) == text
    again = packed_lines(text)
    assert (again.whole(), again.id, again.quads) == (text, found.id, found.quads)


def test_the_same_lines_give_the_same_packed_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    given = made(500)
    one = b"".join(sorted_lines(given).packed())
    random.Random(1).shuffle(given)
    assert b"".join(sorted_lines(given).packed()) == one


def test_a_piece_is_of_whole_lines_and_small() -> None:
    found = sorted_lines(f"<a{n}> <p> <b> <g> .\n" for n in range(200_000))
    pieces = list(found.pieces())
    assert len(pieces) > 3
    assert all(piece.endswith(b"\n") and len(piece) < 2 << 20 for piece in pieces)
    assert sum(len(split_lines(piece)) for piece in pieces) == 200_000


@pytest.mark.parametrize("damage", ["cut", "more", "flip", "none", "half line"])
def test_what_is_damaged_is_an_error(damage: str) -> None:
    packed = b"".join(sorted_lines(made(3000)).packed())
    bad = {
        "cut": packed[:-9],
        "more": packed + b"x",
        "flip": packed[:-7] + bytes([packed[-7] ^ 1]) + packed[-6:],
        "none": b"",
        "half line": gzip.compress(b"<a> <p> <b> <g> .\n<a>"),
    }[damage]
    with pytest.raises(StoreError):
        Lines(lambda: [bad[:1000], bad[1000:]]).whole()
