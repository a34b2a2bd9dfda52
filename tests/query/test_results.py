"""Rows come as TSV, which must hold every term as it is."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.query import results

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = ["1", "01", "+1", "-1", "1.", ".5", "1.0", "1e5", "1.5E-3", "1.e5", "INF", "NaN", "true"]
SIGNS = [
    "",
    "\t",
    "\n",
    "\r",
    '"',
    "'",
    "\\",
    "\\t",
    "?x",
    "<x>",
    "_:b",
    "@en",
    "^^",
    "\x00",
    "é",
    "😀",
]

lexical = st.sampled_from(NUMBERS) | st.lists(
    st.sampled_from(SIGNS) | st.characters(exclude_categories=("Cs",)), max_size=4
).map("".join)
datatypes = st.sampled_from(["integer", "decimal", "double", "float", "boolean", "date", "string"])
flat: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["http://a/", "urn:x:é", "http://a/%20'(),;"]).map(ox.NamedNode),
    st.sampled_from(["b0", "1", "a.b", "a-b"]).map(ox.BlankNode),
    st.builds(lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(XSD + kind)), lexical,
              datatypes),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), lexical,
              st.sampled_from(["en", "fa-ir"])),
)  # fmt: skip
terms = flat | st.recursive(
    flat,
    lambda inside: st.builds(
        ox.Triple, st.just(ox.NamedNode("urn:s")), st.just(ox.NamedNode("urn:p")), inside
    ),
    max_leaves=3,
)


def as_json(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: as_json(part) for name, part in parts.items()}}
    kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **kind}


@given(st.data(), st.integers(0, 3))
def test_rows_are_the_same_after_they_were_tsv(data: st.DataObject, width: int) -> None:
    names = [f"v{number}" for number in range(width)]
    row = st.tuples(*[st.none() | terms for _name in names])
    rows = data.draw(st.lists(row, max_size=4))
    bindings = [
        {name: as_json(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in rows
    ]
    text = json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()
    before = results.from_bytes("rows", text)
    solutions = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    kind, pieces = results.to_pieces(solutions)
    after = results.from_bytes(kind, b"".join(pieces))
    assert isinstance(before, results.Rows) and isinstance(after, results.Rows)
    assert after.columns == before.columns == tuple(names)
    assert len(after) == len(before) == len(rows)
    assert list(map(repr, after)) == list(map(repr, before))
    assert [tuple(solution) for solution in after._parse()] == rows
    for form in results.TABLE_FORMATS[:3]:
        assert after.serialize(form) == before.serialize(form) or form == "json"
    assert json.loads(after.serialize("json")) == json.loads(
        ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON).serialize(
            format=ox.QueryResultsFormat.JSON
        )
    )


@pytest.mark.parametrize("form", results.TABLE_FORMATS)
def test_an_answer_can_be_written_in_every_form(form: str) -> None:
    rows = results.Rows(b'?city\t?n\n<urn:a>\t1\n"b"@en\t\n', is_tsv=True)
    assert len(rows) == 2
    assert b"urn:a" in rows.serialize(form)
