"""Questions: free SPARQL, and named questions with typed parameters.

A named question is a file in ``ontology/queries/``: SPARQL below a header of
``#+`` lines (the part of YAML that maps words to words, so YAML tools read it
too). A value never becomes part of the text as it was typed: it is turned into
a term of its declared type, and the term writes itself at the ``#: values`` marks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cityties.base import extensions, resources
from cityties.errors import (
    AmbiguousNameError,
    NotFoundError,
    QueryError,
    UsageError,
)
from cityties.language.messages import (
    CODE_LANGUAGE,
    _,
    is_tag,
    labels,
    language,
    languages,
)
from cityties.language.names import did_you_mean, latin_digits
from cityties.model.asked_days import read_day
from cityties.model.texts import as_text, chosen
from cityties.query import guard, results
from cityties.query.confined import Queryable, ask
from cityties.start.patterns import regex
from cityties.start.records import dataclass
from cityties.vocabulary import terms

if TYPE_CHECKING:
    from cityties.model.gazetteer import Gazetteer

_NAME = regex(r"[a-z][a-z0-9_]*\Z")
_HEADER = regex(r"#\+(?: (?P<indent> *)(?P<key>[A-Za-z_]+):(?: (?P<value>.*))?)?\s*\Z")
_MARK = regex(r"^(?P<before>[^\n#]*)#: values(?P<names>(?: [a-z_]+)*)[ \t]*$", re.MULTILINE)
_THINGS: Final = {
    "city": ("city",),
    "place": ("place",),
    "organization": ("organization",),
    "person": ("person",),
    "thing": (),
}
HOMES: Final = ("home", "home-country")
"""Defaults that name the home of the one who asks: the city, and its country."""

_PLAIN: Final = ("date", "int", "string", "iri", "tie", "source", "language")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named question asks for.

    Parameters
    ----------
    name : the variable that it binds
    type : ``city``, ``place``, ``organization``, ``person``, ``thing`` (a name or id),
        ``tie``, ``source`` (an id), ``code:<code list>``, ``date``, ``int``, ``string``, ``iri``,
        ``language`` (its tag, or ``chosen``: that of the messages)
    example : a value that gives rows with the shipped data
    default : the value if none is given; ``None``: one must be given; one of :data:`HOMES`: what
        the folder's ``cityties.toml`` has as the home
    description : by language
    """

    name: str
    type: str
    example: str
    default: str | None
    description: Mapping[str, str]

    @property
    def is_required(self) -> bool:
        """Whether a value must be given, also where there is a home."""
        return self.default is None

    @property
    def is_thing(self) -> bool:
        """Whether its values are things that a graph may have or lack."""
        return self.type in (*_THINGS, "tie", "source", "iri")

    @property
    def is_home(self) -> bool:
        """Whether the default is the home, or its country."""
        return self.default in HOMES


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its header and its SPARQL text.

    ``title`` and ``description`` are by language: English, those of the header, and those of
    the label files. ``not_on`` names the kinds of servers known to answer it with wrong rows and
    no error (:mod:`cityties.remote.servers`): there it is not asked.
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    tags: tuple[str, ...]
    text: str
    not_on: tuple[str, ...] = ()

    def bound(
        self,
        params: Mapping[str, object],
        *,
        gazetteer: Gazetteer | None = None,
        today: datetime.date | None = None,
        homes: Mapping[str, str] | None = None,
    ) -> str:
        """The SPARQL text with the values in it, as terms.

        Parameters
        ----------
        params : values by parameter name; texts or fitting Python values
        gazetteer : finds cities and the like by name; without it only ids fit
        today : what the value ``today`` of a date means
        homes : the ids that the defaults of :data:`HOMES` stand for

        Raises
        ------
        UsageError
            With every parameter that is unknown, missing or of the wrong type.
        NotFoundError
            For a name that fits nothing; its subclass if it fits several things.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        wrong = [
            _("{question} has no parameter {name}").format(question=self.name, name=name)
            + _did_you_mean(name, known)
            for name in params
            if name not in known
        ]
        bound: dict[str, str] = {}
        for name, parameter in known.items():
            given = params.get(name)
            value = parameter.default if given is None else given
            if value is not None and given is None and parameter.is_home:
                value = (homes or {}).get(str(value))
            if value is None:
                wrong.append(self._missing(parameter, gazetteer))
                continue
            try:
                bound[name] = _term(parameter, value, gazetteer, today)
            except UsageError as error:
                wrong.append(str(error))
        if wrong:
            listed = ", ".join(f"{p.name} ({p.type})" for p in self.parameters) or _("none")
            raise UsageError("\n".join([*wrong, _("its parameters: {list}").format(list=listed)]))

        def values(match: re.Match[str]) -> str:
            names = match["names"].split() or list(bound)
            variables = " ".join("?" + name for name in names)
            row = " ".join(bound[name] for name in names)
            return f"{match['before']}VALUES ({variables}) {{ ({row}) }}" if names else ""

        return _MARK.sub(values, self.text)

    def _missing(self, parameter: Parameter, gazetteer: Gazetteer | None) -> str:
        """What to say where a value is missing; the example is one that the graph has."""
        example = parameter.example
        if gazetteer is not None and parameter.type in _THINGS and example not in gazetteer:
            example = gazetteer.example(_THINGS[parameter.type])
        needs = (
            _("{question} needs {name} (for example {example})").format(
                question=self.name, name=parameter.name, example=example
            )
            if example
            else _("{question} needs {name}").format(question=self.name, name=parameter.name)
        )
        if not parameter.is_home:
            return needs
        return _(
            "{needs}: no home is set; try -p {name}={example}, or set [home] city in {file}"
        ).format(needs=needs, name=parameter.name, example=example or _("ID"), file="cityties.toml")


@dataclass(frozen=True, slots=True)
class UsedTerm:
    """A term that a question uses, as the ontology defines it.

    Parameters
    ----------
    name : with its prefix, such as ``ct:party``
    label, definition : by language, also those of the label files; empty for terms of other
        vocabularies
    """

    name: str
    label: Mapping[str, str]
    definition: Mapping[str, str]


def used_terms(text: str) -> tuple[UsedTerm, ...]:
    """The terms that a question or SPARQL text uses, in the order of their first use.

    Parameters
    ----------
    text : SPARQL, with or without a header; things (``id:…``) and datatypes are not terms

    Examples
    --------
    >>> [term.name for term in used_terms("SELECT ?c { ?s ct:twins ?c ; ct:kind code:renewal }")]
    ['ct:twins', 'ct:kind', 'code:renewal']
    """
    names = dict.fromkeys(
        name
        for name in guard.prefixed_names(text)
        if name.partition(":")[0] in terms.PREFIXES and not name.startswith(("id:", "xsd:"))
    )
    found = []
    for name in names:
        prefix, _colon, local = name.partition(":")
        known = _definitions().get(terms.PREFIXES[prefix] + local, {})
        texts = {
            what: {**labels(f"{name} {what}", said.get(CODE_LANGUAGE, "")), **said}
            for what, said in known.items()
        }
        found.append(UsedTerm(name, texts.get("label", {}), texts.get("definition", {})))
    return tuple(found)


@cache
def _definitions() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Labels and definitions of our terms and codes, by IRI and language."""
    import pyoxigraph as ox

    said = {
        terms.PREFIXES["rdfs"] + "label": "label",
        terms.PREFIXES["skos"] + "prefLabel": "label",
        terms.PREFIXES["skos"] + "definition": "definition",
    }
    found: dict[str, dict[str, dict[str, str]]] = {}
    for file in ("cityties.ttl", "codes.ttl"):
        path = str(resources.ontology_dir() / file)
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            what = said.get(triple.predicate.value)
            if what is not None and isinstance(triple.object, ox.Literal):
                term = found.setdefault(getattr(triple.subject, "value", ""), {})
                term.setdefault(what, {})[triple.object.language or CODE_LANGUAGE] = (
                    triple.object.value
                )
    return found


