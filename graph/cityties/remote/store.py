"""A server that is asked: it searches the merge of all graphs, or it is not asked at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from cityties.language.messages import CODE_LANGUAGE, _, language
from cityties.query import guard, results
from cityties.query.phrased import phrased
from cityties.query.questions import Question, final_text, find_text
from cityties.remote.answers import ROWS, TRIPLES, read_answer
from cityties.remote.http import Http, RefusedError, RemoteError, Response
from cityties.remote.servers import KINDS, MERGE, OTHER, Kind, kind_of
from cityties.vocabulary.terms import PREFIXES

_FORM: Final = "application/x-www-form-urlencoded"
_TRIAL: Final = "ASK { ?city a ct:City }"
_MERGED: Final = f"ASK {{ GRAPH <{MERGE}> {{ ?city a ct:City }} }}"


class UnsupportedError(RemoteError):
    """A named question that this kind of server is known to answer with wrong rows."""


class EmptyError(RemoteError):
    """A server on which nothing is found, whatever switch it is given."""


class Remote:
    """A SPARQL server with a graph of ours.

    Parameters
    ----------
    http : requests to it
    url : where it answers queries
    kind : the kind of server; found out by itself
    switch : what each request adds, so that the merge of all graphs is searched

    Examples
    --------
    >>> Remote.open("ftp://example.org/")
    Traceback (most recent call last):
    ...
    cityties.errors.UsageError: 'ftp://example.org/' is not the address of a SPARQL service, ...
    """

    def __init__(
        self, http: Http, url: str, kind: Kind, switch: Mapping[str, str] | None = None
    ) -> None:
        self.http, self.url, self.kind = http, url, kind
        self.switch: Mapping[str, str] = switch or {}

    @classmethod
    def open(cls, url: str, **options: Any) -> Remote:
        """Try a server, and find the switch by which it searches all graphs.

        Parameters
        ----------
        url : where it answers queries
        options : as for :class:`~cityties.remote.http.Http`

        Raises
        ------
        EmptyError
            If no switch makes it find a city.
        RemoteError, UsageError
        """
        http = Http(url, **options)
        remote = cls(http, http.url, OTHER)
        answer, response = remote._asked(_TRIAL, {})
        remote.kind = kind_of(response.headers)
        if not remote.kind.takes_default and remote._asked(_MERGED, {})[0]:
            # Its union repeats what several graphs have; the merge, which we put there, does not.
            remote.switch = {"default-graph-uri": MERGE}
            return remote
        if answer:
            return remote
        for kind in sorted(KINDS, key=lambda each: each is not remote.kind):
            if kind.union and (kind is remote.kind or remote.kind is OTHER):
                try:
                    if remote._asked(_TRIAL, kind.union)[0]:
                        remote.switch = kind.union
                        return remote
                except RefusedError:  # it does not know this switch
                    continue
        http.close()
        raise EmptyError(
            _(
                "{url} has no city in the graph that queries search, and knows no switch for the "
                "union of all graphs: send a graph with `cityties push`"
            ).format(url=url)
        )

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def ask(self, text: str) -> results.Answer:
        """Run a SPARQL text there.

        Parameters
        ----------
        text : a SPARQL 1.1 query with every value in it; our prefixes need no declaration

        Raises
        ------
        QueryError
            If the text is refused here, before it is sent.
        RemoteError
            If no usable answer came.
        """
        guard.check_text(text)
        return self._asked(text, self.switch)[0]

    def _asked(self, text: str, switch: Mapping[str, str]) -> tuple[results.Answer, Response]:
        form = guard.form(text)
        accept = ROWS if form in ("SELECT", "ASK") else TRIPLES
        response = self.http.send(
            "POST",
            self.url,
            body=urlencode({"query": declared(text), **switch}).encode("ascii"),
            accept=accept,
            type=_FORM,
        )
        return read_answer(self.url, response, form), response

    def query(self, text: str, **values: Any) -> results.Answer:
        """Ask a named question or run a SPARQL text there, with values for parameters.

        Parameters
        ----------
        text : the name of a question, or SPARQL
        values : as for :func:`cityties.query.questions.final_text`: ``params``, ``gazetteer``,
            ``today``, ``homes``

        Returns
        -------
        Rows, Truth or Triples, as of a graph that is here.

        Raises
        ------
        QueryError, UsageError, NotFoundError, RemoteError
        """
        found = find_text(text)
        if isinstance(found, Question) and self.kind.name in found.not_on:
            raise UnsupportedError(
                _(
                    "the question {question} is not supported on {kind}: it would answer with "
                    "wrong rows; ask it of the graph here, without --endpoint"
                ).format(question=found.name, kind=self.kind.name)
            )
        answer = self.ask(final_text(text, **values))
        if isinstance(found, Question) and isinstance(answer, results.Rows):
            asked = (values.get("params") or {}).get("lang")
            has = any(parameter.type == "language" for parameter in found.parameters)
            return phrased(answer, lang=str(asked or language()) if has else CODE_LANGUAGE)
        return answer


def declared(text: str) -> str:
    """A query with a declaration of each prefix that it uses: a server knows none of ours.

    Parameters
    ----------
    text : SPARQL

    Examples
    --------
    >>> declared("ASK { id:porto a ct:City }").splitlines()[-1]
    'ASK { id:porto a ct:City }'
    >>> declared("ASK { id:porto a ct:City }").count("PREFIX")
    2
    """
    own = guard.declared_prefixes(text)
    used = {name.partition(":")[0] for name in guard.prefixed_names(text)}
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    lines = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(used - own)
             if name in PREFIXES]  # fmt: skip
    if guard.has_relative_iri(text):
        lines.insert(0, f"BASE <{guard.BASE}>")
    return "\n".join([*lines, text])
