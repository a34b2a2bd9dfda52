"""Write what the redirects of w3id.org lead to: the ontology in three formats, and its page.

    python tools/ontology_page.py [FOLDER]

FOLDER (``out/ontology``) gets the ontology, the codes, the alignments and the shapes as Turtle,
RDF/XML and JSON-LD, the page of the ontology by pyLODE, the JSON-LD context and the whole graph;
and a folder of the same for the version. A folder of a version that is there is left as it is:
if its Turtle differs from ours, the ontology has changed since and needs a new version.
``ontology/README.md`` says how a release goes.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from pathlib import Path

import rdflib
from rdflib.namespace import OWL, RDF

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"
HOMES = {
    "def": "cityties.ttl",
    "code": "codes.ttl",
    "alignments": "alignments.ttl",
    "shapes": "shapes.ttl",
}
"""The last part of each address, and the file that it is."""
FORMATS = {"rdf": "xml", "jsonld": "json-ld"}
GRAPH = ("graph.ttl", "graph.trig", "graph.jsonld")


def version_of(path: Path) -> str:
    """The version that a file says it is."""
    graph = rdflib.Graph().parse(path)
    (home,) = graph.subjects(RDF.type, OWL.Ontology)
    return str(graph.value(home, OWL.versionInfo))


def page() -> str:
    """The page of the ontology, by pyLODE.

    In English alone: of several languages pyLODE takes one by chance. The guide has each term
    in Persian too.
    """
    from pylode import OntPub

    logging.getLogger().setLevel(logging.WARNING)  # it logs at every step
    graph = rdflib.Graph().parse(ONTOLOGY / "cityties.ttl")
    for triple in list(graph):
        if getattr(triple[2], "language", None) not in (None, "en"):
            graph.remove(triple)
    return str(OntPub(ontology=graph).make_html())


def write_version(folder: Path) -> int:
    """Write all files of the ontology into a folder; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, source in HOMES.items():
        graph = rdflib.Graph().parse(ONTOLOGY / source)
        shutil.copyfile(ONTOLOGY / source, folder / f"{name}.ttl")
        for suffix, form in FORMATS.items():
            graph.serialize(folder / f"{name}.{suffix}", form)
        count += 1 + len(FORMATS)
    (folder / "def.html").write_text(page(), "utf-8")
    shutil.copyfile(ONTOLOGY / "context.jsonld", folder / "context.jsonld")
    return count + 2


def changed_since(folder: Path) -> list[str]:
    """The files of a released version that are not ours."""
    return [
        source
        for name, source in HOMES.items()
        if (folder / f"{name}.ttl").read_bytes() != (ONTOLOGY / source).read_bytes()
    ]


def write_graph(folder: Path) -> int:
    """Write the shipped graph in the formats that the addresses of things lead to."""
    from cityties.cli.commands import cli

    for name in GRAPH:
        cli.main(["export", str(folder / name)], standalone_mode=False)
    return len(GRAPH)


def main(words: list[str]) -> int:
    """Write everything, or say what must change first."""
    folder = Path(words[0]) if words else ROOT / "out" / "ontology"
    version = version_of(ONTOLOGY / "cityties.ttl")
    kept = folder / version
    if kept.is_dir():
        if changed := changed_since(kept):
            print(
                f"{kept} is there, and {', '.join(changed)} changed since: give the files a new "
                "version (owl:versionIRI, owl:versionInfo, owl:priorVersion)"
            )
            return 1
    else:
        with tempfile.TemporaryDirectory() as made:
            write_version(Path(made) / version)
            shutil.copytree(Path(made) / version, kept)
    count = 0
    for file in sorted(kept.iterdir()):
        shutil.copyfile(file, folder / file.name)
        count += 1
    count += write_graph(folder)
    print(f"{folder}: version {version}, {count} files")
    return int(count == 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
