"""Addresses of engines, and what is said where nobody answers."""

from __future__ import annotations

import pytest

from cityties.engines import address, step
from cityties.engines.address import check_address, open_executor
from cityties.engines.protocol import EngineError
from cityties.errors import UsageError


@pytest.mark.parametrize(
    "good",
    ["serial", "pool", "pool:12", "dask://node-1:8786", "dask+tls://[::1]:8786",
     "spark://a:7077", "spark://a:7077,b:7077", "spark:local[2]", "spark:local-cluster[2,1,900]",
     "spark:k8s://https://host:443"],
)  # fmt: skip
def test_addresses(good):
    assert check_address(good) == good


@pytest.mark.parametrize(
    "bad",
    ["", "ray", "pool:0", "pool:-1", "pool:x", "dask", "dask://host", "dask://host:x", "spark",
     "spark://", "serial ", "http://host:80", "dask://host:8786/path"],
)  # fmt: skip
def test_what_is_no_address_is_told_with_the_forms(bad):
    with pytest.raises(UsageError, match="dask://HOST:PORT"):
        check_address(bad)


def test_a_scheduler_that_is_not_there(monkeypatch, free_port):
    pytest.importorskip("distributed")
    from cityties.engines import dask

    monkeypatch.setattr(dask, "SECONDS", 1)
    with (
        pytest.raises(EngineError, match=f"no Dask scheduler answers.*{free_port}"),
        open_executor(f"dask://127.0.0.1:{free_port}"),
    ):
        pass


def test_a_pool_has_as_many_processes_as_processors(monkeypatch):
    monkeypatch.setattr(address, "_processors", lambda: 5)
    with open_executor("pool") as executor:
        assert executor.workers == 5


def test_another_version_is_refused():
    failure = step.step("0.0.1", max, 1, 2)
    with pytest.raises(EngineError, match=r"not 0\.0\.1"):
        step.result_of(failure)
