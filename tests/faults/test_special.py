"""What is not a regular file: written into or refused as a target, refused inside folders."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from commands import DATA, SMALL

from conftest import Runner

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")

EXPORT = ("export", "{}", "--format", "graphml", *DATA)
SECONDS = 40  # a command that waits for ever is ended


@pytest.fixture
def here(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "data")
    return tmp_path


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "cityties", *words]


def run(here: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    more = {"capture_output": True, **more}
    return subprocess.run(command(*words), cwd=here, check=False, timeout=SECONDS, **more)


def words_for(target: str) -> tuple[str, ...]:
    return tuple(word.format(target) for word in EXPORT)


@pytest.fixture
def right(here: Path) -> bytes:
    done = run(here, *words_for("right.graphml"))
    assert done.returncode == 0, done.stderr
    return (here / "right.graphml").read_bytes()


# --- targets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", "link"])
def test_standard_output_by_each_of_its_names(here: Path, right: bytes, name: str) -> None:
    (here / "link").symlink_to("/dev/stdout")
    piped = run(here, *words_for(name))
    assert (piped.returncode, piped.stdout) == (0, right), piped.stderr
    with (here / "out").open("wb") as file:
        file.write(b"before ")
        file.flush()
        done = run(here, *words_for(name), stdout=file, capture_output=False)
        assert done.returncode == 0
        file.write(b" after")
    assert (here / "out").read_bytes() == b"before " + right + b" after"
    assert (here / "link").is_symlink()


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_at_a_terminal(here: Path, right: bytes, name: str) -> None:
    import pexpect

    child = pexpect.spawn(sys.executable, command(*words_for(name))[1:], cwd=here, timeout=SECONDS)
    text = child.read()
    child.close()
    assert child.exitstatus == 0
    assert text.replace(b"\r\n", b"\n").startswith(right[:200])


@pytest.mark.parametrize(
    "words",
    [
        ("map", "isfahan", "-o", "-", *DATA),
        ("data", "workbook", "-", "--folder", "data", "--no-shipped"),
        ("trend", "isfahan", "--measure", "degree", "--chart", "-", *DATA),
        ("centrality", "--chart", "-", "--runs", "5", *DATA),
        ("profile", "isfahan", "--chart", "-", *DATA),
        ("network", "--chart", "-", *DATA),
    ],
    ids=lambda words: words[0],
)
def test_a_hyphen_is_standard_output_everywhere(here: Path, words: tuple[str, ...]) -> None:
    done = run(here, *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.lstrip()[:4] in (b"<!do", b"PK\x03\x04", b"<svg")
    assert b"\n<svg" not in done.stdout, "a table before the chart"
    assert sorted(os.listdir(here)) == ["data"]  # noqa: PTH208
    closed = run(here, *words, preexec_fn=lambda: os.close(1))
    assert closed.returncode == 1
    assert closed.stderr.decode().splitlines()[-1] == "Error: standard output is closed"


def test_a_result_that_nobody_gets_is_an_error(here: Path) -> None:
    done = run(here, "cities", *DATA, preexec_fn=lambda: os.close(1))
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "Error: standard output is closed"


def test_a_named_pipe_is_written_into(here: Path, right: bytes) -> None:
    os.mkfifo(here / "pipe")
    child = subprocess.Popen(command(*words_for("pipe")), cwd=here, stdout=subprocess.DEVNULL)
    assert (here / "pipe").read_bytes() == right
    assert child.wait(SECONDS) == 0
    assert stat.S_ISFIFO((here / "pipe").stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/null", "null"])
def test_a_device_is_written_into_and_stays(here: Path, name: str) -> None:
    if name == "null":
        try:
            os.mknod(here / name, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        except PermissionError:
            pytest.skip("only root may make devices")
    before = (here / name).stat()
    done = run(here, *words_for(name))
    assert done.returncode == 0, done.stderr
    assert (here / name).stat().st_rdev == before.st_rdev
    assert stat.S_ISCHR((here / name).stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_named(here: Path) -> None:
    done = run(here, *words_for("/dev/full"))
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: /dev/full: ")


@contextmanager
def listening(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        yield


def test_sockets_disks_and_folders_are_refused(here: Path) -> None:
    disk = here / "disk"
    with listening(here / "socket"):
        for name in ("socket", "disk", "data"):
            if name == "disk":
                try:
                    os.mknod(disk, stat.S_IFBLK | 0o600, os.makedev(7, 250))
                except PermissionError:
                    continue
            kind = stat.S_IFMT((here / name).stat().st_mode)
            done = run(here, *words_for(name))
            assert done.returncode in (1, 2)
            assert name in done.stderr.decode().splitlines()[-1]
            assert b"Traceback" not in done.stderr
            assert stat.S_IFMT((here / name).stat().st_mode) == kind


# --- inside folders ----------------------------------------------------------------------------


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def gone(path: Path) -> None:
    """A device that never ends."""
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("spoil", [pipe, gone])
@pytest.mark.parametrize("name", ["data/claims.csv", "data/datapackage.json", "data/more.csv"])
@pytest.mark.parametrize(
    "words",
    [
        ("cities", *DATA),
        ("check", *DATA),
        ("data", "format", "data", "--no-shipped"),
        ("data", "add-place", "data", "--name-en", "Turin", "--kind", "city", "--country", "IR",
         "--no-shipped", "--no-ask", "--yes"),
    ],
    ids=lambda words: "-".join(words[:2]) if words[0] == "data" else words[0],
)  # fmt: skip
def test_inside_a_data_folder(
    runner: Runner, here: Path, words: tuple[str, ...], name: str, spoil: Callable[[Path], None]
) -> None:
    if words[1] == "add-place" and name != "data/claims.csv":
        pytest.skip("adding looks at the tables alone")
    spoil(here / name)
    done = runner.run(here, *words)
    assert done.code == 1
    assert Path(name).name in done.err + done.out
    assert "Traceback" not in done.err
    assert not (here / name).is_file()


def test_a_link_to_a_table_is_a_table(runner: Runner, here: Path) -> None:
    (here / "data" / "people.csv").rename(here / "people.csv")
    (here / "data" / "people.csv").symlink_to("../people.csv")
    assert runner.run(here, "cities", *DATA).code == 0


def test_a_stray_gigabyte_is_not_read(here: Path) -> None:
    from cityties.store.graphs import input_key

    before = input_key([here / "data"])
    with (here / "data" / "video.mp4").open("wb") as file:
        file.truncate(1 << 40)
    started = time.process_time()
    assert input_key([here / "data"]) == before
    assert time.process_time() - started < 2


@pytest.fixture(scope="module")
def kept(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and a snapshot."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(SMALL, folder / "data")
    for words in (("build", "--store", "store", *DATA), ("snapshot", "create", "releases", *DATA)):
        assert runner.run(folder, *words).code == 0
    return folder


def _entry(root: Path) -> Path:
    return root / (root / "CURRENT").read_text().strip()


@pytest.mark.parametrize("spoil", [pipe, gone])
@pytest.mark.parametrize("name", ["CURRENT", "cityties-store.json", "manifest.json", "tables.json"])
def test_inside_a_store(
    runner: Runner, kept: Path, tmp_path: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    shutil.copytree(kept / "store", tmp_path / "store")
    place = tmp_path / "store"
    spoil((place if (place / name).exists() else _entry(place)) / name)
    done = runner.run(tmp_path, "cities", "--store", "store")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "store" in done.err


@pytest.mark.parametrize("spoil", [pipe, gone])
@pytest.mark.parametrize(
    "name", ["manifest.json", "SHA256SUMS", "graph.nq", "tables/claims.csv", "README.md", "new"]
)
@pytest.mark.parametrize(
    "words",
    [
        ("snapshot", "verify", "made"),
        ("ties", "isfahan", "--store", "made"),
        ("ties", "isfahan", "--no-shipped", "--data", "made"),
        ("snapshot", "show", "made"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_inside_a_snapshot(
    runner: Runner,
    kept: Path,
    tmp_path: Path,
    words: tuple[str, ...],
    name: str,
    spoil: Callable[[Path], None],
) -> None:
    shutil.copytree(_entry(kept / "releases"), tmp_path / "made")
    if words[1] == "show" and name != "manifest.json":
        pytest.skip("shows the manifest alone")
    spoil(tmp_path / "made" / name)
    done = runner.run(tmp_path, *words)
    assert done.code == 1, done.out
    assert "Traceback" not in done.err
    assert name in done.err + done.out


DEEP = b'{"a":' * 200_000


@pytest.mark.parametrize("text", [DEEP, b"[]", b"5", b'"x"', b"null", b"\xff", b"{" * 10])
def test_descriptions_that_are_not(runner: Runner, kept: Path, tmp_path: Path, text: bytes) -> None:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    store, made = tmp_path / "store", _entry(tmp_path / "releases")
    for path, words in (
        (tmp_path / "data" / "datapackage.json", ("cities", *DATA)),
        (made / "manifest.json", ("snapshot", "verify", "releases")),
        (made / "manifest.json", ("ties", "isfahan", "--store", "releases")),
        (tmp_path / "releases" / "cityties-snapshots.json", ("snapshot", "list", "releases")),
        (_entry(store) / "manifest.json", ("cities", "--store", "store")),
        (store / "cityties-store.json", ("cities", "--store", "store")),
    ):
        path.write_bytes(text)
        done = runner.run(tmp_path, *words)
        assert done.code == 1, words
        assert "Traceback" not in done.err
        assert "Error: " in done.err


def test_only_a_line_feed_ends_a_line_of_the_checksums(
    runner: Runner, kept: Path, tmp_path: Path
) -> None:
    shutil.copytree(_entry(kept / "releases"), tmp_path / "made")
    sums = tmp_path / "made" / "SHA256SUMS"
    before = sums.read_bytes()
    for mark in (b"\x0b", b"\x0c", b"\r", b"\x1c", "\x85".encode(), "\u2028".encode()):
        sums.write_bytes(before.replace(b"\n", mark, 1))
        assert runner.run(tmp_path, "snapshot", "verify", "made").code == 1, mark
        assert runner.run(tmp_path, "ties", "isfahan", "--store", "made").code == 1, mark


# --- named by the user -------------------------------------------------------------------------


def test_a_named_pipe_is_read(here: Path) -> None:
    os.mkfifo(here / "pairs.tsv")
    child = subprocess.Popen(
        command("load", "links", "pairs.tsv", "-o", "made", "--name", "A", "--date", "2016", *DATA),
        cwd=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with (here / "pairs.tsv").open("wb") as stream:
        stream.write(b"source\ttarget\nporto\tisfahan\n")
        stream.flush()
        time.sleep(0.2)
        stream.write(b"porto\tfreiburg\n")
    assert child.wait(SECONDS) == 0
    assert len((here / "made" / "claims.csv").read_bytes().splitlines()) == 3


def test_a_pipe_that_nobody_fills_has_a_deadline(tmp_path: Path) -> None:
    from cityties.base.inputs import read_named

    os.mkfifo(tmp_path / "pipe")
    for writer in (None, "open"):
        handle = os.open(tmp_path / "pipe", os.O_RDWR) if writer else -1
        started = time.monotonic()
        with pytest.raises(TimeoutError, match="did not end within"):
            read_named(tmp_path / "pipe", seconds=0.3)
        assert 0.2 < time.monotonic() - started < 5
        if writer:
            os.close(handle)


@pytest.mark.parametrize(
    "words",
    [
        ("load", "rdf", "/dev/zero", "-o", "made", "--format", "ttl"),
        ("load", "links", "/dev/zero", "-o", "made", "--name", "A", "--date", "2016"),
        ("check", *DATA, "--text", "/dev/zero"),
    ],
    ids=lambda words: words[0] + words[1],
)
def test_a_device_without_an_end_is_too_large(
    runner: Runner, here: Path, words: tuple[str, ...]
) -> None:
    done = runner.run(here, *words)
    assert done.code in (1, 2)
    assert "is larger than" in done.err
    assert "Traceback" not in done.err


def test_a_data_folder_is_not_a_pipe(here: Path) -> None:
    os.mkfifo(here / "pipe")
    done = run(here, "cities", "--no-shipped", "--data", "pipe")
    assert done.returncode == 2
    assert b"neither a folder nor a regular file" in done.stderr


# --- memory ------------------------------------------------------------------------------------


def test_too_little_memory_is_one_sentence(here: Path) -> None:
    code = (
        "import sys; import cityties.api as api\n"
        "def full(*a, **k): raise MemoryError\n"
        "api.open = full\n"
        "from cityties.cli import main\n"
        "sys.exit(main(['cities']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: there is not enough memory")
