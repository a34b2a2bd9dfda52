"""Licence, authors and publisher of a snapshot are those of the sources inside."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cityties.base import resources
from cityties.errors import UsageError
from cityties.loaders.tables import load_folder
from cityties.snapshot.manifest import description_of
from cityties.snapshot.release import create_snapshot
from cityties.snapshot.verify import verify_snapshot
from cityties.store.build import build
from cityties.store.snapshots import Snapshot, read_snapshot

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
CASES = {
    "one": ("ODbL-1.0",) * 4,
    "several": ("ODbL-1.0", "CC-BY-SA-4.0", "", "CC-BY-NC-4.0"),
    "none": ("",) * 4,
    "words": ("ask the council",) * 4,
    "address": ("https://example.org/terms",) * 4,
    "young": ("DL-DE-BY-2.0",) * 4,
}
Make = Callable[[str], Snapshot]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Make:
    made: dict[str, Snapshot] = {}
    tables = load_folder(SMALL)

    def make(name: str) -> Snapshot:
        if name not in made:
            sources = tuple(
                replace(source, licence=licence)
                for source, licence in zip(tables.sources, CASES[name], strict=True)
            )
            graph = build(replace(tables, sources=sources))
            made[name] = create_snapshot(graph, tmp_path_factory.mktemp(name) / "r")
        return made[name]

    return make


def citation(snapshot: Snapshot) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load((snapshot.folder / "CITATION.cff").read_text("utf-8"))
    return found


def package(snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((snapshot.folder / "datapackage.json").read_bytes())
    return found


def crate(snapshot: Snapshot) -> dict[str, Any]:
    found = json.loads((snapshot.folder / "ro-crate-metadata.json").read_bytes())["@graph"]
    return {thing["@id"]: thing for thing in found}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_stamped_with_a_name_or_licence_that_no_source_gives(
    mixed: Make, name: str
) -> None:
    snapshot = mixed(name)
    looked_at = 0
    for file in ("CITATION.cff", "README.md", "datapackage.json", "dcat.ttl", "manifest.json",
                 "ro-crate-metadata.json", "ties.graphml", "ties.gexf"):  # fmt: skip
        text = (snapshot.folder / file).read_text("utf-8")
        assert "The cityties authors" not in text, file
        assert "CC-BY-4.0" not in text, file
        assert "CC BY 4.0" not in text, file
        looked_at += 1
    assert looked_at == 8


def test_one_licence_is_that_of_the_whole(mixed: Make) -> None:
    snapshot = mixed("one")
    url = "https://opendatacommons.org/licenses/odbl/1-0/"
    assert citation(snapshot)["license"] == "ODbL-1.0"
    assert [each["name"] for each in package(snapshot)["licenses"]] == ["ODbL-1.0"]
    assert crate(snapshot)["./"]["license"] == {"@id": url}
    assert f"dcterms:license <{url}>" in (snapshot.folder / "dcat.ttl").read_text("utf-8")
    assert snapshot.manifest["licence"] == "ODbL-1.0"
    assert "share-alike" in (snapshot.folder / "README.md").read_text("utf-8")


def test_several_are_listed_and_none_is_that_of_the_whole(mixed: Make) -> None:
    snapshot = mixed("several")
    made = citation(snapshot)
    assert "license" not in made  # a list there would mean that one may choose
    for licence in ("ODbL-1.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "no licence stated"):
        assert licence in made["message"]
    names = [each["name"] for each in package(snapshot)["licenses"]]
    assert sorted(names) == ["CC-BY-NC-4.0", "CC-BY-SA-4.0", "ODbL-1.0"]
    things = crate(snapshot)
    assert things["./"]["license"] == {"@id": "#rights"}
    assert len(things["#rights"]["hasPart"]) == 3
    dcat = (snapshot.folder / "dcat.ttl").read_text("utf-8")
    assert "dcterms:license" not in dcat.split("void:propertyPartition")[0]
    assert "dcterms:RightsStatement" in dcat
    assert len(snapshot.manifest["rights"]) == 4
    assert snapshot.manifest["licence"] == ""
    assert "cannot be combined in one graph" in (snapshot.folder / "README.md").read_text("utf-8")


def test_none_stated_is_said(mixed: Make) -> None:
    snapshot = mixed("none")
    assert "license" not in citation(snapshot)
    assert "licenses" not in package(snapshot)
    assert "no licence stated" in package(snapshot)["rights"]
    assert crate(snapshot)["#rights"]["name"] == "No licence stated"
    assert "no licence stated" in (snapshot.folder / "README.md").read_text("utf-8")


def test_authors_and_publishers_are_those_that_the_sources_name(mixed: Make) -> None:
    names = ["Islamic City Council of Isfahan", "City of Freiburg", "IMNA"]
    snapshot = mixed("one")
    assert [each["name"] for each in citation(snapshot)["authors"]] == names
    people = package(snapshot)["contributors"]
    assert [each["title"] for each in people if each["role"] == "publisher"] == names
    things = crate(snapshot)
    assert [things[each["@id"]]["name"] for each in things["./"]["publisher"]] == names


def test_whom_to_cite_can_be_given_and_a_licence_for_those_that_state_none(
    tmp_path: Path,
) -> None:
    tables = load_folder(SMALL)
    first, *rest = tables.sources
    graph = build(replace(tables, sources=(replace(first, licence="ODbL-1.0"), *rest)))
    made = create_snapshot(graph, tmp_path / "r", authors=["A. Author"], licence="cc0")
    assert [each["name"] for each in citation(made)["authors"]] == ["A. Author"]
    assert {part.licence for part in description_of(made).rights} == {"ODbL-1.0", "CC0-1.0"}
    things = crate(made)
    assert {things[each["@id"]]["name"] for each in things["./"]["publisher"]} == {
        "Islamic City Council of Isfahan", "City of Freiburg", "IMNA",
    }  # fmt: skip


@pytest.mark.parametrize("licence", ["a\nb", "CC <x>", "\u202eCC0"])
def test_a_licence_that_would_break_a_file_is_refused(tmp_path: Path, licence: str) -> None:
    with pytest.raises(UsageError):
        create_snapshot(build(load_folder(SMALL)), tmp_path / "r", licence=licence)


def test_the_shipped_data_keeps_its_own(tmp_path: Path) -> None:
    graph = build(load_folder(resources.data_dir()))
    about = description_of(create_snapshot(graph, tmp_path / "r"))
    assert (about.authors, about.only and about.only.licence) == (
        ("The cityties authors",), "CC-BY-4.0",
    )  # fmt: skip


# --- validators that are not ours --------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_frictionless_takes_it(mixed: Make, name: str) -> None:
    from frictionless import validate

    report = validate(str(mixed(name).folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])


@pytest.mark.parametrize("name", CASES)
def test_rocrate_takes_it(mixed: Make, name: str) -> None:
    from rocrate.rocrate import ROCrate

    read = ROCrate(str(mixed(name).folder))
    assert read.root_dataset["license"] is not None
    assert read.license
    assert read.publisher


@pytest.mark.parametrize("name", CASES)
def test_dcat_is_turtle_whose_rights_are_resources(mixed: Make, name: str) -> None:
    import rdflib

    graph = rdflib.Graph().parse(mixed(name).folder / "dcat.ttl", format="turtle")
    [dataset] = graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset)
    licences = list(graph.objects(dataset, rdflib.DCTERMS.license))
    rights = list(graph.objects(dataset, rdflib.DCTERMS.rights))
    assert bool(licences) != bool(rights), "one licence, or a statement"
    assert all(isinstance(each, rdflib.URIRef) for each in licences)
    assert list(graph.objects(dataset, rdflib.DCTERMS.publisher))
    for each in rights:
        assert (each, rdflib.RDF.type, rdflib.DCTERMS.RightsStatement) in graph


@pytest.mark.needs("cffconvert", "pipx install cffconvert")
@pytest.mark.parametrize("name", CASES)
def test_cffconvert_takes_it(mixed: Make, name: str) -> None:
    done = subprocess.run(
        [str(shutil.which("cffconvert")), "--validate", "-i",
         str(mixed(name).folder / "CITATION.cff")],
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("name", CASES)
def test_it_verifies(mixed: Make, name: str) -> None:
    verdict = verify_snapshot(mixed(name).folder)
    assert verdict.is_right, verdict.differences
    assert verdict.recomputed > 20


def test_a_manifest_of_one_licence_is_read_as_before(mixed: Make, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(mixed("one").folder, folder)
    file = folder / "manifest.json"
    manifest = json.loads(file.read_bytes())
    del manifest["rights"]
    manifest |= {"licence": "CC-BY-4.0", "authors": ["The cityties authors"]}
    file.write_text(json.dumps(manifest), "utf-8")
    about = description_of(read_snapshot(folder))
    assert about.only is not None
    assert (about.only.licence, about.authors) == ("CC-BY-4.0", ("The cityties authors",))
