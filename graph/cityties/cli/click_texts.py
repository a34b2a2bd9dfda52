"""click's own words ("Usage", "Error", errors of options) in our catalogue.

click asks Python's :mod:`gettext` for them, in the domain that the process has
chosen. For a language other than English that domain is ours, while a command
runs. The lists below bring click's texts into the catalogue; what a newer click
says otherwise stays English. What click does not ask for, placeholders of values
(``[OPTIONS]``, ``DAY``) and ranges (``1<=x<=2``), is put into words by the
formatter of the help.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from cityties.language.messages import DOMAIN, N_, _, in_language, locale_of, pgettext
from cityties.words.phrases import digits, number


def counted(one: str, many: str) -> tuple[str, str]:
    """Mark a text with its plural for the catalogue; the name is what finds it.

    Parameters
    ----------
    one, many : click's text for one and for several

    Examples
    --------
    >>> counted("{n} value", "{n} values")
    ('{n} value', '{n} values')
    """
    return one, many


TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Positional arguments"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("required"),
    N_("deprecated"),
    N_("directory"),
    N_("file"),
    N_("path"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Aborted!"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing parameter: {param_name}"),
    N_("Missing {param_type}"),
    N_("Missing command."),
    N_("Choose from:\n\t{choices}"),
    N_("No such option {name!r}."),
    N_("No such option: {name}"),  # click 8.1
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Argument {name!r} takes {nargs} values."),
    N_("Could not open file {filename!r}: {message}"),
    N_("unknown error"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value!r} is not a valid boolean. Recognized values: {states}"),
    N_("{value} is not in the range {range}."),
    N_("Error: invalid input"),
    N_("Do you want to continue?"),
)
"""click's texts that a user of the command may see."""

