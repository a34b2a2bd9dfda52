"""The names of codes, as ``ontology/codes.ttl`` and the label files give them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cityties.base import resources
from cityties.language.messages import CODE_LANGUAGE, labels, languages
from cityties.model.texts import chosen
from cityties.vocabulary.terms import CODE, PREFIXES


def code_labels() -> Mapping[str, Mapping[str, str]]:
    """Labels of every code by language.

    Returns
    -------
    Mapping
        ``{"sister_city": {"en": "sister city", …}, …}``; a language without a label for a code
        is left out

    Raises
    ------
    NotFoundError
        If the ontology is not where the package expects it.
    """
    return _labels(languages())


@lru_cache(maxsize=2)
def _labels(_languages: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    return {code: _said_of(code, said) for code, said in _in_ontology().items()}


def _said_of(code: str, said: Mapping[str, str]) -> Mapping[str, str]:
    """A label by language: of the label files, and of the ontology, which comes first."""
    return {**labels(f"code:{code} label", said.get(CODE_LANGUAGE, "")), **said}


@lru_cache(maxsize=1)
def _in_ontology() -> Mapping[str, Mapping[str, str]]:
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
    lang : the language; that chosen for messages by default

    Examples
    --------
    >>> code_label("sister_city", "en")
    'sister city'
    """
    return chosen(_one(code, languages()), lang) or code.replace("_", " ")


@lru_cache(maxsize=1024)  # an answer names few of all codes
def _one(code: str, _languages: tuple[str, ...]) -> Mapping[str, str]:
    said = _in_ontology().get(code)
    return _said_of(code, said) if said else {}
