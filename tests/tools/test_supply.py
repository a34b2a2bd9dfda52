"""Lock, bill of materials and audit count what they looked at, and fail on nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import audit
import lock
import pytest
import sbom

HASH = "--hash=sha256:" + "0" * 64
LOCKED = f"""click==8.1.8 \\
    {HASH} \\
    {HASH}
    # via cityties (pyproject.toml)
pexpect==4.9.0 ; sys_platform != 'win32' \\
    {HASH}
"""
NOWHERE = ["-s", "osv", "--osv-url", "http://127.0.0.1:9/v1"]  # nobody listens at this port


def test_a_lock_says_its_packages_and_hashes() -> None:
    assert lock.packages(LOCKED) == {"click==8.1.8": 2, "pexpect==4.9.0": 1}
    assert lock.faults(LOCKED) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no package"),
        ("# nothing\n", "no package"),
        ("rich==14.0\n" + LOCKED, "no hash"),
        (LOCKED + "--index-url https://example.org/simple\n", "names an address"),
    ],
)
def test_a_lock_that_would_not_hold_is_refused(text: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in lock.faults(text))


def test_a_bill_without_components_fails() -> None:
    assert sbom.report({})[0] == 1
    assert sbom.report({"components": []})[0] == 1


def test_components_without_a_licence_are_named() -> None:
    bill = {
        "components": [
            {"name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]},
            {"name": "b", "version": "2", "licenses": [{"expression": "MIT OR Apache-2.0"}]},
            {"name": "c", "version": "3", "licenses": [{"license": {"name": "UNKNOWN"}}]},
            {"name": "d", "version": "4"},
        ]
    }
    code, lines = sbom.report(bill)
    assert (code, lines[0]) == (0, "4 components, 2 without a stated licence")
    assert [line.split(": ")[1] for line in lines[1:]] == ["c 3", "d 4"]


def test_this_environment_has_a_bill(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    sbom.describe(Path(sys.executable), file)
    bill = json.loads(file.read_bytes())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "cityties"
    names = {one["name"] for one in bill["components"]}
    assert {"click", "pyoxigraph", "networkx"} <= names
    assert len(sbom.without_licence(bill)) < len(names) / 4


@pytest.mark.parametrize(
    ("packages", "code", "text"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "1 packages looked up, 0"),
        ([], 3, "not audited: 0 of 0"),
        ([{"name": "a", "skip_reason": "not found"}], 3, "not audited: 1 of 1"),
        (
            [
                {"name": "a", "version": "1", "vulns": []},
                {"name": "b", "skip_reason": "not found"},
            ],
            3,
            "not audited: 1 of 2",
        ),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}],
            1,
            "a 1: X-1, mended in 2",
        ),
    ],
)
def test_an_audit_passes_only_where_all_were_looked_up(
    packages: list[object], code: int, text: str
) -> None:
    found, lines = audit.verdict(json.dumps({"dependencies": packages}), "")
    assert found == code
    assert text in "\n".join(lines)


def test_an_audit_without_its_tool_does_not_pass() -> None:
    code, lines = audit.verdict("", "python: No module named pip_audit\n")
    assert code == 3
    assert lines == ["not audited: pip-audit gave no answer", "python: No module named pip_audit"]


def test_an_audit_says_that_nobody_could_be_asked(tmp_path: Path) -> None:
    """The real pip-audit, told to ask where nobody answers."""
    file = tmp_path / "lock.txt"
    file.write_text(LOCKED, "utf-8")
    script = Path(audit.__file__)
    done = subprocess.run(
        [sys.executable, str(script), str(file), *NOWHERE],
        capture_output=True, encoding="utf-8", check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 3, done.stdout + done.stderr
    assert "not audited: no data base could be reached" in done.stdout
    assert "refused" in done.stdout
