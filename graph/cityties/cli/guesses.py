"""Guesses for mistyped values of options: click proposes names of options only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click


@contextmanager
def with_guesses() -> Iterator[None]:
    """Let click propose the nearest of an option's values inside a ``with`` block.

    Examples
    --------
    >>> with with_guesses():
    ...     try:
    ...         click.Choice(["table", "csv"]).convert("tabel", None, None)
    ...     except click.BadParameter as fault:
    ...         print(fault.message.partition("; ")[2])
    did you mean table?
    """
    convert = click.Choice.convert

    def guessed(
        self: Any, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        try:
            return convert(self, value, param, ctx)
        except click.BadParameter as fault:
            from cityties.language.messages import _
            from cityties.language.names import did_you_mean

            hint = did_you_mean(str(value), map(str, self.choices))
            if not hint:
                raise
            text = _("{problem}; {hint}").format(problem=fault.message.rstrip("."), hint=hint)
            raise click.BadParameter(text, ctx, param) from None

    click.Choice.convert = guessed  # type: ignore[method-assign]
    try:
        yield
    finally:
        click.Choice.convert = convert  # type: ignore[method-assign]
