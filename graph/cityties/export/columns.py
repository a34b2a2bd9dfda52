"""The columns of a snapshot's own tables: one list for files, data package and codebook.

The tables of claims, sources and so on keep the columns of the data package;
these are the derived ones, each with the rule that fills it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from cityties.model import tie_row
from cityties.model.columns import further_column
from cityties.model.rows import Place
from cityties.model.tie_row import Field
from cityties.vocabulary.codes import CONFLICTS_ON
from cityties.vocabulary.terms import PREFIXES, ct

__all__ = [
    "CONFLICTS",
    "DERIVED",
    "EDGES",
    "MEMBERSHIPS",
    "NODES",
    "TIES",
    "Field",
    "Table",
    "with_names",
]


@dataclass(frozen=True, slots=True)
class Table:
    """One derived table: its fields, its key and the columns that point into others."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...] = ()  # column, table, column there


_ROW = "the row of the registry"
_READ = "reading, rules {} of docs/model.md"
_UNSAID = "not said"

_SPAN = (
    Field(
        "possibly_from", "date", "First day on which the status is possible.",
        "نخستین روزی که این وضعیت ممکن است.", _READ.format("3-8"), ct.possiblyFrom,
        missing="open: no earliest day follows from the claims",
    ),
    Field(
        "certainly_from", "date", "First day on which the status is certain.",
        "نخستین روزی که این وضعیت قطعی است.", _READ.format("3-8"), ct.certainlyFrom,
        missing="never certain",
    ),
    Field(
        "certainly_until", "date", "Last day on which the status is certain.",
        "آخرین روزی که این وضعیت قطعی است.", _READ.format("3-9"), ct.certainlyUntil,
        missing="never certain if certainly_from is empty too, else open: no end is known",
    ),
    Field(
        "possibly_until", "date", "Last day on which the status is possible.",
        "آخرین روزی که این وضعیت ممکن است.", _READ.format("3-9"), ct.possiblyUntil,
        missing="open: no end is known",
    ),
)  # fmt: skip
_CLAIMS = Field(
    "claims",
    "string",
    "Ids of the claims that it is based on.",
    "شناسهٔ ادعاهایی که پشتوانهٔ آن‌اند.",
    "the claims of the acts that determine it",
    ct.basedOn,
    several=True,
)
# Where a state has what a row of ties has, the column is the same.
_OF_TIES: Final = {each.name: each for each in tie_row.COLUMNS}
(
    _TIE, _PARTIES, _KIND, _CHANNEL, _SIDE, _STATUS, _CONCLUDED, _LAST, _LAST_FIRST, _LAST_LATEST,
    _LAST_BASIS, _SOURCES,
) = (
    _OF_TIES[name]
    for name in (
        "tie", "parties", "kind", "channel", "side", "status", "concluded", "last_attested",
        "last_attested_earliest", "last_attested_latest", "last_attested_basis", "sources",
    )
)  # fmt: skip

NODES: Final = Table(
    "nodes",
    "Parties of the ties",
    (
        Field("id", "string", "Id of the place or organization.", "شناسهٔ مکان یا سازمان.", _ROW),
        Field(
            "type", "string", "Table of the registry that contains it.", "در کدام جدول است.", _ROW,
            allowed=("place", "organization"),
        ),
        Field(
            "kind", "string", "Kind of the place or organization.", "نوع مکان یا سازمان.", _ROW,
            ct.placeKind, "place_kinds organization_kinds",
        ),
        Field(
            "name_en", "string", "English name.", "نام انگلیسی.", _ROW,
            PREFIXES["skos"] + "prefLabel",
        ),
        Field(
            "name_fa", "string", "Persian name.", "نام فارسی.", _ROW,
            PREFIXES["skos"] + "prefLabel", missing="not known",
        ),
        Field(
            "country", "string", "ISO 3166-1 alpha-2 code of the country.",
            "کد دوحرفی کشور (ISO 3166-1).", _ROW, ct.countryCode,
            missing="an organization, or not known",
        ),
        Field(
            "latitude", "number", "Degrees north (WGS 84).", "درجهٔ شمالی (WGS 84).", _ROW,
            PREFIXES["geo"] + "lat", missing="not known",
        ),
        Field(
            "longitude", "number", "Degrees east (WGS 84).", "درجهٔ شرقی (WGS 84).", _ROW,
            PREFIXES["geo"] + "long", missing="not known",
        ),
        Field(
            "wikidata", "string", "Wikidata item.", "شناسهٔ ویکی‌داده.", _ROW,
            PREFIXES["schema"] + "sameAs", missing="not known",
        ),
        Field(
            "ties", "integer", "Number of its ties, of any status.",
            "شمار پیوندهای آن، با هر وضعیتی.", "counted over the readings",
        ),
    ),
    ("id",),
)  # fmt: skip

