"""``cityties init``: a data folder to begin with, of a city's office or a network."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cityties.base.install import install_hint
from cityties.cli.options import examples
from cityties.cli.output import say, write
from cityties.cli.types import DAY
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.loaders.starting import Start
    from cityties.model.rows import Organization, Place, Tables

DRIVER = "cityties data merge %O %A %B"
"""The merge driver that git is given."""


@click.command(
    "init",
    help=_(
        "Begin a data folder: the city with its country, municipality, council and office, or "
        "the network with its members; every table with its header; cityties.toml, a README for "
        "colleagues, a data package, checks for pre-commit, and in a git work tree the merge "
        "driver. Existing files are never overwritten."
    )
    + examples(
        "cityties init ties-of-freiburg --city Freiburg",
        'cityties init ties-of-tampere --no-shipped --place "Tampere;FI;61.50;23.76;Q40840"',
        "cityties init ties-of-nordnet --no-shipped --network NordNet --members nordnet.csv",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--city", default="", help=_("The city whose folder it is: its name or id."))
@click.option("--network", default="", help=_("Or the network: its name or id."))
@click.option("--country", default="", help=_("Country of the city, where several have the name."))
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="PLACE",
    help=_(
        "A city that the shipped data lacks, as “name;country;latitude;longitude;item” "
        "(repeatable); without --city the first one is the home."
    ),
)
@click.option(
    "--places",
    "place_files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("A table with such cities (repeatable)."),
)
@click.option(
    "--members",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("A table with the members of the network, as `cityties load members` reads it."),
)
@click.option(
    "--date",
    "day",
    type=DAY,
    metavar="DAY",
    help=_("The day of the list of members (default: today)."),
)
@click.option("--no-shipped", is_flag=True, help=_("Leave out the data that comes with cityties."))
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help=_("A language of the folder (repeatable; the first is the default; default: en)."),
)
@click.option("--base", default="", metavar="IRI", help=_("What the IRIs of its rows begin with."))
@click.option("--title", default="", help=_("Title of what is published."))
@click.option("--author", "authors", multiple=True, metavar="NAME", help=_("Author (repeatable)."))
@click.option(
    "--licence", default="CC-BY-4.0", show_default=True, help=_("Licence of the folder's data.")
)
def init_command(
    folder: Path,
    city: str,
    network: str,
    country: str,
    places: tuple[str, ...],
    place_files: tuple[Path, ...],
    members: Path | None,
    day: date | None,
    no_shipped: bool,
    languages: tuple[str, ...],
    base: str,
    title: str,
    authors: tuple[str, ...],
    licence: str,
) -> None:
    """Write the folder and say what to do next."""
    from cityties.loaders.starting import Start, parse_place, read_place_table, start_files
    from cityties.model.rows import Organization

    if bool(network) == bool(city or (places and not members)):
        raise UsageError(_("whose folder is it? name it with --city or with --network"))
    if members and not network:
        raise UsageError(_("--members needs --network"))
    given = [parse_place(text) for text in places]
    for file in place_files:
        given += read_place_table(file)
    home: Place | Organization
    told: tuple[str, ...] = ()
    if network:
        home, tables, told = _network(network, members, given, day, no_shipped=no_shipped)
    else:
        home, tables = _city(city, country, given, no_shipped=no_shipped)
    start = Start(
        home, tables, not no_shipped, languages or ("en",), base, title, authors, licence, told
    )
    files = start_files(start)
    _write(folder, files)
    write(f"{folder}\n")
    for line in told:
        say(line)
    _register(folder)
    _say_next(folder, start, network=isinstance(home, Organization))


def _city(
    name: str, country: str, given: Sequence[Place], *, no_shipped: bool
) -> tuple[Place, Tables]:
    from cityties.base import resources
    from cityties.loaders.resolve.package import EXTRA, index_file, installed
    from cityties.loaders.starting import alone, city_tables, find_city
    from cityties.loaders.tables import load_folder

    shipped = load_folder(resources.data_dir())
    if not name:
        city = given[0]
    else:
        index = None
        try:
            city = find_city(name, country, given, shipped)
        except NotFoundError as error:
            if getattr(error, "candidates", ()):
                raise
            index = index_file(resources.writable_cache_dir())
            if index is None and not installed():
                hint = _("or install the place names of GeoNames: {command}").format(
                    command=install_hint(EXTRA)
                )
                raise NotFoundError(f"{error}; {hint}") from error
            city = find_city(name, country, given, shipped, index)
    known = None if no_shipped else shipped
    others = [place for place in given if place.id != city.id]
    return city, city_tables(alone(city) if no_shipped else city, others, known)


def _network(
    name: str, members: Path | None, given: Sequence[Place], day: date | None, *, no_shipped: bool
) -> tuple[Organization, Tables, tuple[str, ...]]:
    from dataclasses import replace

    from cityties.base import resources
    from cityties.language.names import fold, slugify
    from cityties.loaders.starting import with_countries
    from cityties.loaders.tables import load_folder
    from cityties.model.rows import Organization, Tables
    from cityties.model.texts import every_name
    from cityties.store.confined import read_file

    shipped = load_folder(resources.data_dir())
    own = Organization(slugify(name), "city_network", name)
    for row in shipped.organizations:
        if row.kind == "city_network" and fold(name) in map(
            fold, (row.id, *every_name(row), *row.aliases)
        ):
            own = replace(row, seat="", acts_for="") if no_shipped else row
    known = Tables(organizations=(own,), places=tuple(with_countries(given, Tables())))
    if not no_shipped:
        new = [own] if own.id not in {row.id for row in shipped.organizations} else []
        known = replace(
            shipped,
            organizations=(*shipped.organizations, *new),
            places=(*shipped.places, *with_countries(given, shipped)),
        )
    tables = Tables()
    lines: tuple[str, ...] = ()
    if members is not None:
        when = (day or date.today()).isoformat()
        about = {"name": f"Members of {own.name_en}, {when}", "date": when, "publisher": own.id}
        loaded = read_file("members", members, known=known, network=own.id, network_item="",
                           about={**about, "url": "", "licence": "", "note": "", "accessed": when},
                           choices={}, statuses={}, grades={}, places=[], strict=False,
                           unresolved=None, gazetteer=None)  # fmt: skip
        tables, lines = loaded.tables(known), (*loaded.lines, *loaded.findings)
    before = Tables() if no_shipped else shipped
    places = [*tables.places, *with_countries([*given, *tables.places], before)]
    unique = {place.id: place for place in places}
    organizations = {row.id: row for row in (*tables.organizations, own)}
    for row in before.organizations:
        organizations.pop(row.id, None)
    made = replace(
        tables, places=tuple(unique.values()), organizations=tuple(organizations.values())
    )
    return own, made, lines


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files that are not there yet, and check the folder before any is."""
    from cityties.base.files import write_new

    if not folder.parent.is_dir():
        raise UsageError(_("the folder {path} does not exist").format(path=folder.parent))
    there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if folder.is_dir():
        there += [path.name for path in sorted(folder.glob("*.csv")) if path.name not in files]
    if there:
        raise UsageError(
            _("{folder} has {files} already, and nothing is overwritten").format(
                folder=folder, files=_(", ").join(there)
            )
        )
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        write_new(folder / name, content)


def _register(folder: Path) -> None:
    """Give git the merge driver, where the folder is in a work tree; say what was done."""
    git = shutil.which("git")
    command = f'git config merge.cityties.driver "{DRIVER}"'
    inside = git is not None and (
        subprocess.run(
            [git, "-C", str(folder), "rev-parse", "--is-inside-work-tree"],
            capture_output=True, text=True, check=False,
        ).stdout.strip() == "true"
    )  # fmt: skip
    if git is None or not inside:
        say(_("not in a git work tree; if it will be: {command}").format(command=command))
        return
    for key, value in (("name", "tables of cityties, by row and cell"), ("driver", DRIVER)):
        done = subprocess.run(
            [git, "-C", str(folder), "config", f"merge.cityties.{key}", value],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            say(_("git did not take it; run: {command}").format(command=command))
            return
    say(_("done for this work tree: {command}").format(command=command))


def _say_next(folder: Path, start: Start, *, network: bool) -> None:
    home = start.home.id
    say(_("next, for example:"))
    say(f"  cd {folder}")
    if network:
        say(f"  cityties members {home}")
    else:
        say("  cityties data add-source")
        say("  cityties data add-claim")
    say("  cityties check")
    say(f"  cityties map {home} -o page.html")
