"""A client of the reconciliation protocol 0.2, as OpenRefine asks."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest


class Client:
    """Speaks the protocol from the manifest alone."""

    def __init__(self, http, language: str = "en") -> None:
        self.http = http
        self.language = {"Accept-Language": language}
        self.manifest = self.get("/reconcile")

    def get(self, address, **params):
        found = self.http.get(address, params=params or None, headers=self.language)
        assert found.status_code == 200, found.text
        assert found.headers["content-type"].startswith("application/json")
        return found.json()

    def reconcile(self, queries, method="POST"):
        fields = {"queries": json.dumps(queries)}
        if method == "GET":
            return self.get("/reconcile", **fields)
        found = self.http.post("/reconcile", data=fields, headers=self.language)
        assert found.status_code == 200, found.text
        return found.json()

    def suggest(self, what, **params):
        place = self.manifest["suggest"][what]
        return self.get(place["service_url"] + place["service_path"], **params)["result"]

    def extend(self, ids, *properties):
        asked = {"ids": ids, "properties": [{"id": name} for name in properties]}
        found = self.http.post("/reconcile", data={"extend": json.dumps(asked)})
        assert found.status_code == 200, found.text
        return found.json()


@pytest.fixture
def refine(client):
    return Client(client)


def test_the_manifest_has_what_the_protocol_requires(refine, client):
    found = refine.manifest
    assert found["versions"] == ["0.2"]
    assert {"name", "identifierSpace", "schemaSpace", "view", "defaultTypes"} <= found.keys()
    for type in found["defaultTypes"]:
        assert set(type) == {"id", "name"}
    view = found["view"]["url"].replace("{{id}}", "kazan")
    assert client.get(view, headers={"Accept": "text/html"}).status_code == 200


def first(result):
    return result["result"][0]["id"] if result["result"] else None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch_in_both_scripts(refine, method):
    queries = {
        "q0": {"query": "Kasan", "type": "City", "limit": 3},
        "q1": {"query": "كازان"},
        "q2": {"query": "Hyderabad", "properties": [{"pid": "countryCode", "v": "IN"}]},
        "q3": {"query": "Hyderabad, India", "type": ["City"]},
        "q4": {"query": "WeGO", "type": "CityNetwork"},
        "q5": {"query": "Norouzi", "type": {"id": "Person"}},
        "q6": {"query": "no such place at all", "type": "City"},
        "q7": {"query": "Germany", "type": "Country"},
        "q8": {"query": "Freiburg", "type": "https://w3id.org/cityties/def/City"},
        "q9": {"query": "Freiburg", "type": "Unicorn"},
    }
    found = refine.reconcile(queries, method)
    assert set(found) == set(queries)
    assert [first(found[f"q{n}"]) for n in range(10)] == [
        "kazan", "kazan", "hyderabad-in", "hyderabad-in", "wego", "ghodratollah-norouzi", None,
        "germany", "freiburg", None,
    ]  # fmt: skip
    for result in found.values():
        for one in result["result"]:
            assert {"id", "name", "score", "match", "type"} <= one.keys()
            assert 0 <= one["score"] <= 100
            assert all(set(type) == {"id", "name"} for type in one["type"])
        scores = [one["score"] for one in result["result"]]
        assert scores == sorted(scores, reverse=True)
        assert sum(one["match"] for one in result["result"]) <= 1
    assert len(found["q0"]["result"]) <= 3
    assert found["q1"]["result"][0]["match"]
    assert not found["q5"]["result"][0]["match"]


def test_many_queries_do_not_wear_the_service_out(refine):
    queries = {f"q{n}": {"query": "Kazzan", "type": "City"} for n in range(50)}
    for _time in range(3):
        assert {first(one) for one in refine.reconcile(queries).values()} == {"kazan"}


def test_one_query_alone_as_older_clients_ask(client):
    for text in ("Freiburg", '{"query": "Freiburg", "limit": 1}'):
        found = client.get("/reconcile", params={"query": text}).json()
        assert first(found) == "freiburg"


def test_names_are_those_of_the_language(client):
    found = Client(client, "fa").reconcile({"q": {"query": "Kazan", "type": "City"}})
    assert found["q"]["result"][0]["name"] == "کازان"


def test_suggestions(refine):
    assert refine.suggest("entity", prefix="isf")[0]["id"] == "isfahan"
    some = refine.suggest("entity", prefix="f")
    more = refine.suggest("entity", prefix="f", cursor=len(some))
    assert some
    assert not {one["id"] for one in some} & {one["id"] for one in more}
    assert [one["id"] for one in refine.suggest("type", prefix="netw")] == ["CityNetwork"]
    assert "population" in {one["id"] for one in refine.suggest("property", prefix="inhab")}


def test_extension_and_its_proposals(refine):
    place = refine.manifest["extend"]["propose_properties"]
    proposed = refine.get(place["service_url"] + place["service_path"], type="City", limit=3)
    assert len(proposed["properties"]) == proposed["limit"] == 3
    found = refine.extend(
        ["kazan", "wego", "nothing"], "name_fa", "inCountry", "latitude", "sisterCityOf", "network"
    )
    assert [one["id"] for one in found["meta"]] == [
        "name_fa", "inCountry", "latitude", "sisterCityOf", "network",
    ]  # fmt: skip
    assert found["meta"][1]["type"]["id"] == "Country"
    row = found["rows"]["kazan"]
    assert row["name_fa"] == [{"str": "کازان"}]
    assert row["inCountry"] == [{"id": "russia", "name": "Russia"}]
    assert row["latitude"][0]["float"] == pytest.approx(55.8, abs=0.2)
    assert {"id": "isfahan", "name": "Isfahan"} in row["sisterCityOf"]
    assert set(found["rows"]["nothing"]) == set(row)
    assert not any(found["rows"]["nothing"].values())


def test_the_preview_fits_into_a_frame_of_others(client, refine):
    address = refine.manifest["preview"]["url"].replace("{{id}}", "freiburg")
    found = client.get(address)
    assert found.status_code == 200
    assert "Freiburg" in found.text
    assert "frame-ancestors" not in found.headers["content-security-policy"]
    assert client.get("/reconcile/preview?id=nothing").status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"queries": "x"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q": {}}'}, 400),
        ({"queries": '{"q": 7}'}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(201)})}, 413),
        ({"queries": "[" * 50_000}, 400),
        ({"extend": '{"ids": ["kazan"]}'}, 400),
        ({"extend": '{"ids": ["kazan"], "properties": [{"id": "colour"}]}'}, 400),
    ],
)
def test_what_is_not_a_request_is_refused(client, fields, status):
    found = client.post("/reconcile", content=urlencode(fields),
                        headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert found.status_code == status
    assert found.json()["detail"]


def test_the_service_is_open_to_pages_of_others(client):
    found = client.get("/reconcile", headers={"Origin": "https://example.org"})
    assert found.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in found.headers
