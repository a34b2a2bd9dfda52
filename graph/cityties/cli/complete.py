"""What the TAB key completes: ids, names of questions, parameters and their values.

Which values a parameter takes follows from its name, so that a new command completes like
the others. The rows are read from the tables themselves: nothing is built or checked, and
what cannot be read completes to nothing.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

Items = Iterable[tuple[str, str]]
"""Values and what they are called."""

_BETWEEN: Final = " · "

Source = Callable[[click.Context], Items]


# --- rows ----------------------------------------------------------------------------------


def _rows(ctx: click.Context, table: str) -> Iterator[Mapping[str, Any]]:
    """The raw rows of a table in the data that the command line names."""
    store, data = ctx.params.get("store"), ctx.params.get("data") or ()
    if store and not data:
        yield from _stored(Path(store), table)
        return
    from cityties.base import resources

    folders = [] if ctx.params.get("no_shipped") else [resources.data_dir()]
    for folder in (*folders, *map(Path, data)):
        yield from _table(folder, table)


def _table(folder: Path, table: str) -> Iterator[Mapping[str, Any]]:
    for place in (folder, folder / "tables"):  # a snapshot has its tables in a folder
        file = place / f"{table}.csv"
        if file.is_file():
            with file.open(encoding="utf-8-sig", newline="") as lines:
                yield from csv.DictReader(lines)
            return


def _stored(folder: Path, table: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a store or of the current snapshot of a folder."""
    from cityties.store.graphs import current_version
    from cityties.store.snapshots import find_snapshot

    snapshot = find_snapshot(folder)
    if snapshot is not None:
        yield from _table(snapshot, table)
    elif version := current_version(folder):
        held = json.loads(version.tables_bytes())
        names = held["fields"][table]
        for row in held[table]:  # a map of field numbers to values; empty ones are left out
            yield {**dict.fromkeys(names, ""), **{names[int(at)]: row[at] for at in row}}


def _named(table: str, *kinds: str) -> Source:
    """Ids of the rows of a table, and their names in both languages."""

    def items(ctx: click.Context) -> Items:
        for row in _rows(ctx, table):
            if not kinds or row["kind"] in kinds:
                names = [row[key] for key in row if key.startswith(("name_", "title"))]
                yield row["id"], _BETWEEN.join(name for name in names if name)

    return items


def _countries(ctx: click.Context) -> Items:
    for row in _rows(ctx, "places"):
        if row["kind"] == "country":
            yield row["country"], row["name_en"]


def _ties(ctx: click.Context) -> Items:
    """Ids of ties, from the graph in the cache; none if it was not built yet."""
    from cityties.base import resources
    from cityties.store.graphs import current_version, find_cached, input_key
    from cityties.vocabulary.terms import ID, ct

    store, data = ctx.params.get("store"), [Path(one) for one in ctx.params.get("data") or ()]
    if store and not data:
        version = current_version(Path(store))
    else:
        folders = [] if ctx.params.get("no_shipped") else [resources.data_dir()]
        version = find_cached(input_key([*folders, *data]))
    if version is None:
        return []
    import pyoxigraph as ox

    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = version.open_quads().quads_for_pattern(None, a, ox.NamedNode(ct.Tie), None)
    return [(tie, "") for tie in sorted({str(quad.subject)[len(ID) + 1 : -1] for quad in quads})]


def _claims(ctx: click.Context) -> Items:
    for row in _rows(ctx, "claims"):
        yield row["id"], row["gist"]


def _in_claims(ctx: click.Context) -> Items:
    """Events, lists, acts, memberships, terms of office and what is not named."""
    for row in _rows(ctx, "claims"):
        if row["act"]:
            yield row["act"], row["gist"]
        for column in ("about", "part_of", "parties", "actor", "target", "said_by", "people"):
            for cell in row[column].split(";"):
                name = cell.partition(":")[0]
                if "@" in name or name.startswith(("ev-", "list-", "unnamed/")):
                    yield name, ""
                if name.startswith("unnamed/"):
                    yield name.partition("@")[0], ""


