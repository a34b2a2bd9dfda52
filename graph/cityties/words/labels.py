"""The names of codes in both languages, as ``ontology/codes.ttl`` gives them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cityties.base import resources
from cityties.language.messages import language
from cityties.vocabulary.terms import CODE, PREFIXES


@lru_cache(maxsize=1)
def code_labels() -> Mapping[str, Mapping[str, str]]:
    """Labels of every code by language.

    Returns
    -------
    Mapping
        ``{"sister_city": {"en": "sister city", "fa": "…"}, …}``

    Raises
    ------
    NotFoundError
        If the ontology is not where the package expects it.
    """
    from pyoxigraph import RdfFormat, parse

    wanted = PREFIXES["skos"] + "prefLabel"
    found: dict[str, dict[str, str]] = {}
    path = resources.ontology_dir() / "codes.ttl"
    for triple in parse(path=str(path), format=RdfFormat.TURTLE):
        if triple.predicate.value == wanted and triple.subject.value.startswith(CODE):
            code = triple.subject.value.removeprefix(CODE)
            found.setdefault(code, {})[triple.object.language or ""] = triple.object.value
    return found


def code_label(code: str, lang: str = "") -> str:
    """The label of a code, in the chosen language.

    Parameters
    ----------
    code : a code; an unknown one is shown with blanks for underscores
    lang : ``en`` or ``fa``; the language chosen for messages by default

    Examples
    --------
    >>> code_label("sister_city", "en")
    'sister city'
    """
    labels = code_labels().get(code, {})
    return labels.get(lang or language()) or labels.get("en") or code.replace("_", " ")