def parse_question(name: str, text: str) -> Question:
    """Read a question file.

    Parameters
    ----------
    name : its name, the file name without ``.rq``
    text : header and SPARQL

    Raises
    ------
    UsageError
        If the header has unknown, missing or ill-formed lines; all of them at once.
    """
    header, problems = _header(text)
    top = {"title", "description", "parameters", "tags", "not_on"}
    problems += [
        _("unknown key {key}").format(key=key) + _did_you_mean(key, top)
        for key in header
        if key not in top
    ]
    title = _said(header.get("title"), "title", f"question {name} title", problems)
    description = _said(
        header.get("description"), "description", f"question {name} description", problems
    )
    parameters = []
    given = header.get("parameters", {})
    for key, value in given.items() if isinstance(given, dict) else ():
        parameters.append(_parameter(key, value, problems))
    marked = {word for mark in _MARK.finditer(text) for word in mark["names"].split()}
    names = {parameter.name for parameter in parameters}
    problems += [
        _("the marker names {name}, which is not a parameter").format(name=name)
        for name in sorted(marked - names)
    ]
    if names and not _MARK.search(text):
        problems.append(_("a line “#: values” must mark where the parameters go"))
    if problems:
        raise UsageError(
            "\n".join(
                _("question {name}: {problem}").format(name=name, problem=p) for p in problems
            )
        )
    tags = header.get("tags", "")
    return Question(
        name,
        title,
        description,
        tuple(parameters),
        tuple(tag.strip() for tag in str(tags).split(",") if tag.strip()),
        text,
        tuple(name.strip() for name in str(header.get("not_on", "")).split(",") if name.strip()),
    )