COUNTED = (
    counted("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    counted("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    counted("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    counted("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    counted("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
)
"""click's texts with a plural."""


def metavars() -> dict[str, str]:
    """What stands for values in the help of commands, in the language of the texts."""
    return {
        "ARGS": pgettext("metavar", "ARGS"),
        "A": pgettext("metavar", "A"),
        "B": pgettext("metavar", "B"),
        "CC": pgettext("metavar", "CC"),
        "CITY": pgettext("metavar", "CITY"),
        "CODE": pgettext("metavar", "CODE"),
        "COLUMN": pgettext("metavar", "COLUMN"),
        "COMMAND": pgettext("metavar", "COMMAND"),
        "DATA": pgettext("metavar", "DATA"),
        "DAY": pgettext("metavar", "DAY"),
        "DIR": pgettext("metavar", "DIR"),
        "EDTF": pgettext("metavar", "EDTF"),
        "ENGINE": pgettext("metavar", "ENGINE"),
        "ERROR": pgettext("metavar", "ERROR"),
        "FILE": pgettext("metavar", "FILE"),
        "FLOAT RANGE": pgettext("metavar", "FLOAT RANGE"),
        "FLOAT": pgettext("metavar", "FLOAT"),
        "FOLDER": pgettext("metavar", "FOLDER"),
        "ID": pgettext("metavar", "ID"),
        "INTEGER RANGE": pgettext("metavar", "INTEGER RANGE"),
        "INTEGER": pgettext("metavar", "INTEGER"),
        "MB": pgettext("metavar", "MB"),
        "N": pgettext("metavar", "N"),
        "NAME": pgettext("metavar", "NAME"),
        "OPTIONS": pgettext("metavar", "OPTIONS"),
        "ORIGIN": pgettext("metavar", "ORIGIN"),
        "OTHER": pgettext("metavar", "OTHER"),
        "OUTPUT": pgettext("metavar", "OUTPUT"),
        "PARTNER": pgettext("metavar", "PARTNER"),
        "PART": pgettext("metavar", "PART"),
        "BASE": pgettext("metavar", "BASE"),
        "OURS": pgettext("metavar", "OURS"),
        "THEIRS": pgettext("metavar", "THEIRS"),
        "IRI": pgettext("metavar", "IRI"),
        "NETWORK": pgettext("metavar", "NETWORK"),
        "PLACE": pgettext("metavar", "PLACE"),
        "PROPERTY": pgettext("metavar", "PROPERTY"),
        "QID": pgettext("metavar", "QID"),
        "SNAPSHOT": pgettext("metavar", "SNAPSHOT"),
        "SECONDS": pgettext("metavar", "SECONDS"),
        "SOURCE": pgettext("metavar", "SOURCE"),
        "SPDX": pgettext("metavar", "SPDX"),
        "TARGET": pgettext("metavar", "TARGET"),
        "TEXT": pgettext("metavar", "TEXT"),
        "URL": pgettext("metavar", "URL"),
        "VALUE": pgettext("metavar", "VALUE"),
        "WHAT": pgettext("metavar", "WHAT"),
        "WHO": pgettext("metavar", "WHO"),
        "WORD": pgettext("metavar", "WORD"),
        "YEAR": pgettext("metavar", "YEAR"),
    }


_RANGE = re.compile(r"\b(?:(?P<least>[\d.]+)<=?)?x(?:<=?(?P<most>[\d.]+)|>=?(?P<above>[\d.]+))")
_NAMED = re.compile(r"(?P<names>-{1,2}[\w-]+(?:(?:, | / )-{1,2}[\w-]+)*)(?P<value> .*)?")
_DETAILS = re.compile(r"(?P<text>.*?)  \[(?P<details>[^]]*)\]", re.DOTALL)


def in_words(text: str) -> str:
    """Ranges of click (``1<=x<=2``) in words.

    Examples
    --------
    >>> from cityties.language.messages import in_language
    >>> with in_language("fa"):
    ...     in_words("1<=x<=100000"), in_words("x>=1")
    ('۱ تا ۱۰۰٬۰۰۰', 'دست‌کم ۱')
    """

    def said(found: re.Match[str]) -> str:
        least, most = found["least"] or found["above"], found["most"]
        if most is None:
            return _("at least {n}").format(n=_plain(least))
        if least is None:
            return _("at most {n}").format(n=_plain(most))
        return _("{start} to {end}").format(start=_plain(least), end=_plain(most))

    return _RANGE.sub(said, text)


def _plain(text: str) -> str:
    # A year has four digits and is not grouped.
    return number(float(text)) if float(text) >= 10_000 else digits(text)


class Formatter(click.HelpFormatter):
    """Help whose placeholders, ranges and digits are in the language of the texts."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _placeholders(args), prefix)

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with their texts."""
        made = [(_named(first), _detailed(second)) for first, second in rows]
        super().write_dl(made, col_max, col_spacing)


def _placeholders(text: str) -> str:
    words = metavars()
    return re.sub("[A-Z]+(?: RANGE)?", lambda found: words.get(found[0], found[0]), text)


def _named(text: str) -> str:
    option = _NAMED.fullmatch(text)
    return option["names"] + _placeholders(option["value"] or "") if option else text


def _detailed(text: str) -> str:
    found = _DETAILS.fullmatch(text)
    if found is None:
        return text
    parts = [
        in_words(part) if _RANGE.fullmatch(part) else digits(part)
        for part in found["details"].split("; ")
    ]
    return f"{found['text']}  [{_('; ').join(parts)}]"


@contextmanager
def from_our_catalogue(language: str) -> Iterator[None]:
    """Let click, and all of Python's gettext, speak from our catalogue inside a ``with`` block.

    Parameters
    ----------
    language : language of the texts, not English

    Examples
    --------
    >>> with from_our_catalogue("fa"):
    ...     print(gettext.gettext("Usage:"))
    کاربرد:
    >>> gettext.gettext("Usage:")
    'Usage:'
    """
    domain, wanted = gettext.textdomain(), os.environ.get("LANGUAGE")
    formatter, message = click.Context.formatter_class, click.BadParameter.format_message

    def worded(self: click.BadParameter) -> str:
        with in_language(language):
            return in_words(message(self))

    click.Context.formatter_class = Formatter
    click.BadParameter.format_message = worded  # type: ignore[method-assign]
    gettext.bindtextdomain(DOMAIN, str(locale_of(language)))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language  # where gettext looks first
    try:
        yield
    finally:
        click.Context.formatter_class = formatter
        click.BadParameter.format_message = message  # type: ignore[method-assign]
        gettext.textdomain(domain)
        if wanted is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = wanted
