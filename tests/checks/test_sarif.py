"""What SARIF 2.1.0 asks of a log; the numbers are clauses of the OASIS standard."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cityties.checks.findings import Finding
from cityties.checks.sarif import sarif

FINDINGS = [
    Finding("error", "tables", "x.csv:3", "no such city", "unknown-id", "data/x.csv", 3),
    Finding(
        "warning", "ontology", "https://x/Tie", "no label", "label-missing", "", 0, "OOPS! P08"
    ),
    Finding("note", "dating", "page", "undated", "dated-by-reading", "/elsewhere/a b.csv", 0),
    Finding("error", "tables", "", "nothing was looked at", "nothing-looked-at"),
    Finding("error", "tables", "x.csv:9", "no such city", "unknown-id", "data/x.csv", 9),
]


def check_log(log: dict[str, Any]) -> int:
    """Assert every clause that our log touches; return the number of results."""
    assert log["version"] == "2.1.0"  # 3.13.2
    assert urlsplit(log["$schema"]).scheme == "https"  # 3.13.3
    assert isinstance(log["runs"], list)  # 3.13.4
    count = 0
    for run in log["runs"]:
        driver = run["tool"]["driver"]  # 3.14.6, 3.18.2
        assert driver["name"]  # 3.19.8
        assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])  # 3.19.12
        rules = driver["rules"]
        ids = [rule["id"] for rule in rules]  # 3.49.3
        assert len(set(ids)) == len(ids)  # 3.19.23: unique
        for rule in rules:
            assert rule["shortDescription"]["text"]  # 3.49.9, 3.12.3
            assert isinstance(rule["properties"]["tags"], list)  # 3.8.2
        assert re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", run["language"])  # 3.14.7
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")  # 3.14.17
        for invocation in run["invocations"]:
            assert isinstance(invocation["executionSuccessful"], bool)  # 3.20.14: required
        for result in run["results"]:  # 3.14.23
            count += 1
            assert result["message"]["text"]  # 3.27.11, 3.11.8
            assert result["level"] in ("none", "note", "warning", "error")  # 3.27.10
            # 3.27.6: the index points at the rule that the id names
            assert ids[result["ruleIndex"]] == result["ruleId"]
            for value in result["partialFingerprints"].values():  # 3.27.17
                assert isinstance(value, str)
            for location in result.get("locations", []):  # 3.27.12
                assert set(location) <= {"physicalLocation", "logicalLocations"}  # 3.28
                physical = location.get("physicalLocation")
                if physical:
                    uri = physical["artifactLocation"]["uri"]  # 3.4.3: a valid URI reference
                    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri)
                    assert "\\" not in uri
                    if "region" in physical:
                        assert physical["region"]["startLine"] >= 1  # 3.30.5
                for logical in location.get("logicalLocations", []):
                    assert logical["fullyQualifiedName"]  # 3.33.5
    return count


def test_the_log_keeps_to_the_standard() -> None:
    log = json.loads(json.dumps(sarif(FINDINGS, {"claims": 3})))
    assert check_log(log) == len(FINDINGS)
    run = log["runs"][0]
    assert run["properties"]["lookedAt"] == {"claims": 3}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "dating/dated-by-reading",
        "ontology/label-missing",
        "tables/nothing-looked-at",
        "tables/unknown-id",
    ]
    assert "OOPS! P08" in run["tool"]["driver"]["rules"][1]["properties"]["tags"]


def test_a_place_is_file_and_line_and_relative_below_the_root(tmp_path: Path) -> None:
    file = tmp_path / "my data" / "claims.csv"
    log = sarif([Finding("error", "a", "c-1", "m", "x", str(file), 7)], root=tmp_path)
    (location,) = log["runs"][0]["results"][0]["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "my%20data/claims.csv"
    assert physical["region"] == {"startLine": 7}
    outside = sarif([Finding("error", "a", "c-1", "m", "x", str(file), 7)], root=tmp_path / "other")
    uri = outside["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert Path(unquote(urlsplit(uri["uri"]).path)) == file.resolve()


def test_no_findings_give_an_empty_run_and_not_none() -> None:
    # 3.14.23: an empty array says that the scan ran and found nothing
    assert sarif([])["runs"][0]["results"] == []
    assert check_log(sarif([])) == 0


def test_fingerprints_tell_findings_apart_and_outlive_a_move() -> None:
    results = sarif(FINDINGS)["runs"][0]["results"]
    prints = [result["partialFingerprints"]["cityties/v1"] for result in results]
    assert len(set(prints)) == len(prints)
    one, other = (
        sarif([Finding("error", "a", "c-1", "m", "x", "f.csv", line)])["runs"][0]["results"][0]
        for line in (4, 9)
    )
    assert one["partialFingerprints"] == other["partialFingerprints"]
