"""SPARQL texts: what is refused before an engine sees them, and errors that point.

A courtesy, for early and clear errors: what holds is that the engine runs in a process which
cannot connect (`cityties.worker`). The engine has no switch against ``SERVICE`` and dies of a
stack overflow on deeply nested texts, so both are looked for first, token by token: a word in
a string, a comment or an IRI is not a keyword. Where ``<`` could open an IRI or be
the operator, both readings are followed, so that a text cannot hide one thing
behind the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import QueryError
from cityties.language.messages import _
from cityties.query.dataset import query_dataset, with_merge
from cityties.start.patterns import regex
from cityties.vocabulary.terms import ID, PREFIXES, VOCABULARY

if TYPE_CHECKING:
    import pyoxigraph as ox

BASE: Final = ID
"""What relative IRIs of a query are relative to: ``<isfahan>`` is ``id:isfahan``."""

MAX_LENGTH: Final = 100_000
"""Longest query, in characters."""

MAX_DEPTH: Final = 100
"""Deepest nesting of brackets; the engine's stack ends somewhere past 2,000."""

MAX_GROUPS: Final = 1_000
"""Most groups and ``AS``, ``FILTER``, ``BIND`` together (long chains of them recurse too)."""

MAX_OPERATORS: Final = 3_000
"""Most operators; a chain of some 5,000 ends the engine's stack."""

MAX_LINKS: Final = 5_000
"""Most commas, semicolons and points outside round brackets: each is a pattern to be joined."""

# *+: a comment is never given back, not even to find a keyword in it.
_SPACE = r"(?:[ \t\r\n]|\#[^\r\n]*+)"
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
_IRI = rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>"
# What a name may hold, by what it may not: every letter outside ASCII counts as part of
# a name. Those that SPARQL does not allow there it allows nowhere, so the engine refuses
# such a text; and the exact ranges cost more to compile than a small query takes.
_NAME_START = r"[^\x00-@\[-^`{-\x7f]"
_NAME_CHAR = r"[^\x00-,./:-@\[-^`{-\x7f]"
_NAME_OR_DOT = r"[^\x00-,/:-@\[-^`{-\x7f]"
_NAME_DOT_COLON = r"[^\x00-,/;-@\[-^`{-\x7f]"
_PNAME = (
    rf"(?:{_NAME_START}{_NAME_OR_DOT}*)?:"
    rf"(?:{_NAME_DOT_COLON}|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*"
)
_VARIABLE = rf"[?$]{_NAME_CHAR}+"

