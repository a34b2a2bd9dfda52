"""Descriptions of a snapshot, each read by something that is not ours."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess

import pytest

from cityties.export.columns import DERIVED
from cityties.model.tables import COLUMNS
from cityties.snapshot.codebook import variables
from cityties.vocabulary.codes import CODES


def table(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# --- the data package ------------------------------------------------------------------------


def test_frictionless_finds_the_data_package_right(made):
    from frictionless import validate

    report = validate(str(made.folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])
    names = {task.name for task in report.tasks}
    assert {"nodes", "edges", "ties", "claims", "sources"} <= names


def test_frictionless_sees_an_edge_to_nowhere(copy):
    from frictionless import validate

    path = copy.folder / "edges.csv"
    path.write_text(path.read_text("utf-8").replace("freiburg,isfahan", "freiburg,utopia", 1), "utf-8")  # fmt: skip # noqa: E501
    package = copy.folder / "datapackage.json"
    content = json.loads(package.read_bytes())
    for resource in content["resources"]:  # the checksum would be the first to complain
        resource.pop("hash", None)
        resource.pop("bytes", None)
    package.write_text(json.dumps(content), "utf-8")
    report = validate(str(package))
    assert not report.valid
    assert "foreign-key" in {kind for [kind] in report.flatten(["type"])}


def test_pandas_and_polars_read_the_tables_alike(made):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install pandas")
    polars = pytest.importorskip("polars", reason="polars is not installed: pip install polars")
    for name in ("nodes.csv", "edges.csv", "ties.csv", "conflicts.csv"):
        path = made.folder / name
        rows = table(made.folder, name)
        assert rows
        assert pandas.read_csv(path, dtype=str, keep_default_na=False).to_dict("records") == rows
        read = polars.read_csv(path, infer_schema=False).fill_null("")
        assert read.to_dicts() == rows


def test_parquet_holds_the_same_tables(made):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")
    from pyarrow import parquet

    for name in ("nodes", "edges", "ties", "memberships", "conflicts"):
        read = parquet.read_table(made.folder / "parquet" / f"{name}.parquet").to_pylist()
        rows = table(made.folder, f"{name}.csv")
        assert len(read) == len(rows)
        for one, other in zip(read, rows, strict=True):
            plain = {
                key: ";".join(value) if isinstance(value, list) else "" if value is None
                else str(value).lower() if isinstance(value, bool) else value
                for key, value in one.items()
            }  # fmt: skip
            for key, text in other.items():
                value = plain[key]
                same = float(text) == value if isinstance(value, float) else str(value) == text
                assert same, (name, key, value, text)


# --- the codebook -----------------------------------------------------------------------------


def test_every_column_and_code_is_in_the_codebook_with_both_definitions(made):
    found = {(each.file, each.name) for each in variables()}
    for path in made.folder.rglob("*.csv"):
        name = path.relative_to(made.folder).as_posix()
        if name == "codebook.csv":
            continue
        header = path.read_text("utf-8").split("\n", 1)[0].split(",")
        assert {(name, column) for column in header} <= found, name
    assert {("", code) for codes in CODES.values() for code in codes} <= found
    for each in variables():
        assert each.definition_en, each
        assert each.definition_fa, each
        assert each.rule, each
        assert each.file == "" or each.type, each


def test_the_codebook_says_what_empty_cells_mean(made):
    missing = {(each.file, each.name): each.missing for each in variables()}
    for each in DERIVED:
        for row in table(made.folder, f"{each.name}.csv"):
            for column, value in row.items():
                assert value or missing[f"{each.name}.csv", column], (each.name, column, row)


def test_the_codebook_has_the_properties_of_the_mapping():
    properties = {each.property for each in variables() if each.file == "tables/claims.csv"}
    assert {column.predicate for column in COLUMNS["claims"]} <= properties


# --- DCAT, VoID, SHACL ------------------------------------------------------------------------


def test_dcat_and_void_count_what_is_there(made):
    import pyoxigraph as ox

    data = ox.Store()
    data.bulk_load((made.folder / "graph.nq").read_bytes(), format=ox.RdfFormat.N_QUADS)
    about = ox.Store()
    about.bulk_load((made.folder / "dcat.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)

    def value(store: ox.Store, query: str) -> int:
        [row] = store.query(query, use_default_graph_as_union=True)
        return int(row[0].value)

    void = "PREFIX void: <http://rdfs.org/ns/void#> "
    assert value(about, void + "SELECT ?n { ?d a void:Dataset ; void:triples ?n }") == value(
        data, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    )
    assert value(about, void + "SELECT ?n { ?d void:distinctSubjects ?n }") == value(
        data, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
    )
    parts = list(about.query(void + "SELECT ?c ?n { [] void:class ?c ; void:entities ?n }"))
    assert len(parts) > 10
    for part in parts:
        count = value(data, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a {part['c']} }}")
        assert int(part["n"].value) == count, part["c"]


def test_dcat_lists_every_file_with_its_checksum(made):
    import rdflib

    graph = rdflib.Graph().parse(made.folder / "dcat.ttl", format="turtle")
    rows = graph.query(
        """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?file ?sum ?size { ?d a dcat:Dataset ; dcat:distribution [
            dcat:downloadURL ?file ; dcat:byteSize ?size ;
            spdx:checksum [ spdx:checksumValue ?sum ] ] }"""
    )
    listed = {str(row.file).rsplit(made.id + "/", 1)[1]: str(row.sum) for row in rows}
    sums = made.sums()
    assert len(listed) > 15
    for path, digest in listed.items():
        assert sums[path] == digest.lower()


def test_dcat_meets_what_dcat_ap_asks_of_a_dataset_and_its_distributions(made):
    """DCAT-AP 3.0, sections Dataset and Distribution: the mandatory properties."""
    import rdflib
    from rdflib import DCAT, DCTERMS, RDF

    graph = rdflib.Graph().parse(made.folder / "dcat.ttl", format="turtle")
    [dataset] = graph.subjects(RDF.type, DCAT.Dataset)
    for needed in (DCTERMS.title, DCTERMS.description):
        assert list(graph.objects(dataset, needed))
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert distributions
    for each in distributions:
        assert (each, RDF.type, DCAT.Distribution) in graph
        assert list(graph.objects(each, DCAT.accessURL))


def test_the_shacl_report_is_one(made):
    import rdflib
    from rdflib import RDF, SH

    graph = rdflib.Graph().parse(made.folder / "shacl-report.ttl", format="turtle")
    [report] = graph.subjects(RDF.type, SH.ValidationReport)
    results = list(graph.objects(report, SH.result))
    assert graph.value(report, SH.conforms).toPython() is (not results)
    assert sum(made.manifest["shacl"]["findings"].values()) == len(results)


# --- RO-Crate and citation --------------------------------------------------------------------


def test_the_ro_crate_is_read_and_lists_every_file(made):
    reader = pytest.importorskip(
        "rocrate.rocrate", reason="rocrate is not installed: pip install rocrate"
    )
    crate = reader.ROCrate(str(made.folder))
    assert str(crate.version) == "1.2"
    root = crate.root_dataset
    assert root["datePublished"] == "2021-07-28"
    files = {entity.id for entity in crate.get_entities() if "File" in entity.type}
    here = {path for path in made.sums() if not path.startswith("parquet/")}
    assert files == here - {"manifest.json", "ro-crate-metadata.json"}


def test_the_ro_crate_keeps_the_rules_of_its_specification(made):
    """RO-Crate 1.2: descriptor, root data entity and data entities, as far as it says MUST."""
    content = json.loads((made.folder / "ro-crate-metadata.json").read_bytes())
    assert set(content) == {"@context", "@graph"}
    things = {thing["@id"]: thing for thing in content["@graph"]}
    assert len(things) == len(content["@graph"]), "each entity once, flat"
    descriptor = things["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = things["./"]
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert root["license"]["@id"] in things
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", root["datePublished"])
    linked = set()
    stack = ["./"]
    while stack:
        for part in things[stack.pop()].get("hasPart", ()):
            linked.add(part["@id"])
            stack.append(part["@id"])
    for id_, thing in things.items():
        assert "@type" in thing
        if thing["@type"] == "File":
            assert id_ in linked, "data entities hang on the root"
            assert (made.folder / id_).is_file()


def test_the_citation_is_valid_and_names_the_id(made):
    import yaml

    content = yaml.safe_load((made.folder / "CITATION.cff").read_text("utf-8"))
    assert content["cff-version"] == "1.2.0"
    assert content["type"] == "dataset"
    assert content["date-released"] == "2021-07-28"
    assert content["identifiers"][0]["value"] == f"sha256:{made.id}"
    # Citation File Format 1.2.0, schema: these are required, and no other key is known.
    assert {"cff-version", "message", "title", "authors"} <= set(content)
    assert set(content) <= {
        "cff-version", "message", "type", "title", "version", "date-released", "license", "url",
        "identifiers", "authors", "keywords",
    }  # fmt: skip


@pytest.mark.needs("cffconvert", "pipx install cffconvert")
def test_cffconvert_finds_the_citation_right(made):
    done = subprocess.run(
        [str(shutil.which("cffconvert")), "--validate", "-i", str(made.folder / "CITATION.cff")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.needs("sha256sum", "apt install coreutils")
def test_sha256sum_finds_every_file_right(made):
    done = subprocess.run(
        [str(shutil.which("sha256sum")), "--strict", "-c", "SHA256SUMS"],
        cwd=made.folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b": OK") == len(made.sums())


# --- JSON-LD ----------------------------------------------------------------------------------


def test_pyld_reads_the_framed_json_as_the_same_quads(made):
    import pyoxigraph as ox
    from pyld import jsonld

    def refuse(url: str, _options: object) -> object:
        raise AssertionError(f"{url} was asked for")

    document = json.loads((made.folder / "graph.jsonld").read_bytes())
    text = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": refuse})
    read = {str(quad) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)}
    whole = {
        str(quad)
        for quad in ox.parse((made.folder / "graph.nq").read_bytes(), format=ox.RdfFormat.N_QUADS)
        if "graph/ontology" not in str(quad.graph_name)
    }
    assert read == whole


def test_framing_it_with_pyld_finds_the_claims_with_their_ties(made):
    from pyld import jsonld

    document = json.loads((made.folder / "graph.jsonld").read_bytes())
    [source] = [each for each in document["graph"] if each["iri"] == "id:source/imna-porto"]
    framed = jsonld.frame(
        {"@context": document["@context"], "@graph": source["graph"]},
        {"@context": document["@context"], "type": "Claim", "about": {"party": {}}},
    )
    found = {each["iri"] for each in framed.get("graph", [framed])}
    ours = {
        each["iri"]
        for each in source["graph"]
        if isinstance(each.get("about"), dict) and each["about"]["iri"].startswith("id:tie/")
    }
    assert ours
    assert ours <= found
