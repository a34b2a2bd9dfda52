"""What a release writes: three formats that say the same, a page, and versions that stay."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

from cityties.vocabulary import terms


@pytest.fixture(scope="module")
def tool(repository: Path):
    path = repository / "tools" / "ontology_page.py"
    spec = importlib.util.spec_from_file_location("ontology_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(tool, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ontology")
    assert tool.main([str(folder)]) == 0
    return folder


@pytest.mark.slow
def test_all_formats_say_the_same(tool, made: Path) -> None:
    version = tool.version_of(tool.ONTOLOGY / "cityties.ttl")
    for folder in (made, made / version):
        for name, source in tool.HOMES.items():
            ours = rdflib.Graph().parse(tool.ONTOLOGY / source)
            assert len(ours) > 100
            for suffix, form in {"ttl": "turtle", **tool.FORMATS}.items():
                theirs = rdflib.Graph().parse(folder / f"{name}.{suffix}", format=form)
                assert len(theirs) == len(ours), (name, suffix)
            assert isomorphic(rdflib.Graph().parse(folder / f"{name}.ttl"), ours)
    assert all((made / name).stat().st_size > 100_000 for name in tool.GRAPH)


@pytest.mark.slow
def test_the_page_has_every_term(made: Path) -> None:
    page = (made / "def.html").read_text("utf-8")
    assert "cityties: an ontology of the ties between cities" in page
    for name in (*terms.CLASSES, *terms.PROPERTIES):
        assert terms.DEF + name in page, name
    # One language, whatever the order of the graph.
    title = re.search("<title>(.*?)</title>", page)
    assert title
    assert title[1] == "cityties: an ontology of the ties between cities"


@pytest.mark.slow
def test_a_version_that_was_released_is_not_replaced(tool, made: Path, tmp_path, capsys) -> None:
    version = tool.version_of(tool.ONTOLOGY / "cityties.ttl")
    kept = tmp_path / version
    kept.mkdir()
    for name, source in tool.HOMES.items():
        text = (tool.ONTOLOGY / source).read_text("utf-8")
        (kept / f"{name}.ttl").write_text(text + ("\n# more\n" if name == "code" else ""), "utf-8")
    assert tool.main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "codes.ttl changed since" in said
    assert "owl:versionIRI" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == [version]
