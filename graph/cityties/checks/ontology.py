"""Rules of the ontology and of the built graph, as queries in ``ontology/rules/*.rq``.

A rule is a ``SELECT`` of ``?term`` (what is wrong) and ``?detail`` (a word for the
message); no row means that all is well. Its header says the message in both
languages, the severity, over what it runs, what it counts as looked at, and
which check of a public catalogue it is (OOPS! pitfalls, FOOPS! checks). Each has
a wrong twin in ``tests/rules/`` that must be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cityties.base import resources
from cityties.checks.findings import SEVERITIES, Finding, Part
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import CODE_LANGUAGE, _, labels
from cityties.model.identifiers import parse_iri
from cityties.model.texts import chosen
from cityties.query.dataset import with_merge
from cityties.start.patterns import regex
from cityties.vocabulary.terms import CODE, DEF, ID, PREFIXES
from cityties.words.bounds import date_words
from cityties.words.labels import code_label

if TYPE_CHECKING:
    import pyoxigraph as ox

OVER: Final = ("ontology", "graph")

HOMES: Final = {
    "cityties.ttl": DEF,
    "codes.ttl": CODE,
    "shapes.ttl": "https://w3id.org/cityties/shapes/",
    "alignments.ttl": "https://w3id.org/cityties/alignments/",
}
"""The files of the ontology; each is a named graph of its own IRI while rules run."""

EXAMPLES_GRAPH: Final = ID + "graph/examples"

_OWN = "FILTER (STRSTARTS(STR(?x), STR({prefix}:)))"
_COUNTED: Final[dict[str, str]] = {
    "terms": "VALUES ?t { owl:Class owl:ObjectProperty owl:DatatypeProperty rdfs:Datatype } "
    "?x a ?t . " + _OWN.format(prefix="ct"),
    "classes": "?x a owl:Class . " + _OWN.format(prefix="ct"),
    "properties": "VALUES ?t { owl:ObjectProperty owl:DatatypeProperty } ?x a ?t . "
    + _OWN.format(prefix="ct"),
    "concepts": "?x a skos:Concept . " + _OWN.format(prefix="code"),
    "schemes": "?x a skos:ConceptScheme",
    "statuses": "?x ct:appliesTo|ct:rung ?y",
    "shape_nodes": "VALUES ?t { sh:NodeShape sh:PropertyShape } ?x a ?t",
    "headers": "?x a owl:Ontology",
    "texts": "?s ?p ?x FILTER (isLiteral(?x))",
    "mentions": "?s ?x ?o",
    "tie_changes": "?x ct:claimType code:tie ; ct:aspect code:change",
    "tie_states": "?x a ct:TieState",
    "nodes": "?x a ?t",
}
"""What a rule can count as looked at: the pattern that binds ``?x`` to each of them."""

FOOPS: Final = {
    "PURL1": ("foops-purl1", "lasting address"),
    "URI1": ("", "the address opens"),
    "URI2": ("foops-uri2", "address equal to the ontology's own name"),
    "VER1": ("foops-ver1", "version address"),
    "VER2": ("", "the version address opens"),
    "OM1": ("foops-om1", "minimum metadata"),
    "FIND1": ("foops-find1", "prefix"),
    "FIND2": ("", "prefix in a registry"),
    "FIND3": ("", "ontology in a registry"),
    "CN1": ("", "content negotiation"),
    "HTTP1": ("foops-http1", "open protocol"),
    "FIND_3_BIS": ("", "metadata reachable without the ontology"),
    "RDF1": ("foops-rdf1", "RDF"),
    "VOC1": ("foops-voc1", "vocabularies of the metadata"),
    "VOC2": ("foops-voc2", "vocabularies reused"),
    "DOC1": ("", "documentation as HTML"),
    "OM2": ("foops-om2", "recommended metadata"),
    "OM3": ("foops-om3", "detailed metadata"),
    "OM4.1": ("foops-om4-1", "licence"),
    "OM4.2": ("", "the licence's address opens"),
    "OM5.1": ("foops-om5-1", "basic provenance"),
    "OM5.2": ("foops-om5-2", "detailed provenance"),
    "VOC3": ("foops-voc3", "labels"),
    "VOC4": ("foops-voc4", "descriptions"),
}
"""The 24 checks of FOOPS!: code to our rule ("" where only the network can tell) and subject."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Parameters
    ----------
    name : name of the file without ``.rq``; the code of its findings
    message : by language; ``{detail}`` stands for what the query found
    severity : ``error``, ``warning`` or ``note``
    over : ``ontology`` (its files and examples) or ``graph`` (the built graph)
    counts : what it looks at, a key of the counted things
    catalogue : the check of a public catalogue, such as ``OOPS! P08``; or ""
    text : the query
    """

    name: str
    message: Mapping[str, str]
    severity: str
    over: str
    counts: str
    catalogue: str
    text: str


def parse_rule(name: str, text: str) -> Rule:
    """Read a rule from its text.

    Raises
    ------
    UsageError
        If the header lacks something or says something unknown; all of it at once.

    Examples
    --------
    >>> parse_rule("empty", "SELECT ?term {}")
    Traceback (most recent call last):
        ...
    cityties.errors.UsageError: rule empty: no message in en; severity must be one of ...
    """
    plain: dict[str, str] = {}
    message: dict[str, str] = {}
    problems = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            continue
        key, colon, value = line[2:].partition(":")
        if key.startswith("   "):
            message[key.strip()] = value.strip()
        elif key.strip() != "message" and colon:
            plain[key.strip()] = value.strip()
    problems += [
        _("no message in {lang}").format(lang=x) for x in (CODE_LANGUAGE,) if not message.get(x)
    ]
    for key, known in (("severity", SEVERITIES), ("over", OVER), ("counts", tuple(_COUNTED))):
        if plain.get(key) not in known:
            problems.append(
                _("{key} must be one of {known}").format(key=key, known=", ".join(known))
            )
    unknown = set(plain) - {"severity", "over", "counts", "catalogue"}
    problems += [_("unknown key {key}").format(key=key) for key in sorted(unknown)]
    if problems:
        raise UsageError(
            _("rule {name}: {problems}").format(name=name, problems="; ".join(problems))
        )
    message = {**labels(f"rule {name}", message[CODE_LANGUAGE]), **message}
    return Rule(
        name, message, plain["severity"], plain["over"], plain["counts"],
        plain.get("catalogue", ""), text,
    )  # fmt: skip


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules, by name.

    Raises
    ------
    NotFoundError
        If the installation has none: a check without rules would always pass.
    """
    folder = resources.ontology_dir() / "rules"
    found = tuple(
        parse_rule(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.rq"))
    )
    if not found:
        raise NotFoundError(
            _("no rules found in {folder}: reinstall cityties").format(folder=folder)
        )
    return found


def ontology_store() -> ox.Store:
    """The files of the ontology, each in the graph of its own IRI, and the examples."""
    import pyoxigraph as ox

    folder = resources.ontology_dir()
    store = ox.Store()
    for name, home in HOMES.items():
        store.load(path=str(folder / name), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(home))
    for path in sorted((folder / "examples").glob("*.ttl")):
        store.load(
            path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(EXAMPLES_GRAPH)
        )
    return store


def run_rule(rule: Rule, store: ox.Store) -> list[tuple[str, str]]:
    """What a rule finds in a store.

    Returns
    -------
    list : IRI (or text) of what is wrong, and the detail; sorted
    """
    answer: Any = with_merge(store).query(rule.text)
    rows = []
    for row in answer:
        term, detail = row["term"], row["detail"]
        rows.append((_bare(term), getattr(detail, "value", "") if detail is not None else ""))
    return sorted(set(rows))


def _bare(term: Any) -> str:
    return str(getattr(term, "value", term))


def count(what: str, store: ox.Store) -> int:
    """How many things of a sort (a rule's ``counts``) a store holds."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    query = f"{prefixes}SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {_COUNTED[what]} }}"
    answer: Any = with_merge(store).query(query)
    return int(next(iter(answer))["n"].value)


def check(over: str, store: ox.Store | None = None) -> Part:
    """Run the rules over the ontology or over a built graph.

    Parameters
    ----------
    over : ``ontology`` or ``graph``
    store : what to look at; for ``ontology`` its own files by default

    Returns
    -------
    Findings, how many rules ran, and how many things of each sort they looked at.
    A rule over the ontology that had nothing to look at is an error; a graph
    may have no ties.
    """
    if store is None:
        if over != "ontology":
            raise UsageError(_("rules about the graph need a graph"))
        store = ontology_store()
    store = with_merge(store)  # once for all rules
    chosen = [rule for rule in rules() if rule.over == over]
    seen = {what: count(what, store) for what in sorted({rule.counts for rule in chosen})}
    findings: list[Finding] = []
    for rule in chosen:
        if over == "ontology" and not seen[rule.counts]:
            message = _("rule {name} found nothing to check").format(name=rule.name)
            findings.append(Finding("error", "ontology", "", message, "nothing-looked-at"))
        findings += _findings(rule, store)
    looked_at = {f"{over}_rules": len(chosen), **seen}
    return Part(looked_at, tuple(findings))


def _findings(rule: Rule, store: ox.Store) -> Iterator[Finding]:
    message = chosen(rule.message)
    part = "lifecycle" if rule.name.startswith("lifecycle-") else "ontology"
    for term, detail in run_rule(rule, store):
        yield Finding(
            rule.severity,
            part,
            _named(term),
            message.replace("{detail}", _shown(detail)),
            rule.name,
            catalogue=rule.catalogue,
        )


def _named(term: str) -> str:
    """The id of a row, as other findings name it; the IRI of anything else."""
    try:
        kind, id_ = parse_iri(term)
    except UsageError:
        return term
    return id_ if kind in ("thing", "claim", "source", "post", "rule") else term


_MOVE = regex(r"(\w+) \((\S+), (\w+) (\S+)\)")
_STEP = regex(r"(\w+) -> (\w+)")


def _date(text: str) -> str:
    return date_words(text, both=True)


def _shown(detail: str) -> str:
    """An IRI by its short name, statuses and their dates in words; other texts as they are."""
    if found := _MOVE.fullmatch(detail):
        status, date, before, earlier = found.groups()
        then = _(", ").join((_date(date), f"{code_label(before)} {_date(earlier)}"))
        return f"{code_label(status)} ({then})"
    if found := _STEP.fullmatch(detail):
        return " → ".join(map(code_label, found.groups()))
    for name, iri in (("ct", DEF), ("code", CODE)):
        detail = detail.replace(iri, f"{name}:")
    return detail


@dataclass(frozen=True, slots=True)
class FoopsCheck:
    """One of the 24 checks of FOOPS!.

    Parameters
    ----------
    code : as FOOPS! names it, such as ``OM1``
    subject : what it is about, in English
    result : ``pass``, ``fail`` or ``network`` (only the network can tell)
    missing : what a failed check lacks
    """

    code: str
    subject: str
    result: str
    missing: tuple[str, ...] = ()


def foops(store: ox.Store | None = None) -> tuple[FoopsCheck, ...]:
    """How the ontology stands against FOOPS!, as far as its files can tell.

    FOOPS! asks about what a web server answers as well; those checks are
    ``network``, neither passed nor failed: no redirect is registered yet.

    Examples
    --------
    >>> from collections import Counter
    >>> len(foops()), Counter(check.result for check in foops())["network"]
    (24, 8)
    """
    store = store or ontology_store()
    by_name = {rule.name: rule for rule in rules()}
    made = []
    for code, (name, subject) in FOOPS.items():
        if not name:
            made.append(FoopsCheck(code, subject, "network"))
            continue
        # FOOPS! looks at one ontology: the core, not code lists, shapes or alignments.
        rows = run_rule(by_name[name], store)
        found = [detail for term, detail in rows if term == DEF or term not in HOMES.values()]
        made.append(FoopsCheck(code, subject, "fail" if found else "pass", tuple(found)))
    return tuple(made)