def _several(*sources: Source) -> Source:
    return lambda ctx: (item for source in sources for item in source(ctx))


CITIES: Final = _named("places", "city")
SOURCES: Final = _named("sources")
ENTITIES: Final = _several(
    CITIES,
    _named("places", "country", "province", "quarter"),
    _named("organizations"),
    _named("people"),
    _named("posts"),
)


def _entities(ctx: click.Context, incomplete: str) -> Items:
    """Things with a row of their own; what is named in claims alone once no other id fits."""
    if incomplete.startswith("tie"):
        return _ties(ctx)
    found = list(ENTITIES(ctx))
    if incomplete and not any(value.startswith(incomplete) for value, _name in found):
        others = (*_in_claims(ctx), *_claims(ctx), *SOURCES(ctx))
        found = [item for item in others if item[0].startswith(incomplete)] or found
    return found


# --- questions -----------------------------------------------------------------------------


def _questions(_ctx: click.Context) -> Items:
    from cityties.query.questions import in_language, list_questions

    return [(question.name, in_language(question.title)) for question in list_questions()]


_TYPES: Final[Mapping[str, Source]] = {
    "city": CITIES,
    "place": _named("places"),
    "organization": _named("organizations"),
    "person": _named("people"),
    "thing": ENTITIES,
    "tie": _ties,
    "source": SOURCES,
    "date": lambda _ctx: [("today", "")],
    "language": lambda _ctx: _languages(),
}


def _codes(scheme: str) -> Source:
    def items(_ctx: click.Context) -> Items:
        from cityties.vocabulary.codes import CODES

        return [(code, "") for code in CODES[scheme]]

    return items


