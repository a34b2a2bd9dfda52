"""The command line: the only place that prints.

``main`` is the entry point. It settles language, encoding and signals before
the commands are imported, because their help texts are translated on import.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import os
import sys

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_COMPLETING = "_CITYTIES_COMPLETE"  # click's variable: the shell asks what may follow


# Options of the top command that people also write behind a command's name.
_GLOBAL = frozenset({"-q", "--quiet", "-v", "-vv", "--verbose"})
_VALUED = frozenset({"--lang", "--width", "--config"})  # those that have a value


def _hoist(words: Sequence[str]) -> list[str]:
    """Put the global options first, where the top command reads them: they may stand anywhere."""
    first: list[str] = []
    rest: list[str] = []
    given = iter(words)
    for word in given:
        if word == "--":
            return [*first, *rest, word, *given]
        if word in _VALUED:
            value = next(given, None)
            # Several languages in one file are for the commands that write documents.
            several = word == "--lang" and value == "both"
            (rest if several else first).extend([word] if value is None else [word, value])
        elif word in _GLOBAL or (
            word.startswith(tuple(f"{name}=" for name in _VALUED)) and word != "--lang=both"
        ):
            first.append(word)
        else:
            rest.append(word)
    return first + rest


def _language(words: Sequence[str]) -> str:
    """The language of ``--lang``, ``CITYTIES_LANG`` or ``cityties.toml``; English otherwise."""
    from cityties.cli.settings import default_language

    found = os.environ.get("CITYTIES_LANG") or default_language()
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            found = word.removeprefix("--lang=")
        elif word == "--lang" and place + 1 < len(words):
            found = words[place + 1]
    return found


class _ClosedOutput(io.TextIOBase):
    """Standard output that the caller closed (``>&-``): a result that is lost is an error.

    Not where standard error is closed too, as those of a service are: nobody is there to read.
    """

    def __init__(self) -> None:
        self._heard = sys.stderr is not None
        # Takes the number of the closed stream, which a file of ours would get otherwise.
        self._place = open(os.devnull, "wb")  # noqa: SIM115, PTH123

    @property
    def closed(self) -> bool:
        """Whether it is closed: always."""
        return True

    def isatty(self) -> bool:
        """Whether it is a terminal: never."""
        return False

    def flush(self) -> None:
        """Do nothing: nothing was written."""

    def write(self, text: str) -> int:
        """Refuse, if anybody can read why."""
        from cityties.language.messages import _

        if not self._heard:
            return len(text)
        raise OSError(errno.EBADF, _("standard output is closed"))


def _settle_streams() -> None:
    """Keep Persian intact in a POSIX locale and a Windows code page; know a closed stream."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None and name == "stdout":
            sys.stdout = _ClosedOutput()
        elif stream is None:  # closed by the caller: 2>&-
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif hasattr(stream, "reconfigure"):
            # Names in arguments may hold bytes that are no UTF-8: show them, never fail.
            stream.reconfigure(
                encoding="utf-8", errors="strict" if name == "stdin" else "backslashreplace"
            )


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
    _settle_streams()

    from cityties.cli import door

    words = _hoist(sys.argv[1:] if arguments is None else arguments)
    try:
        with door.closed():
            return _main(words)
    except BrokenPipeError:
        return _broken_pipe()
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        if _was_interrupted(fault):
            return 130
        raise


def _was_interrupted(fault: BaseException | None) -> bool:
    """Whether an error is what became of Ctrl-C: Python 3.11 wraps one that falls into the making
    of a class in an error of its own.
    """
    seen = set()
    while fault is not None and id(fault) not in seen:
        if isinstance(fault, KeyboardInterrupt):
            return True
        seen.add(id(fault))
        fault = fault.__cause__ or fault.__context__
    return False


