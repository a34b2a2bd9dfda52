"""Quads of a former version in the terms of this one.

A snapshot is opened as it was written: its readings are not made anew. But questions ask
with the terms of today; so where its graph has deprecated properties
(:data:`cityties.vocabulary.terms.REPLACED`), each line of these is replaced, from the rows or
from its own value. No other line of the data or the readings changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cityties.model.rows import Tables
from cityties.model.tables import COLUMNS
from cityties.rdf.to_quads import lines_of_cells, text_tag
from cityties.vocabulary.codes import CONFLICT_SUBJECTS
from cityties.vocabulary.terms import CODE, DEF, GRAPH_ONTOLOGY, ID, PREFIXES, REPLACED, ct

_FORMER = {f"<{DEF}{name}>": name for name in REPLACED}
_IN_ONTOLOGY = f"<{GRAPH_ONTOLOGY}> .\n"


_TITLE = f"<{PREFIXES['dcterms']}title>"


def _title_tags(tables: Tables) -> dict[str, str]:
    """What follows the title of a source: a former title had no language tag."""
    (column,) = (one for one in COLUMNS["sources"] if one.name == "title")
    tags = {source.id: text_tag(column, source) for source in tables.sources}
    return {f"<{ID}source/{id_}>": f"@{tag}" for id_, tag in tags.items() if tag}


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
    lines: Iterable[str], tables: Tables, ontology: Iterable[str] = ()
) -> Iterator[str]:
    """The lines with what replaces their deprecated properties.

    Parameters
    ----------
    lines : N-Quads of a former version, one quad a line
    tables : the rows of the same graph
    ontology : lines of the ontology of this version, in place of the one in ``lines``

    Yields
    ------
    Lines with their line feed; a line may come twice.
    """
    yield from ontology
    titles = _title_tags(tables)
    for line in lines:
        if line.endswith(_IN_ONTOLOGY):
            if not ontology:
                yield line
            continue
        subject, predicate, rest = line.split(" ", 2)
        name = _FORMER.get(predicate, "")
        if not name and predicate == _TITLE and '" <' in rest and subject in titles:
            text, _space, graph = rest.rpartition(" <")
            yield f"{subject} {predicate} {text}{titles[subject]} <{graph}"
        elif not name:
            yield line
        elif name in ("concluded", "conflictOn"):  # of readings: no row has them
            word, _quote, graph = rest[1:].partition('"')
            new, code = (
                (ct.conclusion, word)
                if name == "concluded"
                else (ct.conflictSubject, CONFLICT_SUBJECTS[word])
            )
            yield f"{subject} <{new}> <{CODE}{code}>{graph}"
    yield from lines_of_cells(tables)
