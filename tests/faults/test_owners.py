"""Locks that are links, folders of others, what killed writers leave, long names."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from commands import SMALL

from cityties.base import parts
from cityties.base.files import (
    UncertainError,
    atomic_directory,
    atomic_file,
    remove_tree,
    write_atomic,
    write_new,
)
from cityties.base.locks import lock
from cityties.errors import StoreError
from cityties.store import graphs
from cityties.store.build import open_or_build

needs_users = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users with numbers")


def entries(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# --- locks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["symlink", "dangling", "hard", "pipe", "socket", "folder"])
def test_a_lock_that_is_something_else_is_refused(tmp_path: Path, kind: str) -> None:
    victim = tmp_path / "victim"
    if kind != "dangling":
        victim.write_text("precious")
    store = tmp_path / "store"
    store.mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        if kind == "hard":
            (store / ".lock").hardlink_to(victim)
        elif kind == "pipe":
            os.mkfifo(store / ".lock")
        elif kind == "folder":
            (store / ".lock").mkdir()
        elif kind == "socket":
            server.bind(str(store / ".lock"))
        else:
            (store / ".lock").symlink_to(victim)
        with pytest.raises(StoreError, match=r"\.lock is a link|cannot write in"):
            open_or_build([SMALL], shipped=False, store_dir=store)
    assert entries(store) == [".lock"]
    assert victim.exists() == (kind != "dangling")
    assert kind == "dangling" or victim.read_text() == "precious"


def test_a_lock_is_not_handed_to_other_programs(tmp_path: Path) -> None:
    with lock(tmp_path / "lock"):
        code = "import os; print(*[os.readlink(f'/proc/self/fd/{n}') for n in range(3, 20) "
        code += "if os.path.exists(f'/proc/self/fd/{n}')])"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            close_fds=False,
        )  # fmt: skip
    assert "lock" not in done.stdout


# --- owners ------------------------------------------------------------------------------------


@needs_users
def test_a_store_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_or_build([SMALL], shipped=False, store_dir=tmp_path)
    before = entries(tmp_path)
    number = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: number)
    for data in ([], [SMALL]):
        with pytest.raises(StoreError, match="owned by another user"):
            open_or_build(data, shipped=False, store_dir=tmp_path)
    assert entries(tmp_path) == before


@needs_users
@pytest.mark.parametrize("mode", [0o777, 0o702])
def test_a_store_that_everybody_may_write_is_refused(tmp_path: Path, mode: int) -> None:
    open_or_build([SMALL], shipped=False, store_dir=tmp_path)
    tmp_path.chmod(mode)
    with pytest.raises(StoreError, match="every user may write"):
        open_or_build(shipped=False, store_dir=tmp_path)


@needs_users
@pytest.mark.parametrize("what", ["owner", "cache", "graphs", "entry"])
def test_a_cache_that_others_may_write_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "cache"))
    open_or_build([SMALL], shipped=False)
    (entry,) = (tmp_path / "cache" / "graphs").iterdir()
    key = entry.name
    assert graphs.find_cached(key) is not None
    if what == "owner":
        number = os.geteuid() + 1
        monkeypatch.setattr(os, "geteuid", lambda: number)
    else:
        places = {"cache": tmp_path / "cache", "graphs": entry.parent, "entry": entry}
        places[what].chmod(0o777)
    assert graphs.find_cached(key) is None
    with caplog.at_level(logging.WARNING):
        found = open_or_build([SMALL], shipped=False)
    assert found.counts["claims"] == 14
    if what in ("owner", "cache"):
        assert found.version is None
        assert [record.getMessage() for record in caplog.records] == [
            record.getMessage() for record in caplog.records if "is not used" in record.getMessage()
        ]
        assert len(caplog.records) == 1


@needs_users
@pytest.mark.skipif(not hasattr(os, "chown"), reason="needs owners")
def test_an_administrator_is_a_user_too(tmp_path: Path) -> None:
    open_or_build([SMALL], shipped=False, store_dir=tmp_path)
    try:
        os.chown(tmp_path, 65534, 65534)
    except PermissionError:
        pytest.skip("only root may give files away")
    with pytest.raises(StoreError, match="owned by another user"):
        open_or_build(shipped=False, store_dir=tmp_path)


# --- what killed writers leave -----------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from cityties.base.files import atomic_directory, atomic_file
here = Path(sys.argv[1])
begun = []
for name in sys.argv[2:]:
    begun += [atomic_file(here / name), atomic_directory(here / (name[:100] + "-d"))]
    begun[-2].__enter__().write(b"half")
    (begun[-1].__enter__() / "a").write_bytes(b"half")
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(folder: Path, *names: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), *names], check=False)
    assert done.returncode == -signal.SIGKILL


def test_the_next_writer_of_the_same_target_sweeps(tmp_path: Path) -> None:
    killed(tmp_path, "a", "a.b", "ab", "b")
    assert len(entries(tmp_path)) == 8
    write_atomic(tmp_path / "a", b"whole")
    left = [name for name in entries(tmp_path) if name.endswith(".part")]
    assert len(left) == 7
    assert sum(name.startswith((".a.b.", ".ab.", ".b.")) for name in left) == 3
    with atomic_directory(tmp_path / "b-d") as folder:
        write_new(folder / "a", b"whole")
    assert len(entries(tmp_path)) == 8
    assert parts.sweep_folder(tmp_path) == 6
    assert entries(tmp_path) == ["a", "b-d"]


def test_living_writers_keep_their_work(tmp_path: Path) -> None:
    """Eight processes and this one write the same file at once; each is whole, none is lost."""
    code = (
        "import sys\nfrom cityties.base.files import atomic_file\n"
        "for number in range(60):\n"
        "    with atomic_file(sys.argv[1]) as stream:\n"
        "        stream.write(sys.argv[2].encode() * 10_000)\n"
    )
    path = tmp_path / "a"
    with atomic_file(path) as stream:
        stream.write(b"z" * 10_000)
        children = [
            subprocess.Popen([sys.executable, "-c", code, str(path), letter])
            for letter in "stuvwxy"
        ]
        assert [child.wait() for child in children] == [0] * 7
        text = path.read_bytes()
        assert len(text) == 10_000 and len(set(text)) == 1
    assert path.read_bytes() == b"z" * 10_000
    assert entries(tmp_path) == ["a"]


def test_threads_do_not_sweep_each_other(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _number in range(50):
                write_atomic(tmp_path / "a", b"whole")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert entries(tmp_path) == ["a"]


def test_a_writer_elsewhere_counts_as_dead_after_a_day(tmp_path: Path) -> None:
    mine = parts.hidden_name(tmp_path / "a").name
    place = mine.split(".")[2]
    other = tmp_path / mine.replace(place, "00000000")
    other.write_bytes(b"half")
    write_atomic(tmp_path / "a", b"whole")
    assert other.exists()
    os.utime(other, (time.time() + 10**6,) * 2)
    write_atomic(tmp_path / "a", b"whole")
    assert other.exists(), "a time in the future says nothing"
    os.utime(other, (time.time() - 2 * 24 * 3600,) * 2)
    write_atomic(tmp_path / "a", b"whole")
    assert entries(tmp_path) == ["a"]


def test_a_process_of_the_same_number_is_another(tmp_path: Path) -> None:
    name = parts.hidden_name(tmp_path / "a").name
    fields = name.split(".")
    fields[4] = str(int(fields[4]) + 1)  # when it was started
    (tmp_path / ".".join(fields)).write_bytes(b"half")
    write_atomic(tmp_path / "a", b"whole")
    assert entries(tmp_path) == ["a"]


def test_what_only_looks_like_a_leftover_stays(tmp_path: Path) -> None:
    kept = [".a.part", ".a.123.part", ".a.txt.part", "a.part", ".a.part.txt"]
    for name in kept:
        (tmp_path / name).write_bytes(b"mine")
    write_atomic(tmp_path / "a", b"whole")
    assert entries(tmp_path) == sorted([*kept, "a"])


def test_a_leftover_that_is_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("precious")
    fields = parts.hidden_name(tmp_path / "a").name.split(".")
    fields[4] = "1"
    (tmp_path / ".".join(fields)).symlink_to(tmp_path / "precious")
    write_atomic(tmp_path / "a", b"whole")
    assert entries(tmp_path) == ["a", "precious"]
    assert entries(tmp_path / "precious") == ["thesis.txt"]


# --- names and errors --------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["a", "ا"])
def test_the_longest_name_can_be_written(tmp_path: Path, letter: str) -> None:
    name = letter * (255 // len(letter.encode()))
    for content in (b"one", b"two"):
        write_atomic(tmp_path / name, content)
        assert (tmp_path / name).read_bytes() == content
    killed(tmp_path, name)
    left = {entry for entry in entries(tmp_path) if entry.endswith(".part")}
    assert len(left) == 2
    write_atomic(tmp_path / name, b"three")
    assert len(left & set(entries(tmp_path))) == 1


FAILING = ("open", "write", "fsync", "close", "chmod", "replace")


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_an_error_names_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    real = getattr(os, name)

    def fail(*args: object, **more: object) -> None:
        if name == "close":
            real(*args)
        raise OSError(number, os.strerror(number), str(args[0]))

    monkeypatch.setattr(os, name, fail)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        write_atomic(path, b"new")
    monkeypatch.undo()
    assert caught.value.filename == str(path)
    assert ".part" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert entries(tmp_path) == ["a"]


def test_a_folder_that_is_not_confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = "cityties.base.files._flush_folder"

    def fail(_folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    write_atomic(tmp_path / "a", b"old")
    monkeypatch.setattr(flush, fail)
    with pytest.raises(UncertainError, match="did not confirm") as caught:
        write_atomic(tmp_path / "a", b"new")
    assert caught.value.filename == str(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EBADF])
def test_a_system_that_cannot_flush_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import stat

    real = os.fsync

    def flush(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        real(handle)

    monkeypatch.setattr(os, "fsync", flush)
    write_atomic(tmp_path / "a", b"whole")
    with atomic_directory(tmp_path / "d") as folder:
        write_new(folder / "a", b"whole")
    assert entries(tmp_path) == ["a", "d"]


def test_a_tree_is_hidden_before_it_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a").write_bytes(b"1")

    def fail(_entry: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "x")

    monkeypatch.setattr(parts, "remove", fail)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        remove_tree(tmp_path / "old")
    assert not (tmp_path / "old").exists()
