"""``cityties query``, ``cityties questions`` and ``cityties question``."""

from __future__ import annotations

import sys
from pathlib import Path

from cityties.cli import settings
from cityties.cli.declared import argument, command, option
from cityties.cli.options import (
    data_parameters,
    examples,
    format_parameter,
    open_graph,
    worker_parameters,
)
from cityties.cli.output import (
    Column,
    emit,
    emit_object,
    plain,
    room,
    say,
    table,
    wrapped_code,
    write,
    write_bytes,
    write_data,
)
from cityties.cli.wrapping import wrapped
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.language.visible import json_visible

TYPE_CHECKING = False  # typing is not needed for a plain call
if TYPE_CHECKING:
    from typing import Final

    from cityties.model.config import Config
    from cityties.query.questions import Parameter, Question
    from cityties.query.results import Answer

_MOST: Final = 1 << 20  # bytes of a file with a query; the limit on its text is far below


@command(
    "query",
    _(
        "Ask a named question or run SPARQL. WHAT is the name of a question (`cityties "
        "questions` lists them), a SPARQL text, a file, or - for standard input. All graphs "
        "are searched together; ct:, code:, id: and the usual prefixes need no declaration."
    )
    + examples(
        "cityties query sister_cities_on -p city=isfahan -p on=2010-01-01",
        "cityties query 'SELECT ?c { ?c ct:sisterCityOf id:isfahan }'",
        "cityties query 'SELECT ?c { ?c ct:sisterCityOf ?a }' -p a=id:isfahan",
        "cityties query my.rq -f csv > rows.csv",
        "echo 'DESCRIBE id:isfahan' | cityties query - -f ttl",
    ),
    argument("what"),
    option(
        "-p",
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        help=_(
            "A parameter of a named question, or a value for a variable of the SPARQL text: "
            "id:porto, 2010-01-01, today, 7 or '\"a text\"' (repeatable)."
        ),
    ),
    format_parameter(
        *("xml", "ttl", "nt", "nq", "trig", "jsonld"),
        text=_(
            "Output format. csv, tsv, json and xml are those of SPARQL 1.1; a graph has ttl, nt, "
            "nq, trig and jsonld, and is printed as ttl without -f."
        ),
    ),
    *worker_parameters(),
    option(
        "--no-union",
        is_flag=True,
        help=_("Leave the default graph empty: name graphs with GRAPH."),
    ),
    option(
        "--endpoint",
        metavar="URL",
        default="",
        help=_(
            "Ask the SPARQL server at this address (see `cityties push`, and check it with "
            "`cityties doctor`); cities are still found by name in the graph here."
        ),
    ),
    *data_parameters(),
)
def query_command(
    what: str,
    params: tuple[str, ...],
    form: str,
    timeout: float | None,
    memory: int,
    no_union: bool,
    endpoint: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the answer."""
    values = _params(params)
    text = _text(what)
    if endpoint:
        if no_union:
            raise UsageError(_("--no-union has no effect with --endpoint"))
        answer = _of_server(endpoint, text, values, timeout, (data, no_shipped, store))
    else:
        graph = open_graph(data, no_shipped, store)
        answer = graph.query(
            text, timeout=timeout, memory=memory, union=not no_union, slips=say, **values
        )

    from cityties.query.results import Rows, Truth

    if form == "jsonl" and isinstance(answer, Rows):
        emit([dict(row) for row in answer], (), form, keys=answer.columns)
        from cityties.model.dates import DAY_MAX, DAY_MIN

        if any(value in (DAY_MIN, DAY_MAX) for row in answer for value in row.values()):
            _say_open_ends()
        return
    if form == "jsonl" and isinstance(answer, Truth):
        emit([{"boolean": bool(answer)}], (), form, keys=("boolean",))
        return
    if form != "table":
        made = answer.serialize(form)
        if isinstance(answer, Rows):
            from cityties.model.dates import DAY_MAX, DAY_MIN

            if any(end.isoformat().encode() in made for end in (DAY_MIN, DAY_MAX)):
                _say_open_ends()
        # In JSON an escape is the character itself: the same data, and nothing acts.
        write_bytes(json_visible(made.decode()).encode() if form.startswith("json") else made)
        return
    from cityties.words.phrases import counted

    if isinstance(answer, Truth):
        write(plain(bool(answer)) + "\n")
    elif isinstance(answer, Rows):
        from cityties.query.phrased import table_of

        names, cells = table_of(answer)
        columns = [Column(name, name) for name in names]
        left_out = table(cells, columns)
        say(counted("{n} row", "{n} rows", len(answer)))
        if left_out:
            titles = _(", ").join(left_out)
            say(_("columns not shown for lack of width: {columns}").format(columns=titles))
    else:
        write_data(answer.serialize("ttl").decode())
        say(counted("{n} triple", "{n} triples", len(answer)))


def _of_server(
    url: str,
    text: str,
    values: dict[str, str],
    timeout: float | None,
    where: tuple[tuple[Path, ...], bool, Path | None],
) -> Answer:
    """The answer of a server; the graph here is opened where a question needs its names."""
    from cityties.cli.remote import ask_remote
    from cityties.query.questions import Question, find_text
    from cityties.remote.http import LIMIT, check_address
    from cityties.remote.store import Remote

    check_address(url)
    found = find_text(text)
    graph = open_graph(*where) if isinstance(found, Question) and found.parameters else None
    remote = Remote.open(url, limit=LIMIT if timeout is None else timeout)
    try:
        if graph is not None:
            return ask_remote(remote, graph, text, values)
        answer: Answer = remote.query(text, params=values)
    finally:
        remote.close()
    return answer


def _say_open_ends() -> None:
    """A program reads the stored bounds; a person must not take them for days."""
    say(
        _(
            "9999-12-31 and 0001-01-01 stand for an open end, not for a day; "
            "docs/patterns.md shows how to ask for open ends"
        )
    )


def _params(given: tuple[str, ...]) -> dict[str, str]:
    """``name=value`` words as a dictionary."""
    values: dict[str, str] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageError(
                _("{word!r} is not a parameter; write it like city=porto").format(word=word)
            )
        if name in values:
            raise UsageError(_("the parameter {name} is given twice").format(name=name))
        values[name] = value
    return values


def _text(what: str) -> str:
    """The query: standard input, a file (or a pipe), or the words themselves."""
    text = _read(what)
    if not text.strip():
        raise UsageError(
            _("{path} is empty: it needs a query").format(
                path=_("standard input") if what == "-" else what
            )
            if what.strip()
            else _("the query is empty")
        )
    return text


def _read(what: str) -> str:
    from cityties.base.inputs import read_named

    if what == "-":
        try:
            return sys.stdin.read(_MOST)
        except UnicodeDecodeError as fault:
            raise UsageError(_("{path} is not UTF-8 text").format(path="-")) from fault
    if "{" not in what and _is_folder(what):  # no query is without {
        raise UsageError(_("{path} is a folder, not a file with a query").format(path=what))
    is_path = what.endswith((".rq", ".sparql")) and "{" not in what
    if is_path or ("\n" not in what and len(what) < 255 and _is_there(what)):
        try:
            return read_named(what, most=_MOST).decode("utf-8")
        except FileNotFoundError as fault:
            raise NotFoundError(_("the file {path} does not exist").format(path=what)) from fault
        except UnicodeDecodeError as fault:
            raise UsageError(_("{path} is not UTF-8 text").format(path=what)) from fault
    return what


def _is_folder(what: str) -> bool:
    try:
        return Path(what).is_dir()
    except OSError:  # too long for a name
        return False


def _is_there(what: str) -> bool:
    try:
        path = Path(what)
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):  # the system takes no such name
        return False


@command(
    "questions",
    _("List the named questions; with NAME, show what it asks, its parameters and SPARQL.")
    + examples("cityties questions", "cityties questions sister_cities_on"),
    argument("name", required=False),
    format_parameter(),
)
def questions_command(name: str | None, form: str) -> None:
    """Print the questions, or one of them."""
    from cityties.query.questions import get_question, in_language, list_questions

    if name is None:
        rows = [
            {
                "question": question.name,
                "title": in_language(question.title),
                "parameters": [
                    parameter.name if parameter.is_required else f"[{parameter.name}]"
                    for parameter in question.parameters
                ],
                "tags": list(question.tags),
            }
            for question in list_questions()
        ]
        columns = [
            Column("question", _("Question")),
            Column("title", _("What it asks")),
            Column("parameters", _("Parameters"), rank=1),
        ]
        emit(rows, columns, form, keys=("question", "title", "parameters", "tags"))
        return
    _show(get_question(name), form, explain=False)


@command(
    "question",
    _(
        "What a named question asks, its parameters and its SPARQL; --explain adds the terms "
        "that it uses, as the ontology defines them."
    )
    + examples(
        "cityties question frozen_ties --explain",
        "cityties --lang fa question sister_cities_on --explain -f json",
    ),
    argument("name"),
    option(
        "--explain", is_flag=True, help=_("Add the terms that it uses, with their definitions.")
    ),
    format_parameter(),
)
def question_command(name: str, explain: bool, form: str) -> None:
    """Print one question."""
    from cityties.query.questions import get_question

    _show(get_question(name), form, explain=explain)


def _paragraph(text: str) -> str:
    """A text in lines that fit the terminal; one line in a pipe."""
    columns = room()
    return "\n".join(wrapped(text, columns) if columns else [text]) + "\n"


def _default(default: str | None, config: Config) -> str:
    """The default in words, where it is the home of the folder."""
    if default == "home":
        return config.city or _("the home of the folder")
    if default == "home-country":
        return _("the country of the home")
    return default or ""


def _example(parameter: Parameter, config: Config) -> str:
    """A value to try: the home, or one of the shipped data where the folder has that."""
    if config.shipped is not False:
        return parameter.example
    if parameter.is_home:
        return config.city if parameter.type == "city" else ""
    return "" if parameter.is_thing else parameter.example


def _show(question: Question, form: str, *, explain: bool) -> None:
    """Print a question: head, parameters, text, and the terms if they are requested."""
    from cityties.query.questions import in_language, used_terms

    config = settings.in_force()
    parameters = [
        {
            "name": parameter.name,
            "type": parameter.type,
            "default": parameter.default,
            "example": _example(parameter, config),
            "description": in_language(parameter.description),
        }
        for parameter in question.parameters
    ]
    meanings = [
        {
            "term": term.name,
            "label": in_language(term.label),
            "definition": in_language(term.definition),
        }
        for term in (used_terms(question.text) if explain else ())
    ]
    if form in {"json", "jsonl"}:
        whole = {
            "question": question.name,
            "title": dict(question.title),
            "description": dict(question.description),
            "parameters": parameters,
            "tags": list(question.tags),
            "sparql": question.text,
            **({"terms": meanings} if explain else {}),
        }
        emit_object(whole) if form == "json" else emit([whole], (), form, keys=tuple(whole))
        return
    if form == "table":
        write(_paragraph(in_language(question.title)))
        write(_paragraph(in_language(question.description)) + "\n")
    columns = [
        Column("name", _("Parameter")),
        Column("type", _("Type")),
        Column("default", _("Default"), lambda row: _default(row["default"], config)),
        Column("example", _("Example")),
        Column("description", _("Meaning")),
    ]
    keys = ("name", "type", "default", "example", "description")
    if form == "table" or not explain:
        emit(parameters, columns, form, keys=keys, count=False)
    if form == "table":
        # the header says in comments what stands above
        lines = [line for line in question.text.splitlines() if not line.startswith("#+")]
        text = "\n".join(lines).strip()
        columns_of = room()
        write("\n" + (wrapped_code(text, columns_of) if columns_of else text) + "\n")
        if explain:
            write("\n")
    if explain:
        columns = [
            Column("term", _("Term")),
            Column("label", _("Name")),
            Column("definition", _("Definition")),
        ]
        emit(meanings, columns, form, keys=("term", "label", "definition"), count=False)