def _parameters(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Names of the parameters of a question, and behind the equals sign their values."""
    from cityties.query.questions import get_question, in_language

    # An option that still lacks its value keeps click from reading the arguments.
    question = get_question(ctx.params.get("what") or ctx.args[0])
    name, equals, value = incomplete.partition("=")
    if not equals:
        items = [(f"{each.name}=", in_language(each.description)) for each in question.parameters]
        return _fitting(items, incomplete)
    kind = next(each.type for each in question.parameters if each.name == name)
    scheme = kind.removeprefix("code:")
    source = _codes(scheme) if scheme != kind else _TYPES[kind]
    found = _fitting(source(ctx), value)
    return [CompletionItem(f"{name}={item.value}", help=item.help) for item in found]


# --- parameters of commands ----------------------------------------------------------------


def _languages() -> Items:
    from cityties.language.messages import languages

    return [(tag, "") for tag in (*languages(), "chosen")]


def _measures(_ctx: click.Context) -> Items:
    from cityties.analysis.measures import MEASURES
    from cityties.language.messages import _

    return [("all", ""), *((name, _(one.title)) for name, one in MEASURES.items())]


def _layers(_ctx: click.Context) -> Items:
    from cityties.projection.layers import LAYERS

    return [(layer, "") for layer in LAYERS]


def _formats(_ctx: click.Context) -> Items:
    from cityties.export.formats import formats
    from cityties.language.messages import _

    return [(name, _(one.title)) for name, one in formats().items()]


_BY_NAME: Final[Mapping[str, Source]] = {
    "city": CITIES,
    "cities": CITIES,
    "focus": CITIES,
    "first": CITIES,
    "second": CITIES,
    "what": ENTITIES,
    "other": ENTITIES,
    "entity": ENTITIES,
    "source": SOURCES,
    "country": _countries,
    "measures": _measures,
    "explain": _measures,
    "layer": _layers,
    "network": _named("organizations", "city_network"),
    "person": _named("people"),
    "organization": _named("organizations"),
    "post": _named("posts"),
    "publisher": _named("organizations"),
}
_BY_COMMAND: Final[Mapping[tuple[str, str], Source]] = {
    ("query", "what"): _questions,
    ("questions", "name"): _questions,
    ("question", "name"): _questions,
    ("cities", "text"): CITIES,
    ("sources", "text"): SOURCES,
    ("export", "form"): _formats,
    ("officials", "text"): _named("people"),
}
_FOLDERS: Final = frozenset({("diff", "one"), ("diff", "other")})


def attach(command: click.Command) -> None:
    """Let the parameters of a command, and of those in it, complete their values.

    Parameters
    ----------
    command : any of ours
    """
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            attach(inner)
    for param in command.params:
        # Codes, days, folders and choices complete themselves.
        if isinstance(param.type, click.types.StringParamType):
            known = _completer(command.name or "", param.name or "")
            if known is not None:
                param.shell_complete = known  # type: ignore[method-assign,assignment]


def _completer(
    command: str, name: str
) -> Callable[[click.Context, str], list[CompletionItem]] | None:
    if (command, name) in _FOLDERS:
        return lambda _ctx, incomplete: [CompletionItem(incomplete, type="dir")]
    if (command, name) == ("query", "params"):
        return _silent(_parameters)
    source = _BY_COMMAND.get((command, name)) or _BY_NAME.get(name)
    if source is None:
        return None

    def complete(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = _fitting(
            _entities(ctx, incomplete) if source is ENTITIES else source(ctx), incomplete
        )
        if not found and (command, name) == ("query", "what"):
            return [CompletionItem(incomplete, type="file")]
        return found

    return _silent(complete)


def _silent(
    complete: Callable[[click.Context, str], list[CompletionItem]],
) -> Callable[[click.Context, str], list[CompletionItem]]:
    """A TAB key says nothing about data that cannot be read."""

    def quiet(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        with suppress(Exception):
            return complete(ctx, incomplete)
        return []

    return quiet


def _fitting(items: Items, incomplete: str) -> list[CompletionItem]:
    """The values that begin so; if there are none, those whose name does."""
    known = dict(items)
    found = [value for value in known if value.startswith(incomplete)]
    if not found:
        from cityties.language.names import fold

        start = fold(incomplete)
        found = [
            value
            for value, name in known.items()
            if any(fold(one).startswith(start) for one in (value, *name.split(_BETWEEN)))
        ]
    return [CompletionItem(value, help=known[value] or None) for value in found]


# --- shells --------------------------------------------------------------------------------

_BASH: Final = """\
%(complete_func)s() {
    local IFS=$'\\n'
    local response type value

    response=$(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
%(complete_var)s=bash_complete "$1" 2>/dev/null)

    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        if [[ $type == 'dir' ]]; then
            COMPREPLY=()
            compopt -o dirnames
        elif [[ $type == 'file' ]]; then
            COMPREPLY=()
            compopt -o default
        elif [[ $type == 'plain' ]]; then
            COMPREPLY+=("$value")
            [[ $value == *= ]] && compopt -o nospace
        fi
    done
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


@add_completion_class
class Bash(BashComplete):
    """bash, which parts a word at ``=``, ``:`` and ``@``, and wants no blank behind ``city=``."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor and the one that it is in, from the line as typed."""
        line = os.environ.get("COMP_LINE")
        if line is None:  # a script that an older version printed
            return super().get_completion_args()
        words = split_arg_string(line)
        self._word = "" if not line or line[-1].isspace() else words.pop()
        return words[1:], self._word

    def format_completion(self, item: CompletionItem) -> str:
        """The value without the part that bash holds for another word."""
        value = str(item.value)
        if os.environ.get("COMP_LINE") is not None:
            breaks = set(os.environ.get("COMP_WORDBREAKS", "=:"))
            held = max((self._word.rfind(sign) + 1 for sign in breaks & set("=:")), default=0)
            if "@" in breaks:  # bash counts the sign to the word behind it
                held = max(held, self._word.rfind("@"))
            if value.startswith(self._word[:held]):
                value = value[held:]
        return f"{item.type},{value}"


@add_completion_class
class Zsh(ZshComplete):
    """zsh, with no blank behind ``city=``."""

    source_template = ZshComplete.source_template.replace(
        """        if [[ "$type" == "plain" ]]; then
            if""",
        """        if [[ "$type" == "plain" ]]; then
            if [[ "$key" == *= ]]; then
                compadd -U -S '' -- "$key"
            elif""",
    )
