"""Types of values that only click converts: a mistake is said with its option and command."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cityties.model.asked_days import Year as AskedYear

    _DayType = click.ParamType[date]
    _YearType = click.ParamType[AskedYear]
    _CodeType = click.ParamType[str]
else:  # older releases of click have it not generic
    _DayType = _YearType = _CodeType = click.ParamType


class Day(_DayType):
    """A day: ``2010-01-01``, ``today``, or a Solar Hijri day marked by ``sh``."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the Gregorian day, or fail with what is expected."""
        from cityties.api import read_day

        try:
            return read_day(value)
        except UsageError as fault:
            raise click.BadParameter(str(fault), ctx, param) from fault


class Year(_YearType):
    """A year: ``2023``, or a Solar Hijri year marked by ``sh``."""

    name = "year"

    def convert(
        self, value: str | AskedYear, param: click.Parameter | None, ctx: click.Context | None
    ) -> AskedYear:
        """Return the year, or fail with what is expected."""
        from cityties.api import read_year

        try:
            return read_year(value)
        except UsageError as fault:
            raise click.BadParameter(str(fault), ctx, param) from fault


class Code(_CodeType):
    """A code of a scheme; blanks and hyphens may stand for the underscores.

    Parameters
    ----------
    scheme : a key of `cityties.vocabulary.codes.CODES`
    """

    name = "code"

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code, or fail with the nearest ones."""
        from cityties.vocabulary.codes import CODES

        codes = CODES[self.scheme]
        code = value.strip().lower().replace("-", "_").replace(" ", "_")
        if code in codes:
            return code
        from cityties.language.names import closest

        near = closest(value, codes)
        text = _("unknown code {value!r} in {scheme}").format(value=value, scheme=self.scheme)
        if near:
            text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
        else:
            text += _("; ") + _("available: {names}").format(names=_(", ").join(sorted(codes)))
        raise click.BadParameter(text, ctx, param)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete the codes."""
        from click.shell_completion import CompletionItem

        from cityties.vocabulary.codes import CODES

        return [CompletionItem(code) for code in CODES[self.scheme] if code.startswith(incomplete)]


DAY = Day()
YEAR = Year()


class Engine(_CodeType):
    """The address of an engine; `cityties.engines.address` says which there are."""

    name = "engine"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address, or fail with the forms that there are."""
        from cityties.engines.address import check_address

        try:
            return check_address(value)
        except UsageError as fault:
            raise click.BadParameter(str(fault), ctx, param) from fault
