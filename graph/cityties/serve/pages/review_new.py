"""New people, places, posts and organizations, entered while a candidate is reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import UsageError
from cityties.language.messages import N_, _
from cityties.language.names import slugify
from cityties.loaders.foreign.countries import code_of_country, country_place
from cityties.model.row_ids import free_id
from cityties.model.tables import row_cells
from cityties.model.texts import texts
from cityties.vocabulary.codes import CODES
from cityties.words.labels import code_label

if TYPE_CHECKING:
    from cityties.serve.pages.review_desk import Desk

Cells = dict[str, str]


class FormError(UsageError):
    """A form that cannot be taken: messages by the name of the field.

    Parameters
    ----------
    fields : the messages; under ``""`` those of no field
    near : ids that a field may mean, by its name
    """

    def __init__(
        self, fields: Mapping[str, Sequence[str]], near: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__("\n".join(text for many in fields.values() for text in many))
        self.fields = fields
        self.near = near or {}


FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "places": {
        "name_en": N_("Name in English"), "name_fa": N_("Name in Persian"),
        "kind": N_("Kind of place"), "country": N_("Country: its name or code (IR, DE …)"),
        "latitude": N_("Latitude in degrees"), "longitude": N_("Longitude in degrees"),
    },
    "people": {
        "name_en": N_("Name in Latin letters"), "name_fa": N_("Name in Persian letters"),
    },
    "posts": {
        "role": N_("Kind of post"),
        "of": N_("Place or organization that the post belongs to: id or name"),
        "to": N_("Place that an ambassador or consul is sent to: id or name"),
        "name_en": N_("Name of the post in English"), "name_fa": N_("Name of the post in Persian"),
        "holders": N_("People who have held it: ids or names, separated by “;”"),
    },
    "organizations": {
        "name_en": N_("Name in English, or its own name"), "name_fa": N_("Name in Persian"),
        "kind": N_("Kind of organization"),
        "acts_for": N_("Place that it governs or speaks for: id or name"),
    },
}  # fmt: skip
"""The columns that are asked for, by table; all others can be added later."""
_CODES: Final = {
    ("places", "kind"): "place_kinds", ("organizations", "kind"): "organization_kinds",
    ("posts", "role"): "roles",
}  # fmt: skip
_IDS: Final = ("of", "to", "acts_for")


def table_names() -> dict[str, str]:
    """What can be added, by table."""
    return {
        "people": _("a person"), "places": _("a place"), "posts": _("a post"),
        "organizations": _("an organization"),
    }  # fmt: skip


def fields(table: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields of a form for a new row.

    Parameters
    ----------
    table : of `FIELDS`
    given : what was written already
    """
    made = []
    for name, label in FIELDS[table].items():
        codes = CODES[_CODES[table, name]] if (table, name) in _CODES else ()
        usual = "city" if (table, name) == ("places", "kind") else ""
        made.append(
            {
                "name": name, "label": _(label), "value": given.get(name, "") or usual,
                "choices": [(code, code_label(code)) for code in codes],
                "ids": name in (*_IDS, "holders"),
                "required": name in ("name_en", "kind", "role", "of", "country"),
            }
        )  # fmt: skip
    return made


def found_city(text: str, desk: Desk) -> Cells:
    """What the installed names know of a city, to begin a form with; empty without one.

    Parameters
    ----------
    text : its name in any script
    desk : the tables
    """
    from cityties.intake.session import open_names

    with open_names((), shipped=desk.chosen.shipped) as names:
        id_ = names.city(text, sure=True)
        place = names.place(id_) if id_ else None
        cells = row_cells("places", place) if place is not None else {}
    return {name: cell for name, cell in cells.items() if cell and name != "id"}


def new_rows(
    table: str, given: Mapping[str, str], desk: Desk
) -> tuple[str, dict[str, list[Cells]]]:
    """The id of a new row, and the rows that it needs.

    Parameters
    ----------
    table : of `FIELDS`
    given : the fields of the form
    desk : the tables

    Raises
    ------
    FormError
        If a name is unknown, or no id can be made of it.
    """
    tables = desk.known.tables
    cells = {name: " ".join(given.get(name, "").split()) for name in FIELDS[table]}
    wrong: dict[str, list[str]] = {}
    for name in _IDS:
        if cells.get(name):
            id_, _near = desk.meant(cells[name])
            if not id_:
                wrong[name] = [_("{name} is none of the cities and organizations that are known")
                               .format(name=cells[name])]  # fmt: skip
            cells[name] = id_ or cells[name]
    if cells.get("holders"):
        people = {}
        for person in tables.people:
            for name in (person.id, *texts(person, "name").values()):
                people[name] = person.id
        names = [one.strip() for one in cells["holders"].split(";") if one.strip()]
        unknown = [one for one in names if one not in people]
        if unknown:
            wrong["holders"] = [_("nobody is known as {names}").format(names=_(", ").join(unknown))]
        cells["holders"] = ";".join(people.get(one, one) for one in names)
    rows: dict[str, list[Cells]] = {}
    if table == "places":
        more = found_city(cells["name_en"] or cells["name_fa"], desk)
        code = cells["country"].upper()
        if len(code) != 2:
            code = code_of_country(cells["country"]) or cells["country"]
        cells["country"] = code
        if more.get("country") == code:
            cells = {**more, **{name: text for name, text in cells.items() if text}}
        have = {one.country for one in tables.places if one.kind == "country"}
        if code not in have and (country := country_place(code)):
            rows["places"] = [row_cells("places", country)]
    taken = {row.id for many in (tables.places, tables.organizations, tables.people)
             for row in many}  # fmt: skip
    try:
        if table == "posts":
            parts = (cells["role"].replace("_", "-"), cells["of"], cells["to"])
            id_ = free_id("-".join(filter(None, parts)), {post.id for post in tables.posts},
                          cells["name_en"])  # fmt: skip
        else:
            id_ = slugify(cells["name_en"])
            if id_ in taken:
                same = next((row.id for row in getattr(tables, table) if row.id == id_), "")
                if same:
                    wrong.setdefault("name_en", []).append(
                        _("{id} is there already").format(id=same)
                    )
                id_ = free_id(id_, taken, cells.get("country", "") or cells["name_en"])
    except ValueError:
        id_ = ""
        wrong.setdefault("name_en", []).append(_("write the name in Latin letters"))
    if wrong:
        raise FormError(wrong)
    cells["id"] = id_
    rows.setdefault(table, []).append({name: text for name, text in cells.items() if text})
    return id_, rows
