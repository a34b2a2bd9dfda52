"""The migration check finds nothing lost, sees what is lost, and never passes on nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import compare_mappings
import pytest

from cityties.loaders.tables import load_folder
from cityties.model.tables import canonical_tables

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def test_nothing_of_the_shipped_data_is_lost(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare_mappings.main([str(repository / "data")]) == 0
    said = capsys.readouterr().out
    assert said.count("0 facts lost, 0 added") == 2
    assert int(said.partition(": ")[2].partition(" facts")[0]) > 20_000
    assert int(said.partition("facts, ")[2].partition(" of")[0]) > 500


def test_the_former_lines_are_what_the_former_version_wrote() -> None:
    import pyoxigraph as ox

    tables = canonical_tables(load_folder(FIXTURES / "small"))
    made = {str(quad) for quad in quads("".join(compare_mappings.former_lines(tables)))}
    written = {
        str(quad)
        for quad in ox.parse(path=str(FIXTURES / "former" / "small.trig"))
        if "/graph/reading" not in quad.graph_name.value
    }
    # Names of ties and events have the names of codes in them, which a build adds; titles got
    # their language later.
    others = ("<http://www.w3.org/2004/02/skos/core#prefLabel>", "<http://purl.org/dc/terms/title>")
    assert {line for line in made if line.split(" ", 2)[1] not in others} == {
        line for line in written if line.split(" ", 2)[1] not in others
    }
    assert len(made) > 500


def quads(text: str):
    import pyoxigraph as ox

    return ox.parse(text, format=ox.RdfFormat.N_QUADS)


def test_a_lost_fact_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = compare_mappings.rows_from_quads

    def losing(given):
        tables = rows(given)
        return replace(tables, claims=tuple(replace(one, votes="") for one in tables.claims))

    monkeypatch.setattr(compare_mappings, "rows_from_quads", losing)
    assert compare_mappings.main([str(FIXTURES / "small")]) == 1
    said = capsys.readouterr().out
    assert said.count("1 facts lost, 0 added") == 2
    assert "claims c-T07 votes for=8;against=25;abstain=7" in said


def test_nothing_to_compare_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare_mappings.main([str(tmp_path)]) == 1
    (tmp_path / "people.csv").write_text("id,name_en\n", encoding="utf-8")
    assert compare_mappings.main([str(tmp_path)]) == 1
