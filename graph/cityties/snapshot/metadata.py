"""A snapshot described for others: data package, DCAT and VoID, RO-Crate, CITATION.cff, README.

Written by hand rather than by libraries, since those put the time of writing into
the files. All dates are the data's.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from cityties import __version__
from cityties.export.columns import DERIVED, Field, Table, with_names
from cityties.language.messages import N_, _, in_language
from cityties.language.visible import in_markdown
from cityties.model.rights import Part, duties
from cityties.model.schemas import table_fields
from cityties.snapshot.codebook import source_resources
from cityties.snapshot.content import Content, bytes_of, size_of
from cityties.snapshot.manifest import Description, file_entry
from cityties.vocabulary.codes import CODES
from cityties.vocabulary.terms import DEF, ID, PREFIXES
from cityties.words.rights import duty_words, licence_words, part_words, whose_words

HOME: Final = "https://w3id.org/cityties/"
_TYPE: Final = PREFIXES["rdf"] + "type"

FILES: Final = {
    "graph.nq": N_("The whole graph as canonical N-Quads (RDFC-1.0); its SHA-256 is the id."),
    "graph.trig": N_("The same without the ontology, one named graph per source, to read."),
    "graph.jsonld": N_("The same without the ontology, framed, with our context inside."),
    "nodes.csv": N_("Parties of the ties."),
    "edges.csv": N_("States of the ties: one row per state (per pair, for ties of three)."),
    "ties.csv": N_("The ties on the day of the snapshot."),
    "memberships.csv": N_("States of memberships in networks, of cities and of other networks."),
    "conflicts.csv": N_("Disagreements between sources, one row per value."),
    "ties.graphml": N_("The ties of the day of the snapshot, for igraph, networkx and yEd."),
    "ties.gexf": N_("All states of the ties with their time spells, for Gephi (GEXF 1.3)."),
    "shacl-report.ttl": N_("Result of the SHACL check of the graph."),
    "codebook.md": N_("Every variable and code: definition, type, allowed values, missing, rule."),
    "codebook.csv": N_("The same as a table."),
    "datapackage.json": N_("The tables as a Frictionless data package."),
    "dcat.ttl": N_("Description in DCAT 3 and VoID."),
    "ro-crate-metadata.json": N_("Description as an RO-Crate 1.2."),
    "CITATION.cff": N_("How to cite."),
    "README.md": N_("Start here."),
    "manifest.json": N_("Id, versions, days, counts, files with checksums."),
    "SHA256SUMS": N_("Checksums, for `sha256sum -c SHA256SUMS`."),
}


def purpose(path: str) -> str:
    """What a file of a snapshot is for."""
    if path.startswith("tables/"):
        return f"Source table {path.removeprefix('tables/')}: what the graph was built from."
    if path.startswith("parquet/"):
        return f"The table {path.removeprefix('parquet/').removesuffix('.parquet')} as Parquet."
    return FILES.get(path, "")


# --- Frictionless -------------------------------------------------------------------------


def datapackage_bytes(about: Description, payload: Mapping[str, Content]) -> bytes:
    """Write ``datapackage.json`` (Frictionless, version 1).

    Parameters
    ----------
    about : what the snapshot is
    payload : the files to describe
    """
    found = [
        *(_derived(table, payload) for table in DERIVED),
        *(_source(resource, payload) for resource in source_resources()),
        *(_file(path, data) for path, data in payload.items() if not path.endswith(".csv")),
    ]
    if "codebook.csv" in payload:
        found.append(_file("codebook.csv", payload["codebook.csv"]))
    content = {
        "profile": "data-package",
        "name": "cityties-snapshot",
        "id": f"sha256:{about.id}",
        "title": about.title,
        "description": DESCRIPTION,
        "version": about.version,
        "homepage": HOME,
        **_package_rights(about),
        "keywords": list(KEYWORDS),
        "cityties_format_version": 1,
        "resources": [resource for resource in found if resource],
    }
    return _json(content)


def _package_rights(about: Description) -> dict[str, Any]:
    """Licences, authors and publishers; a licence that nobody stated is not there."""
    licenses = []
    for part in about.rights:
        if not part.licence:
            continue
        # Frictionless wants an id or an address; the title says which part of the data it is for.
        entry = {"name": _token(part.licence), "path": part.url, "title": _title(about, part)}
        licenses.append({key: text for key, text in entry.items() if text})
    people = [(author, "author") for author in about.authors]
    people += [(name, "publisher") for name in about.publishers]
    found: dict[str, Any] = {"licenses": licenses} if licenses else {}
    found["contributors"] = [{"title": name, "role": role} for name, role in people]
    if not about.only:
        found["rights"] = rights_text(about)
    return found


def _token(licence: str) -> str:
    """A licence as a name of letters, digits and ``-._``."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", licence).strip("-") or "licence"