def list_questions() -> tuple[Question, ...]:
    """All named questions: those of cityties by name, then those of installed packages.

    Raises
    ------
    ExtensionError
        If a package adds a question that cannot be used, or a name that another has.
    """
    return (*_shipped().values(), *_added().values())


def get_question(name: str) -> Question:
    """The question of this name.

    Raises
    ------
    NotFoundError
        If there is none; the message proposes the nearest.
    ExtensionError
        If only an installed package could have it, and one cannot be used.
    """
    asked = name.replace("-", "_")
    found = _shipped().get(asked) or _added().get(asked)
    if found is None:
        known = [question.name for question in list_questions()]
        problem = _("unknown question {name!r}").format(name=name)
        hint = (
            did_you_mean(name, known, near=0.72)
            or did_you_mean(name, _with_a_word_of(name, known), near=0.0)
            or _("`cityties questions` lists them")
        )
        raise NotFoundError(_("{problem}; {hint}").format(problem=problem, hint=hint))
    return found


def _with_a_word_of(name: str, known: Iterable[str]) -> list[str]:
    """The names that share most words with this one; singular and plural are the same."""

    def words(text: str) -> set[str]:
        return {word.rstrip("s") for word in re.split("[_ -]", text.lower()) if len(word) > 3}

    shared = {one: len(words(name) & words(one)) for one in known}
    most = max(shared.values(), default=0)
    return [one for one, number in shared.items() if number == most] if most else []