def _main(words: list[str]) -> int:
    from cityties.cli import settings
    from cityties.language import messages

    settings.settle(words, completing=bool(os.environ.get(_COMPLETING)))
    language = _language(words)
    is_known = language in messages.languages()
    if not is_known:
        language = messages.CODE_LANGUAGE  # --lang itself says what is wrong, in English
    messages.set_language(language)

    if is_known and not os.environ.get(_COMPLETING):
        code = _without_click(words)
        if code is not None:
            return code
    if language == messages.CODE_LANGUAGE:
        return _obey(words)

    from cityties.cli.click_texts import from_our_catalogue

    with from_our_catalogue(language):
        return _obey(words)


def _without_click(words: list[str]) -> int | None:
    """The first page of the help, and short commands that are called plainly; else ``None``."""
    from cityties.cli import front

    try:
        if front.asks_for_help(words):
            front.write_page()
        elif (work := front.plain_call(words)) is not None:
            sys.stdout.write("")  # closed: said before anything is done
            work()
        else:
            return None
        sys.stdout.flush()
    except Exception as fault:
        return _failed(fault)
    return 0


def _obey(words: list[str]) -> int:
    import click

    from cityties.cli.commands import cli
    from cityties.cli.guesses import with_guesses

    if os.environ.get(_COMPLETING):
        from cityties.cli import complete  # noqa: F401 - makes its shells known to click
    try:
        sys.stdout.write("")  # closed: said before anything is done
        with with_guesses():
            result = cli.main(
                args=words, prog_name="cityties", complete_var=_COMPLETING, standalone_mode=False
            )
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as fault:
        fault.show(file=sys.stderr)
        return fault.exit_code
    except click.Abort:
        return 130
    except SystemExit as stop:
        # click and rich end the process where the reader of a pipe went away.
        if os.environ.get(_COMPLETING):
            return stop.code if isinstance(stop.code, int) else 0
        return _broken_pipe()
    except Exception as fault:
        return _failed(fault)
    return result if isinstance(result, int) else 0


def _failed(fault: Exception) -> int:
    """Report what a user can correct; an error of ours in one sentence, never as a traceback."""
    # Imported here, so that `--help` does without.
    from cityties.cli.output import show_error
    from cityties.errors import CitytiesError, cut
    from cityties.language.messages import _

    if isinstance(fault, BrokenPipeError) or _was_interrupted(fault):
        raise fault
    if isinstance(fault, CitytiesError):
        show_error(fault)
        return fault.exit_code
    if isinstance(fault, OSError):
        # A full disk, a folder without rights: the system's own words.
        where = f"{fault.filename}: " if fault.filename else ""
        show_error(f"{where}{fault.strerror or fault}")
        return 1
    if isinstance(fault, MemoryError):
        show_error(_("there is not enough memory for this: try it with less data"))
    elif isinstance(fault, RecursionError):
        show_error(_("the input is nested too deeply"))
    else:
        show_error(
            _(
                "internal error ({name}: {text}). This is a bug of cityties: please report it "
                "with the command; CITYTIES_DEBUG=1 shows where it happened"
            ).format(name=type(fault).__name__, text=cut(str(fault)))
        )
    if os.environ.get("CITYTIES_DEBUG"):
        import traceback

        traceback.print_exception(fault)  # to the door
    return 1


def _broken_pipe() -> int:
    """``cityties … | head`` ends in silence: what is still buffered goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
    return 0


def run() -> None:
    """Entry point of the installed command and of ``python -m cityties``."""
    # A listing makes many rows and hardly a cycle, and then ends: looking for cycles
    # every 700 objects takes a sixth of its time.
    gc.set_threshold(200_000, 20, 20)
    try:
        code = main()
    except KeyboardInterrupt:  # once more, while it ended
        code = 130
    _end(code)


def _end(code: int) -> NoReturn:
    """End the process; Python would take every object apart first, half a start of it."""
    import atexit

    threads = sys.modules.get("threading")
    alone = threads is None or threads.active_count() == 1
    # A profiler has something to say afterwards too.
    if alone and not atexit._ncallbacks() and sys.getprofile() is None:
        with contextlib.suppress(OSError, ValueError):  # Python says it below
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    gc.freeze()  # else Python looks for cycles several times while it ends
    raise SystemExit(code)
