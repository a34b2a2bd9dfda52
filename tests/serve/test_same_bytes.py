"""What the server sends is what the command line prints, byte for byte."""

from __future__ import annotations

import json
import sys

import pytest

from cityties.base.forms import as_json
from cityties.cli import main

QUERIES = {
    "SELECT ?c ?n { ?c ct:sisterCityOf id:isfahan ; rdfs:label|skos:prefLabel ?n } ORDER BY ?c ?n":
        ("json", "csv", "tsv", "xml"),
    "ASK { id:isfahan a ct:City }": ("json", "csv", "tsv", "xml"),
    "CONSTRUCT WHERE { ?c ct:sisterCityOf id:isfahan }": ("ttl", "nt", "nq", "trig", "jsonld"),
    "SELECT ('a\\u202eb' AS ?x) (1/3 AS ?y) {}": ("json", "csv", "tsv", "xml"),
}  # fmt: skip


def printed(capfdbinary, *words: str) -> bytes:
    capfdbinary.readouterr()
    assert main(list(words)) == 0
    sys.stdout.flush()
    return capfdbinary.readouterr().out


@pytest.mark.parametrize("text", QUERIES)
def test_queries(client, capfdbinary, text):
    for form in QUERIES[text]:
        found = client.get("/sparql", params={"query": text, "format": form})
        assert found.content == printed(capfdbinary, "query", text, "-f", form), form
        assert len(found.content) > 3


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ties?city=isfahan&on=2010-01-01", "ties isfahan --on 2010-01-01"),
        ("ties?city=isfahan&kind=sister_city&channel=political&channel=all&on=2010-01-01",
         "ties isfahan --kind sister_city --channel political --channel all --on 2010-01-01"),
        ("history?what=freiburg&other=isfahan", "history freiburg isfahan"),
        ("conflicts?city=isfahan", "conflicts isfahan"),
        ("cities?text=hyder", "cities hyder"),
        ("officials?what=isfahan", "officials isfahan"),
    ],
)  # fmt: skip
def test_listings(client, capfdbinary, address, words):
    for form in ("json", "jsonl", "csv", "tsv"):
        found = client.get(f"/api/{address}&format={form}")
        assert found.status_code == 200, found.text
        assert found.content == printed(capfdbinary, *words.split(), "-f", form), form
        assert len(found.content) > 100


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("counts?city=isfahan&on=2021-08-01", "counts isfahan --on 2021-08-01"),
        ("path?from=isfahan&to=carrara&on=2021-08-01", "path isfahan carrara --on 2021-08-01"),
    ],
)  # fmt: skip
def test_objects(client, capfdbinary, address, words):
    found = client.get(f"/api/{address}")
    told = json.loads(printed(capfdbinary, *words.split(), "-f", "json"))
    told.pop("sets", None)  # of the command alone, which asks the office
    assert found.text == as_json(told, indent=2) + "\n"


def test_centrality_is_that_of_python(client, graph):
    found = client.get("/api/centrality?city=isfahan&measure=degree&on=2021-08-01")
    same = graph.centrality("isfahan", measures=("degree",), runs=0, on="2021-08-01")
    assert found.text == as_json(same.json(), indent=2) + "\n"
