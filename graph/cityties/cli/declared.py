"""Commands and options as data: what is asked plainly is understood without click.

click takes three times as long to import as Python takes to start. The short commands declare
their options here, once; :meth:`Command.plain` reads a call that is written plainly by them, and
for every other one (help, mistakes, what click has to convert) :meth:`Command.as_click` makes the
command of click.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Sequence

TYPE_CHECKING = False  # typing is not needed for a plain call
if TYPE_CHECKING:
    from typing import Any, TypeVar

    import click

    F = TypeVar("F", bound=Callable[..., Any])


class NotPlainError(Exception):
    """A call that click has to read."""


class Kind:
    """What the value of an option can be.

    Parameters
    ----------
    plain : makes the value of a text that is right; raises `ValueError` for any other, which
        click then says more of. ``None``: only click can
    of_click : gives the type that click knows
    """

    def __init__(self, plain: Callable[[str], Any] | None, of_click: Callable[[], Any]) -> None:
        self.plain = plain
        self.of_click = of_click


TEXT = Kind(str, lambda: None)


def one_of(*words: str) -> Kind:
    """A word of several.

    Parameters
    ----------
    words : the words

    Examples
    --------
    >>> one_of("csv", "json").plain("json")
    'json'
    """

    def plain(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    def of_click() -> Any:
        import click

        return click.Choice(words)

    return Kind(plain, of_click)


class Parameter:
    """An option or argument.

    Parameters
    ----------
    names : as click takes them: the options, and how the command calls the value
    kind : what the value can be
    is_argument : whether it has a place and not a name
    more : further keywords of ``click.option`` or ``click.argument``
    """

    def __init__(
        self, *names: str, kind: Kind = TEXT, is_argument: bool = False, **more: Any
    ) -> None:
        self.names = names
        self.kind = kind
        self.is_argument = is_argument
        self.more = more

    @property
    def name(self) -> str:
        """How the command calls the value."""
        own = [name for name in self.names if name.isidentifier()]
        longest = max((name.partition("/")[0] for name in self.names), key=len)
        return own[0] if own else longest.lstrip("-").replace("-", "_")

    def words(self) -> Iterable[tuple[str, bool]]:
        """The words that begin it in a call, each with the value that it has as a flag."""
        for name in self.names:
            first, _slash, second = name.partition("/")
            if first.startswith("-"):
                yield first, True
            if second:
                yield second, False

    @property
    def is_flag(self) -> bool:
        """Whether it has no value of its own."""
        return bool(self.more.get("is_flag")) or any("/" in name for name in self.names)

    def default(self) -> Any:
        """The value where none is given.

        Raises
        ------
        NotPlainError
            If click has to find or convert it.
        """
        variable = self.more.get("envvar")
        if variable and os.environ.get(variable):
            raise NotPlainError
        value = self.more.get("default", False if self.more.get("is_flag") else None)
        value = value() if callable(value) else value
        if value and self.kind.plain is None:
            raise NotPlainError
        return (value or ()) if self.more.get("multiple") else value

    def decorate(self, function: F) -> F:
        """Give it to a function that becomes a command of click."""
        import click

        made = click.argument if self.is_argument else click.option
        more = self.more
        if self.kind is not TEXT:
            more = {**more, "type": self.kind.of_click()}
        return made(*self.names, **more)(function)


def option(*names: str, kind: Kind = TEXT, **more: Any) -> Parameter:
    """An option; see `Parameter`."""
    return Parameter(*names, kind=kind, **more)


def argument(name: str, **more: Any) -> Parameter:
    """An argument; see `Parameter`."""
    return Parameter(name, is_argument=True, **more)


def decorated(function: F, parameters: Sequence[Parameter]) -> F:
    """Give parameters to a function that becomes a command of click, the first one first."""
    for each in reversed(parameters):
        function = each.decorate(function)
    return function


class Command:
    """A command that was declared.

    Parameters
    ----------
    name : its name
    text : its help
    parameters : in the order of the help
    call : what does it
    """

    def __init__(
        self, name: str, text: str, parameters: Sequence[Parameter], call: Callable[..., Any]
    ) -> None:
        self.name = name
        self.text = text
        self.parameters = parameters
        self.call = call

    def as_click(self) -> click.Command:
        """The command as click knows it."""
        import click

        @functools.wraps(self.call)  # a function of its own: click leaves the parameters there
        def call(*words: Any, **values: Any) -> Any:
            return self.call(*words, **values)

        made: click.Command = click.command(self.name, help=self.text)(
            decorated(call, self.parameters)
        )
        return made

    def plain(self, words: Sequence[str]) -> dict[str, Any] | None:
        """The values of a call that is written plainly; ``None``: click has to read it.

        Parameters
        ----------
        words : what stands behind the name of the command

        Examples
        --------
        >>> form = option("-f", "--format", "form", kind=one_of("csv", "json"), default="csv")
        >>> made = Command("list", "", [argument("what", required=True), form], print)
        >>> made.plain(["porto"]), made.plain(["--format=json", "porto"])
        ({'what': 'porto', 'form': 'csv'}, {'what': 'porto', 'form': 'json'})
        >>> made.plain(["porto", "--help"]), made.plain(["porto", "-f", "xml"]), made.plain([])
        (None, None, None)
        """
        try:
            given = self._given(words)
            return {
                each.name: given[each.name] if each.name in given else each.default()
                for each in self.parameters
            }
        except NotPlainError:
            return None

    def _given(self, words: Sequence[str]) -> dict[str, Any]:
        known = {word: (each, on) for each in self.parameters for word, on in each.words()}
        places = [each for each in self.parameters if each.is_argument]
        found: dict[str, Any] = {}
        left = iter(words)
        for word in left:
            if not word.startswith("-") or word == "-":
                if not places or not word:
                    raise NotPlainError
                found[places.pop(0).name] = word
                continue
            name, equals, value = word.partition("=")
            each, on = known.get(name, (None, False))
            if each is None or (equals and not name.startswith("--")):
                raise NotPlainError
            if each.is_flag:
                if equals or each.name in found:
                    raise NotPlainError
                found[each.name] = on
                continue
            made = _value(each, value if equals else next(left, ""))
            if each.more.get("multiple"):
                found[each.name] = (*found.get(each.name, ()), made)
            elif each.name in found:
                raise NotPlainError
            else:
                found[each.name] = made
        if any(each.more.get("required", True) for each in places):
            raise NotPlainError
        return found


def _value(parameter: Parameter, text: str) -> Any:
    if parameter.kind.plain is None or not text or text.startswith("-"):
        raise NotPlainError
    try:
        return parameter.kind.plain(text)
    except ValueError as fault:
        raise NotPlainError from fault


def command(
    name: str, text: str, *parameters: Parameter
) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command.

    Parameters
    ----------
    name, text, parameters : as for `Command`
    """

    def made(call: Callable[..., Any]) -> Command:
        return Command(name, text, parameters, call)

    return made