@cache
def _shipped() -> Mapping[str, Question]:
    folder = resources.ontology_dir() / "queries"
    return {
        path.stem: parse_question(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.rq"))
    }


@cache
def _added() -> Mapping[str, Question]:
    """The questions of installed packages: an entry point names the package of a folder."""
    from importlib.resources import files

    found: dict[str, Question] = {}
    owners = dict.fromkeys(_shipped(), extensions.OURS)
    for entries in extensions.extensions(extensions.QUESTIONS).values():
        for entry in entries:
            package = extensions.package_of(entry)
            inside = files(extensions.load(entry)).iterdir()
            texts = {file.name: file for file in inside if file.name.endswith(".rq")}
            if not texts:
                raise extensions.broken(entry, _("it has no file that ends in .rq"))
            for file in sorted(texts):
                name = file.removesuffix(".rq")
                if name in owners:
                    raise extensions.clash(name, (owners[name], package))
                owners[name] = package
                try:
                    found[name] = parse_question(name, texts[file].read_text(encoding="utf-8"))
                    _check(found[name])
                except (UsageError, QueryError, UnicodeDecodeError) as error:
                    raise extensions.broken(entry, str(error)) from error
    return found


def _check(question: Question) -> None:
    """Refuse what no test of ours has seen: a name, a term or SPARQL that cannot be right."""
    import pyoxigraph as ox

    from cityties.query.phrased import loses_doubt

    def wrong(problem: str) -> UsageError:
        return UsageError(
            _("question {name}: {problem}").format(name=question.name, problem=problem)
        )

    if not _NAME.match(question.name):
        raise wrong(_("a name has small letters, digits and _"))
    if slips := guard.unknown_terms(question.text):
        raise wrong(_("no such term: {names}").format(names=", ".join(slips)))
    if loses_doubt(question.text):
        raise wrong(_("it shows claimed statuses: select their ?aspect and ?certainty too"))
    guard.run(ox.Store(), _MARK.sub(lambda match: match["before"], question.text))


def is_name(asked: str) -> bool:
    """Whether a text is the name of a question, and no SPARQL."""
    return _NAME.match(as_text(asked).strip().replace("-", "_")) is not None


def find_text(asked: str) -> Question | str:
    """What is meant by a text: a named question, a file with one, or SPARQL.

    Parameters
    ----------
    asked : the name of a question, or a SPARQL text, with or without a header

    Raises
    ------
    NotFoundError
        If it is one word and no question has that name.
    """
    if is_name(asked):
        return get_question(asked.strip())
    if asked.lstrip().startswith("#+"):
        return parse_question(_("(given)"), asked)
    return asked


def final_text(
    text: str,
    *,
    params: Mapping[str, object] | None = None,
    gazetteer: Gazetteer | None = None,
    today: datetime.date | None = None,
    homes: Mapping[str, str] | None = None,
) -> str:
    """The SPARQL that :func:`query` runs: the text of a named question, with its values.

    Parameters
    ----------
    text, params, gazetteer, today, homes : as for :func:`query`

    Raises
    ------
    QueryError, UsageError, NotFoundError
        For wrong parameters and unknown names.
    """
    found = find_text(text)
    if isinstance(found, Question):
        return found.bound(params or {}, gazetteer=gazetteer, today=today, homes=homes)
    return guard.bind(found, free_terms(params, today=today)) if params else found


def query(
    graph: Queryable,
    text: str,
    *,
    params: Mapping[str, object] | None = None,
    timeout: float | None = None,
    memory: int | None = None,
    union: bool = True,
    gazetteer: Gazetteer | None = None,
    today: datetime.date | None = None,
    homes: Mapping[str, str] | None = None,
    slips: Callable[[str], None] | None = None,
) -> results.Answer:
    """Ask a named question or run a SPARQL text, in a confined process.

    Parameters
    ----------
    graph : the graph to query
    text : the name of a question, or SPARQL (SELECT, ASK, CONSTRUCT, DESCRIBE);
        the usual prefixes need no declaration
    params : values for the parameters of a named question, or for variables of a
        SPARQL text (see :func:`free_terms` for how they are written)
    timeout, memory, union : as for `cityties.query.confined.ask`
    gazetteer : finds cities by name for the parameters
    today : what ``today`` means for the parameters
    homes : what the defaults of :data:`HOMES` stand for
    slips : called with a sentence for each term that a SPARQL text misspells

    Returns
    -------
    Rows, Truth or Triples.

    Raises
    ------
    QueryError
        If the text is refused or is not SPARQL.
    QueryTimeoutError
        If the query took longer than ``timeout``.
    UsageError, NotFoundError
        For wrong parameters and unknown names.
    """
    found = find_text(text)
    named = isinstance(found, Question)
    final = final_text(text, params=params, gazetteer=gazetteer, today=today, homes=homes)
    answer, misspelt = ask(
        graph,
        final,
        timeout=timeout,
        memory=memory,
        union=union,
        slips=slips is not None and not named,
    )
    if slips is not None:
        for sentence in misspelt:
            slips(sentence)
    if isinstance(found, Question) and isinstance(answer, results.Rows):
        from cityties.query.phrased import phrased

        asked = (params or {}).get("lang")
        has = any(parameter.type == "language" for parameter in found.parameters)
        return phrased(answer, lang=str(asked or language()) if has else CODE_LANGUAGE)
    return answer


# --- parameters ---------------------------------------------------------------------------


def _term(
    parameter: Parameter,
    value: object,
    gazetteer: Gazetteer | None,
    today: datetime.date | None,
) -> str:
    import pyoxigraph as ox

    def wrong(expected: str) -> UsageError:
        return UsageError(
            _("{name} = {value!r} is not valid: expected {expected}, such as {example}").format(
                name=parameter.name, value=value, expected=expected, example=parameter.example
            )
        )

    kind = parameter.type
    if kind == "date":
        return str(ox.Literal(_date(parameter.name, value, today, wrong), datatype=_xsd("date")))
    if kind == "int":
        text = str(value).strip()
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise wrong(_("a whole number"))
        return str(ox.Literal(str(int(text)), datatype=_xsd("integer")))
    if not isinstance(value, str):
        raise wrong(_("a text"))
    if kind == "string":
        return str(ox.Literal(value))
    if kind == "language":
        tag = language() if value == "chosen" else value
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag):
            raise wrong(_("a language such as {tags}").format(tags=_(", ").join(languages())))
        return str(ox.Literal(tag))
    if kind.startswith("code:"):
        from cityties.vocabulary.codes import CODES

        codes = CODES[kind.partition(":")[2]]
        code = value.removeprefix(terms.CODE).strip()
        if code not in codes:
            raise UsageError(
                _("{name} = {value!r} is not a code of {list}").format(
                    name=parameter.name, value=value, list=kind.partition(":")[2]
                )
                + (_did_you_mean(code, codes) or ": " + ", ".join(codes))
            )
        return str(ox.NamedNode(terms.CODE + code))
    try:
        return str(ox.NamedNode(_iri(kind, value, gazetteer)))
    except (AmbiguousNameError, NotFoundError):
        raise
    except ValueError:
        raise wrong(_("an id, a name or an IRI")) from None


