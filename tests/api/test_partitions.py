"""Builds in partitions from Python: the graph of `open`, on what a notebook has open."""

from __future__ import annotations

from pathlib import Path

import pytest

import cityties
from cityties.engines.address import open_executor
from cityties.engines.serial import Serial
from cityties.errors import UsageError


def test_the_graph_is_that_of_open(repository: Path, tmp_path: Path) -> None:
    small = repository / "tests" / "fixtures" / "small"
    steps: list[tuple[str, int, int]] = []
    built = cityties.build_parts(
        small, into=tmp_path / "parts", partitions=2, shipped=False, known_by="2010-01-01",
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    g = cityties.open(small, shipped=False, known_by="2010-01-01")
    assert built.id == g.id
    assert built.counts["claims"] == len(g.tables.claims) > 0
    assert steps[0][1:] == (0, 1)
    assert steps[-1][1:] == (1, 1)
    again = cityties.build_parts(
        [small], into=str(tmp_path / "parts"), partitions=2, shipped=False, known_by="2010-01-01"
    )
    assert again.kept == 3


def test_an_executor_is_taken_as_it_is(tmp_path: Path) -> None:
    ours = Serial()
    with open_executor(ours) as executor:
        assert executor is ours
    built = cityties.build_parts(into=tmp_path, partitions=1, engine=ours, form="parquet")
    assert built.id == ""
    assert (tmp_path / "edges" / "part-00000-of-00001.parquet").is_file()


@pytest.mark.parametrize("engine", ["ray", 7, object()])
def test_what_is_no_engine(tmp_path: Path, engine: object) -> None:
    with pytest.raises(UsageError, match="dask://HOST:PORT"):
        cityties.build_parts(into=tmp_path, engine=engine)  # type: ignore[arg-type]


def test_a_client_of_dask_stays_open(tmp_path: Path, dask_address: str) -> None:
    from distributed import Client

    with Client(dask_address.replace("dask://", "tcp://"), set_as_default=False) as client:
        built = cityties.build_parts(into=tmp_path, partitions=2, engine=client)
        assert built.id == cityties.open().id
        assert client.submit(abs, -2).result() == 2


@pytest.mark.slow
@pytest.mark.long
def test_a_session_of_spark_stays_open(tmp_path: Path, spark_address: str) -> None:
    from pyspark.sql import SparkSession

    master = spark_address.removeprefix("spark:")
    builder = SparkSession.builder.master(master).config("spark.executor.memory", "900m")
    session = builder.config("spark.ui.enabled", "false").getOrCreate()
    try:
        built = cityties.build_parts(into=tmp_path, partitions=2, engine=session)
        assert built.id == cityties.open().id
        assert session.sparkContext.parallelize([1, 2]).sum() == 3
    finally:
        session.stop()
