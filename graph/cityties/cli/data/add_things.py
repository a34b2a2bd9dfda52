"""``cityties data add-place``, ``add-organization``, ``add-person`` and ``add-post``.

One row each, asked for or by options. What another command needs on the spot, a city that a
claim names, is entered here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from cityties.cli.data.desk import Desk, finish, open_desk, options, take, together
from cityties.cli.options import examples
from cityties.cli.output import say
from cityties.errors import UsageError
from cityties.language.messages import N_, _

PLACE_TEXTS: Final = {
    "name_en": N_("Name in English"),
    "name_fa": N_("Name in Persian"),
    "kind": N_("Kind of place"),
    "country": N_("Country: its name or code (IR, DE …)"),
    "part_of": N_("Place that contains it: id or name"),
    "latitude": N_("Latitude in degrees"),
    "longitude": N_("Longitude in degrees"),
    "aliases": N_("Other names in Latin letters, separated by “;”"),
    "aliases_fa": N_("Other names in Persian letters, separated by “;”"),
    "names": N_("Names in further languages (de:Florenz;zh:佛罗伦萨)"),
    "wikidata": N_("Wikidata Q-id"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a place in the order in which they are requested."""

ORGANIZATION_TEXTS: Final = {
    "name_en": N_("Name in English, or its own name"),
    "name_fa": N_("Name in Persian"),
    "kind": N_("Kind of organization"),
    "acts_for": N_("Place that it governs or speaks for: id or name"),
    "seat": N_("Place of its seat: id or name"),
    "url": N_("Web address (https://…)"),
    "aliases": N_("Other names in Latin letters, separated by “;”"),
    "aliases_fa": N_("Other names in Persian letters, separated by “;”"),
    "wikidata": N_("Wikidata Q-id"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of an organization in the order in which they are requested."""

PERSON_TEXTS: Final = {
    "name_en": N_("Name in Latin letters"),
    "name_fa": N_("Name in Persian letters"),
    "aliases": N_("Other spellings in Latin letters, separated by “;”"),
    "aliases_fa": N_("Other spellings in Persian letters, separated by “;”"),
    "wikidata": N_("Wikidata Q-id"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a person in the order in which they are requested."""

POST_TEXTS: Final = {
    "role": N_("Kind of post"),
    "of": N_("Place or organization that the post belongs to: id or name"),
    "to": N_("Place that an ambassador or consul is sent to: id or name"),
    "name_en": N_("Name of the post in English"),
    "name_fa": N_("Name of the post in Persian"),
    "holders": N_("People who have held it: ids or names, separated by “;”"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a post in the order in which they are requested."""

THINGS: Final[Mapping[str, tuple[str, Mapping[str, str], str]]] = {
    "place": ("places", PLACE_TEXTS, "city"),
    "organization": ("organizations", ORGANIZATION_TEXTS, ""),
    "person": ("people", PERSON_TEXTS, ""),
}
"""What a name can stand for: its table, the columns that are requested, the usual kind."""

_AT_ONCE: Final = frozenset({"name_en", "name_fa", "kind", "country", "acts_for"})
"""What is requested of a thing that is entered on the way; the rest can be added later."""


def _command(name: str, table: str, texts: Mapping[str, str], help_text: str) -> click.Command:
    @click.command(name, help=help_text)
    @options(dict(texts))
    def command(
        folder: Path,
        no_shipped: bool,
        ask: bool | None,
        yes: bool,
        others: tuple[str, ...],
        **given: str | None,
    ) -> None:
        desk = open_desk(
            table, texts, folder, given,
            no_shipped=no_shipped, ask=ask, others=others, stranger=add_on_the_way,
        )  # fmt: skip
        _fill(desk)
        finish(desk, yes=yes)

    return command


add_place_command = _command(
    "add-place", "places", PLACE_TEXTS,
    _(
        "Add a city or another place to a data folder. At a terminal, missing values are asked "
        "for; the row is checked as strictly as a file before it is written."
    )
    + examples(
        "cityties data add-place mine --name-en Turin --name-fa تورین --kind city --country Italy",
    ),
)  # fmt: skip

add_organization_command = _command(
    "add-organization", "organizations", ORGANIZATION_TEXTS,
    _(
        "Add an organization to a data folder: a municipality, council, network, publisher. At "
        "a terminal, missing values are asked for; the row is checked as strictly as a file "
        "before it is written."
    )
    + examples(
        'cityties data add-organization mine --name-en "Porto Council" --kind city_council',
    ),
)  # fmt: skip

add_person_command = _command(
    "add-person", "people", PERSON_TEXTS,
    _(
        "Add a person in a public role to a data folder. At a terminal, missing values are "
        "asked for; the row is checked as strictly as a file before it is written."
    )
    + examples('cityties data add-person mine --name-en "Sara Azad" --name-fa "سارا آزاد"'),
)  # fmt: skip

add_post_command = _command(
    "add-post", "posts", POST_TEXTS,
    _(
        "Add a post to a data folder, or holders to a post that exists: its id and the people "
        "are enough then. At a terminal, missing values are asked for; the row is checked as "
        "strictly as a file before it is written."
    )
    + examples(
        "cityties data add-post mine --role mayor --of porto",
        "cityties data add-post mine --id mayor-porto --holders sara-azad",
    ),
)  # fmt: skip

COMMANDS: Final = (
    add_place_command, add_organization_command, add_person_command, add_post_command,
)  # fmt: skip


# --- filling a row ------------------------------------------------------------------------


def _fill(desk: Desk, *, briefly: bool = False) -> None:
    """Take each column; of a post that exists only the holders are open."""
    if desk.table == "posts" and _repeat_post(desk):
        take(desk, "holders")
        return
    usual = next((kind for table, _texts, kind in THINGS.values() if table == desk.table), "")
    for name in desk.texts:
        if name == "id" or (briefly and name not in _AT_ONCE):
            continue
        take(desk, name, usual if name == "kind" else "")
    if desk.table == "places":
        _say_if_known(desk)
        _add_country(desk)
    if briefly:
        desk.cells.setdefault("id", _made_id(desk))
    take(desk, "id", _made_id(desk))


def _say_if_known(desk: Desk) -> None:
    """Say that a city seems to be there already; it can still be another one of the name."""
    from cityties.loaders.resolve import End, Resolver

    cells = desk.cells
    if cells.get("kind") != "city":
        return
    try:
        point = (float(cells["latitude"]), float(cells["longitude"]))
    except (KeyError, ValueError):
        point = None
    rows = together(desk)
    known = {place.id for place in rows.places}
    names = [cells.get("name_en", ""), cells.get("name_fa", "")]
    resolver = Resolver(rows)
    for name in filter(None, names):
        found = resolver.resolve(End(name=name, country=cells.get("country", ""), point=point))
        if found.id in known and cells.get("id") != found.id:
            say(_("a city of this name is known: {id}").format(id=found.id))
            return


def _add_country(desk: Desk) -> None:
    """Add the row of the country, if nothing has it."""
    from cityties.loaders.foreign.countries import country_place
    from cityties.model.tables import row_cells

    code = desk.cells.get("country", "")
    have = {p.country for rows in desk.all for p in rows.places if p.kind == "country"}
    have |= {cells["country"] for cells in desk.more.get("places", ())}
    if code in have or desk.cells.get("kind") == "country":
        return
    if country := country_place(code):
        desk.more.setdefault("places", []).append(row_cells("places", country))


def _made_id(desk: Desk) -> str:
    """An id of the name, or of the post's role and place; blank if none can be made."""
    from cityties.language.names import slugify
    from cityties.model.row_ids import free_id

    cells = desk.cells
    if desk.table == "posts":
        parts = (cells.get("role", "").replace("_", "-"), cells.get("of"), cells.get("to"))
        made = "-".join(filter(None, parts))
        return free_id(made, desk.ids("posts"), cells.get("name_en", "") or made)
    try:
        slug = slugify(cells.get("name_en", ""))
    except ValueError:
        return ""
    taken = desk.ids("places", "organizations", "people")
    country = cells.get("country", "").lower()
    if slug in taken and country:  # as hyderabad-in
        slug = f"{slug}-{country}"
    place = [cells.get(name, "") for name in ("country", "latitude", "longitude", "acts_for")]
    return free_id(slug, taken, ";".join((cells.get("name_en", ""), *place)))


def _repeat_post(desk: Desk) -> bool:
    """Whether the post exists; then its row, to which holders are added."""
    from cityties.model.tables import row_cells

    wanted = desk.cells.get("id", "")
    for rows in desk.all:
        for post in rows.posts:
            if post.id == wanted:
                cells = row_cells("posts", replace(post, holders=()))
                desk.cells = {**cells, **desk.cells}
                say(_("{id} exists: its holders are added").format(id=wanted))
                if not desk.cells["holders"]:
                    del desk.cells["holders"]
                return True
    return False


# --- names that nothing has -----------------------------------------------------------------

_UNNAMED: Final = "unnamed"
_AGAIN: Final = "again"


def add_on_the_way(desk: Desk, column: str, name: str) -> str:
    """What to write for a name that nothing has: a new thing, or an unnamed one.

    Parameters
    ----------
    desk : the desk of the row that names it; a new row is written with that one
    column : the column in which it is named
    name : the name

    Raises
    ------
    UsageError
        If it is to be typed again.
    """
    from cityties.loaders.unnamed import is_description

    possible = _possible(desk, column)
    described = _UNNAMED in possible and is_description(name)
    if not desk.ask:
        return _unnamed(desk, name) if described else name
    say(_("{name} is new").format(name=name))
    if not described and (ids := _near(desk, name)):
        say(_("did you mean {names}?").format(names=_(" or ").join(ids)))
    answer = click.prompt(
        _("What is it? (unnamed: the source does not name it; again: type it again)"),
        type=click.Choice([*possible, _AGAIN]),
        default=_UNNAMED if described else possible[0],
        err=True,
    )
    if answer == _AGAIN:
        raise UsageError(_("type it again"))
    return _unnamed(desk, name) if answer == _UNNAMED else _entered(desk, answer, name)


def _possible(desk: Desk, column: str) -> tuple[str, ...]:
    from cityties.model.tables import COLUMNS

    kind = next(each.kind for each in COLUMNS[desk.table] if each.name == column)
    if kind == "body":
        return ("place", "organization")
    if kind in THINGS:
        return (kind,)
    return (*THINGS, _UNNAMED) if desk.table == "claims" else tuple(THINGS)


def _entered(desk: Desk, what: str, name: str) -> str:
    """Enter a thing that another row names; its id."""
    table, texts, _usual = THINGS[what]
    persian = any("\u0600" <= sign <= "\u06ff" for sign in name)
    beside = desk.beside(table, texts, {"name_fa" if persian else "name_en": name})
    _fill(beside, briefly=True)
    desk.more.setdefault(table, []).append(beside.cells)
    return beside.cells["id"]


def _unnamed(desk: Desk, text: str) -> str:
    """Refer to a thing that the source does not name, and keep the source's words for it."""
    from cityties.loaders.unnamed import country_in
    from cityties.model.row_ids import NEW_CLAIM

    if text not in desk.unnamed:
        claim = desk.cells.setdefault("id", NEW_CLAIM)
        number = len(desk.unnamed) + 1
        made = f"unnamed/{claim}" + (f".{number}" if number > 1 else "")
        desk.unnamed[text] = made
        country = country_in(text, desk.all)
        desk.remarks.append(f"{made}: {text}" + (f" ({country})" if country else ""))
        if claim != NEW_CLAIM:
            _say_unnamed(text, made)
    return desk.unnamed[text]


def _say_unnamed(text: str, made: str) -> None:
    say(_("{text} is written as {id}; the note keeps the words").format(text=text, id=made))


def take_claim_id(desk: Desk) -> None:
    """Take the id of the claim on the desk, made of its cells; what it does not name gets it too.

    Parameters
    ----------
    desk : the desk, with every cell but the id
    """
    from cityties.cli.data.desk import note_remarks
    from cityties.model.identifiers import tie_id
    from cityties.model.row_ids import NEW_CLAIM, claim_id, renamed
    from cityties.model.tables import row_cells

    note_remarks(desk)
    rows = {claim.id: claim for tables in reversed(desk.all) for claim in tables.claims}

    def find(id: str) -> dict[str, str] | None:
        return row_cells("claims", rows[id]) if id in rows else None

    if desk.cells.get("id") == NEW_CLAIM:
        del desk.cells["id"]
    take(desk, "id", claim_id({**desk.cells, "id": NEW_CLAIM}, find))
    id = desk.cells.get("id", "")
    for name, text in desk.cells.items():
        desk.cells[name] = made = renamed(text, NEW_CLAIM, id)
        if made != text and made.startswith("tie/"):  # its parties are sorted
            parties, _slash, kind = _tie_parts(made)
            desk.cells[name] = tie_id(parties.split("+"), kind)
    for text, made in desk.unnamed.items():
        if NEW_CLAIM in made:
            desk.unnamed[text] = renamed(made, NEW_CLAIM, id)
            _say_unnamed(text, desk.unnamed[text])


def _tie_parts(tie: str) -> tuple[str, str, str]:
    return tie.removeprefix("tie/").rpartition("/")


def _near(desk: Desk, name: str) -> list[str]:
    from cityties.model.gazetteer import Gazetteer

    found: dict[str, str] = {}
    for rows in desk.all:
        names = Gazetteer(rows)
        for id_ in names.suggest(name):
            found.setdefault(id_, names.shown(id_))
    return list(found.values())[:3]
