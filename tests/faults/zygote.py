"""A process that has imported everything and runs each command in a fork of itself.

A fork costs some milliseconds, a new interpreter a second. It reads jobs as lines of JSON and
answers each by one; it opens no store itself, as the engine's threads do not live on in a fork.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from striker import Striker

SECONDS = 60  # a command that waits for ever is ended
HEAVY = (
    "pyoxigraph", "numpy", "networkx", "rdflib", "shacl_rust", "jinja2", "xlsxwriter",
    "python_calamine", "pyarrow.parquet", "platformdirs", "csv", "tempfile",
)  # fmt: skip


def import_everything() -> None:
    import cityties
    from cityties.store.build import ontology_lines
    from cityties.words.labels import code_labels

    for module in pkgutil.walk_packages(cityties.__path__, "cityties."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    ontology_lines()
    code_labels()


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run one job in a fork, and say how it ended."""
    told, tell = os.pipe()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            os.close(told)
            _child(job, out.fileno(), err.fileno(), tell)
        os.close(tell)
        with os.fdopen(told, "rb") as stream:
            news = stream.read()  # ends with the child
        _pid, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        struck, _bar, calls = news.partition(b"|")
        return {
            "code": os.waitstatus_to_exitcode(status),
            "struck": struck == b"!",
            "calls": json.loads(calls or b"[]"),
            "out": out.read().decode("utf-8", "replace"),
            "err": err.read().decode("utf-8", "replace"),
        }


def _child(job: dict[str, Any], out: int, err: int, tell: int) -> None:
    code = 70
    write = os.write
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.chdir(job["folder"])
        signal.alarm(SECONDS)
        os.environ.update(job["env"])
        striker = Striker(job["folder"], job["at"], job["how"], lambda: write(tell, b"!") and None)
        if job["look"]:
            print(json.dumps(_LOOKS[job["look"]](job["words"][0])))  # noqa: T201
            code = 0
        else:
            from cityties.cli import main

            sys.argv = ["cityties", *job["words"]]
            striker.install()
            code = main(job["words"])
        striker.at = -1
        sys.stdout.flush()
        write(tell, b"|" + json.dumps(striker.calls).encode())
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(code)


def _store(folder: str) -> list[Any]:
    """What a store says, with every byte of it looked at."""
    import hashlib

    from cityties.errors import NotFoundError
    from cityties.store.build import open_or_build

    try:
        found = open_or_build(shipped=False, store_dir=folder, cache=False)
    except NotFoundError:
        return []
    text = found.canonical_nquads()
    assert hashlib.sha256(text).hexdigest() == found.content_id
    assert len(found.quads) >= found.counts["quads"]
    return [found.content_id, len(found.tables.claims), dict(found.counts)]


def _cache(folder: str) -> list[str]:
    """The graphs in a cache, with every byte of them looked at."""
    from cityties.store.graphs import read_version

    found = []
    for entry in sorted(Path(folder, "graphs").glob("[!.]*")):
        version = read_version(entry)
        version.tables_bytes()
        version.open_quads()
        version.lines().whole()
        found.append(entry.name)
    return found


_LOOKS = {"store": _store, "cache": _cache}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    jobs = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    import_everything()
    for line in jobs:
        answers.write(json.dumps(run(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
