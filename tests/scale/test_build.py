"""Builds in partitions: the graph of the single build, whoever makes it and however it goes."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cityties.engines.address import open_executor
from cityties.engines.protocol import Executor
from cityties.engines.serial import Serial
from cityties.errors import DataError, UsageError
from cityties.model.rows import Tables
from cityties.scale import build as scale_build
from cityties.scale.build import WHOLE, build_parts
from cityties.scale.merge import merge_files
from cityties.scale.parts import part_name
from cityties.store.build import Graph
from cityties.vocabulary.terms import GRAPH_ONTOLOGY


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("parts", [1, 2, 8, 33])
def test_the_graph_is_that_of_the_single_build(whole: Graph, tmp_path: Path, parts: int) -> None:
    built = build_parts([], tmp_path / "parts", Serial(), parts=parts, whole=True)
    assert built.id == whole.content_id
    assert gzip.decompress((tmp_path / "parts" / WHOLE).read_bytes()) == whole.canonical_nquads()
    for name in ("quads", "graphs", "claims", "ties", "conflicts"):
        assert built.counts[name] == whole.counts[name], name
    assert json.loads((tmp_path / "parts" / "manifest.json").read_text())["id"] == built.id
    assert not (tmp_path / "parts" / ".work").exists()


def test_processes_write_the_same_bytes(whole: Graph, tmp_path: Path) -> None:
    with open_executor("pool:2") as executor:
        built = build_parts([], tmp_path / "pool", executor, parts=3)
    build_parts([], tmp_path / "serial", Serial(), parts=3)
    assert built.id == whole.content_id
    assert bytes_of(tmp_path / "pool") == bytes_of(tmp_path / "serial")


class Killing:
    """An executor one of whose workers, or the whole node, dies while it makes a part."""

    def __init__(self, executor: Executor, task: str = "make_killed_once") -> None:
        self._executor = executor
        self._task = task
        self.name = executor.name
        self.workers = executor.workers

    def run(self, task: Any, items: Sequence[Any], shared: Any) -> Iterator[tuple[int, Any]]:
        import part_tasks

        if task is scale_build.make:
            task = getattr(part_tasks, self._task)
        return self._executor.run(task, items, shared)


def test_a_process_that_is_killed_changes_nothing(
    whole: Graph, tmp_path: Path, _tasks_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", _tasks_path)
    with open_executor("pool:2") as executor:
        built = build_parts([], tmp_path / "parts", Killing(executor), parts=4)
    assert built.id == whole.content_id


def _by_engine(address: str, tmp_path: Path, numbers: Sequence[int]) -> set[str]:
    """The content ids of builds in so many parts; while two parts are made, a worker dies."""
    with open_executor(address) as executor:
        return {
            build_parts(
                [],
                tmp_path / f"{parts}",
                Killing(executor) if parts == 2 else executor,
                parts=parts,
            ).id
            for parts in numbers
        }


def test_dask_makes_the_same_graph_also_where_a_worker_is_killed(
    whole: Graph, tmp_path: Path, dask_address: str
) -> None:
    assert _by_engine(dask_address, tmp_path, [2, 8]) == {whole.content_id}


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("engine", ["dask", "spark"])
def test_a_cluster_makes_the_same_graph_in_any_number_of_parts(
    whole: Graph, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    address = request.getfixturevalue(f"{engine}_address")
    assert _by_engine(address, tmp_path, [1, 2, 8, 33]) == {whole.content_id}


@pytest.mark.slow
@pytest.mark.long
def test_a_standalone_spark_makes_the_same_graph_also_where_a_node_is_killed(
    whole: Graph, tmp_path: Path, spark_standalone: str
) -> None:
    assert spark_standalone.startswith("spark://")
    with open_executor(spark_standalone) as executor:
        assert executor.workers == 2
        for parts in (1, 2, 8, 33):
            built = build_parts([], tmp_path / f"{parts}", executor, parts=parts)
            assert (parts, built.id) == (parts, whole.content_id)
        lost = Killing(executor, "make_on_lost_node")
        assert build_parts([], tmp_path / "lost", lost, parts=4).id == whole.content_id
        log = (tmp_path / "spark.log").read_text()
        assert log.count("Removing worker") == 1


class Counting(Serial):
    """An executor that knows how many items of each task it did."""

    def __init__(self) -> None:
        self.done: dict[str, int] = {}

    def run(self, task: Any, items: Sequence[Any], shared: Any) -> Iterator[tuple[int, Any]]:
        self.done[task.__name__] = self.done.get(task.__name__, 0) + len(items)
        return super().run(task, items, shared)


def test_many_parts_are_merged_by_the_executor_first(whole: Graph, tmp_path: Path) -> None:
    ours = Counting()
    assert build_parts([], tmp_path / "8", ours, parts=8).id == whole.content_id
    assert "merge_some" not in ours.done
    built = build_parts([], tmp_path / "70", ours, parts=70, whole=True)
    assert built.id == whole.content_id
    assert ours.done["merge_some"] == 3  # 71 files, at most 32 at once
    assert gzip.decompress((tmp_path / "70" / WHOLE).read_bytes()) == whole.canonical_nquads()


# --- restart --------------------------------------------------------------------------------


class Stopping(Serial):
    """An executor that is interrupted after some parts."""

    def __init__(self, after: int) -> None:
        self._after = after

    def run(self, task: Any, items: Sequence[Any], shared: Any) -> Iterator[tuple[int, Any]]:
        for number, result in super().run(task, items, shared):
            yield number, result
            if task is scale_build.make and number + 1 == self._after:
                raise KeyboardInterrupt


def test_a_run_that_starts_again_makes_the_rest(whole: Graph, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    with pytest.raises(KeyboardInterrupt):
        build_parts([], folder, Stopping(3), parts=5)
    assert not (folder / "manifest.json").exists()
    before = {name: data for name, data in bytes_of(folder).items() if name.endswith(".gz")}
    assert len(before) == 3
    built = build_parts([], folder, Serial(), parts=5)
    assert (built.kept, built.id) == (3, whole.content_id)
    assert build_parts([], folder, Serial(), parts=5).kept == 6


@pytest.mark.parametrize("damage", ["cut", "gone", "record", "flip"])
def test_a_damaged_part_is_made_again(whole: Graph, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "parts"
    build_parts([], folder, Serial(), parts=3)
    right = bytes_of(folder)
    part = folder / f"{part_name(1, 3)}.nq.gz"
    if damage == "cut":
        part.write_bytes(part.read_bytes()[:-20])
    elif damage == "flip":
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(data)
    elif damage == "gone":
        part.unlink()
    else:
        part.with_name(f"{part_name(1, 3)}.json").write_text("{")
    built = build_parts([], folder, Serial(), parts=3)
    assert (built.kept, built.id) == (3, whole.content_id)
    assert bytes_of(folder) == right


def test_other_data_or_numbers_leave_nothing_of_the_former_run(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    build_parts([], folder, Serial(), parts=3)
    assert build_parts([], folder, Serial(), parts=2).kept == 0
    again = tmp_path / "again"
    build_parts([], again, Serial(), parts=2)
    assert bytes_of(folder) == bytes_of(again)


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"thesis\.txt"):
        build_parts([], tmp_path, Serial())
    assert (tmp_path / "thesis.txt").read_text() == "mine"


# --- inputs ---------------------------------------------------------------------------------


def test_parquet_gives_the_graph_of_the_folder(
    whole: Graph, tmp_path: Path, data_set: Path
) -> None:
    built = build_parts([str(data_set)], tmp_path / "parts", Serial(), parts=3, shipped=False)
    assert built.id == whole.content_id


def test_an_object_store_gives_the_same(whole: Graph, tmp_path: Path, data_set: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="pip install 'cityties[fsspec]'")
    memory = fsspec.filesystem("memory")
    for name, data in bytes_of(data_set).items():
        memory.pipe_file(f"/cityties/set/{name}", data)
    built = build_parts(
        ["memory://cityties/set"], tmp_path / "parts", Serial(), parts=2, shipped=False
    )
    assert built.id == whole.content_id


def test_a_claim_that_two_files_have_is_refused(
    tmp_path: Path, data_set: Path, shipped: Tables
) -> None:
    """Another claim under the same id, of another group: no part sees both."""
    import shutil

    import pyarrow as pa
    from pyarrow import parquet

    folder = tmp_path / "set"
    shutil.copytree(data_set, folder)
    first = shipped.claims[0]
    row = {"id": [first.id], "source": [first.source], "about": ["isfahan@wego"],
           "aspect": ["state"], "status": ["member"]}  # fmt: skip
    parquet.write_table(pa.table(row), folder / "claims" / "type=membership" / "b.parquet")
    with pytest.raises(DataError, match="id"):
        build_parts([str(folder)], tmp_path / "parts", Serial(), parts=8, shipped=False)


def test_a_fault_in_a_piece_names_file_row_and_column(tmp_path: Path, data_set: Path) -> None:
    import shutil

    import pyarrow as pa
    from pyarrow import parquet

    folder = tmp_path / "set"
    shutil.copytree(data_set, folder)
    wrong = {"id": ["c-x1", "c-x2"], "source": ["imna-916523", "nobody"], "status": ["held", "odd"]}
    path = folder / "claims" / "type=event" / "b.parquet"
    parquet.write_table(pa.table(wrong), path)
    with pytest.raises(DataError) as caught:
        build_parts([str(folder)], tmp_path / "parts", Serial(), parts=2, shipped=False)
    found = {(problem.file, problem.line, problem.column) for problem in caught.value.problems}
    assert {(str(path), 2, "source"), (str(path), 2, "status")} <= found


# --- Parquet of readings ----------------------------------------------------------------------


def test_the_tables_are_those_of_the_single_reading(tmp_path: Path, shipped: Tables) -> None:
    from pyarrow import parquet

    from cityties import reading
    from cityties.export.states import period_rows

    rows = period_rows(reading.read_tables(shipped), shipped)
    for parts in (1, 5):
        folder = tmp_path / str(parts)
        built = build_parts([], folder, Serial(), parts=parts, form="parquet")
        assert built.id == ""
        for table, (columns, expected) in rows.items():
            found = [
                row
                for path in sorted((folder / table).glob("*.parquet"))
                for row in parquet.ParquetFile(path).read(use_threads=False).to_pylist()
            ]
            first = columns.fields[0].name
            key = ("source", "target", "state") if table == "edges" else (first, "value")
            assert len(found) == len(expected) > 10
            assert sorted(tuple(str(row.get(name)) for name in key) for row in found) == sorted(
                tuple(str(row.get(name)) for name in key) for row in expected
            )
        assert build_parts([], folder, Serial(), parts=parts, form="parquet").kept == parts


# --- the content id ---------------------------------------------------------------------------


def test_sorted_lines_are_the_canonical_form(whole: Graph, tmp_path: Path) -> None:
    """RDFC-1.0 of the parts, computed by another's code from all quads at once."""
    import pyoxigraph as ox

    folder = tmp_path / "parts"
    built = build_parts([], folder, Serial(), parts=4)
    quads = []
    for path in folder.glob("*.nq.gz"):
        text = gzip.decompress(path.read_bytes())
        quads += ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True)
    blank = {str(quad.graph_name) for quad in quads if _has_blank(quad)}
    assert blank == {f"<{GRAPH_ONTOLOGY}>"}
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = "".join(sorted(f"{quad} .\n" for quad in dataset))
    assert hashlib.sha256(text.encode()).hexdigest() == built.id == whole.content_id


def _has_blank(quad: Any) -> bool:
    import pyoxigraph as ox

    return any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object))


def test_many_files_are_merged_in_rounds(whole: Graph, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    build_parts([], folder, Serial(), parts=8)
    paths = sorted(folder.glob("*.nq.gz"))
    for at_once in (2, 3, 64):
        work = tmp_path / f"work-{at_once}"
        work.mkdir()
        found = merge_files(paths, work, at_once=at_once)
        assert (found.id, found.quads) == (whole.content_id, whole.counts["quads"])
        assert found.claims == whole.counts["claims"]
