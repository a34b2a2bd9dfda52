"""The first page of the help: the commands and the global options.

It is what people read first and most, so it is written without click, which alone takes three
times as long to import as Python takes to start.
"""

from __future__ import annotations

import sys

from cityties.cli.wrapping import wrapped
from cityties.language.messages import CODE_LANGUAGE, N_, _, language, languages, pgettext

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ABOUT = N_("Ties between cities: who claims each tie, in which source, and since when.")
START = N_("Start with: cityties ties isfahan")
HELP_NAMES = ("-h", "--help")
MOST_COLUMNS = 100
"""Columns of a wide terminal that a help takes."""

_LEAST_COLUMNS = 50
_INDENT = "  "

OPTIONS = {
    "--version": N_("Show the version; with -v also the limits that hold on this machine."),
    "--verbose": N_("Print more details (twice: everything)."),
    "--quiet": N_("Print only results and errors."),
    "--width": N_(
        "Lay tables out for N columns, also in a pipe (default: those of the terminal). Where "
        "that is too narrow for a table, each row is printed as a block of lines."
    ),
    "--lang": N_("Language of texts, names and digits (default: that of the folder, or en)."),
    "--config": N_(
        "Use the settings of this cityties.toml (default: that of the folder that you are in, or "
        "of the nearest one above; `cityties config` shows them)."
    ),
}
"""The global options, and what each is for; `cityties.cli.commands` has what they take."""

# name of the command: module that holds it (as <name>_command), and its line in the list
COMMANDS = {
    "build": ("data.build", N_("Check the data and build the graph.")),
    "partitions": ("data.partitions", N_("Build a very large graph, part by part.")),
    "ties": ("listings", N_("Ties of a city, country or institution, as they were on a day.")),
    "history": ("listings", N_("All claims about anything, or about what two things share.")),
    "officials": ("listings", N_("People in posts: terms, last seen, whom they met.")),
    "counts": ("listings", N_("Number of partners: as claimed, and as read from the claims.")),
    "conflicts": ("listings", N_("Contradictions between claims.")),
    "cities": ("listings", N_("The cities of the graph and their ids.")),
    "members": ("members", N_("Members of a network of cities, and the ties among them.")),
    "sources": ("listings", N_("The sources, with the number of their claims.")),
    "query": ("questions", N_("Ask a named question or run SPARQL.")),
    "questions": ("questions", N_("The named questions.")),
    "question": ("questions", N_("Explain one named question.")),
    "centrality": ("networks.centrality", N_("Rank cities, with the uncertainty of each rank.")),
    "map": ("files.export", N_("Write an interactive page of the ties: one HTML file.")),
    "export": ("files.export", N_("Write the graph as RDF, GraphML, CSV or SQLite.")),
    "site": ("files.site", N_("Write the graph as a folder of pages for any web space.")),
    "network": ("networks.network", N_("Statistics of a whole network.")),
    "profile": ("networks.profile", N_("Compare cities side by side.")),
    "path": ("networks.path", N_("The shortest path between two cities, with its evidence.")),
    "trend": ("networks.trend", N_("A city's measures year by year.")),
    "serve": ("serve", N_("Serve the graph over HTTP: SPARQL, JSON and pages, read-only.")),
    "push": ("remote", N_("Send the graph to a SPARQL server.")),
    "doctor": ("remote", N_("Compare the answers of a SPARQL server with those here.")),
    "snapshot": ("files.snapshot", N_("Write, check and list snapshots that a paper can cite.")),
    "diff": ("files.diff", N_("What changed between two snapshots, days or data folders.")),
    "check": ("data.check", N_("Check the data and the graph for problems.")),
    "config": ("config", N_("The settings in force, and where each is from.")),
    "init": ("data.init", N_("Begin a data folder of your own city or network.")),
    "data": ("data.folder", N_("Work on data folders.")),
    "intake": ("data.intake", N_("Read articles and propose claims for review.")),
    "review": ("data.intake", N_("Decide about proposed claims, and write what was accepted.")),
    "load": ("data.load", N_("Import other data into a data folder.")),
    "brief": ("office.brief", N_("A brief before a visit, each line with its source.")),
    "pending": ("office.lists", N_("What waits, since when, and who owes the next step.")),
    "calendar": ("office.lists", N_("Anniversaries and days to come, also as .ics.")),
    "dormant": ("office.lists", N_("Agreements without two-way contact.")),
    "approvals": ("office.lists", N_("The steps before an agreement, and where each stands.")),
    "shared": ("office.lists", N_("What two cities share.")),
    "introduce": ("office.lists", N_("Who can introduce a city to another.")),
    "partners": ("office.partners", N_("A shortlist of cities that could become partners.")),
    "report": ("office.report", N_("A year of a city's ties, partner by partner.")),
    "watch": ("office.watch", N_("An office's routine, for cron: what is new, and the papers.")),
    "wikidata": ("networks.compare", N_("Compare our sister cities with Wikidata's.")),
    "cache": ("data.cache", N_("Show and clear the cache of built graphs.")),
    "completion": ("completion", N_("Print the completion script of a shell.")),
}


