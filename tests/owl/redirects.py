"""As much of Apache's mod_rewrite as ``ontology/w3id/.htaccess`` uses; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_RULE = re.compile(r"RewriteRule (?P<pattern>\S+) (?P<target>\S+)(?: \[(?P<flags>[^\]]*)\])?")
_COND = re.compile(
    r"RewriteCond %\{(?P<what>HTTP_ACCEPT|HTTP:Accept-Language)\} "
    r"(?P<no>!?)(?P<pattern>\S+)(?P<either> \[OR\])?"
)
_IGNORED = ("Options -MultiViews", "RewriteEngine on")


@dataclass
class Rule:
    """One rule with the conditions above it."""

    pattern: str
    target: str
    flags: list[str]
    conditions: list[tuple[str, bool, str, bool]] = field(default_factory=list)


def read(text: str) -> list[Rule]:
    """The rules of a file."""
    rules: list[Rule] = []
    conditions: list[tuple[str, bool, str, bool]] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#") or line in _IGNORED:
            continue
        if found := _COND.fullmatch(line):
            conditions.append(
                (found["what"], bool(found["no"]), found["pattern"], bool(found["either"]))
            )
            continue
        found = _RULE.fullmatch(line)
        assert found, f"not understood: {line}"
        flags = (found["flags"] or "").split(",")
        rules.append(Rule(found["pattern"], found["target"], flags, conditions))
        conditions = []
    assert not conditions
    return rules


def _holds(rule: Rule, headers: Mapping[str, str]) -> bool:
    """Whether all conditions hold; those joined by OR count as one."""
    result, either = True, False
    for what, no, pattern, more in rule.conditions:
        one = bool(re.search(pattern, headers.get(what, ""))) != no
        either = either or one
        if not more:
            result, either = result and either, False
    return result


def redirect(rules: list[Rule], path: str, accept: str = "", language: str = "") -> str:
    """Where an address below https://w3id.org/cityties/ leads; "" if nowhere."""
    headers = {"HTTP_ACCEPT": accept, "HTTP:Accept-Language": language}
    variables: dict[str, str] = {}
    for rule in rules:
        match = re.search(rule.pattern, path)
        if match is None or not _holds(rule, headers):
            continue
        for flag in rule.flags:
            if flag.startswith("E="):
                name, _, value = flag[2:].partition(":")
                variables[name] = value
        if rule.target == "-":
            continue
        assert {"R=303", "L"} <= set(rule.flags), rule
        filled = re.sub(r"%\{ENV:(\w+)\}", lambda m: variables.get(m[1], ""), rule.target)
        return re.sub(r"\$(\d)", lambda m, found=match: found[int(m[1])] or "", filled)
    return ""
