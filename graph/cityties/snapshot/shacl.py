"""The result of the SHACL check as RDF, in the W3C's own words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    from cityties.checks.shacl import Finding, Report

_SH = PREFIXES["sh"]


def report_ttl(report: Report) -> bytes:
    """Write a validation report as Turtle.

    Parameters
    ----------
    report : what :func:`cityties.checks.shacl.validate` gave

    Returns
    -------
    bytes
        UTF-8; the same findings give the same bytes, whichever engine found them.
    """
    conforms = "true" if not report.findings else "false"
    lines = [
        f"@prefix sh: <{_SH}> .",
        "",
        f"# {report.focus_nodes} nodes were looked at by {report.shapes} shapes.",
        "[] a sh:ValidationReport ;",
    ]
    if not report.findings:
        lines.append(f"    sh:conforms {conforms} .")
    else:
        lines.append(f"    sh:conforms {conforms} ;")
        lines.append("    sh:result " + " ,\n        ".join(map(_result, report.findings)) + " .")
    return ("\n".join(lines) + "\n").encode()


def _result(found: Finding) -> str:
    parts = [
        "a sh:ValidationResult",
        f"sh:focusNode {_node(found.focus)}",
        f"sh:resultSeverity sh:{found.severity}",
        f"sh:sourceConstraintComponent sh:{found.component}ConstraintComponent",
    ]
    if found.path.startswith("http"):
        parts.append(f"sh:resultPath <{found.path}>")
    if found.shape.startswith("http"):
        parts.append(f"sh:sourceShape <{found.shape}>")
    for tag, text in found.messages:
        parts.append(f"sh:resultMessage {_text(text)}@{tag}")
    return "[ " + " ;\n            ".join(parts) + " ]"


def _node(name: str) -> str:
    # A blank node's label means nothing outside its own file.
    return f"<{name}>" if ":" in name and not name.startswith("_:") else "[]"


def _text(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{plain}"'
