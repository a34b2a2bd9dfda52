"""``cityties config``: the settings in force, and where each is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cityties.cli import settings
from cityties.cli.options import data_options, examples, format_option
from cityties.cli.output import Column, emit, plain
from cityties.errors import CitytiesError
from cityties.language.messages import _
from cityties.model.config import SETTINGS, Config
from cityties.model.config_file import FILE

KEYS = ("setting", "value", "origin", "from", "file", "line")


@click.command(
    "config",
    help=_(
        "Show each setting in force and where it is from: an option, a variable of the "
        "environment, a line of cityties.toml or the default. The file is that of the folder "
        "that you are in, or of the nearest folder above; --config FILE or CITYTIES_CONFIG names "
        "another. docs/how-to/settings.md explains each setting."
    )
    + examples("cityties config", "cityties config -f json"),
)
@format_option
@data_options
@click.pass_context
def config_command(
    ctx: click.Context,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the settings."""
    config = settings.in_force()
    found: dict[str, Any] = {name: getattr(config, field) for name, field in SETTINGS.items()}
    of_home = bool(config.city) and not config.calendars
    found["languages.calendars"] = config.calendars or _calendars(config, data, no_shipped)
    found["data.folder"] = data
    found["data.shipped"] = not no_shipped
    language = ctx.find_root().params["lang"]
    others = [one for one in config.languages if one != language]
    found["languages.use"] = (language, *others)
    options = {
        "data.folder": (ctx, "data", "--data"),
        "data.shipped": (ctx, "no_shipped", "--no-shipped"),
        "languages.use": (ctx.find_root(), "lang", "--lang"),
    }
    rows = [_row(config, name, value, options.get(name)) for name, value in found.items()]
    if of_home:
        where = _("the country of {setting}").format(setting="home.city")
        rows = [
            {**row, "origin": "home", "from": where}
            if row["setting"] == "languages.calendars"
            else row
            for row in rows
        ]
    if store is not None:
        rows.append(_row(config, "store", store, (ctx, "store", "--store")))
    emit(
        rows,
        [
            Column("setting", _("Setting")),
            Column("value", _("Value"), lambda row: plain(row["value"])),
            Column("from", _("From"), _from),
        ],
        form,
        keys=KEYS,
        notes=[] if config.file else [_("no {file} here or in a folder above").format(file=FILE)],
        count=False,
    )


def _row(
    config: Config, name: str, value: object, option: tuple[click.Context, str, str] | None
) -> Mapping[str, Any]:
    origin, where = _origin(config, name, option)
    line = config.lines.get(name) if origin == "file" else None
    return {
        "setting": name,
        "value": _plain_value(value),
        "origin": origin,
        "from": where,
        "file": str(config.file) if line else None,
        "line": line,
    }


def _plain_value(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain_value(one) for one in value]
    return value if value != "" else None


def _origin(
    config: Config, name: str, option: tuple[click.Context, str, str] | None
) -> tuple[str, str]:
    """What a setting is from, as a word and as the name of it."""
    if option is not None:
        ctx, parameter, flag = option
        source = ctx.get_parameter_source(parameter)
        if source is ParameterSource.COMMANDLINE:
            return "option", flag
        if source is ParameterSource.ENVIRONMENT:
            known = {one.name: one.envvar for one in ctx.command.params}
            return "environment", str(known[parameter])
    if where := config.where(name):
        return "file", where
    return "default", ""


def _from(row: Mapping[str, Any]) -> str:
    return row["from"] or _("default")


def _calendars(config: Config, data: tuple[Path, ...], no_shipped: bool) -> tuple[str, ...]:
    """Those of the home's country; the Gregorian one where the data cannot be read."""
    from cityties.model.calendars import GREGORIAN

    if not config.city:
        return (GREGORIAN,)
    from cityties.api import open as open_api

    try:
        return open_api(data=data, shipped=not no_shipped, config=config).calendars
    except (CitytiesError, OSError):
        return (GREGORIAN,)