def _title(about: Description, part: Part) -> str:
    return part.title if about.only else f"{part.title} ({whose_words(part, most=None)})"


def rights_text(about: Description) -> str:
    """Whose the data is and under which licences, in one English sentence.

    Parameters
    ----------
    about : what the snapshot is
    """
    with in_language("en"):
        if not about.rights:
            return _("Data: no source.")
        parts = "; ".join(part_words(part, most=None) for part in about.rights)
    return f"Data: {parts}."


DESCRIPTION: Final = (
    "What sources say about sister cities and other ties between cities: claims "
    "with their source, date and certainty, and the readings that documented "
    "rules derive from them."
)
KEYWORDS: Final = ("sister cities", "twin towns", "urban diplomacy", "claims", "provenance")


def _file(path: str, data: Content) -> dict[str, Any]:
    name = path.lower().replace("/", "-").replace(".", "-").replace("_", "-")
    entry = file_entry(path, data)
    return {
        "name": name,
        "path": path,
        "description": purpose(path),
        "format": path.rsplit(".", 1)[-1].lower(),
        "mediatype": entry["media_type"],
        "bytes": entry["bytes"],
        "hash": f"sha256:{entry['sha256']}",
    }


def _header(data: bytes) -> list[str]:
    """The names of the columns of a table."""
    return next(csv.reader([data.split(b"\n", 1)[0].decode()]))