def free_terms(
    params: Mapping[str, object], *, today: datetime.date | None = None
) -> dict[str, str]:
    """Values for the variables of a SPARQL text, as terms that SPARQL reads.

    A SPARQL text declares no types, so the form of a value must say what it is; a bare
    word is refused rather than guessed to be a text or a thing.

    Parameters
    ----------
    params : Python values, or texts: ``2010-01-01`` or ``today`` (a day), ``7``, ``0.5``,
        ``true``, ``id:isfahan`` or another predefined prefix, ``https://…`` (a thing),
        ``"Isfahan"`` or ``"اصفهان"@fa`` (a text)
    today : what ``today`` means

    Raises
    ------
    UsageError
        With every value whose form says nothing.

    Examples
    --------
    >>> free_terms({"d": "2010-01-01"})
    {'d': '"2010-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'}
    >>> free_terms({"c": "id:isfahan", "n": "7"})["c"]
    '<https://w3id.org/cityties/id/isfahan>'
    """
    made: dict[str, str] = {}
    wrong = []
    for name, value in params.items():
        try:
            made[name] = str(_free_term(value, today))
        except UsageError as error:
            wrong.append(f"{name}: {error}")
        except ValueError:
            wrong.append(
                _(
                    "{name} = {value!r}: write a resource like id:porto, a day like "
                    '2010-01-01, a number like 7, or a text like "Porto" with its quotes'
                ).format(name=name, value=value)
            )
    if wrong:
        raise UsageError("\n".join(wrong))
    return made


_TEXT_VALUE = regex(r'"(?P<text>[^"]*)"(?:@(?P<tag>[A-Za-z]+(?:-[A-Za-z0-9]+)*))?')
_PREFIXED = regex(r"(?P<prefix>[a-z]+):(?P<local>[A-Za-z0-9_+@/.-]+)")


def _free_term(value: object, today: datetime.date | None) -> Any:
    from decimal import Decimal

    import pyoxigraph as ox

    if isinstance(value, results.Iri):
        return ox.NamedNode(str(value))
    if isinstance(value, results.Text):
        if value.datatype and not value.language:
            return ox.Literal(str(value), datatype=ox.NamedNode(value.datatype))
        return ox.Literal(str(value), language=value.language or None)
    if isinstance(value, datetime.datetime):
        return ox.Literal(value.isoformat(), datatype=_xsd("dateTime"))
    if isinstance(value, datetime.date):
        return ox.Literal(value.isoformat(), datatype=_xsd("date"))
    if isinstance(value, Decimal):
        return ox.Literal(f"{value:f}", datatype=_xsd("decimal"))
    if isinstance(value, bool | int | float):
        return ox.Literal(value)
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one error for all that says nothing
    text = value.strip()
    if text == "today":
        return ox.Literal((today or datetime.date.today()).isoformat(), datatype=_xsd("date"))
    if re.fullmatch(r"(sh ?)?[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}", latin_digits(text), re.I):
        return ox.Literal(read_day(text).isoformat(), datatype=_xsd("date"))
    for pattern, kind in (
        (r"[+-]?[0-9]{1,18}", "integer"),
        (r"[+-]?[0-9]*\.[0-9]+", "decimal"),
        (r"true|false", "boolean"),
    ):
        if re.fullmatch(pattern, text):
            return ox.Literal(text, datatype=_xsd(kind))
    if quoted := _TEXT_VALUE.fullmatch(text):
        return ox.Literal(quoted["text"], language=quoted["tag"])
    if re.match(r"https?://", text):
        return ox.NamedNode(text)
    prefixed = _PREFIXED.fullmatch(text)
    if prefixed is None or prefixed["prefix"] not in terms.PREFIXES:
        raise ValueError(value)
    return ox.NamedNode(terms.PREFIXES[prefixed["prefix"]] + prefixed["local"])