EDGES: Final = Table(
    "edges",
    "States of ties",
    (
        Field(
            "source", "string", "One party; of the two ids the smaller one, since ties have no "
            "direction.", "یک طرف؛ شناسهٔ کوچک‌تر، زیرا پیوند جهت ندارد.",
            "the parties of the tie, sorted; a tie of three gives three pairs", ct.party,
        ),
        Field(
            "target", "string", "The other party.", "طرف دیگر.",
            "the parties of the tie, sorted; a tie of three gives three pairs", ct.party,
        ),
        Field(
            "state", "string", "Id of the state; repeated only for a tie of three or more.",
            "شناسهٔ حالت؛ تنها برای پیوند سه‌جانبه یا بیشتر تکرار می‌شود.",
            "the tie, the channel and the number of the period",
        ),
        _TIE, _PARTIES, _KIND, _CHANNEL, _SIDE, _STATUS, *_SPAN, _CONCLUDED, _LAST,
        _LAST_FIRST, _LAST_LATEST, _CLAIMS, _SOURCES, _LAST_BASIS,
    ),
    ("source", "target", "state"),
    (("source", "nodes", "id"), ("target", "nodes", "id")),
)  # fmt: skip

TIES: Final = Table(
    "ties",
    "Ties on the day of the snapshot",
    (
        replace(_OF_TIES["on"], rule="as-of day of the snapshot"),
        *tie_row.columns("tie", "state"),
    ),
    ("tie", "parties", "channel"),  # a pact has rows for each of its pairs
)

_OTHER_MEMBER: Final = "the member is the other one of the two"

MEMBERSHIPS: Final = Table(
    "memberships",
    "States of memberships in networks, of cities and of other networks",
    (
        Field(
            "state", "string", "Id of the state.", "شناسهٔ حالت.",
            "the membership and the number of the period",
        ),
        Field(
            "membership", "string", "Id: member@network.", "شناسه: عضو@شبکه.",
            "identity, docs/model.md", ct.stateOf,
        ),
        Field(
            "city", "string", "Id of the city; empty if an organization is the member.",
            "شناسهٔ شهر؛ خالی اگر عضو یک سازمان باشد.", "the claims", ct.memberCity,
            missing=_OTHER_MEMBER,
        ),
        Field(
            "organization", "string", "Id of the organization that is a member as a whole.",
            "شناسهٔ سازمانی که به‌عنوان یک کل عضو است.", "the claims", ct.memberOrganization,
            missing=_OTHER_MEMBER,
        ),
        Field("network", "string", "Id of the network.", "شناسهٔ شبکه.", "the claims", ct.network),
        Field(
            "status", "string", "Candidate, member or left.", "نامزد، عضو یا خارج‌شده.",
            _READ.format("5-8"), ct.status, "statuses",
        ),
        Field(
            "grade", "string", "Rank in the network.", "مرتبه در شبکه.", "the claims",
            ct.memberGrade, "grades", missing=_UNSAID,
        ),
        *_SPAN, _LAST, _LAST_FIRST, _LAST_LATEST, _CLAIMS, _SOURCES, _LAST_BASIS,
    ),
    ("state",),
)  # fmt: skip

CONFLICTS: Final = Table(
    "conflicts",
    "Disagreements between sources, one row per value",
    (
        Field(
            "conflict", "string", "Id of the conflict.", "شناسهٔ ناسازگاری.",
            "the same for the same disagreement",
        ),
        Field(
            "about", "string", "Id of the tie, event, membership or place.",
            "شناسهٔ پیوند، رویداد، عضویت یا مکان.", _READ.format("4, 6, 11"), ct.conflictAbout,
            missing="claims about different things",
        ),
        Field(
            "what", "string", "Subject of the disagreement.", "ناسازگاری بر سر چیست.",
            _READ.format("4, 6, 11"), ct.conflictSubject,
            allowed=CONFLICTS_ON,
        ),
        Field(
            "value", "string", "One of the claimed values.", "آنچه برخی می‌گویند.",
            "the claims, in words or EDTF", ct.conflictValue,
        ),
        Field(
            "claimed", "string", "A status as those claims give it, with its doubt: planned: in "
            "force.", "وضعیت با تردیدی که ادعاها در آن دارند، به انگلیسی.",
            "the columns status, aspect, certainty and type of the claims",
            missing="the value is no status",
        ),
        Field(
            "sources", "string", "Ids of the sources that say so.",
            "شناسهٔ منبع‌هایی که چنین می‌گویند.", "the column source of those claims", several=True,
        ),
        Field(
            "claims", "string", "Ids of the claims that say so.",
            "شناسهٔ ادعاهایی که چنین می‌گویند.", "the claims", ct.betweenClaim, several=True,
        ),
    ),
    ("conflict", "value"),
)  # fmt: skip


def with_names(table: Table, names: Iterable[str]) -> Table:
    """A table with its columns of names in further languages, which not every file has.

    Parameters
    ----------
    table : the table
    names : names of columns that are wanted, such as the keys of its rows

    Examples
    --------
    >>> [field.name for field in with_names(NODES, ["name_de"]).fields][3:6]
    ['name_en', 'name_fa', 'name_de']
    """
    known = [field.name for field in table.fields]
    found = (further_column(Place, name) for name in sorted(set(names) - set(known)))
    more = tuple(
        Field(each.name, "string", each.en, each.fa, _ROW, each.predicate, missing="not known")
        for each in found
        if each is not None and "name_en" in known
    )
    if not more:
        return table
    at = known.index("name_fa") + 1
    return replace(table, fields=(*table.fields[:at], *more, *table.fields[at:]))


DERIVED: Final = (NODES, EDGES, TIES, MEMBERSHIPS, CONFLICTS)
"""The derived tables of a snapshot, in the order of its list of files."""
