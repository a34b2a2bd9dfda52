"""Random queries in our vocabulary, for one engine to be held against another."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

# What a thing has: predicate, and what its value is. "=" are constants that occur.
SCHEMA: dict[str, list[tuple[str, str]]] = {
    "tie": [("ct:party", "place"), ("ct:kind", "kind"), ("skos:prefLabel", "text")],
    "state": [
        ("ct:stateOf", "tie"), ("ct:party", "place"), ("ct:kind", "kind"), ("ct:status", "status"),
        ("ct:channel", "channel"), ("ct:certainlyFrom", "day"), ("ct:possiblyUntil", "day"),
        ("ct:basedOn", "claim"), ("ct:conclusion", "conclusion"),
    ],
    "claim": [
        ("ct:about", "tie"), ("ct:source", "source"), ("ct:claimedStatus", "status"),
        ("ct:claimedParty", "place"), ("ct:certainty", "certainty"), ("ct:earliest", "day"),
        ("ct:latest", "day"), ("ct:involves", "place"), ("ct:gist", "text"),
    ],
    "source": [("ct:publishedLatest", "day"), ("dcterms:publisher", "thing")],
    "place": [
        ("ct:inCountry", "place"), ("ct:countryCode", "word"), ("skos:prefLabel", "text"),
        ("a", "class"),
    ],
}  # fmt: skip
CONSTANTS = {
    "place": ["id:isfahan", "id:freiburg", "id:porto", "id:germany", "id:iran"],
    "kind": ["code:sister_city", "code:agreement", "code:cooperation_mou"],
    "status": ["code:in_force", "code:suspended", "code:proposed"],
    "channel": ["code:all", "code:political"],
    "certainty": ["code:stated", "code:hedged"],
    "class": ["ct:Place", "ct:City", "ct:Country"],
    "word": ['"IR"', '"DE"'],
    "conclusion": ["code:signed", "code:attested"],
}
CLASSES = {
    "tie": "ct:Tie", "state": "ct:TieState", "claim": "ct:Claim", "source": "ct:Source",
    "place": "ct:Place",
}  # fmt: skip
PATHS = {
    "claim": ["ct:source/ct:publishedLatest", "ct:about/ct:party", "ct:claimedParty/ct:inCountry"],
    "state": ["ct:basedOn/ct:source", "ct:stateOf/ct:party", "^ct:stateOf/ct:party"],
    "tie": ["ct:party/ct:inCountry?", "^ct:about", "(ct:party|ct:kind)", "!(ct:party|ct:kind)"],
    "source": ["^ct:source/ct:about"],
    "place": ["ct:inCountry*", "ct:sisterCityOf", "(ct:inCountry|^ct:party)", "ct:inCountry+"],
}


@dataclass
class Query:
    """A query that is being made: its variables by what they stand for."""

    draw: random.Random
    graphs: list[str]
    variables: dict[str, str] = field(default_factory=dict)

    def variable(self, kind: str) -> str:
        name = f"?{kind}{len(self.variables)}"
        self.variables[name] = kind
        return name

    def pick(self, *kinds: str) -> str | None:
        fitting = [name for name, kind in self.variables.items() if kind in kinds]
        return self.draw.choice(fitting) if fitting else None

    def patterns(self, subject: str, kind: str, number: int) -> str:
        """Some triple patterns on one subject, sometimes on a value of it too."""
        lines = []
        known = self.draw.sample(SCHEMA[kind], min(number, len(SCHEMA[kind])))
        for predicate, value in known:
            if value in CONSTANTS and self.draw.random() < 0.25:
                lines.append(f"{subject} {predicate} {self.draw.choice(CONSTANTS[value])} .")
                continue
            name = self.variable(value)
            lines.append(f"{subject} {predicate} {name} .")
            if value in SCHEMA and value != "place" and self.draw.random() < 0.3:
                lines.append(self.patterns(name, value, 1))
        return " ".join(lines)

    def filter(self) -> str:
        day = self.pick("day")
        if day and self.draw.random() < 0.7:
            year = self.draw.randint(1990, 2025)
            sign = self.draw.choice(["<", "<=", ">", ">=", "!="])
            return f'FILTER ({day} {sign} "{year}-07-01"^^xsd:date)'
        text = self.pick("text")
        if text:
            return self.draw.choice(
                [f'FILTER (LANG({text}) = "en")', f'FILTER (CONTAINS(STR({text}), "a"))',
                 f'FILTER (REGEX(STR({text}), "^[A-M]", "i"))']
            )  # fmt: skip
        one = self.draw.choice(list(self.variables))
        return self.draw.choice([f"FILTER (BOUND({one}))", f"FILTER (isIRI({one}))"])

    def extra(self, subject: str, kind: str) -> str:
        """One more construct around what there is already."""
        form = self.draw.choice(
            ["optional", "union", "minus", "values", "path", "exists", "bind", "filter", "sub"]
        )
        if form == "optional":
            return f"OPTIONAL {{ {self.patterns(subject, kind, 1)} }}"
        if form == "union":
            one, other = self.draw.sample(SCHEMA[kind], 2)
            name = self.variable("any")
            return f"{{ {subject} {one[0]} {name} }} UNION {{ {subject} {other[0]} {name} }}"
        if form == "minus":
            return f"MINUS {{ {subject} {self._with_constant(kind)} }}"
        if form == "values":
            target = self.pick(*CONSTANTS)
            if target:
                found = CONSTANTS[self.variables[target]]
                chosen = self.draw.sample(found, min(2, len(found)))
                return f"VALUES {target} {{ {' '.join(chosen)} }}"
        if form == "exists":
            no = self.draw.choice(["", "NOT "])
            return f"FILTER {no}EXISTS {{ {subject} {self._with_constant(kind)} }}"
        if form == "bind":
            some = self.draw.choice(list(self.variables))
            return f"BIND (STR({some}) AS {self.variable('bound')})"
        if form == "path":
            return f"{subject} {self.draw.choice(PATHS[kind])} {self.variable('any')} ."
        if form == "sub":
            predicate = self.draw.choice(SCHEMA[kind])[0]
            return (
                f"{{ SELECT {subject} (COUNT(?inner) AS {self.variable('number')}) "
                f"{{ {subject} {predicate} ?inner }} GROUP BY {subject} }}"
            )
        return self.filter()

    def _with_constant(self, kind: str) -> str:
        fitting = [(p, v) for p, v in SCHEMA[kind] if v in CONSTANTS]
        if not fitting:
            return f"{self.draw.choice(SCHEMA[kind])[0]} ?nothing"
        predicate, value = self.draw.choice(fitting)
        return f"{predicate} {self.draw.choice(CONSTANTS[value])}"

    def text(self) -> str:
        kind = self.draw.choice(list(SCHEMA))
        subject = self.variable(kind)
        parts = [f"{subject} a {CLASSES[kind]} ."] if self.draw.random() < 0.6 else []
        parts.append(self.patterns(subject, kind, self.draw.randint(1, 3)))
        parts += [self.extra(subject, kind) for _n in range(self.draw.randint(0, 2))]
        where = " ".join(parts)
        clause = ""
        chance = self.draw.random()
        if chance < 0.15:
            some = self.draw.sample(self.graphs, min(len(self.graphs), 4))
            clause = " ".join(f"FROM <{graph}>" for graph in some)
        elif chance < 0.3:
            graph = self.variable("graph")
            inside = self.patterns(subject, kind, 1)
            where = f"GRAPH {graph} {{ {inside} }} {where}"
            if chance < 0.22:
                some = self.draw.sample(self.graphs, min(len(self.graphs), 4))
                clause = " ".join(
                    f"FROM {named}<{graph}>" for graph in some for named in ("", "NAMED ")
                )
        return self._form(clause, where)

    def _form(self, clause: str, where: str) -> str:
        names = list(self.variables)
        form = self.draw.random()
        if form < 0.3:
            group = self.draw.choice(names)
            counted = self.draw.choice(names)
            count = self.draw.choice(
                ["COUNT(*)", f"COUNT({counted})", f"COUNT(DISTINCT {counted})",
                 f"MIN({self.pick('day') or counted})", f"MAX({self.pick('day') or counted})"]
            )  # fmt: skip
            if count.startswith(("MIN", "MAX")) and not self.pick("day"):
                count = "COUNT(*)"  # the order of other terms is each engine's own
            having = self.draw.choice(["", "", " HAVING (COUNT(*) > 1)"])
            return (
                f"SELECT {group} ({count} AS ?n) {clause} WHERE {{ {where} }} "
                f"GROUP BY {group}{having}"
            )
        if form < 0.4:
            return f"SELECT (COUNT(*) AS ?n) {clause} WHERE {{ {where} }}"
        if form < 0.45:
            return f"ASK {clause} {{ {where} }}"
        chosen = self.draw.sample(names, self.draw.randint(1, len(names)))
        distinct = self.draw.choice(["", "", "DISTINCT "])
        return f"SELECT {distinct}{' '.join(chosen)} {clause} WHERE {{ {where} }}"


def queries(seed: int, number: int, graphs: list[str]) -> list[str]:
    """So many queries; the same seed gives the same.

    Parameters
    ----------
    graphs : IRIs that FROM may name
    """
    return [Query(random.Random(f"{seed}/{n}"), graphs).text() for n in range(number)]


def bag(answer: Any) -> Any:
    """An answer of either engine as something that compares: a sorted list of rows."""
    import pyoxigraph as ox

    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QuerySolutions):
        names = [variable.value for variable in answer.variables]
        return sorted(tuple((n, _ox(row[n])) for n in sorted(names)) for row in answer)
    if answer.type == "ASK":
        return bool(answer.askAnswer)
    names = [str(variable) for variable in answer.vars]
    return sorted(tuple((n, _rdflib(row.get(n))) for n in sorted(names)) for row in answer.bindings)


def _ox(term: Any) -> str:
    import pyoxigraph as ox

    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.language, term.datatype.value)
    return "_:" if isinstance(term, ox.BlankNode) else f"<{term.value}>"


def _rdflib(term: Any) -> str:
    import rdflib

    if term is None:
        return ""
    if isinstance(term, rdflib.Literal):
        return _literal(str(term), term.language, str(term.datatype or ""))
    return "_:" if isinstance(term, rdflib.BNode) else f"<{term}>"


def _literal(text: str, language: str | None, datatype: str) -> str:
    kind = datatype.rpartition("#")[2]
    if language:
        return f'"{text}"@{language.lower()}'
    if kind in {"integer", "decimal", "double", "float"}:
        return f"{float(text):.9g}"
    return f'"{text}"' if kind in {"", "string"} else f'"{text}"^^{kind}'