def _iri(kind: str, value: str, gazetteer: Gazetteer | None) -> str:
    text = value.strip()
    if kind in _THINGS:
        slug = text.removeprefix(terms.ID)
        if gazetteer is not None:
            slug = gazetteer.get(slug, _THINGS[kind])
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug):
            raise ValueError(value)
        return terms.ID + slug
    if kind == "iri" or "://" in text:
        return text
    start = "source/" if kind == "source" else ""
    if not re.fullmatch(r"[a-z0-9_+/.-]+", text):
        raise ValueError(value)
    return terms.ID + (text if text.startswith(start) else start + text)


def _date(
    name: str, value: object, today: datetime.date | None, wrong: Callable[[str], UsageError]
) -> str:
    if value == "today" and today is not None:
        return today.isoformat()
    if not isinstance(value, str | datetime.date):
        raise wrong(_("a day"))
    try:
        return read_day(value).isoformat()
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from error


def _xsd(name: str) -> Any:
    import pyoxigraph as ox

    return ox.NamedNode(terms.PREFIXES["xsd"] + name)


def _did_you_mean(given: str, known: Any) -> str:
    import difflib

    near = difflib.get_close_matches(given, list(known), n=1, cutoff=0.6)
    return "; " + _("did you mean {name}?").format(name=near[0]) if near else ""


def in_language(texts: Mapping[str, str]) -> str:
    """A title or description in the language of messages, else in English."""
    return chosen(texts)


# --- the header ---------------------------------------------------------------------------


def _header(text: str) -> tuple[dict[str, Any], list[str]]:
    """Nested words of the ``#+`` lines; two blanks are one step inwards."""
    problems: list[str] = []
    root: dict[str, Any] = {}
    levels: list[dict[str, Any]] = [root]
    for number, line in _header_lines(text):
        match = _HEADER.match(line)
        if match is None or len(match["indent"] or "") % 2:
            problems.append(_("line {n}: expected “#+ key: value” or “#+ key:”").format(n=number))
            continue
        if match["key"] is None:
            continue
        depth = len(match["indent"]) // 2
        if depth >= len(levels):
            problems.append(_("line {n}: indented too far").format(n=number))
            continue
        del levels[depth + 1 :]
        if match["key"] in levels[depth]:
            problems.append(_("line {n}: {key} occurs twice").format(n=number, key=match["key"]))
        value = (match["value"] or "").strip()
        if value:
            levels[depth][match["key"]] = value
        else:
            inner: dict[str, Any] = {}
            levels[depth][match["key"]] = inner
            levels.append(inner)
    return root, problems


def _header_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#+"):
            yield number, line


def _said(value: Any, where: str, context: str, problems: list[str]) -> dict[str, str]:
    """A text by language: English, what else the header has, and what label files have."""
    if not isinstance(value, dict) or not value.get(CODE_LANGUAGE):
        problems.append(
            _("{key} needs a text in English ({tag}); other languages are optional").format(
                key=where, tag=CODE_LANGUAGE
            )
        )
        return {}
    if wrong := [tag for tag in value if not is_tag(tag)]:
        problems.append(
            _("{key}: {tag} is not the tag of a language, such as {tags}").format(
                key=where, tag=wrong[0], tags=_(", ").join(languages())
            )
        )
    header = {tag: str(text) for tag, text in value.items()}
    return {**labels(context, header[CODE_LANGUAGE]), **header}


def _parameter(name: str, value: Any, problems: list[str]) -> Parameter:
    from cityties.vocabulary.codes import CODES

    fields = dict(value) if isinstance(value, dict) else {}
    description = _said(
        fields.pop("description", None), f"{name}.description", "question parameter", problems
    )
    kind = str(fields.pop("type", ""))
    example = str(fields.pop("example", ""))
    default = fields.pop("default", None)
    code_list = kind.partition(":")[2] if kind.startswith("code:") else ""
    if not (kind in _THINGS or kind in _PLAIN or code_list in CODES):
        problems.append(
            _("{name}: unknown type {type!r}; available: {known}").format(
                name=name, type=kind, known=", ".join((*_THINGS, *_PLAIN, "code:<list>"))
            )
        )
    if not example:
        problems.append(_("{name}: an example is missing").format(name=name))
    problems += [_("{name}: unknown key {key}").format(name=name, key=key) for key in fields]
    return Parameter(name, kind, example, None if default is None else str(default), description)
