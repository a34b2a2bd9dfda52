"""IRIs of a folder's own: written with its base, read back by it, never in another's way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

import cityties
from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model.tables import canonical_tables
from cityties.rdf.load import load_rdf
from cityties.rdf.published import Own, Publication, in_inner_form, own_rows
from cityties.snapshot.verify import verify_snapshot
from cityties.vocabulary.terms import ID

FOLDER = Path(__file__).parents[1] / "fixtures" / "elsewhere"
BASE = "https://example.org/tampere/"
FORMATS = ("turtle", "trig", "nquads", "jsonld", "framed")
ENDS = {
    "turtle": "ttl",
    "trig": "trig",
    "nquads": "nq",
    "jsonld": "jsonld",
    "framed": "jsonld",
}


def _config(folder: Path, base: str, *, shipped: bool = False, data: str = ".") -> Path:
    file = folder / "cityties.toml"
    file.write_text(
        f'[home]\ncity = "tampere"\n[data]\nfolder = "{data}"\nshipped = {str(shipped).lower()}\n'
        f'[publish]\nbase = "{base}"\ntitle = "Ties of Tampere"\nauthors = ["A. Virtanen"]\n'
        'licence = "CC-BY-4.0"\n'
    )
    return file


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office, with a base."""
    folder = tmp_path_factory.mktemp("office") / "own"
    shutil.copytree(FOLDER, folder)
    _config(folder, BASE)
    return folder


@pytest.fixture(scope="module")
def graph(office: Path) -> cityties.CityGraph:
    return cityties.open(config=office)


def _iris(nquads: bytes) -> set[str]:
    return {
        term.value
        for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS)
        for term in (quad.subject, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode)
    }


def test_all_iris_of_a_folder_alone_begin_with_its_base(graph: cityties.CityGraph) -> None:
    iris = _iris(graph.export("nquads"))
    assert {iri for iri in iris if iri.startswith(ID)} == {ID + "graph/registry"}
    for rest in ("claim/c-N001", "source/tn-1", "tampere", "post/mayor-tampere", "event/ev-meet",
                 "term/anna-virta@mayor-tampere", "membership/tampere@nordnet",
                 "tie/tampere+tartu/sister_city", "graph/reading"):  # fmt: skip
        assert BASE + rest in iris


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_reads_back_as_the_same_rows(
    form: str, graph: cityties.CityGraph, tmp_path: Path
) -> None:
    file = tmp_path / f"own.{ENDS[form]}"
    file.write_bytes(graph.export(form))
    assert BASE.encode() in file.read_bytes()
    assert canonical_tables(load_rdf(file)) == graph.tables


def test_two_offices_with_one_id_do_not_clash(
    graph: cityties.CityGraph, office: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(office, other)
    _config(other, "https://example.net/tartu#")
    one, two = (each.export("nquads") for each in (graph, cityties.open(config=other)))
    assert _iris(one) & _iris(two) >= {ID + "graph/registry"}
    assert not {iri for iri in _iris(one) & _iris(two) if "c-N001" in iri or "tampere" in iri}
    # Their union is one graph with two claims; as rows it cannot be read, and says why.
    both = tmp_path / "both.nq"
    both.write_bytes(one + two)
    with pytest.raises(DataError) as caught:
        load_rdf(both)
    (problem,) = [each for each in caught.value.problems if each.value == "claim/c-N001"]
    assert problem.code == "duplicate-id"
    assert BASE + "claim/c-N001" in problem.message
    assert "https://example.net/tartu#claim/c-N001" in problem.message


def test_shipped_rows_keep_their_iris(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "sources.csv").write_text(
        "id,kind,title,publisher,language,published,accessed\n"
        "own-1,news,A tie,imna,en,2026-01-02,2026-11-20\n"
    )
    (folder / "claims.csv").write_text(
        "id,source,type,aspect,kind,about,parties,status,when,certainty,gist\n"
        "c-N001,own-1,tie,change,sister_city,tie/porto+vigo/sister_city,porto;vigo,in_force,"
        "2026-01-01,stated,They signed.\n"
    )
    (folder / "places.csv").write_text(
        "id,kind,name_en,country,part_of,latitude,longitude,origin\n"
        "vigo,city,Vigo,ES,spain,42.24,-8.72,by hand\n"
    )
    graph = cityties.open(config=_config(folder, BASE, shipped=True).parent)
    publication = graph.publication
    assert publication is not None
    written = {rest: publication.iri(ID + rest) for rest in (
        "claim/c-N001", "vigo", "tie/porto+vigo/sister_city", "source/own-1",
        "reading/freiburg+isfahan/sister_city/all/1",
        "claim/c-O098", "porto", "imna", "tie/isfahan+porto/sister_city", "source/imna-498459",
        "graph/registry", "graph/ontology",
    )}  # fmt: skip
    own = [rest for rest, iri in written.items() if iri == BASE + rest]
    assert own == list(written)[:5]
    assert all(written[rest] == ID + rest for rest in list(written)[5:])


def test_a_snapshot_has_them_and_what_the_folder_says_of_itself(
    graph: cityties.CityGraph, tmp_path: Path
) -> None:
    made = graph.snapshot(tmp_path / "releases")
    assert (made.manifest["title"], made.manifest["authors"]) == (
        "Ties of Tampere",
        ["A. Virtanen"],
    )
    assert made.manifest["licence"] == "CC-BY-4.0"
    assert f"<{BASE}claim/c-N001>".encode() in made.graph_bytes()
    assert made.id != graph.id, "another form, another checksum"
    dcat = (made.folder / "dcat.ttl").read_text("utf-8")
    assert f'void:uriSpace "{BASE}"' in dcat
    assert verify_snapshot(made.folder).is_right
    again = cityties.open(store=made.folder)
    assert again.tables == graph.tables
    assert list(again.ties("tampere", on="2021-08-01")) == list(
        graph.ties("tampere", on="2021-08-01")
    )
    assert bool(again.query("ASK { id:tampere a ct:City }"))
    assert canonical_tables(load_rdf(made.folder / "graph.nq")) == graph.tables


def test_without_a_base_nothing_changes(office: Path) -> None:
    graph = cityties.open(office, shipped=False)
    assert graph.publication is None
    assert BASE.encode() not in graph.export("nquads")


def test_only_whole_starts_are_bases() -> None:
    rows = load_folder(FOLDER)
    own = own_rows(rows, None)
    assert own.has("claim/c-N001")
    assert not own.has("claim/c-N0011")
    assert not own.has("graph/ontology")
    publication = Publication(BASE, Own(things=frozenset({"tampere"})))
    assert publication.iri(ID + "tampere-x") == ID + "tampere-x"
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    claim = ox.NamedNode("https://w3id.org/cityties/def/Claim")
    for text in ("https://example.org/myclaim/c-1", "https://example.org/claim/", "urn:claim/c-1"):
        quads = [ox.Triple(ox.NamedNode(text), a, claim)]
        found, problems = in_inner_form(quads, "x.ttl")
        assert found == quads, text
        assert not problems