_DECLARED = frozenset({"listings", "questions"})
"""The modules of the short commands, which say without click what options they have."""


def asks_for_help(words: Sequence[str]) -> bool:
    """Whether a call asks for this page and for nothing else.

    Parameters
    ----------
    words : the words of the call; its language is settled

    Examples
    --------
    >>> asks_for_help(["--lang", "fa", "--help"]), asks_for_help([]), asks_for_help(["ties", "-h"])
    (True, True, False)
    """
    rest = _behind_language(words)
    return not rest or (len(rest) == 1 and rest[0] in HELP_NAMES)


def _behind_language(words: Sequence[str]) -> list[str]:
    rest = list(words)
    while len(rest) > 1 and rest[0] == "--lang" and rest[1] in languages():
        del rest[:2]
    return rest


def plain_call(words: Sequence[str]) -> Callable[[], object] | None:
    """What does a call of a short command that is written plainly; ``None``: click reads it.

    Parameters
    ----------
    words : the words of the call; its language is settled

    Examples
    --------
    >>> plain_call(["ties", "porto", "-f", "csv"]) is None, plain_call(["ties", "-h"]) is None
    (False, True)
    """
    name, *rest = _behind_language(words) or [""]
    module = COMMANDS[name][0] if name in COMMANDS else ""
    if module not in _DECLARED:
        return None
    from functools import partial
    from importlib import import_module

    command = getattr(import_module(f"cityties.cli.{module}"), f"{name}_command")
    values = command.plain(rest)
    return None if values is None else partial(command.call, **values)


def page(columns: int) -> str:
    """The text of the page.

    Parameters
    ----------
    columns : of the terminal
    """
    room = max(min(columns, MOST_COLUMNS) - 2, _LEAST_COLUMNS)
    options, command = pgettext("metavar", "OPTIONS"), pgettext("metavar", "COMMAND")
    usage = f"{_own('Usage:')} cityties [{options}] [{command}] [{pgettext('metavar', 'ARGS')}]..."
    lines = [*wrapped(usage, room), ""]
    lines += [_INDENT + line for line in wrapped(_(ABOUT), room - len(_INDENT))]
    lines += ["", f"{_own('Options')}:", *_listed(_options(), room)]
    commands = [(name, _(text)) for name, (_module, text) in COMMANDS.items()]
    lines += ["", f"{_('Commands')}:", *_listed(commands, room)]
    lines += ["", _INDENT + _(START)]
    return "\n".join(lines) + "\n"


def _own(text: str) -> str:
    """A word of click's, which our catalogue has too; in English it needs none."""
    return text if language() == CODE_LANGUAGE else _(text)


def _options() -> Iterator[tuple[str, str]]:
    short = {"--verbose": "-v, ", "--quiet": "-q, "}
    value = {
        "--width": " " + pgettext("metavar", "N"),
        "--lang": f" [{'|'.join(languages())}]",
        "--config": " " + pgettext("metavar", "FILE"),
    }
    for name, text in OPTIONS.items():
        yield short.get(name, "") + name + value.get(name, ""), _(text)
    yield ", ".join(HELP_NAMES), _own("Show this message and exit.")


def _listed(rows: Iterable[tuple[str, str]], room: int) -> Iterator[str]:
    """Two columns: what it is, and what it is for."""
    every = list(rows)
    left = max(len(name) for name, _text in every) + len(_INDENT)
    for name, text in every:
        start = name.ljust(left)
        for line in wrapped(text, room - left - len(_INDENT)):
            yield _INDENT + start + line
            start = " " * left


def write_page() -> None:
    """Print the page as wide as the terminal has room for."""
    import shutil

    sys.stdout.write(page(shutil.get_terminal_size().columns))
