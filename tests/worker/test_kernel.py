"""What is left where a system lacks one of the limits, and the list of calls itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cityties.worker import kernel

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are Linux's")

# Run in a process of its own: it is copied, so what is changed here is so in the worker.
TRY = """
import json, sys
from cityties.errors import WorkerError
from cityties.worker import kernel, process
from cityties.worker.process import Worker
lacking = set(sys.argv[2].split(","))
if "paths" in lacking:
    kernel._landlock = lambda *_a: 0
if "calls" in lacking:
    kernel._filter_calls = lambda *_a: False
assert process.can_fork()
said = {}
for name, method, keywords in (
    ("read", "open", {"path": sys.argv[1]}),
    ("write", "open", {"path": sys.argv[1], "write": True}),
    ("signal", "signal", {"pid": __import__("os").getpid()}),
    ("connect", "connect", {}),
    ("start", "start", {}),
    ("memory", "take", {"megabytes": 4000}),
):
    worker = Worker("cityties.worker.trial:Trial")
    try:
        said[name] = worker.call(method, keywords)[0]
    except WorkerError as error:
        said[name] = str(error)
    said["held"] = sorted(worker.held.names)
    worker.close()
print(json.dumps(said))
"""


def outcome(path, lacking: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(path), lacking],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@LINUX
def test_without_landlock_nothing_is_written_called_or_started(tmp_path):
    """As on a kernel before 5.13, or in a container that hides it."""
    file = tmp_path / "x"
    file.write_text("a")
    said = outcome(file, "paths")
    assert "paths" not in said["held"]
    assert said["read"] == ""  # this is what is lost
    assert said["write"] == "EACCES"
    assert said["signal"] == "EPERM"
    assert "SIGSYS" in said["connect"]
    assert "SIGSYS" in said["start"]


@LINUX
def test_without_the_filter_of_calls_no_file_is_opened(tmp_path):
    """As in a container whose runtime forbids it."""
    file = tmp_path / "x"
    file.write_text("a")
    said = outcome(file, "calls")
    assert "calls" not in said["held"]
    assert (said["read"], said["write"]) == ("EACCES", "EACCES")
    assert said["start"] != ""
    assert "SIGSYS" not in said["connect"]


@LINUX
def test_without_both_memory_and_time_are_still_limited(tmp_path):
    file = tmp_path / "x"
    file.write_text("a")
    said = outcome(file, "paths,calls")
    assert {"memory", "processor", "files", "environment", "parent"} <= set(said["held"])
    assert "more memory" in said["memory"]


@pytest.mark.parametrize("machine", sorted(kernel._AUDIT))
def test_the_filter_is_a_program_that_the_kernel_takes(machine):
    """Every jump ends inside it, and no call is in two lists."""
    steps = kernel._filter(machine)
    assert 200 < len(steps) < 4096  # the kernel's limit
    assert steps[-1][0] == kernel._RETURN
    for at, (code, yes, no, _value) in enumerate(steps):
        if code in (kernel._EQUAL, kernel._AT_LEAST):
            assert at + 1 + max(yes, no) < len(steps), at
            assert max(yes, no) < 256
    column = kernel._AUDIT[machine][0]
    lists = (kernel._ALLOWED, kernel._ENDS, kernel._CONDITIONAL)
    numbers = [pair[column] for each in lists for pair in each.values()]
    known = [number for number in numbers if number is not None]
    assert len(known) == len(set(known)) > 90


def run(steps, number, arguments=(), arch=0xC000003E):
    """What the program answers to a call: the kernel's machine, as far as it is used here."""
    import struct

    data = struct.pack("=IIQ6Q", number, arch, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    at, value = 0, 0
    while True:
        code, yes, no, operand = steps[at]
        at += 1
        if code == kernel._LOAD:
            (value,) = struct.unpack_from("=I", data, operand)
        elif code == kernel._AND:
            value &= operand
        elif code == kernel._EQUAL:
            at += yes if value == operand else no
        elif code == kernel._AT_LEAST:
            at += yes if value >= operand else no
        else:
            return operand


@pytest.mark.parametrize(
    ("number", "arguments", "answer"),
    [
        (0, (), "allow"),  # read
        (1, (), "allow"),  # write
        (257, (0, 0, 0o2000000), "allow"),  # openat, reading, O_CLOEXEC
        (257, (0, 0, 0o1), 13),  # writing
        (257, (0, 0, 0o100), 13),  # O_CREAT
        (257, (0, 0, 0o1000), 13),  # O_TRUNC
        (2, (0, 0o2), 13),  # open, reading and writing
        (437, (), 1),  # openat2 hides its flags
        (56, (0x10000,), "allow"),  # clone, a thread
        (56, (0x11,), 1),  # a process
        (435, (), 38),  # clone3
        (57, (), 1),  # fork
        (41, (), "kill"),  # socket
        (425, (), "kill"),  # io_uring_setup
        (59, (), "kill"),  # execve
        (72, (0, 3), "allow"),  # fcntl F_GETFL
        (72, (0, 8), 1),  # F_SETOWN
        (72, (0, 10), 1),  # F_SETSIG
        (16, (0, 0x5401), "allow"),  # ioctl TCGETS
        (16, (0, 0x5412), 25),  # TIOCSTI types into a terminal
        (157, (15,), "allow"),  # prctl, a name
        (157, (1,), 1),  # PR_SET_PDEATHSIG
        (302, (0, 7, 0), "allow"),  # prlimit64, asking
        (302, (0, 7, 0x7F0000000000), 1),  # setting, by an address whose low half is 0
        (302, (0, 7, 8), 1),
        (302, (77, 7, 0), 1),  # of another process
        (62, (), 1),  # kill
        (101, (), 1),  # ptrace
        (87, (), 1),  # unlink
        (90, (), 1),  # chmod
        (29, (), 1),  # shmget
        (0x40000000, (), "kill"),  # the x32 form
    ],
)
def test_what_the_filter_answers(number, arguments, answer):
    wanted = {"allow": kernel._ALLOW, "kill": kernel._KILL}.get(answer)
    expected = wanted if wanted is not None else kernel._errno(answer)
    assert run(kernel._filter("x86_64"), number, arguments) == expected


def test_another_architecture_is_ended():
    assert run(kernel._filter("x86_64"), 0, arch=0x40000003) == kernel._KILL


def test_only_its_own_abort_may_be_signalled():
    import os

    steps = kernel._filter("x86_64")
    assert run(steps, 234, (os.getpid(),)) == kernel._ALLOW
    assert run(steps, 234, (os.getpid() + 1,)) == kernel._errno(1)