_TOKEN = regex(
    rf"""
    (?P<space>{_SPACE}+)
  | (?P<string>
        \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<iri>{_IRI})
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
  | (?P<variable>{_VARIABLE})
  | (?P<pname>{_PNAME})
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<open>[(\[{{])
  | (?P<close>[)\]}}])
  | (?P<operator>[-+*/!|^&=<>])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# The engine needs no blank behind a keyword: `trueSERVICE<…>`, `SERVICESILENT<…>`, and with a
# prefixed name `SERVICEa:b {`, which looks like a name of the prefix SERVICEa. SILENT has no
# other use, and a call with it that fails gives an answer without rows instead of an error.
_CALL = regex("service|silent", re.IGNORECASE)
_GROUP_NEXT = regex(rf"{_SPACE}*\{{")
# (?i:…) around the keywords alone: for the wide classes of letters it would cost a
# tenth of a second at each start.
_FROM = regex(rf"(?i:FROM){_SPACE}*(?P<named>(?i:NAMED){_SPACE}*)?(?P<graph>{_IRI}|{_PNAME})")
_PROLOGUE = regex(
    rf"{_SPACE}*(?:(?:(?i:PREFIX){_SPACE}+(?P<prefix>{_PNAME}){_SPACE}*(?P<iri>{_IRI}))"
    rf"|(?:(?i:BASE){_SPACE}*(?P<base>{_IRI})))"
)
_FIRST_WORD = regex(rf"{_SPACE}*(?P<word>[A-Za-z]+)")
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)
_COUNTED_WORDS = frozenset({"AS", "FILTER", "BIND", "MINUS", "UNION", "OPTIONAL"})
_ENGINE_ERROR = regex(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_HAS_SCHEME = regex(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_NETWORK_IRI = regex(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_PLAIN_IRI = regex(r"<[A-Za-z0-9_./~+-]*>")


def check_text(text: str, *, graphs: Collection[str] | None = None, base: str = BASE) -> None:
    """Refuse a query that could reach outside the store or end the process.

    Parameters
    ----------
    text : a SPARQL 1.1 query
    graphs : IRIs that ``FROM`` and ``FROM NAMED`` may name; ``None``: not checked
    base : what relative IRIs are relative to, if the text has no ``BASE``

    Raises
    ------
    QueryError
        If the text is too long, too deeply nested or too intricate, is an
        update, calls ``SERVICE``, or names a graph that the store lacks.

    Examples
    --------
    >>> check_text('SELECT ?s WHERE { ?s ?p "SERVICE <http://a> {}" }')
    >>> check_text("ASK { SERVICE <http://a> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    cityties.errors.QueryError: line 1, column 7: SERVICE is not allowed: queries stay in the store
    ASK { SERVICE <http://a> { ?s ?p ?o } }
          ^
    """
    _checked(text, None if graphs is None else frozenset(graphs), base)


@lru_cache(maxsize=64)  # the same texts come again: named questions, pages, dashboards
def _checked(text: str, graphs: frozenset[str] | None, base: str) -> str:
    """The text as the engine answers it rightly, if nothing in it is refused."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            _("the query has {n} characters; the limit is {limit}").format(
                n=f"{len(text):,}", limit=f"{MAX_LENGTH:,}"
            )
        )
    _refuse_other_forms(text, _prologue(text)[2])
    _walk(text, graphs=graphs, full=resolver(text, base))
    return _corrected(text)


def bind(text: str, values: Mapping[str, str]) -> str:
    r"""Put values in the place of variables of a query, wherever these are used.

    Every use is replaced, so a value reaches into subqueries and nested groups, where a
    ``VALUES`` at the top would be unknown and the answer silently empty.

    Parameters
    ----------
    text : a SPARQL 1.1 query
    values : terms as SPARQL writes them, by the name of the variable

    Returns
    -------
    The text with the terms in it.

    Raises
    ------
    QueryError
        If the query does not use a variable, or uses it as an outcome: in what is
        selected, grouped or ordered by, after ``AS`` or in ``VALUES``.

    Examples
    --------
    >>> bind("SELECT ?c { ?c ct:countryCode ?code }", {"code": '"IR"'})
    'SELECT ?c { ?c ct:countryCode "IR" }'
    >>> bind("SELECT ?c { ?c ?p ?c }", {"day": '"2010-01-01"'})
    Traceback (most recent call last):
    ...
    cityties.errors.QueryError: the query has no variable ?day; it has: ?c, ?p
    """
    places: dict[str, list[int]] = {name: [] for name in values}
    names: dict[str, None] = {}
    for at, name, is_outcome in _variables(text):
        names.setdefault(name)
        if name in places:
            if is_outcome:
                raise _error_at(
                    text,
                    at,
                    _("?{name} is bound by the query itself, so it takes no value").format(
                        name=name
                    ),
                )
            places[name].append(at)
    missing = [name for name, found in places.items() if not found]
    if missing:
        known = ", ".join("?" + name for name in sorted(names)) or _("none")
        raise QueryError(
            "\n".join(
                _("the query has no variable ?{name}; it has: {known}").format(
                    name=name, known=known
                )
                for name in missing
            )
        )
    parts: list[str] = []
    done = 0
    for at, name in sorted((at, name) for name, found in places.items() for at in found):
        parts += [text[done:at], " " if text[at - 1 : at] in {"<", ">"} else "", values[name]]
        done = at + 1 + len(name)
        parts.append(" " if text[done : done + 1] in {"<", ">"} else "")  # `<<` is a token
    return "".join([*parts, text[done:]])


def _variables(text: str) -> Iterator[tuple[int, str, bool]]:
    """Where each variable stands, its name, and whether the query gives it its value there."""
    based = bool(_prologue(text)[1])
    at = 0
    clause = ""  # SELECT, GROUP, ORDER or VALUES while its variables are being listed
    inner = 0  # brackets opened inside the clause
    before = ""
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # cannot happen: the last alternative takes anything
            break
        kind, token = match.lastgroup, match.group()
        if kind == "iri" and re.search(r"[?$]", token) and not _HAS_SCHEME.match(token):
            # `?f<=?d&&?u>` can be read as an IRI. A relative one needs a base to be one.
            if based:
                raise _error_at(text, at, _("add a space after “<”: this could be an IRI too"))
            kind, token = "operator", "<"
        end = at + len(token)
        word = token.upper() if kind == "word" else ""
        if word in {"SELECT", "GROUP", "ORDER", "VALUES"}:
            clause, inner = word, 0
        elif word in {"WHERE", "FROM", "HAVING", "LIMIT", "OFFSET"} or (
            token in {"{", "}"} and not inner
        ):
            clause = ""
        if clause and kind in {"open", "close"}:
            inner += 1 if kind == "open" else -1
        if kind == "variable":
            listed = bool(clause) and (inner == 0 or clause == "VALUES")
            yield at, token[1:], listed or before == "AS"
        if kind != "space":
            before = word or token
        at = end


def resolver(text: str, base: str = BASE) -> Callable[[str], str | None]:
    """What an IRI or a prefixed name of a query stands for; ``None`` if the prefix is unknown.

    Parameters
    ----------
    text : a SPARQL 1.1 query
    base : what relative IRIs are relative to, if the text has no ``BASE``

    Examples
    --------
    >>> full = resolver("PREFIX e: <urn:> ASK {}", base="http://a/")
    >>> full("e:b"), full("<c>"), full("no:d")
    ('urn:b', 'http://a/c', None)
    """
    declared, own_base, _start = _prologue(text, base)
    prefixes = {**PREFIXES, **declared}

    def full(written: str) -> str | None:
        if written.startswith("<"):
            return _absolute(written[1:-1], own_base or base)
        prefix, _colon, local = written.partition(":")
        if prefix not in prefixes:
            return None
        return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    return full


def form(text: str) -> str:
    """The form of a query: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; else blank.

    Parameters
    ----------
    text : SPARQL

    Examples
    --------
    >>> form("PREFIX a: <http://example.org/> ask { ?s ?p ?o }"), form("DROP ALL")
    ('ASK', '')
    """
    first = _FIRST_WORD.match(text, _prologue(text)[2])
    word = first["word"].upper() if first else ""
    return word if word in _FORMS else ""


def prefixed_names(text: str) -> list[str]:
    """The prefixed names that a query uses outside its prologue, in their order.

    Examples
    --------
    >>> prefixed_names("PREFIX ex: <http://example.org/> ASK { ?s ct:party id:porto } # ct:kind")
    ['ct:party', 'id:porto']
    """
    start = _prologue(text)[2]
    return [token for kind, token, at in tokens(text) if kind == "pname" and at >= start]


def declared_prefixes(text: str) -> frozenset[str]:
    """The prefixes that a query declares itself.

    Parameters
    ----------
    text : SPARQL

    Examples
    --------
    >>> sorted(declared_prefixes("PREFIX ex: <http://example.org/> ASK { ex:a ct:party ex:c }"))
    ['ex']
    """
    return frozenset(_prologue(text)[0])


def has_relative_iri(text: str) -> bool:
    """Whether a query has an IRI that is relative to a base that it does not name.

    Parameters
    ----------
    text : SPARQL

    Examples
    --------
    >>> has_relative_iri("ASK { <porto> ?p ?o }"), has_relative_iri("ASK { <urn:a> ?p ?o }")
    (True, False)
    """
    start = _prologue(text)[2]
    return not _prologue(text)[1] and any(
        kind == "iri" and at >= start and not _HAS_SCHEME.match(token)
        for kind, token, at in tokens(text)
    )


def unknown_terms(text: str) -> list[str]:
    """Names in our namespaces that the vocabulary does not have: slips that match nothing.

    Examples
    --------
    >>> slip = "part" + "ie"
    >>> text = f"SELECT ?t {{ ?t ct:{slip} id:porto ; ct:status code:in_force }}"
    >>> unknown_terms(text) == [f"ct:{slip}"]
    True
    """
    from cityties.vocabulary.codes import ALL_CODES

    full = resolver(text)
    start = _prologue(text)[2]
    written = [
        full(token) for kind, token, at in tokens(text) if kind in ("pname", "iri") and at >= start
    ]
    return [
        f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
        for iri in dict.fromkeys(written)
        for prefix, known in (("ct", VOCABULARY), ("code", ALL_CODES))
        if iri is not None
        and iri.startswith(PREFIXES[prefix])
        and iri.removeprefix(PREFIXES[prefix]) not in {*known, ""}  # "": the ontology itself
    ]


def pointed(text: str, message: str, line: int, column: int) -> str:
    r"""A message with the line that it is about and a caret under the place.

    Examples
    --------
    >>> print(pointed("ASK {\n ?s ?p }", "an object is missing", 2, 8))
    line 2, column 8: an object is missing
     ?s ?p }
           ^
    """
    lines = text.split("\n")
    shown = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    head = _("line {line}, column {column}: {message}").format(
        line=line, column=column, message=message
    )
    start = max(0, column - 1 - 100)  # a very long line: the part around the place
    part = shown[start : start + 200]
    caret = "".join("\t" if c == "\t" else " " for c in part[: column - 1 - start])
    return f"{head}\n{part}\n{caret}^"


def run(
    store: ox.Store,
    text: str,
    *,
    union: bool = True,
    base: str = BASE,
    dataset: tuple[Sequence[str], Sequence[str]] | None = None,
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Check a query and run it in this process.

    Parameters
    ----------
    store : the quads to ask, with their merge as the default graph (where it is missing, it
        is made for this query)
    text : a SPARQL 1.1 query; the usual prefixes need no declaration
    union : whether patterns outside ``GRAPH`` see the merge of all named graphs
    base : what relative IRIs are relative to, if the text has no ``BASE``
    dataset : the graphs that are merged, and those that ``GRAPH`` finds: in the place of what
        ``FROM`` and ``FROM NAMED`` say (SPARQL 1.1 Protocol, section 2.1.4)

    Raises
    ------
    QueryError
        If the text is refused, is not SPARQL (with line, column and the line), or is asked of
        a graph that the store lacks.
    """
    asked = _graphs_asked(text, base) if len(text) <= MAX_LENGTH else None
    known = None if asked is None and dataset is None else {g.value for g in store.named_graphs()}
    checked = _checked(text, frozenset(known) if known is not None and not dataset else None, base)
    if dataset is not None:
        asked = (tuple(dataset[0]), tuple(dataset[1]))
        for iri in (*asked[0], *asked[1]):
            if iri not in (known or ()):
                raise QueryError(_("the store has no graph {graph}").format(graph=f"<{iri}>"))
    graphs: dict[str, Any] = {}
    if asked is not None:
        store, graphs = query_dataset(store, *asked)
    elif union:
        store = with_merge(store)
    else:
        graphs = {"default_graph": []}
    try:
        return store.query(checked, prefixes=dict(PREFIXES), base_iri=base, **graphs)
    except SyntaxError as error:
        raise _syntax_error(text, str(error)) from None
    except (RuntimeError, ValueError) as error:
        raise QueryError(str(error)) from None


@lru_cache(maxsize=64)
def _graphs_asked(text: str, base: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The graphs that ``FROM`` and ``FROM NAMED`` name; ``None`` if there is no such clause."""
    found: tuple[list[str], list[str]] = ([], [])
    full = resolver(text, base)
    depth = 0
    for kind, token, at in tokens(text):
        depth += (kind == "open") - (kind == "close")
        # `FROM:a` is one token, and means FROM :a where no prefix is called so.
        begins = kind == "word" or (kind == "pname" and full(token) is None)
        if not depth and begins and (clause := _FROM.match(text, at)):
            iri = full(clause["graph"])
            if iri is not None:
                found[clause["named"] is not None].append(iri)
    return (tuple(found[0]), tuple(found[1])) if any(found) else None


def _absolute(iri: str, base: str) -> str:
    """An IRI as the engine takes it: without escapes, and not relative."""
    iri = re.sub(_ESCAPE, lambda match: chr(int(match[0][2:], 16)), iri)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    from urllib.parse import urljoin  # costs a start more than the rest of a small query

    return urljoin(base, iri)


def _corrected(text: str) -> str:
    """The text as the engine answers it rightly; refused where there is no such text."""
    if "GRAPH" not in text.upper() and "\\" not in text:  # an escape may stand for a letter
        return text
    from cityties.query.scopes import WrongInGraphError, corrections

    try:
        found = corrections(tokens(text))
    except WrongInGraphError as fault:
        at, what, variable = fault.args
        raise _error_at(
            text,
            at,
            _(
                "{what} inside GRAPH {variable} is answered wrongly by the engine: name the "
                "graph, or move {what} out and put GRAPH {variable} into it"
            ).format(what=what, variable=variable),
        ) from None
    for begin, end, more in sorted(found, reverse=True):
        text = text[:begin] + more + text[end:]
    return text


@lru_cache(maxsize=4)  # as for the prologue
def tokens(text: str) -> tuple[tuple[str, str, int], ...]:
    """Kind, text and place of each token; where ``<`` is in doubt, an IRI."""
    return tuple((m.lastgroup or "", m.group(), m.start()) for m in _TOKEN.finditer(text))


def _position(text: str, at: int) -> tuple[int, int]:
    line = text.count("\n", 0, at) + 1
    return line, at - (text.rfind("\n", 0, at) + 1) + 1


def _error_at(text: str, at: int, message: str) -> QueryError:
    line, column = _position(text, at)
    return QueryError(pointed(text, message, line, column), line=line, column=column)


@lru_cache(maxsize=4)  # every check of a query asks again
def _prologue(text: str, base: str = BASE) -> tuple[Mapping[str, str], str, int]:
    """The prefixes that a query declares, its own base if it has one, and where they end."""
    prefixes: dict[str, str] = {}
    own_base = ""
    at = 0
    while match := _PROLOGUE.match(text, at):
        iri = _absolute((match["base"] or match["iri"])[1:-1], own_base or base)
        if match["base"]:
            own_base = iri
        else:
            prefixes[match["prefix"].partition(":")[0]] = iri
        at = match.end()
    return prefixes, own_base, at


def _refuse_other_forms(text: str, start: int) -> None:
    first = _FIRST_WORD.match(text, start)
    if first is None or first["word"].upper() in _FORMS:
        return
    word = first["word"].upper()
    message = (
        _("{word} is not allowed: queries cannot change the store").format(word=word)
        if word in _UPDATES
        else _("a query must start with SELECT, ASK, CONSTRUCT or DESCRIBE")
    )
    if word not in {"PREFIX", "BASE"}:  # a broken prologue: the engine knows where
        raise _error_at(text, first.start("word"), message)


def _walk(text: str, *, graphs: Collection[str] | None, full: Callable[[str], str | None]) -> None:
    """Follow every way in which the text can fall into tokens."""
    budget = 20 * len(text) + 10_000
    deepest: dict[int, int] = {}
    seen: set[int] = set()
    groups = operators = links = 0
    ways = [(0, 0, 0, "")]
    while ways:
        at, depth, rounds, before = ways.pop()
        while at < len(text) and deepest.get(at, -1) < depth:
            deepest[at] = depth
            match = _TOKEN.match(text, at)
            if match is None:  # cannot happen: the last alternative takes anything
                break
            kind, token, end = match.lastgroup, match.group(), match.end()
            budget -= end - at
            if budget < 0:
                raise QueryError(_("the query is too complex to be checked"))
            new = at not in seen
            seen.add(at)
            if kind == "iri":
                # `?a <?b && ?c> ?d` is a comparison too; `<http://…` can only be an IRI, and
                # nothing hides in `<a/b>`, however it is read.
                if not _NETWORK_IRI.match(token) and not _PLAIN_IRI.match(token):
                    ways.append((at + 1, depth, rounds, ""))
                    operators += new
            elif kind == "open":
                depth += 1
                rounds += token == "("
                groups += new and token == "{"
                if depth > MAX_DEPTH:
                    raise _error_at(
                        text,
                        at,
                        _("brackets are nested more than {limit} deep").format(limit=MAX_DEPTH),
                    )
            elif kind == "close":
                depth = max(0, depth - 1)
                rounds = max(0, rounds - (token == ")"))
            elif kind == "operator":
                operators += new
            elif kind == "other" and token in ",;.":
                links += new and not rounds
            elif kind == "pname" and _calls(text, token, end, before):
                raise _service_at(text, at)
            elif kind == "word":
                word = token.upper()
                groups += new and word in _COUNTED_WORDS
                if _CALL.search(word):
                    raise _service_at(text, at)
                if word == "FROM" and graphs is not None and (named := _FROM.match(text, at)):
                    _refuse_foreign_graph(text, named, graphs, full)
            if groups > MAX_GROUPS or operators > MAX_OPERATORS:
                raise _error_at(
                    text,
                    at,
                    _(
                        "the query is too long: at most {groups} groups, filters and AS, and "
                        "{operators} operators are allowed"
                    ).format(groups=f"{MAX_GROUPS:,}", operators=f"{MAX_OPERATORS:,}"),
                )
            if links > MAX_LINKS:
                raise _error_at(
                    text,
                    at,
                    _("the query has more than {limit} commas, semicolons and points").format(
                        limit=f"{MAX_LINKS:,}"
                    ),
                )
            if kind != "space":
                before = token.upper() if kind == "word" else ""
            at = end


def _calls(text: str, name: str, end: int, before: str) -> bool:
    """Whether a prefixed name may be SERVICE with the name of an endpoint."""
    return (
        _CALL.search(name.partition(":")[0]) is not None
        and before not in {"GRAPH", "FROM", "NAMED"}
        and _GROUP_NEXT.match(text, end) is not None
    )


def _service_at(text: str, at: int) -> QueryError:
    return _error_at(text, at, _("SERVICE is not allowed: queries stay in the store"))


def _refuse_foreign_graph(
    text: str,
    named: re.Match[str],
    graphs: Collection[str],
    full: Callable[[str], str | None],
) -> None:
    if full(named["graph"]) not in graphs:
        raise _error_at(
            text,
            named.start("graph"),
            _("the store has no graph {graph}; FROM accepts only graphs of the store").format(
                graph=named["graph"]
            ),
        )


def _syntax_error(text: str, message: str) -> QueryError:
    match = _ENGINE_ERROR.match(message)
    if match is None:
        return QueryError(message)
    line, column = int(match[1]), int(match[2])
    return QueryError(
        pointed(text, _explain(text, match[3], line, column), line, column),
        line=line,
        column=column,
    )


def _explain(text: str, expected: str, line: int, column: int) -> str:
    if "Prefix not found" in expected:
        lines = text.split("\n")
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        prefix = re.search(rf"({_NAME_OR_DOT}*):[^\s]*$", before)
        return _("the prefix {prefix}: is not declared").format(prefix=prefix[1] if prefix else "")
    if "unbound" in expected:
        return _("SELECT names a variable that the pattern does not bind or group by")
    # The engine lists tokens of its grammar, cut at random: of no use to a person.
    return _("cannot be parsed as SPARQL from here on")
