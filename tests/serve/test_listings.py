"""The JSON API, and its description in OpenAPI."""

from __future__ import annotations

import pytest

from cityties.api.rows import ROW_KEYS
from cityties.serve.listings import ENDPOINTS
from cityties.serve.openapi import openapi

NAMES = ("ties", "history", "counts", "conflicts", "cities", "officials", "path", "centrality")


def test_the_addresses_are_those_of_the_commands():
    from cityties.cli.commands import COMMANDS

    assert tuple(each.name for each in ENDPOINTS) == NAMES
    assert set(NAMES) <= set(COMMANDS)


def test_the_description_has_the_columns_of_the_listings():
    found = openapi("http://localhost")
    for name in NAMES:
        operation = found["paths"][f"/api/{name}"]["get"]
        assert operation["operationId"] == name
        if name in ROW_KEYS and name != "counts":
            row = found["components"]["schemas"][name]
            assert tuple(row["properties"]) == ROW_KEYS[name]


def test_rows_are_as_described(client):
    import jsonschema

    described = client.get("/api/openapi.json").json()
    for path in ("ties", "history?what=isfahan", "conflicts", "cities", "officials",
                 "counts?city=isfahan"):  # fmt: skip
        name = path.partition("?")[0]
        rows = client.get(f"/api/{path}").json()
        schema = {**described["components"]["schemas"][name],
                  "components": described["components"]}  # fmt: skip
        validator = jsonschema.Draft202012Validator(schema)
        for row in rows if isinstance(rows, list) else [rows]:
            validator.validate(row)
        assert rows


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("ties?on=2010-13-01", 400, "2010-13-01"),
        ("ties?kind=sistercity", 400, "sister_city"),
        ("ties?city=isfahn", 404, "isfahan"),
        ("ties?city=isfahan&city=shiraz", 400, "twice"),
        ("ties?cty=isfahan", 400, "available: city"),
        ("ties?within=perhaps", 400, "yes or no"),
        ("counts", 400, "city is missing"),
        ("centrality?steps=9", 400, "from 1 to 3"),
        ("centrality?measure=nix", 400, "nix"),
        ("path?from=isfahan", 400, "to is missing"),
        ("ties?format=pdf", 400, "jsonl"),
        ("nothing", 404, "/api/nothing"),
        ("cities?text=" + "x" * 600, 400, "500"),
        ("ties?city=%FF", 400, "UTF-8"),
    ],
)
def test_mistakes_are_named(client, address, status, word):
    found = client.get(f"/api/{address}")
    assert (found.status_code, found.headers["content-type"]) == (
        status, "application/problem+json"
    )  # fmt: skip
    assert word in found.json()["detail"]


def test_the_language_of_the_request(client):
    english = client.get("/api/ties?city=isfahn").json()["detail"]
    persian = client.get("/api/ties?city=isfahn&lang=fa").json()["detail"]
    assert english != persian
    assert "isfahan" in persian


def test_an_answer_that_is_known_is_not_sent_again(client):
    first = client.get("/api/ties?city=isfahan")
    again = client.get("/api/ties?city=isfahan", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/ties?city=shiraz", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def _try(address: str, most: int, seed: int) -> int:
    """Try the API against its own description; how many requests were sent."""
    schemathesis = pytest.importorskip(
        "schemathesis", reason="schemathesis is not installed: pip install schemathesis"
    )
    import hypothesis
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    sent = 0
    for operation in schema.get_all_operations():
        case_of = operation.ok().as_strategy()

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=most,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate],
        )
        @hypothesis.given(case=case_of)
        def attempt(case):
            nonlocal sent
            sent += 1
            found = case.call(base_url=address)
            assert found.status_code not in (500, 501)
            # Parameters that do not fit together are refused, which no schema can describe.
            case.validate_response(found, excluded_checks=[positive_data_acceptance])

        attempt()
    return sent


@pytest.mark.slow
def test_a_few_requests_that_the_description_allows(server):
    assert _try(server.address, 3, 1) >= 8


@pytest.mark.slow
@pytest.mark.long
def test_many_requests_that_the_description_allows(server):
    assert _try(server.address, 150, 2) >= 8 * 50
