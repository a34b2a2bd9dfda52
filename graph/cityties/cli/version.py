"""``cityties --version``; with ``-v`` also what holds on this machine for a confined process."""

from __future__ import annotations

import click

from cityties import __version__
from cityties.cli.output import write
from cityties.language.messages import _


def show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    """Print the version, and with ``-v`` the limits that this system has; then end.

    Parameters
    ----------
    ctx : its parameters have ``verbose`` where ``-v`` was given
    value : whether the option was given
    """
    if not value or ctx.resilient_parsing:
        return
    write(_("cityties, version {version}").format(version=__version__) + "\n")
    if ctx.params.get("verbose"):
        _show_limits()
    ctx.exit()


def _show_limits() -> None:
    import platform

    from cityties.worker.limits import NAMES
    from cityties.worker.process import Worker

    worker = Worker("cityties.worker.trial:Trial")
    held, forked = worker.held, worker.is_forked
    worker.close()
    write(f"Python {platform.python_version()}, {platform.system()} {platform.release()}\n")
    write(_("Queries and files of others are read in a confined process. Here:") + "\n")
    for name, words in NAMES.items():
        mark = _("yes") if name in held.names else _("no")
        more = f" {held.landlock}" if name == "paths" and held.landlock else ""
        write(f"  {mark:4} {_(words)}{more}\n")
    write(f"  {_('yes') if forked else _('no'):4} {_('it starts as a copy of this process')}\n")
