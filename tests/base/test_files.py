"""Files appear whole or not at all; second writers wait or are refused."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.base.files import (
    atomic_directory,
    atomic_file,
    clear_leftovers,
    decode_strict,
    sha256,
    sha256_file,
    sha256_parts,
    write_atomic,
)
from cityties.base.locks import lock
from cityties.errors import StoreError


def entries(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, b"one")
    path.chmod(0o640)
    write_atomic(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert entries(tmp_path) == ["a.txt"]


def test_a_new_file_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a.txt", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target.txt"
    target.write_bytes(b"one")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write_atomic(link, b"two")
    assert link.is_symlink()
    assert target.read_bytes() == b"two"


def _fail_half_way(path: Path) -> None:
    with atomic_file(path) as stream:
        stream.write(b"half")
        raise RuntimeError


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(RuntimeError):
        _fail_half_way(path)
    assert entries(tmp_path) == []
    write_atomic(path, b"old")
    with pytest.raises(RuntimeError):
        _fail_half_way(path)
    assert path.read_bytes() == b"old"
    assert entries(tmp_path) == ["a.txt"]


def test_a_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "no" / "a.txt", b"")


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "v1"
    with atomic_directory(target) as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "a").write_bytes(b"1")
        assert not target.exists()
    assert (target / "inner" / "a").read_bytes() == b"1"
    assert entries(tmp_path) == ["v1"]


def test_an_existing_folder_is_kept_or_an_error(tmp_path: Path) -> None:
    target = tmp_path / "v1"
    with atomic_directory(target) as folder:
        (folder / "a").write_bytes(b"1")
    with pytest.raises(FileExistsError), atomic_directory(target):
        pass
    with atomic_directory(target, keep_existing=True) as folder:
        (folder / "a").write_bytes(b"2")
    assert (target / "a").read_bytes() == b"1"
    assert entries(tmp_path) == ["v1"]


def test_a_folder_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "v1"
    with pytest.raises(FileExistsError), atomic_directory(target):
        target.mkdir()
        (target / "theirs").write_bytes(b"")
    assert entries(target) == ["theirs"]
    assert entries(tmp_path) == ["v1"]


def test_a_failed_folder_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), atomic_directory(tmp_path / "v1") as folder:
        (folder / "a").write_bytes(b"1")
        raise RuntimeError
    assert entries(tmp_path) == []


def test_leftovers_of_killed_writers_are_cleared(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from cityties.base.files import atomic_directory, atomic_file\n"
        "from cityties.base.locks import lock\n"
        "here = Path(sys.argv[1])\n"
        "with lock(here / 'lock'), atomic_file(here / 'f') as s, atomic_directory(here / 'd'):\n"
        "    s.write(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "f").exists()
    assert not (tmp_path / "d").exists()
    assert len(entries(tmp_path)) == 3
    with lock(tmp_path / "lock"):  # the killed process holds it no more
        assert clear_leftovers(tmp_path) == 2
    assert entries(tmp_path) == ["lock"]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with lock(tmp_path / "lock"):
        with pytest.raises(StoreError, match=f"process {os.getpid()}"), lock(tmp_path / "lock"):
            pass
        code = (
            "import sys\n"
            "from cityties.errors import StoreError\n"
            "from cityties.base.locks import lock\n"
            "try:\n"
            "    with lock(sys.argv[1]): pass\n"
            "except StoreError: sys.exit(7)\n"
        )
        arguments = [sys.executable, "-c", code, str(tmp_path / "lock")]
        assert subprocess.run(arguments, check=False).returncode == 7
    with lock(tmp_path / "lock"):
        pass


def test_a_writer_can_wait(tmp_path: Path) -> None:
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with lock(tmp_path / "lock"):
            held.set()
            go.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    threading.Timer(0.1, go.set).start()
    with lock(tmp_path / "lock", wait=30):
        assert go.is_set()
    other.join()


def test_a_lock_without_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"), lock(tmp_path / "no" / "lock"):
        pass


def test_checksums(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert sha256_file(path) == sha256(b"abc")
    assert sha256(b"abc").startswith("ba7816bf")


@given(st.lists(st.tuples(st.text(max_size=4), st.binary(max_size=4)), max_size=4), st.data())
def test_different_parts_have_different_checksums(
    parts: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    other = data.draw(st.lists(st.tuples(st.text(max_size=4), st.binary(max_size=4)), max_size=4))
    assert (sha256_parts(parts) == sha256_parts(other)) == (parts == other)


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs", "S"), max_codepoint=0xD7FF)))
def test_clean_text_comes_back(text: str) -> None:
    assert decode_strict(text.encode("utf-8"), "f") == (text, [])
    assert decode_strict(text.encode("utf-8-sig"), "f") == (text, [])


def test_half_spaces_and_line_ends_are_kept() -> None:
    text = "می‌شود\r\nb\tc\n"
    assert decode_strict(text.encode(), "f") == (text, [])


def test_bytes_that_are_not_utf8_are_found_by_line() -> None:
    _text, problems = decode_strict(b"ok\r\ncaf\xe9,\xff\n\xc3\xa9\nna\xefve", "places.csv")
    assert [(p.file, p.line, p.value, p.code) for p in problems] == [
        ("places.csv", 2, "E9", "bad-encoding"),
        ("places.csv", 4, "EF", "bad-encoding"),
    ]


def test_utf16_is_named() -> None:
    _text, problems = decode_strict("id,name\n".encode("utf-16"), "f")
    assert len(problems) == 1
    assert "UTF-16" in problems[0].message


@pytest.mark.parametrize(
    "sign", ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffd"]
)
def test_signs_that_must_not_be_in_a_table(sign: str) -> None:
    _text, problems = decode_strict(f"id\na{sign}b\n".encode(), "f")
    assert [(p.line, p.value, p.code) for p in problems] == [
        (2, f"U+{ord(sign):04X}", "control-character")
    ]


def test_a_wholly_wrong_file_gives_a_short_list() -> None:
    _text, problems = decode_strict(b"\xe9\n" * 500, "f")
    assert len(problems) == 21
    assert "480 more" in problems[-1].message


def test_a_lock_that_is_taken_away_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / ".lock"
    with lock(file, leave=False):
        with pytest.raises(StoreError), lock(file, leave=False):
            pass
        assert file.is_file()
    assert not file.exists()
    held: list[int] = []

    def work() -> None:
        for _n in range(20):
            with lock(file, wait=30, leave=False):
                held.append(1)
                assert len(held) == 1
                held.pop()

    workers = [threading.Thread(target=work) for _n in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert held == []
    assert not file.exists()
