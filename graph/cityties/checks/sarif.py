"""Findings as SARIF 2.1.0, which editors and code hosts show at the line of the row.

Clauses in the comments are those of the OASIS standard, "Static Analysis Results
Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from cityties import __version__
from cityties.checks.findings import Finding
from cityties.language.messages import language

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(
    findings: Iterable[Finding],
    looked_at: Mapping[str, int] | None = None,
    *,
    engine: str = "",
    root: Path | None = None,
) -> dict[str, Any]:
    """A SARIF log with one run.

    Parameters
    ----------
    findings : in the order to show
    looked_at : how many things of each sort were looked at; goes into the run's properties
    engine : the SHACL engine that ran, if one did
    root : files below it get relative addresses; the working folder by default

    Returns
    -------
    dict : ready for :func:`json.dumps`

    Examples
    --------
    >>> log = sarif([Finding("warning", "places", "yazd", "far away", "far-from-country")])
    >>> log["version"], log["runs"][0]["results"][0]["ruleId"]
    ('2.1.0', 'places/far-from-country')
    """
    base = (root or Path.cwd()).resolve()
    found = list(findings)
    ids = sorted({_rule_id(finding) for finding in found})
    index = {id_: place for place, id_ in enumerate(ids)}
    catalogues = {_rule_id(finding): finding.catalogue for finding in found}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",  # 3.13.2
        "runs": [
            {
                "tool": {
                    "driver": {  # 3.18.2
                        "name": "cityties",
                        "semanticVersion": __version__,
                        "rules": [_rule(id_, catalogues[id_]) for id_ in ids],  # 3.19.23
                    },
                    **({"extensions": [{"name": engine}]} if engine else {}),  # 3.18.3
                },
                "language": language(),  # 3.14.7
                "columnKind": "unicodeCodePoints",  # 3.14.17
                "invocations": [{"executionSuccessful": True}],  # 3.20.14
                "results": [_result(finding, index, base) for finding in found],  # 3.14.23
                "properties": {"lookedAt": dict(looked_at or {})},  # 3.8
            }
        ],
    }


def _rule_id(finding: Finding) -> str:
    return f"{finding.part}/{finding.code}"


def _rule(id_: str, catalogue: str) -> dict[str, Any]:
    part, _slash, code = id_.partition("/")
    tags = [part, catalogue] if catalogue else [part]
    return {
        "id": id_,  # 3.49.3
        "shortDescription": {"text": code.replace("-", " ").replace("_", " ")},  # 3.49.9
        "properties": {"tags": tags},  # 3.8.2
    }


def _result(finding: Finding, index: Mapping[str, int], base: Path) -> dict[str, Any]:
    rule = _rule_id(finding)
    made: dict[str, Any] = {
        "ruleId": rule,  # 3.27.5
        "ruleIndex": index[rule],  # 3.27.6
        "level": finding.severity,  # 3.27.10: error, warning and note are its own words
        "message": {"text": str(finding.message)},  # 3.27.11
        # 3.27.17: the same fault is recognized after lines were added above it
        "partialFingerprints": {"cityties/v1": _fingerprint(finding)},
    }
    location: dict[str, Any] = {}
    if finding.file:
        location["physicalLocation"] = {  # 3.29
            "artifactLocation": {"uri": _uri(Path(finding.file), base)}
        }
        if finding.line > 0:  # 3.30.5: lines count from 1
            location["physicalLocation"]["region"] = {"startLine": finding.line}
    if finding.where:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.where}]  # 3.33.5
    if location:
        made["locations"] = [location]  # 3.27.12
    return made


def _fingerprint(finding: Finding) -> str:
    text = "\0".join((finding.part, finding.code, finding.where, finding.message))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _uri(file: Path, base: Path) -> str:
    """A relative reference below the root, else an absolute file address (3.4.3)."""
    path = file.resolve()
    if path.is_relative_to(base):
        return quote(path.relative_to(base).as_posix())
    return path.as_uri()
