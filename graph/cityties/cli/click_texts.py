"""click's own words ("Usage", "Error", faults of options) in our catalogue.

click asks Python's :mod:`gettext` for them, in the domain that the process has
chosen. For a language other than English that domain is ours, while a command
runs. The lists below bring click's texts into the catalogue; what a newer click
says otherwise stays English.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager

from cityties.language.messages import DOMAIN, LOCALE_DIR, N_


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


@contextmanager
def from_our_catalogue(language: str) -> Iterator[None]:
    """Let click, and all of Python's gettext, speak from our catalogue inside a ``with`` block.

    Parameters
    ----------
    language : language of the texts, ``"fa"``

    Examples
    --------
    >>> with from_our_catalogue("fa"):
    ...     print(gettext.gettext("Usage:"))
    کاربرد:
    >>> gettext.gettext("Usage:")
    'Usage:'
    """
    domain, wanted = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language  # where gettext looks first
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if wanted is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = wanted
