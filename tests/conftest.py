"""Shared fixtures, and the rules for what must be there before a test runs."""

from __future__ import annotations

import faulthandler
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# As many processes as there are processors run the tests, so each computes with one thread. The
# threads of OpenBLAS also do not survive the copies (``fork``) that tests of the worker make: in
# two long runs a process ended in the first large matrix after them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Machines are noisy: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("cityties", deadline=None)
hypothesis.settings.load_profile("cityties")

LOCALE = Path(__file__).parents[1] / "graph" / "cityties" / "language" / "locale"


TRACES = pytest.StashKey[Any]()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep where a process of pytest-xdist crashed: on its stderr it is lost among the dots."""
    if not hasattr(config, "workerinput"):
        os.environ["CITYTIES_TRACES"] = tempfile.mkdtemp(prefix="cityties-traces-")
        return
    path = Path(os.environ["CITYTIES_TRACES"], config.workerinput["workerid"])
    config.stash[TRACES] = trace = path.open("w")
    faulthandler.enable(trace)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop at once where texts of a language are not compiled: half of the tests would fail."""
    for written in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = written.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < written.stat().st_mtime:
            pytest.exit(f"{compiled} is missing or older than its .po: run `make messages`", 4)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a ``needs(program, install)`` test, or fail it where all must be there."""
    for marker in item.iter_markers("needs"):
        program, install = marker.args
        if shutil.which(program):
            continue
        reason = f"{program} is not installed; install it with: {install}"
        if os.environ.get("CITYTIES_FULL") == "1":
            pytest.fail(f"CITYTIES_FULL=1, but {reason}")
        pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped and the line that brings it back."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons: dict[str, int] = {}
    for report in skipped:
        longrepr = report.longrepr
        text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
        reasons[text] = reasons.get(text, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped {count} tests: {reason}")
    if hasattr(terminalreporter.config, "workerinput"):
        return
    traces = Path(os.environ["CITYTIES_TRACES"])
    for trace in sorted(traces.iterdir()):
        if text := trace.read_text(errors="replace"):
            terminalreporter.write_line(f"process {trace.name} crashed:\n{text}")
    shutil.rmtree(traces)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one for each process: a second one that waits is refused by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield made
        made.close()


def _missing(package: str, install: str) -> None:
    """Skip what needs an engine, or fail it where all must be there."""
    reason = f"{package} is not installed; install it with: {install}"
    if os.environ.get("CITYTIES_FULL") == "1":
        pytest.fail(f"CITYTIES_FULL=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def _tasks_path() -> str:
    """A path for the workers of engines: the package, and the tasks of the tests."""
    tests = Path(__file__).parent
    folders = [str(tests / "engines"), str(tests.parent / "graph")]
    sys.path.insert(0, folders[0])  # also for the processes of a pool
    return os.pathsep.join(folders)


@pytest.fixture(scope="session")
def dask_address(_tasks_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler of Dask and two workers, each a process of its own that is started again."""
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        _missing("Dask distributed", "pip install 'cityties[dask]'")
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": _tasks_path}
    common = ["--no-dashboard", "--scheduler-file", str(file)]
    with (folder / "log").open("w") as log:

        def start(module: str, *more: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *common, *more]
            return subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )

        # Both end by themselves, should this process be killed.
        here = ["--host", "127.0.0.1"]
        started = [start("dask_scheduler", *here, "--port", "0", "--idle-timeout", "900s")]
        try:
            options = [*here, "--nthreads", "1", "--death-timeout", "60"]
            started += [start("dask_worker", *options, "--name", name) for name in ("one", "two")]
            yield "dask://" + _dask_ready(file, 2).removeprefix("tcp://")
        finally:
            for process in started:
                os.killpg(process.pid, signal.SIGTERM)
            for process in started:
                process.wait(20)


def _dask_ready(file: Path, workers: int) -> str:
    """The address of a scheduler once its workers have come."""
    import json

    from distributed import Client

    end = time.monotonic() + 60
    while not file.is_file() or not file.read_text():
        assert time.monotonic() < end, "the scheduler did not start"
        time.sleep(0.1)
    address = str(json.loads(file.read_text())["address"])
    with Client(address, set_as_default=False, timeout=30) as client:
        client.wait_for_workers(workers, timeout=60)
    return address


@pytest.fixture(scope="session")
def spark_address(_tasks_path: str) -> Iterator[str]:
    """Apache Spark with two executors, each a process of its own."""
    with _spark_environment(_tasks_path):
        yield "spark:local-cluster[2,1,900]"


@contextmanager
def _spark_environment(path: str) -> Iterator[Path]:
    """What Spark's processes and ours have to agree on; yields the folder of Spark."""
    from importlib.util import find_spec

    found = find_spec("pyspark")
    if found is None or found.origin is None:
        _missing("PySpark", "pip install 'cityties[spark]'")
    if shutil.which("java") is None:
        _missing("Java", "apt-get install openjdk-17-jre-headless")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", path)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        yield Path(found.origin).parent


@pytest.fixture
def spark_standalone(_tasks_path: str, tmp_path: Path) -> Iterator[str]:
    """A standalone master of Spark and two workers, each a process of its own.

    Each is the first process of its session: what it starts can be killed with it.
    """
    with _spark_environment(_tasks_path) as home, (tmp_path / "spark.log").open("w") as log:
        environment = os.environ | {
            "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m", "SPARK_NO_DAEMONIZE": "1",
        }  # fmt: skip

        def start(name: str, *more: str) -> subprocess.Popen[bytes]:
            command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}"]
            command += ["--host", "127.0.0.1", "--webui-port", "0", *more]
            return subprocess.Popen(
                command, cwd=tmp_path, env=environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

        started = [start("master.Master", "--port", "0")]
        try:
            address = _told(tmp_path / "spark.log", r"Starting Spark master at (spark://\S+)", 1)
            for name in ("one", "two"):
                more = ["--cores", "1", "--memory", "1g", "--work-dir", str(tmp_path / name)]
                started.append(start("worker.Worker", *more, address))
            _told(tmp_path / "spark.log", r"(Successfully registered with master)", 2)
            yield address
        finally:
            for process in started:
                with suppress(ProcessLookupError):  # a test may have killed it
                    os.killpg(process.pid, signal.SIGTERM)
            for process in started:
                process.wait(20)


def _told(log: Path, pattern: str, times: int) -> str:
    """What a log says, as soon as it has said it so often."""
    end = time.monotonic() + 120
    while len(found := re.findall(pattern, log.read_text())) < times:
        assert time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.2)
    return str(found[0])


@pytest.fixture
def free_port() -> int:
    """A port of this machine on which nobody listens."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests out of the user's cache."""
    if "CITYTIES_CACHE" not in os.environ:
        os.environ["CITYTIES_CACHE"] = str(tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def hear_interrupts() -> Iterator[None]:
    """Let the children of a test end at SIGINT.

    A shell starts background jobs (``make test &``) with SIGINT ignored, and a process
    hands that on to its children.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
