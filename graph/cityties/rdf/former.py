"""Quads of a former version in the terms of this one.

A snapshot is opened as it was written: its readings are not computed again. But questions ask
with the terms of today; so where its graph has deprecated properties
(:data:`cityties.vocabulary.terms.REPLACED`), its rows are written again, and in its readings
the value of each such property becomes that of the property in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cityties.model.rows import Tables
from cityties.rdf.to_quads import Labels, nquads_lines
from cityties.vocabulary.codes import CONFLICT_SUBJECTS
from cityties.vocabulary.terms import CODE, DEF, GRAPH_ONTOLOGY, GRAPH_READING, REPLACED, ct

_FORMER = {f"<{DEF}{name}>": name for name in REPLACED}
_IN_ONTOLOGY = f"<{GRAPH_ONTOLOGY}> .\n"


def former_terms(lines: Iterable[str]) -> frozenset[str]:
    """The deprecated properties that the data or the readings of a graph have.

    Parameters
    ----------
    lines : N-Quads, one quad a line

    Examples
    --------
    >>> claim = "<https://w3id.org/cityties/id/claim/c-1>"
    >>> sorted(former_terms([f'{claim} <{DEF}votes> "for=1" <https://example.org/g> .']))
    ['votes']
    """
    return frozenset(
        name
        for line in lines
        if (name := _FORMER.get(line.split(" ", 2)[1], "")) and not line.endswith(_IN_ONTOLOGY)
    )


def in_new_terms(
    lines: Iterable[str], tables: Tables, labels: Labels, ontology: Iterable[str] = ()
) -> Iterator[str]:
    """The rows as they are written today, with the readings of a former graph.

    Parameters
    ----------
    lines : N-Quads of a former version, one quad a line
    tables : the rows of the same graph
    labels : names of codes by language, for the labels of ties and events
    ontology : lines of the ontology of this version

    Yields
    ------
    Lines with their line feed; a line may come twice.
    """
    yield from ontology
    yield from nquads_lines(tables, labels)
    for line in lines:
        if not line[line.rindex("<") + 1 :].startswith(GRAPH_READING):
            continue
        subject, predicate, rest = line.split(" ", 2)
        name = _FORMER.get(predicate, "")
        if not name:
            yield line
            continue
        word, _quote, graph = rest[1:].partition('"')
        new, code = (
            (ct.conclusion, word)
            if name == "concluded"
            else (ct.conflictSubject, CONFLICT_SUBJECTS[word])
        )
        yield f"{subject} <{new}> <{CODE}{code}>{graph}"
