"""The names in which a difference between two graphs is put into words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cityties.language.messages import language
from cityties.words.titles import source_title

if TYPE_CHECKING:
    from cityties.snapshot.story import Words
    from cityties.store.build import Graph


def words_of(*graphs: Graph, unnamed: Callable[[str], str] = str) -> Words:
    """Names from the newer side first; what only the older one knows from that one.

    Parameters
    ----------
    graphs : the sides, the newer one first
    unnamed : how the id of a thing without a name is shown

    Returns
    -------
    Words
        For `cityties.snapshot.story.tell`, in the language of the messages.
    """
    from cityties.api import CityGraph
    from cityties.snapshot.story import Words

    faces = [CityGraph(graph) for graph in graphs]
    sources = {
        source.id: source_title(source, both=False)
        for graph in reversed(graphs)
        for source in graph.tables.sources
    }

    def title(thing: str) -> str:
        for face in faces:
            name = face.title(thing)
            if name != thing:
                return name
        return unnamed(thing)

    return Words(
        title,
        lambda code: faces[0].label(code, language()),
        lambda source: sources.get(source, source),
    )
