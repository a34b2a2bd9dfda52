"""The command line: the only place that prints.

``main`` is the entry point. It settles language, encoding and signals before
the commands are imported, because their help texts are translated on import.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def _language(arguments: Sequence[str]) -> str:
    """The language asked for by ``--lang`` or ``CITYTIES_LANG``; English otherwise."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return os.environ.get("CITYTIES_LANG", "en")


def _force_utf8() -> None:
    """Persian must survive a POSIX locale and a Windows code page."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "strict")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : the words after the command's name; those of the process by default

    Returns
    -------
    int
        0 done; 1 findings or bad data; 2 wrong usage; 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _force_utf8()

    from cityties import messages

    messages.set_language("fa" if _language(words) == "fa" else "en")

    import click

    from cityties.cli.main import cli
    from cityties.errors import CitytiesError

    try:
        result = cli.main(args=words, prog_name="cityties", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        return _broken_pipe()
    except CitytiesError as fault:
        from cityties.cli.output import show_error

        show_error(fault)
        return fault.exit_code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _broken_pipe()
    return result if isinstance(result, int) else 0


def _broken_pipe() -> int:
    """``cityties … | head`` ends in silence: give the interpreter nothing to flush."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives to the end
    return 0


def run() -> None:
    """Entry point of the installed command and of ``python -m cityties``."""
    raise SystemExit(main())