def _derived(table: Table, payload: Mapping[str, Content]) -> dict[str, Any]:
    path = f"{table.name}.csv"
    if path not in payload:
        return {}
    schema: dict[str, Any] = {
        "fields": [
            _field(field, key=field.name in table.key)
            for field in with_names(table, _header(bytes_of(payload[path]))).fields
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.links:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": there}}
            for column, other, there in table.links
        ]
    return {
        **_file(path, payload[path]),
        "name": table.name,
        "title": table.title,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(field: Field, *, key: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "description": field.en,
        "description_fa": field.fa,
    }
    if field.property:
        made["rdfType"] = field.property
    constraints: dict[str, Any] = {}
    if key or not field.missing:
        constraints["required"] = True
    allowed = [code for name in field.codes.split() for code in CODES[name]] or field.allowed
    if allowed and not field.several:
        constraints["enum"] = sorted(allowed)
    if constraints:
        made["constraints"] = constraints
    return made


def _source(resource: Mapping[str, Any], payload: Mapping[str, Content]) -> dict[str, Any]:
    path = f"tables/{resource['name']}.csv"
    if path not in payload:
        return {}
    described = {key: value for key, value in resource.items() if key != "scheme"}
    header = _header(bytes_of(payload[path]))
    known = {field["name"]: field for field in described["schema"]["fields"]}
    if any(name not in known for name in header):  # texts in further languages
        more = {field["name"]: field for field in table_fields(resource["name"], header)}
        fields = [known.get(name) or more[name] for name in header]
        described["schema"] = {**described["schema"], "fields": fields}
    return {**described, **_file(path, payload[path]), "name": resource["name"]}


# --- DCAT and VoID --------------------------------------------------------------------------


def snapshot_iri(about: Description) -> str:
    """The IRI of a snapshot (the redirect behind it is not registered yet)."""
    return f"{HOME}snapshot/{about.id}/"


def dcat_bytes(
    about: Description, payload: Mapping[str, Content], quads: Iterable[Sequence[str]]
) -> bytes:
    """Write ``dcat.ttl``: the dataset, its files with checksums, its classes with counts.

    Parameters
    ----------
    about : what the snapshot is
    payload : the files to describe
    quads : the whole graph as lines of N-Quads, each in a named graph, in canonical order; in
        lists, none of them empty
    """
    named = _source_iris(about)
    subjects: set[str] = set()
    number = distinct = 0
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    before = last = ""
    for batch in quads:
        # A triple that stands in several graphs counts once; its lines follow each other.
        triples = [triple for triple, _same in groupby(line[: line.rindex(" <")] for line in batch)]
        terms = [triple.split(" ", 2) for triple in triples[triples[0] == before :]]
        before = triples[-1]
        number += len(terms)
        properties.update([predicate for _who, predicate, _what in terms])
        classes.update([what for _who, predicate, what in terms if predicate == f"<{_TYPE}>"])
        found = [who for who, _same in groupby(who for who, _predicate, _what in terms)]
        distinct += len(found) - (found[:1] == [last])
        last = before.partition(" ")[0]
        subjects |= named.intersection(found)
    lines = [
        f"@base <{snapshot_iri(about)}> .",
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix spdx: <http://spdx.org/rdf/terms#> .",
        "@prefix void: <http://rdfs.org/ns/void#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "",
        "<> a dcat:Dataset , void:Dataset ;",
        f"    dcterms:title {_text(about.title)} ;",
        f"    dcterms:description {_text(DESCRIPTION)}@en ;",
        f'    dcterms:identifier "sha256:{about.id}" ;',
        f'    dcterms:issued "{about.issued}"^^xsd:date ;',
        *_dcat_rights(about, subjects),
        "    dcterms:creator " + " , ".join(_agent(name) for name in about.authors) + " ;",
        "    dcterms:publisher " + " , ".join(_agent(name) for name in about.publishers) + " ;",
        f"    dcat:version {_text(about.version)} ;",
        "    dcat:keyword " + " , ".join(f"{_text(word)}@en" for word in KEYWORDS) + " ;",
        f"    foaf:homepage <{HOME}> ;",
        f"    void:vocabulary <{DEF}> ;",
        "    void:uriSpace " + " , ".join(f'"{space}"' for space in _spaces(about)) + " ;",
        f"    void:triples {number} ;",
        f"    void:distinctSubjects {distinct} ;",
        f"    void:properties {len(properties)} ;",
        f"    void:classes {len(classes)} ;",
        "    void:dataDump <graph.nq> ;",
    ]
    lines += [
        f"    void:classPartition [ void:class {name} ; void:entities {many} ] ;"
        for name, many in sorted(classes.items())
        if name.startswith("<")
    ]
    lines += [
        f"    void:propertyPartition [ void:property {name} ; void:triples {many} ] ;"
        for name, many in sorted(properties.items())
    ]
    parts = " ,\n        ".join(f"<{path}#distribution>" for path in payload)
    lines.append(f"    dcat:distribution {parts} .")
    for path, data in payload.items():
        lines += ["", *_distribution(about, path, data)]
    return ("\n".join(lines) + "\n").encode()


def _spaces(about: Description) -> tuple[str, ...]:
    """What the IRIs of things begin with."""
    return (about.base, ID) if about.base else (ID,)


def _distribution(about: Description, path: str, data: Content) -> list[str]:
    entry = file_entry(path, data)
    media = f"https://www.iana.org/assignments/media-types/{entry['media_type']}"
    return [
        f"<{path}#distribution> a dcat:Distribution ;",
        f"    dcterms:title {_text(path)}@en ;",
        f"    dcterms:description {_text(purpose(path))}@en ;",
        *_dcat_rights(about)[:1],
        "    dcat:accessURL <> ;",
        f"    dcat:downloadURL <{path}> ;",
        f"    dcat:mediaType <{media}> ;",
        f'    dcat:byteSize "{size_of(data)}"^^xsd:nonNegativeInteger ;',
        "    spdx:checksum [ a spdx:Checksum ; "
        "spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
        f'spdx:checksumValue "{entry["sha256"]}"^^xsd:hexBinary ] .',
    ]


def _dcat_rights(about: Description, subjects: Container[str] = ()) -> list[str]:
    """The licence of the whole where there is one; else a statement, and each with its sources."""
    if about.only and about.only.url:
        return [f"    dcterms:license <{about.only.url}> ;"]
    lines = [
        "    dcterms:rights [ a dcterms:RightsStatement ; "
        f"rdfs:label {_text(rights_text(about))}@en ] ;"
    ]
    # In the graph each source has the licence of its own part.
    sources = sorted(source for part in about.rights for source in part.sources)
    if sources:
        iris = [(f"<{about.base}source/{source}>", f"<{ID}source/{source}>") for source in sources]
        ids = " ,\n        ".join(own if own in subjects else shipped for own, shipped in iris)
        lines.append(f"    dcterms:source {ids} ;")
    return lines


def _source_iris(about: Description) -> set[str]:
    """The IRIs that the sources of the parts may have."""
    sources = {source for part in about.rights for source in part.sources}
    return {f"<{base}source/{source}>" for base in (about.base, ID) for source in sources}


def _agent(name: str) -> str:
    return f"[ a foaf:Agent ; foaf:name {_text(name)} ]"


def _text(text: str) -> str:
    """A text quoted as Turtle, JSON and YAML quote it."""
    return json.dumps(text, ensure_ascii=False)


# --- RO-Crate ---------------------------------------------------------------------------------


def ro_crate_bytes(about: Description, payload: Mapping[str, Content]) -> bytes:
    """Write ``ro-crate-metadata.json`` (RO-Crate 1.2).

    Parameters
    ----------
    about : what the snapshot is
    payload : the files to describe
    """
    folders = sorted({path.split("/")[0] + "/" for path in payload if "/" in path})
    authors = [{"@id": f"#author-{number}"} for number in range(1, len(about.authors) + 1)]
    others = [name for name in about.publishers if name not in about.authors]
    publishers = [
        authors[about.authors.index(name)]
        if name in about.authors
        else {"@id": f"#publisher-{others.index(name) + 1}"}
        for name in about.publishers
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": DESCRIPTION,
        "datePublished": about.issued.isoformat(),
        "version": about.version,
        "identifier": f"sha256:{about.id}",
        "license": {"@id": _licence_node(about)},
        "author": authors,
        "publisher": publishers,
        "keywords": ", ".join(KEYWORDS),
        "hasPart": [{"@id": path} for path in payload if "/" not in path]
        + [{"@id": folder} for folder in folders],
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
        },
        root,
        *_crate_rights(about),
        *(
            {"@id": entry["@id"], "@type": "Organization", "name": name}
            for entry, name in zip(authors, about.authors, strict=True)
        ),
        *(
            {"@id": f"#publisher-{number}", "@type": "Organization", "name": name}
            for number, name in enumerate(others, start=1)
        ),
        {
            "@id": "#cityties",
            "@type": "SoftwareApplication",
            "name": "cityties",
            "version": __version__,
            "url": HOME,
        },
        {
            "@id": "#creation",
            "@type": "CreateAction",
            "name": "Snapshot of the graph",
            "instrument": {"@id": "#cityties"},
            "result": {"@id": "./"},
        },
    ]  # fmt: skip
    for folder in folders:
        inside = [{"@id": path} for path in payload if path.startswith(folder)]
        graph.append(
            {"@id": folder, "@type": "Dataset", "name": folder.strip("/"), "hasPart": inside}
        )
    for path, data in payload.items():
        entry = file_entry(path, data)
        graph.append(
            {
                "@id": path,
                "@type": "File",
                "name": path,
                "description": purpose(path),
                "encodingFormat": entry["media_type"],
                "contentSize": str(entry["bytes"]),
                "sha256": entry["sha256"],
            }
        )
    return _json({"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph})


def _licence_node(about: Description) -> str:
    """The id of what the crate calls its licence."""
    return about.only.url if about.only and about.only.url else "#rights"


def _crate_rights(about: Description) -> list[dict[str, Any]]:
    """The licence of the crate; if it has several, or none, an entity that says so."""
    if about.only and about.only.url:
        name = about.only.licence
        return [{
            "@id": about.only.url, "@type": "CreativeWork", "name": name,
            "description": f"{about.only.title}: the licence of the data.",
        }]  # fmt: skip
    found: list[dict[str, Any]] = []
    parts = []
    for part in about.rights:
        if part.licence and part.url:
            parts.append({"@id": part.url})
            found.append({
                "@id": part.url, "@type": "CreativeWork", "name": part.licence,
                "description": f"{part.title}: {whose_words(part, most=None)}.",
            })  # fmt: skip
    statement: dict[str, Any] = {
        "@id": "#rights", "@type": "CreativeWork", "name": _rights_name(about),
        "description": rights_text(about),
    }  # fmt: skip
    return [{**statement, "hasPart": parts} if parts else statement, *found]


def _rights_name(about: Description) -> str:
    stated = [part.licence for part in about.rights if part.licence]
    if not stated:
        return "No licence stated"
    return stated[0] if about.only else "Several licences, each for a part of the data"


# --- citation and README ------------------------------------------------------------------------


def citation_bytes(about: Description) -> bytes:
    """Write ``CITATION.cff`` (version 1.2.0)."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_text(_message(about))}",
        "type: dataset",
        f"title: {_text(about.title)}",
        f"version: {_text(about.version)}",
        f"date-released: {_text(about.issued.isoformat())}",
        *_citation_rights(about),
        f"url: {_text(HOME)}",
        "identifiers:",
        "  - type: other",
        f"    value: {_text('sha256:' + about.id)}",
        "    description: Content id, the SHA-256 of graph.nq (RDFC-1.0)",
        "authors:",
        *(f"  - name: {_text(name)}" for name in about.authors),
        "keywords:",
        *(f"  - {_text(word)}" for word in KEYWORDS),
    ]
    return ("\n".join(lines) + "\n").encode()


def _citation_rights(about: Description) -> list[str]:
    """The licence, where one holds for all: several of them would mean that one may choose."""
    whole = about.only
    if whole and whole.terms and whole.terms.citable:
        return [f"license: {whole.licence}"]
    return [f"license-url: {_text(whole.url)}"] if whole and whole.url else []


def _message(about: Description) -> str:
    """What to do, and whose the data is where no field can say it."""
    text = "If you use this snapshot, cite it by its title, version and id."
    return text if about.only and about.only.spdx else f"{text} {rights_text(about)}"


def reference(about: Description) -> str:
    """How a paper cites a snapshot.

    Parameters
    ----------
    about : what the snapshot is
    """
    names = "; ".join(about.authors)
    return (
        f"{names} ({about.issued.year}). {about.title} (version {about.version}) [data set]. "
        f"sha256:{about.id}. {HOME}"
    )


def readme_bytes(about: Description, paths: Iterable[str], count: Mapping[str, Any]) -> bytes:
    """Write ``README.md``.

    Parameters
    ----------
    about : what the snapshot is
    paths : the files in it
    count : counts, as in the manifest
    """
    known = (
        f"The readings use only what was published by {about.known_by} "
        f"({count['known_claims']} of {count['claims']} claims); the source tables and the graph "
        "hold all claims."
        if about.known_by
        else "The readings use everything known."
    )
    status = count["ties_by_status"]
    lines = [
        f"# {about.title}",
        "",
        DESCRIPTION,
        "",
        f"- id: `{about.id}` (SHA-256 of `graph.nq`, the RDFC-1.0 form of the whole graph)",
        f"- version: {about.version}",
        f"- tables of one day show: {about.on}",
        f"- newest source: {about.data_day or 'undated'}",
        f"- {known}",
        f"- {count['claims']} claims from {count['sources']} sources about {count['ties']} ties "
        f"between {count['places']} places; {count['conflicts']} conflicts",
        f"- ties on {about.on}: "
        + (", ".join(f"{number} {name}" for name, number in status.items()) or "none"),
        f"- written by cityties {__version__}",
        "",
        (
            "A claim is what a source says. A state is what documented rules derive from all "
            "claims. Contradictory claims are both kept; see `conflicts.csv`."
        ),
        "",
        "## Cite",
        "",
        "> " + reference(about),
        "",
        "## Licences",
        "",
        *_readme_rights(about),
        "",
        "## Files",
        "",
        "| file | what it is |",
        "| --- | --- |",
        *(f"| `{path}` | {purpose(path)} |" for path in sorted({*paths, *_LAST})),
        "| `parquet/` | The derived tables as Parquet, if pyarrow was there (see the manifest). |",
        "",
        "## Use",
        "",
        "```python",
        "import pandas as pd",
        'edges = pd.read_csv("edges.csv", dtype=str, keep_default_na=False)',
        'signed = edges[(edges.kind == "sister_city") & (edges.status == "in_force")]',
        "```",
        "",
        "```r",
        'library(igraph); g <- read_graph("ties.graphml", format = "graphml")',
        "```",
        "",
        "```",
        "sha256sum -c SHA256SUMS          # whole?",
        "cityties snapshot verify .       # and does each file follow from the tables?",
        "cityties ties --store .          # ask it",
        "```",
    ]
    return ("\n".join(lines) + "\n").encode()


def _readme_rights(about: Description) -> list[str]:
    """Each licence with whose it is and its sources, then what follows for the whole."""
    lines = []
    with in_language("en"):
        for part in about.rights:
            address = f" (<{part.url}>)" if part.url else ""
            whose = in_markdown(whose_words(part, most=None))
            licence = in_markdown(licence_words(part))
            lines.append(f"- {licence}{address}: {whose}")
            if not about.only:
                lines.append("  - " + ", ".join(f"`{source}`" for source in part.sources))
        found = duties(about.rights)
        if found:
            lines += ["", "What follows, as we read the licences (no legal advice):", ""]
            lines += [f"- {in_markdown(duty_words(duty))}" for duty in found]
    return lines or ["No source, so no licence."]


_LAST: Final = ("README.md", "manifest.json", "SHA256SUMS")


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
